//! ModelOutput to the rows that members of a bag have not seen.

use super::blend::nobody;
use super::typed;
use crate::data::{Classes, Data, DataKind, Vector};
use crate::error::Error;
use crate::exact;

/// What the members of a [`Bag`](super::Bag) answer to the rows they have not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct OutOfBag<O> {
    rows: Vec<usize>,
    answers: O,
}

impl<O> OutOfBag<O> {
    /// The rows that at least one member has not seen, ascending.
    #[must_use]
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// For each of these rows the mean of the answers of the members that have not seen it.
    #[must_use]
    pub fn answers(&self) -> &O {
        &self.answers
    }
}

impl<O: DataKind> OutOfBag<O> {
    /// From the rows each member has not seen and its answers to them.
    pub(super) fn of(
        rows: usize,
        members: Vec<(Vec<usize>, Option<Data>)>,
    ) -> Result<OutOfBag<O>, Error> {
        let mut counts = vec![0.0; rows];
        let (mut sums, mut kind): (Vec<f64>, Option<Data>) = (Vec::new(), None);
        for (unseen, answer) in members {
            let Some(answer) = answer else { continue };
            let (width, values): (usize, &[f64]) = match &answer {
                Data::Vector(answer) => (1, answer.values()),
                Data::Classes(answer) => (answer.classes().len(), answer.probabilities()),
                _ => return Err(nobody()),
            };
            sums.resize(rows * width, 0.0);
            for (row, values) in unseen.into_iter().zip(values.chunks_exact(width)) {
                if let Some(count) = counts.get_mut(row) {
                    *count += 1.0;
                }
                let slots = sums.get_mut(row * width..(row + 1) * width).unwrap_or_default();
                slots.iter_mut().zip(values).for_each(|(slot, value)| *slot += value);
            }
            kind.get_or_insert(answer);
        }
        let kept: Vec<usize> = counts
            .iter()
            .enumerate()
            .filter(|(_, count)| **count > 0.0)
            .map(|(row, _)| row)
            .collect();
        let Some(kind) = kind else { return Err(nobody_unseen()) };
        let width = kind.lend().width();
        let mean = |row: &usize| {
            let (sums, count) = (sums.chunks_exact(width).nth(*row), counts.get(*row));
            let count = count.copied().unwrap_or(exact::NAN);
            sums.unwrap_or_default().iter().map(move |sum| exact::canonical(sum / count))
        };
        let means: Vec<f64> = kept.iter().flat_map(mean).collect();
        let answers = match kind {
            Data::Classes(like) => Classes::new(like.classes().clone(), means)?.into_data(),
            _ => Vector::new(means).into_data(),
        };
        Ok(OutOfBag { rows: kept, answers: typed(answers)? })
    }
}

fn nobody_unseen() -> Error {
    use crate::error::FitError;
    let (stage, parameter) = ("bag".to_owned(), "share".to_owned());
    let expected = "such that a member leaves rows out".to_owned();
    FitError::Parameter { stage, parameter, expected, found: "every member saw all".to_owned() }
        .into()
}
