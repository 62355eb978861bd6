//! Columns that repeat another.

use super::constant::{CELLS, counts, refuse_missing, words};
use super::verdict::judges;
use super::{Judge, MissingValues, Verdicts};
use crate::data::{Column, Table};
use crate::error::Error;
use crate::pipeline::Target;
use crate::pipeline::per_column::columns_for;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Drops every column that says in each row what an earlier one says.
///
/// Takes and gives a [`Table`]; columns of every type but sparse rows are judged. Numbers are compared as
/// numbers, whatever their type, and missing values are equal to one another. A dropped column need not
/// be there when the fitted stage is applied.
///
/// # Learned state
/// For each column the first that is equal to it.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order: cells are compared.
///
/// # Errors
/// Fitting fails when a value is missing and that is refused.
///
/// # Source
/// `DropDuplicateFeatures` of Feature-engine 1.9, which compares hashes of the columns.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("age", Column::integers([31, 22]))?
///     .with("years", Column::Real(vec![31.0, 22.0]))?;
/// let fitted = DropDuplicate::new().fit(&table, &())?;
/// assert_eq!(fitted.verdicts().stand_in(1).map(|name| &**name), Some("age"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DropDuplicateFeatures")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropDuplicate {
    missing: MissingValues,
}

impl Default for DropDuplicate {
    fn default() -> DropDuplicate {
        DropDuplicate::new()
    }
}

impl DropDuplicate {
    /// Drops columns that repeat an earlier one; missing values are equal to one another.
    #[must_use]
    pub fn new() -> DropDuplicate {
        DropDuplicate { missing: MissingValues::Include }
    }

    /// Whether a missing value makes fitting fail ([`MissingValues::Refuse`]); by default it does not.
    #[doc(alias = "missing_values")]
    #[must_use]
    pub fn missing(mut self, missing: MissingValues) -> DropDuplicate {
        self.missing = missing;
        self
    }
}

/// Cells that are equal when the columns are.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Cells {
    Numbers(Vec<Option<u64>>),
    Times(Vec<Option<u64>>),
    Texts(Vec<Option<Arc<str>>>),
}

impl Cells {
    fn of(column: &Column) -> Cells {
        match column {
            Column::Text(text) => {
                Cells::Texts(text.iter().map(|cell| cell.map(Arc::from)).collect())
            }
            Column::Timestamp(_) => Cells::Times(words(column)),
            _ => Cells::Numbers(words(column)),
        }
    }
}

judges!(DropDuplicate, CELLS);

impl Judge for DropDuplicate {
    const KIND: &'static str = "select.duplicate";

    fn measure(&self) -> String {
        "distinct values".to_owned()
    }

    fn judge(&self, x: &Table, _: Target<'_>) -> Result<Verdicts, Error> {
        let columns = columns_for(Self::KIND, x, CELLS)?;
        let mut first: BTreeMap<Cells, usize> = BTreeMap::new();
        let (mut distinct, mut stand_ins) = (Vec::new(), Vec::new());
        for (at, name) in columns.iter().enumerate() {
            let column = x.column(name)?;
            if self.missing == MissingValues::Refuse {
                refuse_missing(Self::KIND, name, column)?;
            }
            distinct.push(counts(column).0.len() as f64);
            stand_ins.push(*first.entry(Cells::of(column)).or_insert(at));
        }
        Ok(Verdicts::new(columns, distinct).with_stand_ins(&stand_ins))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Fit;

    #[test]
    fn the_first_of_equals_stays() -> Result<(), Error> {
        let x = Table::new()
            .with("a", Column::Real(vec![1.0, f64::NAN, 0.0]))?
            .with("flag", Column::Boolean(vec![Some(true), None, Some(false)]))?
            .with("text", Column::text(["1", "", "0"]))?
            .with("b", Column::Real(vec![1.0, f64::NAN, -0.0]))?
            .with("copy", Column::text(["1", "", "0"]))?
            .with("when", Column::Timestamp(vec![Some(1), None, Some(0)]))?;
        let fitted = DropDuplicate::new().fit(&x, &())?;
        let dropped: Vec<&str> = fitted.dropped().iter().map(|name| &**name).collect();
        assert_eq!(dropped, ["flag", "b", "copy"]);
        let stays: Vec<Option<&str>> =
            (0..6).map(|at| fitted.verdicts().stand_in(at).map(|name| &**name)).collect();
        assert_eq!(stays, [None, Some("a"), None, Some("a"), Some("text"), None]);
        let shuffled = DropDuplicate::new().fit(&x.take(&[2, 0, 1]), &())?;
        assert_eq!(shuffled, fitted);
        let refused = DropDuplicate::new().missing(MissingValues::Refuse).fit(&x, &());
        assert_eq!(
            refused.unwrap_err().to_string(),
            "stage `select.duplicate`, column `a`: row 1 is missing"
        );
        Ok(())
    }
}
