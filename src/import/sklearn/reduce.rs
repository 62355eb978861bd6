//! Stages that make other columns of all of theirs.

use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::ImportError;
use crate::feature::{
    Pca, PcaProjector, Polynomial, PolynomialExpander, SvdProjector, TruncatedSvd,
};
use serde::Serialize;
use std::ops::RangeInclusive;
use std::sync::Arc;

type Made = Result<(Record, Vec<Arc<str>>), Box<ImportError>>;

pub(super) fn pca(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct Projection<'a> {
        columns: &'a [Arc<str>],
        mean: Vec<f64>,
        components: Vec<f64>,
    }
    #[derive(Serialize)]
    struct State<'a> {
        projection: Projection<'a>,
        variances: Vec<f64>,
        ratios: Vec<f64>,
        noise: f64,
    }
    one.only(&["mean", "components", "explained_variance", "whiten", "rule"])?;
    let rows = one.rows("components")?;
    if rows.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(one.at("components"), "a row that is not one number a column"));
    }
    let (count, variances) = (rows.len(), one.numbers("explained_variance")?);
    let made = (0..count).map(|at| format!("pca{at}").into()).collect();
    let (mean, components) = (one.numbers("mean")?, rows.concat());
    parts::as_long(&one.at("mean"), columns.len(), &[mean.len()])?;
    let projection = Projection { columns, mean, components };
    // The file holds no shares of the variance; no answer asks for them.
    let state = State { projection, variances, ratios: vec![0.0; count], noise: 0.0 };
    let recipe = Pca::new(count as u64).whiten(one.flag("whiten")?);
    Ok((parts::stage::<PcaProjector>(&one.place, recipe, &state)?, made))
}

pub(super) fn svd(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct Projection<'a> {
        columns: &'a [Arc<str>],
        mean: Vec<f64>,
        components: Vec<f64>,
    }
    #[derive(Serialize)]
    struct State<'a> {
        projection: Projection<'a>,
        singular_values: Vec<f64>,
        variances: Vec<f64>,
        ratios: Vec<f64>,
    }
    one.only(&["components", "rule", "singular_values", "explained_variance"])?;
    let rows = one.rows("components")?;
    if rows.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(one.at("components"), "a row that is not one number a column"));
    }
    let count = rows.len();
    let made = (0..count).map(|at| format!("truncatedsvd{at}").into()).collect();
    let projection = Projection { columns, mean: Vec::new(), components: rows.concat() };
    // The file holds the directions alone; no answer asks for more.
    let none = || vec![0.0; count];
    let state = State { projection, singular_values: none(), variances: none(), ratios: none() };
    let recipe = TruncatedSvd::new(count as u64);
    Ok((parts::stage::<SvdProjector>(&one.place, recipe, &state)?, made))
}

pub(super) fn polynomial(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
    }
    one.only(&["powers"])?;
    let place = one.at("powers");
    let powers = one.rows("powers")?;
    if powers.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(place, "a term that is not one power a column"));
    }
    let odd = |power: &&f64| !(0.0..=64.0).contains(*power) || **power != power.floor();
    if let Some(power) = powers.iter().flatten().find(odd) {
        return Err(malformed(place, format!("a power of {power}")));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "whole numbers up to 64, one a column"
    )]
    let degree_of = |row: &Vec<f64>| row.iter().fold(0, |sum: u64, power| sum + *power as u64);
    let degrees: Vec<u64> = powers.iter().map(degree_of).collect();
    let bias = degrees.first() == Some(&0);
    let degree = degrees.iter().copied().max().unwrap_or(0);
    let least = degrees.iter().copied().filter(|&degree| degree > 0).min().unwrap_or(0);
    let distinct = degree > 1 && powers.iter().flatten().all(|power| *power <= 1.0);
    if degrees.iter().skip(usize::from(bias)).any(|degree| *degree == 0) || least == 0 {
        return Err(malformed(place, "no terms, or a second constant"));
    }
    // Before there is a stage of all these terms: few words of a file could ask for very many.
    let count = count(columns.len() as u64, least..=degree, distinct, powers.len() as u64);
    // Degree after degree, and within one the columns ascending: scikit-learn's order and this crate's. Of two terms of
    // one degree that comes first which has more of the first column they differ in.
    let mut pairs = powers.windows(2).zip(degrees.windows(2));
    let ordered = pairs.all(|(rows, degrees)| {
        let differing = rows[0].iter().zip(&rows[1]).find(|(a, b)| a != b);
        let ahead = differing.is_some_and(|(a, b)| a > b);
        degrees[0] < degrees[1] || degrees[0] == degrees[1] && ahead
    });
    if !ordered || count.map(|count| count + u64::from(bias)) != Some(powers.len() as u64) {
        return Err(unsupported("terms of PolynomialFeatures other than all of some degrees"));
    }
    let mut recipe = Polynomial::new(u32::try_from(degree).unwrap_or(u32::MAX)).bias(bias);
    if least > 1 {
        recipe = recipe.min_degree(u32::try_from(least).unwrap_or(u32::MAX));
    }
    if distinct {
        recipe = recipe.interaction_only();
    }
    let stage = parts::fitted::<PolynomialExpander>(&one.place, recipe, &State { columns })?;
    let made = stage.terms().cloned().collect();
    Ok((parts::record(&one.place, &stage)?, made))
}

/// How many terms of these degrees there are, while they are no more than `most`.
fn count(columns: u64, degrees: RangeInclusive<u64>, distinct: bool, most: u64) -> Option<u64> {
    let (least, highest) = degrees.into_inner();
    let (mut total, mut of_degree) = (0, 1u64);
    for degree in 1..=highest {
        // Of each of one degree less one more column is chosen, and a term is found once for each place of that.
        let more = if distinct { columns.saturating_sub(degree - 1) } else { columns + degree - 1 };
        of_degree = of_degree.checked_mul(more)? / degree;
        if degree >= least {
            total += of_degree;
        }
        if of_degree == 0 || total > most {
            break;
        }
    }
    (total <= most).then_some(total)
}
