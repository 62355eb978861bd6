//! Runs the cases of transformers that encode levels and select columns: scikit-learn's and
//! Feature-engine's.
//!
//! Codes, indicators and passed columns are compared by their bits; what was learned is compared too:
//! levels and choices exactly, variances within what the peer's own sums can be off.

use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner};
use std::collections::BTreeSet;
use steadfast::clean::{Cast, GroupRare};
use steadfast::data::number::write_real;
use steadfast::data::{Column, ColumnType, Table, Types};
use steadfast::preprocess::{DropLevel, OneHot, Ordinal, Unknown};
use steadfast::select::{Association, CorrelationFilter, Keep, VarianceFilter};

/// A relative distance for a variance: n roundings of squares in an order of the peer's own.
const RELATIVE: f64 = 1e-12;

/// What the peer's mean may be off, relative to the largest value; its square is in the variance.
const MEAN: f64 = 16.0 * f64::EPSILON;

/// Encoders and filters of columns.
pub(super) struct Encoding;

impl Runner for Encoding {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json")
            && case.has("train.csv")
            && Parameters::read(case).is_ok_and(|p| transformer(&p.transformer).is_some())
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let parameters = Parameters::read(case)?;
        let train = table(case, "train.csv")?;
        let build = transformer(&parameters.transformer).ok_or("no such transformer")?;
        let mut outcome = Outcome::new();
        match build(&parameters, &train, &mut outcome) {
            Ok(apply) => compare(case, &mut outcome, &apply, &|_, _| 0.0)?,
            Err(Refusal::Unsupported(reason)) => return Ok(Outcome::unsupported(reason)),
            Err(Refusal::Failed(reason)) => return Err(reason),
        }
        Ok(outcome)
    }
}

/// Why a case has no table to compare.
pub(super) enum Refusal {
    /// A parameter this crate has no counterpart of.
    Unsupported(String),
    /// The case is broken, or fitting failed.
    Failed(String),
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Refusal::Failed(reason)
    }
}

/// Fits, compares what was learned, and gives how to apply it.
type Build = fn(&Parameters, &Table, &mut Outcome) -> Result<Applied, Refusal>;

fn transformer(name: &str) -> Option<Build> {
    Some(match name {
        "OneHotEncoder" => one_hot,
        "OrdinalEncoder" => ordinal,
        "RareLabelEncoder" => rare_label,
        "VarianceThreshold" => variance_threshold,
        "DropCorrelatedFeatures" | "SmartCorrelatedSelection" => correlated,
        _ => return None,
    })
}

pub(super) fn unsupported(parameter: &str, value: &Json) -> Refusal {
    Refusal::Unsupported(format!("{parameter} = {value:?}"))
}

/// What one set holds beside the other, as agreement or failure.
pub(super) fn same<T: Ord + std::fmt::Debug>(
    outcome: &mut Outcome,
    what: &str,
    found: T,
    expected: T,
) {
    if found == expected {
        outcome.agree();
    } else {
        outcome.fail(format!("{what}: found {found:?}, expected {expected:?}"));
    }
}

fn texts(json: &Json) -> BTreeSet<String> {
    json.list().unwrap_or_default().iter().filter_map(Json::text).map(str::to_owned).collect()
}

/// The columns that pandas reads as whole numbers: they are named and compared as such.
fn whole(train: &Table) -> Vec<String> {
    let is_whole = |column: &Column| match column {
        Column::Real(rows) => rows.iter().all(|x| x.fract() == 0.0 && x.abs() < 1e15),
        _ => false,
    };
    train.columns().filter(|(_, c)| is_whole(c)).map(|(name, _)| name.to_string()).collect()
}

fn with_whole(x: &Table, names: &[String]) -> Result<Table, steadfast::error::Error> {
    let mut out = x.clone();
    for name in names {
        if let Some(values) = x.get(name).and_then(|column| column.reals()) {
            let integers = values.iter().map(|&v| (!v.is_nan()).then_some(v as i64)).collect();
            out.replace(name, Column::Integer(integers))?;
        }
    }
    Ok(out)
}

/// Levels given in advance, by column, as text.
pub(super) fn given_levels(
    parameters: &Parameters,
    train: &Table,
) -> Result<Vec<(String, Vec<String>)>, Refusal> {
    let categories = parameters.init.get("categories");
    let Some(lists) = categories.list() else { return Ok(Vec::new()) };
    let mut given = Vec::new();
    for (name, list) in train.names().zip(lists) {
        let levels = list.list().ok_or_else(|| unsupported("categories", categories))?;
        let written = levels.iter().filter_map(|level| match level {
            Json::Text(text) if text == "NaN" => None,
            Json::Text(text) => Some(text.clone()),
            Json::Number(x) => Some(x.to_string()),
            Json::Bool(x) => Some(x.to_string()),
            _ => None,
        });
        given.push((name.to_string(), written.collect()));
    }
    Ok(given)
}

/// The labels the peer learned for the column at a place, without missing.
fn learned_labels(parameters: &Parameters, at: usize) -> BTreeSet<String> {
    let categories = parameters.fitted.get("categories_").list().unwrap_or_default();
    let levels = categories.get(at).and_then(Json::list).unwrap_or_default();
    let label = |level: &Json| match level {
        Json::Text(text) if text == "NaN" => None,
        Json::Text(text) => Some(text.clone()),
        Json::Number(x) => Some(x.to_string()),
        Json::Bool(x) => Some(if *x { "True" } else { "False" }.to_owned()),
        _ => None,
    };
    levels.iter().filter_map(label).collect()
}

/// Labels of numbers without the `.0` that marks a real, so that they can be set beside JSON numbers.
fn plain(labels: impl IntoIterator<Item = String>) -> BTreeSet<String> {
    let one = |label: String| match label.parse::<f64>() {
        Ok(x) if x.is_finite() => x.to_string(),
        _ => label,
    };
    labels.into_iter().map(one).collect()
}

fn compare_levels(
    parameters: &Parameters,
    outcome: &mut Outcome,
    columns: &[impl AsRef<str>],
    levels: impl Fn(&str) -> Option<Vec<String>>,
) {
    for (at, name) in columns.iter().enumerate() {
        let found = plain(levels(name.as_ref()).unwrap_or_default());
        let expected = plain(learned_labels(parameters, at));
        same(outcome, &format!("levels of `{}`", name.as_ref()), found, expected);
    }
}

/// A frequency below 1 is a share, any other a count, as scikit-learn's ranges for the two have it.
fn frequency<R>(
    init: &Json,
    recipe: R,
    count: impl Fn(R, u64) -> R,
    share: impl Fn(R, f64) -> R,
    max: impl Fn(R, u64) -> R,
) -> Result<R, Refusal> {
    let recipe = match init.get("min_frequency") {
        Json::Null => recipe,
        Json::Number(x) if *x < 1.0 => share(recipe, *x),
        Json::Number(x) => count(recipe, *x as u64),
        other => return Err(unsupported("min_frequency", other)),
    };
    match init.get("max_categories") {
        Json::Null => Ok(recipe),
        Json::Number(x) => Ok(max(recipe, *x as u64)),
        other => Err(unsupported("max_categories", other)),
    }
}

fn one_hot(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, Refusal> {
    let init = &parameters.init;
    let unknown = match init.get("handle_unknown").text() {
        Some("error") => Unknown::Error,
        Some("ignore") => Unknown::Ignore,
        Some("infrequent_if_exist" | "warn") => Unknown::Infrequent,
        _ => return Err(unsupported("handle_unknown", init.get("handle_unknown"))),
    };
    let drop = match init.get("drop") {
        Json::Null => DropLevel::None,
        Json::Text(text) if text == "first" => DropLevel::First,
        Json::Text(text) if text == "if_binary" => DropLevel::IfBinary,
        other => return Err(unsupported("drop", other)),
    };
    match init.get("feature_name_combiner") {
        Json::Null => {}
        Json::Text(text) if text == "concat" => {}
        other => return Err(unsupported("feature_name_combiner", other)),
    }
    let recipe = OneHot::new()
        .types(Types::TEXT.or(Types::NUMERIC))
        .unknown(unknown)
        .drop(drop)
        .infrequent_name("infrequent_sklearn");
    let mut recipe =
        frequency(init, recipe, OneHot::min_count, OneHot::min_share, OneHot::max_categories)?;
    for (column, levels) in given_levels(parameters, train)? {
        recipe = recipe.levels(column, levels);
    }
    let whole = whole(train);
    let train = with_whole(train, &whole).map_err(|error| error.to_string())?;
    let (fitted, apply) = fit(recipe, None, &train)?;
    compare_levels(parameters, outcome, fitted.columns(), |name| fitted.levels(name));
    Ok(Box::new(move |x| apply(&with_whole(x, &whole)?)))
}

fn ordinal(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, Refusal> {
    let init = &parameters.init;
    let recipe = Ordinal::new().types(Types::TEXT.or(Types::NUMERIC));
    let recipe = match (init.get("handle_unknown").text(), init.get("unknown_value").number()) {
        (Some("error"), None) => recipe,
        (Some("use_encoded_value"), Some(value)) => recipe.unknown_value(value),
        _ => return Err(unsupported("handle_unknown", init.get("handle_unknown"))),
    };
    let missing = init.get("encoded_missing_value").number().unwrap_or(f64::NAN);
    let mut recipe = frequency(
        init,
        recipe.missing_value(missing),
        Ordinal::min_count,
        Ordinal::min_share,
        Ordinal::max_categories,
    )?;
    for (column, levels) in given_levels(parameters, train)? {
        recipe = recipe.levels(column, levels);
    }
    let whole = whole(train);
    let train = with_whole(train, &whole).map_err(|error| error.to_string())?;
    let (fitted, apply) = fit(recipe, None, &train)?;
    compare_levels(parameters, outcome, fitted.columns(), |name| {
        Some(fitted.codes(name)?.into_iter().map(|(label, _)| label).collect())
    });
    Ok(Box::new(move |x| apply(&with_whole(x, &whole)?)))
}

fn rare_label(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, Refusal> {
    let init = &parameters.init;
    let number = |key: &str| init.get(key).number().ok_or_else(|| unsupported(key, init.get(key)));
    let is_number = |name: &str| train.get(name).is_some_and(|column| column.reals().is_some());
    let named = parameters.variables().unwrap_or_default();
    let all = init.get("ignore_format").is_true() && named.is_empty();
    let names = train.names().map(ToString::to_string).filter(|name| all || named.contains(name));
    let (numbers, levels): (Vec<String>, Vec<String>) = names.partition(|name| is_number(name));
    let rare = match init.get("replace_with") {
        Json::Text(name) if numbers.is_empty() => name.clone(),
        Json::Number(number) if levels.is_empty() => write_real(*number),
        other => return Err(unsupported("replace_with", other)),
    };
    let recipe = GroupRare::new()
        .tolerance(number("tol")?)
        .few(number("n_categories")? as u64)
        .first_seen()
        .name(rare);
    // Feature-engine takes 0 for no limit.
    let recipe = match init.get("max_n_categories").number() {
        Some(most) if most > 0.0 => recipe.most(most as u64),
        _ => recipe,
    };
    // Numbers are grouped as their texts, and read again.
    let cast = |to: ColumnType, x: &Table| match numbers.is_empty() {
        true => Ok(Box::new(|x: &Table| Ok(x.clone())) as Applied),
        false => fit(Cast::to(to), Some(numbers.clone()), x).map(|(_, apply)| apply),
    };
    let to_text = cast(ColumnType::Text, train)?;
    let train = &to_text(train).map_err(|error| error.to_string())?;
    let back = cast(ColumnType::Real, train)?;
    let (fitted, group) = fit(recipe, parameters.variables(), train)?;
    let apply: Applied = Box::new(move |x| back(&group(&to_text(x)?)?));
    for column in fitted.columns() {
        let found: BTreeSet<String> =
            fitted.kept(column).unwrap_or_default().iter().map(|level| level.to_string()).collect();
        let level =
            |level: &Json| level.number().map(write_real).or(level.text().map(str::to_owned));
        let levels = parameters.fitted.get("encoder_dict_").get(column).list().unwrap_or_default();
        let mut expected: BTreeSet<String> = levels.iter().filter_map(level).collect();
        // The peer lists missing among the levels; here it is none, and always kept.
        if train.get(column).is_some_and(|rows| (0..rows.len()).any(|row| rows.is_missing(row))) {
            expected.remove("nan");
        }
        same(outcome, &format!("levels kept of `{column}`"), found, expected);
    }
    Ok(apply)
}

fn variance_threshold(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, Refusal> {
    let value = parameters.init.get("threshold");
    let threshold = value.number().ok_or_else(|| unsupported("threshold", value))?;
    let (fitted, apply) = fit(VarianceFilter::new(threshold), None, train)?;
    let expected = parameters.fitted.get("variances_").list().unwrap_or_default();
    if expected.len() != fitted.columns().len() {
        outcome.fail(format!("{} variances, expected {}", fitted.columns().len(), expected.len()));
    }
    for ((name, &variance), expected) in
        fitted.columns().iter().zip(fitted.variance()).zip(expected)
    {
        let values = train.get(name).and_then(|column| column.reals().map(|x| x.into_owned()));
        let mut sorted = values.unwrap_or_default();
        sorted.retain(|x| !x.is_nan());
        sorted.sort_unstable_by(f64::total_cmp);
        let (low, high) = (
            sorted.first().copied().unwrap_or_default(),
            sorted.last().copied().unwrap_or_default(),
        );
        let most = if -low > high { -low } else { high };
        // With threshold 0 the peer stores the range where that is the smaller and none is missing.
        let whole = sorted.len() == train.rows();
        let range = high - low;
        let found = if threshold == 0.0 && whole && range < variance { range } else { variance };
        let expected = expected.number().unwrap_or(f64::NAN);
        let allowed = RELATIVE * expected.abs() + (MEAN * most) * (MEAN * most);
        outcome.compare(&format!("variance of `{name}`"), found, expected, allowed);
    }
    Ok(apply)
}

fn correlated(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, Refusal> {
    let init = &parameters.init;
    let association = match init.get("method").text() {
        Some("pearson") => Association::Pearson,
        Some("spearman") => Association::Spearman,
        _ => return Err(unsupported("method", init.get("method"))),
    };
    let keep = match (&*parameters.transformer, init.get("selection_method").text()) {
        ("DropCorrelatedFeatures", _) => Keep::Name,
        (_, Some("variance")) => Keep::Variance,
        (_, Some("missing_values")) => Keep::Complete,
        (_, Some("cardinality")) => Keep::Cardinality,
        _ => return Err(unsupported("selection_method", init.get("selection_method"))),
    };
    let value = init.get("threshold");
    let threshold = value.number().ok_or_else(|| unsupported("threshold", value))?;
    let recipe = CorrelationFilter::new(threshold).keep(keep).association(association);
    let (fitted, apply) = fit(recipe, parameters.variables(), train)?;
    let found: BTreeSet<String> = fitted.dropped().iter().map(|name| name.to_string()).collect();
    same(outcome, "columns dropped", found, texts(parameters.fitted.get("features_to_drop_")));
    if let Json::Map(groups) = parameters.fitted.get("correlated_feature_dict_") {
        let expected: BTreeSet<(String, String)> = groups
            .iter()
            .flat_map(|(kept, group)| texts(group).into_iter().map(|name| (kept.clone(), name)))
            .collect();
        let pair = |name: &str| Some((fitted.reason(name)?.0.to_owned(), name.to_owned()));
        let found = fitted.dropped().iter().filter_map(|name| pair(name)).collect();
        same(outcome, "columns kept for those dropped", found, expected);
    }
    Ok(apply)
}
