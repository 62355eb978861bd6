//! Which rows learn and which judge, in an order that their content decides.

use crate::data::DataRef;
use crate::error::{Error, FitError, SearchError};
use crate::evaluate::Split;
use crate::exact::Random;
use crate::pipeline::{Folds, Target, canonical_order};
use std::collections::BTreeMap;

/// The order in which rows join the subsets of a halving or a learning curve.
const SUBSETS: u32 = 0x5345_0002;

/// How the rows of a search are dealt: [`Folds`], by what is in the rows, or splits given row by row.
///
/// ```
/// use steadfast::evaluate::KFold;
/// use steadfast::prelude::*;
/// use steadfast::search::Splits;
/// let dealt: Splits = Folds::new(5, 0).into();
/// let given: Splits = KFold::new(5, 0).split(100)?.into();
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Splits(How);

#[derive(Debug, Clone, PartialEq, Eq)]
enum How {
    Dealt(Folds),
    Given(Vec<Split>),
}

impl From<Folds> for Splits {
    fn from(folds: Folds) -> Splits {
        Splits(How::Dealt(folds))
    }
}

impl From<Vec<Split>> for Splits {
    fn from(splits: Vec<Split>) -> Splits {
        Splits(How::Given(splits))
    }
}

impl From<Split> for Splits {
    fn from(split: Split) -> Splits {
        Splits(How::Given(vec![split]))
    }
}

impl Splits {
    /// The splits of these rows. Dealt ones list their rows in canonical order, so that whatever is
    /// fitted meets them in the same order however the table is sorted; given ones as they were given.
    pub(super) fn of(
        &self,
        x: DataRef<'_>,
        y: Target<'_>,
        rows: usize,
    ) -> Result<Vec<Split>, Error> {
        match &self.0 {
            How::Dealt(folds) => {
                let fold_of = folds.deal(x, y).map_err(undealt)?;
                let order = canonical_order(x, y);
                let split = |fold| {
                    let (test, train) =
                        order.iter().partition(|row| fold_of.get(**row) == Some(&fold));
                    Split { train, test }
                };
                Ok((0..folds.count()).map(split).collect())
            }
            How::Given(splits) => {
                check(splits, rows)?;
                Ok(splits.clone())
            }
        }
    }
}

/// Whether given splits can judge: rows that are there, on one side each.
fn check(splits: &[Split], rows: usize) -> Result<(), Error> {
    if splits.is_empty() {
        return Err(fault("there are none".to_owned()));
    }
    for (at, split) in splits.iter().enumerate() {
        let mut learns = vec![false; rows];
        for (side, name) in [(&split.train, "train"), (&split.test, "test")] {
            if side.is_empty() {
                return Err(fault(format!("split {at} has no {name} rows")));
            }
            if let Some(row) = side.iter().find(|row| **row >= rows) {
                return Err(fault(format!("split {at} has row {row}, and there are {rows} rows")));
            }
        }
        for &row in &split.train {
            if let Some(learns) = learns.get_mut(row) {
                *learns = true;
            }
        }
        if let Some(row) = split.test.iter().find(|row| learns.get(**row) == Some(&true)) {
            return Err(fault(format!("split {at} has row {row} on both sides")));
        }
    }
    Ok(())
}

/// Folds are dealt for `cross_fit` too, whose name has no place here.
fn undealt(error: Error) -> Error {
    match error {
        Error::Fit(error) => match *error {
            FitError::Parameter { expected, .. } => fault(expected),
            other => fault(other.to_string()),
        },
        other => fault(other.to_string()),
    }
}

fn fault(problem: String) -> Error {
    SearchError::Folds { problem }.into()
}

/// The order in which rows join growing subsets of a split: each list of rows so that every beginning of
/// it is a subset of its own.
pub(super) struct Growing {
    /// The place of every row in canonical order.
    place: Vec<usize>,
    splits: Vec<Split>,
}

impl Growing {
    pub(super) fn new(splits: &[Split], x: DataRef<'_>, y: Target<'_>, seed: u64) -> Growing {
        let order = canonical_order(x, y);
        let mut place = vec![0; order.len()];
        for (at, &row) in order.iter().enumerate() {
            if let Some(place) = place.get_mut(row) {
                *place = at;
            }
        }
        let draw = |rows: &[usize], index: u64| {
            let mut rows = rows.to_vec();
            rows.sort_by_key(|row| place.get(*row));
            Random::new(seed, SUBSETS, index).shuffle(&mut rows);
            match y.unweighted() {
                Target::Labels(y) => evenly(&rows, y.codes()),
                _ => rows,
            }
        };
        let drawn = (0u64..).step_by(2).zip(splits);
        let splits = drawn.map(|(index, split)| Split {
            train: draw(&split.train, index),
            test: draw(&split.test, index + 1),
        });
        Growing { splits: splits.collect(), place }
    }

    /// `part` of every `whole` rows of each side, at least one, in canonical order.
    pub(super) fn part(&self, part: usize, whole: usize) -> Vec<Split> {
        let of = |rows: &[usize]| {
            let share = rows.len() as u128 * part as u128 / whole.max(1) as u128;
            self.beginning(rows, usize::try_from(share).unwrap_or(usize::MAX))
        };
        let part = |split: &Split| Split { train: of(&split.train), test: of(&split.test) };
        self.splits.iter().map(part).collect()
    }

    /// So many training rows, at least one, in canonical order, and all test rows.
    pub(super) fn trained_on(&self, rows: usize) -> Vec<Split> {
        let split = |split: &Split| Split {
            train: self.beginning(&split.train, rows),
            test: self.beginning(&split.test, usize::MAX),
        };
        self.splits.iter().map(split).collect()
    }

    /// The fewest training rows of a split.
    pub(super) fn least(&self) -> usize {
        self.splits.iter().map(|split| split.train.len()).min().unwrap_or(0)
    }

    fn beginning(&self, rows: &[usize], count: usize) -> Vec<usize> {
        let mut rows: Vec<usize> = rows.iter().take(count.max(1)).copied().collect();
        rows.sort_by_key(|row| self.place.get(*row));
        rows
    }
}

/// The rows of each class in their order, put together so that every beginning has the classes in their
/// shares: the i-th of n rows of a class stands at (2i + 1) / 2n of the whole.
fn evenly(rows: &[usize], codes: &[u32]) -> Vec<usize> {
    let code = |row: usize| codes.get(row).copied().unwrap_or(0);
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    for &row in rows {
        *counts.entry(code(row)).or_default() += 1;
    }
    let mut met: BTreeMap<u32, u64> = BTreeMap::new();
    let mut placed: Vec<(u64, u64, u32, usize)> = Vec::with_capacity(rows.len());
    for &row in rows {
        let class = code(row);
        let met = met.entry(class).or_default();
        placed.push((2 * *met + 1, counts.get(&class).copied().unwrap_or(1), class, row));
        *met += 1;
    }
    placed.sort_by(|a, b| {
        let cross = |x: u64, y: u64| u128::from(x) * u128::from(y);
        cross(a.0, b.1).cmp(&cross(b.0, a.1)).then(a.2.cmp(&b.2))
    });
    placed.into_iter().map(|(_, _, _, row)| row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, DataKind, Labels, Table};
    use crate::pipeline::Learn;
    use proptest::prelude::*;

    #[test]
    fn splits_that_cannot_judge() {
        let split =
            |train: &[usize], test: &[usize]| Split { train: train.into(), test: test.into() };
        for (splits, expected) in [
            (vec![], "there are none"),
            (vec![split(&[0], &[])], "split 0 has no test rows"),
            (vec![split(&[], &[0])], "split 0 has no train rows"),
            (vec![split(&[0], &[1]), split(&[0], &[3])], "split 1 has row 3, and there are 3 rows"),
            (vec![split(&[0, 2], &[1, 2])], "split 0 has row 2 on both sides"),
        ] {
            let error = check(&splits, 3).unwrap_err().to_string();
            assert_eq!(error, format!("search: folds: {expected}"));
        }
    }

    #[test]
    fn every_beginning_has_the_shares_of_the_classes() {
        let codes = [0, 0, 0, 0, 0, 0, 1, 1, 1, 2];
        let order = evenly(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9], &codes);
        for end in 1..=10 {
            for (class, share) in [(0, 0.6), (1, 0.3), (2, 0.1)] {
                let met = order[..end].iter().filter(|row| codes[**row] == class).count();
                assert!((met as f64 - share * end as f64).abs() < 1.0, "{order:?}");
            }
        }
    }

    proptest! {
        /// Subsets grow, keep to their side, and follow from the content of rows.
        #[test]
        fn subsets_are_nested(
            cells in prop::collection::vec((0i64..6, 0u8..3), 12..40), seed: u64, shuffle: u64,
        ) {
            let subsets = |cells: &[(i64, u8)]| {
                let x = Table::new().with("a", Column::integers(cells.iter().map(|c| c.0))).unwrap();
                let y = Labels::from_texts(cells.iter().map(|c| c.1.to_string()));
                // Every class in every fold, or there is nothing to test.
                let splits = Splits::from(Folds::new(2, seed)).of(x.lend(), y.target(), cells.len());
                let Ok(splits) = splits else { return Vec::new() };
                let growing = Growing::new(&splits, x.lend(), y.target(), seed);
                let parts = [3, 9, cells.len()].map(|part| growing.part(part, cells.len()));
                let nested = |small: &[Split], large: &[Split]| small.iter().zip(large).all(|(a, b)| {
                    a.train.iter().all(|row| b.train.contains(row)) && a.test.iter().all(|row| b.test.contains(row))
                });
                assert!(nested(&parts[0], &parts[1]) && nested(&parts[1], &parts[2]));
                assert_eq!(&parts[2], &splits);
                let content = |rows: &[usize]| rows.iter().map(|&row| cells[row]).collect::<Vec<_>>();
                let shown = parts.iter().flatten().map(|s| (content(&s.train), content(&s.test)));
                shown.collect()
            };
            let mut shuffled = cells.clone();
            Random::new(shuffle, 0, 0).shuffle(&mut shuffled);
            // The classes keep their codes only where all three are there, sorted by name.
            prop_assert_eq!(subsets(&cells), subsets(&shuffled));
        }
    }
}
