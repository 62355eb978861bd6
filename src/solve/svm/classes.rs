//! One against one: a machine for each pair of classes, and the sigmoids that make probabilities of them.

use super::kernel::Rows;
use super::smo::{Settings, Solution, Unsolved, classify};
use crate::solve::folds::Folds;
use crate::solve::platt::Sigmoid;

/// Folds in which rows get decisions from machines that have not seen them.
const FOLDS: u32 = 5;

/// What was learned of two classes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Pair {
    /// Above 0 where it is the first class. One coefficient a row of the first class, then of the second.
    pub(crate) solution: Solution,
    /// The probability of the first class, if it was asked for.
    pub(crate) sigmoid: Option<Sigmoid>,
}

/// How a machine of many classes is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pairwise {
    pub(crate) settings: Settings,
    pub(crate) probability: bool,
    /// How folds are dealt.
    pub(crate) seed: u64,
}

impl Pairwise {
    /// One pair for (0, 1), (0, 2), …, (1, 2), …; the rows of each class in canonical order.
    ///
    /// With `counts`, one list a class, a row's deviation costs as many times C.
    pub(crate) fn fit(
        &self,
        classes: &[Rows],
        width: usize,
        counts: Option<&[Vec<f64>]>,
    ) -> Result<Vec<Pair>, Unsolved> {
        let mut pairs = Vec::new();
        for (i, first) in classes.iter().enumerate() {
            for (j, second) in classes.iter().enumerate().skip(i + 1) {
                let counts = counts.map(|counts| [&counts[i][..], &counts[j][..]].concat());
                pairs.push(self.pair([first, second], width, counts.as_deref())?);
            }
        }
        Ok(pairs)
    }

    fn pair(
        &self,
        [first, second]: [&Rows; 2],
        width: usize,
        counts: Option<&[f64]>,
    ) -> Result<Pair, Unsolved> {
        let rows = Rows::new([&first.cells[..], &second.cells[..]].concat(), width);
        let firsts: Vec<bool> = (0..rows.len()).map(|row| row < first.len()).collect();
        let solution = classify(&rows, (&signs(&firsts), counts), &self.settings)?;
        let sigmoid = if self.probability {
            let scores = self.unseen(&rows, (&firsts, counts), &solution)?;
            Some(Sigmoid::fit(&scores, &firsts, None).ok_or(Unsolved::Range)?)
        } else {
            None
        };
        Ok(Pair { solution, sigmoid })
    }

    /// A decision on each row by a machine that has not seen it. Where no class has two rows, by that of all.
    fn unseen(
        &self,
        rows: &Rows,
        (firsts, counts): (&[bool], Option<&[f64]>),
        of_all: &Solution,
    ) -> Result<Vec<f64>, Unsolved> {
        let function = self.settings.function;
        let own = firsts.iter().filter(|first| **first).count();
        let largest = u32::try_from(own.max(firsts.len() - own)).unwrap_or(u32::MAX);
        let codes: Vec<u32> = firsts.iter().map(|first| u32::from(!first)).collect();
        let order: Vec<usize> = (0..rows.len()).collect();
        let folds = Folds::stratified(&order, &codes, FOLDS.min(largest), self.seed);
        let Ok(folds) = folds else {
            let mut room = vec![0.0; rows.len()];
            let at = |row: usize| of_all.at(rows.row(row), rows, function, &mut room);
            return Ok((0..rows.len()).map(at).collect());
        };
        let mut scores = vec![0.0; rows.len()];
        for fold in 0..folds.count() {
            let (train, test) = (folds.train(fold), folds.test(fold));
            let known: Vec<bool> = train.iter().map(|&row| firsts[row]).collect();
            // Of one class only nothing is learned but which it is.
            let only = match (known.contains(&true), known.contains(&false)) {
                (true, true) => None,
                (true, false) => Some(1.0),
                _ => Some(-1.0),
            };
            if let Some(score) = only {
                test.iter().for_each(|&row| scores[row] = score);
                continue;
            }
            let seen = rows.take(&train);
            let own: Option<Vec<f64>> =
                counts.map(|counts| train.iter().map(|&row| counts[row]).collect());
            let solution = classify(&seen, (&signs(&known), own.as_deref()), &self.settings)?;
            let mut room = vec![0.0; seen.len()];
            for row in test {
                scores[row] = solution.at(rows.row(row), &seen, function, &mut room);
            }
        }
        Ok(scores)
    }
}

fn signs(firsts: &[bool]) -> Vec<f64> {
    firsts.iter().map(|first| if *first { 1.0 } else { -1.0 }).collect()
}
