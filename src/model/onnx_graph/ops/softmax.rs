//! Operators that change every line of cells along an axis.

use crate::exact::{self, single};
use crate::model::onnx_graph::shape::{cells_of, lines};
use crate::model::onnx_graph::tensor::{Cell, Cells, Tensor};
use serde::{Deserialize, Serialize};

/// `Softmax` and `LogSoftmax`: along an axis, or over all cells from that axis on, as before operator set 13.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Softmax {
    pub(crate) axis: i64,
    pub(crate) from: bool,
    pub(crate) log: bool,
}

impl Softmax {
    pub(crate) fn run(&self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        let axis = x.axis(self.axis)?;
        let around = if self.from {
            let (before, after) = x.shape.split_at(axis);
            [cells_of(before), cells_of(after), 1]
        } else {
            x.around(axis)
        };
        match (&x.cells, self.log) {
            (Cells::Single(cells), false) => spread(x, cells, around, out, single::softmax),
            (Cells::Single(cells), true) => spread(x, cells, around, out, single::log_softmax),
            (Cells::Double(cells), false) => spread(x, cells, around, out, exact::softmax_in_order),
            (Cells::Double(cells), true) => {
                spread(x, cells, around, out, exact::log_softmax_in_order)
            }
            _ => Err(format!("takes no tensor of {}", x.kind().name())),
        }
    }
}

/// Changes every line: cells from the first on, and how far apart they are.
fn spread<T: Cell>(
    x: &Tensor,
    cells: &[T],
    around: [usize; 3],
    out: &mut Tensor,
    change: impl Fn(&mut [T], usize),
) -> Result<(), String> {
    let [_, along, after] = around;
    let mut room = out.room();
    room.extend_from_slice(cells);
    if along > 0 {
        for start in lines(around) {
            change(&mut room[start..=start + (along - 1) * after], after);
        }
    }
    out.put(&x.shape, room)
}

/// `CumSum` along an axis.
pub(crate) fn running_sum(
    x: &Tensor,
    axis: &Tensor,
    exclusive: bool,
    reverse: bool,
    out: &mut Tensor,
) -> Result<(), String> {
    let around = x.around(x.axis(axis.integers()?.get(0).ok_or("no axis")?)?);
    match &x.cells {
        Cells::Single(cells) => spread(x, cells, around, out, |line, step| {
            running(line, step, reverse, |line| single::running_sum(line, exclusive));
        }),
        Cells::Double(cells) => spread(x, cells, around, out, |line, step| {
            running(line, step, reverse, |line| exact::running_sum(line, exclusive));
        }),
        Cells::Integer(cells) => spread(x, cells, around, out, |line, step| {
            running(line, step, reverse, |line| {
                let mut so_far = 0i64;
                for cell in line {
                    let before = so_far;
                    so_far = so_far.wrapping_add(*cell);
                    *cell = if exclusive { before } else { so_far };
                }
            });
        }),
        _ => Err(format!("takes no tensor of {}", x.kind().name())),
    }
}

/// The cells of a line, one way or the other.
fn running<T>(
    line: &mut [T],
    step: usize,
    reverse: bool,
    sum: impl Fn(&mut dyn Iterator<Item = &mut T>),
) {
    let mut cells = line.iter_mut().step_by(step);
    if reverse { sum(&mut cells.rev()) } else { sum(&mut cells) }
}
