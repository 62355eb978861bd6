//! Runs the cases of transformers that clean and scale: scikit-learn's and Feature-engine's.
//!
//! Where the peer's numbers come from comparisons, sorting and elementwise arithmetic, its bits are
//! expected. Where it sums or calls a special function, a distance is allowed that its own rounding
//! can make, and no more.

use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner, impute};
use steadfast::clean::{
    AllMissing, DropColumns, Filler, Impute, ImputeEach, MissingIndicator, Tail, Winsorize,
};
use steadfast::data::{Table, Types};
use steadfast::pipeline::named;
use steadfast::preprocess::{MaxAbsScale, MinMaxScale, RobustScale, Standardize};

/// What a handful of roundings in a pairwise sum do to a result of the size of the largest term.
pub(super) const SUM: f64 = 16.0 * f64::EPSILON;

/// A relative distance for what follows from a variance or a normal quantile.
pub(super) const RELATIVE: f64 = 1e-12;

/// Imputers, indicators, cappers and scalers.
pub(super) struct Cleaning;

impl Runner for Cleaning {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json")
            && case.has("train.csv")
            && Parameters::read(case).is_ok_and(|p| transformer(&p.transformer).is_some())
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let parameters = Parameters::read(case)?;
        let train = table(case, "train.csv")?;
        let build = transformer(&parameters.transformer).ok_or("no such transformer")?;
        let learned = match build(&parameters, &train) {
            Ok(learned) => learned,
            Err(Refusal::Unsupported(reason)) => return Ok(Outcome::unsupported(reason)),
            Err(Refusal::Failed(reason)) => return Err(reason),
        };
        let mut outcome = Outcome::new();
        for Beside { what, found, expected, allowed } in &learned.parameters {
            outcome.compare(what, *found, *expected, *allowed);
        }
        compare(case, &mut outcome, &learned.apply, &*learned.allowed)?;
        Ok(outcome)
    }
}

/// A learned number beside the peer's, and the distance allowed.
pub(super) struct Beside {
    pub(super) what: String,
    pub(super) found: f64,
    pub(super) expected: f64,
    pub(super) allowed: f64,
}

/// The distance allowed, by the column and the peer's value.
pub(super) type Allowed = Box<dyn Fn(&str, f64) -> f64>;

/// A fitted transformer, its parameters beside the peer's, and the distance its cells are allowed.
pub(super) struct Learned {
    pub(super) apply: Applied,
    pub(super) parameters: Vec<Beside>,
    pub(super) allowed: Allowed,
}

impl Learned {
    /// Bits are expected, cell by cell.
    pub(super) fn exact(apply: Applied) -> Learned {
        Learned { apply, parameters: Vec::new(), allowed: Box::new(|_, _| 0.0) }
    }

    /// Sets learned numbers beside a list or a map of the peer's.
    pub(super) fn beside(
        mut self,
        what: &str,
        columns: &[impl AsRef<str>],
        found: &[f64],
        expected: &Json,
        allowed: impl Fn(&str, f64) -> f64,
    ) -> Result<Learned, Refusal> {
        for (at, (column, &found)) in columns.iter().zip(found).enumerate() {
            let column = column.as_ref();
            let expected = match expected {
                Json::List(list) => list.get(at),
                map => Some(map.get(column)),
            };
            let expected = expected
                .and_then(Json::number)
                .ok_or_else(|| Refusal::Failed(format!("the case has no {what} of `{column}`")))?;
            let allowed = allowed(column, expected);
            let what = format!("{what} of `{column}`");
            self.parameters.push(Beside { what, found, expected, allowed });
        }
        Ok(self)
    }
}

/// Why a case has no result.
pub(super) enum Refusal {
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

pub(super) type Build = fn(&Parameters, &Table) -> Result<Learned, Refusal>;

fn transformer(name: &str) -> Option<Build> {
    Some(match name {
        "SimpleImputer" => simple_imputer,
        "MeanMedianImputer" => mean_median_imputer,
        "ArbitraryNumberImputer" => arbitrary_number_imputer,
        "CategoricalImputer" => categorical_imputer,
        "MissingIndicator" => missing_indicator,
        "AddMissingIndicator" => add_missing_indicator,
        "DropFeatures" => drop_features,
        "Winsorizer" => winsorizer,
        "MinMaxScaler" => min_max_scaler,
        "MaxAbsScaler" => max_abs_scaler,
        "RobustScaler" => robust_scaler,
        "StandardScaler" => standard_scaler,
        _ => return impute::transformer(name),
    })
}

pub(super) fn unsupported(parameter: &str, value: &Json) -> Refusal {
    Refusal::Unsupported(format!("{parameter} = {value:?}"))
}

/// The largest absolute value of each column there is, as a rule for what its sums may be off.
pub(super) fn largest(train: &Table) -> impl Fn(&str) -> f64 + 'static {
    let train = train.clone();
    move |name| {
        let values = train.get(name).and_then(|column| column.reals().map(|x| x.into_owned()));
        let sizes = values.unwrap_or_default().into_iter().map(f64::abs);
        sizes.fold(0.0, |most, x| if x > most { x } else { most })
    }
}

fn columns_of(train: &Table, types: Types) -> Vec<String> {
    train
        .columns()
        .filter(|(_, column)| types.contains(column.column_type()))
        .map(|(name, _)| name.to_string())
        .collect()
}

/// The fills of an imputer beside the peer's, which are numbers or texts.
fn imputer(
    recipe: Impute,
    variables: Option<Vec<String>>,
    train: &Table,
    expected: &Json,
    allowed: impl Fn(&str, f64) -> f64 + 'static,
) -> Result<Learned, Refusal> {
    let (fitted, apply) = fit(recipe, variables, train)?;
    let mut learned = Learned::exact(apply);
    for (name, fill) in fitted.columns().iter().zip(fitted.fills()) {
        let at = train.position(name).unwrap_or_default();
        let expected = match expected {
            Json::List(list) => list.get(at).unwrap_or(&Json::Null),
            map => map.get(name),
        };
        let found = match (fill, fill_number(fill)) {
            (_, Some(x)) => x,
            (Filler::Text(text), _) if expected.text() == Some(text) => continue,
            _ => return Err(format!("fill of `{name}`: {fill}, expected {expected:?}").into()),
        };
        let expected =
            expected.number().ok_or_else(|| format!("the case has no fill of `{name}`"))?;
        let (what, allowed) = (format!("fill of `{name}`"), allowed(name, expected));
        learned.parameters.push(Beside { what, found, expected, allowed });
    }
    learned.allowed = Box::new(allowed);
    Ok(learned)
}

fn simple_imputer(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let init = &parameters.init;
    let (train, before) = impute::with_missing_values(parameters, train)?;
    let train = &train;
    let numbers = columns_of(train, Types::NUMERIC).len();
    let mut sums = 0.0;
    let recipe = match (init.get("strategy").text(), init.get("fill_value")) {
        (Some("mean"), _) => {
            sums = SUM;
            Impute::mean()
        }
        (Some("median"), _) => Impute::median(),
        (Some("most_frequent"), _) => Impute::most_frequent(),
        (Some("constant"), Json::Number(value)) if numbers == train.width() => {
            Impute::constant(*value)
        }
        (Some("constant"), Json::Null) if numbers == train.width() => Impute::constant(0.0),
        (Some("constant"), Json::Text(value)) if numbers == 0 => Impute::constant_text(value),
        (Some("constant"), Json::Null) if numbers == 0 => Impute::constant_text("missing_value"),
        (Some("constant"), value) => return Err(unsupported("fill_value", value)),
        _ => return Err(unsupported("strategy", init.get("strategy"))),
    };
    let empty =
        if init.get("keep_empty_features").is_true() { AllMissing::Zero } else { AllMissing::Drop };
    let recipe = recipe.all_missing(empty);
    let recipe = if init.get("add_indicator").is_true() { recipe.indicator() } else { recipe };
    let most = largest(train);
    let expected = parameters.fitted.get("statistics_");
    let learned = imputer(recipe, None, train, expected, move |name, _| sums * most(name))?;
    Ok(impute::after(before, learned))
}

fn mean_median_imputer(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let (recipe, sums) = match parameters.init.get("imputation_method").text() {
        Some("mean") => (Impute::mean(), SUM),
        Some("median") => (Impute::median(), 0.0),
        _ => {
            return Err(unsupported("imputation_method", parameters.init.get("imputation_method")));
        }
    };
    let most = largest(train);
    let expected = parameters.fitted.get("imputer_dict_");
    imputer(recipe, parameters.variables(), train, expected, move |name, _| sums * most(name))
}

fn arbitrary_number_imputer(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let expected = parameters.fitted.get("imputer_dict_");
    let Json::Map(numbers) = parameters.init.get("imputer_dict") else {
        let value = parameters.init.get("arbitrary_number");
        let number = value.number().ok_or_else(|| unsupported("arbitrary_number", value))?;
        let recipe = Impute::constant(number);
        return imputer(recipe, parameters.variables(), train, expected, |_, _| 0.0);
    };
    let numbers = numbers.iter().map(|(name, value)| {
        let number = value.number().ok_or_else(|| unsupported("imputer_dict", value))?;
        Ok((name.as_str(), number))
    });
    let recipe = ImputeEach::new(numbers.collect::<Result<Vec<_>, Refusal>>()?);
    let (fitted, apply) = fit(recipe, None, train)?;
    let fills: Vec<f64> = fitted.fills().iter().filter_map(fill_number).collect();
    Learned::exact(apply).beside("fill", fitted.columns(), &fills, expected, |_, _| 0.0)
}

fn fill_number(fill: &Filler) -> Option<f64> {
    match fill {
        Filler::Real(x) => Some(*x),
        Filler::Integer(x) => Some(*x as f64),
        Filler::Boolean(x) => Some(f64::from(u8::from(*x))),
        _ => None,
    }
}

fn categorical_imputer(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let init = &parameters.init;
    let types = if init.get("ignore_format").is_true() { Types::ALL } else { Types::TEXT };
    let names = parameters.variables().unwrap_or_else(|| columns_of(train, types));
    let recipe = match (init.get("imputation_method").text(), init.get("fill_value")) {
        (Some("frequent"), _) => Impute::most_frequent(),
        (Some("missing"), Json::Text(value)) => Impute::constant_text(value),
        (Some("missing"), Json::Number(value)) => Impute::constant(*value),
        (_, value) => return Err(unsupported("fill_value", value)),
    };
    imputer(recipe, Some(names), train, parameters.fitted.get("imputer_dict_"), |_, _| 0.0)
}

/// scikit-learn's `error_on_new` can only refuse a table, never change one, so both values run.
fn missing_indicator(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let recipe = MissingIndicator::new().keep_sources(false);
    let recipe = match parameters.init.get("features").text() {
        Some("missing-only") => recipe,
        Some("all") => recipe.all(),
        _ => return Err(unsupported("features", parameters.init.get("features"))),
    };
    let (train, before) = impute::with_missing_values(parameters, train)?;
    Ok(impute::after(before, Learned::exact(fit(recipe, None, &train)?.1)))
}

fn add_missing_indicator(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let recipe = MissingIndicator::new().suffix("_na");
    let only = parameters.init.get("missing_only").is_true();
    let recipe = if only { recipe } else { recipe.all() };
    let (fitted, apply) = fit(recipe, parameters.variables(), train)?;
    let expected = parameters.fitted.get("variables_").list().unwrap_or_default();
    if !fitted.columns().iter().map(|name| Some(&**name)).eq(expected.iter().map(Json::text)) {
        return Err(format!("marks {:?}, expected {expected:?}", fitted.columns()).into());
    }
    Ok(Learned::exact(apply))
}

fn drop_features(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let names = match parameters.init.get("features_to_drop") {
        Json::Text(name) => vec![name.clone()],
        Json::List(names) => names.iter().filter_map(Json::text).map(str::to_owned).collect(),
        other => return Err(unsupported("features_to_drop", other)),
    };
    Ok(Learned::exact(fit(DropColumns::new(named(names)), None, train)?.1))
}

fn winsorizer(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let init = &parameters.init;
    let fold = |usual: f64| init.get("fold").number().unwrap_or(usual);
    let (recipe, sums) = match init.get("capping_method").text() {
        Some("gaussian") => (Winsorize::gaussian(fold(3.0)), SUM * (1.0 + fold(3.0))),
        Some("iqr") => (Winsorize::iqr(fold(1.5)), 0.0),
        Some("mad") => (Winsorize::mad(fold(3.29)), 0.0),
        Some("quantiles") => (Winsorize::quantiles(fold(0.05)), 0.0),
        _ => return Err(unsupported("capping_method", init.get("capping_method"))),
    };
    let recipe = match init.get("tail").text() {
        Some("both") => recipe.tail(Tail::Both),
        Some("left") => recipe.tail(Tail::Left),
        Some("right") => recipe.tail(Tail::Right),
        _ => return Err(unsupported("tail", init.get("tail"))),
    };
    let recipe = if init.get("add_indicators").is_true() { recipe.indicators() } else { recipe };
    let (fitted, apply) = fit(recipe, parameters.variables(), train)?;
    let most = largest(train);
    let allowed = move |name: &str, _: f64| sums * most(name);
    let (left, right) =
        (parameters.fitted.get("left_tail_caps_"), parameters.fitted.get("right_tail_caps_"));
    let learned = Learned::exact(apply)
        .beside("left cap", fitted.columns(), fitted.left(), left, &allowed)?
        .beside("right cap", fitted.columns(), fitted.right(), right, &allowed)?;
    Ok(Learned { allowed: Box::new(allowed), ..learned })
}

/// Two numbers, as scikit-learn writes a range.
fn pair(parameters: &Parameters, key: &str) -> Result<(f64, f64), Refusal> {
    let value = parameters.init.get(key);
    match value.list().unwrap_or_default() {
        [low, high] => low.number().zip(high.number()),
        _ => None,
    }
    .ok_or_else(|| unsupported(key, value))
}

fn min_max_scaler(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let (low, high) = pair(parameters, "feature_range")?;
    let recipe = MinMaxScale::new().range(low, high);
    let recipe = if parameters.init.get("clip").is_true() { recipe.clip() } else { recipe };
    let (fitted, apply) = fit(recipe, None, train)?;
    let (scale, offset) = (parameters.fitted.get("scale_"), parameters.fitted.get("min_"));
    Learned::exact(apply)
        .beside("scale", fitted.columns(), fitted.scale(), scale, |_, _| 0.0)?
        .beside("offset", fitted.columns(), fitted.offset(), offset, |_, _| 0.0)
}

fn max_abs_scaler(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let recipe = MaxAbsScale::new();
    let recipe = if parameters.init.get("clip").is_true() { recipe.clip() } else { recipe };
    let (fitted, apply) = fit(recipe, None, train)?;
    let scale = parameters.fitted.get("scale_");
    Learned::exact(apply).beside("scale", fitted.columns(), fitted.scale(), scale, |_, _| 0.0)
}

fn robust_scaler(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let init = &parameters.init;
    let (lower, upper) = pair(parameters, "quantile_range")?;
    let (unit_variance, center, scale) = (
        init.get("unit_variance").is_true(),
        init.get("with_centering").is_true(),
        init.get("with_scaling").is_true(),
    );
    let recipe = RobustScale::new()
        .percentiles(lower, upper)
        .unit_variance(unit_variance)
        .center(center)
        .scale(scale);
    let (fitted, apply) = fit(recipe, None, train)?;
    let relative = if unit_variance { RELATIVE } else { 0.0 };
    let allowed = move |_: &str, expected: f64| relative * expected.abs();
    let (columns, peer) = (fitted.columns(), &parameters.fitted);
    let mut learned = Learned::exact(apply);
    if center {
        let expected = peer.get("center_");
        learned = learned.beside("center", columns, fitted.center(), expected, |_, _| 0.0)?;
    }
    if scale {
        learned = learned.beside("scale", columns, fitted.scale(), peer.get("scale_"), allowed)?;
    }
    Ok(Learned { allowed: Box::new(allowed), ..learned })
}

fn standard_scaler(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let center = parameters.init.get("with_mean").is_true();
    let scale = parameters.init.get("with_std").is_true();
    let (fitted, apply) = fit(Standardize::new().center(center).scale(scale), None, train)?;
    let (columns, peer) = (fitted.columns(), &parameters.fitted);
    let mut learned = Learned::exact(apply);
    if center {
        let (most, expected) = (largest(train), peer.get("mean_"));
        let allowed = move |name: &str, _: f64| SUM * most(name);
        learned = learned.beside("mean", columns, fitted.mean(), expected, allowed)?;
    }
    if scale {
        let (found, expected) = (fitted.scale(), peer.get("scale_"));
        let allowed = |_: &str, expected: f64| RELATIVE * expected;
        learned = learned.beside("scale", columns, found, expected, allowed)?;
    }
    // (x − mean) / scale: what the mean is off, in units of the scale, and what the scale is off.
    let most = largest(train);
    learned.allowed = Box::new(move |name, expected| {
        let at = fitted.columns().iter().position(|column| &**column == name);
        let width = at.and_then(|at| fitted.scale().get(at)).copied().unwrap_or(1.0);
        let shift = if center { SUM * most(name) / width } else { 0.0 };
        shift + RELATIVE * expected.abs()
    });
    Ok(learned)
}
