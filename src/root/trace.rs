//! One row, stage by stage.

use super::cells::cells;
use super::model::Model;
use crate::artifact::{Place, Portable};
use crate::data::{DataKind, DataRef, Table};
use crate::error::Error;

/// The value of one row after every stage: what an auditor follows by hand.
#[derive(Debug, Clone, PartialEq)]
pub struct Trace {
    steps: Vec<Step>,
}

/// One row after one stage.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The stage: its place and its kind; `input` for the row as the schema takes it.
    pub stage: String,
    /// Each column: its name, its value, and its bits (text: a hash).
    pub cells: Vec<(String, String, u64)>,
}

impl Trace {
    /// One step a stage, the input first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }
}

impl std::fmt::Display for Trace {
    /// Only what a stage changed or added is printed after the input.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut before: std::collections::BTreeMap<&str, u64> = std::collections::BTreeMap::new();
        for step in &self.steps {
            writeln!(f, "{}", step.stage)?;
            for (name, value, bits) in &step.cells {
                if before.insert(name, *bits) != Some(*bits) {
                    writeln!(f, "    {name} = {value} [{bits:016x}]")?;
                }
            }
        }
        Ok(())
    }
}

fn step(stage: &str, data: DataRef<'_>) -> Step {
    let shown = |at: usize, bits: u64| match data {
        DataRef::Table(table) => {
            table.at(at).map_or_else(String::new, |(_, column)| column.value(0).to_string())
        }
        _ => f64::from_bits(bits).to_string(),
    };
    let cells = cells(data)
        .into_iter()
        .enumerate()
        .filter_map(|(at, (name, bits))| bits.first().map(|&bits| (name, shown(at, bits), bits)))
        .collect();
    Step { stage: stage.to_owned(), cells }
}

impl<P: Portable<Input = Table>> Model<P> {
    /// Follows one row through every stage.
    ///
    /// # Errors
    /// When there is no such row, or the schema or a stage refuses it.
    pub fn trace(&self, x: &Table, row: usize) -> Result<Trace, Error> {
        crate::exact::check_environment()?;
        if row >= x.rows() {
            let problem = format!("there is no such row; the input has {}", x.rows());
            return Err(crate::error::TableError::Record { row, problem }.into());
        }
        let mut checked = self.about.schema.check(&x.slice(row..row + 1))?;
        if let Some(refusal) = checked.refused.pop() {
            return Err(refusal.error.offset_row(row));
        }
        let mut steps = vec![step("input", checked.table.lend())];
        let mut visit = |stage: &str, data: DataRef<'_>| steps.push(step(stage, data));
        self.pipeline
            .walk(&checked.table, &mut Place::start(), &mut visit)
            .map_err(|error| error.offset_row(row))?;
        Ok(Trace { steps })
    }
}
