//! ONNX graphs, which learn nothing.

use super::Visitor;
use steadfast::import::onnx::{self, ImportedGraph};
use steadfast::prelude::*;

/// Rows for every column of the graph, some cells missing.
fn rows(imported: &ImportedGraph) -> Result<Table, Error> {
    let text: Vec<&str> = imported.text_columns().map(|name| &**name).collect();
    let mut table = Table::of_rows(24);
    for (at, name) in imported.columns().iter().enumerate() {
        let column = if text.contains(&&**name) {
            let level = |row: usize| Some(["3", "male", "Southampton", ""][(row + at) % 4]);
            Column::Text((0..24).map(level).collect())
        } else {
            let cell = |row: usize| match (row * 3 + at) % 11 {
                7 => f64::NAN,
                step => step as f64 * 1.75 - 3.0,
            };
            Column::Real((0..24).map(cell).collect())
        };
        table = table.with(name.clone(), column)?;
    }
    Ok(table)
}

pub(crate) fn graphs(battery: &mut impl Visitor) -> Result<(), Error> {
    let titanic = onnx::read(include_bytes!("../cases/sk_titanic_logreg/model_float.onnx"))?;
    let x = rows(&titanic)?;
    battery.run(&titanic.classifier("probabilities", ["no", "yes"])?, &x, &());
    battery.run(&titanic.answers()?, &x, &());
    let bikes = onnx::read(include_bytes!("../cases/lgb_poisson_bikeshare/model_float.onnx"))?;
    battery.run(&bikes.regressor("variable")?, &rows(&bikes)?, &());
    let wines = onnx::read(include_bytes!("../cases/sk_wine_knn/model_float.onnx"))?;
    battery.run(&wines.answers()?, &rows(&wines)?, &());
    Ok(())
}
