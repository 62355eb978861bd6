//! Classifiers with calibrated probabilities, each fitted to other rows, that answer together.

use super::estimator::{self, Estimator};
use super::json::Object;
use super::network::keep;
use super::table::{self, Beside};
use super::{malformed, neighbors, parts, unsupported};
use crate::artifact::ensemble_record;
use crate::error::{ImportError, clip};
use crate::model::{Calibrate, Calibrator, ScoreCurves};
use crate::pipeline::Voting;
use serde::Serialize;
use std::sync::Arc;

/// The places and values of one curve, or the two numbers of a sigmoid.
#[derive(Serialize)]
struct Curve {
    places: Vec<f64>,
    values: Vec<f64>,
}

#[derive(Serialize)]
struct State {
    classes: Arc<[Arc<str>]>,
    curves: Vec<Curve>,
}

fn curve(one: &Object<'_>, isotonic: bool) -> Result<Curve, Box<ImportError>> {
    match (one.kind()?.as_str(), isotonic) {
        ("IsotonicRegression", true) => {
            one.only(&["x", "y", "increasing", "out_of_bounds"])?;
            if one.find("increasing").is_some() && !one.flag("increasing")? {
                return Err(unsupported("a calibrator that falls"));
            }
            match one.text_or("out_of_bounds", "clip")?.as_str() {
                "clip" => Ok(Curve { places: one.numbers("x")?, values: one.numbers("y")? }),
                other => Err(unsupported(format!("`out_of_bounds` {}", clip(other)))),
            }
        }
        ("_SigmoidCalibration", false) => {
            one.only(&["a", "b"])?;
            Ok(Curve { places: vec![one.number("a")?], values: vec![one.number("b")?] })
        }
        (other, _) => Err(unsupported(format!("the calibrator {}", clip(other)))),
    }
}

/// One classifier and its curves, as a chain.
fn member(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
    classes: &Arc<[Arc<str>]>,
) -> Result<Estimator, Box<ImportError>> {
    one.only(&["estimator", "calibrators", "method", "classes"])?;
    let inner = one.object("estimator")?;
    let mut found = estimator::read(&inner, columns)?;
    let inner = table::innermost(&inner)?.unwrap_or(inner);
    if inner.kind()? == "GaussianNB" {
        let columns = found.columns.as_ref().unwrap_or(columns);
        found.model = vec![neighbors::gaussian_as_added(&inner, columns)?];
    }
    if matches!(inner.kind()?.as_str(), "SVC" | "NuSVC" | "AdaBoostClassifier") {
        return Err(unsupported(format!("a calibrated {}", inner.kind()?)));
    }
    if inner.classes()? != *classes {
        return Err(unsupported("a calibrated classifier without rows of some class"));
    }
    let isotonic = match one.text("method")?.as_str() {
        "isotonic" => true,
        "sigmoid" => false,
        other => return Err(unsupported(format!("calibration by `{}`", clip(other)))),
    };
    let place = one.at("calibrators");
    let mut curves = Vec::new();
    for raw in one.list("calibrators")? {
        curves.push(curve(&Object::of(raw, place.clone())?, isotonic)?);
    }
    // scikit-learn calibrates what `decision_function` gives, where there is one.
    let calibrated = match &found.scores {
        Some(_) => {
            let lines = curves.into_iter().map(|Curve { places, values }| (places, values));
            let state = if isotonic {
                ScoreCurves::lines(&**classes, lines)
            } else {
                // Read above as one number each.
                ScoreCurves::sigmoids(&**classes, lines.map(|(a, b)| (a[0], b[0])))
            };
            keep(&inner, state)?
        }
        None => {
            let recipe = if isotonic { Calibrate::isotonic() } else { Calibrate::sigmoid() };
            let state = State { classes: Arc::clone(classes), curves };
            parts::stage::<Calibrator>(&place, recipe, &state)?
        }
    };
    if let Some(scores) = found.scores.take() {
        found.model = vec![scores];
    }
    found.model.push(calibrated);
    Ok(found)
}

pub(super) fn read(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
) -> Result<Estimator, Box<ImportError>> {
    one.only(&["classes", "calibrated"])?;
    let classes = one.classes()?;
    let mut members = Vec::new();
    for raw in one.list("calibrated")? {
        let place = format!("{}, classifier {}", one.place, members.len());
        members.push(member(&Object::of(raw, place)?, columns, &classes)?);
    }
    let voting = Voting::soft(None, members.len());
    let voting = voting.map_err(|problem| malformed(one.at("calibrated"), problem))?;
    let mut beside = Beside::of(&one.place, columns, members)?;
    let vote = ensemble_record(&voting, std::mem::take(&mut beside.chains));
    let model = vote.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(beside.made(vec![model]))
}
