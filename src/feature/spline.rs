//! A column as a curve: its B-splines.

use super::made::{bad_parameter, check_made, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, RowError};
use crate::exact::{Extremes, NAN, Quantile, Tally, canonical};
use crate::pipeline::per_column::{
    PerColumn, all_missing, bad_column, check_columns, columns_for, present_part, reals,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use basis::{Basis, MOST_DEGREE, MOST_KNOTS, evenly};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

mod basis;

/// Where the knots stand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Knots {
    /// So many at equal distances from the smallest value to the largest.
    Uniform(u32),
    /// So many at quantiles of equal distances.
    Quantiles(u32),
    /// At these places in these columns.
    Given(Vec<(String, Vec<f64>)>),
}

/// What becomes of a value outside the knots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Extrapolation {
    /// The row is refused.
    Error,
    /// The splines are as at the nearest end.
    #[default]
    Constant,
    /// They go on from the nearest end in straight lines.
    Linear,
    /// The polynomials of the nearest interval go on.
    Continue,
    /// The range of the knots is one period, and repeats.
    Periodic,
}

/// Replaces each numeric column by B-splines: smooth bumps side by side, of which a linear model can
/// make a curve.
///
/// Takes and gives a [`Table`]. The columns are taken away; the splines stand at the right end, those of
/// each column in turn, named `column_sp_0`, `column_sp_1` and so on. Missing values are left out when
/// learning; all splines of a missing value are missing, or 0 when told so.
///
/// # Formula
/// The splines of degree d over knots t, by de Boor's recurrence: B₀ is 1 on its interval, and
/// Bₙ,ⱼ(x) = (x − tₙ)/(tₙ₊ⱼ − tₙ) · Bₙ,ⱼ₋₁(x) + (tₙ₊ⱼ₊₁ − x)/(tₙ₊ⱼ₊₁ − tₙ₊₁) · Bₙ₊₁,ⱼ₋₁(x), where a term
/// with a difference of 0 is left out. d more knots stand beyond each end, at the distance of the last
/// two. There are knots + d − 1 splines, or knots − 1 when periodic.
///
/// # Learned state
/// The knots of each column.
///
/// # Determinism
/// Replay exact: the recurrence is a written sequence of + − × ÷. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value or an infinite one, and when the
/// knots or the degree make no splines. Applying refuses a value outside the knots when told so.
///
/// # Source
/// `SplineTransformer` of scikit-learn 1.9; C. de Boor, A Practical Guide to Splines (2001). Where the
/// peer's linear extrapolation of degree 0 and 1 takes wrong ends for every column but the first, and
/// its constant one of degree 0 gives zeros, this stage does what both promise.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("age", Column::Real(vec![0.0, 1.0, 2.0]))?;
/// let splines = Spline::new().degree(1).uniform(3).fit(&table, &())?;
/// let out = splines.apply(&table.slice(1..2))?;
/// assert_eq!(out.value(0, "age_sp_1"), Value::Real(1.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SplineTransformer")]
#[doc(alias = "B-spline")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Spline {
    degree: u32,
    knots: Knots,
    extrapolation: Extrapolation,
    bias: bool,
    missing_as_zeros: bool,
}

impl Default for Spline {
    fn default() -> Self {
        Spline::new()
    }
}

impl Spline {
    /// Cubic splines over five knots at equal distances, constant outside them.
    #[must_use]
    pub fn new() -> Spline {
        Spline {
            degree: 3,
            knots: Knots::Uniform(5),
            extrapolation: Extrapolation::Constant,
            bias: true,
            missing_as_zeros: false,
        }
    }

    /// The degree of the polynomials, at most 32; by default 3.
    #[must_use]
    pub fn degree(mut self, degree: u32) -> Spline {
        self.degree = degree;
        self
    }

    /// So many knots at equal distances from the smallest value to the largest; by default 5.
    #[doc(alias = "n_knots")]
    #[must_use]
    pub fn uniform(mut self, knots: u32) -> Spline {
        self.knots = Knots::Uniform(knots);
        self
    }

    /// So many knots at quantiles of equal distances.
    #[must_use]
    pub fn quantiles(mut self, knots: u32) -> Spline {
        self.knots = Knots::Quantiles(knots);
        self
    }

    /// These columns alone, in this order, with knots at these places, ascending.
    #[must_use]
    pub fn given<S: Into<String>>(
        mut self,
        knots: impl IntoIterator<Item = (S, Vec<f64>)>,
    ) -> Spline {
        self.knots = Knots::Given(knots.into_iter().map(|(name, at)| (name.into(), at)).collect());
        self
    }

    /// What becomes of a value outside the knots; by default the splines stay as at the nearest end.
    #[must_use]
    pub fn extrapolation(mut self, extrapolation: Extrapolation) -> Spline {
        self.extrapolation = extrapolation;
        self
    }

    /// Whether every spline is given, so that they sum to 1; if not, the last of each column is left out.
    /// By default yes.
    #[doc(alias = "include_bias")]
    #[must_use]
    pub fn bias(mut self, bias: bool) -> Spline {
        self.bias = bias;
        self
    }

    /// Whether all splines of a missing value are 0; by default they are missing.
    #[doc(alias = "handle_missing")]
    #[must_use]
    pub fn missing_as_zeros(mut self, zeros: bool) -> Spline {
        self.missing_as_zeros = zeros;
        self
    }

    /// What can be said of the parameters before there is data.
    fn check(&self) -> Result<(), Error> {
        const STAGE: &str = SplineExpander::KIND;
        if self.degree > MOST_DEGREE {
            return Err(bad_parameter(STAGE, "degree", "at most 32", self.degree));
        }
        match self.knots {
            Knots::Uniform(count) | Knots::Quantiles(count)
                if !(2..=MOST_KNOTS).contains(&(count as usize)) =>
            {
                Err(bad_parameter(STAGE, "knots", "from 2 to 65,536", count))
            }
            Knots::Given(ref given) if given.is_empty() => {
                Err(bad_parameter(STAGE, "knots", "given for a column", "none"))
            }
            _ => Ok(()),
        }
    }

    /// The knots of a column whose extremes were found, or whose values were counted.
    fn place(&self, name: &str, learned: &(Extremes, Tally)) -> Result<Vec<f64>, Error> {
        const STAGE: &str = SplineExpander::KIND;
        let (extremes, values) = learned;
        // Adding +0 makes −0 a +0: which zero comes first is not the data's to say.
        let knots = match &self.knots {
            Knots::Uniform(count) => {
                let ends = extremes.range();
                ends.map(|(low, high)| evenly(low + 0.0, high + 0.0, *count as usize))
            }
            Knots::Quantiles(count) => {
                // As percentiles of NumPy, whose rounding of a share by way of per cent this keeps.
                let shares = evenly(0.0, 1.0, *count as usize).into_iter();
                let at = |share: f64| values.quantile(100.0 * share / 100.0, Quantile::Linear);
                shares.map(|share| at(share).map(|knot| knot + 0.0)).collect()
            }
            Knots::Given(given) => {
                let knots = given.iter().find(|(column, _)| column == name);
                let knots = knots.map(|(_, knots)| knots.clone()).unwrap_or_default();
                if !knots.is_sorted_by(|a, b| a < b) {
                    let problem = "given knots must ascend without a double".to_owned();
                    return Err(bad_column(STAGE, name, problem));
                }
                Some(knots)
            }
        };
        knots.ok_or_else(|| all_missing(STAGE, name))
    }
}

/// A fitted [`Spline`].
#[derive(Debug, Clone, PartialEq)]
pub struct SplineExpander {
    recipe: Spline,
    state: SplineState,
    bases: Vec<Basis>,
    names: Arc<[Arc<str>]>,
}

/// What [`SplineExpander`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SplineState {
    columns: Arc<[Arc<str>]>,
    knots: Vec<Vec<f64>>,
}

impl SplineExpander {
    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The knots of each column, without those beyond the ends.
    pub fn knots(&self) -> impl Iterator<Item = &[f64]> {
        self.state.knots.iter().map(Vec::as_slice)
    }

    /// The names of the columns it makes.
    #[must_use]
    pub fn made(&self) -> &[Arc<str>] {
        &self.names
    }

    /// The stage, or the column at fault and what is wrong.
    fn of(recipe: Spline, state: SplineState) -> Result<SplineExpander, (Arc<str>, String)> {
        let mut bases = Vec::with_capacity(state.columns.len());
        let mut names: Vec<Arc<str>> = Vec::new();
        for (name, knots) in state.columns.iter().zip(&state.knots) {
            let basis = Basis::new(knots, recipe.degree, recipe.extrapolation)
                .map_err(|problem| (Arc::clone(name), problem))?;
            let given = basis.splines() - usize::from(!recipe.bias);
            names.extend((0..given).map(|at| Arc::from(format!("{name}_sp_{at}"))));
            bases.push(basis);
        }
        Ok(SplineExpander { recipe, state, bases, names: names.into() })
    }
}

impl Pipeline for Spline {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Spline {
    type Fitted = SplineExpander;

    fn fit(&self, x: &Table, y: &Y) -> Result<SplineExpander, Error> {
        let fitted = self.settle(self.partial(x, y)?)?;
        check_made(SplineExpander::KIND, x, &fitted.state.columns, fitted.names.iter())?;
        Ok(fitted)
    }
}

impl<Y: ?Sized> PartialFit<Y> for Spline {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<(Extremes, Tally)>, Error> {
        const STAGE: &str = SplineExpander::KIND;
        if let Knots::Given(given) = &self.knots {
            columns_for(STAGE, x, Types::NUMERIC)?;
            let columns: Arc<[Arc<str>]> =
                given.iter().map(|(name, _)| Arc::from(name.as_str())).collect();
            columns.iter().try_for_each(|name| reals(x, name).map(|_| ()))?;
            let learned = vec![(Extremes::new(), Tally::new()); columns.len()];
            return Ok(PerColumn { columns, learned });
        }
        PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| {
            let values = present_part(STAGE, name, column)?;
            let (mut extremes, mut tally) = (Extremes::new(), Tally::new());
            // Quantiles alone ask for the values in between.
            match self.knots {
                Knots::Quantiles(_) => tally = Tally::of(&values),
                _ => extremes.add_slice(&values),
            }
            Ok((extremes, tally))
        })
    }
}

impl Settle for Spline {
    type Partial = PerColumn<(Extremes, Tally)>;
    type Settled = SplineExpander;

    fn settle(&self, partial: PerColumn<(Extremes, Tally)>) -> Result<SplineExpander, Error> {
        self.check()?;
        let knots = partial.settle(|name, learned| self.place(name, learned))?;
        SplineExpander::of(self.clone(), SplineState { columns: partial.columns, knots })
            .map_err(|(column, problem)| bad_column(SplineExpander::KIND, &column, problem))
    }
}

impl Pipeline for SplineExpander {
    type Input = Table;
    type Output = Table;
}

impl Apply for SplineExpander {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut made: Vec<Vec<f64>> = Vec::with_capacity(self.names.len());
        let mut work = Vec::new();
        for (name, basis) in self.state.columns.iter().zip(&self.bases) {
            let first = made.len();
            let given = basis.splines() - usize::from(!self.recipe.bias);
            made.resize_with(first + given, || vec![0.0; x.rows()]);
            let columns = made.get_mut(first..).unwrap_or_default();
            for (row, &value) in reals(x, name)?.iter().enumerate() {
                if value.is_nan() {
                    if !self.recipe.missing_as_zeros {
                        columns.iter_mut().for_each(|column| column[row] = NAN);
                    }
                    continue;
                }
                let inside = basis.write(value, &mut work, |at, spline| {
                    if let Some(column) = columns.get_mut(at) {
                        column[row] = canonical(column[row] + spline);
                    }
                });
                if !inside {
                    return Err(self.beyond(name, basis, row, value));
                }
            }
        }
        let made = self.names.iter().cloned().zip(made.into_iter().map(Column::Real));
        with_made(x, &self.state.columns, made)
    }
}

impl SplineExpander {
    fn beyond(&self, name: &str, basis: &Basis, row: usize, value: f64) -> Error {
        let (low, high) = basis.range();
        RowError {
            stage: Self::KIND.to_owned(),
            column: name.to_owned(),
            row: Some(row),
            expected: format!("a number from {low} to {high}"),
            found: value.to_string(),
        }
        .into()
    }
}

impl Stage for SplineExpander {
    const KIND: &'static str = "feature.spline";
    type Recipe = Spline;
    type State = SplineState;

    fn recipe(&self) -> &Spline {
        &self.recipe
    }

    fn state(&self) -> &SplineState {
        &self.state
    }

    fn restore(recipe: Spline, state: SplineState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.knots.len()])?;
        let stage = SplineExpander::of(recipe, state)
            .map_err(|(column, problem)| format!("column `{column}`: {problem}"))?;
        check_columns(&stage.names, &[])?;
        Ok(stage)
    }

    fn learn(recipe: &Spline, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |(name, basis): (&Arc<str>, &Basis)| {
            let ((low, high), splines) = (basis.range(), basis.splines());
            (name.to_string(), format!("{splines} splines over knots from {low} to {high}"))
        };
        self.state.columns.iter().zip(&self.bases).map(line).collect()
    }
}

#[cfg(test)]
mod tests;
