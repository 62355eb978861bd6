//! Runs the cases of transformers that group levels and select columns: scikit-learn's and
//! Feature-engine's.
//!
//! Levels and passed columns are compared by their bits; what was learned is compared too: levels and
//! choices exactly, variances within what the peer's own sums can be off.

use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner};
use std::collections::BTreeSet;
use steadfast::clean::{Cast, GroupRare};
use steadfast::data::number::write_real;
use steadfast::data::{ColumnType, Table};

/// Encoders.
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
