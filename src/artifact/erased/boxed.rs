//! Erased inside, typed at both ends.

use super::{AnyPipeline, take};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::portable::{Portable, StageReport};
use crate::artifact::record::Record;
use crate::data::DataKind;
use crate::error::Error;
use crate::pipeline::{Apply, Outline, Pipeline};
use std::marker::PhantomData;

/// Erased inside, typed at both ends: an [`Apply`] like any chain, so it can be a stage again.
#[derive(Clone)]
pub struct BoxPipeline<I, O> {
    pub(super) any: AnyPipeline,
    pub(super) arrow: PhantomData<fn(&I) -> O>,
}

impl<I, O> BoxPipeline<I, O> {
    pub(crate) fn any(&self) -> &AnyPipeline {
        &self.any
    }

    /// The same pipeline without its types.
    #[must_use]
    pub fn into_any(self) -> AnyPipeline {
        self.any
    }
}

impl<I, O> std::fmt::Debug for BoxPipeline<I, O> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.any.fmt(f)
    }
}

impl<I: DataKind, O: DataKind> Pipeline for BoxPipeline<I, O> {
    type Input = I;
    type Output = O;

    fn draw(&self, outline: &mut Outline) {
        self.any.draw(outline);
    }
}

impl<I: DataKind, O: DataKind> Apply for BoxPipeline<I, O> {
    fn apply(&self, x: &I) -> Result<O, Error> {
        take(self.any.apply_data(x.lend())?)
    }
}

impl<I: DataKind, O: DataKind> Portable for BoxPipeline<I, O> {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        self.any.write(out)
    }

    fn walk(&self, x: &I, place: &mut Place, visit: &mut Visitor<'_>) -> Result<O, Error> {
        take(self.any.walk_data(x.lend(), place, visit)?)
    }

    fn sketch(&self, outline: &mut Outline) {
        self.any.draw(outline);
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        self.any.reports(place, out);
    }
}
