//! Graphs as stages: one that answers with a number, one with classes, one with all numbers there are.

use super::graph::OnnxGraph;
use crate::artifact::Stage;
use crate::data::{Classes, Matrix, Table, Vector};
use crate::error::Error;
use crate::model::input::out_of_range;
use crate::model::tree_ensemble::{Source, without_state};
use crate::pipeline::per_column::check_columns;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// A graph and which of its answers counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OnnxAnswer {
    pub(crate) graph: OnnxGraph,
    pub(crate) output: u32,
    /// The names of the classes, for a classifier.
    pub(crate) classes: Arc<[Arc<str>]>,
}

impl OnnxAnswer {
    fn width(&self) -> usize {
        self.graph.widths.get(self.output as usize).copied().unwrap_or_default() as usize
    }

    fn check_number(&self) -> Result<(), String> {
        self.graph.check()?;
        match self.width() {
            1 if self.classes.is_empty() => Ok(()),
            width => Err(format!("an answer of {width} numbers, not one")),
        }
    }

    fn check_classes(&self) -> Result<(), String> {
        self.graph.check()?;
        check_columns(&self.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        let (classes, width) = (self.classes.len(), self.width());
        if classes != width || classes < 2 {
            return Err(format!("{classes} classes for {width} probabilities"));
        }
        Ok(())
    }

    fn check_all(&self) -> Result<(), String> {
        self.graph.check()?;
        let widths = self.graph.widths.iter().map(|&width| u64::from(width));
        match (widths.fold(0, u64::saturating_add), self.classes.is_empty()) {
            (1..=0xffff, true) => check_columns(&self.names(), &[]),
            (width, _) => Err(format!("answers of {width} numbers")),
        }
    }

    /// One name a number.
    fn names(&self) -> Vec<Arc<str>> {
        let outputs = self.graph.outputs.iter().zip(&self.graph.widths);
        let name = |(name, &width): (&String, &u32)| -> Vec<Arc<str>> {
            match width {
                1 => vec![Arc::from(name.as_str())],
                _ => (0..width).map(|at| Arc::from(format!("{name}_{at}"))).collect(),
            }
        };
        outputs.flat_map(name).collect()
    }

    fn numbers(&self, stage: &str, x: &Table) -> Result<Vec<f64>, Error> {
        let mut answers = Vec::with_capacity(x.rows() * self.width());
        self.graph.run(stage, x, |row, values| {
            self.graph.numbers(stage, row, values, self.output as usize, &mut answers)
        })?;
        Ok(answers)
    }
}

macro_rules! graph_stage {
    (
        $(#[$doc:meta])* $recipe:ident, $model:ident, $kind:literal, $output:ty, $check:ident,
        |$this:ident, $x:ident| $apply:expr
    ) => {
        $(#[$doc])*
        ///
        /// It is its own recipe: fitting it in a chain checks the columns and keeps the graph as it is.
        ///
        /// # Determinism
        /// Replay exact: every row by itself, operator after operator in the width the file states, sums from the first to
        /// the last, correctly rounded functions. Refit exact: nothing is learned.
        ///
        /// # Errors
        /// Applying fails where a column of an input is missing from the table or of another type, and on a row that the
        /// graph cannot answer, by its number. A missing number is NaN to the graph, a missing text the empty text.
        ///
        /// # Source
        /// The operators of ONNX, onnx.ai/onnx/operators, and ONNX Runtime where those leave a choice.
        #[derive(Clone, PartialEq, Serialize, Deserialize)]
        pub struct $recipe {
            source: Source,
            #[serde(skip)]
            state: Option<Arc<OnnxAnswer>>,
        }

        #[doc = concat!("A [`", stringify!($recipe), "`] in its place behind the columns it asks about.")]
        #[derive(Clone, PartialEq)]
        pub struct $model {
            recipe: $recipe,
            state: Arc<OnnxAnswer>,
        }

        impl $recipe {
            /// The recipe that keeps `state` as it is.
            #[cfg(feature = "onnx")]
            pub(crate) fn keep(source: Source, state: OnnxAnswer) -> Result<$recipe, String> {
                state.$check()?;
                Ok($recipe { source, state: Some(Arc::new(state)) })
            }

            /// Where it came from.
            #[must_use]
            pub fn source(&self) -> &Source {
                &self.source
            }

            /// The stage itself, which needs no rows.
            ///
            /// # Errors
            /// When the recipe was read from an artifact without its graph.
            pub fn model(&self) -> Result<$model, Error> {
                let state = self.state.clone().ok_or_else(|| without_state($model::KIND, "graph"))?;
                Ok($model { recipe: self.clone(), state })
            }
        }

        impl $model {
            /// Where it came from.
            #[must_use]
            pub fn source(&self) -> &Source {
                &self.recipe.source
            }

            /// The graph.
            #[must_use]
            pub fn graph(&self) -> &OnnxGraph {
                &self.state.graph
            }
        }

        /// Without the graph, which is long.
        impl fmt::Debug for $recipe {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut out = f.debug_struct(stringify!($recipe));
                out.field("source", &self.source).finish_non_exhaustive()
            }
        }

        impl fmt::Debug for $model {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut out = f.debug_struct(stringify!($model));
                let nodes = self.graph().nodes();
                out.field("recipe", &self.recipe).field("nodes", &nodes).finish_non_exhaustive()
            }
        }

        impl Pipeline for $recipe {
            type Input = Table;
            type Output = $output;
        }

        impl<Y: ?Sized> Fit<Y> for $recipe {
            type Fitted = $model;

            fn fit(&self, x: &Table, _: &Y) -> Result<$model, Error> {
                let model = self.model()?;
                model.graph().fits(x)?;
                Ok(model)
            }
        }

        impl Pipeline for $model {
            type Input = Table;
            type Output = $output;
        }

        impl Apply for $model {
            fn apply(&self, $x: &Table) -> Result<$output, Error> {
                let $this = self;
                $apply
            }
        }

        impl Stage for $model {
            const KIND: &'static str = $kind;
            type Recipe = $recipe;
            type State = OnnxAnswer;

            fn recipe(&self) -> &$recipe {
                &self.recipe
            }

            fn state(&self) -> &OnnxAnswer {
                &self.state
            }

            fn restore(mut recipe: $recipe, state: OnnxAnswer) -> Result<Self, String> {
                state.$check()?;
                let state = Arc::new(state);
                recipe.state = Some(Arc::clone(&state));
                Ok($model { recipe, state })
            }

            fn learn(recipe: &$recipe, x: &Table, _: Target<'_>) -> Result<Self, Error> {
                recipe.fit(x, &())
            }

            fn report(&self) -> Vec<(String, String)> {
                self.graph().report()
            }
        }
    };
}

graph_stage! {
    /// An ONNX graph that answers with one number: [`Table`] in, [`Vector`] out.
    ///
    /// # Examples
    /// ```
    /// use steadfast::import::onnx;
    /// use steadfast::prelude::*;
    /// let file = std::fs::read("tests/cases/lgb_poisson_bikeshare/model_float.onnx")
    ///     .map_err(|_| Error::Evaluate("no file".into()))?;
    /// let model = onnx::read(&file)?.regressor("variable")?.model()?;
    /// assert!(model.graph().nodes() > 0);
    /// # Ok::<(), Error>(())
    /// ```
    OnnxRegressor, OnnxRegressorModel, "model.onnx_graph.regressor", Vector, check_number,
    |this, x| Ok(Vector::new(this.state.numbers(Self::KIND, x)?))
}

graph_stage! {
    /// An ONNX graph that answers with the probabilities of classes: [`Table`] in, [`Classes`] out.
    ///
    /// The class that is chosen is the most probable one; what the graph itself answers as a label is an answer of
    /// [`OnnxOutputs`].
    ///
    /// # Examples
    /// ```
    /// use steadfast::import::onnx;
    /// use steadfast::prelude::*;
    /// let file = std::fs::read("tests/cases/sk_titanic_logreg/model_float.onnx")
    ///     .map_err(|_| Error::Evaluate("no file".into()))?;
    /// let model = onnx::read(&file)?.classifier("probabilities", ["no", "yes"])?.model()?;
    /// assert!(model.graph().nodes() > 0);
    /// # Ok::<(), Error>(())
    /// ```
    OnnxClassifier, OnnxClassifierModel, "model.onnx_graph.classifier", Classes, check_classes,
    |this, x| {
        let answers = this.state.numbers(Self::KIND, x)?;
        if let Some(at) = answers.iter().position(|share| !share.is_finite()) {
            let row = at / this.state.width();
            return Err(out_of_range(Self::KIND, "probability", row, answers[at]));
        }
        Classes::new(Arc::clone(&this.state.classes), answers)
    }
}

graph_stage! {
    /// An ONNX graph with all numbers it answers with: [`Table`] in, [`Matrix`] out.
    ///
    /// An answer of several numbers makes as many columns, by its name and their place.
    ///
    /// # Examples
    /// ```
    /// use steadfast::import::onnx;
    /// use steadfast::prelude::*;
    /// let file = std::fs::read("tests/cases/sk_wine_knn/model_float.onnx")
    ///     .map_err(|_| Error::Evaluate("no file".into()))?;
    /// let model = onnx::read(&file)?.answers()?.model()?;
    /// assert!(model.graph().nodes() > 0);
    /// # Ok::<(), Error>(())
    /// ```
    OnnxOutputs, OnnxOutputsModel, "model.onnx_graph.outputs", Matrix, check_all,
    |this, x| {
        let (state, mut cells) = (&this.state, Vec::new());
        state.graph.run(Self::KIND, x, |row, values| {
            for output in 0..state.graph.outputs.len() {
                state.graph.numbers(Self::KIND, row, values, output, &mut cells)?;
            }
            Ok(())
        })?;
        Matrix::from_row_major(state.names(), cells)
    }
}
