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
    pub(crate) fn declare<N: Into<Arc<str>>>(
        &mut self,
        types: impl IntoIterator<Item = (N, ColumnType)>,
    ) {
        self.types.extend(types.into_iter().map(|(name, as_type)| (name.into(), as_type)));
    }

    /// The last type declared for a column.
    pub(crate) fn declared(&self, name: &str) -> Option<ColumnType> {
        self.types.iter().rev().find(|(declared, _)| **declared == *name).map(|&(_, t)| t)
    }
}
