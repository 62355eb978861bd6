//! How `cross_fit` is stored.

use super::{Portable, Restore, StageReport, combinator_report, records, restore_at, sketch};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::record::{Reader, Record, combinator, named};
use crate::data::DataKind;
use crate::error::{Error, LoadError};
use crate::pipeline::{CROSS_FIT, CrossFit, CrossFitted, Folds, Outline};

pub(crate) fn cross_fit_record(folds: Folds, body: Vec<Record>) -> Result<Record, CodecError> {
    Record::combinator(CROSS_FIT, &folds, &(), vec![body])
}

pub(crate) fn cross_fit_parts(place: &str, record: &Record) -> Result<Folds, LoadError> {
    let (folds, ()) = combinator(place, record, 1)?;
    Ok(folds)
}

pub(crate) fn cross_fit_report(place: String, folds: Folds) -> StageReport {
    combinator_report(format!("{folds:?}"), CROSS_FIT, place, Vec::new())
}

impl<S: Portable> Portable for CrossFitted<S> {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(cross_fit_record(self.folds(), records(self.stage())?)?);
        Ok(())
    }

    fn walk(
        &self,
        x: &Self::Input,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error> {
        let here = place.step();
        let out = self.stage().walk(x, &mut Place::inside(&here, ""), visit)?;
        visit(&named(&here, CROSS_FIT), out.lend());
        Ok(out)
    }

    fn sketch(&self, outline: &mut Outline) {
        CrossFit::draw_on(outline, self.folds(), sketch(self.stage()));
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(cross_fit_report(here.clone(), self.folds()));
        self.stage().report(&mut Place::inside(&here, ""), out);
    }
}

impl<S: Restore> Restore for CrossFitted<S> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let (place, record) = reader.next(CROSS_FIT)?;
        let folds = cross_fit_parts(&place, record)?;
        let stage = restore_at(&record.branches[0], Place::inside(&place, ""))?;
        Ok(CrossFitted::new(folds, stage))
    }
}
