//! Which distributions there are, their links, and what they can have given.

use super::{Tweedie, TweedieModel};
use crate::artifact::Stage;
use crate::data::Vector;
use crate::error::{Error, FitError};
use crate::model::input::{at_least, not_negative};
use crate::solve::glm::Family;
use serde::{Deserialize, Serialize};

/// How the mean of a [`Tweedie`] follows from the weighted sum of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// The logarithm for a power above 0, else the identity.
    #[default]
    Auto,
    /// The mean is the weighted sum. For a power other than 0 it must be above 0 on every row learned from.
    Identity,
    /// The logarithm of the mean is the weighted sum.
    Log,
}

impl Tweedie {
    pub(super) fn family(&self) -> Family {
        let log = match self.link {
            Link::Auto => self.power > 0.0,
            Link::Identity => false,
            Link::Log => true,
        };
        Family { power: self.power, log }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let stage = TweedieModel::KIND;
        if !self.power.is_finite() || (self.power > 0.0 && self.power < 1.0) {
            return Err(FitError::Parameter {
                stage: stage.to_owned(),
                parameter: "power".to_owned(),
                expected: "finite and not between 0 and 1".to_owned(),
                found: self.power.to_string(),
            }
            .into());
        }
        not_negative(stage, "alpha", self.alpha)?;
        not_negative(stage, "tolerance", self.tolerance)?;
        at_least(stage, "max_iterations", 1, self.max_iterations)
    }

    /// Checks that the distribution can have given the targets.
    pub(super) fn check_target(&self, y: &Vector) -> Result<(), Error> {
        let (fits, range): (fn(f64) -> bool, &str) = match self.power {
            power if power < 1.0 => (|_| true, "any numbers"),
            power if power < 2.0 => (|y| y >= 0.0, "numbers from 0"),
            _ => (|y| y > 0.0, "numbers above 0"),
        };
        let refuse = |expected: String, found: String| {
            let stage = TweedieModel::KIND.to_owned();
            Err(FitError::Target { stage, expected, found }.into())
        };
        if let Some(row) = y.values().iter().position(|y| !fits(*y)) {
            let found = format!("{} in row {row}", y.values()[row]);
            return refuse(format!("{range}, for power {}", self.power), found);
        }
        if self.power >= 1.0 && y.values().iter().all(|y| *y == 0.0) {
            return refuse("at least one number above 0".to_owned(), "none".to_owned());
        }
        Ok(())
    }
}
