//! Models of weighted sums.

use super::estimator::Estimator;
use super::json::Object;
use super::{malformed, network, parts, unsupported};
use crate::error::{ImportError, clip};
use crate::model::{
    ElasticNet, ElasticNetModel, Lasso, LassoModel, Linear, LinearModel, Link, Logistic,
    LogisticModel, MultiTaskElasticNet, MultiTaskElasticNetModel, MultiTaskLasso,
    MultiTaskLassoModel, MultiTaskPartialLeastSquares, MultiTaskPartialLeastSquaresModel,
    NetworkClasses, NetworkOutput, PartialLeastSquares, PartialLeastSquaresModel, Ridge,
    RidgeModel, Tweedie, TweedieModel,
};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

/// Rows of coefficients and their intercepts.
type Weights = (Vec<Vec<f64>>, Vec<f64>);

#[derive(Serialize)]
struct Affine<'a> {
    columns: &'a [Arc<str>],
    coefficients: Vec<f64>,
    intercept: f64,
}

const FIELDS: [&str; 7] = ["classes", "coef", "intercept", "link", "loss", "power", "components"];

/// Rows of coefficients, each as long as the columns, and as many intercepts.
fn weights(one: &Object<'_>, columns: &[Arc<str>]) -> Result<Weights, Box<ImportError>> {
    one.only(&FIELDS)?;
    let (rows, intercepts) = (one.rows("coef")?, one.numbers("intercept")?);
    if rows.len() != intercepts.len() || rows.iter().any(|row| row.len() != columns.len()) {
        let problem = format!(
            "{} rows of coefficients for {} intercepts and {} columns",
            rows.len(),
            intercepts.len(),
            columns.len()
        );
        return Err(malformed(one.at("coef"), problem));
    }
    Ok((rows, intercepts))
}

fn link(one: &Object<'_>, known: &str) -> Result<(), Box<ImportError>> {
    let found = one.text_or("link", known)?;
    if found.starts_with(known) {
        return Ok(());
    }
    Err(unsupported(format!("the link `{}` of {}", clip(&found), clip(&one.kind()?))))
}

fn one_sum<'a>(one: &Object<'_>, columns: &'a [Arc<str>]) -> Result<Affine<'a>, Box<ImportError>> {
    let (rows, intercepts) = weights(one, columns)?;
    let ([coefficients], [intercept]) = (&rows[..], &intercepts[..]) else {
        return Err(unsupported(format!("{} targets", rows.len())));
    };
    Ok(Affine { columns, coefficients: coefficients.clone(), intercept: *intercept })
}

pub(super) fn affine(kind: &str, one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    link(one, "identity")?;
    let place = &one.place;
    if one.rows("coef")?.len() > 1 && (kind.starts_with("MultiTask") || kind == "PLSRegression") {
        return several(kind, one, columns);
    }
    let state = one_sum(one, columns)?;
    let model = match kind {
        "Ridge" | "RidgeCV" => parts::stage::<RidgeModel>(place, Ridge::new(1.0), &state)?,
        "Lasso" | "LassoCV" => parts::stage::<LassoModel>(place, Lasso::new(1.0), &state)?,
        "ElasticNet" | "ElasticNetCV" => {
            parts::stage::<ElasticNetModel>(place, ElasticNet::new(1.0), &state)?
        }
        "PLSRegression" => {
            let recipe = PartialLeastSquares::new(one.count("components")?);
            parts::stage::<PartialLeastSquaresModel>(place, recipe, &state)?
        }
        _ => parts::stage::<LinearModel>(place, Linear::new(), &state)?,
    };
    Ok(Estimator::of(model))
}

/// Several targets that were learned together. The file does not name them: `y0`, `y1` and so on.
fn several(kind: &str, one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        targets: Vec<Arc<str>>,
        coefficients: Vec<f64>,
        intercepts: Vec<f64>,
    }
    let (rows, intercepts) = weights(one, columns)?;
    let targets = (0..rows.len()).map(|at| format!("y{at}").into()).collect();
    let state = State { columns, targets, coefficients: rows.concat(), intercepts };
    let place = &one.place;
    let model = match kind {
        "PLSRegression" => {
            let recipe = MultiTaskPartialLeastSquares::new(one.count("components")?);
            parts::stage::<MultiTaskPartialLeastSquaresModel>(place, recipe, &state)?
        }
        "MultiTaskLasso" | "MultiTaskLassoCV" => {
            parts::stage::<MultiTaskLassoModel>(place, MultiTaskLasso::new(1.0), &state)?
        }
        _ => {
            let recipe = MultiTaskElasticNet::new(1.0);
            parts::stage::<MultiTaskElasticNetModel>(place, recipe, &state)?
        }
    };
    Ok(Estimator::of(model))
}

pub(super) fn exponential(kind: &str, one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    let power = match kind {
        "PoissonRegressor" => 1.0,
        "GammaRegressor" => 2.0,
        _ if one.has("power") => one.number("power")?,
        // The power shapes the fit; an answer asks the link alone.
        _ => 1.5,
    };
    let recipe = match one.text_or("link", "exp")?.as_str() {
        "identity" => Tweedie::new(power).link(Link::Identity),
        text if text.starts_with("exp") && power != 0.0 => Tweedie::new(power),
        text if text.starts_with("exp") => Tweedie::new(power).link(Link::Log),
        other => return Err(unsupported(format!("the link `{}` of {kind}", clip(other)))),
    };
    let state = one_sum(one, columns)?;
    Ok(Estimator::of(parts::stage::<TweedieModel>(&one.place, recipe, &state)?))
}

/// The codes of all classes.
pub(super) fn codes(classes: &[Arc<str>]) -> Vec<u32> {
    (0u32..).zip(classes).map(|(code, _)| code).collect()
}

pub(super) fn logistic(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        classes: Arc<[Arc<str>]>,
        present: Vec<u32>,
        coefficients: Vec<f64>,
        intercepts: Vec<f64>,
    }
    link(one, "softmax over decision_function when >2 classes, sigmoid")?;
    let (rows, intercepts) = weights(one, columns)?;
    let classes = one.classes()?;
    let scores = network::scores(one, network::linear(columns, &rows, intercepts.clone()))?;
    let present = codes(&classes);
    let state = State { columns, classes, present, coefficients: rows.concat(), intercepts };
    let model = parts::stage::<LogisticModel>(&one.place, Logistic::new(), &state)?;
    Ok(Estimator { scores: Some(scores), ..Estimator::of(model) })
}

/// Classifiers that learn no probabilities of all classes together: each class by a sum of its own.
pub(super) fn each_class(kind: &str, one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    let output = match (kind, one.text_or("loss", "")?.as_str()) {
        ("SGDClassifier", "log_loss" | "log") => NetworkOutput::Logistic,
        ("SGDClassifier", "hinge" | "squared_hinge" | "perceptron") => NetworkOutput::Choice,
        ("SGDClassifier", loss) => {
            return Err(unsupported(format!("the loss `{}` of {kind}", clip(loss))));
        }
        _ => NetworkOutput::Choice,
    };
    let (rows, intercepts) = weights(one, columns)?;
    let (network, classes) = (network::linear(columns, &rows, intercepts), one.classes()?);
    let scores = network::scores(one, network.clone())?;
    let model = network::keep(one, NetworkClasses { classes, output, network })?;
    Ok(Estimator { scores: Some(scores), ..Estimator::of(model) })
}
