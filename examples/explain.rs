//! Explaining models of the Titanic: what they learned, what they rely on, and why one passenger got her answer.
//!
//! ```sh
//! cargo run --release --example explain
//! ```
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use std::path::Path;
use steadfast::evaluate::Holdout;
use steadfast::exact;
use steadfast::explain::{
    Grid, PartialDependence, PermutationImportance, coefficients, contributions, importances,
};
use steadfast::metrics::Metric;
use steadfast::prelude::*;

const SEED: u64 = 1912;

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

/// Raw passengers to the columns of a model.
fn prepare()
-> impl Fit<Labels, Input = Table, Output = Matrix, Fitted: Apply<Input = Table, Output = Matrix> + Sync>
{
    on(named(["pclass"]), OneHot::new().types(Types::NUMERIC))
        .then(Impute::median())
        .then(on(text(), Impute::constant_text("unknown").then(GroupRare::new())))
        .then(OneHot::new().unknown(Unknown::Ignore))
        .then(Standardize::new())
        .then(Assemble::new())
}

fn run() -> Result<(), Error> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/titanic.csv");
    let (x, y) = Table::read_csv(file)?.split_labels("survived")?;
    let names = x.clone();
    let x = x.without(&["name"]);
    let split = Holdout::new(0.2, SEED).stratified(y.codes())?;
    let (x_train, y_train) = (x.take(&split.train), y.take(&split.train));
    let (x_test, y_test) = (x.take(&split.test), y.take(&split.test));

    let chain = prepare().then(Logistic::new()).fit(&x_train, &y_train)?;
    println!("coefficients of the logistic regression, for class\n{}", coefficients(&chain)?);

    let ask = PermutationImportance::new(&Metric::RocAuc).repeats(10).seed(SEED);
    println!("raw columns, held-out passengers");
    println!("{}", ask.measure(&chain, &x_test, y_test.target())?);

    let ages = Grid::Values(Column::Real(vec![1.0, 10.0, 20.0, 40.0, 60.0]));
    let found = PartialDependence::of("age").grid(ages).measure(&chain, &x_test)?;
    println!("mean probability of survival by age");
    for (row, p) in found.average(1).iter().enumerate() {
        println!("  {}  {p:.4}", found.grids().first().map_or(f64::NAN, |ages| number(ages, row)));
    }

    let asked = x_test.take(&[0]);
    let name = names.value(split.test.first().copied().unwrap_or(0), "name");
    println!("\nwhy {name}, by the logistic regression (log-odds of survival)");
    // One-hot columns are named `raw_level`: together they are the raw column.
    let raw = |column: &str| column.split('_').next().unwrap_or(column).to_owned();
    let why = contributions(&chain, &asked)?.grouped(raw);
    print!("{why}");
    let probability = |answer: Classes| answer.row(0).get(1).copied().unwrap_or(f64::NAN);
    println!("  logistic of the sum: {}", exact::logistic(why.total(0, 0)));
    println!("  model's probability: {}", probability(chain.apply(&asked)?));

    let forest = RandomForest::classifier().trees(50).max_depth(8).seed(SEED);
    let chain = prepare().then(forest).fit(&x_train, &y_train)?;
    println!("\nimportances in a forest\n{}", importances(&chain)?);
    println!("why {name}, by the forest");
    let why = contributions(&chain, &asked)?.grouped(raw);
    let survived = why.output("1").unwrap_or(1);
    println!("  {:10} {:>+10.6}", "baseline", why.baseline(survived));
    for (column, value) in why.ranked(0, survived) {
        println!("  {column:10} {value:>+10.6}");
    }
    println!("  their sum:           {}", why.total(0, survived));
    println!("  model's probability: {}", probability(chain.apply(&asked)?));
    println!("  bound on the difference: {:e}", why.bound(0, survived));
    Ok(())
}

fn number(column: &Column, row: usize) -> f64 {
    column.reals().and_then(|cells| cells.get(row).copied()).unwrap_or(f64::NAN)
}
