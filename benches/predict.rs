//! What a service waits for: one row, a batch, a load, a file.

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use serde::Serialize;
use std::hint::black_box;
use std::time::Duration;
use steadfast::artifact::Portable;
use steadfast::data::CsvReader;
use steadfast::prelude::*;
use steadfast::{LoadOptions, Proof};

#[derive(Serialize)]
struct Passenger {
    pclass: i64,
    sex: &'static str,
    age: Option<f64>,
    sibsp: i64,
    parch: i64,
    fare: f64,
    deck: Option<&'static str>,
    embarked: &'static str,
}

const PASSENGER: Passenger = Passenger {
    pclass: 3,
    sex: "male",
    age: Some(22.0),
    sibsp: 1,
    parch: 0,
    fare: 7.25,
    deck: None,
    embarked: "Southampton",
};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/data/titanic.csv");

fn passengers() -> Result<(Table, Labels), Error> {
    let (x, y) = Table::read_csv(FILE)?.split_labels("survived")?;
    Ok((x.without(&["name"]), y))
}

fn prepare() -> impl Fit<Labels, Input = Table, Output = Table, Fitted: Portable + Sync> {
    Impute::median()
        .indicator()
        .then(on(text(), Impute::constant_text("unknown").then(GroupRare::new())))
        .then(on(named(["fare"]), Winsorize::iqr(3.0)))
        .then(on(named(["pclass"]), OneHot::new().types(Types::NUMERIC)))
        .then(OneHot::new().unknown(Unknown::Ignore))
        .then(Standardize::new())
}

fn rows(x: &Table, count: usize) -> Table {
    let rows: Vec<usize> = (0..count).map(|row| row % x.rows()).collect();
    x.take(&rows)
}

fn predict(c: &mut Criterion) {
    let run = || -> Result<_, Error> {
        let (x, y) = passengers()?;
        let logistic = prepare().then(Assemble::new()).then(Logistic::new());
        let logistic = Training::new().fit(&logistic, &x, &y)?;
        let forest = RandomForest::classifier().trees(50).max_depth(8).seed(1);
        let forest = Training::new().fit(&prepare().then(Assemble::new()).then(forest), &x, &y)?;
        Ok((x, logistic, forest))
    };
    let (x, logistic, forest) = run().expect("the passengers are fitted");

    let one = x.slice(0..1);
    let mut group = c.benchmark_group("one row");
    group.bench_function("table", |b| b.iter(|| logistic.predict(black_box(&one))));
    group.bench_function("record", |b| b.iter(|| logistic.predict_record(black_box(&PASSENGER))));
    group.finish();

    let many = rows(&x, 10_000);
    let mut group = c.benchmark_group("10,000 rows");
    group.throughput(Throughput::Elements(10_000));
    for threads in [1, 2] {
        let batch = Batch::default().threads(threads);
        group.bench_function(format!("logistic, {threads} threads"), |b| {
            b.iter(|| logistic.predict_batch(black_box(&many), batch));
        });
        group.bench_function(format!("forest of 50, {threads} threads"), |b| {
            b.iter(|| forest.predict_batch(black_box(&many), batch));
        });
    }
    group.finish();

    let bytes = logistic.to_bytes().expect("it is saved");
    let mut group = c.benchmark_group("artifact");
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("load with proof", |b| {
        b.iter(|| LoadOptions::new().from_bytes(black_box(&bytes)));
    });
    group.bench_function("load without proof", |b| {
        b.iter(|| LoadOptions::new().proof(Proof::Skip).from_bytes(black_box(&bytes)));
    });
    group.bench_function("save", |b| b.iter(|| black_box(&logistic).to_bytes()));
    group.finish();

    let mut csv = Vec::new();
    steadfast::data::CsvWriter::new().write(&many, &mut csv).expect("memory takes all");
    let mut group = c.benchmark_group("file");
    group.throughput(Throughput::Elements(10_000));
    group.bench_function("CSV of 10,000 rows, read and predicted", |b| {
        b.iter_batched(
            || CsvReader::new().types(logistic.schema().types()),
            |reader| {
                let x = reader.read(black_box(&*csv))?;
                logistic.predict_batch(&x, Batch::default().threads(1))
            },
            BatchSize::SmallInput,
        );
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5));
    targets = predict
}
criterion_main!(benches);
