//! From program and row to number.

use super::program::{Function, Operator, Program, Step};
use crate::exact::{self, NAN, canonical};
use crate::feature::arithmetic::divided_rest;

/// True and false as numbers.
fn flag(holds: bool) -> f64 {
    f64::from(u8::from(holds))
}

/// Both of two, when neither is missing.
fn both(a: f64, b: f64, of: impl FnOnce(f64, f64) -> f64) -> f64 {
    if a.is_nan() || b.is_nan() { NAN } else { of(a, b) }
}

fn binary(operator: Operator, a: f64, b: f64) -> f64 {
    match operator {
        // What one side decides alone, the other cannot undo by being missing.
        Operator::And if a == 0.0 || b == 0.0 => 0.0,
        Operator::Or if a != 0.0 && !a.is_nan() || b != 0.0 && !b.is_nan() => 1.0,
        Operator::And => both(a, b, |_, _| 1.0),
        Operator::Or => both(a, b, |_, _| 0.0),
        Operator::Less => both(a, b, |a, b| flag(a < b)),
        Operator::LessEqual => both(a, b, |a, b| flag(a <= b)),
        Operator::Greater => both(a, b, |a, b| flag(a > b)),
        Operator::GreaterEqual => both(a, b, |a, b| flag(a >= b)),
        Operator::Equal => both(a, b, |a, b| flag(a == b)),
        Operator::NotEqual => both(a, b, |a, b| flag(a != b)),
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
        Operator::Remainder => divided_rest(a, b),
        Operator::Power => both(a, b, exact::pow),
    }
}

fn call(function: Function, x: &[f64]) -> f64 {
    let at = |at: usize| x.get(at).copied().unwrap_or(NAN);
    let first = at(0);
    let fold = |of: fn(f64, f64) -> f64| x.iter().copied().reduce(of).unwrap_or(NAN);
    match function {
        Function::Abs => first.abs(),
        Function::Acos => exact::acos(first),
        Function::Asin => exact::asin(first),
        Function::Atan => exact::atan(first),
        Function::Atan2 => exact::atan2(first, at(1)),
        Function::Ceil => first.ceil(),
        Function::Clamp => exact::clamp(first, at(1), at(2)),
        Function::Coalesce => x.iter().copied().find(|x| !x.is_nan()).unwrap_or(NAN),
        Function::Cos => exact::cos(first),
        Function::Exp => exact::exp(first),
        Function::Expm1 => exact::exp_m1(first),
        Function::Floor => first.floor(),
        Function::If if first.is_nan() => NAN,
        Function::If => at(if first == 0.0 { 2 } else { 1 }),
        Function::IsMissing => flag(first.is_nan()),
        Function::Ln => exact::ln(first),
        Function::Ln1p => exact::ln_1p(first),
        Function::Log10 => exact::log10(first),
        Function::Log2 => exact::log2(first),
        Function::Max => fold(exact::max),
        Function::Min => fold(exact::min),
        Function::Pow => both(first, at(1), exact::pow),
        Function::Round => first.round_ties_even(),
        // 0 keeps its sign.
        Function::Sign if first == 0.0 || first.is_nan() => first,
        Function::Sign => 1.0f64.copysign(first),
        Function::Sin => exact::sin(first),
        Function::Sqrt => first.sqrt(),
        Function::Tanh => exact::tanh(first),
    }
}

impl Program {
    /// The number of a row, whose cells `cell` gives by column; NaN when it is missing.
    pub(super) fn evaluate(&self, stack: &mut Vec<f64>, cell: impl Fn(usize) -> f64) -> f64 {
        stack.clear();
        for step in &self.steps {
            // A checked program never takes from an empty stack.
            let mut pop = || stack.pop().unwrap_or(NAN);
            let made = match *step {
                Step::Number(at) => self.numbers.get(at as usize).copied().unwrap_or(NAN),
                Step::Column(at) => cell(at as usize),
                Step::Negate => -pop(),
                Step::Not => match pop() {
                    x if x.is_nan() => NAN,
                    x => flag(x == 0.0),
                },
                Step::Binary(operator) => {
                    let (b, a) = (pop(), pop());
                    binary(operator, a, b)
                }
                Step::Call(function, count) => {
                    let from = stack.len().saturating_sub(count as usize);
                    let made = call(function, stack.get(from..).unwrap_or_default());
                    stack.truncate(from);
                    made
                }
            };
            stack.push(made);
        }
        canonical(stack.last().copied().unwrap_or(NAN))
    }
}
