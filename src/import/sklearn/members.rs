//! Estimators that answer together.

use super::estimator::{self, Estimator};
use super::json::Object;
use super::table::{self, Beside};
use super::{malformed, parts, unsupported};
use crate::artifact::ensemble_record;
use crate::error::{ImportError, clip};
use crate::pipeline::Voting;
use serde::Serialize;
use std::sync::Arc;

/// The mean of the numbers, or of the shares of each class.
pub(super) fn voting(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
    classes: bool,
) -> Result<Estimator, Box<ImportError>> {
    #[derive(Serialize)]
    struct State {
        hard: bool,
        weights: Option<Vec<f64>>,
    }
    one.only(&["classes", "estimators", "weights", "voting"])?;
    let hard = match one.text_or("voting", "soft")?.as_str() {
        "hard" if classes => true,
        "soft" => false,
        other => return Err(unsupported(format!("a vote that is `{}`", clip(other)))),
    };
    let classes = if classes { Some(one.classes()?) } else { None };
    let mut members = Vec::new();
    for raw in one.list("estimators")? {
        let place = format!("{}, member {}", one.place, members.len());
        let inner = Object::of(raw, place)?;
        let member = estimator::read(&inner, columns)?;
        if let Some(classes) = &classes
            && table::classes(&inner)? != *classes
        {
            return Err(malformed(&*inner.place, "other classes than those of the vote"));
        }
        members.push(member);
    }
    let weights = if one.has("weights") { Some(one.numbers("weights")?) } else { None };
    // What is wrong with weights is the same of both kinds.
    Voting::soft(weights.clone(), members.len())
        .map_err(|problem| malformed(&*one.place, problem))?;
    let voting: Voting = parts::shaped(&one.place, &State { hard, weights })?;
    let mut beside = Beside::of(&one.place, columns, members)?;
    let vote = ensemble_record(&voting, std::mem::take(&mut beside.chains));
    let model = vote.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(beside.made(vec![model]))
}
