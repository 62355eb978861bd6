//! What is learned of some of the rows, class by class and column by column.

use super::answer::Domain;
use super::seen::SeenClasses;
use crate::data::{Labels, Matrix};
use crate::error::{Error, TableError};
use crate::model::check;
use crate::pipeline::Merge;
use crate::pipeline::per_column::Absorb;
use std::collections::BTreeMap;
use std::sync::Arc;

/// So many rows are sorted by class at a time: their cells stay in the cache while each column is read.
const BLOCK: usize = 4096;

/// What was learned of some of the rows: for each class that had any, how many, and one accumulator a column.
#[derive(Debug, Clone, PartialEq)]
pub struct PerClass<A> {
    columns: Arc<[Arc<str>]>,
    classes: Arc<[Arc<str>]>,
    /// By code of the class.
    seen: BTreeMap<u32, OfClass<A>>,
}

/// What was learned of the rows of one class.
#[derive(Debug, Clone, PartialEq)]
struct OfClass<A> {
    rows: u64,
    columns: Vec<A>,
}

impl<A: Absorb + Clone + Default> PerClass<A> {
    /// Learns of some rows; `add` takes in cells of one column, all in rows of one class.
    pub(super) fn learn(
        stage: &str,
        x: &Matrix,
        y: &Labels,
        domain: Domain,
        mut add: impl FnMut(&mut A, &[f64]),
    ) -> Result<PerClass<A>, Error> {
        check::part(stage, x, y.rows())?;
        domain.check_fit(stage, x)?;
        let mut seen: BTreeMap<u32, OfClass<A>> = BTreeMap::new();
        let (mut rows, mut cells) = (Vec::with_capacity(BLOCK), Vec::with_capacity(BLOCK));
        for (block, codes) in y.codes().chunks(BLOCK).enumerate() {
            rows.clear();
            rows.extend(codes.iter().copied().zip(block * BLOCK..));
            rows.sort_unstable();
            for run in rows.chunk_by(|(one, _), (next, _)| one == next) {
                let Some(&(code, _)) = run.first() else { continue };
                let of = seen
                    .entry(code)
                    .or_insert_with(|| OfClass { rows: 0, columns: vec![A::default(); x.width()] });
                of.rows = of.rows.saturating_add(run.len() as u64);
                for (at, learned) in of.columns.iter_mut().enumerate() {
                    cells.clear();
                    cells.extend(run.iter().filter_map(|&(_, row)| x.row(row).get(at).copied()));
                    add(learned, &cells);
                }
            }
            check::few_classes(stage, seen.len())?;
        }
        Ok(PerClass { columns: Arc::clone(x.names()), classes: Arc::clone(y.classes()), seen })
    }

    /// The classes that had rows, and the accumulators: class after class, in each column after column.
    pub(super) fn settle(self, stage: &str) -> Result<(SeenClasses, Vec<A>), Error> {
        let PerClass { columns, classes, seen } = self;
        let present: Vec<u32> = seen.keys().copied().collect();
        check::enough_classes(stage, &classes, &present)?;
        let rows = seen.values().map(|of| of.rows).collect();
        let learned = seen.into_values().flat_map(|of| of.columns).collect();
        Ok((SeenClasses { columns, classes, present, rows }, learned))
    }
}

impl<A: Absorb> Merge for PerClass<A> {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        if self.columns != other.columns || self.classes != other.classes {
            let what = if self.columns == other.columns { "classes" } else { "columns" };
            let problem = format!("parts that were learned from different {what}");
            return Err(TableError::Record { row: 0, problem }.into());
        }
        for (code, more) in other.seen {
            let Some(of) = self.seen.get_mut(&code) else {
                self.seen.insert(code, more);
                continue;
            };
            of.rows = of.rows.saturating_add(more.rows);
            of.columns.iter_mut().zip(&more.columns).for_each(|(one, more)| one.absorb(more));
        }
        Ok(())
    }
}
