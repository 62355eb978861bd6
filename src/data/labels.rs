//! The classes to learn.

use super::{Column, ColumnType};
use crate::error::{Error, TableError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The target of a classification: one class a row, as a code into the list of classes.
///
/// Classes stand in the order of their column's type: `false` before `true`, whole numbers by value,
/// text by its bytes. Codes are indices into that list.
///
/// ```
/// use steadfast::data::Labels;
/// let y = Labels::from_texts(["yes", "no", "yes"]);
/// assert_eq!(y.classes().iter().map(|c| &**c).collect::<Vec<_>>(), ["no", "yes"]);
/// assert_eq!(y.codes(), [1, 0, 1]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labels {
    classes: Arc<[Arc<str>]>,
    codes: Vec<u32>,
}

impl Labels {
    /// Labels from text.
    pub fn from_texts<S: AsRef<str>>(rows: impl IntoIterator<Item = S>) -> Labels {
        let rows: Vec<Arc<str>> = rows.into_iter().map(|s| Arc::from(s.as_ref())).collect();
        Labels::by_key(rows.iter().map(Arc::clone), Arc::clone)
    }

    /// Labels whose codes the caller has already made within range.
    pub(crate) fn from_codes(classes: Arc<[Arc<str>]>, codes: Vec<u32>) -> Labels {
        Labels { classes, codes }
    }

    /// Labels from a column of integers, booleans or text.
    ///
    /// # Errors
    /// When the column is of real numbers or timestamps, or a value is missing.
    pub fn from_column(name: &str, column: &Column) -> Result<Labels, Error> {
        if let Some(row) = (0..column.len()).find(|&row| column.is_missing(row)) {
            return Err(TableError::Missing { name: name.to_owned(), row }.into());
        }
        match column {
            Column::Integer(rows) => {
                Ok(Labels::by_key(rows.iter().flatten().copied(), |x| x.to_string().into()))
            }
            Column::Boolean(rows) => {
                Ok(Labels::by_key(rows.iter().flatten().copied(), |x| x.to_string().into()))
            }
            Column::Text(rows) => Ok(Labels::from_texts(rows.iter().flatten())),
            Column::Real(_) | Column::Timestamp(_) | Column::Sparse(_) => Err(TableError::Type {
                name: name.to_owned(),
                expected: format!(
                    "{}, {} or {} classes",
                    ColumnType::Integer,
                    ColumnType::Boolean,
                    ColumnType::Text
                ),
                found: column.column_type().to_string(),
            }
            .into()),
        }
    }

    fn by_key<K: Ord + Clone>(
        rows: impl Iterator<Item = K> + Clone,
        text: impl Fn(&K) -> Arc<str>,
    ) -> Labels {
        let mut index: BTreeMap<K, u32> = rows.clone().map(|key| (key, 0)).collect();
        for (code, slot) in (0..).zip(index.values_mut()) {
            *slot = code;
        }
        let codes = rows.map(|key| index[&key]).collect();
        Labels { classes: index.keys().map(text).collect(), codes }
    }

    /// The classes, in order.
    #[must_use]
    pub fn classes(&self) -> &Arc<[Arc<str>]> {
        &self.classes
    }

    /// One code a row: an index into [`classes`](Self::classes).
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The class of a row.
    #[must_use]
    pub fn label(&self, row: usize) -> Option<&str> {
        self.classes.get(*self.codes.get(row)? as usize).map(|class| &**class)
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.codes.len()
    }

    /// The rows `indices`, in that order; the list of classes stays whole. Rows that do not exist are
    /// passed over.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Labels {
        let codes = indices.iter().filter_map(|&row| self.codes.get(row).copied()).collect();
        Labels { classes: Arc::clone(&self.classes), codes }
    }
}
