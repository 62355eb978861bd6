//! A graph as steps in order, run for one row at a time.

use super::operator::Operator;
use super::scratch::Scratch;
use super::shape::Shape;
use super::tensor::{Kind, Tensor};
use serde::{Deserialize, Serialize};

/// In place of an input that an operator does not need.
pub(crate) const NOTHING: u32 = u32::MAX;

/// A tensor may always have this many cells, and more where the graph itself holds more.
const ROOM: usize = 1 << 16;

/// A step may give so many values, and a graph hold so many: each has a place for every row.
pub(crate) const MOST_OUTPUTS: u32 = 256;
const MOST_VALUES: usize = 1 << 20;

/// One operator, the values it takes, and how many it gives.
///
/// Values are numbered: the constants of the graph first, then its inputs, then the outputs of its steps. A step takes
/// only values before its own, so that the graph has no cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) operator: Operator,
    pub(crate) inputs: Vec<u32>,
    pub(crate) outputs: u32,
}

/// Constants, inputs and steps.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Program {
    pub(crate) constants: Vec<Tensor>,
    /// How many inputs there are.
    pub(crate) inputs: u32,
    pub(crate) steps: Vec<Step>,
    /// The values that are answers.
    pub(crate) results: Vec<u32>,
}

/// What a step takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arguments<'a> {
    constants: &'a [Tensor],
    values: &'a [Tensor],
    at: &'a [u32],
    /// The number of the step.
    pub(crate) step: usize,
    /// How many cells a new tensor may have.
    pub(crate) most: usize,
}

impl<'a> Arguments<'a> {
    pub(crate) fn len(&self) -> usize {
        self.at.len()
    }

    /// An input that may be left out.
    pub(crate) fn get(&self, index: usize) -> Option<&'a Tensor> {
        let &value = self.at.get(index).filter(|&&value| value != NOTHING)?;
        let value = value as usize;
        match value.checked_sub(self.constants.len()) {
            None => self.constants.get(value),
            Some(place) => self.values.get(place),
        }
    }

    pub(crate) fn at(&self, index: usize) -> Result<&'a Tensor, String> {
        self.get(index).ok_or_else(|| format!("input {index} is missing"))
    }
}

impl Program {
    /// The number of the first value that is not a constant.
    fn first(&self) -> usize {
        self.constants.len()
    }

    /// How many values there are that are not constants.
    pub(crate) fn values(&self) -> usize {
        let made = self.steps.iter().map(|step| step.outputs as usize);
        made.fold(self.inputs as usize, usize::saturating_add)
    }

    /// How many cells a tensor may have: no more than sixteen times what the graph holds, and some room.
    pub(crate) fn most(&self) -> usize {
        let held = self.constants.iter().map(Tensor::len);
        held.fold(0usize, usize::saturating_add).saturating_mul(16).saturating_add(ROOM)
    }

    /// Everything a run relies on.
    pub(crate) fn check(&self) -> Result<(), String> {
        for constant in &self.constants {
            constant.check()?;
        }
        let mut known = self.first() + self.inputs as usize;
        for (at, step) in self.steps.iter().enumerate() {
            let place = |problem| format!("node {at} ({}): {problem}", step.operator.name());
            step.operator.check().map_err(place)?;
            let known_now = |&&value: &&u32| value != NOTHING && value as usize >= known;
            if let Some(value) = step.inputs.iter().find(known_now) {
                return Err(place(format!("takes value {value} of {known}")));
            }
            known = known.saturating_add(step.outputs as usize);
            if step.outputs == 0 || step.outputs > MOST_OUTPUTS || known > MOST_VALUES {
                return Err(place(format!("gives {} values", step.outputs)));
            }
        }
        match self.results.iter().find(|&&value| value as usize >= known) {
            Some(value) => Err(format!("answers with value {value} of {known}")),
            None => Ok(()),
        }
    }

    /// Runs all steps; the inputs stand at the start of `values`.
    pub(crate) fn run(
        &self,
        values: &mut Vec<Tensor>,
        most: usize,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        values.resize_with(self.values(), Tensor::default);
        let mut next = self.inputs as usize;
        for (at, step) in self.steps.iter().enumerate() {
            let (before, rest) = values.split_at_mut(next);
            let outputs = &mut rest[..step.outputs as usize];
            let (constants, inputs) = (&self.constants, &step.inputs);
            let given = Arguments { constants, values: before, at: inputs, step: at, most };
            step.operator
                .run(&given, outputs, scratch)
                .map_err(|problem| format!("node {at} ({}): {problem}", step.operator.name()))?;
            next += step.outputs as usize;
        }
        Ok(())
    }

    /// An answer, after a run.
    pub(crate) fn result<'a>(&'a self, values: &'a [Tensor], index: usize) -> Option<&'a Tensor> {
        let value = *self.results.get(index)? as usize;
        match value.checked_sub(self.first()) {
            None => self.constants.get(value),
            Some(place) => values.get(place),
        }
    }
}

/// What a column of the table becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GraphInput {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    /// How many columns of the table stand side by side in it.
    pub(crate) width: u32,
    /// One axis, not rows of columns.
    pub(crate) flat: bool,
    /// Missing numbers are 0, not NaN: maps from which keys are left out.
    pub(crate) zeros: bool,
}

impl GraphInput {
    /// Of the cells of one row.
    pub(crate) fn shape(&self) -> Shape {
        let width = self.width as usize;
        if self.flat { Shape::line(width) } else { Shape::row(width) }
    }
}
