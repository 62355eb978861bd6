//! The rows a model proves itself on.

use super::cells::{Cells, cells, digest};
use super::model::Model;
use super::profile::Profile;
use super::stored::StoredTable;
use crate::artifact::{Place, Portable};
use crate::data::{DataKind, DataRef, Schema, Table};
use crate::error::{Error, LoadError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod synthesis;

/// Raw rows with the exact bits the model gives for them, stage by stage.
///
/// The rows are made up from the schema and the profile, so that no record travels in the file; the
/// caller may add rows. A host that computes one other bit is found out, with the first stage, column
/// and row that differ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    rows: StoredTable,
    refused: Vec<Refused>,
    stages: Vec<StageWitness>,
}

/// A refused row: its number, the stage and the column.
type Refused = (u64, String, String);

/// What one stage gave for the rows that were not refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct StageWitness {
    stage: String,
    /// SHA-256 over the names and cells of all its columns.
    digest: String,
    /// The columns it changed or added. The last stage has all of its columns.
    columns: Vec<(String, Vec<u64>)>,
}

/// More cells than this in one stage are stored as their digest alone, but for the last stage.
const MAX_CELLS: usize = 1 << 16;

impl Witness {
    /// A witness without rows: it proves nothing.
    pub(crate) fn none() -> Witness {
        Witness { rows: StoredTable::of(&Table::new()), refused: Vec::new(), stages: Vec::new() }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.table().map_or(0, |table| table.rows())
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many of the rows are refused, by a policy or a stage.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.refused.len()
    }

    /// The raw rows.
    ///
    /// # Errors
    /// When the stored parts do not fit together.
    pub fn table(&self) -> Result<Table, Error> {
        let problem = |problem| LoadError::Header { problem: format!("witness: {problem}") };
        Ok(self.rows.table().map_err(problem)?)
    }

    /// Rows made up from schema and profile, the caller's own after them.
    pub(crate) fn synthesise<P>(model: &Model<P>, own: Option<&Table>) -> Result<Witness, Error>
    where
        P: Portable<Input = Table> + Sync,
    {
        let schema = model.schema();
        let made = synthesis::rows(schema, model.profile(), |row| accepts(model, row))?;
        let rows = match own {
            None => made,
            // The caller's rows are taken as the schema reads them, so that types agree.
            Some(own) => {
                let mut checked = schema.check(own)?;
                if let Some(refusal) = checked.refused.pop() {
                    return Err(refusal.error);
                }
                Table::concat(&[made, checked.table])?
            }
        };
        Witness::of(model, rows)
    }

    /// The witness of these raw rows.
    fn of<P: Portable<Input = Table> + Sync>(
        model: &Model<P>,
        rows: Table,
    ) -> Result<Witness, Error> {
        let replay = replay(model, &rows)?;
        let mut before: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        let mut stages = Vec::with_capacity(replay.stages.len());
        let last = replay.stages.len().saturating_sub(1);
        for (at, (stage, columns)) in replay.stages.into_iter().enumerate() {
            let digest = digest(&columns);
            let changed: Vec<Cells> = columns
                .into_iter()
                .filter(|(name, cells)| {
                    before.insert(name.clone(), cells.clone()).as_ref() != Some(cells) || at == last
                })
                .collect();
            let cells = changed.iter().fold(0, |n, (_, cells)| n + cells.len());
            let columns = if cells <= MAX_CELLS || at == last { changed } else { Vec::new() };
            stages.push(StageWitness { stage, digest, columns });
        }
        Ok(Witness { rows: StoredTable::of(&rows), refused: replay.refused, stages })
    }

    /// Computes every witness row again and demands the stored bits.
    ///
    /// # Errors
    /// [`LoadError::Witness`] with the first stage, column and row that differ.
    pub(crate) fn prove<P>(&self, model: &Model<P>) -> Result<(), Error>
    where
        P: Portable<Input = Table> + Sync,
    {
        let rows = self.table()?;
        if rows.rows() == 0 {
            return Err(LoadError::NoWitness.into());
        }
        let replay = replay(model, &rows)?;
        self.compare_refused(&replay.refused)?;
        for (at, stored) in self.stages.iter().enumerate() {
            let Some((stage, columns)) = replay.stages.get(at) else { break };
            self.compare(stored, stage, columns, &replay.rows)?;
        }
        if self.stages.len() != replay.stages.len() {
            let problem = "the witness does not have the stages of the pipeline".to_owned();
            return Err(LoadError::Shape { problem }.into());
        }
        Ok(())
    }

    /// The same rows must be refused, for the same stage and column.
    fn compare_refused(&self, replayed: &[Refused]) -> Result<(), Error> {
        let rows = self.refused.len().max(replayed.len());
        for at in 0..rows {
            let (stored, found) = (self.refused.get(at), replayed.get(at));
            if stored == found {
                continue;
            }
            let absent = match (stored, found) {
                (Some(stored), Some(found)) => stored <= found,
                (stored, _) => stored.is_some(),
            };
            let (first, expected, found) = match absent {
                true => (stored, "a refusal", "none"),
                false => (found, "no refusal", "a refusal"),
            };
            if let Some((row, stage, column)) = first {
                let place = format!("stage `{stage}`, column `{column}`");
                return Err(differs(*row, place, expected, found));
            }
        }
        Ok(())
    }

    fn compare(
        &self,
        stored: &StageWitness,
        stage: &str,
        columns: &[Cells],
        rows: &[u64],
    ) -> Result<(), Error> {
        if stored.stage != stage {
            let problem = format!("the witness is of stage {}, here is {stage}", stored.stage);
            return Err(LoadError::Shape { problem }.into());
        }
        for (name, expected) in &stored.columns {
            let place = format!("stage {stage}, column `{name}`");
            let Some((_, cells)) = columns.iter().find(|(n, _)| n == name) else {
                return Err(differs(0, place, "a column", "none"));
            };
            if expected.len() != cells.len() {
                let (expected, found) = (format!("{} cells", expected.len()), cells.len());
                return Err(differs(0, place, &expected, &found.to_string()));
            }
            for (at, (expected, found)) in expected.iter().zip(cells).enumerate() {
                if expected != found {
                    let row = rows.get(at).copied().unwrap_or_default();
                    let (expected, found) = (format!("{expected:016x}"), format!("{found:016x}"));
                    return Err(differs(row, place, &expected, &found));
                }
            }
        }
        // The digest speaks also of the columns that are not stored because the stage left them alone.
        let found = digest(columns);
        if found == stored.digest {
            return Ok(());
        }
        Err(differs(0, format!("stage {stage}"), &stored.digest, &found))
    }
}

fn differs(row: u64, place: String, expected: &str, found: &str) -> Error {
    let (expected, found) = (expected.to_owned(), found.to_owned());
    LoadError::Witness { row: usize::try_from(row).unwrap_or(usize::MAX), place, expected, found }
        .into()
}

/// What a pipeline gives for raw rows, stage by stage.
struct Replay {
    refused: Vec<Refused>,
    rows: Vec<u64>,
    stages: Vec<(String, Vec<Cells>)>,
}

fn replay<P>(model: &Model<P>, rows: &Table) -> Result<Replay, Error>
where
    P: Portable<Input = Table> + Sync,
{
    let outcomes = model.predict_batch(rows, super::Batch::default().threads(1))?;
    let refused = outcomes
        .refused()
        .iter()
        .map(|refusal| {
            let (stage, column) = refusal_place(&refusal.error);
            (refusal.row as u64, stage, column)
        })
        .collect();
    let accepted = rows.take(outcomes.rows());
    let checked = model.schema().check(&accepted)?;
    let mut stages = vec![("input".to_owned(), cells(checked.table.lend()))];
    let mut visit = |stage: &str, data: DataRef<'_>| stages.push((stage.to_owned(), cells(data)));
    model.pipeline().walk(&checked.table, &mut Place::start(), &mut visit)?;
    Ok(Replay { refused, rows: outcomes.rows().iter().map(|&row| row as u64).collect(), stages })
}

fn refusal_place(error: &Error) -> (String, String) {
    match error {
        Error::Row(error) => (error.stage.clone(), error.column.clone()),
        _ => (String::new(), String::new()),
    }
}

fn accepts<P>(model: &Model<P>, row: &Table) -> Result<bool, Error>
where
    P: Portable<Input = Table> + Sync,
{
    let outcomes = model.predict_batch(row, super::Batch::default().threads(1))?;
    Ok(outcomes.refused().is_empty())
}

impl Schema {
    /// A table of one row of missing values.
    fn blank(&self) -> Result<Table, Error> {
        let mut table = Table::of_rows(1);
        for field in self.fields() {
            let column = crate::data::Column::missing(field.column_type(), 1);
            table.push_shared(
                std::sync::Arc::clone(field.name()),
                field.role(),
                std::sync::Arc::new(column),
            )?;
        }
        Ok(table)
    }
}

/// Used by the synthesis to look a column up.
fn profile_of<'a>(profile: &'a Profile, name: &str) -> Option<&'a super::profile::ColumnProfile> {
    profile.columns().iter().find(|column| column.name() == name)
}
