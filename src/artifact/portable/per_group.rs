//! How `per_group` is stored: the fallback is the first branch, then comes one a group.

use super::{Portable, Restore, StageReport, combinator_report, records, restore_at, sketch};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::record::{Reader, Record, combinator, named};
use crate::data::{DataKind, Table};
use crate::error::{Error, LoadError};
use crate::pipeline::{GroupedBy, Grouping, Outline, PER_GROUP, Pipeline};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The groups that have a stage of their own, ascending.
#[derive(Serialize, Deserialize)]
struct GroupedState {
    groups: Arc<[Arc<str>]>,
}

pub(crate) fn per_group_record<S>(
    stage: &GroupedBy<S>,
    write: impl Fn(&S) -> Result<Vec<Record>, CodecError>,
) -> Result<Record, CodecError> {
    let branches = stage.stages().iter().map(write).collect::<Result<_, _>>()?;
    let state = GroupedState { groups: Arc::clone(stage.groups()) };
    Record::combinator(PER_GROUP, stage.grouping(), &state, branches)
}

pub(crate) fn per_group_parts<S>(
    place: &str,
    record: &Record,
    mut read: impl FnMut(&[Record], Place) -> Result<S, LoadError>,
) -> Result<GroupedBy<S>, LoadError> {
    let branches = record.branches().len();
    let (grouping, state): (Grouping, GroupedState) = combinator(place, record, branches)?;
    let mut stages = Vec::with_capacity(branches);
    for (at, branch) in record.branches().iter().enumerate() {
        stages.push(read(branch, Place::inside(place, &branch_name(at)))?);
    }
    GroupedBy::restore(grouping, state.groups, stages)
        .map_err(|problem| LoadError::State { stage: named(place, PER_GROUP), problem })
}

/// The fallback stands inside the place itself, the groups inside `g1`, `g2`, ...
pub(crate) fn branch_name(at: usize) -> String {
    if at == 0 { String::new() } else { format!("g{at}") }
}

pub(crate) fn per_group_report<S>(place: String, stage: &GroupedBy<S>) -> StageReport {
    let groups = ("groups".to_owned(), stage.groups().join(", "));
    combinator_report(format!("{:?}", stage.grouping()), PER_GROUP, place, vec![groups])
}

impl<S: Portable + Pipeline<Input = Table>> Portable for GroupedBy<S> {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(per_group_record(self, |stage| records(stage))?);
        Ok(())
    }

    /// The stages inside are shown the rows of their own group alone, which have no common order, so
    /// only the whole is shown.
    fn walk(
        &self,
        x: &Table,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error> {
        let here = place.step();
        let out = self.answer(x, |stage, x| stage.apply(x))?;
        visit(&named(&here, PER_GROUP), out.lend());
        Ok(out)
    }

    fn sketch(&self, outline: &mut Outline) {
        self.grouping().draw_on(outline, self.stages().first().map(sketch));
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(per_group_report(here.clone(), self));
        for (at, stage) in self.stages().iter().enumerate() {
            stage.report(&mut Place::inside(&here, &branch_name(at)), out);
        }
    }
}

impl<S: Restore + Pipeline<Input = Table>> Restore for GroupedBy<S> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let (place, record) = reader.next(PER_GROUP)?;
        per_group_parts(&place, record, restore_at)
    }
}
