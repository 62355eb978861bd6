//! Bins by trees: Feature-engine's.
//!
//! The peer's trees see columns rounded to `f32`, so its edges lie up to half a unit of that from ours; where
//! a value lies between the two, a cell may be in another bin.

use super::super::transform::{Applied, Json, compare, fit_to, labels, vector};
use super::{Outcome, Refusal, Subject, ULP};
use steadfast::metrics::Metric;
use steadfast::pipeline::Folds;
use steadfast::preprocess::{BinOutput, DiscretizeByTree, TreeDiscretizer};

/// Half a unit in the last place of an `f32`, relative, and what the middle of two such has.
const SINGLE: f64 = 1.0 / 8_388_608.0;

/// One number or several.
fn tried(json: &Json) -> Option<Vec<u32>> {
    match json {
        Json::Number(one) => Some(vec![*one as u32]),
        Json::List(several) => several.iter().map(|x| x.number().map(|x| x as u32)).collect(),
        _ => None,
    }
}

fn metric(subject: &Subject<'_>, regression: bool) -> Result<Metric, Refusal> {
    Ok(match (subject.init("scoring").text(), regression) {
        (Some("neg_mean_squared_error"), true) => Metric::MeanSquaredError,
        (Some("neg_mean_absolute_error"), true) => Metric::MeanAbsoluteError,
        (Some("neg_root_mean_squared_error"), true) => Metric::RootMeanSquaredError,
        (Some("r2"), true) => Metric::R2,
        // Classes that are one apart: the squared error of a label is 1 where it is wrong.
        (Some("neg_mean_squared_error" | "accuracy"), false) => Metric::Accuracy,
        (Some("roc_auc"), false) => Metric::RocAuc,
        (Some("neg_log_loss"), false) => Metric::LogLoss,
        (Some("neg_brier_score"), false) => Metric::Brier,
        _ => return Err(subject.unsupported("scoring")),
    })
}

pub(super) fn decision_tree(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let regression = subject.init("regression").is_true();
    let mut recipe = DiscretizeByTree::new().metric(metric(subject, regression)?);
    let folds = subject.init("cv").number().ok_or_else(|| subject.unsupported("cv"))?;
    recipe = recipe.folds(Folds::new(folds as u64, 0)).folds_in_row_order();
    match subject.init("param_grid") {
        Json::Null => {}
        Json::Map(grid) => {
            for (name, values) in grid {
                let values = tried(values).ok_or_else(|| subject.unsupported("param_grid"))?;
                recipe = match &**name {
                    "max_depth" => recipe.max_depths(values),
                    "min_samples_leaf" => recipe.min_samples_leaf(values),
                    _ => return Err(subject.unsupported("param_grid")),
                };
            }
        }
        _ => return Err(subject.unsupported("param_grid")),
    }
    if let Json::Number(decimals) = subject.init("precision") {
        recipe = recipe.precision(*decimals as u32);
    }
    let recipe = match subject.init("bin_output").text() {
        Some("prediction") => recipe,
        Some("bin_number") => recipe.output(BinOutput::Number),
        Some("boundaries") => recipe.output(BinOutput::Boundaries),
        _ => return Err(subject.unsupported("bin_output")),
    };
    let variables = subject.parameters.variables();
    let (fitted, apply): (TreeDiscretizer, Applied) = match regression {
        true => fit_to(recipe, variables, &subject.train, &vector(subject.case, "train.csv")?)?,
        false => fit_to(recipe, variables, &subject.train, &labels(subject.case, "train.csv")?)?,
    };
    for (name, edges) in fitted.columns().iter().zip(fitted.edges()) {
        // Of predictions the peer keeps its trees, which no case writes down.
        let Some(expected) = subject.fitted("binner_dict_").get(name).list() else { continue };
        if expected.len() != edges.len() {
            outcome.fail(format!("edges of `{name}`: {edges:?}, expected {expected:?}"));
            continue;
        }
        for (at, (&edge, expected)) in edges.iter().zip(expected).enumerate() {
            let expected = expected.number().ok_or("an edge is no number".to_owned())?;
            let what = format!("edge {at} of `{name}`");
            outcome.compare(&what, edge, expected, SINGLE * expected.abs());
        }
    }
    // A mean over a bin, of which the peer's has a rounding a row.
    let rows = subject.train.rows() as f64;
    let allowed = |_: &str, expected: f64| rows * ULP * expected.abs();
    Ok(compare(subject.case, outcome, &apply, &allowed)?)
}
