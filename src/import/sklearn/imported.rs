//! A pipeline file that was read.

use super::json::{self, Object};
use super::steps::{Step, Steps};
use super::{FORMAT, estimator, table, unsupported};
use crate::artifact::{AnyPipeline, Record};
use crate::data::Types;
use crate::error::{Error, ImportError};
use crate::stages;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A fitted scikit-learn pipeline as its file states it; made by [`read`](super::read).
///
/// # Examples
/// ```
/// use steadfast::import::sklearn;
/// use steadfast::prelude::*;
/// let file = br#"{"format":"sklearn-pipeline-json/1","sklearn":"1.9.1",
///     "steps":[["scaler",{"type":"ColumnTransformer","transformers":
///         [["num",{"type":"StandardScaler","mean":[1.0],"scale":[2.0]},["x"]]],"feature_names_out":["num__x"]}]],
///     "estimator":{"type":"Ridge","coef":[[3.0]],"intercept":[0.5],"link":"identity"}}"#;
/// let imported = sklearn::read(file)?;
/// let pipeline = imported.pipeline()?.typed::<Table, Vector>()?;
/// let table = Table::new().with("x", Column::Real(vec![5.0]))?;
/// assert_eq!(pipeline.apply(&table)?.values(), [6.5]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    version: String,
    inputs: Arc<[Arc<str>]>,
    text: Vec<Arc<str>>,
    estimator: String,
    missing: bool,
    made: Arc<[Arc<str>]>,
    /// The columns of the matrix behind `before`, and whether there is none: the model begins at the table.
    assembled: Arc<[Arc<str>]>,
    whole: bool,
    steps: Vec<Record>,
    /// What is done with the matrix of those columns, and the columns of what comes out.
    after: Vec<Record>,
    columns: Arc<[Arc<str>]>,
    /// What the estimator makes of its columns before it looks at them.
    before: Vec<Record>,
    model: Vec<Record>,
    scores: Option<Record>,
}

impl Imported {
    pub(super) fn parse(text: &str, passthrough: bool) -> Result<Imported, Box<ImportError>> {
        let root = Object::root(text)?;
        let format = root.text("format").map_err(|_| {
            let problem = "it has no `format`".to_owned();
            Box::new(ImportError::Other { format: FORMAT, problem })
        })?;
        if format != "sklearn-pipeline-json/1" {
            let (found, supported) = (crate::error::clip(&format).to_string(), "1");
            return Err(Box::new(ImportError::Version { format: FORMAT, found, supported }));
        }
        let mut steps = Steps::new(passthrough);
        for (at, raw) in root.list("steps")?.into_iter().enumerate() {
            let (name, parts) = json::named(raw, &format!("step {at}"), 2)?;
            let place = format!("step `{}`", crate::error::clip(&name));
            steps.step(&Object::of(parts[0], place)?)?;
        }
        let estimator = root.object("estimator")?;
        let Step { records, columns, after, names, inputs, mut text } = steps.finish()?;
        let found = estimator::read(&estimator, &names)?;
        if !after.is_empty() && found.takes_table() {
            return Err(unsupported("a pipeline behind distances of KMeans"));
        }
        let known: BTreeSet<&Arc<str>> = inputs.iter().collect();
        let mut told: BTreeSet<Arc<str>> = text.iter().cloned().collect();
        let new = |name: &Arc<str>| known.contains(name) && told.insert(Arc::clone(name));
        text.extend(found.text.into_iter().filter(new));
        let imported = Imported {
            version: root.text_or("sklearn", "")?,
            inputs,
            text,
            estimator: estimator.kind()?,
            missing: found.missing && after.is_empty(),
            assembled: found.columns.unwrap_or_else(|| Arc::clone(&columns)),
            whole: found.whole,
            made: columns,
            steps: records,
            after,
            columns: names,
            before: found.before,
            model: found.model,
            scores: found.scores,
        };
        Ok(imported)
    }

    /// The version of scikit-learn the file names.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The columns of the table it takes.
    #[must_use]
    pub fn inputs(&self) -> &[Arc<str>] {
        &self.inputs
    }

    /// Those of the [inputs](Self::inputs) whose categories are text.
    #[must_use]
    pub fn text_inputs(&self) -> &[Arc<str>] {
        &self.text
    }

    /// The columns the estimator takes, in order.
    #[must_use]
    pub fn columns(&self) -> &Arc<[Arc<str>]> {
        &self.columns
    }

    /// The type of the last step, by scikit-learn's name.
    #[must_use]
    pub fn estimator(&self) -> &str {
        &self.estimator
    }

    /// Everything up to the answers.
    ///
    /// # Errors
    /// When two steps do not fit together.
    pub fn pipeline(&self) -> Result<AnyPipeline, Error> {
        self.chain(&self.before, &self.assembled, &self.model)
    }

    /// Everything before the estimator: a table in, the matrix it takes out.
    ///
    /// # Errors
    /// When two steps do not fit together.
    pub fn transformer(&self) -> Result<AnyPipeline, Error> {
        self.chain(&[], &self.made, &[])
    }

    /// The pipeline up to the raw scores, scikit-learn's `decision_function`; `None` for an estimator that has none, or
    /// whose scores are those of pairs of classes.
    ///
    /// # Errors
    /// When two steps do not fit together.
    pub fn raw_scores(&self) -> Result<Option<AnyPipeline>, Error> {
        let chain =
            |scores| self.chain(&self.before, &self.assembled, std::slice::from_ref(scores));
        self.scores.as_ref().map(chain).transpose()
    }

    fn chain(
        &self,
        before: &[Record],
        columns: &[Arc<str>],
        last: &[Record],
    ) -> Result<AnyPipeline, Error> {
        let mut records = self.steps.clone();
        records.extend_from_slice(before);
        if !self.whole || last.is_empty() {
            records.push(table::assembler("the columns", columns, self.missing)?);
        }
        records.extend_from_slice(&self.after);
        records.extend_from_slice(last);
        Ok(AnyPipeline::read(&records, &stages::registry())?)
    }
}

/// Types a column of categories may have.
pub(super) fn categorical() -> Types {
    Types::TEXT.or(Types::NUMERIC)
}
