//! Rust structs as rows of a schema, each refused alone.

use super::from_records::placed;
use super::row::RowSerializer;
use crate::data::read::{Assembler, Options};
use crate::data::{Checked, Extra, Refusal, Schema};
use crate::error::{Error, RowError, TableError, clip, list};
use serde::Serialize;

impl Schema {
    /// The records as columns of this schema's names and types; a record that cannot be one of its
    /// rows is refused and costs no other. Policies are not applied yet.
    pub(crate) fn read_records<T: Serialize>(&self, records: &[T]) -> Result<Checked, Error> {
        let mut assembler = Assembler::new(&Options::default());
        for field in self.fields() {
            // The names of a schema are distinct.
            let _ = assembler.add(field.name().clone(), Some(field.column_type()));
        }
        assembler.stop_growing();
        let (mut rows, mut refused) = (Vec::with_capacity(records.len()), Vec::new());
        for (row, record) in records.iter().enumerate() {
            match self.read_record(&mut assembler, record, row) {
                Ok(()) => rows.push(row),
                Err(error) => refused.push(Refusal { row, error }),
            }
        }
        Ok(Checked { table: assembler.take()?, rows, refused })
    }

    fn read_record<T: Serialize>(
        &self,
        rows: &mut Assembler,
        record: &T,
        row: usize,
    ) -> Result<(), Error> {
        let problem = |problem: String| TableError::Record { row, problem };
        let record = record.serialize(RowSerializer).map_err(|error| problem(error.to_string()))?;
        if self.extra() == Extra::Refuse
            && let Some((name, _)) =
                record.cells.iter().find(|(name, _)| rows.position(name).is_none())
        {
            let (name, known) = (clip(name), list(rows.names()));
            return Err(problem(format!("unknown name `{name}`; the columns are {known}")).into());
        }
        let cells = placed(rows, &record).map_err(problem)?;
        rows.push(&cells).map_err(|refused| {
            let (stage, column) = ("input".to_owned(), refused.column.to_string());
            let (expected, found) = (refused.mismatch.expected, refused.mismatch.found);
            RowError { stage, column, row: Some(row), expected, found }.into()
        })
    }
}
