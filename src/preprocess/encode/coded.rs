//! Columns of levels as columns of one number each.

use crate::data::{Column, Table};
use crate::error::{Error, list};
use crate::pipeline::per_column::check_columns;
use crate::preprocess::codes::{Code, Encoded};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The columns and, of each, the number of every level. A column keeps its name and place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Coded {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) encoded: Vec<Encoded>,
}

impl Coded {
    /// The table with the columns replaced by their numbers.
    pub(super) fn apply(&self, stage: &str, x: &Table) -> Result<Table, Error> {
        x.map_columns(&self.columns, |at, column| {
            let (name, encoded) = (&self.columns[at], &self.encoded[at]);
            Ok(Column::Real(encoded.apply(stage, name, column)?))
        })
    }

    /// Checks what [`apply`](Self::apply) relies on.
    pub(super) fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[self.encoded.len()])?;
        for (name, encoded) in self.columns.iter().zip(&self.encoded) {
            encoded.check().map_err(|problem| format!("column `{name}`: {problem}"))?;
        }
        Ok(())
    }

    /// Where a column stands.
    pub(super) fn position(&self, column: &str) -> Option<usize> {
        self.columns.iter().position(|name| &**name == column)
    }

    /// The levels of a column in words, ascending, each with its number.
    pub(super) fn codes(&self, column: &str) -> Option<Vec<(String, f64)>> {
        let encoded = self.encoded.get(self.position(column)?)?;
        Some(encoded.levels.labels().into_iter().zip(encoded.codes.iter().copied()).collect())
    }

    /// The number of missing values of a column; `None` when they have none.
    pub(super) fn missing(&self, column: &str) -> Option<f64> {
        match self.encoded.get(self.position(column)?)?.missing {
            Code::Number(value) => Some(value),
            Code::Missing | Code::Refused => None,
        }
    }

    /// A line a column.
    pub(super) fn report(&self) -> Vec<(String, String)> {
        let line = |encoded: &Encoded| {
            let codes = encoded.levels.labels().into_iter().zip(&encoded.codes);
            list(codes.map(|(label, code)| format!("{label} = {code}")))
        };
        let columns = self.columns.iter().zip(&self.encoded);
        columns.map(|(name, encoded)| (name.to_string(), line(encoded))).collect()
    }
}

/// The accessors of a fitted stage whose state has a field `coded`, by the path to it.
macro_rules! coded_accessors {
    ($fitted:ty, $($path:tt).+, $what:literal) => {
        impl $fitted {
            /// The columns it works on.
            #[must_use]
            pub fn columns(&self) -> &[std::sync::Arc<str>] {
                &self.$($path).+.columns
            }

            #[doc = concat!("The levels of a column, in words, ascending, each with its ", $what, "; `None` when it is not one it works on.")]
            #[must_use]
            pub fn codes(&self, column: &str) -> Option<Vec<(String, f64)>> {
                self.$($path).+.codes(column)
            }

            #[doc = concat!("The ", $what, " of missing values of a column; `None` when they have none.")]
            #[must_use]
            pub fn missing_code(&self, column: &str) -> Option<f64> {
                self.$($path).+.missing(column)
            }
        }
    };
}
pub(super) use coded_accessors;
