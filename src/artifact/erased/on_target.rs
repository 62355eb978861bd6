//! `on_target`, its regression known only at run time.

use super::{AnyPipeline, ErasedStage, Learned, Tuner, read_recipe, take};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::portable::{ON_TARGET, StageReport, on_target_record, on_target_report};
use crate::artifact::record::{Record, named};
use crate::data::{Data, DataKind, DataRef, Kind, Vector};
use crate::error::Error;
use crate::pipeline::{OnTarget, Outline, Pipeline, Target, TargetTransformer};
use std::sync::Arc;

/// A branch that ends in a vector, from whatever kind.
#[derive(Debug, Clone)]
pub(super) struct ToVector(AnyPipeline);

pub(super) fn stage_to_vector(stage: AnyPipeline) -> Result<ToVector, String> {
    match stage.ends.1 {
        Kind::Vector => Ok(ToVector(stage)),
        other => Err(format!("its branch yields {other}")),
    }
}

/// `on_target`, its regression known only at run time.
#[derive(Debug)]
pub(super) struct AnyOnTarget(pub(super) TargetTransformer<ToVector>);

impl ErasedStage for AnyOnTarget {
    fn ends(&self) -> (Kind, Kind) {
        (self.0.stage().0.ends.0, Kind::Vector)
    }
    fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error> {
        let out = take::<Vector>(self.0.stage().0.apply_data(x)?)?;
        Ok(self.0.invert(&out).into())
    }
    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error> {
        let here = place.step();
        let out = self.0.stage().0.walk_data(x, &mut Place::inside(&here, ""), visit)?;
        let out = self.0.invert(&take::<Vector>(out)?);
        visit(&named(&here, ON_TARGET), out.lend());
        Ok(out.into())
    }
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error> {
        let plain = y.unweighted().vector(ON_TARGET)?;
        let (center, scale, forward) = OnTarget::<()>::forward(self.0.transform(), plain)?;
        let stage = &self.0.stage().0;
        let (stage, out) = match y {
            Target::WeightedVector(y) => stage.learn_apply(x, (&y.with(forward)).into())?,
            _ => stage.learn_apply(x, Target::Vector(&forward))?,
        };
        let fitted = TargetTransformer::new(self.0.transform(), center, scale, ToVector(stage));
        let out = fitted.invert(&take::<Vector>(out)?).into();
        Ok(Learned { stage: Arc::new(AnyOnTarget(fitted)), out })
    }
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error> {
        let here = place.step();
        let transform = tuner.recipe(&here, ON_TARGET, &self.0.transform(), read_recipe)?;
        let stage = self.0.stage().0.tuned(&mut Place::inside(&here, ""), tuner)?;
        let (center, scale) = self.0.center_and_scale();
        let stage = TargetTransformer::new(transform, center, scale, ToVector(stage));
        Ok(Arc::new(AnyOnTarget(stage)))
    }
    fn write_record(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(on_target_record(&self.0, self.0.stage().0.records()?)?);
        Ok(())
    }
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(on_target_report(here.clone(), &self.0));
        self.0.stage().0.reports(&mut Place::inside(&here, ""), out);
    }
    fn draw_stage(&self, outline: &mut Outline) {
        OnTarget::<()>::draw_on(outline, self.0.transform(), self.0.stage().0.outline());
    }
}
