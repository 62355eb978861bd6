//! Fits with weights against scikit-learn's.

use serde_json::Value as Json;
use std::collections::BTreeMap;
use std::sync::Arc;
use steadfast::exact;
use steadfast::prelude::*;

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(json: &Json) -> Matrix {
    let rows: Vec<Vec<f64>> = json.as_array().unwrap().iter().map(numbers).collect();
    let width = rows.first().map_or(0, Vec::len);
    let names: Arc<[Arc<str>]> = (0..width).map(|at| Arc::from(format!("x{at}"))).collect();
    Matrix::from_row_major(names, rows.concat()).unwrap()
}

/// What is compared, by name.
type Learned = Vec<(&'static str, Vec<f64>)>;

struct Told<'a>(&'a Json);

impl Told<'_> {
    fn number(&self, name: &str) -> f64 {
        self.0[name].as_f64().unwrap()
    }
    fn is(&self, name: &str) -> bool {
        self.0[name].as_bool().unwrap()
    }
}

/// Sets what a case names.
macro_rules! set {
    ($recipe:ident, $told:ident, $($name:literal $setter:ident $read:ident $type:ty),* $(,)?) => {$(
        if let Some(value) = $told.0[$name].$read() {
            $recipe = $recipe.$setter(value as $type);
        }
    )*};
}

macro_rules! set_tree {
    ($recipe:ident, $told:ident) => {
        set!(
            $recipe, $told,
            "max_depth" max_depth as_u64 u32,
            "max_leaf_nodes" max_leaf_nodes as_u64 u32,
            "min_samples_leaf" min_samples_leaf as_u64 u32,
            "min_samples_split" min_samples_split as_u64 u32,
            "min_impurity_decrease" min_impurity_decrease as_f64 f64,
        );
    };
}

fn regression(model: &str, told: &Told<'_>, x: &Matrix, y: &Weighted<Vector>) -> Learned {
    match model {
        "Linear" => {
            let recipe = Linear::new().intercept(told.is("intercept"));
            affine(&weighted(recipe).fit(x, y).unwrap(), x)
        }
        "Ridge" => {
            let recipe = Ridge::new(told.number("alpha")).intercept(told.is("intercept"));
            affine(&weighted(recipe).fit(x, y).unwrap(), x)
        }
        "TreeRegressor" => {
            let mut recipe = DecisionTree::regressor();
            set_tree!(recipe, told);
            let model = weighted(recipe).fit(x, y).unwrap();
            let answers = model.apply(x).unwrap().into_values();
            vec![("importances", model.feature_importances().to_vec()), ("answers", answers)]
        }
        "BoostingRegressor" => {
            let mut recipe = GradientBoosting::regressor();
            set_tree!(recipe, told);
            set!(recipe, told, "n_estimators" trees as_u64 u32, "learning_rate" learning_rate as_f64 f64);
            let model = weighted(recipe).fit(x, y).unwrap();
            vec![("answers", model.apply(x).unwrap().into_values())]
        }
        "Lasso" => {
            let recipe = Lasso::new(told.number("alpha")).intercept(told.is("intercept"));
            let recipe = recipe.tolerance(1e-12).max_iterations(1_000_000);
            affine(&weighted(recipe).fit(x, y).unwrap(), x)
        }
        "ElasticNet" => {
            let recipe = ElasticNet::new(told.number("alpha")).ratio(told.number("ratio"));
            let recipe = recipe.intercept(told.is("intercept")).tolerance(1e-12);
            affine(&weighted(recipe.max_iterations(1_000_000)).fit(x, y).unwrap(), x)
        }
        "Tweedie" => {
            let recipe = Tweedie::new(told.number("power")).alpha(told.number("alpha"));
            affine(&weighted(recipe.link(Link::Log)).fit(x, y).unwrap(), x)
        }
        "Isotonic" => {
            let up =
                if told.is("increasing") { Monotone::Increasing } else { Monotone::Decreasing };
            let model = weighted(Isotonic::new().monotone(up)).fit(x, y).unwrap();
            vec![
                ("places", model.places().to_vec()),
                ("values", model.values().to_vec()),
                ("answers", model.apply(x).unwrap().into_values()),
            ]
        }
        "SupportVectorRegressor" => {
            let recipe = SupportVectorRegressor::new().c(told.number("c")).epsilon(0.05);
            let recipe = recipe.gamma(Gamma::Value(0.3)).tolerance(1e-10);
            let model = weighted(recipe).fit(x, y).unwrap();
            vec![("answers", model.apply(x).unwrap().into_values())]
        }
        "LinearSupportVectorRegressor" => {
            let recipe = LinearSupportVectorRegressor::new().c(told.number("c")).epsilon(0.05);
            let recipe = recipe.squared(told.is("squared")).tolerance(1e-10);
            affine(&weighted(recipe.max_iterations(1_000_000)).fit(x, y).unwrap(), x)
        }
        other => unreachable!("no such model: {other}"),
    }
}

/// What linear models have in common.
trait Affine: Apply<Input = Matrix, Output = Vector> {
    fn learned(&self) -> (&[f64], f64);
}

macro_rules! affine {
    ($($model:ident),+) => { $(
        impl Affine for steadfast::model::$model {
            fn learned(&self) -> (&[f64], f64) {
                (self.coefficients(), self.intercept())
            }
        }
    )+ };
}

affine!(LinearModel, RidgeModel, LassoModel, ElasticNetModel, TweedieModel);
affine!(LinearSupportVectorRegressorModel);

fn affine(model: &impl Affine, x: &Matrix) -> Learned {
    let (coefficients, intercept) = model.learned();
    vec![
        ("coefficients", coefficients.to_vec()),
        ("intercepts", vec![intercept]),
        ("answers", model.apply(x).unwrap().into_values()),
    ]
}

fn classifier(model: &str, told: &Told<'_>, x: &Matrix, y: &Weighted<Labels>) -> Learned {
    match model {
        "Logistic" => {
            let model = weighted(Logistic::new().l2(told.number("l2"))).fit(x, y).unwrap();
            let answers = model.apply(x).unwrap().probabilities().to_vec();
            vec![
                ("coefficients", model.coefficients().to_vec()),
                ("intercepts", model.intercepts().to_vec()),
                ("answers", answers),
            ]
        }
        "Gaussian" => {
            let recipe = GaussianNaiveBayes::new().var_smoothing(0.0);
            let model = weighted(recipe).fit(x, y).unwrap();
            vec![
                ("means", model.means().to_vec()),
                ("variances", model.variances().to_vec()),
                ("priors", logarithms(model.priors())),
                ("answers", model.apply(x).unwrap().probabilities().to_vec()),
            ]
        }
        "Multinomial" => {
            let recipe = MultinomialNaiveBayes::new().alpha(told.number("alpha"));
            let model = weighted(recipe).fit(x, y).unwrap();
            vec![
                ("counts", model.counts().to_vec()),
                ("priors", logarithms(model.priors())),
                ("answers", model.apply(x).unwrap().probabilities().to_vec()),
            ]
        }
        "Bernoulli" => {
            let recipe = BernoulliNaiveBayes::new().alpha(told.number("alpha")).binarize(1.5);
            let model = weighted(recipe).fit(x, y).unwrap();
            vec![
                ("counts", counts(model.weighted_counts(), model.counts())),
                ("priors", logarithms(model.priors())),
                ("answers", model.apply(x).unwrap().probabilities().to_vec()),
            ]
        }
        "Categorical" => {
            let recipe = CategoricalNaiveBayes::new().alpha(told.number("alpha")).min_categories(5);
            let model = weighted(recipe).fit(x, y).unwrap();
            vec![
                ("counts", counts(model.weighted_counts(), model.counts())),
                ("priors", logarithms(model.priors())),
                ("answers", model.apply(x).unwrap().probabilities().to_vec()),
            ]
        }
        "TreeClassifier" => {
            let mut recipe = DecisionTree::classifier().criterion(criterion(told));
            set_tree!(recipe, told);
            let model = weighted(recipe).fit(x, y).unwrap();
            let answers = model.apply(x).unwrap().probabilities().to_vec();
            vec![("importances", model.feature_importances().to_vec()), ("answers", answers)]
        }
        "BoostingClassifier" => {
            let mut recipe = GradientBoosting::classifier();
            set_tree!(recipe, told);
            set!(recipe, told, "n_estimators" trees as_u64 u32, "learning_rate" learning_rate as_f64 f64);
            let model = weighted(recipe).fit(x, y).unwrap();
            vec![("answers", model.apply(x).unwrap().probabilities().to_vec())]
        }
        "AdaBoost" => {
            let mut recipe = AdaBoost::new();
            set!(
                recipe, told,
                "depth" max_depth as_u64 u32,
                "n_estimators" trees as_u64 u32,
                "learning_rate" learning_rate as_f64 f64,
            );
            let model = weighted(recipe).fit(x, y).unwrap();
            let answers = model.apply(x).unwrap().probabilities().to_vec();
            vec![("importances", model.feature_importances().to_vec()), ("answers", answers)]
        }
        "SupportVectorClassifier" => {
            let recipe = SupportVectorClassifier::new().c(told.number("c"));
            let recipe = recipe.gamma(Gamma::Value(0.3)).tolerance(1e-10).probability(false);
            let model = weighted(recipe).fit(x, y).unwrap();
            let answers = model.apply(x).unwrap();
            let label = |row: usize| answers.label(row).unwrap();
            let is = |row: usize| {
                let own = label(row);
                model.classes().iter().map(move |class| f64::from(u8::from(**class == *own)))
            };
            vec![
                ("pairs", model.intercepts().to_vec()),
                ("answers", (0..x.rows()).flat_map(is).collect()),
            ]
        }
        "LinearSupportVectorClassifier" => {
            let recipe = LinearSupportVectorClassifier::new().c(told.number("c"));
            let recipe = recipe.squared(told.is("squared")).tolerance(1e-10);
            let model = weighted(recipe.max_iterations(1_000_000)).fit(x, y).unwrap();
            vec![
                ("coefficients", model.coefficients().to_vec()),
                ("intercepts", model.intercepts().to_vec()),
            ]
        }
        other => unreachable!("no such model: {other}"),
    }
}

fn criterion(told: &Told<'_>) -> TreeCriterion {
    match told.0["criterion"].as_str() {
        Some("entropy") => TreeCriterion::Entropy,
        _ => TreeCriterion::Gini,
    }
}

fn logarithms(shares: &[f64]) -> Vec<f64> {
    shares.iter().map(|&share| exact::ln(share)).collect()
}

/// What rows counted; once each without weights.
fn counts(weighted: Option<&[f64]>, plain: &[u64]) -> Vec<f64> {
    weighted.map_or_else(|| plain.iter().map(|&n| n as f64).collect(), <[f64]>::to_vec)
}

/// Both sides go to the one answer there is, by other roundings: least squares to about 1e-12 of it, descents to 1e-9, so
/// that all are held to 1e-7 of the largest of their kind; support vectors, whose fits end within a tolerance on either
/// side, and the lasso's kin, whose fits end by a gap of 1e-12, to 1e-6. Trees make the same cuts, and importances are of weights in
/// units of 2^-30.
#[test]
fn fits_as_scikit_learn_does() {
    let all: Json = serde_json::from_str(include_str!("../oracle/weights.json")).unwrap();
    let mut held: BTreeMap<&str, usize> = BTreeMap::new();
    for group in all["groups"].as_array().unwrap() {
        let (x, y) = (matrix(&group["x"]), numbers(&group["y"]));
        for case in group["cases"].as_array().unwrap() {
            let kind = case["weights"].as_str().unwrap();
            let weights = numbers(&group["weights"][kind]);
            let (model, told) = (case["model"].as_str().unwrap(), &case["parameters"]);
            let found = if group["kind"] == "numbers" {
                let y = Weighted::new(Vector::new(y.clone()), weights).unwrap();
                regression(model, &Told(told), &x, &y)
            } else {
                let labels = Labels::from_texts(y.iter().map(|class| format!("{class}")));
                let y = Weighted::new(labels.clone(), weights.clone()).unwrap();
                if kind == "balanced" {
                    // The quotients are the same two numbers in another order of dividing.
                    let own = Weighted::balanced(labels).unwrap();
                    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 4e-16 * b;
                    assert!(own.weights().iter().zip(&weights).all(close));
                }
                classifier(model, &Told(told), &x, &y)
            };
            let ends = ["SupportVector", "Lasso", "ElasticNet"];
            let within = if ends.iter().any(|end| model.contains(end)) { 1e-6 } else { 1e-7 };
            for (what, found) in found {
                let expected = numbers(&case[what]);
                let name = format!("{model} {told}, weights {kind}, {what}");
                assert_eq!(expected.len(), found.len(), "{name}");
                let size = expected.iter().fold(1.0, |size, x| exact::max(size, x.abs()));
                for (e, f) in expected.iter().zip(&found) {
                    assert!((e - f).abs() <= within * size, "{name}: {f} is not {e}");
                }
            }
            *held.entry(model).or_default() += 1;
        }
    }
    assert_eq!(
        held.into_iter().collect::<Vec<_>>(),
        [
            ("AdaBoost", 8),
            ("Bernoulli", 20),
            ("BoostingClassifier", 8),
            ("BoostingRegressor", 6),
            ("Categorical", 20),
            ("ElasticNet", 32),
            ("Gaussian", 10),
            ("Isotonic", 8),
            ("Lasso", 16),
            ("Linear", 16),
            ("LinearSupportVectorClassifier", 32),
            ("LinearSupportVectorRegressor", 12),
            ("Logistic", 40),
            ("Multinomial", 20),
            ("Ridge", 48),
            ("SupportVectorClassifier", 16),
            ("SupportVectorRegressor", 6),
            ("TreeClassifier", 16),
            ("TreeRegressor", 9),
            ("Tweedie", 32),
        ]
    );
}
