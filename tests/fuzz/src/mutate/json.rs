//! Changes to JSON: whole values and members.

use super::{Files, tokens};
use crate::Draw;
use std::ops::Range;

const VALUES: [&[u8]; 12] = [
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"0",
    b"-1",
    b"\"\"",
    b"\"a\"",
    b"[0]",
    b"[[]]",
    b"1e308",
    b"\"\\ud800\"",
];

pub fn change(file: &mut Vec<u8>, files: Files<'_>, draw: &mut Draw) {
    match draw.below(9) {
        0 => {
            let (a, b) = (item(file, draw), item(file, draw));
            tokens::swap(file, a, b);
        }
        // With the comma behind it, if one is there.
        1 => {
            let item = item(file, draw);
            let end = item.end + usize::from(file.get(item.end) == Some(&b','));
            file.drain(item.start..end);
        }
        2 => {
            let item = item(file, draw);
            let copy = [&file[item.clone()], b","].concat();
            file.splice(item.start..item.start, copy);
        }
        3 => {
            let other = draw.pick(files);
            let taken = other[item(other, draw)].to_vec();
            let range = item(file, draw);
            file.splice(range, taken);
        }
        4 => {
            let range = value(file, draw);
            let value = draw.pick(&VALUES).to_vec();
            file.splice(range, value);
        }
        5 => {
            let range = value(file, draw);
            let depth = *draw.pick(&[1, 2, 130, 3000]);
            let value = file[range.clone()].to_vec();
            let nested = [vec![b'['; depth], value, vec![b']'; depth]].concat();
            file.splice(range, nested);
        }
        _ => tokens::change(file, files, draw),
    }
}

/// From behind the first of `opens` after a drawn place to where that value or member ends.
fn part(file: &[u8], draw: &mut Draw, opens: &[u8]) -> Range<usize> {
    let place = draw.below(file.len());
    let open = file[place..].iter().position(|b| opens.contains(b));
    let start = open.map_or(file.len(), |at| place + at + 1);
    let (mut depth, mut quoted, mut at) = (0_usize, false, start);
    while let Some(byte) = file.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            _ if quoted => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' | b',' if depth == 0 => break,
            b']' | b'}' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    start..at.min(file.len()).max(start)
}

/// A value of a list or a member of an object.
fn item(file: &[u8], draw: &mut Draw) -> Range<usize> {
    part(file, draw, b"[{,")
}

/// A value, of a list or of a member.
fn value(file: &[u8], draw: &mut Draw) -> Range<usize> {
    part(file, draw, b"[:,")
}
