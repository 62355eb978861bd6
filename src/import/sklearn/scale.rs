//! Stages that leave each column in its place: scalers, powers, imputers.

use super::json::{self, Object};
use super::states::PowerState;
use super::{cells, malformed, parts, unsupported};
use crate::artifact::Record;
use crate::clean::{Filler, Impute, Imputer};
use crate::error::{ImportError, clip};
use crate::preprocess::{
    MinMaxScale, MinMaxScaler, PowerTransform, PowerTransformer, RobustScale, RobustScaler,
    Standardize, Standardizer,
};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Record, Box<ImportError>>;

/// The numbers of a field, or of one that is `null` what changes nothing.
fn numbers_or(
    one: &Object<'_>,
    key: &str,
    columns: usize,
    neutral: f64,
) -> Result<Vec<f64>, Box<ImportError>> {
    let numbers = if one.has(key) { one.numbers(key)? } else { vec![neutral; columns] };
    parts::as_long(&one.at(key), columns, &[numbers.len()])?;
    Ok(numbers)
}

/// Refuses a rule in other words than those that were understood.
fn rule(one: &Object<'_>, known: &str) -> Result<(), Box<ImportError>> {
    let found = one.text_or("rule", known)?;
    if found == known {
        return Ok(());
    }
    Err(unsupported(format!("the rule `{}` of {}", clip(&found), clip(&one.kind()?))))
}

pub(super) fn standard(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        mean: Vec<f64>,
        scale: Vec<f64>,
    }
    one.only(&["mean", "scale", "rule"])?;
    rule(one, "(x - mean) / scale")?;
    let mean = numbers_or(one, "mean", columns.len(), 0.0)?;
    let scale = numbers_or(one, "scale", columns.len(), 1.0)?;
    let recipe = Standardize::new().center(one.has("mean")).scale(one.has("scale"));
    parts::stage::<Standardizer>(&one.place, recipe, &State { columns, mean, scale })
}

pub(super) fn min_max(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        scale: Vec<f64>,
        offset: Vec<f64>,
    }
    one.only(&["min", "scale", "clip", "feature_range", "rule"])?;
    rule(one, "x * scale + min")?;
    let mut recipe = MinMaxScale::new();
    if one.has("feature_range") {
        let [low, high] = one.numbers("feature_range")?[..] else {
            return Err(malformed(one.at("feature_range"), "not two numbers"));
        };
        recipe = recipe.range(low, high);
    }
    if one.flag("clip")? {
        recipe = recipe.clip();
    }
    let (scale, offset) = (one.numbers("scale")?, one.numbers("min")?);
    parts::stage::<MinMaxScaler>(&one.place, recipe, &State { columns, scale, offset })
}

pub(super) fn robust(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        center: Vec<f64>,
        scale: Vec<f64>,
    }
    one.only(&["center", "scale", "rule"])?;
    rule(one, "(x - center) / scale")?;
    let center = numbers_or(one, "center", columns.len(), 0.0)?;
    let scale = numbers_or(one, "scale", columns.len(), 1.0)?;
    let recipe = RobustScale::new().center(one.has("center")).scale(one.has("scale"));
    parts::stage::<RobustScaler>(&one.place, recipe, &State { columns, center, scale })
}

pub(super) fn power(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    one.only(&["method", "lambdas", "standardize", "scaler"])?;
    let (recipe, neutral) = match one.text("method")?.as_str() {
        "yeo-johnson" => (PowerTransform::yeo_johnson(), 0.0),
        "box-cox" => (PowerTransform::box_cox(), 1.0),
        other => return Err(unsupported(format!("the power `{}`", clip(other)))),
    };
    let width = columns.len();
    let standardize = one.flag("standardize")?;
    let scales = if standardize {
        let scaler = one.object("scaler")?;
        (numbers_or(&scaler, "mean", width, 0.0)?, numbers_or(&scaler, "scale", width, 1.0)?)
    } else {
        (vec![0.0; width], vec![1.0; width])
    };
    let state = PowerState::new(columns, one.numbers("lambdas")?, neutral, scales);
    parts::stage::<PowerTransformer>(&one.place, recipe.standardize(standardize), &state)
}

/// The imputer, the columns it makes, and those it takes as text.
#[expect(clippy::type_complexity, reason = "three lists, named above")]
pub(super) fn imputer(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<(Record, Vec<Arc<str>>, Vec<Arc<str>>), Box<ImportError>> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        fills: Vec<Filler>,
        dropped: [Arc<str>; 0],
        marked: Vec<Arc<str>>,
    }
    one.only(&[
        "strategy",
        "missing_values",
        "statistics",
        "add_indicator",
        "indicator_features",
        "fill_value",
    ])?;
    let marked = if one.flag("add_indicator")? {
        // Which columns had gaps when it was fitted, the file has to say.
        if one.find("indicator_features").is_none() {
            return Err(unsupported("`add_indicator` of SimpleImputer without its features"));
        }
        cells::places(one, "indicator_features", columns)?
    } else {
        Vec::new()
    };
    let missing = one.raw("missing_values")?.get();
    if !matches!(missing, "\"NaN\"" | "\"\"") {
        return Err(unsupported(format!("`missing_values` {} of SimpleImputer", clip(missing))));
    }
    let (mut fills, mut text) = (Vec::new(), Vec::new());
    let place = one.at("statistics");
    if one.find("statistics").is_none() {
        // scikit-learn drops a column that had no value.
        fills.extend(one.numbers("statistics")?.into_iter().map(Filler::Real));
    }
    let given = if fills.is_empty() { one.list("statistics")? } else { Vec::new() };
    parts::as_long(&place, columns.len(), &[given.len() + fills.len()])?;
    for (raw, name) in given.into_iter().zip(columns) {
        match serde_json::from_str::<String>(raw.get()) {
            Ok(fill) if !matches!(fill.as_str(), "NaN" | "Infinity" | "-Infinity") => {
                text.push(Arc::clone(name));
                fills.push(Filler::Text(fill));
            }
            // scikit-learn drops a column that had no value.
            _ => fills.push(Filler::Real(json::number(raw, &place)?)),
        }
    }
    let constant = |fill: Option<&Filler>| match fill {
        Some(Filler::Text(fill)) => Impute::constant_text(fill.as_str()),
        Some(Filler::Real(fill)) => Impute::constant(*fill),
        _ => Impute::constant(0.0),
    };
    let recipe = match one.text("strategy")?.as_str() {
        "mean" => Impute::mean(),
        "median" => Impute::median(),
        "most_frequent" => Impute::most_frequent(),
        "constant" => constant(fills.first()),
        other => return Err(unsupported(format!("strategy `{}`", clip(other)))),
    };
    let recipe = if marked.is_empty() { recipe } else { recipe.indicator() };
    let mut made = columns.to_vec();
    made.extend(marked.iter().map(|name| format!("missingindicator_{name}").into()));
    let state = State { columns, fills, dropped: [], marked };
    Ok((parts::stage::<Imputer>(&one.place, recipe, &state)?, made, text))
}
