//! Trees of this crate's own grower, by hand, and the two versions of what is stored.

use super::*;
use crate::artifact::Stage;
use crate::artifact::codec::to_node;
use crate::data::{Labels, Matrix, Vector};
use crate::error::Error;
use crate::model::{Trainer, TreeCriterion};
use crate::pipeline::{Apply, Fit};

/// Targets 0, 1, 5 and 6: the first split lowers 26 squares of the error to 1, the others take ½ each.
#[test]
fn rows_and_importances_are_kept() -> Result<(), Error> {
    let x = Matrix::from_rows(
        ["a", "b", "c"],
        [[1., 0., 1.], [2., 0., 1.], [2., 1., 1.], [2., 2., 1.]],
    )?;
    let y = Vector::new(vec![0.0, 1.0, 5.0, 6.0]);
    let model = DecisionTree::regressor().fit(&x, &y)?;
    let trees = model.trees();
    assert_eq!(trees.feature(), [1, 0, Trees::LEAF, Trees::LEAF, 1, Trees::LEAF, Trees::LEAF]);
    assert_eq!(trees.threshold(), [0.5, 1.5, 0.0, 0.0, 1.5, 0.0, 0.0]);
    assert_eq!((trees.left()[0], trees.right()[0], trees.starts()), (1, 4, &[0][..]));
    assert_eq!(trees.cover(), [4, 2, 1, 1, 2, 1, 1]);
    assert_eq!((trees.outputs(), trees.leaves()), (1, y.values()));
    let [a, b, c] = model.feature_importances()[..] else { unreachable!() };
    assert!((a - 0.5 / 26.0).abs() < 1e-15 && (b - 25.5 / 26.0).abs() < 1e-15 && c == 0.0);
    assert_eq!(model.apply(&x)?, y);
    Ok(())
}

/// A class without rows keeps its place with a share of 0, and rows drawn twice count twice.
#[test]
fn classes_without_rows_keep_their_place() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], [[0.0], [1.0], [1.0], [1.0]])?;
    let y = Labels::from_texts(["u", "v", "w", "w", "u"]).take(&[0, 2, 2, 4]);
    let model = DecisionTree::classifier().fit(&x, &y)?;
    assert_eq!(model.trees().leaves(), [1.0, 0.0, 0.0, 1.0 / 3.0, 0.0, 2.0 / 3.0]);
    let forest = RandomForest::classifier().trees(3).max_samples(50).fit(&x, &y)?;
    assert!(forest.trees().starts().iter().all(|&at| forest.trees().cover()[at as usize] == 50));
    Ok(())
}

#[test]
fn what_smartcore_has_not_is_refused() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], [[0.0], [1.0]])?;
    let (y, c) = (Vector::new(vec![0.0, 1.0]), Labels::from_texts(["u", "v"]));
    let tree = DecisionTree::classifier().with_trainer(Trainer::Smartcore);
    let forest = RandomForest::regressor().with_trainer(Trainer::Smartcore);
    for (message, parameter) in [
        (tree.clone().criterion(TreeCriterion::Entropy).fit(&x, &c).map(drop), "criterion"),
        (tree.clone().max_features(1).fit(&x, &c).map(drop), "max_features"),
        (tree.max_leaf_nodes(4).fit(&x, &c).map(drop), "max_leaf_nodes"),
        (forest.clone().min_impurity_decrease(0.1).fit(&x, &y).map(drop), "min_impurity_decrease"),
        (forest.clone().bootstrap(false).fit(&x, &y).map(drop), "bootstrap"),
        (forest.max_samples(2).fit(&x, &y).map(drop), "max_samples"),
        (
            RandomForest::regressor().max_samples(2).bootstrap(false).fit(&x, &y).map(drop),
            "max_samples",
        ),
        (DecisionTree::regressor().max_leaf_nodes(1).fit(&x, &y).map(drop), "max_leaf_nodes"),
        (
            DecisionTree::regressor().min_impurity_decrease(f64::NAN).fit(&x, &y).map(drop),
            "min_impurity_decrease",
        ),
        (DecisionTree::regressor().with_trainer(Trainer::Linfa).fit(&x, &y).map(drop), "trainer"),
    ] {
        let message = message.unwrap_err().to_string();
        assert!(message.contains(&format!("`{parameter}`")), "{message}");
    }
    Ok(())
}

/// Recipes that name nobody are smartcore's, and their trees know nothing of rows.
#[test]
fn the_first_version_is_smartcores() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], [[0.0], [1.0]])?;
    let model = DecisionTree::regressor().fit(&x, &Vector::new(vec![0.0, 1.0]))?;
    let exact = to_node(model.recipe()).unwrap();
    let unnamed = to_node(&DecisionTree::regressor().with_trainer(Trainer::Smartcore)).unwrap();
    assert!(unnamed.get("options").is_none() && exact.get("options").is_some());
    let state = to_node(model.state()).unwrap();
    let read = |version, params, state| TreeRegressorModel::decode(version, params, state);
    assert!(read(2, &exact, &state).unwrap().is_ok());
    assert!(read(1, &exact, &state).unwrap().is_err());
    assert!(read(1, &unnamed, &state).unwrap().is_err());
    assert!(read(2, &unnamed, &state).unwrap().is_err());
    assert!(read(3, &exact, &state).is_none());
    let Some(trees) = state.get("trees").cloned() else { unreachable!() };
    let crate::artifact::codec::Node::Record(mut fields) = trees else { unreachable!() };
    fields.retain(|(name, _)| name != "cover" && name != "importances");
    let columns = state.get("columns").cloned().unwrap();
    let bare = crate::artifact::codec::Node::Record(vec![
        ("columns".to_owned(), columns),
        ("trees".to_owned(), crate::artifact::codec::Node::Record(fields)),
    ]);
    let first = read(1, &unnamed, &bare).unwrap().unwrap();
    assert_eq!((first.version(), first.trees().cover().len()), (1, 0));
    assert_eq!(
        (to_node(first.recipe()).unwrap(), to_node(first.state()).unwrap()),
        (unnamed, bare)
    );
    assert_eq!(first.apply(&x)?, model.apply(&x)?);
    Ok(())
}
