//! Probabilities that mean what they say.

mod scores;

pub use scores::{CalibrateScores, CalibrateScoresModel, ScoreCurves};

use crate::artifact::Stage;
use crate::data::{Classes, Labels};
use crate::error::{Error, FitError, TableError};
use crate::exact;
use crate::pipeline::{Apply, FitWeighted, Pipeline, Target, Weighted, supervised};
use crate::solve::isotonic::Isotonic;
use crate::solve::platt::Sigmoid;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Maps the probabilities of a classifier to the frequencies they came true with.
///
/// Takes and gives [`Classes`]. Behind [`cross_fit`](crate::pipeline::cross_fit) it learns from answers to
/// unseen rows, as it should; behind a bare model it would learn how sure the model is of rows it has
/// learned.
///
/// # Formula
/// Each class against the rest, of two classes the second alone: p′ = 1 / (1 + e^(a·s + b)) with s the
/// probability p or its log-odds ([`sigmoid`](Self::sigmoid)), or the non-decreasing broken line nearest
/// to the outcomes ([`isotonic`](Self::isotonic)). Of more than two classes the p′ are divided by their
/// sum; all equal where it is 0. Both curves count rows with [weights](Weighted) by them.
///
/// # Learned state
/// a and b, or places and values of the line, one of each a class (of two classes, one in all).
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: sums over rows are exact, and Newton's steps are taken in
/// fixed order.
///
/// # Errors
/// Fitting fails when a class has no rows, and when a probability is not finite.
///
/// # Source
/// `CalibratedClassifierCV(ensemble=False)` of scikit-learn 1.9; Platt (1999), with his drawn-in targets;
/// Zadrozny and Elkan (2002).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let answers = Classes::new(["no".into(), "yes".into()], vec![0.9, 0.1, 0.8, 0.2, 0.7, 0.3])?;
/// let y = Labels::from_texts(["no", "yes", "yes"]);
/// let fitted = Calibrate::isotonic().fit(&answers, &y)?;
/// assert_eq!(fitted.apply(&answers)?.row(0), [1.0, 0.0]);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "CalibratedClassifierCV")]
#[doc(alias = "Platt")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calibrate {
    method: Method,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Method {
    Sigmoid,
    SigmoidOfLogOdds,
    Isotonic,
}

/// How far from 0 and 1 a probability is taken to be, at least, for its log-odds.
const EDGE: f64 = f64::EPSILON;

impl Calibrate {
    /// A sigmoid of the probability: two numbers a class, for few rows.
    #[must_use]
    pub fn sigmoid() -> Calibrate {
        Calibrate { method: Method::Sigmoid }
    }

    /// A sigmoid of the log-odds ln(p / (1 − p)): what the peer does with a model that has a decision
    /// function, such as logistic regression. It leaves calibrated probabilities as they are.
    #[must_use]
    pub fn sigmoid_of_log_odds() -> Calibrate {
        Calibrate { method: Method::SigmoidOfLogOdds }
    }

    /// A non-decreasing broken line: any shape, for a thousand rows or more.
    #[must_use]
    pub fn isotonic() -> Calibrate {
        Calibrate { method: Method::Isotonic }
    }

    fn score(&self, p: f64) -> f64 {
        match self.method {
            Method::Sigmoid | Method::Isotonic => p,
            Method::SigmoidOfLogOdds => {
                let p = exact::clamp(p, EDGE, 1.0 - EDGE);
                exact::ln(p) - exact::ln_1p(-p)
            }
        }
    }

    fn curve(&self, scores: &[f64], inside: &[bool], weights: Option<&[f64]>) -> Option<Curve> {
        Some(match self.method {
            Method::Sigmoid | Method::SigmoidOfLogOdds => {
                let Sigmoid { slope, offset } = Sigmoid::fit(scores, inside, weights)?;
                Curve { places: vec![slope], values: vec![offset] }
            }
            Method::Isotonic => {
                let outcomes: Vec<f64> = inside.iter().map(|&is| f64::from(u8::from(is))).collect();
                let Isotonic { places, values } = Isotonic::fit(scores, &outcomes, weights)?;
                Curve { places, values }
            }
        })
    }

    fn fit_to(&self, x: &Classes, y: Target<'_>) -> Result<Calibrator, Error> {
        const STAGE: &str = Calibrator::KIND;
        let (y, weights) = (y.unweighted().labels(STAGE)?, y.weights());
        let refuse = |column: &Arc<str>, problem: String| {
            let (stage, column) = (STAGE.to_owned(), column.to_string());
            Error::from(FitError::Column { stage, column, problem })
        };
        let classes = x.classes();
        if classes.len() < 2 || y.rows() != x.rows() {
            let expected = format!("two classes or more, and {} rows", x.rows());
            let found = format!("{} classes, {} rows", classes.len(), y.rows());
            return Err(FitError::Target { stage: STAGE.to_owned(), expected, found }.into());
        }
        // Rows of weight 0 are as if they were not there.
        let weight = |row: &usize| weights.is_none_or(|weights| weights.get(*row) != Some(&0.0));
        let kept: Vec<usize> = (0..y.rows()).filter(weight).collect();
        let weights: Option<Vec<f64>> = weights
            .map(|weights| kept.iter().filter_map(|&row| weights.get(row).copied()).collect());
        let mut curves = Vec::new();
        for class in &classes[usize::from(classes.len() == 2)..] {
            let inside: Vec<bool> =
                kept.iter().map(|&row| y.label(row) == Some(&**class)).collect();
            if inside.iter().all(|&is| is) || !inside.contains(&true) {
                return Err(refuse(class, "all rows or none are of this class".to_owned()));
            }
            let p = x.probability(class).unwrap_or_default();
            let own = kept.iter().filter_map(|&row| p.get(row));
            let scores: Vec<f64> = own.map(|&p| self.score(p)).collect();
            let curve = self.curve(&scores, &inside, weights.as_deref());
            curves.push(
                curve.ok_or_else(|| refuse(class, "a probability is not finite".to_owned()))?,
            );
        }
        let state = CalibratorState { classes: Arc::clone(classes), curves };
        Ok(Calibrator { recipe: self.clone(), state })
    }
}

/// A fitted [`Calibrate`].
#[derive(Debug, Clone, PartialEq)]
pub struct Calibrator {
    recipe: Calibrate,
    state: CalibratorState,
}

/// What [`Calibrator`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CalibratorState {
    classes: Arc<[Arc<str>]>,
    curves: Vec<Curve>,
}

/// Of a sigmoid, a and b; of a broken line, its places, ascending, and its values.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Curve {
    places: Vec<f64>,
    values: Vec<f64>,
}

impl Calibrator {
    /// The classes.
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }

    /// The calibrated probability of class number `class` (from 0) at a probability given by the model,
    /// before it is divided by the sum over all classes; `None` for a class without a curve of its own.
    #[must_use]
    pub fn curve_at(&self, class: usize, p: f64) -> Option<f64> {
        let first = self.state.classes.len().checked_sub(self.state.curves.len())?;
        let curve = self.state.curves.get(class.checked_sub(first)?)?;
        let score = self.recipe.score(p);
        Some(match (self.recipe.method, &*curve.places, &*curve.values) {
            (Method::Isotonic, places, values) => {
                crate::solve::isotonic::interpolate(places, values, score)
            }
            (_, &[slope], &[offset]) => Sigmoid { slope, offset }.at(score),
            _ => exact::NAN,
        })
    }

    fn calibrated(&self, row: &[f64], out: &mut Vec<f64>) {
        if let &[_, p] = row {
            let p = self.curve_at(1, p).unwrap_or(exact::NAN);
            out.extend([exact::canonical(1.0 - p), exact::canonical(p)]);
            return;
        }
        let each =
            row.iter().enumerate().map(|(at, &p)| self.curve_at(at, p).unwrap_or(exact::NAN));
        let raw: Vec<f64> = each.collect();
        let sum = exact::sum_ordered(&raw);
        #[expect(clippy::cast_precision_loss, reason = "a count of classes")]
        let even = 1.0 / row.len() as f64;
        let share = |&p: &f64| if sum == 0.0 { even } else { exact::min(p / sum, 1.0) };
        out.extend(raw.iter().map(share).map(exact::canonical));
    }
}

impl Pipeline for Calibrate {
    type Input = Classes;
    type Output = Classes;
}

supervised!(Calibrate => Calibrator: Labels);

impl FitWeighted<Labels> for Calibrate {
    fn fit_weighted(&self, x: &Classes, y: &Weighted<Labels>) -> Result<Calibrator, Error> {
        self.fit_to(x, y.into())
    }
}

impl Pipeline for Calibrator {
    type Input = Classes;
    type Output = Classes;
}

impl Apply for Calibrator {
    fn apply(&self, x: &Classes) -> Result<Classes, Error> {
        if x.classes() != &self.state.classes {
            let name = self.state.classes.join(", ");
            return Err(TableError::NoColumn { name, have: x.classes().join(", ") }.into());
        }
        let mut out = Vec::with_capacity(x.probabilities().len());
        (0..x.rows()).for_each(|row| self.calibrated(x.row(row), &mut out));
        Classes::new(Arc::clone(x.classes()), out)
    }
}

impl Stage for Calibrator {
    const KIND: &'static str = "calibrate";
    type Recipe = Calibrate;
    type State = CalibratorState;

    fn recipe(&self) -> &Calibrate {
        &self.recipe
    }

    fn state(&self) -> &CalibratorState {
        &self.state
    }

    fn restore(recipe: Calibrate, state: CalibratorState) -> Result<Self, String> {
        let CalibratorState { classes, curves } = &state;
        let expected = if classes.len() == 2 { 1 } else { classes.len() };
        if classes.len() < 2 || curves.len() != expected {
            return Err(format!("{} curves for {} classes", curves.len(), classes.len()));
        }
        for Curve { places, values } in curves {
            if places.is_empty() || places.len() != values.len() {
                return Err(format!("{} places and {} values", places.len(), values.len()));
            }
            if !places.iter().chain(values).all(|x| x.is_finite()) {
                return Err("a curve that is not finite".to_owned());
            }
            let fits = match recipe.method {
                Method::Isotonic => {
                    let shares = values.iter().all(|x| (0.0..=1.0).contains(x));
                    shares && values.is_sorted() && places.is_sorted_by(|a, b| a < b)
                }
                Method::Sigmoid | Method::SigmoidOfLogOdds => places.len() == 1,
            };
            if !fits {
                return Err("a curve of another method".to_owned());
            }
        }
        Ok(Calibrator { recipe, state })
    }

    fn learn(recipe: &Calibrate, x: &Classes, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit_to(x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let CalibratorState { classes, curves } = &self.state;
        let names = &classes[classes.len().saturating_sub(curves.len())..];
        let line = |curve: &Curve| match (&*curve.places, &*curve.values) {
            ([a], [b]) => format!("1 / (1 + exp({a} s + {b}))"),
            (places, _) => format!("{} places", places.len()),
        };
        names.iter().map(|name| name.to_string()).zip(curves.iter().map(line)).collect()
    }
}

#[cfg(test)]
mod tests;
