//! Bits flipped, ends cut off, bytes appended.

use super::forge::{golden, names};
use super::{LoadError, refusal, structure};

/// Which checks may find a change at a byte: they come one after another.
fn allowed(at: usize, error: &LoadError) -> bool {
    match at {
        0..8 => matches!(error, LoadError::Magic { .. }),
        8..12 => matches!(error, LoadError::Format { .. }),
        12..16 => matches!(error, LoadError::Header { .. }),
        // A length with a high bit set is beyond what is read at all.
        16..24 => matches!(error, LoadError::Length { .. } | LoadError::Limit { .. }),
        _ => matches!(error, LoadError::Digest { .. }),
    }
}

fn flip(name: &str, bytes: &mut [u8], at: usize, bit: usize) {
    bytes[at] ^= 1 << bit;
    let error = refusal(name, structure(bytes));
    assert!(allowed(at, &error), "{name}: byte {at}, bit {bit}: {error}");
    bytes[at] ^= 1 << bit;
}

fn cut(name: &str, bytes: &[u8], end: usize) {
    let error = refusal(name, structure(&bytes[..end]));
    // The length in the file is believed as soon as it is there.
    let expected = if end < 64 { 64 } else { bytes.len() as u64 };
    assert_eq!(error, LoadError::Length { expected, found: end as u64 }, "{name}: {end} bytes");
}

#[test]
fn every_bit_of_the_smallest_golden_counts() {
    let mut bytes = golden("smallest");
    for at in 0..bytes.len() {
        for bit in 0..8 {
            flip("smallest", &mut bytes, at, bit);
        }
    }
}

#[test]
fn every_prefix_of_the_smallest_golden_is_refused() {
    let bytes = golden("smallest");
    (0..bytes.len()).for_each(|end| cut("smallest", &bytes, end));
}

#[test]
fn one_byte_more_is_refused() {
    let bytes = golden("smallest");
    let expected = bytes.len() as u64;
    for byte in 0..=255 {
        let more = [&bytes[..], &[byte]].concat();
        let error = refusal("one byte more", structure(&more));
        assert_eq!(error, LoadError::Length { expected, found: expected + 1 });
    }
}

#[test]
fn every_byte_of_every_golden_counts() {
    for name in names() {
        let mut bytes = golden(&name);
        for at in 0..bytes.len() {
            // One bit a byte, each of the eight in turn.
            flip(&name, &mut bytes, at, at * 5 % 8);
        }
        for end in (0..bytes.len()).step_by(37) {
            cut(&name, &bytes, end);
        }
    }
}

/// Two files glued together, halves swapped, all zeros, nothing at all.
#[test]
fn other_damage_is_refused() {
    let bytes = golden("smallest");
    let twice = [&bytes[..], &bytes[..]].concat();
    assert!(matches!(refusal("twice", structure(&twice)), LoadError::Length { .. }));
    let (front, back) = bytes.split_at(bytes.len() / 2);
    let swapped = [back, front].concat();
    assert!(matches!(refusal("swapped", structure(&swapped)), LoadError::Magic { .. }));
    let zeros = vec![0; bytes.len()];
    assert!(matches!(refusal("zeros", structure(&zeros)), LoadError::Magic { .. }));
    assert!(matches!(refusal("nothing", structure(&[])), LoadError::Length { .. }));
    let text = String::from_utf8_lossy(&bytes).replace("\r\n", "\n");
    assert!(matches!(refusal("text", structure(text.as_bytes())), LoadError::Magic { .. }));
}
