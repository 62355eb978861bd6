//! Rows left out before fitting.

mod duplicates;
mod missing;
mod outliers;

pub use duplicates::DropDuplicates;
pub use missing::DropMissing;
pub use outliers::TrimOutliers;

use crate::data::Table;
use crate::error::{Error, FitError};
use crate::pipeline::Columns;
use std::sync::Arc;

/// The columns a filter looks at, of which there must be one.
fn chosen(name: &str, columns: &Columns, x: &Table) -> Result<Arc<[Arc<str>]>, Error> {
    let chosen = columns.resolve(x)?;
    if chosen.is_empty() {
        let (stage, takes) = (name.to_owned(), columns.to_string());
        return Err(FitError::NoColumns { stage, takes, have: x.typed_names() }.into());
    }
    Ok(chosen)
}
