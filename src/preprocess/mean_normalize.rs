//! Zero mean and unit range.

use super::beyond_f64;
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{ExactSum, Extremes};
use crate::pipeline::per_column::{
    PerColumn, all_missing, check_columns, check_finite, map_reals, present_part,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Shifts each numeric column to mean 0 and scales it by its range, so that it lies within −1 to 1.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing. Later values may come out beyond −1 and 1.
///
/// # Formula
/// z = (x − mean) / range, where range = max − min, or 1 for a constant column.
///
/// # Learned state
/// One mean and one range a column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts: the sum is exact before it is rounded.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value or an infinite one, or spans
/// more than the range of `f64`.
///
/// # Source
/// `MeanNormalizationScaler` of Feature-engine 1.9, which refuses a constant column.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("age", Column::Real(vec![20.0, 30.0, 40.0]))?;
/// let scaled = MeanNormalize::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(scaled.value(2, "age"), Value::Real(0.5));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "MeanNormalizationScaler")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MeanNormalize {}

impl MeanNormalize {
    /// By the mean and the range.
    #[must_use]
    pub fn new() -> MeanNormalize {
        MeanNormalize {}
    }
}

/// A fitted [`MeanNormalize`].
#[derive(Debug, Clone, PartialEq)]
pub struct MeanNormalizer {
    recipe: MeanNormalize,
    state: MeanNormalizerState,
}

/// What [`MeanNormalizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeanNormalizerState {
    columns: Arc<[Arc<str>]>,
    mean: Vec<f64>,
    range: Vec<f64>,
}

impl MeanNormalizer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// What is subtracted, one a column.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.state.mean
    }

    /// What is divided by, one a column.
    #[must_use]
    pub fn range(&self) -> &[f64] {
        &self.state.range
    }
}

impl Pipeline for MeanNormalize {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for MeanNormalize {
    type Fitted = MeanNormalizer;

    fn fit(&self, x: &Table, y: &Y) -> Result<MeanNormalizer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for MeanNormalize {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<(ExactSum, Extremes)>, Error> {
        const STAGE: &str = MeanNormalizer::KIND;
        PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| {
            let (mut sum, mut extremes) = (ExactSum::new(), Extremes::new());
            let values = present_part(STAGE, name, column)?;
            sum.add_slice(&values);
            extremes.add_slice(&values);
            Ok((sum, extremes))
        })
    }
}

impl Settle for MeanNormalize {
    type Partial = PerColumn<(ExactSum, Extremes)>;
    type Settled = MeanNormalizer;

    fn settle(&self, partial: PerColumn<(ExactSum, Extremes)>) -> Result<MeanNormalizer, Error> {
        let settled = partial.settle(|name, (sum, extremes)| {
            let (Some(mean), Some((min, max))) = (sum.mean(), extremes.range()) else {
                return Err(all_missing(MeanNormalizer::KIND, name));
            };
            match max - min {
                range if !range.is_finite() => {
                    Err(beyond_f64(MeanNormalizer::KIND, name, "span of the values"))
                }
                range => Ok((mean, if range == 0.0 { 1.0 } else { range })),
            }
        })?;
        let (mean, range) = settled.into_iter().unzip();
        let state = MeanNormalizerState { columns: partial.columns, mean, range };
        Ok(MeanNormalizer { recipe: self.clone(), state })
    }
}

impl Pipeline for MeanNormalizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for MeanNormalizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let MeanNormalizerState { columns, mean, range } = &self.state;
        map_reals(x, columns, |at, value| (value - mean[at]) / range[at])
    }
}

impl Stage for MeanNormalizer {
    const KIND: &'static str = "scale.mean";
    type Recipe = MeanNormalize;
    type State = MeanNormalizerState;

    fn recipe(&self) -> &MeanNormalize {
        &self.recipe
    }

    fn state(&self) -> &MeanNormalizerState {
        &self.state
    }

    fn restore(recipe: MeanNormalize, state: MeanNormalizerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.mean.len(), state.range.len()])?;
        check_finite("mean", &state.mean)?;
        check_finite("range", &state.range)?;
        match state.range.iter().find(|range| **range <= 0.0) {
            Some(range) => Err(format!("range holds {range}")),
            None => Ok(MeanNormalizer { recipe, state }),
        }
    }

    fn learn(recipe: &MeanNormalize, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let MeanNormalizerState { columns, mean, range } = &self.state;
        let line = |at: usize| format!("mean {}, range {}", mean[at], range[at]);
        (0..columns.len()).map(|at| (columns[at].to_string(), line(at))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    fn table(values: Vec<f64>) -> Table {
        Table::new().with("a", Column::Real(values)).unwrap()
    }

    /// 1, 2, 6: mean 3, range 5, by hand.
    #[test]
    fn learns_mean_and_range() -> Result<(), Error> {
        let x = table(vec![6.0, f64::NAN, 1.0, 2.0]);
        let fitted = MeanNormalize::new().fit(&x, &())?;
        assert_eq!((fitted.mean(), fitted.range()), (&[3.0][..], &[5.0][..]));
        assert_eq!(fitted.apply(&x)?, table(vec![0.6, f64::NAN, -0.4, -0.2]));
        let constant = MeanNormalize::new().fit(&table(vec![0.1; 3]), &())?;
        assert_eq!((constant.mean(), constant.range()), (&[0.1][..], &[1.0][..]));
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_learn_from() {
        let message =
            |values| MeanNormalize::new().fit(&table(values), &()).unwrap_err().to_string();
        assert_eq!(
            message(vec![f64::MAX, -f64::MAX]),
            "stage `scale.mean`, column `a`: the span of the values is beyond the range of f64"
        );
        let empty = message(vec![f64::NAN]);
        assert_eq!(empty, "stage `scale.mean`, column `a`: every value is missing");
    }

    #[test]
    fn refuses_a_state_that_does_not_fit_together() {
        let restore = |mean: &[f64], range: &[f64]| {
            let (mean, range) = (mean.to_vec(), range.to_vec());
            let state = MeanNormalizerState { columns: ["a".into()].into(), mean, range };
            MeanNormalizer::restore(MeanNormalize::new(), state).unwrap_err()
        };
        assert_eq!(restore(&[], &[1.0]), "0 entries for 1 columns");
        assert_eq!(restore(&[f64::NAN], &[1.0]), "mean holds NaN");
        assert_eq!(restore(&[0.0], &[0.0]), "range holds 0");
    }
}
