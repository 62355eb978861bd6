//! Runs the cases of Feature-engine's OrdinalEncoder.

use super::Outcome;
use super::encode::{Refusal, unsupported};
use super::level_codes::{Allowed, Case, exactly};
use super::transform::{Applied, fit, fit_to};
use std::collections::BTreeMap;
use steadfast::prelude::*;

/// By the target, or by first sight.
pub(super) fn rank(case: &Case<'_>, outcome: &mut Outcome) -> Result<(Applied, Allowed), Refusal> {
    let settled = |recipe: EncodeRank| -> Result<EncodeRank, Refusal> {
        Ok(recipe.types(case.types()).unseen(case.unseen()?).missing(case.missing()?))
    };
    match case.init("encoding_method").text() {
        Some("ordered") => {
            let (recipe, y) = (settled(EncodeRank::by_target())?, case.numbers()?);
            let means = EncodeTarget::new().in_sample().smooth(0.0).types(case.types());
            let (means, _) = fit_to(means, case.variables(), &case.train, &y)?;
            let (fitted, apply) = fit_to(recipe, case.variables(), &case.train, &y)?;
            let mut equals = BTreeMap::new();
            for name in fitted.columns() {
                let codes = fitted.codes(name).unwrap_or_default();
                let means = means.encodings(name).unwrap_or_default();
                if let Some(other) = other_order(case, outcome, name, &codes, &means) {
                    equals.insert(name.to_string(), other);
                }
            }
            let own = |name: &str| {
                let codes = fitted.codes(name)?;
                let Some(other) = equals.get(name) else { return Some(codes) };
                Some(codes.into_iter().map(|(level, code)| (level, other(code))).collect())
            };
            case.compare_codes(outcome, fitted.columns(), own, &*exactly());
            Ok((Box::new(move |x| renamed(apply(x)?, &equals)), exactly()))
        }
        Some("arbitrary") => {
            let recipe = settled(EncodeRank::by_first_seen())?;
            let (fitted, apply) = fit(recipe, case.variables(), &case.train)?;
            case.compare_codes(outcome, fitted.columns(), |name| fitted.codes(name), &*exactly());
            Ok((apply, exactly()))
        }
        _ => Err(unsupported("encoding_method", case.init("encoding_method"))),
    }
}

/// What the peer calls this crate's codes of a column.
type Renaming = Box<dyn Fn(f64) -> f64>;

/// The peer's codes where they differ from this crate's between levels of one mean alone: pandas puts those
/// in the order of an unstable sort, this crate in ascending order.
fn other_order(
    case: &Case<'_>,
    outcome: &mut Outcome,
    name: &str,
    codes: &[(String, f64)],
    means: &[(String, Vec<f64>)],
) -> Option<Renaming> {
    let peer = case.parameters.fitted.get("encoder_dict_").get(name);
    let pairs: Vec<(f64, f64)> = codes
        .iter()
        .map(|(level, code)| (*code, peer.get(level).number().unwrap_or(f64::NAN)))
        .collect();
    let mean = |at: usize| means.get(at).and_then(|(_, row)| row.first().copied());
    // The mean of the level that each order has at a place.
    let at_place = |place: f64, by: fn(&(f64, f64)) -> f64| {
        pairs.iter().position(|pair| by(pair) == place).and_then(mean)
    };
    let same_means =
        |(own, _): &(f64, f64)| at_place(*own, |pair| pair.0) == at_place(*own, |pair| pair.1);
    if pairs.iter().all(|(own, peer)| own == peer) || !pairs.iter().all(same_means) {
        return None;
    }
    let moved: Vec<&str> = codes
        .iter()
        .zip(&pairs)
        .filter(|(_, (own, peer))| own != peer)
        .map(|((level, _), _)| level.as_str())
        .collect();
    outcome.difference(format!(
        "levels {moved:?} of `{name}` have equal means of the target: pandas puts them in the order of an \
         unstable sort, this crate in ascending order; their codes are compared under that exchange"
    ));
    Some(Box::new(move |code| {
        pairs.iter().find(|(own, _)| *own == code).map_or(code, |(_, peer)| *peer)
    }))
}

fn renamed(mut x: Table, renamings: &BTreeMap<String, Renaming>) -> Result<Table, Error> {
    for (name, renaming) in renamings {
        let codes =
            x.column(name)?.reals().unwrap_or_default().iter().map(|&x| renaming(x)).collect();
        x.replace(name, Column::Real(codes))?;
    }
    Ok(x)
}
