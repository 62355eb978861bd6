//! The learner: columns, scores, objective, booster.

use super::at::At;
use super::value::Value;
use super::{FORMAT, base, categories, linear, objective, trees, unsupported};
use crate::error::ImportError;
use crate::import::ImportedTrees;
use crate::model::{EnsembleLink, EnsembleTrees, Precision, Source, TreeEnsemble};
use std::sync::Arc;

/// Scores a row that any file may have. Beyond them each must have bytes of the file: its leaves and its base take more.
const SCORES: usize = 512;
/// The least bytes of a file for a score.
const SCORE_BYTES: usize = 8;

/// Reads a model from a file of `bytes` bytes.
pub(super) fn read(value: &Value<'_>, bytes: usize) -> Result<ImportedTrees, Box<ImportError>> {
    let file = At::whole(value);
    let learner = file.field("learner")?;
    let version = version(&file)?;
    let parameters = learner.field("learner_model_param")?;
    let columns = columns(&learner, parameters.parameter("num_feature")?)?;
    // 0 classes and no word of targets: one score.
    let classes: usize = parameters.parameter("num_class")?;
    let targets: usize = match parameters.find("num_target") {
        Some(_) => parameters.parameter("num_target")?,
        None => 1,
    };
    let scores = classes.max(targets).max(1);
    if scores > SCORES + bytes / SCORE_BYTES || (classes > 1 && targets > 1) {
        let problem = format!("{classes} classes and {targets} targets");
        return Err(parameters.refuse(problem));
    }
    let goal = learner.field("objective")?.field("name")?.text()?;
    let (link, answers_classes, start) = objective::of(goal)?;
    if matches!(link, EnsembleLink::Softmax) != (classes > 1) {
        return Err(parameters.refuse(format!("{classes} classes for {goal}")));
    }
    let base = parameters.field("base_score")?;
    let base: Vec<f32> =
        base::scores(base.text()?, scores)?.into_iter().map(|x| start.margin(x)).collect();
    if base.iter().any(|x| !x.is_finite()) {
        return Err(parameters.refuse(format!("a base score that {goal} cannot start from")));
    }
    let booster = learner.field("gradient_booster")?;
    let (mut margin, mut slopes) = (base, Vec::new());
    let read = match booster.field("name")?.text()? {
        "gblinear" => {
            let (lines, bias) = linear::read(&booster, columns.len(), scores)?;
            // XGBoost's linear booster starts every score from the first base score.
            let base = margin.first().copied().unwrap_or(0.0);
            margin = bias.iter().map(|bias| bias + base).collect();
            slopes = lines;
            trees::Booster {
                trees: EnsembleTrees::new(1),
                targets: Vec::new(),
                weights: Vec::new(),
                iterations: vec![0],
            }
        }
        "gbtree" => trees::read(&booster.field("model")?, None, scores, bytes)?,
        "dart" => {
            let weights = booster.field("weight_drop")?.singles()?;
            trees::read(&booster.field("gbtree")?.field("model")?, Some(&weights), scores, bytes)?
        }
        other => return Err(unsupported(format!("booster `{}`", shown(other)))),
    };
    let mut categorical = Vec::new();
    if let Some(types) = learner.find("feature_types") {
        for kind in types.list()? {
            categorical.push(kind.text()? == "c");
        }
    }
    let source =
        Source { library: "xgboost".to_owned(), format: version, objective: goal.to_owned() };
    let ensemble = TreeEnsemble {
        columns,
        precision: Precision::Single,
        snap: false,
        base: margin.into_iter().map(f64::from).collect(),
        slopes,
        targets: read.targets,
        divisor: 1.0,
        link,
        trees: read.trees,
        weights: read.weights,
        compiled: Default::default(),
    };
    ensemble.check().map_err(|problem| booster.refuse(problem))?;
    Ok(ImportedTrees {
        format: FORMAT,
        source,
        objective: goal.to_owned(),
        classes: answers_classes,
        ensemble,
        iterations: read.iterations,
        average: false,
        levels: categories::levels(booster.find("model"), &categorical)?,
        categorical,
    })
}

/// The version, such as `3.2.0`.
fn version(file: &At<'_, '_>) -> Result<String, Box<ImportError>> {
    let version = file.field("version")?.wholes::<u32>()?;
    let text = version.iter().map(ToString::to_string).collect::<Vec<_>>().join(".");
    match version.first() {
        Some(1..=3) => Ok(text),
        _ => Err(Box::new(ImportError::Version {
            format: FORMAT,
            found: shown(&text),
            supported: "1, 2 and 3",
        })),
    }
}

/// The names of the columns; `f0`, `f1` and so on where the file has none, as XGBoost calls them.
fn columns(learner: &At<'_, '_>, count: usize) -> Result<Arc<[Arc<str>]>, Box<ImportError>> {
    let names = match learner.find("feature_names") {
        Some(names) => names.list()?,
        None => Vec::new(),
    };
    if names.is_empty() {
        // A count is not yet as many names in the file.
        if count > MOST_COLUMNS {
            return Err(learner.refuse(format!("{count} columns without names")));
        }
        return Ok((0..count).map(|at| Arc::from(format!("f{at}"))).collect());
    }
    if names.len() != count {
        return Err(learner.refuse(format!("{} names for {count} columns", names.len())));
    }
    names.iter().map(|name| Ok(Arc::from(name.text()?))).collect()
}

/// The most columns without names: their names are made up before anything of their number was seen in the file.
const MOST_COLUMNS: usize = 1 << 10;

/// The start of a text, for a message.
fn shown(text: &str) -> String {
    text.chars().take(40).collect()
}
