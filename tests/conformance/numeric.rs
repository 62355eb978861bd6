//! Runs the cases of transformers of numbers: scikit-learn's and Feature-engine's.
//!
//! Where the peer compares, sorts and computes cell by cell, its bits are expected. Where it sums or calls
//! a special function, a distance is allowed that its own rounding can make, and no more.

mod bins;
mod power;
mod tree;

use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner};
use steadfast::artifact::Stage;
use steadfast::data::{Table, Types};
use steadfast::pipeline::Apply;
use steadfast::preprocess::{
    ArcsinSqrt, Asinh, Binarize, Log, MeanNormalize, Norm, NormalizeRows, QuantileTransform,
    QuantileTransformer, QuantileTransformerState, Reciprocal,
};

/// One unit in the last place of a number of size 1.
const ULP: f64 = f64::EPSILON;

/// Transformers of numbers.
pub(super) struct Numeric;

impl Runner for Numeric {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json")
            && case.has("train.csv")
            && Parameters::read(case).is_ok_and(|p| transformer(&p.transformer).is_some())
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let parameters = Parameters::read(case)?;
        let subject = Subject { case, parameters, train: table(case, "train.csv")? };
        let run = transformer(&subject.parameters.transformer).ok_or("no such transformer")?;
        let mut outcome = Outcome::new();
        match run(&subject, &mut outcome) {
            Ok(()) => Ok(outcome),
            Err(Refusal::Unsupported(reason)) => Ok(Outcome::unsupported(reason)),
            Err(Refusal::Failed(reason)) => Err(reason),
        }
    }
}

/// A case with what all its comparisons read.
struct Subject<'a> {
    case: &'a CaseDir,
    parameters: Parameters,
    train: Table,
}

/// Why a case has no result.
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

type Run = fn(&Subject<'_>, &mut Outcome) -> Result<(), Refusal>;

fn transformer(name: &str) -> Option<Run> {
    Some(match name {
        "ArbitraryDiscretiser" => bins::arbitrary,
        "ArcSinhTransformer" => arc_sinh_transformer,
        "ArcsinTransformer" => arcsin_transformer,
        "Binarizer" => binarizer,
        "BoxCoxTransformer" | "YeoJohnsonTransformer" => power::towards_normal,
        "DecisionTreeDiscretiser" => tree::decision_tree,
        "EqualFrequencyDiscretiser" => bins::equal_frequency,
        "EqualWidthDiscretiser" => bins::equal_width,
        "GeometricWidthDiscretiser" => bins::geometric_width,
        "KBinsDiscretizer" => bins::k_bins,
        "LogCpTransformer" | "LogTransformer" => log_transformer,
        "MeanNormalizationScaler" => mean_normalization_scaler,
        "Normalizer" => normalizer,
        "PowerTransformer" => power::power_transformer,
        "QuantileTransformer" => quantile_transformer,
        "ReciprocalTransformer" => reciprocal_transformer,
        _ => return None,
    })
}

impl Subject<'_> {
    fn init(&self, key: &str) -> &Json {
        self.parameters.init.get(key)
    }

    fn fitted(&self, key: &str) -> &Json {
        self.parameters.fitted.get(key)
    }

    /// A parameter this crate has no counterpart of.
    fn unsupported(&self, key: &str) -> Refusal {
        Refusal::Unsupported(format!("{key} = {:?}", self.init(key)))
    }

    fn number(&self, key: &str) -> Result<f64, Refusal> {
        self.init(key).number().ok_or_else(|| self.unsupported(key))
    }

    /// Sets a learned number beside the peer's, which stands in a list in the order of the columns or in
    /// a map by their names.
    fn beside(
        &self,
        outcome: &mut Outcome,
        what: &str,
        column: (usize, &str),
        found: f64,
        allowed: impl Fn(f64) -> f64,
    ) -> Result<(), Refusal> {
        let expected = match self.fitted(what) {
            Json::List(list) => list.get(column.0).unwrap_or(&Json::Null),
            map => map.get(column.1),
        };
        let expected = expected
            .number()
            .ok_or_else(|| Refusal::Failed(format!("the case has no {what} of `{}`", column.1)))?;
        let what = format!("{what} of `{}`", column.1);
        outcome.compare(&what, found, expected, allowed(expected));
        Ok(())
    }

    fn compare(
        &self,
        outcome: &mut Outcome,
        apply: &Applied,
        allowed: &dyn Fn(&str, f64) -> f64,
    ) -> Result<(), Refusal> {
        Ok(compare(self.case, outcome, apply, allowed)?)
    }
}

/// The values of a column that are there.
fn present(x: &Table, name: &str) -> Vec<f64> {
    let values = x.get(name).and_then(|column| column.reals().map(|values| values.into_owned()));
    values.unwrap_or_default().into_iter().filter(|value| !value.is_nan()).collect()
}

/// The largest absolute value.
fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, x| if x.abs() > most { x.abs() } else { most })
}

fn binarizer(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let recipe = Binarize::new(subject.number("threshold")?);
    let (_, apply) = fit(recipe, None, &subject.train)?;
    subject.compare(outcome, &apply, &|_, _| 0.0)
}

fn reciprocal_transformer(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let (_, apply) = fit(Reciprocal::new(), subject.parameters.variables(), &subject.train)?;
    subject.compare(outcome, &apply, &|_, _| 0.0)
}

/// What the C library's logarithms and their like may be off; ours is correctly rounded.
const ELEMENTARY: f64 = 2.0 * ULP;

fn arcsin_transformer(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let (_, apply) = fit(ArcsinSqrt::new(), subject.parameters.variables(), &subject.train)?;
    subject.compare(outcome, &apply, &|_, expected| ELEMENTARY * expected.abs())
}

fn arc_sinh_transformer(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let recipe = Asinh::new().center(subject.number("loc")?).scale(subject.number("scale")?);
    let (_, apply) = fit(recipe, subject.parameters.variables(), &subject.train)?;
    subject.compare(outcome, &apply, &|_, expected| ELEMENTARY * expected.abs())
}

fn log_transformer(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let mut recipe = match subject.init("base").text() {
        Some("e") => Log::natural(),
        Some("10") => Log::decimal(),
        _ => return Err(subject.unsupported("base")),
    };
    let mut variables = subject.parameters.variables();
    match subject.init("C") {
        Json::Null => {}
        Json::Text(text) if text == "auto" => recipe = recipe.plus_learned(),
        Json::Number(constant) => recipe = recipe.plus(*constant),
        Json::Map(constants) => {
            for (name, constant) in constants {
                let constant = constant.number().ok_or_else(|| subject.unsupported("C"))?;
                recipe = recipe.plus_of(name, constant);
            }
            variables = Some(constants.keys().cloned().collect());
        }
        _ => return Err(subject.unsupported("C")),
    }
    let (fitted, apply) = fit(recipe, variables, &subject.train)?;
    if let Json::Map(_) = subject.fitted("C_") {
        for (at, name) in fitted.columns().iter().enumerate() {
            subject.beside(outcome, "C_", (at, name), fitted.constant()[at], |_| 0.0)?;
        }
    }
    subject.compare(outcome, &apply, &|_, expected| ELEMENTARY * expected.abs())
}

/// The peer's length of a row is a sum of as many terms as there are columns, each added with half an
/// ulp; ours the same; and each squares, roots and divides.
fn normalizer(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let terms = subject.train.of_types(Types::NUMERIC).len() as f64;
    let (norm, relative) = match subject.init("norm").text() {
        Some("l1") => (Norm::L1, (terms + 2.0) * ULP),
        Some("l2") => (Norm::L2, (terms + 4.0) * ULP),
        Some("max") => (Norm::Max, 0.0),
        _ => return Err(subject.unsupported("norm")),
    };
    let (_, apply) = fit(NormalizeRows::new().norm(norm), None, &subject.train)?;
    subject.compare(outcome, &apply, &|_, expected| relative * expected.abs())
}

/// The peer's mean is a pairwise sum: a handful of roundings of the size of the largest value.
fn mean_normalization_scaler(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let variables = subject.parameters.variables();
    let (fitted, apply) = fit(MeanNormalize::new(), variables, &subject.train)?;
    let mut allowed = Vec::new();
    for (at, name) in fitted.columns().iter().enumerate() {
        let shift = 16.0 * ULP * largest(&present(&subject.train, name));
        subject.beside(outcome, "mean_", (at, name), fitted.mean()[at], |_| shift)?;
        subject.beside(outcome, "range_", (at, name), fitted.range()[at], |_| 0.0)?;
        allowed.push((name.to_string(), shift / fitted.range()[at]));
    }
    subject.compare(outcome, &apply, &|name, expected| {
        let shift = allowed.iter().find(|(column, _)| column == name).map_or(0.0, |(_, x)| *x);
        shift + 2.0 * ULP * expected.abs()
    })
}

/// The peer's normal quantile function (Cephes) is good to 7.2e-16 of its value, ours to half an ulp.
const NORMAL_QUANTILE: f64 = 4.0 * ULP;

fn quantile_transformer(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let (recipe, relative) = match subject.init("output_distribution").text() {
        Some("uniform") => (QuantileTransform::uniform(), 0.0),
        Some("normal") => (QuantileTransform::normal(), NORMAL_QUANTILE),
        _ => return Err(subject.unsupported("output_distribution")),
    };
    let recipe = recipe.quantiles(subject.number("n_quantiles")? as u64);
    let rows = subject.fitted("quantiles_").list().unwrap_or_default();
    let peer: Vec<Vec<f64>> = (0..subject.train.width())
        .map(|at| {
            let cell = |row: &Json| row.list().and_then(|row| row.get(at)).and_then(Json::number);
            rows.iter().map(|row| cell(row).ok_or_else(|| "no quantiles_".to_owned())).collect()
        })
        .collect::<Result<_, String>>()?;
    // The peer learns from rows drawn by a generator of its own: the stage starts from what it learned.
    let drawn = subject
        .init("subsample")
        .number()
        .is_some_and(|subsample| subject.train.rows() as f64 > subsample);
    let fitted = if drawn {
        let names: Vec<&str> = subject.train.names().map(|name| &**name).collect();
        let state = serde_json::json!({ "columns": names, "quantiles": peer });
        let state: QuantileTransformerState =
            serde_json::from_value(state).map_err(|error| error.to_string())?;
        QuantileTransformer::restore(recipe, state)?
    } else {
        fit(recipe, None, &subject.train)?.0
    };
    for ((name, found), expected) in fitted.columns().iter().zip(fitted.quantiles()).zip(&peer) {
        if found.len() != expected.len() {
            let lengths = (found.len(), expected.len());
            return Err(Refusal::Failed(format!("quantiles of `{name}`: {lengths:?}")));
        }
        for (at, (&found, &expected)) in found.iter().zip(expected).enumerate() {
            outcome.compare(&format!("quantile {at} of `{name}`"), found, expected, 0.0);
        }
    }
    for (at, &share) in fitted.shares().iter().enumerate() {
        subject.beside(outcome, "references_", (at, "all"), share, |_| 0.0)?;
    }
    let apply: Applied = Box::new(move |x| fitted.apply(x));
    subject.compare(outcome, &apply, &|_, expected| relative * expected.abs())
}
