//! Stages that make other columns of all of theirs.

use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::ImportError;
use crate::feature::{
    Pca, PcaProjector, Polynomial, PolynomialExpander, SvdProjector, TruncatedSvd,
};
use serde::Serialize;
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
    let mut terms: Vec<Vec<usize>> = Vec::with_capacity(powers.len());
    for row in &powers {
        let mut term = Vec::new();
        for (column, &power) in row.iter().enumerate() {
            if !(0.0..=64.0).contains(&power) || power != power.floor() {
                return Err(malformed(place, format!("a power of {power}")));
            }
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a whole number up to 64"
            )]
            term.extend(std::iter::repeat_n(column, power as usize));
        }
        terms.push(term);
    }
    let bias = terms.first().is_some_and(Vec::is_empty);
    let degree = terms.iter().map(Vec::len).max().unwrap_or(0);
    let least = terms.iter().map(Vec::len).filter(|&n| n > 0).min().unwrap_or(0);
    let distinct = degree > 1 && terms.iter().all(|term| term.windows(2).all(|w| w[0] < w[1]));
    if terms.iter().skip(usize::from(bias)).any(Vec::is_empty) || least == 0 {
        return Err(malformed(place, "no terms, or a second constant"));
    }
    let mut recipe = Polynomial::new(u32::try_from(degree).unwrap_or(u32::MAX)).bias(bias);
    if least > 1 {
        recipe = recipe.min_degree(u32::try_from(least).unwrap_or(u32::MAX));
    }
    if distinct {
        recipe = recipe.interaction_only();
    }
    let stage = parts::fitted::<PolynomialExpander>(&one.place, recipe, &State { columns })?;
    // Degree after degree, and within one the columns ascending: scikit-learn's order and this crate's.
    let ordered = terms.is_sorted_by(|a, b| (a.len(), a) < (b.len(), b));
    if !ordered || stage.terms().len() != terms.len() {
        return Err(unsupported("terms of PolynomialFeatures other than all of some degrees"));
    }
    let made = stage.terms().cloned().collect();
    Ok((parts::record(&one.place, &stage)?, made))
}
