//! Runs the cases of transformers that make numbers of levels by counts and by the target:
//! scikit-learn's TargetEncoder and Feature-engine's encoders.
//!
//! The peers' folds are drawn by NumPy, so what is compared is what they learn of all rows and make of
//! `train.csv` and `test.csv`. What this crate makes of its training rows is held to a law instead: by
//! other folds than its own, a level has at most as many numbers as there are folds.

use super::encode::{Refusal, same, unsupported};
use super::level_ranks::rank;
use super::level_targets::{mean, target};
use super::transform::{Applied, Json, Parameters, compare, fit, fit_to, labels, table, vector};
use super::{CaseDir, Outcome, Runner};
use std::collections::{BTreeMap, BTreeSet};
use steadfast::prelude::*;

/// Encoders that make numbers of levels.
pub(super) struct LevelCodes;

/// Fits, compares what was learned, and gives how to apply it and how far a cell may be off.
type Build = fn(&Case<'_>, &mut Outcome) -> Result<(Applied, Allowed), Refusal>;

/// The distance allowed, by the column and the peer's value.
pub(super) type Allowed = Box<dyn Fn(&str, f64) -> f64>;

/// One case, read.
pub(super) struct Case<'a> {
    pub(super) dir: &'a CaseDir,
    pub(super) parameters: Parameters,
    pub(super) train: Table,
}

fn transformer(case: &CaseDir) -> Option<Build> {
    let parameters = case.json("params.json").ok()?;
    let text = |key: &str| parameters.get(key).and_then(|value| value.as_str());
    Some(match (text("type")?, text("module")) {
        ("CountFrequencyEncoder", _) => count,
        ("MeanEncoder", _) => mean,
        ("OrdinalEncoder", Some("feature_engine")) => rank,
        ("StringSimilarityEncoder", _) => similarity,
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
    pub(super) fn init(&self, key: &str) -> &Json {
        self.parameters.init.get(key)
    }

    /// Text columns, and others too where the peer is told to take any format.
    pub(super) fn types(&self) -> Types {
        if self.init("ignore_format").is_true() {
            Types::TEXT.or(Types::NUMERIC)
        } else {
            Types::TEXT
        }
    }

    pub(super) fn unseen(&self) -> Result<Unseen, Refusal> {
        Ok(match self.init("unseen").text() {
            Some("encode") => Unseen::Encode,
            Some("ignore") => Unseen::Missing,
            Some("raise") => Unseen::Error,
            _ => return Err(unsupported("unseen", self.init("unseen"))),
        })
    }

    /// Feature-engine either refuses missing values, or treats them as it does unseen levels.
    pub(super) fn missing(&self) -> Result<MissingAs, Refusal> {
        Ok(match self.init("missing_values") {
            Json::Null => MissingAs::Error,
            Json::Text(text) if text == "raise" => MissingAs::Error,
            Json::Text(text) if text == "ignore" => MissingAs::Unseen,
            other => return Err(unsupported("missing_values", other)),
        })
    }

    /// The columns the peer worked on; which it chooses by rules of its own (`Jan` is a date to it).
    pub(super) fn variables(&self) -> Option<Vec<String>> {
        let chosen = self.parameters.fitted.get("variables_").list()?;
        Some(chosen.iter().filter_map(Json::text).map(str::to_owned).collect())
    }

    /// The target as numbers; classes as their places.
    pub(super) fn numbers(&self) -> Result<Vector, String> {
        vector(self.dir, "train.csv").or_else(|_| {
            let y = labels(self.dir, "train.csv")?;
            Ok(Vector::new(y.codes().iter().map(|&code| f64::from(code)).collect()))
        })
    }

    /// The target as classes, in the order of numbers where they are numbers.
    pub(super) fn classes(&self) -> Result<Labels, String> {
        match vector(self.dir, "train.csv") {
            Ok(y) if y.values().iter().all(|y| y.fract() == 0.0) => {
                let whole = Column::integers(y.values().iter().map(|&y| y as i64));
                Labels::from_column("target", &whole).map_err(|error| error.to_string())
            }
            _ => labels(self.dir, "train.csv"),
        }
    }

    /// Compares the numbers of the levels of each column with the peer's `encoder_dict_`.
    pub(super) fn compare_codes(
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
pub(super) fn exactly() -> Allowed {
    Box::new(|_, _| 0.0)
}

/// Sums of n terms in an order of the peer's own are off by n roundings of the largest; a mean, a variance
/// and the weight made of them by as much again, each relative to the spread of the target.
pub(super) fn sums_of(values: &[f64]) -> Allowed {
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

fn similarity(case: &Case<'_>, outcome: &mut Outcome) -> Result<(Applied, Allowed), Refusal> {
    let missing = match case.init("missing_values").text() {
        Some("impute") => MissingAs::Level,
        Some("ignore") => MissingAs::Missing,
        Some("raise") => MissingAs::Error,
        _ => return Err(unsupported("missing_values", case.init("missing_values"))),
    };
    let recipe = EncodeSimilarity::new()
        .types(case.types())
        .missing(missing)
        .order(LevelOrder::CountThenSeen);
    let mut recipe = match case.init("top_categories").number() {
        Some(top) if top > 0.0 => recipe.top(top as u64),
        _ => recipe,
    };
    if let Json::Map(keywords) = case.init("keywords") {
        for (column, words) in keywords {
            let words = words.list().unwrap_or_default().iter().filter_map(Json::text);
            recipe = recipe.levels(column, words);
        }
    }
    let (fitted, apply) = fit(recipe, case.variables(), &case.train)?;
    for name in fitted.columns() {
        let peer = case.parameters.fitted.get("encoder_dict_").get(name);
        let expected: Vec<&str> =
            peer.list().unwrap_or_default().iter().filter_map(Json::text).collect();
        let found = fitted.levels(name).unwrap_or_default().iter().map(|level| &**level).collect();
        same(outcome, &format!("levels of `{name}`"), found, expected);
    }
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
