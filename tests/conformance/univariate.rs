//! Scores of columns against a target, beside the peer's: shared by the runs of selectors and statistics.

use super::Outcome;
use super::numpy_random::NumpyRandom;
use steadfast::data::{Column, Labels, Table, Vector};
use steadfast::error::Error;
use steadfast::exact;
use steadfast::pipeline::{Fit, Pipeline};
use steadfast::select::{Choice, Discrete, SelectUnivariate, Selector, UnivariateTest};

/// A target of either kind.
pub(crate) enum Y {
    Classes(Labels),
    Numbers(Vector),
}

impl Y {
    pub(crate) fn fit(
        &self,
        recipe: &SelectUnivariate,
        x: &Table,
    ) -> Result<Selector<SelectUnivariate>, Error> {
        fit_either(recipe, x, self)
    }
}

/// Fits a recipe for both kinds of target to the one there is.
pub(crate) fn fit_either<R>(
    recipe: &R,
    x: &Table,
    y: &Y,
) -> Result<<R as Fit<Labels>>::Fitted, Error>
where
    R: Fit<Labels>
        + Fit<Vector, Fitted = <R as Fit<Labels>>::Fitted>
        + Pipeline<Input = Table, Output = Table>,
{
    match y {
        Y::Classes(y) => recipe.fit(x, y),
        Y::Numbers(y) => recipe.fit(x, y),
    }
}

/// The numbers of the columns of a table.
fn columns(x: &Table) -> Vec<Vec<f64>> {
    x.columns().filter_map(|(_, column)| Some(column.reals()?.into_owned())).collect()
}

/// What the peer's rounding can do to scores and probabilities, relative to each.
pub(crate) struct Bounds {
    score: Vec<f64>,
    p: Vec<f64>,
}

const EPS: f64 = f64::EPSILON;

/// The peer subtracts sums that it rounds: what is left of them is off by the share that cancels.
pub(crate) fn bounds(test: &UnivariateTest, x: &Table, y: &Y, scores: &[f64]) -> Bounds {
    let rows = x.rows() as f64;
    let (mut score_bounds, mut p_bounds) = (Vec::new(), Vec::new());
    for (x, &score) in columns(x).iter().zip(scores) {
        let squares = exact::exact_dot(x, x);
        let spread = exact::variance(x, 0).unwrap_or(0.0) * rows;
        // Roundings of a sum of squares and of its centring, each as large as the sum.
        let cancelled = 32.0 * EPS * (1.0 + squares / spread);
        let relative = match test {
            UnivariateTest::Anova => {
                // F = (k − 1 : N − k) · between / within, and both are differences of sums of squares.
                let classes = match y {
                    Y::Classes(y) => y.classes().len() as f64,
                    Y::Numbers(_) => 2.0,
                };
                let share = score * (classes - 1.0) / (rows - classes);
                let (between, within) = (share / (1.0 + share), 1.0 / (1.0 + share));
                cancelled * (1.0 / between + 1.0 / within)
            }
            UnivariateTest::Regression { .. } => {
                // r is off by `cancelled`, and so is 1 − r².
                let share = score / rows;
                let r = (share / (1.0 + share)).sqrt();
                cancelled * (2.0 / r + 2.0 * (1.0 + share))
            }
            UnivariateTest::Correlation { .. } => cancelled / score.abs(),
            UnivariateTest::ChiSquare => {
                // Σ (o − e)²/e: each difference loses what o and e have in common.
                let total = exact::exact_sum(x);
                64.0 * EPS * (1.0 + (total / score).sqrt())
            }
            _ => 0.0,
        };
        // A tail falls at most as a power of the score of half the rows, or as exp(−score/2).
        let steep = match test {
            UnivariateTest::ChiSquare => 1.0 + score / 2.0,
            _ => 2.0 + rows / 2.0,
        };
        score_bounds.push(relative);
        p_bounds.push(relative * steep + 1e-12);
    }
    Bounds { score: score_bounds, p: p_bounds }
}

/// Compares scores and probabilities; the latter may be none.
pub(crate) fn compare_scores(
    outcome: &mut Outcome,
    bounds: &Bounds,
    found: &Selector<SelectUnivariate>,
    scores: &[f64],
    p_values: &[f64],
) {
    let verdicts = found.verdicts();
    let names = verdicts.columns();
    if verdicts.scores().len() != scores.len() || verdicts.p_values().len() != p_values.len() {
        outcome.fail(format!("{} scores, expected {}", verdicts.scores().len(), scores.len()));
        return;
    }
    for (at, name) in names.iter().enumerate() {
        let (score, peer) = (verdicts.scores()[at], scores[at]);
        // A score of 0 of a column that says nothing is one that the peer rounds to nearly 0.
        let allowed = exact::clamp(bounds.score[at] * peer.abs(), 1e-13, 1e300);
        outcome.compare(&format!("score of `{name}`"), score, peer, allowed);
        if let (Some(&p), Some(&peer)) = (verdicts.p_values().get(at), p_values.get(at)) {
            // The peer's probabilities below 1e-300 lose their digits on the way.
            let allowed = bounds.p[at] * peer + 1e-300;
            outcome.compare(&format!("p of `{name}`"), p, peer, allowed);
        }
    }
}

/// Mutual information as the peer draws noise for it: scaled columns and a scaled target of numbers,
/// each with 1e-10 of its size of normal noise, from NumPy's generator with this seed.
pub(crate) fn with_noise(
    x: &Table,
    y: &Y,
    discrete: &Discrete,
    seed: u32,
) -> Result<(Table, Y), Error> {
    let scaled = |values: &[f64]| -> Vec<f64> {
        let deviation = exact::standard_deviation(values, 0).unwrap_or(0.0);
        let by = if deviation > 0.0 { deviation } else { 1.0 };
        values.iter().map(|x| x / by).collect()
    };
    let size = |values: &[f64]| {
        let sizes: Vec<f64> = values.iter().map(|x| x.abs()).collect();
        1e-10 * exact::max(1.0, exact::mean(&sizes).unwrap_or(0.0))
    };
    let is_discrete = |name: &str| match discrete {
        Discrete::All => true,
        Discrete::Named(names) => names.iter().any(|other| other == name),
        _ => false,
    };
    let mut names = Vec::new();
    let mut values = Vec::new();
    for (name, column) in x.columns() {
        let Some(reals) = column.reals() else { continue };
        names.push(name.to_string());
        values.push(if is_discrete(name) { reals.into_owned() } else { scaled(&reals) });
    }
    let sizes: Vec<f64> = values.iter().map(|column| size(column)).collect();
    let mut random = NumpyRandom::new(seed);
    // Row by row, as the peer fills its matrix of noise.
    for row in 0..x.rows() {
        for ((column, name), size) in values.iter_mut().zip(&names).zip(&sizes) {
            if !is_discrete(name) {
                column[row] += size * random.normal();
            }
        }
    }
    let noisy = match y {
        Y::Classes(y) => Y::Classes(y.clone()),
        Y::Numbers(y) => {
            let mut y = scaled(y.values());
            let size = size(&y);
            y.iter_mut().for_each(|y| *y += size * random.normal());
            Y::Numbers(Vector::new(y))
        }
    };
    let columns = names.into_iter().zip(values.into_iter().map(Column::Real));
    Ok((Table::from_columns(columns)?, noisy))
}

/// Our estimate without noise may differ from one draw of it, in nats: with ties the noise decides which of
/// equal values is a neighbour.
const WITHOUT_NOISE: f64 = 0.15;

/// Compares mutual information: on the peer's own noise to rounding when its seed is known, and without
/// noise to within [`WITHOUT_NOISE`].
pub(crate) fn compare_information(
    outcome: &mut Outcome,
    test: &UnivariateTest,
    x: &Table,
    y: &Y,
    seed: Option<u32>,
    scores: &[f64],
) -> Result<(), String> {
    let UnivariateTest::MutualInformation { discrete, .. } = test else {
        return Err("not mutual information".to_owned());
    };
    let recipe = SelectUnivariate::new(test.clone(), Choice::All);
    let wrong = |error: Error| error.to_string();
    let own = y.fit(&recipe, x).map_err(wrong)?;
    if own.scores().len() != scores.len() {
        return Err(format!("{} scores, expected {}", own.scores().len(), scores.len()));
    }
    for ((name, &found), &peer) in own.columns().iter().zip(own.scores()).zip(scores) {
        // Not counted as a difference of bits: another estimate.
        if (found - peer).abs() > WITHOUT_NOISE {
            outcome.fail(format!("information of `{name}`: {found}, the peer's draw has {peer}"));
        } else {
            outcome.agree();
        }
    }
    if let Some(seed) = seed {
        let (noisy, y) = with_noise(x, y, discrete, seed).map_err(wrong)?;
        let found = y.fit(&recipe, &noisy).map_err(wrong)?;
        for ((name, &found), &peer) in found.columns().iter().zip(found.scores()).zip(scores) {
            outcome.compare(&format!("information of `{name}`"), found, peer, 1e-12);
        }
    }
    Ok(())
}
