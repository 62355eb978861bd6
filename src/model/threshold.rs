//! The probability from which a class is chosen.

use crate::artifact::Stage;
use crate::data::{Classes, Labels};
use crate::error::{Error, FitError};
use crate::exact::{self, ExactSum, argsort};
use crate::pipeline::{Apply, FitWeighted, Pipeline, Target, Weighted, supervised};
use serde::{Deserialize, Serialize};

/// Chooses a class from a probability on, in place of the most probable one.
///
/// Takes and gives [`Classes`] of two classes; the probabilities stay as they are. Given, or tuned to a
/// score on the training rows. Behind [`cross_fit`](crate::pipeline::cross_fit) those are answers to
/// unseen rows; behind a bare model they are answers to rows it has learned, and the threshold is too
/// sure of itself.
///
/// # Formula
/// The positive class where its probability p ≥ t, else the other. A tuned t maximises the score over the
/// midpoints between neighbouring probabilities (and the lowest itself); of equal scores the lowest t. Sums of
/// [weights](Weighted) stand in the place of numbers of rows.
///
/// # Learned state
/// The positive class and t.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: scores follow from counts.
///
/// # Errors
/// Fitting fails unless there are two classes, the positive one among them, and t is in 0 to 1; a tuned
/// one also when only one class has rows.
///
/// # Source
/// `FixedThresholdClassifier` and `TunedThresholdClassifierCV` of scikit-learn 1.9; the peer tries a
/// grid of thresholds, here all that differ are tried.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let answers = Classes::new(["no".into(), "yes".into()], vec![0.7, 0.3, 0.9, 0.1])?;
/// let y = Labels::from_texts(["yes", "no"]);
/// let fitted = Threshold::tuned(Score::BalancedAccuracy).fit(&answers, &y)?;
/// assert_eq!(fitted.threshold(), 0.2);
/// assert_eq!(fitted.apply(&answers)?.label(0), Some("yes"));
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "FixedThresholdClassifier")]
#[doc(alias = "TunedThresholdClassifierCV")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Threshold {
    class: Option<String>,
    rule: Rule,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
enum Rule {
    At(f64),
    Tuned(Score),
}

/// What a tuned [`Threshold`] maximises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Score {
    /// The share of right answers.
    Accuracy,
    /// The mean of the recalls of the two classes.
    BalancedAccuracy,
    /// The harmonic mean of precision and recall of the positive class.
    F1,
    /// Matthews' correlation coefficient.
    Mcc,
}

/// How many rows of each truth are called positive, and how many there are.
#[derive(Clone, Copy)]
struct Counts {
    true_positive: f64,
    false_positive: f64,
    positive: f64,
    negative: f64,
}

impl Score {
    fn of(self, counts: Counts) -> f64 {
        let Counts { true_positive: tp, false_positive: fp, positive: p, negative: n } = counts;
        let tn = n - fp;
        match self {
            Score::Accuracy => (tp + tn) / (p + n),
            Score::BalancedAccuracy => (tp / p + tn / n) / 2.0,
            Score::F1 => 2.0 * tp / (p + tp + fp),
            Score::Mcc => {
                let called = tp + fp;
                let product = called * (p + n - called);
                let norm = exact::sqrt(product) * exact::sqrt(p * n);
                if norm == 0.0 { 0.0 } else { (tp * tn - fp * (p - tp)) / norm }
            }
        }
    }
}

impl Threshold {
    /// A given threshold, 0 to 1.
    #[must_use]
    pub fn at(threshold: f64) -> Threshold {
        Threshold { class: None, rule: Rule::At(threshold) }
    }

    /// The threshold with the best score on the training rows.
    #[must_use]
    pub fn tuned(score: Score) -> Threshold {
        Threshold { class: None, rule: Rule::Tuned(score) }
    }

    /// The positive class; by default the last.
    #[doc(alias = "pos_label")]
    #[must_use]
    pub fn class(mut self, class: impl Into<String>) -> Threshold {
        self.class = Some(class.into());
        self
    }

    fn positive(&self, x: &Classes) -> Result<String, Error> {
        let classes = x.classes();
        let refuse = |parameter: &str, expected: &str, found: String| {
            let (stage, parameter) = (Thresholder::KIND.to_owned(), parameter.to_owned());
            let expected = expected.to_owned();
            Error::from(FitError::Parameter { stage, parameter, expected, found })
        };
        if classes.len() != 2 {
            return Err(refuse("classes", "two", classes.len().to_string()));
        }
        if let Rule::At(at) = self.rule
            && !(0.0..=1.0).contains(&at)
        {
            return Err(refuse("threshold", "0 to 1", at.to_string()));
        }
        match &self.class {
            None => Ok(classes.last().map(ToString::to_string).unwrap_or_default()),
            Some(class) if classes.iter().any(|known| **known == **class) => Ok(class.clone()),
            Some(class) => {
                Err(refuse("class", &format!("one of {}", classes.join(", ")), class.clone()))
            }
        }
    }

    fn fit_to(&self, x: &Classes, y: Target<'_>) -> Result<Thresholder, Error> {
        let (y, weights) = (y.unweighted().labels(Thresholder::KIND)?, y.weights());
        let class = self.positive(x)?;
        let threshold = match self.rule {
            Rule::At(at) => at,
            Rule::Tuned(score) => best(score, &class, x, (y, weights))?,
        };
        let state = ThresholderState { class, threshold };
        Ok(Thresholder { recipe: self.clone(), state })
    }
}

/// The threshold with the best score, the lowest of equals.
fn best(
    score: Score,
    class: &str,
    x: &Classes,
    (y, weights): (&Labels, Option<&[f64]>),
) -> Result<f64, Error> {
    let all = x.probability(class).unwrap_or_default();
    let weight =
        |row: usize| weights.map_or(1.0, |weights| weights.get(row).copied().unwrap_or(0.0));
    let kept: Vec<usize> = (0..y.rows()).filter(|&row| weight(row) > 0.0).collect();
    let p: Vec<f64> = kept.iter().filter_map(|&row| all.get(row).copied()).collect();
    let truth: Vec<bool> = kept.iter().map(|&row| y.label(row) == Some(class)).collect();
    let rows = truth.iter().filter(|&&is| is).count();
    if rows == 0 || rows == truth.len() || p.len() != truth.len() || all.len() != y.rows() {
        return Err(FitError::Target {
            stage: Thresholder::KIND.to_owned(),
            expected: "rows of both classes".to_owned(),
            found: format!("{rows} of `{class}` in {}", truth.len()),
        }
        .into());
    }
    let counts: Vec<f64> = kept.iter().map(|&row| weight(row)).collect();
    // From the lowest probability up: first every row is called positive, then fewer and fewer.
    let of = |class: bool| {
        let own = truth.iter().zip(&counts).filter(|(is, _)| **is == class);
        Tally::of(&own.map(|(_, weight)| *weight).collect::<Vec<_>>(), weights.is_some())
    };
    let (mut inside, mut outside) = (of(true), of(false));
    let (positive, negative) = (inside.sum, outside.sum);
    let order = argsort(&p);
    let value = |at: usize| order.get(at).and_then(|&row| p.get(row)).copied();
    let mut found: Option<(f64, f64)> = None;
    for (at, &row) in order.iter().enumerate() {
        let own = p[row];
        let below = at.checked_sub(1).and_then(value);
        if below != Some(own) {
            let threshold = below.map_or(own, |below| below / 2.0 + own / 2.0);
            let (true_positive, false_positive) = (inside.sum, outside.sum);
            let score = score.of(Counts { true_positive, false_positive, positive, negative });
            if found.is_none_or(|(best, _)| score > best) {
                found = Some((score, threshold));
            }
        }
        match truth[row] {
            true => inside.take(counts[row]),
            false => outside.take(counts[row]),
        }
    }
    Ok(found.map_or(0.5, |(_, threshold)| threshold))
}

/// What rows that are still called positive count. Whole numbers of rows are exact as they are; sums of weights are so by
/// every digit, so that the order in which rows of one probability are taken is nothing.
struct Tally {
    sum: f64,
    exact: Option<ExactSum>,
}

impl Tally {
    fn of(counts: &[f64], weighted: bool) -> Tally {
        let mut sum = ExactSum::new();
        sum.add_slice(counts);
        Tally { sum: sum.sum(), exact: weighted.then_some(sum) }
    }

    fn take(&mut self, count: f64) {
        match &mut self.exact {
            None => self.sum -= count,
            Some(exact) => {
                exact.add(-count);
                self.sum = exact.sum();
            }
        }
    }
}

/// A fitted [`Threshold`].
#[derive(Debug, Clone, PartialEq)]
pub struct Thresholder {
    recipe: Threshold,
    state: ThresholderState,
}

/// What [`Thresholder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThresholderState {
    class: String,
    threshold: f64,
}

impl Thresholder {
    /// The positive class.
    #[must_use]
    pub fn class(&self) -> &str {
        &self.state.class
    }

    /// The probability from which it is chosen.
    #[must_use]
    pub fn threshold(&self) -> f64 {
        self.state.threshold
    }
}

impl Pipeline for Threshold {
    type Input = Classes;
    type Output = Classes;
}

supervised!(Threshold => Thresholder: Labels);

impl FitWeighted<Labels> for Threshold {
    fn fit_weighted(&self, x: &Classes, y: &Weighted<Labels>) -> Result<Thresholder, Error> {
        self.fit_to(x, y.into())
    }
}

impl Pipeline for Thresholder {
    type Input = Classes;
    type Output = Classes;
}

impl Apply for Thresholder {
    fn apply(&self, x: &Classes) -> Result<Classes, Error> {
        x.clone().with_cut(&self.state.class, self.state.threshold)
    }
}

impl Stage for Thresholder {
    const KIND: &'static str = "threshold";
    type Recipe = Threshold;
    type State = ThresholderState;

    fn recipe(&self) -> &Threshold {
        &self.recipe
    }

    fn state(&self) -> &ThresholderState {
        &self.state
    }

    fn restore(recipe: Threshold, state: ThresholderState) -> Result<Self, String> {
        match (0.0..=1.0).contains(&state.threshold) {
            true => Ok(Thresholder { recipe, state }),
            false => Err(format!("a threshold of {}", state.threshold)),
        }
    }

    fn learn(recipe: &Threshold, x: &Classes, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit_to(x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let ThresholderState { class, threshold } = &self.state;
        vec![(class.clone(), format!("from a probability of {threshold} on"))]
    }
}

#[cfg(test)]
mod tests;
