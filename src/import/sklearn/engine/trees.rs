//! Answers of small trees as columns.

use super::{Fitted, Read, variables};
use crate::feature::{TreeFeatures, TreeFeaturizer};
use crate::import::sklearn::json::Object;
use crate::import::sklearn::{malformed, parts};
use crate::solve::tree::LEAF;
use serde::Serialize;
use std::sync::Arc;

#[derive(Serialize)]
struct Grown {
    columns: Vec<u32>,
    feature: Vec<u32>,
    threshold: Vec<f64>,
    left: Vec<u32>,
    right: Vec<u32>,
    answers: Vec<f64>,
}

/// A tree on some of the columns a transformer works on, by their places among those.
fn tree(one: &Object<'_>) -> Read<Grown> {
    one.only(&["columns", "feature", "threshold", "left", "right", "answers"])?;
    let places = |key: &str| -> Read<Vec<u32>> {
        let place = |at: i64| match at {
            ..0 => Ok(LEAF),
            at => u32::try_from(at).map_err(|_| malformed(one.at(key), format!("place {at}"))),
        };
        one.integers(key)?.into_iter().map(place).collect()
    };
    // What a leaf has no use for is 0, as this crate stores it.
    let feature = places("feature")?;
    let child = |key: &str| -> Read<Vec<u32>> {
        Ok(places(key)?.into_iter().map(|at| if at == LEAF { 0 } else { at }).collect())
    };
    let cut = |mut numbers: Vec<f64>, leaves: bool| {
        let unused = numbers.iter_mut().zip(&feature).filter(|(_, f)| (**f == LEAF) == leaves);
        unused.for_each(|(x, _)| *x = 0.0);
        numbers
    };
    Ok(Grown {
        columns: places("columns")?,
        threshold: cut(one.numbers("threshold")?, true),
        left: child("left")?,
        right: child("right")?,
        answers: cut(one.numbers("answers")?, false),
        feature,
    })
}

pub(super) fn features(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        trees: Vec<Grown>,
        classes: Vec<Arc<str>>,
    }
    one.only(&["variables", "trees", "drop_original"])?;
    let (names, drop) = (variables(one, columns)?, one.flag("drop_original")?);
    let mut trees = Vec::new();
    for (at, raw) in one.list("trees")?.into_iter().enumerate() {
        trees.push(tree(&Object::of(raw, format!("{}, tree {at}", one.place))?)?);
    }
    let state = State { columns: &names, trees, classes: Vec::new() };
    let recipe = TreeFeatures::new().drop_sources(drop);
    let stage = parts::fitted::<TreeFeaturizer>(&one.place, recipe, &state)?;
    let made = stage.made().to_vec();
    let record = parts::record(&one.place, &stage)?;
    Ok(Fitted::remade(record, columns, if drop { &names } else { &[] }, made))
}
