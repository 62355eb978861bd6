//! Changes to Protobuf: fields at any depth, the lengths around them made to fit again.

use super::{Files, bytes};
use crate::Draw;
use std::ops::Range;

const NUMBERS: [u64; 12] = [0, 1, 2, 3, 7, 64, 127, 128, 65_535, 1 << 31, 1 << 40, u64::MAX];

pub fn change(file: &mut Vec<u8>, files: Files<'_>, draw: &mut Draw) {
    if draw.once_in(6) {
        return bytes::change(file, files, draw);
    }
    let other = draw.pick::<Vec<u8>>(files).clone();
    let donor = fields(&other);
    let taken = if donor.is_empty() { Vec::new() } else { deep(&other, draw) };
    *file = changed(file, &taken, draw, 0);
}

/// A field of a message, its tag included.
struct Field {
    all: Range<usize>,
    /// What stands behind the length, of a field that has one.
    inner: Option<Range<usize>>,
}

fn varint(bytes: &[u8], at: &mut usize) -> Option<u64> {
    let mut value = 0u64;
    for shift in (0..64).step_by(7) {
        let byte = *bytes.get(*at)?;
        *at += 1;
        value |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Some(value);
        }
    }
    None
}

fn put(mut value: u64, out: &mut Vec<u8>) {
    while value >= 128 {
        out.push(value as u8 | 128);
        value >>= 7;
    }
    out.push(value as u8);
}

/// The fields of a message; none if it is no message.
fn fields(bytes: &[u8]) -> Vec<Field> {
    let (mut all, mut at) = (Vec::new(), 0);
    while at < bytes.len() {
        let start = at;
        let Some(key) = varint(bytes, &mut at) else { return Vec::new() };
        let mut inner = None;
        match key & 7 {
            0 => {
                let Some(_) = varint(bytes, &mut at) else { return Vec::new() };
            }
            1 => at += 8,
            5 => at += 4,
            2 => {
                let Some(length) = varint(bytes, &mut at) else { return Vec::new() };
                let Some(end) = usize::try_from(length).ok().and_then(|n| at.checked_add(n)) else {
                    return Vec::new();
                };
                inner = Some(at..end);
                at = end;
            }
            _ => return Vec::new(),
        }
        if at > bytes.len() {
            return Vec::new();
        }
        all.push(Field { all: start..at, inner });
    }
    all
}

/// A field of a message, or of one inside it.
fn deep(bytes: &[u8], draw: &mut Draw) -> Vec<u8> {
    let fields = fields(bytes);
    let Some(field) = fields.get(draw.below(fields.len())) else { return bytes.to_vec() };
    match &field.inner {
        Some(inner) if !draw.once_in(3) => deep(&bytes[inner.clone()], draw),
        _ => bytes[field.all.clone()].to_vec(),
    }
}

/// The message with one change somewhere in it.
fn changed(bytes: &[u8], taken: &[u8], draw: &mut Draw, depth: usize) -> Vec<u8> {
    let fields = fields(bytes);
    let Some(at) = fields.get(draw.below(fields.len())) else { return leaf(bytes, draw) };
    let field = &bytes[at.all.clone()];
    let new = match &at.inner {
        Some(inner) if depth < 12 && !draw.once_in(4) => {
            let new = changed(&bytes[inner.clone()], taken, draw, depth + 1);
            let mut place = 0;
            let key = varint(field, &mut place).unwrap_or(0);
            let mut out = Vec::new();
            put(key, &mut out);
            put(new.len() as u64, &mut out);
            out.extend(new);
            out
        }
        _ => match draw.below(5) {
            0 => Vec::new(),
            1 => [field, field].concat(),
            2 => [field, taken].concat(),
            3 => taken.to_vec(),
            _ => number(field, draw),
        },
    };
    [&bytes[..at.all.start], &new, &bytes[at.all.end..]].concat()
}

/// A field with another number, where it holds one.
fn number(field: &[u8], draw: &mut Draw) -> Vec<u8> {
    let mut at = 0;
    let key = varint(field, &mut at).unwrap_or(0);
    if key & 7 != 0 {
        return leaf(field, draw);
    }
    let mut out = Vec::new();
    // Now and then another field.
    put(if draw.once_in(6) { key + 8 } else { key }, &mut out);
    put(*draw.pick(&NUMBERS), &mut out);
    out
}

/// Packed numbers, texts and raw data: bytes.
fn leaf(bytes: &[u8], draw: &mut Draw) -> Vec<u8> {
    let mut out = bytes.to_vec();
    let own = [bytes.to_vec()];
    bytes::change(&mut out, &own, draw);
    out
}
