//! The trees of `ai.onnx.ml`, from arrays of nodes.

mod ensemble;
mod mode;
mod nodes;

pub(super) use ensemble::ensemble;

use super::attributes::Attributes;
use super::ml::post;
use crate::exact::canonical;
use crate::model::EnsembleTrees;
use crate::model::onnx_graph::{Aggregate, Cells, Trees};
use mode::Mode;
use nodes::Nodes;

/// The weights of leaves, under the names that classes or targets have.
fn weighted(
    given: &Attributes<'_>,
    names: &str,
    outputs: usize,
    classes: Cells,
) -> Result<Trees, String> {
    let nodes = Nodes::read(given)?;
    let (trees, numbers) =
        (given.words(&format!("{names}_treeids"))?, given.words(&format!("{names}_nodeids"))?);
    let ids = given.words(&format!("{names}_ids"))?;
    let weights = given.numbers(&format!("{names}_weights"))?;
    let count = ids.len();
    if [trees.len(), numbers.len(), weights.len()] != [count; 3] {
        return Err(format!("arrays of other lengths for {count} weights"));
    }
    // The node of each weight; of one node in the order of the file.
    let mut owners: Vec<(u32, u32)> = Vec::with_capacity(count);
    for (at, (&tree, &number)) in trees.iter().zip(&numbers).enumerate() {
        let node = nodes.find(tree, number)?;
        if nodes.modes[node] != Mode::Leaf {
            return Err(format!("a weight for node {number} of tree {tree}, which is no leaf"));
        }
        owners.push((node as u32, at as u32));
    }
    owners.sort_unstable();
    let grown = nodes.grow()?;
    let mut made = Trees {
        features: features(nodes.asked()),
        starts: vec![0],
        targets: Vec::with_capacity(count),
        weights: Vec::with_capacity(count),
        outputs,
        aggregate: aggregate(given.text("aggregate_function", "SUM")?)?,
        base: given.numbers("base_values")?,
        post: post(given)?,
        classes,
        one_class: ids.windows(2).all(|pair| pair[0] == pair[1]),
        trees: EnsembleTrees::default(),
    };
    for &node in grown.leaf_names() {
        let first = owners.partition_point(|owner| owner.0 < node);
        for &(_, at) in owners[first..].iter().take_while(|owner| owner.0 == node) {
            made.targets.push(ids[at as usize]);
            made.weights.push(canonical(weights[at as usize]));
        }
        made.starts.push(made.weights.len() as u32);
    }
    made.trees = grown;
    Ok(made)
}

fn aggregate(name: &str) -> Result<Aggregate, String> {
    match name {
        "SUM" => Ok(Aggregate::Sum),
        "AVERAGE" => Ok(Aggregate::Average),
        "MIN" => Ok(Aggregate::Min),
        "MAX" => Ok(Aggregate::Max),
        other => Err(format!("aggregate_function `{other}` is not known")),
    }
}

/// One more than the last feature that is asked about.
fn features(asked: impl Iterator<Item = u32>) -> usize {
    asked.map(|feature| feature as usize + 1).max().unwrap_or(0)
}

/// `TreeEnsembleClassifier`.
pub(in crate::import::onnx) fn classifier(
    given: &Attributes<'_>,
    classes: Cells,
) -> Result<Trees, String> {
    let outputs = classes.len();
    weighted(given, "class", outputs, classes)
}

/// `TreeEnsembleRegressor`.
pub(in crate::import::onnx) fn regressor(given: &Attributes<'_>) -> Result<Trees, String> {
    let targets = usize::try_from(given.int("n_targets", 1)?).unwrap_or(0);
    weighted(given, "target", targets, Cells::default())
}
