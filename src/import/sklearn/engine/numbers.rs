//! Transformers of numbers by themselves: caps, logarithms, powers, scales.

use super::{Fitted, Read, variables, word};
use crate::clean::{Cap, Capper, Tail, Winsorize, Winsorizer};
use crate::import::sklearn::json::Object;
use crate::import::sklearn::parts;
use crate::import::sklearn::states::PowerState;
use crate::preprocess::{
    ArcsinSqrt, Asinh, Log, Logarithm, Mapped, MeanNormalize, MeanNormalizer, Power,
    PowerTransform, PowerTransformer, Reciprocal,
};
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct Columns<'a> {
    columns: &'a [Arc<str>],
}

pub(super) fn winsorizer(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        left: Vec<f64>,
        right: Vec<f64>,
    }
    one.only(&["variables", "method", "fold", "tail", "left", "right", "add_indicators"])?;
    let names = variables(one, columns)?;
    type Rule = fn(f64) -> Winsorize;
    let rules: [(&str, (Rule, f64)); 4] = [
        ("gaussian", (Winsorize::gaussian, 3.0)),
        ("iqr", (Winsorize::iqr, 1.5)),
        ("mad", (Winsorize::mad, 3.29)),
        ("quantiles", (Winsorize::quantiles, 0.05)),
    ];
    let (rule, usual) = word(one, "method", &rules)?;
    let tails = [
        ("both", (Tail::Both, &["left", "right"][..])),
        ("left", (Tail::Left, &["left"][..])),
        ("right", (Tail::Right, &["right"][..])),
    ];
    let (tail, sides) = word(one, "tail", &tails)?;
    // Only a refit asks for the fold.
    let mut recipe = rule(if one.has("fold") { one.number("fold")? } else { usual }).tail(tail);
    let mut made: Vec<Arc<str>> = Vec::new();
    if one.flag("add_indicators")? {
        recipe = recipe.indicators();
        let each = names.iter().flat_map(|name| sides.iter().map(move |side| (name, side)));
        made = each.map(|(name, side)| format!("{name}_{side}").into()).collect();
    }
    let caps = |key: &str| {
        if sides.contains(&key) { one.numbers(key) } else { Ok(Vec::new()) }
    };
    let state = State { columns: &names, left: caps("left")?, right: caps("right")? };
    let record = parts::stage::<Winsorizer>(&one.place, recipe, &state)?;
    Ok(Fitted::remade(record, columns, &[], made))
}

pub(super) fn capper(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        least: &'a [f64],
        greatest: &'a [f64],
    }
    one.only(&["variables", "least", "greatest"])?;
    let names = variables(one, columns)?;
    let (least, greatest) = (one.numbers("least")?, one.numbers("greatest")?);
    let state = State { columns: &names, least: &least, greatest: &greatest };
    let mut recipe = Cap::new();
    for ((name, &least), &greatest) in names.iter().zip(&least).zip(&greatest) {
        if least.is_finite() {
            recipe = recipe.at_least(name.to_string(), least);
        }
        if greatest.is_finite() {
            recipe = recipe.at_most(name.to_string(), greatest);
        }
    }
    Ok(Fitted::in_place(parts::stage::<Capper>(&one.place, recipe, &state)?, columns))
}

/// Logarithms, of numbers with something added to them or without.
pub(super) fn logarithm(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        constant: Vec<f64>,
    }
    one.only(&["variables", "base", "constants"])?;
    let names = variables(one, columns)?;
    type Base = fn() -> Log;
    let bases: [(&str, Base); 2] = [("e", Log::natural), ("10", Log::decimal)];
    let mut recipe = word(one, "base", &bases)?();
    let mut constant = vec![0.0; names.len()];
    if one.has("constants") {
        constant = one.numbers("constants")?;
        for (name, &plus) in names.iter().zip(&constant) {
            recipe = recipe.plus_of(name.to_string(), plus);
        }
    }
    let state = State { columns: &names, constant };
    Ok(Fitted::in_place(parts::stage::<Logarithm>(&one.place, recipe, &state)?, columns))
}

pub(super) fn power(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables", "exponent"])?;
    let (names, recipe) = (variables(one, columns)?, Power::new(one.number("exponent")?));
    let state = Columns { columns: &names };
    Ok(Fitted::in_place(parts::stage::<Mapped<Power>>(&one.place, recipe, &state)?, columns))
}

pub(super) fn reciprocal(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables"])?;
    let (names, recipe) = (variables(one, columns)?, Reciprocal::new());
    let state = Columns { columns: &names };
    Ok(Fitted::in_place(parts::stage::<Mapped<Reciprocal>>(&one.place, recipe, &state)?, columns))
}

pub(super) fn arcsin(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables"])?;
    let (names, recipe) = (variables(one, columns)?, ArcsinSqrt::new());
    let state = Columns { columns: &names };
    Ok(Fitted::in_place(parts::stage::<Mapped<ArcsinSqrt>>(&one.place, recipe, &state)?, columns))
}

pub(super) fn asinh(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables", "center", "scale"])?;
    let names = variables(one, columns)?;
    let recipe = Asinh::new().center(one.number("center")?).scale(one.number("scale")?);
    let state = Columns { columns: &names };
    Ok(Fitted::in_place(parts::stage::<Mapped<Asinh>>(&one.place, recipe, &state)?, columns))
}

pub(super) fn lambdas(one: &Object<'_>, columns: &[Arc<str>], neutral: f64) -> Read<Fitted> {
    one.only(&["variables", "lambdas"])?;
    let names = variables(one, columns)?;
    let width = names.len();
    let recipe = match neutral {
        0.0 => PowerTransform::yeo_johnson(),
        _ => PowerTransform::box_cox(),
    };
    let lambdas = one.numbers("lambdas")?;
    let state = PowerState::new(&names, lambdas, neutral, (vec![0.0; width], vec![1.0; width]));
    let recipe = recipe.standardize(false);
    Ok(Fitted::in_place(parts::stage::<PowerTransformer>(&one.place, recipe, &state)?, columns))
}

pub(super) fn mean_normalize(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        mean: Vec<f64>,
        range: Vec<f64>,
    }
    one.only(&["variables", "mean", "range"])?;
    let names = variables(one, columns)?;
    let (mean, range) = (one.numbers("mean")?, one.numbers("range")?);
    let (recipe, state) = (MeanNormalize::new(), State { columns: &names, mean, range });
    Ok(Fitted::in_place(parts::stage::<MeanNormalizer>(&one.place, recipe, &state)?, columns))
}
