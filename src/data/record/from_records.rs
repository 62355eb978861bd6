//! Tables from Rust structs.

use super::row::{Row, RowSerializer};
use crate::data::read::{Assembler, Cell, Options};
use crate::data::{ColumnType, Table};
use crate::error::{Error, TableError, clip};
use serde::Serialize;
use std::sync::Arc;

impl Table {
    /// A table with one row a record: any struct with named fields, or map, that serde can write.
    ///
    /// | field | column |
    /// |---|---|
    /// | `bool` | boolean |
    /// | integers | integer, within `i64` |
    /// | `f32`, `f64` | real; NaN is missing |
    /// | strings, `char`, enums without values | text |
    /// | `None`, `()`, a field left out | missing |
    ///
    /// Columns stand in the order of first appearance. A column without any value is real: where
    /// that may happen, declare types with [`from_records_typed`](Table::from_records_typed).
    ///
    /// ```
    /// use serde::Serialize;
    /// use steadfast::data::{Table, Value};
    /// #[derive(Serialize)]
    /// struct Passenger { age: Option<f64>, class: u8, port: &'static str }
    /// let table = Table::from_records(&[
    ///     Passenger { age: Some(22.0), class: 3, port: "S" },
    ///     Passenger { age: None, class: 1, port: "C" },
    /// ])?;
    /// assert_eq!(table.value(1, "age"), Value::Missing);
    /// assert_eq!(table.value(1, "class"), Value::Integer(1));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// When a record has no named fields, a name twice, or a field that is not one cell; when an
    /// integer is outside `i64`; when the values of a field have no type in common. Each names the
    /// record and the field.
    pub fn from_records<T: Serialize>(records: &[T]) -> Result<Table, Error> {
        Table::from_records_typed(records, &[])
    }

    /// A table with one row a record, the types of some or all columns declared, so that one record
    /// whose `Option` is `None` still has a column of the right type.
    ///
    /// The declared columns come first, in their order, missing where records do not have them; the
    /// type of any other is inferred. A declared timestamp takes whole microseconds since
    /// 1970-01-01T00:00:00Z or text by the contract of [`time`](crate::data::time); a declared real
    /// takes integers too, as the nearest `f64`.
    ///
    /// ```
    /// use std::collections::BTreeMap;
    /// use steadfast::data::{Column, ColumnType, Table};
    /// let record = BTreeMap::from([("when", Some("1970-01-01T00:00:01Z")), ("port", None)]);
    /// let types = [("port".into(), ColumnType::Text), ("when".into(), ColumnType::Timestamp)];
    /// let table = Table::from_records_typed(&[record], &types)?;
    /// assert_eq!(**table.column("port")?, Column::missing(ColumnType::Text, 1));
    /// assert_eq!(**table.column("when")?, Column::Timestamp(vec![Some(1_000_000)]));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`from_records`](Table::from_records), and when a value is not of its column's type.
    pub fn from_records_typed<T: Serialize>(
        records: &[T],
        types: &[(Arc<str>, ColumnType)],
    ) -> Result<Table, Error> {
        let mut options = Options::default();
        options.declare(types.iter().cloned());
        let mut rows = Assembler::new(&options);
        for (name, as_type) in options.types {
            // Each is declared once.
            let _ = rows.add(name, Some(as_type));
        }
        for (row, record) in records.iter().enumerate() {
            push(&mut rows, record).map_err(|problem| TableError::Record { row, problem })?;
        }
        match rows.finish()? {
            Ok(table) => Ok(table),
            Err(refused) => {
                let row = records.len().saturating_sub(1);
                Err(TableError::Record { row, problem: refused.to_string() }.into())
            }
        }
    }
}

fn push<T: Serialize>(rows: &mut Assembler, record: &T) -> Result<(), String> {
    let record = record.serialize(RowSerializer).map_err(|problem| problem.to_string())?;
    for (name, _) in &record.cells {
        rows.ensure(name);
    }
    let cells = placed(rows, &record)?;
    rows.push(&cells).map_err(|refused| refused.to_string())
}

/// The cells of a record, each where its column stands; fields without a column are passed over.
pub(super) fn placed<'a>(rows: &Assembler, record: &'a Row) -> Result<Vec<Cell<'a>>, String> {
    let mut cells = vec![None; rows.names().len()];
    for (name, field) in &record.cells {
        if let Some(place) = rows.position(name).and_then(|at| cells.get_mut(at)) {
            let cell = field.as_ref().map_err(ToString::to_string)?;
            if place.replace(cell.cell()).is_some() {
                return Err(format!("the name `{}` appears twice", clip(name)));
            }
        }
    }
    Ok(cells.into_iter().map(|cell| cell.unwrap_or(Cell::Missing)).collect())
}
