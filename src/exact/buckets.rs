//! The fast path of long sums: one integer for each sign and exponent.

use super::fixed_point::FixedPoint;
use super::special::Special;

const FRACTION: u64 = (1 << 52) - 1;
/// A bucket counts its values in the bits from here up, and sums their fractions below.
const COUNT_SHIFT: u32 = 58;
/// Values a bucket takes before it is emptied: 63 fractions of 52 bits fit below the count.
const FULL: u64 = 63 << COUNT_SHIFT;

/// Adds `values` by summing their fraction bits in 4096 buckets, one for each of the upper twelve
/// bits, which leaves one addition to the limbs for up to 63 values.
pub(super) fn add_by_exponent<const LIMBS: usize>(
    values: &[f64],
    total: &mut FixedPoint<LIMBS>,
    special: &mut Special,
) {
    let mut buckets = vec![0u64; 4096];
    // An array reference of the known length lets the masked index go unchecked.
    let Some(buckets) = buckets.first_chunk_mut::<4096>() else { return };
    for x in values {
        let bits = x.to_bits();
        let index = (bits >> 52) as usize & 4095;
        let bucket = &mut buckets[index];
        *bucket += (bits & FRACTION) + (1 << COUNT_SHIFT);
        if *bucket >= FULL {
            empty(index, bucket, total, special);
        }
    }
    for (index, bucket) in buckets.iter_mut().enumerate().filter(|(_, bucket)| **bucket != 0) {
        empty(index, bucket, total, special);
    }
}

/// Moves a bucket into the limbs, or notes the infinities or NaNs that it holds.
#[inline(never)]
fn empty<const LIMBS: usize>(
    index: usize,
    bucket: &mut u64,
    total: &mut FixedPoint<LIMBS>,
    special: &mut Special,
) {
    let content = core::mem::take(bucket);
    let (fractions, count) = (content & ((1 << COUNT_SHIFT) - 1), content >> COUNT_SHIFT);
    let (negative, field) = (index >= 2048, index as u32 & 0x7ff);
    match field {
        // The fractions of infinities are zero; among NaNs an infinity makes no difference.
        0x7ff => special.note(if fractions != 0 {
            f64::NAN
        } else if negative {
            f64::NEG_INFINITY
        } else {
            f64::INFINITY
        }),
        0 => total.add(negative, fractions, 0),
        _ => total.add(negative, fractions + (count << 52), field - 1),
    }
}
