//! `on`, its stage known only at run time.

use super::{AnyPipeline, ErasedStage, Learned, Tuner, other_kind, peek};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::portable::{ON, StageReport, on_record, on_report};
use crate::artifact::record::{Record, named};
use crate::data::{Beside, Data, DataKind, DataRef, Kind, Table};
use crate::error::Error;
use crate::pipeline::{Columns, On, Outline, Pipeline, Target};
use std::sync::Arc;

/// `on`, its stage known only at run time.
#[derive(Debug)]
pub(super) struct AnyOn {
    pub(super) columns: Columns,
    pub(super) chosen: Arc<[Arc<str>]>,
    pub(super) stage: AnyPipeline,
}

fn among(out: Data, whole: &Table, chosen: &[Arc<str>]) -> Result<Data, Error> {
    match out {
        Data::Table(out) => Ok(out.among(whole, chosen)?.into()),
        Data::Matrix(out) => Ok(out.among(whole, chosen)?.into()),
        other => Err(other_kind(Kind::Table, other.lend().kind())),
    }
}

impl ErasedStage for AnyOn {
    fn ends(&self) -> (Kind, Kind) {
        self.stage.ends
    }
    fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error> {
        let x = peek::<Table>(x)?;
        among(self.stage.apply_data(x.select(&self.chosen)?.lend())?, x, &self.chosen)
    }
    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error> {
        let x = peek::<Table>(x)?;
        let here = place.step();
        let part = x.select(&self.chosen)?;
        let out = self.stage.walk_data(part.lend(), &mut Place::inside(&here, ""), visit)?;
        let out = among(out, x, &self.chosen)?;
        visit(&named(&here, ON), out.lend());
        Ok(out)
    }
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error> {
        let x = peek::<Table>(x)?;
        let chosen = self.columns.resolve_some(x)?;
        let (stage, out) = self.stage.learn_apply(x.select(&chosen)?.lend(), y)?;
        let out = among(out, x, &chosen)?;
        let stage = Arc::new(AnyOn { columns: self.columns.clone(), chosen, stage });
        Ok(Learned { stage, out })
    }
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error> {
        let stage = self.stage.tuned(&mut Place::inside(&place.step(), ""), tuner)?;
        let (columns, chosen) = (self.columns.clone(), Arc::clone(&self.chosen));
        Ok(Arc::new(AnyOn { columns, chosen, stage }))
    }
    fn write_record(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(on_record(&self.columns, &self.chosen, self.stage.records()?)?);
        Ok(())
    }
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(on_report(here.clone(), &self.columns, &self.chosen));
        self.stage.reports(&mut Place::inside(&here, ""), out);
    }
    fn draw_stage(&self, outline: &mut Outline) {
        On::<()>::draw_on(outline, &self.columns, self.stage.outline());
    }
}
