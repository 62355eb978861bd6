//! LightGBM's text model, versions 3 and 4.
//!
//! The scores are LightGBM's to the bit: the same comparisons, and the leaves added in double precision in the order of
//! the trees. Its links call the exponential function of the C library, this crate's is correctly rounded; so a
//! probability or a mean may differ in its last place.

mod file;
mod objective;
mod pandas;
mod text;
mod tree;

use super::ImportedTrees;
use crate::error::{Error, ImportError};

/// The format, in errors.
const FORMAT: &str = "LightGBM text model";

/// Reads a model file: what `Booster.save_model` writes and `model_to_string` returns.
///
/// # Errors
/// [`ImportError`] when the bytes are not such a file, are of another version, contradict themselves, or ask for what
/// this crate does not do.
///
/// # Examples
/// ```
/// use steadfast::import::lightgbm;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/lgb_poisson_bikeshare/model.txt")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = lightgbm::read(&file)?;
/// assert_eq!(imported.objective(), "poisson");
/// assert!(lightgbm::read(b"tree\nversion=v9\n").unwrap_err().to_string().contains("`v9`"));
/// # Ok::<(), Error>(())
/// ```
///
/// # Source
/// The text form of LightGBM 3.3 to 4.7, `src/boosting/gbdt_model_text.cpp` and `src/io/tree.cpp`.
pub fn read(bytes: &[u8]) -> Result<ImportedTrees, Error> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| malformed(format!("byte {}", error.valid_up_to()), "not UTF-8 text"))?;
    Ok(file::parse(text)?)
}

fn malformed(place: impl Into<String>, problem: impl Into<String>) -> Box<ImportError> {
    Box::new(ImportError::Malformed {
        format: FORMAT,
        place: place.into(),
        problem: problem.into(),
    })
}
