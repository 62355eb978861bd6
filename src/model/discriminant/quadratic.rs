//! Quadratic discriminant analysis.

use super::{Parted, part, share};
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::exact;
use crate::model::input::{DEADLINE_SECONDS, deadline_seconds};
use crate::model::naive_bayes::ClassPrior;
use crate::model::naive_bayes::answer::{answer, check_input};
use crate::model::naive_bayes::seen::{SeenClasses, fitted, seen_accessors};
use crate::model::stage_parts::stage_parts;
use crate::model::trainer::Trainer;
use crate::pipeline::per_column::check_finite;
use crate::pipeline::{Apply, Fit, Pipeline, Target, guard};
use crate::solve::discriminant;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Quadratic discriminant analysis: classes whose rows are normally distributed, each with a covariance of its own.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities. A class of the list of
/// labels that has no row to learn from keeps its place, with probability 0.
///
/// # Formula
/// P(class | x) = softmax of ln P(class) − ½ ln det S − ½ (x − m)ᵀ·S⁻¹·(x − m), with m the means of the class and S
/// its covariance, divisor its rows. With [regularisation](Self::regularization) r, S is (1 − r)·S + r·I.
///
/// # Learned state
/// Of each class the means, the lower triangular factor of the covariance, and how many rows it had.
///
/// # Determinism
/// Replay exact: forward substitution, each product in the order of [`exact::dot`], then
/// [`exact::softmax`]. Refit exact, in any order of the rows: means and covariances are exact sums, factorised in one
/// order.
///
/// # Errors
/// Fitting fails with a regularisation that is not between 0 and 1, priors that are not probabilities or 0 for a class
/// with rows, rows of only one class, a class of one row, a value that is not finite, and where the columns depend on
/// one another in the rows of a class: regularise, or drop some. A row with a cell that is not finite is refused when
/// predicting, and one so far from every class that no probability is left in numbers.
///
/// # Source
/// `QuadraticDiscriminantAnalysis` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-1.0], [0.0], [1.0], [-9.0], [0.0], [9.0]])?;
/// let y = Labels::from_texts(["near", "near", "near", "wide", "wide", "wide"]);
/// let model = QuadraticDiscriminant::new().fit(&x, &y)?;
/// let answer = model.apply(&x)?;
/// assert_eq!((answer.label(1), answer.label(3)), (Some("near"), Some("wide")));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "QuadraticDiscriminantAnalysis")]
#[doc(alias = "QDA")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuadraticDiscriminant {
    prior: ClassPrior,
    regularization: f64,
    deadline_seconds: u64,
}

impl Default for QuadraticDiscriminant {
    fn default() -> Self {
        QuadraticDiscriminant::new()
    }
}

impl QuadraticDiscriminant {
    /// With learned priors and no regularisation.
    #[must_use]
    pub fn new() -> QuadraticDiscriminant {
        let deadline_seconds = DEADLINE_SECONDS;
        QuadraticDiscriminant { prior: ClassPrior::Learned, regularization: 0.0, deadline_seconds }
    }

    /// How probable each class is before a row is looked at; by default its share of the rows.
    #[doc(alias = "priors")]
    #[must_use]
    pub fn prior(mut self, prior: ClassPrior) -> QuadraticDiscriminant {
        self.prior = prior;
        self
    }

    /// How far each covariance is drawn towards variance 1 in every direction, from 0 to 1; by default 0.
    #[doc(alias = "reg_param")]
    #[must_use]
    pub fn regularization(mut self, part: f64) -> QuadraticDiscriminant {
        self.regularization = part;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> QuadraticDiscriminant {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }
}

/// A fitted [`QuadraticDiscriminant`].
#[derive(Debug, Clone, PartialEq)]
pub struct QuadraticDiscriminantModel {
    recipe: QuadraticDiscriminant,
    state: QuadraticDiscriminantState,
    priors: Vec<f64>,
    /// ln P(class) − ½ ln det S, one a class.
    starts: Vec<f64>,
}

/// What [`QuadraticDiscriminantModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuadraticDiscriminantState {
    seen: SeenClasses,
    /// Class after class, one a column.
    means: Vec<f64>,
    /// Class after class, the rows of a lower triangle, each to its diagonal.
    factors: Vec<f64>,
}

seen_accessors!(QuadraticDiscriminantModel);

impl QuadraticDiscriminantModel {
    /// The means: class learned after class, in each one a column.
    #[doc(alias = "means_")]
    #[must_use]
    pub fn means(&self) -> &[f64] {
        &self.state.means
    }

    /// The lower triangular factors of the covariances: class learned after class, in each row after row to the
    /// diagonal.
    #[must_use]
    pub fn factors(&self) -> &[f64] {
        &self.state.factors
    }
}

/// Cells of a lower triangle.
fn triangle(width: usize) -> Option<usize> {
    Some(width.checked_mul(width.checked_add(1)?)? / 2)
}

/// The length of L⁻¹·(cells − means), squared; `rest` has room for one number a column.
fn distance(cells: &[f64], means: &[f64], factor: &[f64], rest: &mut [f64]) -> f64 {
    let mut below = factor;
    for (i, (cell, mean)) in cells.iter().zip(means).enumerate() {
        let (row, others) = below.split_at_checked(i + 1).unwrap_or_default();
        below = others;
        let (Some((diagonal, row)), Some((done, [own, ..]))) =
            (row.split_last(), rest.split_at_mut_checked(i))
        else {
            return exact::NAN;
        };
        *own = ((cell - mean) - exact::dot(row, done)) / diagonal;
    }
    exact::dot(rest, rest)
}

impl Pipeline for QuadraticDiscriminant {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for QuadraticDiscriminant {
    type Fitted = QuadraticDiscriminantModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<QuadraticDiscriminantModel, Error> {
        const STAGE: &str = QuadraticDiscriminantModel::KIND;
        share(STAGE, "regularization", self.regularization)?;
        let Parted { seen, groups, .. } = part(STAGE, &self.prior, x, y)?;
        let (part, names) = (self.regularization, seen.clone());
        let solve = move || {
            let (mut means, mut factors) = (Vec::new(), Vec::new());
            for (at, group) in groups.iter().enumerate() {
                let found = discriminant::normal(group, part)
                    .map_err(|error| format!("class `{}`: {error}", names.name(at)))?;
                means.extend(found.means);
                factors.extend(found.factor);
            }
            Ok((means, factors))
        };
        let deadline = Duration::from_secs(self.deadline_seconds);
        let (means, factors) = guard::run(STAGE, Trainer::EXACT, deadline, solve)?;
        let state = QuadraticDiscriminantState { seen, means, factors };
        fitted(STAGE, QuadraticDiscriminantModel::restore(self.clone(), state))
    }
}

impl Pipeline for QuadraticDiscriminantModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for QuadraticDiscriminantModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let QuadraticDiscriminantState { seen, means, factors } = &self.state;
        check_input(Self::KIND, seen, x)?;
        let width = seen.columns.len();
        let cells_each = triangle(width).unwrap_or(1).max(1);
        let mut rest = vec![0.0; width];
        answer(Self::KIND, seen, x, |cells, scores| {
            let classes = means.chunks_exact(width).zip(factors.chunks_exact(cells_each));
            for ((score, start), (means, factor)) in
                scores.iter_mut().zip(&self.starts).zip(classes)
            {
                let found = start - 0.5 * distance(cells, means, factor, &mut rest);
                // So far away that the square has no number.
                *score = if found.is_finite() { found } else { f64::NEG_INFINITY };
            }
        })
    }
}

impl Stage for QuadraticDiscriminantModel {
    const KIND: &'static str = "model.discriminant.quadratic";
    type Recipe = QuadraticDiscriminant;
    type State = QuadraticDiscriminantState;

    stage_parts!(QuadraticDiscriminant, QuadraticDiscriminantState);

    fn restore(
        recipe: QuadraticDiscriminant,
        state: QuadraticDiscriminantState,
    ) -> Result<Self, String> {
        recipe.prior.check(Self::KIND).map_err(|error| error.to_string())?;
        let QuadraticDiscriminantState { seen, means, factors } = &state;
        seen.check()?;
        seen.check_cells("means", means.len())?;
        check_finite("means", means)?;
        check_finite("factors", factors)?;
        let width = seen.columns.len();
        let each = triangle(width).ok_or("too many columns")?;
        if each.checked_mul(seen.present.len()) != Some(factors.len()) {
            return Err(format!("{} cells of factors for {width} columns", factors.len()));
        }
        let priors = recipe.prior.shares(seen)?;
        let mut starts = Vec::with_capacity(priors.len());
        for (factor, prior) in factors.chunks_exact(each).zip(&priors) {
            // The diagonal stands behind 1, 2, 3, … cells.
            let places = (0..width).map(|i| i * (i + 3) / 2);
            let diagonal: Vec<f64> = places.filter_map(|at| factor.get(at).copied()).collect();
            if diagonal.iter().any(|x| *x <= 0.0) {
                return Err("a factor whose diagonal is not above 0".to_owned());
            }
            let logs: Vec<f64> = diagonal.iter().map(|&x| exact::ln(x)).collect();
            starts.push(exact::ln(*prior) - exact::sum(&logs));
        }
        Ok(QuadraticDiscriminantModel { recipe, state, priors, starts })
    }

    fn learn(recipe: &QuadraticDiscriminant, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.labels(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let QuadraticDiscriminantState { seen, means, .. } = &self.state;
        let width = seen.columns.len();
        seen.report(&self.priors, |class, column| {
            means
                .get(class * width + column)
                .map_or_else(String::new, |mean| format!("mean {mean}"))
        })
    }
}
