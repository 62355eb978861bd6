//! The numeric columns of a table, to learn from or to compute with all of them at once.

use super::per_column::{columns_for, reals};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact;
use std::borrow::Cow;
use std::sync::Arc;

/// Numeric columns with their names, NaN for missing.
#[derive(Debug)]
pub(crate) struct Numbers<'t> {
    pub(crate) names: Arc<[Arc<str>]>,
    values: Vec<Cow<'t, [f64]>>,
}

impl<'t> Numbers<'t> {
    /// All numeric columns a stage works on.
    ///
    /// # Errors
    /// As of [`columns_for`].
    pub(crate) fn of(stage: &str, x: &'t Table) -> Result<Self, Error> {
        Self::named(x, &columns_for(stage, x, Types::NUMERIC)?)
    }

    /// Columns by their names.
    ///
    /// # Errors
    /// As of [`reals`].
    pub(crate) fn named(x: &'t Table, names: &Arc<[Arc<str>]>) -> Result<Self, Error> {
        let values = names.iter().map(|name| reals(x, name)).collect::<Result<_, _>>()?;
        Ok(Self { names: Arc::clone(names), values })
    }

    /// The values of each column.
    pub(crate) fn columns(&self) -> Vec<&[f64]> {
        self.values.iter().map(AsRef::as_ref).collect()
    }

    /// The first value that is missing or infinite, column by column: the name of its column, its row, itself.
    pub(crate) fn not_finite(&self) -> Option<(&Arc<str>, usize, f64)> {
        let mut columns = self.names.iter().zip(&self.values);
        columns.find_map(|(name, values)| {
            let row = exact::not_finite(values)?;
            Some((name, row, values.get(row).copied().unwrap_or(exact::NAN)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Column;

    #[test]
    fn columns_and_what_is_odd_in_them() -> Result<(), Error> {
        let table = Table::new()
            .with("a", Column::Real(vec![1.0, 2.0]))?
            .with("b", Column::Integer(vec![Some(3), None]))?
            .with("c", Column::Real(vec![f64::INFINITY, 0.0]))?;
        let numbers = Numbers::of("stage", &table)?;
        assert_eq!(numbers.columns()[0], [1.0, 2.0]);
        let odd = numbers.not_finite().map(|(name, row, x)| (name.to_string(), row, x.is_nan()));
        assert_eq!(odd, Some(("b".to_owned(), 1, true)));
        let names: Arc<[Arc<str>]> = ["a".into()].into();
        assert!(Numbers::named(&table, &names)?.not_finite().is_none());
        assert!(Numbers::named(&table, &["d".into()].into()).is_err());
        Ok(())
    }
}
