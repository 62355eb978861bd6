//! The sections: raw little-endian numbers and UTF-8, one after another, each on an 8-byte boundary.

use super::header::Parsed;
use crate::artifact::codec::{CANONICAL_NAN, Node};
use crate::error::LoadError;

/// The one NaN of `f32`.
const CANONICAL_SINGLE: u32 = 0x7fc0_0000;

/// What the header says of a section.
pub(super) struct Section {
    form: &'static str,
    count: usize,
    /// Bytes of text, for texts.
    text: Option<usize>,
}

impl Section {
    pub(super) fn entry(&self) -> String {
        let Section { form, count, text } = self;
        match text {
            None => format!("{{\"count\":{count},\"form\":\"{form}\"}}"),
            Some(text) => format!("{{\"bytes\":{text},\"count\":{count},\"form\":\"{form}\"}}"),
        }
    }
}

/// Appends an array to the sections.
pub(super) fn write(array: &Node, out: &mut Vec<u8>) -> Section {
    macro_rules! numbers {
        ($form:literal, $values:expr) => {{
            out.extend($values.iter().flat_map(|x| x.to_le_bytes()));
            Section { form: $form, count: $values.len(), text: None }
        }};
    }
    let section = match array {
        Node::Reals(values) => numbers!("f64", values),
        Node::Singles(values) => numbers!("f32", values),
        Node::Ints(values) => numbers!("i64", values),
        Node::Uints(values) => numbers!("u64", values),
        Node::Words(values) => numbers!("u32", values),
        Node::Bools(values) => {
            out.extend(values.iter().map(|&x| u8::from(x)));
            Section { form: "bool", count: values.len(), text: None }
        }
        Node::Texts(texts) => {
            let mut end = 0u64;
            for text in texts {
                end += text.len() as u64;
                out.extend(end.to_le_bytes());
            }
            out.extend(texts.iter().flat_map(|text| text.as_bytes()));
            let bytes = texts.iter().fold(0, |bytes, text| bytes + text.len());
            Section { form: "utf8", count: texts.len(), text: Some(bytes) }
        }
        // The header writer sends arrays only.
        _ => Section { form: "bool", count: 0, text: None },
    };
    out.resize(out.len().next_multiple_of(8), 0);
    section
}

/// Reads every section. Together they must be all the bytes there are.
pub(super) fn read(entries: &[Parsed], bytes: &[u8]) -> Result<Vec<Node>, LoadError> {
    let mut rest = bytes;
    let mut arrays = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        let (array, after) = read_one(entry, rest)
            .map_err(|problem| LoadError::Section { index, problem: problem.to_owned() })?;
        arrays.push(array);
        rest = after;
    }
    if !rest.is_empty() {
        let problem = format!("{} bytes belong to no section", rest.len());
        return Err(LoadError::Section { index: entries.len(), problem });
    }
    Ok(arrays)
}

fn read_one<'a>(entry: &Parsed, bytes: &'a [u8]) -> Result<(Node, &'a [u8]), &'static str> {
    const CUT: &str = "it reaches past the end";
    let number = |name: &str| match entry.get(name) {
        Some(Parsed::Uint(x)) => usize::try_from(*x).map_err(|_| CUT),
        _ => Err("its entry lacks a length"),
    };
    let count = number("count")?;
    let Some(Parsed::Text(form)) = entry.get("form") else { return Err("its entry lacks a form") };
    let Parsed::Record(fields) = entry else { return Err("its entry is not a record") };
    if fields.len() != if form == "utf8" { 3 } else { 2 } {
        return Err("its entry has an unknown field");
    }
    // Lengths are checked against the bytes there are before anything is allocated.
    let part = |width: usize, extra: usize| {
        let length = count.checked_mul(width).and_then(|n| n.checked_add(extra)).ok_or(CUT)?;
        let padded = length.checked_next_multiple_of(8).ok_or(CUT)?;
        let (part, after) = bytes.split_at_checked(padded).ok_or(CUT)?;
        let (values, padding) = part.split_at(length);
        if padding.iter().any(|&byte| byte != 0) {
            return Err("its padding is not zero");
        }
        Ok((values, after))
    };
    macro_rules! numbers {
        ($type:ty, $array:path) => {{
            let (values, after) = part(size_of::<$type>(), 0)?;
            let (values, _) = values.as_chunks::<{ size_of::<$type>() }>();
            ($array(values.iter().map(|b| <$type>::from_le_bytes(*b)).collect()), after)
        }};
    }
    if count == 0 {
        return Err("it is empty");
    }
    Ok(match form.as_str() {
        "f64" => {
            let (array, after) = numbers!(f64, Node::Reals);
            let other = |x: &f64| x.is_nan() && x.to_bits() != CANONICAL_NAN;
            if matches!(&array, Node::Reals(values) if values.iter().any(other)) {
                return Err("a NaN is not the canonical one");
            }
            (array, after)
        }
        "f32" => {
            let (array, after) = numbers!(f32, Node::Singles);
            let other = |x: &f32| x.is_nan() && x.to_bits() != CANONICAL_SINGLE;
            if matches!(&array, Node::Singles(values) if values.iter().any(other)) {
                return Err("a NaN is not the canonical one");
            }
            (array, after)
        }
        "i64" => numbers!(i64, Node::Ints),
        "u64" => numbers!(u64, Node::Uints),
        "u32" => numbers!(u32, Node::Words),
        "bool" => {
            let (values, after) = part(1, 0)?;
            if values.iter().any(|&byte| byte > 1) {
                return Err("a boolean is neither 0 nor 1");
            }
            (Node::Bools(values.iter().map(|&byte| byte == 1).collect()), after)
        }
        "utf8" => {
            let (values, after) = part(8, number("bytes")?)?;
            let (ends, text) = values.split_at(count * 8);
            (Node::Texts(texts(ends, text)?), after)
        }
        _ => return Err("its form is unknown"),
    })
}

fn texts(ends: &[u8], text: &[u8]) -> Result<Vec<String>, &'static str> {
    let text = std::str::from_utf8(text).map_err(|_| "its text is not UTF-8")?;
    let mut texts = Vec::with_capacity(ends.len() / 8);
    let mut start = 0;
    for end in ends.as_chunks::<8>().0 {
        let end = usize::try_from(u64::from_le_bytes(*end)).map_err(|_| "a text is cut")?;
        texts.push(text.get(start..end).ok_or("a text is cut")?.to_owned());
        start = end;
    }
    if start == text.len() { Ok(texts) } else { Err("text belongs to nothing") }
}
