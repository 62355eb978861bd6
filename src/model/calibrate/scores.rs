//! Scores of any size to probabilities, by curves that another library learned.

use crate::data::{Classes, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::input::{finite_cells, out_of_range, same_columns};
use crate::model::keep::{Keep, Kept, KeptModel};
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::solve::isotonic::interpolate;
use crate::solve::platt::Sigmoid;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// One curve from a score to a probability.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum ScoreCurve {
    /// 1 / (1 + e^(slope·s + offset)).
    Sigmoid { slope: f64, offset: f64 },
    /// The broken line through ascending places.
    Line { places: Vec<f64>, values: Vec<f64> },
}

impl ScoreCurve {
    fn check(&self) -> Result<(), String> {
        match self {
            ScoreCurve::Sigmoid { slope, offset } => check_finite("sigmoid", &[*slope, *offset]),
            ScoreCurve::Line { places, values } => {
                check_finite("places", places)?;
                check_finite("values", values)?;
                let shares = values.iter().all(|value| (0.0..=1.0).contains(value));
                let rises = places.is_sorted_by(|a, b| a < b) && values.is_sorted();
                if places.is_empty() || places.len() != values.len() || !(shares && rises) {
                    return Err("a curve that is no rising line from 0 to 1".to_owned());
                }
                Ok(())
            }
        }
    }

    fn at(&self, score: f64) -> f64 {
        match self {
            ScoreCurve::Sigmoid { slope, offset } => {
                Sigmoid { slope: *slope, offset: *offset }.at(score)
            }
            ScoreCurve::Line { places, values } => interpolate(places, values, score),
        }
    }
}

/// What a [`CalibrateScores`] stores: one curve a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ScoreCurves {
    pub(crate) columns: Arc<[Arc<str>]>,
    pub(crate) classes: Arc<[Arc<str>]>,
    pub(crate) curves: Vec<ScoreCurve>,
}

impl ScoreCurves {
    fn new<S: AsRef<str>>(
        classes: impl IntoIterator<Item = S>,
        curves: Vec<ScoreCurve>,
    ) -> ScoreCurves {
        let columns = (0..curves.len()).map(|at| Arc::from(format!("score_{at}"))).collect();
        let classes = classes.into_iter().map(|class| Arc::from(class.as_ref())).collect();
        ScoreCurves { columns, classes, curves }
    }

    /// A sigmoid 1 / (1 + e^(slope·s + offset)) for each of the columns `score_0`, `score_1` and so on.
    #[must_use]
    pub fn sigmoids<S: AsRef<str>>(
        classes: impl IntoIterator<Item = S>,
        curves: impl IntoIterator<Item = (f64, f64)>,
    ) -> ScoreCurves {
        let curve = |(slope, offset)| ScoreCurve::Sigmoid { slope, offset };
        ScoreCurves::new(classes, curves.into_iter().map(curve).collect())
    }

    /// A broken line, by its rising places and values, for each of the columns `score_0`, `score_1` and so on.
    #[must_use]
    pub fn lines<S: AsRef<str>>(
        classes: impl IntoIterator<Item = S>,
        curves: impl IntoIterator<Item = (Vec<f64>, Vec<f64>)>,
    ) -> ScoreCurves {
        let curve = |(places, values)| ScoreCurve::Line { places, values };
        ScoreCurves::new(classes, curves.into_iter().map(curve).collect())
    }
}

/// Curves of another library from scores to probabilities: [`Matrix`] of scores in, [`Classes`] out.
///
/// Where [`Calibrate`](super::Calibrate) takes probabilities, this takes scores of any size, one a class, of two
/// classes the second's alone. It is its own recipe.
///
/// # Formula
/// That of [`Calibrate`](super::Calibrate), of the score itself.
///
/// # Determinism
/// Replay exact. Refit exact: nothing is learned.
///
/// # Errors
/// Applying fails on other columns and on a score that is not finite.
///
/// # Source
/// `CalibratedClassifierCV` of scikit-learn 1.9 around an estimator with a `decision_function`.
///
/// # Examples
/// ```
/// use steadfast::model::{Keep, ScoreCurves, Source};
/// use steadfast::prelude::*;
/// let curves = ScoreCurves::lines(["no", "yes"], [(vec![-1.0, 1.0], vec![0.0, 1.0])]);
/// let from = |text: &str| text.to_owned();
/// let source = Source { library: from("by hand"), format: from("1"), objective: from("none") };
/// let model = Keep::new(source, curves)?.model()?;
/// let scores = Matrix::from_rows(["score_0"], [[0.5], [9.0]])?;
/// assert_eq!(model.apply(&scores)?.probabilities(), [0.25, 0.75, 0.0, 1.0]);
/// # Ok::<(), Error>(())
/// ```
pub type CalibrateScores = Keep<ScoreCurves>;

/// A [`CalibrateScores`] in its place behind the scores.
pub type CalibrateScoresModel = KeptModel<ScoreCurves>;

impl Kept for ScoreCurves {
    const KIND: &'static str = "calibrate.scores";
    type Input = Matrix;
    type Answer = Classes;

    fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[self.curves.len()])?;
        check_columns(&self.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        let expected = if self.classes.len() == 2 { 1 } else { self.classes.len() };
        if self.classes.len() < 2 || self.curves.len() != expected {
            let (curves, classes) = (self.curves.len(), self.classes.len());
            return Err(format!("{curves} curves for {classes} classes"));
        }
        self.curves.iter().try_for_each(ScoreCurve::check)
    }

    fn fits(&self, x: &Matrix) -> Result<(), Error> {
        same_columns(Self::KIND, self.columns(), x)
    }

    fn answer(&self, x: &Matrix) -> Result<Classes, Error> {
        finite_cells(Self::KIND, x)?;
        let mut out = Vec::with_capacity(x.rows() * self.classes.len());
        for (at, row) in x.iter_rows().enumerate() {
            let start = out.len();
            out.extend(row.iter().zip(&self.curves).map(|(score, curve)| curve.at(*score)));
            if let [second] = out[start..] {
                out.truncate(start);
                out.extend([1.0 - second, second]);
            } else {
                let shares = &mut out[start..];
                let sum = exact::sum_ordered(shares);
                let even = 1.0 / shares.len() as f64;
                let share = |p: f64| if sum == 0.0 { even } else { exact::min(p / sum, 1.0) };
                shares.iter_mut().for_each(|p| *p = share(*p));
            }
            out[start..].iter_mut().for_each(|p| *p = exact::canonical(*p));
            if out[start..].iter().any(|p| !p.is_finite()) {
                return Err(out_of_range(Self::KIND, "probability", at, exact::NAN));
            }
        }
        Classes::new(Arc::clone(&self.classes), out)
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |curve: &ScoreCurve| match curve {
            ScoreCurve::Sigmoid { slope, offset } => format!("1 / (1 + exp({slope} s + {offset}))"),
            ScoreCurve::Line { places, .. } => format!("{} places", places.len()),
        };
        self.columns.iter().map(ToString::to_string).zip(self.curves.iter().map(line)).collect()
    }
}
