//! The classes a multiclass rule was made for.

use crate::data::{Classes, Data, Labels};
use crate::error::{Error, FitError, SchemaError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// All classes, and which of them had rows: only those have members.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenClasses {
    classes: Arc<[Arc<str>]>,
    present: Vec<u32>,
}

impl SeenClasses {
    /// # Errors
    /// When fewer than two classes have rows.
    pub(super) fn of(stage: &str, y: &Labels) -> Result<SeenClasses, Error> {
        let mut present = y.codes().to_vec();
        present.sort_unstable();
        present.dedup();
        let seen = SeenClasses { classes: Arc::clone(y.classes()), present };
        match seen.present() {
            0 | 1 => Err(FitError::Target {
                stage: stage.to_owned(),
                expected: "rows of at least two classes".to_owned(),
                found: format!("{} with rows", seen.present()),
            }
            .into()),
            _ => Ok(seen),
        }
    }

    /// Refuses what cannot have been learned.
    pub(super) fn check(&self) -> Result<(), String> {
        let rising = self.present.is_sorted_by(|a, b| a < b);
        let inside = self.present.last().is_some_and(|&last| (last as usize) < self.classes.len());
        if self.present.len() < 2 || !rising || !inside {
            let (present, classes) = (self.present.len(), self.classes.len());
            return Err(format!("{present} classes with rows are no rising indices of {classes}"));
        }
        let mut names: Vec<&Arc<str>> = self.classes.iter().collect();
        names.sort();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(format!("class `{}` stands twice", crate::error::clip(pair[0]))),
            None => Ok(()),
        }
    }

    /// How many classes have rows: at least 2.
    pub(super) fn present(&self) -> usize {
        self.present.len()
    }

    /// The code of one of the classes that have rows.
    pub(super) fn code(&self, place: usize) -> u32 {
        self.present.get(place).copied().unwrap_or(0)
    }

    /// The name of one of the classes that have rows.
    pub(super) fn name(&self, place: usize) -> &str {
        self.classes.get(self.code(place) as usize).map_or("", |name| name)
    }

    /// Puts shares of the classes that have rows, row after row, in the places of their classes; the others get 0.
    pub(super) fn answer(&self, shares: &[f64]) -> Result<Data, Error> {
        let width = self.classes.len();
        let mut out = vec![0.0; shares.len() / self.present.len().max(1) * width];
        for (row, shares) in out.chunks_exact_mut(width).zip(shares.chunks(self.present.len())) {
            for (&code, &share) in self.present.iter().zip(shares) {
                if let Some(slot) = row.get_mut(code as usize) {
                    *slot = share;
                }
            }
        }
        Ok(Classes::new(Arc::clone(&self.classes), out)?.into())
    }

    pub(super) fn line(&self) -> (String, String) {
        let with_rows: Vec<&str> = (0..self.present()).map(|place| self.name(place)).collect();
        ("classes".to_owned(), with_rows.join(", "))
    }
}

/// The probabilities of the second of two classes, by the member that was to tell them apart.
pub(super) fn second(answer: Data, expected: [&str; 2]) -> Result<Vec<f64>, Error> {
    let answer = super::typed::<Classes>(answer)?;
    let known = answer.classes();
    if known.len() != 2 || known.iter().zip(expected).any(|(a, b)| **a != *b) {
        let expected = format!("classes {}", crate::error::list(expected));
        let found = format!("classes {}", crate::error::list(&**known));
        return Err(SchemaError::Output { expected, found }.into());
    }
    Ok(answer.probabilities().iter().skip(1).step_by(2).copied().collect())
}
