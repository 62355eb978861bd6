//! Columns cut into bins, whoever learned the edges.

use super::{BinOutput, Closed};
use crate::data::{Column, Table};
use crate::error::Error;
use crate::exact;
use crate::preprocess::elementwise::Undefined;
use std::sync::Arc;

/// Some columns, the edges of their bins, and the names of the bins where they have names.
#[derive(Debug, Clone, Copy)]
pub(in crate::preprocess) struct Cut<'a> {
    pub(in crate::preprocess) stage: &'static str,
    pub(in crate::preprocess) columns: &'a [Arc<str>],
    pub(in crate::preprocess) edges: &'a [Vec<f64>],
    pub(in crate::preprocess) names: &'a [Vec<Arc<str>>],
    pub(in crate::preprocess) closed: Closed,
    /// What becomes of a value beyond the outermost edges, where it is not in the outermost bin.
    pub(in crate::preprocess) beyond: Option<Undefined>,
}

/// What a value must be to lie within the edges, in words.
pub(super) fn within(edges: &[f64]) -> String {
    let ends = edges.first().zip(edges.last());
    ends.map_or_else(String::new, |(first, last)| format!("from {first} to {last}"))
}

/// The bin of a value that is not NaN; `None` beyond the edges where bins are not open at the ends.
pub(super) fn bin(edges: &[f64], closed: Closed, open: bool, x: f64) -> Option<usize> {
    let (first, last) = (edges.first()?, edges.last()?);
    if !open && (x < *first || x > *last) {
        return None;
    }
    let inner = edges.get(1..edges.len() - 1).unwrap_or_default();
    Some(match closed {
        Closed::Left => inner.partition_point(|edge| *edge <= x),
        Closed::Right => inner.partition_point(|edge| *edge < x),
    })
}

impl Cut<'_> {
    /// The bin of each row of a column, `None` where the value is missing or has none.
    pub(in crate::preprocess) fn bins(
        &self,
        at: usize,
        column: &Column,
    ) -> Result<Vec<Option<usize>>, Error> {
        let edges = &self.edges[at];
        let one = |x| bin(edges, self.closed, self.beyond.is_none(), x);
        let undefined = self.beyond.unwrap_or_default();
        undefined.cells(self.stage, || within(edges), &self.columns[at], column, one)
    }

    /// The table with the bins in place of the columns; indicators stand at the right end.
    pub(in crate::preprocess) fn apply(
        &self,
        x: &Table,
        output: BinOutput,
    ) -> Result<Table, Error> {
        match output {
            BinOutput::Indicators => self.indicators(x),
            _ => x.map_columns(self.columns, |at, column| {
                let bins = self.bins(at, column)?.into_iter();
                let names = &self.names[at];
                Ok(match output {
                    BinOutput::Text => {
                        Column::Text(bins.map(|bin| Some(bin?.to_string())).collect())
                    }
                    BinOutput::Boundaries => {
                        Column::Text(bins.map(|bin| names.get(bin?)).collect())
                    }
                    #[expect(clippy::cast_precision_loss, reason = "at most a million bins")]
                    _ => {
                        let number = |bin: Option<usize>| bin.map_or(exact::NAN, |bin| bin as f64);
                        Column::Real(bins.map(number).collect())
                    }
                })
            }),
        }
    }

    fn indicators(&self, x: &Table) -> Result<Table, Error> {
        let mut out = x.without(self.columns);
        for (at, name) in self.columns.iter().enumerate() {
            let bins = self.bins(at, x.column(name)?)?;
            for (own, name) in self.names[at].iter().enumerate() {
                let indicator = |bin: &Option<usize>| match bin {
                    None => exact::NAN,
                    Some(bin) => f64::from(u8::from(*bin == own)),
                };
                let column = Column::Real(bins.iter().map(indicator).collect());
                out.push(Arc::clone(name), column)?;
            }
        }
        Ok(out)
    }

    /// Checks what [`apply`](Self::apply) relies on, beside the columns.
    pub(in crate::preprocess) fn check(&self, output: Option<BinOutput>) -> Result<(), String> {
        let named = matches!(output, Some(BinOutput::Boundaries | BinOutput::Indicators));
        for ((column, edges), names) in self.columns.iter().zip(self.edges).zip(self.names) {
            if edges.len() < 2 || edges.iter().any(|edge| edge.is_nan()) || !edges.is_sorted() {
                return Err(format!(
                    "the edges of column `{column}` are not two or more that ascend"
                ));
            }
            let expected = if named { edges.len() - 1 } else { 0 };
            if names.len() != expected {
                let found = names.len();
                return Err(format!("column `{column}` has {found} names of bins, not {expected}"));
            }
        }
        Ok(())
    }

    /// A line a column for the report.
    pub(in crate::preprocess) fn report(&self) -> Vec<(String, String)> {
        let line = |edges: &Vec<f64>| {
            let shown: Vec<String> = edges.iter().take(12).map(ToString::to_string).collect();
            let more = if edges.len() > shown.len() { ", …" } else { "" };
            format!("{} bins: {}{more}", edges.len() - 1, shown.join(", "))
        };
        let columns = self.columns.iter().zip(self.edges);
        columns.map(|(name, edges)| (name.to_string(), line(edges))).collect()
    }
}

/// The names of a column's indicators.
pub(in crate::preprocess) fn indicator_names(column: &str, bins: usize) -> Vec<Arc<str>> {
    (0..bins).map(|bin| format!("{column}_{bin}.0").into()).collect()
}

/// Another column that has the name of an indicator of a column with so many bins.
pub(in crate::preprocess) fn taken_name<'a>(
    kept: &'a Table,
    column: &str,
    bins: u64,
) -> Option<&'a Arc<str>> {
    kept.names().find(|name| {
        let bin = name.strip_prefix(column).and_then(|rest| rest.strip_prefix('_'));
        let bin = bin.and_then(|rest| rest.strip_suffix(".0")?.parse::<u64>().ok());
        bin.is_some_and(|bin| bin < bins)
    })
}
