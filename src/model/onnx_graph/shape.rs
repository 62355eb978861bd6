//! The lengths of the axes of a tensor, and walks over its cells.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::ops::{Deref, DerefMut};

/// How many axes a tensor may have.
pub(crate) const MOST_AXES: usize = 8;

/// Cells of a tensor without cells, counted as if none of its axes were empty: walks along the others end soon.
const MOST_EMPTY: usize = 1 << 16;

/// The lengths of some axes, which are few: it needs no room of its own.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Shape {
    lengths: [usize; MOST_AXES],
    axes: u8,
}

impl Shape {
    /// From the lengths in order.
    pub(crate) fn of(lengths: impl IntoIterator<Item = usize>) -> Result<Shape, String> {
        let mut shape = Shape::default();
        lengths.into_iter().try_for_each(|length| shape.push(length))?;
        Ok(shape)
    }

    /// One axis.
    pub(crate) fn line(length: usize) -> Shape {
        let mut shape = Shape { axes: 1, ..Shape::default() };
        shape[0] = length;
        shape
    }

    /// One row of so many cells.
    pub(crate) fn row(length: usize) -> Shape {
        let mut shape = Shape { axes: 2, ..Shape::default() };
        shape.copy_from_slice(&[1, length]);
        shape
    }

    /// One more axis, the last.
    pub(crate) fn push(&mut self, length: usize) -> Result<(), String> {
        let axis = usize::from(self.axes);
        let place = self.lengths.get_mut(axis);
        *place.ok_or_else(|| format!("more than {MOST_AXES} axes"))? = length;
        self.axes += 1;
        Ok(())
    }

    /// Another length along one of its axes.
    pub(crate) fn with(mut self, axis: usize, length: usize) -> Shape {
        self[axis] = length;
        self
    }

    /// Without an axis.
    pub(crate) fn without(self, axis: usize) -> Result<Shape, String> {
        Shape::of(self.iter().enumerate().filter(|(at, _)| *at != axis).map(|(_, &length)| length))
    }
}

impl Deref for Shape {
    type Target = [usize];

    fn deref(&self) -> &[usize] {
        &self.lengths[..usize::from(self.axes)]
    }
}

impl DerefMut for Shape {
    fn deref_mut(&mut self) -> &mut [usize] {
        &mut self.lengths[..usize::from(self.axes)]
    }
}

impl fmt::Debug for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self[..].fmt(f)
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self[..].serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Shape, D::Error> {
        let lengths: Vec<usize> = Vec::deserialize(deserializer)?;
        Shape::of(lengths).map_err(serde::de::Error::custom)
    }
}

/// An axis of `axes`, counted from the end where it is below 0.
pub(crate) fn axis_of(axis: i64, axes: usize) -> Result<usize, String> {
    from_start(axis, axes).ok_or_else(|| format!("no axis {axis} of {axes}"))
}

/// A place among `length`, counted from the end where it is below 0.
pub(crate) fn from_start(index: i64, length: usize) -> Option<usize> {
    let index = if index < 0 { index.saturating_add(length as i64) } else { index };
    usize::try_from(index).ok().filter(|&at| at < length)
}

/// How many cells a shape has.
pub(crate) fn size(shape: &[usize]) -> Result<usize, String> {
    if shape.len() > MOST_AXES {
        return Err(format!("{} axes, and {MOST_AXES} are the most", shape.len()));
    }
    // Bounded as if no axis were empty: the cells of some of the axes are counted too.
    let mut bound = 1usize;
    for &axis in shape {
        bound = bound.checked_mul(axis.max(1)).ok_or("a shape of too many cells")?;
    }
    match (shape.contains(&0), bound > MOST_EMPTY) {
        (false, _) => Ok(bound),
        (true, false) => Ok(0),
        (true, true) => Err("a shape of too many empty cells".to_owned()),
    }
}

/// How many cells some axes have, of a shape whose [`size`] is known to be one.
pub(crate) fn cells_of(axes: &[usize]) -> usize {
    axes.iter().fold(1usize, |cells, &length| cells.saturating_mul(length))
}

/// The shape that two tensors are stretched to.
pub(crate) fn common(a: &[usize], b: &[usize]) -> Result<Shape, String> {
    let axes = a.len().max(b.len());
    let length = |shape: &[usize], at: usize| {
        (at + shape.len()).checked_sub(axes).map_or(1, |place| shape[place])
    };
    let mut out = Shape::default();
    for at in 0..axes {
        out.push(match (length(a, at), length(b, at)) {
            (1, other) | (other, 1) => other,
            (one, other) if one == other => one,
            _ => return Err(format!("shapes {a:?} and {b:?} do not fit")),
        })?;
    }
    size(&out)?;
    Ok(out)
}

/// How far apart the neighbours along each axis are; 0 along an axis that is stretched to `shape`.
pub(crate) fn strides(of: &[usize], shape: &[usize]) -> [usize; MOST_AXES] {
    let mut strides = [0; MOST_AXES];
    let mut apart = 1;
    for (at, &length) in of.iter().enumerate().rev() {
        let place = at + shape.len() - of.len();
        if length != 1 {
            strides[place] = apart;
        }
        apart *= length;
    }
    strides
}

/// The places, in order, that a walk over a shape comes to with some strides.
#[derive(Debug, Clone)]
pub(crate) struct Walk {
    shape: Shape,
    strides: [usize; MOST_AXES],
    at: [usize; MOST_AXES],
    place: usize,
    left: usize,
}

pub(crate) fn walk(shape: &Shape, strides: &[usize; MOST_AXES]) -> Walk {
    let left = cells_of(shape);
    Walk { shape: *shape, strides: *strides, at: [0; MOST_AXES], place: 0, left }
}

impl Iterator for Walk {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        self.left = self.left.checked_sub(1)?;
        let place = self.place;
        let axes = self.shape.iter().zip(&mut self.at).zip(&self.strides);
        for ((&length, at), &stride) in axes.rev() {
            *at += 1;
            self.place += stride;
            if *at < length {
                break;
            }
            // Around to the start of this axis, and on along the one before.
            self.place -= stride * length;
            *at = 0;
        }
        Some(place)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

/// Where each line of cells along an axis starts; its cells are as far apart as there are cells after the axis.
pub(crate) fn lines([before, along, after]: [usize; 3]) -> impl Iterator<Item = usize> {
    (0..before).flat_map(move |block| {
        let first = block * along * after;
        first..first + after
    })
}
