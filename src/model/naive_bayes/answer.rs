//! From one score a class to the probabilities of every row.

use super::seen::SeenClasses;
use crate::data::{Classes, Matrix};
use crate::error::{Error, RowError};
use crate::exact;
use crate::model::input::{finite_cells, out_of_range, same_columns};
use crate::pipeline::per_column::bad_column;
use std::sync::Arc;

/// Which cells a model takes, and how an error says so.
#[derive(Clone, Copy)]
pub(in crate::model) struct Domain {
    pub(in crate::model) takes: fn(f64) -> bool,
    pub(in crate::model) says: &'static str,
}

/// Any number.
pub(in crate::model) const NUMBERS: Domain = Domain { takes: |_| true, says: "a number" };
/// Counts.
pub(in crate::model) const COUNTS: Domain = Domain { takes: |x| x >= 0.0, says: "0 or more" };
/// What is there already or not.
pub(in crate::model) const BITS: Domain =
    Domain { takes: |x| x == 0.0 || x == 1.0, says: "0 or 1" };

impl Domain {
    fn odd(self, x: &Matrix) -> Option<(usize, usize, f64)> {
        let at = x.as_slice().iter().position(|&cell| !(self.takes)(cell))?;
        Some((at / x.width(), at % x.width(), *x.as_slice().get(at)?))
    }

    /// Checks the cells that are learned from.
    pub(in crate::model) fn check_fit(self, stage: &str, x: &Matrix) -> Result<(), Error> {
        let Some((row, column, cell)) = self.odd(x) else { return Ok(()) };
        let name = x.names().get(column).map_or("", |name| name);
        Err(bad_column(stage, name, format!("row {row} is {cell}, not {}", self.says)))
    }

    /// Checks the cells of rows to answer.
    pub(in crate::model) fn check_rows(self, stage: &str, x: &Matrix) -> Result<(), Error> {
        let Some((row, column, cell)) = self.odd(x) else { return Ok(()) };
        Err(refuse_cell(stage, x, (row, column, cell), self.says.to_owned()))
    }
}

/// A cell a row is refused for.
pub(in crate::model) fn refuse_cell(
    stage: &str,
    x: &Matrix,
    (row, column, cell): (usize, usize, f64),
    expected: String,
) -> Error {
    RowError {
        stage: stage.to_owned(),
        column: x.names().get(column).map(ToString::to_string).unwrap_or_default(),
        row: Some(row),
        expected,
        found: cell.to_string(),
    }
    .into()
}

/// Checks that rows have the columns learned, and numbers in them.
pub(in crate::model) fn check_input(
    stage: &str,
    seen: &SeenClasses,
    x: &Matrix,
) -> Result<(), Error> {
    same_columns(stage, &seen.columns, x)?;
    finite_cells(stage, x)
}

/// The probabilities of every row; `score` writes ln P(class) + ln P(row | class) of each class learned.
///
/// A class that the row cannot be of has the score −∞, and probability 0.
pub(in crate::model) fn answer(
    stage: &str,
    seen: &SeenClasses,
    x: &Matrix,
    mut score: impl FnMut(&[f64], &mut [f64]),
) -> Result<Classes, Error> {
    let mut all = vec![0.0; x.rows() * seen.classes.len()];
    let mut scores = vec![0.0; seen.present.len()];
    let answers = all.chunks_exact_mut(seen.classes.len());
    for (row, (cells, answer)) in x.iter_rows().zip(answers).enumerate() {
        score(cells, &mut scores);
        // Where no class is possible in numbers, or one is no number, there is nothing to share out.
        let most = scores.iter().fold(f64::NEG_INFINITY, |most, &score| exact::max(most, score));
        if !most.is_finite() {
            return Err(out_of_range(stage, "score", row, exact::canonical(most)));
        }
        exact::softmax(&mut scores);
        for (&code, &share) in seen.present.iter().zip(&scores) {
            if let Some(place) = answer.get_mut(code as usize) {
                *place = share;
            }
        }
    }
    Classes::new(Arc::clone(&seen.classes), all)
}
