//! What stages that make columns out of columns have in common.

use crate::data::{Column, Table};
use crate::error::{Error, FitError};
use crate::pipeline::per_column::bad_column;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The table with the columns made at its right end, without those dropped.
pub(super) fn with_made<S: AsRef<str>>(
    x: &Table,
    dropped: &[S],
    made: impl IntoIterator<Item = (Arc<str>, Column)>,
) -> Result<Table, Error> {
    let mut out = x.without(dropped);
    out.extend(made)?;
    Ok(out)
}

/// Checks at fit that every column made has a name of its own, so that the first batch served does not
/// find out.
pub(super) fn check_made<'a, S: AsRef<str>>(
    stage: &str,
    x: &Table,
    dropped: &[S],
    made: impl IntoIterator<Item = &'a Arc<str>>,
) -> Result<(), Error> {
    let kept = x.without(dropped);
    let mut seen: BTreeSet<&str> = kept.names().map(|name| &**name).collect();
    match made.into_iter().find(|name| !seen.insert(name)) {
        Some(name) => Err(bad_column(stage, name, "two columns would have this name".to_owned())),
        None => Ok(()),
    }
}

/// The columns dropped: the sources, or none.
pub(super) fn dropped(sources: &[Arc<str>], drop: bool) -> &[Arc<str>] {
    if drop { sources } else { &[] }
}

/// A parameter outside its range, as an error.
pub(super) fn bad_parameter(
    stage: &str,
    parameter: &str,
    expected: impl Into<String>,
    found: impl ToString,
) -> Error {
    let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
    let (expected, found) = (expected.into(), found.to_string());
    FitError::Parameter { stage, parameter, expected, found }.into()
}
