//! Predictions of tables.

use super::batch::Batch;
use super::model::Model;
use crate::data::{DataKind, Refusal, Table};
use crate::error::Error;
use crate::pipeline::Apply;

/// For each row a prediction, or the reason it was refused.
///
/// ```no_run
/// # use steadfast::prelude::*;
/// # fn main() -> Result<(), steadfast::Error> {
/// # let table = Table::new();
/// let model = steadfast::load("titanic.steadfast")?.typed::<Classes>()?;
/// let outcomes = model.predict_rows(&table)?;
/// for refusal in outcomes.refused() {
///     eprintln!("row {}: {}", refusal.row, refusal.error);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Outcomes<O> {
    output: O,
    rows: Vec<usize>,
    refused: Vec<Refusal>,
}

impl<O: DataKind> Outcomes<O> {
    /// The predictions of the rows that were not refused.
    pub fn output(&self) -> &O {
        &self.output
    }

    /// The number in the input of each predicted row, ascending.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The rows that were refused, ascending, and why.
    pub fn refused(&self) -> &[Refusal] {
        &self.refused
    }

    /// The prediction of one row of the input, or why there is none; `None` past the last row.
    pub fn get(&self, row: usize) -> Option<Result<O, &Error>> {
        match self.rows.binary_search(&row) {
            Ok(at) => Some(Ok(self.output.take_rows(&[at]))),
            Err(_) => {
                let at = self.refused.binary_search_by_key(&row, |refusal| refusal.row).ok()?;
                self.refused.get(at).map(|refusal| Err(&refusal.error))
            }
        }
    }

    /// The same outcomes where row `i` was row `rows[i]` of an input of which others were refused.
    pub(super) fn of_rows(mut self, rows: &[usize], refused: Vec<Refusal>) -> Outcomes<O> {
        let row = |at: usize| rows.get(at).copied().unwrap_or(at);
        self.rows.iter_mut().for_each(|at| *at = row(*at));
        let renumbered = |refusal: Refusal| {
            let row = row(refusal.row);
            Refusal { row, error: refusal.error.with_row(row) }
        };
        self.refused = self.refused.into_iter().map(renumbered).chain(refused).collect();
        self.refused.sort_by_key(|refusal| refusal.row);
        self
    }

    /// All predictions, or the error of the first refused row.
    ///
    /// # Errors
    /// When a row was refused.
    pub fn all(mut self) -> Result<O, Error> {
        if self.refused.is_empty() { Ok(self.output) } else { Err(self.refused.remove(0).error) }
    }
}

impl<P: Apply<Input = Table> + Sync> Model<P> {
    /// Predicts every row of a table, or says what is wrong with the first row that cannot be.
    ///
    /// The columns may stand in any order. Output: as many rows as the input, in its order.
    ///
    /// # Errors
    /// A schema error for the whole input, a row error for the first row refused, or a host whose
    /// arithmetic was changed.
    pub fn predict(&self, x: &Table) -> Result<P::Output, Error> {
        self.predict_rows(x)?.all()
    }

    /// Predicts every row of a table that can be, and says of each other row why not.
    ///
    /// # Errors
    /// A schema error for the whole input, or a host whose arithmetic was changed.
    pub fn predict_rows(&self, x: &Table) -> Result<Outcomes<P::Output>, Error> {
        self.predict_batch(x, Batch::default())
    }

    /// [`predict_rows`](Self::predict_rows), cut into blocks and spread over threads as asked.
    ///
    /// # Errors
    /// Those of [`predict_rows`](Self::predict_rows).
    pub fn predict_batch(&self, x: &Table, batch: Batch) -> Result<Outcomes<P::Output>, Error> {
        let blocks = batch.run(x.rows(), |range| {
            let start = range.start;
            self.predict_range(&x.slice(range), start)
        })?;
        let mut outputs = Vec::with_capacity(blocks.len());
        let (mut rows, mut refused) = (Vec::with_capacity(x.rows()), Vec::new());
        for mut block in blocks {
            outputs.push(block.output);
            rows.append(&mut block.rows);
            refused.append(&mut block.refused);
        }
        Ok(Outcomes { output: P::Output::join_rows(outputs)?, rows, refused })
    }

    /// Predicts a stretch whose first row is row `start` of the input.
    fn predict_range(&self, x: &Table, start: usize) -> Result<Outcomes<P::Output>, Error> {
        let checked = self.about.schema.check(x)?;
        let mut outputs = Vec::new();
        let mut rows = Vec::with_capacity(checked.rows.len());
        let mut refused: Vec<Refusal> = checked.refused;
        // A stack of parts rather than recursion: a part with a bad row is halved until the row is
        // alone. The rows of a batch do not affect each other, so halving changes no bit.
        #[expect(clippy::single_range_in_vec_init, reason = "a stack that starts with one range")]
        let mut parts = vec![0..checked.rows.len()];
        while let Some(part) = parts.pop() {
            match self.pipeline.apply(&checked.table.slice(part.clone())) {
                Ok(output) if output.rows() == part.len() => {
                    outputs.push(output);
                    rows.extend_from_slice(&checked.rows[part]);
                }
                Ok(output) => {
                    let problem =
                        format!("{} rows went in, {} came out", part.len(), output.rows());
                    let record = crate::error::TableError::Record { row: start, problem };
                    return Err(record.into());
                }
                Err(error) if error.row().is_some() && part.len() > 1 => {
                    let middle = part.start + part.len() / 2;
                    parts.push(middle..part.end);
                    parts.push(part.start..middle);
                }
                Err(error) if error.row().is_some() => {
                    let row = checked.rows[part.start];
                    // The part is one row, numbered 0 by the stage.
                    refused.push(Refusal { row, error: error.offset_row(row) });
                }
                Err(error) => return Err(error),
            }
        }
        if outputs.is_empty() {
            outputs.push(self.pipeline.apply(&checked.table.slice(0..0))?);
        }
        let output = P::Output::join_rows(outputs)?;
        rows.iter_mut().for_each(|row| *row += start);
        refused.sort_by_key(|refusal| refusal.row);
        let shift = |r: Refusal| Refusal { row: r.row + start, error: r.error.offset_row(start) };
        Ok(Outcomes { output, rows, refused: refused.into_iter().map(shift).collect() })
    }
}
