//! The fast paths of long sums: one integer for each exponent, carried into the limbs when it is full.

use super::fixed_point::FixedPoint;
use super::special::Special;

const FRACTION: u64 = (1 << 52) - 1;
/// The exponent field of infinities and NaNs.
const SPECIAL: usize = 0x7ff;
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

/// Products in a bucket before it is emptied: each is below 2¹⁰⁶, so this many are below 2¹²⁶.
const PRODUCTS: usize = 1 << 20;

/// The exponent field of a value, and its significand with the bit that normal numbers hide.
#[inline]
fn parts(bits: u64) -> (usize, u64) {
    let field = (bits >> 52) as usize & SPECIAL;
    (field, bits & FRACTION | u64::from(field != 0) << 52)
}

/// Adds the squares of `values`, in units of a square, by summing those of their significands in one
/// bucket for each exponent.
pub(super) fn add_squares_by_exponent<const LIMBS: usize>(
    values: &[f64],
    total: &mut FixedPoint<LIMBS>,
    special: &mut Special,
) {
    let mut buckets = vec![0u128; 2048];
    let Some(buckets) = buckets.first_chunk_mut::<2048>() else { return };
    for values in values.chunks(PRODUCTS) {
        for x in values {
            let (field, significand) = parts(x.to_bits());
            buckets[field & SPECIAL] += u128::from(significand) * u128::from(significand);
        }
        for (field, bucket) in buckets.iter_mut().enumerate().filter(|(_, bucket)| **bucket != 0) {
            let squares = core::mem::take(bucket);
            if field == SPECIAL {
                let specials = values.iter().filter(|x| !x.is_finite());
                specials.for_each(|x| special.note(x * x));
            } else {
                total.add_wide(false, squares, 2 * (field as u32).saturating_sub(1));
            }
        }
    }
}

/// Adds the products of the pairs of `a` and `b`, in units of a product, by summing those of their
/// significands in one bucket for each sum of exponents.
pub(super) fn add_products_by_exponent<const LIMBS: usize>(
    a: &[f64],
    b: &[f64],
    total: &mut FixedPoint<LIMBS>,
    special: &mut Special,
) {
    let mut buckets = vec![0i128; 4096];
    let Some(buckets) = buckets.first_chunk_mut::<4096>() else { return };
    for (a, b) in a.chunks(PRODUCTS).zip(b.chunks(PRODUCTS)) {
        for (x, y) in a.iter().zip(b) {
            let (x_bits, y_bits) = (x.to_bits(), y.to_bits());
            let ((x_field, x_part), (y_field, y_part)) = (parts(x_bits), parts(y_bits));
            if x_field == SPECIAL || y_field == SPECIAL {
                special.note(x * y);
                continue;
            }
            let offset = x_field.saturating_sub(1) + y_field.saturating_sub(1);
            let product = i128::from(x_part) * i128::from(y_part);
            // All ones for a negative product: the complement and one more is the negation.
            let negative = i128::from((x_bits ^ y_bits) as i64 >> 63);
            buckets[offset & 4095] += (product ^ negative) - negative;
        }
        for (offset, bucket) in buckets.iter_mut().enumerate().filter(|(_, bucket)| **bucket != 0) {
            let products = core::mem::take(bucket);
            total.add_wide(products < 0, products.unsigned_abs(), offset as u32);
        }
    }
}
