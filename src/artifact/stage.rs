//! What a fitted stage must say of itself to be stored.

use super::codec::{Node, from_node};
use crate::error::Error;
use crate::pipeline::{Apply, Pipeline, Target};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is promised when a stage is fitted again to the same rows with the same seed.
///
/// Replay, the same bits from the same artifact, needs no such word: it is promised of every stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Refit {
    /// The same artifact bytes on any machine, with any thread count.
    Exact,
    /// The same artifact bytes on the same machine with the same build: a foreign solver is inside.
    SameMachine,
    /// Other parameters may come out: the trainer depends on chance that no seed governs.
    NotReproducible,
}

impl Refit {
    /// The words used in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Refit::Exact => "exact",
            Refit::SameMachine => "same machine",
            Refit::NotReproducible => "not reproducible",
        }
    }
}

/// A leaf of a pipeline that an artifact can hold: a fitted stage with a stable name.
///
/// The recipe is stored beside the state, so that an artifact can be fitted again to new rows
/// without the program that made it. State is plain data: no third party's struct, no trait object.
///
/// See the example `custom_stage` for a stage of one's own; `contract::check` holds it to what every
/// stage promises.
pub trait Stage: Apply + Clone + Send + Sync + 'static {
    /// The name in the file, such as `scale.standard`. Never changed, never given to another stage.
    const KIND: &'static str;
    /// Which arithmetic and which state. Raised when either changes; older versions stay readable.
    const VERSION: u32 = 1;
    /// Whether it transforms its training rows by what it learned from other rows: then
    /// [`Fit::fit_apply`](crate::pipeline::Fit::fit_apply) gives other values than `fit` and `apply`, on purpose.
    const CROSS_FITS: bool = false;
    /// What it was fitted from.
    type Recipe: Pipeline<Input = Self::Input, Output = Self::Output>
        + Serialize
        + DeserializeOwned
        + Clone
        + Send
        + Sync
        + 'static;
    /// What it learned.
    type State: Serialize + DeserializeOwned;

    /// The recipe.
    fn recipe(&self) -> &Self::Recipe;

    /// What it learned.
    fn state(&self) -> &Self::State;

    /// The version it is stored as: an older one where that says all there is to say, so that what was read from an
    /// old file is written as it was.
    fn version(&self) -> u32 {
        Self::VERSION
    }

    /// Puts a stage together from its stored parts, which may come from a hostile file.
    ///
    /// Everything [`apply`](Apply::apply) relies on must be checked here: equal lengths, indices in
    /// range, finite numbers.
    ///
    /// # Errors
    /// What does not fit together.
    fn restore(recipe: Self::Recipe, state: Self::State) -> Result<Self, String>;

    /// Reads a recipe whose parameters may have been changed since they were stored.
    ///
    /// A stage whose recipe stores less than it holds overrides this.
    ///
    /// # Errors
    /// What the recipe does not take.
    fn read_recipe(params: &Node) -> Result<Self::Recipe, String> {
        from_node(params).map_err(|e| e.to_string())
    }

    /// Fits the recipe to new rows, where the target's type is known only at run time.
    ///
    /// # Errors
    /// Those of [`Fit::fit`](crate::pipeline::Fit::fit), and a target of another type.
    fn learn(recipe: &Self::Recipe, x: &Self::Input, y: Target<'_>) -> Result<Self, Error>;

    /// Fits the recipe to new rows and transforms those, as
    /// [`Fit::fit_apply`](crate::pipeline::Fit::fit_apply) does. A stage that cross-fits overrides it.
    ///
    /// # Errors
    /// Those of [`learn`](Self::learn) and [`apply`](Apply::apply).
    fn learn_apply(
        recipe: &Self::Recipe,
        x: &Self::Input,
        y: Target<'_>,
    ) -> Result<(Self, Self::Output), Error> {
        let fitted = Self::learn(recipe, x, y)?;
        let out = fitted.apply(x)?;
        Ok((fitted, out))
    }

    /// What is promised when it is fitted again.
    fn refit(&self) -> Refit {
        Refit::Exact
    }

    /// What it learned, as lines for a report: a column or a parameter, and a value or a reason.
    fn report(&self) -> Vec<(String, String)> {
        Vec::new()
    }

    /// Reads parameters and state of a stored version.
    ///
    /// A stage whose version was raised overrides this to read its older ones.
    ///
    /// # Errors
    /// What does not fit together, or `None` when the version is not one it reads.
    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        (version == Self::VERSION).then(|| {
            let recipe = from_node(params).map_err(|e| format!("parameters: {e}"))?;
            let state = from_node(state).map_err(|e| format!("state: {e}"))?;
            Self::restore(recipe, state)
        })
    }
}
