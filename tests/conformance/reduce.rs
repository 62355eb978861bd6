//! Runs the cases of scikit-learn's PCA and TruncatedSVD.
//!
//! Two solvers find the same direction to within what rounding can turn it by: a few units of rounding of
//! the largest singular value (of its square, for a solver that squares), over the distance to the next
//! one. That angle, times the size of the rows, is what a projection may be off.

use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner};
use steadfast::data::Table;
use steadfast::exact::{max, sqrt};
use steadfast::feature::{Components, Pca, PcaProjector, TruncatedSvd};
use steadfast::pipeline::Apply;

/// Units of rounding of a product of 120 × 13 to 200 × 64 numbers and of a decomposition's rotations.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// Decompositions.
pub(super) struct Reducing;

impl Runner for Reducing {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json")
            && case.has("train.csv")
            && Parameters::read(case)
                .is_ok_and(|p| ["PCA", "TruncatedSVD"].contains(&p.transformer.as_str()))
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let parameters = Parameters::read(case)?;
        let (train, test) = (table(case, "train.csv")?, table(case, "test.csv")?);
        let mut outcome = Outcome::new();
        let length = max(longest(&train, &[]), longest(&test, &[]));
        let (apply, prefix, bounds) = match parameters.transformer.as_str() {
            "PCA" => pca(&parameters, &train, length, &mut outcome)?,
            _ => svd(&parameters, &train, length, &mut outcome)?,
        };
        let bound = |name: &str, _: f64| {
            let at: Option<usize> = name.strip_prefix(prefix).and_then(|at| at.parse().ok());
            at.and_then(|at| bounds.get(at)).copied().unwrap_or(0.0)
        };
        compare(case, &mut outcome, &apply, &bound)?;
        Ok(outcome)
    }
}

/// The length of the longest row, less the means given.
fn longest(x: &Table, means: &[f64]) -> f64 {
    let mut squares = vec![0.0; x.rows()];
    for (at, (_, column)) in x.columns().enumerate() {
        let mean = means.get(at).copied().unwrap_or(0.0);
        for (square, value) in squares.iter_mut().zip(column.reals().unwrap_or_default().iter()) {
            *square += (value - mean) * (value - mean);
        }
    }
    sqrt(squares.into_iter().fold(0.0, max))
}

/// How far each of the first directions may be turned, of all singular values there are.
fn angles(singular: &[f64], count: usize, squared: bool) -> Vec<f64> {
    let size = |s: f64| if squared { s * s } else { s };
    let first = singular.first().copied().unwrap_or(0.0);
    let angle = |at: usize| {
        let own = size(singular[at]);
        let others = singular.iter().enumerate().filter(|(other, _)| *other != at);
        let gap =
            others.map(|(_, s)| (size(*s) - own).abs()).fold(f64::INFINITY, steadfast::exact::min);
        ROUNDING * size(first) / gap
    };
    (0..count.min(singular.len())).map(angle).collect()
}

type Made = (Applied, &'static str, Vec<f64>);

fn beside(
    outcome: &mut Outcome,
    what: &str,
    found: &[f64],
    expected: &Json,
    allowed: impl Fn(usize, f64) -> f64,
) -> Result<(), String> {
    let expected = expected.list().ok_or(format!("the case has no {what}"))?;
    if expected.len() != found.len() {
        return Err(format!("{} of {what}, expected {}", found.len(), expected.len()));
    }
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let expected = expected.number().ok_or(format!("{what} is not a number"))?;
        outcome.compare(&format!("{what} {at}"), *found, expected, allowed(at, expected));
    }
    Ok(())
}

fn directions(
    outcome: &mut Outcome,
    fitted: &Json,
    component: &dyn Fn(usize) -> Option<Vec<f64>>,
    angles: &[f64],
) -> Result<(), String> {
    for (at, expected) in fitted.get("components_").list().unwrap_or_default().iter().enumerate() {
        let found = component(at).ok_or(format!("no component {at}"))?;
        let angle = angles.get(at).copied().unwrap_or(0.0);
        beside(outcome, &format!("component {at}"), &found, expected, |_, _| angle)?;
    }
    Ok(())
}

fn pca(
    parameters: &Parameters,
    train: &Table,
    length: f64,
    outcome: &mut Outcome,
) -> Result<Made, String> {
    let Parameters { init, fitted, .. } = parameters;
    let components = match init.get("n_components") {
        Json::Null => Components::All,
        Json::Text(rule) if rule == "mle" => Components::MostLikely,
        Json::Number(share) if *share < 1.0 => Components::Share(*share),
        Json::Number(count) => Components::Count(*count as u64),
        other => return Err(format!("n_components = {other:?}")),
    };
    let whiten = init.get("whiten").is_true();
    let (ours, apply) = fit(Pca::of(components).whiten(whiten), None, train)?;
    // Every direction there is, for the distances between singular values.
    let all: PcaProjector = fit(Pca::of(Components::All), None, train)?.0;
    let rows = train.rows() as f64 - 1.0;
    let singular: Vec<f64> = all.explained_variance().iter().map(|v| sqrt(v * rows)).collect();
    // Solvers that decompose the covariance matrix see the squares.
    let squared = !matches!(init.get("svd_solver").text(), Some("full" | "arpack"));
    let count = ours.explained_variance().len();
    let angles = angles(&singular, count, squared);
    let first = singular.first().copied().unwrap_or(0.0);
    let variance = |at: usize, expected: f64| {
        // The value moves as the square of a singular value that is off by rounding of the first.
        let own = singular.get(at).copied().unwrap_or(0.0);
        let moved = if squared { first * first } else { 2.0 * own * first };
        ROUNDING * (moved / rows + expected)
    };
    let mean = fitted.get("mean_");
    beside(outcome, "mean", ours.mean(), mean, |_, x| ROUNDING * x.abs() + ROUNDING * 1e-3)?;
    let variances = ours.explained_variance();
    beside(outcome, "variance", variances, fitted.get("explained_variance_"), variance)?;
    directions(outcome, fitted, &|at| ours.component(at).map(<[f64]>::to_vec), &angles)?;
    let reach = longest(train, ours.mean());
    let bounds = angles.iter().enumerate().map(|(at, angle)| {
        let scale = if whiten { sqrt(variances[at]) } else { 1.0 };
        // The peer takes the mean's own projection off afterwards, so its rounding is that of the rows.
        let turned = angle * max(reach, length) + ROUNDING * length;
        let stretched = if whiten { variance(at, variances[at]) / variances[at] } else { 0.0 };
        turned / scale + stretched * length / scale
    });
    Ok((apply, "pca", bounds.collect()))
}

fn svd(
    parameters: &Parameters,
    train: &Table,
    length: f64,
    outcome: &mut Outcome,
) -> Result<Made, String> {
    let Parameters { init, fitted, .. } = parameters;
    let count = init.get("n_components").number().ok_or("n_components")? as u64;
    let (ours, apply) = fit(TruncatedSvd::new(count), None, train)?;
    let all = fit(TruncatedSvd::new(train.width() as u64), None, train)?.0;
    let singular = all.singular_values();
    // ARPACK works on the squares; the randomised solver is as near as its iterations bring it.
    let mut angles = angles(singular, ours.singular_values().len(), true);
    let randomised = init.get("algorithm").text() == Some("randomized");
    if randomised {
        let rounds = 2.0 * init.get("n_iter").number().unwrap_or(5.0) + 1.0;
        // What is left of the first direction not sampled, after so many products: (σ of it / σ)^rounds.
        let sampled = count as usize + init.get("n_oversamples").number().unwrap_or(10.0) as usize;
        let beyond = singular.get(sampled).copied().unwrap_or(0.0);
        for (angle, own) in angles.iter_mut().zip(singular) {
            let left = steadfast::exact::pow(beyond / own, rounds);
            *angle += 10.0 * left;
        }
    }
    let first = singular.first().copied().unwrap_or(0.0);
    let values = fitted.get("singular_values_");
    beside(outcome, "singular value", ours.singular_values(), values, |at, expected| {
        let turned = angles.get(at).copied().unwrap_or(0.0);
        ROUNDING * first * first / expected + turned * turned * expected
    })?;
    directions(outcome, fitted, &|at| ours.component(at).map(<[f64]>::to_vec), &angles)?;
    let bounds = angles.iter().map(|angle| angle * length + ROUNDING * length).collect();
    let none = ours.apply(&train.take(&[])).map_err(|error| error.to_string())?;
    if none.rows() != 0 {
        outcome.fail("rows out of no rows".to_owned());
    }
    Ok((apply, "truncatedsvd", bounds))
}
