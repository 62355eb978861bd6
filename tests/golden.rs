//! Artifacts that must be read, and must give the same bits, for ever.
//!
//! A folder of `tests/golden` holds `model.steadfast`, raw rows (`input.csv`), and what each of them gave when
//! the artifact was made (`expected.csv`, all bits). Where fitting uses nothing but exact stages and
//! default settings there are also the rows it was fitted on (`train.csv`).
//!
//! `STEADFAST_WRITE_GOLDEN=NAME|all cargo test --release --test golden` writes goldens that do not exist;
//! one that exists is never written again.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use steadfast::artifact::codec::Node;
use steadfast::artifact::{Limits, open};
use steadfast::data::CsvWriter;
use steadfast::prelude::*;
use steadfast::{AnyModel, Batch, Error, LoadOptions};

#[path = "golden/data.rs"]
mod data;
#[path = "golden/ensembles.rs"]
mod ensembles;
#[path = "golden/glm.rs"]
mod glm;
#[path = "golden/imported.rs"]
mod imported;
#[path = "golden/kernel.rs"]
mod kernel;
#[path = "golden/multi_task.rs"]
mod multi_task;
#[cfg(feature = "onnx")]
#[path = "golden/onnx.rs"]
mod onnx;
#[path = "golden/outcomes.rs"]
mod outcomes;
#[path = "golden/recipes.rs"]
mod recipes;
#[path = "golden/stages.rs"]
mod stages;

use recipes::{Golden, all_goldens};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The committed goldens: name, artifact, raw rows, expected text.
fn committed() -> Vec<(String, Vec<u8>, String, String)> {
    let mut names: Vec<PathBuf> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    names.sort();
    let read = |path: &Path, file: &str| std::fs::read_to_string(path.join(file)).unwrap();
    names
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let bytes = std::fs::read(path.join("model.steadfast")).unwrap();
            (name, bytes, read(path, "input.csv"), read(path, "expected.csv"))
        })
        .collect()
}

/// Writes what `STEADFAST_WRITE_GOLDEN` asks for, and nothing that exists.
#[test]
fn goldens_are_written_once() {
    let Ok(wanted) = std::env::var("STEADFAST_WRITE_GOLDEN") else {
        // Nothing to write: every golden has its folder, and every folder its golden.
        let names: BTreeSet<String> =
            all_goldens().iter().map(|golden| golden.name.to_owned()).collect();
        let folders: BTreeSet<String> = committed().into_iter().map(|(name, ..)| name).collect();
        assert_eq!(names, folders);
        return;
    };
    let chosen: Vec<Golden> = all_goldens()
        .into_iter()
        .filter(|golden| wanted == "all" || wanted == golden.name)
        .collect();
    assert!(!chosen.is_empty(), "no golden is called `{wanted}`");
    for golden in chosen {
        let path = folder().join(golden.name);
        if path.exists() {
            assert_eq!(wanted, "all", "`{wanted}` is written already: a golden is for ever");
            continue;
        }
        let bytes = (golden.fit)().unwrap_or_else(|error| panic!("{}: {error}", golden.name));
        let model = LoadOptions::new().from_bytes(&bytes).unwrap();
        let input = data::input(&golden.rows).unwrap();
        let rows = outcomes::input(model.schema(), &input).unwrap();
        let expected = outcomes::text(&model.predict_rows(&rows).unwrap()).unwrap();
        std::fs::create_dir(&path).unwrap();
        std::fs::write(path.join("model.steadfast"), &bytes).unwrap();
        std::fs::write(path.join("input.csv"), input).unwrap();
        std::fs::write(path.join("expected.csv"), expected).unwrap();
        let refitted =
            Training::new().refit(&model, &golden.rows, Target::None).and_then(|m| m.to_bytes());
        if refitted.is_ok_and(|again| again == bytes) {
            std::fs::write(
                path.join("train.csv"),
                CsvWriter::new().write_string(&golden.rows).unwrap(),
            )
            .unwrap();
        }
    }
}

fn load(name: &str, bytes: &[u8]) -> AnyModel {
    LoadOptions::new().from_bytes(bytes).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_golden_proves_itself_and_is_saved_as_it_was() {
    for (name, bytes, ..) in committed() {
        let model = load(&name, &bytes);
        assert!(model.witness().len() >= 16, "{name}");
        assert_eq!(model.to_bytes().unwrap(), bytes, "{name}");
    }
}

#[test]
fn every_golden_gives_its_bits_however_it_is_asked() {
    for (name, bytes, input, expected) in committed() {
        let model = load(&name, &bytes);
        let rows = outcomes::input(model.schema(), &input).unwrap();
        for threads in [1, 2, 8] {
            for block in [1, 7, 1024] {
                let batch = Batch::default().threads(threads).block(block);
                let found = outcomes::text(&model.predict_batch(&rows, batch).unwrap()).unwrap();
                assert_eq!(found, expected, "{name}: {threads} threads, blocks of {block}");
            }
        }
    }
}

/// The lines of a text of outcomes, its header first. A quoted line break does not end a line.
fn lines(text: &str) -> Vec<String> {
    let (mut lines, mut quoted) = (vec![String::new()], false);
    for c in text.chars() {
        quoted ^= c == '"';
        match c {
            '\n' if !quoted => lines.push(String::new()),
            c => lines.last_mut().unwrap().push(c),
        }
    }
    assert_eq!(lines.pop().as_deref(), Some(""), "a text ends with a line end");
    lines
}

#[test]
fn every_row_gives_its_bits_alone_and_in_any_order() {
    for (name, bytes, input, expected) in committed() {
        let model = load(&name, &bytes);
        let rows = outcomes::input(model.schema(), &input).unwrap();
        let expected = lines(&expected);
        let ask = |order: &[usize]| {
            lines(&outcomes::text(&model.predict_rows(&rows.take(order)).unwrap()).unwrap())
        };
        for row in 0..rows.rows() {
            assert_eq!(ask(&[row])[1], expected[row + 1], "{name}: row {row} alone");
        }
        // 101 is a prime and no golden has so many rows: a permutation.
        let count = rows.rows();
        let shuffled: Vec<usize> =
            (1..101).map(|i| i * 37 % 101).filter(|&row| row < count).collect();
        assert!(count < 101, "{name}");
        for order in [shuffled, (0..count).rev().collect()] {
            let found = ask(&order);
            for (at, &row) in order.iter().enumerate() {
                assert_eq!(found[at + 1], expected[row + 1], "{name}: row {row} as number {at}");
            }
        }
    }
}

#[test]
fn the_static_chain_gives_the_same_bytes_and_bits() {
    let goldens = all_goldens();
    for (name, bytes, input, expected) in committed() {
        let golden = goldens.iter().find(|golden| golden.name == name).unwrap();
        let rows = outcomes::input(load(&name, &bytes).schema(), &input).unwrap();
        for batch in [Batch::default(), Batch::default().threads(2).block(7)] {
            let (saved, found) = (golden.typed)(&bytes, &rows, batch)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(saved, bytes, "{name}");
            assert_eq!(found, expected, "{name}");
        }
    }
}

/// Another column is refused where the schema says so, and changes nothing where it does not.
#[test]
fn other_columns_are_treated_as_the_artifact_says() -> Result<(), Error> {
    let mut refused = Vec::new();
    for (name, bytes, input, expected) in committed() {
        let model = load(&name, &bytes);
        let rows = outcomes::input(model.schema(), &input)?;
        let more = rows.clone().with("nobody knows this", Column::Real(vec![1.0; rows.rows()]))?;
        match model.predict_rows(&more) {
            Ok(found) => assert_eq!(outcomes::text(&found)?, expected, "{name}"),
            Err(Error::Schema(error)) => {
                assert!(error.to_string().contains("nobody knows this"), "{name}: {error}");
                refused.push(name);
            }
            Err(other) => panic!("{name}: {other}"),
        }
    }
    assert_eq!(refused, ["policies"]);
    Ok(())
}

/// Exact stages, fitted again here, give the committed bytes.
#[test]
fn exact_recipes_are_refitted_to_the_same_bytes() {
    let mut refitted = 0;
    for (name, bytes, ..) in committed() {
        let Ok(csv) = std::fs::read_to_string(folder().join(&name).join("train.csv")) else {
            continue;
        };
        let model = load(&name, &bytes);
        let rows = outcomes::input(model.schema(), &csv).unwrap();
        let again = Training::new().refit(&model, &rows, Target::None).unwrap();
        assert!(again.to_bytes().unwrap() == bytes, "{name}");
        refitted += 1;
    }
    assert!(refitted >= 7, "{refitted}");
}

fn kinds(node: &Node, found: &mut BTreeSet<String>) {
    let Node::List(stages) = node else { panic!("a pipeline is a list") };
    for stage in stages {
        let Some(Node::Text(kind)) = stage.get("kind") else { panic!("a stage has a kind") };
        found.insert(kind.clone());
        if let Some(Node::List(branches)) = stage.get("branches") {
            branches.iter().for_each(|branch| kinds(branch, found));
        }
    }
}

/// What is read for ever is everything that can be written.
#[test]
fn every_kind_of_stage_is_in_a_golden() {
    let mut found = BTreeSet::new();
    for (_, bytes, ..) in committed() {
        let (node, _) = open(&bytes, &Limits::default()).unwrap();
        let Node::Record(body) = &node else { panic!("the body is a record") };
        kinds(&body[1].1, &mut found);
    }
    let registry = steadfast::stages::registry();
    let mut known: BTreeSet<String> = registry.kinds().map(str::to_owned).collect();
    known.extend(["on", "join", "on_target", "cross_fit", "per_group"].map(str::to_owned));
    known.extend(["vote", "bag", "one_vs_rest", "one_vs_one"].map(str::to_owned));
    assert_eq!(found, known);
}
