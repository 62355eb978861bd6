//! Powers: scikit-learn's and Feature-engine's.
//!
//! λ is where a likelihood is largest, and flat there: within what its rounding hides, no λ is better than
//! another. The cells are compared twice: with the peer's λ, where elementary functions alone may differ, and
//! with the λ found here, where its distance from the peer's may show as far as it reaches.

use super::super::transform::Json;
use super::{ELEMENTARY, Outcome, Refusal, Subject, ULP, fit, largest, present, table};
use steadfast::exact;
use steadfast::preprocess::{Power, PowerTransform, Undefined};

/// Both packages have a transformer of this name.
pub(super) fn power_transformer(
    subject: &Subject<'_>,
    outcome: &mut Outcome,
) -> Result<(), Refusal> {
    let Json::Number(exponent) = subject.init("exp") else {
        return towards_normal(subject, outcome);
    };
    // The peer gives NaN where a power is not defined.
    let recipe = Power::new(*exponent).undefined(Undefined::Missing);
    let (_, apply) = fit(recipe, subject.parameters.variables(), &subject.train)?;
    subject.compare(outcome, &apply, &|_, expected| ELEMENTARY * expected.abs())
}

#[derive(Clone, Copy, PartialEq)]
enum Method {
    BoxCox,
    YeoJohnson,
}

impl Method {
    /// The logarithm whose exponential is taken, and the factor of it.
    fn parts(self, x: f64, lambda: f64) -> (f64, f64, f64) {
        match self {
            Method::BoxCox => (1.0, lambda, exact::ln(x)),
            Method::YeoJohnson if x < 0.0 => (-1.0, 2.0 - lambda, exact::ln_1p(-x)),
            Method::YeoJohnson => (1.0, lambda, exact::ln_1p(x)),
        }
    }

    fn at(self, x: f64, lambda: f64) -> f64 {
        let (sign, factor, logarithm) = self.parts(x, lambda);
        let scaled = exact::exp_m1(factor * logarithm) / factor;
        sign * if factor.abs() < ULP { logarithm } else { scaled }
    }

    /// The logarithm of the likelihood of λ.
    fn likelihood(self, values: &[f64], lambda: f64) -> f64 {
        let made: Vec<f64> = values.iter().map(|&x| self.at(x, lambda)).collect();
        let logarithms: Vec<f64> = values.iter().map(|&x| self.slope(x)).collect();
        let variance = exact::variance(&made, 0).unwrap_or(f64::NAN);
        (lambda - 1.0) * exact::sum(&logarithms) - values.len() as f64 / 2.0 * exact::ln(variance)
    }

    /// What the logarithm of the derivative of the power at x is multiplied from.
    fn slope(self, x: f64) -> f64 {
        let (sign, _, logarithm) = self.parts(x, 1.0);
        sign * logarithm
    }

    /// How far the peer's λ may lie from the best. Its likelihood has the rounding of a variance, which is
    /// that of the numbers in units of their standard deviation, n / 2 times; a parabola of the curvature
    /// there hides as much within a distance of √(2 · rounding / curvature). Brent's search stops at a
    /// relative 1.48e-8.
    fn tolerance(self, values: &[f64], lambda: f64) -> f64 {
        let size = if lambda.abs() > 1.0 { lambda.abs() } else { 1.0 };
        let made: Vec<f64> = values.iter().map(|&x| self.at(x, lambda)).collect();
        let deviation = exact::standard_deviation(&made, 0).unwrap_or(f64::NAN);
        let n = values.len() as f64;
        let rounding = 0.5 * n * self.rounding(values, lambda) * largest(&made) / deviation;
        let step = 1e-2 * size;
        let [below, here, above] =
            [-step, 0.0, step].map(|step| self.likelihood(values, lambda + step));
        let curvature = (2.0 * here - below - above) / (step * step);
        (2.0 * rounding / curvature).sqrt() + 3e-8 * size
    }

    /// The relative rounding of a number that comes out: e^a is off by as much as a is, and a by two
    /// units in its last place, here and there.
    fn rounding(self, values: &[f64], lambda: f64) -> f64 {
        let exponents: Vec<f64> = values
            .iter()
            .map(|&x| {
                let (_, factor, logarithm) = self.parts(x, lambda);
                factor * logarithm
            })
            .collect();
        (4.0 + 4.0 * largest(&exponents)) * ULP
    }

    /// The largest change of a number that comes out for a change of λ.
    fn reach(self, values: &[f64], lambda: f64) -> f64 {
        let step = 1e-4;
        let change =
            |&x: &f64| (self.at(x, lambda + step) - self.at(x, lambda - step)) / (2.0 * step);
        largest(&values.iter().map(change).collect::<Vec<f64>>())
    }
}

/// What the cells of one column are allowed.
struct Allowed {
    name: String,
    /// Of each number before standardising, relative to itself.
    relative: f64,
    /// Of the largest of them, where a mean and a scale have been made of all.
    common: f64,
    scale: f64,
    /// What the distance of λ from the peer's makes.
    shift: f64,
}

pub(super) fn towards_normal(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let (method, standardize, what) = match &*subject.parameters.transformer {
        "BoxCoxTransformer" => (Method::BoxCox, false, "lambda_dict_"),
        "YeoJohnsonTransformer" => (Method::YeoJohnson, false, "lambda_dict_"),
        _ => {
            let method = match subject.init("method").text() {
                Some("box-cox") => Method::BoxCox,
                Some("yeo-johnson") => Method::YeoJohnson,
                _ => return Err(subject.unsupported("method")),
            };
            (method, subject.init("standardize").is_true(), "lambdas_")
        }
    };
    let recipe = match method {
        Method::BoxCox => PowerTransform::box_cox(),
        Method::YeoJohnson => PowerTransform::yeo_johnson(),
    };
    let recipe = recipe.standardize(standardize);
    let variables = subject.parameters.variables();
    let (own, apply_own) = fit(recipe.clone(), variables.clone(), &subject.train)?;
    let mut given = recipe;
    let test = table(subject.case, "test.csv")?;
    let (mut peers, mut shiftless) = (Vec::new(), Vec::new());
    for (at, name) in own.columns().iter().enumerate() {
        let train = present(&subject.train, name);
        let expected = match subject.fitted(what) {
            Json::List(list) => list.get(at).unwrap_or(&Json::Null),
            map => map.get(name),
        };
        let peer = expected.number().ok_or_else(|| format!("no {what} of `{name}`"))?;
        let found = own.lambda()[at];
        let tolerance = if found == peer { 0.0 } else { method.tolerance(&train, peer) };
        let blind = !((found - peer).abs() <= tolerance || tolerance <= 0.1 * peer.abs());
        if blind {
            outcome.difference(format!(
                "λ of `{name}` is {found}, not {peer}: the values are so nearly constant that the peer's \
                 likelihood, made of numbers as they are rounded, is noise; its search stops anywhere"
            ));
            shiftless.push(name.to_string());
        } else {
            outcome.compare(&format!("λ of `{name}`"), found, peer, tolerance);
        }
        given = given.lambda_of(&**name, peer);
        peers.push(peer);
    }
    let (restored, apply) = fit(given, variables, &subject.train)?;
    let mut columns = Vec::new();
    for (at, name) in own.columns().iter().enumerate() {
        let mut all = present(&subject.train, name);
        all.extend(present(&test, name));
        let lambda = peers[at];
        let relative = method.rounding(&all, lambda);
        let made: Vec<f64> = all.iter().map(|&x| method.at(x, lambda)).collect();
        let common = (relative + 16.0 * ULP) * largest(&made);
        // Of a λ that is another one, no cell says anything.
        let distance = match shiftless.contains(&name.to_string()) {
            true => f64::INFINITY,
            false => (own.lambda()[at] - lambda).abs(),
        };
        let shift = 1.5 * method.reach(&all, lambda) * distance;
        // The peer divides by the deviation of numbers of their own size, which may be far less than they are:
        // what rounds in them is then large beside it.
        let own_size: Vec<f64> =
            present(&subject.train, name).iter().map(|&x| method.at(x, lambda)).collect();
        let spread = exact::standard_deviation(&own_size, 0).unwrap_or(1.0);
        let scale = if spread > 0.0 && spread < restored.scale()[at] {
            spread
        } else {
            restored.scale()[at]
        };
        columns.push(Allowed { name: name.to_string(), relative, common, scale, shift });
    }
    let allowed = |shifted: bool, name: &str, z: f64| {
        let Some(column) = columns.iter().find(|column| column.name == name) else { return 0.0 };
        let shift = if shifted { column.shift } else { 0.0 };
        match standardize {
            false => shift + column.relative * z.abs(),
            // The mean moves by as much as the numbers do, the scale by twice that.
            true => {
                (shift + column.common) * (2.0 + 2.0 * z.abs()) / column.scale + 4.0 * ULP * z.abs()
            }
        }
    };
    subject.compare(outcome, &apply, &|name, z| allowed(false, name, z))?;
    subject.compare(outcome, &apply_own, &|name, z| allowed(true, name, z))
}
