//! Hours, months and angles on a circle.

use super::made::{check_made, dropped, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, FitError};
use crate::exact::{Extremes, slices};
use crate::pipeline::per_column::{
    PerColumn, all_missing, bad_column, check_columns, check_finite, columns_for, present_part,
    reals,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;
use std::sync::Arc;

/// Gives each numeric column its place on a circle, as a sine and a cosine: December is next to January.
///
/// Takes and gives a [`Table`]. The new columns stand at the right end, `column_sin` and `column_cos`
/// for each column in turn. The columns themselves stay, unless told otherwise. A missing value gives
/// two missing ones.
///
/// # Formula
/// sin(x · (2π / period)) and cos(x · (2π / period)), where the period is the largest value of the
/// column at fit, or given.
///
/// # Learned state
/// One period a column.
///
/// # Determinism
/// Replay exact: sine and cosine are correctly rounded. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value, an infinite one, or 0 as its
/// largest, and when a given period is 0 or not finite.
///
/// # Source
/// `CyclicalFeatures` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("hour", Column::integers([0, 6, 12]))?;
/// let recipe = Cyclical::of([("hour", 24.0)]);
/// let placed = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(placed.value(1, "hour_sin"), Value::Real(1.0));
/// assert_eq!(placed.value(2, "hour_cos"), Value::Real(-1.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "CyclicalFeatures")]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cyclical {
    periods: Vec<(String, f64)>,
    drop_sources: bool,
}

impl Cyclical {
    /// Every numeric column, its largest value being its period.
    #[must_use]
    pub fn new() -> Cyclical {
        Cyclical::default()
    }

    /// These columns alone, in this order, with these periods.
    #[doc(alias = "max_values")]
    #[must_use]
    pub fn of<S: Into<String>>(periods: impl IntoIterator<Item = (S, f64)>) -> Cyclical {
        let periods = periods.into_iter().map(|(name, period)| (name.into(), period)).collect();
        Cyclical { periods, ..Cyclical::default() }
    }

    /// Whether the columns themselves are taken away; by default no.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> Cyclical {
        self.drop_sources = drop;
        self
    }
}

/// A fitted [`Cyclical`].
#[derive(Debug, Clone, PartialEq)]
pub struct CyclicalPlacer {
    recipe: Cyclical,
    state: CyclicalState,
    names: Arc<[Arc<str>]>,
}

/// What [`CyclicalPlacer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CyclicalState {
    columns: Arc<[Arc<str>]>,
    periods: Vec<f64>,
}

impl CyclicalPlacer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The period of each.
    #[must_use]
    pub fn periods(&self) -> &[f64] {
        &self.state.periods
    }

    fn of(recipe: Cyclical, state: CyclicalState) -> CyclicalPlacer {
        let both = |name: &Arc<str>| ["sin", "cos"].map(|part| Arc::from(format!("{name}_{part}")));
        let names = state.columns.iter().flat_map(both).collect();
        CyclicalPlacer { recipe, state, names }
    }

    fn dropped(&self) -> &[Arc<str>] {
        dropped(&self.state.columns, self.recipe.drop_sources)
    }

    fn checked(self, x: &Table) -> Result<CyclicalPlacer, Error> {
        check_made(Self::KIND, x, self.dropped(), self.names.iter())?;
        Ok(self)
    }
}

fn check_period(period: f64) -> Result<f64, String> {
    match (2.0 * PI / period).is_finite() && period.is_finite() {
        true => Ok(period),
        false => Err(format!("a period must be a finite number other than 0, found {period}")),
    }
}

impl Pipeline for Cyclical {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Cyclical {
    type Fitted = CyclicalPlacer;

    fn fit(&self, x: &Table, y: &Y) -> Result<CyclicalPlacer, Error> {
        self.settle(self.partial(x, y)?)?.checked(x)
    }
}

impl<Y: ?Sized> PartialFit<Y> for Cyclical {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<Extremes>, Error> {
        const STAGE: &str = CyclicalPlacer::KIND;
        if self.periods.is_empty() {
            return PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| {
                let mut extremes = Extremes::new();
                extremes.add_slice(&present_part(STAGE, name, column)?);
                Ok(extremes)
            });
        }
        // Nothing is learned of columns whose period is given: only that they are there.
        columns_for(STAGE, x, Types::NUMERIC)?;
        let columns: Arc<[Arc<str>]> =
            self.periods.iter().map(|(name, _)| Arc::from(name.as_str())).collect();
        columns.iter().try_for_each(|name| reals(x, name).map(|_| ()))?;
        Ok(PerColumn { columns, learned: Vec::new() })
    }
}

impl Settle for Cyclical {
    type Partial = PerColumn<Extremes>;
    type Settled = CyclicalPlacer;

    fn settle(&self, partial: PerColumn<Extremes>) -> Result<CyclicalPlacer, Error> {
        const STAGE: &str = CyclicalPlacer::KIND;
        let given = self.periods.iter().map(|(name, period)| {
            check_period(*period).map_err(|problem| bad_column(STAGE, name, problem))
        });
        let periods = if self.periods.is_empty() {
            partial.settle(|name, extremes| {
                let most = extremes.max().ok_or_else(|| all_missing(STAGE, name))?;
                check_period(most).map_err(|problem| bad_column(STAGE, name, problem))
            })?
        } else {
            given.collect::<Result<_, _>>()?
        };
        check_columns(&partial.columns, &[periods.len()]).map_err(|problem| {
            let column = partial.columns.first().map_or("", |name| name);
            Error::from(FitError::Column {
                stage: STAGE.to_owned(),
                column: column.to_owned(),
                problem,
            })
        })?;
        let state = CyclicalState { columns: partial.columns, periods };
        Ok(CyclicalPlacer::of(self.clone(), state))
    }
}

impl Pipeline for CyclicalPlacer {
    type Input = Table;
    type Output = Table;
}

impl Apply for CyclicalPlacer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut made = Vec::with_capacity(self.names.len());
        for (name, period) in self.state.columns.iter().zip(&self.state.periods) {
            let (values, pace) = (reals(x, name)?, 2.0 * PI / period);
            // Both functions give the canonical NaN.
            let mut sines: Vec<f64> = values.iter().map(|x| x * pace).collect();
            let mut cosines = sines.clone();
            slices::sin(&mut sines);
            slices::cos(&mut cosines);
            made.extend([sines, cosines].map(Column::Real));
        }
        with_made(x, self.dropped(), self.names.iter().cloned().zip(made))
    }
}

impl Stage for CyclicalPlacer {
    const KIND: &'static str = "feature.cyclical";
    type Recipe = Cyclical;
    type State = CyclicalState;

    fn recipe(&self) -> &Cyclical {
        &self.recipe
    }

    fn state(&self) -> &CyclicalState {
        &self.state
    }

    fn restore(recipe: Cyclical, state: CyclicalState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.periods.len()])?;
        state.periods.iter().try_for_each(|&period| check_period(period).map(|_| ()))?;
        let periods: Vec<f64> = recipe.periods.iter().map(|(_, period)| *period).collect();
        check_finite("periods", &periods)?;
        let stage = CyclicalPlacer::of(recipe, state);
        check_columns(&stage.names, &[])?;
        Ok(stage)
    }

    fn learn(recipe: &Cyclical, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let CyclicalState { columns, periods } = &self.state;
        let line =
            |(name, period): (&Arc<str>, &f64)| (name.to_string(), format!("period {period}"));
        columns.iter().zip(periods).map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Value;

    /// The largest value is the period, so a quarter of it is a right angle: by hand.
    #[test]
    fn the_largest_value_is_once_round() -> Result<(), Error> {
        let x = Table::new()
            .with("t", Column::text(["a", "b", "c", "d"]))?
            .with("x", Column::Real(vec![1.0, f64::NAN, 4.0, 2.0]))?;
        let fitted = Cyclical::new().drop_sources(true).fit(&x, &())?;
        assert_eq!(fitted.periods(), [4.0]);
        let out = fitted.apply(&x)?;
        let names: Vec<&str> = out.names().map(|name| &**name).collect();
        assert_eq!(names, ["t", "x_sin", "x_cos"]);
        assert_eq!(out.value(0, "x_sin"), Value::Real(1.0));
        assert_eq!(out.value(1, "x_sin"), Value::Missing);
        // The doubles nearest to sin and cos of the double nearest to 2π, as Feature-engine prints them.
        assert_eq!(out.value(2, "x_sin"), Value::Real(-2.4492935982947064e-16));
        assert_eq!(out.value(3, "x_cos"), Value::Real(-1.0));
        Ok(())
    }

    #[test]
    fn says_which_period_it_cannot_use() -> Result<(), Error> {
        let x = Table::new().with("x", Column::Real(vec![0.0, -1.0]))?;
        let message = |recipe: Cyclical| recipe.fit(&x, &()).unwrap_err().to_string();
        let zero = "stage `feature.cyclical`, column `x`: a period must be a finite number other \
                    than 0, found 0";
        assert_eq!(message(Cyclical::new()), zero);
        assert_eq!(message(Cyclical::of([("x", 0.0)])), zero);
        assert_eq!(
            message(Cyclical::of([("x", 1.0), ("x", 2.0)])),
            "stage `feature.cyclical`, column `x`: column `x` appears twice"
        );
        assert!(message(Cyclical::of([("y", 1.0)])).contains("no column `y`"));
        let taken = x.with("x_cos", Column::text(["", ""]))?;
        assert!(Cyclical::of([("x", 1.0)]).fit(&taken, &()).is_err());
        Ok(())
    }
}
