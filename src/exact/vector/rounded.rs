//! Sums of products of long slices, each product rounded to one unit and the units added as integers: no order exists.

/// Products added up side by side.
const LANES: usize = 32;
/// Rows taken at once: a lane then holds 2^6 numbers of at most 2^51, and all lanes together 2^62.
const BLOCK: usize = LANES << 6;
/// The bits of a sign.
const SIGN: u64 = 1 << 63;

/// The sum of `a[i]·b[i]`, each rounded to a whole number of units, in units.
///
/// `step` is 1.5·2^52 units; no product is larger than 2^51 of them. Only as many are taken as both have.
pub(in super::super) fn products(a: &[f64], b: &[f64], step: f64) -> i128 {
    let blocks = a.chunks(BLOCK).zip(b.chunks(BLOCK));
    blocks.fold(0, |sum, (a, b)| sum + i128::from(block(a, b, step, 0)))
}

/// The same of the sizes `|a[i]·b[i]|`.
pub(in super::super) fn sizes(a: &[f64], b: &[f64], step: f64) -> i128 {
    let blocks = a.chunks(BLOCK).zip(b.chunks(BLOCK));
    blocks.fold(0, |sum, (a, b)| sum + i128::from(block(a, b, step, SIGN)))
}

vectorised! {
    /// The sum over at most [`BLOCK`] rows, the bits of `without` taken off every product.
    fn block(a: &[f64], b: &[f64], step: f64, without: u64) -> i64 {
        // Added to `step`, a product is rounded to units and is the difference of the bits.
        let units = |x: f64, y: f64| {
            let product = f64::from_bits((x * y).to_bits() & !without);
            (product + step).to_bits().wrapping_sub(step.to_bits())
        };
        let ((a, a_tail), (b, b_tail)) = (a.as_chunks::<LANES>(), b.as_chunks::<LANES>());
        let mut sums = [0u64; LANES];
        for (a, b) in a.iter().zip(b) {
            for i in 0..LANES {
                sums[i] = sums[i].wrapping_add(units(a[i], b[i]));
            }
        }
        let tail = a_tail.iter().zip(b_tail).fold(0, |sum: u64, (x, y)| sum.wrapping_add(units(*x, *y)));
        sums.iter().fold(tail, |sum, x| sum.wrapping_add(*x)) as i64
    }
}
