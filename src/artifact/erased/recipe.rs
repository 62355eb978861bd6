//! Recipes whose stages are known only at run time.

use super::tuner::{RecipeParameter, Tuner};
use super::{AnyPipeline, ErasedStage, Learned, peek};
use crate::artifact::codec::{CodecError, to_node};
use crate::artifact::place::{Place, Visitor};
use crate::artifact::portable::{Portable, StageReport, records};
use crate::artifact::record::Record;
use crate::artifact::registry::Registry;
use crate::artifact::setting::Setting;
use crate::artifact::stage::{Refit, Stage};
use crate::data::{Data, DataKind, DataRef, Kind, Table};
use crate::error::{Error, FitError, LoadError};
use crate::pipeline::{Fit, Learn, Outline, Pipeline, Target};
use std::fmt;
use std::sync::Arc;

/// A recipe whose stages are known only at run time: that of an artifact, its parameters to be set by
/// path.
///
/// Fitted, it is an [`AnyPipeline`]. A parameter has three names: by place, `4.alpha`, as the outline
/// numbers the stages; by kind, `model.ridge.alpha`; and the end of that, `ridge.alpha` or `alpha`. A name
/// that is not of one parameter alone is refused. What is stored of a recipe in an artifact is all that
/// can be set: not the columns of an `on`.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("a", Column::Real(vec![-1.0, 0.0, 1.0]))?;
/// let y = Vector::new(vec![1.0, 3.0, 5.0]);
/// let model = Training::new().fit(&Assemble::new().then(Ridge::new(2.0)), &x, &y)?;
/// let loaded = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?;
///
/// // Σx² = 2: a penalty of 2 halves the slope of 2, one of 0 leaves it.
/// let recipe = loaded.pipeline().recipe()?.with([("ridge.alpha", 0.0.into())])?;
/// let refitted = Training::new().fit(&recipe, &x, &y)?.typed::<Vector>()?;
/// assert!((refitted.predict(&x)?.values()[2] - 5.0).abs() < 1e-12);
///
/// let refused = recipe.with([("ridge.alhpa", 0.0.into())]).unwrap_err();
/// assert!(refused.to_string().contains("`2.alpha (model.ridge.alpha)`"), "{refused}");
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Clone)]
pub struct AnyRecipe {
    // Its leaves are `Unfitted`, so that it can learn and nothing else.
    body: AnyPipeline,
}

impl AnyPipeline {
    /// What it was fitted from.
    ///
    /// # Errors
    /// When a recipe has no stored form.
    pub fn recipe(&self) -> Result<AnyRecipe, Error> {
        Ok(AnyRecipe { body: self.tuned(&mut Place::start(), &mut Tuner::default())? })
    }

    /// The recipes of its stages, with what the tuner sets.
    pub(super) fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<AnyPipeline, Error> {
        let stages: Result<_, Error> =
            self.stages.iter().map(|stage| stage.tuned(place, tuner)).collect();
        Ok(AnyPipeline { stages: stages?, ends: self.ends })
    }
}

impl AnyRecipe {
    /// What a fitted pipeline was fitted from, its stages looked up in the registry.
    ///
    /// # Errors
    /// When a stage is not in the registry, or has no stored form.
    pub fn of<P: Portable>(fitted: &P, registry: &Registry) -> Result<AnyRecipe, Error> {
        let stored = records(fitted);
        let stored = stored.map_err(|e| LoadError::Shape { problem: e.to_string() })?;
        AnyPipeline::read(&stored, registry)?.recipe()
    }

    /// Its parameters, stage after stage.
    ///
    /// # Errors
    /// When a recipe has no stored form.
    pub fn parameters(&self) -> Result<Vec<RecipeParameter>, Error> {
        Ok(self.met()?.into_found())
    }

    /// This recipe with some parameters set, each by its path.
    ///
    /// A whole number is taken where a number is asked for, and [`Setting::None`] where a parameter may
    /// have no value; one of several choices is set by its name.
    ///
    /// # Errors
    /// A path that names no parameter, or several, with a list of those there are; a value of a form that
    /// the parameter does not take. Whether a value is in range is found when fitting.
    pub fn with<'a>(
        &self,
        settings: impl IntoIterator<Item = (&'a str, Setting)>,
    ) -> Result<AnyRecipe, Error> {
        let mut tuner = self.met()?.setting(settings)?;
        Ok(AnyRecipe { body: self.body.tuned(&mut Place::start(), &mut tuner)? })
    }

    fn met(&self) -> Result<Tuner, Error> {
        let mut tuner = Tuner::default();
        self.body.tuned(&mut Place::start(), &mut tuner)?;
        Ok(tuner)
    }
}

impl fmt::Debug for AnyRecipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.body.fmt(f)
    }
}

impl Pipeline for AnyRecipe {
    type Input = Table;
    type Output = Data;

    fn draw(&self, outline: &mut Outline) {
        self.body.draw(outline);
    }
}

impl<Y: Learn> Fit<Y> for AnyRecipe {
    type Fitted = AnyPipeline;

    fn fit(&self, x: &Table, y: &Y) -> Result<AnyPipeline, Error> {
        self.body.learn(x.lend(), y.target())
    }

    fn fit_apply(&self, x: &Table, y: &Y) -> Result<(AnyPipeline, Data), Error> {
        self.body.learn_apply(x.lend(), y.target())
    }
}

/// The recipe of a leaf in the place of its fitted stage: it can learn, and nothing else.
pub(super) struct Unfitted<S: Stage>(pub(super) S::Recipe);

impl<S: Stage> Unfitted<S> {
    pub(super) fn tuned(
        recipe: &S::Recipe,
        place: &mut Place,
        tuner: &mut Tuner,
    ) -> Result<Arc<dyn ErasedStage>, Error> {
        let recipe = tuner.recipe(&place.step(), S::KIND, recipe, S::read_recipe)?;
        Ok(Arc::new(Unfitted::<S>(recipe)))
    }
}

/// A recipe asked for what its fitted stage gives.
fn refused(kind: &str) -> Error {
    let (stage, expected) = (kind.to_owned(), "to be fitted".to_owned());
    FitError::Target { stage, expected, found: "a recipe".to_owned() }.into()
}

impl<S: Stage> fmt::Debug for Unfitted<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<S: Stage> ErasedStage for Unfitted<S> {
    fn ends(&self) -> (Kind, Kind) {
        (S::Input::KIND, S::Output::KIND)
    }
    fn apply_data(&self, _: DataRef<'_>) -> Result<Data, Error> {
        Err(refused(S::KIND))
    }
    fn walk_data(&self, _: DataRef<'_>, _: &mut Place, _: &mut Visitor<'_>) -> Result<Data, Error> {
        Err(refused(S::KIND))
    }
    fn learn_data(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Learned, Error> {
        let (stage, out) = S::learn_apply(&self.0, peek::<S::Input>(x)?, y)?;
        Ok(Learned { stage: Arc::new(stage), out: out.into_data() })
    }
    fn tuned(&self, place: &mut Place, tuner: &mut Tuner) -> Result<Arc<dyn ErasedStage>, Error> {
        Unfitted::<S>::tuned(&self.0, place, tuner)
    }
    fn write_record(&self, _: &mut Vec<Record>) -> Result<(), CodecError> {
        Err(CodecError::new("a recipe that was not fitted"))
    }
    fn reports(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let (recipe, refit) = (&self.0, Refit::NotReproducible);
        out.push(StageReport::of(
            place.step(),
            S::KIND,
            refit,
            recipe,
            to_node(recipe),
            Vec::new(),
        ));
    }
    fn draw_stage(&self, outline: &mut Outline) {
        self.0.draw(outline);
    }
}
