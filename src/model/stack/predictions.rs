//! The numbers of a regression as a column.

use crate::artifact::Stage;
use crate::data::{Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Makes a column of the predictions of a regression, for a model that learns from them.
///
/// Takes a [`Vector`], gives a [`Matrix`] of one column. [`stack`](super::stack) puts it behind each of its members. It
/// learns nothing.
///
/// # Formula
/// The numbers as they are, in a column called `name`.
///
/// # Learned state
/// None.
///
/// # Determinism
/// Replay exact; refit exact.
///
/// # Errors
/// None.
///
/// # Source
/// `StackingRegressor` of scikit-learn 1.9, which makes these columns inside itself.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let answers = Vector::new(vec![1.5, 2.5]);
/// let columns = TabulatePredictions::new("line").fit(&answers, &())?.apply(&answers)?;
/// assert_eq!((&*columns.names()[0], columns.as_slice()), ("line", &[1.5, 2.5][..]));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TabulatePredictions {
    name: String,
}

impl TabulatePredictions {
    /// A column of this name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> TabulatePredictions {
        TabulatePredictions { name: name.into() }
    }
}

/// A fitted [`TabulatePredictions`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictionTabulator {
    recipe: TabulatePredictions,
}

impl Pipeline for TabulatePredictions {
    type Input = Vector;
    type Output = Matrix;
}

impl Pipeline for PredictionTabulator {
    type Input = Vector;
    type Output = Matrix;
}

impl<Y: ?Sized> Fit<Y> for TabulatePredictions {
    type Fitted = PredictionTabulator;

    fn fit(&self, _: &Vector, _: &Y) -> Result<PredictionTabulator, Error> {
        Ok(PredictionTabulator { recipe: self.clone() })
    }
}

impl Apply for PredictionTabulator {
    fn apply(&self, x: &Vector) -> Result<Matrix, Error> {
        let names: [Arc<str>; 1] = [self.recipe.name.as_str().into()];
        let values = x.values().iter().copied().map(exact::canonical).collect();
        Matrix::from_row_major(names, values)
    }
}

impl Stage for PredictionTabulator {
    const KIND: &'static str = "tabulate.predictions";
    type Recipe = TabulatePredictions;
    type State = ();

    fn recipe(&self) -> &TabulatePredictions {
        &self.recipe
    }

    fn state(&self) -> &() {
        &()
    }

    fn restore(recipe: TabulatePredictions, (): ()) -> Result<Self, String> {
        Ok(PredictionTabulator { recipe })
    }

    fn learn(recipe: &TabulatePredictions, x: &Vector, _: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &())
    }
}
