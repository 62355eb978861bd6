//! Transformers that make columns out of columns.

use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner};
use std::cell::Cell;
use std::rc::Rc;
use steadfast::data::time::TimePattern;
use steadfast::data::{Column, Table, Types};
use steadfast::error::Error;
use steadfast::exact::max;
use steadfast::feature::{
    Cyclical, DateDifference, DateOrdinal, DatePart, DateParts, Extrapolation, MathOver, Operation,
    Polynomial, Reduction, Relative, Spline, TimeUnit,
};

/// What an ulp more or less in sine, cosine or their argument may do to a number of size 1: the peer's
/// are within four.
const CIRCLE: f64 = 4.0 * f64::EPSILON;

/// Makers of columns.
pub(super) struct Creating;

/// Fits, compares what was learned, and gives how to apply it and how far a cell may be off.
type Build = fn(&Parameters, &Table, &mut Outcome) -> Result<Made, Refusal>;

/// What was fitted.
struct Made {
    apply: Applied,
    allowed: Box<dyn Fn(&str, f64) -> f64>,
}

/// Why a case has no table to compare.
enum Refusal {
    /// A parameter this crate has no counterpart of.
    Unsupported(String),
    /// The case is broken, or fitting failed.
    Failed(String),
}

impl From<String> for Refusal {
    fn from(reason: String) -> Self {
        Refusal::Failed(reason)
    }
}

fn unsupported(parameter: &str, value: &Json) -> Refusal {
    Refusal::Unsupported(format!("{parameter} = {value:?}"))
}

fn transformer(name: &str) -> Option<Build> {
    Some(match name {
        "PolynomialFeatures" => polynomial,
        "SplineTransformer" => spline,
        "CyclicalFeatures" => cyclical,
        "DatetimeFeatures" => date_parts,
        "DatetimeSubtraction" => date_difference,
        "DatetimeOrdinal" => date_ordinal,
        "MathFeatures" => math_over,
        "RelativeFeatures" => relative,
        _ => return None,
    })
}

impl Runner for Creating {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json")
            && case.has("train.csv")
            && Parameters::read(case).is_ok_and(|p| transformer(&p.transformer).is_some())
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let parameters = Parameters::read(case)?;
        let train = table(case, "train.csv")?;
        let build = transformer(&parameters.transformer).ok_or("no such transformer")?;
        let mut outcome = Outcome::new();
        match build(&parameters, &train, &mut outcome) {
            Ok(made) => compare(case, &mut outcome, &made.apply, &made.allowed)?,
            Err(Refusal::Unsupported(reason)) => return Ok(Outcome::unsupported(reason)),
            Err(Refusal::Failed(reason)) => return Err(reason),
        }
        Ok(outcome)
    }
}

/// The same bits as the peer.
fn exact(_: &str, _: f64) -> f64 {
    0.0
}

fn whole(json: &Json, name: &str) -> Result<u32, Refusal> {
    match json.number() {
        Some(x) if x >= 0.0 && x.fract() == 0.0 => Ok(x as u32),
        _ => Err(unsupported(name, json)),
    }
}

fn flag(init: &Json, name: &str) -> bool {
    init.get(name).is_true()
}

/// A text, or a list of texts.
fn texts(json: &Json) -> Vec<String> {
    match json {
        Json::Text(text) => vec![text.clone()],
        Json::List(list) => list.iter().filter_map(Json::text).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

fn expect_count(outcome: &mut Outcome, what: &str, found: usize, expected: &Json) {
    match expected.number() {
        None => {}
        Some(expected) if expected == found as f64 => outcome.agree(),
        Some(expected) => outcome.fail(format!("{what}: found {found}, expected {expected}")),
    }
}

fn polynomial(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let (least, most) = match init.get("degree") {
        Json::List(list) => match list.as_slice() {
            [least, most] => (whole(least, "degree")?, whole(most, "degree")?),
            _ => return Err(unsupported("degree", init.get("degree"))),
        },
        degree => (0, whole(degree, "degree")?),
    };
    let mut recipe = Polynomial::new(most).min_degree(least).bias(flag(init, "include_bias"));
    if flag(init, "interaction_only") {
        recipe = recipe.interaction_only();
    }
    let (fitted, apply) = fit(recipe, None, train)?;
    let expected = parameters.fitted.get("n_output_features_");
    expect_count(outcome, "terms", fitted.terms().len(), expected);
    Ok(Made { apply, allowed: Box::new(exact) })
}

fn spline(parameters: &Parameters, train: &Table, outcome: &mut Outcome) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let recipe = Spline::new()
        .degree(whole(init.get("degree"), "degree")?)
        .bias(flag(init, "include_bias"))
        .missing_as_zeros(init.get("handle_missing").text() == Some("zeros"))
        .extrapolation(match init.get("extrapolation").text() {
            Some("error") => Extrapolation::Error,
            Some("constant") => Extrapolation::Constant,
            Some("linear") => Extrapolation::Linear,
            Some("continue") => Extrapolation::Continue,
            Some("periodic") => Extrapolation::Periodic,
            _ => return Err(unsupported("extrapolation", init.get("extrapolation"))),
        });
    let count = || whole(init.get("n_knots"), "n_knots");
    let recipe = match init.get("knots") {
        Json::Text(text) if text == "uniform" => recipe.uniform(count()?),
        Json::Text(text) if text == "quantile" => recipe.quantiles(count()?),
        // One row a knot, one number a column.
        Json::List(rows) => {
            let column = |at: usize| {
                rows.iter().filter_map(|row| row.list()?.get(at)?.number()).collect::<Vec<_>>()
            };
            let names = train.names().enumerate();
            recipe.given(names.map(|(at, name)| (name.to_string(), column(at))))
        }
        other => return Err(unsupported("knots", other)),
    };
    let (fitted, apply) = fit(recipe, None, train)?;
    let made = apply(train).map_err(|error| error.to_string())?.width();
    expect_count(outcome, "splines", made, parameters.fitted.get("n_features_out_"));
    let degree = whole(init.get("degree"), "degree")?;
    let linear = init.get("extrapolation").text() == Some("linear");
    let constant = init.get("extrapolation").text() == Some("constant");
    if degree > 1 || !linear && !(constant && degree == 0) {
        return Ok(Made { apply, allowed: Box::new(exact) });
    }
    let peer = Peer {
        columns: fitted.columns().iter().map(|name| name.to_string()).collect(),
        knots: fitted.knots().map(<[f64]>::to_vec).collect(),
        degree: degree as usize,
        linear,
        train: train.take(&[0]),
    };
    let apply: Rc<Applied> = Rc::new(apply);
    let other = Rc::new(Cell::new(0));
    let counted = Rc::clone(&other);
    let made: Applied = Box::new(move |x| {
        let (out, cells) = peer.outside(x, &apply)?;
        counted.set(counted.get() + cells);
        Ok(out)
    });
    // What is counted here are cells of the two files; rows one by one are not counted again.
    made(train).map_err(|error| error.to_string())?;
    if other.get() > 0 {
        outcome.difference(format!(
            "{} cells of train.csv are compared with what the peer's own arithmetic gives outside its \
             knots: it says degree 0 stays as at the ends, and gives 0; and it takes the ends of every \
             column after the first from knots further in when linear of degree 0 or 1",
            other.get()
        ));
    }
    Ok(Made { apply: made, allowed: Box::new(exact) })
}

/// The peer outside the knots, where it does other than it says: splines of degree 0 and 1.
///
/// For linear extrapolation it raises its degree by 1 once a column, up to 2, and reads the ends off the
/// knots by that: the ends of the second column are the second knots, and the splines that go on beyond
/// them are the first and the last two, whichever are not 0 there.
struct Peer {
    columns: Vec<String>,
    knots: Vec<Vec<f64>>,
    degree: usize,
    linear: bool,
    train: Table,
}

impl Peer {
    /// All splines of a column at a point inside.
    fn inside(&self, apply: &Applied, column: &str, x: f64) -> Result<Vec<f64>, Error> {
        let mut row = self.train.clone();
        row.replace(column, Column::Real(vec![x]))?;
        let out = apply(&row)?;
        let made = out.columns().filter(|(name, _)| name.starts_with(&format!("{column}_sp_")));
        Ok(made.filter_map(|(_, cells)| cells.reals()?.first().copied()).collect())
    }

    /// What the peer gives for a table, and how many cells of it this crate gives otherwise.
    fn outside(&self, x: &Table, apply: &Applied) -> Result<(Table, usize), Error> {
        let mut out = apply(x)?;
        let mut other = 0;
        for (at, (column, knots)) in self.columns.iter().zip(&self.knots).enumerate() {
            let before = (self.degree + at).min(2);
            let shift = if self.linear { before - self.degree } else { 0 };
            let goes_on = if before <= 1 { before + 1 } else { before };
            let (first, last) = (shift, knots.len() - 1 - shift);
            let (at_low, at_high) = (
                self.inside(apply, column, knots[first])?,
                self.inside(apply, column, knots[last])?,
            );
            let splines = knots.len() - 1 + self.degree;
            let values = x.column(column)?.reals().unwrap_or_default().into_owned();
            for (spline, &low) in at_low.iter().enumerate() {
                let high = at_high.get(spline).copied().unwrap_or(f64::NAN);
                // The slope of a hat between two knots, up to the right one and down from the left.
                let slope = |left: usize| match (self.degree, spline) {
                    (1, s) if s == left => -(1.0 / (knots[left + 1] - knots[left])),
                    (1, s) if s == left + 1 => 1.0 / (knots[left + 1] - knots[left]),
                    _ => 0.0,
                };
                let below = |x: f64| match self.linear && spline < goes_on {
                    true => low + (x - knots[first]) * slope(first),
                    false => 0.0,
                };
                let above = |x: f64| match self.linear && spline + goes_on >= splines {
                    true => {
                        high + (x - knots[last]) * slope(if shift == 0 { last - 1 } else { last })
                    }
                    false => 0.0,
                };
                let name = format!("{column}_sp_{spline}");
                let mut cells = out.column(&name)?.reals().unwrap_or_default().into_owned();
                for (cell, &x) in cells.iter_mut().zip(&values) {
                    let peer = if x < knots[first] {
                        below(x)
                    } else if x > knots[last] {
                        above(x)
                    } else {
                        *cell
                    };
                    other += usize::from(peer != *cell && !x.is_nan());
                    *cell = peer;
                }
                out.replace(&name, Column::Real(cells))?;
            }
        }
        Ok((out, other))
    }
}

fn cyclical(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let order = texts(parameters.fitted.get("variables_"));
    let (recipe, variables) = match init.get("max_values") {
        Json::Map(periods) => {
            // The peer works through them in the order they were given in, which the JSON has lost.
            let period = |name: &String| {
                let period = periods.get(name).and_then(Json::number);
                period.map(|period| (name.clone(), period))
            };
            (Cyclical::of(order.iter().filter_map(period)), None)
        }
        Json::Null => (Cyclical::new(), parameters.variables()),
        other => return Err(unsupported("max_values", other)),
    };
    let recipe = recipe.drop_sources(flag(init, "drop_original"));
    let (fitted, apply) = fit(recipe, variables, train)?;
    for (name, &period) in fitted.columns().iter().zip(fitted.periods()) {
        let expected = parameters.fitted.get("max_values_").get(name);
        let expected = expected.number().unwrap_or(f64::NAN);
        outcome.compare(&format!("period of `{name}`"), period, expected, 0.0);
    }
    let allowed = |name: &str, _| match name {
        _ if name.ends_with("_sin") || name.ends_with("_cos") => CIRCLE,
        _ => 0.0,
    };
    Ok(Made { apply, allowed: Box::new(allowed) })
}

/// The pattern of text columns, where the peer was given one. `None` is ISO 8601.
fn pattern(init: &Json) -> Result<Option<TimePattern>, Refusal> {
    let given = init.get("format");
    match given {
        Json::Null => {}
        Json::Text(text) if text == "ISO8601" => {}
        Json::Text(text) => {
            // The letter Z at the end of the peer's pattern is itself, and names no offset.
            let pattern = TimePattern::new(text.clone());
            return pattern.map(Some).map_err(|_| unsupported("format", given));
        }
        other => return Err(unsupported("format", other)),
    }
    Ok(None)
}

/// A recipe that reads times, with the peer's ways of doing so.
macro_rules! read_as_the_peer {
    ($recipe:expr, $init:expr) => {{
        // Without `utc` the peer reads the clock of the text itself.
        let recipe = $recipe;
        let recipe = if flag($init, "utc") { recipe } else { recipe.as_written() };
        match pattern($init)? {
            Some(pattern) => recipe.pattern(pattern),
            None => recipe,
        }
    }};
}

const TIMES: Types = Types::TIMESTAMP.or(Types::TEXT);

fn date_parts(
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let part = |name: &String| DatePart::ALL.into_iter().find(|part| part.name() == name);
    let parts = match init.get("features_to_extract") {
        Json::Null => DatePart::COMMON.to_vec(),
        Json::Text(text) if text == "all" => DatePart::ALL.to_vec(),
        given => texts(given).iter().filter_map(part).collect(),
    };
    let expected = texts(parameters.fitted.get("features_to_extract_"));
    let found: Vec<&str> = parts.iter().map(|part| part.name()).collect();
    if found == expected {
        outcome.agree();
    } else {
        outcome.fail(format!("parts: found {found:?}, expected {expected:?}"));
    }
    let recipe = read_as_the_peer!(DateParts::new(), init)
        .parts(parts)
        .types(TIMES)
        .drop_sources(flag(init, "drop_original"))
        .compare_missing(init.get("missing_values").text() == Some("ignore"));
    // The peer tries every text column; what it found is what it was fitted to.
    let variables = Some(texts(parameters.fitted.get("variables_")));
    let (_, apply) = fit(recipe, variables, train)?;
    Ok(Made { apply, allowed: Box::new(exact) })
}

fn date_ordinal(parameters: &Parameters, train: &Table, _: &mut Outcome) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let recipe = DateOrdinal::new();
    let recipe = match init.get("start_date") {
        Json::Null => recipe,
        Json::Text(day) => {
            recipe.since(day).map_err(|_| unsupported("start_date", init.get("start_date")))?
        }
        other => return Err(unsupported("start_date", other)),
    };
    let recipe = recipe.types(TIMES).as_written().drop_sources(flag(init, "drop_original"));
    let variables = Some(texts(parameters.fitted.get("variables_")));
    let (_, apply) = fit(recipe, variables, train)?;
    Ok(Made { apply, allowed: Box::new(exact) })
}

fn date_difference(
    parameters: &Parameters,
    train: &Table,
    _: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let fitted = &parameters.fitted;
    let recipe =
        DateDifference::new(texts(fitted.get("variables_")), texts(fitted.get("reference_")));
    let unit = match init.get("output_unit").text() {
        Some("Y") => TimeUnit::Years,
        Some("M") => TimeUnit::Months,
        Some("W") => TimeUnit::Weeks,
        Some("D") => TimeUnit::Days,
        Some("h") => TimeUnit::Hours,
        Some("m") => TimeUnit::Minutes,
        Some("s") => TimeUnit::Seconds,
        Some("ms") => TimeUnit::Milliseconds,
        Some("us" | "μs") => TimeUnit::Microseconds,
        Some("ns") => TimeUnit::Nanoseconds,
        _ => return Err(unsupported("output_unit", init.get("output_unit"))),
    };
    let recipe = read_as_the_peer!(recipe, init)
        .unit(unit)
        .names(texts(init.get("new_variables_names")))
        .drop_sources(flag(init, "drop_original"));
    let (_, apply) = fit(recipe, None, train)?;
    // The peer divides nanoseconds, rounded to f64 before; here they are microseconds.
    Ok(Made { apply, allowed: Box::new(|_, expected| f64::EPSILON * expected.abs()) })
}

fn math_over(parameters: &Parameters, train: &Table, _: &mut Outcome) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let given = texts(init.get("func"));
    let mut reductions = Vec::new();
    for name in &given {
        reductions.push(match name.as_str() {
            "sum" => Reduction::Sum,
            "prod" | "product" => Reduction::Product,
            "mean" => Reduction::Mean,
            "std" => Reduction::StandardDeviation,
            "var" => Reduction::Variance,
            "max" => Reduction::Maximum,
            "min" => Reduction::Minimum,
            "median" => Reduction::Median,
            "count" => Reduction::Count,
            _ => return Err(unsupported("func", init.get("func"))),
        });
    }
    let columns = texts(init.get("variables"));
    let mut names = texts(init.get("new_variables_names"));
    if names.is_empty() {
        names = given.iter().map(|name| format!("{name}_{}", columns.join("_"))).collect();
    }
    // The peer adds eight and more columns in another order, and squares what is rounded.
    let size = |name: &String| {
        let values = train.get(name).and_then(|column| column.reals().map(|x| x.into_owned()));
        values.unwrap_or_default().iter().fold(0.0, |most: f64, x| max(most, x.abs()))
    };
    let most = columns.iter().map(size).fold(0.0, max);
    let terms = columns.len() as f64;
    let slack = 4.0 * terms * terms * f64::EPSILON * max(most, most * most);
    let recipe = MathOver::new(columns, reductions)
        .names(names.clone())
        .skip_missing(init.get("missing_values").text() == Some("ignore"))
        .drop_sources(flag(init, "drop_original"));
    let (_, apply) = fit(recipe, None, train)?;
    let allowed = move |name: &str, expected: f64| match names.iter().any(|made| made == name) {
        true => max(slack, 4.0 * terms * f64::EPSILON * expected.abs()),
        false => 0.0,
    };
    Ok(Made { apply, allowed: Box::new(allowed) })
}

fn relative(parameters: &Parameters, train: &Table, _: &mut Outcome) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let mut operations = Vec::new();
    for name in texts(init.get("func")) {
        operations.push(match name.as_str() {
            "add" => Operation::Add,
            "mul" => Operation::Mul,
            "sub" => Operation::Sub,
            "div" => Operation::Div,
            "truediv" => Operation::TrueDiv,
            "floordiv" => Operation::FloorDiv,
            "mod" => Operation::Mod,
            "pow" => Operation::Pow,
            _ => return Err(unsupported("func", init.get("func"))),
        });
    }
    let recipe =
        Relative::new(texts(init.get("variables")), texts(init.get("reference")), operations)
            .drop_sources(flag(init, "drop_original"));
    let recipe = match init.get("fill_value") {
        Json::Null => recipe,
        value => recipe.fill(value.number().ok_or_else(|| unsupported("fill_value", value))?),
    };
    let (_, apply) = fit(recipe, None, train)?;
    // One operation, rounded once; the peer's power is within an ulp.
    let allowed = |name: &str, expected: f64| match name.contains("_pow_") {
        true => f64::EPSILON * expected.abs(),
        false => 0.0,
    };
    Ok(Made { apply, allowed: Box::new(allowed) })
}
