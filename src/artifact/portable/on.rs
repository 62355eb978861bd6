//! How `on` is stored.

use super::{Portable, Restore, StageReport, combinator_report, records, restore_at, sketch};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::record::{Reader, Record, combinator, named};
use crate::data::{Beside, DataKind, Table};
use crate::error::{Error, LoadError};
use crate::pipeline::{Columns, On, OnChosen, Outline, Pipeline};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub(crate) const ON: &str = "on";

/// The state of `on`: the columns its choice came to.
#[derive(Serialize, Deserialize)]
pub(crate) struct OnState {
    chosen: Arc<[Arc<str>]>,
}

/// The names of the columns a selection chose at fit.
pub(crate) type Chosen = Arc<[Arc<str>]>;

pub(crate) fn on_record(
    columns: &Columns,
    chosen: &Arc<[Arc<str>]>,
    stage: Vec<Record>,
) -> Result<Record, CodecError> {
    Record::combinator(ON, columns, &OnState { chosen: Arc::clone(chosen) }, vec![stage])
}

pub(crate) fn on_parts(place: &str, record: &Record) -> Result<(Columns, Chosen), LoadError> {
    let (columns, state): (Columns, OnState) = combinator(place, record, 1)?;
    let mut sorted: Vec<&Arc<str>> = state.chosen.iter().collect();
    sorted.sort();
    if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
        let problem = "a column is chosen twice".to_owned();
        return Err(LoadError::State { stage: named(place, ON), problem });
    }
    Ok((columns, state.chosen))
}

impl<S: Portable + Pipeline<Input = Table, Output: Beside>> Portable for OnChosen<S> {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(on_record(self.columns(), self.chosen(), records(self.stage())?)?);
        Ok(())
    }

    fn walk(
        &self,
        x: &Table,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error> {
        let here = place.step();
        let part = x.select(self.chosen())?;
        let out = self.stage().walk(&part, &mut Place::inside(&here, ""), visit)?;
        let out = out.among(x, self.chosen())?;
        visit(&named(&here, ON), out.lend());
        Ok(out)
    }

    fn sketch(&self, outline: &mut Outline) {
        On::<()>::draw_on(outline, self.columns(), sketch(self.stage()));
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(on_report(here.clone(), self.columns(), self.chosen()));
        self.stage().report(&mut Place::inside(&here, ""), out);
    }
}

pub(crate) fn on_report(place: String, columns: &Columns, chosen: &[Arc<str>]) -> StageReport {
    let lines = vec![("columns".to_owned(), chosen.join(", "))];
    combinator_report(format!("on {columns}"), ON, place, lines)
}

impl<S: Restore + Pipeline<Input = Table, Output: Beside>> Restore for OnChosen<S> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let (place, record) = reader.next(ON)?;
        let (columns, chosen) = on_parts(&place, record)?;
        let stage = restore_at(&record.branches[0], Place::inside(&place, ""))?;
        Ok(OnChosen::new(columns, chosen, stage))
    }
}
