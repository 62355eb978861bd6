//! Runs the cases of transformers that group levels and select columns: scikit-learn's and
//! Feature-engine's.
//!
//! Levels and passed columns are compared by their bits; what was learned is compared too: levels and
//! choices exactly, variances within what the peer's own sums can be off.

use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner};
use std::collections::BTreeSet;
use steadfast::clean::GroupRare;
use steadfast::data::Table;
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

fn rare_label(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, Refusal> {
    let init = &parameters.init;
    let number = |key: &str| init.get(key).number().ok_or_else(|| unsupported(key, init.get(key)));
    let name = init.get("replace_with");
    let recipe = GroupRare::new()
        .tolerance(number("tol")?)
        .few(number("n_categories")? as u64)
        .first_seen()
        .name(name.text().ok_or_else(|| unsupported("replace_with", name))?);
    // Feature-engine takes 0 for no limit.
    let recipe = match init.get("max_n_categories").number() {
        Some(most) if most > 0.0 => recipe.most(most as u64),
        _ => recipe,
    };
    let is_number = |name: &str| train.get(name).is_some_and(|column| column.reals().is_some());
    let named = parameters.variables().unwrap_or_default();
    let all = init.get("ignore_format").is_true() && named.is_empty();
    if named.iter().any(|name| is_number(name)) || all && train.names().any(|name| is_number(name))
    {
        return Err(unsupported("ignore_format", init.get("ignore_format")));
    }
    let (fitted, apply) = fit(recipe, parameters.variables(), train)?;
    for column in fitted.columns() {
        let found: BTreeSet<String> =
            fitted.kept(column).unwrap_or_default().iter().map(|level| level.to_string()).collect();
        let mut expected = texts(parameters.fitted.get("encoder_dict_").get(column));
        // The peer lists missing among the levels; here it is none, and always kept.
        if train.get(column).is_some_and(|rows| (0..rows.len()).any(|row| rows.is_missing(row))) {
            expected.remove("NaN");
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
