//! Ensembles of whole pipelines on the passengers of the Titanic: judged like any pipeline.

use steadfast::evaluate::{KFold, cross_validate};
use steadfast::metrics::{Kpi, Metric, Report};
use steadfast::prelude::*;

fn mean(reports: &[Report]) -> f64 {
    let all = reports.iter().map(|report| report.get("accuracy").unwrap());
    all.fold(0.0, |sum, accuracy| sum + accuracy) / reports.len() as f64
}

#[test]
fn ensembles_are_judged_like_any_pipeline() -> Result<(), Error> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/titanic.csv");
    let (x, y) = Table::read_csv(file)?.without(&["name"]).split_labels("survived")?;
    let splits = KFold::new(3, 7).split(x.rows())?;
    let numbers = || {
        Impute::median()
            .then(Impute::constant_text("unknown"))
            .then(OneHot::new().unknown(Unknown::Ignore))
            .then(Standardize::new())
            .then(Assemble::new())
    };
    let bayes = || numbers().then(GaussianNaiveBayes::new().var_smoothing(1e-2));
    let near = || numbers().then(KnnClassifier::new().neighbors(9));
    let line = || numbers().then(Logistic::new().l2(1.0));
    let judge = |found: Result<Vec<Report>, Error>| found.map(|reports| mean(&reports));
    let accuracy: [&dyn Kpi; 1] = [&Metric::Accuracy];
    let alone = [
        judge(cross_validate(&bayes(), &x, &y, &splits, &accuracy))?,
        judge(cross_validate(&near(), &x, &y, &splits, &accuracy))?,
        judge(cross_validate(&line(), &x, &y, &splits, &accuracy))?,
    ];
    let folds = Folds::new(3, 1);
    let members = stack(folds, "bayes", bayes()).and("near", near()).and("line", line());
    let together = [
        judge(cross_validate(&vote(bayes()).and(near()).and(line()), &x, &y, &splits, &accuracy))?,
        judge(cross_validate(&bag(5, 3, near()).threads(2), &x, &y, &splits, &accuracy))?,
        judge(cross_validate(&members.final_model(Logistic::new()), &x, &y, &splits, &accuracy))?,
    ];
    println!("alone {alone:?}, together {together:?}");
    let worst = alone.iter().copied().fold(1.0, steadfast::exact::min);
    assert!(together.iter().all(|accuracy| *accuracy > worst), "{alone:?} {together:?}");
    Ok(())
}
