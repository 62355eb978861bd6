//! The kinds of data, as types and as values.

use super::{Classes, Column, Matrix, Table, Vector};
use crate::error::{Error, TableError};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The kind of some data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// [`Table`].
    Table,
    /// [`Matrix`].
    Matrix,
    /// [`Vector`].
    Vector,
    /// [`Classes`].
    Classes,
    /// [`Data`]: known only at run time.
    Any,
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Kind::Table => "a table",
            Kind::Matrix => "a matrix",
            Kind::Vector => "a vector",
            Kind::Classes => "classes",
            Kind::Any => "any data",
        })
    }
}

/// Data of any kind.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Data {
    /// Raw columns.
    Table(Table),
    /// Dense numbers.
    Matrix(Matrix),
    /// One number a row.
    Vector(Vector),
    /// One class a row.
    Classes(Classes),
}

/// Data of any kind, borrowed: what an erased stage takes, so that it never copies its input.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum DataRef<'a> {
    /// Raw columns.
    Table(&'a Table),
    /// Dense numbers.
    Matrix(&'a Matrix),
    /// One number a row.
    Vector(&'a Vector),
    /// One class a row.
    Classes(&'a Classes),
}

mod sealed {
    pub trait Sealed {}
}

/// A kind of data that can flow between stages. Sealed: the set is closed.
pub trait DataKind:
    sealed::Sealed + Clone + std::fmt::Debug + Send + Sync + Sized + 'static
{
    /// Which kind.
    const KIND: Kind;
    /// Borrows the data.
    fn lend(&self) -> DataRef<'_>;
    /// Gives the data away.
    fn into_data(self) -> Data;
    /// The data as this kind, when it is of it.
    fn peek(data: DataRef<'_>) -> Option<&Self>;
    /// The data as this kind, when it is of it.
    fn from_data(data: Data) -> Option<Self>;
    /// How many rows there are.
    fn rows(&self) -> usize;
    /// The rows `indices`, in that order.
    #[must_use]
    fn take_rows(&self, indices: &[usize]) -> Self;
    /// Blocks of rows, one after another.
    ///
    /// # Errors
    /// When the blocks differ in columns or classes, or there is none and the kind needs one.
    fn join_rows(blocks: Vec<Self>) -> Result<Self, Error> {
        let blocks = blocks.into_iter().map(Self::into_data).collect();
        let data = Data::concat(blocks)?;
        Self::from_data(data).ok_or_else(|| {
            TableError::Record { row: 0, problem: "blocks of different kinds".to_owned() }.into()
        })
    }
}

macro_rules! kind {
    ($name:ident) => {
        impl sealed::Sealed for $name {}
        impl DataKind for $name {
            const KIND: Kind = Kind::$name;
            fn lend(&self) -> DataRef<'_> {
                DataRef::$name(self)
            }
            fn into_data(self) -> Data {
                Data::$name(self)
            }
            fn peek(data: DataRef<'_>) -> Option<&Self> {
                match data {
                    DataRef::$name(data) => Some(data),
                    _ => None,
                }
            }
            fn from_data(data: Data) -> Option<Self> {
                match data {
                    Data::$name(data) => Some(data),
                    _ => None,
                }
            }
            fn rows(&self) -> usize {
                self.rows()
            }
            fn take_rows(&self, indices: &[usize]) -> Self {
                self.take(indices)
            }
        }
        impl From<$name> for Data {
            fn from(data: $name) -> Data {
                Data::$name(data)
            }
        }
    };
}
kind!(Table);
kind!(Matrix);
kind!(Vector);
kind!(Classes);

impl sealed::Sealed for Data {}
/// Data whose kind is known only at run time: what a pipeline loaded without its recipe yields.
impl DataKind for Data {
    const KIND: Kind = Kind::Any;
    fn lend(&self) -> DataRef<'_> {
        match self {
            Data::Table(data) => DataRef::Table(data),
            Data::Matrix(data) => DataRef::Matrix(data),
            Data::Vector(data) => DataRef::Vector(data),
            Data::Classes(data) => DataRef::Classes(data),
        }
    }
    fn into_data(self) -> Data {
        self
    }
    fn peek(_: DataRef<'_>) -> Option<&Self> {
        None
    }
    fn from_data(data: Data) -> Option<Self> {
        Some(data)
    }
    fn rows(&self) -> usize {
        match self {
            Data::Table(data) => data.rows(),
            Data::Matrix(data) => data.rows(),
            Data::Vector(data) => data.rows(),
            Data::Classes(data) => data.rows(),
        }
    }
    fn take_rows(&self, indices: &[usize]) -> Self {
        self.lend().take_rows(indices)
    }
}

impl DataRef<'_> {
    /// How many [`names`](Self::names) there are.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            DataRef::Table(table) => {
                let inside = |column: &Column| match column {
                    Column::Sparse(rows) => rows.width(),
                    _ => 1,
                };
                table.columns().fold(0, |all, (_, column)| all + inside(column))
            }
            DataRef::Matrix(matrix) => matrix.names().len(),
            DataRef::Classes(classes) => classes.classes().len(),
            DataRef::Vector(_) => 1,
        }
    }

    /// The rows `indices`, in that order.
    #[must_use]
    pub fn take_rows(&self, indices: &[usize]) -> Data {
        match self {
            DataRef::Table(data) => data.take(indices).into(),
            DataRef::Matrix(data) => data.take(indices).into(),
            DataRef::Vector(data) => data.take(indices).into(),
            DataRef::Classes(data) => data.take(indices).into(),
        }
    }

    /// The names of its columns: of a table (the features of a sparse column as `column_feature`), of a
    /// matrix, the classes of a classification, `prediction` of a regression.
    #[must_use]
    pub fn names(&self) -> Vec<Arc<str>> {
        match self {
            DataRef::Table(table) => {
                let inside = |(name, column): (&Arc<str>, &Arc<Column>)| match &**column {
                    Column::Sparse(rows) => {
                        rows.names().iter().map(|n| Arc::from(format!("{name}_{n}"))).collect()
                    }
                    _ => vec![Arc::clone(name)],
                };
                table.columns().flat_map(inside).collect()
            }
            DataRef::Matrix(matrix) => matrix.names().to_vec(),
            DataRef::Classes(classes) => classes.classes().to_vec(),
            DataRef::Vector(_) => vec![Arc::from("prediction")],
        }
    }

    /// Which kind it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            DataRef::Table(_) => Kind::Table,
            DataRef::Matrix(_) => Kind::Matrix,
            DataRef::Vector(_) => Kind::Vector,
            DataRef::Classes(_) => Kind::Classes,
        }
    }
}

/// Kinds that can stand side by side: tables and matrices.
pub trait Beside: DataKind {
    /// The columns of `self`, then those of `other`.
    ///
    /// # Errors
    /// When both have a column of one name, or they differ in rows.
    fn beside(self, other: Self) -> Result<Self, Error>;
    /// What `on` gives back: `out` replaces the columns `chosen` of `whole`, or stands alone.
    ///
    /// # Errors
    /// When a new column has the name of one that was not chosen.
    fn among(self, whole: &Table, chosen: &[Arc<str>]) -> Result<Self, Error>;
}

impl Beside for Table {
    fn beside(mut self, other: Self) -> Result<Self, Error> {
        self.extend_shared(other.shared())?;
        Ok(self)
    }

    fn among(self, whole: &Table, chosen: &[Arc<str>]) -> Result<Self, Error> {
        let chosen_names: BTreeSet<&Arc<str>> = chosen.iter().collect();
        let own: BTreeMap<Arc<str>, Arc<Column>> =
            self.shared().map(|(name, _, column)| (name, column)).collect();
        // A column that keeps its name keeps its place; new ones come after all others.
        let kept = whole.shared().filter_map(|(name, role, column)| {
            if !chosen_names.contains(&name) {
                return Some((name, role, column));
            }
            let column = Arc::clone(own.get(&name)?);
            Some((name, role, column))
        });
        let mut out = Table::of_rows(whole.rows());
        out.extend_shared(kept)?;
        out.beside(self.without(chosen))
    }
}

impl Beside for Matrix {
    fn beside(self, other: Self) -> Result<Self, Error> {
        if self.rows() != other.rows() {
            return Err(TableError::Length {
                name: other.names().first().map(|n| n.to_string()).unwrap_or_default(),
                expected: self.rows(),
                found: other.rows(),
            }
            .into());
        }
        let names: Arc<[_]> = self.names().iter().chain(&**other.names()).cloned().collect();
        let mut values = Vec::with_capacity(self.rows() * names.len());
        for (a, b) in self.iter_rows().zip(other.iter_rows()) {
            values.extend_from_slice(a);
            values.extend_from_slice(b);
        }
        let rows = self.rows();
        let array = ndarray::Array2::from_shape_vec((rows, names.len()), values)
            .map_err(|_| TableError::Names { names: names.len(), columns: self.width() })?;
        Matrix::new(names, array)
    }

    fn among(self, _: &Table, _: &[Arc<str>]) -> Result<Self, Error> {
        Ok(self)
    }
}
