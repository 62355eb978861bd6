//! From program to text: with as few brackets as there can be.

use super::parse::is_plain;
use super::program::{NEGATE_BINDS, NOT_BINDS, Operator, Program, Step};
use std::fmt;

/// How strongly a number, a name or a call binds.
const ATOM: u32 = 9;

fn bracketed((text, binds): (String, u32), floor: u32) -> String {
    if binds < floor { format!("({text})") } else { text }
}

fn number(x: f64) -> String {
    // What has no fraction needs no point; the shortest decimal reads back to the same bits.
    if x.fract() == 0.0 && x < 1e15 { format!("{x:.0}") } else { format!("{x:?}") }
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut stack: Vec<(String, u32)> = Vec::new();
        for step in &self.steps {
            // A checked program never takes from an empty stack.
            let mut pop = || stack.pop().unwrap_or_default();
            let made = match *step {
                Step::Number(at) => {
                    (self.numbers.get(at as usize).map(|x| number(*x)).unwrap_or_default(), ATOM)
                }
                Step::Column(at) => {
                    let name = self.columns.get(at as usize).map_or("", |name| name);
                    let plain = is_plain(name);
                    let quoted = || format!("`{}`", name.replace('`', "``"));
                    (if plain { name.to_owned() } else { quoted() }, ATOM)
                }
                Step::Negate => (format!("-{}", bracketed(pop(), NEGATE_BINDS)), NEGATE_BINDS),
                Step::Not => (format!("not {}", bracketed(pop(), NOT_BINDS)), NOT_BINDS),
                Step::Binary(operator) => {
                    let (sign, binds) = operator.sign();
                    let (right, left) = (pop(), pop());
                    let compares = binds == Operator::Less.sign().1;
                    // Operators of one strength stand from left to right, but for powers; comparisons
                    // do not chain.
                    let (of_left, of_right) = match operator {
                        Operator::Power => (binds + 1, NEGATE_BINDS),
                        _ => (binds + u32::from(compares), binds + 1),
                    };
                    let (left, right) = (bracketed(left, of_left), bracketed(right, of_right));
                    (format!("{left} {sign} {right}"), binds)
                }
                Step::Call(function, count) => {
                    let from = stack.len().saturating_sub(count as usize);
                    let given: Vec<String> = stack.drain(from..).map(|(text, _)| text).collect();
                    (format!("{}({})", function.name(), given.join(", ")), ATOM)
                }
            };
            stack.push(made);
        }
        f.write_str(stack.last().map_or("", |(text, _)| text))
    }
}

/// As the text it was read from: outlines and reports print recipes as they debug.
impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}
