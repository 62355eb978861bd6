//! Operators that make a cell of two, stretching axes of one cell.

use super::bounded;
use crate::model::onnx_graph::shape::{common, size, strides, walk};
use crate::model::onnx_graph::tensor::{Cell, Kind, Tensor};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A function of two cells of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Binary {
    Add,
    Sub,
    Mul,
    Div,
    /// Of whole numbers, with the sign of the divisor.
    Mod,
    /// With the sign of what is divided.
    Remainder,
    Max,
    Min,
    And,
    Or,
    Xor,
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A function of every two cells.
pub(super) fn both<A: Cell, B: Cell, C: Cell>(
    (a, b): (&Tensor, &Tensor),
    out: &mut Tensor,
    most: usize,
    function: impl Fn(&A, &B) -> Result<C, String>,
) -> Result<(), String> {
    let (x, y) = (a.cells::<A>()?, b.cells::<B>()?);
    let mut room = out.room();
    if a.shape == b.shape {
        for (x, y) in x.iter().zip(y) {
            room.push(function(x, y)?);
        }
        return out.put(&a.shape, room);
    }
    let shape = common(&a.shape, &b.shape)?;
    bounded(size(&shape)?, most)?;
    let places = |of: &Tensor| walk(&shape, &strides(&of.shape, &shape));
    for (at, other) in places(a).zip(places(b)) {
        room.push(function(&x[at], &y[other])?);
    }
    out.put(&shape, room)
}

macro_rules! arithmetic {
    ($self:expr, $pair:expr, $out:expr, $most:expr, $type:ty) => {
        match $self {
            Binary::Add => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a + b)),
            Binary::Sub => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a - b)),
            Binary::Mul => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a * b)),
            Binary::Div => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a / b)),
            Binary::Remainder => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a % b)),
            // NaN of either wins.
            Binary::Max => both($pair, $out, $most, |a: &$type, b: &$type| {
                Ok(if a.is_nan() || a > b { *a } else { *b })
            }),
            Binary::Min => both($pair, $out, $most, |a: &$type, b: &$type| {
                Ok(if a.is_nan() || a < b { *a } else { *b })
            }),
            _ => compare!($self, $pair, $out, $most, $type),
        }
    };
}

macro_rules! compare {
    ($self:expr, $pair:expr, $out:expr, $most:expr, $type:ty) => {
        match $self {
            Binary::Equal => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a == b)),
            Binary::Less => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a < b)),
            Binary::LessOrEqual => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a <= b)),
            Binary::Greater => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a > b)),
            Binary::GreaterOrEqual => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a >= b)),
            _ => Err(format!("takes no tensor of {}", $pair.0.kind().name())),
        }
    };
}

macro_rules! whole {
    ($self:expr, $pair:expr, $out:expr, $most:expr, $type:ty) => {
        match $self {
            Binary::Add => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a.wrapping_add(*b))),
            Binary::Sub => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a.wrapping_sub(*b))),
            Binary::Mul => both($pair, $out, $most, |a: &$type, b: &$type| Ok(a.wrapping_mul(*b))),
            Binary::Div => both($pair, $out, $most, |a: &$type, b: &$type| {
                if *b == 0 { Err("a division by 0".to_owned()) } else { Ok(a.wrapping_div(*b)) }
            }),
            Binary::Remainder => both($pair, $out, $most, |a: &$type, b: &$type| {
                if *b == 0 { Err("a division by 0".to_owned()) } else { Ok(a.wrapping_rem(*b)) }
            }),
            Binary::Mod => both($pair, $out, $most, |a: &$type, b: &$type| match *b {
                0 => Err("a division by 0".to_owned()),
                b => {
                    let rest = a.wrapping_rem(b);
                    Ok(if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest })
                }
            }),
            Binary::Max => both($pair, $out, $most, |a: &$type, b: &$type| Ok(*a.max(b))),
            Binary::Min => both($pair, $out, $most, |a: &$type, b: &$type| Ok(*a.min(b))),
            _ => compare!($self, $pair, $out, $most, $type),
        }
    };
}

impl Binary {
    pub(crate) fn run(
        self,
        a: &Tensor,
        b: &Tensor,
        out: &mut Tensor,
        most: usize,
    ) -> Result<(), String> {
        let pair = (a, b);
        match a.kind() {
            Kind::Single => arithmetic!(self, pair, out, most, f32),
            Kind::Double => arithmetic!(self, pair, out, most, f64),
            Kind::Integer => whole!(self, pair, out, most, i64),
            Kind::Short => whole!(self, pair, out, most, i32),
            Kind::Text => match self {
                Binary::Equal => both(pair, out, most, |a: &Arc<str>, b: &Arc<str>| Ok(a == b)),
                _ => Err("takes no tensor of string".to_owned()),
            },
            Kind::Boolean => match self {
                Binary::And => both(pair, out, most, |a: &bool, b: &bool| Ok(*a && *b)),
                Binary::Or => both(pair, out, most, |a: &bool, b: &bool| Ok(*a || *b)),
                Binary::Xor => both(pair, out, most, |a: &bool, b: &bool| Ok(a != b)),
                Binary::Equal => both(pair, out, most, |a: &bool, b: &bool| Ok(a == b)),
                _ => Err("takes no tensor of bool".to_owned()),
            },
        }
    }
}
