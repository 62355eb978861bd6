//! Answers, refusals, and what a stored state must not hold.

use super::*;
use crate::artifact::Stage;
use crate::data::{Classes, Labels, Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::{Apply, Fit};

fn rows() -> Result<(Matrix, Labels), Error> {
    let x = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
    // The class `w` has no row.
    Ok((x, Labels::from_texts(["u", "v", "v", "u", "w"]).take(&[0, 1, 2, 3])))
}

/// With votes of ln 3 and ln 5 for these rows, the share of `v` follows from the difference over the sum.
#[test]
fn votes_become_probabilities() -> Result<(), Error> {
    let (x, y) = rows()?;
    let model = AdaBoost::new().trees(2).fit(&x, &y)?;
    let (three, five) = (exact::ln(3.0), exact::ln(5.0));
    let at = |margin: f64| exact::logistic(2.0 * margin / (three + five));
    let expected = [at(five - three), at(three + five), at(three + five), at(three - five)];
    let answer = model.apply(&x)?;
    for (found, expected) in answer.probability("v").unwrap().iter().zip(expected) {
        assert!((found - expected).abs() < 1e-15);
    }
    assert_eq!(answer.probability("w"), Some(vec![0.0; 4]));
    assert_eq!((model.classes().len(), model.trees().outputs(), model.weights().len()), (3, 2, 2));
    Ok(())
}

/// More trees come nearer to the classes, and to the numbers.
#[test]
fn boosting_learns() -> Result<(), Error> {
    let (x, y) = rows()?;
    let sure = |answer: Classes| answer.probability("v").unwrap();
    let few = sure(GradientBoosting::classifier().trees(5).fit(&x, &y)?.apply(&x)?);
    let many = sure(GradientBoosting::classifier().trees(200).fit(&x, &y)?.apply(&x)?);
    assert!(few[1] > 0.5 && many[1] > few[1] && many[1] > 0.999 && many[0] < 0.001);
    let numbers = Vector::new(vec![1.0, -2.0, 3.0, 0.5]);
    let model = GradientBoosting::regressor().trees(300).fit(&x, &numbers)?;
    for (found, y) in model.apply(&x)?.values().iter().zip(numbers.values()) {
        assert!((found - y).abs() < 1e-12);
    }
    assert_eq!((model.base(), model.trees().count()), (0.625, 300));
    assert_eq!(model.feature_importances(), [1.0]);
    Ok(())
}

#[test]
fn parameters_are_checked() -> Result<(), Error> {
    let (x, y) = rows()?;
    let message = |fit: Result<(), Error>| fit.unwrap_err().to_string();
    let ada = |recipe: AdaBoost| message(recipe.fit(&x, &y).map(drop));
    let boost = |recipe: GradientBoostingClassifier| message(recipe.fit(&x, &y).map(drop));
    let recipe = GradientBoosting::classifier;
    for (found, parameter) in [
        (ada(AdaBoost::new().trees(0)), "trees"),
        (ada(AdaBoost::new().max_depth(0)), "max_depth"),
        (ada(AdaBoost::new().learning_rate(0.0)), "learning_rate"),
        (ada(AdaBoost::new().learning_rate(f64::NAN)), "learning_rate"),
        (boost(recipe().trees(0)), "trees"),
        (boost(recipe().learning_rate(f64::INFINITY)), "learning_rate"),
        (boost(recipe().subsample(1.5)), "subsample"),
        (boost(recipe().subsample(0.0)), "subsample"),
        (boost(recipe().max_features(0)), "max_features"),
        (boost(recipe().max_leaf_nodes(1)), "max_leaf_nodes"),
        (boost(recipe().min_impurity_decrease(-1.0)), "min_impurity_decrease"),
        (boost(recipe().min_samples_leaf(0)), "min_samples_leaf"),
    ] {
        assert!(found.contains(&format!("`{parameter}`")), "{found}");
    }
    let constant = Matrix::from_rows(["a"], [[1.0]; 4])?;
    let found = message(AdaBoost::new().fit(&constant, &y).map(drop));
    assert!(found.contains("no better than chance"), "{found}");
    Ok(())
}

#[test]
fn states_that_do_not_fit_together_are_refused() -> Result<(), Error> {
    let (x, y) = rows()?;
    let good = AdaBoost::new().trees(2).fit(&x, &y)?;
    let refused = |change: fn(&mut AdaBoostState)| {
        let mut state = good.state().clone();
        change(&mut state);
        assert!(AdaBoostModel::restore(good.recipe().clone(), state).is_err());
    };
    refused(|s| s.weights[0] = 0.0);
    refused(|s| s.weights[0] = f64::MAX * 0.9 + f64::MAX);
    refused(|s| s.weights = vec![f64::MAX; 2]);
    refused(|s| s.weights.truncate(1));
    refused(|s| s.errors[0] = 1.5);
    refused(|s| s.present = vec![1, 0]);
    refused(|s| s.present = vec![0, 3]);
    refused(|s| s.present = vec![0]);
    let good = GradientBoosting::classifier().trees(2).fit(&x, &y)?;
    let refused = |change: fn(&mut BoostedClassesState)| {
        let mut state = good.state().clone();
        change(&mut state);
        assert!(GradientBoostingClassifierModel::restore(good.recipe().clone(), state).is_err());
    };
    refused(|s| s.base[0] = f64::NAN);
    refused(|s| s.base.push(0.0));
    refused(|s| s.present = vec![0, 1, 2]);
    // As many trees as scores, or a multiple of them.
    refused(|s| (s.present, s.base) = (vec![0, 1, 2], vec![0.0; 3]));
    Ok(())
}
