//! One column of a table, and the types a column can have.

use super::{Sparse, Text, Value};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One column of a [`Table`](super::Table). Every type has missing values.
///
/// ```
/// use steadfast::data::{Column, ColumnType, Value};
/// let age = Column::Real(vec![22.0, f64::NAN]);
/// assert_eq!(age.column_type(), ColumnType::Real);
/// assert_eq!(age.value(1), Value::Missing);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Column {
    /// Numbers; NaN is missing.
    Real(Vec<f64>),
    /// Whole numbers. Stages that compute turn them into the nearest `f64`, which is exact up to 2⁵³.
    Integer(Vec<Option<i64>>),
    /// True or false. Stages that compute take them as 1 and 0.
    Boolean(Vec<Option<bool>>),
    /// Text or categories.
    Text(Text),
    /// Points in time: microseconds since 1970-01-01T00:00:00Z.
    Timestamp(Vec<Option<i64>>),
    /// Rows of many named numbers, nearly all zero, made by vectorisers. No cell is missing.
    Sparse(Sparse),
}

impl Column {
    /// A text column from its rows.
    ///
    /// ```
    /// use steadfast::data::Column;
    /// assert_eq!(Column::text(["male", "female"]).len(), 2);
    /// ```
    pub fn text<S: AsRef<str>>(rows: impl IntoIterator<Item = S>) -> Column {
        Column::Text(rows.into_iter().map(Some).collect())
    }

    /// A column of whole numbers, none missing.
    pub fn integers(rows: impl IntoIterator<Item = i64>) -> Column {
        Column::Integer(rows.into_iter().map(Some).collect())
    }

    /// A column of `rows` missing values.
    #[must_use]
    pub fn missing(column_type: ColumnType, rows: usize) -> Column {
        match column_type {
            ColumnType::Real => Column::Real(vec![f64::NAN; rows]),
            ColumnType::Integer => Column::Integer(vec![None; rows]),
            ColumnType::Boolean => Column::Boolean(vec![None; rows]),
            ColumnType::Text => Column::Text((0..rows).map(|_| None::<&str>).collect()),
            ColumnType::Timestamp => Column::Timestamp(vec![None; rows]),
            ColumnType::Sparse => Column::Sparse(Sparse::numbered(0).take(&vec![0; rows])),
        }
    }

    /// The type.
    #[must_use]
    pub fn column_type(&self) -> ColumnType {
        match self {
            Column::Real(_) => ColumnType::Real,
            Column::Integer(_) => ColumnType::Integer,
            Column::Boolean(_) => ColumnType::Boolean,
            Column::Text(_) => ColumnType::Text,
            Column::Timestamp(_) => ColumnType::Timestamp,
            Column::Sparse(_) => ColumnType::Sparse,
        }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            Column::Real(rows) => rows.len(),
            Column::Integer(rows) | Column::Timestamp(rows) => rows.len(),
            Column::Boolean(rows) => rows.len(),
            Column::Text(rows) => rows.len(),
            Column::Sparse(rows) => rows.len(),
        }
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The cell of a row; missing when there is no such row.
    #[must_use]
    pub fn value(&self, row: usize) -> Value<'_> {
        let value = match self {
            Column::Real(rows) => rows.get(row).filter(|x| !x.is_nan()).map(|&x| Value::Real(x)),
            Column::Integer(rows) => rows.get(row).copied().flatten().map(Value::Integer),
            Column::Boolean(rows) => rows.get(row).copied().flatten().map(Value::Boolean),
            Column::Text(rows) => rows.get(row).map(Value::Text),
            Column::Timestamp(rows) => rows.get(row).copied().flatten().map(Value::Timestamp),
            Column::Sparse(rows) => (row < rows.len()).then(|| Value::Sparse(rows.row(row))),
        };
        value.unwrap_or(Value::Missing)
    }

    /// Whether the cell of a row has no value.
    #[must_use]
    pub fn is_missing(&self, row: usize) -> bool {
        self.value(row).is_missing()
    }

    /// The rows as numbers with NaN for missing, or `None` for text, timestamps and sparse rows.
    #[must_use]
    pub fn reals(&self) -> Option<Cow<'_, [f64]>> {
        match self {
            Column::Real(rows) => Some(Cow::Borrowed(rows)),
            #[expect(clippy::cast_precision_loss, reason = "documented: the nearest f64")]
            Column::Integer(rows) => {
                Some(rows.iter().map(|row| row.map_or(f64::NAN, |x| x as f64)).collect())
            }
            Column::Boolean(rows) => Some(
                rows.iter().map(|row| row.map_or(f64::NAN, |x| f64::from(u8::from(x)))).collect(),
            ),
            Column::Text(_) | Column::Timestamp(_) | Column::Sparse(_) => None,
        }
    }

    /// The rows `indices`, in that order; rows that do not exist are missing.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Column {
        fn pick<T: Copy>(rows: &[Option<T>], indices: &[usize]) -> Vec<Option<T>> {
            indices.iter().map(|&row| rows.get(row).copied().flatten()).collect()
        }
        match self {
            Column::Real(rows) => Column::Real(
                indices.iter().map(|&row| rows.get(row).copied().unwrap_or(f64::NAN)).collect(),
            ),
            Column::Integer(rows) => Column::Integer(pick(rows, indices)),
            Column::Boolean(rows) => Column::Boolean(pick(rows, indices)),
            Column::Text(rows) => Column::Text(rows.take(indices)),
            Column::Timestamp(rows) => Column::Timestamp(pick(rows, indices)),
            Column::Sparse(rows) => Column::Sparse(rows.take(indices)),
        }
    }
}

/// By value: numbers by their bits (so −0 is not 0), missing equal to missing.
impl PartialEq for Column {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Column::Real(a), Column::Real(b)) => {
                let bits = |x: &f64| if x.is_nan() { u64::MAX } else { x.to_bits() };
                a.iter().map(bits).eq(b.iter().map(bits))
            }
            (Column::Integer(a), Column::Integer(b))
            | (Column::Timestamp(a), Column::Timestamp(b)) => a == b,
            (Column::Boolean(a), Column::Boolean(b)) => a == b,
            (Column::Text(a), Column::Text(b)) => a == b,
            (Column::Sparse(a), Column::Sparse(b)) => a == b,
            _ => false,
        }
    }
}

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ColumnType {
    /// [`Column::Real`].
    Real,
    /// [`Column::Integer`].
    Integer,
    /// [`Column::Boolean`].
    Boolean,
    /// [`Column::Text`].
    Text,
    /// [`Column::Timestamp`].
    Timestamp,
    /// [`Column::Sparse`]: never of raw data, only of what a vectoriser makes.
    Sparse,
}

impl ColumnType {
    /// Every type a cell of raw data can have.
    pub const ALL: [ColumnType; 5] = [
        ColumnType::Real,
        ColumnType::Integer,
        ColumnType::Boolean,
        ColumnType::Text,
        ColumnType::Timestamp,
    ];

    /// The word used in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ColumnType::Real => "real",
            ColumnType::Integer => "integer",
            ColumnType::Boolean => "boolean",
            ColumnType::Text => "text",
            ColumnType::Timestamp => "timestamp",
            ColumnType::Sparse => "sparse",
        }
    }
}

impl std::fmt::Display for ColumnType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of column types: what a stage works on.
///
/// ```
/// use steadfast::data::{ColumnType, Types};
/// assert!(Types::NUMERIC.contains(ColumnType::Integer));
/// assert_eq!(Types::NUMERIC.to_string(), "real, integer or boolean");
/// assert_eq!(format!("{:?}", Types::NUMERIC), "Types(real|integer|boolean)");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Types(u8);

impl Types {
    /// Every type, those of later versions included: the stored word of the first five has always meant all.
    pub const ALL: Types = Types(0b1_1111);
    /// Real, integer and boolean: what can be computed with.
    pub const NUMERIC: Types = Types(0b0_0111);
    /// Text alone.
    pub const TEXT: Types = Types(0b0_1000);
    /// Timestamps alone.
    pub const TIMESTAMP: Types = Types(0b1_0000);
    /// Sparse rows alone.
    pub const SPARSE: Types = Types(0b10_0000);

    /// The set of one type.
    #[must_use]
    pub const fn only(column_type: ColumnType) -> Types {
        Types(1 << column_type as u8)
    }

    /// Both sets together.
    #[must_use]
    pub const fn or(self, other: Types) -> Types {
        Types(self.0 | other.0)
    }

    /// What is in both sets.
    #[must_use]
    pub const fn and(self, other: Types) -> Types {
        Types(self.0 & other.0)
    }

    /// Whether the set has a type.
    #[must_use]
    pub const fn contains(self, column_type: ColumnType) -> bool {
        self.0 == Types::ALL.0 || self.0 & (1 << column_type as u8) != 0
    }
}

impl Types {
    fn names(self) -> Vec<&'static str> {
        let mut names: Vec<_> =
            ColumnType::ALL.iter().filter(|t| self.contains(**t)).map(|t| t.name()).collect();
        if self.0 & Types::SPARSE.0 != 0 {
            names.push(ColumnType::Sparse.name());
        }
        names
    }
}

/// By name: outlines and reports print recipes as they debug.
impl std::fmt::Debug for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Types({})", self.names().join("|"))
    }
}

impl std::fmt::Display for Types {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names = self.names();
        match names.split_last() {
            None => f.write_str("no"),
            Some((last, [])) => f.write_str(last),
            Some((last, first)) => write!(f, "{} or {last}", first.join(", ")),
        }
    }
}
