//! Changes to UBJSON: values, members, and arrays of which the count still fits.

use super::{Files, bytes, tokens};
use crate::Draw;
use std::ops::Range;

/// Deeper than any model file.
const DEEPEST: usize = 64;

/// Where things lie in a file, as far as it can be walked.
#[derive(Default)]
struct Places {
    values: Vec<Range<usize>>,
    /// With their names.
    members: Vec<Range<usize>>,
    /// Typed arrays: where the type stands, where the count, where the numbers, and how wide one is.
    arrays: Vec<(usize, usize, Range<usize>, usize)>,
}

pub fn change(file: &mut Vec<u8>, files: Files<'_>, draw: &mut Draw) {
    let places = Places::of(file);
    if places.members.is_empty() {
        return bytes::change(file, files, draw);
    }
    match draw.below(10) {
        0 => {
            let (a, b) = (draw.pick(&places.values).clone(), draw.pick(&places.values).clone());
            tokens::swap(file, a, b);
        }
        1 => {
            let (a, b) = (draw.pick(&places.members).clone(), draw.pick(&places.members).clone());
            tokens::swap(file, a, b);
        }
        2 => {
            file.drain(draw.pick(&places.members).clone());
        }
        3 => {
            let member = draw.pick(&places.members).clone();
            let copy = file[member.clone()].to_vec();
            file.splice(member.start..member.start, copy);
        }
        4 => {
            let other = draw.pick(files);
            let theirs = Places::of(other);
            let value = draw.pick(&places.values).clone();
            if !theirs.values.is_empty() {
                let taken = other[draw.pick(&theirs.values).clone()].to_vec();
                file.splice(value, taken);
            }
        }
        5 => bytes::word(file, draw.pick(&places.values).start + 1, draw),
        6 => {
            let value = draw.pick(&places.values).clone();
            let scalar: &[u8] = draw.pick::<&[u8]>(&[
                b"Z",
                b"T",
                b"i\0",
                b"SL\0\0\0\0\0\0\0\0",
                b"[]",
                b"{}",
                b"l\x7f\xff\xff\xff",
            ]);
            file.splice(value, scalar.to_vec());
        }
        _ if places.arrays.is_empty() => bytes::change(file, files, draw),
        at => array(file, draw.pick(&places.arrays).clone(), at, draw),
    }
}

fn array(
    file: &mut Vec<u8>,
    (kind, count, numbers, width): (usize, usize, Range<usize>, usize),
    how: usize,
    draw: &mut Draw,
) {
    let length = numbers.len() / width;
    match how {
        // Another type or another count, which then does not fit.
        7 if draw.once_in(2) => file[kind] = *draw.pick(b"dDlLIiUZTF[{S$"),
        7 => bytes::word(file, count, draw),
        // One number less or more, and the count with it.
        8 => {
            let at = numbers.start + width * draw.below(length.max(1));
            let less = draw.once_in(2) && length > 0;
            if less {
                file.drain(at..at + width);
            } else {
                file.splice(at..at, vec![draw.word() as u8; width]);
            }
            let count = &mut file[count..count + 8];
            let new = if less { length - 1 } else { length + 1 };
            count.copy_from_slice(&(new as u64).to_be_bytes());
        }
        // One number in the place of another.
        _ if length > 0 => {
            let (from, to) = (draw.below(length) * width, draw.below(length) * width);
            let number = file[numbers.start + from..][..width].to_vec();
            let place = &mut file[numbers.start + to..][..width];
            match draw.below(4) {
                0 => place.copy_from_slice(&number),
                1 => bytes::word(place, 0, draw),
                2 => place[width - 1] = place[width - 1].wrapping_add(1),
                _ => place.fill(draw.word() as u8),
            }
        }
        _ => {}
    }
}

impl Places {
    fn of(file: &[u8]) -> Places {
        let mut places = Places::default();
        let _ = places.value(file, 0, 0);
        places
    }

    /// Walks the value at a place; `None` where it cannot.
    fn value(&mut self, file: &[u8], at: usize, depth: usize) -> Option<usize> {
        let end = match file.get(at)? {
            b'Z' | b'T' | b'F' | b'N' => at + 1,
            b'{' if depth < DEEPEST => self.object(file, at + 1, depth)?,
            b'[' if depth < DEEPEST => self.list(file, at + 1, depth)?,
            b'S' => text(file, at + 1)?,
            kind => at + 1 + width(*kind)?,
        };
        self.values.push(at..end.min(file.len()));
        (end <= file.len()).then_some(end)
    }

    fn object(&mut self, file: &[u8], mut at: usize, depth: usize) -> Option<usize> {
        while *file.get(at)? != b'}' {
            let start = at;
            at = text(file, at)?;
            at = self.value(file, at, depth + 1)?;
            self.members.push(start..at);
        }
        Some(at + 1)
    }

    fn list(&mut self, file: &[u8], mut at: usize, depth: usize) -> Option<usize> {
        if file.get(at) == Some(&b'$') {
            let kind = at + 1;
            let width = width(*file.get(kind)?)?;
            // `#L` and eight bytes.
            let count = at + 4;
            let length = u64::from_be_bytes(file.get(count..count + 8)?.try_into().ok()?);
            let start = count + 8;
            let end = usize::try_from(length).ok()?.checked_mul(width)?.checked_add(start)?;
            if end > file.len() {
                return None;
            }
            self.arrays.push((kind, count, start..end, width));
            return Some(end);
        }
        if file.get(at) == Some(&b'#') {
            let length = u64::from_be_bytes(file.get(at + 2..at + 10)?.try_into().ok()?);
            at += 10;
            for _ in 0..length {
                at = self.value(file, at, depth + 1)?;
            }
            return Some(at);
        }
        while *file.get(at)? != b']' {
            at = self.value(file, at, depth + 1)?;
        }
        Some(at + 1)
    }
}

/// The end of a text whose length is told by `L` and eight bytes, or a shorter number.
fn text(file: &[u8], at: usize) -> Option<usize> {
    let width = width(*file.get(at)?)?;
    let length = file.get(at + 1..at + 1 + width)?;
    let length = length.iter().fold(0_usize, |sum, b| (sum << 8) | usize::from(*b));
    let end = (at + 1 + width).checked_add(length)?;
    (end <= file.len()).then_some(end)
}

fn width(kind: u8) -> Option<usize> {
    match kind {
        b'i' | b'U' | b'C' => Some(1),
        b'I' => Some(2),
        b'l' | b'd' => Some(4),
        b'L' | b'D' => Some(8),
        _ => None,
    }
}
