//! Regressions of several targets against scikit-learn's numbers, and whole chains that end in them.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use steadfast::evaluate::metrics::Metric;
use steadfast::evaluate::{KFold, cross_validate};
use steadfast::exact;
use steadfast::prelude::*;

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(json: &Json, name: &str) -> Matrix {
    let rows: Vec<Vec<f64>> = json.as_array().unwrap().iter().map(numbers).collect();
    let width = rows.first().map_or(0, Vec::len);
    let names: Arc<[Arc<str>]> = (0..width).map(|at| Arc::from(format!("{name}{at}"))).collect();
    Matrix::from_row_major(names, rows.concat()).unwrap()
}

/// What is compared: coefficients, intercepts, predictions.
type Learned = [Vec<f64>; 3];

fn fitted(model: &str, told: &Json, x: &Matrix, y: &Matrix) -> Learned {
    let number = |name: &str| told[name].as_f64().unwrap();
    let is = |name: &str| told[name].as_bool().unwrap();
    macro_rules! learned {
        ($recipe:expr) => {{
            let model = $recipe.fit(x, y).unwrap();
            let answers = model.apply(x).unwrap();
            assert_eq!(answers.names(), y.names());
            let learned = [model.coefficients(), model.intercepts(), answers.as_slice()];
            learned.map(<[f64]>::to_vec)
        }};
    }
    match model {
        "MultiTaskElasticNet" => {
            let recipe = MultiTaskElasticNet::new(number("alpha")).ratio(number("ratio"));
            let recipe = recipe.intercept(is("intercept")).tolerance(1e-12);
            learned!(recipe.max_iterations(1_000_000))
        }
        "MultiTaskLasso" => {
            let recipe = MultiTaskLasso::new(number("alpha")).intercept(is("intercept"));
            learned!(recipe.tolerance(1e-12).max_iterations(1_000_000))
        }
        "PartialLeastSquares" => {
            let components = u32::try_from(told["components"].as_u64().unwrap()).unwrap();
            learned!(MultiTaskPartialLeastSquares::new(components).scale(is("scale")))
        }
        other => unreachable!("no such model: {other}"),
    }
}

/// Both sides go to the minimum, within 1e-12 of the targets' sum of squares, so that weights are held to 1e-6 and
/// predictions to 1e-6 of the largest of their kind.
#[test]
fn fits_as_scikit_learn_does() {
    let all: Json = serde_json::from_str(include_str!("oracle/multi_task.json")).unwrap();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for group in all["groups"].as_array().unwrap() {
        let (x, y) = (matrix(&group["x"], "x"), matrix(&group["y"], "y"));
        for case in group["cases"].as_array().unwrap() {
            let (model, told) = (case["model"].as_str().unwrap(), &case["parameters"]);
            let found = fitted(model, told, &x, &y);
            for (what, found) in
                ["coefficients", "intercepts", "predictions"].into_iter().zip(found)
            {
                let expected = numbers(&case[what]);
                let name = format!("{model} {told} of {} targets, {what}", y.width());
                assert_eq!(expected.len(), found.len(), "{name}");
                let size = expected.iter().fold(1.0, |size, x| exact::max(size, x.abs()));
                for (e, f) in expected.iter().zip(&found) {
                    assert!((e - f).abs() <= 1e-6 * size, "{name}: {f} is not {e}");
                }
            }
            *held.entry(model).or_default() += 1;
        }
    }
    assert_eq!(
        held.into_iter().collect::<Vec<_>>(),
        [("MultiTaskElasticNet", 72), ("MultiTaskLasso", 36), ("PartialLeastSquares", 48)]
    );
}

fn table() -> (Table, Matrix) {
    let rows = 0..60_i64;
    let real = |at: i64| if at % 11 == 5 { f64::NAN } else { (at * 37 % 61) as f64 / 8.0 };
    let colour = |at: i64| ["red", "green", "blue"][(at * at % 3) as usize];
    let target = |at: i64, factor: f64| factor * (at * 37 % 61) as f64 + (at % 5) as f64;
    Table::new()
        .with("size", Column::Real(rows.clone().map(real).collect()))
        .and_then(|x| x.with("colour", Column::text(rows.clone().map(colour))))
        .and_then(|x| {
            x.with("weight", Column::Real(rows.clone().map(|r| target(r, 0.5)).collect()))
        })
        .and_then(|x| {
            x.with("price", Column::Real(rows.clone().map(|r| target(r, -3.0)).collect()))
        })
        .and_then(|x| x.split_matrix(&["price", "weight"]))
        .unwrap()
}

fn recipe()
-> impl Fit<Matrix, Input = Table, Output = Matrix, Fitted: steadfast::artifact::Portable + Sync> {
    let tidied = Impute::median().indicator().then(OneHot::new()).then(Standardize::new());
    tidied.then(Assemble::new()).then(MultiTaskLasso::new(0.1))
}

/// A chain of several targets is trained, saved, proved and refitted as any other.
#[test]
fn a_chain_travels_in_a_file() {
    let (x, y) = table();
    let model = Training::new().fit(&recipe(), &x, &y).unwrap();
    let bytes = model.to_bytes().unwrap();
    let loaded = steadfast::LoadOptions::new().from_bytes(&bytes).unwrap();
    let answers = model.predict_batch(&x, Batch::default()).unwrap();
    assert_eq!(&**answers.output().names(), ["price".into(), "weight".into()]);
    let again = loaded.predict_batch(&x, Batch::default()).unwrap();
    assert_eq!(again.output().clone(), answers.output().clone().into());
    assert!(loaded.witness().len() >= 16);
    let refitted = Training::new().refit(&loaded, &x, Target::Matrix(&y)).unwrap();
    assert_eq!(refitted.to_bytes().unwrap(), bytes);
    let one = y.column(0);
    let error = Training::new().refit(&loaded, &x, Target::Vector(&Vector::new(one))).unwrap_err();
    assert_eq!(
        error.to_string(),
        "stage `model.multi_task_lasso`, target: expected columns of numbers, found numbers"
    );
    let short = Training::new().fit(&recipe(), &x, &y.take(&[0, 1])).unwrap_err();
    assert_eq!(short.to_string(), "stage `training`, target: expected 60 rows, found 2");
}

#[test]
fn a_chain_is_cross_validated() {
    let (x, y) = table();
    let splits = KFold::new(5, 7).split(x.rows()).unwrap();
    let kpis: [&dyn steadfast::evaluate::metrics::Kpi; 2] =
        [&Metric::R2, &Metric::MeanAbsoluteError];
    let reports = cross_validate(&recipe(), &x, &y, &splits, &kpis).unwrap();
    assert_eq!(reports.len(), 5);
    assert!(reports.iter().all(|report| report.get("r2") > Some(0.0)), "{reports:?}");
}

/// A stage that learns from one target names itself when it is given several.
#[test]
fn a_stage_of_one_target_refuses_several() {
    let (x, y) = table();
    let (train, first) = (Training::new(), Vector::new(y.column(0)));
    let refused = |bytes: Vec<u8>| {
        let model = steadfast::LoadOptions::new().from_bytes(&bytes).unwrap();
        train.refit(&model, &x, Target::Matrix(&y)).unwrap_err().to_string()
    };
    let ridge = OneHot::new().then(Impute::median()).then(Assemble::new()).then(Ridge::new(1.0));
    let bytes = train.fit(&ridge, &x, &first).unwrap().to_bytes().unwrap();
    let says = "target: expected numbers, found columns of numbers";
    assert_eq!(refused(bytes), format!("stage `model.ridge`, {says}"));
    let encoder = EncodeTarget::new().then(Impute::median()).then(Assemble::new());
    let bytes = train.fit(&encoder, &x, &first).unwrap().to_bytes().unwrap();
    assert_eq!(
        refused(bytes),
        "stage `encode.target`, target: expected numbers or classes, found columns of numbers"
    );
}
