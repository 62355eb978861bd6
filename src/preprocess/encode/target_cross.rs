//! Training rows encoded by what other rows say.

use super::tally::{Answers, LevelTargets, Moments, Tally, real};
use super::target::{EncodeTarget, Training, overall};
use super::target_fitted::TargetEncoder;
use crate::artifact::Stage;
use crate::data::{DataKind, Table};
use crate::error::{Error, FitError};
use crate::pipeline::{Apply, Folds, Target};

impl EncodeTarget {
    /// Fits, and encodes each training row by what others say of its levels.
    pub(super) fn fit_apply_to(
        &self,
        x: &Table,
        y: Target<'_>,
    ) -> Result<(TargetEncoder, Table), Error> {
        let learned = self.tally(x, y)?;
        let missing_levels = self.missing_levels(&learned);
        let fitted = self.settle_beside(learned.clone(), x)?;
        let out = match self.training {
            Training::InSample => fitted.apply(x)?,
            Training::Folds(folds) => self.by_folds(&fitted, x, y, folds, &missing_levels)?,
            Training::LeaveOneOut => self.by_others(&fitted, x, y, &learned)?,
        };
        Ok((fitted, out))
    }

    fn by_folds(
        &self,
        fitted: &TargetEncoder,
        x: &Table,
        y: Target<'_>,
        folds: u32,
        missing_levels: &[bool],
    ) -> Result<Table, Error> {
        if x.rows() < folds as usize {
            let (needs, found) = (folds as usize, x.rows());
            let stage = TargetEncoder::KIND.to_owned();
            return Err(FitError::Rows { stage, needs, found }.into());
        }
        let fold_of = Folds::new(folds.into(), self.seed).deal(x.lend(), y)?;
        let chosen = x.select(&fitted.state.columns)?;
        let outputs = fitted.state.columns.len() * fitted.state.mean.len();
        let mut out: Vec<Vec<f64>> = (0..outputs).map(|_| vec![0.0; x.rows()]).collect();
        for fold in 0..folds as usize {
            let (test, train): (Vec<usize>, Vec<usize>) =
                (0..x.rows()).partition(|&row| fold_of.get(row) == Some(&fold));
            let others = self.tally_rows(&chosen, y, &train)?;
            let again = self.relearned(fitted, &others, missing_levels)?;
            for (out, numbers) in out.iter_mut().zip(again.numbers(&chosen.take(&test))?) {
                for (&row, number) in test.iter().zip(numbers) {
                    out[row] = number;
                }
            }
        }
        fitted.place(x, out)
    }

    /// The same levels, with the numbers that other rows give them.
    fn relearned(
        &self,
        fitted: &TargetEncoder,
        others: &LevelTargets,
        missing_levels: &[bool],
    ) -> Result<TargetEncoder, Error> {
        let all = overall(others)?;
        let mut state = fitted.state.clone();
        let columns = others.levels.iter().zip(missing_levels);
        for (((name, learned), &missing), spread) in columns.zip(&mut state.encoded) {
            *spread = self.encode(name, spread.levels.clone(), missing, learned, &all)?;
        }
        Ok(TargetEncoder { recipe: self.clone(), state })
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
