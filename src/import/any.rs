//! A file of whichever library wrote it, told by its content.

use super::{ImportedTrees, lightgbm, sklearn, xgboost};
use crate::data::{ColumnType, Table};
use crate::error::{Error, ImportError};
use crate::model::EnsembleAnswer;
use crate::pipeline::Pipeline;
use crate::{AnyModel, LoadOptions, Training};
use std::sync::Arc;

/// A format that a file can be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// LightGBM's text model.
    LightGbm,
    /// XGBoost's model in JSON.
    XgboostJson,
    /// XGBoost's model in UBJSON.
    XgboostUbjson,
    /// A fitted pipeline of scikit-learn: `sklearn-pipeline-json/1`.
    Sklearn,
    /// An ONNX graph.
    Onnx,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 5] = [
        Format::LightGbm,
        Format::XgboostJson,
        Format::XgboostUbjson,
        Format::Sklearn,
        Format::Onnx,
    ];

    /// The words for messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::LightGbm => "LightGBM text model",
            Format::XgboostJson => "XGBoost JSON",
            Format::XgboostUbjson => "XGBoost UBJSON",
            Format::Sklearn => "sklearn-pipeline-json",
            Format::Onnx => "ONNX",
        }
    }

    /// Whether the bytes begin and are marked as such a file: it may still be malformed.
    fn looks(self, bytes: &[u8]) -> bool {
        let start = bytes.trim_ascii_start();
        let json = start.first() == Some(&b'{')
            && matches!(start[1..].trim_ascii_start().first(), Some(b'"' | b'}'));
        let marked = |mark: &str| bytes.windows(mark.len()).any(|found| found == mark.as_bytes());
        match self {
            Format::LightGbm => start.starts_with(b"tree\n") || start.starts_with(b"tree\r\n"),
            Format::XgboostJson => json && marked("\"learner\""),
            Format::Sklearn => json && marked("\"sklearn-pipeline-json/"),
            // A length follows the bracket, not a quotation mark.
            Format::XgboostUbjson => bytes.first() == Some(&b'{') && !json && marked("learner"),
            // The version of the format is the first field, and a small number.
            Format::Onnx => matches!(bytes, [0x08, 1..=0x7f, ..]),
        }
    }

    /// The format of a file, by its content alone.
    ///
    /// # Errors
    /// [`ImportError::Other`] when it looks like none, or like two.
    ///
    /// ```
    /// use steadfast::import::Format;
    /// assert_eq!(Format::of(b"tree\nversion=v4\n")?, Format::LightGbm);
    /// assert!(Format::of(b"hello").is_err());
    /// let both = br#"{"format":"sklearn-pipeline-json/1","learner":{}}"#;
    /// assert!(Format::of(both).unwrap_err().to_string().contains("two formats"));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    pub fn of(bytes: &[u8]) -> Result<Format, Error> {
        let looks: Vec<Format> = Format::ALL.into_iter().filter(|f| f.looks(bytes)).collect();
        let problem = match looks.as_slice() {
            [format] => return Ok(*format),
            [] => "it looks like none of the formats that are read".to_owned(),
            [one, other, ..] => {
                format!("it looks like two formats, {} and {}", one.name(), other.name())
            }
        };
        Err(ImportError::Other { format: "model of another library", problem }.into())
    }
}

/// A model of any of the formats, ready for rows.
///
/// # Examples
/// ```
/// use steadfast::data::CsvReader;
/// use steadfast::import::AnyImport;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/lgb_binary_titanic_missing/model.txt")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = AnyImport::read(&file)?;
/// let rows = CsvReader::new()
///     .types(imported.columns())
///     .only_declared()
///     .read_path("tests/cases/lgb_binary_titanic_missing/input.csv")?;
/// let model = imported.model(&rows)?;
/// assert!(model.predict_rows(&rows)?.refused().is_empty());
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
#[expect(clippy::large_enum_variant, reason = "one value, which is looked at once")]
pub enum AnyImport {
    /// Trees of LightGBM or XGBoost.
    Trees(ImportedTrees),
    /// A pipeline of scikit-learn.
    Pipeline(sklearn::Imported),
    /// An ONNX graph.
    #[cfg(feature = "onnx")]
    Graph(super::onnx::ImportedGraph),
}

impl AnyImport {
    /// Reads a file of the format that its content tells.
    ///
    /// # Errors
    /// Those of [`Format::of`] and of the reader of the format; [`ImportError::Unsupported`] for ONNX without the
    /// feature `onnx`.
    pub fn read(bytes: &[u8]) -> Result<AnyImport, Error> {
        Ok(match Format::of(bytes)? {
            Format::LightGbm => AnyImport::Trees(lightgbm::read(bytes)?),
            Format::XgboostJson | Format::XgboostUbjson => AnyImport::Trees(xgboost::read(bytes)?),
            Format::Sklearn => AnyImport::Pipeline(sklearn::read(bytes)?),
            #[cfg(feature = "onnx")]
            Format::Onnx => AnyImport::Graph(super::onnx::read(bytes)?),
            #[cfg(not(feature = "onnx"))]
            Format::Onnx => {
                let what = "a build without the feature `onnx`".to_owned();
                return Err(ImportError::Unsupported { format: "ONNX", what }.into());
            }
        })
    }

    /// The columns it takes, and whether each is numbers or text.
    #[must_use]
    pub fn columns(&self) -> Vec<(String, ColumnType)> {
        let (names, text): (Vec<Arc<str>>, Vec<Arc<str>>) = match self {
            AnyImport::Trees(trees) => {
                (trees.columns().to_vec(), trees.pandas_columns().unwrap_or_default())
            }
            AnyImport::Pipeline(pipeline) => {
                (pipeline.inputs().to_vec(), pipeline.text_inputs().to_vec())
            }
            #[cfg(feature = "onnx")]
            AnyImport::Graph(graph) => {
                (graph.columns().to_vec(), graph.text_columns().cloned().collect())
            }
        };
        let kind = |name| if text.contains(name) { ColumnType::Text } else { ColumnType::Real };
        names.iter().map(|name| (name.to_string(), kind(name))).collect()
    }

    /// A model of all of it, with `rows` as it will see them for the schema, the profile and the witness.
    ///
    /// A file that does not name its classes has them by their numbers. Of an ONNX graph the last answer counts: its
    /// numbers are the probabilities of classes where the file names as many, else all answers are given.
    ///
    /// # Errors
    /// When the rows lack a column, or the stages do not fit together.
    pub fn model(&self, rows: &Table) -> Result<AnyModel, Error> {
        let training = Training::new();
        match self {
            AnyImport::Pipeline(pipeline) => training.keep(pipeline.pipeline()?, rows),
            AnyImport::Trees(trees) => trees_model(trees, rows),
            #[cfg(feature = "onnx")]
            AnyImport::Graph(graph) => graph_model(graph, rows),
        }
    }
}

/// The same model with stages known at run time only.
fn any<P>(model: &crate::Model<P>) -> Result<AnyModel, Error>
where
    P: crate::artifact::Portable<Input = Table>,
{
    LoadOptions::new().from_bytes(&model.to_bytes()?)
}

fn trees_model(trees: &ImportedTrees, rows: &Table) -> Result<AnyModel, Error> {
    let training = Training::new();
    let numbers = |count: usize| (0..count).map(|at| at.to_string()).collect::<Vec<_>>();
    let pandas = trees.pandas_columns().unwrap_or_default();
    let encode = trees.encode(pandas)?;
    let assemble = trees.assemble();
    macro_rules! fit {
        ($last:expr) => {
            match encode {
                None => any(&training.fit(&assemble.then($last), rows, &())?),
                Some(encode) => {
                    any(&training.fit(&encode.then(assemble).then($last), rows, &())?)
                }
            }
        };
    }
    match (trees.classes, trees.scores()) {
        (true, scores) => fit!(trees.classifier(numbers(scores.max(2)))?),
        (false, 1) => fit!(trees.regressor()?),
        (false, _) => fit!(trees.answers(EnsembleAnswer::Value)?),
    }
}

#[cfg(feature = "onnx")]
fn graph_model(graph: &super::onnx::ImportedGraph, rows: &Table) -> Result<AnyModel, Error> {
    let training = Training::new();
    let last = graph.outputs().iter().zip(graph.widths()).next_back();
    if let (Some((name, &width)), Some(classes)) = (last, graph.classes())
        && width as usize == classes.len()
        && width > 1
        && let Ok(classifier) = graph.classifier(name, classes)
    {
        return any(&training.fit(&classifier, rows, &())?);
    }
    match graph.outputs() {
        [name] if graph.widths() == [1] => {
            any(&training.fit(&graph.regressor(name)?, rows, &())?)
        }
        _ => any(&training.fit(&graph.answers()?, rows, &())?),
    }
}
