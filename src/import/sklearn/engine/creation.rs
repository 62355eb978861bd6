//! Columns made of columns.

use super::{Fitted, Read, named, variables, word};
use crate::error::clip;
use crate::feature::{
    Cyclical, CyclicalPlacer, DistanceMethod, DistanceUnit, GeoDistance, GeoMeasurer, MathOver,
    MathReducer, Operation, Reduction, Relative, RelativeMaker,
};
use crate::import::sklearn::json::{self, Object};
use crate::import::sklearn::{malformed, parts, unsupported};
use serde::Serialize;
use std::sync::Arc;

/// Words of a list, each among those that are known.
fn words<T: Copy>(one: &Object<'_>, key: &str, known: &[(&str, T)]) -> Read<Vec<T>> {
    let found = json::names(one.raw(key)?, &one.at(key))?;
    let meaning = |word: &Arc<str>| {
        let known = known.iter().find(|(known, _)| **known == **word);
        known.map(|(_, meaning)| *meaning).ok_or_else(|| {
            let kind = one.kind().unwrap_or_default();
            unsupported(format!("the function {} of {}", clip(word), clip(&kind)))
        })
    };
    found.iter().map(meaning).collect()
}

pub(super) fn cyclical(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        periods: Vec<f64>,
    }
    one.only(&["variables", "periods", "drop_original"])?;
    let (names, drop) = (variables(one, columns)?, one.flag("drop_original")?);
    let periods = one.numbers("periods")?;
    let each = names.iter().map(ToString::to_string).zip(periods.iter().copied());
    let recipe = Cyclical::of(each).drop_sources(drop);
    let state = State { columns: &names, periods };
    let record = parts::stage::<CyclicalPlacer>(&one.place, recipe, &state)?;
    let both = |name: &Arc<str>| ["sin", "cos"].map(|part| Arc::from(format!("{name}_{part}")));
    let made: Vec<Arc<str>> = names.iter().flat_map(both).collect();
    Ok(Fitted::remade(record, columns, if drop { &names } else { &[] }, made))
}

pub(super) fn math(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    let known = [
        ("sum", Reduction::Sum),
        ("prod", Reduction::Product),
        ("mean", Reduction::Mean),
        ("std", Reduction::StandardDeviation),
        ("var", Reduction::Variance),
        ("max", Reduction::Maximum),
        ("min", Reduction::Minimum),
        ("median", Reduction::Median),
        ("count", Reduction::Count),
    ];
    one.only(&["variables", "functions", "names", "missing_values", "drop_original"])?;
    let (names, drop) = (variables(one, columns)?, one.flag("drop_original")?);
    let made = json::names(one.raw("names")?, &one.at("names"))?;
    let skip = word(one, "missing_values", &[("ignore", true), ("raise", false)])?;
    let recipe = MathOver::new(names.iter().cloned(), words(one, "functions", &known)?)
        .names(made.iter().cloned())
        .skip_missing(skip)
        .drop_sources(drop);
    let stage = parts::fitted::<MathReducer>(&one.place, recipe, &())?;
    let made = stage.made().to_vec();
    let record = parts::record(&one.place, &stage)?;
    Ok(Fitted::remade(record, columns, if drop { &names } else { &[] }, made))
}

pub(super) fn relative(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    let known = [
        ("add", Operation::Add),
        ("mul", Operation::Mul),
        ("sub", Operation::Sub),
        ("div", Operation::Div),
        ("truediv", Operation::TrueDiv),
        ("floordiv", Operation::FloorDiv),
        ("mod", Operation::Mod),
        ("pow", Operation::Pow),
    ];
    one.only(&["variables", "reference", "functions", "fill_value", "drop_original"])?;
    let (names, drop) = (variables(one, columns)?, one.flag("drop_original")?);
    let references = named(one, "reference", columns)?;
    let functions = words(one, "functions", &known)?;
    let mut recipe = Relative::new(names.iter().cloned(), references.iter().cloned(), functions)
        .drop_sources(drop);
    if one.has("fill_value") {
        recipe = recipe.fill(one.number("fill_value")?);
    }
    let stage = parts::fitted::<RelativeMaker>(&one.place, recipe, &())?;
    let made = stage.made().to_vec();
    let record = parts::record(&one.place, &stage)?;
    let gone = if drop { [names, references].concat() } else { Vec::new() };
    Ok(Fitted::remade(record, columns, &gone, made))
}

pub(super) fn geo_distance(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    one.only(&["variables", "method", "unit", "name", "validate_ranges", "drop_original"])?;
    let (names, drop) = (variables(one, columns)?, one.flag("drop_original")?);
    let [lat1, lon1, lat2, lon2] = &names[..] else {
        return Err(malformed(one.at("variables"), "not four columns"));
    };
    let methods = [
        ("haversine", DistanceMethod::Haversine),
        ("euclidean", DistanceMethod::Euclidean),
        ("manhattan", DistanceMethod::Manhattan),
    ];
    let units = [
        ("km", DistanceUnit::Kilometres),
        ("miles", DistanceUnit::Miles),
        ("meters", DistanceUnit::Metres),
        ("feet", DistanceUnit::Feet),
    ];
    let recipe = GeoDistance::between(
        [Arc::clone(lat1), Arc::clone(lon1)],
        [Arc::clone(lat2), Arc::clone(lon2)],
    );
    let recipe = recipe
        .method(word(one, "method", &methods)?)
        .unit(word(one, "unit", &units)?)
        .name(one.text("name")?)
        .check_ranges(one.flag("validate_ranges")?)
        .drop_sources(drop);
    let stage = parts::fitted::<GeoMeasurer>(&one.place, recipe, &())?;
    let made = [Arc::clone(stage.made())];
    let record = parts::record(&one.place, &stage)?;
    Ok(Fitted::remade(record, columns, if drop { &names } else { &[] }, made))
}
