//! `cross_fit`, its stage known only at run time.

use super::{AnyPipeline, ErasedStage, Learned, Tuner, read_recipe};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::portable::{StageReport, cross_fit_record, cross_fit_report};
use crate::artifact::record::{Record, named};
use crate::data::{Data, DataKind, DataRef, Kind};
use crate::error::Error;
use crate::pipeline::{CROSS_FIT, CrossFit, CrossFitted, Outline, Pipeline, Target};
use std::sync::Arc;

/// `cross_fit`, its stage known only at run time.
#[derive(Debug)]
pub(super) struct AnyCrossFit(pub(super) CrossFitted<AnyPipeline>);

impl ErasedStage for AnyCrossFit {
    fn ends(&self) -> (Kind, Kind) {
        self.0.stage().ends
    }
    fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error> {
        self.0.stage().apply_data(x)
    }
    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error> {
        let here = place.step();
        let out = self.0.stage().walk_data(x, &mut Place::inside(&here, ""), visit)?;
        visit(&named(&here, CROSS_FIT), out.lend());
        Ok(out)
    }
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error> {
        let (folds, recipe) = (self.0.folds(), self.0.stage());
        let stage = recipe.learn(x, y)?;
        let out = folds.out_of_fold(x, y, |train, test| {
            let (rows, y) = (x.take_rows(train), y.take_rows(train));
            let stage = recipe.learn(rows.lend(), y.lend())?;
            stage.apply_data(x.take_rows(test).lend())
        })?;
        Ok(Learned { stage: Arc::new(AnyCrossFit(CrossFitted::new(folds, stage))), out })
    }
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error> {
        let here = place.step();
        let folds = tuner.recipe(&here, CROSS_FIT, &self.0.folds(), read_recipe)?;
        let stage = self.0.stage().tuned(&mut Place::inside(&here, ""), tuner)?;
        Ok(Arc::new(AnyCrossFit(CrossFitted::new(folds, stage))))
    }
    fn write_record(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(cross_fit_record(self.0.folds(), self.0.stage().records()?)?);
        Ok(())
    }
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(cross_fit_report(here.clone(), self.0.folds()));
        self.0.stage().reports(&mut Place::inside(&here, ""), out);
    }
    fn draw_stage(&self, outline: &mut Outline) {
        CrossFit::draw_on(outline, self.0.folds(), self.0.stage().outline());
    }
}
