//! A cell that a stage refuses.

/// A cell that a stage, or the schema check before all stages, refuses.
///
/// It names the stage, the column and the row, what was expected and what was found.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stage `{stage}`, column `{column}`{}: expected {expected}, found {found}", at(self.row))]
pub struct RowError {
    /// The kind of the stage, or `input` for the schema check.
    pub stage: String,
    /// The column, by its name.
    pub column: String,
    /// The row, from 0, counted from the start of the call's input.
    pub row: Option<usize>,
    /// What the stage takes.
    pub expected: String,
    /// What was there.
    pub found: String,
}

fn at(row: Option<usize>) -> String {
    row.map(|row| format!(", row {row}")).unwrap_or_default()
}
