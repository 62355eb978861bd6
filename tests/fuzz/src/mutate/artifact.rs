//! Changes to an artifact, under lengths and a digest that fit.

use super::{Files, bytes, json, times};
use crate::Draw;
use sha2::{Digest, Sha256};

/// Where the header begins, and how long the digest at the end is.
const START: usize = 32;

pub fn change(mut file: Vec<u8>, files: Files<'_>, draw: &mut Draw) -> Vec<u8> {
    if draw.once_in(32) {
        bytes::change(&mut file, files, draw);
        return file;
    }
    let Some((mut header, mut sections)) = parts(&file) else { return file };
    let other = parts(draw.pick::<Vec<u8>>(files)).map(|(header, _)| header).unwrap_or_default();
    for _ in 0..times(draw) {
        match draw.below(4) {
            0 | 1 => json::change(&mut header, std::slice::from_ref(&other), draw),
            // A whole word: an index, a count, a number.
            2 => {
                let at = draw.below(sections.len() / 8) * 8;
                let from = draw.below(sections.len() / 8) * 8;
                if draw.once_in(2) && from + 8 <= sections.len() && at + 8 <= sections.len() {
                    sections.copy_within(from..from + 8, at);
                } else {
                    bytes::word(&mut sections, at, draw);
                }
            }
            _ if draw.once_in(2) => bytes::change(&mut header, std::slice::from_ref(&other), draw),
            _ => {
                let own = sections.clone();
                bytes::change(&mut sections, std::slice::from_ref(&own), draw);
            }
        }
    }
    sealed(&file[..16], header, &sections)
}

/// Header and sections.
fn parts(file: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let length = u64::from_le_bytes(file.get(24..START)?.try_into().ok()?);
    let end = START.checked_add(usize::try_from(length).ok()?)?;
    let sections = file.get(end.next_multiple_of(8)..file.len().checked_sub(32)?)?;
    Some((file.get(START..end)?.to_vec(), sections.to_vec()))
}

fn sealed(magic: &[u8], header: Vec<u8>, sections: &[u8]) -> Vec<u8> {
    let padding = header.len().next_multiple_of(8) - header.len();
    let total = START + header.len() + padding + sections.len() + 32;
    let mut file = magic.to_vec();
    file.extend((total as u64).to_le_bytes());
    file.extend((header.len() as u64).to_le_bytes());
    file.extend(header);
    file.extend(std::iter::repeat_n(0, padding));
    file.extend_from_slice(sections);
    let digest = Sha256::digest(&file);
    file.extend_from_slice(&digest);
    file
}
