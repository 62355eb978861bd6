//! Operators of two and three tensors that are more than a function of each two cells.

use super::binary::both;
use super::bounded;
use super::cast::cast;
use crate::exact::{self, single};
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::scratch::Scratch;
use crate::model::onnx_graph::shape::{Walk, common, size, strides, walk};
use crate::model::onnx_graph::tensor::{Cell, Kind, Tensor, each_kind};

/// xʸ, in the kind of `x`.
pub(crate) fn pow(
    x: &Tensor,
    y: &Tensor,
    out: &mut Tensor,
    most: usize,
    scratch: &mut Scratch,
) -> Result<(), String> {
    cast(y, Kind::Double, &mut scratch.exponent)?;
    let pair = (x, &scratch.exponent);
    match x.kind() {
        // A square is a product, whatever a library's power function does with the last place.
        Kind::Single => both(pair, out, most, |x: &f32, y: &f64| {
            Ok(if *y == 2.0 { x * x } else { single::of(|x| exact::pow(x, *y), *x) })
        }),
        Kind::Double => both(pair, out, most, |x: &f64, y: &f64| {
            Ok(if *y == 2.0 { x * x } else { exact::pow(*x, *y) })
        }),
        kind => Err(format!("takes no tensor of {}", kind.name())),
    }
}

/// `yes` where the condition holds, else `no`.
pub(crate) fn choose(given: &Arguments<'_>, out: &mut Tensor) -> Result<(), String> {
    let (condition, yes, no) = (given.at(0)?, given.at(1)?, given.at(2)?);
    if yes.kind() != no.kind() {
        return Err(format!("chooses between {} and {}", yes.kind().name(), no.kind().name()));
    }
    let shape = common(&common(&condition.shape, &yes.shape)?, &no.shape)?;
    bounded(size(&shape)?, given.most)?;
    let holds = condition.cells::<bool>()?;
    let places = [condition, yes, no].map(|of| walk(&shape, &strides(&of.shape, &shape)));
    each_kind!(&yes.cells, yes => choose_of(holds, yes, no, &shape, places, out))
}

fn choose_of<T: Cell>(
    holds: &[bool],
    yes: &[T],
    no: &Tensor,
    shape: &[usize],
    [which, one, other]: [Walk; 3],
    out: &mut Tensor,
) -> Result<(), String> {
    let no = no.cells::<T>()?;
    let mut room = out.room();
    for (at, (one, other)) in which.zip(one.zip(other)) {
        room.push(if holds[at] { yes[one].clone() } else { no[other].clone() });
    }
    out.put(shape, room)
}

/// Held between the second and the third input, where they are.
pub(crate) fn clip(given: &Arguments<'_>, out: &mut Tensor) -> Result<(), String> {
    let x = given.at(0)?;
    match x.kind() {
        // NaN stays, and between equal bounds the last wins.
        Kind::Single => {
            held(given, x, out, |a: f32, b| a.is_nan() || a > b, |a, b| a.is_nan() || a < b)
        }
        Kind::Double => {
            held(given, x, out, |a: f64, b| a.is_nan() || a > b, |a, b| a.is_nan() || a < b)
        }
        Kind::Integer => held(given, x, out, |a: i64, b| a > b, |a, b| a < b),
        Kind::Short => held(given, x, out, |a: i32, b| a > b, |a, b| a < b),
        kind => Err(format!("takes no tensor of {}", kind.name())),
    }
}

fn held<T: Cell + Copy>(
    given: &Arguments<'_>,
    x: &Tensor,
    out: &mut Tensor,
    above: impl Fn(T, T) -> bool,
    below: impl Fn(T, T) -> bool,
) -> Result<(), String> {
    let bound = |at: usize| match given.get(at).map(Tensor::cells::<T>).transpose()? {
        None => Ok(None),
        Some(&[bound]) => Ok(Some(bound)),
        Some(_) => Err("a bound that is not one number".to_owned()),
    };
    let (low, high) = (bound(1)?, bound(2)?);
    let mut room = out.room();
    room.extend(x.cells::<T>()?.iter().map(|&x| {
        let x = low.filter(|&low| !above(x, low)).unwrap_or(x);
        high.filter(|&high| !below(x, high)).unwrap_or(x)
    }));
    out.put(&x.shape, room)
}
