//! `join`, its branches known only at run time.

use super::{AnyPipeline, ErasedStage, Learned, Tuner, other_kind, take};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::portable::{JOIN, StageReport, combinator_report, join_record};
use crate::artifact::record::{Record, named};
use crate::data::{Beside, Data, DataKind, DataRef, Kind, Matrix, Table};
use crate::error::Error;
use crate::pipeline::{Outline, Pipeline, Target};
use std::sync::Arc;

/// `join`, its branches known only at run time.
#[derive(Debug)]
pub(super) struct AnyJoin {
    pub(super) left: AnyPipeline,
    pub(super) right: AnyPipeline,
}

fn beside(left: Data, right: Data) -> Result<Data, Error> {
    match left {
        Data::Table(left) => Ok(left.beside(take::<Table>(right)?)?.into()),
        Data::Matrix(left) => Ok(left.beside(take::<Matrix>(right)?)?.into()),
        other => Err(other_kind(Kind::Table, other.lend().kind())),
    }
}

impl ErasedStage for AnyJoin {
    fn ends(&self) -> (Kind, Kind) {
        self.left.ends
    }
    fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error> {
        beside(self.left.apply_data(x)?, self.right.apply_data(x)?)
    }
    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error> {
        let here = place.step();
        let left = self.left.walk_data(x, &mut Place::inside(&here, "a"), visit)?;
        let right = self.right.walk_data(x, &mut Place::inside(&here, "b"), visit)?;
        let out = beside(left, right)?;
        visit(&named(&here, JOIN), out.lend());
        Ok(out)
    }
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error> {
        let (left, a) = self.left.learn_apply(x, y)?;
        let (right, b) = self.right.learn_apply(x, y)?;
        Ok(Learned { stage: Arc::new(AnyJoin { left, right }), out: beside(a, b)? })
    }
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error> {
        let here = place.step();
        let left = self.left.tuned(&mut Place::inside(&here, "a"), tuner)?;
        let right = self.right.tuned(&mut Place::inside(&here, "b"), tuner)?;
        Ok(Arc::new(AnyJoin { left, right }))
    }
    fn write_record(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(join_record(self.left.records()?, self.right.records()?)?);
        Ok(())
    }
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(combinator_report(JOIN.to_owned(), JOIN, here.clone(), Vec::new()));
        self.left.reports(&mut Place::inside(&here, "a"), out);
        self.right.reports(&mut Place::inside(&here, "b"), out);
    }
    fn draw_stage(&self, outline: &mut Outline) {
        outline.branches(JOIN, [self.left.outline(), self.right.outline()]);
    }
}
