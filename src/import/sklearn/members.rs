//! Estimators that answer together.

use super::estimator::{self, Estimator};
use super::json::Object;
use super::{malformed, unsupported};
use crate::artifact::ensemble_record;
use crate::error::ImportError;
use crate::pipeline::Voting;
use std::sync::Arc;

/// The mean of the numbers, or of the shares of each class.
pub(super) fn voting(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
    classes: bool,
) -> Result<Estimator, Box<ImportError>> {
    one.only(&["classes", "estimators", "weights"])?;
    let classes = if classes { Some(one.classes()?) } else { None };
    let (mut members, mut missing) = (Vec::new(), true);
    for raw in one.list("estimators")? {
        let place = format!("{}, member {}", one.place, members.len());
        let inner = Object::of(raw, place)?;
        let member = estimator::read(&inner, columns)?;
        if !member.before.is_empty() {
            return Err(unsupported(format!("categories of {} in a vote", inner.kind()?)));
        }
        if let Some(classes) = &classes
            && inner.classes()? != *classes
        {
            return Err(malformed(&*inner.place, "other classes than those of the vote"));
        }
        missing &= member.missing;
        members.push(vec![member.model]);
    }
    let weights = if one.has("weights") { Some(one.numbers("weights")?) } else { None };
    let voting = Voting::soft(weights, members.len());
    let voting = voting.map_err(|problem| malformed(&*one.place, problem))?;
    let vote = ensemble_record(&voting, members);
    let model = vote.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(Estimator { missing, ..Estimator::of(model) })
}
