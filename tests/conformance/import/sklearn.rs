//! Runs the cases of scikit-learn's pipelines.
//!
//! Trees, forests and boosting are compared by their bits. With a link they may be one unit in the last place away, of
//! the share or of what it leaves of 1, whichever is coarser; two where more than two classes share a sum. Everything else hangs on sums that the linear algebra of the peer's
//! machine orders, and is compared relative to its size; logarithms and powers behind sums lose a little more.

use super::{printed, table};
use crate::conformance::{CaseDir, Outcome, Runner};
use serde_json::Value;
use steadfast::data::{Data, Table};
use steadfast::exact;
use steadfast::import::sklearn::{self, Imported};
use steadfast::prelude::*;
use steadfast::{LoadOptions, Training};

/// Pipelines of scikit-learn, read from their fitted parameters.
pub(crate) struct SkLearn;

impl Runner for SkLearn {
    fn handles(&self, case: &CaseDir) -> bool {
        case.text("kind") == Some("sklearn") && case.has("pipeline.json")
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let file = case.read("pipeline.json")?;
        // The file has no functions; the case says where columns were only passed on. Of a long pipeline it leaves
        // a part out; the numbers then tell whether there was a function.
        let passthrough = case.text("pipeline").is_some_and(|pipeline| {
            let said = pipeline.contains("'passthrough'") || pipeline.contains("...");
            said && !pipeline.contains("FunctionTransformer")
        });
        let read = if passthrough { sklearn::read_passthrough } else { sklearn::read };
        let imported = match read(file.as_bytes()) {
            Ok(imported) => imported,
            Err(error) if error.to_string().ends_with("is not supported") => {
                return Ok(Outcome::unsupported(error.to_string()));
            }
            Err(error) => return Err(error.to_string()),
        };
        let columns: Vec<String> = imported.inputs().iter().map(ToString::to_string).collect();
        let text: Vec<String> = imported.text_inputs().iter().map(ToString::to_string).collect();
        let table = table(case, "input.csv", &columns, &text)?;
        let mut outcome = Outcome::new();
        outcome.rows = table.rows();
        if case.has("expected_transformed.csv") {
            transformed(case, &imported, &table, &mut outcome)?;
        }
        answers(case, &imported, &table, &mut outcome)?;
        #[cfg(feature = "onnx")]
        super::onnx::converted(case, None, &mut outcome)?;
        stored(&imported, &table, &mut outcome)?;
        Ok(outcome)
    }
}

fn transformed(
    case: &CaseDir,
    imported: &Imported,
    table: &Table,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let chain = imported.transformer().map_err(|e| e.to_string())?;
    let Data::Matrix(found) = chain.apply(table).map_err(|e| e.to_string())? else {
        return Err("no matrix before the estimator".to_owned());
    };
    let file = case.read("expected_transformed.csv")?;
    for (row, line) in file.lines().skip(1).enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            let expected: f64 = if cell.is_empty() {
                f64::NAN
            } else {
                cell.parse().map_err(|_| format!("`{cell}` is not a number"))?
            };
            let found = found.row(row).get(column).copied().ok_or("a row is too short")?;
            let what = format!("transformed {row},{column}");
            if !outcome.compare(&what, found, expected, relative(expected)) {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn relative(expected: f64) -> f64 {
    1e-12 * exact::max(expected.abs(), 1.0)
}

/// Whether the estimator is one of trees, whose answers are compared by their bits, and whether a link follows.
fn trees(imported: &Imported) -> Option<bool> {
    let name = imported.estimator();
    let of_trees = name.contains("Tree") || name.contains("Forest") || name.contains("Boosting");
    of_trees.then(|| name.contains("Boosting") && name.ends_with("Classifier"))
}

fn ulp(x: f64) -> f64 {
    f64::from_bits(x.abs().to_bits() + 1) - x.abs()
}

fn allowed(imported: &Imported, expected: f64) -> f64 {
    match trees(imported) {
        Some(false) => 0.0,
        Some(true) => exact::max(ulp(expected), ulp(1.0 - expected)),
        None => relative(expected),
    }
}

fn answers(
    case: &CaseDir,
    imported: &Imported,
    table: &Table,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let expected = case.json("expected.json")?;
    let chain = imported.pipeline().map_err(|e| e.to_string())?;
    match chain.apply(table).map_err(|e| e.to_string())? {
        Data::Vector(found) => {
            let printed = printed(&expected, "predict")?.ok_or("no predict")?;
            each(outcome, "predict", found.values(), &printed.0, |x| allowed(imported, x));
        }
        Data::Classes(found) => {
            let units = if found.classes().len() > 2 { 2.0 } else { 1.0 };
            // A classifier may have labels alone.
            if let Some(shares) = printed(&expected, "predict_proba")? {
                let found_shares = found.probabilities();
                each(outcome, "predict_proba", found_shares, &shares.0, |x| {
                    match trees(imported) {
                        Some(_) => units * allowed(imported, x),
                        None => allowed(imported, x),
                    }
                });
            }
            labels(outcome, &found, expected.get("predict"))?;
        }
        // A row of the file is a row of targets.
        Data::Matrix(found) => {
            let printed = printed(&expected, "predict")?.ok_or("no predict")?;
            each(outcome, "predict", found.as_slice(), &printed.0, |x| allowed(imported, x));
        }
        _ => return Err("neither numbers nor classes".to_owned()),
    }
    let scores = imported.raw_scores().map_err(|e| e.to_string())?;
    if let Some(chain) = scores {
        let Some(printed) = printed(&expected, "decision_function")? else { return Ok(()) };
        let Data::Matrix(found) = chain.apply(table).map_err(|e| e.to_string())? else {
            return Err("raw scores are no matrix".to_owned());
        };
        each(outcome, "decision_function", found.as_slice(), &printed.0, |x| {
            if trees(imported).is_some() { 0.0 } else { relative(x) }
        });
    }
    Ok(())
}

/// Saved, loaded and proved, it answers with the same bits.
fn stored(imported: &Imported, table: &Table, outcome: &mut Outcome) -> Result<(), String> {
    let chain = imported.pipeline().map_err(|e| e.to_string())?;
    let before = chain.apply(table).map_err(|e| e.to_string())?;
    let model = Training::new().keep(chain, table).map_err(|e| format!("as a model: {e}"))?;
    let bytes = model.to_bytes().map_err(|e| e.to_string())?;
    let loaded = LoadOptions::new().from_bytes(&bytes).map_err(|e| format!("loaded: {e}"))?;
    let after = loaded.predict(table).map_err(|e| format!("after loading: {e}"))?;
    let bits = |data: &Data| -> Vec<u64> {
        let numbers = match data {
            Data::Vector(vector) => vector.values(),
            Data::Classes(classes) => classes.probabilities(),
            Data::Matrix(matrix) => matrix.as_slice(),
            _ => &[],
        };
        numbers.iter().map(|x| x.to_bits()).collect()
    };
    if bits(&before).is_empty() || bits(&before) != bits(&after) {
        outcome.fail("other bits after saving and loading".to_owned());
    }
    Ok(())
}

/// The labels of the first rows: numbers or text in the file.
fn labels(outcome: &mut Outcome, found: &Classes, expected: Option<&Value>) -> Result<(), String> {
    let values = expected.and_then(|value| value.get("values")).and_then(Value::as_array);
    for (row, expected) in values.ok_or("no predicted labels")?.iter().enumerate() {
        let expected = expected.as_str().map_or_else(|| expected.to_string(), str::to_owned);
        let label = found.label(row).unwrap_or_default();
        if label == expected {
            outcome.agree();
        } else {
            outcome.fail(format!("label {row}: found {label}, expected {expected}"));
            return Ok(());
        }
    }
    Ok(())
}

fn each(
    outcome: &mut Outcome,
    what: &str,
    found: &[f64],
    expected: &[f64],
    allowed: impl Fn(f64) -> f64,
) {
    if found.len() < expected.len() {
        outcome.fail(format!("{what}: {} numbers for {}", found.len(), expected.len()));
        return;
    }
    for (at, (&found, &expected)) in found.iter().zip(expected).enumerate() {
        if !outcome.compare(&format!("{what} {at}"), found, expected, allowed(expected)) {
            return;
        }
    }
}
