//! Skewness, kurtosis and Shapiro and Wilk's W.

use super::dyadic::Dyadic;
use super::order::sorted;
use super::{compare, functions, statistics};

/// The sums of the first four powers of finite values, exactly; `None` when one is not finite.
fn power_sums(values: &[f64]) -> Option<[Dyadic; 4]> {
    let mut sums = [const { Dyadic::ZERO }; 4];
    for &x in values {
        let x = Dyadic::from_f64(x)?;
        let mut power = x.clone();
        for sum in &mut sums {
            *sum = sum.plus(&power);
            power = power.times(&x);
        }
    }
    Some(sums)
}

/// n² and n³ and n⁴ times the second, third and fourth central moment, exactly.
fn central(values: &[f64]) -> Option<[Dyadic; 3]> {
    let [s1, s2, s3, s4] = power_sums(values)?;
    let whole = |k: u64| Dyadic::from_u64(k);
    let n = whole(values.len() as u64);
    let square = s1.times(&s1);
    let second = n.times(&s2).minus(&square);
    // n²·Σx³ − 3n·Σx·Σx² + 2(Σx)³
    let third = n.times(&n).times(&s3);
    let third = third.minus(&whole(3).times(&n).times(&s1).times(&s2));
    let third = third.plus(&whole(2).times(&square).times(&s1));
    // n³·Σx⁴ − 4n²·Σx·Σx³ + 6n·(Σx)²·Σx² − 3(Σx)⁴
    let fourth = n.times(&n).times(&n).times(&s4);
    let fourth = fourth.minus(&whole(4).times(&n).times(&n).times(&s1).times(&s3));
    let fourth = fourth.plus(&whole(6).times(&n).times(&square).times(&s2));
    let fourth = fourth.minus(&whole(3).times(&square).times(&square));
    Some([second, third, fourth])
}

/// The skewness `m₃ / m₂^1.5` of the central moments, within one unit in the last place.
///
/// `None` when there are no values, all are equal, or one is not finite. Times
/// `√(n(n − 1)) / (n − 2)` it is the adjusted skewness of pandas and spreadsheets.
///
/// # Formula
/// From exact sums of powers: `A₃ / A₂^1.5` with `A₂ = n·Σx² − (Σx)²` and
/// `A₃ = n²·Σx³ − 3n·Σx·Σx² + 2(Σx)³`; the square of the quotient is rounded once, then its root.
///
/// # Source
/// `scipy.stats.skew`.
///
/// # Examples
/// ```
/// use steadfast::exact::skewness;
/// assert_eq!(skewness(&[1.0, 2.0, 3.0]), Some(0.0));
/// // m₂ = 3/16 and m₃ = 3/32: 2/√3.
/// assert_eq!(skewness(&[0.0, 0.0, 0.0, 1.0]), Some((4.0f64 / 3.0).sqrt()));
/// assert_eq!(skewness(&[5.0, 5.0]), None);
/// ```
#[must_use]
pub fn skewness(values: &[f64]) -> Option<f64> {
    let [second, third, _] = central(values)?;
    let cube = second.times(&second).times(&second);
    let size = third.times(&third).over(&cube)?.sqrt();
    Some(if third.negative { -size } else { size })
}

/// The excess kurtosis `m₄ / m₂² − 3` of the central moments, correctly rounded; 0 for a normal
/// distribution.
///
/// `None` when there are no values, all are equal, or one is not finite.
///
/// # Source
/// `scipy.stats.kurtosis`.
///
/// # Examples
/// ```
/// // m₂ = 1 and m₄ = 1.
/// assert_eq!(steadfast::exact::kurtosis(&[-1.0, 1.0]), Some(-2.0));
/// ```
#[must_use]
pub fn kurtosis(values: &[f64]) -> Option<f64> {
    let [second, _, fourth] = central(values)?;
    let square = second.times(&second);
    fourth.minus(&Dyadic::from_u64(3).times(&square)).over(&square)
}

/// Coefficients of Royston's polynomials in 1/√n, from the first power.
const LARGEST: [f64; 5] = [0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const SECOND: [f64; 5] = [0.042981, -0.293762, -1.752461, 5.682633, -3.582633];

fn polynomial(coefficients: &[f64; 5], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| (sum + c) * x)
}

/// Shapiro and Wilk's W: how close sorted values are to a line against normal scores, 1 at most.
///
/// `None` for fewer than three values, values all equal, or a value that is not finite.
///
/// # Formula
/// The squared correlation of the sorted values with Royston's approximate weights: normal quantiles
/// of `(i − 3/8) / (n + 1/4)`, the outermost one (two from six values on) corrected by polynomials in
/// `1/√n`.
///
/// # Source
/// Royston, "Remark AS R94", Applied Statistics 44 (1995); `scipy.stats.shapiro`, whose normal
/// quantile (AS 111) is right to about nine digits.
///
/// # Examples
/// ```
/// let w = steadfast::exact::shapiro_wilk(&[1.0, 2.0, 3.0]);
/// assert_eq!(w, Some(1.0));
/// ```
#[must_use]
pub fn shapiro_wilk(values: &[f64]) -> Option<f64> {
    if values.iter().any(|x| !x.is_finite()) {
        return None;
    }
    let weights = royston(values.len())?;
    let r = statistics::pearson(&weights, &sorted(values))?;
    Some(compare::min(r * r, 1.0))
}

/// The weights of the sorted values, up to a common factor, ascending.
fn royston(n: usize) -> Option<Vec<f64>> {
    let half = n / 2;
    let mut upper: Vec<f64> = match n {
        0..=2 => return None,
        3 => vec![1.0],
        _ => {
            let score = |i: usize| (i as f64 + 0.625) / (n as f64 + 0.25);
            // Minus the quantiles of the lower half, the outermost first.
            (0..half).map(|i| -functions::normal_quantile(score(i))).collect()
        }
    };
    if n > 3 {
        let squares: Vec<f64> = upper.iter().map(|m| m * m).collect();
        let sum = 2.0 * super::exact_sum(&squares);
        let (norm, x) = (sum.sqrt(), 1.0 / (n as f64).sqrt());
        let first = polynomial(&LARGEST, x) + upper.first()? / norm;
        let mut corrected = vec![first];
        let (mut rest, mut left) = (sum - 2.0 * squares.first()?, 1.0 - 2.0 * first * first);
        if n > 5 {
            let second = polynomial(&SECOND, x) + upper.get(1)? / norm;
            rest -= 2.0 * squares.get(1)?;
            left -= 2.0 * second * second;
            corrected.push(second);
        }
        let factor = (rest / left).sqrt();
        upper.iter_mut().for_each(|m| *m /= factor);
        upper.splice(..corrected.len(), corrected);
    }
    let mut weights: Vec<f64> = upper.iter().map(|a| -a).collect();
    weights.resize(n - half, 0.0);
    weights.extend(upper.iter().rev());
    Some(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// scipy.stats 1.17 on the same values: skew, kurtosis, shapiro.
    #[test]
    fn as_by_scipy() {
        let values = [148.0, 154.0, 158.0, 160.0, 161.0, 162.0, 166.0, 170.0, 182.0, 195.0, 236.0];
        // Royston's own example (1995): W = 0.79.
        let w = shapiro_wilk(&values).unwrap();
        assert!((w - 0.7888146948631716).abs() < 1e-8, "{w}");
        let (skew, kurtosis) = (skewness(&values).unwrap(), kurtosis(&values).unwrap());
        assert!((skew - SKEW).abs() < 1e-14, "{skew}");
        assert!((kurtosis - KURTOSIS).abs() < 1e-13, "{kurtosis}");
    }

    #[test]
    fn no_cancellation_and_no_order() {
        let far: Vec<f64> = [3.0, 0.0, 1.0, 0.0].iter().map(|x| x + 1e15).collect();
        assert_eq!(skewness(&far), skewness(&[0.0, 0.0, 1.0, 3.0]));
        assert_eq!(kurtosis(&far), kurtosis(&[0.0, 0.0, 1.0, 3.0]));
        assert_eq!(skewness(&[1e300, -1e300, 5e-324]).map(f64::abs), Some(0.0));
        for bad in [&[][..], &[1.0, f64::NAN], &[2.0, 2.0]] {
            assert_eq!((skewness(bad), kurtosis(bad), shapiro_wilk(bad)), (None, None, None));
        }
    }

    const SKEW: f64 = 1.678543901586165;
    const KURTOSIS: f64 = 1.9912977494355717;
}
