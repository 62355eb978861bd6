//! `TensorProto`: constants of a graph.

use super::wire::{Field, Fields, once};
use crate::model::onnx_graph::{Cells, Kind, Shape, Tensor, size};

/// The kind of an element type, by its number.
pub(super) fn kind_of(number: i64) -> Result<Kind, String> {
    let name = match number {
        1 => return Ok(Kind::Single),
        6 => return Ok(Kind::Short),
        7 => return Ok(Kind::Integer),
        8 => return Ok(Kind::Text),
        9 => return Ok(Kind::Boolean),
        11 => return Ok(Kind::Double),
        2 => "uint8",
        3 => "int8",
        4 => "uint16",
        5 => "int16",
        10 => "float16",
        12 => "uint32",
        13 => "uint64",
        14 => "complex64",
        15 => "complex128",
        16 => "bfloat16",
        _ => return Err(format!("element type {number} is not known")),
    };
    Err(format!("element type {name} is not supported"))
}

/// The fields of a tensor.
#[derive(Debug, Default)]
struct Parts<'a> {
    name: Option<&'a str>,
    data_type: Option<i64>,
    raw: Option<&'a [u8]>,
    /// Fields of dimensions and typed numbers, read when the type is known.
    shape: Vec<usize>,
}

/// A tensor and its name.
pub(super) fn tensor(bytes: &[u8]) -> Result<(&str, Tensor), String> {
    let mut parts = Parts::default();
    for field in Fields(bytes) {
        match field? {
            (1, field) => {
                let mut bad = false;
                field.ints(|x| match usize::try_from(x) {
                    // More axes are refused by the number of cells below.
                    Ok(length) if parts.shape.len() < 64 => parts.shape.push(length),
                    _ => bad = true,
                })?;
                if bad {
                    return Err("a length that is none".to_owned());
                }
            }
            (2, field) => once(&mut parts.data_type, field.int()?, "data_type")?,
            (3, _) => return Err("a tensor in segments is not supported".to_owned()),
            (8, field) => once(&mut parts.name, field.text()?, "name")?,
            (9, field) => once(&mut parts.raw, field.bytes()?, "raw_data")?,
            (13, _) => return Err("data in another file (external_data) is refused".to_owned()),
            (14, Field::Varint(0)) => {}
            (14, _) => return Err("data in another file (data_location) is refused".to_owned()),
            _ => {}
        }
    }
    let name = parts.name.unwrap_or_default();
    let kind = parts.data_type.ok_or("no data_type").map_err(str::to_owned)?;
    let cells = match (kind, parts.raw) {
        // The modes of `TreeEnsemble` only.
        (2, raw) => Cells::Integer(small(bytes, raw)?),
        (kind, raw) => cells(bytes, kind_of(kind)?, raw)?,
    };
    let expected = size(&parts.shape)?;
    if cells.len() != expected {
        let (found, shape) = (cells.len(), parts.shape);
        return Err(format!("tensor `{name}`: {found} cells for the dims {shape:?}"));
    }
    let shape = Shape::of(parts.shape)?;
    Ok((name, Tensor { shape, cells: cells.canonical() }))
}

fn small(bytes: &[u8], raw: Option<&[u8]>) -> Result<Vec<i64>, String> {
    let mut values = Vec::new();
    if let Some(raw) = raw {
        return Ok(raw.iter().map(|&x| i64::from(x)).collect());
    }
    for field in Fields(bytes) {
        if let (5, field) = field? {
            field.ints(|x| values.push(x))?;
        }
    }
    Ok(values)
}

/// Numbers of `N` bytes each.
fn chunks<const N: usize>(raw: &[u8]) -> Result<&[[u8; N]], String> {
    match raw.as_chunks() {
        (chunks, []) => Ok(chunks),
        _ => Err(format!("raw_data of {} bytes for numbers of {N}", raw.len())),
    }
}

fn cells(bytes: &[u8], kind: Kind, raw: Option<&[u8]>) -> Result<Cells, String> {
    // Numbers stand in the field of their type or, without a type, in `raw_data`; in one of the two.
    let typed = match kind {
        Kind::Single => 4,
        Kind::Short | Kind::Boolean => 5,
        Kind::Text => 6,
        Kind::Integer => 7,
        Kind::Double => 10,
    };
    let mut cells = Cells::none(kind);
    let mut wide = false;
    for field in Fields(bytes) {
        let (tag, field) = field?;
        if matches!(tag, 4..=7 | 10 | 11) && (tag != typed || raw.is_some()) {
            return Err(format!("data in field {tag} of a tensor of {}", kind.name()));
        }
        if tag == typed {
            match &mut cells {
                Cells::Single(values) => field.floats(|x| values.push(x))?,
                Cells::Double(values) => field.doubles(|x| values.push(x))?,
                Cells::Integer(values) => field.ints(|x| values.push(x))?,
                Cells::Short(values) => field.ints(|x| {
                    wide |= i32::try_from(x).is_err();
                    values.push(x as i32);
                })?,
                Cells::Boolean(values) => field.ints(|x| values.push(x != 0))?,
                Cells::Text(values) => values.push(field.text()?.into()),
            }
        }
    }
    if wide {
        return Err("an int32 of more than 32 bits".to_owned());
    }
    let Some(raw) = raw else { return Ok(cells) };
    Ok(match kind {
        Kind::Single => {
            Cells::Single(chunks(raw)?.iter().map(|x| f32::from_le_bytes(*x)).collect())
        }
        Kind::Double => {
            Cells::Double(chunks(raw)?.iter().map(|x| f64::from_le_bytes(*x)).collect())
        }
        Kind::Integer => {
            Cells::Integer(chunks(raw)?.iter().map(|x| i64::from_le_bytes(*x)).collect())
        }
        Kind::Short => Cells::Short(chunks(raw)?.iter().map(|x| i32::from_le_bytes(*x)).collect()),
        Kind::Boolean => Cells::Boolean(raw.iter().map(|&x| x != 0).collect()),
        Kind::Text => return Err("texts in raw_data".to_owned()),
    })
}
