//! Logistic regression row by row.

use super::check;
use super::input::{DEADLINE_SECONDS, at_least, deadline_seconds, not_negative};
use super::logistic::LogisticState;
use super::trainer::Trainer;
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::{Error, FitError};
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, Pipeline, Target, guard};
use crate::solve::ftrl;
use crate::solve::rows::transposed;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Beyond this, squares of gradients leave the range of numbers.
const LARGEST: f64 = 1e50;

/// Logistic regression of two classes by FTRL-proximal: row by row, each column with a learning rate of its own.
///
/// Takes a [`Matrix`] and a target of [`Labels`], two classes of which have rows; gives [`Classes`] with their
/// probabilities. A class of the list of labels that has no row keeps its place, with probability 0. For many rows and
/// sparse weights; [`Logistic`](super::Logistic) finds the minimum itself.
///
/// # Formula
/// P(second) = 1 / (1 + exp(−(x·w + b))). Of each column z and n start at 0. A row has the gradient
/// g = (P − is second)·x; then σ = (√(n + g²) − √n)/α, z goes up by g − σw, n by g², and
/// w = −(z − sign(z)·l1) / ((β + √n)/α + l2), or 0 where |z| ≤ l1. The intercept is a column of ones without penalties.
///
/// # Learned state
/// One coefficient a column, and the intercept.
///
/// # Determinism
/// Replay exact: [`exact::affine`](crate::exact::affine), then [`exact::logistic`](crate::exact::logistic). Refit
/// exact, in any order of the rows: they are sorted by their cells and the class, and shuffled by the
/// [seed](Self::seed) before each pass.
///
/// # Errors
/// Fitting fails with a parameter out of its bounds, with rows of another number of classes than two, a value that is
/// not finite or over 1e50, and weights that are not finite. A row with a cell that is not finite is refused when
/// predicting.
///
/// # Source
/// McMahan and others, "Ad click prediction: a view from the trenches" (2013), algorithm 1; `linfa-ftrl`, whose z
/// start at random numbers.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-2.0], [-1.0], [1.0], [2.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let answer = Ftrl::new().fit(&x, &y)?.apply(&x)?;
/// assert_eq!(answer.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "follow the regularized leader")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ftrl {
    alpha: f64,
    beta: f64,
    l1: f64,
    l2: f64,
    passes: u32,
    intercept: bool,
    shuffle: bool,
    seed: u64,
    deadline_seconds: u64,
}

impl Default for Ftrl {
    fn default() -> Self {
        Ftrl::new()
    }
}

impl Ftrl {
    /// With α = 0.1, β = 1, no penalties, an intercept, and 10 passes over shuffled rows.
    #[must_use]
    pub fn new() -> Ftrl {
        Ftrl {
            alpha: 0.1,
            beta: 1.0,
            l1: 0.0,
            l2: 0.0,
            passes: 10,
            intercept: true,
            shuffle: true,
            seed: 0,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// The learning rate at the first gradient of size 1, twice over; by default 0.1.
    #[doc(alias = "learning rate")]
    #[must_use]
    pub fn alpha(mut self, alpha: f64) -> Ftrl {
        self.alpha = alpha;
        self
    }

    /// What steadies the learning rate while gradients are few; by default 1.
    #[must_use]
    pub fn beta(mut self, beta: f64) -> Ftrl {
        self.beta = beta;
        self
    }

    /// The penalty on magnitudes, which leaves weights at 0; by default 0.
    #[doc(alias = "l1_ratio")]
    #[must_use]
    pub fn l1(mut self, l1: f64) -> Ftrl {
        self.l1 = l1;
        self
    }

    /// The penalty on squares; by default 0.
    #[doc(alias = "l2_ratio")]
    #[must_use]
    pub fn l2(mut self, l2: f64) -> Ftrl {
        self.l2 = l2;
        self
    }

    /// How often the rows are gone through; by default 10.
    #[must_use]
    pub fn passes(mut self, passes: u32) -> Ftrl {
        self.passes = passes;
        self
    }

    /// Whether to learn an intercept; by default yes. Without one it is 0.
    #[must_use]
    pub fn intercept(mut self, intercept: bool) -> Ftrl {
        self.intercept = intercept;
        self
    }

    /// Whether the rows are shuffled before each pass; by default yes. If not they go in the order of their cells,
    /// column after column.
    #[must_use]
    pub fn shuffle(mut self, shuffle: bool) -> Ftrl {
        self.shuffle = shuffle;
        self
    }

    /// The seed of the shuffles; by default 0.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Ftrl {
        self.seed = seed;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Ftrl {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    fn check(&self) -> Result<(), Error> {
        let stage = FtrlModel::KIND;
        not_negative(stage, "beta", self.beta)?;
        not_negative(stage, "l1", self.l1)?;
        not_negative(stage, "l2", self.l2)?;
        at_least(stage, "passes", 1, self.passes)?;
        if self.alpha.is_finite() && self.alpha > 0.0 {
            return Ok(());
        }
        let (stage, parameter) = (stage.to_owned(), "alpha".to_owned());
        let (expected, found) = ("finite and above 0".to_owned(), self.alpha.to_string());
        Err(FitError::Parameter { stage, parameter, expected, found }.into())
    }
}

/// A fitted [`Ftrl`].
#[derive(Debug, Clone, PartialEq)]
pub struct FtrlModel {
    recipe: Ftrl,
    state: LogisticState,
}

impl FtrlModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The classes, in the order of the probabilities.
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }

    /// The two classes that had rows to learn from.
    pub fn learned(&self) -> impl Iterator<Item = &str> {
        self.state.learned()
    }

    /// The coefficients of the second class learned, one a column.
    #[must_use]
    pub fn coefficients(&self) -> &[f64] {
        &self.state.coefficients
    }

    /// The intercept; 0 when none was learned.
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.state.intercepts.first().copied().unwrap_or(0.0)
    }
}

impl Pipeline for Ftrl {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for Ftrl {
    type Fitted = FtrlModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<FtrlModel, Error> {
        const STAGE: &str = FtrlModel::KIND;
        self.check()?;
        check::features(STAGE, x, y.rows())?;
        check::magnitude(STAGE, x, LARGEST)?;
        let present = check::classes(STAGE, y)?;
        if present.classes.len() != 2 {
            let (stage, expected) = (STAGE.to_owned(), "rows of two classes".to_owned());
            let found = format!("rows of {}", present.classes.len());
            return Err(FitError::Target { stage, expected, found }.into());
        }
        let solver = ftrl::Ftrl {
            alpha: self.alpha,
            beta: self.beta,
            l1: self.l1,
            l2: self.l2,
            passes: self.passes,
            intercept: self.intercept,
            seed: self.shuffle.then_some(self.seed),
        };
        let columns = transposed(x.as_slice(), x.width());
        let second: Vec<bool> = present.codes.iter().map(|&code| code == 1).collect();
        let deadline = Duration::from_secs(self.deadline_seconds);
        let solve = move || Ok(solver.fit(&columns, &second));
        let (coefficients, intercept) = guard::run(STAGE, Trainer::EXACT, deadline, solve)?;
        check::learned(STAGE, "coefficients", &coefficients)?;
        check::learned(STAGE, "intercept", &[intercept])?;
        let state = LogisticState {
            columns: Arc::clone(x.names()),
            classes: Arc::clone(y.classes()),
            present: present.classes,
            coefficients,
            intercepts: vec![intercept],
        };
        Ok(FtrlModel { recipe: self.clone(), state })
    }
}

impl Pipeline for FtrlModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for FtrlModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        self.state.apply(Self::KIND, x)
    }
}

impl Stage for FtrlModel {
    const KIND: &'static str = "model.ftrl";
    type Recipe = Ftrl;
    type State = LogisticState;

    stage_parts!(Ftrl, LogisticState);

    fn restore(recipe: Ftrl, state: LogisticState) -> Result<Self, String> {
        state.check()?;
        match state.present.len() {
            2 => Ok(FtrlModel { recipe, state }),
            found => Err(format!("{found} classes learned where two are")),
        }
    }

    fn learn(recipe: &Ftrl, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.labels(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused() -> Result<(), Error> {
        let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0]])?;
        let message = |recipe: Ftrl, y: [&str; 3]| {
            recipe.fit(&x, &Labels::from_texts(y)).unwrap_err().to_string()
        };
        let two = ["a", "b", "a"];
        assert!(
            message(Ftrl::new().alpha(0.0), two).contains("`alpha` must be finite and above 0")
        );
        assert!(message(Ftrl::new().passes(0), two).contains("`passes` must be at least 1"));
        assert_eq!(
            message(Ftrl::new(), ["a", "b", "c"]),
            "stage `model.ftrl`, target: expected rows of two classes, found rows of 3"
        );
        Ok(())
    }
}
