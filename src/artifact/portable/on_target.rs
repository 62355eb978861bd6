//! How `on_target` is stored.

use super::{Portable, Restore, StageReport, combinator_report, records, restore_at, sketch};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::record::{Reader, Record, combinator, named};
use crate::data::{DataKind, Vector};
use crate::error::{Error, LoadError};
use crate::pipeline::{OnTarget, Outline, Pipeline, TargetTransform, TargetTransformer};
use serde::{Deserialize, Serialize};

pub(crate) const ON_TARGET: &str = "on_target";

/// The state of `on_target`: what standardising the target learned.
#[derive(Serialize, Deserialize)]
pub(crate) struct OnTargetState {
    center: f64,
    scale: f64,
}

pub(crate) fn on_target_parts(
    place: &str,
    record: &Record,
) -> Result<(TargetTransform, f64, f64), LoadError> {
    let (transform, state): (TargetTransform, OnTargetState) = combinator(place, record, 1)?;
    if !(state.center.is_finite() && state.scale.is_finite() && state.scale > 0.0) {
        let problem = "center and scale must be finite, and the scale positive".to_owned();
        return Err(LoadError::State { stage: named(place, ON_TARGET), problem });
    }
    Ok((transform, state.center, state.scale))
}

pub(crate) fn on_target_record<S>(
    stage: &TargetTransformer<S>,
    body: Vec<Record>,
) -> Result<Record, CodecError> {
    let (center, scale) = stage.center_and_scale();
    let state = OnTargetState { center, scale };
    Record::combinator(ON_TARGET, &stage.transform(), &state, vec![body])
}

impl<S: Portable + Pipeline<Output = Vector>> Portable for TargetTransformer<S> {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(on_target_record(self, records(self.stage())?)?);
        Ok(())
    }

    fn walk(
        &self,
        x: &Self::Input,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Vector, Error> {
        let here = place.step();
        let out = self.stage().walk(x, &mut Place::inside(&here, ""), visit)?;
        let out = self.invert(&out);
        visit(&named(&here, ON_TARGET), out.lend());
        Ok(out)
    }

    fn sketch(&self, outline: &mut Outline) {
        OnTarget::<()>::draw_on(outline, self.transform(), sketch(self.stage()));
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(on_target_report(here.clone(), self));
        self.stage().report(&mut Place::inside(&here, ""), out);
    }
}

pub(crate) fn on_target_report<S>(place: String, stage: &TargetTransformer<S>) -> StageReport {
    let (center, scale) = stage.center_and_scale();
    let lines =
        vec![("center".to_owned(), center.to_string()), ("scale".to_owned(), scale.to_string())];
    combinator_report(format!("on target {:?}", stage.transform()), ON_TARGET, place, lines)
}

impl<S: Restore + Pipeline<Output = Vector>> Restore for TargetTransformer<S> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let (place, record) = reader.next(ON_TARGET)?;
        let (transform, center, scale) = on_target_parts(&place, record)?;
        let stage = restore_at(&record.branches[0], Place::inside(&place, ""))?;
        Ok(TargetTransformer::new(transform, center, scale, stage))
    }
}
