//! `Scan`: a graph run again and again over the parts of its inputs.

use super::ops::bounded;
use super::ops::pick::gather;
use super::ops::reshape::reshaped;
use super::program::{Arguments, Program};
use super::scratch::Scratch;
use super::shape::Shape;
use super::tensor::{Cell, Cells, Tensor, each_kind};
use serde::{Deserialize, Serialize};

/// States go from one run to the next; the inputs after them are taken part by part along their first axis, and the
/// outputs after the states are put one under the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Scan {
    pub(crate) body: Program,
    pub(crate) states: u32,
}

impl Scan {
    pub(crate) fn check(&self) -> Result<(), String> {
        self.body.check()?;
        if self.states > self.body.inputs || (self.states as usize) > self.body.results.len() {
            return Err(format!("{} states", self.states));
        }
        Ok(())
    }

    pub(crate) fn run(
        &self,
        given: &Arguments<'_>,
        outputs: &mut [Tensor],
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let (inputs, states) = (self.body.inputs as usize, self.states as usize);
        if given.len() != inputs || outputs.len() != self.body.results.len() {
            return Err(format!("{} inputs for a body of {inputs}", given.len()));
        }
        // A room of its own: no run finds what another graph left.
        let ScanRoom { values, parts, at, scratch } = scratch.scans.entry(given.step).or_default();
        values.resize_with(self.body.values(), Tensor::default);
        parts.resize_with(outputs.len(), Tensor::default);
        for (index, value) in values.iter_mut().enumerate().take(inputs) {
            value.copy(given.at(index)?)?;
        }
        let runs = self.runs(given)?;
        for run in 0..runs {
            let mut number: Vec<i64> = at.room();
            number.push(run as i64);
            at.put(&[], number)?;
            for (index, part) in values.iter_mut().enumerate().take(inputs).skip(states) {
                gather(given.at(index)?, at, 0, part, given.most)?;
            }
            self.body.run(values, given.limits, scratch)?;
            for (index, all) in parts.iter_mut().enumerate() {
                let part = self.body.result(values, index).ok_or("no such value")?;
                if index < states || run == 0 {
                    all.copy(part)?;
                } else {
                    each_kind!(&part.cells, cells => appended(all, cells, &part.shape))?;
                }
                bounded(part.len().saturating_mul(runs), given.most)?;
            }
            for (value, state) in values.iter_mut().zip(&parts[..states]) {
                value.copy(state)?;
            }
        }
        for (output, state) in outputs.iter_mut().zip(&values[..states]) {
            output.copy(state)?;
        }
        for (output, all) in outputs.iter_mut().zip(&parts[..]).skip(states) {
            if runs == 0 {
                output.copy(&Tensor { shape: Shape::line(0), cells: Cells::default() })?;
                continue;
            }
            let shape = Shape::of([runs].into_iter().chain(all.shape.iter().copied()))?;
            reshaped(all, &shape, output)?;
        }
        Ok(())
    }

    /// How many parts the scanned inputs have.
    fn runs(&self, given: &Arguments<'_>) -> Result<usize, String> {
        let mut runs = None;
        for index in self.states as usize..self.body.inputs as usize {
            let length = *given.at(index)?.shape.first().ok_or("a scanned input of no axis")?;
            if runs.replace(length).is_some_and(|other| other != length) {
                return Err("scanned inputs of other lengths".to_owned());
            }
        }
        Ok(runs.unwrap_or(0))
    }
}

/// What a run of the body leaves to the next one, and what it is run in.
#[derive(Debug, Default)]
pub(crate) struct ScanRoom {
    values: Vec<Tensor>,
    /// The states as the last run left them, then the parts of each output one after another.
    parts: Vec<Tensor>,
    /// The number of the run.
    at: Tensor,
    scratch: Scratch,
}

/// One more part; the shape stays that of a part.
fn appended<T: Cell>(all: &mut Tensor, part: &[T], shape: &[usize]) -> Result<(), String> {
    if *all.shape != *shape || T::of(&all.cells).is_none() {
        return Err("parts of other shapes".to_owned());
    }
    let mut values: Vec<T> = T::take(&mut all.cells);
    values.extend_from_slice(part);
    all.cells = T::into_cells(values);
    Ok(())
}
