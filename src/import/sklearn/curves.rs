//! Models of one curve: a monotone line, or normal distributions each with its own spread.

use super::estimator::Estimator;
use super::json::Object;
use super::linear::codes;
use super::{parts, unsupported};
use crate::error::{ImportError, clip};
use crate::model::{
    Beyond, CategoricalNaiveBayes, CategoricalNaiveBayesModel, ClassPrior, Isotonic, IsotonicModel,
    Monotone, QuadraticDiscriminant, QuadraticDiscriminantModel,
};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

/// A line that does not fall, or does not climb. Beyond its places scikit-learn may answer NaN; here such a row is refused.
pub(super) fn isotonic(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        places: Vec<f64>,
        values: Vec<f64>,
    }
    one.only(&["x", "y", "increasing", "out_of_bounds"])?;
    let beyond = match one.text("out_of_bounds")?.as_str() {
        "clip" => Beyond::Clip,
        "raise" | "nan" => Beyond::Refuse,
        other => return Err(unsupported(format!("`out_of_bounds` {}", clip(other)))),
    };
    let monotone =
        if one.flag("increasing")? { Monotone::Increasing } else { Monotone::Decreasing };
    let recipe = Isotonic::new().monotone(monotone).beyond(beyond);
    let state = State { columns, places: one.numbers("x")?, values: one.numbers("y")? };
    Ok(Estimator::of(parts::stage::<IsotonicModel>(&one.place, recipe, &state)?))
}

#[derive(Serialize)]
struct Seen<'a> {
    columns: &'a [Arc<str>],
    classes: Arc<[Arc<str>]>,
    present: Vec<u32>,
    rows: Vec<u64>,
}

/// The file has the lower triangle of each covariance's Cholesky factor, row after row.
pub(super) fn quadratic(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        seen: Seen<'a>,
        means: Vec<f64>,
        factors: Vec<f64>,
    }
    one.only(&["classes", "means", "factors", "priors"])?;
    let (classes, priors) = (one.classes()?, one.numbers("priors")?);
    let present = codes(&classes);
    parts::as_long(&one.at("priors"), present.len(), &[priors.len()])?;
    // The file has shares in place of counts.
    let rows = vec![1; present.len()];
    let seen = Seen { columns, classes, present, rows };
    let (means, factors) = (one.rows("means")?.concat(), one.rows("factors")?.concat());
    let recipe = QuadraticDiscriminant::new().prior(ClassPrior::Given(priors));
    let state = State { seen, means, factors };
    Ok(Estimator::of(parts::stage::<QuadraticDiscriminantModel>(&one.place, recipe, &state)?))
}

/// Counts of the levels of each column: a row of the file for each level, a number for each class.
pub(super) fn categorical(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        seen: Seen<'a>,
        levels: Vec<u32>,
        counts: Vec<u64>,
        /// The file says nothing of weights.
        weights: Option<()>,
    }
    let count = |x: i64| {
        u64::try_from(x).map_err(|_| super::malformed(one.at("counts"), "a count below 0"))
    };
    one.only(&["classes", "class_count", "levels", "counts", "alpha", "priors"])?;
    let classes = one.classes()?;
    let rows: Vec<u64> =
        one.integers("class_count")?.into_iter().map(count).collect::<Result<_, _>>()?;
    let levels = one.integers("levels")?.into_iter().map(|levels| {
        u32::try_from(levels).map_err(|_| super::malformed(one.at("levels"), "no count of levels"))
    });
    let levels = levels.collect::<Result<Vec<u32>, _>>()?;
    let counts = one.integers("counts")?.into_iter().map(count).collect::<Result<_, _>>()?;
    let mut recipe = CategoricalNaiveBayes::new().alpha(one.number("alpha")?);
    if one.has("priors") {
        recipe = recipe.prior(ClassPrior::Given(one.numbers("priors")?));
    }
    let seen = Seen { columns, present: codes(&classes), classes, rows };
    let state = State { seen, levels, counts, weights: None };
    Ok(Estimator::of(parts::stage::<CategoricalNaiveBayesModel>(&one.place, recipe, &state)?))
}
