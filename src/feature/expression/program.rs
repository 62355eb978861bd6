//! An expression as data: a flat program for a stack of numbers.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most steps of one program.
pub(super) const MOST_STEPS: usize = 4096;
/// The deepest that brackets and operators can nest.
pub(super) const MOST_DEPTH: usize = 48;
/// The most numbers that can be waiting at once: more than so many levels of the longest call leave.
const MOST_WAITING: usize = 1024;

/// A function of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    Abs,
    Acos,
    Asin,
    Atan,
    Atan2,
    Ceil,
    Clamp,
    Coalesce,
    Cos,
    Exp,
    Expm1,
    Floor,
    If,
    IsMissing,
    Ln,
    Ln1p,
    Log10,
    Log2,
    Max,
    Min,
    Pow,
    Round,
    Sign,
    Sin,
    Sqrt,
    Tanh,
}

impl Function {
    /// Each function with its name and the fewest and most numbers it takes.
    pub(super) const ALL: [(Function, &'static str, u32, u32); 26] = {
        const MANY: u32 = 16;
        [
            (Function::Abs, "abs", 1, 1),
            (Function::Acos, "acos", 1, 1),
            (Function::Asin, "asin", 1, 1),
            (Function::Atan, "atan", 1, 1),
            (Function::Atan2, "atan2", 2, 2),
            (Function::Ceil, "ceil", 1, 1),
            (Function::Clamp, "clamp", 3, 3),
            (Function::Coalesce, "coalesce", 1, MANY),
            (Function::Cos, "cos", 1, 1),
            (Function::Exp, "exp", 1, 1),
            (Function::Expm1, "expm1", 1, 1),
            (Function::Floor, "floor", 1, 1),
            (Function::If, "if", 3, 3),
            (Function::IsMissing, "is_missing", 1, 1),
            (Function::Ln, "ln", 1, 1),
            (Function::Ln1p, "ln1p", 1, 1),
            (Function::Log10, "log10", 1, 1),
            (Function::Log2, "log2", 1, 1),
            (Function::Max, "max", 1, MANY),
            (Function::Min, "min", 1, MANY),
            (Function::Pow, "pow", 2, 2),
            (Function::Round, "round", 1, 1),
            (Function::Sign, "sign", 1, 1),
            (Function::Sin, "sin", 1, 1),
            (Function::Sqrt, "sqrt", 1, 1),
            (Function::Tanh, "tanh", 1, 1),
        ]
    };

    /// The function of a name, and the fewest and most numbers it takes.
    pub(super) fn named(name: &str) -> Option<(Function, u32, u32)> {
        let found = Function::ALL.iter().find(|(_, known, ..)| *known == name);
        found.map(|(function, _, least, most)| (*function, *least, *most))
    }

    pub(super) fn name(self) -> &'static str {
        let found = Function::ALL.iter().find(|(function, ..)| *function == self);
        found.map_or("", |(_, name, ..)| name)
    }
}

/// An operator between two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Or,
    And,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    Equal,
    NotEqual,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
}

impl Operator {
    /// Each operator with its sign and how strongly it binds.
    pub(super) const ALL: [(Operator, &'static str, u32); 14] = [
        (Operator::Or, "or", 1),
        (Operator::And, "and", 2),
        (Operator::LessEqual, "<=", 4),
        (Operator::Less, "<", 4),
        (Operator::GreaterEqual, ">=", 4),
        (Operator::Greater, ">", 4),
        (Operator::Equal, "==", 4),
        (Operator::NotEqual, "!=", 4),
        (Operator::Add, "+", 5),
        (Operator::Subtract, "-", 5),
        (Operator::Multiply, "*", 6),
        (Operator::Divide, "/", 6),
        (Operator::Remainder, "%", 6),
        (Operator::Power, "^", 8),
    ];

    pub(super) fn sign(self) -> (&'static str, u32) {
        let found = Operator::ALL.iter().find(|(operator, ..)| *operator == self);
        found.map_or(("", 0), |(_, sign, binds)| (sign, *binds))
    }
}

/// How strongly `not` binds: more than `and`, less than a comparison.
pub(super) const NOT_BINDS: u32 = 3;
/// How strongly a minus before a number binds: more than `*`, less than `^`.
pub(super) const NEGATE_BINDS: u32 = 7;

/// One step. What it takes is taken from the top of the stack, and what it makes is put there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Puts a number.
    Number(u32),
    /// Puts the cell of a column.
    Column(u32),
    Negate,
    Not,
    Binary(Operator),
    Call(Function, u32),
}

impl Step {
    /// How many numbers it takes.
    fn takes(self) -> usize {
        match self {
            Step::Number(_) | Step::Column(_) => 0,
            Step::Negate | Step::Not => 1,
            Step::Binary(_) => 2,
            Step::Call(_, count) => count as usize,
        }
    }

    /// The stored word.
    fn word(self) -> String {
        match self {
            Step::Number(at) => format!("number {at}"),
            Step::Column(at) => format!("column {at}"),
            Step::Negate => "negate".to_owned(),
            Step::Not => "not".to_owned(),
            Step::Binary(operator) => operator.sign().0.to_owned(),
            Step::Call(function, count) => format!("{} {count}", function.name()),
        }
    }

    fn of_word(word: &str) -> Option<Step> {
        let (name, count) = match word.split_once(' ') {
            None => (word, None),
            Some((name, count)) => {
                // One text for one number.
                let number: u32 = count.parse().ok()?;
                (name, Some(number).filter(|n| n.to_string() == count)?.into())
            }
        };
        match (name, count) {
            ("number", Some(at)) => Some(Step::Number(at)),
            ("column", Some(at)) => Some(Step::Column(at)),
            ("negate", None) => Some(Step::Negate),
            ("not", None) => Some(Step::Not),
            (sign, None) => {
                let operator = Operator::ALL.iter().find(|(_, known, _)| *known == sign);
                operator.map(|(operator, ..)| Step::Binary(*operator))
            }
            (name, Some(count)) => {
                let (function, least, most) = Function::named(name)?;
                (least..=most).contains(&count).then_some(Step::Call(function, count))
            }
        }
    }
}

/// A flat program with its numbers and the columns it reads.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub(super) struct Program {
    pub(super) columns: Vec<Arc<str>>,
    pub(super) numbers: Vec<f64>,
    pub(super) steps: Vec<Step>,
}

/// The stored form of a [`Program`].
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    columns: Vec<Arc<str>>,
    numbers: Vec<f64>,
    steps: Vec<String>,
}

impl From<Program> for Stored {
    fn from(program: Program) -> Stored {
        let steps = program.steps.iter().map(|step| step.word()).collect();
        Stored { columns: program.columns, numbers: program.numbers, steps }
    }
}

impl TryFrom<Stored> for Program {
    type Error = String;

    fn try_from(stored: Stored) -> Result<Program, String> {
        let step = |word: &String| Step::of_word(word).ok_or(format!("`{word}` is no step"));
        let steps = stored.steps.iter().map(step).collect::<Result<Vec<_>, String>>()?;
        let program = Program { columns: stored.columns, numbers: stored.numbers, steps };
        program.check()?;
        Ok(program)
    }
}

impl Program {
    /// Checks what evaluating and printing rely on: that the stack is never empty where something is
    /// taken, nor too high, and holds one number in the end; that everything is there, and in the order
    /// in which it is first asked for.
    fn check(&self) -> Result<(), String> {
        if self.steps.len() > MOST_STEPS {
            return Err(format!("{} steps, at most {MOST_STEPS}", self.steps.len()));
        }
        if self.numbers.iter().any(|x| !x.is_finite() || x.is_sign_negative()) {
            return Err("a number that is negative or not finite".to_owned());
        }
        let (mut height, mut numbers, mut columns) = (0usize, 0, 0);
        for step in &self.steps {
            match *step {
                Step::Number(at) if at as usize == numbers => numbers += 1,
                Step::Column(at) if at as usize == columns => columns += 1,
                Step::Number(_) => return Err("numbers out of order".to_owned()),
                Step::Column(at) if (at as usize) > columns => {
                    return Err("columns out of order".to_owned());
                }
                _ => {}
            }
            let left = height.checked_sub(step.takes()).ok_or("a step takes what is not there")?;
            height = left + 1;
            if height > MOST_WAITING {
                return Err(format!("more than {MOST_WAITING} numbers are waiting"));
            }
        }
        if (numbers, columns) != (self.numbers.len(), self.columns.len()) {
            return Err("a number or column that is not asked for".to_owned());
        }
        let mut names: Vec<&Arc<str>> = self.columns.iter().collect();
        names.sort();
        if names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err("a column twice".to_owned());
        }
        if height != 1 {
            return Err(format!("{height} numbers are left"));
        }
        Ok(())
    }
}
