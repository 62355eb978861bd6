//! Changes to a text of lines, `name=values`.

use super::{Files, tokens};
use crate::Draw;
use std::ops::Range;

pub fn change(file: &mut Vec<u8>, files: Files<'_>, draw: &mut Draw) {
    match draw.below(8) {
        0 => {
            let line = line(file, draw);
            file.drain(line);
        }
        1 => {
            let range = line(file, draw);
            let copy = file[range.clone()].to_vec();
            // Behind itself, or behind any other.
            let to = if draw.once_in(2) { range.end } else { line(file, draw).end };
            file.splice(to..to, copy);
        }
        2 => {
            let (a, b) = (line(file, draw), line(file, draw));
            tokens::swap(file, a, b);
        }
        3 => {
            let other = draw.pick(files);
            let taken = other[line(other, draw)].to_vec();
            let range = line(file, draw);
            file.splice(range, taken);
        }
        // The first lines of one and the last of another.
        4 => {
            let other = draw.pick(files);
            let (end, start) = (line(file, draw).end, line(other, draw).start);
            file.truncate(end);
            file.extend_from_slice(&other[start..]);
        }
        _ => tokens::change(file, files, draw),
    }
}

/// A line with its end: one that begins before a drawn place, which is a long line oftener, or one of all by chance.
fn line(file: &[u8], draw: &mut Draw) -> Range<usize> {
    let place = draw.below(file.len());
    let mut start = file[..place].iter().rposition(|b| *b == b'\n').map_or(0, |at| at + 1);
    for _ in 0..draw.below(12) {
        start = end(file, start) % file.len().max(1);
    }
    start..end(file, start)
}

fn end(file: &[u8], from: usize) -> usize {
    file[from..].iter().position(|b| *b == b'\n').map_or(file.len(), |at| from + at + 1)
}
