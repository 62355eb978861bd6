//! Sums and dot products in one fixed order.
//!
//! Term `i` goes to lane `i mod 8`; each lane adds from left to right, multiplying first and
//! rounding both times; the lanes are then added as
//! `((0+4)+(2+6)) + ((1+5)+(3+7))`. The order is part of the result: it depends on the length
//! alone, never on the CPU, and compilers turn it into vector code without changing a bit.

/// Adds eight lanes in the fixed tree.
#[inline]
fn tree(lanes: [f64; 8]) -> f64 {
    let [a, b, c, d, e, f, g, h] = lanes;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// Reduces `term(a[i], b[i])` over the shorter length.
#[inline(always)]
fn reduce(a: &[f64], b: &[f64], term: impl Fn(f64, f64) -> f64) -> f64 {
    debug_assert_eq!(a.len(), b.len(), "both sides of a reduction have one length");
    let length = a.len().min(b.len());
    let (a_blocks, a_tail) = a.get(..length).unwrap_or_default().as_chunks::<8>();
    let (b_blocks, b_tail) = b.get(..length).unwrap_or_default().as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for (x, y) in a_blocks.iter().zip(b_blocks) {
        for i in 0..8 {
            lanes[i] += term(x[i], y[i]);
        }
    }
    for (lane, (&x, &y)) in lanes.iter_mut().zip(a_tail.iter().zip(b_tail)) {
        *lane += term(x, y);
    }
    tree(lanes)
}

/// Sum of `a` in the fixed order; the empty sum is `+0.0`.
///
/// # Examples
/// ```
/// use steadfast::exact;
/// assert_eq!(exact::sum(&[1.0, 2.0, 3.5]), 6.5);
/// assert!(exact::sum(&[]).is_sign_positive());
/// ```
#[inline]
#[must_use]
pub fn sum(a: &[f64]) -> f64 {
    let (blocks, tail) = a.as_chunks::<8>();
    let mut lanes = [0.0; 8];
    for x in blocks {
        for i in 0..8 {
            lanes[i] += x[i];
        }
    }
    for (lane, &x) in lanes.iter_mut().zip(tail) {
        *lane += x;
    }
    tree(lanes)
}

/// Dot product of two contiguous vectors of one length, in the fixed order.
///
/// Unequal lengths are the caller's mistake: a debug build stops, a release build computes over
/// the shorter length.
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::dot(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]), 32.0);
/// ```
#[inline]
#[must_use]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    reduce(a, b, |x, y| x * y)
}

/// Squared Euclidean distance, `Σ (aᵢ − bᵢ)²`, in the fixed order; lengths as in [`dot`].
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::squared_distance(&[1.0, 5.0], &[4.0, 1.0]), 25.0);
/// ```
#[inline]
#[must_use]
pub fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    reduce(a, b, |x, y| {
        let d = x - y;
        d * d
    })
}

/// City-block distance, `Σ |aᵢ − bᵢ|`, in the fixed order; lengths as in [`dot`].
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::absolute_distance(&[1.0, 5.0], &[4.0, 1.0]), 7.0);
/// ```
#[inline]
#[must_use]
pub fn absolute_distance(a: &[f64], b: &[f64]) -> f64 {
    reduce(a, b, |x, y| (x - y).abs())
}

/// The linear predictor `dot(x, w) + b`; lengths as in [`dot`].
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::affine(&[1.0, 2.0], &[3.0, 4.0], 0.5), 11.5);
/// ```
#[inline]
#[must_use]
pub fn affine(x: &[f64], w: &[f64], b: f64) -> f64 {
    dot(x, w) + b
}

/// Writes `affine(row, w, bias)` for every row of the row-major `rows`, `width` values each.
///
/// Each output depends on its own row only, so any split of the rows gives the same bits. With
/// `width` 0 every output is the bias. `rows` holds `out.len()` rows; rows or outputs without a
/// counterpart are left alone in a release build and stop a debug build.
///
/// # Examples
/// ```
/// let mut out = [0.0; 2];
/// steadfast::exact::dot_rows(&[1.0, 2.0, 3.0, 4.0], 2, &[10.0, 1.0], 0.5, &mut out);
/// assert_eq!(out, [12.5, 34.5]);
/// ```
pub fn dot_rows(rows: &[f64], width: usize, w: &[f64], bias: f64, out: &mut [f64]) {
    debug_assert_eq!(Some(rows.len()), width.checked_mul(out.len()), "one output for each row");
    if width == 0 {
        out.fill(affine(&[], w.get(..0).unwrap_or_default(), bias));
        return;
    }
    for (row, y) in rows.chunks_exact(width).zip(out) {
        *y = affine(row, w, bias);
    }
}

/// Sum from left to right, for models whose reference adds in sequence (tree ensembles).
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::sum_ordered(&[1e16, 1.0, -1e16]), 0.0);
/// ```
#[inline]
#[must_use]
pub fn sum_ordered(a: &[f64]) -> f64 {
    a.iter().fold(0.0, |total, x| total + x)
}

/// Dot product from left to right, one multiplication and one addition a term; lengths as in [`dot`].
///
/// # Examples
/// ```
/// assert_eq!(steadfast::exact::dot_ordered(&[1.0, 2.0], &[3.0, 4.0]), 11.0);
/// ```
#[inline]
#[must_use]
pub fn dot_ordered(a: &[f64], b: &[f64]) -> f64 {
    debug_assert_eq!(a.len(), b.len(), "both sides of a reduction have one length");
    a.iter().zip(b).fold(0.0, |total, (x, y)| total + x * y)
}

/// [`dot_ordered`] with every `stride`th number of `b`: a column of a matrix where it lies.
pub(crate) fn dot_strided(a: &[f64], b: &[f64], stride: usize) -> f64 {
    a.iter().zip(b.iter().step_by(stride)).fold(0.0, |total, (x, y)| total + x * y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, index by index, as the module text words it.
    fn by_definition(terms: &[f64]) -> f64 {
        let mut lane = [0.0; 8];
        for (i, t) in terms.iter().enumerate() {
            lane[i % 8] += t;
        }
        ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]))
    }

    proptest! {
        #[test]
        fn every_kernel_follows_the_written_order(
            pairs in prop::collection::vec((-1e9..1e9f64, -1e3..1e3f64), 0..200), bias in -1.0..1.0f64,
        ) {
            let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
            let terms = |f: fn(f64, f64) -> f64| by_definition(&pairs.iter().map(|&(x, y)| f(x, y)).collect::<Vec<_>>());
            prop_assert_eq!(sum(&a).to_bits(), by_definition(&a).to_bits());
            prop_assert_eq!(dot(&a, &b).to_bits(), terms(|x, y| x * y).to_bits());
            prop_assert_eq!(squared_distance(&a, &b).to_bits(), terms(|x, y| (x - y) * (x - y)).to_bits());
            prop_assert_eq!(absolute_distance(&a, &b).to_bits(), terms(|x, y| (x - y).abs()).to_bits());
            let mut out = [f64::NAN];
            dot_rows(&a, a.len(), &b, bias, &mut out);
            prop_assert_eq!(out[0].to_bits(), (terms(|x, y| x * y) + bias).to_bits());
        }

        #[test]
        fn rows_do_not_depend_on_their_batch(
            width in 1usize..20, w in prop::collection::vec(-1.0..1.0f64, 20),
            values in prop::collection::vec(-1e6..1e6f64, 400), cut in 0usize..20,
        ) {
            let (rows, w) = (&values[..width * 20], &w[..width]);
            let mut whole = [0.0; 20];
            dot_rows(rows, width, w, 0.25, &mut whole);
            let mut parts = [0.0; 20];
            let (head, tail) = parts.split_at_mut(cut);
            dot_rows(&rows[..cut * width], width, w, 0.25, head);
            dot_rows(&rows[cut * width..], width, w, 0.25, tail);
            prop_assert_eq!(whole.map(f64::to_bits), parts.map(f64::to_bits));
        }
    }

    #[test]
    fn empty_and_negative_zero_sums_are_positive_zero() {
        let zeros: [&[f64]; 3] = [&[], &[-0.0], &[-0.0; 17]];
        for a in zeros {
            assert_eq!(sum(a).to_bits(), 0);
            assert_eq!(sum_ordered(a).to_bits(), 0);
            assert_eq!(dot(a, a).to_bits(), 0);
        }
    }

    #[test]
    fn no_columns_leave_the_bias() {
        let mut out = [0.0; 3];
        dot_rows(&[], 0, &[], -1.5, &mut out);
        assert_eq!(out, [-1.5; 3]);
    }

    #[test]
    fn the_two_orders_differ_where_cancellation_shows_it() {
        let a = [1e16, 1.0, 1.0, 1.0, -1e16, 1.0, 1.0, 1.0];
        assert_eq!(sum(&a), 6.0);
        assert_eq!(sum_ordered(&a), 3.0);
    }
}
