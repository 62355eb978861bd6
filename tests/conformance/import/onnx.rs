//! Runs the ONNX conversions of the cases: what ONNX Runtime answered is what the imported graph must answer.
//!
//! Labels are equal. Values of single precision may be 16 units in the last place away, since the runtime adds trees and
//! features in an order of its own and approximates its functions; those of double precision 1e-12 of their size. A share
//! is made of a sum by a link, which carries the unit of the sum on: exp(s) is away by as many units of s = ln p as its sum
//! is, each p · ulp(s); and the runtime's logistic function is ½ plus a ratio, so its last place is that of ½, 2⁻²⁴, of
//! which a share may be two away. Naive Bayes adds logarithms whose sums are far larger than those of its shares, in an order that
//! hangs on where a row lies in memory: there the unit is that of a sum of 64.

use super::table;
use crate::conformance::{CaseDir, Outcome};
use serde_json::Value;
use steadfast::artifact::Stage;
use steadfast::import::onnx;
use steadfast::prelude::*;

/// Units of single precision that a value may be away.
const UNITS: f64 = 16.0;

/// Compares the conversions that a case holds; `columns` are those of the graph's one wide input.
pub(super) fn converted(
    case: &CaseDir,
    columns: Option<&[String]>,
    outcome: &mut Outcome,
) -> Result<(), String> {
    for width in ["float", "double"] {
        let (file, expected) =
            (format!("model_{width}.onnx"), format!("expected_onnx_{width}.json"));
        if case.has(&file) && case.has(&expected) {
            one(case, &file, &expected, columns, outcome).map_err(|e| format!("{file}: {e}"))?;
        }
    }
    Ok(())
}

fn one(
    case: &CaseDir,
    file: &str,
    expected: &str,
    columns: Option<&[String]>,
    outcome: &mut Outcome,
) -> Result<(), String> {
    let mut imported = onnx::read(&case.bytes(file)?).map_err(|e| e.to_string())?;
    if let Some(columns) = columns {
        imported = imported.with_columns(columns).map_err(|e| e.to_string())?;
    }
    let names: Vec<String> = imported.columns().iter().map(ToString::to_string).collect();
    let texts: Vec<String> = imported.text_columns().map(ToString::to_string).collect();
    let encoded = "input_encoded.csv";
    let input = if columns.is_some() && case.has(encoded) { encoded } else { "input.csv" };
    let x = table(case, input, &names, &texts)?;
    let expected = case.json(expected)?;
    let answers = imported.answers().map_err(|e| e.to_string())?;
    let model = answers.fit(&x, &()).map_err(|e| e.to_string())?;
    let found = model.apply(&x).map_err(|e| e.to_string())?;
    let logarithms = model.report().iter().any(|(name, _)| name == "ReduceLogSumExp");
    let mut first = 0;
    for (name, &width) in imported.outputs().iter().zip(imported.widths()) {
        let width = width as usize;
        // Some cases hold the last answer alone.
        let last = imported.outputs().last() == Some(name);
        let printed = expected.get(name).or(expected.get("output").filter(|_| last));
        let Some(printed) = printed else {
            if expected.get("output").is_none() {
                return Err(format!("no `{name}`"));
            }
            first += width;
            continue;
        };
        if width == 0 {
            continue;
        }
        let single = printed.get("dtype").and_then(Value::as_str) == Some("float32");
        let values = crate::conformance::reference::numbers(printed)?;
        for (at, &expected) in values.iter().enumerate() {
            let (row, column) = (at / width, at % width);
            let found = found.row(row)[first + column];
            let allowed = match printed.get("dtype").and_then(Value::as_str) {
                Some("int64") => 0.0,
                _ if single && name.contains("prob") => share(expected, logarithms),
                _ if single => UNITS * unit(expected),
                _ => 1e-12 * expected.abs(),
            };
            let what = format!("{file} {name} {row},{column}");
            if !outcome.compare(&what, found, expected, allowed) {
                return Ok(());
            }
        }
        first += width;
    }
    Ok(())
}

/// How far a share of single precision may be away.
fn share(p: f64, logarithms: bool) -> f64 {
    let own = UNITS * unit(p);
    let of_half = 2.0 * unit(0.5);
    let sum = if logarithms { 64.0 } else { steadfast::exact::ln(p) };
    let carried = if p > 0.0 && p < 1.0 { UNITS * p * unit(sum) } else { 0.0 };
    [of_half, carried].into_iter().fold(own, steadfast::exact::max)
}

/// The last place of a single.
fn unit(x: f64) -> f64 {
    let size = (x as f32).abs();
    f64::from(f32::from_bits(size.to_bits() + 1)) - f64::from(size)
}
