//! How probable a class is before a row is looked at.

use super::seen::SeenClasses;
use super::weighed::WeighedClasses;
use crate::error::{Error, FitError};
use crate::exact;
use serde::{Deserialize, Serialize};

/// By how much given probabilities may miss 1 in sum.
const SLACK: f64 = 1e-5;

/// How probable each class is before a row is looked at.
#[doc(alias = "fit_prior")]
#[doc(alias = "class_prior")]
#[doc(alias = "priors")]
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum ClassPrior {
    /// As its share of the training rows.
    #[default]
    Learned,
    /// As every other class that has rows.
    Uniform,
    /// As given: one probability a class of the list of labels, in its order, 1 in sum. A class without rows keeps
    /// probability 0 whatever is given for it.
    Given(Vec<f64>),
}

impl ClassPrior {
    /// What is wrong with given probabilities, whatever the classes are.
    fn problem(&self) -> Option<String> {
        let ClassPrior::Given(given) = self else { return None };
        if let Some(odd) = given.iter().find(|p| !(p.is_finite() && **p >= 0.0)) {
            return Some(odd.to_string());
        }
        let sum = exact::exact_sum(given);
        ((sum - 1.0).abs() > SLACK).then(|| format!("the sum {sum}"))
    }

    /// Checks given probabilities.
    pub(in crate::model) fn check(&self, stage: &str) -> Result<(), Error> {
        match self.problem() {
            Some(found) => {
                Err(refused(stage, "probabilities from 0 that add up to 1".to_owned(), found))
            }
            None => Ok(()),
        }
    }

    /// Checks given probabilities against the classes.
    pub(in crate::model) fn check_classes(&self, stage: &str, classes: usize) -> Result<(), Error> {
        match self {
            ClassPrior::Given(given) if given.len() != classes => {
                let expected = format!("one probability for each of {classes} classes");
                Err(refused(stage, expected, given.len().to_string()))
            }
            _ => Ok(()),
        }
    }

    /// The probability of each class that had rows.
    pub(in crate::model) fn shares(&self, seen: &SeenClasses) -> Result<Vec<f64>, String> {
        self.shares_of(seen, None)
    }

    /// The same where rows count with weights: the sum of those of each class in the place of its number of rows.
    pub(super) fn shares_of(
        &self,
        seen: &SeenClasses,
        weights: Option<&WeighedClasses>,
    ) -> Result<Vec<f64>, String> {
        let shares: Vec<f64> = match (self, weights) {
            (ClassPrior::Learned, Some(weights)) => {
                let all = exact::exact_sum(&weights.classes);
                weights.classes.iter().map(|weight| weight / all).collect()
            }
            (ClassPrior::Learned, None) => {
                let rows = seen.rows.iter().map(|&rows| rows as f64);
                let all = seen.all_rows()? as f64;
                rows.map(|rows| rows / all).collect()
            }
            (ClassPrior::Uniform, _) => vec![1.0 / seen.rows.len() as f64; seen.rows.len()],
            (ClassPrior::Given(given), _) if given.len() == seen.classes.len() => {
                seen.present.iter().filter_map(|&at| given.get(at as usize).copied()).collect()
            }
            (ClassPrior::Given(given), _) => {
                let (given, classes) = (given.len(), seen.classes.len());
                return Err(format!("{given} probabilities for {classes} classes"));
            }
        };
        if shares.iter().any(|share| *share > 0.0) {
            Ok(shares)
        } else {
            Err("every class with rows has the given probability 0".to_owned())
        }
    }
}

fn refused(stage: &str, expected: String, found: String) -> Error {
    let (stage, parameter) = (stage.to_owned(), "prior".to_owned());
    FitError::Parameter { stage, parameter, expected, found }.into()
}
