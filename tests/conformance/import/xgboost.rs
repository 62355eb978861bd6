//! Runs the cases of XGBoost, each from its JSON and from its UBJSON.

use super::{compare, contributions, numeric, printed, raw};
use crate::conformance::{CaseDir, Outcome, Runner};
use steadfast::data::Matrix;
use steadfast::import::{ImportedTrees, xgboost};
use steadfast::model::EnsembleAnswer;
use steadfast::prelude::*;

/// Models of XGBoost, read from JSON and UBJSON.
pub(crate) struct XgBoost;

/// Units of single precision that a link may be apart: of a value held as a double.
const ONE: f64 = (1u64 << 29) as f64;

impl Runner for XgBoost {
    fn handles(&self, case: &CaseDir) -> bool {
        case.text("kind") == Some("xgboost") && (case.has("model.json") || case.has("model.ubj"))
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let mut outcome = Outcome::new();
        let mut before: Option<ImportedTrees> = None;
        for file in ["model.json", "model.ubj"] {
            if !case.has(file) {
                continue;
            }
            let imported =
                xgboost::read(&case.bytes(file)?).map_err(|error| format!("{file}: {error}"))?;
            if before.as_ref().is_some_and(|before| *before != imported) {
                outcome.fail(format!("{file} says another model than the file before"));
            }
            for (input, encoded, expected) in [
                ("input.csv", "input_encoded.csv", "expected.json"),
                ("edge.csv", "edge_encoded.csv", "expected_edge.json"),
            ] {
                if !case.has(expected) {
                    continue;
                }
                let numbers = if case.has(encoded) { encoded } else { input };
                let x = numeric(case, &imported, numbers)?;
                rows(case, &imported, &x, expected, &mut outcome)?;
                // Since version 3.1 a file holds the levels of its categories.
                if !imported.levels().is_empty() {
                    let x = raw(case, &imported, input)?;
                    rows(case, &imported, &x, expected, &mut outcome)?;
                }
            }
            before = Some(imported);
        }
        #[cfg(feature = "onnx")]
        if let Some(imported) = before {
            super::onnx::converted(case, Some(&super::columns(&imported)), &mut outcome)?;
        }
        Ok(outcome)
    }
}

fn rows(
    case: &CaseDir,
    imported: &ImportedTrees,
    x: &Matrix,
    expected: &str,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let expected = case.json(expected)?;
    outcome.rows += x.rows();
    let answers = |imported: &ImportedTrees, answer| {
        let stage = imported.answers(answer).and_then(|recipe| recipe.fit(x, &()));
        let answers = stage.and_then(|stage| stage.apply(x)).map_err(|e| e.to_string())?;
        Ok::<_, String>(answers.as_slice().to_vec())
    };
    let margin = printed(&expected, "margin")?.ok_or("no margin")?;
    // The linear booster: XGBoost's own sums are in the order of the columns too.
    compare(outcome, "margin", &answers(imported, EnsembleAnswer::RawScore)?, &margin, 0.0);
    if let Some(leaves) = printed(&expected, "pred_leaf")? {
        compare(outcome, "pred_leaf", &answers(imported, EnsembleAnswer::Leaf)?, &leaves, 0.0);
    }
    let predict = printed(&expected, "predict")?.ok_or("no predict")?;
    if imported.objective() == "multi:softmax" {
        // XGBoost prints the class, this crate its probability beside the others.
        let names = (0..imported.scores()).map(|class| class.to_string());
        let stage = imported.classifier(names).and_then(|recipe| recipe.fit(x, &()));
        let classes = stage.and_then(|stage| stage.apply(x)).map_err(|e| e.to_string())?;
        let codes: Vec<f64> =
            (0..classes.rows()).filter_map(|row| classes.code(row)).map(f64::from).collect();
        compare(outcome, "predict", &codes, &predict, 0.0);
    } else {
        compare(outcome, "predict", &answers(imported, EnsembleAnswer::Value)?, &predict, ONE);
    }
    contributions(imported, x, &expected, "pred_contribs", outcome)?;
    for (key, _) in expected.as_object().into_iter().flatten() {
        for (start, answer, allowed) in [
            ("margin_iteration_range_0_", EnsembleAnswer::RawScore, 0.0),
            ("predict_iteration_range_0_", EnsembleAnswer::Value, ONE),
        ] {
            let end = key.strip_prefix(start).map(|end| end.trim_end_matches("_best"));
            let Some(end) = end.and_then(|end| end.parse::<usize>().ok()) else { continue };
            let some = imported.only(0..end).map_err(|e| e.to_string())?;
            let printed = printed(&expected, key)?.ok_or_else(|| format!("no {key}"))?;
            compare(outcome, key, &answers(&some, answer)?, &printed, allowed);
        }
    }
    Ok(())
}
