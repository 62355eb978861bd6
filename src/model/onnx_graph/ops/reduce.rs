//! Operators that make one cell of those along some axes.

use crate::exact::{self, single};
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::tensor::{Cell, Cells, Kind, Tensor, cells_of, strides, walk};
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
            None => self.axes.clone(),
        };
        if axes.is_empty() && self.none_is_none {
            out.clone_from(x);
            return Ok(());
        }
        let mut gone = vec![axes.is_empty(); x.shape.len()];
        for axis in axes {
            gone[x.axis(axis)?] = true;
        }
        let lengths = |gone_now: bool| -> Vec<usize> {
            let kept = x.shape.iter().zip(&gone);
            kept.map(|(&length, &gone)| if gone == gone_now { length } else { 1 }).collect()
        };
        let (outer, inner) = (lengths(false), lengths(true));
        // Along the kept axes a step is what it is in the whole; along the others the walk stands.
        let apart = strides(&x.shape, &x.shape);
        let starts: Vec<usize> = walk(&outer, &apart).collect();
        let within: Vec<usize> = walk(&inner, &apart).collect();
        let shape: Vec<usize> = if self.keep {
            outer.clone()
        } else {
            outer.iter().zip(&gone).filter(|(_, gone)| !**gone).map(|(&length, _)| length).collect()
        };
        match &x.cells {
            Cells::Single(cells) => {
                folded(cells, &starts, &within, &shape, out, |cells| self.fold.single(cells))
            }
            Cells::Double(cells) => {
                folded(cells, &starts, &within, &shape, out, |cells| self.fold.double(cells))
            }
            Cells::Integer(cells) => {
                folded(cells, &starts, &within, &shape, out, |cells| self.fold.whole(cells))
            }
            Cells::Short(cells) => {
                let wide = |cells: &[i32]| {
                    let wide: Vec<i64> = cells.iter().map(|&x| i64::from(x)).collect();
                    self.fold.whole(&wide).map(|x| x as i32)
                };
                folded(cells, &starts, &within, &shape, out, wide)
            }
            _ => Err(format!("takes no tensor of {}", x.kind().name())),
        }
    }
}

fn folded<T: Cell>(
    cells: &[T],
    starts: &[usize],
    within: &[usize],
    shape: &[usize],
    out: &mut Tensor,
    fold: impl Fn(&[T]) -> Result<T, String>,
) -> Result<(), String> {
    let mut room = out.room();
    let mut some = Vec::with_capacity(within.len());
    for start in starts {
        some.clear();
        some.extend(within.iter().map(|place| cells[start + place].clone()));
        room.push(fold(&some)?);
    }
    out.put(shape, room)
}

macro_rules! extreme {
    ($cells:expr, $by:tt) => {{
        let mut cells = $cells.iter().copied();
        let first = cells.next().ok_or("the largest or smallest of no cell")?;
        cells.fold(first, |so_far, x| if x $by so_far || x != x { x } else { so_far })
    }};
}

impl Fold {
    #[allow(clippy::eq_op, reason = "NaN is what is not itself")]
    fn single(self, cells: &[f32]) -> Result<f32, String> {
        let sum = || single::sum(cells.iter().copied());
        let squares = || single::dot(cells, cells);
        Ok(match self {
            Fold::Sum => sum(),
            Fold::Mean => sum() / cells.len() as f32,
            Fold::Product => cells.iter().fold(1.0, |so_far, x| so_far * x),
            Fold::Max => extreme!(cells, >),
            Fold::Min => extreme!(cells, <),
            Fold::SumOfSquares => squares(),
            Fold::L1 => single::sum(cells.iter().map(|x| x.abs())),
            Fold::L2 => squares().sqrt(),
            Fold::LogSum => single::of(exact::ln, sum()),
            Fold::LogSumExp => {
                let most = extreme!(cells, >);
                let base = if most.is_finite() { most } else { 0.0 };
                let exps = cells.iter().map(|x| single::of(exact::exp, x - base));
                single::of(exact::ln, single::sum(exps)) + base
            }
        })
    }

    #[allow(clippy::eq_op, reason = "NaN is what is not itself")]
    fn double(self, cells: &[f64]) -> Result<f64, String> {
        let sum = || exact::sum_ordered(cells);
        let squares = || exact::dot_ordered(cells, cells);
        Ok(match self {
            Fold::Sum => sum(),
            Fold::Mean => sum() / cells.len() as f64,
            Fold::Product => cells.iter().fold(1.0, |so_far, x| so_far * x),
            Fold::Max => extreme!(cells, >),
            Fold::Min => extreme!(cells, <),
            Fold::SumOfSquares => squares(),
            Fold::L1 => {
                let sizes: Vec<f64> = cells.iter().map(|x| x.abs()).collect();
                exact::sum_ordered(&sizes)
            }
            Fold::L2 => squares().sqrt(),
            Fold::LogSum => exact::ln(sum()),
            Fold::LogSumExp => {
                let most = extreme!(cells, >);
                let base = if most.is_finite() { most } else { 0.0 };
                let exps: Vec<f64> = cells.iter().map(|x| exact::exp(x - base)).collect();
                exact::ln(exact::sum_ordered(&exps)) + base
            }
        })
    }

    #[allow(clippy::eq_op, reason = "the same macro as for numbers that can be NaN")]
    fn whole(self, cells: &[i64]) -> Result<i64, String> {
        let sum = |of: fn(i64) -> i64| cells.iter().fold(0i64, |all, &x| all.wrapping_add(of(x)));
        Ok(match self {
            Fold::Sum => sum(|x| x),
            Fold::Mean => {
                let count = (cells.len() as i64).max(1);
                sum(|x| x).wrapping_div(count)
            }
            Fold::Product => cells.iter().fold(1i64, |all, &x| all.wrapping_mul(x)),
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

/// `ArgMax` and `ArgMin`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ArgExtreme {
    pub(crate) largest: bool,
    pub(crate) axis: i64,
    pub(crate) keep: bool,
    /// Of equal cells the last, not the first.
    pub(crate) last: bool,
}

/// Every line of cells along an axis.
fn lines<T: Cell>(
    x: &Tensor,
    cells: &[T],
    axis: usize,
    mut each: impl FnMut(&[T]) -> Result<(), String>,
) -> Result<(), String> {
    let [before, along, after] = x.around(axis);
    let mut line = Vec::with_capacity(along);
    for block in 0..before {
        for offset in 0..after {
            line.clear();
            let first = block * along * after + offset;
            line.extend((0..along).map(|at| cells[first + at * after].clone()));
            each(&line)?;
        }
    }
    Ok(())
}

/// The numbers of any kind as doubles: exact for singles, and of the same order for whole numbers below 2⁵³.
fn doubles(x: &Tensor) -> Result<Vec<f64>, String> {
    match &x.cells {
        Cells::Single(cells) => Ok(cells.iter().map(|&x| f64::from(x)).collect()),
        Cells::Double(cells) => Ok(cells.clone()),
        Cells::Integer(cells) => Ok(cells.iter().map(|&x| x as f64).collect()),
        Cells::Short(cells) => Ok(cells.iter().map(|&x| f64::from(x)).collect()),
        _ => Err(format!("takes no tensor of {}", x.kind().name())),
    }
}

impl ArgExtreme {
    pub(crate) fn run(&self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        let axis = x.axis(self.axis)?;
        let mut room: Vec<i64> = out.room();
        lines(x, &doubles(x)?, axis, |line| {
            let mut best = (0, *line.first().ok_or("the largest or smallest of no cell")?);
            for (at, &cell) in line.iter().enumerate().skip(1) {
                let ahead = if self.largest { cell > best.1 } else { cell < best.1 };
                if ahead || (self.last && cell == best.1) {
                    best = (at, cell);
                }
            }
            room.push(best.0 as i64);
            Ok(())
        })?;
        let mut shape = x.shape.clone();
        if self.keep {
            shape[axis] = 1;
        } else {
            shape.remove(axis);
        }
        out.put(&shape, room)
    }
}

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
        let flat;
        let (seen, axis) = if self.from {
            let (before, after) = x.shape.split_at(axis);
            let shape = [cells_of(before), cells_of(after)];
            flat = Tensor { shape: shape.to_vec(), cells: x.cells.clone() };
            (&flat, 1)
        } else {
            (x, axis)
        };
        match &x.cells {
            Cells::Single(cells) => spread(seen, &x.shape, cells, axis, out, |line| {
                let before = line.to_vec();
                single::softmax(line);
                if self.log {
                    let most = before.iter().copied().fold(f32::NEG_INFINITY, f32_max);
                    let exps = before.iter().map(|x| single::of(exact::exp, x - most));
                    let all = single::of(exact::ln, single::sum(exps));
                    line.iter_mut().zip(before).for_each(|(out, x)| *out = x - most - all);
                }
            }),
            Cells::Double(cells) => spread(seen, &x.shape, cells, axis, out, |line| {
                let most = line.iter().copied().fold(f64::NEG_INFINITY, exact::max);
                let exps: Vec<f64> = line.iter().map(|x| exact::exp(x - most)).collect();
                let all = exact::sum_ordered(&exps);
                for (out, exp) in line.iter_mut().zip(exps) {
                    *out = if self.log { *out - most - exact::ln(all) } else { exp / all };
                }
            }),
            _ => Err(format!("takes no tensor of {}", x.kind().name())),
        }
    }
}

fn f32_max(a: f32, b: f32) -> f32 {
    if b > a { b } else { a }
}

fn spread<T: Cell>(
    x: &Tensor,
    shape: &[usize],
    cells: &[T],
    axis: usize,
    out: &mut Tensor,
    change: impl Fn(&mut [T]),
) -> Result<(), String> {
    let [_, along, after] = x.around(axis);
    let mut room = out.room();
    room.extend_from_slice(cells);
    let mut number = 0;
    lines(x, cells, axis, |line| {
        let mut line = line.to_vec();
        change(&mut line);
        let first = number / after * along * after + number % after;
        for (at, cell) in line.into_iter().enumerate() {
            room[first + at * after] = cell;
        }
        number += 1;
        Ok(())
    })?;
    out.put(shape, room)
}

/// `TopK`: the largest or smallest of an axis and their places, of equal ones the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TopK {
    pub(crate) axis: i64,
    pub(crate) largest: bool,
}

impl TopK {
    pub(crate) fn run(
        &self,
        x: &Tensor,
        count: &Tensor,
        outputs: &mut [Tensor],
    ) -> Result<(), String> {
        let axis = x.axis(self.axis)?;
        let [before, along, after] = x.around(axis);
        let count = count.integers()?;
        let count = count.first().copied().ok_or("no count")?;
        let count = usize::try_from(count).ok().filter(|&count| count <= along);
        let count = count.ok_or_else(|| format!("more cells than the {along} of the axis"))?;
        let mut places = vec![0i64; before * count * after];
        let mut number = 0;
        lines(x, &doubles(x)?, axis, |line| {
            let mut order: Vec<usize> = (0..along).collect();
            order.sort_by(|&a, &b| {
                let by_size = exact::total_cmp(line[a], line[b]);
                if self.largest { by_size.reverse() } else { by_size }
            });
            let first = number / after * count * after + number % after;
            for (at, &place) in order.iter().take(count).enumerate() {
                places[first + at * after] = place as i64;
            }
            number += 1;
            Ok(())
        })?;
        let mut shape = x.shape.clone();
        shape[axis] = count;
        let from: Vec<usize> = places
            .iter()
            .enumerate()
            .map(|(at, &place)| {
                (at / (count * after).max(1) * along + place as usize) * after + at % after
            })
            .collect();
        let [values, rest @ ..] = outputs else { return Ok(()) };
        match &x.cells {
            Cells::Single(cells) => picked(cells, &from, &shape, values)?,
            Cells::Double(cells) => picked(cells, &from, &shape, values)?,
            Cells::Integer(cells) => picked(cells, &from, &shape, values)?,
            Cells::Short(cells) => picked(cells, &from, &shape, values)?,
            _ => return Err(format!("takes no tensor of {}", x.kind().name())),
        }
        rest.first_mut().map_or(Ok(()), |numbers| numbers.put(&shape, places))
    }
}

fn picked<T: Cell>(
    cells: &[T],
    from: &[usize],
    shape: &[usize],
    out: &mut Tensor,
) -> Result<(), String> {
    let mut room = out.room();
    room.extend(from.iter().map(|&place| cells[place].clone()));
    out.put(shape, room)
}

/// `CumSum` along an axis.
pub(crate) fn running_sum(
    x: &Tensor,
    axis: &Tensor,
    exclusive: bool,
    reverse: bool,
    out: &mut Tensor,
) -> Result<(), String> {
    let axis = axis.integers()?;
    let axis = x.axis(axis.first().copied().ok_or("no axis")?)?;
    fn line<T: Copy>(line: &mut [T], zero: T, add: impl Fn(T, T) -> T, exclusive: bool) {
        let mut so_far = zero;
        for cell in line {
            let before = so_far;
            so_far = add(so_far, *cell);
            *cell = if exclusive { before } else { so_far };
        }
    }
    fn turned<T: Copy>(cells: &mut [T], reverse: bool, run: impl Fn(&mut [T])) {
        if reverse {
            cells.reverse();
        }
        run(cells);
        if reverse {
            cells.reverse();
        }
    }
    match &x.cells {
        Cells::Single(cells) => spread(x, &x.shape, cells, axis, out, |cells| {
            turned(cells, reverse, |cells| line(cells, 0.0, |a, b| a + b, exclusive));
        }),
        Cells::Double(cells) => spread(x, &x.shape, cells, axis, out, |cells| {
            turned(cells, reverse, |cells| line(cells, 0.0, |a, b| a + b, exclusive));
        }),
        Cells::Integer(cells) => spread(x, &x.shape, cells, axis, out, |cells| {
            turned(cells, reverse, |cells| line(cells, 0, i64::wrapping_add, exclusive));
        }),
        _ => Err(format!("takes no tensor of {}", Kind::name(x.kind()))),
    }
}
