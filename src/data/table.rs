//! Raw, mixed-type data.

use super::{Column, ColumnType, Role, Types, Value};
use crate::error::{Error, TableError, list};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Raw data: named columns of mixed types, each with missing values, all of one length.
///
/// Columns are shared, so cloning a table, or passing most of it on unchanged, copies no cells.
///
/// ```
/// use steadfast::data::{Column, Table, Value};
/// let table = Table::new()
///     .with("age", Column::Real(vec![22.0, f64::NAN]))?
///     .with("sex", Column::text(["male", "female"]))?;
/// assert_eq!((table.rows(), table.width()), (2, 2));
/// assert_eq!(table.value(1, "age"), Value::Missing);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    fields: Vec<Field>,
    rows: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct Field {
    name: Arc<str>,
    role: Role,
    column: Arc<Column>,
}

impl Table {
    /// A table without columns or rows.
    #[must_use]
    pub fn new() -> Table {
        Table::default()
    }

    /// A table without columns that has `rows` rows.
    #[must_use]
    pub fn of_rows(rows: usize) -> Table {
        Table { fields: Vec::new(), rows }
    }

    /// A table of named columns.
    ///
    /// # Errors
    /// When a name appears twice or a column has another number of rows than the first.
    pub fn from_columns<N: Into<Arc<str>>>(
        columns: impl IntoIterator<Item = (N, Column)>,
    ) -> Result<Table, Error> {
        let mut table = Table::new();
        table.extend(columns.into_iter().map(|(name, column)| (name.into(), column)))?;
        Ok(table)
    }

    /// Adds columns on the right.
    ///
    /// # Errors
    /// When a name is taken or a column has another number of rows.
    pub fn extend(
        &mut self,
        columns: impl IntoIterator<Item = (Arc<str>, Column)>,
    ) -> Result<(), Error> {
        self.extend_shared(columns.into_iter().map(|(name, c)| (name, Role::Feature, Arc::new(c))))
    }

    /// Adds columns that another table may share, with their roles.
    ///
    /// # Errors
    /// When a name is taken or a column has another number of rows.
    pub fn extend_shared(
        &mut self,
        columns: impl IntoIterator<Item = (Arc<str>, Role, Arc<Column>)>,
    ) -> Result<(), Error> {
        // Names are compared once for all, not once a column: tables can be wide.
        let mut seen: BTreeSet<Arc<str>> = self.names().cloned().collect();
        for (name, role, column) in columns {
            if !seen.insert(Arc::clone(&name)) {
                return Err(TableError::DuplicateName { name: name.to_string() }.into());
            }
            self.append(name, role, column)?;
        }
        Ok(())
    }

    /// The columns with their roles, shared.
    pub(crate) fn shared(&self) -> impl Iterator<Item = (Arc<str>, Role, Arc<Column>)> {
        self.fields.iter().map(|f| (Arc::clone(&f.name), f.role, Arc::clone(&f.column)))
    }

    /// This table and one more column.
    ///
    /// # Errors
    /// When the name is taken or the column has another number of rows.
    pub fn with(mut self, name: impl Into<Arc<str>>, column: Column) -> Result<Table, Error> {
        self.push(name, column)?;
        Ok(self)
    }

    /// Adds a column on the right.
    ///
    /// # Errors
    /// When the name is taken or the column has another number of rows.
    pub fn push(&mut self, name: impl Into<Arc<str>>, column: Column) -> Result<(), Error> {
        self.push_shared(name, Role::Feature, Arc::new(column))
    }

    /// Adds a column that another table may share, with its role.
    ///
    /// # Errors
    /// When the name is taken or the column has another number of rows.
    pub fn push_shared(
        &mut self,
        name: impl Into<Arc<str>>,
        role: Role,
        column: Arc<Column>,
    ) -> Result<(), Error> {
        let name = name.into();
        if self.position(&name).is_some() {
            return Err(TableError::DuplicateName { name: name.to_string() }.into());
        }
        self.append(name, role, column)
    }

    fn append(&mut self, name: Arc<str>, role: Role, column: Arc<Column>) -> Result<(), Error> {
        if self.fields.is_empty() && self.rows == 0 {
            self.rows = column.len();
        }
        if column.len() != self.rows {
            let (expected, found) = (self.rows, column.len());
            return Err(TableError::Length { name: name.to_string(), expected, found }.into());
        }
        self.fields.push(Field { name, role, column });
        Ok(())
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How many columns there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.fields.len()
    }

    /// The names, from left to right.
    pub fn names(&self) -> impl Iterator<Item = &Arc<str>> {
        self.fields.iter().map(|field| &field.name)
    }

    /// The columns with their names, from left to right.
    pub fn columns(&self) -> impl Iterator<Item = (&Arc<str>, &Arc<Column>)> {
        self.fields.iter().map(|field| (&field.name, &field.column))
    }

    /// Where a column stands, from 0.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| &*field.name == name)
    }

    /// The column at a position, with its name.
    #[must_use]
    pub fn at(&self, position: usize) -> Option<(&Arc<str>, &Arc<Column>)> {
        self.fields.get(position).map(|field| (&field.name, &field.column))
    }

    /// A column by its name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Arc<Column>> {
        self.position(name).map(|at| &self.fields[at].column)
    }

    /// A column by its name, or an error that lists the names there are.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn column(&self, name: &str) -> Result<&Arc<Column>, Error> {
        self.get(name).ok_or_else(|| self.no_column(name))
    }

    fn no_column(&self, name: &str) -> Error {
        TableError::NoColumn { name: name.to_owned(), have: list(self.names()) }.into()
    }

    /// One cell; missing when there is no such row or column.
    #[must_use]
    pub fn value(&self, row: usize, name: &str) -> Value<'_> {
        self.get(name).map_or(Value::Missing, |column| column.value(row))
    }

    /// What a column is for; [`Role::Feature`] unless it was said otherwise.
    #[must_use]
    pub fn role(&self, name: &str) -> Option<Role> {
        self.position(name).map(|at| self.fields[at].role)
    }

    /// This table with the role of one column set.
    ///
    /// # Errors
    /// When there is no such column.
    pub fn with_role(mut self, name: &str, role: Role) -> Result<Table, Error> {
        let at = self.position(name).ok_or_else(|| self.no_column(name))?;
        self.fields[at].role = role;
        Ok(self)
    }

    /// The columns `names`, in that order.
    ///
    /// # Errors
    /// When a column is not there or named twice.
    pub fn select<S: AsRef<str>>(&self, names: &[S]) -> Result<Table, Error> {
        let mut table = Table::of_rows(self.rows);
        let mut fields = Vec::with_capacity(names.len());
        let mut next = 0;
        for name in names {
            let at = self.find(name.as_ref(), next)?;
            let field = &self.fields[at];
            fields.push((Arc::clone(&field.name), field.role, Arc::clone(&field.column)));
            next = at + 1;
        }
        table.extend_shared(fields)?;
        Ok(table)
    }

    /// All columns but those in `names`; a name that is not there is passed over.
    #[must_use]
    pub fn without<S: AsRef<str>>(&self, names: &[S]) -> Table {
        let dropped: BTreeSet<&str> = names.iter().map(AsRef::as_ref).collect();
        let fields =
            self.fields.iter().filter(|field| !dropped.contains(&*field.name)).cloned().collect();
        Table { fields, rows: self.rows }
    }

    /// This table with one column's cells replaced; its place and role stay.
    ///
    /// # Errors
    /// When there is no such column or the new one has another number of rows.
    pub fn replace(&mut self, name: &str, column: Column) -> Result<(), Error> {
        let at = self.position(name).ok_or_else(|| self.no_column(name))?;
        if column.len() != self.rows {
            let (expected, found) = (self.rows, column.len());
            return Err(TableError::Length { name: name.to_owned(), expected, found }.into());
        }
        self.fields[at].column = Arc::new(column);
        Ok(())
    }

    /// Where a column stands, looked for at `likely` first: names are mostly asked for in order.
    fn find(&self, name: &str, likely: usize) -> Result<usize, Error> {
        match self.fields.get(likely) {
            Some(field) if &*field.name == name => Ok(likely),
            _ => self.position(name).ok_or_else(|| self.no_column(name)),
        }
    }

    /// This table with a rule applied to the named columns, each in its place.
    pub(crate) fn map_columns<S: AsRef<str>>(
        &self,
        names: &[S],
        mut rule: impl FnMut(usize, &Column) -> Result<Column, Error>,
    ) -> Result<Table, Error> {
        let mut out = self.clone();
        let mut next = 0;
        for (index, name) in names.iter().enumerate() {
            let at = self.find(name.as_ref(), next)?;
            out.fields[at].column = Arc::new(rule(index, &self.fields[at].column)?);
            next = at + 1;
        }
        Ok(out)
    }

    /// The rows `indices`, in that order; a row may be taken twice. Rows that do not exist are missing.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Table {
        let fields = self.fields.iter().map(|field| Field {
            name: Arc::clone(&field.name),
            role: field.role,
            column: Arc::new(field.column.take(indices)),
        });
        Table { fields: fields.collect(), rows: indices.len() }
    }

    /// The rows of a range, cut to the rows there are.
    #[must_use]
    pub fn slice(&self, range: std::ops::Range<usize>) -> Table {
        if range.start == 0 && range.end >= self.rows {
            return self.clone();
        }
        let rows: Vec<usize> = (range.start..range.end.min(self.rows)).collect();
        self.take(&rows)
    }

    /// The positions of the columns a stage works on: features of one of the types.
    #[must_use]
    pub fn of_types(&self, types: Types) -> Vec<usize> {
        let wanted = |field: &Field| {
            field.role == Role::Feature && types.contains(field.column.column_type())
        };
        self.fields.iter().enumerate().filter(|(_, f)| wanted(f)).map(|(at, _)| at).collect()
    }

    /// The columns with their types, for messages.
    pub(crate) fn typed_names(&self) -> String {
        list(self.columns().map(|(name, c)| format!("{name}: {}", c.column_type())))
    }

    /// The types of the columns, from left to right.
    pub fn types(&self) -> impl Iterator<Item = ColumnType> {
        self.fields.iter().map(|field| field.column.column_type())
    }
}
