//! Operators that make one cell of those along some axes.

use crate::exact::{self, single};
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::shape::{MOST_AXES, Shape, Walk, strides, walk};
use crate::model::onnx_graph::tensor::{Cell, Cells, Integers, Tensor};
use serde::{Deserialize, Serialize};

/// What is made of the cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Fold {
    Sum,
    Mean,
    Product,
    Max,
    Min,
    SumOfSquares,
    L1,
    L2,
    LogSum,
    LogSumExp,
}

/// `Reduce…`: along which axes, as a second input or as here, and whether they stay with one cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reduce {
    pub(crate) fold: Fold,
    pub(crate) axes: Vec<i64>,
    pub(crate) keep: bool,
    /// Without axes the input is the answer, in place of one cell.
    pub(crate) none_is_none: bool,
}

impl Reduce {
    pub(crate) fn run(&self, given: &Arguments<'_>, out: &mut Tensor) -> Result<(), String> {
        let x = given.at(0)?;
        let axes = match given.get(1) {
            Some(axes) => axes.integers()?,
            None => Integers::Long(&self.axes),
        };
        if axes.len() == 0 && self.none_is_none {
            return out.copy(x);
        }
        let mut gone = [axes.len() == 0; MOST_AXES];
        for axis in axes.iter() {
            gone[x.axis(axis)?] = true;
        }
        match &x.cells {
            Cells::Single(cells) => self.each(x, cells, &gone, out, |some| self.fold.single(some)),
            Cells::Double(cells) => self.each(x, cells, &gone, out, |some| self.fold.double(some)),
            Cells::Integer(cells) => self.each(x, cells, &gone, out, |some| self.fold.whole(some)),
            Cells::Short(cells) => self.each(x, cells, &gone, out, |some| {
                self.fold.whole(some.map(i64::from)).map(|x| x as i32)
            }),
            _ => Err(format!("takes no tensor of {}", x.kind().name())),
        }
    }

    /// One cell for every place along the axes that stay.
    fn each<T: Cell + Copy>(
        &self,
        x: &Tensor,
        cells: &[T],
        gone: &[bool; MOST_AXES],
        out: &mut Tensor,
        fold: impl Fn(Along<'_, T>) -> Result<T, String>,
    ) -> Result<(), String> {
        let lengths = |gone_now: bool| {
            let axes = x.shape.iter().zip(gone);
            Shape::of(axes.map(|(&length, &gone)| if gone == gone_now { length } else { 1 }))
        };
        let (outer, inner) = (lengths(false)?, lengths(true)?);
        let kept = outer.iter().zip(gone).filter(|(_, gone)| self.keep || !**gone);
        let shape = Shape::of(kept.map(|(&length, _)| length))?;
        // Along the axes of one kind a step is what it is in the whole; along the others the walk stands.
        let apart = strides(&x.shape, &x.shape);
        let mut room = out.room();
        for start in walk(&outer, &apart) {
            let cells = cells.get(start..).unwrap_or_default();
            room.push(fold(Along { cells, places: walk(&inner, &apart) })?);
        }
        out.put(&shape, room)
    }
}

/// The cells that become one.
#[derive(Debug, Clone)]
struct Along<'a, T> {
    cells: &'a [T],
    places: Walk,
}

impl<T: Copy> Iterator for Along<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        self.places.next().and_then(|place| self.cells.get(place)).copied()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

macro_rules! extreme {
    ($cells:expr, $by:tt) => {{
        let mut cells = $cells.clone();
        let first = cells.next().ok_or("the largest or smallest of no cell")?;
        cells.fold(first, |so_far, x| if x $by so_far || x != x { x } else { so_far })
    }};
}

impl Fold {
    #[allow(clippy::eq_op, reason = "NaN is what is not itself")]
    fn single(self, cells: Along<'_, f32>) -> Result<f32, String> {
        let count = cells.size_hint().0;
        let sum = || single::sum(cells.clone());
        let squares = || single::sum(cells.clone().map(|x| x * x));
        Ok(match self {
            Fold::Sum => sum(),
            Fold::Mean => sum() / count as f32,
            Fold::Product => cells.fold(1.0, |so_far, x| so_far * x),
            Fold::Max => extreme!(cells, >),
            Fold::Min => extreme!(cells, <),
            Fold::SumOfSquares => squares(),
            Fold::L1 => single::sum(cells.map(f32::abs)),
            Fold::L2 => squares().sqrt(),
            Fold::LogSum => single::of(exact::ln, sum()),
            Fold::LogSumExp => {
                let most = extreme!(cells, >);
                let base = if most.is_finite() { most } else { 0.0 };
                let exps = cells.map(|x| single::of(exact::exp, x - base));
                single::of(exact::ln, single::sum(exps)) + base
            }
        })
    }

    #[allow(clippy::eq_op, reason = "NaN is what is not itself")]
    fn double(self, cells: Along<'_, f64>) -> Result<f64, String> {
        let count = cells.size_hint().0;
        let sum = || exact::sum_in_order(cells.clone());
        let squares = || exact::sum_in_order(cells.clone().map(|x| x * x));
        Ok(match self {
            Fold::Sum => sum(),
            Fold::Mean => sum() / count as f64,
            Fold::Product => cells.fold(1.0, |so_far, x| so_far * x),
            Fold::Max => extreme!(cells, >),
            Fold::Min => extreme!(cells, <),
            Fold::SumOfSquares => squares(),
            Fold::L1 => exact::sum_in_order(cells.map(f64::abs)),
            Fold::L2 => squares().sqrt(),
            Fold::LogSum => exact::ln(sum()),
            Fold::LogSumExp => {
                let most = extreme!(cells, >);
                let base = if most.is_finite() { most } else { 0.0 };
                let exps = cells.map(|x| exact::exp(x - base));
                exact::ln(exact::sum_in_order(exps)) + base
            }
        })
    }

    #[allow(clippy::eq_op, reason = "the same macro as for numbers that can be NaN")]
    fn whole(self, cells: impl Iterator<Item = i64> + Clone) -> Result<i64, String> {
        let count = cells.size_hint().0 as i64;
        let sum = |of: fn(i64) -> i64| cells.clone().fold(0i64, |all, x| all.wrapping_add(of(x)));
        Ok(match self {
            Fold::Sum => sum(|x| x),
            Fold::Mean => sum(|x| x).wrapping_div(count.max(1)),
            Fold::Product => cells.fold(1i64, i64::wrapping_mul),
            Fold::Max => extreme!(cells, >),
            Fold::Min => extreme!(cells, <),
            Fold::SumOfSquares => sum(|x| x.wrapping_mul(x)),
            Fold::L1 => sum(i64::wrapping_abs),
            Fold::L2 | Fold::LogSum | Fold::LogSumExp => {
                return Err("takes no tensor of whole numbers".to_owned());
            }
        })
    }
}
