//! Runs the cases of scikit-learn's OneHotEncoder and OrdinalEncoder and Feature-engine's OneHotEncoder.
//!
//! Codes and indicators are compared by their bits, and so are the levels that were learned.

use super::encode::{Refusal, same, unsupported};
use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner};
use std::collections::BTreeSet;
use steadfast::data::{Column, Sparse, Table, Types};
use steadfast::error::Error;
use steadfast::preprocess::{DropLevel, LevelOrder, OneHot, Ordinal, Unknown};

/// Encoders whose levels are in an order of their own.
pub(super) struct Levels;

/// Fits, compares what was learned, and gives how to apply it.
type Build = fn(&CaseDir, &Parameters, &Table, &mut Outcome) -> Result<Applied, Refusal>;

fn transformer(case: &CaseDir) -> Option<Build> {
    let parameters = case.json("params.json").ok()?;
    let text = |key: &str| parameters.get(key).and_then(|value| value.as_str());
    match (text("type")?, text("module").unwrap_or("sklearn")) {
        ("OneHotEncoder", "sklearn") => Some(one_hot),
        ("OneHotEncoder", "feature_engine") => Some(dummies),
        ("OrdinalEncoder", "sklearn") => Some(ordinal),
        _ => None,
    }
}

impl Runner for Levels {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json") && case.has("train.csv") && transformer(case).is_some()
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let build = transformer(case).ok_or("no such transformer")?;
        let (parameters, train) = (Parameters::read(case)?, table(case, "train.csv")?);
        let mut outcome = Outcome::new();
        match build(case, &parameters, &train, &mut outcome) {
            Ok(apply) => compare(case, &mut outcome, &apply, &|_, _| 0.0)?,
            Err(Refusal::Unsupported(reason)) => return Ok(Outcome::unsupported(reason)),
            Err(Refusal::Failed(reason)) => return Err(reason),
        }
        Ok(outcome)
    }
}

/// The columns that the peer held as whole numbers: real here, and named there without a point.
fn whole(case: &CaseDir, train: &Table) -> Vec<String> {
    let header = case.read("expected_train.csv").unwrap_or_default();
    let header = header.lines().next().unwrap_or_default();
    let named = |label: String| header.split(',').any(|name| name == label);
    let is_whole = |name: &str, column: &Column| match column {
        Column::Real(rows) => {
            let mut present = rows.iter().filter(|x| !x.is_nan()).peekable();
            present.peek().is_some()
                && present.all(|x| x.fract() == 0.0 && x.abs() < 1e15)
                && rows.iter().any(|x| named(format!("{name}_{x}")))
        }
        _ => false,
    };
    let columns = train.columns().filter(|(name, column)| is_whole(name, column));
    columns.map(|(name, _)| name.to_string()).collect()
}

fn with_whole(x: &Table, names: &[String]) -> Result<Table, Error> {
    let mut out = x.clone();
    for name in names {
        if let Some(values) = x.get(name).and_then(|column| column.reals()) {
            let integers = values.iter().map(|&v| (!v.is_nan()).then_some(v as i64)).collect();
            out.replace(name, Column::Integer(integers))?;
        }
    }
    Ok(out)
}

/// Levels given in advance, by column, as text, and whether missing is among them.
pub(super) fn given_levels(
    parameters: &Parameters,
    train: &Table,
) -> Result<Vec<(String, Vec<String>, bool)>, Refusal> {
    let categories = parameters.init.get("categories");
    let Some(lists) = categories.list() else { return Ok(Vec::new()) };
    let mut given = Vec::new();
    for (name, list) in train.names().zip(lists) {
        let levels = list.list().ok_or_else(|| unsupported("categories", categories))?;
        let missing = levels.iter().any(|level| written(level).is_none());
        given.push((name.to_string(), levels.iter().filter_map(written).collect(), missing));
    }
    Ok(given)
}

/// A level as text; none for missing.
fn written(level: &Json) -> Option<String> {
    match level {
        Json::Text(text) if text == "NaN" => None,
        Json::Text(text) => Some(text.clone()),
        Json::Number(x) => Some(x.to_string()),
        Json::Bool(x) => Some(x.to_string()),
        _ => None,
    }
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
    case: &CaseDir,
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
    match init.get("feature_name_combiner") {
        Json::Null => {}
        Json::Text(text) if text == "concat" => {}
        other => return Err(unsupported("feature_name_combiner", other)),
    }
    let recipe = OneHot::new()
        .types(Types::TEXT.or(Types::NUMERIC))
        .unknown(unknown)
        .infrequent_name("infrequent_sklearn");
    let recipe = dropping(recipe, init.get("drop"), train)?;
    let mut recipe =
        frequency(init, recipe, OneHot::min_count, OneHot::min_share, OneHot::max_categories)?;
    for (column, levels, missing) in given_levels(parameters, train)? {
        recipe = recipe.levels(&*column, levels).missing_level_of(column, missing);
    }
    let sparse = init.get("sparse_output").is_true();
    let recipe = if sparse { recipe.sparse() } else { recipe };
    let whole = whole(case, train);
    let train = with_whole(train, &whole).map_err(|error| error.to_string())?;
    let (fitted, apply) = fit(recipe, None, &train)?;
    compare_levels(parameters, outcome, fitted.columns(), |name| fitted.levels(name));
    Ok(Box::new(move |x| {
        let out = apply(&with_whole(x, &whole)?)?;
        if sparse { side_by_side(&out) } else { Ok(out) }
    }))
}

/// Which level of a column is dropped: none, the first, the first of two, or one named a column.
fn dropping(recipe: OneHot, drop: &Json, train: &Table) -> Result<OneHot, Refusal> {
    Ok(match drop {
        Json::Null => recipe,
        Json::Text(text) if text == "first" => recipe.drop(DropLevel::First),
        Json::Text(text) if text == "if_binary" => recipe.drop(DropLevel::IfBinary),
        Json::List(levels) if levels.len() == train.width() => {
            let named = train.names().map(|name| name.to_string()).zip(levels);
            named.fold(recipe, |recipe, (name, level)| match written(level) {
                Some(level) => recipe.drop_level(name, level),
                None => recipe.drop_missing(name),
            })
        }
        other => return Err(unsupported("drop", other)),
    })
}

/// The sparse columns of a table as one, as the peer has it.
fn side_by_side(x: &Table) -> Result<Table, Error> {
    let mut columns = Vec::new();
    for (name, column) in x.columns() {
        if let Column::Sparse(rows) = &**column {
            columns.push((name, rows));
        }
    }
    let names = columns.iter().flat_map(|(name, rows)| {
        rows.names().iter().map(move |feature| format!("{name}_{feature}"))
    });
    let mut out = Sparse::new(names)?;
    for row in 0..x.rows() {
        let mut before = 0;
        let mut cells = Vec::new();
        for (_, rows) in &columns {
            cells.extend(rows.row(row).iter().map(|(feature, value)| (before + feature, value)));
            before += rows.width();
        }
        out.push(cells)?;
    }
    Table::new().with("indicators", Column::Sparse(out))
}

/// Feature-engine's dummies: by first sight, or the top by count.
fn dummies(
    _: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    _: &mut Outcome,
) -> Result<Applied, Refusal> {
    let init = &parameters.init;
    let types = if init.get("ignore_format").is_true() {
        Types::TEXT.or(Types::NUMERIC)
    } else {
        Types::TEXT
    };
    let top = init.get("top_categories").number().filter(|top| *top > 0.0);
    let recipe = OneHot::new().types(types).unknown(Unknown::Ignore);
    let recipe = match top {
        Some(top) => recipe.top(top as u64).order(LevelOrder::CountThenSeen),
        None => recipe.order(LevelOrder::FirstSeen),
    };
    let recipe = match (init.get("drop_last").is_true(), init.get("drop_last_binary").is_true()) {
        (_, true) if top.is_some() => {
            return Err(unsupported("drop_last_binary with top_categories", init));
        }
        (true, _) if top.is_none() => recipe.drop(DropLevel::Last),
        (_, true) => recipe.drop(DropLevel::LastIfBinary),
        _ => recipe,
    };
    let (_, apply) = fit(recipe, parameters.variables(), train)?;
    Ok(apply)
}

fn ordinal(
    case: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, Refusal> {
    let init = &parameters.init;
    let unknown = match (init.get("handle_unknown").text(), init.get("unknown_value").number()) {
        (Some("error"), None) => None,
        (Some("use_encoded_value"), Some(value)) => Some(value),
        _ => return Err(unsupported("handle_unknown", init.get("handle_unknown"))),
    };
    let given = given_levels(parameters, train)?;
    // Missing that is none of the levels given is as unknown as any other.
    let missing = match unknown {
        Some(value) if given.iter().any(|(_, _, missing)| !missing) => value,
        _ => init.get("encoded_missing_value").number().unwrap_or(f64::NAN),
    };
    let recipe = Ordinal::new().types(Types::TEXT.or(Types::NUMERIC)).missing_value(missing);
    let recipe = match unknown {
        Some(value) => recipe.unknown_value(value),
        None => recipe,
    };
    let mut recipe =
        frequency(init, recipe, Ordinal::min_count, Ordinal::min_share, Ordinal::max_categories)?;
    for (column, levels, _) in given {
        recipe = recipe.levels(column, levels);
    }
    let whole = whole(case, train);
    let train = with_whole(train, &whole).map_err(|error| error.to_string())?;
    let (fitted, apply) = fit(recipe, None, &train)?;
    compare_levels(parameters, outcome, fitted.columns(), |name| {
        Some(fitted.codes(name)?.into_iter().map(|(label, _)| label).collect())
    });
    Ok(Box::new(move |x| apply(&with_whole(x, &whole)?)))
}
