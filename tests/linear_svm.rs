//! Linear support vector machines against scikit-learn's numbers.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use steadfast::exact;
use steadfast::prelude::*;

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// What is compared: coefficients, intercepts, answers.
type Learned = [Vec<f64>; 3];

fn classifier(told: &Json, x: &Matrix, y: &[f64]) -> Learned {
    let number = |name: &str| told[name].as_f64().unwrap();
    let recipe = LinearSupportVectorClassifier::new().c(number("c"));
    let recipe = recipe.squared(told["squared"].as_bool().unwrap());
    let recipe = recipe.intercept(told["intercept"].as_bool().unwrap());
    let recipe = recipe.intercept_scaling(number("scaling")).tolerance(1e-9);
    let labels = Labels::from_texts(y.iter().map(|y| format!("{y}")));
    let model = recipe.max_iterations(1_000_000).fit(x, &labels).unwrap();
    let (rows, intercepts) = (model.coefficients().chunks_exact(x.width()), model.intercepts());
    let planes: Vec<(&[f64], f64)> = rows.zip(intercepts.iter().copied()).collect();
    let of = |cells: &[f64]| planes.iter().map(|(w, b)| exact::dot(cells, w) + b).collect();
    let decisions: Vec<Vec<f64>> = x.iter_rows().map(of).collect();
    // The class of the answer is that of the decisions.
    let answers = model.apply(x).unwrap();
    for (row, found) in decisions.iter().enumerate() {
        let largest = match found[..] {
            [only] => usize::from(only > 0.0),
            _ => (0..found.len()).max_by(|&a, &b| found[a].total_cmp(&found[b])).unwrap(),
        };
        assert_eq!(answers.label(row), Some(&*model.classes()[largest]));
    }
    let answers = decisions.concat();
    [model.coefficients().to_vec(), intercepts.to_vec(), answers]
}

fn regressor(told: &Json, x: &Matrix, y: &[f64]) -> Learned {
    let number = |name: &str| told[name].as_f64().unwrap();
    let recipe = LinearSupportVectorRegressor::new().c(number("c")).epsilon(number("epsilon"));
    let recipe = recipe.squared(told["squared"].as_bool().unwrap());
    let recipe = recipe.intercept(told["intercept"].as_bool().unwrap());
    let recipe = recipe.intercept_scaling(number("scaling")).tolerance(1e-9);
    let target = Vector::new(y.to_vec());
    let model = recipe.max_iterations(1_000_000).fit(x, &target).unwrap();
    let answers = model.apply(x).unwrap().values().to_vec();
    [model.coefficients().to_vec(), vec![model.intercept()], answers]
}

/// Both sides go to the one minimum.
#[test]
fn fits_as_scikit_learn_does() {
    let all: Json = serde_json::from_str(include_str!("oracle/linear_svm.json")).unwrap();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for group in all["groups"].as_array().unwrap() {
        let rows: Vec<Vec<f64>> = group["x"].as_array().unwrap().iter().map(numbers).collect();
        let names: Arc<[Arc<str>]> =
            (0..rows[0].len()).map(|at| Arc::from(format!("x{at}"))).collect();
        let (x, y) = (Matrix::from_row_major(names, rows.concat()).unwrap(), numbers(&group["y"]));
        for case in group["cases"].as_array().unwrap() {
            let (model, told) = (case["model"].as_str().unwrap(), &case["parameters"]);
            let found = match model {
                "LinearSVC" => classifier(told, &x, &y),
                _ => regressor(told, &x, &y),
            };
            for (what, found) in ["coefficients", "intercepts", "answers"].into_iter().zip(found) {
                if what == "intercepts" && told["intercept"] == false {
                    // Of those that are not there scikit-learn has one zero, we one a plane.
                    assert!(found.iter().all(|b| *b == 0.0));
                    continue;
                }
                let (expected, name) = (numbers(&case[what]), format!("{model} {told} {what}"));
                assert_eq!(expected.len(), found.len(), "{name}");
                let size = expected.iter().fold(1.0, |size, x| exact::max(size, x.abs()));
                for (e, f) in expected.iter().zip(&found) {
                    assert!((e - f).abs() <= 1e-6 * size, "{name}: {f} is not {e}");
                }
            }
            *held.entry(model).or_default() += 1;
        }
    }
    assert_eq!(held.into_iter().collect::<Vec<_>>(), [("LinearSVC", 48), ("LinearSVR", 48)]);
}
