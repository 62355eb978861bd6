//! Operators that move cells and compute none.

use super::elementwise::bounded;
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::tensor::{
    Cell, Cells, Tensor, axis_of, cells_of, each_kind, size, strides, walk,
};

/// A length as it is in a shape.
fn length(x: i64) -> Result<usize, String> {
    usize::try_from(x).map_err(|_| format!("a length of {x}"))
}

/// The same cells, whatever their kind, under another shape.
pub(crate) fn reshaped(x: &Tensor, shape: &[usize], out: &mut Tensor) -> Result<(), String> {
    if size(shape)? != x.len() {
        return Err(format!("{} cells for the shape {shape:?}", x.len()));
    }
    each_kind!(&x.cells, cells => copied(cells, shape, out))
}

fn copied<T: Cell>(cells: &[T], shape: &[usize], out: &mut Tensor) -> Result<(), String> {
    let mut room = out.room();
    room.extend_from_slice(cells);
    out.put(shape, room)
}

/// The cells at places that are all there.
fn taken<T: Cell>(
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
    let to = to.integers()?;
    let mut shape = Vec::with_capacity(to.len());
    let mut rest = None;
    for (at, &axis) in to.iter().enumerate() {
        shape.push(match axis {
            -1 if rest.is_none() => {
                rest = Some(at);
                1
            }
            0 if !zero => *x.shape.get(at).ok_or("a 0 for an axis that is not there")?,
            other => length(other)?,
        });
    }
    if let Some(at) = rest {
        let known = size(&shape)?;
        if known == 0 || !x.len().is_multiple_of(known) {
            return Err(format!("{} cells for the shape {to:?}", x.len()));
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
    let reversed: Vec<usize> = (0..axes).rev().collect();
    let order = if order.is_empty() { &reversed } else { order };
    let mut sorted = order.to_vec();
    sorted.sort_unstable();
    if !sorted.iter().copied().eq(0..axes) {
        return Err(format!("{order:?} is no order of {axes} axes"));
    }
    let (apart, mut moved) = (strides(&x.shape, &x.shape), strides(&[], &[]));
    let mut shape = Vec::with_capacity(axes);
    for (at, &axis) in order.iter().enumerate() {
        shape.push(x.shape[axis]);
        moved[at] = apart[axis];
    }
    each_kind!(&x.cells, cells => taken(cells, walk(&shape, &moved), &shape, out))
}

/// `Squeeze`: without axes of one cell, all of them where none is named.
pub(crate) fn squeeze(x: &Tensor, axes: Option<&[i64]>, out: &mut Tensor) -> Result<(), String> {
    let mut gone = vec![axes.is_none(); x.shape.len()];
    for &axis in axes.unwrap_or_default() {
        let at = x.axis(axis)?;
        if x.shape[at] != 1 {
            return Err(format!("axis {axis} has {} cells, not one", x.shape[at]));
        }
        gone[at] = true;
    }
    let kept = x.shape.iter().zip(gone).filter(|(length, gone)| !(*gone && **length == 1));
    let shape: Vec<usize> = kept.map(|(length, _)| *length).collect();
    reshaped(x, &shape, out)
}

/// `Unsqueeze`: with axes of one cell at these places of the result.
pub(crate) fn unsqueeze(x: &Tensor, axes: &[i64], out: &mut Tensor) -> Result<(), String> {
    let all = x.shape.len() + axes.len();
    size(&vec![1; all])?;
    let mut new = vec![false; all];
    for &axis in axes {
        let at = axis_of(axis, all)?;
        if std::mem::replace(&mut new[at], true) {
            return Err(format!("axis {axis} twice"));
        }
    }
    let mut old = x.shape.iter();
    let mut shape = Vec::with_capacity(all);
    for new in new {
        shape.push(if new { 1 } else { *old.next().ok_or("too few axes")? });
    }
    reshaped(x, &shape, out)
}

/// A place along an axis of `length` cells, counted from the end where it is below 0.
fn place(index: i64, length: usize) -> Result<usize, String> {
    let from_start = if index < 0 { index.saturating_add(length as i64) } else { index };
    usize::try_from(from_start)
        .ok()
        .filter(|&at| at < length)
        .ok_or_else(|| format!("no cell {index} of {length}"))
}

/// `Gather`: along an axis, the cells with these numbers.
pub(crate) fn gather(
    x: &Tensor,
    indices: &Tensor,
    axis: i64,
    out: &mut Tensor,
    most: usize,
) -> Result<(), String> {
    let at = x.axis(axis)?;
    let [before, along, after] = x.around(at);
    let mut places = Vec::with_capacity(indices.len());
    for index in indices.integers()? {
        places.push(place(index, along)?);
    }
    let shape = [&x.shape[..at], &indices.shape, &x.shape[at + 1..]].concat();
    bounded(size(&shape)?, most)?;
    let all = (0..before).flat_map(|block| {
        let places = &places;
        places.iter().flat_map(move |place| {
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
    let flat = Tensor::new(&[indices.len()], indices.integers()?);
    gather(x, &flat, -1, out, most)?;
    if out.shape.len() == 1 {
        out.shape.insert(0, 1);
    }
    Ok(())
}

/// `Concat`: one after another along an axis.
pub(crate) fn concat(given: &Arguments<'_>, axis: i64, out: &mut Tensor) -> Result<(), String> {
    let first = given.at(0)?;
    let at = first.axis(axis)?;
    let mut shape = first.shape.clone();
    shape[at] = 0;
    for index in 0..given.len() {
        let x = given.at(index)?;
        let same = x.shape.len() == shape.len()
            && x.shape.iter().zip(&shape).enumerate().all(|(i, (a, b))| i == at || a == b);
        if !same {
            return Err(format!("shapes {:?} and {:?} do not fit", first.shape, x.shape));
        }
        shape[at] += x.shape[at];
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

/// `Slice`: from a start to an end in steps along some axes.
pub(crate) fn slice(given: &Arguments<'_>, out: &mut Tensor) -> Result<(), String> {
    let x = given.at(0)?;
    let (starts, ends) = (given.at(1)?.integers()?, given.at(2)?.integers()?);
    let axes = match given.get(3) {
        Some(axes) => axes.integers()?,
        None => (0..starts.len() as i64).collect(),
    };
    let steps = match given.get(4) {
        Some(steps) => steps.integers()?,
        None => vec![1; starts.len()],
    };
    if [ends.len(), axes.len(), steps.len()] != [starts.len(); 3] {
        return Err("starts, ends, axes and steps that are not as many".to_owned());
    }
    let mut along: Vec<Vec<usize>> = x.shape.iter().map(|&length| (0..length).collect()).collect();
    for (((&start, &end), &axis), &step) in starts.iter().zip(&ends).zip(&axes).zip(&steps) {
        let at = x.axis(axis)?;
        along[at] = steps_of(start, end, step, x.shape[at])?;
    }
    let shape: Vec<usize> = along.iter().map(Vec::len).collect();
    let apart = strides(&x.shape, &x.shape);
    let places = (0..size(&shape)?).map(|index| {
        let (mut rest, mut place) = (index, 0);
        for ((places, &length), apart) in along.iter().zip(&shape).zip(apart).rev() {
            place += places[rest % length] * apart;
            rest /= length;
        }
        place
    });
    each_kind!(&x.cells, cells => taken(cells, places, &shape, out))
}

/// The places from `start` to `end` along an axis of `length` cells.
fn steps_of(start: i64, end: i64, step: i64, length: usize) -> Result<Vec<usize>, String> {
    let length = length as i64;
    let from_start = |at: i64| if at < 0 { at.saturating_add(length) } else { at };
    let (start, end) = (from_start(start), from_start(end));
    let mut places = Vec::new();
    match step {
        0 => return Err("a step of 0".to_owned()),
        1.. => {
            let mut at = start.clamp(0, length);
            while at < end.clamp(0, length) {
                places.push(at as usize);
                at = at.saturating_add(step);
            }
        }
        _ => {
            let mut at = start.clamp(-1, length - 1);
            while at > end.clamp(-1, length - 1) {
                places.push(at as usize);
                at = at.saturating_add(step);
            }
        }
    }
    Ok(places)
}

/// `Expand`: stretched to a shape.
pub(crate) fn expand(x: &Tensor, to: &Tensor, out: &mut Tensor, most: usize) -> Result<(), String> {
    let mut shape: Vec<usize> = to.integers()?.into_iter().map(length).collect::<Result<_, _>>()?;
    while shape.len() < x.shape.len() {
        shape.insert(0, 1);
    }
    let skipped = shape.len() - x.shape.len();
    for (to, &from) in shape[skipped..].iter_mut().zip(&x.shape) {
        if *to == 1 {
            *to = from;
        } else if from != 1 && from != *to {
            return Err(format!("{:?} does not stretch to the shape asked for", x.shape));
        }
    }
    bounded(size(&shape)?, most)?;
    let apart = strides(&x.shape, &shape);
    each_kind!(&x.cells, cells => taken(cells, walk(&shape, &apart), &shape, out))
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
    let mut shape = Vec::with_capacity(repeats.len());
    for (&from, &times) in x.shape.iter().zip(&repeats) {
        shape.push(from.checked_mul(length(times)?).ok_or("too many cells")?);
    }
    let cells = size(&shape)?;
    bounded(cells, most)?;
    let apart = strides(&x.shape, &x.shape);
    let places = (0..cells).map(|index| {
        let (mut rest, mut place) = (index, 0);
        for ((&length, &from), apart) in shape.iter().zip(&x.shape).zip(apart).rev() {
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
    let one = Tensor { shape: vec![1], cells: value.clone() };
    expand(&one, to, out, most)?;
    // A shape of no axis is one cell.
    if to.len() == 0 {
        out.shape.clear();
    }
    Ok(())
}

/// `Split`: parts along an axis.
pub(crate) fn split(
    x: &Tensor,
    lengths: Option<&[i64]>,
    axis: i64,
    parts: &mut [Tensor],
) -> Result<(), String> {
    let at = x.axis(axis)?;
    let [before, along, after] = x.around(at);
    let each = along.div_ceil(parts.len().max(1));
    let mut start = 0;
    for (number, part) in parts.iter_mut().enumerate() {
        let wanted = match lengths {
            Some(lengths) => length(*lengths.get(number).ok_or("too few lengths")?)?,
            None => each.min(along - start),
        };
        if wanted > along - start {
            return Err(format!("a part of {wanted} cells where {} are left", along - start));
        }
        let places = (0..before).flat_map(|block| {
            let first = (block * along + start) * after;
            first..first + wanted * after
        });
        let mut shape = x.shape.clone();
        shape[at] = wanted;
        each_kind!(&x.cells, cells => taken(cells, places, &shape, part))?;
        start += wanted;
    }
    if start != along {
        return Err(format!("parts of {start} cells in all of {along}"));
    }
    Ok(())
}
