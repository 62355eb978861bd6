//! The columns and classes a naive Bayes knows.

use crate::error::{Error, FitError};
use crate::model::trainer::Trainer;
use crate::pipeline::per_column::check_columns;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The columns and classes a naive Bayes knows, and of how many rows it learned each class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenClasses {
    pub(in crate::model) columns: Arc<[Arc<str>]>,
    pub(in crate::model) classes: Arc<[Arc<str>]>,
    /// Which classes had rows, as indices into `classes`, rising.
    pub(in crate::model) present: Vec<u32>,
    /// How many rows each of those had.
    pub(in crate::model) rows: Vec<u64>,
}

impl SeenClasses {
    pub(in crate::model) fn check(&self) -> Result<(), String> {
        let (width, classes) = (self.columns.len(), self.present.len());
        check_columns(&self.columns, &[])?;
        check_columns(&self.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        if width == 0 || classes < 2 {
            return Err(format!("{width} columns and {classes} classes learned"));
        }
        let in_range = self.present.iter().all(|&code| (code as usize) < self.classes.len());
        if !in_range || self.present.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err("the classes learned are not rising indices of classes".to_owned());
        }
        if self.rows.len() != classes || self.rows.contains(&0) {
            return Err("a class learned has no count of rows above 0".to_owned());
        }
        self.all_rows().map(|_| ())
    }

    /// How many rows there were.
    pub(in crate::model) fn all_rows(&self) -> Result<u64, String> {
        let all = self.rows.iter().try_fold(0u64, |all, &rows| all.checked_add(rows));
        all.ok_or_else(|| "more rows than can be counted".to_owned())
    }

    /// Checks that an array has one number for each class learned and column.
    pub(in crate::model) fn check_cells(&self, what: &str, found: usize) -> Result<(), String> {
        let (classes, width) = (self.present.len(), self.columns.len());
        match classes.checked_mul(width) {
            Some(cells) if cells == found => Ok(()),
            _ => Err(format!("{found} {what} for {classes} classes and {width} columns")),
        }
    }

    /// The name of a class learned, by its place among those.
    pub(in crate::model) fn name(&self, place: usize) -> &str {
        let code = self.present.get(place).copied().unwrap_or(u32::MAX);
        self.classes.get(code as usize).map_or("", |class| class)
    }

    /// Lines for a report: of each class its probability, then what `line` says of each column.
    pub(in crate::model) fn report(
        &self,
        priors: &[f64],
        line: impl Fn(usize, usize) -> String,
    ) -> Vec<(String, String)> {
        let mut lines = Vec::new();
        for (class, prior) in priors.iter().enumerate() {
            let name = self.name(class);
            lines.push((format!("{name}: prior"), prior.to_string()));
            let columns = self.columns.iter().enumerate();
            lines
                .extend(columns.map(|(at, column)| (format!("{name}: {column}"), line(class, at))));
        }
        lines
    }
}

/// What a hostile file must not hold, a fit must not make.
pub(in crate::model) fn fitted<S>(stage: &str, restored: Result<S, String>) -> Result<S, Error> {
    restored.map_err(|message| {
        let (stage, trainer) = (stage.to_owned(), Trainer::EXACT.to_owned());
        FitError::Trainer { stage, trainer, message }.into()
    })
}

/// What every fitted naive Bayes can be asked, from its `state.seen` and `priors`.
macro_rules! seen_accessors {
    ($model:ty) => {
        impl $model {
            /// The columns, in order.
            #[doc(alias = "feature_names_in_")]
            #[must_use]
            pub fn columns(&self) -> &[std::sync::Arc<str>] {
                &self.state.seen.columns
            }

            /// The classes, in the order of the probabilities.
            #[doc(alias = "classes_")]
            #[must_use]
            pub fn classes(&self) -> &[std::sync::Arc<str>] {
                &self.state.seen.classes
            }

            /// The classes that had rows to learn from, in order.
            pub fn learned(&self) -> impl Iterator<Item = &str> {
                (0..self.state.seen.present.len()).map(|place| self.state.seen.name(place))
            }

            /// How many rows each class learned had.
            #[doc(alias = "class_count_")]
            #[must_use]
            pub fn rows(&self) -> &[u64] {
                &self.state.seen.rows
            }

            /// How probable each class learned is before a row is looked at.
            #[doc(alias = "class_prior_")]
            #[doc(alias = "class_log_prior_")]
            #[must_use]
            pub fn priors(&self) -> &[f64] {
                &self.priors
            }
        }
    };
}

pub(in crate::model) use seen_accessors;
