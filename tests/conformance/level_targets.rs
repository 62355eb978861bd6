//! Runs the cases of scikit-learn's TargetEncoder and Feature-engine's MeanEncoder.
//!
//! scikit-learn's folds are drawn by NumPy, so what is compared is what it learned of all rows and makes of
//! `train.csv` and `test.csv`. What this crate makes of its training rows is held to a law instead: by
//! the folds a level has at most as many numbers as there are folds.

use super::Outcome;
use super::encode::{Refusal, same, unsupported};
use super::level_codes::{Allowed, Case, sums_of};
use super::levels::given_levels;
use super::transform::{Applied, Json, Parameters, fit_to};
use std::collections::{BTreeMap, BTreeSet};
use steadfast::prelude::*;

fn smoothed(recipe: EncodeTarget, parameter: &str, value: &Json) -> Result<EncodeTarget, Refusal> {
    match value {
        Json::Text(text) if text == "auto" => Ok(recipe),
        Json::Number(rows) => Ok(recipe.smooth(*rows)),
        other => Err(unsupported(parameter, other)),
    }
}

/// Feature-engine's MeanEncoder, which knows no folds.
pub(super) fn mean(case: &Case<'_>, outcome: &mut Outcome) -> Result<(Applied, Allowed), Refusal> {
    let recipe = EncodeTarget::new()
        .in_sample()
        .types(case.types())
        .unseen(case.unseen()?)
        .missing(case.missing()?);
    let recipe = smoothed(recipe, "smoothing", case.init("smoothing"))?;
    let (y, classes) = (case.numbers()?, case.classes()?);
    let (fitted, apply) = match classes.classes().len() {
        2 => fit_to(recipe, case.variables(), &case.train, &classes)?,
        _ => fit_to(recipe, case.variables(), &case.train, &y)?,
    };
    let codes = |name: &str| {
        let rows = fitted.encodings(name)?.into_iter();
        rows.map(|(level, row)| Some((level, *row.first()?))).collect()
    };
    let allowed = sums_of(y.values());
    case.compare_codes(outcome, fitted.columns(), codes, &*allowed);
    Ok((apply, allowed))
}

/// scikit-learn's TargetEncoder.
pub(super) fn target(
    case: &Case<'_>,
    outcome: &mut Outcome,
) -> Result<(Applied, Allowed), Refusal> {
    let recipe = EncodeTarget::new().types(Types::TEXT.or(Types::NUMERIC));
    let mut recipe = smoothed(recipe, "smooth", case.init("smooth"))?;
    if let Some(folds) = case.init("cv").number() {
        recipe = recipe.folds(folds as u32);
    }
    let given = given_levels(&case.parameters, &case.train)?;
    match given.iter().map(|(_, _, missing)| *missing).collect::<Vec<_>>().as_slice() {
        some if some.iter().all(|missing| *missing) => {}
        some if some.iter().all(|missing| !missing) => recipe = recipe.missing(MissingAs::Unseen),
        _ => return Err(unsupported("categories", case.init("categories"))),
    }
    let train = counted_as_first(&case.train, &given)?;
    if train != case.train {
        outcome.difference(
            "rows whose level is not one of those given: scikit-learn counts them as rows of the first given \
             (its encoder hands them on as place 0, and only the unused −1 would be left out), this crate \
             leaves them out; compared is a fit to rows where they are of that level"
                .to_owned(),
        );
    }
    for (column, levels, _) in given {
        recipe = recipe.levels(column, levels);
    }
    let case = &Case { dir: case.dir, parameters: Parameters::read(case.dir)?, train };
    if case.parameters.fitted.get("target_type_").text() == Some("continuous") {
        let y = case.numbers()?;
        learned(case, outcome, recipe, &y, sums_of(y.values()))
    } else {
        let y = case.classes()?;
        learned(case, outcome, recipe, &y, sums_of(&vec![1.0; y.rows()]))
    }
}

/// The rows as scikit-learn counts them: a text that is not one of those given, or missing, as the first.
fn counted_as_first(x: &Table, given: &[(String, Vec<String>, bool)]) -> Result<Table, Refusal> {
    let mut out = x.clone();
    for (name, levels, missing) in given {
        let column = x.column(name).map_err(|error| error.to_string())?;
        let Column::Text(rows) = &**column else { continue };
        let one = |row: Option<&str>| match row {
            Some(level) if levels.iter().any(|given| given == level) => Some(level.to_owned()),
            None if *missing => None,
            _ => levels.first().cloned(),
        };
        let rows = rows.iter().map(one).collect();
        out.replace(name, Column::Text(rows)).map_err(|error| error.to_string())?;
    }
    Ok(out)
}

/// Fits to a target of either kind and compares what was learned.
fn learned<Y: 'static>(
    case: &Case<'_>,
    outcome: &mut Outcome,
    recipe: EncodeTarget,
    y: &Y,
    allowed: Allowed,
) -> Result<(Applied, Allowed), Refusal>
where
    EncodeTarget: Fit<Y, Fitted = steadfast::preprocess::TargetEncoder>,
{
    let peer = &case.parameters.fitted;
    let (fitted, apply) = fit_to(recipe.clone(), None, &case.train, y)?;
    let means = match peer.get("target_mean_") {
        Json::List(means) => means.iter().filter_map(Json::number).collect(),
        one => vec![one.number().unwrap_or(f64::NAN)],
    };
    same(outcome, "outputs", fitted.mean().len(), means.len());
    for (found, expected) in fitted.mean().iter().zip(means) {
        outcome.compare("mean of the target", *found, expected, allowed("", expected));
    }
    let lists = |key: &str| peer.get(key).list().unwrap_or_default();
    let (categories, encodings) = (lists("categories_"), lists("encodings_"));
    let outputs = fitted.mean().len();
    for (at, name) in fitted.columns().iter().enumerate() {
        let found: BTreeMap<String, Vec<f64>> =
            fitted.encodings(name).unwrap_or_default().into_iter().collect();
        let levels = categories.get(at).and_then(Json::list).unwrap_or_default();
        for (place, level) in levels.iter().enumerate() {
            let label = match level {
                Json::Text(text) if text == "NaN" => None,
                Json::Text(text) => Some(text.clone()),
                Json::Number(x) => Some(format!("{x:?}")),
                other => return Err(unsupported("categories_", other)),
            };
            let row = match &label {
                Some(label) => found.get(label).map(Vec::as_slice),
                None => fitted.missing_encodings(name),
            };
            for output in 0..outputs {
                let expected = encodings.get(at * outputs + output).and_then(Json::list);
                let expected = expected.and_then(|list| list.get(place)?.number());
                let found = row.and_then(|row| row.get(output).copied()).unwrap_or(f64::NAN);
                let expected = expected.unwrap_or(f64::INFINITY);
                let what = format!("`{name}` = {label:?}, output {output}");
                outcome.compare(&what, found, expected, allowed(name, expected));
            }
        }
    }
    cross_fitted(case, outcome, recipe, y)?;
    Ok((apply, allowed))
}

/// The law of training rows: of a level, at most as many numbers as there are folds.
fn cross_fitted<Y>(
    case: &Case<'_>,
    outcome: &mut Outcome,
    recipe: EncodeTarget,
    y: &Y,
) -> Result<(), Refusal>
where
    EncodeTarget: Fit<Y, Fitted = steadfast::preprocess::TargetEncoder>,
{
    let folds = case.init("cv").number().unwrap_or(5.0) as usize;
    let (fitted, out) = recipe.fit_apply(&case.train, y).map_err(|error| error.to_string())?;
    let outputs = fitted.mean().len();
    for (at, name) in fitted.columns().iter().enumerate() {
        let Some((new, _)) = out.at(at * outputs) else {
            outcome.fail(format!("`{name}` gives no column"));
            continue;
        };
        let mut numbers: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
        for row in 0..out.rows() {
            if let Value::Real(x) = out.value(row, new) {
                let level = case.train.value(row, name).to_string();
                numbers.entry(level).or_default().insert(x.to_bits());
            }
        }
        match numbers.iter().find(|(_, numbers)| numbers.len() > folds) {
            Some((level, numbers)) => {
                outcome.fail(format!("`{name}` = {level}: {} numbers", numbers.len()));
            }
            None => outcome.agree(),
        }
    }
    Ok(())
}
