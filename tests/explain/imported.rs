//! Contributions of imported ensembles, as the libraries print them.

use serde_json::Value as Json;
use steadfast::data::{ColumnType, CsvReader};
use steadfast::explain::{Contributions, Explain, Scale, contributions};
use steadfast::import::{ImportedTrees, lightgbm, xgboost};
use steadfast::model::EnsembleAnswer;
use steadfast::prelude::*;

const TITANIC: &str = "tests/cases/lgb_binary_titanic_missing";

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap()
}

/// The doubles an expectation holds as hexadecimal digits.
fn doubles(json: &Json) -> Vec<f64> {
    let hex = json["hex"].as_array().unwrap().iter();
    hex.map(|x| f64::from_bits(u64::from_str_radix(x.as_str().unwrap(), 16).unwrap())).collect()
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap_or(f64::NAN)).collect()
}

/// Numbers of single precision, which the decimals of an expectation are read as.
fn singles(json: &Json) -> Vec<f64> {
    numbers(json).into_iter().map(|x| f64::from(x as f32)).collect()
}

/// Contributions and baseline of every row and output, as the libraries write them.
fn flat(why: &Contributions) -> Vec<f64> {
    let outputs = why.outputs().len();
    let of = |at: usize| {
        let (row, output) = (at / outputs, at % outputs);
        why.row(row, output).iter().copied().chain([why.baseline(output)])
    };
    (0..why.rows() * outputs).flat_map(of).collect()
}

/// The first ten passengers, in the columns of the model.
fn passengers(imported: &ImportedTrees) -> Table {
    let text = imported.pandas_columns().unwrap();
    let kind = |name| if text.contains(name) { ColumnType::Text } else { ColumnType::Real };
    let types = imported.columns().iter().map(|name| (name.to_string(), kind(name)));
    let csv = CsvReader::new().types(types).only_declared();
    let read = csv.read_str(&read(&format!("{TITANIC}/input.csv"))).unwrap();
    let names: Vec<&str> = imported.columns().iter().map(|name| &**name).collect();
    read.select(&names).unwrap().slice(0..10)
}

#[test]
fn classes_of_lightgbm() -> Result<(), Error> {
    let imported = lightgbm::read(read(&format!("{TITANIC}/model.txt")).as_bytes())?;
    let expected: Json = serde_json::from_str(&read(&format!("{TITANIC}/expected.json"))).unwrap();
    let (x, encode) = (passengers(&imported), imported.encode(imported.pandas_columns().unwrap())?);
    let encode = encode.unwrap().then(imported.assemble());
    let chain = encode.clone().then(imported.classifier(["no", "yes"])?);
    let model = Training::new().fit(&chain, &x, &())?;
    let why = contributions(&model, &x)?;
    assert_eq!(flat(&why), doubles(&expected["pred_contrib"]));
    assert_eq!((why.scale(), why.output("yes")), (Scale::Score, Some(0)));
    for (row, score) in doubles(&expected["raw_score"])[..10].iter().enumerate() {
        assert!((why.total(row, 0) - score).abs() <= why.bound(row, 0));
        assert!(why.bound(row, 0) < 1e-14);
    }
    // Loaded without its recipe, it says the same.
    let any = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?;
    assert_eq!(contributions(&any, &x)?, why);

    let raw = encode.clone().then(imported.answers(EnsembleAnswer::RawScore)?).fit(&x, &())?;
    let raw = contributions(&raw, &x)?;
    assert_eq!((flat(&raw), raw.scale()), (flat(&why), Scale::Answer));
    let leaves = encode.then(imported.answers(EnsembleAnswer::Leaf)?).fit(&x, &())?;
    assert_eq!(
        contributions(&leaves, &x).unwrap_err().to_string(),
        "stage `model.tree_ensemble.scores`: the number of a leaf has no contributions"
    );
    Ok(())
}

/// XGBoost weighs what a tree contributes, after its sums: kept apart from the leaves, the weights give its bits.
#[test]
fn weighed_trees_of_xgboost() -> Result<(), Error> {
    let oracle: Json = serde_json::from_str(&read("tests/oracle/dart.json")).unwrap();
    let rows: Vec<f64> = oracle["asked"].as_array().unwrap().iter().flat_map(numbers).collect();
    let column = |at: usize| Column::Real(rows.iter().skip(at).step_by(4).copied().collect());
    let mut x = Table::new();
    for (at, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
        x = x.with(name, column(at))?;
    }
    for (name, scores) in [("regression", 1), ("classes", 3)] {
        let case = &oracle[name];
        let imported = xgboost::read(case["model"].as_str().unwrap().as_bytes())?;
        let raw = |imported: &ImportedTrees| {
            let raw = imported.answers(EnsembleAnswer::RawScore)?;
            Training::new().fit(&imported.assemble().then(raw), &x, &())
        };
        let model = raw(&imported)?;
        let margin = singles(&case["margin"]);
        let all = |model: &Model<_>| -> Result<Vec<f64>, Error> {
            Ok(Matrix::as_slice(&model.predict_batch(&x, Batch::default())?.all()?).to_vec())
        };
        assert_eq!(all(&model)?, margin);
        assert_eq!(all(&raw(&imported.only(0..5)?)?)?, singles(&case["margin_of_5"]));
        let why = model.explain(&x)?;
        assert_eq!(flat(&why), singles(&case["contributions"]));
        for (at, margin) in margin.iter().enumerate() {
            let (row, score) = (at / scores, at % scores);
            assert!((why.total(row, score) - margin).abs() <= why.bound(row, score));
            assert!(why.bound(row, score) < 1e-5);
        }
        let loaded = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?;
        assert_eq!(loaded.to_bytes()?, model.to_bytes()?);
        assert_eq!(contributions(&loaded, &x)?, why);
    }
    Ok(())
}
