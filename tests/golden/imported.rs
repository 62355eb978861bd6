//! Goldens of models of other libraries, behind stages of this crate.

use super::recipes::{Golden, golden};
use steadfast::data::{ColumnType, CsvReader};
use steadfast::import::{ImportedTrees, lightgbm, xgboost};
use steadfast::model::EnsembleAnswer;
use steadfast::prelude::*;

const TITANIC: &str = include_str!("../cases/lgb_binary_titanic_missing/input.csv");
const BIKES: &str = include_str!("../cases/lgb_poisson_bikeshare/input.csv");

/// The first rows of a case, in the columns of the model; those in `text` as text.
fn table(csv: &str, imported: &ImportedTrees, text: &[&str]) -> Table {
    let kind = |name: &str| if text.contains(&name) { ColumnType::Text } else { ColumnType::Real };
    let types = imported.columns().iter().map(|name| (name.to_string(), kind(name)));
    let read = CsvReader::new().types(types).only_declared().read_str(csv).unwrap();
    let mut ordered = Table::of_rows(read.rows());
    for name in imported.columns().iter() {
        let column = read.column(name).unwrap();
        ordered = ordered.with(name.clone(), (**column).clone()).unwrap();
    }
    ordered.slice(0..24)
}

/// Trees with weights, and rows for them.
fn weighed() -> (ImportedTrees, Table) {
    let json: serde_json::Value =
        serde_json::from_str(include_str!("../oracle/dart.json")).unwrap();
    let imported = xgboost::read(json["classes"]["model"].as_str().unwrap().as_bytes()).unwrap();
    let rows = json["asked"].as_array().unwrap();
    let mut table = Table::new();
    for (at, name) in imported.columns().iter().enumerate() {
        let cells = rows.iter().map(|row| row[at].as_f64().unwrap_or(f64::NAN)).collect();
        table = table.with(name.clone(), Column::Real(cells)).unwrap();
    }
    (imported, table)
}

/// Every golden of this file.
pub(crate) fn all() -> Vec<Golden> {
    let text = ["pclass", "sex", "deck", "embarked"];
    let trees =
        lightgbm::read(include_bytes!("../cases/lgb_binary_titanic_missing/model.txt")).unwrap();
    let encode = trees.encode(trees.pandas_columns().unwrap()).unwrap().unwrap();
    let titanic = Impute::median().then(encode).then(trees.assemble());
    let bikes = lightgbm::read(include_bytes!("../cases/lgb_poisson_bikeshare/model.txt")).unwrap();
    let bike_text = ["mnth", "weathersit"];
    let months = bikes.encode(bikes.pandas_columns().unwrap()).unwrap().unwrap();
    let file = include_bytes!("../cases/xgb_binary_titanic_cat_missing/model.ubj");
    let boosted = xgboost::read(file).unwrap();
    let codes = boosted.encode(boosted.pandas_columns().unwrap()).unwrap().unwrap();
    let (dart, asked) = weighed();
    vec![
        golden(
            "imported_xgboost_weighed",
            dart.assemble().then(dart.classifier(["few", "some", "many"]).unwrap()),
            asked,
            (),
        ),
        golden(
            "imported_lightgbm_classes",
            titanic.then(trees.classifier(["no", "yes"]).unwrap()),
            table(TITANIC, &trees, &text),
            (),
        ),
        golden(
            "imported_lightgbm_mean",
            months.then(bikes.assemble()).then(bikes.only(0..5).unwrap().regressor().unwrap()),
            table(BIKES, &bikes, &bike_text).slice(0..6),
            (),
        ),
        golden(
            "imported_xgboost_leaves",
            codes.then(boosted.assemble()).then(boosted.answers(EnsembleAnswer::Leaf).unwrap()),
            table(TITANIC, &boosted, &text),
            (),
        ),
    ]
}
