//! Contributions to the scores of imported ensembles.

use super::contributions::{Contributions, Explain, Scale};
use crate::artifact::Stage;
use crate::data::Matrix;
use crate::error::{Error, ExplainError};
use crate::exact::ExactSum;
use crate::model::{
    EnsembleAnswer, EnsembleLink, TreeEnsemble, TreeEnsembleClassifierModel,
    TreeEnsembleRegressorModel, TreeEnsembleScoresModel,
};
use std::sync::Arc;

/// The library's own contributions of every row, its baselines apart, all divided by `divisor`.
///
/// How far they are from the score is not bounded from outside, as the libraries' arithmetic loses digits in deep trees:
/// the score is computed too, and the bound of a row and output is the distance that was found.
fn explain(
    ensemble: &TreeEnsemble,
    outputs: Vec<Arc<str>>,
    scale: Scale,
    divisor: f64,
    x: &Matrix,
) -> Result<Contributions, Error> {
    let divide = |value: f64| value / divisor;
    let flat = ensemble.raw_contributions(x)?;
    let baselines: Vec<f64> = ensemble.raw_baselines()?.into_iter().map(divide).collect();
    let scores = ensemble.raw_scores(x)?;
    let width = ensemble.columns().len();
    let mut values = Vec::with_capacity(scores.len() * width);
    let mut bounds = Vec::with_capacity(scores.len());
    let rows = flat.chunks_exact(width + 1).zip(&scores).zip(baselines.iter().cycle());
    for ((row, &score), &baseline) in rows {
        let mut sum = ExactSum::new();
        sum.add(baseline);
        for &value in &row[..width] {
            let value = divide(value);
            sum.add(value);
            values.push(value);
        }
        bounds.push((sum.sum() - divide(score)).abs());
    }
    let columns: Arc<[Arc<str>]> = ensemble.columns().into();
    Contributions::new(columns, outputs, scale, baselines, values, bounds)
}

/// What the scores are to the answers: themselves where no link stands between.
fn scale(ensemble: &TreeEnsemble) -> Scale {
    match ensemble.link() {
        EnsembleLink::Identity => Scale::Answer,
        _ => Scale::Score,
    }
}

/// To the answer where it is the score, else to the score before its link.
impl Explain for TreeEnsembleRegressorModel {
    type Input = Matrix;

    fn explain(&self, x: &Matrix) -> Result<Contributions, Error> {
        let ensemble = self.ensemble();
        let outputs = vec![Arc::from("prediction")];
        explain(ensemble, outputs, scale(ensemble), ensemble.divisor(), x)
    }
}

/// To the scores of the classes; with one score, to that of the second of two classes.
impl Explain for TreeEnsembleClassifierModel {
    type Input = Matrix;

    fn explain(&self, x: &Matrix) -> Result<Contributions, Error> {
        let ensemble = self.ensemble();
        let first = if ensemble.scores() == 1 { 1 } else { 0 };
        let outputs = self.classes().iter().skip(first).cloned().collect();
        explain(ensemble, outputs, scale(ensemble), ensemble.divisor(), x)
    }
}

/// To the raw scores, or to the scores the values are made of. A leaf's number has no contributions.
impl Explain for TreeEnsembleScoresModel {
    type Input = Matrix;

    fn explain(&self, x: &Matrix) -> Result<Contributions, Error> {
        let ensemble = self.ensemble();
        let (name, scale, divisor) = match self.answer() {
            EnsembleAnswer::Value => ("value", scale(ensemble), ensemble.divisor()),
            EnsembleAnswer::RawScore => ("score", Scale::Answer, 1.0),
            EnsembleAnswer::Leaf => {
                let problem = "the number of a leaf has no contributions".to_owned();
                return Err(ExplainError::Refused { stage: Self::KIND.to_owned(), problem }.into());
            }
        };
        let outputs = (0..ensemble.scores()).map(|at| Arc::from(format!("{name}_{at}"))).collect();
        explain(ensemble, outputs, scale, divisor, x)
    }
}
