//! A fit that takes too long ends at its deadline, with an error that says so.

use std::sync::Arc;
use std::time::{Duration, Instant};
use steadfast::exact::Random;
use steadfast::prelude::*;

const ROWS: usize = 3000;
const COLUMNS: usize = 40;
const DEADLINE: Duration = Duration::from_secs(1);
/// A tenth more, and what a busy machine may take to wake a thread.
const LATEST: Duration = Duration::from_millis(1100 + 400);

/// Noise, which takes every model as long as anything does.
fn noise() -> Result<(Matrix, Vector, Labels), Error> {
    let mut draw = Random::new(4, 0, 0);
    let names: Vec<String> = (0..COLUMNS).map(|at| format!("x{at}")).collect();
    let rows: Vec<Vec<f64>> =
        (0..ROWS).map(|_| (0..COLUMNS).map(|_| draw.uniform() - 0.5).collect()).collect();
    let names: Vec<Arc<str>> = names.into_iter().map(Arc::from).collect();
    let x = Matrix::from_row_major(names, rows.concat())?;
    let y = Vector::new((0..ROWS).map(|_| draw.uniform()).collect());
    let classes = Labels::from_texts((0..ROWS).map(|_| format!("c{}", draw.below(8))));
    Ok((x, y, classes))
}

#[derive(Default)]
struct Ends {
    late: usize,
    worst: Duration,
}

impl Ends {
    fn of<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y)
    where
        R: Fit<Y>,
    {
        let start = Instant::now();
        let outcome = recipe.fit(x, y).map(|_| ());
        let taken = start.elapsed();
        self.worst = self.worst.max(taken);
        assert!(taken <= LATEST, "{recipe:?} took {taken:?}");
        if let Err(error) = outcome {
            let error = error.to_string();
            assert!(error.contains("did not finish within 1 s"), "{recipe:?}: {error}");
            self.late += 1;
        }
    }
}

#[test]
fn every_fit_ends_by_its_deadline() -> Result<(), Error> {
    let (x, y, classes) = noise()?;
    let mut ends = Ends::default();
    // What these learn takes long whatever the machine.
    let forest = || RandomForest::regressor().trees(60_000).deadline(DEADLINE);
    ends.of(&forest(), &x, &y);
    ends.of(&RandomForest::classifier().trees(60_000).deadline(DEADLINE), &x, &classes);
    ends.of(&ExtraTrees::regressor().trees(60_000).deadline(DEADLINE), &x, &y);
    ends.of(&GradientBoosting::classifier().trees(60_000).deadline(DEADLINE), &x, &classes);
    ends.of(&AdaBoost::new().trees(60_000).max_depth(9).deadline(DEADLINE), &x, &classes);
    let mixture = GaussianMixture::new(100).tolerance(0.0).max_iterations(100_000);
    ends.of(&mixture.deadline(DEADLINE), &x, &());
    ends.of(&KMeans::new(500).n_init(1000).deadline(DEADLINE), &x, &());
    // Noise is no mixture of anything: components of it keep turning.
    let components = FastIca::new(COLUMNS as u64).tolerance(0.0).max_iterations(u32::MAX);
    ends.of(&components.deadline(DEADLINE), &x.clone().into_table(), &());
    let vectors = SupportVectorClassifier::new().c(1e6).tolerance(1e-12);
    ends.of(&vectors.max_iterations(u64::from(u32::MAX)).deadline(DEADLINE), &x, &classes);
    let late = ends.late;
    assert_eq!(late, 9, "all of them are late");
    // These mostly are not.
    ends.of(&Linear::new().deadline(DEADLINE), &x, &y);
    ends.of(&Ridge::new(1.0).deadline(DEADLINE), &x, &y);
    ends.of(&Lasso::new(0.01).deadline(DEADLINE), &x, &y);
    ends.of(&Logistic::new().deadline(DEADLINE), &x, &classes);
    ends.of(&Tweedie::gamma().deadline(DEADLINE), &x, &y);
    ends.of(&DecisionTree::classifier().deadline(DEADLINE), &x, &classes);
    println!(
        "{late} fits ended at their deadline of {DEADLINE:?}, the latest after {:?}",
        ends.worst
    );
    Ok(())
}
