//! Pipelines whose stages are known only at run time.

use super::codec::{CodecError, Node, from_node};
use super::place::{Place, Visitor};
use super::portable::{
    JOIN, ON, ON_TARGET, Portable, StageReport, cross_fit_parts, leaf_report, on_parts,
    on_target_parts, per_group_parts,
};
use super::record::{Record, combinator, named};
use super::registry::Registry;
use super::stage::Stage;
use crate::data::{Data, DataKind, DataRef, Kind, Table};
use crate::error::{Error, LoadError, SchemaError};
use crate::pipeline::{
    Apply, Bagging, CROSS_FIT, CrossFitted, OneVsOneRule, OneVsRestRule, Outline, PER_GROUP,
    Pipeline, Rule, Target, TargetTransformer, Voting,
};
use std::any::Any;
use std::marker::PhantomData;
use std::sync::Arc;

mod boxed;
mod cross_fit;
mod ensemble;
mod join;
mod on;
mod on_target;
mod per_group;
mod recipe;
mod tuner;

pub use boxed::BoxPipeline;
use cross_fit::AnyCrossFit;
use ensemble::AnyEnsemble;
use join::AnyJoin;
use on::AnyOn;
use on_target::{AnyOnTarget, stage_to_vector};
use per_group::AnyPerGroup;
pub use recipe::AnyRecipe;
use recipe::Unfitted;
pub use tuner::RecipeParameter;
use tuner::Tuner;

/// A fitted stage behind a pointer: every [`Stage`], and the combinators.
pub(crate) trait ErasedStage: std::fmt::Debug + Send + Sync {
    fn ends(&self) -> (Kind, Kind);
    fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error>;
    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error>;
    /// Fits the recipe to new rows and transforms those, as `fit_apply` does.
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error>;
    /// What it was fitted from, with what the tuner sets: it can learn, and nothing else.
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error>;
    fn write_record(&self, out: &mut Vec<Record>) -> Result<(), CodecError>;
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>);
    fn draw_stage(&self, outline: &mut Outline);
    /// The stage itself, for who knows its type; a combinator has none that could be named.
    fn leaf(&self) -> Option<&dyn Any> {
        None
    }
}

/// A stage that was fitted again, and what it makes of its training rows.
pub(crate) struct Learned {
    stage: Arc<dyn ErasedStage>,
    out: Data,
}

/// Borrows data as the kind a stage takes. Seams are checked on load, so this fails only at the ends.
fn peek<D: DataKind>(x: DataRef<'_>) -> Result<&D, Error> {
    D::peek(x).ok_or_else(|| other_kind(D::KIND, x.kind()))
}

fn take<D: DataKind>(x: Data) -> Result<D, Error> {
    let found = x.lend().kind();
    D::from_data(x).ok_or_else(|| other_kind(D::KIND, found))
}

fn other_kind(expected: Kind, found: Kind) -> Error {
    SchemaError::Output { expected: expected.to_string(), found: found.to_string() }.into()
}

impl<S: Stage> ErasedStage for S {
    fn ends(&self) -> (Kind, Kind) {
        (S::Input::KIND, S::Output::KIND)
    }
    fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error> {
        Ok(self.apply(peek::<S::Input>(x)?)?.into_data())
    }
    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error> {
        Ok(self.walk(peek::<S::Input>(x)?, place, visit)?.into_data())
    }
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error> {
        let (stage, out) = S::learn_apply(self.recipe(), peek::<S::Input>(x)?, y)?;
        Ok(Learned { stage: Arc::new(stage), out: out.into_data() })
    }
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error> {
        Unfitted::<S>::tuned(self.recipe(), place, tuner)
    }
    fn write_record(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        self.write(out)
    }
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        out.push(leaf_report(self, place.step()));
    }
    fn draw_stage(&self, outline: &mut Outline) {
        self.recipe().draw(outline);
    }
    fn leaf(&self) -> Option<&dyn Any> {
        Some(self)
    }
}

/// A fitted pipeline whose stages are known only at run time: what an artifact read without its
/// recipe holds.
///
/// As an [`Apply`] it takes a table and gives [`Data`]; [`typed`](Self::typed) checks its ends once
/// and gives a pipeline whose kinds the compiler knows.
#[derive(Clone)]
pub struct AnyPipeline {
    // Never empty: `read` and `learn` see to it.
    stages: Vec<Arc<dyn ErasedStage>>,
    ends: (Kind, Kind),
}

impl AnyPipeline {
    /// Reads a chain of records. Combinators are a closed set, leaves are looked up in the registry.
    ///
    /// # Errors
    /// When a kind is unknown, a state does not fit together, or two stages do not meet.
    pub fn read(records: &[Record], registry: &Registry) -> Result<AnyPipeline, LoadError> {
        AnyPipeline::read_at(records, registry, Place::start())
    }

    fn read_at(
        records: &[Record],
        registry: &Registry,
        mut place: Place,
    ) -> Result<AnyPipeline, LoadError> {
        let mut stages: Vec<Arc<dyn ErasedStage>> = Vec::with_capacity(records.len());
        let mut ends: Option<(Kind, Kind)> = None;
        for record in records {
            let here = place.step();
            let stage = read_stage(&here, record, registry)?;
            let (input, output) = stage.ends();
            if let Some((_, found)) = ends
                && found != input
            {
                return Err(LoadError::Seam {
                    stage: named(&here, record.kind()),
                    expected: input.to_string(),
                    found: found.to_string(),
                });
            }
            ends = Some((ends.map_or(input, |(first, _)| first), output));
            stages.push(stage);
        }
        let ends = ends
            .ok_or_else(|| LoadError::Shape { problem: "a pipeline without stages".to_owned() })?;
        Ok(AnyPipeline { stages, ends })
    }

    /// The kinds it takes and yields.
    #[must_use]
    pub fn ends(&self) -> (Kind, Kind) {
        self.ends
    }

    /// The same pipeline with ends the compiler knows.
    ///
    /// # Errors
    /// When it does not go from `I` to `O`.
    pub fn typed<I: DataKind, O: DataKind>(self) -> Result<BoxPipeline<I, O>, LoadError> {
        let (from, to) = self.ends;
        if self.ends != (I::KIND, O::KIND) {
            return Err(LoadError::Ends {
                expected: format!("{} to {}", I::KIND, O::KIND),
                found: format!("{from} to {to}"),
            });
        }
        Ok(BoxPipeline { any: self, arrow: PhantomData })
    }

    /// Applies it to data of whatever kind it takes.
    ///
    /// # Errors
    /// When the kind is another, and those of the stages.
    pub fn apply_data(&self, x: DataRef<'_>) -> Result<Data, Error> {
        let data = self.apply_first(self.stages.len(), x)?;
        data.ok_or_else(|| other_kind(self.ends.1, x.kind()))
    }

    /// Applies the first stages only; `None` when there are none to apply.
    pub(crate) fn apply_first(&self, stages: usize, x: DataRef<'_>) -> Result<Option<Data>, Error> {
        let mut data: Option<Data> = None;
        for stage in self.stages.iter().take(stages) {
            data = Some(stage.apply_data(data.as_ref().map_or(x, DataKind::lend))?);
        }
        Ok(data)
    }

    /// The stages in order, for who knows their types; `None` in place of a combinator.
    pub(crate) fn leaves(
        &self,
    ) -> impl DoubleEndedIterator<Item = Option<&dyn Any>> + ExactSizeIterator {
        self.stages.iter().map(|stage| stage.leaf())
    }

    fn walk_data(
        &self,
        x: DataRef<'_>,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Data, Error> {
        let mut data: Option<Data> = None;
        for stage in &self.stages {
            data = Some(stage.walk_data(data.as_ref().map_or(x, DataKind::lend), place, visit)?);
        }
        data.ok_or_else(|| other_kind(self.ends.1, x.kind()))
    }

    /// Fits the stored recipes to new rows.
    ///
    /// # Errors
    /// Those of the stages, and a target of another type than the pipeline learns.
    pub fn learn(&self, x: DataRef<'_>, y: Target<'_>) -> Result<AnyPipeline, Error> {
        Ok(self.learn_apply(x, y)?.0)
    }

    /// Fits the stored recipes to new rows and transforms those, as
    /// [`Fit::fit_apply`](crate::pipeline::Fit::fit_apply) of the typed chain does.
    ///
    /// # Errors
    /// Those of [`learn`](Self::learn), and of applying the stages.
    pub fn learn_apply(&self, x: DataRef<'_>, y: Target<'_>) -> Result<(AnyPipeline, Data), Error> {
        let mut stages: Vec<Arc<dyn ErasedStage>> = Vec::with_capacity(self.stages.len());
        let mut data: Option<Data> = None;
        for stage in &self.stages {
            let learned = stage.learn_data(data.as_ref().map_or(x, DataKind::lend), y)?;
            data = Some(learned.out);
            stages.push(learned.stage);
        }
        let out = data.ok_or_else(|| other_kind(self.ends.1, x.kind()))?;
        Ok((AnyPipeline { stages, ends: self.ends }, out))
    }

    fn records(&self) -> Result<Vec<Record>, CodecError> {
        let mut out = Vec::new();
        self.stages.iter().try_for_each(|stage| stage.write_record(&mut out))?;
        Ok(out)
    }

    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        self.stages.iter().for_each(|stage| stage.reports(place, out));
    }
}

/// The parameters of a combinator.
fn read_recipe<R: serde::de::DeserializeOwned>(params: &Node) -> Result<R, String> {
    from_node(params).map_err(|e| e.to_string())
}

fn read_stage(
    here: &str,
    record: &Record,
    registry: &Registry,
) -> Result<Arc<dyn ErasedStage>, LoadError> {
    let inside = |at: usize, branch: &str| {
        AnyPipeline::read_at(&record.branches()[at], registry, Place::inside(here, branch))
    };
    let read = |branch: &[Record], place| AnyPipeline::read_at(branch, registry, place);
    let wrong = |problem: String| LoadError::State { stage: named(here, record.kind()), problem };
    match record.kind() {
        ON => {
            let (columns, chosen) = on_parts(here, record)?;
            let stage = inside(0, "")?;
            let (from, to) = stage.ends;
            if from != Kind::Table || !matches!(to, Kind::Table | Kind::Matrix) {
                return Err(wrong(format!("its branch goes from {from} to {to}")));
            }
            Ok(Arc::new(AnyOn { columns, chosen, stage }))
        }
        CROSS_FIT => {
            let folds = cross_fit_parts(here, record)?;
            Ok(Arc::new(AnyCrossFit(CrossFitted::new(folds, inside(0, "")?))))
        }
        PER_GROUP => {
            let stage = per_group_parts(here, record, read)?;
            Ok(Arc::new(AnyPerGroup::new(stage).map_err(wrong)?))
        }
        JOIN => {
            let ((), ()) = combinator(here, record, 2)?;
            let (left, right) = (inside(0, "a")?, inside(1, "b")?);
            if left.ends != right.ends || !matches!(left.ends.1, Kind::Table | Kind::Matrix) {
                let (a, b) = (left.ends, right.ends);
                let ends = format!("from {} to {} and from {} to {}", a.0, a.1, b.0, b.1);
                return Err(wrong(format!("its branches go {ends}")));
            }
            Ok(Arc::new(AnyJoin { left, right }))
        }
        ON_TARGET => {
            let (transform, center, scale) = on_target_parts(here, record)?;
            let stage = inside(0, "")?;
            let stage = stage_to_vector(stage).map_err(wrong)?;
            Ok(Arc::new(AnyOnTarget(TargetTransformer::new(transform, center, scale, stage))))
        }
        Voting::KIND => AnyEnsemble::<Voting>::read(here, record, read),
        Bagging::KIND => AnyEnsemble::<Bagging>::read(here, record, read),
        OneVsRestRule::KIND => AnyEnsemble::<OneVsRestRule>::read(here, record, read),
        OneVsOneRule::KIND => AnyEnsemble::<OneVsOneRule>::read(here, record, read),
        _ => registry.decode(here, record),
    }
}

impl std::fmt::Debug for AnyPipeline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, stage) in self.stages.iter().enumerate() {
            write!(f, "{}{stage:?}", if at == 0 { "" } else { " -> " })?;
        }
        Ok(())
    }
}

impl Pipeline for AnyPipeline {
    type Input = Table;
    type Output = Data;

    fn draw(&self, outline: &mut Outline) {
        self.stages.iter().for_each(|stage| stage.draw_stage(outline));
    }
}

impl Apply for AnyPipeline {
    fn apply(&self, x: &Table) -> Result<Data, Error> {
        self.apply_data(x.lend())
    }
}

impl Portable for AnyPipeline {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.extend(self.records()?);
        Ok(())
    }

    fn walk(&self, x: &Table, place: &mut Place, visit: &mut Visitor<'_>) -> Result<Data, Error> {
        self.walk_data(x.lend(), place, visit)
    }

    fn sketch(&self, outline: &mut Outline) {
        self.draw(outline);
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        self.reports(place, out);
    }
}
