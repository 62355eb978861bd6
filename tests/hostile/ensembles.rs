//! Ensembles that do not fit together, in artifacts whose digest is right.

use super::forge::{at, edited, golden, items, stage};
use super::{refused, structure};
use steadfast::artifact::codec::Node;
use steadfast::error::LoadError;
use steadfast::prelude::*;

fn with(name: &str, kind: &str, path: &str, value: Node) -> Vec<u8> {
    edited(&golden(name), |body| *at(stage(body, kind), path) = value)
}

#[test]
fn rules_are_for_the_members_there_are() {
    for (name, kind, says) in [
        ("votes", "vote", "3 weights for 4 members"),
        ("bags", "bag", "5 members instead of 4"),
        ("against_the_rest", "one_vs_rest", "5 members for 4 classes"),
        ("against_each", "one_vs_one", "7 members for 4 classes"),
    ] {
        let bytes = edited(&golden(name), |body| {
            let branches = items(stage(body, kind), "branches");
            let more = branches[0].clone();
            branches.push(more);
        });
        refused(kind, &bytes, "State", says);
        let bytes = edited(&golden(name), |body| {
            items(stage(body, kind), "branches").truncate(1);
        });
        refused(kind, &bytes, "State", "1 members");
        let bytes = edited(&golden(name), |body| {
            items(stage(body, kind), "branches").clear();
        });
        refused(kind, &bytes, "Header", "has none");
        let bytes = edited(&golden(name), |body| {
            items(stage(body, kind), "branches")[1] = Node::List(Vec::new());
        });
        assert!(structure(&bytes).is_err(), "{kind} with an empty member");
        let bytes = with(name, kind, "version", Node::Uint(2));
        refused(kind, &bytes, "Version", "supported");
        let bytes = with(name, kind, "refit", Node::Text("SameMachine".to_owned()));
        refused(kind, &bytes, "State", "says refit SameMachine");
    }
    // One more member of a vote without weights is a vote, but not the one that was proved.
    let bytes = edited(&golden("votes_counted"), |body| {
        let branches = items(stage(body, "vote"), "branches");
        let more = branches[0].clone();
        branches.push(more);
    });
    assert!(structure(&bytes).is_ok());
    assert!(steadfast::LoadOptions::new().from_bytes(&bytes).is_err());
}

#[test]
fn members_go_from_one_kind_to_one() {
    // The last model of a member taken away: it yields a matrix.
    for (name, kind, member) in
        [("votes", "vote", 1), ("bags", "bag", 2), ("against_the_rest", "one_vs_rest", 3)]
    {
        let bytes = edited(&golden(name), |body| {
            let branches = items(stage(body, kind), "branches");
            let Node::List(stages) = &mut branches[member] else { panic!("a branch is a list") };
            stages.pop();
        });
        refused(kind, &bytes, "State", "a member goes from a table to a matrix");
    }
    let bytes = edited(&golden("against_each"), |body| {
        for branch in items(stage(body, "one_vs_one"), "branches") {
            let Node::List(stages) = branch else { panic!("a branch is a list") };
            stages.pop();
        }
    });
    refused("one_vs_one", &bytes, "State", "its members yield a matrix");
    for (name, kind) in [("votes", "vote"), ("bags", "bag")] {
        let bytes = edited(&golden(name), |body| {
            for branch in items(stage(body, kind), "branches") {
                let Node::List(stages) = branch else { panic!("a branch is a list") };
                stages.pop();
            }
        });
        refused(kind, &bytes, "State", "members that yield a matrix");
    }
    let bytes = with("votes_on_amounts", "vote", "params/hard", Node::Bool(true));
    refused("a hard vote of numbers", &bytes, "State", "members that yield a vector");
}

#[test]
fn parameters_and_states_are_checked() {
    let reals = |values: &[f64]| Node::Reals(values.to_vec());
    for weights in [
        reals(&[1.0, 2.0]),
        reals(&[0.0; 3]),
        reals(&[1.0, -1.0, 3.0]),
        reals(&[1.0, f64::NAN, 3.0]),
        reals(&[1.0, f64::INFINITY, 3.0]),
        reals(&[1e308; 3]),
    ] {
        refused("weights", &with("votes", "vote", "params/weights", weights), "State", "weights");
    }
    for (path, value, says) in [
        ("params/members", Node::Uint(0), "members 0"),
        ("params/members", Node::Uint(u64::MAX), "members 18446744073709551615"),
        ("params/members", Node::Uint(3), "4 members instead of 3"),
        ("params/share", Node::Real(0.0), "share 0"),
        ("params/share", Node::Real(f64::NAN), "share NaN"),
        ("params/share", Node::Real(2.0), "share 2"),
        ("params", Node::Null, ""),
    ] {
        refused(path, &with("bags", "bag", path, value), "State", says);
    }
    let names = |names: &[&str]| Node::Texts(names.iter().map(|name| (*name).to_owned()).collect());
    for (name, kind) in [("against_the_rest", "one_vs_rest"), ("against_each", "one_vs_one")] {
        for (path, value, says) in [
            ("state/present", Node::Words(vec![0, 1, 2, 4]), "rising indices"),
            ("state/present", Node::Words(vec![0, 1, 1, 2]), "rising indices"),
            ("state/present", Node::Words(vec![0]), "rising indices"),
            ("state/present", Node::List(Vec::new()), "rising indices"),
            ("state/present", Node::Words(vec![0, 1]), "for 2 classes"),
            ("state/classes", names(&["a", "b", "c"]), "rising indices"),
            ("state/classes", names(&["a", "b", "c", "a"]), "stands twice"),
            ("state", Node::Null, ""),
        ] {
            refused(&format!("{kind} {path}"), &with(name, kind, path, value), "State", says);
        }
        // Other classes than those the members tell apart: well formed, and refused by what it answers.
        let bytes = with(name, kind, "state/classes", names(&["a", "b", "c", "d"]));
        assert!(structure(&bytes).is_ok(), "{kind}");
        assert!(steadfast::LoadOptions::new().from_bytes(&bytes).is_err(), "{kind}");
    }
    for classes in [names(&["a"]), names(&["a", "a"]), Node::List(Vec::new())] {
        let bytes = with("stacks", "tabulate.probabilities", "state/classes", classes);
        refused("tabulate.probabilities", &bytes, "State", "classes, or one of them twice");
    }
}

/// A static vote takes the artifact of as many members of its own types only.
#[test]
fn another_vote_is_refused() {
    let numbers = || {
        Impute::median()
            .then(on(named(["real", "twice", "whole"]), Assemble::new().allow_infinite()))
    };
    let bayes = || numbers().then(GaussianNaiveBayes::new());
    let near = || numbers().then(KnnClassifier::new());
    let line = || numbers().then(Logistic::new());
    let bytes = golden("votes_counted");
    assert!(Load::<Labels>::load(&vote(bayes()).and(near()).and(line()), &bytes).is_ok());
    let error = |result: Result<(), Error>| match result {
        Err(Error::Load(error)) => *error,
        other => panic!("{other:?}"),
    };
    let short = error(Load::<Labels>::load(&vote(bayes()).and(near()), &bytes).map(|_| ()));
    assert!(matches!(short, LoadError::Shape { .. }), "{short}");
    let long = vote(bayes()).and(near()).and(line()).and(line());
    let long = error(Load::<Labels>::load(&long, &bytes).map(|_| ()));
    assert!(matches!(long, LoadError::Shape { .. }), "{long}");
    let other = vote(bayes()).and(line()).and(near());
    let other = error(Load::<Labels>::load(&other, &bytes).map(|_| ()));
    assert!(matches!(other, LoadError::WrongKind { .. }), "{other}");
}
