//! Models of weighted sums.

use super::estimator::Estimator;
use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::error::{ImportError, clip};
use crate::model::{
    ElasticNet, ElasticNetModel, Lasso, LassoModel, Linear, LinearModel, Logistic, LogisticModel,
    Ridge, RidgeModel, Tweedie, TweedieModel,
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

const FIELDS: [&str; 6] = ["classes", "coef", "intercept", "coef_hex", "intercept_hex", "link"];

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
    let found = one.text("link")?;
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
    let (state, place) = (one_sum(one, columns)?, &one.place);
    let model = match kind {
        "Ridge" => parts::stage::<RidgeModel>(place, Ridge::new(1.0), &state)?,
        "Lasso" => parts::stage::<LassoModel>(place, Lasso::new(1.0), &state)?,
        "ElasticNet" => parts::stage::<ElasticNetModel>(place, ElasticNet::new(1.0), &state)?,
        _ => parts::stage::<LinearModel>(place, Linear::new(), &state)?,
    };
    Ok(Estimator::of(model))
}

pub(super) fn exponential(kind: &str, one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    link(one, "exp")?;
    let recipe = if kind == "GammaRegressor" { Tweedie::gamma() } else { Tweedie::poisson() };
    let state = one_sum(one, columns)?;
    Ok(Estimator::of(parts::stage::<TweedieModel>(&one.place, recipe, &state)?))
}

pub(super) fn logistic(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
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
    let present = (0u32..).zip(classes.iter()).map(|(code, _)| code).collect();
    let state = State { columns, classes, present, coefficients: rows.concat(), intercepts };
    Ok(Estimator::of(parts::stage::<LogisticModel>(&one.place, Logistic::new(), &state)?))
}
