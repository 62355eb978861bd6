//! Artifacts with a valid digest and a wrong content. Written from `src/guide/format.md`, not with the
//! crate's own writer, so that what the writer cannot write can be forged too.

use sha2::{Digest, Sha256};
use steadfast::artifact::codec::Node;
use steadfast::artifact::{Limits, open, seal};

/// One committed golden.
pub(crate) fn golden(name: &str) -> Vec<u8> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read(root.join("tests/golden").join(name).join("model.steadfast")).unwrap()
}

/// The names of all goldens.
pub(crate) fn names() -> Vec<String> {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let folders = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap());
    let folders = folders.filter(|entry| entry.file_type().unwrap().is_dir());
    let mut names: Vec<String> =
        folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// The parts of an artifact that lie between its lengths and its digest.
#[derive(Clone)]
pub(crate) struct Forged {
    pub(crate) header: Vec<u8>,
    pub(crate) sections: Vec<u8>,
    /// The zero bytes between header and sections.
    pub(crate) padding: Vec<u8>,
}

impl Forged {
    pub(crate) fn of(bytes: &[u8]) -> Forged {
        let length = u64::from_le_bytes(bytes[24..32].try_into().unwrap());
        let end = 32 + usize::try_from(length).unwrap();
        let start = end.next_multiple_of(8);
        Forged {
            header: bytes[32..end].to_vec(),
            padding: bytes[end..start].to_vec(),
            sections: bytes[start..bytes.len() - 32].to_vec(),
        }
    }

    /// With lengths and digest that fit.
    pub(crate) fn sealed(&self) -> Vec<u8> {
        self.sealed_saying(self.header.len() as u64)
    }

    /// With a digest that fits and a header length that may not.
    pub(crate) fn sealed_saying(&self, header: u64) -> Vec<u8> {
        let mut bytes = b"\x89STDF\r\n\x1a\x01\0\0\0\0\0\0\0".to_vec();
        let parts = [&self.header, &self.padding, &self.sections];
        let total = 64 + parts.iter().fold(0, |total, part| total + part.len());
        bytes.extend((total as u64).to_le_bytes());
        bytes.extend(header.to_le_bytes());
        parts.iter().for_each(|part| bytes.extend_from_slice(part));
        let digest = Sha256::digest(&bytes);
        bytes.extend_from_slice(&digest);
        bytes
    }

    /// With another header, padded as it must be.
    pub(crate) fn header(&self, header: impl Into<Vec<u8>>) -> Forged {
        let header = header.into();
        let padding = vec![0; header.len().next_multiple_of(8) - header.len()];
        Forged { header, padding, sections: self.sections.clone() }
    }

    /// With the first `from` of the header replaced.
    pub(crate) fn replace(&self, from: &str, to: &str) -> Forged {
        let text = std::str::from_utf8(&self.header).unwrap();
        assert!(text.contains(from), "the header does not hold {from}");
        self.header(text.replacen(from, to, 1))
    }
}

/// An artifact with its body changed and everything else as it must be.
pub(crate) fn edited(bytes: &[u8], edit: impl FnOnce(&mut Node)) -> Vec<u8> {
    let (mut node, _) = open(bytes, &Limits::default()).unwrap();
    edit(&mut node);
    seal(&node).0
}

/// The value at a path of names and numbers.
pub(crate) fn at<'a>(node: &'a mut Node, path: &str) -> &'a mut Node {
    path.split('/').filter(|step| !step.is_empty()).fold(node, |node, step| match node {
        Node::Record(fields) => {
            let field = fields.iter_mut().find(|(name, _)| name == step);
            &mut field.unwrap_or_else(|| panic!("no field {step}")).1
        }
        Node::List(items) => &mut items[step.parse::<usize>().unwrap()],
        other => panic!("no {step} in {}", other.form()),
    })
}

/// The fields of the value at a path.
pub(crate) fn fields<'a>(node: &'a mut Node, path: &str) -> &'a mut Vec<(String, Node)> {
    match at(node, path) {
        Node::Record(fields) => fields,
        other => panic!("{path} is {}", other.form()),
    }
}

/// The items of the value at a path.
pub(crate) fn items<'a>(node: &'a mut Node, path: &str) -> &'a mut Vec<Node> {
    match at(node, path) {
        Node::List(items) => items,
        other => panic!("{path} is {}", other.form()),
    }
}

/// The first stage of a kind, wherever it stands.
pub(crate) fn stage<'a>(node: &'a mut Node, kind: &str) -> &'a mut Node {
    fn find<'a>(stages: &'a mut Node, kind: &str) -> Option<&'a mut Node> {
        let Node::List(stages) = stages else { return None };
        for stage in stages {
            if stage.get("kind") == Some(&Node::Text(kind.to_owned())) {
                return Some(stage);
            }
            if let Node::Record(fields) = stage
                && let Some((_, Node::List(branches))) =
                    fields.iter_mut().find(|(name, _)| name == "branches")
                && let Some(found) = branches.iter_mut().find_map(|branch| find(branch, kind))
            {
                return Some(found);
            }
        }
        None
    }
    find(at(node, "pipeline"), kind).unwrap_or_else(|| panic!("no stage {kind}"))
}
