//! Changes that know nothing of what the bytes mean.

use super::Files;
use crate::Draw;

/// Words of eight, four and one byte that lie at the ends of something.
const WORDS: [u64; 10] =
    [0, 1, 2, 0x7f, 0xff, 0x7fff_ffff, 0xffff_ffff, 1 << 63, u64::MAX, 0x7ff8_0000_0000_0000];

pub fn change(file: &mut Vec<u8>, files: Files<'_>, draw: &mut Draw) {
    let at = draw.below(file.len());
    match draw.below(9) {
        0 | 1 => flip(file, at, draw),
        2 => {
            if let Some(byte) = file.get_mut(at) {
                *byte = draw.word() as u8;
            }
        }
        3 => file.truncate(at),
        // The beginning of this file and the end of another, or of itself.
        4 => {
            let other = draw.pick(files);
            let from = if draw.once_in(2) { at.min(other.len()) } else { draw.below(other.len()) };
            file.truncate(at);
            file.extend_from_slice(&other[from..]);
        }
        5 => {
            let end = (at + 1 + draw.below(64)).min(file.len());
            file.drain(at.min(end)..end);
        }
        6 => {
            let end = (at + 1 + draw.below(64)).min(file.len());
            let part = file[at.min(end)..end].to_vec();
            let to = draw.below(file.len());
            file.splice(to..to, part);
        }
        7 => {
            let piece: Vec<u8> = (0..1 + draw.below(8)).map(|_| draw.word() as u8).collect();
            file.splice(at..at, piece);
        }
        _ => word(file, at, draw),
    }
}

fn flip(file: &mut [u8], at: usize, draw: &mut Draw) {
    if let Some(byte) = file.get_mut(at) {
        *byte ^= 1 << draw.below(8);
    }
}

/// A word at the ends of something, in either order of bytes.
pub fn word(file: &mut [u8], at: usize, draw: &mut Draw) {
    let width = *draw.pick(&[1, 4, 8]);
    let Some(place) = file.get_mut(at..at + width) else { return };
    let word = *draw.pick(&WORDS);
    if draw.once_in(2) {
        place.copy_from_slice(&word.to_be_bytes()[8 - width..]);
    } else {
        place.copy_from_slice(&word.to_le_bytes()[..width]);
    }
}
