//! Tests of the models by nearest rows.

use super::*;
use crate::artifact::Stage;
use crate::data::{Labels, Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::{Apply, Fit};
use proptest::prelude::*;
use std::sync::Arc;

fn rows(cells: &[[f64; 2]]) -> Matrix {
    Matrix::from_rows(["a", "b"], cells.iter().copied()).unwrap()
}

/// From (0, 0): to (3, 4) 5 and 7, to (0, 6) 6 and 6, to (5, 5) √50 and 10, by hand.
#[test]
fn distances_choose_the_neighbours() -> Result<(), Error> {
    let x = rows(&[[3.0, 4.0], [0.0, 6.0], [5.0, 5.0]]);
    let y = Vector::new(vec![10.0, 30.0, 80.0]);
    let ask = |recipe: KnnRegressor| -> Result<f64, Error> {
        Ok(recipe.fit(&x, &y)?.apply(&rows(&[[0.0, 0.0]]))?.values()[0])
    };
    let near = |count: u64| KnnRegressor::new().neighbors(count);
    assert_eq!(ask(near(1))?, 10.0);
    assert_eq!(ask(near(1).distance(Distance::Manhattan))?, 30.0);
    assert_eq!(ask(near(2))?, 20.0);
    assert_eq!(ask(near(3))?, 40.0);
    // Weights 1 and 5/6, and 1 and 6/7: (10 + 25) / (11/6) and (30 + 60/7) / (13/7).
    let weighted = ask(near(2).by_distance())?;
    assert!((weighted - 210.0 / 11.0).abs() < 1e-14, "{weighted}");
    let weighted = ask(near(2).by_distance().distance(Distance::Manhattan))?;
    assert!((weighted - 270.0 / 13.0).abs() < 1e-14, "{weighted}");
    Ok(())
}

#[test]
fn shares_of_the_neighbours_are_probabilities() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0], [4.0], [8.0]])?;
    let all = Labels::from_texts(["u", "v", "v", "u", "w", "never"]);
    let y = all.take(&[0, 1, 2, 3, 4]);
    let asked = Matrix::from_rows(["a"], [[0.5], [3.0]])?;
    let model = KnnClassifier::new().neighbors(3).fit(&x, &y)?;
    let names: Vec<&str> = model.classes().iter().map(|name| &**name).collect();
    assert_eq!(names, ["never", "u", "v", "w"]);
    let third = 1.0 / 3.0;
    let answer = model.apply(&asked)?;
    // From 3: 2 and 4 at distance 1, then 1.
    assert_eq!(answer.probabilities(), [0.0, third, 2.0 / 3.0, 0.0, 0.0, third, 2.0 / 3.0, 0.0]);
    // By weights of 1, 1 and 1/2 of those at distance 1, 1 and 2: u has 1 of 2.5.
    let model = KnnClassifier::new().neighbors(3).by_distance().fit(&x, &y)?;
    assert_eq!(model.apply(&asked)?.row(1), [0.0, 0.4, 0.6, 0.0]);
    assert_eq!(model.report()[0].1, "3 of 5 rows, Euclidean, by distance");
    assert_eq!(model.report()[3], ("v".to_owned(), "2 rows".to_owned()));
    Ok(())
}

#[test]
fn equal_rows_decide_alone_by_distance() -> Result<(), Error> {
    let x = rows(&[[0.0, 1.0], [0.0, 1.0], [0.0, 1.5]]);
    let y = Vector::new(vec![8.0, 4.0, 100.0]);
    let model = KnnRegressor::new().neighbors(3).by_distance().fit(&x, &y)?;
    assert_eq!(model.apply(&rows(&[[-0.0, 1.0]]))?.values(), [6.0]);
    Ok(())
}

/// Of equally far rows the first by cells, then by target.
#[test]
fn ties_go_to_the_rows_that_ascend_first() -> Result<(), Error> {
    let x = rows(&[[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]]);
    let y = Vector::new(vec![1.0, 20.0, 300.0, 10.0]);
    let centre = rows(&[[0.0, 0.0]]);
    for (count, expected) in [(1, 10.0), (2, 15.0), (3, 110.0), (4, 82.75)] {
        let model = KnnRegressor::new().neighbors(count).fit(&x, &y)?;
        assert_eq!(model.apply(&centre)?.values(), [expected]);
    }
    Ok(())
}

#[test]
fn numbers_near_the_ends_of_the_range_have_a_finite_answer() -> Result<(), Error> {
    let x = rows(&[[f64::MAX, 0.0], [f64::MIN, 1.0], [1e200, 5e-324], [-1e200, 0.0]]);
    let y = Vector::new(vec![1e308, 1.7e308, 1.7e308, 1.7e308]);
    let asked = rows(&[[0.0, 0.0], [f64::MIN, 0.0], [1e200, 0.0]]);
    for distance in [Distance::Euclidean, Distance::Manhattan] {
        for recipe in [KnnRegressor::new(), KnnRegressor::new().by_distance()] {
            let recipe = recipe.neighbors(4).distance(distance);
            let answers = recipe.fit(&x, &y)?.apply(&asked)?;
            assert!(answers.values().iter().all(|x| (1e308..=1.7e308).contains(x)), "{answers:?}");
        }
    }
    let y = Labels::from_texts(["u", "v", "v", "v"]);
    let model = KnnClassifier::new().neighbors(4).by_distance().fit(&x, &y)?;
    for share in model.apply(&asked)?.probabilities() {
        assert!((0.0..=1.0).contains(share));
    }
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let x = rows(&[[0.0, 1.0], [2.0, 3.0]]);
    let y = Vector::new(vec![0.0, 1.0]);
    let message = |recipe: KnnRegressor| recipe.fit(&x, &y).unwrap_err().to_string();
    assert_eq!(
        message(KnnRegressor::new().neighbors(0)),
        "stage `model.knn_regressor`: parameter `neighbors` must be at least 1, found 0"
    );
    assert_eq!(
        message(KnnRegressor::new()),
        "stage `model.knn_regressor` needs at least 5 rows, found 2"
    );
    assert!(message(KnnRegressor::new().neighbors(u64::MAX)).contains("needs at least"));
    let bad = rows(&[[0.0, 1.0], [2.0, f64::NAN]]);
    let recipe = KnnClassifier::new().neighbors(1);
    let two = Labels::from_texts(["u", "v"]);
    assert_eq!(
        recipe.fit(&bad, &two).unwrap_err().to_string(),
        "stage `model.knn_classifier`, column `b`: row 1 is NaN"
    );
    let one = Labels::from_texts(["u", "u"]);
    assert!(recipe.fit(&x, &one).unwrap_err().to_string().contains("at least two classes"));
    let error = recipe.fit(&x, &two)?.apply(&bad).unwrap_err();
    assert_eq!(error.row(), Some(1));
    Ok(())
}

#[test]
fn a_state_that_does_not_fit_together_is_refused() -> Result<(), Error> {
    let x = rows(&[[0.0, 1.0], [2.0, 3.0], [2.0, 3.0]]);
    let model = KnnRegressor::new().neighbors(2).fit(&x, &Vector::new(vec![0.0, 5.0, 7.0]))?;
    let restore = |change: fn(&mut KnnRegressorState)| {
        let mut state = model.state().clone();
        change(&mut state);
        KnnRegressorModel::restore(model.recipe().clone(), state)
    };
    assert_eq!(restore(|_| {}), Ok(model.clone()));
    let refused = |change| restore(change).unwrap_err();
    assert_eq!(refused(|s| s.targets[0] = f64::NAN), "targets holds NaN");
    assert_eq!(refused(|s| s.cells[0] = f64::INFINITY), "cells holds inf");
    assert_eq!(refused(|s| s.cells.truncate(5)), "5 cells for 3 rows of 2 columns");
    assert_eq!(refused(|s| s.targets.clear()), "2 columns and 0 rows");
    assert_eq!(refused(|s| s.columns = Arc::new([])), "0 columns and 3 rows");
    assert_eq!(refused(|s| s.cells[0] = 9.0), "the rows do not ascend");
    assert_eq!(refused(|s| s.targets[2] = 4.0), "the rows do not ascend");
    assert!(restore(|s| s.columns = ["a".into(), "a".into()].into()).is_err());
    for neighbors in [0, 4, u64::MAX] {
        let recipe = KnnRegressor::new().neighbors(neighbors);
        assert!(KnnRegressorModel::restore(recipe, model.state().clone()).is_err());
    }
    let model = KnnClassifier::new().neighbors(2).fit(&x, &Labels::from_texts(["u", "u", "v"]))?;
    let restore = |change: fn(&mut KnnClassifierState)| {
        let mut state = model.state().clone();
        change(&mut state);
        KnnClassifierModel::restore(model.recipe().clone(), state)
    };
    assert_eq!(restore(|_| {}), Ok(model.clone()));
    assert_eq!(restore(|s| s.codes[2] = 2).unwrap_err(), "class 2 of 2");
    assert_eq!(restore(|s| s.codes.swap(1, 2)).unwrap_err(), "the rows do not ascend");
    assert!(restore(|s| s.classes = ["u".into(), "u".into()].into()).is_err());
    Ok(())
}

/// The formula, row by row and sorted as a whole.
fn by_definition(recipe: &KnnRegressor, x: &Matrix, y: &[f64], row: &[f64]) -> f64 {
    let far = |other: &[f64]| match recipe.vicinity.distance {
        Distance::Euclidean => exact::squared_distance(row, other),
        Distance::Manhattan => exact::absolute_distance(row, other),
    };
    let mut all: Vec<(f64, &[f64], f64)> =
        x.iter_rows().zip(y).map(|(other, &y)| (far(other), other, y)).collect();
    all.sort_by(|a, b| {
        let cells = a.1.iter().zip(b.1).map(|(a, b)| exact::total_cmp(*a, *b));
        let cells = cells.fold(std::cmp::Ordering::Equal, |order, next| order.then(next));
        exact::total_cmp(a.0, b.0).then(cells).then(exact::total_cmp(a.2, b.2))
    });
    all.truncate(usize::try_from(recipe.vicinity.neighbors).unwrap());
    let near: Vec<f64> = all.iter().map(|near| near.2).collect();
    exact::sum(&near) / near.len() as f64
}

proptest! {
    /// Few values, so that many rows are equally far.
    #[test]
    fn the_nearest_are_those_of_a_full_sort_in_any_order_of_rows(
        mut data in prop::collection::vec(([0i8..4, 0..4, 0..4], 0u8..5), 2..200),
        turn in 0usize..200, neighbors in 1u64..60, manhattan: bool, by_distance: bool,
    ) {
        let distance = if manhattan { Distance::Manhattan } else { Distance::Euclidean };
        let neighbors = neighbors.min(data.len() as u64);
        let recipe = KnnRegressor::new().neighbors(neighbors).distance(distance);
        let split = |data: &[([i8; 3], u8)]| {
            let cells = data.iter().map(|row| row.0.map(|x| f64::from(x) / 3.0));
            let y: Vec<f64> = data.iter().map(|row| f64::from(row.1)).collect();
            (Matrix::from_rows(["a", "b", "c"], cells).unwrap(), y)
        };
        let (x, y) = split(&data);
        let model = recipe.fit(&x, &Vector::new(y.clone())).unwrap();
        let answers = model.apply(&x).unwrap();
        for (row, answer) in x.iter_rows().zip(answers.values()).take(20) {
            prop_assert_eq!(*answer, by_definition(&recipe, &x, &y, row));
        }
        let mut classifier = KnnClassifier::new().neighbors(neighbors).distance(distance);
        if by_distance {
            classifier = classifier.by_distance();
        }
        let texts = |y: &[f64]| Labels::from_texts(y.iter().map(f64::to_string));
        let whole = classifier.fit(&x, &texts(&y));
        let middle = turn % data.len();
        data.rotate_left(middle);
        data.reverse();
        let (other, y) = split(&data);
        prop_assert_eq!(&model, &recipe.fit(&other, &Vector::new(y.clone())).unwrap());
        // Rows of one class only cannot be learned from.
        if let Ok(whole) = whole {
            let again = classifier.fit(&other, &texts(&y)).unwrap();
            prop_assert_eq!(&whole, &again);
            prop_assert_eq!(whole.apply(&x).unwrap(), again.apply(&x).unwrap());
        }
    }
}
