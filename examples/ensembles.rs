//! Pipelines that answer together: a vote, a bag and a stack of three models of the passengers of the Titanic.
//!
//! ```sh
//! cargo run --release --example ensembles
//! ```
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use steadfast::evaluate::{KFold, cross_validate};
use steadfast::metrics::{Kpi, Metric};
use steadfast::prelude::*;

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

/// Every column as a number, on one scale.
fn numbers() -> impl Fit<Labels, Input = Table, Output = Matrix, Fitted: Send> + Clone + Sync {
    Impute::median()
        .then(Impute::constant_text("unknown"))
        .then(OneHot::new().unknown(Unknown::Ignore))
        .then(Standardize::new())
        .then(Assemble::new())
}

fn run() -> Result<(), Error> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/titanic.csv");
    let (x, y) = Table::read_csv(file)?.without(&["name"]).split_labels("survived")?;

    let bayes = numbers().then(GaussianNaiveBayes::new().var_smoothing(1e-2));
    let near = numbers().then(KnnClassifier::new().neighbors(9));
    let line = numbers().then(Logistic::new().l2(1.0));
    let vote = vote(bayes.clone()).and(near.clone()).and(line.clone()).weights([1.0, 2.0, 2.0]);
    let bag = bag(25, 1912, near.clone()).share(0.8).threads(2);
    let stack = stack(Folds::new(5, 1912), "bayes", bayes.clone())
        .and("near", near.clone())
        .and("line", line.clone())
        .final_model(Logistic::new());

    report("naive Bayes", &bayes, &x, &y)?;
    report("nearest", &near, &x, &y)?;
    report("logistic", &line, &x, &y)?;
    report("their vote", &vote, &x, &y)?;
    report("bag of nearest", &bag, &x, &y)?;
    report("their stack", &stack, &x, &y)?;

    // A bag judges itself: each row by the members that have not seen it.
    let (_, unseen) = bag.fit_out_of_bag(&x, &y)?;
    let truth = y.take(unseen.rows());
    let right = (0..truth.rows()).filter(|&row| unseen.answers().label(row) == truth.label(row));
    println!("bag, out of bag    {} of {} right", right.count(), truth.rows());
    Ok(())
}

/// The accuracy of a recipe over five folds.
fn report<R>(name: &str, recipe: &R, x: &Table, y: &Labels) -> Result<(), Error>
where
    R: Fit<Labels, Input = Table, Output = Classes>,
{
    let kpis: [&dyn Kpi; 1] = [&Metric::Accuracy];
    let folds = cross_validate(recipe, x, y, &KFold::new(5, 7).split(x.rows())?, &kpis)?;
    let scores: Vec<f64> = folds.iter().filter_map(|fold| fold.get("accuracy")).collect();
    println!("{name:18} {:.3}", steadfast::exact::mean(&scores).unwrap_or(f64::NAN));
    Ok(())
}
