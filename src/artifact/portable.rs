//! Fitted pipelines that can be written and read: every stage, and every combinator of such.

use super::codec::CodecError;
use super::place::{Place, Visitor};
use super::record::{Reader, Record, combinator, decode, named};
use super::stage::{Refit, Stage};
use crate::data::{Beside, DataKind, Table, Vector};
use crate::error::{Error, LoadError};
use crate::pipeline::{
    Apply, Columns, Join, On, OnChosen, OnTarget, Outline, Pipeline, TargetTransform,
    TargetTransformer, Then,
};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

pub(crate) const ON: &str = "on";
pub(crate) const JOIN: &str = "join";
pub(crate) const ON_TARGET: &str = "on_target";

/// A fitted pipeline that can be written to an artifact and walked stage by stage.
///
/// Implemented for every [`Stage`] and for what `then`, `join`, `on` and `on_target` make of them.
pub trait Portable: Apply {
    /// Appends its stages to a flat list.
    ///
    /// # Errors
    /// When a state has no stored form.
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError>;

    /// Applies it, showing what each stage gave: the same bits as [`Apply::apply`].
    ///
    /// # Errors
    /// Those of [`Apply::apply`].
    fn walk(
        &self,
        x: &Self::Input,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error>;

    /// Writes the recipes of its stages, in order, to an outline.
    fn sketch(&self, outline: &mut Outline);

    /// Appends what each stage learned: place, kind, refit promise, lines.
    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>);
}

/// What a stage says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StageReport {
    /// Its place, such as `2.1`.
    pub place: String,
    /// Its recipe.
    pub recipe: String,
    /// Its kind in the file.
    pub kind: String,
    /// What is promised of a refit.
    pub refit: Refit,
    /// What it learned: a column or parameter, and a value or reason.
    pub lines: Vec<(String, String)>,
}

/// A pipeline that can be read from records, its type known.
pub trait Restore: Portable + Sized {
    /// Takes its stages from the front of a list.
    ///
    /// # Errors
    /// When they are not the stages of this type, or do not fit together.
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError>;
}

/// Reads a whole list of records as one typed pipeline.
///
/// # Errors
/// When the records are not its stages, one for one.
pub fn restore<P: Restore>(records: &[Record]) -> Result<P, LoadError> {
    restore_at(records, Place::start())
}

fn restore_at<P: Restore>(records: &[Record], place: Place) -> Result<P, LoadError> {
    let mut reader = Reader::new(records, place);
    let pipeline = P::read(&mut reader)?;
    reader.finish()?;
    Ok(pipeline)
}

pub(crate) fn records<P: Portable>(pipeline: &P) -> Result<Vec<Record>, CodecError> {
    let mut out = Vec::new();
    pipeline.write(&mut out)?;
    Ok(out)
}

/// The recipes of a fitted pipeline.
pub(crate) fn sketch<P: Portable>(pipeline: &P) -> Outline {
    let mut outline = Outline::default();
    pipeline.sketch(&mut outline);
    outline
}

pub(crate) fn leaf_report<S: Stage>(stage: &S, place: String) -> StageReport {
    StageReport {
        place,
        recipe: format!("{:?}", stage.recipe()),
        kind: S::KIND.to_owned(),
        refit: stage.refit(),
        lines: stage.report(),
    }
}

impl<S: Stage> Portable for S {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(Record::leaf(self)?);
        Ok(())
    }

    fn walk(
        &self,
        x: &Self::Input,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error> {
        let out = self.apply(x)?;
        visit(&named(&place.step(), S::KIND), out.lend());
        Ok(out)
    }

    fn sketch(&self, outline: &mut Outline) {
        self.recipe().draw(outline);
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        out.push(leaf_report(self, place.step()));
    }
}

impl<S: Stage> Restore for S {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let (place, record) = reader.next(S::KIND)?;
        decode(&place, record)
    }
}

impl<A: Portable, B: Portable + Pipeline<Input = A::Output>> Portable for Then<A, B> {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        self.first().write(out)?;
        self.second().write(out)
    }

    fn walk(
        &self,
        x: &Self::Input,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error> {
        let middle = self.first().walk(x, place, visit)?;
        self.second().walk(&middle, place, visit)
    }

    fn sketch(&self, outline: &mut Outline) {
        self.first().sketch(outline);
        self.second().sketch(outline);
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        self.first().report(place, out);
        self.second().report(place, out);
    }
}

impl<A: Restore, B: Restore + Pipeline<Input = A::Output>> Restore for Then<A, B> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let first = A::read(reader)?;
        Ok(Then::new(first, B::read(reader)?))
    }
}

pub(crate) fn join_record(left: Vec<Record>, right: Vec<Record>) -> Result<Record, CodecError> {
    Record::combinator(JOIN, &(), &(), vec![left, right])
}

impl<A, B> Portable for Join<A, B>
where
    A: Portable + Pipeline<Output: Beside>,
    B: Portable + Pipeline<Input = A::Input, Output = A::Output>,
{
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(join_record(records(self.left())?, records(self.right())?)?);
        Ok(())
    }

    fn walk(
        &self,
        x: &Self::Input,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error> {
        let here = place.step();
        let left = self.left().walk(x, &mut Place::inside(&here, "a"), visit)?;
        let right = self.right().walk(x, &mut Place::inside(&here, "b"), visit)?;
        let out = left.beside(right)?;
        visit(&named(&here, JOIN), out.lend());
        Ok(out)
    }

    fn sketch(&self, outline: &mut Outline) {
        outline.branches(JOIN, [sketch(self.left()), sketch(self.right())]);
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(combinator_report(JOIN.to_owned(), JOIN, here.clone(), vec![]));
        self.left().report(&mut Place::inside(&here, "a"), out);
        self.right().report(&mut Place::inside(&here, "b"), out);
    }
}

impl<A, B> Restore for Join<A, B>
where
    A: Restore + Pipeline<Output: Beside>,
    B: Restore + Pipeline<Input = A::Input, Output = A::Output>,
{
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let (place, record) = reader.next(JOIN)?;
        let ((), ()) = combinator(&place, record, 2)?;
        let left = restore_at(&record.branches[0], Place::inside(&place, "a"))?;
        let right = restore_at(&record.branches[1], Place::inside(&place, "b"))?;
        Ok(Join::new(left, right))
    }
}

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

pub(crate) fn combinator_report(
    recipe: String,
    kind: &str,
    place: String,
    lines: Vec<(String, String)>,
) -> StageReport {
    StageReport { place, recipe, kind: kind.to_owned(), refit: Refit::Exact, lines }
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
