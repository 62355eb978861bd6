//! The monotone function nearest to the target, over one column.

mod options;

pub use options::{Beyond, Monotone};

use super::check;
use super::input::{DEADLINE_SECONDS, deadline_seconds, finite_cells, out_of_range, same_columns};
use super::trainer::Trainer;
use super::weights::{self, Rows};
use crate::artifact::{Refit, Stage};
use crate::data::{Matrix, Vector};
use crate::error::{Error, FitError, RowError};
use crate::exact::{self, Ties};
use crate::model::stage_parts::stage_parts;
use crate::pipeline::per_column::{check_columns, check_finite};
use crate::pipeline::{Apply, Fit, FitWeighted, Pipeline, Target, Weighted, guard};
use crate::solve::isotonic::{Isotonic as Line, interpolate};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;

/// Isotonic regression: the non-decreasing, or non-increasing, broken line nearest to the target, over one column.
///
/// Takes a [`Matrix`] and a target of numbers, gives a [`Vector`] of predictions. A matrix of more than one column
/// needs to be told [which](Self::column).
///
/// # Formula
/// The values at the cells learned from minimise Σ(y − f(x))² over the monotone f; rows of one cell are their mean.
/// Between two cells the line is straight.
/// [Weights](Weighted) stand before the squares; whether a line of [`Monotone::Auto`] rises is told without them.
///
/// # Learned state
/// The line: ascending cells and the value at each, of a run of one value the ends.
///
/// # Determinism
/// Replay exact: the slope between two places, times the distance, plus the value. Refit exact, in any order of the
/// rows: the means of the pools are exact sums rounded once.
///
/// # Errors
/// Fitting fails with fewer than two rows, a value that is not finite, a column that is not there or not told, and
/// with bounds that are not numbers or the wrong way round. A row with a cell that is not finite is refused when
/// predicting, and one beyond the ends where so asked.
///
/// # Source
/// `IsotonicRegression` of scikit-learn 1.9. Best and Chakravarti, "Active set algorithms for isotonic regression"
/// (1990).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["dose"], [[1.0], [2.0], [3.0], [4.0]])?;
/// let model = Isotonic::new().fit(&x, &Vector::new(vec![1.0, 4.0, 2.0, 5.0]))?;
/// assert_eq!(model.apply(&x)?.values(), [1.0, 3.0, 3.0, 5.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "IsotonicRegression")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Isotonic {
    column: Option<String>,
    monotone: Monotone,
    least: Option<f64>,
    most: Option<f64>,
    beyond: Beyond,
    deadline_seconds: u64,
}

impl Default for Isotonic {
    fn default() -> Self {
        Isotonic::new()
    }
}

impl Isotonic {
    /// Non-decreasing over the one column, clipped beyond its ends.
    #[must_use]
    pub fn new() -> Isotonic {
        Isotonic {
            column: None,
            monotone: Monotone::Increasing,
            least: None,
            most: None,
            beyond: Beyond::Clip,
            deadline_seconds: DEADLINE_SECONDS,
        }
    }

    /// The column to go by; by default the one there is.
    #[must_use]
    pub fn column(mut self, name: impl Into<String>) -> Isotonic {
        self.column = Some(name.into());
        self
    }

    /// Which way the line goes; by default up.
    #[doc(alias = "increasing")]
    #[must_use]
    pub fn monotone(mut self, monotone: Monotone) -> Isotonic {
        self.monotone = monotone;
        self
    }

    /// The least value of the line; by default as low as the target.
    #[doc(alias = "y_min")]
    #[must_use]
    pub fn least(mut self, least: f64) -> Isotonic {
        self.least = Some(least);
        self
    }

    /// The largest value of the line; by default as high as the target.
    #[doc(alias = "y_max")]
    #[must_use]
    pub fn most(mut self, most: f64) -> Isotonic {
        self.most = Some(most);
        self
    }

    /// What is answered beyond the cells learned from; by default the value at the nearest end.
    #[doc(alias = "out_of_bounds")]
    #[must_use]
    pub fn beyond(mut self, beyond: Beyond) -> Isotonic {
        self.beyond = beyond;
        self
    }

    /// How long fitting may take, rounded up to whole seconds; by default 600 s.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Isotonic {
        self.deadline_seconds = deadline_seconds(deadline);
        self
    }

    fn check(&self) -> Result<(), Error> {
        let refuse = |parameter: &str, expected: &str, found: f64| {
            let (stage, parameter) = (IsotonicModel::KIND.to_owned(), parameter.to_owned());
            let (expected, found) = (expected.to_owned(), found.to_string());
            Err(FitError::Parameter { stage, parameter, expected, found }.into())
        };
        for (name, bound) in [("least", self.least), ("most", self.most)] {
            if let Some(bound) = bound.filter(|bound| !bound.is_finite()) {
                return refuse(name, "finite", bound);
            }
        }
        match (self.least, self.most) {
            (Some(least), Some(most)) if least > most => {
                refuse("most", "no less than `least`", most)
            }
            _ => Ok(()),
        }
    }

    /// The place of the column.
    fn place(&self, columns: &[Arc<str>]) -> Result<usize, String> {
        match &self.column {
            Some(name) => {
                let place = columns.iter().position(|column| **column == **name);
                place.ok_or_else(|| format!("no column `{name}`"))
            }
            None if columns.len() == 1 => Ok(0),
            None => Err(format!("one column, or to be told which of {}", columns.len())),
        }
    }

    fn line(&self, cells: &[f64], targets: &[f64], weights: Option<&[f64]>) -> Option<Line> {
        let up = match self.monotone {
            Monotone::Increasing => true,
            Monotone::Decreasing => false,
            Monotone::Auto => {
                let ranks = |values: &[f64]| exact::rank(values, Ties::Average);
                exact::covariance(&ranks(cells), &ranks(targets), 0).is_none_or(|rho| rho >= 0.0)
            }
        };
        let sign = if up { 1.0 } else { -1.0 };
        let signed: Vec<f64> = targets.iter().map(|y| sign * y).collect();
        let Line { places, mut values } = Line::fit(cells, &signed, weights)?;
        for value in &mut values {
            *value *= sign;
            *value = self.least.map_or(*value, |least| exact::max(least, *value));
            // A zero has the sign that no bound and no turn gave it.
            *value = self.most.map_or(*value, |most| exact::min(most, *value)) + 0.0;
        }
        Some(Line::trimmed(&places, &values))
    }
}

/// A fitted [`Isotonic`].
#[derive(Debug, Clone, PartialEq)]
pub struct IsotonicModel {
    recipe: Isotonic,
    state: IsotonicState,
    place: usize,
}

/// What [`IsotonicModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IsotonicState {
    columns: Arc<[Arc<str>]>,
    places: Vec<f64>,
    values: Vec<f64>,
}

impl IsotonicModel {
    /// The columns of the matrix, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The cells at which the line bends, ascending, and its ends.
    #[doc(alias = "X_thresholds_")]
    #[must_use]
    pub fn places(&self) -> &[f64] {
        &self.state.places
    }

    /// The values of the line there.
    #[doc(alias = "y_thresholds_")]
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.state.values
    }

    /// Whether the line goes up, or is level.
    #[doc(alias = "increasing_")]
    #[must_use]
    pub fn is_increasing(&self) -> bool {
        self.state.values.is_sorted()
    }
}

impl Pipeline for Isotonic {
    type Input = Matrix;
    type Output = Vector;
}

impl Fit<Vector> for Isotonic {
    type Fitted = IsotonicModel;

    fn fit(&self, x: &Matrix, y: &Vector) -> Result<IsotonicModel, Error> {
        self.fitted(x, (y, None))
    }
}

impl FitWeighted<Vector> for Isotonic {
    fn fit_weighted(&self, x: &Matrix, y: &Weighted<Vector>) -> Result<IsotonicModel, Error> {
        const STAGE: &str = IsotonicModel::KIND;
        weights::numbers(STAGE, y)?;
        let rows = Rows::of(STAGE, x, y)?;
        self.fitted(&rows.x, (rows.y(), rows.counts()))
    }
}

impl Isotonic {
    /// The model of rows that count once, or as much as their weights.
    fn fitted(
        &self,
        x: &Matrix,
        (y, weights): (&Vector, Option<&[f64]>),
    ) -> Result<IsotonicModel, Error> {
        const STAGE: &str = IsotonicModel::KIND;
        self.check()?;
        check::features(STAGE, x, y.rows())?;
        check::numbers(STAGE, y)?;
        let place = self.place(x.names()).map_err(|takes| FitError::NoColumns {
            stage: STAGE.to_owned(),
            takes,
            have: x.names().join(", "),
        })?;
        let (recipe, cells, targets) = (self.clone(), x.column(place), y.values().to_vec());
        let weights = weights.map(<[f64]>::to_vec);
        let deadline = Duration::from_secs(self.deadline_seconds);
        let solve = move || {
            let found = recipe.line(&cells, &targets, weights.as_deref());
            found.ok_or_else(|| "a number is not finite".to_owned())
        };
        let Line { places, values } = guard::run(STAGE, Trainer::EXACT, deadline, solve)?;
        check::learned(STAGE, "values", &values)?;
        let state = IsotonicState { columns: Arc::clone(x.names()), places, values };
        // What a hostile file must not hold, a fit must not make.
        IsotonicModel::restore(self.clone(), state).map_err(|message| {
            let (stage, trainer) = (STAGE.to_owned(), Trainer::EXACT.to_owned());
            FitError::Trainer { stage, trainer, message }.into()
        })
    }
}

impl Pipeline for IsotonicModel {
    type Input = Matrix;
    type Output = Vector;
}

impl Apply for IsotonicModel {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        let IsotonicState { columns, places, values } = &self.state;
        same_columns(Self::KIND, columns, x)?;
        finite_cells(Self::KIND, x)?;
        let cells = || x.iter_rows().filter_map(|row| row.get(self.place).copied());
        if let (Beyond::Refuse, [least, ..], [.., most]) =
            (self.recipe.beyond, &**places, &**places)
        {
            let range = *least..=*most;
            if let Some((row, cell)) = cells().enumerate().find(|(_, cell)| !range.contains(cell)) {
                return Err(RowError {
                    stage: Self::KIND.to_owned(),
                    column: columns.get(self.place).map(ToString::to_string).unwrap_or_default(),
                    row: Some(row),
                    expected: format!("a number from {least} to {most}"),
                    found: cell.to_string(),
                }
                .into());
            }
        }
        let out: Vec<f64> = cells().map(|cell| interpolate(places, values, cell)).collect();
        match out.iter().position(|y| !y.is_finite()) {
            Some(row) => {
                Err(out_of_range(Self::KIND, "prediction", row, exact::canonical(out[row])))
            }
            None => Ok(Vector::new(out)),
        }
    }
}

impl Stage for IsotonicModel {
    const KIND: &'static str = "model.isotonic";
    type Recipe = Isotonic;
    type State = IsotonicState;

    stage_parts!(Isotonic, IsotonicState);

    fn restore(recipe: Isotonic, state: IsotonicState) -> Result<Self, String> {
        recipe.check().map_err(|error| error.to_string())?;
        let IsotonicState { columns, places, values } = &state;
        check_columns(columns, &[])?;
        let place = recipe.place(columns)?;
        check_finite("places", places)?;
        check_finite("values", values)?;
        if places.is_empty() || places.len() != values.len() {
            return Err(format!("{} places and {} values", places.len(), values.len()));
        }
        if !places.is_sorted_by(|a, b| a < b) {
            return Err("places that do not rise".to_owned());
        }
        let (up, down) = (values.is_sorted(), values.is_sorted_by(|a, b| a >= b));
        let monotone = match recipe.monotone {
            Monotone::Increasing => up,
            Monotone::Decreasing => down,
            Monotone::Auto => up || down,
        };
        if !monotone {
            return Err("values that are not monotone".to_owned());
        }
        Ok(IsotonicModel { recipe, state, place })
    }

    fn learn(recipe: &Isotonic, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_numbers(Self::KIND, recipe, x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = self.state.places.iter().zip(&self.state.values);
        line.map(|(place, value)| (place.to_string(), value.to_string())).collect()
    }
}

#[cfg(test)]
mod tests;
