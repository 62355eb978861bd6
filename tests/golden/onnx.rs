//! Goldens of ONNX graphs.

use super::recipes::{Golden, golden};
use steadfast::data::{ColumnType, CsvReader};
use steadfast::import::onnx::{self, ImportedGraph};
use steadfast::prelude::*;

const TITANIC: &str = include_str!("../cases/sk_titanic_logreg/input.csv");
const PENGUINS: &str = include_str!("../cases/sk_penguins_gb_multi/input.csv");
const BIKES: &str = include_str!("../cases/lgb_poisson_bikeshare/input_encoded.csv");

/// The first rows of a case, in the columns of the graph.
fn table(csv: &str, imported: &ImportedGraph) -> Table {
    let text: Vec<&str> = imported.text_columns().map(|name| &**name).collect();
    let kind = |name: &str| if text.contains(&name) { ColumnType::Text } else { ColumnType::Real };
    let types = imported.columns().iter().map(|name| (name.to_string(), kind(name)));
    let read = CsvReader::new().types(types).only_declared().read_str(csv).unwrap();
    let names: Vec<&str> = imported.columns().iter().map(|name| &**name).collect();
    read.select(&names).unwrap().slice(0..24)
}

/// Every golden of this file.
pub(crate) fn all() -> Vec<Golden> {
    let read = |file: &[u8]| onnx::read(file).unwrap();
    let titanic = read(include_bytes!("../cases/sk_titanic_logreg/model_float.onnx"));
    let penguins = read(include_bytes!("../cases/sk_penguins_gb_multi/model_float.onnx"));
    let bikes = read(include_bytes!("../cases/lgb_poisson_bikeshare/model_float.onnx"));
    let columns = BIKES.lines().next().unwrap_or_default().split(',');
    let columns: Vec<&str> = columns.filter(|name| *name != "cnt").collect();
    let bikes = bikes.with_columns(columns).unwrap();
    vec![
        golden(
            "onnx_titanic_classes",
            titanic.classifier("probabilities", ["no", "yes"]).unwrap(),
            table(TITANIC, &titanic),
            (),
        ),
        golden(
            "onnx_penguins_outputs",
            penguins.answers().unwrap(),
            table(PENGUINS, &penguins).slice(0..12),
            (),
        ),
        golden(
            "onnx_bikes_mean",
            bikes.regressor("variable").unwrap(),
            table(BIKES, &bikes).slice(0..6),
            (),
        ),
    ]
}
