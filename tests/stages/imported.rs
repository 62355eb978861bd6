//! Models of other libraries, which learn nothing.

use super::Visitor;
use super::data::numbers;
use steadfast::import::{ImportedTrees, lightgbm, xgboost};
use steadfast::model::{
    Activation, EnsembleAnswer, ImportedGaussians, Keep, Network, NetworkClasses, NetworkNumbers,
    NetworkOutput, NetworkScores, ScoreCurves, Source,
};
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
    kept(battery)
}

/// Models without trees.
fn kept(battery: &mut impl Visitor) -> Result<(), Error> {
    let source = || Source {
        library: "scikit-learn".to_owned(),
        format: "sklearn-pipeline-json/1".to_owned(),
        objective: "none".to_owned(),
    };
    let cells = (0..24).map(|at| [at as f64 * 0.75 - 9.0, (at * 7 % 24) as f64 / 8.0]);
    let x = Matrix::from_rows(["a", "b"], cells.collect::<Vec<_>>())?;
    let hidden = |activation| {
        let network = Network::new(["a", "b"]).bent(activation);
        network.layer([0.5, -1.25, 0.125, 2.0, -0.75, 0.0], [0.25, -1.0, 0.5])
    };
    for activation in
        [Activation::Identity, Activation::Relu, Activation::Tanh, Activation::Logistic]
    {
        let one = hidden(activation).layer([1.5, -0.5, 0.25], [0.125]);
        battery.run(&Keep::new(source(), NetworkNumbers::new(one.clone()))?, &x, &numbers());
        battery.run(&Keep::new(source(), NetworkScores::new(one))?, &x, &());
    }
    let binary = ["no", "yes"];
    let three = ["low", "mid", "top"];
    let weights = [1.5, -0.5, 0.25, 0.5, 0.5, -2.0, -1.0, 0.75, 1.0];
    for output in [NetworkOutput::Logistic, NetworkOutput::Choice, NetworkOutput::Softmax] {
        if output != NetworkOutput::Softmax {
            let network = hidden(Activation::Relu).layer([1.5, -0.5, 0.25], [0.125]);
            let state = NetworkClasses::new(binary, output, network);
            battery.run(&Keep::new(source(), state)?, &x, &());
        }
        let network = hidden(Activation::Tanh).layer(weights, [0.5, -0.25, 0.0]);
        battery.run(&Keep::new(source(), NetworkClasses::new(three, output, network))?, &x, &());
    }
    let means = vec![-3.0, 1.0, 0.0, 1.5, 4.0, 2.0];
    let variances = vec![4.0, 0.5, 2.0, 1.0, 9.0, 0.25];
    let gaussians =
        ImportedGaussians::new(["a", "b"], three, vec![0.25, 0.5, 0.25], means, variances);
    battery.run(&Keep::new(source(), gaussians)?, &x, &());
    let scores = |width: usize| {
        let names = (0..width).map(|at| format!("score_{at}").into());
        let cells = (0..24 * width).map(|at| (at * 5 % 23) as f64 / 4.0 - 2.5);
        Matrix::from_row_major(names.collect::<Vec<std::sync::Arc<str>>>(), cells.collect())
    };
    let sigmoids = ScoreCurves::sigmoids(binary, [(-1.5, 0.25)]);
    battery.run(&Keep::new(source(), sigmoids)?, &scores(1)?, &());
    let line = |at: f64| (vec![-2.0, at, 3.0], vec![0.0, 0.25, 1.0]);
    let lines = ScoreCurves::lines(three, [line(-1.0), line(0.0), line(1.0)]);
    battery.run(&Keep::new(source(), lines)?, &scores(3)?, &());
    Ok(())
}
