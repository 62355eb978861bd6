//! What every reader can be told.

use crate::data::ColumnType;
use std::sync::Arc;

/// What every reader can be told; each reader has setters for what it takes.
#[derive(Debug, Clone, Default)]
pub(crate) struct Options {
    pub(crate) types: Vec<(Arc<str>, ColumnType)>,
    pub(crate) missing: Vec<Box<str>>,
    pub(crate) infer_rows: Option<usize>,
    pub(crate) only_declared: bool,
}

impl Options {
    /// Declares types; a later one for the same column takes the place of the earlier.
    pub(crate) fn declare<N: Into<Arc<str>>>(
        &mut self,
        types: impl IntoIterator<Item = (N, ColumnType)>,
    ) {
        for (name, as_type) in types {
            let name = name.into();
            match self.types.iter_mut().find(|(declared, _)| *declared == name) {
                Some(declared) => declared.1 = as_type,
                None => self.types.push((name, as_type)),
            }
        }
    }

    /// The type declared for a column.
    pub(crate) fn declared(&self, name: &str) -> Option<ColumnType> {
        self.types.iter().find(|(declared, _)| **declared == *name).map(|&(_, t)| t)
    }
}
