//! Trees and forests, grown by smartcore.

use super::matrix::dense;
use super::serde_tree;
use crate::data::{Labels, Matrix, Vector};
use crate::error::{Error, FitError};
use crate::model::check::{self, Present};
use crate::model::tree::{ClassTreesState, Forest, Growing, Growth, NumberTreesState, Trees};
use crate::pipeline::guard;
use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::ensemble::random_forest_regressor::{
    RandomForestRegressor, RandomForestRegressorParameters,
};
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::tree::decision_tree_classifier::{
    DecisionTreeClassifier, DecisionTreeClassifierParameters, SplitCriterion,
};
use smartcore::tree::decision_tree_regressor::{
    DecisionTreeRegressor, DecisionTreeRegressorParameters,
};
use std::sync::Arc;

const TRAINER: &str = "smartcore";

type X = DenseMatrix<f64>;
type Nodes = Vec<Growing>;

pub(in crate::model) fn tree_regressor(
    stage: &str,
    growth: &Growth,
    x: &Matrix,
    y: &Vector,
) -> Result<NumberTreesState, Error> {
    let settings = growth.clone();
    let y = y.clone();
    numbers(stage, growth, x, &y.clone(), move |x| grow_numbers(&settings, &x, y.into_values()))
}

pub(in crate::model) fn forest_regressor(
    stage: &str,
    forest: &Forest,
    x: &Matrix,
    y: &Vector,
) -> Result<NumberTreesState, Error> {
    let settings = forest.clone();
    let columns = features(forest, x.width(), x.width());
    let target = y.values().to_vec();
    let grow = move |x: X| grow_forest_of_numbers(&settings, columns, &x, target);
    numbers(stage, &forest.growth, x, y, grow)
}

pub(in crate::model) fn tree_classifier(
    stage: &str,
    growth: &Growth,
    x: &Matrix,
    y: &Labels,
) -> Result<ClassTreesState, Error> {
    let settings = growth.clone();
    classes(stage, growth, x, y, move |x, codes, two| {
        if two {
            return grow_numbers(&settings, &x, zero_or_one(&codes));
        }
        let parameters = class_parameters(&settings);
        let model = DecisionTreeClassifier::fit(&x, &codes, parameters).map_err(words)?;
        serde_tree::trees(&model, &[])
    })
}

pub(in crate::model) fn forest_classifier(
    stage: &str,
    forest: &Forest,
    x: &Matrix,
    y: &Labels,
) -> Result<ClassTreesState, Error> {
    let settings = forest.clone();
    let columns = features(forest, x.width(), x.width().isqrt());
    classes(stage, &forest.growth, x, y, move |x, codes, two| {
        if two {
            return grow_forest_of_numbers(&settings, columns, &x, zero_or_one(&codes));
        }
        let parameters = forest_of_classes_parameters(&settings, columns);
        let model = RandomForestClassifier::fit(&x, &codes, parameters).map_err(words)?;
        serde_tree::trees(&model, &["trees"])
    })
}

fn numbers(
    stage: &str,
    growth: &Growth,
    x: &Matrix,
    y: &Vector,
    grow: impl FnOnce(X) -> Result<Vec<Nodes>, String> + Send + 'static,
) -> Result<NumberTreesState, Error> {
    check::features(stage, x, y.rows())?;
    check::numbers(stage, y)?;
    let (rows, width, cells) = (x.rows(), x.width(), x.as_slice().to_vec());
    let fit = move || grow(dense(rows, width, cells)?);
    let grown = guard::run(stage, TRAINER, growth.deadline(), fit)?;
    let mut trees = Trees::empty(1);
    for nodes in grown {
        check::learned(stage, "tree", &values(&nodes))?;
        trees.push(nodes).map_err(|message| trainer(stage, message))?;
    }
    Ok(NumberTreesState { columns: Arc::clone(x.names()), trees })
}

fn classes(
    stage: &str,
    growth: &Growth,
    x: &Matrix,
    y: &Labels,
    grow: impl FnOnce(X, Vec<u32>, bool) -> Result<Vec<Nodes>, String> + Send + 'static,
) -> Result<ClassTreesState, Error> {
    check::features(stage, x, y.rows())?;
    let Present { classes, codes } = check::classes(stage, y)?;
    let (rows, width, cells) = (x.rows(), x.width(), x.as_slice().to_vec());
    let two = classes.len() == 2;
    let fit = move || grow(dense(rows, width, cells)?, codes, two);
    let grown = guard::run(stage, TRAINER, growth.deadline(), fit)?;
    let outputs = u32::try_from(y.classes().len())
        .map_err(|_| trainer(stage, "too many classes".to_owned()))?;
    let mut trees = Trees::empty(outputs);
    for mut nodes in grown {
        check::learned(stage, "tree", &values(&nodes))?;
        count_shares(&mut nodes, x, y, &classes);
        trees.push(nodes).map_err(|message| trainer(stage, message))?;
    }
    let (columns, classes) = (Arc::clone(x.names()), Arc::clone(y.classes()));
    Ok(ClassTreesState { columns, classes, trees })
}

/// Puts the shares of the classes among the training rows into the leaves, in place of what the
/// trainer had there.
fn count_shares(nodes: &mut [Growing], x: &Matrix, y: &Labels, present: &[u32]) {
    let mut counts = vec![0u32; nodes.len() * y.classes().len()];
    for (row, &code) in x.iter_rows().zip(y.codes()) {
        counts[Growing::route(nodes, row) * y.classes().len() + code as usize] += 1;
    }
    for (node, counts) in nodes.iter_mut().zip(counts.chunks_exact(y.classes().len())) {
        let Growing::Leaf(outputs) = node else { continue };
        let mut total = 0.0;
        counts.iter().for_each(|&count| total += f64::from(count));
        if total > 0.0 {
            *outputs = counts.iter().map(|&count| f64::from(count) / total).collect();
        } else {
            // Cannot be: every leaf has a row the tree was grown on. The trainer's word then.
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "an index")]
            let place = outputs.first().map_or(0, |output| output.round() as usize);
            let class = present.get(place).copied();
            *outputs =
                (0..).take(counts.len()).map(|at: u32| share_of(Some(at) == class)).collect();
        }
    }
}

fn share_of(all: bool) -> f64 {
    if all { 1.0 } else { 0.0 }
}

/// Thresholds and outputs.
fn values(nodes: &[Growing]) -> Vec<f64> {
    let value = |node: &Growing| match node {
        Growing::Split { threshold, .. } => vec![*threshold],
        Growing::Leaf(outputs) => outputs.clone(),
    };
    nodes.iter().flat_map(value).collect()
}

fn zero_or_one(codes: &[u32]) -> Vec<f64> {
    codes.iter().map(|&code| f64::from(code)).collect()
}

fn features(forest: &Forest, width: usize, default: usize) -> usize {
    forest.max_features.map_or(default, |most| (most as usize).min(width))
}

/// smartcore counts levels of nodes where we count splits.
fn levels(growth: &Growth) -> Option<u16> {
    growth.max_depth.map(|depth| u16::try_from(depth.saturating_add(1)).unwrap_or(u16::MAX))
}

fn grow_numbers(growth: &Growth, x: &X, y: Vec<f64>) -> Result<Vec<Nodes>, String> {
    let parameters = DecisionTreeRegressorParameters {
        max_depth: levels(growth),
        min_samples_leaf: growth.min_samples_leaf as usize,
        min_samples_split: growth.min_samples_split as usize,
        seed: Some(growth.seed),
    };
    let model = DecisionTreeRegressor::fit(x, &y, parameters).map_err(words)?;
    serde_tree::trees(&model, &["tree_regressor"])
}

fn grow_forest_of_numbers(
    forest: &Forest,
    columns: usize,
    x: &X,
    y: Vec<f64>,
) -> Result<Vec<Nodes>, String> {
    let parameters = RandomForestRegressorParameters {
        max_depth: levels(&forest.growth),
        min_samples_leaf: forest.growth.min_samples_leaf as usize,
        min_samples_split: forest.growth.min_samples_split as usize,
        n_trees: forest.trees as usize,
        m: Some(columns),
        keep_samples: false,
        seed: forest.growth.seed,
    };
    let model = RandomForestRegressor::fit(x, &y, parameters).map_err(words)?;
    serde_tree::trees(&model, &["forest_regressor", "trees"])
}

fn class_parameters(growth: &Growth) -> DecisionTreeClassifierParameters {
    DecisionTreeClassifierParameters {
        criterion: SplitCriterion::Gini,
        max_depth: levels(growth),
        min_samples_leaf: growth.min_samples_leaf as usize,
        min_samples_split: growth.min_samples_split as usize,
        seed: Some(growth.seed),
    }
}

fn forest_of_classes_parameters(
    forest: &Forest,
    columns: usize,
) -> RandomForestClassifierParameters {
    RandomForestClassifierParameters {
        criterion: SplitCriterion::Gini,
        max_depth: levels(&forest.growth),
        min_samples_leaf: forest.growth.min_samples_leaf as usize,
        min_samples_split: forest.growth.min_samples_split as usize,
        n_trees: u16::try_from(forest.trees).unwrap_or(u16::MAX),
        m: Some(columns),
        keep_samples: false,
        seed: forest.growth.seed,
    }
}

fn words(error: smartcore::error::Failed) -> String {
    error.to_string()
}

fn trainer(stage: &str, message: String) -> Error {
    let (stage, trainer) = (stage.to_owned(), TRAINER.to_owned());
    FitError::Trainer { stage, trainer, message }.into()
}

#[cfg(test)]
mod tests;
