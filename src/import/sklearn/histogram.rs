//! Histogram gradient boosting.

use super::estimator::Estimator;
use super::forest::{iterations, records, targets};
use super::json::Object;
use super::{codes, malformed, parts, unsupported};
use crate::artifact::on_record;
use crate::error::{ImportError, clip};
use crate::model::{Child, Comparison, Leaf, Split};
use crate::model::{EnsembleLink, EnsembleTrees, Precision, TreeEnsemble};
use crate::pipeline::named;
use std::sync::Arc;

/// Words in a set of categories.
const WORDS: usize = 8;

pub(super) fn read(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
    classes: bool,
) -> Result<Estimator, Box<ImportError>> {
    one.only(&[
        "classes",
        "rule",
        "trees",
        "loss",
        "baseline",
        "feature_order",
        "encoder_categories",
        "order_rule",
    ])?;
    let (base, loss) = (one.numbers("baseline")?, one.text("loss")?);
    let link = match (classes, loss.as_str(), base.len()) {
        (true, "log_loss", 1) => EnsembleLink::Logistic { scale: 1.0 },
        (true, "log_loss", _) => EnsembleLink::Softmax,
        (false, "squared_error" | "absolute_error" | "quantile", 1) => EnsembleLink::Identity,
        (false, "poisson" | "gamma", 1) => EnsembleLink::Exp,
        _ => return Err(unsupported(format!("the loss `{}`", clip(&loss)))),
    };
    let width = columns.len();
    let order: Vec<usize> = if one.find("feature_order").is_some() {
        let order = one.integers("feature_order")?.into_iter();
        order.filter_map(|at| usize::try_from(at).ok().filter(|&at| at < width)).collect()
    } else {
        (0..width).collect()
    };
    if order.len() != width {
        return Err(malformed(one.at("feature_order"), "not one of the columns each"));
    }
    let (mut before, mut text) = (Vec::new(), Vec::new());
    if one.has("encoder_categories") {
        let place = one.at("encoder_categories");
        let lists = codes::lists(one, "encoder_categories")?;
        let first: Vec<Arc<str>> =
            order.iter().take(lists.len()).map(|&at| Arc::clone(&columns[at])).collect();
        if !first.is_empty() {
            parts::as_long(&place, first.len(), &[lists.len()])?;
            let of_text = first.iter().zip(&lists).filter(|(_, list)| list.is_text());
            text.extend(of_text.map(|(name, _)| Arc::clone(name)));
            let codes = codes::places(&place, &first, lists)?;
            let choice = named(first.iter().map(ToString::to_string));
            let record = on_record(&choice, &first.into(), vec![codes])
                .map_err(|error| malformed(place, error.to_string()))?;
            before.push(record);
        }
    }
    let all = iterations(one, base.len())?;
    let mut trees = EnsembleTrees::new(1);
    for tree in &all {
        push(&mut trees, tree, &order)?;
    }
    let ensemble = TreeEnsemble {
        slopes: Vec::new(),
        weights: Vec::new(),
        columns: Arc::clone(columns),
        precision: Precision::Double,
        snap: false,
        targets: targets(trees.count(), base.len()),
        base,
        divisor: 1.0,
        link,
        trees,
        compiled: Default::default(),
    };
    let (model, scores) = records(one, &ensemble, classes)?;
    let model = Estimator::of(model);
    Ok(Estimator { missing: true, before, text, scores: Some(scores), ..model })
}

fn push(
    trees: &mut EnsembleTrees,
    tree: &Object<'_>,
    order: &[usize],
) -> Result<(), Box<ImportError>> {
    let wrong = |problem: String| malformed(&*tree.place, problem);
    let (values, leaf) = (tree.numbers("value")?, tree.integers("is_leaf")?);
    let (feature, threshold) = (tree.integers("feature_idx")?, tree.numbers("num_threshold")?);
    let (left, right) = (tree.integers("left")?, tree.integers("right")?);
    let missing = tree.integers("missing_go_to_left")?;
    let (categorical, set) = (tree.integers("is_categorical")?, tree.integers("bitset_idx")?);
    let place = tree.at("raw_left_cat_bitsets");
    let mut sets: Vec<Vec<u32>> = Vec::new();
    for raw in tree.list("raw_left_cat_bitsets")? {
        let words: Vec<u32> = serde_json::from_str(raw.get())
            .map_err(|_| malformed(&*place, "a set that is not of words of 32 bits"))?;
        if words.len() != WORDS {
            return Err(malformed(place, format!("a set of {} words", words.len())));
        }
        sets.push(words);
    }
    let nodes = values.len();
    let lengths = [
        leaf.len(),
        feature.len(),
        threshold.len(),
        left.len(),
        right.len(),
        missing.len(),
        categorical.len(),
        set.len(),
    ];
    if lengths != [nodes; 8] || nodes == 0 {
        return Err(wrong("the arrays of a tree are not of one length".to_owned()));
    }
    let (mut splits_before, mut leaves_before) = (0, 0);
    let numbers: Vec<Child> = leaf
        .iter()
        .map(|&leaf| {
            let count = if leaf != 0 { &mut leaves_before } else { &mut splits_before };
            *count += 1;
            if leaf != 0 { Child::Leaf(*count - 1) } else { Child::Split(*count - 1) }
        })
        .collect();
    let child = |number: i64| {
        let at = usize::try_from(number).ok().and_then(|at| numbers.get(at).copied());
        at.ok_or_else(|| wrong(format!("no node {number}")))
    };
    let (mut splits, mut leaves) = (Vec::new(), Vec::new());
    for at in 0..nodes {
        if leaf[at] != 0 {
            let name = u32::try_from(at).map_err(|_| wrong("too many nodes".to_owned()))?;
            leaves.push(Leaf { values: &values[at..=at], cover: None, name, line: None });
            continue;
        }
        let column = usize::try_from(feature[at]).ok().and_then(|at| order.get(at));
        let column = column.and_then(|&column| u32::try_from(column).ok());
        let column = column.ok_or_else(|| wrong(format!("node {at} asks no column")))?;
        let in_set = categorical[at] != 0;
        let members: &[u32] = if in_set {
            let found = usize::try_from(set[at]).ok().and_then(|set| sets.get(set));
            found.ok_or_else(|| wrong(format!("node {at} asks a set that is not there")))?
        } else {
            &[]
        };
        splits.push(Split {
            column,
            comparison: if in_set { Comparison::In } else { Comparison::AtMost },
            missing_left: missing[at] != 0,
            zero_missing: false,
            threshold: threshold[at],
            set: members,
            left: child(left[at])?,
            right: child(right[at])?,
            cover: None,
        });
    }
    trees.push(numbers[0], &splits, &leaves).map_err(wrong)
}
