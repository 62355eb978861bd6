//! One categorical column as numbers.

use super::levels::Levels;
use crate::data::Column;
use crate::error::Error;
use crate::exact::NAN;
use serde::{Deserialize, Serialize};

/// What a cell without a code becomes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Code {
    Number(f64),
    Missing,
    Refused,
}

impl Code {
    /// NaN stands for missing.
    pub(crate) fn of(value: f64) -> Code {
        if value.is_nan() { Code::Missing } else { Code::Number(value) }
    }
}

/// One column: the code of each level, and what missing and unknown become.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Encoded {
    pub(crate) levels: Levels,
    pub(crate) codes: Vec<f64>,
    pub(crate) missing: Code,
    pub(crate) unknown: Code,
}

impl Encoded {
    /// The codes of a column's rows.
    pub(crate) fn apply(
        &self,
        stage: &str,
        name: &str,
        column: &Column,
    ) -> Result<Vec<f64>, Error> {
        let number = |code: Code| match code {
            Code::Number(value) => Some(value),
            Code::Missing => Some(NAN),
            Code::Refused => None,
        };
        let (missing, unknown) = (number(self.missing), number(self.unknown));
        self.levels.values((stage, name), column, &self.codes, missing, unknown)
    }

    /// Checks what [`apply`](Self::apply) relies on.
    pub(crate) fn check(&self) -> Result<(), String> {
        self.levels.check()?;
        if self.codes.len() != self.levels.len() {
            let (found, levels) = (self.codes.len(), self.levels.len());
            return Err(format!("{found} codes for {levels} levels"));
        }
        let others = [self.missing, self.unknown].into_iter().filter_map(|code| match code {
            Code::Number(value) => Some(value),
            Code::Missing | Code::Refused => None,
        });
        match self.codes.iter().copied().chain(others).find(|code| !code.is_finite()) {
            Some(code) => Err(format!("code {code}")),
            None => Ok(()),
        }
    }
}
