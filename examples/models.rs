//! Every model on 10,000 rows: who fits it, what is promised of its refit, and how large its artifact is.
//!
//! Each is fitted, saved, loaded again and asked for all rows; printed is how many rows of the loaded model differ, in
//! any bit, from what the model gave when it was fitted.
//!
//! ```sh
//! cargo run --release --example models
//! ```
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use std::time::Instant;
use steadfast::Learn;
use steadfast::LoadOptions;
use steadfast::artifact::{Portable, Stage};
use steadfast::data::{Data, DataKind};
use steadfast::exact::Random;
use steadfast::prelude::*;

const ROWS: usize = 10_000;
const COLUMNS: usize = 8;

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

/// Rows, and the targets that the models learn from.
struct Made {
    /// Numbers of both signs.
    real: Rows,
    /// Whole numbers from 0 on.
    counts: Rows,
    numbers: Vector,
    sizes: Vector,
    several: Matrix,
    classes: Labels,
    two: Labels,
}

/// The same rows as they come and as models take them.
struct Rows {
    table: Table,
    matrix: Matrix,
}

impl Rows {
    fn new(columns: Vec<Vec<f64>>) -> Result<Rows, Error> {
        let mut table = Table::new();
        for (at, column) in columns.into_iter().enumerate() {
            table = table.with(format!("x{at}"), Column::Real(column))?;
        }
        let matrix = Assemble::new().fit(&table, &())?.apply(&table)?;
        Ok(Rows { table, matrix })
    }
}

impl Made {
    fn new() -> Result<Made, Error> {
        let mut draw = Random::new(10, 0, 0);
        let mut columns = vec![Vec::new(); COLUMNS];
        let (mut numbers, mut classes) = (Vec::new(), Vec::new());
        for _ in 0..ROWS {
            let row: Vec<f64> = (0..COLUMNS).map(|_| draw.uniform() * 4.0 - 2.0).collect();
            let y = row[0] + 2.0 * row[1] - row[2] * row[3] + draw.uniform();
            numbers.push(y);
            classes.push(if y < -1.0 { "low" } else { ["middle", "high"][usize::from(y > 1.0)] });
            columns.iter_mut().zip(row).for_each(|(column, x)| column.push(x));
        }
        let whole = |column: &Vec<f64>| column.iter().map(|x| (x + 2.0).floor()).collect();
        let counts = Rows::new(columns.iter().map(whole).collect())?;
        let real = Rows::new(columns)?;
        let both = numbers.iter().flat_map(|y| [*y, y * y]).collect();
        let several = Matrix::from_row_major(["y".into(), "square".into()], both)?;
        let sizes = Vector::new(numbers.iter().map(|y| y * y + 0.01).collect());
        let two = classes.iter().map(|class| if *class == "high" { "yes" } else { "no" });
        let two = Labels::from_texts(two);
        let (numbers, classes) = (Vector::new(numbers), Labels::from_texts(classes));
        Ok(Made { real, counts, numbers, sizes, several, classes, two })
    }
}

impl Rows {
    /// One line of the table.
    fn show<R, Y>(&self, trainer: &str, recipe: R, y: &Y) -> Result<(), Error>
    where
        Y: Learn,
        R: Fit<Y, Input = Matrix>,
        R::Fitted: Stage<Recipe = R> + Portable + Sync,
        R::Output: DataKind,
    {
        let start = Instant::now();
        let fitted = recipe.fit(&self.matrix, y)?;
        let seconds = start.elapsed().as_secs_f64();
        let refit = format!("{:?}", fitted.refit());
        let own = fitted.apply(&self.matrix)?.into_data();
        let bytes =
            Training::new().fit(&Assemble::new().then(recipe), &self.table, y)?.to_bytes()?;
        let kind = <R::Fitted as Stage>::KIND;
        self.line(&format!("{kind:38} {trainer:10} {refit:12}"), own, &bytes, seconds)
    }

    /// One line of the table, of a stage that makes columns of columns.
    fn reduce<R>(&self, recipe: R) -> Result<(), Error>
    where
        R: Fit<(), Input = Table, Output = Table>,
        R::Fitted: Stage<Recipe = R> + Portable + Sync,
    {
        let start = Instant::now();
        let fitted = recipe.fit(&self.table, &())?;
        let seconds = start.elapsed().as_secs_f64();
        let refit = format!("{:?}", fitted.refit());
        let model = Training::new().fit(&recipe.then(Assemble::new()), &self.table, &())?;
        let own = model.predict(&self.table)?.into_data();
        let kind = <R::Fitted as Stage>::KIND;
        let line = format!("{kind:38} {:10} {refit:12}", "steadfast");
        self.line(&line, own, &model.to_bytes()?, seconds)
    }

    fn line(&self, start: &str, own: Data, bytes: &[u8], seconds: f64) -> Result<(), Error> {
        let probabilities = if matches!(own, Data::Classes(_)) { "yes" } else { "no" };
        let found = LoadOptions::new().from_bytes(bytes)?.predict(&self.table)?;
        let (own, found) = (numbers(own), numbers(found));
        let width = own.len() / ROWS;
        let rows = own.chunks(width).zip(found.chunks(width));
        let other =
            |(a, b): &(&[f64], &[f64])| a.iter().zip(*b).any(|(a, b)| a.to_bits() != b.to_bits());
        let (differ, bytes) = (rows.filter(other).count(), bytes.len());
        println!("{start} {probabilities:13} {ROWS:5} {differ:6} {bytes:10} {seconds:8.3}");
        Ok(())
    }
}

fn numbers(data: Data) -> Vec<f64> {
    match data {
        Data::Vector(values) => values.into_values(),
        Data::Classes(classes) => classes.probabilities().to_vec(),
        Data::Matrix(matrix) => matrix.as_slice().to_vec(),
        _ => Vec::new(),
    }
}

fn run() -> Result<(), Error> {
    println!(
        "{:38} {:10} {:12} {:13} {:5} {:6} {:>10} {:>8}",
        "model", "trainer", "refit", "probabilities", "rows", "differ", "bytes", "fit, s"
    );
    let made = Made::new()?;
    let (values, sizes, several) = (&made.numbers, &made.sizes, &made.several);
    let (classes, two, counts) = (&made.classes, &made.two, &made.counts);
    let made = &made.real;
    let own = "steadfast";
    made.show(own, Linear::new(), values)?;
    made.show(own, Ridge::new(1.0), values)?;
    made.show(own, Lasso::new(0.1), values)?;
    made.show(own, ElasticNet::new(0.1), values)?;
    made.show(own, BayesianRidge::new(), values)?;
    made.show(own, PartialLeastSquares::new(3), values)?;
    made.show(own, Tweedie::poisson(), sizes)?;
    made.show(own, Tweedie::gamma(), sizes)?;
    made.show(own, MultiTaskElasticNet::new(0.1), several)?;
    made.show(own, MultiTaskLasso::new(0.1), several)?;
    made.show(own, MultiTaskPartialLeastSquares::new(3), several)?;
    made.show(own, Isotonic::new().column("x0"), values)?;
    made.show(own, KnnRegressor::new(), values)?;
    made.show(own, DecisionTree::regressor(), values)?;
    made.show(own, RandomForest::regressor(), values)?;
    made.show(own, ExtraTrees::regressor(), values)?;
    made.show(own, GradientBoosting::regressor(), values)?;
    made.show(own, SupportVectorRegressor::new(), values)?;
    made.show(own, LinearSupportVectorRegressor::new(), values)?;
    made.show(own, Logistic::new(), classes)?;
    made.show(own, LinearDiscriminant::new(), classes)?;
    made.show(own, QuadraticDiscriminant::new(), classes)?;
    made.show(own, Ftrl::new(), two)?;
    made.show(own, GaussianNaiveBayes::new(), classes)?;
    made.show(own, BernoulliNaiveBayes::new(), classes)?;
    counts.show(own, MultinomialNaiveBayes::new(), classes)?;
    counts.show(own, CategoricalNaiveBayes::new(), classes)?;
    made.show(own, KnnClassifier::new(), classes)?;
    made.show(own, DecisionTree::classifier(), classes)?;
    made.show(own, RandomForest::classifier(), classes)?;
    made.show(own, ExtraTrees::classifier(), classes)?;
    made.show(own, AdaBoost::new(), classes)?;
    made.show(own, GradientBoosting::classifier(), classes)?;
    made.show(own, SupportVectorClassifier::new(), classes)?;
    made.show(own, LinearSupportVectorClassifier::new(), classes)?;
    made.show(own, KMeans::new(5), &())?;
    made.show(own, KMeans::new(5).distances(), &())?;
    made.show(own, GaussianMixture::new(3).tolerance(0.01), &())?;
    made.reduce(Pca::new(3))?;
    made.reduce(TruncatedSvd::new(3))?;
    made.reduce(FastIca::new(3))?;
    made.show("linfa", Linear::new().with_trainer(Trainer::Linfa), values)?;
    made.show("linfa", Ridge::new(1.0).with_trainer(Trainer::Linfa), values)?;
    made.show("linfa", Lasso::new(0.1).with_trainer(Trainer::Linfa), values)?;
    made.show("linfa", ElasticNet::new(0.1).with_trainer(Trainer::Linfa), values)?;
    made.show("linfa", Logistic::new().with_trainer(Trainer::Linfa), classes)?;
    let by = Trainer::Smartcore;
    made.show("smartcore", DecisionTree::regressor().with_trainer(by), values)?;
    made.show("smartcore", RandomForest::regressor().with_trainer(by), values)?;
    made.show("smartcore", DecisionTree::classifier().with_trainer(by), classes)?;
    made.show("smartcore", RandomForest::classifier().with_trainer(by), classes)
}
