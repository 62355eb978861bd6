//! Transformers that make columns out of columns.

mod before;
mod spline;

use super::transform::{Applied, Json, Parameters, compare, compare_whole, fit, table};
use super::{CaseDir, Outcome, Runner};
use steadfast::data::time::TimePattern;
use steadfast::data::{Table, Types};
use steadfast::exact::max;
use steadfast::feature::{
    Cyclical, DateDifference, DateOrdinal, DatePart, DateParts, DistanceMethod, DistanceUnit,
    GeoDistance, MathOver, Operation, Polynomial, Reduction, Relative, TimeUnit,
};

/// What an ulp more or less in sine, cosine or their argument may do to a number of size 1: the peer's
/// are within four.
const CIRCLE: f64 = 4.0 * f64::EPSILON;

/// Makers of columns.
pub(super) struct Creating;

/// Fits, compares what was learned, and gives how to apply it and how far a cell may be off.
type Build = fn(&Parameters, &[Table; 2], &mut Outcome) -> Result<Made, Refusal>;

/// The distance allowed, by the column and the peer's value.
type Allowed = Box<dyn Fn(&str, f64) -> f64>;

/// What was fitted.
struct Made {
    apply: Applied,
    allowed: Allowed,
    /// Whether a row depends on those before it.
    in_order: bool,
}

impl Made {
    fn new(apply: Applied, allowed: impl Fn(&str, f64) -> f64 + 'static) -> Made {
        Made { apply, allowed: Box::new(allowed), in_order: false }
    }
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
        "SplineTransformer" => spline::spline,
        "CyclicalFeatures" => cyclical,
        "DatetimeFeatures" => date_parts,
        "DatetimeSubtraction" => date_difference,
        "DatetimeOrdinal" => date_ordinal,
        "GeoDistanceFeatures" => geo_distance,
        "LagFeatures" => before::lags,
        "WindowFeatures" => before::windows,
        "ExpandingWindowFeatures" => before::expanding,
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
        let tables = [table(case, "train.csv")?, table(case, "test.csv")?];
        let build = transformer(&parameters.transformer).ok_or("no such transformer")?;
        let mut outcome = Outcome::new();
        match build(&parameters, &tables, &mut outcome) {
            Ok(Made { apply, allowed, in_order: false }) => {
                compare(case, &mut outcome, &apply, &allowed)?;
            }
            Ok(Made { apply, allowed, .. }) => {
                compare_whole(case, &mut outcome, &apply, &allowed)?;
            }
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
    [train, _]: &[Table; 2],
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
    Ok(Made::new(apply, exact))
}

fn cyclical(
    parameters: &Parameters,
    [train, _]: &[Table; 2],
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
    Ok(Made::new(apply, allowed))
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
    [train, _]: &[Table; 2],
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
    Ok(Made::new(apply, exact))
}

fn date_ordinal(
    parameters: &Parameters,
    [train, _]: &[Table; 2],
    _: &mut Outcome,
) -> Result<Made, Refusal> {
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
    Ok(Made::new(apply, exact))
}

fn date_difference(
    parameters: &Parameters,
    [train, _]: &[Table; 2],
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
    Ok(Made::new(apply, |_, expected| f64::EPSILON * expected.abs()))
}

/// The reductions of the peer's names.
fn reductions(names: &[String]) -> Option<Vec<Reduction>> {
    let one = |name: &String| {
        Some(match name.as_str() {
            "sum" => Reduction::Sum,
            "prod" | "product" => Reduction::Product,
            "mean" => Reduction::Mean,
            "std" => Reduction::StandardDeviation,
            "var" => Reduction::Variance,
            "max" => Reduction::Maximum,
            "min" => Reduction::Minimum,
            "median" => Reduction::Median,
            "count" => Reduction::Count,
            _ => return None,
        })
    };
    names.iter().map(one).collect()
}

fn math_over(
    parameters: &Parameters,
    [train, _]: &[Table; 2],
    _: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let given = texts(init.get("func"));
    let reductions = reductions(&given).ok_or_else(|| unsupported("func", init.get("func")))?;
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
    Ok(Made::new(apply, allowed))
}

fn relative(
    parameters: &Parameters,
    [train, _]: &[Table; 2],
    _: &mut Outcome,
) -> Result<Made, Refusal> {
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
    Ok(Made::new(apply, allowed))
}

fn geo_distance(
    parameters: &Parameters,
    [train, _]: &[Table; 2],
    _: &mut Outcome,
) -> Result<Made, Refusal> {
    let init = &parameters.init;
    let name = |key: &str| init.get(key).text().ok_or_else(|| unsupported(key, init.get(key)));
    let recipe =
        GeoDistance::between([name("lat1")?, name("lon1")?], [name("lat2")?, name("lon2")?])
            .name(name("output_col")?)
            .method(match name("method")? {
                "haversine" => DistanceMethod::Haversine,
                "euclidean" => DistanceMethod::Euclidean,
                "manhattan" => DistanceMethod::Manhattan,
                _ => return Err(unsupported("method", init.get("method"))),
            })
            .unit(match name("output_unit")? {
                "km" => DistanceUnit::Kilometres,
                "miles" => DistanceUnit::Miles,
                "meters" => DistanceUnit::Metres,
                "feet" => DistanceUnit::Feet,
                _ => return Err(unsupported("output_unit", init.get("output_unit"))),
            })
            .check_ranges(flag(init, "validate_ranges"))
            .drop_sources(flag(init, "drop_original"));
    let made = name("output_col")?.to_owned();
    let (_, apply) = fit(recipe, None, train)?;
    // A dozen operations, the peer's sines and cosines within an ulp each; short ways have the roundings
    // of the coordinates in radians.
    let allowed = move |name: &str, expected: f64| match name == made {
        true => 16.0 * f64::EPSILON * max(expected.abs(), 1.0),
        false => 0.0,
    };
    Ok(Made::new(apply, allowed))
}
