//! Words and numbers of a text.

use super::Files;
use crate::Draw;
use std::ops::Range;

/// Numbers at which something ends.
const NUMBERS: [&[u8]; 24] = [
    b"0",
    b"-0",
    b"1",
    b"-1",
    b"2",
    b"3",
    b"255",
    b"256",
    b"65536",
    b"2147483647",
    b"2147483648",
    b"-2147483649",
    b"4294967295",
    b"4294967296",
    b"18446744073709551615",
    b"1e308",
    b"-1e308",
    b"1e999",
    b"1e-400",
    b"5e-324",
    b"nan",
    b"inf",
    b"0.1",
    b"",
];

fn is_part(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b'_')
}

/// The word at or behind a place; a single other byte where none follows.
pub fn at(file: &[u8], place: usize) -> Range<usize> {
    let word = |at: usize| file.get(at).copied().is_some_and(is_part);
    let mut start = place.min(file.len());
    while start < file.len() && !word(start) && start < place + 64 {
        start += 1;
    }
    while start > 0 && word(start) && word(start - 1) {
        start -= 1;
    }
    let mut end = start;
    while word(end) {
        end += 1;
    }
    start..end.max((start + 1).min(file.len()))
}

/// A number at or behind a place, if there is one near.
fn number_at(file: &[u8], draw: &mut Draw) -> Range<usize> {
    for _ in 0..8 {
        let range = at(file, draw.below(file.len()));
        if file[range.clone()].first().is_some_and(|b| b.is_ascii_digit() || *b == b'-') {
            return range;
        }
    }
    at(file, draw.below(file.len()))
}

/// A number or a word changed, or put in the place of another.
pub fn change(file: &mut Vec<u8>, files: Files<'_>, draw: &mut Draw) {
    match draw.below(6) {
        0 => {
            let (a, b) = (at(file, draw.below(file.len())), at(file, draw.below(file.len())));
            swap(file, a, b);
        }
        1 => {
            let (a, b) = (number_at(file, draw), number_at(file, draw));
            swap(file, a, b);
        }
        2 => {
            let range = number_at(file, draw);
            let number = draw.pick(&NUMBERS).to_vec();
            file.splice(range, number);
        }
        3 => {
            let range = number_at(file, draw);
            let near = near(&file[range.clone()], draw);
            file.splice(range, near);
        }
        4 => {
            let other = draw.pick(files);
            let taken = other[number_at(other, draw)].to_vec();
            let range = number_at(file, draw);
            file.splice(range, taken);
        }
        _ => {
            let other = draw.pick(files);
            let taken = other[at(other, draw.below(other.len()))].to_vec();
            let range = at(file, draw.below(file.len()));
            file.splice(range, taken);
        }
    }
}

/// A number of one more or less, of more digits or another sign.
fn near(text: &[u8], draw: &mut Draw) -> Vec<u8> {
    let whole = std::str::from_utf8(text).ok().and_then(|text| text.parse::<i128>().ok());
    match (whole, draw.below(5)) {
        (Some(x), 0) => (x + 1).to_string().into_bytes(),
        (Some(x), 1) => (x - 1).to_string().into_bytes(),
        (_, 2) => [text, b"0"].concat(),
        (_, 3) => [b"-", text].concat(),
        _ => [text, text].concat(),
    }
}

/// Two parts exchanged, where they do not overlap.
pub fn swap(file: &mut Vec<u8>, a: Range<usize>, b: Range<usize>) {
    let (first, last) = if a.start <= b.start { (a, b) } else { (b, a) };
    if first.end > last.start {
        return;
    }
    let (left, right) = (file[first.clone()].to_vec(), file[last.clone()].to_vec());
    file.splice(last, left);
    file.splice(first, right);
}
