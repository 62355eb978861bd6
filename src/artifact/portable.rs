//! Fitted pipelines that can be written and read: every stage, and every combinator of such.

use super::codec::{CodecError, Node, to_node};
use super::place::{Place, Visitor};
use super::record::{Reader, Record, decode, named};
use super::stage::{Refit, Stage};
use crate::data::DataKind;
use crate::error::{Error, LoadError};
use crate::pipeline::{Apply, Outline, Pipeline, Then};
use std::fmt;

mod cross_fit;
mod ensemble;
mod join;
mod on;
mod on_target;
mod per_group;

pub(crate) use cross_fit::{cross_fit_parts, cross_fit_record, cross_fit_report};
pub use ensemble::{PortableMembers, RestoreMembers};
pub(crate) use ensemble::{ensemble_parts, ensemble_record, ensemble_report, member_place};
pub(crate) use join::{JOIN, join_record};
pub(crate) use on::{ON, on_parts, on_record, on_report};
pub(crate) use on_target::{ON_TARGET, on_target_parts, on_target_record, on_target_report};
pub(crate) use per_group::{branch_name, per_group_parts, per_group_record, per_group_report};

/// A fitted pipeline that can be written to an artifact and walked stage by stage.
///
/// Implemented for every [`Stage`] and for what `then` and the other combinators make of them.
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
    /// Its parameters by name, as they are stored.
    pub parameters: Vec<(String, String)>,
    /// What it learned: a column or parameter, and a value or reason.
    pub lines: Vec<(String, String)>,
}

impl StageReport {
    /// What a stage says, whatever its kind: one function for all of them.
    pub(crate) fn of(
        place: String,
        kind: &str,
        refit: Refit,
        recipe: &dyn fmt::Debug,
        stored: Result<Node, CodecError>,
        lines: Vec<(String, String)>,
    ) -> StageReport {
        let parameters = stored.map(|node| node.entries()).unwrap_or_default();
        let (kind, recipe) = (kind.to_owned(), format!("{recipe:?}"));
        StageReport { place, recipe, kind, refit, parameters, lines }
    }
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
    let recipe = stage.recipe();
    StageReport::of(place, S::KIND, stage.refit(), recipe, to_node(recipe), stage.report())
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

pub(crate) fn combinator_report(
    recipe: String,
    kind: &str,
    place: String,
    lines: Vec<(String, String)>,
) -> StageReport {
    let (kind, parameters) = (kind.to_owned(), Vec::new());
    StageReport { place, recipe, kind, refit: Refit::Exact, parameters, lines }
}
