//! Rows with gaps.

use super::chosen;
use crate::data::Table;
use crate::error::{Error, FitError};
use crate::pipeline::{Columns, RowFilter, all};

/// Drops rows with missing values.
///
/// # Errors
/// When a column is not there, when none is chosen, and when the share is not above 0 and at most 1.
///
/// # Source
/// `DropMissingData` of Feature-engine 1.9; `dropna` of pandas.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let nan = f64::NAN;
/// let x = Table::new()
///     .with("a", Column::Real(vec![1.0, nan, nan]))?
///     .with("b", Column::Real(vec![1.0, 2.0, nan]))?;
/// assert_eq!(DropMissing::any().keep(&x)?, [0]);
/// assert_eq!(DropMissing::all().keep(&x)?, [0, 1]);
/// assert_eq!(DropMissing::any().of(named(["b"])).keep(&x)?, [0, 1]);
/// assert_eq!(DropMissing::below(0.5).keep(&x)?, [0, 1]);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "DropMissingData")]
#[doc(alias = "dropna")]
#[derive(Debug, Clone, PartialEq)]
pub struct DropMissing {
    rule: Rule,
    columns: Columns,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Rule {
    Any,
    All,
    Below(f64),
}

impl DropMissing {
    fn new(rule: Rule) -> DropMissing {
        DropMissing { rule, columns: all() }
    }

    /// Drops rows in which a value is missing.
    #[must_use]
    pub fn any() -> DropMissing {
        DropMissing::new(Rule::Any)
    }

    /// Drops rows in which every value is missing.
    #[must_use]
    pub fn all() -> DropMissing {
        DropMissing::new(Rule::All)
    }

    /// Drops rows in which less than this share of the values is there.
    #[doc(alias = "threshold")]
    #[must_use]
    pub fn below(share: f64) -> DropMissing {
        DropMissing::new(Rule::Below(share))
    }

    /// The columns looked at; by default all features.
    #[must_use]
    pub fn of(mut self, columns: Columns) -> DropMissing {
        self.columns = columns;
        self
    }
}

impl RowFilter for DropMissing {
    fn name(&self) -> &'static str {
        "drop_missing"
    }

    fn reason(&self) -> String {
        match self.rule {
            Rule::Any => format!("a value missing in {}", self.columns),
            Rule::All => format!("every value missing in {}", self.columns),
            Rule::Below(share) => {
                format!("less than {share} of the values there in {}", self.columns)
            }
        }
    }

    fn keep(&self, x: &Table) -> Result<Vec<usize>, Error> {
        if let Rule::Below(share) = self.rule
            && !(share > 0.0 && share <= 1.0)
        {
            return Err(FitError::Parameter {
                stage: self.name().to_owned(),
                parameter: "share".to_owned(),
                expected: "above 0 and at most 1".to_owned(),
                found: share.to_string(),
            }
            .into());
        }
        let names = chosen(self.name(), &self.columns, x)?;
        let mut present = vec![0u32; x.rows()];
        for name in names.iter() {
            let column = x.column(name)?;
            for (row, count) in present.iter_mut().enumerate() {
                *count += u32::from(!column.is_missing(row));
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "columns in memory are below 2^53")]
        let all = names.len() as f64;
        let stays = |count: u32| match self.rule {
            Rule::Any => f64::from(count) == all,
            Rule::All => count > 0,
            Rule::Below(share) => f64::from(count) >= all * share,
        };
        let rows = present.iter().enumerate().filter(|(_, count)| stays(**count));
        Ok(rows.map(|(row, _)| row).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, Vector};

    fn table() -> Result<Table, Error> {
        Table::new()
            .with("a", Column::Real(vec![1.0, f64::NAN, f64::NAN, 2.0]))?
            .with("t", Column::Text([Some(""), None, Some("x"), Some("x")].into_iter().collect()))?
            .with("w", Column::Timestamp(vec![Some(0), None, None, None]))
    }

    #[test]
    fn rows_go_with_their_targets() -> Result<(), Error> {
        let x = table()?;
        let y = Vector::new(vec![0.0, 1.0, 2.0, 3.0]);
        let rows = |filter: DropMissing| -> Result<Vec<f64>, Error> {
            let filtered = filter.filter(&x, &y)?;
            assert_eq!(filtered.x.rows(), filtered.y.rows());
            Ok(filtered.y.into_values())
        };
        assert_eq!(rows(DropMissing::any())?, [0.0]);
        assert_eq!(rows(DropMissing::all())?, [0.0, 2.0, 3.0]);
        assert_eq!(rows(DropMissing::below(0.5))?, [0.0, 3.0]);
        assert_eq!(rows(DropMissing::below(1.0))?, [0.0]);
        assert_eq!(rows(DropMissing::below(1e-9))?, [0.0, 2.0, 3.0]);
        Ok(())
    }

    #[test]
    fn a_share_out_of_range_is_an_error() -> Result<(), Error> {
        let message = DropMissing::below(0.0).keep(&table()?).unwrap_err().to_string();
        let expected =
            "stage `drop_missing`: parameter `share` must be above 0 and at most 1, found 0";
        assert_eq!(message, expected);
        Ok(())
    }
}
