//! Operators that make a cell of each cell.

use crate::exact::{self, single};
use crate::model::onnx_graph::tensor::{Cell, Kind, Tensor};
use serde::{Deserialize, Serialize};

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

/// A function of every cell.
pub(super) fn map<A: Cell, B: Cell>(
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
