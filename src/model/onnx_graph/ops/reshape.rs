//! Operators that put the same cells under another shape.

use super::bounded;
use crate::model::onnx_graph::shape::{MOST_AXES, Shape, axis_of, cells_of, size, strides, walk};
use crate::model::onnx_graph::tensor::{Cell, Cells, Integers, Tensor, each_kind};

/// A length as it is in a shape.
pub(super) fn length(x: i64) -> Result<usize, String> {
    usize::try_from(x).map_err(|_| format!("a length of {x}"))
}

/// The same cells, whatever their kind, under another shape.
pub(crate) fn reshaped(x: &Tensor, shape: &[usize], out: &mut Tensor) -> Result<(), String> {
    if size(shape)? != x.len() {
        return Err(format!("{} cells for the shape {shape:?}", x.len()));
    }
    each_kind!(&x.cells, cells => out.copy_cells(shape, cells))
}

/// The cells at places that are all there.
pub(super) fn taken<T: Cell>(
    cells: &[T],
    places: impl Iterator<Item = usize>,
    shape: &[usize],
    out: &mut Tensor,
) -> Result<(), String> {
    let mut room = out.room();
    for place in places {
        room.push(cells.get(place).ok_or("a place outside the tensor")?.clone());
    }
    out.put(shape, room)
}

/// `Reshape`: −1 for what is left, 0 for the length of before unless `zero` is a length.
pub(crate) fn reshape(x: &Tensor, to: &Tensor, zero: bool, out: &mut Tensor) -> Result<(), String> {
    let mut shape = Shape::default();
    let mut rest = None;
    for (at, axis) in to.integers()?.iter().enumerate() {
        shape.push(match axis {
            -1 if rest.is_none() => {
                rest = Some(at);
                1
            }
            0 if !zero => *x.shape.get(at).ok_or("a 0 for an axis that is not there")?,
            other => length(other)?,
        })?;
    }
    if let Some(at) = rest {
        let known = size(&shape)?;
        if known == 0 || !x.len().is_multiple_of(known) {
            return Err(format!("{} cells for the shape {shape:?}", x.len()));
        }
        shape[at] = x.len() / known;
    }
    reshaped(x, &shape, out)
}

/// `Flatten`: two axes.
pub(crate) fn flatten(x: &Tensor, axis: i64, out: &mut Tensor) -> Result<(), String> {
    let axes = x.shape.len();
    let axis = if axis == axes as i64 { axes } else { axis_of(axis, axes)? };
    let (before, after) = x.shape.split_at(axis);
    reshaped(x, &[cells_of(before), cells_of(after)], out)
}

/// `Transpose`: the axes in another order, from the last to the first without one.
pub(crate) fn transpose(x: &Tensor, order: &[usize], out: &mut Tensor) -> Result<(), String> {
    let axes = x.shape.len();
    let reversed = Shape::of((0..axes).rev())?;
    let order = if order.is_empty() { &reversed[..] } else { order };
    let mut sorted = Shape::of(order.iter().copied())?;
    sorted.sort_unstable();
    if !sorted.iter().copied().eq(0..axes) {
        return Err(format!("{order:?} is no order of {axes} axes"));
    }
    let (apart, mut moved) = (strides(&x.shape, &x.shape), [0; MOST_AXES]);
    for (moved, &axis) in moved.iter_mut().zip(order) {
        *moved = apart[axis];
    }
    let shape = Shape::of(order.iter().map(|&axis| x.shape[axis]))?;
    each_kind!(&x.cells, cells => taken(cells, walk(&shape, &moved), &shape, out))
}

/// `Squeeze`: without axes of one cell, all of them where none is named.
pub(crate) fn squeeze(
    x: &Tensor,
    axes: Option<Integers<'_>>,
    out: &mut Tensor,
) -> Result<(), String> {
    let mut gone = [axes.is_none(); MOST_AXES];
    for axis in axes.iter().flat_map(|axes| axes.iter()) {
        let at = x.axis(axis)?;
        if x.shape[at] != 1 {
            return Err(format!("axis {axis} has {} cells, not one", x.shape[at]));
        }
        gone[at] = true;
    }
    let kept = x.shape.iter().zip(gone).filter(|(length, gone)| !(*gone && **length == 1));
    let shape = Shape::of(kept.map(|(length, _)| *length))?;
    reshaped(x, &shape, out)
}

/// `Unsqueeze`: with axes of one cell at these places of the result.
pub(crate) fn unsqueeze(x: &Tensor, axes: Integers<'_>, out: &mut Tensor) -> Result<(), String> {
    let all = x.shape.len().saturating_add(axes.len());
    if all > MOST_AXES {
        return Err(format!("{all} axes, and {MOST_AXES} are the most"));
    }
    let mut new = [false; MOST_AXES];
    for axis in axes.iter() {
        if std::mem::replace(&mut new[axis_of(axis, all)?], true) {
            return Err(format!("axis {axis} twice"));
        }
    }
    let (mut old, mut shape) = (x.shape.iter(), Shape::default());
    for &new in &new[..all] {
        shape.push(if new { 1 } else { *old.next().ok_or("too few axes")? })?;
    }
    reshaped(x, &shape, out)
}

/// `Expand`: stretched to a shape.
pub(crate) fn expand(x: &Tensor, to: &Tensor, out: &mut Tensor, most: usize) -> Result<(), String> {
    let shape = stretched(&x.shape, to.integers()?)?;
    bounded(size(&shape)?, most)?;
    let apart = strides(&x.shape, &shape);
    each_kind!(&x.cells, cells => taken(cells, walk(&shape, &apart), &shape, out))
}

fn stretched(from: &[usize], to: Integers<'_>) -> Result<Shape, String> {
    let mut shape = Shape::default();
    for _ in to.len()..from.len() {
        shape.push(1)?;
    }
    for to in to.iter() {
        shape.push(length(to)?)?;
    }
    let skipped = shape.len() - from.len();
    for (to, &length) in shape[skipped..].iter_mut().zip(from) {
        if *to == 1 {
            *to = length;
        } else if length != 1 && length != *to {
            return Err(format!("{from:?} does not stretch to the shape asked for"));
        }
    }
    Ok(shape)
}

/// `Tile`: repeated along every axis.
pub(crate) fn tile(
    x: &Tensor,
    repeats: &Tensor,
    out: &mut Tensor,
    most: usize,
) -> Result<(), String> {
    let repeats = repeats.integers()?;
    if repeats.len() != x.shape.len() {
        return Err(format!("{} repeats for {} axes", repeats.len(), x.shape.len()));
    }
    let mut shape = Shape::default();
    for (&from, times) in x.shape.iter().zip(repeats.iter()) {
        shape.push(from.checked_mul(length(times)?).ok_or("too many cells")?)?;
    }
    let cells = size(&shape)?;
    bounded(cells, most)?;
    let apart = strides(&x.shape, &x.shape);
    let places = (0..cells).map(|index| {
        let (mut rest, mut place) = (index, 0);
        for ((&length, &from), apart) in shape.iter().zip(&*x.shape).zip(apart).rev() {
            place += rest % length % from * apart;
            rest /= length;
        }
        place
    });
    each_kind!(&x.cells, cells => taken(cells, places, &shape, out))
}

/// `ConstantOfShape`: one cell again and again.
pub(crate) fn filled(
    to: &Tensor,
    value: &Cells,
    out: &mut Tensor,
    most: usize,
) -> Result<(), String> {
    let shape = stretched(&[], to.integers()?)?;
    let cells = size(&shape)?;
    bounded(cells, most)?;
    each_kind!(value, value => taken(value, (0..cells).map(|_| 0), &shape, out))
}
