//! Lags, windows and running statistics over the rows of a file in their order.

use super::{Json, Made, Parameters, Refusal, flag, reductions, texts, unsupported};
use crate::conformance::Outcome;
use crate::conformance::transform::Applied;
use steadfast::data::{Column, Table, Types};
use steadfast::exact::max;
use steadfast::feature::{Reduction, Windows};
use steadfast::pipeline::Fit;

/// The number of a row, which is the peer's time.
const ROW: &str = "row of the file";

/// One number or several.
fn numbers(json: &Json, name: &str) -> Result<Vec<u32>, Refusal> {
    let one = |json: &Json| match json.number() {
        Some(x) if x >= 1.0 && x.fract() == 0.0 => Ok(x as u32),
        _ => Err(unsupported(name, json)),
    };
    match json {
        Json::List(list) => list.iter().map(one).collect(),
        _ => Ok(vec![one(json)?]),
    }
}

/// The columns looked at: those the peer found.
fn variables(parameters: &Parameters, train: &Table) -> Vec<String> {
    let found = texts(parameters.fitted.get("variables_"));
    let numeric = || {
        let numeric = train.columns().filter(|(_, c)| Types::NUMERIC.contains(c.column_type()));
        numeric.map(|(name, _)| name.to_string()).collect()
    };
    if found.is_empty() { numeric() } else { found }
}

/// What all three have in common, and what must be left as it is.
fn common(parameters: &Parameters) -> Result<Windows, Refusal> {
    let init = &parameters.init;
    if *init.get("freq") != Json::Null {
        return Err(unsupported("freq", init.get("freq")));
    }
    if flag(init, "drop_na") {
        return Err(unsupported("drop_na", init.get("drop_na")));
    }
    let none: [&str; 0] = [];
    Ok(Windows::by(none).over(ROW).drop_sources(flag(init, "drop_original")))
}

/// Each file is a history of its own, whose rows get the features they had when they came.
fn made(recipe: Windows, allowed: impl Fn(&str, f64) -> f64 + 'static) -> Made {
    let apply: Applied = Box::new(move |x| {
        let rows = i64::try_from(x.rows()).unwrap_or(i64::MAX);
        let x = x.clone().with(ROW, Column::integers(0..rows))?;
        let (_, out) = recipe.fit_apply(&x, &())?;
        Ok(out.without(&[ROW]))
    });
    Made { in_order: true, ..Made::new(apply, allowed) }
}

pub(super) fn lags(
    parameters: &Parameters,
    [train, _]: &[Table; 2],
    _: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let mut recipe = common(parameters)?;
    if let Some(fill) = init.get("fill_value").number() {
        recipe = recipe.fill(fill);
    }
    for rows in numbers(init.get("periods"), "periods")? {
        for name in variables(parameters, train) {
            recipe = recipe.lag(name, [rows]);
        }
    }
    Ok(made(recipe, |_, _| 0.0))
}

/// What the peer is allowed: it adds what comes to a window and takes off what leaves it, so that its
/// statistics carry the roundings of all that was ever there, relative to the largest value.
fn allowed(train: &Table, test: &Table) -> impl Fn(&str, f64) -> f64 + 'static {
    let mut most = 1.0;
    for (_, column) in train.columns().chain(test.columns()) {
        for x in column.reals().unwrap_or_default().iter().filter(|x| x.is_finite()) {
            most = max(most, x.abs());
        }
    }
    let terms = (train.rows() + test.rows()) as f64;
    move |name, expected| {
        let squares = name.ends_with("_std") || name.ends_with("_var");
        let own = 1e-12 * expected.abs();
        // A deviation near 0 is the root of what is left of squares.
        let left = terms * f64::EPSILON * if squares { most * most } else { most };
        match () {
            () if !name.contains("_window_") && !name.contains("_expanding_") => 0.0,
            () if name.ends_with("_std") => {
                own + steadfast::exact::min(left.sqrt(), left / expected.abs())
            }
            () => own + left,
        }
    }
}

fn least(init: &Json, recipe: Windows) -> Result<Windows, Refusal> {
    match init.get("min_periods") {
        Json::Null => Ok(recipe),
        given => {
            let least = given.number().ok_or_else(|| unsupported("min_periods", given))?;
            Ok(recipe.min_periods(least as u32))
        }
    }
}

fn periods(init: &Json) -> Result<u32, Refusal> {
    match numbers(init.get("periods"), "periods")?.as_slice() {
        [one] => Ok(*one),
        _ => Err(unsupported("periods", init.get("periods"))),
    }
}

fn functions(init: &Json) -> Result<Vec<Reduction>, Refusal> {
    let given = texts(init.get("functions"));
    reductions(&given).ok_or_else(|| unsupported("functions", init.get("functions")))
}

pub(super) fn windows(
    parameters: &Parameters,
    [train, test]: &[Table; 2],
    _: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    // The peer takes `min_periods` and does not pass it on.
    let mut recipe = common(parameters)?.periods(periods(init)?);
    for rows in numbers(init.get("window"), "window")? {
        for name in variables(parameters, train) {
            recipe = recipe.window(name, rows, functions(init)?);
        }
    }
    Ok(made(recipe, allowed(train, test)))
}

pub(super) fn expanding(
    parameters: &Parameters,
    [train, test]: &[Table; 2],
    _: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let mut recipe = least(init, common(parameters)?)?.periods(periods(init)?);
    for name in variables(parameters, train) {
        recipe = recipe.expanding(name, functions(init)?);
    }
    Ok(made(recipe, allowed(train, test)))
}
