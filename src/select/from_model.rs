//! Columns that a model uses.

use super::verdict::{check_target, complete, judges, refuse};
use super::{Estimator, Judge, Verdicts};
use crate::data::{Labels, Table, Types, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::Target;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How much a model must use a column for it to stay.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Importance {
    /// 0.00001 where the model's penalty makes coefficients 0, and otherwise the mean.
    #[default]
    Usual,
    /// As much, or more.
    AtLeast(f64),
    /// As much as so many times the mean of all columns, or more.
    Mean(f64),
    /// As much as so many times the median of all columns, or more.
    Median(f64),
    /// Nothing.
    Any,
}

/// Fits a model and keeps the numeric columns it uses enough.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied.
///
/// # Formula
/// A column's use is the size of its coefficient; of several, one a class, their [norm](Self::norm). A
/// column stays when it is at least the [threshold](Self::threshold), and among the
/// [most](Self::most) that may stay.
///
/// # Learned state
/// The use of each column, and the threshold.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order, as every [`Estimator`] is.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, a parameter is outside its
/// range, and where the model cannot be fitted.
///
/// # Source
/// `SelectFromModel` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("a", Column::Real(vec![1.0, 2.0, 3.0, 4.0]))?
///     .with("b", Column::Real(vec![1.0, 0.0, 0.0, 1.0]))?;
/// let y = Vector::new(vec![2.0, 4.0, 6.0, 8.0]);
/// let fitted = SelectFromModel::new(Estimator::Lasso { alpha: 0.1 }).fit(&x, &y)?;
/// assert_eq!(fitted.dropped(), ["b".into()]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectFromModel {
    estimator: Estimator,
    threshold: Importance,
    most: Option<u64>,
    norm: f64,
}

impl SelectFromModel {
    /// Keeps the columns that the model uses as much as [usual](Importance::Usual).
    #[must_use]
    pub fn new(estimator: Estimator) -> SelectFromModel {
        SelectFromModel { estimator, threshold: Importance::default(), most: None, norm: 1.0 }
    }

    /// How much a column must be used.
    #[must_use]
    pub fn threshold(mut self, threshold: Importance) -> SelectFromModel {
        self.threshold = threshold;
        self
    }

    /// How many columns may stay: those used most, of equal ones the first.
    #[doc(alias = "max_features")]
    #[must_use]
    pub fn most(mut self, most: u64) -> SelectFromModel {
        self.most = Some(most);
        self
    }

    /// The order of the norm that makes one number of the coefficients of several classes, not 0; by
    /// default 1, the sum of their sizes.
    #[doc(alias = "norm_order")]
    #[must_use]
    pub fn norm(mut self, order: f64) -> SelectFromModel {
        self.norm = order;
        self
    }
}

judges!(SelectFromModel, Types::NUMERIC, Vector, Labels);

impl Judge for SelectFromModel {
    const KIND: &'static str = "select.model";

    fn measure(&self) -> String {
        "importance".to_owned()
    }

    fn objection(&self, verdicts: &Verdicts, at: usize) -> String {
        let score = verdicts.scores().get(at).copied().unwrap_or(f64::NAN);
        match (verdicts.threshold(), self.most) {
            (Some(threshold), _) if score < threshold => format!(", below {threshold}"),
            (_, Some(most)) => format!(", not among the first {most}"),
            _ => String::new(),
        }
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        if self.norm.is_nan() || self.norm == 0.0 {
            return Err(refuse(stage, "norm", "a number other than 0", self.norm));
        }
        let complete = complete(stage, x)?;
        let (columns, values) = (Arc::clone(&complete.names), complete.columns());
        check_target(stage, x.rows(), y)?;
        let uses = self.estimator.train(stage, &values, y)?.sizes(self.norm);
        let mean = || exact::mean(&uses).unwrap_or(0.0);
        let threshold = match self.threshold {
            Importance::Usual if self.estimator.is_sparse() => 1e-5,
            Importance::Usual => mean(),
            Importance::AtLeast(least) => least,
            Importance::Mean(times) => times * mean(),
            Importance::Median(times) => times * exact::median(&uses).unwrap_or(0.0),
            Importance::Any => f64::NEG_INFINITY,
        };
        if threshold.is_nan() {
            return Err(refuse(stage, "threshold", "a number", threshold));
        }
        let most = self.most.and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
        let falling: Vec<f64> = uses.iter().map(|use_of| -use_of).collect();
        let mut first: Vec<usize> = exact::argsort(&falling).into_iter().take(most).collect();
        first.sort_unstable();
        let kept: Vec<bool> = uses
            .iter()
            .enumerate()
            .map(|(at, &used)| used >= threshold && first.binary_search(&at).is_ok())
            .collect();
        Ok(Verdicts::new(columns, uses).with_threshold(threshold).keep(|at| kept[at]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Stage;
    use crate::data::Column;
    use crate::pipeline::Fit;

    /// Columns without correlation: least squares finds 4, 2 and 0.
    #[test]
    fn thresholds() -> Result<(), Error> {
        let x = Table::new()
            .with("a", Column::Real(vec![1.0, 1.0, -1.0, -1.0]))?
            .with("b", Column::Real(vec![1.0, -1.0, 1.0, -1.0]))?
            .with("c", Column::Real(vec![1.0, -1.0, -1.0, 1.0]))?;
        let y = Vector::new(vec![6.0, 2.0, -2.0, -6.0]);
        let recipe = SelectFromModel::new(Estimator::Linear);
        let kept = |recipe: SelectFromModel| -> Result<String, Error> {
            let out = recipe.fit(&x, &y)?;
            let names = out.columns().iter().zip(out.verdicts().kept());
            Ok(names.filter(|(_, kept)| **kept).map(|(name, _)| &**name).collect())
        };
        assert_eq!(recipe.fit(&x, &y)?.scores(), [4.0, 2.0, 0.0]);
        assert_eq!(kept(recipe.clone())?, "ab");
        assert_eq!(kept(recipe.clone().threshold(Importance::Mean(1.25)))?, "a");
        assert_eq!(kept(recipe.clone().threshold(Importance::Median(1.0)))?, "ab");
        assert_eq!(kept(recipe.clone().threshold(Importance::AtLeast(4.0)))?, "a");
        assert_eq!(kept(recipe.clone().threshold(Importance::Any))?, "abc");
        assert_eq!(kept(recipe.clone().most(1))?, "a");
        assert_eq!(kept(SelectFromModel::new(Estimator::Lasso { alpha: 1.0 }))?, "ab");
        let fitted = recipe.clone().most(1).fit(&x, &y)?;
        assert_eq!(fitted.report()[1].1, "dropped: importance 2, not among the first 1");
        assert_eq!(fitted.report()[2].1, "dropped: importance 0, below 2");
        let message = SelectFromModel::new(Estimator::Lasso { alpha: -1.0 }).fit(&x, &y);
        assert!(message.unwrap_err().to_string().contains("`alpha` must be above 0"));
        assert!(recipe.norm(0.0).fit(&x, &y).is_err());
        Ok(())
    }

    #[test]
    fn norms() {
        let of = |order| super::super::estimator::norm(&[3.0, 4.0], order);
        assert_eq!(
            [of(1.0), of(2.0), of(f64::INFINITY), of(f64::NEG_INFINITY)],
            [7.0, 5.0, 4.0, 3.0]
        );
        assert!((of(3.0) - exact::pow(91.0, 1.0 / 3.0)).abs() < 1e-15 * 8.0);
    }
}
