//! The non-decreasing function nearest to given points.

use crate::exact;

/// Places closer than this are one: the `resolution` of `f64` in NumPy.
const RESOLUTION: f64 = 1e-15;

/// A non-decreasing broken line, level beyond its ends.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Isotonic {
    /// Ascending.
    pub(crate) places: Vec<f64>,
    /// One a place.
    pub(crate) values: Vec<f64>,
}

/// A run of places that have one value.
#[derive(Debug, Clone, Copy)]
struct Block {
    start: usize,
    end: usize,
    mean: f64,
    weight: f64,
}

impl Isotonic {
    /// Minimises `Σ weight·(target − f(place))²` over the non-decreasing `f`; equal weights without `weights`.
    /// `None` when no weight is above 0, or a number is not finite.
    ///
    /// Points at one place are their mean, by weight. Neighbours that decrease are pooled until none do; the
    /// means of the pools are correctly rounded. Of runs of one value the ends are kept.
    ///
    /// # Source
    /// `IsotonicRegression(out_of_bounds='clip')` of scikit-learn 1.9.
    pub(crate) fn fit(places: &[f64], targets: &[f64], weights: Option<&[f64]>) -> Option<Self> {
        let weights = weights.unwrap_or_default().iter().copied().chain(std::iter::repeat(1.0));
        let points = places.iter().zip(targets).zip(weights).map(|((x, y), w)| [*x, *y, w]);
        let mut points: Vec<[f64; 3]> = points.filter(|[_, _, w]| *w > 0.0).collect();
        if points.is_empty() || !points.iter().flatten().all(|x| x.is_finite()) {
            return None;
        }
        points.sort_by(|a, b| {
            let order = a.iter().zip(b).map(|(a, b)| exact::total_cmp(*a, *b));
            order.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
        });
        let (places, targets, weights) = unique(&points);
        let mut values = Vec::with_capacity(places.len());
        for block in pool(&targets, &weights) {
            values.extend(std::iter::repeat_n(block.mean, block.end - block.start));
        }
        Some(Self::trimmed(&places, &values))
    }

    /// Without the places between two of their own value.
    pub(crate) fn trimmed(places: &[f64], values: &[f64]) -> Self {
        let inner = |i: usize| {
            let same = |j: Option<usize>| j.and_then(|j| values.get(j)) == values.get(i);
            same(i.checked_sub(1)) && same(i.checked_add(1))
        };
        let kept = (0..places.len()).filter(|&i| !inner(i));
        let (places, values) = kept.map(|i| (places[i], values[i])).unzip();
        Self { places, values }
    }

    /// The value at `x`, that of the nearest end beyond them; NaN at NaN.
    pub(crate) fn at(&self, x: f64) -> f64 {
        interpolate(&self.places, &self.values, x)
    }
}

/// The broken line through ascending places and their values, level beyond the ends; NaN at NaN and without
/// places.
///
/// # Source
/// `numpy.interp` of NumPy 2.4: value + slope·(x − place), from the place at the left.
pub(crate) fn interpolate(places: &[f64], values: &[f64], x: f64) -> f64 {
    let right = places.partition_point(|place| *place <= x);
    let at = |i: usize| Some((*places.get(i)?, *values.get(i)?));
    match (right.checked_sub(1).and_then(at), at(right)) {
        _ if x.is_nan() => exact::NAN,
        (None, None) => exact::NAN,
        (Some((_, value)), None) | (None, Some((_, value))) => value,
        (Some((place, value)), Some(_)) if place == x => value,
        (Some((place, value)), Some((next, next_value))) => {
            (next_value - value) / (next - place) * (x - place) + value
        }
    }
}

/// Sorted points with those at one place put together: places, mean targets and weights.
fn unique(points: &[[f64; 3]]) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let (mut places, mut targets, mut weights) = (Vec::new(), Vec::new(), Vec::new());
    let mut rest = points;
    while let Some([place, ..]) = rest.first() {
        let together = rest.partition_point(|[x, ..]| x - place < RESOLUTION).max(1);
        let (these, others) = rest.split_at(together);
        let column = |j: usize| these.iter().map(|point| point[j]).collect::<Vec<f64>>();
        let (y, w) = (column(1), column(2));
        places.push(*place);
        targets.push(exact::weighted_mean(&y, &w).unwrap_or(exact::NAN));
        weights.push(exact::exact_sum(&w));
        rest = others;
    }
    (places, targets, weights)
}

/// The blocks of the non-decreasing values nearest to the targets.
fn pool(targets: &[f64], weights: &[f64]) -> Vec<Block> {
    let points = targets.iter().zip(weights).enumerate();
    let single =
        |(i, (y, w)): (usize, (&f64, &f64))| Block { start: i, end: i + 1, mean: *y, weight: *w };
    let mut blocks = merged(points.map(single));
    loop {
        for block in &mut blocks {
            if block.end - block.start > 1 {
                let range = block.start..block.end;
                let mean = exact::weighted_mean(&targets[range.clone()], &weights[range]);
                block.mean = mean.unwrap_or(block.mean);
            }
        }
        // Rounded once, two means may have come to stand the wrong way round.
        if blocks.is_sorted_by(|a, b| a.mean <= b.mean) {
            return blocks;
        }
        blocks = merged(blocks.into_iter());
    }
}

/// Puts neighbours together that do not increase.
fn merged(blocks: impl Iterator<Item = Block>) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    for mut block in blocks {
        while let Some(last) = out.pop_if(|last| last.mean >= block.mean) {
            let weight = last.weight + block.weight;
            let mean = (last.weight * last.mean + block.weight * block.mean) / weight;
            block = Block { start: last.start, end: block.end, mean, weight };
        }
        out.push(block);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PLACES: [f64; 11] = [3.0, 1.0, 2.0, 2.0, 5.0, 4.0, 4.0, 7.0, 6.5, 9.0, 8.0];
    const TARGETS: [f64; 11] = [0.0, 1.0, 0.0, 1.0, 1.0, 0.25, 0.75, 0.5, 2.0, 1.5, 1.75];

    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len(), "{found:?}");
        assert!(
            found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= 4e-16 * b.abs()),
            "{found:?}"
        );
    }

    fn at(found: &Isotonic) -> Vec<f64> {
        [0.0, 1.5, 2.25, 4.9, 6.75, 8.5, 10.0].iter().map(|x| found.at(*x)).collect()
    }

    /// `X_thresholds_`, `y_thresholds_` and `predict` of `IsotonicRegression(out_of_bounds='clip')`,
    /// scikit-learn 1.9.1; there are ties, and a weight of 0.
    #[test]
    fn as_by_scikit_learn() {
        let found = Isotonic::fit(&PLACES, &TARGETS, None).unwrap();
        assert_eq!(found.places, [1.0, 4.0, 5.0, 6.5, 7.0, 8.0, 9.0]);
        assert_close(&found.values, &[0.5, 0.5, 1.0, 1.25, 1.25, 1.625, 1.625]);
        assert_close(&at(&found), &[0.5, 0.5, 0.5, 0.9500000000000002, 1.25, 1.625, 1.625]);
        let weights = [1.0, 2.0, 0.5, 3.0, 1.0, 1.0, 2.0, 0.75, 1.0, 0.0, 2.0];
        let found = Isotonic::fit(&PLACES, &TARGETS, Some(&weights)).unwrap();
        assert_eq!(found.places, [1.0, 4.0, 5.0, 6.5, 7.0, 8.0]);
        let low = 0.7105263157894737;
        assert_close(&found.values, &[low, low, 1.0, 1.3571428571428572, 1.3571428571428572, 1.75]);
        assert_close(&at(&found)[3..6], &[0.9710526315789474, 1.3571428571428572, 1.75]);
        let places: Vec<f64> = (0..10).map(f64::from).collect();
        let targets = [5.0, 3.0, 1.0, 2.0, 8.0, 10.0, 7.0, 9.0, 6.0, 4.0];
        let found = Isotonic::fit(&places, &targets, None).unwrap();
        assert_eq!(found.places, [0.0, 3.0, 4.0, 9.0]);
        assert_close(&found.values, &[2.75, 2.75, 7.333333333333333, 7.333333333333333]);
    }

    #[test]
    fn one_place_and_none() {
        let found = Isotonic::fit(&[2.0, 2.0 + 4e-16], &[0.0, 1.0], None).unwrap();
        assert_eq!((found.places.as_slice(), found.at(-9.0)), (&[2.0][..], 0.5));
        assert!(found.at(f64::NAN).is_nan());
        assert_eq!(Isotonic::fit(&[], &[], None), None);
        assert_eq!(Isotonic::fit(&[1.0], &[1.0], Some(&[0.0])), None);
        assert_eq!(Isotonic::fit(&[f64::NAN], &[1.0], None), None);
        assert!(interpolate(&[], &[], 1.0).is_nan());
    }

    proptest! {
        /// By the formula of the minimum: max over starts of min over ends of the means between
        /// (Robertson, Wright and Dykstra, 1988).
        #[test]
        fn the_minimax_formula_holds(
            pairs in prop::collection::vec((0u32..12, -4i32..5, 1u32..4), 1..24), turn in 0usize..24,
        ) {
            let number = |x: &(u32, i32, u32)| (f64::from(x.0), f64::from(x.1) / 4.0, f64::from(x.2));
            let fit = |pairs: &[(u32, i32, u32)]| {
                let points: Vec<_> = pairs.iter().map(number).collect();
                let column = |f: fn(&(f64, f64, f64)) -> f64| points.iter().map(f).collect::<Vec<_>>();
                Isotonic::fit(&column(|p| p.0), &column(|p| p.1), Some(&column(|p| p.2))).unwrap()
            };
            let found = fit(&pairs);
            prop_assert!(found.values.is_sorted() && found.places.is_sorted());
            let mut turned = pairs.clone();
            turned.rotate_left(turn % pairs.len());
            prop_assert_eq!(&found, &fit(&turned));
            for &(place, ..) in &pairs {
                let mean = |from: u32, to: u32| {
                    let within = pairs.iter().filter(|p| (from..=to).contains(&p.0)).map(number);
                    let (sum, weight) = within.fold((0.0, 0.0), |(s, w), p| (s + p.1 * p.2, w + p.2));
                    sum / weight
                };
                let least = |from| (place..12).map(|to| mean(from, to)).reduce(exact::min).unwrap();
                let expected = (0..=place).map(least).reduce(exact::max).unwrap();
                prop_assert!((found.at(f64::from(place)) - expected).abs() < 1e-14);
            }
        }
    }
}
