//! Stages that make other columns: directions that were drawn or found, and splines.

use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::feature::{
    Extrapolation, FastIca, FastIcaProjector, RandomProjection, RandomProjector, Spline,
    SplineExpander,
};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<(Record, Vec<Arc<str>>), Box<ImportError>>;

#[derive(Serialize)]
struct Projection<'a> {
    columns: &'a [Arc<str>],
    mean: Vec<f64>,
    components: Vec<f64>,
}

/// Directions, each of a number a column.
fn directions(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<(usize, Vec<f64>), Box<ImportError>> {
    let rows = one.rows("components")?;
    if rows.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(one.at("components"), "a row that is not one number a column"));
    }
    Ok((rows.len(), rows.concat()))
}

fn made(prefix: &str, count: usize) -> Vec<Arc<str>> {
    (0..count).map(|at| format!("{prefix}{at}").into()).collect()
}

pub(super) fn random(kind: &str, one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        projection: Projection<'a>,
    }
    one.only(&["components"])?;
    let (count, components) = directions(one, columns)?;
    let recipe = match kind {
        "GaussianRandomProjection" => RandomProjection::gaussian(count as u64, 0),
        _ => RandomProjection::sparse(count as u64, 0),
    };
    let state = State { projection: Projection { columns, mean: Vec::new(), components } };
    let record = parts::stage::<RandomProjector>(&one.place, recipe, &state)?;
    Ok((record, made("projection", count)))
}

pub(super) fn ica(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        projection: Projection<'a>,
        mixing: Vec<f64>,
        iterations: u32,
    }
    one.only(&["components", "mean", "mixing", "iterations"])?;
    let (count, components) = directions(one, columns)?;
    let projection = Projection { columns, mean: one.numbers("mean")?, components };
    let (mixing, iterations) = (one.rows("mixing")?.concat(), one.count("iterations")?);
    let state = State { projection, mixing, iterations };
    let record = parts::stage::<FastIcaProjector>(&one.place, FastIca::new(count as u64), &state)?;
    Ok((record, made("fastica", count)))
}

pub(super) fn spline(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        knots: Vec<Vec<f64>>,
    }
    one.only(&["knots", "degree", "extrapolation", "include_bias", "handle_missing"])?;
    let knots = one.rows("knots")?;
    parts::as_long(&one.at("knots"), columns.len(), &[knots.len()])?;
    let (degree, most) = (one.count("degree")?, knots.iter().map(Vec::len).max().unwrap_or(0));
    // Few words of a file could ask for very many columns, or for knots beyond those it has.
    if degree > 64 || most < 2 {
        return Err(malformed(&*one.place, format!("degree {degree} between {most} knots")));
    }
    let extrapolation = match one.text("extrapolation")?.as_str() {
        "error" => Extrapolation::Error,
        "constant" => Extrapolation::Constant,
        "linear" => Extrapolation::Linear,
        "continue" => Extrapolation::Continue,
        "periodic" => Extrapolation::Periodic,
        other => return Err(unsupported(format!("the extrapolation `{}`", clip(other)))),
    };
    let zeros = match one.text_or("handle_missing", "error")?.as_str() {
        "error" => false,
        "zeros" => true,
        other => return Err(unsupported(format!("`handle_missing` {}", clip(other)))),
    };
    let recipe = Spline::new()
        .degree(degree)
        .uniform(u32::try_from(most).unwrap_or(u32::MAX))
        .extrapolation(extrapolation)
        .bias(one.flag("include_bias")?)
        .missing_as_zeros(zeros);
    let stage = parts::fitted::<SplineExpander>(&one.place, recipe, &State { columns, knots })?;
    let made = stage.made().to_vec();
    Ok((parts::record(&one.place, &stage)?, made))
}
