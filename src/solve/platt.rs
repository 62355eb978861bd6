//! Probabilities from scores by a sigmoid.

use crate::exact::{self, ExactDot, ExactSum};

/// P(1 | score) = 1 / (1 + e^(slope·score + offset)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Sigmoid {
    /// Below 0 where larger scores speak for the class.
    pub(crate) slope: f64,
    pub(crate) offset: f64,
}

const MOST_STEPS: usize = 100;
const MOST_HALVINGS: usize = 40;
/// Where a step promises to gain less than this share of the loss, whole steps double the digits.
const NEAR: f64 = 1e-12;
/// Whole steps from there to rounding.
const LAST_STEPS: usize = 3;

/// Scores with the frequencies they are fitted to.
struct Problem {
    scores: Vec<f64>,
    targets: Vec<f64>,
    weights: Vec<f64>,
}

/// First and second derivatives by slope and offset.
struct Derivatives {
    slope: f64,
    offset: f64,
    /// By slope twice, by both, by offset twice.
    second: [f64; 3],
}

impl Sigmoid {
    /// The sigmoid of largest likelihood of labels (whether in the class) given scores; equal weights without
    /// `weights`. `None` without scores, or when a number is not finite.
    ///
    /// The frequencies are drawn in by one case: (n₁ + 1)/(n₁ + 2) in the class and 1/(n₀ + 2) outside, so
    /// that the maximum exists. Newton's steps, halved where they do not gain, until rounding; sums are
    /// exact.
    ///
    /// # Source
    /// Platt, "Probabilistic outputs for support vector machines" (1999); `_sigmoid_calibration` of
    /// scikit-learn 1.9, whose search (L-BFGS) stops at derivatives of 1e-6.
    pub(crate) fn fit(scores: &[f64], labels: &[bool], weights: Option<&[f64]>) -> Option<Self> {
        let count = scores.len().min(labels.len());
        let (scores, labels) = (&scores[..count], &labels[..count]);
        let weights = weights.unwrap_or_default().iter().copied().chain(std::iter::repeat(1.0));
        let weights: Vec<f64> = weights.take(count).collect();
        if count == 0 || !scores.iter().chain(&weights).all(|x| x.is_finite()) {
            return None;
        }
        let prior = |class: bool| {
            let own = weights.iter().zip(labels).filter(|(_, label)| **label == class);
            exact::exact_sum(&own.map(|(w, _)| *w).collect::<Vec<_>>())
        };
        let (outside, inside) = (prior(false), prior(true));
        let (low, high) = (1.0 / (outside + 2.0), (inside + 1.0) / (inside + 2.0));
        let targets = labels.iter().map(|label| if *label { high } else { low }).collect();
        let mean = exact::mean(scores)?;
        let spread = exact::standard_deviation(scores, 0).filter(|s| *s > 0.0).unwrap_or(1.0);
        let scores: Vec<f64> = scores.iter().map(|x| (x - mean) / spread).collect();
        let start = Self { slope: 0.0, offset: exact::ln((outside + 1.0) / (inside + 1.0)) };
        let found = Problem { scores, targets, weights }.minimise(start);
        let slope = found.slope / spread;
        let found = Self { slope, offset: found.offset - slope * mean };
        (found.slope.is_finite() && found.offset.is_finite()).then_some(found)
    }

    fn less(self, step: Self, part: f64) -> Self {
        let (slope, offset) = (self.slope - part * step.slope, self.offset - part * step.offset);
        Self { slope, offset }
    }

    /// The probability at a score.
    pub(crate) fn at(&self, score: f64) -> f64 {
        exact::logistic(-(self.slope * score + self.offset))
    }
}

impl Problem {
    fn each(&self) -> impl Iterator<Item = (f64, f64, f64)> {
        let pairs = self.scores.iter().zip(&self.targets).zip(&self.weights);
        pairs.map(|((score, target), weight)| (*score, *target, *weight))
    }

    /// Σ weight·(ln(1 + e^z) − target·z), z = −(slope·score + offset).
    fn loss(&self, at: Sigmoid) -> f64 {
        let mut sum = ExactSum::new();
        for (score, target, weight) in self.each() {
            let z = -(at.slope * score + at.offset);
            sum.add(weight * (exact::log_sum_exp(&[0.0, z]) - target * z));
        }
        sum.sum()
    }

    fn derivatives(&self, at: Sigmoid) -> Derivatives {
        let (mut slope, mut offset) = (ExactDot::new(), ExactSum::new());
        let (mut square, mut both, mut plain) = (ExactDot::new(), ExactDot::new(), ExactSum::new());
        for (score, target, weight) in self.each() {
            let p = at.at(score);
            let pull = weight * (target - p);
            slope.add(pull, score);
            offset.add(pull);
            let bend = weight * (p * (1.0 - p));
            square.add(bend * score, score);
            both.add(bend, score);
            plain.add(bend);
        }
        let second = [square.sum(), both.sum(), plain.sum()];
        Derivatives { slope: slope.sum(), offset: offset.sum(), second }
    }

    fn minimise(&self, mut at: Sigmoid) -> Sigmoid {
        let mut loss = self.loss(at);
        let mut last = 0;
        for _ in 0..MOST_STEPS {
            let Some((step, gain)) = self.derivatives(at).step() else { break };
            if gain <= NEAR * loss {
                at = at.less(step, 1.0);
                last += 1;
                if last == LAST_STEPS {
                    break;
                }
            } else {
                let Some((next, lower)) = self.shorten(at, step, loss) else { break };
                (at, loss) = (next, lower);
            }
        }
        at
    }

    /// The first of a step and its halves that lowers the loss.
    fn shorten(&self, at: Sigmoid, step: Sigmoid, loss: f64) -> Option<(Sigmoid, f64)> {
        let mut part = 1.0;
        for _ in 0..MOST_HALVINGS {
            let next = at.less(step, part);
            let lower = self.loss(next);
            if lower < loss {
                return Some((next, lower));
            }
            part *= 0.5;
        }
        None
    }
}

impl Derivatives {
    /// Newton's step, and twice what it promises to gain; `None` where nothing bends.
    fn step(&self) -> Option<(Sigmoid, f64)> {
        let [square, both, plain] = self.second;
        if plain.is_nan() || plain <= 0.0 {
            return None;
        }
        // The bend by the slope when the offset follows.
        let rest = square - both * (both / plain);
        let slope = if rest > f64::EPSILON * square {
            (self.slope - both * (self.offset / plain)) / rest
        } else {
            0.0
        };
        let offset = (self.offset - both * slope) / plain;
        Some((Sigmoid { slope, offset }, slope * self.slope + offset * self.offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCORES: [f64; 8] = [-2.0, -1.0, -0.5, 0.25, 0.5, 1.0, 3.0, -1.5];
    const LABELS: [bool; 8] = [false, false, true, false, true, true, true, false];

    /// Where both derivatives are 0, by mpmath 1.3 at 40 digits. `_sigmoid_calibration` of scikit-learn 1.9.1
    /// stops at (−0.78448781, −0.08302038) and (−1.15401225, −0.39601891).
    #[test]
    fn the_maximum_is_found() {
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-14 * b.abs();
        let found = Sigmoid::fit(&SCORES, &LABELS, None).unwrap();
        assert!(close(found.slope, -0.7844881402724156), "{found:?}");
        assert!(close(found.offset, -0.08302034392943476), "{found:?}");
        let weights = [1.0, 2.0, 1.0, 0.5, 1.0, 3.0, 1.0, 1.0];
        let found = Sigmoid::fit(&SCORES, &LABELS, Some(&weights)).unwrap();
        assert!(close(found.slope, -1.1540121756393669), "{found:?}");
        assert!(close(found.offset, -0.3960190017851932), "{found:?}");
    }

    /// A change of scale and zero changes no probability.
    #[test]
    fn the_unit_of_scores_does_not_matter() {
        let plain = Sigmoid::fit(&SCORES, &LABELS, None).unwrap();
        for (scale, shift) in [(1e8, 0.0), (1e-3, 5.0), (1e-9, 0.0)] {
            let moved = SCORES.map(|x| x * scale + shift);
            let found = Sigmoid::fit(&moved, &LABELS, None).unwrap();
            for (a, b) in SCORES.iter().zip(moved) {
                assert!((plain.at(*a) - found.at(b)).abs() < 1e-12);
            }
        }
    }

    /// By hand: separated scores have the frequencies that were drawn in, 4/5 and 1/4, where there are
    /// but two different ones; of one score the slope is 0, and the mean of the frequencies is left.
    #[test]
    fn separated_and_constant_scores() {
        let labels = [true, true, true, false, false];
        let found = Sigmoid::fit(&[1.0, 1.0, 1.0, -1.0, -1.0], &labels, None).unwrap();
        assert!((found.at(1.0) - 0.8).abs() < 1e-15 && (found.at(-1.0) - 0.25).abs() < 1e-15);
        let found = Sigmoid::fit(&[7.0; 5], &labels, None).unwrap();
        assert_eq!(found.slope, 0.0);
        assert!((found.at(7.0) - (3.0 * 0.8 + 2.0 * 0.25) / 5.0).abs() < 1e-15);
        let found = Sigmoid::fit(&[1.0, 2.0], &[true, true], None).unwrap();
        assert!((found.at(1.5) - 0.75).abs() < 1e-15);
        assert_eq!(Sigmoid::fit(&[], &[], None), None);
        assert_eq!(Sigmoid::fit(&[f64::INFINITY], &[true], None), None);
    }

    #[test]
    fn order_does_not_matter() {
        let (mut scores, mut labels) = (SCORES, LABELS);
        scores.rotate_left(3);
        labels.rotate_left(3);
        assert_eq!(Sigmoid::fit(&scores, &labels, None), Sigmoid::fit(&SCORES, &LABELS, None));
    }
}
