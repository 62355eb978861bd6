//! Test statistics of a column against a target, each rounded once.

use super::comoments::{ExactComoments, cosine};
use super::compare::NAN;
use super::dyadic::Dyadic;
use super::moments::ExactMoments;
use super::special::Special;
use std::collections::BTreeMap;

/// A sum of fractions, exactly.
struct Fraction {
    numerator: Dyadic,
    denominator: Dyadic,
}

impl Fraction {
    /// `Σ sᵢ² / nᵢ` of sums and counts that are not zero.
    fn of_squares(sums: impl Iterator<Item = (Dyadic, u64)>) -> Self {
        let mut by_count: BTreeMap<u64, Dyadic> = BTreeMap::new();
        for (sum, count) in sums {
            let total = by_count.entry(count).or_insert(Dyadic::ZERO);
            *total = total.plus(&sum.times(&sum));
        }
        let start = Self { numerator: Dyadic::ZERO, denominator: Dyadic::from_u64(1) };
        by_count.into_iter().fold(start, |whole, (count, total)| {
            let count = Dyadic::from_u64(count);
            let added = total.times(&whole.denominator);
            Self {
                numerator: whole.numerator.times(&count).plus(&added),
                denominator: whole.denominator.times(&count),
            }
        })
    }
}

/// F of a one-way analysis of variance: how far the means of groups lie apart, against the spread
/// within them. Correctly rounded.
///
/// Groups without values count for nothing. NaN where nothing varies or a value is not finite,
/// infinite where only the means vary; `None` for fewer than two groups or no more values than groups.
///
/// # Formula
/// `(Σ Sᵢ²/nᵢ − S²/N) / (k − 1)` over `(Σx² − Σ Sᵢ²/nᵢ) / (N − k)`, as one exact fraction.
///
/// # Source
/// `scipy.stats.f_oneway`; `f_classif` of scikit-learn.
///
/// # Examples
/// ```
/// use steadfast::exact::{ExactMoments, anova_f};
/// let group = |values: &[f64]| {
///     let mut moments = ExactMoments::new();
///     moments.add_slice(values);
///     moments
/// };
/// // Between: 2·(1.5 − 3)² + 2·(4.5 − 3)² = 9; within: 4·0.25 = 1 on 2 degrees of freedom.
/// assert_eq!(anova_f(&[group(&[1.0, 2.0]), group(&[4.0, 5.0])]), Some(18.0));
/// ```
#[must_use]
pub fn anova_f(groups: &[ExactMoments]) -> Option<f64> {
    let groups: Vec<&ExactMoments> = groups.iter().filter(|group| group.count() > 0).collect();
    let count: u64 = groups.iter().fold(0, |all, group| all + group.count());
    let between = (groups.len() as u64).checked_sub(1).filter(|&freedom| freedom > 0)?;
    let within = count.checked_sub(groups.len() as u64).filter(|&freedom| freedom > 0)?;
    if groups.iter().any(|group| group.special() != Special::Finite) {
        return Some(NAN);
    }
    let add = |sum: Dyadic, part: &Dyadic| sum.plus(part);
    let sum = groups.iter().fold(Dyadic::ZERO, |sum, group| add(sum, &group.total()));
    let squares =
        groups.iter().fold(Dyadic::ZERO, |sum, group| add(sum, &group.total_of_squares()));
    let means = Fraction::of_squares(groups.iter().map(|group| (group.total(), group.count())));
    let n = Dyadic::from_u64(count);
    // Both times the denominator, the first also times N.
    let explained = means.numerator.times(&n).minus(&sum.times(&sum).times(&means.denominator));
    let left = squares.times(&means.denominator).minus(&means.numerator);
    let upper = explained.times(&Dyadic::from_u64(within));
    let lower = left.times(&n).times(&Dyadic::from_u64(between));
    Some(ratio(&upper, &lower))
}

/// A quotient of two that are not negative: NaN for 0/0, infinite for another over 0.
fn ratio(upper: &Dyadic, lower: &Dyadic) -> f64 {
    match upper.over(lower) {
        Some(value) => value,
        None if upper.is_zero() => NAN,
        None => f64::INFINITY,
    }
}

/// χ² of sums of counts over classes: how far the share of each class in the sum of a column lies
/// from its share of the rows. Correctly rounded.
///
/// Takes for each class its sum and its rows; classes without rows count for nothing. NaN where the
/// whole sum is zero or a sum is not finite.
///
/// # Formula
/// `Σ (Oᵢ − Eᵢ)² / Eᵢ` with `Eᵢ = T·nᵢ/N`, which is `N/T · Σ Oᵢ²/nᵢ − T`, as one exact fraction.
///
/// # Source
/// `chi2` of scikit-learn.
///
/// # Examples
/// ```
/// use steadfast::exact::{ExactSum, chi_square};
/// let sum = |x: f64| {
///     let mut sum = ExactSum::new();
///     sum.add(x);
///     sum
/// };
/// // Expected 5 and 5, observed 8 and 2.
/// assert_eq!(chi_square(&[(sum(8.0), 3), (sum(2.0), 3)]), 3.6);
/// ```
#[must_use]
pub fn chi_square(classes: &[(super::ExactSum, u64)]) -> f64 {
    if classes.iter().any(|(sum, _)| sum.special != Special::Finite) {
        return NAN;
    }
    let filled = || classes.iter().filter(|class| class.1 > 0);
    let total = filled().fold(Dyadic::ZERO, |sum, class| sum.plus(&class.0.value()));
    let count: u64 = filled().fold(0, |all, class| all + class.1);
    let means = Fraction::of_squares(filled().map(|(sum, count)| (sum.value(), *count)));
    let lower = total.times(&means.denominator);
    let upper = Dyadic::from_u64(count).times(&means.numerator).minus(&total.times(&lower));
    upper.over(&lower).unwrap_or(NAN)
}

/// What deviations are taken about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// The means.
    Mean,
    /// Zero, the columns being taken as centred.
    Zero,
}

/// What a correlation is made of: the joint spread and the two spreads.
fn spreads(moments: &ExactComoments, about: About) -> [Dyadic; 3] {
    let (x, y) = (moments.x(), moments.y());
    match about {
        About::Mean => [moments.joint_spread(), x.spread(), y.spread()],
        About::Zero => [moments.total_of_products(), x.total_of_squares(), y.total_of_squares()],
    }
}

/// The correlation of pairs about their means or about zero, within one unit in the last place.
///
/// `None` when either variable does not spread, NaN if a value is not finite.
///
/// # Source
/// `r_regression` of scikit-learn.
///
/// # Examples
/// ```
/// use steadfast::exact::{About, ExactComoments, correlation};
/// let mut pairs = ExactComoments::new();
/// pairs.add(1.0, 4.0);
/// pairs.add(1.0, 3.0);
/// assert_eq!(correlation(&pairs, About::Mean), None);
/// assert_eq!(correlation(&pairs, About::Zero), Some(0.98f64.sqrt()));
/// ```
#[must_use]
pub fn correlation(moments: &ExactComoments, about: About) -> Option<f64> {
    if !moments.finite() {
        return Some(NAN);
    }
    let [joint, x, y] = spreads(moments, about);
    cosine(&joint, &x, &y)
}

/// F of a straight line through pairs, on 1 and `n − 2` degrees of freedom (`n − 1` about zero):
/// `r² / (1 − r²)` times the latter. Correctly rounded.
///
/// Infinite for points on a line; `None` when either variable does not spread or no degree of freedom is
/// left, NaN if a value is not finite.
///
/// # Source
/// `f_regression` of scikit-learn.
///
/// # Examples
/// ```
/// use steadfast::exact::{About, ExactComoments, correlation_f};
/// let mut pairs = ExactComoments::new();
/// for (x, y) in [(0.0, 0.0), (0.0, 2.0), (2.0, 1.0), (2.0, 5.0)] {
///     pairs.add(x, y);
/// }
/// // The line explains 4 of 14; (4 / 10)·2.
/// assert_eq!(correlation_f(&pairs, About::Mean), Some(0.8));
/// ```
#[must_use]
pub fn correlation_f(moments: &ExactComoments, about: About) -> Option<f64> {
    let taken = if about == About::Mean { 2 } else { 1 };
    let freedom = moments.x().count().checked_sub(taken).filter(|&freedom| freedom > 0)?;
    if !moments.finite() {
        return Some(NAN);
    }
    let [joint, x, y] = spreads(moments, about);
    if x.is_zero() || y.is_zero() {
        return None;
    }
    let explained = joint.times(&joint);
    let left = x.times(&y).minus(&explained);
    Some(ratio(&explained.times(&Dyadic::from_u64(freedom)), &left))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::ExactSum;

    fn group(values: &[f64]) -> ExactMoments {
        ExactMoments::of(values)
    }

    /// By hand, and by `scipy.stats.f_oneway` 1.17: 15.5 / 2 between, 13.5 / 6 within.
    #[test]
    fn three_groups_of_unequal_size() {
        let groups = [group(&[1.0, 2.0, 4.5]), group(&[3.0, 5.0]), group(&[6.0, 4.0, 5.0, 7.0])];
        let found = anova_f(&groups).unwrap();
        assert!(found.to_bits() == (31.0f64 / 9.0).to_bits(), "{found}");
        let shifted: Vec<ExactMoments> =
            [vec![1.0, 2.0, 4.5], vec![3.0, 5.0], vec![6.0, 4.0, 5.0, 7.0]]
                .iter()
                .map(|values| group(&values.iter().map(|x| x + 1e14).collect::<Vec<f64>>()))
                .collect();
        assert_eq!(anova_f(&shifted), Some(found));
    }

    #[test]
    fn where_nothing_varies() {
        assert!(anova_f(&[group(&[1.0, 1.0]), group(&[1.0])]).unwrap().is_nan());
        assert_eq!(anova_f(&[group(&[0.1, 0.1]), group(&[0.3])]), Some(f64::INFINITY));
        assert_eq!(anova_f(&[group(&[1.0, 2.0]), group(&[])]), None);
        assert_eq!(anova_f(&[group(&[1.0]), group(&[2.0])]), None);
        assert!(anova_f(&[group(&[1.0, f64::NAN]), group(&[2.0])]).unwrap().is_nan());
        assert!(chi_square(&[(ExactSum::new(), 2), (ExactSum::new(), 3)]).is_nan());
        let mut line = ExactComoments::new();
        for x in [0.1, 0.2, 0.7] {
            line.add(x, 4.0 * x);
        }
        assert_eq!(correlation_f(&line, About::Mean), Some(f64::INFINITY));
        assert_eq!(correlation(&line, About::Zero), Some(1.0));
    }
}
