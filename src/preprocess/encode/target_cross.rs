//! Training rows encoded by what other rows say.

use super::tally::{Answers, LevelTargets, Moments, Tally, real};
use super::target::{EncodeTarget, Training, overall};
use super::target_fitted::{TargetEncoder, TargetState};
use crate::artifact::Stage;
use crate::data::{DataKind, Table};
use crate::error::{Error, FitError};
use crate::exact::{NAN, NarrowMoments, Unit};
use crate::pipeline::{Apply, Folds, Target};

/// Rows dealt into folds.
struct Dealt {
    /// The fold of each row.
    fold_of: Vec<usize>,
    /// The rows of each fold.
    folds: Vec<Vec<usize>>,
}

/// The target of rows, and what it says of some of them.
trait Told {
    /// What it says of some rows.
    type Sum: Clone;
    /// Of no rows.
    fn nothing(&self) -> Self::Sum;
    /// Takes a row.
    fn take(&self, sum: &mut Self::Sum, row: usize);
    /// Takes out a row that was taken; whether that can be done.
    fn take_out(&self, sum: &mut Self::Sum, row: usize) -> bool;
    /// The moments of a class, or of the numbers; `None` without rows.
    fn moments(&self, sum: &Self::Sum, class: usize) -> Option<Moments>;

    /// What the rows for which `wanted` holds say, by place, of which there are `count`.
    fn by_place(
        &self,
        places: &[usize],
        count: usize,
        wanted: impl Fn(usize) -> bool,
    ) -> Vec<Self::Sum> {
        let mut sums = vec![self.nothing(); count];
        for (row, &place) in places.iter().enumerate() {
            if let (true, Some(sum)) = (wanted(row), sums.get_mut(place)) {
                self.take(sum, row);
            }
        }
        sums
    }

    /// What the rows outside of a fold say, given what all say: nearly all rows are in most of these.
    fn by_others(
        &self,
        places: &[usize],
        all: &[Self::Sum],
        dealt: &Dealt,
        fold: usize,
    ) -> Vec<Self::Sum> {
        let mut others = all.to_vec();
        let own = dealt.folds.get(fold).map(Vec::as_slice).unwrap_or_default();
        let taken_out = own.iter().all(|&row| {
            let sum = places.get(row).and_then(|&place| others.get_mut(place));
            sum.is_none_or(|sum| self.take_out(sum, row))
        });
        if taken_out {
            return others;
        }
        self.by_place(places, all.len(), |row| dealt.fold_of.get(row) != Some(&fold))
    }
}

impl Told for Answers<'_> {
    type Sum = Tally;

    fn nothing(&self) -> Tally {
        self.empty()
    }

    fn take(&self, sum: &mut Tally, row: usize) {
        Answers::take(*self, sum, row);
    }

    fn take_out(&self, sum: &mut Tally, row: usize) -> bool {
        let (Answers::Classes(codes, _), Tally::Classes(counts)) = (self, sum) else {
            return false;
        };
        if let Some(count) = codes.get(row).and_then(|&code| counts.get_mut(code as usize)) {
            *count = count.saturating_sub(1);
        }
        true
    }

    fn moments(&self, sum: &Tally, class: usize) -> Option<Moments> {
        sum.moments(class)
    }
}

/// Numbers that lie close together.
struct Near {
    unit: Unit,
    multiples: Vec<i128>,
}

impl Told for Near {
    type Sum = NarrowMoments;

    fn nothing(&self) -> NarrowMoments {
        NarrowMoments::NONE
    }

    fn take(&self, sum: &mut NarrowMoments, row: usize) {
        if let Some(&multiple) = self.multiples.get(row) {
            sum.add(multiple);
        }
    }

    fn take_out(&self, sum: &mut NarrowMoments, row: usize) -> bool {
        if let Some(&multiple) = self.multiples.get(row) {
            sum.remove(multiple);
        }
        true
    }

    fn moments(&self, sum: &NarrowMoments, _: usize) -> Option<Moments> {
        Moments::narrow(sum, self.unit)
    }
}

impl EncodeTarget {
    /// Fits, and encodes each training row by what others say of its levels.
    pub(super) fn fit_apply_to(
        &self,
        x: &Table,
        y: Target<'_>,
    ) -> Result<(TargetEncoder, Table), Error> {
        let learned = self.tally(x, y)?;
        match self.training {
            Training::InSample => {
                let fitted = self.settle_beside(learned, x)?;
                let out = fitted.apply(x)?;
                Ok((fitted, out))
            }
            Training::Folds(folds) => {
                let (outputs, missing_levels) = (learned.outputs(), self.missing_levels(&learned));
                let fitted = self.settle_beside(learned, x)?;
                let dealt = self.deal(x, y, folds)?;
                let answers = Answers::of(TargetEncoder::KIND, y, x.rows())?;
                let near = match answers {
                    Answers::Numbers(values) => Unit::of(values).map(|unit| {
                        let multiples = values.iter().map(|&y| unit.multiple(y)).collect();
                        Near { unit, multiples }
                    }),
                    Answers::None | Answers::Classes(..) => None,
                };
                let levels = (outputs.as_slice(), missing_levels.as_slice());
                let out = match near {
                    Some(near) => self.by_folds(&fitted, x, &near, &dealt, levels)?,
                    None => self.by_folds(&fitted, x, &answers, &dealt, levels)?,
                };
                Ok((fitted, out))
            }
            Training::LeaveOneOut => {
                let fitted = self.settle_beside(learned.clone(), x)?;
                let out = self.by_others(&fitted, x, y, &learned)?;
                Ok((fitted, out))
            }
        }
    }

    fn deal(&self, x: &Table, y: Target<'_>, folds: u32) -> Result<Dealt, Error> {
        let count = folds as usize;
        if x.rows() < count {
            let (needs, found) = (count, x.rows());
            let stage = TargetEncoder::KIND.to_owned();
            return Err(FitError::Rows { stage, needs, found }.into());
        }
        let fold_of = Folds::new(folds.into(), self.seed).deal(x.lend(), y)?;
        let mut folds = vec![Vec::with_capacity(x.rows() / count.max(1) + 1); count];
        for (row, &fold) in fold_of.iter().enumerate() {
            if let Some(rows) = folds.get_mut(fold) {
                rows.push(row);
            }
        }
        Ok(Dealt { fold_of, folds })
    }

    /// Each row by what the rows of the other folds say of the same levels.
    fn by_folds<T: Told>(
        &self,
        fitted: &TargetEncoder,
        x: &Table,
        told: &T,
        dealt: &Dealt,
        (outputs, missing_levels): (&[usize], &[bool]),
    ) -> Result<Table, Error> {
        let TargetState { columns, mean, encoded, .. } = &fitted.state;
        let everywhere = vec![0; x.rows()];
        let all = told.by_place(&everywhere, 1, |_| true);
        let overall_of = |fold| {
            let others = told.by_others(&everywhere, &all, dealt, fold);
            overall(outputs, |class| told.moments(others.first()?, class))
        };
        let overall: Vec<Vec<(usize, Moments)>> =
            (0..dealt.folds.len()).map(overall_of).collect::<Result<_, Error>>()?;
        let mut out = vec![vec![0.0; x.rows()]; columns.len() * mean.len()];
        let out_of_columns = out.chunks_mut(mean.len().max(1));
        let columns = columns.iter().zip(encoded).zip(missing_levels).zip(out_of_columns);
        for (((name, spread), &missing), out) in columns {
            let places = spread.places((TargetEncoder::KIND, name), x.column(name)?)?;
            // The levels, missing and unknown.
            let all = told.by_place(&places, spread.levels.len() + 2, |_| true);
            for (fold, (rows, overall)) in dealt.folds.iter().zip(&overall).enumerate() {
                let others = told.by_others(&places, &all, dealt, fold);
                let moments = |place: usize, class| told.moments(others.get(place)?, class);
                let levels = spread.levels.clone();
                let numbers = self.encode(name, levels, missing, moments, overall)?;
                for (output, out) in out.iter_mut().enumerate() {
                    let table = numbers.table(output, mean.len());
                    for &row in rows {
                        let place = places.get(row).copied().unwrap_or(usize::MAX);
                        out[row] = table.get(place).copied().unwrap_or(NAN);
                    }
                }
            }
        }
        fitted.place(x, out)
    }

    /// Each row by what all others say: its own part is taken out of the sums, exactly.
    fn by_others(
        &self,
        fitted: &TargetEncoder,
        x: &Table,
        y: Target<'_>,
        learned: &LevelTargets,
    ) -> Result<Table, Error> {
        let answers = Answers::of(TargetEncoder::KIND, y, x.rows())?;
        let mut out = fitted.numbers(x)?;
        let (outputs, width) = (learned.outputs(), fitted.state.mean.len());
        for (at, (name, learned_of)) in learned.levels.iter().enumerate() {
            let spread = &fitted.state.encoded[at];
            let tallies = learned_of.of(&spread.levels);
            // None where what a row becomes is no mean of its level.
            let missing = self.missing_levels(learned)[at].then_some(&learned_of.of_missing);
            let rows = spread.levels.values(
                (TargetEncoder::KIND, name),
                x.column(name)?,
                &tallies,
                Some(missing),
                Some(None),
            )?;
            for (row, tally) in rows.into_iter().enumerate() {
                let Some(tally) = tally else { continue };
                for (place, &class) in outputs.iter().enumerate() {
                    let without = |tally: &Tally| without(tally, class, answers, row);
                    let number = match without(&learned.all) {
                        Some(all) => self.number(without(tally), all),
                        // The only row there is.
                        None => fitted.state.mean[place],
                    };
                    out[at * width + place][row] = number;
                }
            }
        }
        fitted.place(x, out)
    }
}

/// The moments of some rows, but for one; none when it is the only one. Their variance is not asked for.
fn without(tally: &Tally, class: usize, answers: Answers<'_>, row: usize) -> Option<Moments> {
    let (rows, sum) = match (tally, answers) {
        (Tally::Classes(_), Answers::Classes(codes, _)) => {
            let own = codes.get(row).is_some_and(|&code| code as usize == class);
            (tally.rows(), real(tally.of_class(class).saturating_sub(u64::from(own))))
        }
        (_, Answers::Numbers(values)) => {
            (tally.rows(), tally.sum_with(-values.get(row).copied().unwrap_or(0.0)))
        }
        _ => return None,
    };
    let rows = rows.checked_sub(1).filter(|&rows| rows > 0)?;
    let rows = real(rows);
    Some(Moments { rows, sum, mean: sum / rows, variance: 0.0 })
}
