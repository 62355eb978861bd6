//! Broken trees of every ensemble of them, in artifacts whose digest is right.

use super::forge::{at, edited, golden, stage};
use super::refused;
use steadfast::artifact::codec::Node;

/// What marks a leaf among the columns asked.
const LEAF: u32 = u32::MAX;

/// Ensembles by golden and kind, and how many outputs a leaf of theirs has.
const ENSEMBLES: [(&str, &str, u64); 7] = [
    ("four_classes_forest_exact", "model.forest.classifier", 4),
    ("amounts_forest_exact", "model.forest.regressor", 1),
    ("four_classes_extra_trees", "model.extra_trees.classifier", 4),
    ("amounts_extra_trees", "model.extra_trees.regressor", 1),
    ("four_classes_boosted", "model.gradient_boosting.classifier", 1),
    ("amounts_boosted", "model.gradient_boosting.regressor", 1),
    ("four_classes_adaboost", "model.adaboost", 4),
];

fn state(name: &str, kind: &str, edit: impl FnOnce(&mut Node)) -> Vec<u8> {
    edited(&golden(name), |body| edit(at(stage(body, kind), "state")))
}

fn words<'a>(state: &'a mut Node, path: &str) -> &'a mut Vec<u32> {
    match at(state, path) {
        Node::Words(words) => words,
        other => panic!("{path} is {}", other.form()),
    }
}

fn reals<'a>(state: &'a mut Node, path: &str) -> &'a mut Vec<f64> {
    match at(state, path) {
        Node::Reals(reals) => reals,
        other => panic!("{path} is {}", other.form()),
    }
}

/// The first leaf, and the first split below a root.
fn places(state: &mut Node) -> (usize, usize) {
    let starts = words(state, "trees/starts").clone();
    let feature = words(state, "trees/feature");
    let leaf = feature.iter().position(|&f| f == LEAF).unwrap();
    let root = |at: &usize| starts.contains(&u32::try_from(*at).unwrap());
    let split = (0..feature.len()).find(|at| feature[*at] != LEAF && !root(at)).unwrap();
    (leaf, split)
}

#[test]
fn a_tree_of_an_ensemble_walks_down_and_stays_inside() {
    for (name, kind, outputs) in ENSEMBLES {
        let broken = |what: &str, says: &str, edit: &dyn Fn(&mut Node)| {
            refused(&format!("{kind}: {what}"), &state(name, kind, edit), "State", says);
        };
        broken("a child before its parent", "does not fit", &|state| {
            let (_, split) = places(state);
            words(state, "trees/left")[split] = u32::try_from(split).unwrap() - 1;
        });
        broken("a child that is its parent", "does not fit", &|state| {
            let (_, split) = places(state);
            words(state, "trees/right")[split] = u32::try_from(split).unwrap();
        });
        broken("a child in the next tree", "does not fit", &|state| {
            let second = words(state, "trees/starts")[1];
            words(state, "trees/right")[0] = second;
        });
        broken("a leaf past the answers", "does not fit", &|state| {
            let (leaf, _) = places(state);
            let past = u32::try_from(reals(state, "trees/leaves").len()).unwrap();
            words(state, "trees/left")[leaf] = past;
            words(state, "trees/right")[leaf] = past;
        });
        for threshold in [f64::NAN, f64::INFINITY] {
            broken("a threshold", "node 0 does not fit", &|state| {
                reals(state, "trees/threshold")[0] = threshold;
            });
        }
        broken("a column there is not", "node 0 does not fit", &|state| {
            words(state, "trees/feature")[0] = 4096;
        });
        broken("an answer", "leaves that are not whole rows of finite numbers", &|state| {
            reals(state, "trees/leaves")[0] = f64::NAN;
        });
        for found in [0, outputs + 1, u64::from(u32::MAX)] {
            let says = format!("{found} outputs a leaf, not {outputs}");
            broken("outputs", &says, &|state| *at(state, "trees/outputs") = Node::Uint(found));
        }
        broken("trees that start elsewhere", "do not start at 0 and rise", &|state| {
            words(state, "trees/starts")[0] = 1;
        });
    }
}

#[test]
fn the_rows_of_an_ensemble_add_up() {
    for (name, kind, _) in ENSEMBLES {
        let broken = |what: &str, says: &str, edit: &dyn Fn(&mut Node)| {
            refused(&format!("{kind}: {what}"), &state(name, kind, edit), "State", says);
        };
        // Both sides one node: its rows made to add up, so that only the ways to it tell.
        broken("a child of two", "is reached by", &|state| {
            let feature = words(state, "trees/feature").clone();
            let is_leaf = |child: u32| feature[child as usize] == LEAF;
            let (left, right) =
                (words(state, "trees/left").clone(), words(state, "trees/right").clone());
            let twin = (0..feature.len())
                .find(|&at| feature[at] != LEAF && is_leaf(left[at]) && is_leaf(right[at]))
                .unwrap();
            let (one, other) = (left[twin] as usize, right[twin] as usize);
            words(state, "trees/left")[twin] = right[twin];
            let cover = words(state, "trees/cover");
            // What the left leaf held goes up the tree as a difference.
            let (gone, kept) = (i64::from(cover[one]), i64::from(cover[other]));
            let mut node = twin;
            loop {
                cover[node] = u32::try_from(i64::from(cover[node]) + kept - gone).unwrap();
                let above = (0..feature.len()).find(|&at| {
                    feature[at] != LEAF && (left[at] as usize == node || right[at] as usize == node)
                });
                match above {
                    Some(above) => node = above,
                    None => break,
                }
            }
        });
        broken("a row more", "are not those of its sides", &|state| {
            words(state, "trees/cover")[0] += 1;
        });
        broken("a count less", "without a row count each", &|state| {
            words(state, "trees/cover").pop();
        });
        broken("a count more", "without a row count each", &|state| {
            words(state, "trees/cover").push(1);
        });
        broken("no rows", "without a row count each", &|state| {
            let (leaf, _) = places(state);
            words(state, "trees/cover")[leaf] = 0;
        });
        broken("an importance less", "importances that are not", &|state| {
            reals(state, "trees/importances").pop();
        });
    }
}

#[test]
fn what_boosting_holds_beside_its_trees_fits_them() {
    let texts = |names: &[&str]| Node::Texts(names.iter().map(|n| (*n).to_owned()).collect());
    let (boosted, numbers, ada) = (
        ("four_classes_boosted", "model.gradient_boosting.classifier"),
        ("amounts_boosted", "model.gradient_boosting.regressor"),
        ("four_classes_adaboost", "model.adaboost"),
    );
    let broken = |(name, kind): (&str, &str), what: &str, says: &str, edit: &dyn Fn(&mut Node)| {
        refused(&format!("{kind}: {what}"), &state(name, kind, edit), "State", says);
    };
    broken(boosted, "a base less", "3 bases and 20 trees for 4 scores", &|state| {
        reals(state, "base").pop();
    });
    broken(boosted, "a base more", "5 bases and 20 trees for 4 scores", &|state| {
        reals(state, "base").push(0.0);
    });
    broken(boosted, "an infinite base", "base", &|state| {
        reals(state, "base")[0] = f64::INFINITY;
    });
    broken(numbers, "a base", "base", &|state| *at(state, "base") = Node::Real(f64::NAN));
    broken(ada, "a weight less", "weights and errors for", &|state| {
        reals(state, "weights").pop();
    });
    broken(ada, "an error more", "weights and errors for", &|state| {
        reals(state, "errors").push(0.5);
    });
    for weight in [0.0, -1.0] {
        broken(ada, "a weight", "weights that are not above 0", &|state| {
            reals(state, "weights")[0] = weight;
        });
    }
    for weight in [f64::NAN, f64::INFINITY] {
        broken(ada, "a weight", "weights", &|state| reals(state, "weights")[0] = weight);
    }
    broken(ada, "weights whose sum is too large", "the sum of the weights", &|state| {
        reals(state, "weights").fill(f64::MAX);
    });
    for error in [f64::NAN, -0.1, 1.1] {
        broken(ada, "an error", "errors that are not shares", &|state| {
            reals(state, "errors")[0] = error;
        });
    }
    for model in [boosted, ada] {
        broken(model, "a class twice", "`a` appears twice", &|state| {
            *at(state, "classes") = texts(&["a", "b", "c", "a"]);
        });
        broken(model, "a class less", "not two or more rising indices", &|state| {
            *at(state, "classes") = texts(&["a", "b", "c"]);
        });
        for present in [vec![0, 1, 1, 2], vec![3, 2, 1, 0], vec![0, 1, 2, 4], vec![0]] {
            broken(model, "classes learned", "not two or more rising indices", &|state| {
                *at(state, "present") = Node::Words(present.clone());
            });
        }
    }
    for (name, kind, outputs) in ENSEMBLES {
        if outputs == 4 && kind != ada.1 {
            broken((name, kind), "a class twice", "`a` appears twice", &|state| {
                *at(state, "classes") = texts(&["a", "b", "c", "a"]);
            });
            broken((name, kind), "a class less", "4 outputs a leaf, not 3", &|state| {
                *at(state, "classes") = texts(&["a", "b", "c"]);
            });
        }
    }
}
