//! Our side of `peers/models.py`: fits every model on the folds of a folder and writes what it predicts.
//!
//! A folder holds `x.f64` (row after row), `y.f64`, `folds.u32` and `kind` (`classes` or `numbers`), numbers
//! little-endian. Written is `<model>.ours.f64`: the prediction of each row by the model that did not see it, a
//! probability a class or one number; and printed, one JSON line a model, the median time of a fit to all rows and
//! the coefficients of it. Where `kind` is `clusters`, as `peers/clusters.py` has it, there are no predictions: printed
//! are the time, the inertia and the rounds of k-means.

#![expect(clippy::print_stdout, reason = "a program that prints what it found")]

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use steadfast::data::{DataKind, Labels, Matrix, Vector};
use steadfast::error::Error;
use steadfast::model::{
    AdaBoost, ExtraTrees, GaussianNaiveBayes, GradientBoosting, KMeans, KnnClassifier,
    KnnRegressor, Lasso, Linear, Logistic, RandomForest, Ridge,
};
use steadfast::pipeline::{Apply, Fit};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Fits of which the median time is taken.
const REPEATS: usize = 5;

struct Data {
    folder: PathBuf,
    names: Arc<[Arc<str>]>,
    x: Vec<f64>,
    y: Vec<f64>,
    folds: Vec<u32>,
    /// Models to run, or nothing for all.
    models: Vec<String>,
    trees: u32,
    seed: u64,
}

fn bytes<const N: usize>(path: &Path) -> Outcome<Vec<[u8; N]>> {
    Ok(std::fs::read(path)?.as_chunks::<N>().0.to_vec())
}

impl Data {
    fn read(folder: PathBuf) -> Outcome<Data> {
        let reals = |name: &str| -> Outcome<Vec<f64>> {
            Ok(bytes(&folder.join(name))?.into_iter().map(f64::from_le_bytes).collect())
        };
        let (x, y) = (reals("x.f64")?, reals("y.f64")?);
        let folds = bytes(&folder.join("folds.u32"))?.into_iter().map(u32::from_le_bytes).collect();
        let width = x.len() / y.len();
        let names = (0..width).map(|at| Arc::from(format!("x{at}"))).collect();
        let (models, trees, seed) = (Vec::new(), 100, 0);
        Ok(Data { folder, names, x, y, folds, models, trees, seed })
    }

    fn rows(&self, keep: impl Fn(u32) -> bool) -> Result<(Matrix, Vec<f64>, Vec<usize>), Error> {
        let width = self.names.len();
        let at: Vec<usize> = (0..self.y.len()).filter(|&i| keep(self.folds[i])).collect();
        let x = at.iter().flat_map(|&i| self.x[i * width..(i + 1) * width].to_vec()).collect();
        let y = at.iter().map(|&i| self.y[i]).collect();
        Ok((Matrix::from_row_major(Arc::clone(&self.names), x)?, y, at))
    }

    /// Cross-validated predictions, and the time and the fit to all rows.
    fn run<R, Y>(
        &self,
        name: &str,
        recipe: &R,
        target: impl Fn(&[f64]) -> Y,
        numbers: impl Fn(R::Output) -> Vec<f64>,
        report: impl Fn(&R::Fitted) -> Vec<f64>,
    ) -> Outcome<()>
    where
        R: Fit<Y, Input = Matrix>,
        R::Output: DataKind,
    {
        if !self.models.is_empty() && !self.models.iter().any(|own| own == name) {
            return Ok(());
        }
        let last = self.folds.iter().copied().max().unwrap_or(0);
        let mut all: Vec<Vec<f64>> = vec![Vec::new(); self.y.len()];
        for fold in 0..=last {
            let (x, y, _) = self.rows(|other| other != fold)?;
            let (held, _, at) = self.rows(|other| other == fold)?;
            let found = numbers(recipe.fit(&x, &target(&y))?.apply(&held)?);
            let width = found.len() / at.len().max(1);
            for (i, row) in at.into_iter().zip(found.chunks(width.max(1))) {
                all[i] = row.to_vec();
            }
        }
        let raw: Vec<u8> = all.concat().into_iter().flat_map(f64::to_le_bytes).collect();
        std::fs::write(self.folder.join(format!("{name}.ours.f64")), raw)?;
        let (x, y, _) = self.rows(|_| true)?;
        let y = target(&y);
        let mut times = Vec::new();
        let mut weights = Vec::new();
        for _ in 0..REPEATS {
            let start = Instant::now();
            let fitted = recipe.fit(&x, &y)?;
            times.push(start.elapsed().as_secs_f64());
            weights = report(&fitted);
        }
        times.sort_by(f64::total_cmp);
        let seconds = times[REPEATS / 2];
        println!("{{\"model\": \"{name}\", \"seconds\": {seconds}, \"weights\": {weights:?}}}");
        Ok(())
    }

    /// The time to find ten clusters and their inertia, from the first ten rows and from the best of three draws.
    fn clusters(&self) -> Outcome<()> {
        let (x, ..) = self.rows(|_| true)?;
        let first = x.take(&(0..10).collect::<Vec<_>>());
        for (name, recipe) in
            [("kmeans given", KMeans::new(10).init(&first)), ("kmeans", KMeans::new(10).n_init(3))]
        {
            let mut times = Vec::new();
            let mut found = (0.0, 0);
            for _ in 0..REPEATS {
                let start = Instant::now();
                let model = recipe.fit(&x, &())?;
                times.push(start.elapsed().as_secs_f64());
                found = (model.inertia(), model.iterations());
            }
            times.sort_by(f64::total_cmp);
            let (seconds, (inertia, rounds)) = (times[REPEATS / 2], found);
            println!(
                "{{\"model\": \"{name}\", \"seconds\": {seconds}, \"inertia\": {inertia}, \"rounds\": {rounds}}}"
            );
        }
        Ok(())
    }

    fn regressions(&self) -> Outcome<()> {
        let target = |y: &[f64]| Vector::new(y.to_vec());
        let values = |out: Vector| out.into_values();
        self.run("linear", &Linear::new(), target, values, |m| {
            [m.coefficients(), &[m.intercept()]].concat()
        })?;
        self.run("ridge", &Ridge::new(1.0), target, values, |m| {
            [m.coefficients(), &[m.intercept()]].concat()
        })?;
        self.run("lasso", &Lasso::new(0.1).max_iterations(100_000), target, values, |_| vec![])?;
        self.run("knn", &KnnRegressor::new(), target, values, |_| vec![])?;
        let forest = RandomForest::regressor().trees(self.trees).seed(self.seed);
        self.run("forest", &forest, target, values, |_| vec![])?;
        let extra = ExtraTrees::regressor().trees(self.trees).seed(self.seed);
        self.run("extra", &extra, target, values, |_| vec![])?;
        self.run("boosting", &GradientBoosting::regressor(), target, values, |_| vec![])
    }

    fn classifications(&self) -> Outcome<()> {
        let target = |y: &[f64]| Labels::from_texts(y.iter().map(|y| (*y as u32).to_string()));
        let shares = |out: steadfast::data::Classes| out.probabilities().to_vec();
        self.run("logistic", &Logistic::new(), target, shares, |m| {
            [m.coefficients(), m.intercepts()].concat()
        })?;
        self.run("bayes", &GaussianNaiveBayes::new(), target, shares, |_| vec![])?;
        self.run("knn", &KnnClassifier::new(), target, shares, |_| vec![])?;
        let forest = RandomForest::classifier().trees(self.trees).seed(self.seed);
        self.run("forest", &forest, target, shares, |_| vec![])?;
        let extra = ExtraTrees::classifier().trees(self.trees).seed(self.seed);
        self.run("extra", &extra, target, shares, |_| vec![])?;
        self.run("boosting", &GradientBoosting::classifier(), target, shares, |_| vec![])?;
        self.run("adaboost", &AdaBoost::new(), target, shares, |_| vec![])
    }
}

fn main() -> Outcome<()> {
    for folder in std::env::args().skip(1).filter(|argument| !argument.starts_with("--")) {
        let mut data = Data::read(PathBuf::from(&folder))?;
        // `--models=forest,extra`, `--trees=300`, `--seed=1`.
        for argument in std::env::args().skip(1) {
            match argument.strip_prefix("--").and_then(|option| option.split_once('=')) {
                Some(("models", names)) => {
                    data.models = names.split(',').map(str::to_owned).collect();
                }
                Some(("trees", trees)) => data.trees = trees.parse()?,
                Some(("seed", seed)) => data.seed = seed.parse()?,
                _ => {}
            }
        }
        match std::fs::read_to_string(data.folder.join("kind"))?.trim() {
            "classes" => data.classifications()?,
            "clusters" => data.clusters()?,
            _ => data.regressions()?,
        }
    }
    Ok(())
}
