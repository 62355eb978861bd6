//! Models that begin at a table: pipelines inside of votes, stacks and calibrations.

use super::estimator::{self, Estimator};
use super::json::{self, Object};
use super::steps::{Step, Steps};
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::feature::{Assemble, Assembler};
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;

type Read<T> = Result<T, Box<ImportError>>;

/// From a table to a matrix of these columns.
pub(super) fn assembler(place: &str, columns: &[Arc<str>], missing: bool) -> Read<Record> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
    }
    let assemble = Assemble::new();
    let assemble = if missing { assemble.allow_missing() } else { assemble };
    parts::stage::<Assembler>(place, assemble, &State { columns })
}

impl Estimator {
    /// Whether it cannot begin at a matrix of the columns it was given.
    pub(super) fn takes_table(&self) -> bool {
        self.whole || !self.before.is_empty() || self.columns.is_some()
    }

    /// The chain from a table of `columns` on.
    fn into_chain(self, place: &str, columns: &[Arc<str>]) -> Read<Vec<Record>> {
        if self.whole {
            return Ok(self.model);
        }
        let columns = self.columns.as_deref().unwrap_or(columns);
        let mut chain = self.before;
        chain.push(assembler(place, columns, self.missing)?);
        chain.extend(self.model);
        Ok(chain)
    }
}

/// Chains that begin at the same thing, and what is known of all of them.
pub(super) struct Beside {
    pub(super) chains: Vec<Vec<Record>>,
    missing: bool,
    whole: bool,
    text: Vec<Arc<str>>,
}

impl Beside {
    /// From a table all of them, if one of them is.
    pub(super) fn of(place: &str, columns: &[Arc<str>], members: Vec<Estimator>) -> Read<Beside> {
        let whole = members.iter().any(Estimator::takes_table);
        let mut beside = Beside { chains: Vec::new(), missing: true, whole, text: Vec::new() };
        for member in members {
            beside.missing &= member.missing;
            beside.text.extend(member.text.iter().cloned());
            let chain = if whole { member.into_chain(place, columns)? } else { member.model };
            beside.chains.push(chain);
        }
        Ok(beside)
    }

    /// The model that was made of the chains.
    pub(super) fn made(self, model: Vec<Record>) -> Estimator {
        let Beside { missing, whole, text, .. } = self;
        let (before, columns, scores) = (Vec::new(), None, None);
        Estimator { missing, before, columns, text, whole, model, scores }
    }
}

/// The model at the end of pipelines; none where there is no pipeline.
pub(super) fn innermost<'a>(one: &Object<'a>) -> Read<Option<Object<'a>>> {
    let mut last = None;
    loop {
        let now: &Object<'a> = last.as_ref().unwrap_or(one);
        if now.kind()? != "Pipeline" {
            return Ok(last);
        }
        last = Some(now.object("estimator")?);
    }
}

/// The classes of a classifier or of the one at the end of a pipeline.
pub(super) fn classes(one: &Object<'_>) -> Read<Arc<[Arc<str>]>> {
    innermost(one)?.as_ref().unwrap_or(one).classes()
}

/// Steps and an estimator, inside another model.
pub(super) fn pipeline(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Read<Estimator> {
    one.only(&["steps", "estimator"])?;
    let mut steps = Steps::inside(columns);
    for raw in one.list("steps")? {
        let (name, parts) = json::named(raw, &one.at("steps"), 2)?;
        let place = format!("{}, step `{}`", one.place, clip(&name));
        if parts[0].get() != "\"passthrough\"" {
            steps.step(&Object::of(parts[0], place)?)?;
        }
    }
    let Step { records, columns: made, after, inputs, mut text, .. } = steps.finish()?;
    if !after.is_empty() {
        return Err(unsupported("distances of KMeans inside another model"));
    }
    let known: BTreeSet<&Arc<str>> = columns.iter().collect();
    if let Some(name) = inputs.iter().find(|name| !known.contains(name)) {
        return Err(malformed(&*one.place, format!("no column `{}`", clip(name))));
    }
    let mut found = estimator::read(&one.object("estimator")?, &made)?;
    text.append(&mut found.text);
    found.text = text;
    if found.whole {
        found.model.splice(0..0, records);
    } else {
        found.before.splice(0..0, records);
        found.columns.get_or_insert(made);
    }
    Ok(found)
}
