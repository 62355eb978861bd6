//! `per_group`, its stages known only at run time.

use super::{AnyPipeline, ErasedStage, Learned, Tuner, peek, read_recipe};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::portable::{StageReport, branch_name, per_group_record, per_group_report};
use crate::artifact::record::{Record, named};
use crate::data::{Data, DataKind, DataRef, Kind, Table};
use crate::error::{Error, TableError};
use crate::pipeline::{GroupedBy, Outline, PER_GROUP, Pipeline, Target};
use std::sync::Arc;

/// `per_group`, its stages known only at run time.
#[derive(Debug)]
pub(super) struct AnyPerGroup(GroupedBy<AnyPipeline>);

impl AnyPerGroup {
    /// Checks that every stage goes from a table to the same kind.
    pub(super) fn new(stage: GroupedBy<AnyPipeline>) -> Result<AnyPerGroup, String> {
        let ends = stage.stages().first().map(|stage| stage.ends);
        match stage.stages().iter().find(|s| Some(s.ends) != ends || s.ends.0 != Kind::Table) {
            Some(other) => Err(format!("a branch goes from {} to {}", other.ends.0, other.ends.1)),
            None => Ok(AnyPerGroup(stage)),
        }
    }

    fn answer(&self, x: &Table) -> Result<Data, Error> {
        self.0.answer(x, |stage, x| stage.apply_data(x.lend()))
    }

    fn learn(&self, x: &Table, y: Target<'_>) -> Result<GroupedBy<AnyPipeline>, Error> {
        let grouping = self.0.grouping();
        let recipe = self.0.stages().first().ok_or(TableError::Record {
            row: 0,
            problem: "a pipeline for groups without a fallback".to_owned(),
        })?;
        let mut stages = vec![recipe.learn(x.lend(), y)?];
        let mut levels = Vec::new();
        for (level, rows) in grouping.groups(x)? {
            let fitted = recipe.learn(x.take(&rows).lend(), y.take_rows(&rows).lend());
            stages.push(fitted.map_err(|error| grouping.in_group(&level, error))?);
            levels.push(level);
        }
        GroupedBy::restore(grouping.clone(), levels.into(), stages)
            .map_err(|problem| TableError::Record { row: 0, problem }.into())
    }
}

impl ErasedStage for AnyPerGroup {
    fn ends(&self) -> (Kind, Kind) {
        self.0.stages().first().map_or((Kind::Table, Kind::Table), |stage| stage.ends)
    }
    fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error> {
        self.answer(peek::<Table>(x)?)
    }
    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error> {
        let out = self.answer(peek::<Table>(x)?)?;
        visit(&named(&place.step(), PER_GROUP), out.lend());
        Ok(out)
    }
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error> {
        let x = peek::<Table>(x)?;
        let stage = AnyPerGroup(self.learn(x, y)?);
        let out = stage.answer(x)?;
        Ok(Learned { stage: Arc::new(stage), out })
    }
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error> {
        let here = place.step();
        let grouping = tuner.recipe(&here, PER_GROUP, self.0.grouping(), read_recipe)?;
        let inside = &mut Place::inside(&here, "");
        // A group has a stage of its own once it is fitted; all come from the recipe of the fallback.
        let fallback = self.0.stages().iter().take(1).map(|stage| stage.tuned(inside, tuner));
        let stages = fallback.collect::<Result<Vec<_>, Error>>()?;
        GroupedBy::restore(grouping, Arc::new([]), stages)
            .map(|stage| Arc::new(AnyPerGroup(stage)) as Arc<dyn ErasedStage>)
            .map_err(|problem| TableError::Record { row: 0, problem }.into())
    }
    fn write_record(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(per_group_record(&self.0, AnyPipeline::records)?);
        Ok(())
    }
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(per_group_report(here.clone(), &self.0));
        for (at, stage) in self.0.stages().iter().enumerate() {
            stage.reports(&mut Place::inside(&here, &branch_name(at)), out);
        }
    }
    fn draw_stage(&self, outline: &mut Outline) {
        self.0.grouping().draw_on(outline, self.0.stages().first().map(Pipeline::outline));
    }
}
