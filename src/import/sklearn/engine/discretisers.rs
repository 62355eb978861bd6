//! Discretisers: bins whose upper ends belong to them.

use super::{Fitted, Read, variables, word};
use crate::artifact::Record;
use crate::import::sklearn::json::{self, Object};
use crate::import::sklearn::{malformed, parts};
use crate::preprocess::{
    BinOutput, Discretize, DiscretizeByTree, Discretizer, TreeDiscretizer, Undefined,
};
use serde::Serialize;
use std::sync::Arc;

/// Ends of bins, and what they are called where they become text.
struct Bins {
    names: Vec<Arc<str>>,
    edges: Vec<Vec<f64>>,
    words: Vec<Vec<Arc<str>>>,
    output: BinOutput,
}

const FIELDS: [&str; 6] = ["variables", "edges", "output", "labels", "errors", "values"];

fn read(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Bins> {
    one.only(&FIELDS)?;
    let (names, edges) = (variables(one, columns)?, one.rows("edges")?);
    parts::as_long(&one.at("edges"), names.len(), &[edges.len()])?;
    if edges.iter().any(|edges| edges.len() < 2) {
        return Err(malformed(one.at("edges"), "a column without bins"));
    }
    let outputs = [
        ("number", BinOutput::Number),
        ("boundaries", BinOutput::Boundaries),
        ("prediction", BinOutput::Number),
    ];
    let output = word(one, "output", &outputs)?;
    let words = if output == BinOutput::Boundaries {
        let place = one.at("labels");
        let lists = one.list("labels")?;
        parts::as_long(&place, names.len(), &[lists.len()])?;
        lists.into_iter().map(|raw| json::names(raw, &place)).collect::<Result<_, _>>()?
    } else {
        vec![Vec::new(); names.len()]
    };
    Ok(Bins { names, edges, words, output })
}

fn done(record: Record, columns: &[Arc<str>], names: Vec<Arc<str>>, output: BinOutput) -> Fitted {
    let worded = if output == BinOutput::Boundaries { names } else { Vec::new() };
    Fitted { worded, ..Fitted::in_place(record, columns) }
}

pub(super) fn bins(kind: &str, one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        edges: Vec<Vec<f64>>,
        names: Vec<Vec<Arc<str>>>,
    }
    let Bins { names, edges, words, output } = read(one, columns)?;
    let most = edges.iter().map(|edges| edges.len() as u64 - 1).max().unwrap_or(1);
    let recipe = match kind {
        "EqualWidthDiscretiser" => Discretize::equal_width(most),
        "EqualFrequencyDiscretiser" => Discretize::equal_frequency(most),
        "GeometricWidthDiscretiser" => Discretize::geometric(most),
        _ => {
            let errors = [("ignore", Undefined::Missing), ("raise", Undefined::Error)];
            let each = names.iter().map(ToString::to_string).zip(edges.iter().cloned());
            Discretize::given(each).undefined(word(one, "errors", &errors)?)
        }
    };
    let state = State { columns: &names, edges, names: words };
    let record = parts::stage::<Discretizer>(&one.place, recipe.output(output), &state)?;
    Ok(done(record, columns, names, output))
}

/// Bins between the thresholds of a tree, and what it answers in each.
pub(super) fn tree(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    #[derive(Serialize)]
    struct State<'a> {
        columns: &'a [Arc<str>],
        edges: Vec<Vec<f64>>,
        names: Vec<Vec<Arc<str>>>,
        values: Vec<Vec<f64>>,
    }
    let Bins { names, edges, words, output } = read(one, columns)?;
    let mut recipe = DiscretizeByTree::new();
    let values = if one.text("output")? == "prediction" {
        one.rows("values")?
    } else {
        recipe = recipe.output(output);
        vec![Vec::new(); names.len()]
    };
    let state = State { columns: &names, edges, names: words, values };
    let record = parts::stage::<TreeDiscretizer>(&one.place, recipe, &state)?;
    Ok(done(record, columns, names, output))
}
