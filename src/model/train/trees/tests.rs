//! Trees read out against smartcore's own predictions and form.

use super::*;
use crate::exact::Random;
use crate::model::Trainer;
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

    let ours = crate::model::DecisionTree::regressor()
        .with_trainer(Trainer::Smartcore)
        .max_depth(6)
        .seed(3);
    let ours = ours.fit(&x, &target).unwrap().apply(&fresh).unwrap();
    let parameters = DecisionTreeRegressorParameters {
        max_depth: levels(&growth),
        seed: Some(3),
        ..DecisionTreeRegressorParameters::default()
    };
    let theirs = DecisionTreeRegressor::fit(&copy(&x), &y, parameters).unwrap();
    assert_eq!(bits(ours.values()), bits(&theirs.predict(&copy(&fresh)).unwrap()));

    let ours = crate::model::RandomForest::regressor()
        .with_trainer(Trainer::Smartcore)
        .trees(21)
        .max_features(2)
        .seed(3);
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
        let recipe = crate::model::DecisionTree::classifier()
            .with_trainer(Trainer::Smartcore)
            .max_depth(depth);
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

    let recipe = crate::model::RandomForest::classifier()
        .with_trainer(Trainer::Smartcore)
        .trees(15)
        .max_features(2);
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
    let stump = crate::model::DecisionTree::classifier()
        .with_trainer(Trainer::Smartcore)
        .max_depth(1)
        .fit(&x, &y)
        .unwrap();
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
