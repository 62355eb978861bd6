//! Blocks of rows put together again.

use super::{Classes, Column, Data, Matrix, Table, TextBuilder, Vector};
use crate::error::{Error, TableError};
use std::sync::Arc;

fn differ(what: &str) -> Error {
    TableError::Record { row: 0, problem: format!("blocks of different {what}") }.into()
}

impl Table {
    /// The rows of several tables with the same columns, one after another.
    ///
    /// # Errors
    /// When the tables differ in names or types of columns.
    pub fn concat(parts: &[Table]) -> Result<Table, Error> {
        let Some((first, rest)) = parts.split_first() else { return Ok(Table::new()) };
        if rest.is_empty() {
            return Ok(first.clone());
        }
        let rows = parts.iter().fold(0, |rows, part| rows + part.rows());
        let mut out = Table::of_rows(rows);
        if rest.iter().any(|part| !part.names().eq(first.names())) {
            return Err(differ("columns"));
        }
        for (at, name) in first.names().enumerate() {
            let columns: Vec<&Column> =
                parts.iter().filter_map(|part| part.at(at)).map(|(_, c)| &**c).collect();
            let role = first.role(name).unwrap_or_default();
            out.push_shared(Arc::clone(name), role, Arc::new(Column::concat(&columns)?))?;
        }
        Ok(out)
    }
}

impl Column {
    fn concat(parts: &[&Column]) -> Result<Column, Error> {
        macro_rules! joined {
            ($variant:ident) => {{
                let mut all = Vec::new();
                for part in parts {
                    let Column::$variant(rows) = part else { return Err(differ("types")) };
                    all.extend_from_slice(rows);
                }
                Column::$variant(all)
            }};
        }
        Ok(match parts.first() {
            None | Some(Column::Real(_)) => joined!(Real),
            Some(Column::Integer(_)) => joined!(Integer),
            Some(Column::Boolean(_)) => joined!(Boolean),
            Some(Column::Timestamp(_)) => joined!(Timestamp),
            Some(Column::Sparse(first)) => {
                let mut all = first.take(&[]);
                for part in parts {
                    match part {
                        Column::Sparse(rows) if all.extend(rows) => {}
                        _ => return Err(differ("types")),
                    }
                }
                Column::Sparse(all)
            }
            Some(Column::Text(_)) => {
                let mut all = TextBuilder::default();
                for part in parts {
                    let Column::Text(rows) = part else { return Err(differ("types")) };
                    rows.iter().for_each(|row| all.push(row));
                }
                Column::Text(all.finish())
            }
        })
    }
}

impl Matrix {
    /// The rows of several matrices with the same columns, one after another.
    ///
    /// # Errors
    /// When the matrices differ in the names of their columns.
    pub fn concat(parts: &[Matrix]) -> Result<Matrix, Error> {
        let Some(first) = parts.first() else {
            return Matrix::from_row_major(Vec::new(), Vec::new());
        };
        if parts.iter().any(|part| part.names() != first.names()) {
            return Err(differ("columns"));
        }
        let rows = parts.iter().fold(0, |rows, part| rows + part.rows());
        let mut values = Vec::with_capacity(rows * first.width());
        parts.iter().for_each(|part| values.extend_from_slice(part.as_slice()));
        let width = first.width();
        let array =
            ndarray::Array2::from_shape_vec((rows, width), values).map_err(|_| differ("widths"))?;
        Matrix::new(Arc::clone(first.names()), array)
    }
}

impl Vector {
    /// The values of several vectors, one after another.
    #[must_use]
    pub fn concat(parts: &[Vector]) -> Vector {
        Vector::new(parts.iter().flat_map(Vector::values).copied().collect())
    }
}

impl Classes {
    /// The rows of several answers over the same classes, one after another.
    ///
    /// # Errors
    /// When the answers differ in their classes.
    pub fn concat(parts: &[Classes]) -> Result<Classes, Error> {
        let Some(first) = parts.first() else { return Err(differ("classes")) };
        let other = |part: &Classes| part.classes() != first.classes() || !part.same_cut(first);
        if parts.iter().any(other) {
            return Err(differ("classes"));
        }
        let all = parts.iter().flat_map(Classes::probabilities).copied().collect();
        let mut joined = first.take(&[]);
        joined.extend_with(all);
        Ok(joined)
    }
}

impl Data {
    /// The rows of several pieces of data of one kind, one after another.
    ///
    /// # Errors
    /// When they are of different kinds, or differ in columns or classes.
    pub fn concat(parts: Vec<Data>) -> Result<Data, Error> {
        macro_rules! joined {
            ($variant:ident, $concat:expr) => {{
                let mut all = Vec::with_capacity(parts.len());
                for part in parts {
                    let Data::$variant(part) = part else { return Err(differ("kinds")) };
                    all.push(part);
                }
                let joined: Result<_, Error> = $concat(&all);
                Ok(Data::$variant(joined?))
            }};
        }
        match parts.first() {
            None => Err(differ("kinds")),
            Some(Data::Table(_)) => joined!(Table, Table::concat),
            Some(Data::Matrix(_)) => joined!(Matrix, Matrix::concat),
            Some(Data::Classes(_)) => joined!(Classes, Classes::concat),
            Some(Data::Vector(_)) => joined!(Vector, |all: &Vec<Vector>| Ok(Vector::concat(all))),
        }
    }
}
