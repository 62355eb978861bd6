//! `Scan`: a graph run again and again over the parts of its inputs.

use super::ops::elementwise::bounded;
use super::ops::shape::{gather, reshaped};
use super::program::{Arguments, Program};
use super::tensor::{Cell, Tensor, each_kind};
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

    pub(crate) fn run(&self, given: &Arguments<'_>, outputs: &mut [Tensor]) -> Result<(), String> {
        let (inputs, states) = (self.body.inputs as usize, self.states as usize);
        if given.len() != inputs || outputs.len() != self.body.results.len() {
            return Err(format!("{} inputs for a body of {inputs}", given.len()));
        }
        let mut values: Vec<Tensor> = Vec::new();
        for index in 0..inputs {
            values.push(given.at(index)?.clone());
        }
        let mut runs = None;
        for index in states..inputs {
            let length = *given.at(index)?.shape.first().ok_or("a scanned input of no axis")?;
            if runs.replace(length).is_some_and(|other| other != length) {
                return Err("scanned inputs of other lengths".to_owned());
            }
        }
        let runs = runs.unwrap_or(0);
        let mut all: Vec<Tensor> = vec![Tensor::default(); outputs.len() - states];
        let mut states_now = vec![Tensor::default(); states];
        for run in 0..runs {
            let at = Tensor::new(&[], vec![run as i64]);
            for (index, part) in values.iter_mut().enumerate().take(inputs).skip(states) {
                gather(given.at(index)?, &at, 0, part, given.most)?;
            }
            self.body.run(&mut values, given.most)?;
            for (index, all) in all.iter_mut().enumerate() {
                let part = self.body.result(&values, states + index).ok_or("no such value")?;
                bounded(part.len().saturating_mul(runs), given.most)?;
                if run == 0 {
                    *all = Tensor { shape: part.shape.clone(), cells: part.cells.clone() };
                } else {
                    each_kind!(&part.cells, cells => appended(all, cells, &part.shape))?;
                }
            }
            for (index, state) in states_now.iter_mut().enumerate() {
                state.clone_from(self.body.result(&values, index).ok_or("no such value")?);
            }
            for (value, state) in values.iter_mut().zip(&states_now) {
                value.clone_from(state);
            }
        }
        for (output, state) in outputs.iter_mut().zip(&values[..states]) {
            output.clone_from(state);
        }
        for (output, all) in outputs[states..].iter_mut().zip(all) {
            let shape = [&[runs], all.shape.as_slice()].concat();
            reshaped(&all, &shape, output)?;
        }
        Ok(())
    }
}

fn appended<T: Cell>(all: &mut Tensor, part: &[T], shape: &[usize]) -> Result<(), String> {
    if all.shape != shape || T::of(&all.cells).is_none() {
        return Err("parts of other shapes".to_owned());
    }
    let mut values: Vec<T> = T::take(&mut all.cells);
    values.extend_from_slice(part);
    all.cells = T::into_cells(values);
    Ok(())
}
