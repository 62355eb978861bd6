//! Models against scikit-learn's numbers, against poisoned inputs, and against themselves.
#![cfg(feature = "train")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test")]

#[path = "models/kernel.rs"]
mod kernel;

use proptest::prelude::*;
use serde_json::Value as Json;
use std::sync::Arc;
use std::time::{Duration, Instant};
use steadfast::artifact::Stage;
use steadfast::data::{DataKind, Labels, Matrix, Vector};
use steadfast::model::{
    BernoulliNaiveBayes, BernoulliNaiveBayesModel, CategoricalNaiveBayes,
    CategoricalNaiveBayesModel, ClassPrior, DecisionTree, Distance, ElasticNet, ElasticNetModel,
    ForestClassifierModel, ForestRegressorModel, GaussianNaiveBayes, GaussianNaiveBayesModel,
    KnnClassifier, KnnClassifierModel, KnnRegressor, KnnRegressorModel, Lasso, LassoModel, Linear,
    LinearModel, Logistic, LogisticModel, MultiTaskElasticNet, MultiTaskLasso,
    MultinomialNaiveBayes, MultinomialNaiveBayesModel, RandomForest, Ridge, RidgeModel, Trainer,
    TreeClassifierModel, TreeRegressorModel,
};
use steadfast::pipeline::{Apply, Fit, Target};
use steadfast::{Error, exact};

#[path = "models/glm.rs"]
mod glm;
#[path = "models/multi_task.rs"]
mod multi_task;
#[path = "models/trees.rs"]
mod trees;

fn matrix(rows: &[Vec<f64>]) -> Matrix {
    let width = rows.first().map_or(0, Vec::len);
    let names: Arc<[Arc<str>]> = (0..width).map(|at| Arc::from(format!("x{at}"))).collect();
    Matrix::from_row_major(names, rows.concat()).unwrap()
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn labels(y: &[f64]) -> Labels {
    Labels::from_texts(y.iter().map(|y| format!("{y}")))
}

/// The numbers of `tests/oracle/models.json` next to ours: name, expected, found.
type Compared = Vec<(&'static str, Vec<f64>, Vec<f64>)>;

fn neighbors(parameters: &Json) -> u64 {
    parameters["neighbors"].as_u64().unwrap()
}

fn distance(parameters: &Json) -> Distance {
    match parameters["metric"].as_str().unwrap() {
        "euclidean" => Distance::Euclidean,
        "manhattan" => Distance::Manhattan,
        other => panic!("no such metric: {other}"),
    }
}

/// The rows that neighbours are asked about.
fn asked(case: &Json) -> Matrix {
    matrix(&case["asked"].as_array().unwrap().iter().map(numbers).collect::<Vec<_>>())
}

fn compare(case: &Json) -> Compared {
    let rows: Vec<Vec<f64>> = case["x"].as_array().unwrap().iter().map(numbers).collect();
    let (x, y) = (matrix(&rows), numbers(&case["y"]));
    let parameters = &case["parameters"];
    let intercept = parameters["intercept"].as_bool().unwrap_or(true);
    let target = Vector::new(y.clone());
    let (coefficients, intercepts, predictions) = match case["model"].as_str().unwrap() {
        "LinearRegression" => {
            let model = Linear::new().intercept(intercept).fit(&x, &target).unwrap();
            (model.coefficients().to_vec(), vec![model.intercept()], model.apply(&x).unwrap())
        }
        "Ridge" => {
            let alpha = parameters["alpha"].as_f64().unwrap();
            let model = Ridge::new(alpha).intercept(intercept).fit(&x, &target).unwrap();
            (model.coefficients().to_vec(), vec![model.intercept()], model.apply(&x).unwrap())
        }
        name @ ("Lasso" | "ElasticNet") => {
            let number = |name: &str| parameters[name].as_f64().unwrap();
            let ratio = if name == "Lasso" { 1.0 } else { number("ratio") };
            let recipe = ElasticNet::new(number("alpha")).ratio(ratio).intercept(intercept);
            let recipe = recipe.tolerance(number("tolerance")).max_iterations(100_000);
            let recipe = recipe.positive(parameters["positive"].as_bool().unwrap_or(false));
            let model = recipe.fit(&x, &target).unwrap();
            (model.coefficients().to_vec(), vec![model.intercept()], model.apply(&x).unwrap())
        }
        "KNeighborsRegressor" => {
            let mut recipe = KnnRegressor::new().neighbors(neighbors(parameters));
            if parameters["weights"] == "distance" {
                recipe = recipe.by_distance();
            }
            let model = recipe.distance(distance(parameters)).fit(&x, &target).unwrap();
            (vec![], vec![], model.apply(&asked(case)).unwrap())
        }
        "KNeighborsClassifier" => {
            let mut recipe = KnnClassifier::new().neighbors(neighbors(parameters));
            if parameters["weights"] == "distance" {
                recipe = recipe.by_distance();
            }
            let model = recipe.distance(distance(parameters)).fit(&x, &labels(&y)).unwrap();
            let answers = model.apply(&asked(case)).unwrap();
            (vec![], vec![], Vector::new(answers.probabilities().to_vec()))
        }
        "LogisticRegression" => {
            let recipe = Logistic::new().l2(parameters["l2"].as_f64().unwrap());
            let model = recipe.intercept(intercept).fit(&x, &labels(&y)).unwrap();
            let answers = model.apply(&x).unwrap().probabilities().to_vec();
            (model.coefficients().to_vec(), model.intercepts().to_vec(), Vector::new(answers))
        }
        "DecisionTreeRegressor" => {
            let depth = u32::try_from(parameters["max_depth"].as_u64().unwrap()).unwrap();
            let model = DecisionTree::regressor().max_depth(depth).fit(&x, &target).unwrap();
            (vec![], vec![], model.apply(&x).unwrap())
        }
        "DecisionTreeClassifier" => {
            let depth = u32::try_from(parameters["max_depth"].as_u64().unwrap()).unwrap();
            let model = DecisionTree::classifier().max_depth(depth).fit(&x, &labels(&y)).unwrap();
            (vec![], vec![], Vector::new(model.apply(&x).unwrap().probabilities().to_vec()))
        }
        "GaussianNB" => {
            let recipe = GaussianNaiveBayes::new().prior(prior(parameters));
            let smoothing = parameters["var_smoothing"].as_f64().unwrap();
            let model = recipe.var_smoothing(smoothing).fit(&x, &labels(&y)).unwrap();
            let learned = [model.means(), model.variances()].concat();
            (learned, logs(model.priors()), Vector::new(chances(&model, &x)))
        }
        "MultinomialNB" => {
            let recipe = MultinomialNaiveBayes::new().prior(prior(parameters));
            let alpha = parameters["alpha"].as_f64().unwrap();
            let model = recipe.alpha(alpha).fit(&x, &labels(&y)).unwrap();
            let learned = model.log_probabilities().to_vec();
            (learned, logs(model.priors()), Vector::new(chances(&model, &x)))
        }
        "BernoulliNB" => {
            let recipe = BernoulliNaiveBayes::new().prior(prior(parameters));
            let recipe = recipe.binarize(parameters["binarize"].as_f64());
            let alpha = parameters["alpha"].as_f64().unwrap();
            let model = recipe.alpha(alpha).fit(&x, &labels(&y)).unwrap();
            let learned = model.log_odds().to_vec();
            (learned, logs(model.priors()), Vector::new(chances(&model, &x)))
        }
        "CategoricalNB" => {
            let recipe = CategoricalNaiveBayes::new().prior(prior(parameters));
            let least = u32::try_from(parameters["min_categories"].as_u64().unwrap()).unwrap();
            let alpha = parameters["alpha"].as_f64().unwrap();
            let recipe = recipe.min_categories(least).alpha(alpha);
            let model = recipe.fit(&x, &labels(&y)).unwrap();
            let learned = model.log_probabilities().to_vec();
            (learned, logs(model.priors()), Vector::new(chances(&model, &x)))
        }
        other => panic!("no such model: {other}"),
    };
    vec![
        ("coefficients", numbers(&case["coefficients"]), coefficients),
        ("intercepts", numbers(&case["intercepts"]), intercepts),
        ("predictions", numbers(&case["predictions"]), predictions.into_values()),
    ]
}

/// How a case of naive Bayes says what is known of the classes beforehand.
fn prior(parameters: &Json) -> ClassPrior {
    match &parameters["prior"] {
        Json::Null => ClassPrior::Learned,
        Json::String(_) => ClassPrior::Uniform,
        given => ClassPrior::Given(numbers(given)),
    }
}

fn logs(shares: &[f64]) -> Vec<f64> {
    shares.iter().map(|&share| exact::ln(share)).collect()
}

fn chances(
    model: &impl Apply<Input = Matrix, Output = steadfast::data::Classes>,
    x: &Matrix,
) -> Vec<f64> {
    model.apply(x).unwrap().probabilities().to_vec()
}

/// Both sides solve the same convex problem to its minimum; what is left is rounding times the
/// condition of the problem, below 1e6 here, so 1e-9 of the size of the numbers is ample. A descent that stops
/// short of the minimum takes the same steps on both sides, and neighbours are the same rows. Naive
/// Bayes solves nothing: both sides evaluate the same formula, and 1e-12 is ample.
#[test]
fn fits_as_scikit_learn_does() {
    let text = include_str!("oracle/models.json");
    let cases: Json = serde_json::from_str(text).unwrap();
    let cases = cases["cases"].as_array().unwrap();
    assert!(cases.len() >= 115);
    for case in cases {
        let closed = case["model"].as_str().unwrap().ends_with("NB");
        let near = if closed { 1e-12 } else { 1e-9 };
        for (what, expected, found) in compare(case) {
            let name = format!("{} {} {what}", case["model"], case["parameters"]);
            assert_eq!(expected.len(), found.len(), "{name}");
            let size = expected.iter().fold(1.0, |size, x| exact::max(size, x.abs()));
            for (e, f) in expected.iter().zip(&found) {
                assert!(
                    approx::abs_diff_eq!(e, f, epsilon = near * size),
                    "{name}: {f} is not {e}"
                );
            }
        }
    }
}

/// Fits through the run-time door, applies, and gives every number of the answer.
fn run<S: Stage<Input = Matrix>>(
    recipe: &S::Recipe,
    x: &Matrix,
    y: Target<'_>,
) -> Result<Vec<f64>, Error>
where
    S::Output: Answers,
{
    let model = S::learn(recipe, x, y)?;
    // Rows of another width are refused, as are those of other names.
    let names = |count: usize| -> Arc<[Arc<str>]> {
        (0..count).map(|at| Arc::from(format!("x{at}"))).collect()
    };
    for width in [0, x.width() - 1, x.width() + 1] {
        let other = Matrix::from_row_major(names(width), vec![1.0; 3 * width]);
        // Without columns there are no rows to ask about.
        if let Some(other) = other.ok().filter(|other| other.rows() > 0) {
            let refused = model.apply(&other).map(|_| ()).unwrap_err();
            assert!(
                matches!(refused, Error::Table(_) | Error::Row(_) | Error::Schema(_)),
                "{refused}"
            );
        }
    }
    // Levels that were not there at fit: no indicator is set, or a code that no row had.
    for code in [0.0, -1.0, 99.0, 1.5] {
        let row = Matrix::from_row_major(x.names().clone(), vec![code; x.width()]);
        match row.and_then(|row| model.apply(&row)) {
            Ok(answer) => assert!(answer.numbers().iter().all(|a| a.is_finite()), "code {code}"),
            // Refused by row and column, or out of the range of numbers.
            Err(error) => assert!(matches!(error, Error::Row(_)), "code {code}: {error}"),
        }
    }
    Ok(model.apply(x)?.numbers())
}

trait Answers: DataKind {
    fn numbers(&self) -> Vec<f64>;
}

impl Answers for Vector {
    fn numbers(&self) -> Vec<f64> {
        self.values().to_vec()
    }
}

impl Answers for steadfast::data::Classes {
    fn numbers(&self) -> Vec<f64> {
        self.probabilities().to_vec()
    }
}

impl Answers for Matrix {
    fn numbers(&self) -> Vec<f64> {
        self.as_slice().to_vec()
    }
}

/// All models, each on the target it takes.
fn every_model(
    x: &Matrix,
    y: &Vector,
    classes: &Labels,
) -> Vec<(&'static str, Result<Vec<f64>, Error>)> {
    let limit = Duration::from_secs(60);
    let several = multi_task::several(y);
    let (y, classes) = (Target::Vector(y), Target::Labels(classes));
    let mut all = vec![
        ("linear", run::<LinearModel>(&Linear::new().deadline(limit), x, y)),
        ("ridge", run::<RidgeModel>(&Ridge::new(1.0).deadline(limit), x, y)),
        ("elastic net", run::<ElasticNetModel>(&ElasticNet::new(0.1).deadline(limit), x, y)),
        ("lasso", run::<LassoModel>(&Lasso::new(0.1).deadline(limit), x, y)),
        (
            "lasso by linfa",
            run::<LassoModel>(&Lasso::new(0.1).deadline(limit).with_trainer(Trainer::Linfa), x, y),
        ),
        ("nearest c", run::<KnnClassifierModel>(&KnnClassifier::new().neighbors(3), x, classes)),
        ("nearest r", run::<KnnRegressorModel>(&KnnRegressor::new().neighbors(2), x, y)),
        (
            "nearest r by distance",
            run::<KnnRegressorModel>(&KnnRegressor::new().neighbors(2).by_distance(), x, y),
        ),
        ("logistic", run::<LogisticModel>(&Logistic::new().deadline(limit), x, classes)),
        (
            "tree c",
            run::<TreeClassifierModel>(&DecisionTree::classifier().deadline(limit), x, classes),
        ),
        ("tree r", run::<TreeRegressorModel>(&DecisionTree::regressor().deadline(limit), x, y)),
        (
            "forest c",
            run::<ForestClassifierModel>(
                &RandomForest::classifier().trees(5).deadline(limit),
                x,
                classes,
            ),
        ),
        (
            "forest r",
            run::<ForestRegressorModel>(&RandomForest::regressor().trees(5).deadline(limit), x, y),
        ),
        ("gaussian", run::<GaussianNaiveBayesModel>(&GaussianNaiveBayes::new(), x, classes)),
        (
            "multinomial",
            run::<MultinomialNaiveBayesModel>(&MultinomialNaiveBayes::new(), x, classes),
        ),
        ("bernoulli", run::<BernoulliNaiveBayesModel>(&BernoulliNaiveBayes::new(), x, classes)),
        (
            "categorical",
            run::<CategoricalNaiveBayesModel>(&CategoricalNaiveBayes::new(), x, classes),
        ),
    ];
    all.extend(trees::all(x, y, classes, limit));
    all.extend(glm::every_model(x, y, classes));
    all.extend(multi_task::every_model(x, Target::Matrix(&several)));
    all.extend(kernel::every(x, y, classes));
    all
}

/// What people feed models by accident. Some are refused, some fit; none may panic, hang, or give a
/// number that is not finite.
#[test]
fn poison_gives_a_typed_error_or_a_finite_model() {
    let plain: Vec<Vec<f64>> =
        (0..12).map(|i| vec![f64::from(i % 5), f64::from(i * i % 7)]).collect();
    let with = |row: usize, cell: f64| {
        let mut rows = plain.clone();
        rows[row][1] = cell;
        rows
    };
    let each = |f: &dyn Fn(f64) -> Vec<f64>| (0..12).map(|i| f(f64::from(i))).collect::<Vec<_>>();
    let inputs: Vec<(&str, Vec<Vec<f64>>)> = vec![
        ("plain", plain.clone()),
        ("nan", with(3, f64::NAN)),
        ("inf", with(3, f64::INFINITY)),
        ("-inf", with(0, f64::NEG_INFINITY)),
        ("all nan", vec![vec![f64::NAN; 2]; 12]),
        ("1e12", with(3, 1e12)),
        ("1e30", with(3, 1e30)),
        ("1e49", with(3, -1e49)),
        ("1e308", with(3, 1e308)),
        ("max and min", each(&|i| vec![if i % 2.0 == 0.0 { f64::MAX } else { f64::MIN }, i])),
        ("subnormal", each(&|i| vec![i * f64::from_bits(1), i])),
        ("constant column", each(&|i| vec![i, 3.0])),
        ("all constant", each(&|_| vec![1.0, 2.0])),
        ("all zero", each(&|_| vec![0.0, -0.0])),
        ("duplicate columns", each(&|i| vec![i, i])),
        ("scales 1e200 apart", each(&|i| vec![i * 1e-100, (i % 3.0) * 1e100])),
        ("one row", plain[..1].to_vec()),
        ("two rows", plain[..2].to_vec()),
        ("no rows", vec![]),
        ("no columns", vec![vec![]; 12]),
        ("wide", each(&|i| (0..150).map(|j| f64::from(j) * i % 17.0).collect())),
    ];
    let mut tried = 0;
    let (mut refused, mut fitted) = (0, 0);
    for (input, rows) in &inputs {
        let x = matrix(rows);
        let n = rows.len();
        let count = |f: &dyn Fn(usize) -> f64| (0..n).map(f).collect::<Vec<f64>>();
        let targets: Vec<(&str, Vec<f64>)> = vec![
            ("alternating", count(&|i| f64::from(u8::from(i % 2 == 0)))),
            ("three", count(&|i| [0.0, 1.0, 2.0][i % 3])),
            ("separable", count(&|i| f64::from(u8::from(i > n / 2)))),
            ("constant", count(&|_| 1.0)),
            ("nan", count(&|i| if i == 0 { f64::NAN } else { 1.0 })),
            ("inf", count(&|i| if i == 0 { f64::INFINITY } else { 1.0 })),
            ("1e308", count(&|i| if i % 2 == 0 { 1e308 } else { -1e308 })),
            ("all distinct", count(&|i| i as f64)),
            ("one too many", (0..=n).map(|i| (i % 2) as f64).collect()),
        ];
        for (target, y) in &targets {
            let start = Instant::now();
            let (numbers, classes) = (Vector::new(y.clone()), labels(y));
            let mut results = every_model(&x, &numbers, &classes);
            results.extend(glm::choosy(&x, &numbers, Target::Labels(&classes)));
            assert!(start.elapsed() < Duration::from_secs(60), "{input} with target {target}");
            for (model, result) in results {
                tried += 1;
                let name = format!("{model} on {input} with target {target}");
                match result {
                    Ok(answers) => {
                        fitted += 1;
                        assert!(answers.iter().all(|a| a.is_finite()), "{name}: not finite");
                    }
                    Err(error @ Error::Fit(_)) => {
                        refused += 1;
                        assert!(!error.to_string().contains("panicked"), "{name}: {error}");
                        assert!(!error.to_string().contains("finish"), "{name}: {error}");
                    }
                    // A model of numbers near the end of the range may leave it when applied.
                    Err(Error::Row(error)) => {
                        refused += 1;
                        assert_eq!(error.expected, "a finite result", "{name}");
                    }
                    Err(error) => panic!("{name}: {error}"),
                }
            }
        }
    }
    println!("poison: {tried} fits, {fitted} fitted, {refused} refused");
    assert!(fitted > 100 && refused > 100);
}

#[test]
fn the_same_fit_gives_the_same_model() {
    let rows: Vec<Vec<f64>> =
        (0..50).map(|i| vec![f64::from(i % 7), f64::from(i * i % 11)]).collect();
    let y: Vec<f64> = (0..50).map(|i| f64::from(i % 3)).collect();
    let once = || {
        let all = every_model(&matrix(&rows), &Vector::new(y.clone()), &labels(&y));
        all.into_iter()
            .map(|(name, answers)| {
                (name, answers.unwrap().iter().map(|a| a.to_bits()).collect::<Vec<_>>())
            })
            .collect::<Vec<_>>()
    };
    assert_eq!(once(), once());
}

/// A batch, its rows one by one, and another memory layout.
fn rows_alone<S: Stage<Input = Matrix>>(model: &S, x: &Matrix) -> Result<(), TestCaseError>
where
    S::Output: Answers,
{
    let bits = |x: &Matrix| -> Vec<u64> {
        model.apply(x).unwrap().numbers().iter().map(|a| a.to_bits()).collect()
    };
    let batch = bits(x);
    let one_by_one: Vec<u64> = (0..x.rows()).flat_map(|row| bits(&x.take(&[row]))).collect();
    prop_assert_eq!(&batch, &one_by_one);
    let mut columns = ndarray::Array2::zeros((x.width(), x.rows()));
    columns.assign(&x.view().t());
    let turned = Matrix::new(Arc::clone(x.names()), columns.reversed_axes()).unwrap();
    prop_assert_eq!(&batch, &bits(&turned));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn a_batch_is_its_rows(
        cells in prop::collection::vec(-50.0..50.0f64, 30 * 9),
        y in prop::collection::vec(0u8..3, 30),
    ) {
        let rows: Vec<Vec<f64>> = cells.chunks(9).map(<[f64]>::to_vec).collect();
        let x = matrix(&rows);
        let numbers = Vector::new(y.iter().map(|&y| f64::from(y) * 1.7).collect());
        let mut y = y;
        y[..3].copy_from_slice(&[0, 1, 2]);
        let classes = Labels::from_texts(y.iter().map(u8::to_string));
        rows_alone(&Linear::new().fit(&x, &numbers).unwrap(), &x)?;
        rows_alone(&Ridge::new(3.0).fit(&x, &numbers).unwrap(), &x)?;
        rows_alone(&ElasticNet::new(0.1).fit(&x, &numbers).unwrap(), &x)?;
        rows_alone(&Lasso::new(0.1).fit(&x, &numbers).unwrap(), &x)?;
        let several = multi_task::several(&numbers);
        rows_alone(&MultiTaskLasso::new(0.1).fit(&x, &several).unwrap(), &x)?;
        rows_alone(&KnnClassifier::new().by_distance().fit(&x, &classes).unwrap(), &x)?;
        rows_alone(&KnnRegressor::new().neighbors(7).fit(&x, &numbers).unwrap(), &x)?;
        rows_alone(&Logistic::new().fit(&x, &classes).unwrap(), &x)?;
        rows_alone(&DecisionTree::classifier().fit(&x, &classes).unwrap(), &x)?;
        rows_alone(&DecisionTree::regressor().fit(&x, &numbers).unwrap(), &x)?;
        rows_alone(&RandomForest::classifier().trees(7).fit(&x, &classes).unwrap(), &x)?;
        rows_alone(&RandomForest::regressor().trees(7).fit(&x, &numbers).unwrap(), &x)?;
        rows_alone(&GaussianNaiveBayes::new().fit(&x, &classes).unwrap(), &x)?;
        rows_alone(&BernoulliNaiveBayes::new().fit(&x, &classes).unwrap(), &x)?;
        // Counts, and levels of them.
        let rows: Vec<Vec<f64>> =
            rows.iter().map(|row| row.iter().map(|cell| cell.abs().floor()).collect()).collect();
        let x = matrix(&rows);
        rows_alone(&MultinomialNaiveBayes::new().fit(&x, &classes).unwrap(), &x)?;
        rows_alone(&CategoricalNaiveBayes::new().fit(&x, &classes).unwrap(), &x)?;
    }
}

/// What is stored is what comes back, and predicts the same bits.
#[test]
fn a_stored_model_comes_back() {
    fn there_and_back<S: Stage<Input = Matrix> + std::fmt::Debug>(model: &S, x: &Matrix)
    where
        S::Output: Answers,
    {
        let recipe = steadfast::artifact::codec::to_node(model.recipe()).unwrap();
        let state = steadfast::artifact::codec::to_node(model.state()).unwrap();
        let back = S::decode(S::VERSION, &recipe, &state).unwrap().unwrap();
        let bits =
            |m: &S| m.apply(x).unwrap().numbers().iter().map(|a| a.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(model), bits(&back));
        assert!(!back.report().is_empty());
    }
    let rows: Vec<Vec<f64>> =
        (0..20).map(|i| vec![f64::from(i % 7), f64::from(i * i % 11)]).collect();
    let x = matrix(&rows);
    let numbers = Vector::new((0..20).map(|i| f64::from(i * 3 % 8)).collect());
    let classes = Labels::from_texts((0..20).map(|i| (i * 3 % 4).to_string()));
    there_and_back(&Linear::new().fit(&x, &numbers).unwrap(), &x);
    there_and_back(&Ridge::new(3.0).fit(&x, &numbers).unwrap(), &x);
    there_and_back(&ElasticNet::new(0.1).fit(&x, &numbers).unwrap(), &x);
    there_and_back(&Lasso::new(0.1).fit(&x, &numbers).unwrap(), &x);
    let several = multi_task::several(&numbers);
    there_and_back(&MultiTaskElasticNet::new(0.1).fit(&x, &several).unwrap(), &x);
    there_and_back(&KnnClassifier::new().by_distance().fit(&x, &classes).unwrap(), &x);
    there_and_back(&KnnRegressor::new().fit(&x, &numbers).unwrap(), &x);
    there_and_back(&Logistic::new().fit(&x, &classes).unwrap(), &x);
    there_and_back(&DecisionTree::classifier().fit(&x, &classes).unwrap(), &x);
    there_and_back(&DecisionTree::regressor().fit(&x, &numbers).unwrap(), &x);
    there_and_back(&RandomForest::classifier().trees(7).fit(&x, &classes).unwrap(), &x);
    there_and_back(&RandomForest::regressor().trees(7).fit(&x, &numbers).unwrap(), &x);
    there_and_back(&GaussianNaiveBayes::new().fit(&x, &classes).unwrap(), &x);
    there_and_back(&MultinomialNaiveBayes::new().fit(&x, &classes).unwrap(), &x);
    there_and_back(&BernoulliNaiveBayes::new().fit(&x, &classes).unwrap(), &x);
    there_and_back(&CategoricalNaiveBayes::new().fit(&x, &classes).unwrap(), &x);
}
