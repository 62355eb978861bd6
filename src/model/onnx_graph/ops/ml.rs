//! Operators of `ai.onnx.ml` that prepare features.

use super::bounded;
use super::cast::singles;
use crate::exact::single;
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::scratch::Scratch;
use crate::model::onnx_graph::shape::size;
use crate::model::onnx_graph::tensor::{Cell, Cells, Kind, Tensor, each_kind};
use serde::{Deserialize, Serialize};

/// `Scaler`: (x − offset) · scale, each one number or one a feature.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Scaler {
    pub(crate) offset: Vec<f32>,
    pub(crate) scale: Vec<f32>,
}

/// The number of a feature, from one for all or one each.
fn for_feature<T: Copy>(numbers: &[T], at: usize) -> Result<T, String> {
    let number = if numbers.len() == 1 { numbers.first() } else { numbers.get(at) };
    number.copied().ok_or_else(|| format!("{} numbers and a feature {at}", numbers.len()))
}

/// How many features a row has: the cells of the last axis.
fn features(x: &Tensor) -> usize {
    x.shape.last().copied().unwrap_or(1).max(1)
}

impl Scaler {
    pub(crate) fn run(
        &self,
        x: &Tensor,
        out: &mut Tensor,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let width = features(x);
        let mut room: Vec<f32> = out.room();
        match &x.cells {
            Cells::Double(cells) => {
                for (at, &x) in cells.iter().enumerate() {
                    let offset = f64::from(for_feature(&self.offset, at % width)?);
                    let scale = f64::from(for_feature(&self.scale, at % width)?);
                    room.push(((x - offset) * scale) as f32);
                }
            }
            _ => {
                let cells = singles(x, &mut scratch.singles)?;
                for (at, &x) in cells.iter().enumerate() {
                    let offset = for_feature(&self.offset, at % width)?;
                    room.push((x - offset) * for_feature(&self.scale, at % width)?);
                }
            }
        }
        out.put(&x.shape, room)
    }
}

/// `Imputer`: another number for one, or for NaN.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Imputer {
    pub(crate) fills: Cells,
    pub(crate) replaced: Cells,
}

impl Imputer {
    pub(crate) fn run(&self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        let width = features(x);
        match (&x.cells, &self.fills, &self.replaced) {
            (Cells::Integer(cells), Cells::Integer(fills), Cells::Integer(replaced)) => {
                let replaced = for_feature(replaced, 0)?;
                let mut room = out.room();
                for (at, &x) in cells.iter().enumerate() {
                    let gone = x == replaced;
                    room.push(if gone { for_feature(fills, at % width)? } else { x });
                }
                out.put(&x.shape, room)
            }
            (Cells::Single(cells), Cells::Single(fills), Cells::Single(replaced)) => {
                let replaced = for_feature(replaced, 0)?;
                let mut room = out.room();
                for (at, &x) in cells.iter().enumerate() {
                    let gone = x == replaced || (x.is_nan() && replaced.is_nan());
                    room.push(if gone { for_feature(fills, at % width)? } else { x });
                }
                out.put(&x.shape, room)
            }
            (Cells::Double(cells), Cells::Single(fills), Cells::Single(replaced)) => {
                let replaced = f64::from(for_feature(replaced, 0)?);
                let mut room = out.room();
                for (at, &x) in cells.iter().enumerate() {
                    let gone = x == replaced || (x.is_nan() && replaced.is_nan());
                    room.push(if gone { for_feature(fills, at % width)?.into() } else { x });
                }
                out.put(&x.shape, room)
            }
            _ => Err(format!("fills no tensor of {}", x.kind().name())),
        }
    }
}

/// What a row is divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Norm {
    Max,
    L1,
    L2,
}

impl Norm {
    /// `Normalizer`; a row of nothing but zeros stays.
    pub(crate) fn run(
        self,
        x: &Tensor,
        out: &mut Tensor,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let cells = singles(x, &mut scratch.singles)?;
        let mut room: Vec<f32> = out.room();
        for row in cells.chunks(features(x)) {
            match self {
                Norm::Max => {
                    let most = row
                        .iter()
                        .copied()
                        .fold(f32::MIN, |most, x| if x > most { x } else { most });
                    room.extend(row.iter().map(|x| if most == 0.0 { *x } else { x / most }));
                }
                Norm::L1 => {
                    let sum = single::sum(row.iter().map(|x| x.abs()));
                    room.extend(row.iter().map(|x| if sum == 0.0 { *x } else { x / sum }));
                }
                Norm::L2 => {
                    let sum = single::dot(row, row);
                    room.extend(row.iter().map(|&x| {
                        let size = if sum == 0.0 { x } else { (x * x / sum).sqrt() };
                        if x < 0.0 && sum != 0.0 { -size } else { size }
                    }));
                }
            }
        }
        out.put(&x.shape, room)
    }
}

/// `Binarizer`: 1 above the threshold, else 0.
pub(crate) fn binarize(x: &Tensor, threshold: f32, out: &mut Tensor) -> Result<(), String> {
    fn cut<T: Cell + Copy>(
        x: &Tensor,
        out: &mut Tensor,
        cut: impl Fn(T) -> T,
    ) -> Result<(), String> {
        let mut room = out.room();
        room.extend(x.cells::<T>()?.iter().map(|&x| cut(x)));
        out.put(&x.shape, room)
    }
    match x.kind() {
        Kind::Single => cut(x, out, |x: f32| f32::from(u8::from(x > threshold))),
        Kind::Double => cut(x, out, |x: f64| f64::from(u8::from(x > f64::from(threshold)))),
        Kind::Integer => cut(x, out, |x: i64| i64::from(x as f32 > threshold)),
        Kind::Short => cut(x, out, |x: i32| i32::from(x as f32 > threshold)),
        kind => Err(format!("takes no tensor of {}", kind.name())),
    }
}

/// `LabelEncoder` and `CategoryMapper`: the value that stands with a key.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Mapping {
    pub(crate) keys: Cells,
    pub(crate) values: Cells,
    /// One cell, for what is no key.
    pub(crate) other: Cells,
    /// Whether NaN is the same as NaN: since version 4 of the operator.
    pub(crate) nan_is_key: bool,
}

/// The number of a cell among keys, NaN being the same as NaN where `nan`; of equal keys the first.
fn number_of(x: &Cells, at: usize, keys: &Cells, nan: bool) -> Result<Option<usize>, String> {
    let same = |a: f64, b: f64| a == b || (nan && a.is_nan() && b.is_nan());
    Ok(match (x, keys) {
        (Cells::Text(x), Cells::Text(keys)) => keys.iter().position(|key| *key == x[at]),
        (Cells::Integer(x), Cells::Integer(keys)) => keys.iter().position(|key| *key == x[at]),
        (Cells::Short(x), Cells::Integer(keys)) => {
            keys.iter().position(|key| *key == i64::from(x[at]))
        }
        (Cells::Boolean(x), Cells::Integer(keys)) => {
            keys.iter().position(|key| *key == i64::from(x[at]))
        }
        (Cells::Single(x), Cells::Integer(keys)) => {
            keys.iter().position(|key| *key == x[at] as i64)
        }
        (Cells::Double(x), Cells::Integer(keys)) => {
            keys.iter().position(|key| *key == x[at] as i64)
        }
        (Cells::Single(x), Cells::Single(keys)) => {
            keys.iter().position(|&key| same(key.into(), x[at].into()))
        }
        (Cells::Double(x), Cells::Double(keys)) => keys.iter().position(|&key| same(key, x[at])),
        (Cells::Double(x), Cells::Single(keys)) => {
            keys.iter().position(|&key| same(key.into(), x[at]))
        }
        _ => return Err(format!("{} among keys of {}", x.kind().name(), keys.kind().name())),
    })
}

impl Mapping {
    pub(crate) fn check(&self) -> Result<(), String> {
        let (keys, values) = (self.keys.len(), self.values.len());
        if keys != values || self.other.len() != 1 || self.other.kind() != self.values.kind() {
            return Err(format!("{keys} keys and {values} values"));
        }
        Ok(())
    }

    pub(crate) fn run(&self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        each_kind!(&self.values, values => self.mapped(x, values, out))
    }

    fn mapped<T: Cell>(&self, x: &Tensor, values: &[T], out: &mut Tensor) -> Result<(), String> {
        let other = T::of(&self.other).and_then(|other| other.first()).ok_or("no default")?;
        let mut room = out.room();
        for at in 0..x.len() {
            let number = number_of(&x.cells, at, &self.keys, self.nan_is_key)?;
            room.push(number.and_then(|number| values.get(number)).unwrap_or(other).clone());
        }
        out.put(&x.shape, room)
    }
}

/// `OneHotEncoder`: one more axis, 1 at the place of the category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct OneHot {
    pub(crate) categories: Cells,
    /// No 1 for what is no category; else it is refused.
    pub(crate) zeros: bool,
}

impl OneHot {
    pub(crate) fn run(&self, x: &Tensor, out: &mut Tensor, most: usize) -> Result<(), String> {
        let mut shape = x.shape;
        shape.push(self.categories.len())?;
        let cells = size(&shape)?;
        bounded(cells, most)?;
        let mut room: Vec<f32> = out.room();
        room.resize(cells, 0.0);
        for (at, row) in room.chunks_mut(self.categories.len().max(1)).enumerate() {
            match number_of(&x.cells, at, &self.categories, false)? {
                Some(number) => row[number] = 1.0,
                None if self.zeros => {}
                None => return Err("a cell that is none of the categories".to_owned()),
            }
        }
        out.put(&shape, room)
    }
}

/// `FeatureVectorizer`: the first so many features of each input, side by side; 0 for those an input has not.
pub(crate) fn side_by_side(
    given: &Arguments<'_>,
    widths: &[usize],
    out: &mut Tensor,
    scratch: &mut Scratch,
) -> Result<(), String> {
    let mut room: Vec<f32> = out.room();
    for (at, &width) in widths.iter().enumerate() {
        let x = singles(given.at(at)?, &mut scratch.singles)?;
        let kept = x.len().min(width);
        room.extend_from_slice(&x[..kept]);
        bounded(room.len().saturating_add(width - kept), given.most)?;
        room.resize(room.len() + width - kept, 0.0);
    }
    let width = room.len();
    out.put(&[1, width], room)
}

/// A cell as text: the name of a class.
#[cfg(feature = "onnx")]
pub(crate) fn text_of(cells: &Cells, at: usize) -> std::sync::Arc<str> {
    match cells {
        Cells::Text(values) => std::sync::Arc::clone(&values[at]),
        Cells::Single(values) => values[at].to_string().into(),
        Cells::Double(values) => values[at].to_string().into(),
        Cells::Integer(values) => values[at].to_string().into(),
        Cells::Short(values) => values[at].to_string().into(),
        Cells::Boolean(values) => values[at].to_string().into(),
    }
}
