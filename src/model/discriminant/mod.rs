//! Discriminant analysis: classes whose rows are normally distributed.
//!
//! | recipe | the covariance is |
//! |---|---|
//! | [`LinearDiscriminant`] | one for all classes, so that planes part them |
//! | [`QuadraticDiscriminant`] | of each class its own |

mod linear;
mod quadratic;

pub use linear::{LinearDiscriminant, LinearDiscriminantModel};
pub use quadratic::{
    QuadraticDiscriminant, QuadraticDiscriminantModel, QuadraticDiscriminantState,
};

use super::check;
use super::naive_bayes::{ClassPrior, SeenClasses};
use crate::data::{Labels, Matrix};
use crate::error::{Error, FitError};
use crate::solve::discriminant::Group;
use std::sync::Arc;

/// Rows parted by class, and how probable each class is before a row is looked at.
struct Parted {
    seen: SeenClasses,
    groups: Vec<Group>,
    priors: Vec<f64>,
}

/// Checks rows and classes, and parts the rows.
fn part(stage: &str, prior: &ClassPrior, x: &Matrix, y: &Labels) -> Result<Parted, Error> {
    prior.check(stage)?;
    check::features(stage, x, y.rows())?;
    let present = check::classes(stage, y)?;
    prior.check_classes(stage, y.classes().len())?;
    let mut groups = vec![vec![Vec::new(); x.width()]; present.classes.len()];
    for (row, &code) in x.iter_rows().zip(&present.codes) {
        let Some(group) = groups.get_mut(code as usize) else { continue };
        group.iter_mut().zip(row).for_each(|(column, &cell)| column.push(cell));
    }
    let rows = groups.iter().map(|group| group.first().map_or(0, Vec::len) as u64).collect();
    let (columns, classes) = (Arc::clone(x.names()), Arc::clone(y.classes()));
    let seen = SeenClasses { columns, classes, present: present.classes, rows };
    let refused = |expected: &str, found: String| FitError::Parameter {
        stage: stage.to_owned(),
        parameter: "prior".to_owned(),
        expected: expected.to_owned(),
        found,
    };
    let above = "above 0 for every class that has rows";
    let priors = prior.shares(&seen).map_err(|found| refused(above, found))?;
    match priors.iter().position(|share| *share <= 0.0) {
        Some(at) => Err(refused(above, format!("0 for `{}`", seen.name(at))).into()),
        None => Ok(Parted { seen, groups, priors }),
    }
}

/// Checks a parameter from 0 to 1.
fn share(stage: &str, parameter: &str, value: f64) -> Result<(), Error> {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
    let (expected, found) = ("between 0 and 1".to_owned(), value.to_string());
    Err(FitError::Parameter { stage, parameter, expected, found }.into())
}

#[cfg(test)]
mod tests;
