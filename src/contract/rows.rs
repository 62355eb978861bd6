//! Laws of applying.

use super::fitting::orders;
use super::law::{Law, Violation};
use super::{Checked, Subject, bits, probe};
use crate::artifact::Stage;
use crate::data::DataKind;
use crate::error::Error;

/// How many rows each block of a cut batch has, in turn.
const CUTS: [&[usize]; 3] = [&[2], &[7, 1, 3], &[16]];

impl<S: Stage> Subject<'_, S> {
    pub(super) fn rows(&self, checked: &mut Checked) -> Result<(), Violation> {
        let answered = self.one_by_one(checked)?;
        let good = self.pool.take_rows(&answered);
        let out = self.answer(Law::RowsAlone, &good)?;
        if let Some(problem) = bits::odd_nan(out.lend()) {
            return Err(self.broken(Law::CanonicalNan, problem));
        }
        self.cuts(&good, &out)?;
        self.orders(&good, &out)?;
        self.no_rows(&good, &out)?;
        let lift = |law: Law, x: Result<Option<S::Input>, Error>| {
            x.map_err(|error| self.broken(law, error))
        };
        let laws = [Law::CanonicalNan, Law::RowsKept, Law::RowsAlone, Law::RowOrder, Law::NoRows];
        checked.laws.extend(laws);
        if let Some(x) = lift(Law::MemoryLayout, probe::in_column_order(&good))? {
            let other = self.answer(Law::MemoryLayout, &x)?;
            self.same(Law::MemoryLayout, "row by row and column by column", &out, &other)?;
            checked.laws.push(Law::MemoryLayout);
        }
        if let Some(x) = lift(Law::ColumnOrder, probe::columns_reversed(&good))? {
            let other = self.answer(Law::ColumnOrder, &x)?;
            if let Some(problem) = bits::difference_by_name(out.lend(), other.lend()) {
                return Err(self.broken(Law::ColumnOrder, problem));
            }
            checked.laws.push(Law::ColumnOrder);
        }
        let x = probe::with_other_nan(&good).map_err(|e| self.broken(Law::NanPayload, e))?;
        let other = self.answer(Law::NanPayload, &x)?;
        if let Some(problem) = bits::difference_but_nan(out.lend(), other.lend()) {
            return Err(self.broken(Law::NanPayload, problem));
        }
        checked.laws.push(Law::NanPayload);
        Ok(())
    }

    /// The rows of the pool it answers; those it refuses must be refused by name, and alike in a batch.
    fn one_by_one(&self, checked: &mut Checked) -> Result<Vec<usize>, Violation> {
        let mut answered = Vec::new();
        let mut refused = Vec::new();
        let mut outputs = Vec::new();
        for row in 0..self.pool.rows() {
            match self.apply(&self.fitted, &self.pool.take_rows(&[row]))? {
                Ok(out) if out.rows() == 1 => {
                    outputs.push(out);
                    answered.push(row);
                }
                Ok(out) => {
                    let problem = format!("one row went in, {} came out", out.rows());
                    return Err(self.broken(Law::RowsKept, problem));
                }
                Err(error) => refused.push((row, self.named(error)?)),
            }
        }
        if let Some((row, error)) = refused.iter().find(|(row, _)| *row < self.x.rows()) {
            let problem = format!("training row {row} is refused: {error}");
            return Err(self.broken(Law::Fits, problem));
        }
        match (self.apply(&self.fitted, &self.pool)?, refused.is_empty()) {
            (Ok(_), true) => {}
            (Ok(_), false) => {
                let problem = "a batch is answered whose rows are not all answered alone";
                return Err(self.broken(Law::ErrorsNamed, problem));
            }
            (Err(error), _) => {
                let text = error.to_string();
                let alone = refused.iter_mut().find(|(row, _)| error.row() == Some(*row));
                let alone = alone.map(|(row, alone)| {
                    let shown = std::mem::replace(alone, Error::Evaluate(String::new()));
                    shown.offset_row(*row).to_string()
                });
                if alone.as_deref() != Some(&text) {
                    let problem = format!("`{text}` in a batch, alone {alone:?}");
                    return Err(self.broken(Law::ErrorsNamed, problem));
                }
            }
        }
        checked.laws.push(Law::ErrorsNamed);
        (checked.accepted, checked.refused) = (answered.len(), refused.len());
        let out = self.answer(Law::RowsAlone, &self.pool.take_rows(&answered))?;
        let joined = S::Output::join_rows(outputs).map_err(|e| self.broken(Law::RowsAlone, e))?;
        self.same(Law::RowsAlone, "a batch and its rows alone", &out, &joined)?;
        Ok(answered)
    }

    fn named(&self, error: Error) -> Result<Error, Violation> {
        let Error::Row(row) = &error else {
            return Err(self.broken(Law::ErrorsNamed, format!("a row is refused by `{error}`")));
        };
        if row.stage != S::KIND || row.column.is_empty() || row.row != Some(0) {
            return Err(self.broken(Law::ErrorsNamed, format!("row 0 is refused by `{error}`")));
        }
        Ok(error)
    }

    fn cuts(&self, x: &S::Input, out: &S::Output) -> Result<(), Violation> {
        if out.rows() != x.rows() {
            let problem = format!("{} rows went in, {} came out", x.rows(), out.rows());
            return Err(self.broken(Law::RowsKept, problem));
        }
        for cut in CUTS {
            let mut blocks = Vec::new();
            let mut start = 0;
            for rows in cut.iter().cycle() {
                let end = x.rows().min(start + rows);
                let block: Vec<usize> = (start..end).collect();
                blocks.push(self.answer(Law::RowsAlone, &x.take_rows(&block))?);
                start = end;
                if start == x.rows() {
                    break;
                }
            }
            let joined =
                S::Output::join_rows(blocks).map_err(|e| self.broken(Law::RowsAlone, e))?;
            self.same(Law::RowsAlone, &format!("whole and in blocks of {cut:?}"), out, &joined)?;
        }
        Ok(())
    }

    fn orders(&self, x: &S::Input, out: &S::Output) -> Result<(), Violation> {
        let [backwards, thirds] = orders(x.rows());
        let twice: Vec<usize> = (0..x.rows()).flat_map(|row| [row, row]).collect();
        for order in [backwards, thirds, twice] {
            let other = self.answer(Law::RowOrder, &x.take_rows(&order))?;
            self.same(Law::RowOrder, "rows in another order", &out.take_rows(&order), &other)?;
        }
        Ok(())
    }

    fn no_rows(&self, x: &S::Input, out: &S::Output) -> Result<(), Violation> {
        let none = self.answer(Law::NoRows, &x.take_rows(&[]))?;
        let (before, after) = (bits::shape(out.lend()), bits::shape(none.lend()));
        if none.rows() != 0 || before != after {
            let problem = format!("{} rows of {after:?}, not of {before:?}", none.rows());
            return Err(self.broken(Law::NoRows, problem));
        }
        Ok(())
    }
}
