//! Columns dropped one after the other, the least useful first.

use super::verdict::{check_target, complete, judges, refuse};
use super::{Estimator, Judge, Verdicts};
use crate::data::{Labels, Table, Types, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::Target;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A number of columns.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Amount {
    /// As many.
    Count(u64),
    /// A share of all that are judged, between 0 and 1, rounded down.
    Share(f64),
}

impl Amount {
    fn of(self, stage: &str, parameter: &str, all: usize) -> Result<usize, Error> {
        match self {
            Amount::Count(count) if count >= 1 => {
                Ok(usize::try_from(count).unwrap_or(usize::MAX).min(all))
            }
            // A float cast truncates, as the peer's does.
            Amount::Share(share) if share > 0.0 && share <= 1.0 => {
                Ok((all as f64 * share) as usize)
            }
            Amount::Count(count) => Err(refuse(stage, parameter, "1 or more", count)),
            Amount::Share(share) => {
                Err(refuse(stage, parameter, "a share above 0 and at most 1", share))
            }
        }
    }
}

/// Fits a model, drops the numeric columns it uses least, and begins again with the rest until few enough
/// are left.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied.
///
/// # Formula
/// A column's use is the sum of squares of its coefficients. Each round drops the [`step`](Self::step)
/// columns of least use, of equal ones the first, but none below the number to [`keep`](Self::keep).
///
/// # Learned state
/// The rank of each column: 1 for those kept, 2 for those dropped last, and so on.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order, as every [`Estimator`] is.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, a parameter is outside its
/// range, and where the model cannot be fitted.
///
/// # Source
/// `RFE` of scikit-learn 1.9; Guyon and others, "Gene selection for cancer classification using support
/// vector machines" (2002).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("a", Column::Real(vec![1.0, 2.0, 3.0, 4.0]))?
///     .with("b", Column::Real(vec![1.0, 0.0, 0.0, 1.0]))?;
/// let y = Vector::new(vec![2.0, 4.0, 6.0, 8.0]);
/// let fitted = RecursiveElimination::new(Estimator::Linear).fit(&x, &y)?;
/// assert_eq!(fitted.dropped(), ["b".into()]);
/// assert_eq!(fitted.scores(), [1.0, 2.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "RFE")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecursiveElimination {
    estimator: Estimator,
    keep: Amount,
    step: Amount,
}

impl RecursiveElimination {
    /// Keeps half of the columns, dropping one a round.
    #[must_use]
    pub fn new(estimator: Estimator) -> RecursiveElimination {
        RecursiveElimination { estimator, keep: Amount::Share(0.5), step: Amount::Count(1) }
    }

    /// How many columns stay; by default half of them.
    #[doc(alias = "n_features_to_select")]
    #[must_use]
    pub fn keep(mut self, keep: Amount) -> RecursiveElimination {
        self.keep = keep;
        self
    }

    /// How many columns a round drops, a share being one of all columns and one column at least; by
    /// default one.
    #[must_use]
    pub fn step(mut self, step: Amount) -> RecursiveElimination {
        self.step = step;
        self
    }
}

judges!(RecursiveElimination, Types::NUMERIC, Vector, Labels);

impl Judge for RecursiveElimination {
    const KIND: &'static str = "select.recursive";

    fn measure(&self) -> String {
        "rank".to_owned()
    }

    fn objection(&self, _: &Verdicts, _: usize) -> String {
        String::new()
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        let complete = complete(stage, x)?;
        let (columns, values) = (Arc::clone(&complete.names), complete.columns());
        check_target(stage, x.rows(), y)?;
        let keep = self.keep.of(stage, "keep", columns.len())?;
        let step = self.step.of(stage, "step", columns.len())?.max(1);
        let mut left: Vec<usize> = (0..columns.len()).collect();
        let mut rank = vec![1.0; columns.len()];
        while left.len() > keep.max(1) {
            let of_left: Vec<&[f64]> = left.iter().map(|&at| values[at]).collect();
            let uses = self.estimator.train(stage, &of_left, y)?.squares();
            let count = step.min(left.len() - keep.max(1));
            let worst: Vec<usize> = exact::argsort(&uses).into_iter().take(count).collect();
            let mut place = 0;
            left.retain(|_| {
                place += 1;
                !worst.contains(&(place - 1))
            });
            for (at, rank) in rank.iter_mut().enumerate() {
                if left.binary_search(&at).is_err() {
                    *rank += 1.0;
                }
            }
        }
        let kept: Vec<bool> = rank.iter().map(|&rank| rank == 1.0).collect();
        Ok(Verdicts::new(columns, rank).keep(|at| kept[at]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Stage;
    use crate::data::Column;
    use crate::pipeline::Fit;

    /// y = 4a + 2b + c + 0·d, columns of equal scale and no correlation: the order is that of the
    /// coefficients.
    fn rows() -> Result<(Table, Vector), Error> {
        let sign =
            |bit: usize| (0..16).map(|row| if row >> bit & 1 == 1 { 1.0 } else { -1.0 }).collect();
        let columns: Vec<Vec<f64>> = (0..4).map(sign).collect();
        let y = (0..16).map(|row| 4.0 * columns[2][row] + 2.0 * columns[0][row] + columns[3][row]);
        let y = Vector::new(y.collect());
        let names = ["b", "d", "a", "c"];
        let columns = columns.into_iter().map(Column::Real);
        Ok((Table::from_columns(names.into_iter().zip(columns))?, y))
    }

    #[test]
    fn the_least_used_go_first() -> Result<(), Error> {
        let (x, y) = rows()?;
        let rank = |recipe: RecursiveElimination| -> Result<Vec<f64>, Error> {
            Ok(recipe.fit(&x, &y)?.scores().to_vec())
        };
        let recipe = RecursiveElimination::new(Estimator::Ridge { alpha: 0.5 });
        assert_eq!(rank(recipe.clone())?, [1.0, 3.0, 1.0, 2.0]);
        assert_eq!(rank(recipe.clone().keep(Amount::Count(1)))?, [2.0, 4.0, 1.0, 3.0]);
        let steps = recipe.clone().keep(Amount::Count(1)).step(Amount::Count(2));
        assert_eq!(rank(steps)?, [2.0, 3.0, 1.0, 3.0]);
        let share = recipe.clone().keep(Amount::Share(0.25)).step(Amount::Share(0.6));
        assert_eq!(rank(share)?, [2.0, 3.0, 1.0, 3.0]);
        assert_eq!(recipe.clone().fit(&x, &y)?.report()[1].1, "dropped: rank 3");
        let message = recipe.keep(Amount::Share(1.5)).fit(&x, &y).unwrap_err().to_string();
        assert!(message.contains("`keep` must be a share above 0 and at most 1"), "{message}");
        Ok(())
    }

    #[test]
    fn classes_ask_for_a_classifier() -> Result<(), Error> {
        let (x, y) = rows()?;
        let classes =
            Labels::from_texts(y.values().iter().map(|y| if *y > 0.0 { "p" } else { "n" }));
        let recipe =
            RecursiveElimination::new(Estimator::Logistic { c: 1.0 }).keep(Amount::Count(1));
        assert_eq!(recipe.fit(&x, &classes)?.scores()[2], 1.0);
        assert!(recipe.fit(&x, &y).is_err());
        Ok(())
    }
}
