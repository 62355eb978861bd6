//! Runs the cases of LightGBM.

use super::{compare, contributions, numeric, printed, raw};
use crate::conformance::{CaseDir, Outcome, Runner};
use steadfast::data::Matrix;
use steadfast::import::{ImportedTrees, lightgbm};
use steadfast::model::EnsembleAnswer;
use steadfast::prelude::*;

/// Models of LightGBM, read from their text.
pub(crate) struct LightGbm;

impl Runner for LightGbm {
    fn handles(&self, case: &CaseDir) -> bool {
        case.text("kind") == Some("lightgbm") && case.has("model.txt")
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let imported =
            lightgbm::read(case.read("model.txt")?.as_bytes()).map_err(|e| e.to_string())?;
        let mut outcome = Outcome::new();
        for (input, encoded, expected) in [
            ("input.csv", "input_encoded.csv", "expected.json"),
            ("edge.csv", "edge_encoded.csv", "expected_edge.json"),
        ] {
            if !case.has(expected) {
                continue;
            }
            // Rows as people have them, and as the booster saw them where its package encoded the levels.
            if case.text("cat_mode") != Some("int") {
                let x = raw(case, &imported, input)?;
                rows(case, &imported, &x, expected, &mut outcome)?;
            }
            if case.has(encoded) {
                let x = numeric(case, &imported, encoded)?;
                rows(case, &imported, &x, expected, &mut outcome)?;
            }
        }
        #[cfg(feature = "onnx")]
        super::onnx::converted(case, Some(&super::columns(&imported)), &mut outcome)?;
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
    for (key, answer, allowed) in [
        ("raw_score", EnsembleAnswer::RawScore, 0.0),
        ("predict", EnsembleAnswer::Value, 1.0),
        ("pred_leaf", EnsembleAnswer::Leaf, 0.0),
    ] {
        let printed = printed(&expected, key)?.ok_or_else(|| format!("no {key}"))?;
        compare(outcome, key, &answers(imported, answer)?, &printed, allowed);
    }
    contributions(imported, x, &expected, "pred_contrib", outcome)?;
    for (key, _) in expected.as_object().into_iter().flatten() {
        let first =
            key.strip_prefix("raw_score_first_").and_then(|k| k.strip_suffix("_iterations"));
        let Some(first) = first.and_then(|count| count.parse::<usize>().ok()) else { continue };
        let some = imported.only(0..first).map_err(|e| e.to_string())?;
        let printed = printed(&expected, key)?.ok_or_else(|| format!("no {key}"))?;
        compare(outcome, key, &answers(&some, EnsembleAnswer::RawScore)?, &printed, 0.0);
    }
    Ok(())
}
