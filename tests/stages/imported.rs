//! Models of other libraries, which learn nothing.

use super::Visitor;
use super::data::numbers;
use steadfast::import::{ImportedTrees, lightgbm, xgboost};
use steadfast::model::EnsembleAnswer;
use steadfast::prelude::*;

/// Numbers in every column the trees ask about, some of them missing.
fn rows(imported: &ImportedTrees) -> Result<Matrix, Error> {
    let width = imported.columns().len();
    let cell = |at: usize| match at % 11 {
        7 => f64::NAN,
        at => at as f64 * 1.75 - 3.0,
    };
    Matrix::from_row_major(imported.columns().clone(), (0..24 * width).map(cell).collect())
}

pub(crate) fn imported(battery: &mut impl Visitor) -> Result<(), Error> {
    let trees = lightgbm::read(include_bytes!("../cases/lgb_binary_titanic_missing/model.txt"))?;
    let x = rows(&trees)?;
    battery.run(&trees.classifier(["no", "yes"])?, &x, &());
    battery.run(&trees.only(3..9)?.classifier(["no", "yes"])?, &x, &());
    for answer in [EnsembleAnswer::Value, EnsembleAnswer::RawScore, EnsembleAnswer::Leaf] {
        battery.run(&trees.answers(answer)?, &x, &());
    }
    let trees = lightgbm::read(include_bytes!("../cases/lgb_poisson_bikeshare/model.txt"))?;
    battery.run(&trees.regressor()?, &rows(&trees)?, &numbers());
    let case = include_bytes!("../cases/xgb_binary_titanic_cat_missing/model.ubj");
    let trees = xgboost::read(case)?;
    battery.run(&trees.classifier(["no", "yes"])?, &rows(&trees)?, &());
    battery.run(&trees.regressor()?, &rows(&trees)?, &numbers());
    Ok(())
}
