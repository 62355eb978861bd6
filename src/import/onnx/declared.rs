//! What a graph says of its inputs and outputs.

use super::tensors::kind_of;
use super::wire::{Fields, once};
use crate::model::onnx_graph::{Kind, MOST_AXES};

/// Name, kind and shape of an input or output, and whether it is a map.
pub(super) type Declaration<'a> = (&'a str, Kind, Option<Vec<usize>>, bool);

pub(super) fn declared(bytes: &[u8]) -> Result<Declaration<'_>, String> {
    let (mut name, mut kind, mut shape) = (None, None, None);
    for field in Fields(bytes) {
        match field? {
            (1, field) => once(&mut name, field.text()?, "a name")?,
            (2, field) => {
                for field in Fields(field.bytes()?) {
                    match field? {
                        (1, field) => {
                            for field in Fields(field.bytes()?) {
                                match field? {
                                    (1, field) => {
                                        once(&mut kind, kind_of(field.int()?), "elem_type")?
                                    }
                                    (2, field) => {
                                        once(&mut shape, lengths(field.bytes()?)?, "shape")?
                                    }
                                    _ => {}
                                }
                            }
                        }
                        // Sequences of maps: what `ZipMap` answers with.
                        (4, _) => once(&mut kind, Ok(Kind::Single), "type")?,
                        (5, field) => once(&mut kind, map_kind(field.bytes()?), "type")?,
                        (6, _) => {}
                        (tag, _) => return Err(format!("a value of type {tag} is not supported")),
                    }
                }
            }
            _ => {}
        }
    }
    let name = name.ok_or("an input or output without a name").map_err(str::to_owned)?;
    let map = matches!(kind, Some(Ok(_))) && shape.is_none() && is_map(bytes)?;
    // The body of a `Scan` need not say what its values are.
    let kind = kind.unwrap_or(Ok(Kind::Single)).map_err(|e| format!("`{name}`: {e}"))?;
    Ok((name, kind, shape, map))
}

fn is_map(bytes: &[u8]) -> Result<bool, String> {
    for field in Fields(bytes) {
        if let (2, field) = field? {
            for field in Fields(field.bytes()?) {
                if field?.0 == 5 {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

/// The kind of the values of a map.
fn map_kind(bytes: &[u8]) -> Result<Kind, String> {
    for field in Fields(bytes) {
        if let (2, field) = field? {
            for field in Fields(field.bytes()?) {
                if let (1, field) = field? {
                    for field in Fields(field.bytes()?) {
                        if let (1, field) = field? {
                            return kind_of(field.int()?);
                        }
                    }
                }
            }
        }
    }
    Err("a map without the type of its values".to_owned())
}

/// Lengths of a declared shape, 0 where they are not known.
fn lengths(bytes: &[u8]) -> Result<Vec<usize>, String> {
    let mut lengths = Vec::new();
    for field in Fields(bytes) {
        if let (1, field) = field? {
            let mut length = 0;
            for field in Fields(field.bytes()?) {
                if let (1, field) = field? {
                    length = usize::try_from(field.int()?).unwrap_or(0);
                }
            }
            if lengths.len() == MOST_AXES {
                return Err(format!("a shape of more than {MOST_AXES} axes"));
            }
            lengths.push(length);
        }
    }
    Ok(lengths)
}
