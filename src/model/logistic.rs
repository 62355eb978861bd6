//! Logistic regression for two or more classes.

use super::input::{
    DEADLINE_SECONDS, at_least, deadline_seconds, finite_cells, not_negative, out_of_range,
    same_columns,
};
use super::train;
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Logistic regression: binary for two classes, multinomial for more.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities. A class
/// of the list of labels that has no row to learn from keeps its place, with probability 0.
///
/// # Formula
/// Two classes: P(second) = 1 / (1 + exp(−(x·w + b))). More: P = softmax of one x·w + b a class.
/// The weights minimise −Σ ln P(class of the row) + λ/2 Σw², intercepts not penalised. scikit-learn's
/// `C` is 1/λ. Intercepts of more than two classes sum to 0.
///
/// The penalty weighs columns by their scale, and columns of very different scales make the fit
/// slow: put [`Standardize`](crate::preprocess::Standardize) before it.
///
/// # Learned state
/// One coefficient a column and one intercept: once for two classes, once a class for more.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine), then
/// [`exact::logistic`](crate::exact::logistic) or [`exact::softmax`](crate::exact::softmax). Refit on
/// the same machine: linfa's L-BFGS comes near the minimum, Newton's method in this crate's own
/// arithmetic goes the rest of the way (up to 600 weights; beyond, linfa's answer stands).
///
/// # Errors
/// Fitting fails with rows of only one class, a value that is not finite or over 1e50, and when it does not
/// converge: when a derivative of the objective is more than the tolerance times the sum of the
/// magnitudes it is the sum of. Without a penalty, classes that a plane separates have no minimum
/// and end so. A row with a cell that is not finite is refused when predicting.
///
/// # Source
/// `LogisticRegression` of scikit-learn 1.9; fitted with linfa-logistic 0.8.1.
///
/// # Examples
#[cfg_attr(feature = "train", doc = "```")]
#[cfg_attr(not(feature = "train"), doc = "```no_run")]
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-2.0], [-1.0], [1.0], [2.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let answer = Logistic::new().fit(&x, &y)?.apply(&x)?;
/// assert_eq!(answer.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "LogisticRegression")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    pub(super) l2: f64,
    pub(super) intercept: bool,
    pub(super) max_iterations: u32,
    pub(super) tolerance: f64,
    pub(super) allow_unconverged: bool,
    pub(super) deadline_seconds: u64,
}

impl Default for Logistic {
    fn default() -> Self {
        Logistic::new()
    }
}

impl Logistic {
    /// With penalty λ = 1, an intercept, at most 1000 iterations and tolerance 1e-6.
    #[must_use]
    pub fn new() -> Logistic {
        Logistic {
            l2: 1.0,
            intercept: true,
            max_iterations: 1000,
            tolerance: 1e-6,
            allow_unconverged: false,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// The penalty λ on the sum of squared weights; by default 1. scikit-learn's `C` is 1/λ.
    #[doc(alias = "C")]
    #[doc(alias = "penalty")]
    #[must_use]
    pub fn l2(mut self, lambda: f64) -> Logistic {
        self.l2 = lambda;
        self
    }

    /// Whether to learn intercepts; by default yes. Without them they are 0.
    #[doc(alias = "fit_intercept")]
    #[must_use]
    pub fn intercept(mut self, intercept: bool) -> Logistic {
        self.intercept = intercept;
        self
    }

    /// The most iterations of the trainer; by default 1000.
    #[doc(alias = "max_iter")]
    #[must_use]
    pub fn max_iterations(mut self, iterations: u32) -> Logistic {
        self.max_iterations = iterations;
        self
    }

    /// When the fit counts as converged: every derivative of the objective, over the sum of the
    /// magnitudes of its terms, is at most this. By default 1e-6. Free of scale, unlike
    /// scikit-learn's `tol`.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn tolerance(mut self, tolerance: f64) -> Logistic {
        self.tolerance = tolerance;
        self
    }

    /// Whether a fit that did not converge is kept; by default it is an error.
    #[must_use]
    pub fn allow_unconverged(mut self, allow: bool) -> Logistic {
        self.allow_unconverged = allow;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Logistic {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    fn check(&self) -> Result<(), Error> {
        let stage = LogisticModel::KIND;
        not_negative(stage, "l2", self.l2)?;
        not_negative(stage, "tolerance", self.tolerance)?;
        at_least(stage, "max_iterations", 1, self.max_iterations)
    }
}

/// A fitted [`Logistic`].
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticModel {
    recipe: Logistic,
    state: LogisticState,
}

/// What [`LogisticModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LogisticState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) classes: Arc<[Arc<str>]>,
    /// Which classes were learned, as indices into `classes`, rising.
    pub(super) present: Vec<u32>,
    /// One row of weights for two classes (those of the second), one a class for more.
    pub(super) coefficients: Vec<f64>,
    pub(super) intercepts: Vec<f64>,
}

impl LogisticModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The classes, in the order of the probabilities.
    #[doc(alias = "classes_")]
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }

    /// The classes that had rows to learn from.
    pub fn learned(&self) -> impl Iterator<Item = &str> {
        let class = |&code: &u32| self.state.classes.get(code as usize).map(|class| &**class);
        self.state.present.iter().filter_map(class)
    }

    /// The coefficients, row after row: one row, of the second class, for two classes learned; one
    /// row a class for more.
    #[doc(alias = "coef_")]
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.state.coefficients
    }

    /// The intercepts, one a row of coefficients.
    #[doc(alias = "intercept_")]
    #[must_use]
    pub fn intercepts(&self) -> &[f64] {
        &self.state.intercepts
    }
}

impl LogisticState {
    fn check(&self) -> Result<(), String> {
        let (width, classes) = (self.columns.len(), self.present.len());
        check_columns(&self.columns, &[])?;
        check_columns(&self.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        if width == 0 || classes < 2 {
            return Err(format!("{width} columns and {classes} classes learned"));
        }
        let in_range = self.present.iter().all(|&code| (code as usize) < self.classes.len());
        if !in_range || self.present.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err("the classes learned are not rising indices of classes".to_owned());
        }
        let rows = if classes == 2 { 1 } else { classes };
        let cells = rows.checked_mul(width);
        if self.intercepts.len() != rows || Some(self.coefficients.len()) != cells {
            let (found, intercepts) = (self.coefficients.len(), self.intercepts.len());
            return Err(format!(
                "{found} coefficients and {intercepts} intercepts for {rows} x {width}"
            ));
        }
        check_finite("coefficients", &self.coefficients)?;
        check_finite("intercepts", &self.intercepts)
    }

    /// The probabilities of the classes learned, into `out`.
    fn probabilities(&self, x: &[f64], out: &mut Vec<f64>) -> Result<(), f64> {
        out.clear();
        let rows = self.coefficients.chunks_exact(self.columns.len()).zip(&self.intercepts);
        out.extend(rows.map(|(w, &b)| exact::affine(x, w, b)));
        if let Some(score) = out.iter().find(|score| !score.is_finite()) {
            return Err(exact::canonical(*score));
        }
        match *out.as_slice() {
            [score] => {
                let second = exact::logistic(score);
                out.clear();
                out.extend([1.0 - second, second]);
            }
            _ => exact::softmax(out),
        }
        Ok(())
    }
}

impl Pipeline for Logistic {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for Logistic {
    type Fitted = LogisticModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<LogisticModel, Error> {
        self.check()?;
        let state = train::logistic(LogisticModel::KIND, self, x, y)?;
        // What a hostile file must not hold, a fit must not make.
        state.check().map_err(|message| {
            let stage = LogisticModel::KIND.to_owned();
            FitError::Trainer { stage, trainer: "linfa-logistic".to_owned(), message }
        })?;
        Ok(LogisticModel { recipe: self.clone(), state })
    }
}

impl Pipeline for LogisticModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for LogisticModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let LogisticState { columns, classes, present, .. } = &self.state;
        same_columns(Self::KIND, columns, x)?;
        finite_cells(Self::KIND, x)?;
        let mut all = vec![0.0; x.rows() * classes.len()];
        let mut shares = Vec::with_capacity(present.len());
        let answers = all.chunks_exact_mut(classes.len());
        for (row, (cells, answer)) in x.iter_rows().zip(answers).enumerate() {
            self.state
                .probabilities(cells, &mut shares)
                .map_err(|score| out_of_range(Self::KIND, "score", row, score))?;
            for (&code, &share) in present.iter().zip(&shares) {
                answer[code as usize] = share;
            }
        }
        Classes::new(Arc::clone(classes), all)
    }
}

impl Stage for LogisticModel {
    const KIND: &'static str = "model.logistic";
    type Recipe = Logistic;
    type State = LogisticState;

    fn recipe(&self) -> &Logistic {
        &self.recipe
    }

    fn state(&self) -> &LogisticState {
        &self.state
    }

    fn restore(recipe: Logistic, state: LogisticState) -> Result<Self, String> {
        state.check()?;
        Ok(LogisticModel { recipe, state })
    }

    fn learn(recipe: &Logistic, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.labels(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::SameMachine
    }

    fn report(&self) -> Vec<(String, String)> {
        let scores: Vec<&str> = match self.learned().collect::<Vec<_>>() {
            classes if classes.len() == 2 => classes[1..].to_vec(),
            classes => classes,
        };
        let state = &self.state;
        let mut lines = Vec::new();
        let rows = state.coefficients.chunks_exact(state.columns.len());
        for ((class, weights), b) in scores.iter().zip(rows).zip(&state.intercepts) {
            let each = state.columns.iter().zip(weights);
            lines.extend(each.map(|(name, w)| (format!("{class}: {name}"), w.to_string())));
            lines.push((format!("{class}: intercept"), b.to_string()));
        }
        lines
    }
}

#[cfg(all(test, feature = "train"))]
mod tests {
    use super::*;

    /// One binary column: without a penalty the fit gives the shares themselves. Of x = 0, 1 in 4
    /// rows is `yes`; of x = 1, 3 in 4: b = ln(1/3), w = ln 3 − ln(1/3).
    #[test]
    fn gives_the_shares_of_a_saturated_table() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], (0..8).map(|i| [f64::from(i / 4)]))?;
        let y = Labels::from_texts(["yes", "no", "no", "no", "yes", "yes", "yes", "no"]);
        let model = Logistic::new().l2(0.0).fit(&x, &y)?;
        let ln3 = exact::ln(3.0);
        assert!((model.coefficients()[0] - 2.0 * ln3).abs() <= 1e-13);
        assert!((model.intercepts()[0] + ln3).abs() <= 1e-13);
        let yes = model.apply(&x)?.probability("yes").unwrap_or_default();
        assert!((yes[0] - 0.25).abs() <= 1e-14 && (yes[7] - 0.75).abs() <= 1e-14);
        Ok(())
    }

    /// Three classes, shares 1/2, 1/4, 1/4 whatever x: only the intercepts speak.
    #[test]
    fn gives_the_shares_of_three_classes() -> Result<(), Error> {
        let x =
            Matrix::from_rows(["a"], [-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0].map(|a| [a]))?;
        let y = Labels::from_texts(["u", "u", "v", "w", "u", "u", "v", "w"]);
        let model = Logistic::new().fit(&x, &y)?;
        assert_eq!((model.coefficients().len(), model.intercepts().len()), (3, 3));
        for (share, expected) in model.apply(&x)?.row(0).iter().zip([0.5, 0.25, 0.25]) {
            assert!((share - expected).abs() <= 1e-14);
        }
        Ok(())
    }

    /// Which class is frequent, or seen first, must not turn the sign.
    #[test]
    fn the_second_class_is_positive_whatever_the_counts() -> Result<(), Error> {
        for labels in [["a", "b", "b", "b"], ["a", "a", "a", "b"], ["a", "a", "b", "b"]] {
            for turn in [false, true] {
                let mut rows = [-2.0, -1.0, 1.0, 2.0].map(|x| [x]);
                let mut labels = labels;
                if turn {
                    rows.reverse();
                    labels.reverse();
                }
                let x = Matrix::from_rows(["x"], rows)?;
                let model = Logistic::new().fit(&x, &Labels::from_texts(labels))?;
                assert!(model.coefficients()[0] > 0.0, "{labels:?}");
            }
        }
        Ok(())
    }

    #[test]
    fn a_class_without_rows_keeps_its_place() -> Result<(), Error> {
        let all = Labels::from_texts(["a", "b", "c"]);
        let x = Matrix::from_rows(["x"], [[0.0], [1.0], [2.0], [3.0]])?;
        let model = Logistic::new().fit(&x, &all.take(&[0, 0, 2, 2]))?;
        assert_eq!(model.learned().collect::<Vec<_>>(), ["a", "c"]);
        let answer = model.apply(&x)?;
        assert_eq!(answer.probability("b"), Some(vec![0.0; 4]));
        assert_eq!(answer.label(3), Some("c"));
        Ok(())
    }

    #[test]
    fn separable_classes_without_a_penalty_do_not_converge() -> Result<(), Error> {
        let x = Matrix::from_rows(["x"], [[0.0], [1.0], [2.0], [3.0]])?;
        let y = Labels::from_texts(["a", "a", "b", "b"]);
        let free = Logistic::new().l2(0.0);
        let message = free.fit(&x, &y).unwrap_err().to_string();
        assert!(message.contains("did not converge"), "{message}");
        let kept = free.allow_unconverged(true).fit(&x, &y)?;
        assert!(kept.apply(&x)?.probabilities().iter().all(|p| p.is_finite()));
        Ok(())
    }

    /// Columns of very different scales, where L-BFGS alone needs many steps.
    #[test]
    fn scale_does_not_stop_it() -> Result<(), Error> {
        let rows = (0..60).map(|i| {
            let i = f64::from(i);
            [1e6 + 1e4 * (i % 7.0), 1e-5 * (i % 5.0), i % 11.0]
        });
        let y = Labels::from_texts((0..60).map(|i| if (i * i) % 13 < 6 { "a" } else { "b" }));
        let model = Logistic::new().fit(&Matrix::from_rows(["a", "b", "c"], rows)?, &y)?;
        assert!(model.coefficients().iter().all(|w| w.is_finite()));
        Ok(())
    }

    #[test]
    fn a_state_that_does_not_fit_together_is_refused() -> Result<(), Error> {
        let x = Matrix::from_rows(["x"], [[0.0], [1.0], [2.0], [3.0]])?;
        let model = Logistic::new().fit(&x, &Labels::from_texts(["a", "b", "c", "c"]))?;
        let restore = |change: fn(&mut LogisticState)| {
            let mut state = model.state.clone();
            change(&mut state);
            LogisticModel::restore(Logistic::new(), state)
        };
        assert_eq!(restore(|_| {}), Ok(model.clone()));
        assert!(restore(|state| state.present[2] = 3).is_err());
        assert!(restore(|state| state.present.swap(0, 1)).is_err());
        assert!(restore(|state| state.present.truncate(1)).is_err());
        assert!(restore(|state| state.present.truncate(2)).is_err());
        assert!(restore(|state| state.intercepts.truncate(2)).is_err());
        assert!(restore(|state| state.coefficients[1] = f64::INFINITY).is_err());
        assert!(
            restore(|state| state.classes = ["a".into(), "a".into(), "b".into()].into()).is_err()
        );
        Ok(())
    }
}
