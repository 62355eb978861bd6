//! Operators that take cell by cell, stretching axes of one cell.

use crate::exact::{self, single};
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::tensor::{Cell, Cells, Kind, Tensor, each_kind, size, strides, walk};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A function of one cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Unary {
    Abs,
    Neg,
    Reciprocal,
    Sqrt,
    Exp,
    Log,
    Sigmoid,
    Tanh,
    Relu,
    Erf,
    Floor,
    Ceil,
    Round,
    Sign,
    Sin,
    Cos,
    Asin,
    Acos,
    Atan,
    Asinh,
    Softplus,
    Not,
    IsNan,
    IsInf,
}

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

fn map<A: Cell, B: Cell>(
    x: &Tensor,
    out: &mut Tensor,
    function: impl Fn(&A) -> B,
) -> Result<(), String> {
    let mut room = out.room();
    room.extend(x.cells::<A>()?.iter().map(function));
    out.put(&x.shape, room)
}

impl Unary {
    pub(crate) fn run(self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        match (self, x.kind()) {
            (Unary::Not, _) => map(x, out, |x: &bool| !x),
            (Unary::IsNan, Kind::Single) => map(x, out, |x: &f32| x.is_nan()),
            (Unary::IsNan, _) => map(x, out, |x: &f64| x.is_nan()),
            (Unary::IsInf, Kind::Single) => map(x, out, |x: &f32| x.is_infinite()),
            (Unary::IsInf, _) => map(x, out, |x: &f64| x.is_infinite()),
            (Unary::Abs, Kind::Integer) => map(x, out, |x: &i64| x.wrapping_abs()),
            (Unary::Neg, Kind::Integer) => map(x, out, |x: &i64| x.wrapping_neg()),
            (Unary::Sign, Kind::Integer) => map(x, out, |x: &i64| x.signum()),
            (Unary::Abs, Kind::Short) => map(x, out, |x: &i32| x.wrapping_abs()),
            (Unary::Neg, Kind::Short) => map(x, out, |x: &i32| x.wrapping_neg()),
            (Unary::Sign, Kind::Short) => map(x, out, |x: &i32| x.signum()),
            (_, Kind::Double) => map(x, out, |&x: &f64| self.double(x)),
            _ => map(x, out, |&x: &f32| self.single(x)),
        }
    }

    fn double(self, x: f64) -> f64 {
        match self {
            Unary::Abs => x.abs(),
            Unary::Neg => -x,
            Unary::Reciprocal => 1.0 / x,
            Unary::Sqrt => x.sqrt(),
            Unary::Exp => exact::exp(x),
            Unary::Log => exact::ln(x),
            // As the runtime has it: of the size of x, then turned round below 0.
            Unary::Sigmoid => {
                let share = 1.0 / (1.0 + exact::exp(-x.abs()));
                if x < 0.0 { 1.0 - share } else { share }
            }
            Unary::Tanh => exact::tanh(x),
            // NaN stays.
            Unary::Relu => {
                if x < 0.0 {
                    0.0
                } else {
                    x
                }
            }
            Unary::Erf => exact::erf(x),
            Unary::Floor => x.floor(),
            Unary::Ceil => x.ceil(),
            Unary::Round => x.round_ties_even(),
            Unary::Sign => {
                if x.is_nan() || x == 0.0 {
                    x
                } else {
                    x.signum()
                }
            }
            Unary::Sin => exact::sin(x),
            Unary::Cos => exact::cos(x),
            Unary::Asin => exact::asin(x),
            Unary::Acos => exact::acos(x),
            Unary::Atan => exact::atan(x),
            Unary::Asinh => exact::asinh(x),
            // ln(1 + exp(x)) without overflow.
            Unary::Softplus => {
                let rest = exact::ln_1p(exact::exp(-x.abs()));
                if x > 0.0 { x + rest } else { rest }
            }
            Unary::Not | Unary::IsNan | Unary::IsInf => f64::NAN,
        }
    }

    /// One operation of single precision is one of double precision rounded again: for division and roots too
    /// (Figueroa, 1995).
    fn single(self, x: f32) -> f32 {
        if self == Unary::Sigmoid {
            return single::sigmoid(x);
        }
        single::of(|x| self.double(x), x)
    }
}

/// The shape that two tensors are stretched to.
fn common(a: &[usize], b: &[usize]) -> Result<Vec<usize>, String> {
    let axes = a.len().max(b.len());
    let length = |shape: &[usize], at: usize| {
        (at + shape.len()).checked_sub(axes).map_or(1, |place| shape[place])
    };
    let mut out = Vec::with_capacity(axes);
    for at in 0..axes {
        out.push(match (length(a, at), length(b, at)) {
            (1, other) | (other, 1) => other,
            (one, other) if one == other => one,
            _ => return Err(format!("shapes {a:?} and {b:?} do not fit")),
        });
    }
    size(&out)?;
    Ok(out)
}

fn both<A: Cell, B: Cell, C: Cell>(
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
    let (left, right) = (strides(&a.shape, &shape), strides(&b.shape, &shape));
    for (at, other) in walk(&shape, &left).zip(walk(&shape, &right)) {
        room.push(function(&x[at], &y[other])?);
    }
    out.put(&shape, room)
}

/// No tensor is larger than the graph may make one.
pub(crate) fn bounded(cells: usize, most: usize) -> Result<(), String> {
    if cells <= most {
        return Ok(());
    }
    Err(format!("a tensor of {cells} cells, and {most} are the most for this graph"))
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

/// xʸ, in the kind of `x`.
pub(crate) fn pow(x: &Tensor, y: &Tensor, out: &mut Tensor, most: usize) -> Result<(), String> {
    let mut exponent = Tensor::default();
    cast(y, Kind::Double, &mut exponent)?;
    let pair = (x, &exponent);
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
    let places = [&condition.shape, &yes.shape, &no.shape].map(|of| strides(of, &shape));
    each_kind!(&yes.cells, yes => choose_of(holds, yes, no, &shape, &places, out))
}

fn choose_of<T: Cell>(
    holds: &[bool],
    yes: &[T],
    no: &Tensor,
    shape: &[usize],
    places: &[[usize; super::super::tensor::MOST_AXES]; 3],
    out: &mut Tensor,
) -> Result<(), String> {
    let no = no.cells::<T>()?;
    let mut room = out.room();
    let choices = walk(shape, &places[1]).zip(walk(shape, &places[2]));
    for (at, (one, other)) in walk(shape, &places[0]).zip(choices) {
        room.push(if holds[at] { yes[one].clone() } else { no[other].clone() });
    }
    out.put(shape, room)
}

/// Held between the second and the third input, where they are.
pub(crate) fn clip(given: &Arguments<'_>, out: &mut Tensor) -> Result<(), String> {
    let x = given.at(0)?;
    let mut held = x.clone();
    for (at, operator) in [(1, Binary::Max), (2, Binary::Min)] {
        if let Some(bound) = given.get(at) {
            if bound.len() != 1 {
                return Err("a bound that is not one number".to_owned());
            }
            operator.run(&held.clone(), bound, out, given.most)?;
            held = std::mem::take(out);
            held.shape.clone_from(&x.shape);
        }
    }
    *out = held;
    Ok(())
}

/// The cells in another kind: whole numbers cut towards 0, texts read and written as numbers are.
pub(crate) fn cast(x: &Tensor, to: Kind, out: &mut Tensor) -> Result<(), String> {
    if x.kind() == to {
        out.clone_from(x);
        return Ok(());
    }
    match (&x.cells, to) {
        (Cells::Text(_), Kind::Boolean) => Err("no text is true or false".to_owned()),
        (Cells::Text(texts), _) => {
            let mut values = Vec::with_capacity(texts.len());
            for text in texts {
                let number = text.trim().parse::<f64>();
                values.push(number.map_err(|_| format!("`{text}` is not a number"))?);
            }
            cast(&Tensor { shape: x.shape.clone(), cells: Cells::Double(values) }, to, out)
        }
        (Cells::Single(_), Kind::Text) => map(x, out, |x: &f32| Arc::from(x.to_string())),
        (Cells::Double(_), Kind::Text) => map(x, out, |x: &f64| Arc::from(x.to_string())),
        (Cells::Integer(_), Kind::Text) => map(x, out, |x: &i64| Arc::from(x.to_string())),
        (Cells::Short(_), Kind::Text) => map(x, out, |x: &i32| Arc::from(x.to_string())),
        (Cells::Boolean(_), Kind::Text) => {
            map(x, out, |x: &bool| Arc::from(u8::from(*x).to_string()))
        }
        (Cells::Single(_), Kind::Double) => map(x, out, |x: &f32| f64::from(*x)),
        (Cells::Single(_), Kind::Integer) => map(x, out, |x: &f32| *x as i64),
        (Cells::Single(_), Kind::Short) => map(x, out, |x: &f32| *x as i32),
        (Cells::Single(_), _) => map(x, out, |x: &f32| *x != 0.0),
        (Cells::Double(_), Kind::Single) => map(x, out, |x: &f64| *x as f32),
        (Cells::Double(_), Kind::Integer) => map(x, out, |x: &f64| *x as i64),
        (Cells::Double(_), Kind::Short) => map(x, out, |x: &f64| *x as i32),
        (Cells::Double(_), _) => map(x, out, |x: &f64| *x != 0.0),
        (Cells::Integer(_), Kind::Single) => map(x, out, |x: &i64| *x as f32),
        (Cells::Integer(_), Kind::Double) => map(x, out, |x: &i64| *x as f64),
        (Cells::Integer(_), Kind::Short) => map(x, out, |x: &i64| *x as i32),
        (Cells::Integer(_), _) => map(x, out, |x: &i64| *x != 0),
        (Cells::Short(_), Kind::Single) => map(x, out, |x: &i32| *x as f32),
        (Cells::Short(_), Kind::Double) => map(x, out, |x: &i32| f64::from(*x)),
        (Cells::Short(_), Kind::Integer) => map(x, out, |x: &i32| i64::from(*x)),
        (Cells::Short(_), _) => map(x, out, |x: &i32| *x != 0),
        (Cells::Boolean(_), Kind::Single) => map(x, out, |x: &bool| f32::from(u8::from(*x))),
        (Cells::Boolean(_), Kind::Double) => map(x, out, |x: &bool| f64::from(u8::from(*x))),
        (Cells::Boolean(_), Kind::Integer) => map(x, out, |x: &bool| i64::from(*x)),
        (Cells::Boolean(_), _) => map(x, out, |x: &bool| i32::from(*x)),
    }
}
