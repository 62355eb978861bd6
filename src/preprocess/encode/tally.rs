//! What the target says of the rows of each level, from parts of the rows.

use super::by_level::{ByLevels, Gather};
use crate::data::{Column, Table, Types};
use crate::error::{Error, FitError, TableError};
use crate::exact::{self, ExactMoments, ExactSum, NarrowMoments, Unit};
use crate::pipeline::{Merge, Target};
use std::sync::Arc;

/// So many numbers take the memory of an accumulator; fewer are kept as they are.
const FEW: usize = 200;

/// The target of some rows: how many have each class, or the numbers.
#[derive(Debug, Clone)]
pub(crate) enum Tally {
    Classes(Vec<u64>),
    Few(Vec<f64>),
    Many(Box<ExactMoments>),
}

/// Rows, sum, mean and population variance of one output: of the numbers, or of 1 in a class and 0 outside it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Moments {
    pub(crate) rows: f64,
    pub(crate) sum: f64,
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

impl Moments {
    /// Those of numbers that lie close together; `None` without rows.
    pub(super) fn narrow(moments: &NarrowMoments, unit: Unit) -> Option<Moments> {
        Some(Moments {
            rows: real(moments.count()),
            sum: moments.sum(unit),
            mean: moments.mean(unit)?,
            variance: moments.variance(unit)?,
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "a count of rows in memory is far below 2^53")]
pub(super) fn real(rows: u64) -> f64 {
    rows as f64
}

impl Tally {
    /// How many rows there are.
    pub(crate) fn rows(&self) -> u64 {
        match self {
            Tally::Classes(counts) => counts.iter().copied().fold(0, u64::saturating_add),
            Tally::Few(values) => values.len() as u64,
            Tally::Many(moments) => moments.count(),
        }
    }

    /// How many rows have a class.
    pub(crate) fn of_class(&self, class: usize) -> u64 {
        match self {
            Tally::Classes(counts) => counts.get(class).copied().unwrap_or(0),
            Tally::Few(_) | Tally::Many(_) => 0,
        }
    }

    /// The moments of the numbers, or of a class; `None` without rows.
    pub(crate) fn moments(&self, class: usize) -> Option<Moments> {
        let rows = real(self.rows());
        match self {
            _ if rows == 0.0 => None,
            Tally::Classes(_) => {
                let sum = real(self.of_class(class));
                let mean = sum / rows;
                Some(Moments { rows, sum, mean, variance: sum * (rows - sum) / (rows * rows) })
            }
            Tally::Few(values) => {
                if let Some(unit) = Unit::of(values) {
                    let mut moments = NarrowMoments::NONE;
                    values.iter().for_each(|&y| moments.add(unit.multiple(y)));
                    return Moments::narrow(&moments, unit);
                }
                let moments = ExactMoments::of(values);
                Tally::Many(Box::new(moments)).moments(class)
            }
            Tally::Many(moments) => Some(Moments {
                rows,
                sum: moments.sum(),
                mean: moments.mean()?,
                variance: moments.variance(0)?,
            }),
        }
    }

    /// The mean of the numbers; `None` without any.
    pub(super) fn mean(&self) -> Option<f64> {
        match self {
            Tally::Classes(_) => None,
            Tally::Few(values) => exact::mean(values),
            Tally::Many(moments) => moments.mean(),
        }
    }

    /// The sum of the numbers and one more, rounded once.
    pub(crate) fn sum_with(&self, more: f64) -> f64 {
        let mut sum = ExactSum::new();
        match self {
            Tally::Few(values) => sum.add_slice(values),
            Tally::Many(moments) => {
                let mut moments = moments.clone();
                moments.add(more);
                return moments.sum();
            }
            Tally::Classes(_) => {}
        }
        sum.add(more);
        sum.sum()
    }

    fn add(&mut self, values: &[f64]) {
        match self {
            Tally::Few(few) if few.len() + values.len() <= FEW => few.extend_from_slice(values),
            Tally::Few(few) => {
                let mut moments = ExactMoments::of(few);
                moments.add_slice(values);
                *self = Tally::Many(Box::new(moments));
            }
            Tally::Many(moments) => moments.add_slice(values),
            Tally::Classes(_) => {}
        }
    }
}

impl Gather for Tally {
    fn nothing(like: &Self) -> Self {
        match like {
            Tally::Classes(counts) => Tally::Classes(vec![0; counts.len()]),
            Tally::Few(_) | Tally::Many(_) => Tally::Few(Vec::new()),
        }
    }

    fn gather(&mut self, other: &Self, _: u64) {
        match (&mut *self, other) {
            (Tally::Classes(counts), Tally::Classes(other)) => {
                for (count, other) in counts.iter_mut().zip(other) {
                    *count = count.saturating_add(*other);
                }
            }
            (_, Tally::Few(values)) => self.add(values),
            (Tally::Many(moments), Tally::Many(other)) => moments.merge(other),
            (Tally::Few(values), Tally::Many(other)) => {
                let mut moments = other.clone();
                moments.add_slice(values);
                *self = Tally::Many(moments);
            }
            (Tally::Classes(_), Tally::Many(_)) | (_, Tally::Classes(_)) => {}
        }
    }
}

/// The target of rows, checked.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Answers<'a> {
    None,
    Numbers(&'a [f64]),
    Classes(&'a [u32], &'a Arc<[Arc<str>]>),
}

impl<'a> Answers<'a> {
    /// The target of so many rows: classes, or finite numbers.
    pub(crate) fn of(stage: &str, y: Target<'a>, rows: usize) -> Result<Answers<'a>, Error> {
        let refuse = |expected: String, found: String| -> Error {
            FitError::Target { stage: stage.to_owned(), expected, found }.into()
        };
        let answers = match y {
            Target::Vector(y) => Answers::Numbers(y.values()),
            Target::Labels(y) => Answers::Classes(y.codes(), y.classes()),
            Target::None => return Err(refuse("numbers or classes".into(), "no target".into())),
            Target::Matrix(_) => {
                return Err(refuse("numbers or classes".into(), "columns of numbers".into()));
            }
            Target::WeightedVector(_) | Target::WeightedLabels(_) => {
                return Err(refuse("numbers or classes".into(), "a target with weights".into()));
            }
        };
        let found = match answers {
            Answers::None => rows,
            Answers::Numbers(values) => values.len(),
            Answers::Classes(codes, _) => codes.len(),
        };
        if found != rows {
            return Err(refuse(format!("{rows} rows"), found.to_string()));
        }
        if let Answers::Numbers(values) = answers
            && let Some(row) = values.iter().position(|y| !y.is_finite())
        {
            return Err(refuse("finite numbers".into(), format!("{} in row {row}", values[row])));
        }
        Ok(answers)
    }

    /// The classes, when the target has them.
    pub(crate) fn classes(self) -> Option<Arc<[Arc<str>]>> {
        match self {
            Answers::None | Answers::Numbers(_) => None,
            Answers::Classes(_, classes) => Some(Arc::clone(classes)),
        }
    }

    /// What is learned of no rows.
    pub(crate) fn empty(self) -> Tally {
        match self {
            Answers::None => Tally::Classes(Vec::new()),
            Answers::Numbers(_) => Tally::Few(Vec::new()),
            Answers::Classes(_, classes) => Tally::Classes(vec![0; classes.len()]),
        }
    }

    /// Adds a row.
    pub(crate) fn take(self, tally: &mut Tally, row: usize) {
        match (self, &mut *tally) {
            (Answers::None, _) => {}
            (Answers::Numbers(values), _) => {
                tally.add(values.get(row).map_or(&[], std::slice::from_ref));
            }
            (Answers::Classes(codes, _), Tally::Classes(counts)) => {
                let count = codes.get(row).and_then(|&code| counts.get_mut(code as usize));
                if let Some(count) = count {
                    *count += 1;
                }
            }
            (Answers::Classes(..), _) => {}
        }
    }
}

/// What the target says of the rows of each level of each column: what encoders by the target learn of
/// some of the rows.
#[derive(Debug, Clone)]
pub struct LevelTargets {
    /// By column and level.
    pub(crate) levels: ByLevels<Tally>,
    /// Of all rows.
    pub(crate) all: Tally,
    /// The classes, when the target has them.
    pub(crate) classes: Option<Arc<[Arc<str>]>>,
}

impl LevelTargets {
    /// Learns of each of the columns of the types a stage takes.
    pub(crate) fn learn(
        stage: &str,
        x: &Table,
        types: Types,
        y: Target<'_>,
        admit: impl FnMut(&str, &Column) -> Result<(), Error>,
    ) -> Result<LevelTargets, Error> {
        let answers = Answers::of(stage, y, x.rows())?;
        let mut all = answers.empty();
        let take = |tally: &mut Tally, row| answers.take(tally, row);
        let levels = ByLevels::learn(stage, x, types, &all, admit, take)?;
        match answers {
            Answers::Numbers(values) => all.add(values),
            Answers::Classes(codes, _) => {
                (0..codes.len()).for_each(|row| answers.take(&mut all, row));
            }
            Answers::None => {}
        }
        Ok(LevelTargets { levels, all, classes: answers.classes() })
    }

    /// What an encoder gives one number each of: the second of two classes, every class of more, or the
    /// numbers, which count as the class 0.
    pub(crate) fn outputs(&self) -> Vec<usize> {
        match self.classes.as_ref().map(|classes| classes.len()) {
            None => vec![0],
            Some(0..=2) => vec![1],
            Some(more) => (0..more).collect(),
        }
    }
}

impl Merge for LevelTargets {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        if self.classes != other.classes {
            let problem = "parts whose targets have different classes".to_owned();
            return Err(TableError::Record { row: 0, problem }.into());
        }
        self.levels.merge(other.levels)?;
        self.all.gather(&other.all, 0);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// However the numbers are put together, the moments are those of all of them: 0 to 499, by the
    /// formulas for the first n whole numbers.
    #[test]
    fn few_numbers_and_many_have_the_same_moments() {
        let values: Vec<f64> = (0..500).map(f64::from).collect();
        let (mean, variance) = (499.0 / 2.0, (500.0 * 500.0 - 1.0) / 12.0);
        for cuts in [vec![0, 500], vec![0, 100, 500], vec![0, 499, 500], vec![0, 1, 2, 250, 500]] {
            let mut whole = Tally::Few(Vec::new());
            for pair in cuts.windows(2) {
                let mut part = Tally::nothing(&whole);
                part.add(&values[pair[0]..pair[1]]);
                whole.gather(&part, 0);
            }
            let expected = Moments { rows: 500.0, sum: 500.0 * mean, mean, variance };
            assert_eq!(whole.moments(0), Some(expected), "{cuts:?}");
        }
        assert_eq!(Tally::Few(Vec::new()).moments(0), None);
    }

    #[test]
    fn a_class_is_one_inside_and_zero_outside() {
        let tally = Tally::Classes(vec![1, 3]);
        let expected = Moments { rows: 4.0, sum: 3.0, mean: 0.75, variance: 0.1875 };
        assert_eq!(tally.moments(1), Some(expected));
        assert_eq!(tally.moments(7).map(|m| m.sum), Some(0.0));
    }
}
