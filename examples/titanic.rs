//! The main job: raw Titanic rows to a saved model that proves itself in another process.
//!
//! ```sh
//! cargo run --release --example titanic -- --out DIR
//! ```
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use std::path::{Path, PathBuf};
use std::process::Command;
use steadfast::evaluate::metrics::{Kpi, Report};
use steadfast::evaluate::{Holdout, KFold, cross_validate, parity, usual};
use steadfast::prelude::*;

const SEED: u64 = 1912;

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let mut out = PathBuf::from("target/titanic");
    let mut prove = None;
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            lexopt::Arg::Long("out") => out = args.value()?.into(),
            lexopt::Arg::Long("prove") => prove = Some(PathBuf::from(args.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    match prove {
        Some(file) => second_process(&file),
        None => first_process(&out),
    }
}

/// The passengers: features and whether they survived. A name is not something to learn from.
fn passengers() -> Result<(Table, Labels), Error> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/titanic.csv");
    let (x, y) = Table::read_csv(file)?.split_labels("survived")?;
    Ok((x.without(&["name"]), y))
}

/// Clean, preprocess, engineer, select, model: one typed value.
fn recipe()
-> impl Fit<Labels, Input = Table, Output = Classes, Fitted: steadfast::artifact::Portable + Sync> {
    on(named(["pclass"]), OneHot::new().types(Types::NUMERIC))
        .then(Impute::median().indicator())
        .then(on(text(), Impute::constant_text("unknown").then(GroupRare::new())))
        .then(on(named(["fare"]), Winsorize::iqr(3.0)))
        .then(OneHot::new().unknown(Unknown::Ignore))
        .then(Standardize::new())
        .then(VarianceFilter::new(0.0))
        .then(CorrelationFilter::new(0.95))
        .then(Assemble::new())
        .then(Logistic::new())
}

fn first_process(out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let (x, y) = passengers()?;
    println!("{} passengers, {} columns", x.rows(), x.width());
    println!("\nrecipe\n{}", recipe().outline());

    let figures = usual(y.target());
    let kpis: Vec<&dyn Kpi> = figures.iter().map(|metric| metric as &dyn Kpi).collect();
    let split = Holdout::new(0.2, SEED).stratified(y.codes())?;
    let (x_train, y_train) = (x.take(&split.train), y.take(&split.train));
    let (x_test, y_test) = (x.take(&split.test), y.take(&split.test));

    let folds = KFold::new(5, SEED).stratified(y_train.codes())?;
    let reports = cross_validate(&recipe(), &x_train, &y_train, &folds, &kpis)?;
    println!("5-fold cross-validation of the whole chain, mean of the folds\n{}", mean(&reports));

    let training = Training::new().target("survived").seed(SEED).note("examples/titanic.rs");
    let model = training.fit(&recipe(), &x_train, &y_train)?;
    let measured = model.measure("test", &x_test, y_test.target(), &kpis)?;
    let model = model.with_metrics(measured);
    println!("held-out {} passengers", x_test.rows());
    for metric in model.metrics() {
        println!("  {} = {}", metric.name, metric.value);
    }

    std::fs::create_dir_all(out)?;
    let file = out.join("titanic.steadfast");
    let digest = model.save(&file)?;
    let size = std::fs::metadata(&file)?.len();
    println!("\n{}\n  {size} bytes, SHA-256 {digest}", file.display());
    println!("  witness: {} rows", model.witness().len());

    let ours = bits(&model.predict(&x)?);
    let other = Command::new(std::env::current_exe()?).arg("--prove").arg(&file).output()?;
    let theirs = String::from_utf8(other.stdout)?;
    if !other.status.success() {
        return Err(String::from_utf8_lossy(&other.stderr).trim().to_owned().into());
    }
    let (same, parity) = theirs.split_once('\n').unwrap_or((&theirs, ""));
    if same != ours {
        return Err(format!("the second process predicts {same}, this one {ours}").into());
    }
    println!("\nsecond process: loaded, proved on its witness, {} rows predicted", x.rows());
    print!("{parity}");
    println!("identical bits");
    Ok(())
}

/// Loads, proves, predicts every passenger, and computes the research figures again.
fn second_process(file: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let model = steadfast::load(file)?.typed::<Classes>()?;
    let (x, y) = passengers()?;
    println!("{}", bits(&model.predict(&x)?));
    let split = Holdout::new(0.2, SEED).stratified(y.codes())?;
    let y_test = y.take(&split.test);
    let parity = parity(&model, &x.take(&split.test), y_test.target(), &[])?;
    print!("{parity}");
    if parity.holds() { Ok(()) } else { Err("the figures of research do not hold".into()) }
}

/// A fingerprint of every probability bit.
fn bits(answers: &Classes) -> String {
    let columns = answers.classes().iter().filter_map(|class| {
        let probabilities = answers.probability(class)?;
        Some((class.to_string(), Column::Real(probabilities)))
    });
    let table = Table::from_columns(columns).unwrap_or_default();
    steadfast::fingerprint(&table, Target::None)
}

/// The mean of each figure over the folds, for reading.
fn mean(folds: &[Report]) -> String {
    let first = folds.first().map(Report::entries).unwrap_or_default();
    let line = |name: &str| {
        let values: Vec<f64> = folds.iter().filter_map(|fold| fold.get(name)).collect();
        let mean = steadfast::exact::mean(&values).unwrap_or(f64::NAN);
        format!("  {name} = {mean:.4}\n")
    };
    first.iter().map(|entry| line(&entry.name)).collect()
}
