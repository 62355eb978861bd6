//! Machines by hand, what is refused, and what a stored model must not hold.

use super::*;
use crate::artifact::Stage;
use crate::data::{Labels, Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::pipeline::{Apply, Fit};
use proptest::prelude::*;

fn line() -> Result<Matrix, Error> {
    Matrix::from_rows(["a"], [[0.0], [1.0], [4.0], [5.0], [9.0], [10.0]])
}

#[test]
fn votes_are_those_of_margins() -> Result<(), Error> {
    let y = Labels::from_texts(["a", "a", "b", "b", "c", "c"]);
    let recipe = SupportVectorClassifier::new().kernel(Kernel::Linear).tolerance(1e-10);
    let model = recipe.clone().probability(false).fit(&line()?, &y)?;
    // 1 and 4, 5 and 9, and 1 and 9 are the margins: borders at 2.5, 7 and 5.
    let asked = Matrix::from_rows(["a"], [[2.4], [2.6], [6.9], [7.1]])?;
    let answer = model.apply(&asked)?;
    let labels: Vec<_> = (0..4).map(|row| answer.label(row)).collect();
    assert_eq!(labels, [Some("a"), Some("b"), Some("b"), Some("c")]);
    assert_eq!(answer.row(0), [2.0 / 3.0, 1.0 / 3.0, 0.0]);
    let border = Matrix::from_rows(["a"], [[2.5], [7.0], [5.0]])?;
    let decisions = model.decision_function(&border)?;
    // Pairs: a and b, a and c, b and c; a row each.
    for at in [0, 5, 7] {
        assert!(decisions[at].abs() <= 1e-9, "{decisions:?}");
    }
    assert_eq!(model.support_sizes(), [1, 2, 1]);
    let probable = recipe.fit(&line()?, &y)?.apply(&line()?)?;
    for row in 0..6 {
        assert!((exact::sum(probable.row(row)) - 1.0).abs() <= 1e-15);
        assert_eq!(probable.label(row), Some(["a", "a", "b", "b", "c", "c"][row]));
    }
    Ok(())
}

#[test]
fn a_class_without_rows_keeps_its_place() -> Result<(), Error> {
    let all = Labels::from_texts(["a", "b", "c"]);
    let y = all.take(&[0, 0, 2, 2, 0, 2]);
    for probability in [true, false] {
        let recipe = SupportVectorClassifier::new().probability(probability);
        let answer = recipe.fit(&line()?, &y)?.apply(&line()?)?;
        assert_eq!(answer.probability("b"), Some(vec![0.0; 6]));
    }
    // One row a class: nothing to leave out.
    let two = line()?.take(&[0, 5]);
    let model = SupportVectorClassifier::new().fit(&two, &all.take(&[0, 2]))?;
    assert_eq!(model.apply(&two)?.label(1), Some("c"));
    Ok(())
}

#[test]
fn refusals_name_what_is_wrong() -> Result<(), Error> {
    let (x, y) = (line()?, Labels::from_texts(["a", "b", "a", "b", "a", "b"]));
    let message = |recipe: SupportVectorClassifier| recipe.fit(&x, &y).unwrap_err().to_string();
    let recipe = SupportVectorClassifier::new;
    assert!(message(recipe().c(0.0)).contains("parameter `c` must be finite and above 0"));
    assert!(message(recipe().gamma(Gamma::Value(-1.0))).contains("parameter `gamma`"));
    assert!(message(recipe().coef0(f64::NAN)).contains("parameter `coef0`"));
    let few = recipe().c(1e3).tolerance(1e-9).max_iterations(2);
    assert!(message(few).contains("did not converge"));
    let wide = recipe().kernel(Kernel::Polynomial).degree(500).gamma(Gamma::Value(1.0));
    assert!(message(wide).contains("range"));
    let far = Matrix::from_rows(["a"], [[1e200]])?;
    let cubes = recipe().kernel(Kernel::Polynomial).fit(&x, &y)?;
    assert!(cubes.apply(&far).unwrap_err().to_string().contains("a finite result"));
    let large = Vector::new(vec![1e200, 0.0, 0.0, 0.0, 0.0, 0.0]);
    let error = SupportVectorRegressor::new().fit(&x, &large).unwrap_err().to_string();
    assert!(error.contains("at most 1e150"));
    let recipe = SupportVectorRegressor::new().epsilon(f64::NAN);
    assert!(recipe.fit(&x, &Vector::new(vec![0.0; 6])).is_err());
    Ok(())
}

#[test]
fn a_constant_target_needs_no_support() -> Result<(), Error> {
    let model = SupportVectorRegressor::new().fit(&line()?, &Vector::new(vec![3.0; 6]))?;
    assert!(model.support_vectors().is_empty());
    assert_eq!(model.apply(&line()?)?.values(), [3.0; 6]);
    let back = SupportVectorRegressorModel::restore(model.recipe().clone(), model.state().clone());
    assert_eq!(back, Ok(model));
    Ok(())
}

#[test]
fn a_state_that_does_not_fit_together_is_refused() -> Result<(), Error> {
    let y = Labels::from_texts(["a", "a", "b", "b", "c", "c"]);
    let model = SupportVectorClassifier::new().fit(&line()?, &y)?;
    let restore = |change: fn(&mut SupportVectorClassifierState)| {
        let mut state = model.state().clone();
        change(&mut state);
        SupportVectorClassifierModel::restore(model.recipe().clone(), state)
    };
    assert_eq!(restore(|_| {}), Ok(model.clone()));
    assert!(restore(|state| state.sizes[0] = u64::MAX).is_err());
    assert!(restore(|state| state.sizes[0] += 1).is_err());
    assert!(restore(|state| state.present[2] = 3).is_err());
    assert!(restore(|state| state.intercepts.truncate(2)).is_err());
    assert!(restore(|state| state.sigmoids.truncate(5)).is_err());
    assert!(restore(|state| state.dual_coefficients.truncate(2)).is_err());
    assert!(restore(|state| state.support_vectors[0] = f64::NAN).is_err());
    assert!(restore(|state| state.gamma = f64::INFINITY).is_err());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn the_order_of_rows_does_not_matter(
        mut rows in prop::collection::vec(prop::array::uniform3(-4i8..5), 8..40),
        turn in 0usize..40, c in 0.1..10.0f64,
        kernel in prop::sample::select(vec![Kernel::Linear, Kernel::Polynomial, Kernel::Rbf, Kernel::Sigmoid]),
    ) {
        rows[0][2] = 0;
        rows[1][2] = 1;
        rows[2][2] = 2;
        let data = |rows: &[[i8; 3]]| {
            let cells = rows.iter().map(|row| [f64::from(row[0]) * 0.1, f64::from(row[1]) * 0.3]);
            let x = Matrix::from_rows(["a", "b"], cells).unwrap();
            let y = Labels::from_texts(rows.iter().map(|row| (row[2].rem_euclid(3)).to_string()));
            let numbers = Vector::new(rows.iter().map(|row| f64::from(row[2])).collect());
            (x, y, numbers)
        };
        let (x, y, numbers) = data(&rows);
        let classifier = SupportVectorClassifier::new().kernel(kernel).c(c);
        let regressor = SupportVectorRegressor::new().kernel(kernel).c(c);
        let (whole, line) = (classifier.fit(&x, &y).unwrap(), regressor.fit(&x, &numbers).unwrap());
        let middle = turn % rows.len();
        rows.rotate_left(middle);
        rows.reverse();
        let (x, y, numbers) = data(&rows);
        prop_assert_eq!(&whole, &classifier.fit(&x, &y).unwrap());
        prop_assert_eq!(&line, &regressor.fit(&x, &numbers).unwrap());
        let all = whole.apply(&x).unwrap();
        for row in 0..x.rows() {
            let alone = whole.apply(&x.take(&[row])).unwrap();
            prop_assert_eq!(alone.row(0), all.row(row));
        }
    }
}
