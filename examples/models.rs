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

/// Rows, and the three targets that the models learn from.
struct Made {
    table: Table,
    matrix: Matrix,
    numbers: Vector,
    sizes: Vector,
    classes: Labels,
    two: Labels,
}

impl Made {
    fn new() -> Result<Made, Error> {
        let mut draw = Random::new(10, 0, 0);
        let names: Vec<String> = (0..COLUMNS).map(|at| format!("x{at}")).collect();
        let mut columns = vec![Vec::new(); COLUMNS];
        let (mut numbers, mut classes) = (Vec::new(), Vec::new());
        for _ in 0..ROWS {
            let row: Vec<f64> = (0..COLUMNS).map(|_| draw.uniform() * 4.0 - 2.0).collect();
            let y = row[0] + 2.0 * row[1] - row[2] * row[3] + draw.uniform();
            numbers.push(y);
            classes.push(if y < -1.0 { "low" } else { ["middle", "high"][usize::from(y > 1.0)] });
            columns.iter_mut().zip(row).for_each(|(column, x)| column.push(x));
        }
        let mut table = Table::new();
        for (name, column) in names.iter().zip(columns) {
            table = table.with(name.as_str(), Column::Real(column))?;
        }
        let matrix = Assemble::new().fit(&table, &())?.apply(&table)?;
        let sizes = Vector::new(numbers.iter().map(|y| y * y + 0.01).collect());
        let two = classes.iter().map(|class| if *class == "high" { "yes" } else { "no" });
        let two = Labels::from_texts(two);
        let (numbers, classes) = (Vector::new(numbers), Labels::from_texts(classes));
        Ok(Made { table, matrix, numbers, sizes, classes, two })
    }

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
        let own = numbers(fitted.apply(&self.matrix)?.into_data());
        let chain = Assemble::new().then(recipe);
        let bytes = Training::new().fit(&chain, &self.table, y)?.to_bytes()?;
        let loaded = LoadOptions::new().from_bytes(&bytes)?;
        let found = numbers(loaded.predict(&self.table)?);
        let width = own.len() / ROWS;
        let differ = own
            .chunks(width)
            .zip(found.chunks(width))
            .filter(|(a, b)| a.iter().zip(*b).any(|(a, b)| a.to_bits() != b.to_bits()))
            .count();
        let probabilities = if width > 1 { "yes" } else { "no" };
        println!(
            "{:38} {trainer:10} {refit:12} {probabilities:13} {ROWS:5} {differ:6} {:10} {seconds:8.3}",
            <R::Fitted as Stage>::KIND,
            bytes.len(),
        );
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
    let (values, sizes, classes, two) = (&made.numbers, &made.sizes, &made.classes, &made.two);
    let own = "steadfast";
    made.show(own, Linear::new(), values)?;
    made.show(own, Ridge::new(1.0), values)?;
    made.show(own, Lasso::new(0.1), values)?;
    made.show(own, ElasticNet::new(0.1), values)?;
    made.show(own, BayesianRidge::new(), values)?;
    made.show(own, PartialLeastSquares::new(3), values)?;
    made.show(own, Tweedie::poisson(), sizes)?;
    made.show(own, Tweedie::gamma(), sizes)?;
    made.show(own, Isotonic::new().column("x0"), values)?;
    made.show(own, KnnRegressor::new(), values)?;
    made.show(own, DecisionTree::regressor(), values)?;
    made.show(own, RandomForest::regressor(), values)?;
    made.show(own, ExtraTrees::regressor(), values)?;
    made.show(own, GradientBoosting::regressor(), values)?;
    made.show(own, SupportVectorRegressor::new(), values)?;
    made.show(own, Logistic::new(), classes)?;
    made.show(own, LinearDiscriminant::new(), classes)?;
    made.show(own, QuadraticDiscriminant::new(), classes)?;
    made.show(own, Ftrl::new(), two)?;
    made.show(own, GaussianNaiveBayes::new(), classes)?;
    made.show(own, BernoulliNaiveBayes::new(), classes)?;
    made.show(own, KnnClassifier::new(), classes)?;
    made.show(own, DecisionTree::classifier(), classes)?;
    made.show(own, RandomForest::classifier(), classes)?;
    made.show(own, ExtraTrees::classifier(), classes)?;
    made.show(own, AdaBoost::new(), classes)?;
    made.show(own, GradientBoosting::classifier(), classes)?;
    made.show(own, SupportVectorClassifier::new(), classes)?;
    made.show(own, KMeans::new(5), &())?;
    made.show(own, KMeans::new(5).distances(), &())?;
    made.show(own, GaussianMixture::new(3).tolerance(0.01), &())?;
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
