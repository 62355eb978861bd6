//! Operators that take some of the cells, or put those of several tensors together.

use super::bounded;
use super::reshape::{length, taken};
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::shape::{MOST_AXES, Shape, cells_of, from_start, size, strides};
use crate::model::onnx_graph::tensor::{Cell, Integers, Tensor, each_kind};

/// `Gather`: along an axis, the cells with these numbers.
pub(crate) fn gather(
    x: &Tensor,
    indices: &Tensor,
    axis: i64,
    out: &mut Tensor,
    most: usize,
) -> Result<(), String> {
    let at = x.axis(axis)?;
    let lengths = x.shape[..at].iter().chain(&*indices.shape).chain(&x.shape[at + 1..]);
    gathered(x, indices.integers()?, at, Shape::of(lengths.copied())?, out, most)
}

fn gathered(
    x: &Tensor,
    indices: Integers<'_>,
    axis: usize,
    shape: Shape,
    out: &mut Tensor,
    most: usize,
) -> Result<(), String> {
    let [before, along, after] = x.around(axis);
    if let Some(index) = indices.iter().find(|&index| from_start(index, along).is_none()) {
        return Err(format!("no cell {index} of {along}"));
    }
    bounded(size(&shape)?, most)?;
    let all = (0..before).flat_map(|block| {
        let places = indices.iter().filter_map(move |index| from_start(index, along));
        places.flat_map(move |place| {
            let start = (block * along + place) * after;
            start..start + after
        })
    });
    each_kind!(&x.cells, cells => taken(cells, all, &shape, out))
}

/// `ArrayFeatureExtractor`: cells of the last axis; always two axes at least.
pub(crate) fn extract(
    x: &Tensor,
    indices: &Tensor,
    out: &mut Tensor,
    most: usize,
) -> Result<(), String> {
    let indices = indices.integers()?;
    let axis = x.axis(-1)?;
    gathered(x, indices, axis, x.shape.with(axis, indices.len()), out, most)?;
    if out.shape.len() == 1 {
        out.shape = Shape::of([1, indices.len()])?;
    }
    Ok(())
}

/// `Concat`: one after another along an axis.
pub(crate) fn concat(given: &Arguments<'_>, axis: i64, out: &mut Tensor) -> Result<(), String> {
    let first = given.at(0)?;
    let at = first.axis(axis)?;
    let mut shape = first.shape.with(at, 0);
    for index in 0..given.len() {
        let x = given.at(index)?;
        let same = x.shape.len() == shape.len()
            && x.shape.iter().zip(&*shape).enumerate().all(|(i, (a, b))| i == at || a == b);
        if !same {
            return Err(format!("shapes {:?} and {:?} do not fit", first.shape, x.shape));
        }
        shape[at] = shape[at].saturating_add(x.shape[at]);
    }
    bounded(size(&shape)?, given.most)?;
    each_kind!(&first.cells, cells => joined(given, cells, at, &shape, out))
}

fn joined<T: Cell>(
    given: &Arguments<'_>,
    _: &[T],
    at: usize,
    shape: &[usize],
    out: &mut Tensor,
) -> Result<(), String> {
    let mut room: Vec<T> = out.room();
    let before = cells_of(&shape[..at]);
    for block in 0..before {
        for index in 0..given.len() {
            let x = given.at(index)?;
            let [_, along, after] = x.around(at);
            let each = along * after;
            room.extend_from_slice(&x.cells::<T>()?[block * each..(block + 1) * each]);
        }
    }
    out.put(shape, room)
}

/// Some of the places along an axis: how many, the first, and how far apart they are.
#[derive(Debug, Clone, Copy, Default)]
struct Steps {
    count: usize,
    first: i64,
    step: i64,
}

impl Steps {
    /// From `start` to `end` along an axis of `length` cells.
    fn new(start: i64, end: i64, step: i64, length: usize) -> Result<Steps, String> {
        let length = length as i64;
        let from_start = |at: i64| if at < 0 { at.saturating_add(length) } else { at };
        let (start, end) = (from_start(start), from_start(end));
        let (first, way) = match step {
            0 => return Err("a step of 0".to_owned()),
            1.. => {
                let first = start.clamp(0, length);
                (first, end.clamp(0, length) - first)
            }
            _ => {
                let first = start.clamp(-1, length - 1);
                (first, first - end.clamp(-1, length - 1))
            }
        };
        let count = u64::try_from(way).unwrap_or(0).div_ceil(step.unsigned_abs()) as usize;
        Ok(Steps { count, first, step })
    }

    /// A place that is counted.
    fn place(self, at: usize) -> usize {
        self.first.saturating_add(self.step.saturating_mul(at as i64)) as usize
    }
}

/// `Slice`: from a start to an end in steps along some axes.
pub(crate) fn slice(given: &Arguments<'_>, out: &mut Tensor) -> Result<(), String> {
    let x = given.at(0)?;
    let (starts, ends) = (given.at(1)?.integers()?, given.at(2)?.integers()?);
    let axes = given.get(3).map(Tensor::integers).transpose()?;
    let steps = given.get(4).map(Tensor::integers).transpose()?;
    let count = starts.len();
    let as_many = |given: Option<Integers<'_>>| given.is_none_or(|given| given.len() == count);
    if ends.len() != count || !as_many(axes) || !as_many(steps) {
        return Err("starts, ends, axes and steps that are not as many".to_owned());
    }
    let mut along = [Steps::default(); MOST_AXES];
    for (along, &length) in along.iter_mut().zip(&*x.shape) {
        *along = Steps { count: length, first: 0, step: 1 };
    }
    for (at, (start, end)) in starts.iter().zip(ends.iter()).enumerate() {
        let axis = axes.and_then(|axes| axes.get(at)).unwrap_or(at as i64);
        let step = steps.and_then(|steps| steps.get(at)).unwrap_or(1);
        let axis = x.axis(axis)?;
        along[axis] = Steps::new(start, end, step, x.shape[axis])?;
    }
    let shape = Shape::of(along[..x.shape.len()].iter().map(|along| along.count))?;
    let apart = strides(&x.shape, &x.shape);
    let places = (0..size(&shape)?).map(|index| {
        let (mut rest, mut place) = (index, 0);
        for ((steps, &length), apart) in along.iter().zip(&*shape).zip(apart).rev() {
            place += steps.place(rest % length) * apart;
            rest /= length;
        }
        place
    });
    each_kind!(&x.cells, cells => taken(cells, places, &shape, out))
}

/// `Split`: parts along an axis.
pub(crate) fn split(
    x: &Tensor,
    lengths: Option<Integers<'_>>,
    axis: i64,
    parts: &mut [Tensor],
) -> Result<(), String> {
    let at = x.axis(axis)?;
    let [before, along, after] = x.around(at);
    let each = along.div_ceil(parts.len().max(1));
    let mut start = 0;
    for (number, part) in parts.iter_mut().enumerate() {
        let wanted = match lengths {
            Some(lengths) => length(lengths.get(number).ok_or("too few lengths")?)?,
            None => each.min(along - start),
        };
        if wanted > along - start {
            return Err(format!("a part of {wanted} cells where {} are left", along - start));
        }
        let places = (0..before).flat_map(|block| {
            let first = (block * along + start) * after;
            first..first + wanted * after
        });
        let shape = x.shape.with(at, wanted);
        each_kind!(&x.cells, cells => taken(cells, places, &shape, part))?;
        start += wanted;
    }
    if start != along {
        return Err(format!("parts of {start} cells in all of {along}"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_stop_before_the_end() -> Result<(), String> {
        let places = |start, end, step, length| -> Result<Vec<usize>, String> {
            let steps = Steps::new(start, end, step, length)?;
            Ok((0..steps.count).map(|at| steps.place(at)).collect())
        };
        assert_eq!(places(0, 5, 2, 5)?, [0, 2, 4]);
        assert_eq!(places(1, -1, 2, 5)?, [1, 3]);
        assert_eq!(places(-1, i64::MIN, -2, 5)?, [4, 2, 0]);
        assert_eq!(places(3, 0, -1, 5)?, [3, 2, 1]);
        assert_eq!(places(0, i64::MAX, i64::MAX, 5)?, [0]);
        assert_eq!(places(-1, i64::MIN, i64::MIN, 5)?, [4]);
        assert_eq!(places(4, 1, 1, 5)?, [0; 0]);
        assert_eq!(places(0, 5, 1, 0)?, [0; 0]);
        assert_eq!(places(0, -9, -1, 0)?, [0; 0]);
        assert!(places(0, 1, 0, 5).is_err());
        Ok(())
    }
}
