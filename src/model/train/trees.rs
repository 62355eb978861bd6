//! Trees and forests, grown by smartcore.

use super::check::{self, Present};
use super::matrix::dense;
use super::{guard, serde_tree};
use crate::data::{Labels, Matrix, Vector};
use crate::error::{Error, FitError};
use crate::model::tree::{ClassTreesState, Forest, Growing, Growth, NumberTreesState, Trees};
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
mod tests {
    use super::*;
    use crate::exact::Random;
    use crate::pipeline::{Apply, Fit};

    /// Cells on a coarse grid, so that many are equal, and codes that depend on them with noise.
    fn data(seed: u64, rows: usize, classes: u32) -> (Matrix, Vec<u32>) {
        let mut draw = Random::new(seed, 0, 0);
        let mut grid = || (draw.uniform() * 40.0).floor() / 4.0;
        let rows: Vec<[f64; 4]> = (0..rows).map(|_| [grid(), grid(), grid(), grid()]).collect();
        let code = |row: &[f64; 4]| {
            let score = row[0] + row[1] * row[2] / 5.0 + draw.uniform() * 6.0;
            (score.floor() as u32) % classes
        };
        let codes = rows.iter().map(code).collect();
        (Matrix::from_rows(["a", "b", "c", "d"], rows).unwrap(), codes)
    }

    fn copy(x: &Matrix) -> X {
        dense(x.rows(), x.width(), x.as_slice().to_vec()).unwrap()
    }

    fn bits(values: &[f64]) -> Vec<u64> {
        values.iter().map(|x| x.to_bits()).collect()
    }

    #[test]
    fn numbers_are_smartcores_own_to_the_bit() {
        let (x, codes) = data(1, 400, 50);
        let (fresh, _) = data(2, 2000, 50);
        let y: Vec<f64> = codes.iter().map(|&code| f64::from(code) * 0.1).collect();
        let target = Vector::new(y.clone());
        let growth = Growth { max_depth: Some(6), seed: 3, ..Growth::default() };

        let ours = crate::model::DecisionTree::regressor().max_depth(6).seed(3);
        let ours = ours.fit(&x, &target).unwrap().apply(&fresh).unwrap();
        let parameters = DecisionTreeRegressorParameters {
            max_depth: levels(&growth),
            seed: Some(3),
            ..DecisionTreeRegressorParameters::default()
        };
        let theirs = DecisionTreeRegressor::fit(&copy(&x), &y, parameters).unwrap();
        assert_eq!(bits(ours.values()), bits(&theirs.predict(&copy(&fresh)).unwrap()));

        let ours = crate::model::RandomForest::regressor().trees(21).max_features(2).seed(3);
        let ours = ours.fit(&x, &target).unwrap().apply(&fresh).unwrap();
        let parameters =
            RandomForestRegressorParameters::default().with_n_trees(21).with_m(2).with_seed(3);
        let theirs = RandomForestRegressor::fit(&copy(&x), &y, parameters).unwrap();
        assert_eq!(bits(ours.values()), bits(&theirs.predict(&copy(&fresh)).unwrap()));
    }

    /// Our largest share of a leaf is smartcore's class of it; the first largest in a tie, as there.
    #[test]
    fn a_trees_labels_are_smartcores_own() {
        let (x, codes) = data(4, 500, 3);
        let (fresh, _) = data(5, 2000, 3);
        let y = Labels::from_texts(codes.iter().map(u32::to_string));
        for depth in [2, 5, 40] {
            let recipe = crate::model::DecisionTree::classifier().max_depth(depth);
            let ours = recipe.fit(&x, &y).unwrap().apply(&fresh).unwrap().labels();
            let growth = Growth { max_depth: Some(depth), ..Growth::default() };
            let theirs =
                DecisionTreeClassifier::fit(&copy(&x), &codes, class_parameters(&growth)).unwrap();
            assert_eq!(ours.codes(), theirs.predict(&copy(&fresh)).unwrap());
        }
    }

    /// The trees read out vote as smartcore's do; our label, from mean shares, is another question.
    #[test]
    fn a_forests_votes_are_smartcores_own() {
        let (x, codes) = data(6, 500, 4);
        let (fresh, _) = data(7, 2000, 4);
        let forest = Forest { trees: 15, ..Forest::default() };
        let parameters = forest_of_classes_parameters(&forest, 2);
        let theirs = RandomForestClassifier::fit(&copy(&x), &codes, parameters).unwrap();
        let trees = serde_tree::trees(&theirs, &["trees"]).unwrap();
        assert_eq!(trees.len(), 15);
        let vote = |row: &[f64]| {
            let mut votes = [0.0; 4];
            for nodes in &trees {
                let Growing::Leaf(output) = &nodes[Growing::route(nodes, row)] else {
                    panic!("a walk ended in a split")
                };
                votes[output[0] as usize] += 1.0;
            }
            u32::try_from(crate::exact::argmax(&votes).unwrap()).unwrap()
        };
        let ours: Vec<u32> = fresh.iter_rows().map(vote).collect();
        assert_eq!(ours, theirs.predict(&copy(&fresh)).unwrap());

        let recipe = crate::model::RandomForest::classifier().trees(15).max_features(2);
        let y = Labels::from_texts(codes.iter().map(u32::to_string));
        let labels = recipe.fit(&x, &y).unwrap().apply(&fresh).unwrap().labels();
        let agree = labels.codes().iter().zip(&ours).filter(|(a, b)| a == b).count();
        assert!(agree > 1500, "{agree} of 2000 labels are the vote's");
    }

    /// Half of Gini's impurity is the squared error of 0 and 1: the same splits by either tree.
    #[test]
    fn two_classes_are_split_by_gini() {
        let (x, codes) = data(8, 300, 2);
        let y = Labels::from_texts(codes.iter().map(u32::to_string));
        let stump = crate::model::DecisionTree::classifier().max_depth(1).fit(&x, &y).unwrap();
        let gini = |left: &dyn Fn(&[f64]) -> bool| {
            let mut counts = [[0.0; 2]; 2];
            for (row, &code) in x.iter_rows().zip(&codes) {
                counts[usize::from(left(row))][code as usize] += 1.0;
            }
            let side = |[a, b]: [f64; 2]| if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 };
            side(counts[0]) + side(counts[1])
        };
        let answers = stump.apply(&x).unwrap();
        let first = answers.row(0).to_vec();
        let rows: Vec<&[f64]> = x.iter_rows().collect();
        let on_left = |row: &[f64]| {
            let at = rows.iter().position(|r| *r == row).unwrap();
            answers.row(at) == first.as_slice()
        };
        let found = gini(&on_left);
        let mut best = f64::INFINITY;
        for column in 0..4 {
            for threshold in x.column(column) {
                best = crate::exact::min(best, gini(&|row: &[f64]| row[column] <= threshold));
            }
        }
        assert!((found - best).abs() < 1e-9, "{found} is not the best {best}");
    }

    /// The form smartcore 0.7.0 serialises to, name by name: an update that changes it is seen here.
    #[test]
    fn smartcores_form_is_the_one_read() {
        use crate::artifact::codec::{Node, to_node};
        fn names(node: &Node) -> Vec<&str> {
            match node {
                Node::Record(fields) => fields.iter().map(|(name, _)| name.as_str()).collect(),
                other => panic!("{} is not a record", other.form()),
            }
        }
        fn first<'a>(node: &'a Node, path: &[&str]) -> &'a Node {
            path.iter().fold(node, |node, name| match node.get(name) {
                Some(Node::List(items)) => &items[0],
                Some(node) => node,
                None => panic!("no `{name}`"),
            })
        }
        let (x, codes) = data(9, 50, 3);
        let (x, y) = (copy(&x), zero_or_one(&codes));
        let number_node =
            ["false_child", "output", "split_feature", "split_score", "split_value", "true_child"];
        let class_node = [
            "false_child",
            "impurity",
            "n_node_samples",
            "output",
            "split_feature",
            "split_score",
            "split_value",
            "true_child",
        ];
        let tree = DecisionTreeRegressor::fit(&x, &y, Default::default()).unwrap();
        let form = to_node(&tree).unwrap();
        assert_eq!(names(first(&form, &["tree_regressor", "nodes"])), number_node);
        let forest = RandomForestRegressor::fit(&x, &y, Default::default()).unwrap();
        let form = to_node(&forest).unwrap();
        assert_eq!(names(first(&form, &["forest_regressor", "trees", "nodes"])), number_node);
        let tree = DecisionTreeClassifier::fit(&x, &codes, Default::default()).unwrap();
        assert_eq!(names(first(&to_node(&tree).unwrap(), &["nodes"])), class_node);
        let forest = RandomForestClassifier::fit(&x, &codes, Default::default()).unwrap();
        assert_eq!(names(first(&to_node(&forest).unwrap(), &["trees", "nodes"])), class_node);
    }
}
