//! An input held against the schema.

use super::{Answer, Extra, Field, Policy, Range, Schema, convert, refuse};
use crate::data::{Column, Role, Table, Text, Value};
use crate::error::{Error, SchemaError, list};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A row that was refused, and why.
#[derive(Debug)]
pub struct Refusal {
    /// The row, from 0, in the call's input.
    pub row: usize,
    /// The stage, the column and what was expected.
    pub error: Error,
}

/// An input as the pipeline takes it: the columns of the schema, in its order, without refused rows.
#[derive(Debug)]
pub struct Checked {
    /// The rows that go on.
    pub table: Table,
    /// Their numbers in the input.
    pub rows: Vec<usize>,
    /// The rows that do not, in order.
    pub refused: Vec<Refusal>,
}

impl Schema {
    /// Holds an input against the schema and applies the policies.
    ///
    /// The order of columns does not matter. A column that is not a feature may be absent: it is then
    /// all missing. Whole numbers are taken for reals, and reals for whole numbers where they are
    /// whole; a column without any value is taken for any type.
    ///
    /// # Errors
    /// When a feature is absent, a column is of another type, or there are unknown columns and they
    /// are refused. Cells cost only their rows: those are in [`Checked::refused`].
    pub fn check(&self, x: &Table) -> Result<Checked, Error> {
        self.check_names(x)?;
        let mut table = Table::of_rows(x.rows());
        let mut refused: BTreeMap<usize, Error> = BTreeMap::new();
        let mut columns = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let column = match x.get(&field.name) {
                Some(column) => convert::to_type(field, column, &mut refused)?,
                None => Arc::new(Column::missing(field.column_type, x.rows())),
            };
            let column = field.apply_policy(column, &mut refused);
            columns.push((Arc::clone(&field.name), field.role, column));
        }
        table.extend_shared(columns)?;
        let rows: Vec<usize> = (0..x.rows()).filter(|row| !refused.contains_key(row)).collect();
        let table = if refused.is_empty() { table } else { table.take(&rows) };
        let refused = refused.into_iter().map(|(row, error)| Refusal { row, error }).collect();
        Ok(Checked { table, rows, refused })
    }

    fn check_names(&self, x: &Table) -> Result<(), Error> {
        let absent: Vec<&Arc<str>> = self
            .fields
            .iter()
            .filter(|field| field.role == Role::Feature && x.position(&field.name).is_none())
            .map(|field| &field.name)
            .collect();
        if !absent.is_empty() {
            let (columns, have) = (list(absent), list(x.names()));
            return Err(SchemaError::Missing { columns, have }.into());
        }
        if self.extra == Extra::Refuse {
            let unknown: Vec<&Arc<str>> =
                x.names().filter(|name| self.field(name).is_none()).collect();
            if !unknown.is_empty() {
                return Err(SchemaError::Extra { columns: list(unknown) }.into());
            }
        }
        Ok(())
    }
}

impl Field {
    /// The column with the policy applied; rows to refuse are added to `refused`, the first error of
    /// a row winning.
    fn apply_policy(
        &self,
        column: Arc<Column>,
        refused: &mut BTreeMap<usize, Error>,
    ) -> Arc<Column> {
        let Policy { missing, unseen, out_of_range } = self.policy;
        let mut blank = Vec::new();
        let mut judge = |row: usize, answer: Answer, expected: &dyn Fn() -> String| match answer {
            Answer::Stage => {}
            Answer::Missing => blank.push(row),
            Answer::Refuse => {
                let found = column.value(row).to_string();
                refused.entry(row).or_insert_with(|| refuse(&self.name, row, expected(), found));
            }
        };
        if missing == Answer::Refuse {
            for row in (0..column.len()).filter(|&row| column.is_missing(row)) {
                judge(row, missing, &|| format!("a {} value", self.column_type));
            }
        }
        if let (Column::Text(text), Some(levels)) = (&*column, &self.levels)
            && unseen != Answer::Stage
        {
            let known: Vec<bool> =
                text.levels().iter().map(|level| levels.binary_search(level).is_ok()).collect();
            for (row, code) in text.codes().iter().enumerate() {
                if known.get(*code as usize) == Some(&false) {
                    judge(row, unseen, &|| format!("one of {}", list(levels)));
                }
            }
        }
        if let Some(range) = self.range
            && out_of_range != Answer::Stage
        {
            for row in 0..column.len() {
                if !range.contains(column.value(row)) {
                    judge(row, out_of_range, &|| range.to_string());
                }
            }
        }
        if blank.is_empty() { column } else { Arc::new(without(&column, &blank)) }
    }
}

impl Range {
    /// Missing values are in every range.
    fn contains(self, value: Value<'_>) -> bool {
        match (self, value) {
            (Range::Real(low, high), Value::Real(x)) => low <= x && x <= high,
            (Range::Integer(low, high), Value::Integer(x) | Value::Timestamp(x)) => {
                low <= x && x <= high
            }
            _ => true,
        }
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Range::Real(low, high) => write!(f, "{low} to {high}"),
            Range::Integer(low, high) => write!(f, "{low} to {high}"),
        }
    }
}

/// The column with some cells made missing.
fn without(column: &Column, rows: &[usize]) -> Column {
    let mut column = column.clone();
    match &mut column {
        Column::Real(values) => rows.iter().for_each(|&row| values[row] = f64::NAN),
        Column::Integer(values) | Column::Timestamp(values) => {
            rows.iter().for_each(|&row| values[row] = None);
        }
        Column::Boolean(values) => rows.iter().for_each(|&row| values[row] = None),
        Column::Text(text) => {
            let mut cells: Vec<Option<&str>> = text.iter().collect();
            rows.iter().for_each(|&row| cells[row] = None);
            let cells: Text = cells.into_iter().collect();
            return Column::Text(cells);
        }
        // None of its cells can be missing.
        Column::Sparse(_) => {}
    }
    column
}
