//! Rows with values that lie too far out.

use crate::clean::winsorize::{Tail, Winsorize, Winsorizer};
use crate::data::Table;
use crate::error::Error;
use crate::pipeline::per_column::reals;
use crate::pipeline::{Columns, Fit, RowFilter, all};
use std::fmt;

/// Drops rows in which a value lies too far out, by limits learned from the same rows.
///
/// It looks at real and integer columns. A missing value is not too far out.
///
/// # Formula
/// The limits of [`Winsorize`] with the same rule; a value at a limit stays.
///
/// # Errors
/// Those of fitting a [`Winsorize`], and when a column is not there.
///
/// # Source
/// `OutlierTrimmer` of Feature-engine 1.9, which drops rows with missing values too and looks at the
/// right tail alone by default; here both.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("fare", Column::Real(vec![1.0, 2.0, 3.0, 4.0, 100.0]))?;
/// assert_eq!(TrimOutliers::iqr(1.5).keep(&x)?, [0, 1, 2, 3]);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "OutlierTrimmer")]
#[derive(Debug, Clone, PartialEq)]
pub struct TrimOutliers {
    limits: Winsorize,
    columns: Columns,
}

impl TrimOutliers {
    fn new(limits: Winsorize) -> TrimOutliers {
        TrimOutliers { limits, columns: all() }
    }

    /// Limits `fold` standard deviations from the mean; 3 is usual.
    #[must_use]
    pub fn gaussian(fold: f64) -> TrimOutliers {
        TrimOutliers::new(Winsorize::gaussian(fold))
    }

    /// Limits `fold` interquartile ranges beyond the quartiles; 1.5 is usual.
    #[must_use]
    pub fn iqr(fold: f64) -> TrimOutliers {
        TrimOutliers::new(Winsorize::iqr(fold))
    }

    /// Limits `fold` normal-consistent median absolute deviations from the median; 3.29 is usual.
    #[must_use]
    pub fn mad(fold: f64) -> TrimOutliers {
        TrimOutliers::new(Winsorize::mad(fold))
    }

    /// Limits at the `fold` and the 1 − `fold` quantile; 0.05 is usual.
    #[must_use]
    pub fn quantiles(fold: f64) -> TrimOutliers {
        TrimOutliers::new(Winsorize::quantiles(fold))
    }

    /// Which end is trimmed; by default both.
    #[must_use]
    pub fn tail(mut self, tail: Tail) -> TrimOutliers {
        self.limits = self.limits.tail(tail);
        self
    }

    /// The columns looked at; by default all features.
    #[must_use]
    pub fn of(mut self, columns: Columns) -> TrimOutliers {
        self.columns = columns;
        self
    }
}

impl RowFilter for TrimOutliers {
    fn name(&self) -> &'static str {
        "trim_outliers"
    }

    fn reason(&self) -> String {
        format!("a value beyond the limits of {} in {}", Rule(&self.limits), self.columns)
    }

    fn keep(&self, x: &Table) -> Result<Vec<usize>, Error> {
        let chosen = x.select(&self.columns.resolve(x)?)?;
        let fitted: Winsorizer = self.limits.fit(&chosen, &())?;
        let mut stays = vec![true; x.rows()];
        for (at, name) in fitted.columns().iter().enumerate() {
            let (left, right) = (fitted.left().get(at), fitted.right().get(at));
            let values = reals(x, name)?;
            for (stays, value) in stays.iter_mut().zip(values.iter()) {
                *stays &= !left.is_some_and(|left| value < left);
                *stays &= !right.is_some_and(|right| value > right);
            }
        }
        Ok(stays.iter().enumerate().filter(|(_, stays)| **stays).map(|(row, _)| row).collect())
    }
}

/// The rule of a recipe in words.
struct Rule<'a>(&'a Winsorize);

impl fmt::Display for Rule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (rule, fold, tail) = self.0.described();
        write!(f, "{rule} {fold}")?;
        match tail {
            Tail::Both => Ok(()),
            Tail::Left => f.write_str(" on the left"),
            Tail::Right => f.write_str(" on the right"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;
    use crate::pipeline::named;

    /// Quartiles 2 and 4, so limits 1 and 5 with fold 0.5, by hand.
    #[test]
    fn values_beyond_the_limits_go_and_those_at_them_stay() -> Result<(), Error> {
        let x = Table::new()
            .with("a", Column::Real(vec![0.5, 5.0, 2.0, f64::NAN, 3.0, 4.0]))?
            .with("b", Column::integers([1, 1, 1, 1, 1, 9]))?
            .with("t", Column::text(["x"; 6]))?;
        let a = || named(["a", "t"]);
        let limits = TrimOutliers::iqr(0.5);
        assert_eq!(limits.clone().of(a()).keep(&x)?, [1, 2, 3, 4, 5]);
        let right = TrimOutliers::iqr(0.25).tail(Tail::Right).of(a());
        assert_eq!(right.keep(&x)?, [0, 2, 3, 4, 5]);
        let filtered = right.filter(&x, &())?;
        let text = "trim_outliers: 1 of 6 rows dropped, a value beyond the limits of iqr 0.25 on the \
                    right in `a`, `t`";
        assert_eq!(filtered.report.to_string(), text);
        // No spread in `b` by quartiles.
        assert!(limits.keep(&x).unwrap_err().to_string().contains("column `b`"));
        assert_eq!(TrimOutliers::gaussian(2.0).of(named(["b"])).keep(&x)?, [0, 1, 2, 3, 4]);
        Ok(())
    }
}
