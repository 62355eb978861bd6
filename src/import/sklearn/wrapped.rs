//! Estimators around others: of a target that was transformed, of one class against the others, behind other models.

use super::estimator::{self, Estimator};
use super::json::Object;
use super::table::{self, Beside};
use super::{malformed, parts, unsupported};
use crate::artifact::{ON_TARGET, Record, join_record};
use crate::error::{ImportError, clip};
use crate::model::{
    PredictionTabulator, ProbabilityTabulator, TabulatePredictions, TabulateProbabilities,
};
use crate::pipeline::{OneVsRestRule, Rule, TargetTransform};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

pub(super) fn transformed_target(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    #[derive(Serialize)]
    struct State {
        center: f64,
        scale: f64,
    }
    one.only(&["regressor", "transform", "center", "scale"])?;
    let (mut center, mut scale) = (0.0, 1.0);
    let transform = match one.text("transform")?.as_str() {
        "log" => TargetTransform::Ln,
        "log1p" => TargetTransform::Ln1p,
        "sqrt" => TargetTransform::Sqrt,
        "standardize" => {
            (center, scale) = (one.number("center")?, one.number("scale")?);
            TargetTransform::Standardize
        }
        other => return Err(unsupported(format!("a target transformed by `{}`", clip(other)))),
    };
    let found = estimator::read(&one.object("regressor")?, columns)?;
    let mut beside = Beside::of(&one.place, columns, vec![found])?;
    let chains = std::mem::take(&mut beside.chains);
    let record = Record::combinator(ON_TARGET, &transform, &State { center, scale }, chains);
    let record = record.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(beside.made(vec![record]))
}

/// A classifier for each class, of it (`not` before its name) and the others; of two classes one is enough.
pub(super) fn one_vs_rest(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    #[derive(Serialize)]
    struct State {
        classes: Arc<[Arc<str>]>,
        present: Vec<u32>,
    }
    one.only(&["classes", "estimators"])?;
    let classes = one.classes()?;
    let mut members = Vec::new();
    for raw in one.list("estimators")? {
        let place = format!("{}, member {}", one.place, members.len());
        let member = Object::of(raw, place)?;
        let own = table::classes(&member)?;
        let fits = match (&classes[..], &own[..]) {
            ([a, b], [c, d]) => a == c && b == d,
            (all, [not, own]) => {
                all.get(members.len()) == Some(own) && **not == *format!("not {own}")
            }
            _ => false,
        };
        if !fits {
            return Err(malformed(member.at("classes"), "not a class and those it is not"));
        }
        members.push(estimator::read(&member, columns)?);
    }
    let present = super::linear::codes(&classes);
    let expected = if classes.len() == 2 { 1 } else { classes.len() };
    parts::as_long(&one.at("estimators"), expected, &[members.len()])?;
    let state = State { classes, present };
    let mut beside = Beside::of(&one.place, columns, members)?;
    let chains = std::mem::take(&mut beside.chains);
    let record = Record::combinator(OneVsRestRule::KIND, &(), &state, chains);
    let record = record.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(beside.made(vec![record]))
}

/// What a member says, as columns of its own, and their names.
fn tabulated(
    member: &Object<'_>,
    at: usize,
    columns: &Arc<[Arc<str>]>,
) -> Result<(Estimator, Vec<Arc<str>>), Box<ImportError>> {
    #[derive(Serialize)]
    struct State {
        classes: Arc<[Arc<str>]>,
    }
    let (mut found, name) = (estimator::read(member, columns)?, format!("member{at}"));
    let last = table::innermost(member)?;
    let last = last.as_ref().unwrap_or(member);
    let names = if last.find("classes").is_some() {
        let (recipe, classes) = (TabulateProbabilities::new(name), last.classes()?);
        let stage =
            parts::fitted::<ProbabilityTabulator>(&member.place, recipe, &State { classes })?;
        found.model.push(parts::record(&member.place, &stage)?);
        stage.columns().to_vec()
    } else {
        let recipe = TabulatePredictions::new(name.clone());
        found.model.push(parts::stage::<PredictionTabulator>(&member.place, recipe, &())?);
        vec![name.into()]
    };
    Ok((found, names))
}

/// Members side by side, and a model behind them.
pub(super) fn stack(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&["classes", "estimators", "final_estimator"])?;
    let (mut members, mut names) = (Vec::new(), Vec::new());
    for (at, raw) in one.list("estimators")?.into_iter().enumerate() {
        let member = Object::of(raw, format!("{}, member {at}", one.place))?;
        let (found, own) = tabulated(&member, at, columns)?;
        names.extend(own);
        members.push(found);
    }
    let mut beside = Beside::of(&one.place, columns, members)?;
    let mut members = std::mem::take(&mut beside.chains);
    // Two and two, so that many members make no deep nest.
    while members.len() > 1 {
        let mut pairs = Vec::with_capacity(members.len().div_ceil(2));
        let mut left = members.into_iter();
        while let Some(one_of) = left.next() {
            pairs.push(match left.next() {
                Some(other) => {
                    let both = join_record(one_of, other);
                    vec![both.map_err(|error| malformed(&*one.place, error.to_string()))?]
                }
                None => one_of,
            });
        }
        members = pairs;
    }
    if names.is_empty() {
        return Err(malformed(one.at("estimators"), "no members"));
    }
    let last = estimator::read(&one.object("final_estimator")?, &names.into())?;
    if last.takes_table() {
        return Err(unsupported("a pipeline behind the members of a stack"));
    }
    let model = members.into_iter().flatten().chain(last.model).collect();
    Ok(beside.made(model))
}
