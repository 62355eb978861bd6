//! The file from its head to its end.

use super::objective::Objective;
use super::text::{Fields, Lines, short};
use super::{FORMAT, malformed, pandas, tree};
use crate::error::ImportError;
use crate::import::ImportedTrees;
use crate::model::{EnsembleTrees, Precision, Source, TreeEnsemble};
use std::sync::Arc;

/// More scores a row than any file has.
const MOST_SCORES: usize = 1 << 16;

pub(super) fn parse(text: &str) -> Result<ImportedTrees, Box<ImportError>> {
    let other = |problem: &str| {
        Box::new(ImportError::Other { format: FORMAT, problem: problem.to_owned() })
    };
    let mut lines = Lines::new(text);
    if lines.next().map(|(_, line)| line) != Some("tree") {
        return Err(other("the first line is not `tree`"));
    }
    let tree_line = |line: &str| line.starts_with("Tree=") || line == "end of trees";
    let head = lines.fields(tree_line)?;
    let version = head.find("version").ok_or_else(|| other("no `version` at its head"))?;
    if !matches!(version, "v3" | "v4") {
        let (found, supported) = (short(version), "v3 and v4");
        return Err(Box::new(ImportError::Version { format: FORMAT, found, supported }));
    }
    let scores: usize = head.number("num_tree_per_iteration")?;
    let classes: usize = head.number("num_class")?;
    if scores == 0 || scores > MOST_SCORES || classes == 0 || classes > MOST_SCORES {
        return Err(malformed(head.place("num_tree_per_iteration"), "out of range"));
    }
    let columns = columns(&head)?;
    let categorical = categorical(&head, columns.len())?;
    let objective = Objective::read(head.find("objective"), scores)?;
    // The first tree of a linear model may have no lines yet.
    let linear = text.lines().any(|line| line.trim_end() == "is_linear=1");
    let mut trees = EnsembleTrees::new(1);
    loop {
        let Some((at, line)) = lines.next() else {
            return Err(malformed("the end", "the file ends before `end of trees`"));
        };
        if line == "end of trees" {
            break;
        }
        if line.is_empty() {
            continue;
        }
        let number = line.strip_prefix("Tree=").and_then(|number| number.parse().ok());
        if number != Some(trees.count()) {
            let expected = format!("expected `Tree={}`, found `{}`", trees.count(), short(line));
            return Err(malformed(format!("line {at}"), expected));
        }
        tree::push(&mut trees, &lines.fields(tree_line)?, linear)?;
    }
    if let Some(sizes) = head.find("tree_sizes") {
        let listed = sizes.split_ascii_whitespace().count();
        if listed != trees.count() {
            let problem = format!("{listed} sizes for {} trees", trees.count());
            return Err(malformed(head.place("tree_sizes"), problem));
        }
    }
    if !trees.count().is_multiple_of(scores) {
        let problem = format!("{} trees for {scores} scores a row", trees.count());
        return Err(malformed("`end of trees`", problem));
    }
    let mut pandas = Vec::new();
    while let Some((_, line)) = lines.next() {
        if let Some(json) = line.strip_prefix("pandas_categorical:") {
            pandas = pandas::categories(json)?;
        }
    }
    let source = Source {
        library: "lightgbm".to_owned(),
        format: version.to_owned(),
        objective: head.find("objective").unwrap_or("none").to_owned(),
    };
    // Fewer than 2^16 scores.
    let targets = (0..trees.count()).map(|tree| (tree % scores) as u32).collect();
    let iterations = (0..=trees.count() / scores).map(|iteration| iteration * scores).collect();
    let ensemble = TreeEnsemble {
        columns,
        precision: Precision::Double,
        snap: true,
        base: vec![0.0; scores],
        slopes: Vec::new(),
        weights: Vec::new(),
        targets,
        divisor: 1.0,
        link: objective.link,
        trees,
        compiled: Default::default(),
    };
    let mut imported = ImportedTrees {
        format: FORMAT,
        source,
        objective: objective.name,
        classes: objective.classes,
        ensemble,
        iterations,
        average: head.find("average_output").is_some(),
        categorical,
        levels: pandas,
    };
    imported.divide();
    imported.ensemble.check().map_err(|problem| malformed("the trees", problem))?;
    Ok(imported)
}

/// The names of the columns: as many as the file says, all different.
fn columns(head: &Fields<'_>) -> Result<Arc<[Arc<str>]>, Box<ImportError>> {
    let last: usize = head.number("max_feature_idx")?;
    let names: Arc<[Arc<str>]> =
        head.text("feature_names")?.split_ascii_whitespace().map(Arc::from).collect();
    if last.checked_add(1) != Some(names.len()) {
        let problem = format!("{} names, and `max_feature_idx` is {last}", names.len());
        return Err(malformed(head.place("feature_names"), problem));
    }
    Ok(names)
}

/// Which columns have a list of categories in place of a range.
fn categorical(head: &Fields<'_>, columns: usize) -> Result<Vec<bool>, Box<ImportError>> {
    let Some(infos) = head.find("feature_infos") else { return Ok(vec![false; columns]) };
    let flags: Vec<bool> = infos
        .split_ascii_whitespace()
        .map(|info| info != "none" && !info.starts_with('['))
        .collect();
    if flags.len() != columns {
        let problem = format!("{} ranges for {columns} columns", flags.len());
        return Err(malformed(head.place("feature_infos"), problem));
    }
    Ok(flags)
}
