//! Imputers that look at other columns, and columns that say where gaps were.

use super::json::Object;
use super::{cells, malformed, parts, unsupported};
use crate::artifact::Record;
use crate::clean::{
    ImputeIterative, ImputeKnn, IterativeImputer, KnnImputer, MissingIndicator, MissingMarker,
};
use crate::error::{ImportError, clip};
use crate::exact;
use serde::Serialize;
use std::cmp::Ordering;
use std::sync::Arc;

type Made = Result<(Record, Vec<Arc<str>>), Box<ImportError>>;

/// The columns that get an indicator; no such field, none.
fn marked(one: &Object<'_>, columns: &[Arc<str>]) -> Result<Vec<Arc<str>>, Box<ImportError>> {
    match one.find("indicator_features") {
        Some(_) => cells::places(one, "indicator_features", columns),
        None => Ok(Vec::new()),
    }
}

fn with_marks(columns: &[Arc<str>], marked: &[Arc<str>]) -> Vec<Arc<str>> {
    let marks = marked.iter().map(|name| Arc::from(format!("missingindicator_{name}")));
    columns.iter().cloned().chain(marks).collect()
}

/// The rows that were kept, in the order this crate keeps them; of rows as far away as each other the first are asked.
pub(super) fn knn(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        marked: Vec<Arc<str>>,
        rows: Vec<f64>,
    }
    one.only(&["n_neighbors", "weights", "fit_X", "indicator_features"])?;
    let mut rows = one.rows("fit_X")?;
    if rows.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(one.at("fit_X"), "a row that is not one number a column"));
    }
    rows.iter_mut().flatten().for_each(|x| *x = exact::canonical(*x));
    // Nothing is known of how far away a row without a value is.
    rows.retain(|row| row.iter().any(|x| !x.is_nan()));
    rows.sort_by(|a, b| {
        let mut cells = a.iter().zip(b).map(|(&a, &b)| exact::total_cmp(a, b));
        cells.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    });
    let recipe = ImputeKnn::new().neighbors(one.count("n_neighbors")?.into());
    let recipe = match one.text("weights")?.as_str() {
        "uniform" => recipe,
        "distance" => recipe.by_distance(),
        other => return Err(unsupported(format!("weights `{}`", clip(other)))),
    };
    let marked = marked(one, columns)?;
    let made = with_marks(columns, &marked);
    let recipe = if marked.is_empty() { recipe } else { recipe.indicator() };
    let state = State { columns, marked, rows: rows.concat() };
    Ok((parts::stage::<KnnImputer>(&one.place, recipe, &state)?, made))
}

/// A weighted sum of the other columns for each gap, round after round.
pub(super) fn iterative(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        start: Vec<f64>,
        dropped: Vec<Arc<str>>,
        marked: Vec<Arc<str>>,
        rounds: u64,
        steps: Vec<u64>,
        intercepts: Vec<f64>,
        coefficients: Vec<f64>,
    }
    one.only(&[
        "start",
        "least",
        "greatest",
        "rounds",
        "steps",
        "coef",
        "intercept",
        "indicator_features",
    ])?;
    let (least, greatest) = (one.numbers("least")?, one.numbers("greatest")?);
    parts::as_long(&one.place, columns.len(), &[least.len(), greatest.len()])?;
    let mut recipe = ImputeIterative::new().rounds(one.count("rounds")?.into());
    for ((name, least), greatest) in columns.iter().zip(least).zip(greatest) {
        recipe = recipe.limits_of(name.to_string(), least, greatest);
    }
    let step = |step: i64| {
        u64::try_from(step).map_err(|_| malformed(one.at("steps"), format!("column {step}")))
    };
    let marked = marked(one, columns)?;
    let made = with_marks(columns, &marked);
    let recipe = if marked.is_empty() { recipe } else { recipe.indicator() };
    let coefficients = one.rows("coef")?;
    if coefficients.iter().any(|row| row.len() + 1 != columns.len()) {
        return Err(malformed(one.at("coef"), "a row that is not one number a column less one"));
    }
    let state = State {
        columns,
        start: one.numbers("start")?,
        dropped: Vec::new(),
        marked,
        rounds: one.count("rounds")?.into(),
        steps: one.integers("steps")?.into_iter().map(step).collect::<Result<_, _>>()?,
        intercepts: one.numbers("intercept")?,
        coefficients: coefficients.concat(),
    };
    Ok((parts::stage::<IterativeImputer>(&one.place, recipe, &state)?, made))
}

/// Where gaps are, and nothing else.
pub(super) fn indicator(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        sources: &'a [Arc<str>],
        marked: &'a [Arc<str>],
    }
    one.only(&["features"])?;
    let marked = cells::places(one, "features", columns)?;
    let recipe = MissingIndicator::new().keep_sources(false);
    let state = State { sources: columns, marked: &marked };
    let record = parts::stage::<MissingMarker>(&one.place, recipe, &state)?;
    Ok((record, with_marks(&[], &marked)))
}
