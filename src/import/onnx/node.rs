//! A node as it stands in a file.

use super::attributes::Attributes;
use super::wire::{Fields, once};

/// The versions of the operator sets a file asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Versions {
    pub(super) standard: i64,
    pub(super) ml: i64,
}

/// A node, its attributes beside it.
#[derive(Debug)]
pub(super) struct Node<'a> {
    pub(super) operator: &'a str,
    pub(super) domain: &'a str,
    pub(super) inputs: Vec<&'a str>,
    pub(super) outputs: Vec<&'a str>,
    pub(super) attributes: Attributes<'a>,
    pub(super) version: i64,
}

pub(super) fn node<'a>(bytes: &'a [u8], versions: Versions) -> Result<Node<'a>, String> {
    let mut attributes = Attributes::new();
    let (mut operator, mut domain) = (None, None);
    let (mut inputs, mut outputs) = (Vec::new(), Vec::new());
    for field in Fields(bytes) {
        match field? {
            (1, field) => inputs.push(field.text()?),
            (2, field) => outputs.push(field.text()?),
            (4, field) => once(&mut operator, field.text()?, "op_type")?,
            (5, field) => attributes.push(field.bytes()?)?,
            (7, field) => once(&mut domain, field.text()?, "domain")?,
            _ => {}
        }
    }
    let domain = match domain {
        None | Some("ai.onnx") => "",
        Some(domain) => domain,
    };
    let version = if domain.is_empty() { versions.standard } else { versions.ml };
    let operator = operator.ok_or("a node without op_type").map_err(str::to_owned)?;
    Ok(Node { operator, domain, inputs, outputs, attributes, version })
}
