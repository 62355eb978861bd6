//! The probabilities of a classifier as columns.

use crate::artifact::Stage;
use crate::data::{Classes, Matrix};
use crate::error::{Error, FitError, TableError};
use crate::exact;
use crate::model::stage_parts::stage_parts;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Makes columns of the probabilities of a classifier, for a model that learns from them.
///
/// Takes [`Classes`], gives a [`Matrix`]. [`stack`](super::stack) puts it behind each of its members.
///
/// # Formula
/// One column a class, `name_class`, with its probability; of two classes the second alone, since the first follows
/// from it. A cut plays no part.
///
/// # Learned state
/// The classes.
///
/// # Determinism
/// Replay exact; refit exact.
///
/// # Errors
/// Fitting fails when there are not two classes. Applying fails when the answers are of other classes.
///
/// # Source
/// `StackingClassifier` of scikit-learn 1.9, which makes these columns inside itself.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let answers = Classes::new(["no".into(), "yes".into()], vec![0.9, 0.1, 0.25, 0.75])?;
/// let columns = TabulateProbabilities::new("tree").fit(&answers, &())?.apply(&answers)?;
/// assert_eq!((&*columns.names()[0], columns.as_slice()), ("tree_yes", &[0.1, 0.75][..]));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TabulateProbabilities {
    name: String,
}

impl TabulateProbabilities {
    /// Columns whose names begin with this one.
    #[must_use]
    pub fn new(name: impl Into<String>) -> TabulateProbabilities {
        TabulateProbabilities { name: name.into() }
    }

    fn columns(&self, classes: &[Arc<str>]) -> Arc<[Arc<str>]> {
        let shown = classes.get(usize::from(classes.len() == 2)..).unwrap_or_default();
        shown.iter().map(|class| format!("{}_{class}", self.name).into()).collect()
    }
}

/// A fitted [`TabulateProbabilities`].
#[derive(Debug, Clone, PartialEq)]
pub struct ProbabilityTabulator {
    recipe: TabulateProbabilities,
    state: ProbabilityTabulatorState,
    columns: Arc<[Arc<str>]>,
}

/// What [`ProbabilityTabulator`] stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProbabilityTabulatorState {
    classes: Arc<[Arc<str>]>,
}

impl ProbabilityTabulator {
    /// The classes.
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }

    /// The names of the columns it makes.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }
}

impl Pipeline for TabulateProbabilities {
    type Input = Classes;
    type Output = Matrix;
}

impl Pipeline for ProbabilityTabulator {
    type Input = Classes;
    type Output = Matrix;
}

impl<Y: ?Sized> Fit<Y> for TabulateProbabilities {
    type Fitted = ProbabilityTabulator;

    fn fit(&self, x: &Classes, _: &Y) -> Result<ProbabilityTabulator, Error> {
        let state = ProbabilityTabulatorState { classes: Arc::clone(x.classes()) };
        ProbabilityTabulator::restore(self.clone(), state).map_err(|found| {
            let (stage, expected) =
                (ProbabilityTabulator::KIND.to_owned(), "answers of two classes or more");
            FitError::Target { stage, expected: expected.to_owned(), found }.into()
        })
    }
}

impl Apply for ProbabilityTabulator {
    fn apply(&self, x: &Classes) -> Result<Matrix, Error> {
        if x.classes() != &self.state.classes {
            let name = self.state.classes.join(", ");
            return Err(TableError::NoColumn { name, have: x.classes().join(", ") }.into());
        }
        let skipped = self.state.classes.len() - self.columns.len();
        let rows = x.probabilities().chunks_exact(self.state.classes.len());
        let shown = rows.flat_map(|row| row.iter().skip(skipped).copied().map(exact::canonical));
        Matrix::from_row_major(Arc::clone(&self.columns), shown.collect())
    }
}

impl Stage for ProbabilityTabulator {
    const KIND: &'static str = "tabulate.probabilities";
    type Recipe = TabulateProbabilities;
    type State = ProbabilityTabulatorState;

    stage_parts!(TabulateProbabilities, ProbabilityTabulatorState);

    fn restore(
        recipe: TabulateProbabilities,
        state: ProbabilityTabulatorState,
    ) -> Result<Self, String> {
        let mut names = state.classes.to_vec();
        names.sort();
        if names.len() < 2 || names.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(format!("{} classes, or one of them twice", names.len()));
        }
        let columns = recipe.columns(&state.classes);
        Ok(ProbabilityTabulator { recipe, state, columns })
    }

    fn learn(recipe: &TabulateProbabilities, x: &Classes, _: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &())
    }

    fn report(&self) -> Vec<(String, String)> {
        vec![("columns".to_owned(), self.columns.join(", "))]
    }
}
