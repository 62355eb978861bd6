//! smartcore's trees, read through what they serialise to: their fields are private.
//!
//! The form is that of smartcore 0.7.0, which is pinned; the tests below fail when it changes.

use crate::artifact::codec::{Node, to_node};
use crate::model::tree::Growing;
use serde::Serialize;

/// The trees of a fitted model, found under `path`: a list of them, or one.
///
/// A leaf's one output is smartcore's: a number, or the index of a class.
pub(super) fn trees<T: Serialize>(model: &T, path: &[&str]) -> Result<Vec<Vec<Growing>>, String> {
    let form = to_node(model).map_err(|error| error.to_string())?;
    let found = path.iter().try_fold(&form, |node, name| field(node, name))?;
    match found {
        Node::List(trees) => trees.iter().map(tree).collect(),
        one => Ok(vec![tree(one)?]),
    }
}

fn field<'a>(node: &'a Node, name: &str) -> Result<&'a Node, String> {
    node.get(name).ok_or_else(|| format!("smartcore's form has no `{name}`"))
}

fn tree(form: &Node) -> Result<Vec<Growing>, String> {
    let Node::List(nodes) = field(form, "nodes")? else {
        return Err("smartcore's nodes are not a list".to_owned());
    };
    if nodes.is_empty() {
        return Err("a tree without nodes".to_owned());
    }
    nodes.iter().enumerate().map(|(at, node)| growing(at, nodes.len(), node)).collect()
}

/// A node is a leaf when it has no true child, whatever split it was tried with.
fn growing(at: usize, nodes: usize, form: &Node) -> Result<Growing, String> {
    let index = |name| match field(form, name)? {
        Node::Uint(x) => Ok(Some(*x)),
        Node::Null => Ok(None),
        other => Err(format!("`{name}` is {}", other.form())),
    };
    let child = |name| {
        let child = index(name)?.and_then(|x| usize::try_from(x).ok());
        // Children after their parents: no walk can go round.
        child.filter(|&c| at < c && c < nodes).ok_or_else(|| format!("node {at}: bad `{name}`"))
    };
    if index("true_child")?.is_none() {
        let output = match field(form, "output")? {
            Node::Real(x) => *x,
            #[expect(clippy::cast_precision_loss, reason = "the index of a class")]
            Node::Uint(x) => *x as f64,
            other => return Err(format!("`output` is {}", other.form())),
        };
        return Ok(Growing::Leaf(vec![output]));
    }
    let Node::Real(threshold) = *field(form, "split_value")? else {
        return Err(format!("node {at} is split without a threshold"));
    };
    let column = index("split_feature")?.and_then(|x| u32::try_from(x).ok());
    Ok(Growing::Split {
        column: column.ok_or_else(|| format!("node {at} is split without a column"))?,
        threshold,
        left: child("true_child")?,
        right: child("false_child")?,
    })
}
