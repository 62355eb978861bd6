//! Rows of cells, put together into tables: the one place where every reader builds columns.

use super::cell::{Cell, Mismatch};
use super::options::Options;
use super::slot::{Builder, Open, Slot};
use crate::data::{Column, ColumnType, Table};
use crate::error::{Error, clip};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Takes rows of cells and gives tables.
#[derive(Debug)]
pub(crate) struct Assembler {
    names: Vec<Arc<str>>,
    slots: Vec<Slot>,
    index: BTreeMap<Arc<str>, usize>,
    rows: usize,
    /// Rows after which open columns get their type; `None` for after the last.
    infer_rows: Option<usize>,
    /// Whether a column may still be added.
    growing: bool,
    missing: Vec<Box<str>>,
}

/// A cell that its column refused.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Refused {
    pub(crate) column: Arc<str>,
    pub(crate) mismatch: Box<Mismatch>,
}

impl Assembler {
    /// An assembler without columns.
    pub(crate) fn new(options: &Options) -> Assembler {
        Assembler {
            names: Vec::new(),
            slots: Vec::new(),
            index: BTreeMap::new(),
            rows: 0,
            infer_rows: options.infer_rows,
            growing: true,
            missing: options.missing.clone(),
        }
    }

    /// Adds a column on the right, missing in the rows so far: of a type, or open. A name that is
    /// taken is given back as an error.
    pub(crate) fn add(
        &mut self,
        name: Arc<str>,
        as_type: Option<ColumnType>,
    ) -> Result<(), Arc<str>> {
        let slot = match as_type {
            None => Slot::Open(Open::new(self.rows)),
            Some(as_type) => Slot::Typed(Builder::missing(as_type, self.rows)),
        };
        self.add_slot(name, slot)
    }

    /// Adds an open column where there is none of that name.
    pub(crate) fn ensure(&mut self, name: &str) {
        if self.position(name).is_none() {
            // The name is free.
            let _ = self.add(Arc::from(name), None);
        }
    }

    /// Adds a column whose cells are passed over.
    pub(crate) fn add_skipped(&mut self, name: Arc<str>) -> Result<(), Arc<str>> {
        self.add_slot(name, Slot::Skipped)
    }

    fn add_slot(&mut self, name: Arc<str>, slot: Slot) -> Result<(), Arc<str>> {
        if self.index.contains_key(&name) {
            return Err(name);
        }
        self.index.insert(Arc::clone(&name), self.slots.len());
        self.names.push(name);
        self.slots.push(slot);
        Ok(())
    }

    /// Where a column stands.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.index.get(name).copied()
    }

    /// The names of the columns, those passed over among them.
    pub(crate) fn names(&self) -> &[Arc<str>] {
        &self.names
    }

    /// Whether a column that was not there before may still be added.
    pub(crate) fn is_growing(&self) -> bool {
        self.growing
    }

    /// No column can be added from here on.
    pub(crate) fn stop_growing(&mut self) {
        self.growing = false;
    }

    /// The first column whose type is open.
    pub(crate) fn open(&self) -> Option<&Arc<str>> {
        let at = self.slots.iter().position(|slot| matches!(slot, Slot::Open(_)))?;
        self.names.get(at)
    }

    /// Takes a row whole, or not at all. Cells that are not given are missing.
    pub(crate) fn push(&mut self, cells: &[Cell<'_>]) -> Result<(), Refused> {
        let mut row = Vec::with_capacity(self.slots.len());
        for (at, (slot, name)) in self.slots.iter().zip(&self.names).enumerate() {
            let cell = cells.get(at).copied().unwrap_or(Cell::Missing);
            let refused = |mismatch| Refused { column: Arc::clone(name), mismatch };
            row.push(slot.accept(cell, &self.missing).map_err(refused)?);
        }
        for (slot, cell) in self.slots.iter_mut().zip(&row) {
            slot.push(cell);
        }
        self.rows += 1;
        if self.infer_rows == Some(self.rows) {
            self.settle()?;
        }
        Ok(())
    }

    /// Gives every open column its type.
    fn settle(&mut self) -> Result<(), Refused> {
        self.growing = false;
        for (slot, name) in self.slots.iter_mut().zip(&self.names) {
            if let Slot::Open(open) = slot {
                let refused = |mismatch| Refused { column: Arc::clone(name), mismatch };
                *slot = Slot::Typed(open.settle(&self.missing).map_err(refused)?);
            }
        }
        Ok(())
    }

    /// The table of the rows so far; the next row begins a new one with the same columns.
    ///
    /// Numbers were read in the float environment of this thread, so it must be a right one: a wrong
    /// rounding mode changes even what `0.1` is.
    pub(crate) fn take(&mut self) -> Result<Table, Error> {
        crate::exact::check_environment()?;
        let rows = std::mem::take(&mut self.rows);
        let mut columns: Vec<(Arc<str>, Column)> = Vec::with_capacity(self.slots.len());
        for (slot, name) in self.slots.iter_mut().zip(&self.names) {
            if let Slot::Typed(builder) = slot {
                let fresh = Builder::new(builder.column_type());
                columns.push((Arc::clone(name), std::mem::replace(builder, fresh).finish()));
            }
        }
        if columns.is_empty() { Ok(Table::of_rows(rows)) } else { Table::from_columns(columns) }
    }

    /// The table of all rows, once open columns have their types.
    pub(crate) fn finish(mut self) -> Result<Result<Table, Refused>, Error> {
        if let Err(refused) = self.settle() {
            return Ok(Err(refused));
        }
        self.take().map(Ok)
    }
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Mismatch { expected, found } = &*self.mismatch;
        write!(f, "column `{}`: expected {expected}, found `{found}`", clip(&self.column))
    }
}
