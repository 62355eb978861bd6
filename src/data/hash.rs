//! A hash of bytes that is the same on every machine and in every version.

/// The 32 bits of MurmurHash3_x86_32 of some bytes.
///
/// Not for secrets: it spreads texts over columns. Words are read little-endian whatever the machine
/// is, as scikit-learn's `murmurhash3_32` does, whose `positive=True` gives these bits.
///
/// ```
/// use steadfast::data::murmur3_32;
/// assert_eq!(murmur3_32(b"foo", 0), 4_138_058_784);
/// ```
#[doc(alias = "murmurhash3_32")]
#[must_use]
pub fn murmur3_32(bytes: &[u8], seed: u32) -> u32 {
    let (words, tail) = bytes.as_chunks::<4>();
    let mut hash = seed;
    for word in words {
        hash ^= scatter(u32::from_le_bytes(*word));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    let last = tail.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
    hash ^= scatter(last);
    #[expect(clippy::cast_possible_truncation, reason = "defined so: the length modulo 2^32")]
    let length = bytes.len() as u32;
    hash ^= length;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

/// One word, spread. Zero stays zero, so that an empty tail changes nothing.
fn scatter(word: u32) -> u32 {
    word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}

/// Where a text falls among `columns`, and whether it counts there as −1: scikit-learn's `FeatureHasher`
/// takes the size of the signed hash modulo the number of columns, and its sign.
///
/// `None` without columns.
///
/// ```
/// use steadfast::data::hashed_column;
/// assert_eq!(hashed_column(b"foo", 8), Some((0, true)));
/// assert_eq!(hashed_column(b"foo", 0), None);
/// ```
#[must_use]
pub fn hashed_column(bytes: &[u8], columns: u32) -> Option<(u32, bool)> {
    let signed = murmur3_32(bytes, 0).cast_signed();
    // The size of i32::MIN is 2^31, for which scikit-learn has a case of its own.
    Some((signed.unsigned_abs().checked_rem(columns)?, signed < 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published vectors of the reference implementation (SMHasher), by length of the tail and by seed.
    #[test]
    fn gives_the_published_hashes() {
        for (bytes, seed, expected) in [
            (&b""[..], 0, 0),
            (b"", 1, 0x514e_28b7),
            (b"", 0xffff_ffff, 0x81f1_6f39),
            (b"\0\0\0\0", 0, 0x2362_f9de),
            (b"\0\0\0", 0, 0x85f0_b427),
            (b"\0\0", 0, 0x30f4_c306),
            (b"\0", 0, 0x514e_28b7),
            (b"\xff\xff\xff\xff", 0, 0x7629_3b50),
            (b"!Ce\x87", 0, 0xf55b_516b),
            (b"!Ce\x87", 0x5082_edee, 0x2362_f9de),
            (b"!Ce", 0, 0x7e4a_8634),
            (b"!C", 0, 0xa0f7_b07a),
            (b"!", 0, 0x7266_1cf4),
            (b"aaaa", 0x9747_b28c, 0x5a97_808a),
            (b"abc", 0x9747_b28c, 0xc84a_62dd),
            (b"Hello, world!", 0x9747_b28c, 0x2488_4cba),
            (b"The quick brown fox jumps over the lazy dog", 0x9747_b28c, 0x2fa8_26cd),
        ] {
            assert_eq!(murmur3_32(bytes, seed), expected, "{bytes:?} from {seed:#x}");
        }
    }
}
