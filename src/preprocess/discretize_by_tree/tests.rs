//! Tests of bins by trees; expected numbers are those of Feature-engine 1.9.4 on scikit-learn 1.9.1.

use super::*;
use crate::pipeline::Fit;

fn table(values: &[f64]) -> Table {
    Table::new().with("a", Column::Real(values.to_vec())).unwrap()
}

const X: [f64; 24] = [
    6.3, 9.0, 7.8, 2.3, 3.0, 8.7, 0.1, 8.2, 8.0, 4.7, 3.0, 2.8, 2.5, 4.5, 5.0, 5.5, 10.0, 7.9, 6.2,
    9.9, 2.2, 1.6, 6.1, 0.4,
];
const Y: [f64; 24] = [
    4.05, 1.94, 1.24, 0.84, 3.99, 2.03, 0.54, 1.86, 1.71, 3.76, 4.32, 0.76, 0.99, 4.27, 3.82, 3.97,
    2.03, 2.02, 3.63, 2.02, 1.41, 0.54, 4.26, 1.04,
];
const CLASSES: [u32; 24] = [1, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0];

fn numbers() -> Vector {
    Vector::new(Y.to_vec())
}

fn classes() -> Labels {
    Labels::from_texts(CLASSES.iter().map(ToString::to_string))
}

/// The peer's edges, of columns rounded to `f32`.
fn assert_edges(found: &[f64], inner: &[f64]) {
    let expected = [&[f64::NEG_INFINITY], inner, &[f64::INFINITY]].concat();
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (found, expected) in found.iter().zip(&expected) {
        assert!(found == expected || (found - expected).abs() < 1e-6, "{found} {expected}");
    }
}

#[test]
fn predictions_and_bins_of_numbers() -> Result<(), Error> {
    let recipe = DiscretizeByTree::new().folds_in_row_order();
    let fitted = recipe.fit(&table(&X), &numbers())?;
    assert_edges(&fitted.edges()[0], &[1.9, 2.9, 7.05]);
    let later = table(&[6.3, 9.0, 2.3, 0.1, f64::NAN, f64::INFINITY]);
    let made = fitted.apply(&later)?;
    let expected =
        [4.007_777_777_777_778, 1.856_25, 1.0, 0.706_666_666_666_666_7, f64::NAN, 1.856_25];
    for (found, expected) in made.column("a")?.reals().unwrap().iter().zip(expected) {
        assert!(found.is_nan() && expected.is_nan() || (found - expected).abs() < 1e-14);
    }
    let rounded = recipe.clone().precision(1).fit(&table(&X), &numbers())?;
    assert_eq!(rounded.predictions(), [[0.7, 1.0, 4.0, 1.9]]);
    let bins = recipe.clone().output(BinOutput::Number).fit(&table(&X), &numbers())?;
    assert_eq!(bins.apply(&later)?, table(&[2.0, 3.0, 1.0, 0.0, f64::NAN, 3.0]));
    let named = recipe.output(BinOutput::Boundaries).precision(2).fit(&table(&X), &numbers())?;
    let words = ["`(2.9, 7.05]`", "`(7.05, inf]`", "`(1.9, 2.9]`", "`(-inf, 1.9]`", "missing"];
    let made = named.apply(&later)?;
    assert_eq!([0, 1, 2, 3, 4].map(|row| made.value(row, "a").to_string()), words);
    Ok(())
}

#[test]
fn shares_of_classes() -> Result<(), Error> {
    for metric in [Metric::RocAuc, Metric::Accuracy] {
        let recipe = DiscretizeByTree::new().metric(metric).folds_in_row_order();
        let fitted = recipe.fit(&table(&X), &classes())?;
        assert_edges(&fitted.edges()[0], &[3.75, 7.05]);
        let made = fitted.apply(&table(&[6.3, 9.0, 2.3]))?;
        assert_eq!(made, table(&[1.0, 0.0, 2.0 / 9.0]));
    }
    Ok(())
}

/// The best depth is one of those tried, and without a choice no fold is cut.
#[test]
fn one_depth_needs_no_folds() -> Result<(), Error> {
    let (x, y) = (table(&[1.0, f64::NAN, 2.0]), Vector::new(vec![3.0, 8.0, 5.0]));
    let fitted = DiscretizeByTree::new().max_depths([1]).fit(&x, &y)?;
    assert_eq!(fitted.edges(), [[f64::NEG_INFINITY, 1.5, f64::INFINITY]]);
    assert_eq!(fitted.apply(&x)?, table(&[3.0, f64::NAN, 5.0]));
    let leaves = DiscretizeByTree::new().max_depths([4]).min_samples_leaf([2]).fit(&x, &y)?;
    assert_eq!(leaves.predictions(), [[4.0]]);
    let message = DiscretizeByTree::new().fit(&x, &y).unwrap_err().to_string();
    assert_eq!(
        message,
        "stage `discretize.tree`, column `a`: 2 values for 3 folds, of which there must be 2 or more"
    );
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() {
    let x = table(&X);
    let message = |recipe: DiscretizeByTree| recipe.fit(&x, &numbers()).unwrap_err().to_string();
    assert_eq!(
        message(DiscretizeByTree::new().max_depths([])),
        "stage `discretize.tree`: parameter `max_depths` must be one or more above 0, found []"
    );
    assert_eq!(
        message(DiscretizeByTree::new().precision(0)),
        "stage `discretize.tree`: parameter `precision` must be from 1 to 19, found 0"
    );
    let wrong = message(DiscretizeByTree::new().metric(Metric::RocAuc));
    assert!(wrong.contains("target: expected a metric of its kind of target"), "{wrong}");
    let three = Labels::from_texts((0..24).map(|row| (row % 3).to_string()));
    let message = DiscretizeByTree::new().fit(&x, &three).unwrap_err().to_string();
    assert_eq!(
        message,
        "stage `discretize.tree`, target: expected two classes, to predict the second, found 3"
    );
    let bins = DiscretizeByTree::new().output(BinOutput::Number).fit(&x, &three);
    assert!(bins.is_ok_and(|fitted| fitted.edges()[0].len() > 1));
    let empty = DiscretizeByTree::new().fit(&table(&[f64::NAN; 24]), &numbers()).unwrap_err();
    assert_eq!(empty.to_string(), "stage `discretize.tree`, column `a`: every value is missing");
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |edges: &[f64], values: &[f64]| {
        let (columns, names) = (["a".into()].into(), vec![Vec::new()]);
        let (edges, values) = (vec![edges.to_vec()], vec![values.to_vec()]);
        let state = TreeDiscretizerState { columns, edges, names, values };
        TreeDiscretizer::restore(DiscretizeByTree::new(), state).unwrap_err()
    };
    let message = "the edges of column `a` are not two or more that ascend";
    assert_eq!(restore(&[2.0, 1.0], &[1.0]), message);
    assert_eq!(restore(&[], &[]), message);
    assert_eq!(restore(&[1.0, 2.0], &[]), "0 predictions, expected 1");
    assert_eq!(restore(&[1.0, 2.0], &[f64::NAN]), "predictions holds NaN");
}
