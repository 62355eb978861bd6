//! Growing by this crate's own grower.

use super::options::{ForestOptions, NumberCriterion, TreeCriterion, TreeOptions};
use super::{ClassTreesState, Forest, Growth, NumberTreesState, Trees};
use crate::data::{Labels, Matrix, Vector};
use crate::error::{Error, FitError};
use crate::model::check::{self, Present};
use crate::model::trainer::Trainer;
use crate::pipeline::guard;
use crate::solve::forest::Bagging;
use crate::solve::rows::transposed;
use crate::solve::{forest, tree};
use std::sync::Arc;
use std::time::Duration;

/// How the trees are grown, all but the impurity.
pub(super) fn one_tree<C>(growth: &Growth, options: &TreeOptions<C>) -> Bagging {
    let growth = tree::Growth {
        max_leaf_nodes: options.max_leaf_nodes,
        min_impurity_decrease: options.min_impurity_decrease,
        max_features: options.max_features,
        ..limits(growth)
    };
    Bagging { trees: 1, bootstrap: false, max_samples: None, growth }
}

/// A forest's way; `searched` columns a split unless the recipe says.
pub(super) fn many_trees<C>(
    forest: &Forest,
    options: &ForestOptions<C>,
    searched: usize,
) -> Bagging {
    let searched = u32::try_from(searched.max(1)).unwrap_or(u32::MAX);
    let growth = tree::Growth {
        max_leaf_nodes: options.max_leaf_nodes,
        min_impurity_decrease: options.min_impurity_decrease,
        max_features: Some(forest.max_features.unwrap_or(searched)),
        ..limits(&forest.growth)
    };
    Bagging {
        trees: forest.trees,
        bootstrap: options.bootstrap,
        max_samples: options.max_samples,
        growth,
    }
}

pub(in crate::model) fn limits(growth: &Growth) -> tree::Growth {
    tree::Growth {
        max_depth: growth.max_depth,
        min_samples_split: growth.min_samples_split,
        min_samples_leaf: growth.min_samples_leaf,
        seed: growth.seed,
        ..tree::Growth::default()
    }
}

/// Grows trees of numbers.
pub(super) fn numbers(
    stage: &str,
    bagging: Bagging,
    _: NumberCriterion,
    deadline: Duration,
    x: &Matrix,
    (y, weights): (&Vector, Option<&[f64]>),
) -> Result<NumberTreesState, Error> {
    check::features(stage, x, y.rows())?;
    check::numbers(stage, y)?;
    let columns = transposed(x.as_slice(), x.width());
    let (target, weights) = (y.values().to_vec(), weights.map(<[f64]>::to_vec));
    let grow = move || {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let forest = match &weights {
            None => bagging.fit_numbers(&columns, &target),
            Some(weights) => bagging.fit_numbers_weighted(&columns, (&target, weights)),
        };
        let forest = forest.map_err(|e| e.to_string())?;
        stored(&forest, columns.len(), 1, |answer, leaf| leaf.extend_from_slice(answer))
    };
    let trees = guard::run(stage, Trainer::EXACT, deadline, grow)?;
    let state = NumberTreesState { columns: Arc::clone(x.names()), trees };
    state.check(true).map_err(|message| broken(stage, message))?;
    Ok(state)
}

/// Grows trees of the shares of classes.
pub(super) fn classes(
    stage: &str,
    bagging: Bagging,
    criterion: TreeCriterion,
    deadline: Duration,
    x: &Matrix,
    (y, weights): (&Labels, Option<&[f64]>),
) -> Result<ClassTreesState, Error> {
    check::features(stage, x, y.rows())?;
    let Present { classes, codes } = check::classes(stage, y)?;
    let columns = transposed(x.as_slice(), x.width());
    let (outputs, weights) = (y.classes().len(), weights.map(<[f64]>::to_vec));
    let grow = move || {
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        // At most 1000, as was checked.
        let (codes, count) = (codes.as_slice(), classes.len() as u32);
        let impurity = criterion.impurity();
        let forest = match &weights {
            None => bagging.fit_classes(&columns, (codes, count), impurity),
            Some(weights) => {
                bagging.fit_classes_weighted(&columns, (codes, count, weights), impurity)
            }
        };
        let forest = forest.map_err(|e| e.to_string())?;
        stored(&forest, columns.len(), outputs, |answer, leaf| {
            let start = leaf.len();
            leaf.resize(start + outputs, 0.0);
            for (&class, &share) in classes.iter().zip(answer) {
                if let Some(place) = leaf.get_mut(start + class as usize) {
                    *place = share;
                }
            }
        })
    };
    let trees = guard::run(stage, Trainer::EXACT, deadline, grow)?;
    let (columns, classes) = (Arc::clone(x.names()), Arc::clone(y.classes()));
    let state = ClassTreesState { columns, classes, trees };
    state.check(true).map_err(|message| broken(stage, message))?;
    Ok(state)
}

/// Trees as they are stored.
fn stored(
    forest: &forest::Forest,
    width: usize,
    outputs: usize,
    mut answer: impl FnMut(&[f64], &mut Vec<f64>),
) -> Result<Trees, String> {
    let mut trees = Trees::empty(u32::try_from(outputs).map_err(|_| "too many classes")?);
    for tree in &forest.trees {
        trees.push_grown(tree, &mut answer)?;
    }
    Ok(trees.with_importances(forest.importances(width)))
}

/// What a hostile file must not hold, a fit must not make.
pub(in crate::model) fn broken(stage: &str, message: String) -> Error {
    let (stage, trainer) = (stage.to_owned(), Trainer::EXACT.to_owned());
    FitError::Trainer { stage, trainer, message }.into()
}
