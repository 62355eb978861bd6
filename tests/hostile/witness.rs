//! Witnesses that were edited: structure holds, proof does not, and the difference is named.

use super::forge::{at, edited, golden, items};
use super::{refusal, structure};
use steadfast::LoadOptions;
use steadfast::artifact::codec::Node;
use steadfast::error::LoadError;

fn proof(name: &str, bytes: &[u8]) -> LoadError {
    assert!(structure(bytes).is_ok(), "{name}: its structure holds");
    refusal(name, LoadOptions::new().from_bytes(bytes))
}

/// The cells of a column in the witness of a stage.
fn cells(body: &mut Node, stage: usize, column: usize) -> &mut Vec<u64> {
    match at(body, &format!("about/witness/stages/{stage}/columns/{column}/1")) {
        Node::Uints(cells) => cells,
        other => panic!("cells are {}", other.form()),
    }
}

#[test]
fn one_other_bit_is_named_by_stage_column_row_and_bits() {
    for row in [0, 5, 31] {
        let mut stored = 0;
        let bytes = edited(&golden("smallest"), |body| {
            let cell = &mut cells(body, 1, 1)[row];
            stored = *cell;
            *cell ^= 1;
        });
        let expected = LoadError::Witness {
            row,
            place: "stage 1 `scale.standard`, column `twice`".to_owned(),
            expected: format!("{:016x}", stored ^ 1),
            found: format!("{stored:016x}"),
        };
        assert_eq!(proof("one bit", &bytes), expected);
    }
}

/// What was learned is edited, and the witness is not: the last bit of a mean.
#[test]
fn one_other_bit_of_the_state_is_found() {
    let bytes = edited(&golden("smallest"), |body| match at(body, "pipeline/0/state/scale") {
        Node::Reals(values) => values[0] = f64::from_bits(values[0].to_bits() ^ 1),
        other => panic!("a scale is {}", other.form()),
    });
    match proof("state", &bytes) {
        LoadError::Witness { place, expected, found, .. } => {
            assert_eq!(place, "stage 1 `scale.standard`, column `real`");
            let bits = |hex: &str| u64::from_str_radix(hex, 16).unwrap();
            assert!(bits(&expected).abs_diff(bits(&found)) <= 4, "{expected} {found}");
        }
        other => panic!("{other}"),
    }
}

#[test]
fn every_cell_of_the_last_stage_is_compared() {
    let mut columns = 0;
    edited(&golden("titanic_logistic"), |body| {
        columns = items(body, "about/witness/stages").len();
    });
    let last = columns - 1;
    for (class, name) in [(0, "0"), (1, "1")] {
        let bytes = edited(&golden("titanic_logistic"), |body| cells(body, last, class)[7] ^= 1);
        match proof("a probability", &bytes) {
            LoadError::Witness { place, .. } => {
                assert!(place.ends_with(&format!("`model.logistic`, column `{name}`")), "{place}");
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn other_edits_of_a_witness_are_found() {
    let smallest = || golden("smallest");
    let witness = "about/witness";
    let digest = edited(&smallest(), |body| {
        *at(body, "about/witness/stages/1/digest") = Node::Text("0".repeat(64));
    });
    assert!(
        matches!(proof("digest", &digest), LoadError::Witness { place, .. } if place == "stage 1 `scale.standard`")
    );
    let raw =
        edited(&smallest(), |body| match at(body, "about/witness/rows/columns/0/cells/Real") {
            Node::Reals(values) => values[3] += 1.0,
            other => panic!("cells are {}", other.form()),
        });
    assert!(
        matches!(proof("raw row", &raw), LoadError::Witness { row: 3, place, .. } if place == "stage input, column `real`")
    );
    let stage = edited(&smallest(), |body| {
        *at(body, "about/witness/stages/1/stage") = Node::Text("1 `scale.robust`".to_owned());
    });
    assert!(matches!(proof("stage", &stage), LoadError::Shape { .. }));
    let fewer = edited(&smallest(), |body| drop(items(body, "about/witness/stages").pop()));
    assert!(matches!(proof("a stage less", &fewer), LoadError::Shape { .. }));
    let more = edited(&smallest(), |body| {
        let stages = items(body, "about/witness/stages");
        stages.push(stages[1].clone());
    });
    assert!(matches!(proof("a stage more", &more), LoadError::Shape { .. }));
    let column = edited(&smallest(), |body| {
        *at(body, "about/witness/stages/1/columns/0/0") = Node::Text("nobody".to_owned());
    });
    assert!(
        matches!(proof("a column", &column), LoadError::Witness { found, .. } if found == "none")
    );
    let short = edited(&smallest(), |body| cells(body, 1, 0).truncate(31));
    assert!(
        matches!(proof("a cell less", &short), LoadError::Witness { expected, .. } if expected == "31 cells")
    );
    let none = edited(&smallest(), |body| {
        let empty = edited_rows();
        *at(body, &format!("{witness}/rows")) = empty;
    });
    assert_eq!(proof("no rows", &none), LoadError::NoWitness);
}

/// A stored table without rows or columns.
fn edited_rows() -> Node {
    Node::Record(vec![
        ("columns".to_owned(), Node::List(Vec::new())),
        ("rows".to_owned(), Node::Uint(0)),
    ])
}

#[test]
fn refusals_are_compared_too() {
    let refused = "about/witness/refused";
    let fewer = edited(&golden("policies"), |body| drop(items(body, refused).remove(2)));
    assert!(
        matches!(proof("one less", &fewer), LoadError::Witness { expected, .. } if expected == "no refusal")
    );
    let other = edited(&golden("policies"), |body| {
        *at(body, &format!("{refused}/2/2")) = Node::Text("colour".to_owned());
    });
    assert!(matches!(proof("another column", &other), LoadError::Witness { .. }));
    let twice = edited(&golden("policies"), |body| {
        let refusals = items(body, refused);
        let second = refusals[1].clone();
        refusals[2] = second;
    });
    assert!(matches!(proof("one twice", &twice), LoadError::Witness { .. }));
    let more = edited(&golden("smallest"), |body| {
        let refusal = vec![Node::Uint(4), Node::Text("input".into()), Node::Text("real".into())];
        *at(body, refused) = Node::List(vec![Node::List(refusal)]);
    });
    assert!(
        matches!(proof("one more", &more), LoadError::Witness { row: 4, found, .. } if found == "none")
    );
}

#[test]
fn witness_rows_that_do_not_fit_together_are_refused() {
    for (path, value) in [
        ("rows/rows", Node::Uint(31)),
        ("rows/rows", Node::Uint(u64::MAX)),
        ("rows/columns/0/cells/Real", Node::Reals(vec![1.0])),
        ("rows/columns/0/name", Node::Text("twice".to_owned())),
    ] {
        let bytes =
            edited(&golden("smallest"), |body| *at(at(body, "about/witness"), path) = value);
        let error = refusal(path, LoadOptions::new().from_bytes(&bytes));
        assert!(
            matches!(&error, LoadError::Header { problem } if problem.contains("witness")),
            "{path}: {error}"
        );
    }
    let bytes = edited(&golden("policies"), |body| {
        let columns = items(body, "about/witness/rows/columns");
        let text = columns
            .iter_mut()
            .find(|column| column.get("name") == Some(&Node::Text("colour".to_owned())));
        match at(text.unwrap(), "cells/Text/codes") {
            Node::Words(codes) => codes[0] = 1 << 20,
            other => panic!("codes are {}", other.form()),
        }
    });
    let error = refusal("a code out of range", LoadOptions::new().from_bytes(&bytes));
    assert!(error.to_string().contains("colour"), "{error}");
}
