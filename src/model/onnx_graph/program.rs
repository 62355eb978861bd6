//! A graph as steps in order, run for one row at a time.

use super::operator::Operator;
use super::scratch::Scratch;
use super::shape::Shape;
use super::tensor::{Kind, Tensor};
use serde::{Deserialize, Serialize};
use std::cell::Cell;

/// In place of an input that an operator does not need.
pub(crate) const NOTHING: u32 = u32::MAX;

/// A tensor may always have this many cells, and more where the graph itself holds more.
const ROOM: usize = 1 << 16;

/// A step may give so many values, and a graph hold so many: each has a place for every row.
pub(crate) const MOST_OUTPUTS: u32 = 256;
const MOST_VALUES: usize = 1 << 20;

/// The work that a row may always be, in cells that are looked at, and for each number the graph holds.
const WORK: u64 = 1 << 21;
const WORK_EACH: u64 = 128;

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

/// What a run may take: no row costs more than the graph is worth.
#[derive(Debug)]
pub(crate) struct Limits {
    /// How many cells a tensor may have.
    pub(crate) most: usize,
    /// How much work a row may be, and how much of it is left.
    work: u64,
    left: Cell<u64>,
}

impl Limits {
    /// Work for another row.
    pub(crate) fn refill(&self) {
        self.left.set(self.work);
    }

    fn charge(&self, work: u64) -> Result<(), String> {
        let left = self.left.get().checked_sub(work);
        self.left.set(left.ok_or("more work for a row than the graph is worth")?);
        Ok(())
    }
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
    pub(crate) limits: &'a Limits,
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

    /// How many numbers its constants hold.
    fn cells(&self) -> usize {
        self.constants.iter().map(Tensor::len).fold(0usize, usize::saturating_add)
    }

    /// How many numbers it holds, in constants and operators.
    pub(crate) fn held(&self) -> usize {
        let held = self.steps.iter().map(|step| step.operator.held());
        held.fold(self.cells(), usize::saturating_add)
    }

    /// A tensor may have sixteen times as many cells as there are constants, and some room; a row may be so much work as
    /// to look at everything the graph holds again and again, and some more.
    pub(crate) fn limits(&self) -> Limits {
        let work = (self.held() as u64).saturating_mul(WORK_EACH).saturating_add(WORK);
        let most = self.cells().saturating_mul(16).saturating_add(ROOM);
        Limits { most, work, left: Cell::new(work) }
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
        limits: &Limits,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        values.resize_with(self.values(), Tensor::default);
        let mut next = self.inputs as usize;
        for (at, step) in self.steps.iter().enumerate() {
            let (before, rest) = values.split_at_mut(next);
            let outputs = &mut rest[..step.outputs as usize];
            let (constants, inputs) = (&self.constants, &step.inputs);
            let most = limits.most;
            let given = Arguments { constants, values: before, at: inputs, step: at, most, limits };
            limits.charge(step.operator.work(&given))?;
            let made = step.operator.run(&given, outputs, scratch);
            made.map_err(|problem| format!("node {at} ({}): {problem}", step.operator.name()))?;
            limits
                .charge(outputs.iter().map(|out| out.len() as u64).fold(0, u64::saturating_add))?;
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

#[cfg(test)]
mod tests {
    use super::super::ops::unary::Unary;
    use super::super::tensor::Cells;
    use super::*;

    fn answer(program: &Program) -> Result<usize, String> {
        program.check()?;
        let mut values = vec![Tensor { shape: Shape::row(1), cells: Cells::Integer(vec![0]) }];
        program.run(&mut values, &program.limits(), &mut Scratch::default())?;
        Ok(program.result(&values, 0).map_or(0, Tensor::len))
    }

    fn one(length: Vec<i64>) -> Tensor {
        Tensor { shape: Shape::line(length.len()), cells: Cells::Integer(length) }
    }

    fn step(operator: Operator, input: u32) -> Step {
        Step { operator, inputs: vec![input], outputs: 1 }
    }

    /// Functions of as many cells as a tensor may have, one after another.
    fn functions(cells: i64, count: u32) -> Program {
        let filled = Operator::ConstantOfShape(Box::new(Cells::Single(vec![0.5])));
        let functions = (0..count).map(|at| step(Operator::Unary(Unary::Exp), 2 + at));
        let steps = [step(filled, 0)].into_iter().chain(functions).collect();
        Program { constants: vec![one(vec![cells])], inputs: 1, steps, results: vec![2 + count] }
    }

    #[test]
    fn a_row_is_no_more_work_than_the_graph_is_worth() {
        assert_eq!(answer(&functions(1000, 100)), Ok(1000));
        assert_eq!(answer(&functions(65_536, 1)), Ok(65_536));
        let refused = answer(&functions(65_536, 100)).unwrap_err();
        assert_eq!(refused, "more work for a row than the graph is worth");
        assert!(answer(&functions(1 << 40, 1)).unwrap_err().contains("are the most"));
    }

    /// No cell at all, and along the other axis as many walks as anyone likes.
    #[test]
    fn shapes_without_cells_are_small() {
        let empty = |length: i64| {
            let filled = Operator::ConstantOfShape(Box::new(Cells::Single(vec![0.5])));
            let steps = vec![step(filled, 0)];
            Program { constants: vec![one(vec![length, 0])], inputs: 1, steps, results: vec![2] }
        };
        assert_eq!(answer(&empty(1 << 16)), Ok(0));
        let refused = answer(&empty(1 << 40)).unwrap_err();
        assert!(refused.contains("too many empty cells"), "{refused}");
    }
}
