//! Generalised linear models, discriminants and their neighbours against scikit-learn's numbers.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use steadfast::exact;
use steadfast::prelude::*;

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(rows: &[Vec<f64>]) -> Matrix {
    let width = rows.first().map_or(0, Vec::len);
    let names: Arc<[Arc<str>]> = (0..width).map(|at| Arc::from(format!("x{at}"))).collect();
    Matrix::from_row_major(names, rows.concat()).unwrap()
}

/// What a case says and what is found: name, expected, found.
type Compared = Vec<(&'static str, Vec<f64>, Vec<f64>)>;

struct Case<'a> {
    json: &'a Json,
    x: Matrix,
    y: Vec<f64>,
}

impl<'a> Case<'a> {
    fn new(json: &'a Json) -> Self {
        let rows: Vec<Vec<f64>> = json["x"].as_array().unwrap().iter().map(numbers).collect();
        Self { json, x: matrix(&rows), y: numbers(&json["y"]) }
    }

    fn parameter(&self, name: &str) -> &'a Json {
        &self.json["parameters"][name]
    }

    fn number(&self, name: &str) -> f64 {
        self.parameter(name).as_f64().unwrap()
    }

    fn count(&self, name: &str) -> u32 {
        u32::try_from(self.parameter(name).as_u64().unwrap()).unwrap()
    }

    fn is(&self, name: &str) -> bool {
        self.parameter(name).as_bool().unwrap()
    }

    fn prior(&self) -> ClassPrior {
        match self.parameter("prior") {
            Json::Null => ClassPrior::Learned,
            given => ClassPrior::Given(numbers(given)),
        }
    }

    fn target(&self) -> Vector {
        Vector::new(self.y.clone())
    }

    fn labels(&self) -> Labels {
        Labels::from_texts(self.y.iter().map(|y| format!("{y}")))
    }

    fn compared(&self, coefficients: &[f64], intercepts: &[f64], answers: &[f64]) -> Compared {
        // A case without coefficients has none that could be compared.
        let expected = numbers(&self.json["coefficients"]);
        let (coefficients, intercepts) = match expected.is_empty() {
            true => (&[][..], &[][..]),
            false => (coefficients, intercepts),
        };
        vec![
            ("coefficients", expected, coefficients.to_vec()),
            ("intercepts", numbers(&self.json["intercepts"]), intercepts.to_vec()),
            ("predictions", numbers(&self.json["predictions"]), answers.to_vec()),
        ]
    }
}

fn tweedie(case: &Case<'_>) -> Compared {
    let link = match case.parameter("link").as_str().unwrap() {
        "auto" => Link::Auto,
        "log" => Link::Log,
        _ => Link::Identity,
    };
    let recipe = Tweedie::new(case.number("power")).alpha(case.number("alpha"));
    let recipe = recipe.intercept(case.is("intercept")).link(link).tolerance(1e-11);
    let model = recipe.fit(&case.x, &case.target()).unwrap();
    let answers = model.apply(&case.x).unwrap();
    case.compared(model.coefficients(), &[model.intercept()], answers.values())
}

fn isotonic(case: &Case<'_>) -> Compared {
    let monotone = match case.parameter("increasing") {
        Json::Bool(true) => Monotone::Increasing,
        Json::Bool(false) => Monotone::Decreasing,
        _ => Monotone::Auto,
    };
    let mut recipe = Isotonic::new().monotone(monotone);
    if let Some(least) = case.parameter("least").as_f64() {
        recipe = recipe.least(least);
    }
    if let Some(most) = case.parameter("most").as_f64() {
        recipe = recipe.most(most);
    }
    let model = recipe.fit(&case.x, &case.target()).unwrap();
    let asked: Vec<Vec<f64>> =
        numbers(case.parameter("asked")).into_iter().map(|x| vec![x]).collect();
    let answers = model.apply(&matrix(&asked)).unwrap();
    case.compared(model.places(), model.values(), answers.values())
}

fn components(case: &Case<'_>) -> Compared {
    let recipe = PartialLeastSquares::new(case.count("components")).scale(case.is("scale"));
    let model = recipe.fit(&case.x, &case.target()).unwrap();
    let answers = model.apply(&case.x).unwrap();
    case.compared(model.coefficients(), &[model.intercept()], answers.values())
}

fn bayesian(case: &Case<'_>) -> Compared {
    let prior = case.number("prior");
    let recipe = BayesianRidge::new().noise_prior(prior, 2.0 * prior);
    let recipe = recipe.weight_prior(3.0 * prior, prior).tolerance(case.number("tolerance"));
    let model = recipe.intercept(case.is("intercept")).fit(&case.x, &case.target()).unwrap();
    assert_eq!(model.iterations(), case.count("iterations"));
    let learned =
        [model.coefficients(), &[model.noise_precision(), model.weight_precision()]].concat();
    let answers = model.apply(&case.x).unwrap();
    case.compared(&learned, &[model.intercept()], answers.values())
}

fn linear(case: &Case<'_>) -> Compared {
    let recipe = LinearDiscriminant::new().prior(case.prior()).shrinkage(case.number("shrinkage"));
    let model = recipe.fit(&case.x, &case.labels()).unwrap();
    let answers = model.apply(&case.x).unwrap();
    case.compared(model.coefficients(), model.intercepts(), answers.probabilities())
}

fn quadratic(case: &Case<'_>) -> Compared {
    let part = case.number("regularization");
    let recipe = QuadraticDiscriminant::new().prior(case.prior()).regularization(part);
    let model = recipe.fit(&case.x, &case.labels()).unwrap();
    let answers = model.apply(&case.x).unwrap();
    case.compared(model.means(), &[], answers.probabilities())
}

fn ftrl(case: &Case<'_>) -> Compared {
    let recipe = Ftrl::new().alpha(case.number("alpha")).beta(case.number("beta"));
    let recipe = recipe.l1(case.number("l1")).l2(case.number("l2")).passes(case.count("passes"));
    let recipe = recipe.intercept(case.is("intercept")).shuffle(false);
    let model = recipe.fit(&case.x, &case.labels()).unwrap();
    let answers = model.apply(&case.x).unwrap();
    case.compared(model.coefficients(), &[model.intercept()], answers.probabilities())
}

/// Both sides go to the minimum, evaluate one formula, or take the same steps; what is left is rounding times the
/// condition of the problem. An unpenalised fit on columns of scales 1e6 apart has coefficients of such sizes too, so
/// each number is held to 1e-9 of the largest beside it, and each prediction to 1e-9 of itself.
#[test]
fn fits_as_scikit_learn_does() {
    let cases: Json = serde_json::from_str(include_str!("oracle/glm.json")).unwrap();
    let mut held: BTreeMap<String, usize> = BTreeMap::new();
    for json in cases["cases"].as_array().unwrap() {
        let (case, model) = (Case::new(json), json["model"].as_str().unwrap());
        let compared = match model {
            "Tweedie" => tweedie(&case),
            "Isotonic" => isotonic(&case),
            "PartialLeastSquares" => components(&case),
            "BayesianRidge" => bayesian(&case),
            "LinearDiscriminant" => linear(&case),
            "QuadraticDiscriminant" => quadratic(&case),
            "Ftrl" => ftrl(&case),
            other => panic!("no such model: {other}"),
        };
        for (what, expected, found) in compared {
            let mut told = json["parameters"].clone();
            told.as_object_mut().unwrap().remove("asked");
            let name = format!("{model} {told} {what}");
            assert_eq!(expected.len(), found.len(), "{name}");
            let least = if what == "predictions" { 1e-3 } else { 1.0 };
            let size = expected.iter().fold(least, |size, x| exact::max(size, x.abs()));
            for (e, f) in expected.iter().zip(&found) {
                let size = if what == "predictions" { exact::max(least, e.abs()) } else { size };
                assert!((e - f).abs() <= 1e-9 * size, "{name}: {f} is not {e}");
            }
        }
        *held.entry(model.to_owned()).or_default() += 1;
    }
    assert_eq!(held.len(), 7);
    assert!(held.values().all(|&cases| cases >= 8), "{held:?}");
}
