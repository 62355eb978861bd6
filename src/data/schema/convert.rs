//! A column of a nearby type taken for the type the schema asks for.

use super::{Field, refuse};
use crate::data::{Column, ColumnType};
use crate::error::{Error, SchemaError};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The largest whole number up to which every whole number is an `f64`: 2⁵³.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The column as the field's type.
pub(super) fn to_type(
    field: &Field,
    column: &Arc<Column>,
    refused: &mut BTreeMap<usize, Error>,
) -> Result<Arc<Column>, Error> {
    let wanted = field.column_type;
    if column.column_type() == wanted {
        return Ok(Arc::clone(column));
    }
    match (&**column, wanted) {
        (Column::Integer(_), ColumnType::Real) => {
            let values = column.reals().unwrap_or_default().into_owned();
            Ok(Arc::new(Column::Real(values)))
        }
        (Column::Real(values), ColumnType::Integer) => {
            let whole = |(row, &x): (usize, &f64)| {
                if x.is_nan() {
                    return None;
                }
                if x.trunc() == x && x.abs() <= EXACT {
                    #[expect(clippy::cast_possible_truncation, reason = "whole, and within 2^53")]
                    return Some(x as i64);
                }
                let found = format!("{x}");
                let expected = "a whole number".to_owned();
                refused.entry(row).or_insert_with(|| refuse(&field.name, row, expected, found));
                None
            };
            let values = values.iter().enumerate().map(whole).collect();
            Ok(Arc::new(Column::Integer(values)))
        }
        _ if (0..column.len()).all(|row| column.is_missing(row)) => {
            Ok(Arc::new(Column::missing(wanted, column.len())))
        }
        _ => Err(SchemaError::Type {
            column: field.name.to_string(),
            expected: wanted.to_string(),
            found: column.column_type().to_string(),
        }
        .into()),
    }
}
