//! Graphs as stages: one that answers with a number, one with classes, one with all numbers there are.

use super::graph::OnnxGraph;
use crate::data::{Classes, Matrix, Table, Vector};
use crate::error::Error;
use crate::model::input::out_of_range;
use crate::model::{Keep, Kept, KeptModel};
use crate::pipeline::per_column::check_columns;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An ONNX graph that answers with one number: [`Table`] in, [`Vector`] out.
///
/// It is its own recipe: fitting it in a chain checks the columns and keeps the graph as it is.
///
/// # Determinism
/// Replay exact: every row by itself, operator after operator in the width the file states, sums from the first to the
/// last, correctly rounded functions. Refit exact: nothing is learned.
///
/// # Errors
/// Applying fails where a column of an input is missing from the table or of another type, and on a row that the graph
/// cannot answer, by its number. A missing number is NaN to the graph, a missing text the empty text.
///
/// # Source
/// The operators of ONNX, onnx.ai/onnx/operators, and ONNX Runtime where those leave a choice.
///
/// # Examples
/// ```
/// use steadfast::import::onnx;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/lgb_poisson_bikeshare/model_float.onnx")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let model = onnx::read(&file)?.regressor("variable")?.model()?;
/// assert!(model.kept().graph().nodes() > 0);
/// # Ok::<(), Error>(())
/// ```
pub type OnnxRegressor = Keep<OnnxNumber>;

/// An ONNX graph that answers with the probabilities of classes: [`Table`] in, [`Classes`] out.
///
/// The class that is chosen is the most probable one; what the graph itself answers as a label is an answer of
/// [`OnnxOutputs`]. Determinism, errors and source are those of [`OnnxRegressor`].
///
/// # Examples
/// ```
/// use steadfast::import::onnx;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/sk_titanic_logreg/model_float.onnx")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let model = onnx::read(&file)?.classifier("probabilities", ["no", "yes"])?.model()?;
/// assert!(model.kept().graph().nodes() > 0);
/// # Ok::<(), Error>(())
/// ```
pub type OnnxClassifier = Keep<OnnxClasses>;

/// An ONNX graph with all numbers it answers with: [`Table`] in, [`Matrix`] out.
///
/// An answer of several numbers makes as many columns, by its name and their place. Determinism, errors and source are
/// those of [`OnnxRegressor`].
///
/// # Examples
/// ```
/// use steadfast::import::onnx;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/sk_wine_knn/model_float.onnx")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let model = onnx::read(&file)?.answers()?.model()?;
/// assert!(model.kept().graph().nodes() > 0);
/// # Ok::<(), Error>(())
/// ```
pub type OnnxOutputs = Keep<OnnxNumbers>;

/// An [`OnnxRegressor`] in its place behind the columns it asks about.
pub type OnnxRegressorModel = KeptModel<OnnxNumber>;
/// An [`OnnxClassifier`] in its place behind the columns it asks about.
pub type OnnxClassifierModel = KeptModel<OnnxClasses>;
/// An [`OnnxOutputs`] in its place behind the columns it asks about.
pub type OnnxOutputsModel = KeptModel<OnnxNumbers>;

/// A graph and which of its answers counts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Answer {
    pub(crate) graph: OnnxGraph,
    pub(crate) output: u32,
    /// The names of the classes, for a classifier.
    pub(crate) classes: Arc<[Arc<str>]>,
}

impl Answer {
    fn width(&self) -> usize {
        self.graph.widths.get(self.output as usize).copied().unwrap_or_default() as usize
    }

    fn numbers(&self, stage: &str, x: &Table) -> Result<Vec<f64>, Error> {
        let mut answers = Vec::with_capacity(x.rows() * self.width());
        self.graph.run(stage, x, |row, values| {
            self.graph.numbers(stage, row, values, self.output as usize, &mut answers)
        })?;
        Ok(answers)
    }
}

/// A graph that answers with one number; what an [`OnnxRegressor`] knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OnnxNumber(pub(crate) Answer);

/// A graph that answers with the probabilities of classes; what an [`OnnxClassifier`] knows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OnnxClasses(pub(crate) Answer);

/// A graph with all its numbers; what [`OnnxOutputs`] know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OnnxNumbers(pub(crate) Answer);

/// What the three have in common.
macro_rules! of_graph {
    () => {
        fn columns(&self) -> &[Arc<str>] {
            self.0.graph.columns()
        }

        fn fits(&self, x: &Table) -> Result<(), Error> {
            self.0.graph.fits(x)
        }

        fn report(&self) -> Vec<(String, String)> {
            self.0.graph.report()
        }
    };
}

macro_rules! graph_of {
    ($($state:ident)*) => {$(
        impl $state {
            /// The graph.
            #[must_use]
            pub fn graph(&self) -> &OnnxGraph {
                &self.0.graph
            }
        }
    )*};
}
graph_of! { OnnxNumber OnnxClasses OnnxNumbers }

impl Kept for OnnxNumber {
    const KIND: &'static str = "model.onnx_graph.regressor";
    type Input = Table;
    type Answer = Vector;
    of_graph!();

    fn check(&self) -> Result<(), String> {
        self.0.graph.check()?;
        match self.0.width() {
            1 if self.0.classes.is_empty() => Ok(()),
            width => Err(format!("an answer of {width} numbers, not one")),
        }
    }

    fn answer(&self, x: &Table) -> Result<Vector, Error> {
        Ok(Vector::new(self.0.numbers(Self::KIND, x)?))
    }
}

impl Kept for OnnxClasses {
    const KIND: &'static str = "model.onnx_graph.classifier";
    type Input = Table;
    type Answer = Classes;
    of_graph!();

    fn check(&self) -> Result<(), String> {
        self.0.graph.check()?;
        check_columns(&self.0.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        let (classes, width) = (self.0.classes.len(), self.0.width());
        if classes != width || classes < 2 {
            return Err(format!("{classes} classes for {width} probabilities"));
        }
        Ok(())
    }

    fn answer(&self, x: &Table) -> Result<Classes, Error> {
        let answers = self.0.numbers(Self::KIND, x)?;
        if let Some(at) = answers.iter().position(|share| !share.is_finite()) {
            let row = at / self.0.width();
            return Err(out_of_range(Self::KIND, "probability", row, answers[at]));
        }
        Classes::new(Arc::clone(&self.0.classes), answers)
    }
}

impl OnnxNumbers {
    /// One name a number.
    fn names(&self) -> Vec<Arc<str>> {
        let outputs = self.0.graph.outputs.iter().zip(&self.0.graph.widths);
        let name = |(name, &width): (&String, &u32)| -> Vec<Arc<str>> {
            match width {
                1 => vec![Arc::from(name.as_str())],
                _ => (0..width).map(|at| Arc::from(format!("{name}_{at}"))).collect(),
            }
        };
        outputs.flat_map(name).collect()
    }
}

impl Kept for OnnxNumbers {
    const KIND: &'static str = "model.onnx_graph.outputs";
    type Input = Table;
    type Answer = Matrix;
    of_graph!();

    fn check(&self) -> Result<(), String> {
        self.0.graph.check()?;
        let widths = self.0.graph.widths.iter().map(|&width| u64::from(width));
        match (widths.fold(0, u64::saturating_add), self.0.classes.is_empty()) {
            (1..=0xffff, true) => check_columns(&self.names(), &[]),
            (width, _) => Err(format!("answers of {width} numbers")),
        }
    }

    fn answer(&self, x: &Table) -> Result<Matrix, Error> {
        let (graph, mut cells) = (&self.0.graph, Vec::new());
        graph.run(Self::KIND, x, |row, values| {
            let mut outputs = 0..graph.outputs.len();
            outputs.try_for_each(|at| graph.numbers(Self::KIND, row, values, at, &mut cells))
        })?;
        Matrix::from_row_major(self.names(), cells)
    }
}
