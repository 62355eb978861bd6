//! What becomes of cells that are none of the levels learned.

use crate::data::Column;
use crate::error::{Error, RowError};
use crate::pipeline::per_column::bad_column;
use crate::preprocess::bad_parameter;
use crate::preprocess::codes::Code;
use serde::{Deserialize, Serialize};

/// What a level that was not there at fit becomes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Unseen {
    /// The row is refused.
    #[doc(alias = "raise")]
    Error,
    /// A missing value.
    #[doc(alias = "ignore")]
    Missing,
    /// What the encoder has for a level it knows nothing of; each says what that is.
    Encode,
    /// This number.
    Value(f64),
}

/// What a missing value becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MissingAs {
    /// The row is refused, at fit too.
    #[doc(alias = "raise")]
    Error,
    /// It stays missing, and rows without a value are left out at fit.
    Missing,
    /// What a level becomes that was not there at fit; rows without a value are left out at fit.
    #[doc(alias = "ignore")]
    Unseen,
    /// A level of its own, where some were missing at fit; elsewhere as a level that was not there.
    Level,
}

/// The two together, as every encoder that makes numbers of levels has them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Policy {
    pub(super) missing: MissingAs,
    pub(super) unseen: Unseen,
}

impl Policy {
    /// Checks the parameters by themselves.
    pub(super) fn check(&self, stage: &str) -> Result<(), Error> {
        match self.unseen {
            Unseen::Value(value) if !value.is_finite() => {
                Err(bad_parameter(stage, "unseen", "a finite number", value.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// Refuses a column with missing values at fit, where they are to be refused.
    pub(super) fn admit(&self, stage: &str, name: &str, column: &Column) -> Result<(), Error> {
        let refused = match self.missing {
            MissingAs::Error => true,
            // It would be refused when the rows it learned from come to be encoded.
            MissingAs::Unseen => self.unseen == Unseen::Error,
            MissingAs::Missing | MissingAs::Level => false,
        };
        match (0..column.len()).find(|&row| refused && column.is_missing(row)) {
            Some(row) => Err(bad_column(stage, name, format!("row {row} is missing"))),
            None => Ok(()),
        }
    }

    /// Refuses the first missing value at apply, where they are to be refused.
    pub(super) fn answer(&self, stage: &str, name: &str, column: &Column) -> Result<(), Error> {
        let refused = self.missing == MissingAs::Error;
        match (0..column.len()).find(|&row| refused && column.is_missing(row)) {
            Some(row) => {
                let (stage, column) = (stage.to_owned(), name.to_owned());
                let (expected, found) = ("a value".to_owned(), "missing".to_owned());
                Err(RowError { stage, column, row: Some(row), expected, found }.into())
            }
            None => Ok(()),
        }
    }

    /// Whether missing values seen at fit are a level.
    pub(super) fn is_level(&self) -> bool {
        self.missing == MissingAs::Level
    }

    /// What an unseen level becomes, where the encoder has `own` for it.
    pub(super) fn unseen(&self, own: f64) -> Code {
        match self.unseen {
            Unseen::Error => Code::Refused,
            Unseen::Missing => Code::Missing,
            Unseen::Encode => Code::Number(own),
            Unseen::Value(value) => Code::Number(value),
        }
    }

    /// What a missing value becomes; `level` is the number of missing as a level, when it is one.
    pub(super) fn missing(&self, level: Option<f64>, own: f64) -> Code {
        match (self.missing, level) {
            (MissingAs::Error, _) => Code::Refused,
            (MissingAs::Missing, _) => Code::Missing,
            (MissingAs::Level, Some(value)) => Code::Number(value),
            (MissingAs::Unseen | MissingAs::Level, _) => self.unseen(own),
        }
    }
}

/// The setters of the two, for a recipe with a field `policy` and one for the types of column it takes.
macro_rules! policy_setters {
    ($recipe:ident) => {
        impl $recipe {
            /// The types of column to encode; by default text. Timestamps cannot be.
            #[doc(alias = "ignore_format")]
            #[must_use]
            pub fn types(mut self, types: Types) -> $recipe {
                self.types = types;
                self
            }

            /// What a level that was not there at fit becomes.
            #[doc(alias = "handle_unknown")]
            #[must_use]
            pub fn unseen(mut self, unseen: Unseen) -> $recipe {
                self.policy.unseen = unseen;
                self
            }

            /// What a missing value becomes.
            #[doc(alias = "missing_values")]
            #[doc(alias = "handle_missing")]
            #[must_use]
            pub fn missing(mut self, missing: MissingAs) -> $recipe {
                self.policy.missing = missing;
                self
            }
        }
    };
}
pub(super) use policy_setters;
