//! ONNX graphs.
//!
//! # What is read
//! All operators of `ai.onnx.ml` (versions 1 to 5) but membership in sets, and those of the standard set (versions 7 to 25)
//! that the converters of scikit-learn, LightGBM and XGBoost write: arithmetic and comparisons, exponentials and roots,
//! casts, reductions, `MatMul` and `Gemm`, what moves cells, `TopK`, `Scan`. An operator that is not supported is refused
//! by its name, node and version. Tensors are of `float`, `double`, `int64`, `int32`, `bool` and `string`; single precision
//! is kept.
//!
//! # Arithmetic
//! A row is answered by itself, as a batch of one. Sums run from the first to the last; products of matrices are fused, in
//! the order of ONNX Runtime's kernels; functions are correctly rounded in double precision first, where ONNX Runtime has
//! approximations that are wrong by some last places.
//!
//! # Safety
//! One file is read and no other: data that lies elsewhere is refused. Every value is made before it is taken, so that there
//! is no cycle; graphs lie in one another two deep at most.

mod attributes;
mod build;
mod declared;
mod imported;
mod ml;
mod node;
mod standard;
mod tensors;
mod trees;
mod wire;

pub use imported::ImportedGraph;

use crate::error::{Error, ImportError};
use node::Versions;
use wire::{Fields, once};

/// The format, in errors.
const FORMAT: &str = "ONNX";

fn malformed(problem: String) -> Error {
    ImportError::Malformed { format: FORMAT, place: "model".to_owned(), problem }.into()
}

/// Reads an ONNX file.
///
/// # Errors
/// [`ImportError`], by node, operator and version where one is at fault.
///
/// # Examples
/// ```
/// use steadfast::import::onnx;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/sk_penguins_logreg_multi/model_float.onnx")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = onnx::read(&file)?;
/// assert_eq!(imported.outputs(), ["label", "probabilities"]);
/// let recipe = imported.classifier("probabilities", ["Adelie", "Chinstrap", "Gentoo"])?;
/// assert_eq!(recipe.source().library, "onnx");
/// # Ok::<(), Error>(())
/// ```
pub fn read(file: &[u8]) -> Result<ImportedGraph, Error> {
    let header = header(file).map_err(|problem| match problem {
        Problem::Other(problem) => ImportError::Other { format: FORMAT, problem }.into(),
        Problem::Malformed(problem) => malformed(problem),
        Problem::Version(found, supported) => {
            ImportError::Version { format: FORMAT, found, supported }.into()
        }
    });
    let header: Header<'_> = header.map_err(|error: Error| error)?;
    let built = build::graph(header.graph, header.versions, 0).map_err(malformed)?;
    ImportedGraph::of(built, &header, file.len())
}

/// Converters write the version of an operator set twice; it must be the same.
fn same(known: &mut Option<i64>, version: i64) -> Result<(), String> {
    match known.replace(version) {
        Some(other) if other != version => {
            Err(format!("an operator set of two versions, {other} and {version}"))
        }
        _ => Ok(()),
    }
}

enum Problem {
    Other(String),
    Malformed(String),
    Version(String, &'static str),
}

impl From<String> for Problem {
    fn from(problem: String) -> Problem {
        Problem::Malformed(problem)
    }
}

/// What stands around the graph.
struct Header<'a> {
    versions: Versions,
    producer: String,
    graph: &'a [u8],
}

fn header(file: &[u8]) -> Result<Header<'_>, Problem> {
    let (mut ir, mut graph, mut producer, mut release) = (None, None, None, None);
    let (mut standard, mut ml) = (None, None);
    for field in Fields(file) {
        let field = field.map_err(|problem| match ir {
            None => Problem::Other(problem),
            Some(_) => Problem::Malformed(problem),
        });
        match field? {
            (1, field) => once(&mut ir, field.int().map_err(Problem::Other)?, "ir_version")?,
            (2, field) => once(&mut producer, field.text()?, "producer_name")?,
            (3, field) => once(&mut release, field.text()?, "producer_version")?,
            (7, field) => once(&mut graph, field.bytes()?, "graph")?,
            (8, field) => {
                let (mut domain, mut version) = (None, None);
                for field in Fields(field.bytes()?) {
                    match field? {
                        (1, field) => once(&mut domain, field.text()?, "domain")?,
                        (2, field) => once(&mut version, field.int()?, "version")?,
                        _ => {}
                    }
                }
                let version = version.unwrap_or(0);
                match domain.unwrap_or_default() {
                    "" | "ai.onnx" => same(&mut standard, version)?,
                    "ai.onnx.ml" => same(&mut ml, version)?,
                    _ => {}
                }
            }
            (25, _) => return Err("functions are not supported".to_owned().into()),
            _ => {}
        }
    }
    let (Some(ir), Some(graph)) = (ir, graph) else {
        return Err(Problem::Other("no ir_version and graph".to_owned()));
    };
    if !(3..=13).contains(&ir) {
        return Err(Problem::Version(format!("ir_version {ir}"), "3 to 13"));
    }
    let (standard, ml) = (standard.unwrap_or(7), ml.unwrap_or(1));
    if !(7..=25).contains(&standard) {
        return Err(Problem::Version(format!("operator set {standard}"), "7 to 25"));
    }
    if !(1..=5).contains(&ml) {
        return Err(Problem::Version(format!("ai.onnx.ml {ml}"), "1 to 5"));
    }
    let producer = format!("{} {}", producer.unwrap_or_default(), release.unwrap_or_default());
    let producer = producer.trim().to_owned();
    Ok(Header { versions: Versions { standard, ml }, producer, graph })
}
