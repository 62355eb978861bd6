//! Models that were learned elsewhere and are kept as they are.

use super::tree_ensemble::{Source, without_state};
use crate::artifact::Stage;
use crate::data::DataKind;
use crate::error::{Error, FitError};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// What a kept model knows, and how it answers. Its methods are the crate's own: the set of such models is closed.
pub trait Kept: Serialize + DeserializeOwned + Clone + PartialEq + Send + Sync + 'static {
    /// The name in the file.
    #[doc(hidden)]
    const KIND: &'static str;
    /// What it is asked with.
    type Input: DataKind;
    /// What it answers with.
    type Answer: DataKind;

    /// The columns it takes, in order.
    #[doc(hidden)]
    fn columns(&self) -> &[Arc<str>];

    /// Everything [`answer`](Self::answer) relies on; the numbers may come from a hostile file.
    #[doc(hidden)]
    fn check(&self) -> Result<(), String>;

    /// Whether `x` has its columns.
    #[doc(hidden)]
    fn fits(&self, x: &Self::Input) -> Result<(), Error>;

    /// The answers to rows that [fit](Self::fits).
    #[doc(hidden)]
    fn answer(&self, x: &Self::Input) -> Result<Self::Answer, Error>;

    /// Lines for a report.
    #[doc(hidden)]
    fn report(&self) -> Vec<(String, String)>;
}

/// The recipe of a model that another library learned: it is fitted by checking the columns.
///
/// # Examples
/// ```
/// use steadfast::model::{Keep, Network, NetworkNumbers, Source};
/// use steadfast::prelude::*;
/// let network = Network::new(["a", "b"]).layer([2.0, -1.0], [0.5]);
/// let from = |text: &str| text.to_owned();
/// let source = Source { library: from("by hand"), format: from("1"), objective: from("none") };
/// let recipe = Keep::new(source, NetworkNumbers::new(network))?;
/// let x = Matrix::from_rows(["a", "b"], [[3.0, 1.0]])?;
/// assert_eq!(recipe.model()?.apply(&x)?.values(), [5.5]);
/// # Ok::<(), Error>(())
/// ```
///
/// # Determinism
/// Replay exact. Refit exact: nothing is learned.
///
/// # Errors
/// Fitting and applying fail on other columns than those of the model; applying also where its kind says.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Keep<K: Kept> {
    source: Source,
    #[serde(skip)]
    state: Option<Arc<K>>,
}

/// A [`Keep`] in its place behind the columns it takes.
#[derive(Clone, PartialEq)]
pub struct KeptModel<K: Kept> {
    recipe: Keep<K>,
    state: Arc<K>,
}

impl<K: Kept> Keep<K> {
    /// The recipe that keeps `state` as it is.
    ///
    /// # Errors
    /// When the numbers do not fit together.
    pub fn new(source: Source, state: K) -> Result<Keep<K>, Error> {
        state.check().map_err(|message| {
            let (stage, trainer) = (K::KIND.to_owned(), "import".to_owned());
            FitError::Trainer { stage, trainer, message }
        })?;
        Ok(Keep { source, state: Some(Arc::new(state)) })
    }

    /// Where it came from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// The stage itself, which needs no rows.
    ///
    /// # Errors
    /// When the recipe was read from an artifact without what the model knows.
    pub fn model(&self) -> Result<KeptModel<K>, Error> {
        let state = self.state.clone().ok_or_else(|| without_state(K::KIND, "state"))?;
        Ok(KeptModel { recipe: self.clone(), state })
    }
}

impl<K: Kept> KeptModel<K> {
    /// Where it came from.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.recipe.source
    }

    /// The columns it takes, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        self.state.columns()
    }

    /// What it knows.
    #[must_use]
    pub fn kept(&self) -> &K {
        &self.state
    }
}

/// Without the numbers, which are many.
impl<K: Kept> fmt::Debug for Keep<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct(K::KIND);
        out.field("source", &self.source).finish_non_exhaustive()
    }
}

impl<K: Kept> fmt::Debug for KeptModel<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.recipe.fmt(f)
    }
}

impl<K: Kept> Pipeline for Keep<K> {
    type Input = K::Input;
    type Output = K::Answer;
}

impl<K: Kept, Y: ?Sized> Fit<Y> for Keep<K> {
    type Fitted = KeptModel<K>;

    fn fit(&self, x: &K::Input, _: &Y) -> Result<KeptModel<K>, Error> {
        let model = self.model()?;
        model.state.fits(x)?;
        Ok(model)
    }
}

impl<K: Kept> Pipeline for KeptModel<K> {
    type Input = K::Input;
    type Output = K::Answer;
}

impl<K: Kept> Apply for KeptModel<K> {
    fn apply(&self, x: &K::Input) -> Result<K::Answer, Error> {
        self.state.fits(x)?;
        self.state.answer(x)
    }
}

impl<K: Kept> Stage for KeptModel<K> {
    const KIND: &'static str = K::KIND;
    type Recipe = Keep<K>;
    type State = K;

    fn recipe(&self) -> &Keep<K> {
        &self.recipe
    }

    fn state(&self) -> &K {
        &self.state
    }

    fn restore(mut recipe: Keep<K>, state: K) -> Result<Self, String> {
        state.check()?;
        let state = Arc::new(state);
        recipe.state = Some(Arc::clone(&state));
        Ok(KeptModel { recipe, state })
    }

    fn learn(recipe: &Keep<K>, x: &K::Input, _: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &())
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.report()
    }
}
