//! The columns a pipeline was fitted on, and what to do where an input differs.

use super::{Column, ColumnType, Role, Table};
use crate::error::{Error, RowError, SchemaError, list};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

mod check;
mod convert;

pub use check::{Checked, Refusal};

/// What to do with a cell that the schema speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Answer {
    /// The stages decide: an imputer fills, an encoder has its rule for unknown levels.
    #[default]
    Stage,
    /// The cell becomes missing.
    Missing,
    /// The row is refused, with the column and what was expected.
    Refuse,
}

/// What to do with cells of one column that are not as they were at fit.
///
/// ```
/// use steadfast::data::{Answer, Policy};
/// let strict = Policy { unseen: Answer::Refuse, ..Policy::default() };
/// assert_eq!(strict.missing, Answer::Stage);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Policy {
    /// A missing value. [`Answer::Missing`] leaves it as it is.
    pub missing: Answer,
    /// A text that no row had at fit. Columns of free text have no levels, so nothing is unseen there.
    pub unseen: Answer,
    /// A number or time outside the range at fit.
    pub out_of_range: Answer,
}

/// What to do with columns the pipeline does not know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Extra {
    /// They are left out.
    #[default]
    Ignore,
    /// The input is refused.
    Refuse,
}

/// The smallest and the largest value of a column at fit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Range {
    /// Of numbers.
    Real(f64, f64),
    /// Of whole numbers or points in time.
    Integer(i64, i64),
}

/// One column at fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    name: Arc<str>,
    column_type: ColumnType,
    role: Role,
    missing: u64,
    levels: Option<Vec<Arc<str>>>,
    range: Option<Range>,
    policy: Policy,
}

impl Field {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The type.
    #[must_use]
    pub fn column_type(&self) -> ColumnType {
        self.column_type
    }

    /// What the column is for.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }

    /// How many rows had no value.
    #[must_use]
    pub fn missing(&self) -> u64 {
        self.missing
    }

    /// The distinct texts, sorted by their bytes; `None` for free text and other types.
    #[must_use]
    pub fn levels(&self) -> Option<&[Arc<str>]> {
        self.levels.as_deref()
    }

    /// The smallest and the largest value; `None` for text and booleans, and where all are missing.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        self.range
    }

    /// What is done with cells that are not as at fit.
    #[must_use]
    pub fn policy(&self) -> Policy {
        self.policy
    }
}

/// The columns a pipeline was fitted on: names, types, levels, ranges, missing values, policies.
///
/// ```
/// use steadfast::data::{Column, Schema, Table};
/// let x = Table::new().with("sex", Column::text(["male", "female", "male", "male", "female"]))?;
/// let schema = Schema::capture(&x);
/// assert_eq!(schema.fields()[0].levels().unwrap().len(), 2);
/// assert!(schema.check(&Table::new()).unwrap_err().to_string().starts_with("missing `sex`"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    fields: Vec<Field>,
    rows: u64,
    extra: Extra,
}

impl Schema {
    /// Text columns with more distinct values than this are free text: their values are not kept.
    pub const MAX_LEVELS: usize = 256;

    /// The schema of a table. No text that could name a record is kept: a text column's values are
    /// levels only when there are at most [`MAX_LEVELS`](Self::MAX_LEVELS) of them and they are fewer
    /// than half its rows.
    #[must_use]
    pub fn capture(table: &Table) -> Schema {
        let fields = table.columns().map(|(name, column)| Field {
            name: Arc::clone(name),
            column_type: column.column_type(),
            role: table.role(name).unwrap_or_default(),
            missing: (0..column.len()).filter(|&row| column.is_missing(row)).count() as u64,
            levels: levels(column),
            range: range(column),
            policy: Policy::default(),
        });
        Schema { fields: fields.collect(), rows: table.rows() as u64, extra: Extra::default() }
    }

    /// The columns, from left to right.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// How many rows there were.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// What is done with columns it does not know.
    #[must_use]
    pub fn extra(&self) -> Extra {
        self.extra
    }

    /// The column of a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| &*field.name == name)
    }

    /// Names and types, as a reader of text wants them declared.
    #[must_use]
    pub fn types(&self) -> Vec<(Arc<str>, ColumnType)> {
        self.fields.iter().map(|field| (Arc::clone(&field.name), field.column_type)).collect()
    }

    /// A table of its columns, with their types and roles, and no rows.
    #[must_use]
    pub fn no_rows(&self) -> Table {
        let mut table = Table::new();
        for field in &self.fields {
            let column = Arc::new(Column::missing(field.column_type, 0));
            // Names are distinct: a schema read from a file was checked.
            let _ = table.push_shared(Arc::clone(&field.name), field.role, column);
        }
        table
    }

    /// This schema with other columns refused or ignored.
    #[must_use]
    pub fn with_extra(mut self, extra: Extra) -> Schema {
        self.extra = extra;
        self
    }

    /// This schema with the policy of one column set.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn with_policy(mut self, name: &str, policy: Policy) -> Result<Schema, Error> {
        let have = list(self.fields.iter().map(|field| &field.name));
        let what = "a policy".to_owned();
        match self.fields.iter_mut().find(|field| &*field.name == name) {
            Some(field) => field.policy = policy,
            None => {
                return Err(SchemaError::NoColumn { what, column: name.to_owned(), have }.into());
            }
        }
        Ok(self)
    }

    /// This schema with the policy of every column set.
    #[must_use]
    pub fn with_policies(mut self, policy: Policy) -> Schema {
        self.fields.iter_mut().for_each(|field| field.policy = policy);
        self
    }

    /// Checks a schema that comes from a file.
    pub(crate) fn validate(&self) -> Result<(), String> {
        let mut names = BTreeSet::new();
        for field in &self.fields {
            let name = &field.name;
            if !names.insert(name) {
                return Err(format!("column `{name}` appears twice"));
            }
            if field.missing > self.rows {
                return Err(format!("column `{name}` has more missing values than rows"));
            }
            let levels = field.levels.as_deref().unwrap_or_default();
            if levels.windows(2).any(|pair| pair[0] >= pair[1]) {
                return Err(format!("the levels of column `{name}` are not sorted"));
            }
            let fits = match field.range {
                None => true,
                Some(Range::Real(low, high)) => {
                    low <= high && field.column_type == ColumnType::Real
                }
                Some(Range::Integer(low, high)) => {
                    low <= high
                        && matches!(field.column_type, ColumnType::Integer | ColumnType::Timestamp)
                }
            };
            if !fits {
                return Err(format!("the range of column `{name}` is not one of its type"));
            }
        }
        Ok(())
    }
}

fn levels(column: &Column) -> Option<Vec<Arc<str>>> {
    let Column::Text(text) = column else { return None };
    let used: BTreeSet<&Arc<str>> =
        text.levels().iter().zip(text.counts()).filter(|(_, n)| *n > 0).map(|(l, _)| l).collect();
    let few = used.len() <= Schema::MAX_LEVELS && used.len() * 2 < text.len().max(1);
    few.then(|| used.into_iter().cloned().collect())
}

fn range(column: &Column) -> Option<Range> {
    match column {
        Column::Real(values) => {
            let present = values.iter().copied().filter(|x| !x.is_nan());
            let low = present.clone().min_by(f64::total_cmp)?;
            Some(Range::Real(low, present.max_by(f64::total_cmp)?))
        }
        Column::Integer(values) | Column::Timestamp(values) => {
            let low = values.iter().flatten().min()?;
            Some(Range::Integer(*low, *values.iter().flatten().max()?))
        }
        Column::Boolean(_) | Column::Text(_) | Column::Sparse(_) => None,
    }
}

fn refuse(column: &str, row: usize, expected: String, found: String) -> Error {
    let (stage, column) = ("input".to_owned(), column.to_owned());
    RowError { stage, column, row: Some(row), expected, found }.into()
}
