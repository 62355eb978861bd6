//! Rust structs from tables.

use crate::data::{Column, ColumnType, Table, Value, time};
use crate::error::{Error, TableError, clip};
use serde::de::value::{BorrowedStrDeserializer, Error as Problem, StrDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use std::sync::Arc;

impl Table {
    /// The rows as records: any struct with named fields, or map, that serde can read.
    ///
    /// A missing value is `None` in an `Option`, and NaN in an `f64` from a column of reals; for any
    /// other field it is an error. A timestamp is whole microseconds since 1970-01-01T00:00:00Z, or
    /// text where the field asks for text. Columns without a field are passed over, unless the
    /// struct denies unknown fields.
    ///
    /// ```
    /// use serde::Deserialize;
    /// use steadfast::data::{Column, Table};
    /// #[derive(Deserialize)]
    /// struct Answer<'a> { score: f64, class: Option<&'a str> }
    /// let table = Table::new()
    ///     .with("class", Column::text(["yes"]))?
    ///     .with("score", Column::Real(vec![0.75]))?;
    /// let answers: Vec<Answer<'_>> = table.to_records()?;
    /// assert_eq!((answers[0].score, answers[0].class), (0.75, Some("yes")));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// When a record cannot be made from a row; names the row and, where it is one, the column.
    pub fn to_records<'a, T: Deserialize<'a>>(&'a self) -> Result<Vec<T>, Error> {
        let record = |row| {
            T::deserialize(RowDeserializer { table: self, row })
                .map_err(|problem| TableError::Record { row, problem: problem.to_string() }.into())
        };
        (0..self.rows()).map(record).collect()
    }
}

#[derive(Clone, Copy)]
struct RowDeserializer<'a> {
    table: &'a Table,
    row: usize,
}

impl<'de> Deserializer<'de> for RowDeserializer<'de> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_map(Cells { row: self, next: 0 })
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// The cells of one row with their names.
struct Cells<'a> {
    row: RowDeserializer<'a>,
    next: usize,
}

impl<'a> MapAccess<'a> for Cells<'a> {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Problem> {
        match self.row.table.at(self.next) {
            Some((name, _)) => seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Problem> {
        let (name, column): (&'a Arc<str>, &'a Arc<Column>) =
            self.row.table.at(self.next).ok_or_else(|| Problem::custom("no further column"))?;
        self.next += 1;
        let cell = CellDeserializer { value: column.value(self.row.row), of: column.column_type() };
        seed.deserialize(cell)
            .map_err(|problem| Problem::custom(format!("column `{}`: {problem}", clip(name))))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.row.table.width().saturating_sub(self.next))
    }
}

struct CellDeserializer<'a> {
    value: Value<'a>,
    of: ColumnType,
}

impl<'de> CellDeserializer<'de> {
    fn real<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match (self.value, self.of) {
            (Value::Missing, ColumnType::Real) => visitor.visit_f64(f64::NAN),
            _ => self.deserialize_any(visitor),
        }
    }

    fn text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            Value::Timestamp(x) => visitor.visit_string(time::write(x)),
            _ => self.deserialize_any(visitor),
        }
    }
}

impl<'de> Deserializer<'de> for CellDeserializer<'de> {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        match self.value {
            Value::Missing => visitor.visit_none(),
            Value::Real(x) => visitor.visit_f64(x),
            Value::Integer(x) | Value::Timestamp(x) => visitor.visit_i64(x),
            Value::Boolean(x) => visitor.visit_bool(x),
            Value::Text(x) => visitor.visit_borrowed_str(x),
            Value::Sparse(row) => visitor.visit_string(row.to_string()),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if self.value.is_missing() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        if self.value.is_missing() { visitor.visit_unit() } else { self.deserialize_any(visitor) }
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.real(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.real(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Problem> {
        self.text(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Problem> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Problem> {
        match self.value {
            Value::Text(x) => {
                let variant: StrDeserializer<'_, Problem> = x.into_deserializer();
                visitor.visit_enum(variant)
            }
            _ => self.deserialize_any(visitor),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 char bytes byte_buf
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}
