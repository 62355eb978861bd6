//! Goldens of models of other libraries, behind stages of this crate.

use super::recipes::{Golden, golden};
use steadfast::data::{ColumnType, CsvReader};
use steadfast::import::{ImportedTrees, lightgbm, xgboost};
use steadfast::model::{
    Activation, EnsembleAnswer, ImportedGaussians, Keep, Network, NetworkClasses, NetworkNumbers,
    NetworkOutput, NetworkScores, ScoreCurves, Source,
};
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

/// Two columns of numbers.
fn numbers() -> Table {
    let column = |step: usize| Column::Real((0..12).map(|at| (at * step % 12) as f64).collect());
    Table::new().with("a", column(5)).unwrap().with("b", column(7)).unwrap()
}

/// Models without trees, by numbers that are written here.
fn kept() -> Vec<Golden> {
    let source = || Source {
        library: "scikit-learn".to_owned(),
        format: "sklearn-pipeline-json/1".to_owned(),
        objective: "none".to_owned(),
    };
    let three = ["low", "mid", "top"];
    let hidden = |activation| {
        let network = Network::new(["a", "b"]).bent(activation);
        network.layer([0.5, -0.25, 0.125, 0.25, -0.75, 0.5], [0.25, -1.0, 0.5])
    };
    let weights = [1.5, -0.5, 0.25, 0.5, 0.5, -2.0, -1.0, 0.75, 1.0];
    let classes = hidden(Activation::Tanh).layer(weights, [0.5, -0.25, 0.0]);
    let classes = NetworkClasses::new(three, NetworkOutput::Softmax, classes);
    let one = hidden(Activation::Logistic).layer([1.5, -0.5, 0.25], [0.125]);
    let gaussians = ImportedGaussians::new(
        ["a", "b"],
        three,
        vec![0.25, 0.5, 0.25],
        vec![1.0, 9.0, 5.0, 5.0, 9.0, 2.0],
        vec![4.0, 8.0, 2.0, 9.0, 9.0, 3.0],
    );
    let curves = ScoreCurves::sigmoids(["no", "yes"], [(-1.5, 0.25)]);
    let line = |at: f64| (vec![-2.0, at, 3.0], vec![0.0, 0.25, 1.0]);
    let lines = ScoreCurves::lines(three, [line(-1.0), line(0.0), line(1.0)]);
    let scores = hidden(Activation::Relu).layer(weights, [0.5, -0.25, 0.0]);
    let score = NetworkScores::new(hidden(Activation::Identity).layer([1.5, -0.5, 0.25], [0.125]));
    let (scores, x) = (NetworkScores::new(scores), numbers);
    let front = Assemble::new;
    let keep = |curves| Keep::new(source(), curves).unwrap();
    vec![
        golden(
            "imported_perceptron_classes",
            front().then(Keep::new(source(), classes).unwrap()),
            x(),
            (),
        ),
        golden(
            "imported_perceptron_number",
            front().then(Keep::new(source(), NetworkNumbers::new(one)).unwrap()),
            x(),
            (),
        ),
        golden(
            "imported_gaussians",
            front().then(Keep::new(source(), gaussians).unwrap()),
            x(),
            (),
        ),
        golden(
            "imported_scores_sigmoid",
            front().then(Keep::new(source(), score).unwrap()).then(keep(curves)),
            x(),
            (),
        ),
        golden(
            "imported_scores_lines",
            front().then(Keep::new(source(), scores).unwrap()).then(keep(lines)),
            x(),
            (),
        ),
    ]
}

/// Every golden of this file.
pub(crate) fn all() -> Vec<Golden> {
    let mut all = trees();
    all.extend(kept());
    all
}

fn trees() -> Vec<Golden> {
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
