//! XGBoost's JSON and UBJSON models, versions 1.6 to 3.
//!
//! The margins are XGBoost's to the bit: cells rounded to single precision, the same comparisons, and the leaves added
//! in single precision in the order of the trees, from the base margin on. Its links call the exponential function of
//! the C library, this crate's is correctly rounded; so a probability or a mean may differ in its last place.

mod at;
mod base;
mod categories;
mod json;
mod learner;
mod linear;
mod objective;
mod tree;
mod trees;
mod ubjson;
mod value;

use super::ImportedTrees;
use crate::error::{Error, ImportError};

/// The format, in errors.
const FORMAT: &str = "XGBoost model";

/// Reads a model file, JSON or UBJSON: what `Booster.save_model` writes to `.json` and `.ubj`.
///
/// Columns that were categories are asked about by their codes.
///
/// # Errors
/// [`ImportError`] when the bytes are neither, are of a version not read, contradict themselves, or ask for what this
/// crate does not do.
///
/// # Examples
/// ```
/// use steadfast::import::xgboost;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/xgb_binary_titanic_cat_missing/model.ubj")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = xgboost::read(&file)?;
/// assert_eq!(imported.objective(), "binary:logistic");
/// assert!(xgboost::read(b"{}").unwrap_err().to_string().contains("learner"));
/// # Ok::<(), Error>(())
/// ```
///
/// # Source
/// The schema in XGBoost's documentation ("Introduction to Model IO"), and files of versions 1.7 to 3.2.
pub fn read(bytes: &[u8]) -> Result<ImportedTrees, Error> {
    let at = |(at, problem): (usize, &str)| malformed(format!("byte {at}"), problem);
    // Both begin with a brace; UBJSON goes on with the type of a length.
    let json = !matches!(bytes, [b'{', b'L' | b'l' | b'i' | b'U' | b'I', ..]);
    let value = if json {
        let text =
            std::str::from_utf8(bytes).map_err(|e| at((e.valid_up_to(), "not UTF-8 text")))?;
        json::parse(text)
    } else {
        ubjson::parse(bytes)
    };
    Ok(learner::read(&value.map_err(at)?, bytes.len())?)
}

fn malformed(place: impl Into<String>, problem: impl Into<String>) -> Box<ImportError> {
    Box::new(ImportError::Malformed {
        format: FORMAT,
        place: place.into(),
        problem: problem.into(),
    })
}

fn unsupported(what: impl Into<String>) -> Box<ImportError> {
    Box::new(ImportError::Unsupported { format: FORMAT, what: what.into() })
}
