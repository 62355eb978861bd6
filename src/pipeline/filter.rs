//! Rows that are left out of learning.

use super::Learn;
use crate::data::Table;
use crate::error::Error;
use std::fmt;

/// A rule that leaves rows out before a pipeline is fitted: duplicates, outliers, rows with gaps.
///
/// It acts on the table and the target alike, and before `fit`: a fitted stage never drops a row. Give it
/// to [`Training::filter`](crate::root::Training::filter), which writes what it did into the provenance,
/// or [`filter`](Self::filter) rows oneself.
///
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("age", Column::Real(vec![20.0, f64::NAN, 40.0]))?;
/// let y = Vector::new(vec![1.0, 2.0, 3.0]);
/// let filtered = DropMissing::any().filter(&x, &y)?;
/// assert_eq!(filtered.y.values(), [1.0, 3.0]);
/// assert_eq!(filtered.report.dropped, [1]);
/// # Ok::<(), Error>(())
/// ```
pub trait RowFilter: fmt::Debug + Send + Sync {
    /// What it is called in reports, such as `drop_missing`.
    fn name(&self) -> &'static str;

    /// Why a row is dropped, in words.
    fn reason(&self) -> String;

    /// The rows that stay, ascending.
    ///
    /// # Errors
    /// When a column is not there or not of a type the rule can judge.
    fn keep(&self, x: &Table) -> Result<Vec<usize>, Error>;

    /// The rows that stay with their targets, and a report of the others.
    ///
    /// # Errors
    /// Those of [`keep`](Self::keep).
    fn filter<Y: Learn>(&self, x: &Table, y: &Y) -> Result<Filtered<Y>, Error>
    where
        Self: Sized,
    {
        let (keep, report) = judge(self, x)?;
        Ok(Filtered { x: x.take(&keep), y: y.take_rows(&keep), report })
    }
}

/// The rows a filter keeps, and its report.
pub(crate) fn judge(
    filter: &dyn RowFilter,
    x: &Table,
) -> Result<(Vec<usize>, FilterReport), Error> {
    let keep = filter.keep(x)?;
    let mut kept = keep.iter().copied().peekable();
    let dropped = (0..x.rows()).filter(|row| kept.next_if_eq(row).is_none()).collect();
    let (name, reason) = (filter.name(), filter.reason());
    Ok((keep, FilterReport { name, reason, rows: x.rows(), dropped }))
}

/// Rows that a filter left, with their targets.
#[derive(Debug, Clone, PartialEq)]
pub struct Filtered<Y> {
    /// The rows that stay.
    pub x: Table,
    /// Their targets.
    pub y: Y,
    /// What became of the others.
    pub report: FilterReport,
}

/// What a filter did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterReport {
    /// The filter.
    pub name: &'static str,
    /// Why it drops rows.
    pub reason: String,
    /// How many rows there were.
    pub rows: usize,
    /// The rows that were dropped, from 0.
    pub dropped: Vec<usize>,
}

impl fmt::Display for FilterReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let FilterReport { name, reason, rows, dropped } = self;
        write!(f, "{name}: {} of {rows} rows dropped, {reason}", dropped.len())
    }
}
