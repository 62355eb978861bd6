//! The operators of ONNX graphs against what ONNX Runtime answers, row by row: tests/oracle/onnx_cases.py.
#![cfg(feature = "onnx")]
#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use serde_json::Value;
use steadfast::import::onnx;
use steadfast::prelude::*;

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// A cell as it stands in the file of its kind.
fn number(dtype: &str, cell: &Value) -> f64 {
    let bits = || u64::from_str_radix(cell.as_str().unwrap(), 16).unwrap();
    match dtype {
        "float32" => f64::from(f32::from_bits(u32::try_from(bits()).unwrap())),
        "float64" => f64::from_bits(bits()),
        _ => cell.as_f64().unwrap(),
    }
}

/// The last place of a number of a kind; differences are counted in that of the largest answer.
fn place(dtype: &str, x: f64) -> f64 {
    let x = x.abs();
    if dtype == "float32" {
        let x = x as f32;
        return f64::from(f32::from_bits(x.to_bits() + 1)) - f64::from(x);
    }
    f64::from_bits(x.to_bits() + 1) - x
}

fn rows(case: &Value, names: &[String]) -> Table {
    let mut table = Table::new();
    let mut names = names.iter();
    for (_, input) in case["inputs"].as_object().unwrap() {
        let (dtype, width) =
            (input["dtype"].as_str().unwrap(), input["width"].as_u64().unwrap() as usize);
        let cells = input["cells"].as_array().unwrap();
        for column in 0..width {
            let cells = cells.iter().skip(column).step_by(width);
            let column = if dtype == "object" {
                Column::text(cells.map(|cell| cell.as_str().unwrap()))
            } else {
                Column::Real(cells.map(|cell| number(dtype, cell)).collect())
            };
            table.push(names.next().unwrap().as_str(), column).unwrap();
        }
    }
    table
}

/// What is wrong with the answers to a case.
fn run(case: &Value) -> Result<(), String> {
    let imported =
        onnx::read(&bytes(case["model"].as_str().unwrap())).map_err(|e| e.to_string())?;
    let names: Vec<String> = imported.columns().iter().map(ToString::to_string).collect();
    let x = rows(case, &names);
    if imported.widths().iter().all(|&width| width == 0) {
        // Answers of text have no numbers, and no stage: that the file is read is all.
        return imported.answers().map(|_| Err("text".to_owned())).unwrap_or(Ok(()));
    }
    let answers = imported.answers().map_err(|e| e.to_string())?;
    let model = answers.fit(&x, &()).map_err(|e| e.to_string())?;
    let found = model.apply(&x).map_err(|e| e.to_string())?;
    let units = case["units"].as_f64().unwrap();
    let mut first = 0;
    for (output, &width) in case["outputs"].as_array().unwrap().iter().zip(imported.widths()) {
        let (name, dtype) = (output["name"].as_str().unwrap(), output["dtype"].as_str().unwrap());
        if width == 0 {
            continue;
        }
        let all = output["rows"].as_array().unwrap().iter().flat_map(|row| row.as_array().unwrap());
        let sizes = all.map(|cell| number(dtype, cell).abs()).filter(|size| size.is_finite());
        let unit = place(dtype, sizes.fold(0.0, steadfast::exact::max));
        for (row, expected) in output["rows"].as_array().unwrap().iter().enumerate() {
            let expected = expected.as_array().unwrap();
            if expected.len() != width as usize {
                return Err(format!("{name}: {width} cells, expected {}", expected.len()));
            }
            for (at, cell) in expected.iter().enumerate() {
                let (found, expected) = (found.row(row)[first + at], number(dtype, cell));
                let same = found.to_bits() == expected.to_bits()
                    || (found.is_nan() && expected.is_nan())
                    || (found == 0.0 && expected == 0.0);
                let apart = (found - expected).abs() / unit;
                if !same && (apart.is_nan() || apart > units) {
                    return Err(format!(
                        "{name} {row},{at}: {found}, expected {expected}: {apart}"
                    ));
                }
            }
        }
        first += width as usize;
    }
    Ok(())
}

#[test]
fn operators_answer_as_the_runtime_does() {
    let cases: Value = serde_json::from_str(include_str!("oracle/onnx_nodes.json")).unwrap();
    let cases = cases.as_array().unwrap();
    assert!(cases.len() > 200, "{} cases", cases.len());
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| run(case).err().map(|problem| format!("{}: {problem}", case["name"])))
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
