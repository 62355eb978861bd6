//! Imported trees whose weights are not what was stored.

use super::forge::{at, edited, golden, stage};
use super::refused;
use steadfast::artifact::codec::Node;

const KIND: &str = "model.tree_ensemble.classifier";
const WEIGHED: &str = "imported_xgboost_weighed";

fn with(name: &str, path: &str, value: &Node) -> Vec<u8> {
    edited(&golden(name), |body| *at(stage(body, KIND), path) = value.clone())
}

#[test]
fn weights_are_one_a_tree_and_of_version_2() {
    let weights = |value: Node| with(WEIGHED, "state/ensemble/weights", &value);
    refused("one weight", &weights(Node::Reals(vec![0.5])), "State", "1 weights for 24 trees");
    refused("none", &weights(Node::List(Vec::new())), "State", "of version 1");
    let wide = weights(Node::Reals(vec![0.1; 24]));
    refused("a wide one", &wide, "State", "not of single precision");
    let nan = weights(Node::Reals(vec![f64::NAN; 24]));
    refused("no number", &nan, "State", "weights");
    let older = with(WEIGHED, "version", &Node::Uint(1));
    refused("version 1 with weights", &older, "State", "weights");
    let newer = with("imported_lightgbm_classes", "version", &Node::Uint(2));
    refused("version 2 without", &newer, "State", "weights");
    let unknown = with(WEIGHED, "version", &Node::Uint(3));
    refused("version 3", &unknown, "Version", "supported");
}
