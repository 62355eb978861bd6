//! Exact sums of long slices: every value is cut into digits so short that sums of them do not round.
//!
//! For values below 2^E in size, the first digit is the value rounded to a multiple of 2^(E − w), the next what is
//! left rounded to 2^(E − w)·2^−(w + 1), and so on; each is at most 2^w of its units. Cutting is exact: to
//! add and take away 1.5·2^52 units rounds to a multiple of one, and what is left is a float.
//! Sums of digits, and of products of digits, are whole numbers of units; as long as they stay within 2^53
//! they are exact in any order, eight at a time.
//!
//! # Source
//! Ozaki, Ogita, Oishi and Rump, "Error-free transformations of matrix multiplication" (2012); Demmel
//! and Nguyen, "Fast reproducible floating-point summation" (2013).

use super::super::quantise::{exponent_above, power_of_two};
use super::range::largest;

/// Values taken at once: with the widths below no sum of digits exceeds 2^53.
pub(in super::super) const BLOCK: usize = 2048;
/// Slices below this length do not repay the search for their largest value.
pub(in super::super) const FROM: usize = 48;

/// Width and number of digits for sums: two of 2^40 cover 82 bits, and 2^11 of them make 2^51.
const SUM_WIDTH: i32 = 40;
const SUM_DIGITS: usize = 2;
/// Width and number of digits for products: four of 2^20 cover 84 bits. Of products of those, 2^40, at most four
/// have one weight; 2^11 times as many make 2^53.
const WIDTH: i32 = 20;
const DIGITS: usize = 4;
/// The weights of products of two digits.
const WEIGHTS: usize = 2 * DIGITS - 1;
/// The same for values that are less far apart, which is most: three of 2^23 cover 71 bits. Of products of those,
/// 2^46, at most three have one weight; 2^5 times as many are below 2^53, after which sums are cut in two.
const NARROW_WIDTH: i32 = 23;
const NARROW_DIGITS: usize = 3;
const NARROW_WEIGHTS: usize = 2 * NARROW_DIGITS - 1;
const NARROW_BLOCK: usize = LANES << 5;
/// Floats that a sum of products takes.
const PARTS: usize = 2 * NARROW_WEIGHTS;
/// Exponents of the largest value for which no digit, and no product of two, leaves the normal numbers.
const EXPONENTS: core::ops::Range<i32> = -400..480;

/// Sums taken side by side: few enough that most stay in registers, and so many that none waits for the one before.
const LANES: usize = 32;

/// A sum as floats that add up to it exactly; `None` when the values are not finite or too far apart.
///
/// Here and below, values are at most `within` in size, where that is known and spares the look for their largest.
pub(in super::super) fn sum(values: &[f64], within: Option<f64>) -> Option<[f64; SUM_DIGITS]> {
    match scale(values, within)? {
        Scale::Zeros => Some([0.0; SUM_DIGITS]),
        Scale::Below(exponent) => sum_digits(values, &steps(exponent, SUM_WIDTH)),
    }
}

/// A sum, and that of the squares, as floats that add up to them.
pub(in super::super) struct Moments {
    pub(in super::super) sum: [f64; DIGITS],
    pub(in super::super) squares: [f64; PARTS],
}

/// Which digits are tried: the narrow ones as long as they have mostly served.
#[derive(Clone, Copy, Default)]
pub(in super::super) struct Digits {
    tried: u32,
    failed: u32,
}

impl Digits {
    /// What narrow digits give, or else wide ones. A try that fails costs about twice what one that serves saves.
    fn first<T>(
        &mut self,
        narrow: impl FnOnce() -> Option<T>,
        wide: impl FnOnce() -> Option<T>,
    ) -> Option<T> {
        if self.failed > 1 + self.tried / 4 {
            return wide();
        }
        self.tried = self.tried.saturating_add(1);
        narrow().or_else(|| {
            self.failed += 1;
            wide()
        })
    }
}

/// The sum and the sum of squares, exactly; `None` as of [`sum`].
pub(in super::super) fn moments(
    values: &[f64],
    within: Option<f64>,
    digits: &mut Digits,
) -> Option<Moments> {
    let exponent = match scale(values, within)? {
        Scale::Zeros => return Some(Moments { sum: [0.0; DIGITS], squares: [0.0; PARTS] }),
        Scale::Below(exponent) => exponent,
    };
    digits.first(
        || narrow_moments(values, &steps(exponent, NARROW_WIDTH), &cuts(2 * exponent)),
        || wide_moments(values, &steps(exponent, WIDTH)),
    )
}

/// The sum of squares as floats that add up to it exactly; `None` as of [`sum`].
pub(in super::super) fn squares(values: &[f64], digits: &mut Digits) -> Option<[f64; PARTS]> {
    Some(moments(values, None, digits)?.squares)
}

/// The sum of products as floats that add up to it exactly; `None` as of [`sum`], of either side.
pub(in super::super) fn products(
    a: &[f64],
    b: &[f64],
    within: [Option<f64>; 2],
    digits: &mut Digits,
) -> Option<[f64; PARTS]> {
    let (of_a, of_b) = match (scale(a, within[0])?, scale(b, within[1])?) {
        (Scale::Below(of_a), Scale::Below(of_b)) => (of_a, of_b),
        _ => return Some([0.0; PARTS]),
    };
    let by = |exponent| steps(exponent, NARROW_WIDTH);
    digits.first(
        || narrow_products(a, b, &by(of_a), &by(of_b), &cuts(of_a + of_b)),
        || wide_products(a, b, &steps(of_a, WIDTH), &steps(of_b, WIDTH)),
    )
}

/// How large the values of a slice are.
enum Scale {
    Zeros,
    /// Below two to this power, and not all zero.
    Below(i32),
}

fn scale(values: &[f64], within: Option<f64>) -> Option<Scale> {
    debug_assert!(values.len() <= BLOCK, "a block at a time");
    let largest = within.or_else(|| largest(values)).filter(|largest| largest.is_finite())?;
    if largest == 0.0 {
        return Some(Scale::Zeros);
    }
    Some(exponent_above(largest)).filter(|exponent| EXPONENTS.contains(exponent)).map(Scale::Below)
}

/// 1.5·2^52 units of each digit.
fn steps<const N: usize>(exponent: i32, width: i32) -> [f64; N] {
    let mut unit = exponent - width;
    [(); N].map(|()| {
        let step = 1.5 * power_of_two(52) * power_of_two(unit);
        unit -= width + 1;
        step
    })
}

/// What cuts sums of products of narrow digits, below two to this power, into multiples of 2^26 of their units and
/// the rest, either of which is at most 2^27.
fn cuts(exponent: i32) -> [f64; NARROW_WEIGHTS] {
    let mut unit = exponent - 2 * NARROW_WIDTH;
    [(); NARROW_WEIGHTS].map(|()| {
        let cut = 1.5 * power_of_two(52) * power_of_two(unit + 26);
        unit -= NARROW_WIDTH + 1;
        cut
    })
}

/// Cuts a value into digits; what is left of it goes last.
#[inline(always)]
fn cut<const N: usize>(x: f64, steps: &[f64; N]) -> ([f64; N], f64) {
    let (mut digits, mut rest) = ([0.0; N], x);
    for (digit, step) in digits.iter_mut().zip(steps) {
        *digit = (rest + step) - step;
        rest -= *digit;
    }
    (digits, rest)
}

/// Adds exact values, so the order is free.
#[inline(always)]
fn all(lanes: [f64; LANES]) -> f64 {
    lanes.iter().fold(0.0, |total, x| total + x)
}

/// Sums of products of narrow digits, cut in two: the upper halves and the lower.
type Halves = [[[f64; LANES]; NARROW_WEIGHTS]; 2];

/// Cuts sums of products, and adds them to halves.
#[inline(always)]
fn add_cut(
    halves: &mut Halves,
    sums: &[[f64; LANES]; NARROW_WEIGHTS],
    cuts: &[f64; NARROW_WEIGHTS],
) {
    for k in 0..NARROW_WEIGHTS {
        for i in 0..LANES {
            let upper = (sums[k][i] + cuts[k]) - cuts[k];
            halves[0][k][i] += upper;
            halves[1][k][i] += sums[k][i] - upper;
        }
    }
}

#[inline(always)]
fn parts([upper, lower]: Halves) -> [f64; PARTS] {
    let mut parts = [0.0; PARTS];
    parts[..NARROW_WEIGHTS].copy_from_slice(&upper.map(all));
    parts[NARROW_WEIGHTS..].copy_from_slice(&lower.map(all));
    parts
}

/// As many parts as of narrow digits.
fn padded(weights: [f64; WEIGHTS]) -> [f64; PARTS] {
    let mut parts = [0.0; PARTS];
    parts[..WEIGHTS].copy_from_slice(&weights);
    parts
}

/// Whole blocks of lanes, and what is left with zeros after it.
#[inline(always)]
fn blocks(values: &[f64]) -> (&[[f64; LANES]], Option<[f64; LANES]>) {
    let (blocks, tail) = values.as_chunks::<LANES>();
    let last = (!tail.is_empty()).then(|| {
        let mut last = [0.0; LANES];
        last.iter_mut().zip(tail).for_each(|(last, x)| *last = *x);
        last
    });
    (blocks, last)
}

vectorised! {
    fn sum_digits(values: &[f64], steps: &[f64; SUM_DIGITS]) -> Option<[f64; SUM_DIGITS]> {
        let (blocks, last) = blocks(values);
        let (mut sums, mut left) = ([[0.0; LANES]; SUM_DIGITS], [0.0; LANES]);
        for block in blocks.iter().chain(&last) {
            for i in 0..LANES {
                let (digits, rest) = cut(block[i], steps);
                for k in 0..SUM_DIGITS {
                    sums[k][i] += digits[k];
                }
                left[i] += rest.abs();
            }
        }
        left.iter().all(|left| *left == 0.0).then(|| sums.map(all))
    }
}

vectorised! {
    fn narrow_moments(
        values: &[f64],
        steps: &[f64; NARROW_DIGITS],
        cuts: &[f64; NARROW_WEIGHTS],
    ) -> Option<Moments> {
        let mut halves = [[[0.0; LANES]; NARROW_WEIGHTS]; 2];
        let (mut sum, mut left) = ([[0.0; LANES]; NARROW_DIGITS], [0.0; LANES]);
        for values in values.chunks(NARROW_BLOCK) {
            let (blocks, last) = blocks(values);
            let mut squares = [[0.0; LANES]; NARROW_WEIGHTS];
            for block in blocks.iter().chain(&last) {
                for i in 0..LANES {
                    let ([a, b, c], rest) = cut(block[i], steps);
                    let (twice_a, twice_b) = (a + a, b + b);
                    sum[0][i] += a;
                    sum[1][i] += b;
                    sum[2][i] += c;
                    squares[0][i] += a * a;
                    squares[1][i] += twice_a * b;
                    squares[2][i] += twice_a * c + b * b;
                    squares[3][i] += twice_b * c;
                    squares[4][i] += c * c;
                    left[i] += rest.abs();
                }
            }
            add_cut(&mut halves, &squares, cuts);
        }
        left.iter().all(|left| *left == 0.0).then(|| {
            let [a, b, c] = sum.map(all);
            Moments { sum: [a, b, c, 0.0], squares: parts(halves) }
        })
    }
}

vectorised! {
    fn wide_moments(values: &[f64], steps: &[f64; DIGITS]) -> Option<Moments> {
        let (blocks, last) = blocks(values);
        let (mut sum, mut squares, mut left) = ([[0.0; LANES]; DIGITS], [[0.0; LANES]; WEIGHTS], [0.0; LANES]);
        for block in blocks.iter().chain(&last) {
            for i in 0..LANES {
                let ([a, b, c, d], rest) = cut(block[i], steps);
                sum[0][i] += a;
                sum[1][i] += b;
                sum[2][i] += c;
                sum[3][i] += d;
                squares[0][i] += a * a;
                squares[1][i] += 2.0 * (a * b);
                squares[2][i] += 2.0 * (a * c) + b * b;
                squares[3][i] += 2.0 * (a * d + b * c);
                squares[4][i] += 2.0 * (b * d) + c * c;
                squares[5][i] += 2.0 * (c * d);
                squares[6][i] += d * d;
                left[i] += rest.abs();
            }
        }
        let exact = left.iter().all(|left| *left == 0.0);
        exact.then(|| Moments { sum: sum.map(all), squares: padded(squares.map(all)) })
    }
}

vectorised! {
    fn narrow_products(
        a: &[f64],
        b: &[f64],
        a_steps: &[f64; NARROW_DIGITS],
        b_steps: &[f64; NARROW_DIGITS],
        cuts: &[f64; NARROW_WEIGHTS],
    ) -> Option<[f64; PARTS]> {
        let mut halves = [[[0.0; LANES]; NARROW_WEIGHTS]; 2];
        let mut left = [0.0; LANES];
        for (a, b) in a.chunks(NARROW_BLOCK).zip(b.chunks(NARROW_BLOCK)) {
            let ((a_blocks, a_last), (b_blocks, b_last)) = (blocks(a), blocks(b));
            let mut sums = [[0.0; LANES]; NARROW_WEIGHTS];
            let pairs = a_blocks.iter().zip(b_blocks);
            for (x, y) in pairs.chain(a_last.iter().zip(&b_last)) {
                for i in 0..LANES {
                    let ([a, b, c], a_rest) = cut(x[i], a_steps);
                    let ([d, e, f], b_rest) = cut(y[i], b_steps);
                    sums[0][i] += a * d;
                    sums[1][i] += a * e + b * d;
                    sums[2][i] += (a * f + c * d) + b * e;
                    sums[3][i] += b * f + c * e;
                    sums[4][i] += c * f;
                    left[i] += a_rest.abs() + b_rest.abs();
                }
            }
            add_cut(&mut halves, &sums, cuts);
        }
        left.iter().all(|left| *left == 0.0).then(|| parts(halves))
    }
}

vectorised! {
    fn wide_products(
        a: &[f64],
        b: &[f64],
        a_steps: &[f64; DIGITS],
        b_steps: &[f64; DIGITS],
    ) -> Option<[f64; PARTS]> {
        let ((a_blocks, a_last), (b_blocks, b_last)) = (blocks(a), blocks(b));
        let (mut sums, mut left) = ([[0.0; LANES]; WEIGHTS], [0.0; LANES]);
        let pairs = a_blocks.iter().zip(b_blocks);
        for (x, y) in pairs.chain(a_last.iter().zip(&b_last)) {
            for i in 0..LANES {
                let ([a, b, c, d], a_rest) = cut(x[i], a_steps);
                let ([e, f, g, h], b_rest) = cut(y[i], b_steps);
                sums[0][i] += a * e;
                sums[1][i] += a * f + b * e;
                sums[2][i] += (a * g + c * e) + b * f;
                sums[3][i] += (a * h + d * e) + (b * g + c * f);
                sums[4][i] += (b * h + d * f) + c * g;
                sums[5][i] += c * h + d * g;
                sums[6][i] += d * h;
                left[i] += a_rest.abs() + b_rest.abs();
            }
        }
        left.iter().all(|left| *left == 0.0).then(|| padded(sums.map(all)))
    }
}

#[cfg(test)]
mod tests;
