//! Support vector machines.

use super::estimator::Estimator;
use super::json::Object;
use super::linear::codes;
use super::{malformed, parts, unsupported};
use crate::error::{ImportError, clip};
use crate::model::{
    Gamma, Kernel, SupportVectorClassifier, SupportVectorClassifierModel, SupportVectorRegressor,
    SupportVectorRegressorModel,
};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

const FIELDS: [&str; 9] = [
    "classes",
    "kernel",
    "gamma",
    "coef0",
    "degree",
    "support_vectors",
    "n_support",
    "dual_coef",
    "intercept",
];

/// The kernel and its numbers, put into a recipe.
macro_rules! machine {
    ($recipe:expr, $one:expr) => {{
        let one: &Object<'_> = $one;
        let kernel = match one.text("kernel")?.as_str() {
            "linear" => Kernel::Linear,
            "poly" => Kernel::Polynomial,
            "rbf" => Kernel::Rbf,
            "sigmoid" => Kernel::Sigmoid,
            other => return Err(unsupported(format!("the kernel `{}`", clip(other)))),
        };
        let mut recipe = $recipe.kernel(kernel).gamma(Gamma::Value(one.number("gamma")?));
        if one.has("coef0") {
            recipe = recipe.coef0(one.number("coef0")?);
        }
        if one.has("degree") {
            recipe = recipe.degree(one.count("degree")?);
        }
        recipe
    }};
}

fn vectors(one: &Object<'_>, columns: &[Arc<str>]) -> Result<Vec<f64>, Box<ImportError>> {
    one.only(&FIELDS)?;
    let rows = one.rows("support_vectors")?;
    if rows.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(one.at("support_vectors"), "a row that is not one number a column"));
    }
    Ok(rows.concat())
}

/// The class of most votes; scikit-learn holds the stored numbers in the same order.
pub(super) fn classifier(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        classes: Arc<[Arc<str>]>,
        present: Vec<u32>,
        gamma: f64,
        support_vectors: Vec<f64>,
        sizes: Vec<u64>,
        dual_coefficients: Vec<f64>,
        intercepts: Vec<f64>,
        sigmoids: [f64; 0],
    }
    let (support_vectors, classes) = (vectors(one, columns)?, one.classes()?);
    let recipe = machine!(SupportVectorClassifier::new().probability(false), one);
    let size =
        |size: i64| u64::try_from(size).map_err(|_| malformed(one.at("n_support"), "below 0"));
    let sizes = one.integers("n_support")?.into_iter().map(size).collect::<Result<_, _>>()?;
    let state = State {
        columns,
        present: codes(&classes),
        classes,
        gamma: one.number("gamma")?,
        support_vectors,
        sizes,
        dual_coefficients: one.rows("dual_coef")?.concat(),
        intercepts: one.numbers("intercept")?,
        sigmoids: [],
    };
    let model = parts::stage::<SupportVectorClassifierModel>(&one.place, recipe, &state)?;
    Ok(Estimator::of(model))
}

pub(super) fn regressor(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        gamma: f64,
        support_vectors: Vec<f64>,
        dual_coefficients: Vec<f64>,
        intercept: f64,
    }
    let support_vectors = vectors(one, columns)?;
    let recipe = machine!(SupportVectorRegressor::new(), one);
    let [intercept] = one.numbers("intercept")?[..] else {
        return Err(malformed(one.at("intercept"), "not one number"));
    };
    let dual_coefficients = one.rows("dual_coef")?.concat();
    let gamma = one.number("gamma")?;
    let state = State { columns, gamma, support_vectors, dual_coefficients, intercept };
    let model = parts::stage::<SupportVectorRegressorModel>(&one.place, recipe, &state)?;
    Ok(Estimator::of(model))
}
