//! Runs the cases of transformers that make numbers of levels by counts and by the target:
//! scikit-learn's TargetEncoder and Feature-engine's encoders.
//!
//! The peers' folds are drawn by NumPy, so what is compared is what they learn of all rows and make of
//! `train.csv` and `test.csv`. What this crate makes of its training rows is held to a law instead: by
//! other folds than its own, a level has at most as many numbers as there are folds.

use super::encode::{Refusal, given_levels, same, unsupported};
use super::transform::{Applied, Json, Parameters, compare, fit, fit_to, labels, table, vector};
use super::{CaseDir, Outcome, Runner};
use std::collections::{BTreeMap, BTreeSet};
use steadfast::data::{Column, Labels, Table, Types, Value, Vector};
use steadfast::prelude::*;
use steadfast::preprocess::{EncodeCount, EncodeTarget, EncodeWoe, MissingAs, Unseen};

/// Encoders that make numbers of levels.
pub(super) struct LevelCodes;

/// Fits, compares what was learned, and gives how to apply it and how far a cell may be off.
type Build = fn(&Case<'_>, &mut Outcome) -> Result<(Applied, Allowed), Refusal>;

/// The distance allowed, by the column and the peer's value.
type Allowed = Box<dyn Fn(&str, f64) -> f64>;

struct Case<'a> {
    dir: &'a CaseDir,
    parameters: Parameters,
    train: Table,
}

fn transformer(case: &CaseDir) -> Option<Build> {
    let parameters = case.json("params.json").ok()?;
    let text = |key: &str| parameters.get(key).and_then(|value| value.as_str());
    Some(match (text("type")?, text("module")) {
        ("CountFrequencyEncoder", _) => count,
        ("MeanEncoder", _) => mean,
        ("TargetEncoder", Some("sklearn")) => target,
        ("WoEEncoder", _) => woe,
        _ => return None,
    })
}

impl Runner for LevelCodes {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json") && case.has("train.csv") && transformer(case).is_some()
    }

    fn run(&self, dir: &CaseDir) -> Result<Outcome, String> {
        let build = transformer(dir).ok_or("no such transformer")?;
        let (parameters, train) = (Parameters::read(dir)?, table(dir, "train.csv")?);
        let case = Case { dir, parameters, train };
        let mut outcome = Outcome::new();
        match build(&case, &mut outcome) {
            Ok((apply, allowed)) => compare(dir, &mut outcome, &apply, &*allowed)?,
            Err(Refusal::Unsupported(reason)) => return Ok(Outcome::unsupported(reason)),
            Err(Refusal::Failed(reason)) => return Err(reason),
        }
        Ok(outcome)
    }
}

impl Case<'_> {
    fn init(&self, key: &str) -> &Json {
        self.parameters.init.get(key)
    }

    /// Text columns, and others too where the peer is told to take any format.
    fn types(&self) -> Types {
        if self.init("ignore_format").is_true() {
            Types::TEXT.or(Types::NUMERIC)
        } else {
            Types::TEXT
        }
    }

    fn unseen(&self) -> Result<Unseen, Refusal> {
        Ok(match self.init("unseen").text() {
            Some("encode") => Unseen::Encode,
            Some("ignore") => Unseen::Missing,
            Some("raise") => Unseen::Error,
            _ => return Err(unsupported("unseen", self.init("unseen"))),
        })
    }

    /// Feature-engine either refuses missing values, or treats them as it does unseen levels.
    fn missing(&self) -> Result<MissingAs, Refusal> {
        Ok(match self.init("missing_values") {
            Json::Null => MissingAs::Error,
            Json::Text(text) if text == "raise" => MissingAs::Error,
            Json::Text(text) if text == "ignore" => MissingAs::Unseen,
            other => return Err(unsupported("missing_values", other)),
        })
    }

    fn variables(&self) -> Option<Vec<String>> {
        self.parameters.variables()
    }

    /// The target as numbers; classes as their places.
    fn numbers(&self) -> Result<Vector, String> {
        vector(self.dir, "train.csv").or_else(|_| {
            let y = labels(self.dir, "train.csv")?;
            Ok(Vector::new(y.codes().iter().map(|&code| f64::from(code)).collect()))
        })
    }

    /// The target as classes, in the order of numbers where they are numbers.
    fn classes(&self) -> Result<Labels, String> {
        match vector(self.dir, "train.csv") {
            Ok(y) if y.values().iter().all(|y| y.fract() == 0.0) => {
                let whole = Column::integers(y.values().iter().map(|&y| y as i64));
                Labels::from_column("target", &whole).map_err(|error| error.to_string())
            }
            _ => labels(self.dir, "train.csv"),
        }
    }

    /// Compares the numbers of the levels of each column with the peer's `encoder_dict_`.
    fn compare_codes(
        &self,
        outcome: &mut Outcome,
        columns: &[impl AsRef<str>],
        codes: impl Fn(&str) -> Option<Vec<(String, f64)>>,
        allowed: &dyn Fn(&str, f64) -> f64,
    ) {
        let dictionary = self.parameters.fitted.get("encoder_dict_");
        for name in columns.iter().map(AsRef::as_ref) {
            let found: BTreeMap<String, f64> =
                codes(name).unwrap_or_default().into_iter().collect();
            let Json::Map(expected) = dictionary.get(name) else {
                outcome.fail(format!("the peer did not encode `{name}`"));
                continue;
            };
            let of = |what: &BTreeMap<String, f64>| what.keys().cloned().collect::<BTreeSet<_>>();
            let levels: BTreeSet<String> = expected.keys().cloned().collect();
            same(outcome, &format!("levels of `{name}`"), of(&found), levels);
            for (level, code) in found {
                let peer = expected.get(&level).and_then(Json::number).unwrap_or(f64::NAN);
                outcome.compare(&format!("`{name}` = `{level}`"), code, peer, allowed(name, peer));
            }
        }
    }
}

/// Counts are whole, and shares one division.
fn exactly() -> Allowed {
    Box::new(|_, _| 0.0)
}

/// Sums of n terms in an order of the peer's own are off by n roundings of the largest; a mean, a variance
/// and the weight made of them by as much again, each relative to the spread of the target.
fn sums_of(values: &[f64]) -> Allowed {
    let largest = values.iter().map(|y| y.abs()).fold(0.0, steadfast::exact::max);
    let allowed = 4.0 * values.len() as f64 * f64::EPSILON * largest;
    Box::new(move |_, _| allowed)
}

fn count(case: &Case<'_>, outcome: &mut Outcome) -> Result<(Applied, Allowed), Refusal> {
    let recipe =
        EncodeCount::new().types(case.types()).unseen(case.unseen()?).missing(case.missing()?);
    let recipe = match case.init("encoding_method").text() {
        Some("count") => recipe,
        Some("frequency") => recipe.frequency(),
        _ => return Err(unsupported("encoding_method", case.init("encoding_method"))),
    };
    let (fitted, apply) = fit(recipe, case.variables(), &case.train)?;
    case.compare_codes(outcome, fitted.columns(), |name| fitted.codes(name), &*exactly());
    Ok((apply, exactly()))
}

fn woe(case: &Case<'_>, outcome: &mut Outcome) -> Result<(Applied, Allowed), Refusal> {
    let recipe =
        EncodeWoe::new().types(case.types()).unseen(case.unseen()?).missing(case.missing()?);
    let recipe = match case.init("fill_value") {
        Json::Null => recipe,
        Json::Number(share) => recipe.fill_value(*share),
        other => return Err(unsupported("fill_value", other)),
    };
    let (fitted, apply) = fit_to(recipe, case.variables(), &case.train, &case.classes()?)?;
    // The quotient has the peer's bits; its logarithm is within an ulp, and this crate's correctly rounded.
    let allowed: Allowed = Box::new(|_, expected| f64::EPSILON * expected.abs());
    case.compare_codes(outcome, fitted.columns(), |name| fitted.codes(name), &*allowed);
    Ok((apply, allowed))
}

fn smoothed(recipe: EncodeTarget, parameter: &str, value: &Json) -> Result<EncodeTarget, Refusal> {
    match value {
        Json::Text(text) if text == "auto" => Ok(recipe),
        Json::Number(rows) => Ok(recipe.smooth(*rows)),
        other => Err(unsupported(parameter, other)),
    }
}

fn mean(case: &Case<'_>, outcome: &mut Outcome) -> Result<(Applied, Allowed), Refusal> {
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

fn target(case: &Case<'_>, outcome: &mut Outcome) -> Result<(Applied, Allowed), Refusal> {
    let recipe = EncodeTarget::new().types(Types::TEXT.or(Types::NUMERIC));
    let mut recipe = smoothed(recipe, "smooth", case.init("smooth"))?;
    if let Some(folds) = case.init("cv").number() {
        recipe = recipe.folds(folds as u32);
    }
    let given = given_levels(&case.parameters, &case.train)?;
    if !given.is_empty() {
        recipe = recipe.missing(MissingAs::Unseen);
    }
    for (column, levels) in given {
        recipe = recipe.levels(column, levels);
    }
    if case.parameters.fitted.get("target_type_").text() == Some("continuous") {
        let y = case.numbers()?;
        learned(case, outcome, recipe, &y, sums_of(y.values()))
    } else {
        let y = case.classes()?;
        learned(case, outcome, recipe, &y, sums_of(&vec![1.0; y.rows()]))
    }
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
