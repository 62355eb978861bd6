//! Single precision: products and sums in the order and width of ONNX Runtime's kernels.

mod couple;
mod logistic;
mod softmax;

pub(crate) use couple::couple;
pub(crate) use logistic::{logistic, probit, sigmoid};
pub(crate) use softmax::{log_softmax, softmax, softmax_of_some};

/// a · b + c rounded once, without the instruction for it, which not every processor has.
///
/// The product of two singles is a double without error. Their sum with the third is rounded to odd, so that rounding
/// it again to single precision rounds as if there had been no first time (Boldo and Melquiond, 2008).
pub(crate) fn fused(a: f32, b: f32, c: f32) -> f32 {
    let (product, c) = (f64::from(a) * f64::from(b), f64::from(c));
    let sum = product + c;
    if !sum.is_finite() {
        return sum as f32;
    }
    // What the addition lost (Knuth's two-sum).
    let other = sum - product;
    let lost = (product - (sum - other)) + (c - other);
    let bits = sum.to_bits();
    if lost == 0.0 || bits & 1 == 1 {
        return sum as f32;
    }
    let away = (lost > 0.0) == (sum > 0.0);
    f64::from_bits(if away { bits + 1 } else { bits - 1 }) as f32
}

/// How many products the kernel adds to one another before it adds them to what stands there, for a matrix that was laid
/// out for it before.
pub(crate) const PACKED: usize = 256;

/// The same for a matrix as it is: more where there are few columns.
pub(crate) fn together(depth: usize, columns: usize) -> usize {
    let (mut width, mut block) = (128, 128);
    if columns < depth {
        while width > 16 && width / 2 >= columns {
            width /= 2;
            block *= 2;
        }
    }
    block
}

/// `out[j] += Σ x[k] · w[k, j]`, `w` of `x.len()` rows and `out.len()` columns: row-major, or its columns one after
/// another where `transposed`.
///
/// Fused and from the first product to the last, in blocks, as the kernels of ONNX Runtime for processors with AVX2
/// add them.
pub(crate) fn product(x: &[f32], w: &[f32], transposed: bool, block: usize, out: &mut [f32]) {
    let (depth, columns) = (x.len(), out.len());
    let (row, column) = if transposed { (1, depth) } else { (columns, 1) };
    for (j, out) in out.iter_mut().enumerate() {
        for (at, some) in x.chunks(block).enumerate() {
            let mut sum = 0.0;
            for (k, &x) in some.iter().enumerate() {
                sum = fused(x, w[(at * block + k) * row + j * column], sum);
            }
            *out += sum;
        }
    }
}

/// Every number replaced by the sum up to it, or by that of those before it where `exclusive`.
pub(crate) fn running_sum<'a>(numbers: impl Iterator<Item = &'a mut f32>, exclusive: bool) {
    let mut so_far = 0.0;
    for number in numbers {
        let before = so_far;
        so_far += *number;
        *number = if exclusive { before } else { so_far };
    }
}

/// The sum from the first to the last.
pub(crate) fn sum(values: impl Iterator<Item = f32>) -> f32 {
    let mut sum = 0.0;
    for value in values {
        sum += value;
    }
    sum
}

/// Σ a·b from the first to the last, every product rounded.
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    sum(a.iter().zip(b).map(|(a, b)| a * b))
}

/// A function of double precision rounded once more: wrong by no more than the last place of single precision and a
/// billionth of it.
pub(crate) fn of(function: impl Fn(f64) -> f64, x: f32) -> f32 {
    function(f64::from(x)) as f32
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_bigint::BigInt;
    use proptest::prelude::*;

    /// A single as a whole number of 2⁻¹⁴⁹.
    fn whole(x: f32) -> BigInt {
        let (bits, exponent) = (x.to_bits(), x.to_bits() >> 23 & 0xff);
        let digits = if exponent == 0 { bits & 0x7f_ffff } else { bits & 0x7f_ffff | 0x80_0000 };
        let size = BigInt::from(digits) << (exponent.max(1) - 1);
        if x.is_sign_negative() { -size } else { size }
    }

    /// a · b + c written out in decimal digits and read again, which rounds once.
    fn by_digits(a: f32, b: f32, c: f32) -> f32 {
        let sum = whole(a) * whole(b) + (whole(c) << 149);
        format!("{}e-298", sum * BigInt::from(5).pow(298)).parse().unwrap()
    }

    fn finite() -> impl Strategy<Value = f32> {
        any::<u32>().prop_map(f32::from_bits).prop_filter("a number", |x| x.is_finite())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn fused_is_rounded_once(a in finite(), b in finite(), c in finite(), near in any::<bool>()) {
            // Half of the sums nearly cancel.
            let near_c = -(a * b) * (1.0 + c % 1e-6);
            let c = if near && near_c.is_finite() { near_c } else { c };
            prop_assume!(f64::from(a) * f64::from(b) != 0.0);
            let (found, expected) = (fused(a, b, c), by_digits(a, b, c));
            prop_assert!(found.to_bits() == expected.to_bits() || (found == 0.0 && expected == 0.0));
        }
    }

    #[test]
    fn products_are_of_rows_and_columns() {
        let w = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let mut out = [10.0, 20.0, 30.0];
        product(&[1.0, 2.0], &w, false, PACKED, &mut out);
        assert_eq!(out, [19.0, 32.0, 45.0]);
        let mut out = [0.0; 3];
        product(&[1.0, 2.0], &w, true, 1, &mut out);
        assert_eq!(out, [5.0, 11.0, 17.0]);
    }
}
