//! Naive Bayes, which needs no foreign trainer.

use super::Visitor;
use super::data::{labels, matrix};
use steadfast::prelude::*;

const NAMES: [&str; 3] = ["a", "b", "c d"];

/// Whole numbers from 0.
fn counts() -> Result<Matrix, Error> {
    let row = |i: u32| [i * 7 % 5, i * i % 4, u32::from(i % 3 == 1)].map(f64::from);
    Matrix::from_rows(NAMES, (0..24).map(row))
}

/// Numbers from 0 that are not whole.
fn weights() -> Result<Matrix, Error> {
    let row = |i: u32| [f64::from(i * 7 % 13) / 3.0, f64::from(i * i % 11) * 1e-3, 0.1];
    Matrix::from_rows(NAMES, (0..24).map(row))
}

/// A list of three classes, the second without rows.
fn absent() -> Labels {
    let all = Labels::from_texts(["a", "b", "c"]);
    all.take(&(0..24).map(|i| 2 * (i * i % 17 % 2)).collect::<Vec<_>>())
}

fn priors(classes: usize) -> [ClassPrior; 3] {
    let mut given = vec![0.0; classes];
    (given[0], given[classes - 1]) = (0.25, 0.75);
    [ClassPrior::Learned, ClassPrior::Uniform, ClassPrior::Given(given)]
}

pub(crate) fn naive_bayes(battery: &mut impl Visitor) -> Result<(), Error> {
    let (reals, counts, weights) = (matrix()?, counts()?, weights()?);
    for y in [labels(2), labels(3), absent()] {
        for prior in priors(y.classes().len()) {
            let gaussian = GaussianNaiveBayes::new().prior(prior.clone());
            let multinomial = MultinomialNaiveBayes::new().prior(prior.clone());
            let bernoulli = BernoulliNaiveBayes::new().prior(prior.clone());
            let categorical = CategoricalNaiveBayes::new().prior(prior);
            battery.run_partial(&gaussian, &reals, &y);
            battery.run_partial(&multinomial, &counts, &y);
            battery.run_partial(&bernoulli, &reals, &y);
            battery.run_partial(&categorical, &counts, &y);
        }
        battery.run_partial(&GaussianNaiveBayes::new().var_smoothing(0.1), &weights, &y);
        battery.run_partial(&MultinomialNaiveBayes::new().alpha(0.5), &weights, &y);
        battery.run_partial(&BernoulliNaiveBayes::new().alpha(2.0).binarize(1.5), &counts, &y);
        let bits = Matrix::from_row_major(
            NAMES.map(Into::into),
            counts.as_slice().iter().map(|&x| f64::from(u8::from(x > 1.0))).collect(),
        )?;
        battery.run_partial(&BernoulliNaiveBayes::new().binarize(None), &bits, &y);
        battery.run_partial(&CategoricalNaiveBayes::new().alpha(0.1), &counts, &y);
        let open = CategoricalNaiveBayes::new().min_categories(7).ignore_unseen(true);
        battery.run_partial(&open, &counts, &y);
    }
    Ok(())
}
