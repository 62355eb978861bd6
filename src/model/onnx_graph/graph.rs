//! A graph with the columns it is asked about and the answers it gives.

use super::program::{GraphInput, Program};
use super::scratch::Scratch;
use super::tensor::{Cell, Cells, Kind, Tensor};
use crate::data::{Column, Table, Text, Types};
use crate::error::{Error, RowError};
use crate::exact;
use crate::pipeline::per_column::{check_columns, reals, texts, wrong_type};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// A graph of operators as an ONNX file states it.
///
/// It is run for each row by itself, as for a batch of one, so that no row's answer depends on another row.
///
/// # Examples
/// ```
/// use steadfast::import::onnx;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/sk_titanic_logreg/model_float.onnx")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = onnx::read(&file)?;
/// let graph = imported.graph();
/// assert!(graph.nodes() > 0 && graph.outputs().len() == 2);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OnnxGraph {
    /// The columns of the table, those of one input after those of another.
    pub(crate) columns: Arc<[Arc<str>]>,
    pub(crate) inputs: Vec<GraphInput>,
    pub(crate) program: Program,
    /// The names of the answers.
    pub(crate) outputs: Vec<String>,
    /// How many cells each answer to a row has.
    pub(crate) widths: Vec<u32>,
}

/// A column as its input takes it.
enum Taken<'a> {
    Reals(Cow<'a, [f64]>),
    Integers(&'a [Option<i64>]),
    Texts(&'a Text),
}

impl Taken<'_> {
    fn text(&self, row: usize) -> Arc<str> {
        let Taken::Texts(text) = self else { return Arc::default() };
        let code = text.codes().get(row).map(|&code| code as usize);
        code.and_then(|code| text.levels().get(code)).cloned().unwrap_or_default()
    }

    fn number(&self, row: usize, zeros: bool) -> f64 {
        let Taken::Reals(cells) = self else { return f64::NAN };
        let cell = exact::canonical(cells[row]);
        if cell.is_nan() && zeros { 0.0 } else { cell }
    }

    /// A whole number, or what the cell holds in place of one.
    fn whole(&self, row: usize, zeros: bool) -> Result<i64, String> {
        let missing = || if zeros { Ok(0) } else { Err("missing".to_owned()) };
        match self {
            Taken::Integers(cells) => cells[row].map_or_else(missing, Ok),
            Taken::Reals(cells) => match cells[row] {
                x if x.is_nan() => missing(),
                x if x.trunc() == x && x.abs() < 9_223_372_036_854_775_808.0 => Ok(x as i64),
                x => Err(x.to_string()),
            },
            Taken::Texts(_) => Err("text".to_owned()),
        }
    }
}

/// One cell of an input for each of its columns, in the room that is there.
fn put<T: Cell>(
    value: &mut Tensor,
    columns: &[Taken<'_>],
    cell: impl Fn(usize, &Taken<'_>) -> Result<T, Error>,
) -> Result<(), Error> {
    let mut room: Vec<T> = value.room();
    for (at, column) in columns.iter().enumerate() {
        room.push(cell(at, column)?);
    }
    value.cells = T::into_cells(room);
    Ok(())
}

impl OnnxGraph {
    /// The columns it is asked about, in the order of its inputs.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// The names of its answers.
    #[must_use]
    pub fn outputs(&self) -> &[String] {
        &self.outputs
    }

    /// How many operators it runs for a row.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.program.steps.len()
    }

    /// Everything that answering a row relies on.
    pub(crate) fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        self.program.check()?;
        let width = self.inputs.iter().map(|input| input.width as usize);
        let columns = width.fold(0usize, usize::saturating_add);
        if columns != self.columns.len() || self.inputs.len() != self.program.inputs as usize {
            return Err(format!("inputs of {columns} columns, not {}", self.columns.len()));
        }
        let results = self.program.results.len();
        if [self.outputs.len(), self.widths.len()] != [results; 2] || results == 0 {
            return Err(format!("{results} answers and {} names", self.outputs.len()));
        }
        Ok(())
    }

    /// The columns of a table, which must be there and of the type of their input.
    fn taken<'a>(&self, x: &'a Table) -> Result<Vec<Taken<'a>>, Error> {
        let kinds = self.inputs.iter().flat_map(|input| (0..input.width).map(move |_| input.kind));
        let mut taken = Vec::with_capacity(self.columns.len());
        for (name, kind) in self.columns.iter().zip(kinds) {
            taken.push(match (kind, &**x.column(name)?) {
                (Kind::Text, _) => Taken::Texts(texts(x, name)?),
                (Kind::Integer | Kind::Short, Column::Integer(rows)) => Taken::Integers(rows),
                (_, column) if column.reals().is_none() => {
                    return Err(wrong_type(name, Types::NUMERIC, column));
                }
                _ => Taken::Reals(reals(x, name)?),
            });
        }
        Ok(taken)
    }

    fn refuse(
        &self,
        stage: &str,
        column: usize,
        row: usize,
        expected: &str,
        found: String,
    ) -> Error {
        let column = self.columns.get(column).map(ToString::to_string).unwrap_or_default();
        let (stage, expected) = (stage.to_owned(), expected.to_owned());
        RowError { stage, column, row: Some(row), expected, found }.into()
    }

    /// Puts the cells of a row into the inputs.
    fn fill(
        &self,
        stage: &str,
        taken: &[Taken<'_>],
        row: usize,
        values: &mut [Tensor],
    ) -> Result<(), Error> {
        let mut column = 0;
        for (input, value) in self.inputs.iter().zip(values) {
            let width = input.width as usize;
            let some = &taken[column..column + width];
            let number = |cell: &Taken<'_>| cell.number(row, input.zeros);
            let whole = |at: usize, cell: &Taken<'_>| {
                let refuse = |found| self.refuse(stage, column + at, row, "a whole number", found);
                cell.whole(row, input.zeros).map_err(refuse)
            };
            match input.kind {
                Kind::Text => put(value, some, |_, cell| Ok(cell.text(row)))?,
                Kind::Double => put(value, some, |_, cell| Ok(number(cell)))?,
                Kind::Single => put(value, some, |_, cell| Ok(number(cell) as f32))?,
                Kind::Integer => put(value, some, whole)?,
                Kind::Boolean => put(value, some, |at, cell| Ok(whole(at, cell)? != 0))?,
                Kind::Short => put(value, some, |at, cell| {
                    let found = |x: i64| format!("{x}, which has more than 32 bits");
                    let refuse = |found| self.refuse(stage, column + at, row, "32 bits", found);
                    let x = whole(at, cell)?;
                    i32::try_from(x).map_err(|_| refuse(found(x)))
                })?,
            }
            value.shape = input.shape();
            column += width;
        }
        Ok(())
    }

    /// Runs the graph for every row and shows its answers.
    pub(crate) fn run(
        &self,
        stage: &str,
        x: &Table,
        mut each: impl FnMut(usize, &[Tensor]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let taken = self.taken(x)?;
        let (mut values, limits) = (Vec::new(), self.program.limits());
        let mut scratch = Scratch::default();
        values.resize_with(self.program.values(), Tensor::default);
        for row in 0..x.rows() {
            self.fill(stage, &taken, row, &mut values)?;
            limits.refill();
            self.program.run(&mut values, &limits, &mut scratch).map_err(|problem| {
                self.refuse(stage, usize::MAX, row, "a row the graph can answer", problem)
            })?;
            each(row, &values)?;
        }
        Ok(())
    }

    /// The numbers of an answer, as many as were promised.
    pub(crate) fn numbers(
        &self,
        stage: &str,
        row: usize,
        values: &[Tensor],
        output: usize,
        into: &mut Vec<f64>,
    ) -> Result<(), Error> {
        let width = self.widths.get(output).copied().unwrap_or_default() as usize;
        let result = self.program.result(values, output);
        let refuse = |found: String| {
            let expected = format!("{width} numbers for `{}`", self.outputs[output]);
            self.refuse(stage, usize::MAX, row, &expected, found)
        };
        let Some(result) = result else { return Err(refuse("no such answer".to_owned())) };
        if result.len() != width {
            return Err(refuse(format!("{} cells", result.len())));
        }
        match &result.cells {
            Cells::Single(cells) => into.extend(cells.iter().map(|&x| exact::canonical(x.into()))),
            Cells::Double(cells) => into.extend(cells.iter().map(|&x| exact::canonical(x))),
            Cells::Integer(cells) => into.extend(cells.iter().map(|&x| x as f64)),
            Cells::Short(cells) => into.extend(cells.iter().map(|&x| f64::from(x))),
            Cells::Boolean(cells) => into.extend(cells.iter().map(|&x| f64::from(u8::from(x)))),
            Cells::Text(_) => return Err(refuse("text".to_owned())),
        }
        Ok(())
    }

    /// How many cells each answer has, of a row of zeros or one of ones; 0 for text.
    #[cfg(feature = "onnx")]
    pub(crate) fn try_widths(&self) -> Result<Vec<u32>, String> {
        self.widths_for(0).or_else(|_| self.widths_for(1))
    }

    #[cfg(feature = "onnx")]
    fn widths_for(&self, cell: u8) -> Result<Vec<u32>, String> {
        let mut values: Vec<Tensor> = Vec::new();
        for input in &self.inputs {
            let width = input.width as usize;
            let cells = match input.kind {
                Kind::Single => Cells::Single(vec![f32::from(cell); width]),
                Kind::Double => Cells::Double(vec![f64::from(cell); width]),
                Kind::Integer => Cells::Integer(vec![i64::from(cell); width]),
                Kind::Short => Cells::Short(vec![i32::from(cell); width]),
                Kind::Boolean => Cells::Boolean(vec![cell != 0; width]),
                Kind::Text => Cells::Text(vec![if cell == 0 { "" } else { "1" }.into(); width]),
            };
            values.push(Tensor { shape: input.shape(), cells });
        }
        self.program.run(&mut values, &self.program.limits(), &mut Scratch::default())?;
        let mut widths = Vec::with_capacity(self.outputs.len());
        for output in 0..self.outputs.len() {
            let result = self.program.result(&values, output).ok_or("no such answer")?;
            let width = if result.kind() == Kind::Text { 0 } else { result.len() };
            widths.push(u32::try_from(width).map_err(|_| "an answer of too many cells")?);
        }
        Ok(widths)
    }

    /// Only answers of numbers.
    #[cfg(feature = "onnx")]
    pub(crate) fn keep_numbers(&mut self) {
        let mut kept = self.widths.iter().map(|&width| width > 0).collect::<Vec<_>>().into_iter();
        let mut keep = || kept.next().unwrap_or(false);
        self.outputs.retain(|_| keep());
        let widths = std::mem::take(&mut self.widths);
        let results = std::mem::take(&mut self.program.results);
        (self.widths, self.program.results) =
            widths.into_iter().zip(results).filter(|(width, _)| *width > 0).unzip();
    }

    /// Checks that a table has the columns.
    pub(crate) fn fits(&self, x: &Table) -> Result<(), Error> {
        self.taken(x).map(|_| ())
    }

    /// What a report shows.
    pub(crate) fn report(&self) -> Vec<(String, String)> {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for step in &self.program.steps {
            let name = step.operator.name();
            match counts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => counts.push((name, 1)),
            }
        }
        counts.into_iter().map(|(name, count)| (name, count.to_string())).collect()
    }

    /// An answer by its name.
    #[cfg(feature = "onnx")]
    pub(crate) fn output(&self, name: &str) -> Result<usize, Error> {
        self.outputs.iter().position(|output| output == name).ok_or_else(|| {
            let have = crate::error::list(&self.outputs);
            crate::error::TableError::NoColumn { name: name.to_owned(), have }.into()
        })
    }
}
