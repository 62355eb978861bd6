//! Stages that replace cells by what they are among others: shares, bins, lengths of rows.

use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::preprocess::{
    BinOutput, Binarize, Discretize, Discretizer, Mapped, MaxAbsScale, MaxAbsScaler, Norm,
    NormalizeRows, QuantileTransform, QuantileTransformer, RowNormalizer,
};
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Record, Box<ImportError>>;

#[derive(Serialize)]
struct Columns<'a> {
    columns: &'a [Arc<str>],
}

pub(super) fn max_abs(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        scale: Vec<f64>,
    }
    one.only(&["scale", "max_abs", "clip", "rule"])?;
    let scale = one.numbers("scale")?;
    let recipe = MaxAbsScale::new();
    let recipe = if one.flag("clip")? { recipe.clip() } else { recipe };
    parts::stage::<MaxAbsScaler>(&one.place, recipe, &State { columns, scale })
}

pub(super) fn binarize(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    one.only(&["threshold"])?;
    above(one, "threshold", columns)
}

/// 1 above the number of a field, else 0.
pub(super) fn above(one: &Object<'_>, key: &str, columns: &[Arc<str>]) -> Made {
    let recipe = Binarize::new(one.number(key)?);
    parts::stage::<Mapped<Binarize>>(&one.place, recipe, &Columns { columns })
}

pub(super) fn normalize(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    one.only(&["norm"])?;
    let norm = match one.text("norm")?.as_str() {
        "l1" => Norm::L1,
        "l2" => Norm::L2,
        "max" => Norm::Max,
        other => return Err(unsupported(format!("the norm `{}`", clip(other)))),
    };
    let recipe = NormalizeRows::new().norm(norm);
    parts::stage::<RowNormalizer>(&one.place, recipe, &Columns { columns })
}

/// Quantiles of each column; the file has a row of all columns for each share.
pub(super) fn quantiles(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        quantiles: Vec<Vec<f64>>,
    }
    one.only(&["output_distribution", "quantiles", "references", "n_quantiles"])?;
    let recipe = match one.text("output_distribution")?.as_str() {
        "uniform" => QuantileTransform::uniform(),
        "normal" => QuantileTransform::normal(),
        other => return Err(unsupported(format!("the distribution `{}`", clip(other)))),
    };
    let rows = one.rows("quantiles")?;
    let lengths: Vec<usize> = rows.iter().map(Vec::len).collect();
    parts::as_long(&one.at("quantiles"), columns.len(), &lengths)?;
    let column = |at: usize| rows.iter().map(|row| row[at]).collect();
    let quantiles = (0..columns.len()).map(column).collect();
    let count = rows.len() as u64;
    let state = State { columns, quantiles };
    parts::stage::<QuantileTransformer>(&one.place, recipe.quantiles(count), &state)
}

/// Bins, and the columns they become.
pub(super) fn bins(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<(Record, Vec<Arc<str>>), Box<ImportError>> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        edges: Vec<Vec<f64>>,
        names: Vec<Vec<Arc<str>>>,
    }
    one.only(&["encode", "bin_edges", "n_bins", "strategy"])?;
    let output = match one.text("encode")?.as_str() {
        "ordinal" => BinOutput::Number,
        "onehot" | "onehot-dense" => BinOutput::Indicators,
        other => return Err(unsupported(format!("bins as `{}`", clip(other)))),
    };
    let edges = one.rows("bin_edges")?;
    parts::as_long(&one.at("bin_edges"), columns.len(), &[edges.len()])?;
    if edges.iter().any(|edges| edges.len() < 2) {
        return Err(malformed(one.at("bin_edges"), "a column without bins"));
    }
    let indicators = output == BinOutput::Indicators;
    let names = columns.iter().zip(&edges).map(|(column, edges)| -> Vec<Arc<str>> {
        let bins = if indicators { edges.len() - 1 } else { 0 };
        (0..bins).map(|bin| format!("{column}_{bin}.0").into()).collect()
    });
    let names: Vec<Vec<Arc<str>>> = names.collect();
    let made = if indicators { names.concat() } else { columns.to_vec() };
    let bins = edges.iter().map(|edges| edges.len() as u64 - 1).max().unwrap_or(1);
    let recipe = Discretize::uniform(bins).output(output);
    let state = State { columns, edges, names };
    Ok((parts::stage::<Discretizer>(&one.place, recipe, &state)?, made))
}

/// Some of the columns, by their places or by a word for each.
pub(super) fn chosen(
    one: &Object<'_>,
    columns: &[Arc<str>],
) -> Result<Vec<Arc<str>>, Box<ImportError>> {
    one.only(&["support"])?;
    let Ok(flags) = one.flags("support") else { return places(one, "support", columns) };
    if flags.is_empty() {
        return Ok(Vec::new());
    }
    parts::as_long(&one.at("support"), columns.len(), &[flags.len()])?;
    let chosen = columns.iter().zip(flags).filter(|(_, flag)| *flag);
    Ok(chosen.map(|(name, _)| Arc::clone(name)).collect())
}

/// The columns at rising places.
pub(super) fn places(
    one: &Object<'_>,
    key: &str,
    columns: &[Arc<str>],
) -> Result<Vec<Arc<str>>, Box<ImportError>> {
    let places = one.integers(key)?;
    if !places.is_sorted_by(|a, b| a < b) {
        return Err(malformed(one.at(key), "places that do not rise"));
    }
    let name = |place: &i64| {
        let name = usize::try_from(*place).ok().and_then(|place| columns.get(place));
        name.map(Arc::clone).ok_or_else(|| malformed(one.at(key), format!("no column {place}")))
    };
    places.iter().map(name).collect()
}
