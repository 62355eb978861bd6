//! Texts read as values of another type.

mod dates;
mod numbers;

use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Text, Types};
use crate::error::{Error, FitError, RowError, clip};
use crate::pipeline::per_column::{check_columns, columns_for, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use dates::Dates;
use numbers::Numbers;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Reads text columns as numbers, truth values or points in time, in forms that are written down.
///
/// Takes and gives a [`Table`]; text columns become columns of the type read, others pass through. Choose
/// columns with [`on`](crate::pipeline::on). Nothing is guessed: what is not in the form given is
/// [refused](Unreadable::Refuse), or missing where that is chosen.
///
/// # Formula
/// ASCII spaces and tabs around a text do not count. One of the [missing words](Self::missing_words) is
/// missing. Then
///
/// | type | form |
/// |---|---|
/// | real, integer | at most one [unit](Self::unit), before or after the number; [thousands](Self::thousands) in groups of three; the [decimal mark](Self::decimal); what is left by the rules of [`data::number`](crate::data::number) |
/// | boolean | one of the words given |
/// | timestamp | by the rules of [`data::time`](crate::data::time), or the first of the [formats](Self::format) that fits |
///
/// # Learned state
/// The names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is text, and when a form contradicts itself; applying when a text is
/// not in the form, by its column and row.
///
/// # Source
/// `to_numeric`, `to_datetime`, `true_values`, `thousands` and `decimal` of pandas.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("price", Column::text(["1.234,50 €", "-", "€ 7"]))?;
/// let recipe = Parse::real().decimal(',').thousands('.').unit("€", 1.0).missing_words(["-"]);
/// let out = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(out.value(0, "price"), Value::Real(1234.5));
/// assert_eq!(out.value(1, "price"), Value::Missing);
/// assert_eq!(out.value(2, "price"), Value::Real(7.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "to_numeric")]
#[doc(alias = "to_datetime")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Parse {
    form: Form,
    missing: Vec<String>,
    unreadable: Unreadable,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Form {
    Real(Numbers),
    Integer(Numbers),
    Boolean { yes: Vec<String>, no: Vec<String> },
    Timestamp(Dates),
}

/// What becomes of a cell that cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Unreadable {
    /// The row is refused, by an error that names stage, column and row.
    #[default]
    Refuse,
    /// The cell is missing.
    Missing,
}

impl Parse {
    fn new(form: Form) -> Parse {
        Parse { form, missing: Vec::new(), unreadable: Unreadable::Refuse }
    }

    /// Reads real numbers.
    #[must_use]
    pub fn real() -> Parse {
        Parse::new(Form::Real(Numbers::plain()))
    }

    /// Reads whole numbers.
    #[must_use]
    pub fn integer() -> Parse {
        Parse::new(Form::Integer(Numbers::plain()))
    }

    /// Reads truth values, each by its words, in any ASCII case.
    #[doc(alias = "true_values")]
    #[doc(alias = "false_values")]
    pub fn boolean<S: Into<String>>(
        yes: impl IntoIterator<Item = S>,
        no: impl IntoIterator<Item = S>,
    ) -> Parse {
        let words = |words: Vec<S>| words.into_iter().map(Into::into).collect();
        let (yes, no) = (yes.into_iter().collect(), no.into_iter().collect());
        Parse::new(Form::Boolean { yes: words(yes), no: words(no) })
    }

    /// Reads points in time in ISO 8601 form, or in the [formats](Self::format) given.
    #[must_use]
    pub fn timestamp() -> Parse {
        Parse::new(Form::Timestamp(Dates::iso()))
    }

    fn numbers(mut self, change: impl FnOnce(&mut Numbers)) -> Parse {
        if let Form::Real(numbers) | Form::Integer(numbers) = &mut self.form {
            change(numbers);
        }
        self
    }

    /// The mark before the decimals; by default a point. Of numbers alone.
    #[must_use]
    pub fn decimal(self, mark: char) -> Parse {
        self.numbers(|numbers| numbers.decimal = mark)
    }

    /// The mark between groups of three digits, which may be there or not; by default none. Of numbers
    /// alone.
    #[must_use]
    pub fn thousands(self, mark: char) -> Parse {
        self.numbers(|numbers| numbers.thousands = Some(mark))
    }

    /// A unit, currency sign or other mark that may stand before or after the number, and what the number
    /// is multiplied by for it. Of numbers alone.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let table = Table::new().with("weight", Column::text(["1.5 kg", "20 g", "3"]))?;
    /// let recipe = Parse::real().unit("kg", 1000.0).unit("g", 1.0);
    /// let out = recipe.fit(&table, &())?.apply(&table)?;
    /// assert_eq!(out.value(0, "weight"), Value::Real(1500.0));
    /// assert_eq!(out.value(1, "weight"), Value::Real(20.0));
    /// assert_eq!(out.value(2, "weight"), Value::Real(3.0));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    #[must_use]
    pub fn unit(self, unit: impl Into<String>, factor: f64) -> Parse {
        self.numbers(|numbers| {
            numbers.units.insert(unit.into(), factor);
        })
    }

    /// Divides by 100 where `%` stands after the number. Of numbers alone.
    #[must_use]
    pub fn percent(self) -> Parse {
        self.numbers(|numbers| numbers.percent = true)
    }

    /// Reads `(12)` as −12. Of numbers alone.
    #[must_use]
    pub fn parentheses(self) -> Parse {
        self.numbers(|numbers| numbers.parentheses = true)
    }

    /// A format of dates and times, tried after those given before: `%Y %m %d %H %M %S %y %b %B %p %I %f
    /// %j %z %%` as in C, months in English, all in UTC without an offset. Of timestamps alone.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let table = Table::new().with("day", Column::text(["31.12.2023", "1 Feb 2024 14:30"]))?;
    /// let recipe = Parse::timestamp().format("%d.%m.%Y").format("%d %b %Y %H:%M");
    /// let out = recipe.fit(&table, &())?.apply(&table)?;
    /// assert_eq!(out.value(0, "day"), Value::Timestamp(1_703_980_800_000_000));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    #[must_use]
    pub fn format(mut self, format: impl Into<String>) -> Parse {
        if let Form::Timestamp(dates) = &mut self.form {
            dates.formats.push(format.into());
        }
        self
    }

    /// Words that stand for a missing value, in place of those given before.
    #[must_use]
    pub fn missing_words<S: Into<String>>(mut self, words: impl IntoIterator<Item = S>) -> Parse {
        self.missing = words.into_iter().map(Into::into).collect();
        self
    }

    /// What becomes of a text that cannot be read; by default its row is refused.
    #[doc(alias = "errors")]
    #[must_use]
    pub fn unreadable(mut self, unreadable: Unreadable) -> Parse {
        self.unreadable = unreadable;
        self
    }

    /// What in the recipe contradicts itself.
    fn check(&self) -> Result<(), String> {
        match &self.form {
            Form::Real(numbers) => numbers.check(),
            Form::Integer(numbers) if numbers.percent => {
                Err("percent, of which whole numbers have none".to_owned())
            }
            Form::Integer(numbers) => numbers.check(),
            Form::Boolean { yes, no } => {
                let both = yes.iter().find(|yes| no.iter().any(|no| no.eq_ignore_ascii_case(yes)));
                match both {
                    Some(word) => Err(format!("the word `{}` for both", clip(word))),
                    None if yes.is_empty() && no.is_empty() => Err("no word".to_owned()),
                    None => Ok(()),
                }
            }
            Form::Timestamp(dates) => dates.check(),
        }
    }

    /// What a text must be, for messages.
    fn expected(&self) -> String {
        match &self.form {
            Form::Real(numbers) => format!("a number{}", numbers.describe()),
            Form::Integer(numbers) => format!("a whole number{}", numbers.describe()),
            Form::Boolean { yes, no } => crate::error::list(yes.iter().chain(no)),
            Form::Timestamp(dates) => dates.describe(),
        }
    }

    /// Reads every level that rows have by `read`, and gives each row what its level says.
    fn cells<T: Copy>(
        &self,
        name: &str,
        rows: &Text,
        read: impl Fn(&str) -> Option<Option<T>>,
    ) -> Result<Vec<Option<T>>, Error> {
        let level = |level: &Arc<str>| {
            let text = level.trim_matches([' ', '\t']);
            let missing = self.missing.iter().any(|word| word == text);
            if missing { Some(None) } else { read(text) }
        };
        let levels: Vec<Option<Option<T>>> = rows.levels().iter().map(level).collect();
        let cell = |(row, code): (usize, &u32)| match levels.get(*code as usize) {
            None => Ok(None),
            Some(Some(value)) => Ok(*value),
            Some(None) if self.unreadable == Unreadable::Missing => Ok(None),
            Some(None) => Err(RowError {
                stage: TextParser::KIND.to_owned(),
                column: name.to_owned(),
                row: Some(row),
                expected: self.expected(),
                found: format!("`{}`", clip(rows.get(row).unwrap_or_default())),
            }
            .into()),
        };
        rows.codes().iter().enumerate().map(cell).collect()
    }

    fn column(&self, name: &str, rows: &Text) -> Result<Column, Error> {
        Ok(match &self.form {
            Form::Real(numbers) => {
                // NaN says that it is missing.
                let cells = self.cells(name, rows, |text| numbers.real(text).map(Some))?;
                Column::Real(cells.iter().map(|x| x.unwrap_or(f64::NAN)).collect())
            }
            Form::Integer(numbers) => {
                Column::Integer(self.cells(name, rows, |text| numbers.integer(text).map(Some))?)
            }
            Form::Boolean { yes, no } => {
                let is_in = |words: &[String], text: &str| {
                    words.iter().any(|word| word.eq_ignore_ascii_case(text))
                };
                Column::Boolean(self.cells(name, rows, |text| {
                    let word = (is_in(yes, text), is_in(no, text));
                    (word != (false, false)).then_some(Some(word.0))
                })?)
            }
            Form::Timestamp(dates) => {
                Column::Timestamp(self.cells(name, rows, |text| dates.read(text).map(Some))?)
            }
        })
    }
}

/// A fitted [`Parse`].
#[derive(Debug, Clone, PartialEq)]
pub struct TextParser {
    recipe: Parse,
    state: TextParserState,
}

/// What [`TextParser`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextParserState {
    columns: Arc<[Arc<str>]>,
}

impl TextParser {
    /// The columns it reads.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

impl Pipeline for Parse {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::TEXT
    }
}

impl<Y: ?Sized> Fit<Y> for Parse {
    type Fitted = TextParser;

    fn fit(&self, x: &Table, _: &Y) -> Result<TextParser, Error> {
        self.check().map_err(|found| FitError::Parameter {
            stage: TextParser::KIND.to_owned(),
            parameter: "form".to_owned(),
            expected: "one that says one thing of each text".to_owned(),
            found,
        })?;
        let columns = columns_for(TextParser::KIND, x, Types::TEXT)?;
        Ok(TextParser { recipe: self.clone(), state: TextParserState { columns } })
    }
}

impl Pipeline for TextParser {
    type Input = Table;
    type Output = Table;
}

impl Apply for TextParser {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let columns = &self.state.columns;
        x.map_columns(columns, |at, column| match column {
            Column::Text(rows) => self.recipe.column(&columns[at], rows),
            other => Err(wrong_type(&columns[at], Types::TEXT, other)),
        })
    }
}

impl Stage for TextParser {
    const KIND: &'static str = "parse";
    type Recipe = Parse;
    type State = TextParserState;

    fn recipe(&self) -> &Parse {
        &self.recipe
    }

    fn state(&self) -> &TextParserState {
        &self.state
    }

    fn restore(recipe: Parse, state: TextParserState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        recipe.check()?;
        Ok(TextParser { recipe, state })
    }

    fn learn(recipe: &Parse, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = format!("read as {}", self.recipe.expected());
        self.state.columns.iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
