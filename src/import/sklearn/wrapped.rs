//! Estimators around others: of a target that was transformed, of one class against the others, behind other models.

use super::estimator::{self, Estimator};
use super::json::Object;
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

/// An estimator that asks for nothing before the matrix.
fn inner(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    let found = estimator::read(one, columns)?;
    match found.before.is_empty() {
        true => Ok(found),
        false => Err(unsupported(format!("categories of {} inside another model", one.kind()?))),
    }
}

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
    let found = inner(&one.object("regressor")?, columns)?;
    let record =
        Record::combinator(ON_TARGET, &transform, &State { center, scale }, vec![found.model]);
    let record = record.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(Estimator { missing: found.missing, ..Estimator::of(record) })
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
    let (mut members, mut missing) = (Vec::new(), true);
    for raw in one.list("estimators")? {
        let place = format!("{}, member {}", one.place, members.len());
        let member = Object::of(raw, place)?;
        let own = member.classes()?;
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
        let found = inner(&member, columns)?;
        missing &= found.missing;
        members.push(found.model);
    }
    let present = super::linear::codes(&classes);
    let expected = if classes.len() == 2 { 1 } else { classes.len() };
    parts::as_long(&one.at("estimators"), expected, &[members.len()])?;
    let state = State { classes, present };
    let record = Record::combinator(OneVsRestRule::KIND, &(), &state, members);
    let record = record.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(Estimator { missing, ..Estimator::of(record) })
}

/// What a member says, as columns of its own, and their names.
fn tabulated(
    member: &Object<'_>,
    at: usize,
    columns: &Arc<[Arc<str>]>,
) -> Result<(Vec<Record>, Vec<Arc<str>>, bool), Box<ImportError>> {
    #[derive(Serialize)]
    struct State {
        classes: Arc<[Arc<str>]>,
    }
    let found = inner(member, columns)?;
    let (mut records, name) = (found.model, format!("member{at}"));
    let names = if member.find("classes").is_some() {
        let (recipe, classes) = (TabulateProbabilities::new(name), member.classes()?);
        let stage =
            parts::fitted::<ProbabilityTabulator>(&member.place, recipe, &State { classes })?;
        records.push(parts::record(&member.place, &stage)?);
        stage.columns().to_vec()
    } else {
        let recipe = TabulatePredictions::new(name.clone());
        records.push(parts::stage::<PredictionTabulator>(&member.place, recipe, &())?);
        vec![name.into()]
    };
    Ok((records, names, found.missing))
}

/// Members side by side, and a model behind them.
pub(super) fn stack(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&["classes", "estimators", "final_estimator"])?;
    let (mut members, mut names, mut missing) = (Vec::new(), Vec::new(), true);
    for (at, raw) in one.list("estimators")?.into_iter().enumerate() {
        let member = Object::of(raw, format!("{}, member {at}", one.place))?;
        let (records, own, takes_missing) = tabulated(&member, at, columns)?;
        names.extend(own);
        missing &= takes_missing;
        members.push(records);
    }
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
    let last = inner(&one.object("final_estimator")?, &names.into())?;
    let model = members.into_iter().flatten().chain(last.model).collect();
    Ok(Estimator { missing, before: Vec::new(), text: Vec::new(), model, scores: None })
}
