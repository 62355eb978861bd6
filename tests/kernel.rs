//! Clusters, mixtures, support vectors and independent components against scikit-learn's numbers.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test")]

use serde_json::Value as Json;
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

fn real(json: &Json) -> f64 {
    json.as_f64().unwrap()
}

fn count(json: &Json) -> u32 {
    u32::try_from(json.as_u64().unwrap()).unwrap()
}

/// The numbers of a case next to ours: name, expected, found.
type Compared = Vec<(&'static str, Vec<f64>, Vec<f64>)>;

fn cases(of: &str) -> Vec<Json> {
    let text = include_str!("oracle/kernel.json");
    let all: Json = serde_json::from_str(text).unwrap();
    let cases = all["cases"].as_array().unwrap();
    cases.iter().filter(|case| case["model"] == of).cloned().collect()
}

/// Holds every case of a model to within `near` of the largest number it is compared with.
fn hold(of: &str, least: usize, near: f64, compare: impl Fn(&Json) -> Compared) {
    let cases = cases(of);
    assert!(cases.len() >= least, "{} cases of {of}", cases.len());
    for (at, case) in cases.iter().enumerate() {
        for (what, expected, found) in compare(case) {
            let name = format!("{of} {at} {} {what}", case["parameters"]);
            assert_eq!(expected.len(), found.len(), "{name}");
            let size = expected.iter().fold(1.0, |size, x| exact::max(size, x.abs()));
            for (e, f) in expected.iter().zip(&found) {
                let close = approx::abs_diff_eq!(e, f, epsilon = near * size);
                assert!(close, "{name}: {f} is not {e}");
            }
        }
    }
}

fn covariance(of: &str) -> CovarianceType {
    match of {
        "full" => CovarianceType::Full,
        "tied" => CovarianceType::Tied,
        "diag" => CovarianceType::Diagonal,
        "spherical" => CovarianceType::Spherical,
        other => panic!("no such type: {other}"),
    }
}

/// Both sides take the same steps from the same starts. Each carries the rounding of the one before, times the
/// condition of the covariances, some hundreds here.
#[test]
fn mixtures_as_by_scikit_learn() {
    hold("GaussianMixture", 24, 1e-9, |case| {
        let (x, parameters) = (matrix(&case["x"]), &case["parameters"]);
        let recipe = GaussianMixture::new(case["weights"].as_array().unwrap().len() as u64)
            .covariance_type(covariance(parameters["kind"].as_str().unwrap()))
            .weights_init(numbers(&case["weights"]))
            .means_init(&matrix(&case["means"]))
            .precisions_init(numbers(&case["precisions"]))
            .max_iterations(count(&parameters["max_iterations"]))
            .tolerance(real(&parameters["tolerance"]))
            .reg_covar(real(&parameters["reg_covar"]))
            .allow_unconverged(true);
        let model = recipe.fit(&x, &()).unwrap();
        let probabilities = model.apply(&x).unwrap().probabilities().to_vec();
        let densities = model.score_samples(&x).unwrap().into_values();
        vec![
            ("weights", numbers(&case["found_weights"]), model.weights().to_vec()),
            ("means", numbers(&case["found_means"]), model.means().to_vec()),
            ("covariances", numbers(&case["covariances"]), model.covariances().to_vec()),
            ("lower bound", vec![real(&case["lower_bound"])], vec![model.lower_bound()]),
            ("iterations", vec![real(&case["iterations"])], vec![f64::from(model.iterations())]),
            ("probabilities", numbers(&case["probabilities"]), probabilities),
            ("densities", numbers(&case["densities"]), densities),
            ("aic", vec![real(&case["aic"])], vec![model.aic(&x).unwrap()]),
            ("bic", vec![real(&case["bic"])], vec![model.bic(&x).unwrap()]),
        ]
    });
}

fn machine(parameters: &Json) -> (Kernel, Gamma) {
    let kernel = match parameters["kernel"].as_str().unwrap() {
        "linear" => Kernel::Linear,
        "poly" => Kernel::Polynomial,
        "rbf" => Kernel::Rbf,
        "sigmoid" => Kernel::Sigmoid,
        other => panic!("no such kernel: {other}"),
    };
    let gamma = match parameters["gamma"].as_str() {
        Some("scale") => Gamma::Scale,
        Some("auto") => Gamma::Auto,
        Some(other) => panic!("no such gamma: {other}"),
        None => Gamma::Value(real(&parameters["gamma"])),
    };
    (kernel, gamma)
}

/// LIBSVM keeps the kernels of training rows in single precision, 6e-8 of their size, and stops, as we do, within
/// 1e-8 of a minimum: of decisions, which add up some tens of them times C, 1e-5 of the size is left. Only of the
/// Gaussian kernel, whose matrix is positive definite, is there but one set of coefficients.
#[test]
fn support_vectors_as_by_scikit_learn() {
    hold("SVC", 21, 1e-5, |case| {
        let (x, asked, parameters) =
            (matrix(&case["x"]), matrix(&case["asked"]), &case["parameters"]);
        let y = Labels::from_texts(numbers(&case["y"]).iter().map(f64::to_string));
        let (kernel, gamma) = machine(parameters);
        let recipe = SupportVectorClassifier::new()
            .kernel(kernel)
            .gamma(gamma)
            .c(real(&parameters["C"]))
            .coef0(real(&parameters["coef0"]))
            .degree(count(&parameters["degree"]))
            .tolerance(1e-8)
            .probability(false);
        let model = recipe.fit(&x, &y).unwrap();
        let answer = model.apply(&asked).unwrap();
        let label = |row: usize| answer.label(row).unwrap().parse().unwrap();
        let sizes = model.support_sizes().iter().map(|&size| size as f64).collect();
        let mut compared = vec![
            ("decisions", numbers(&case["decisions"]), model.decision_function(&asked).unwrap()),
            ("intercepts", numbers(&case["intercepts"]), model.intercepts().to_vec()),
            ("labels", numbers(&case["labels"]), (0..asked.rows()).map(label).collect()),
        ];
        if kernel == Kernel::Rbf {
            compared.push(("support", numbers(&case["support_sizes"]), sizes));
        }
        compared
    });
    hold("SVR", 21, 1e-5, |case| {
        let (x, asked, parameters) =
            (matrix(&case["x"]), matrix(&case["asked"]), &case["parameters"]);
        let (kernel, gamma) = machine(parameters);
        let recipe = SupportVectorRegressor::new()
            .kernel(kernel)
            .gamma(gamma)
            .c(real(&parameters["C"]))
            .coef0(real(&parameters["coef0"]))
            .degree(count(&parameters["degree"]))
            .epsilon(real(&parameters["epsilon"]))
            .tolerance(1e-8);
        let model = recipe.fit(&x, &Vector::new(numbers(&case["y"]))).unwrap();
        let predictions = model.apply(&asked).unwrap().into_values();
        let mut compared = vec![
            ("predictions", numbers(&case["decisions"]), predictions),
            ("intercept", numbers(&case["intercepts"]), vec![model.intercept()]),
        ];
        if kernel == Kernel::Rbf {
            let expected = numbers(&case["support_sizes"])[..1].to_vec();
            compared.push(("support", expected, vec![model.dual_coefficients().len() as f64]));
        }
        compared
    });
}

/// Both sides take the same steps from the same weights; scikit-learn whitens by singular values, we by exact
/// covariances, and each step carries the rounding of the one before.
#[test]
fn independent_components_as_by_scikit_learn() {
    hold("FastICA", 9, 1e-6, |case| {
        let (x, start) = (matrix(&case["x"]), numbers(&case["start"]));
        let components = (1..).find(|count| count * count == start.len()).unwrap();
        let recipe = FastIca::new(components as u64)
            .w_init(start)
            .max_iterations(count(&case["parameters"]["max_iterations"]))
            .tolerance(real(&case["parameters"]["tolerance"]))
            .allow_unconverged(true);
        let table = x.into_table();
        let fitted = recipe.fit(&table, &()).unwrap();
        let out = fitted.apply(&table).unwrap();
        let cell = |row: usize, at: usize| match out.value(row, &format!("fastica{at}")) {
            Value::Real(x) => x,
            other => panic!("{other:?}"),
        };
        let sources = (0..out.rows()).flat_map(|row| (0..components).map(move |at| (row, at)));
        let weights = (0..components).flat_map(|at| fitted.component(at).unwrap().to_vec());
        vec![
            ("components", numbers(&case["components"]), weights.collect()),
            ("mixing", numbers(&case["mixing"]), fitted.mixing().to_vec()),
            (
                "sources",
                numbers(&case["sources"]),
                sources.map(|(row, at)| cell(row, at)).collect(),
            ),
            ("iterations", vec![real(&case["iterations"])], vec![f64::from(fitted.iterations())]),
        ]
    });
}

/// Both sides take the same rounds from the same starts; what is left is rounding.
#[test]
fn clusters_as_by_scikit_learn() {
    hold("KMeans", 15, 1e-12, |case| {
        let (x, starts) = (matrix(&case["x"]), matrix(&case["starts"]));
        let recipe = KMeans::new(starts.rows() as u64)
            .init(&starts)
            .max_iterations(count(&case["parameters"]["max_iterations"]))
            .tolerance(real(&case["parameters"]["tolerance"]));
        let model = recipe.fit(&x, &()).unwrap();
        let answer = model.apply(&x).unwrap();
        let labels = (0..x.rows()).map(|row| f64::from(answer.code(row).unwrap())).collect();
        let distances = recipe.distances().fit(&x, &()).unwrap().apply(&x).unwrap();
        vec![
            ("centroids", numbers(&case["centroids"]), model.centroids().to_vec()),
            ("inertia", vec![real(&case["inertia"])], vec![model.inertia()]),
            ("iterations", vec![real(&case["iterations"])], vec![f64::from(model.iterations())]),
            ("labels", numbers(&case["labels"]), labels),
            ("distances", numbers(&case["distances"]), distances.as_slice().to_vec()),
        ]
    });
}
