//! From text to program.

use super::program::{
    Function, MOST_DEPTH, MOST_STEPS, NEGATE_BINDS, NOT_BINDS, Operator, Program, Step,
};
use crate::error::{Error, FitError, clip};
use std::sync::Arc;

/// The longest text.
const LONGEST: usize = 1 << 16;

/// What is wrong with an expression, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expression, character {position}: {problem}")]
pub struct ExpressionError {
    /// The character at which it goes wrong, from 1.
    pub position: usize,
    /// What is wrong there.
    pub problem: ExpressionProblem,
}

/// The ways in which a text is not an expression.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionProblem {
    /// Something else must stand there.
    #[error("expected {expected}, found {found}")]
    Unexpected {
        /// What must stand there.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// A name before `(` that is no function.
    #[error("there is no function `{name}`")]
    Function {
        /// The name.
        name: String,
    },
    /// A function with too few or too many numbers.
    #[error("`{name}` takes {expected}, found {found}")]
    Arguments {
        /// The function.
        name: String,
        /// How many it takes.
        expected: String,
        /// How many there are.
        found: usize,
    },
    /// A number that is not, or is beyond the range of `f64`.
    #[error("`{text}` is not a finite number")]
    Number {
        /// Its text.
        text: String,
    },
    /// A comparison of a comparison: write `a < b and b < c`.
    #[error("comparisons do not chain; join them with `and`")]
    Chain,
    /// A text, a nesting or a program beyond its limit.
    #[error("{what}: more than {limit}")]
    Limit {
        /// What is too large.
        what: &'static str,
        /// Its limit.
        limit: usize,
    },
}

impl From<ExpressionError> for Error {
    fn from(error: ExpressionError) -> Error {
        let ExpressionError { position, problem } = error;
        FitError::Parameter {
            stage: super::KIND.to_owned(),
            parameter: "expression".to_owned(),
            expected: "an expression".to_owned(),
            found: format!("at character {position}: {problem}"),
        }
        .into()
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    End,
    Number(f64),
    Name(&'a str),
    Quoted(&'a str),
    Sign(&'static str),
}

const SIGNS: [&str; 15] =
    ["<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "^", "(", ")", ","];
const WORDS: [&str; 3] = ["and", "or", "not"];

/// Whether a name needs no quotes: letters of ASCII, digits and `_`, no digit first, and no word of the
/// language.
pub(super) fn is_plain(name: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    name.bytes().all(letter)
        && name.bytes().next().is_some_and(|byte| !byte.is_ascii_digit())
        && !WORDS.contains(&name)
}

struct Parser<'a> {
    text: &'a str,
    /// Where the token at hand begins, and where the text goes on after it, in bytes.
    begins: usize,
    ends: usize,
    token: Token<'a>,
    depth: usize,
    program: Program,
}

/// The program of a text.
pub(super) fn parse(text: &str) -> Result<Program, ExpressionError> {
    let program = Program { columns: Vec::new(), numbers: Vec::new(), steps: Vec::new() };
    let (token, depth) = (Token::End, 0);
    let mut parser = Parser { text, begins: 0, ends: 0, token, depth, program };
    if text.len() > LONGEST {
        return parser.limit("bytes of text", LONGEST);
    }
    parser.advance()?;
    parser.expression(0)?;
    if parser.token != Token::End {
        return parser.unexpected("an operator or the end");
    }
    Ok(parser.program)
}

type Parsed<T> = Result<T, ExpressionError>;

impl<'a> Parser<'a> {
    fn fail<T>(&self, problem: ExpressionProblem) -> Parsed<T> {
        let before = self.text.get(..self.begins).unwrap_or_default();
        Err(ExpressionError { position: before.chars().count() + 1, problem })
    }

    fn limit<T>(&self, what: &'static str, limit: usize) -> Parsed<T> {
        self.fail(ExpressionProblem::Limit { what, limit })
    }

    fn unexpected<T>(&self, expected: &'static str) -> Parsed<T> {
        let found = match self.text.get(self.begins..self.ends) {
            None | Some("") => "the end".to_owned(),
            Some(token) => format!("`{}`", clip(token)),
        };
        self.fail(ExpressionProblem::Unexpected { expected, found })
    }

    /// Reads the next token.
    fn advance(&mut self) -> Parsed<()> {
        let rest = self.text.get(self.ends..).unwrap_or_default();
        let trimmed = rest.trim_start_matches([' ', '\t', '\n', '\r']);
        self.begins = self.text.len() - trimmed.len();
        let run = |more: fn(u8) -> bool| trimmed.bytes().take_while(|&byte| more(byte)).count();
        let (token, length) = match trimmed.bytes().next() {
            None => (Token::End, 0),
            Some(b'0'..=b'9' | b'.') => return self.number(trimmed),
            Some(b'`') => return self.quoted(trimmed),
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_') => {
                let length = run(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                (Token::Name(trimmed.get(..length).unwrap_or_default()), length)
            }
            Some(_) => match SIGNS.iter().find(|sign| trimmed.starts_with(**sign)) {
                Some(sign) => (Token::Sign(sign), sign.len()),
                None => {
                    self.ends = self.begins + trimmed.chars().next().map_or(0, char::len_utf8);
                    return self.unexpected("a number, a name or an operator");
                }
            },
        };
        self.ends = self.begins + length;
        self.token = token;
        Ok(())
    }

    fn number(&mut self, rest: &'a str) -> Parsed<()> {
        let digits = |from: usize| {
            let bytes = rest.bytes().skip(from);
            from + bytes.take_while(u8::is_ascii_digit).count()
        };
        let mut end = digits(0);
        if rest.as_bytes().get(end) == Some(&b'.') {
            end = digits(end + 1);
        }
        if let Some(b'e' | b'E') = rest.as_bytes().get(end) {
            let sign = matches!(rest.as_bytes().get(end + 1), Some(b'+' | b'-'));
            let exponent = end + 1 + usize::from(sign);
            if digits(exponent) > exponent {
                end = digits(exponent);
            }
        }
        self.ends = self.begins + end;
        let text = rest.get(..end).unwrap_or_default();
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => {
                self.token = Token::Number(number);
                Ok(())
            }
            _ => self.fail(ExpressionProblem::Number { text: clip(text) }),
        }
    }

    /// A name in backticks; two of them stand for one.
    fn quoted(&mut self, rest: &'a str) -> Parsed<()> {
        let mut from = 1;
        while let Some(at) = rest.get(from..).and_then(|rest| rest.find('`')) {
            let end = from + at;
            if rest.as_bytes().get(end + 1) != Some(&b'`') {
                self.ends = self.begins + end + 1;
                self.token = Token::Quoted(rest.get(1..end).unwrap_or_default());
                return Ok(());
            }
            from = end + 2;
        }
        self.ends = self.text.len();
        self.unexpected("a name in backticks that ends")
    }

    fn push(&mut self, step: Step) -> Parsed<()> {
        if self.program.steps.len() == MOST_STEPS {
            return self.limit("steps", MOST_STEPS);
        }
        self.program.steps.push(step);
        Ok(())
    }

    /// An expression whose operators bind more strongly than `floor`.
    fn expression(&mut self, floor: u32) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MOST_DEPTH {
            return self.limit("levels of brackets and operators", MOST_DEPTH);
        }
        self.operand(floor)?;
        let mut compared = false;
        while let Some((operator, binds)) = self.operator() {
            if binds <= floor {
                break;
            }
            let compares = binds == Operator::Less.sign().1;
            if compares && compared {
                return self.fail(ExpressionProblem::Chain);
            }
            compared |= compares;
            self.advance()?;
            // To the right, all others take what binds more strongly; a power takes a power or a minus.
            self.expression(if operator == Operator::Power { NEGATE_BINDS - 1 } else { binds })?;
            self.push(Step::Binary(operator))?;
        }
        self.depth -= 1;
        Ok(())
    }

    /// The operator at hand.
    fn operator(&self) -> Option<(Operator, u32)> {
        let (Token::Sign(word) | Token::Name(word)) = self.token else { return None };
        let found = Operator::ALL.iter().find(|(_, sign, _)| *sign == word);
        found.map(|(operator, _, binds)| (*operator, *binds))
    }

    /// What stands between operators.
    fn operand(&mut self, floor: u32) -> Parsed<()> {
        match self.token {
            Token::Number(number) => {
                self.advance()?;
                let at = self.program.numbers.len() as u32;
                self.program.numbers.push(number);
                self.push(Step::Number(at))
            }
            Token::Quoted(name) => {
                self.advance()?;
                self.column(&name.replace("``", "`"))
            }
            Token::Sign("-") => {
                self.advance()?;
                self.expression(NEGATE_BINDS - 1)?;
                self.push(Step::Negate)
            }
            Token::Sign("(") => {
                self.advance()?;
                self.expression(0)?;
                self.close()
            }
            Token::Name("not") if floor < NOT_BINDS => {
                self.advance()?;
                self.expression(NOT_BINDS - 1)?;
                self.push(Step::Not)
            }
            Token::Name(name) if !WORDS.contains(&name) => {
                let begins = self.begins;
                let ends = self.ends;
                self.advance()?;
                if self.token != Token::Sign("(") {
                    return self.column(name);
                }
                let open = (self.begins, self.ends);
                (self.begins, self.ends) = (begins, ends);
                let Some((function, least, most)) = Function::named(name) else {
                    return self.fail(ExpressionProblem::Function { name: clip(name) });
                };
                (self.begins, self.ends) = open;
                let found = self.arguments()?;
                if !(least as usize..=most as usize).contains(&found) {
                    self.begins = begins;
                    let expected = match least == most {
                        true => format!("{least}"),
                        false => format!("{least} to {most}"),
                    };
                    let name = name.to_owned();
                    return self.fail(ExpressionProblem::Arguments { name, expected, found });
                }
                self.push(Step::Call(function, found as u32))
            }
            _ => self.unexpected("a number, a column, a function or `(`"),
        }
    }

    /// What stands in the brackets of a function; how many there are.
    fn arguments(&mut self) -> Parsed<usize> {
        self.advance()?;
        let mut count = 0;
        loop {
            self.expression(0)?;
            count += 1;
            if self.token != Token::Sign(",") {
                break;
            }
            self.advance()?;
        }
        self.close()?;
        Ok(count)
    }

    fn close(&mut self) -> Parsed<()> {
        match self.token {
            Token::Sign(")") => self.advance(),
            _ => self.unexpected("an operator, `,` or `)`"),
        }
    }

    fn column(&mut self, name: &str) -> Parsed<()> {
        let columns = &mut self.program.columns;
        let at = columns.iter().position(|column| &**column == name);
        let at = at.unwrap_or_else(|| {
            columns.push(Arc::from(name));
            columns.len() - 1
        });
        self.push(Step::Column(at as u32))
    }
}
