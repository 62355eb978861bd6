//! Trees, forests and gradient boosting.

use super::estimator::Estimator;
use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::exact;
use crate::model::{Child, Comparison, Leaf, Split};
use crate::model::{
    EnsembleAnswer, EnsembleLink, EnsembleTrees, Precision, Source, TreeEnsemble,
    TreeEnsembleClasses, TreeEnsembleClassifier, TreeEnsembleRegressor, TreeEnsembleScores,
};
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

/// The model of an ensemble and its raw scores, as records.
pub(super) fn records(
    one: &Object<'_>,
    ensemble: &TreeEnsemble,
    classes: bool,
) -> Result<(Record, Record), Box<ImportError>> {
    let source = || -> Result<Source, Box<ImportError>> {
        let (library, format) = ("scikit-learn".to_owned(), "sklearn-pipeline-json/1".to_owned());
        Ok(Source { library, format, objective: one.text_or("loss", &one.kind()?)? })
    };
    let wrong = |problem: String| malformed(&*one.place, problem);
    let error = |error: crate::error::Error| malformed(&*one.place, error.to_string());
    let scores = TreeEnsembleScores::keep(source()?, EnsembleAnswer::RawScore, ensemble.clone());
    let scores = parts::record(&one.place, &scores.map_err(wrong)?.model().map_err(error)?)?;
    let model = if classes {
        let state = TreeEnsembleClasses { classes: one.classes()?, ensemble: ensemble.clone() };
        let keep = TreeEnsembleClassifier::keep(source()?, state).map_err(wrong)?;
        parts::record(&one.place, &keep.model().map_err(error)?)?
    } else {
        let keep = TreeEnsembleRegressor::keep(source()?, ensemble.clone()).map_err(wrong)?;
        parts::record(&one.place, &keep.model().map_err(error)?)?
    };
    Ok((model, scores))
}

/// The iterations of a boosted model, one tree a score each.
pub(super) fn iterations<'a>(
    one: &Object<'a>,
    scores: usize,
) -> Result<Vec<Object<'a>>, Box<ImportError>> {
    let mut trees = Vec::new();
    for raw in one.list("trees")? {
        let iteration = super::json::list(raw, &one.at("trees"))?;
        if iteration.len() != scores {
            let problem = format!("{} trees for {scores} scores", iteration.len());
            return Err(malformed(one.at("trees"), problem));
        }
        for raw in iteration {
            let place = format!("tree {}", trees.len());
            trees.push(Object::of(raw, place)?);
        }
    }
    Ok(trees)
}

/// The score of each of `trees` trees.
pub(super) fn targets(trees: usize, scores: usize) -> Vec<u32> {
    (0..trees).map(|tree| u32::try_from(tree % scores.max(1)).unwrap_or(u32::MAX)).collect()
}

/// A tree, what its leaves hold as `change` makes it.
fn push(
    trees: &mut EnsembleTrees,
    tree: &Object<'_>,
    change: impl Fn(&mut Vec<f64>),
) -> Result<(), Box<ImportError>> {
    const SINGLE: &str = "the arrays of a tree are not of one length";
    let (left, right) = (tree.integers("children_left")?, tree.integers("children_right")?);
    let (feature, threshold) = (tree.integers("feature")?, tree.numbers("threshold")?);
    let missing = tree.integers("missing_go_to_left")?;
    let mut values = tree.rows("value")?;
    let nodes = left.len();
    let lengths = [right.len(), feature.len(), threshold.len(), missing.len(), values.len()];
    if lengths != [nodes; 5] || nodes == 0 {
        return Err(malformed(&*tree.place, SINGLE));
    }
    values.iter_mut().for_each(change);
    let is_leaf = |at: usize| left[at] < 0;
    // Splits and leaves are numbered apart.
    let (mut splits_before, mut leaves_before) = (0, 0);
    let numbers: Vec<Child> = (0..nodes)
        .map(|at| {
            let count = if is_leaf(at) { &mut leaves_before } else { &mut splits_before };
            *count += 1;
            if is_leaf(at) { Child::Leaf(*count - 1) } else { Child::Split(*count - 1) }
        })
        .collect();
    let child = |number: i64| {
        let at = usize::try_from(number).ok().and_then(|at| numbers.get(at).copied());
        at.ok_or_else(|| malformed(&*tree.place, format!("no node {number}")))
    };
    let (mut splits, mut leaves) = (Vec::new(), Vec::new());
    for at in 0..nodes {
        if is_leaf(at) {
            let name = u32::try_from(at).map_err(|_| malformed(&*tree.place, "too many nodes"))?;
            leaves.push(Leaf { values: &values[at], cover: None, name, line: None });
            continue;
        }
        let column = u32::try_from(feature[at])
            .map_err(|_| malformed(&*tree.place, format!("node {at} has no column")))?;
        splits.push(Split {
            column,
            comparison: Comparison::AtMost,
            missing_left: missing[at] != 0,
            zero_missing: false,
            threshold: threshold[at],
            set: &[],
            left: child(left[at])?,
            right: child(right[at])?,
            cover: None,
        });
    }
    trees.push(numbers[0], &splits, &leaves).map_err(|problem| malformed(&*tree.place, problem))
}

/// A tree or the mean of many: shares of the classes, or one number.
pub(super) fn mean(one: &Object<'_>, columns: &Arc<[Arc<str>]>, classes: bool) -> Made {
    one.only(&["classes", "rule", "trees"])?;
    let outputs = if classes { one.classes()?.len() } else { 1 };
    let outputs = u32::try_from(outputs).unwrap_or(u32::MAX);
    let mut trees = EnsembleTrees::new(outputs);
    for (at, raw) in one.list("trees")?.into_iter().enumerate() {
        push(&mut trees, &Object::of(raw, format!("tree {at}"))?, |_| ())?;
    }
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^32 trees")]
    let divisor = trees.count() as f64;
    if trees.count() == 0 || outputs == 0 {
        return Err(malformed(one.at("trees"), "no trees, or no classes"));
    }
    let ensemble = TreeEnsemble {
        slopes: Vec::new(),
        weights: Vec::new(),
        columns: Arc::clone(columns),
        precision: Precision::SingleCells,
        snap: false,
        base: vec![0.0; outputs as usize],
        targets: if outputs == 1 { targets(trees.count(), 1) } else { Vec::new() },
        divisor,
        link: EnsembleLink::Identity,
        trees,
        compiled: Default::default(),
    };
    let (model, _) = records(one, &ensemble, classes)?;
    Ok(Estimator { missing: true, ..Estimator::of(model) })
}

pub(super) fn boosted(one: &Object<'_>, columns: &Arc<[Arc<str>]>, classes: bool) -> Made {
    one.only(&["classes", "rule", "trees", "learning_rate", "loss", "init_raw"])?;
    let base = one.numbers("init_raw")?;
    let (rate, loss) = (one.number("learning_rate")?, one.text("loss")?);
    let link = match (classes, loss.as_str(), base.len()) {
        (true, "log_loss", 1) => EnsembleLink::Logistic { scale: 1.0 },
        (true, "exponential", 1) => EnsembleLink::Logistic { scale: 2.0 },
        (true, "log_loss", _) => EnsembleLink::Softmax,
        (false, "squared_error" | "absolute_error" | "huber" | "quantile", 1) => {
            EnsembleLink::Identity
        }
        _ => return Err(unsupported(format!("the loss `{}`", clip(&loss)))),
    };
    let all = iterations(one, base.len())?;
    let mut trees = EnsembleTrees::new(1);
    for tree in &all {
        push(&mut trees, tree, |leaf| leaf.iter_mut().for_each(|value| *value *= rate))?;
    }
    let ensemble = TreeEnsemble {
        slopes: Vec::new(),
        weights: Vec::new(),
        columns: Arc::clone(columns),
        precision: Precision::SingleCells,
        snap: false,
        targets: targets(trees.count(), base.len()),
        base,
        divisor: 1.0,
        link,
        trees,
        compiled: Default::default(),
    };
    let (model, scores) = records(one, &ensemble, classes)?;
    Ok(Estimator { scores: Some(scores), ..Estimator::of(model) })
}

/// AdaBoost of trees: each speaks for the class it finds and against the others, by its weight.
pub(super) fn ada_boost(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&["classes", "rule", "trees", "estimator_weights"])?;
    let weights = one.numbers("estimator_weights")?;
    let list = one.list("trees")?;
    parts::as_long(&one.at("estimator_weights"), list.len(), &[weights.len()])?;
    let classes = one.classes()?.len();
    if classes < 2 {
        return Err(malformed(one.at("classes"), "fewer than two"));
    }
    // Of two classes one score is enough, the second's.
    let outputs = if classes == 2 { 1 } else { classes };
    let others = classes as f64 - 1.0;
    let (link, share) = match outputs {
        1 => (EnsembleLink::Logistic { scale: 2.0 }, exact::sum_ordered(&weights)),
        _ => (EnsembleLink::Softmax, exact::sum_ordered(&weights) * others),
    };
    let mut trees = EnsembleTrees::new(u32::try_from(outputs).unwrap_or(u32::MAX));
    for (at, (raw, &weight)) in list.into_iter().zip(&weights).enumerate() {
        let weight = weight / share;
        push(&mut trees, &Object::of(raw, format!("tree {at}"))?, |leaf| {
            let (found, all) = (exact::argmax(leaf), leaf.len());
            let says = |class: usize| if found == Some(class) { weight } else { -weight / others };
            *leaf = if all == 2 { vec![says(1)] } else { (0..all).map(says).collect() };
        })?;
    }
    let ensemble = TreeEnsemble {
        slopes: Vec::new(),
        weights: Vec::new(),
        columns: Arc::clone(columns),
        precision: Precision::SingleCells,
        snap: false,
        base: vec![0.0; outputs],
        targets: if outputs == 1 { targets(trees.count(), 1) } else { Vec::new() },
        divisor: 1.0,
        link,
        trees,
        compiled: Default::default(),
    };
    let (model, _) = records(one, &ensemble, true)?;
    Ok(Estimator::of(model))
}
