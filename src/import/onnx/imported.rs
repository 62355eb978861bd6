//! An ONNX file that was read.

use super::build::Built;
use super::{FORMAT, Header, malformed};
use crate::error::{Error, ImportError};
use crate::model::onnx_graph::{Answer, Cells, Kind, OnnxGraph, text_of};
use crate::model::{
    Keep, OnnxClasses, OnnxClassifier, OnnxNumber, OnnxNumbers, OnnxOutputs, OnnxRegressor, Source,
};
use std::sync::Arc;

/// A graph as an ONNX file states it; made by [`read`](super::read).
///
/// It gives recipes that learn nothing and take a [`Table`](crate::data::Table): each input of the graph is a column of its
/// name, or several columns where it is a matrix. Those are called by the input's name and their place, `x_0`, `x_1` and
/// so on, unless [`columns`](Self::with_columns) names them.
///
/// # Examples
/// ```
/// use steadfast::import::onnx;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/sk_titanic_logreg/model_float.onnx")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = onnx::read(&file)?;
/// assert_eq!(imported.columns().len(), imported.graph().columns().len());
/// assert_eq!(imported.outputs().len(), imported.widths().len());
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ImportedGraph {
    source: Source,
    graph: OnnxGraph,
    classes: Option<Vec<Arc<str>>>,
}

/// How many columns a graph may always have, how many bytes of its file each further one takes, and the most.
const COLUMNS: usize = 512;
const BYTES_EACH: usize = 10;
const MOST_COLUMNS: usize = 1 << 16;

fn choice(problem: String) -> Error {
    ImportError::Choice { format: FORMAT, problem }.into()
}

impl ImportedGraph {
    pub(super) fn of(
        built: Built<'_>,
        header: &Header<'_>,
        bytes: usize,
    ) -> Result<ImportedGraph, Error> {
        check_width(&built, bytes)?;
        let mut columns: Vec<Arc<str>> = Vec::new();
        let mut inputs = Vec::with_capacity(built.inputs.len());
        for declared in built.inputs {
            let (name, input) = (declared.name, declared.input);
            match input.width {
                0 => return Err(malformed(format!("input `{name}` does not say how wide it is"))),
                1 => columns.push(name.into()),
                width => columns.extend((0..width).map(|at| Arc::from(format!("{name}_{at}")))),
            }
            inputs.push(input);
        }
        let classes = built.classes.map(|names| names_of(&names));
        let width = |shape: Option<Vec<usize>>| match shape.as_deref() {
            Some([_]) => Some(1),
            Some([_, width]) if *width > 0 => u32::try_from(*width).ok(),
            _ => None,
        };
        let mut graph = OnnxGraph {
            columns: columns.into(),
            inputs,
            program: built.program,
            outputs: built.outputs.iter().map(|(name, _)| (*name).to_owned()).collect(),
            widths: vec![1; built.outputs.len()],
        };
        let declared: Vec<Option<u32>> =
            built.outputs.into_iter().map(|(_, shape)| width(shape)).collect();
        graph.check().map_err(malformed)?;
        // A row of zeros shows how wide an answer is that does not say so.
        let tried = graph.try_widths();
        for (at, width) in graph.widths.iter_mut().enumerate() {
            let found = tried.as_ref().map(|tried| tried[at]);
            *width = match (found, declared[at]) {
                (Ok(found), _) => found,
                (Err(_), Some(declared)) => declared,
                (Err(problem), None) => return Err(malformed(problem.clone())),
            };
        }
        let source = Source {
            library: "onnx".to_owned(),
            format: format!(
                "opset {}, ai.onnx.ml {}",
                header.versions.standard, header.versions.ml
            ),
            objective: header.producer.clone(),
        };
        Ok(ImportedGraph { source, graph, classes })
    }

    /// The columns the graph is asked about, in the order of its inputs.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        self.graph.columns()
    }

    /// Those of the columns that are text.
    pub fn text_columns(&self) -> impl Iterator<Item = &Arc<str>> {
        let inputs = self.graph.inputs.iter();
        let texts = inputs.flat_map(|input| (0..input.width).map(|_| input.kind == Kind::Text));
        self.columns().iter().zip(texts).filter(|(_, text)| *text).map(|(name, _)| name)
    }

    /// The names of its answers.
    #[must_use]
    pub fn outputs(&self) -> &[String] {
        self.graph.outputs()
    }

    /// How many numbers each answer has for a row.
    #[must_use]
    pub fn widths(&self) -> &[u32] {
        &self.graph.widths
    }

    /// The names of the classes, as the last node that has some gives them.
    #[must_use]
    pub fn classes(&self) -> Option<&[Arc<str>]> {
        self.classes.as_deref()
    }

    /// The graph.
    #[must_use]
    pub fn graph(&self) -> &OnnxGraph {
        &self.graph
    }

    /// The same graph over columns of other names, in the order of [`columns`](Self::columns).
    ///
    /// # Errors
    /// When the names are not as many as the columns, or not different.
    pub fn with_columns<S: AsRef<str>>(
        mut self,
        names: impl IntoIterator<Item = S>,
    ) -> Result<ImportedGraph, Error> {
        let names: Vec<Arc<str>> = names.into_iter().map(|name| Arc::from(name.as_ref())).collect();
        if names.len() != self.graph.columns.len() {
            let (given, needed) = (names.len(), self.graph.columns.len());
            return Err(choice(format!("{given} names for {needed} columns")));
        }
        self.graph.columns = names.into();
        self.graph.check().map_err(choice)?;
        Ok(self)
    }

    fn answer(&self, output: &str, classes: Vec<Arc<str>>) -> Result<Answer, Error> {
        let output = u32::try_from(self.graph.output(output)?).unwrap_or(u32::MAX);
        Ok(Answer { graph: self.graph.clone(), output, classes: classes.into() })
    }

    /// As a regression: the one number of an answer.
    ///
    /// # Errors
    /// When there is no such answer, or it has more than one number.
    pub fn regressor(&self, output: &str) -> Result<OnnxRegressor, Error> {
        Keep::new(self.source.clone(), OnnxNumber(self.answer(output, Vec::new())?))
    }

    /// As a classification: the numbers of an answer as the probabilities of classes.
    ///
    /// # Errors
    /// When there is no such answer, or the names are not as many as its numbers, or not different.
    pub fn classifier<S: AsRef<str>>(
        &self,
        output: &str,
        classes: impl IntoIterator<Item = S>,
    ) -> Result<OnnxClassifier, Error> {
        let classes = classes.into_iter().map(|class| Arc::from(class.as_ref())).collect();
        Keep::new(self.source.clone(), OnnxClasses(self.answer(output, classes)?))
    }

    /// All numbers of all answers, side by side. Answers of text have none: they are left out.
    ///
    /// # Errors
    /// When no answer has numbers, or two columns would have one name.
    pub fn answers(&self) -> Result<OnnxOutputs, Error> {
        let mut graph = self.graph.clone();
        graph.keep_numbers();
        let state = Answer { graph, output: 0, classes: Vec::new().into() };
        Keep::new(self.source.clone(), OnnxNumbers(state))
    }
}

/// Columns are named one by one: no more of them than a file of so many bytes can have use for.
fn check_width(built: &Built<'_>, bytes: usize) -> Result<(), Error> {
    let widths = built.inputs.iter().map(|declared| declared.input.width as usize);
    let columns = widths.fold(0usize, usize::saturating_add);
    if columns <= MOST_COLUMNS.min(COLUMNS + bytes / BYTES_EACH) {
        return Ok(());
    }
    Err(malformed(format!("inputs of {columns} columns in a file of {bytes} bytes")))
}

fn names_of(names: &Cells) -> Vec<Arc<str>> {
    (0..names.len()).map(|at| text_of(names, at)).collect()
}
