//! What a network answers with: numbers, classes, or its scores.

use super::{Network, NetworkOutput};
use crate::data::{Classes, Matrix, Vector};
use crate::error::Error;
use crate::exact;
use crate::model::input::{out_of_range, same_columns};
use crate::model::keep::{Keep, Kept, KeptModel};
use crate::pipeline::per_column::check_columns;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a [`MultilayerPerceptronRegressor`] stores: a network of one score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkNumbers {
    pub(crate) network: Network,
}

/// What a [`MultilayerPerceptronClassifier`] stores: a network, and what is made of its scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkClasses {
    pub(crate) classes: Arc<[Arc<str>]>,
    pub(crate) output: NetworkOutput,
    pub(crate) network: Network,
}

/// What a [`MultilayerPerceptronScores`] stores: a network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NetworkScores {
    pub(crate) network: Network,
}

impl NetworkNumbers {
    /// The score of a network as a number.
    #[must_use]
    pub fn new(network: Network) -> NetworkNumbers {
        NetworkNumbers { network }
    }
}

impl NetworkClasses {
    /// The scores of a network as shares of classes.
    #[must_use]
    pub fn new<S: AsRef<str>>(
        classes: impl IntoIterator<Item = S>,
        output: NetworkOutput,
        network: Network,
    ) -> NetworkClasses {
        let classes = classes.into_iter().map(|class| Arc::from(class.as_ref())).collect();
        NetworkClasses { classes, output, network }
    }
}

impl NetworkScores {
    /// The scores of a network as they are.
    #[must_use]
    pub fn new(network: Network) -> NetworkScores {
        NetworkScores { network }
    }
}

/// A multilayer perceptron that answers with one number a row: [`Matrix`] in, [`Vector`] out.
///
/// It is its own recipe: fitting it in a chain checks the columns and keeps the weights as they are.
///
/// # Formula
/// [`Network`].
///
/// # Determinism
/// Replay exact: dot products in one fixed order, correctly rounded functions. Refit exact: nothing is learned.
///
/// # Errors
/// Applying fails on other columns, on a cell that is not finite, and on a row whose answer is not.
///
/// # Source
/// `MLPRegressor` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::import::sklearn;
/// use steadfast::prelude::*;
/// let file = br#"{"format":"sklearn-pipeline-json/1","steps":[["columns",{"type":"ColumnTransformer",
///     "transformers":[["x","passthrough",["x"]]],"feature_names_out":["x"]}]],"estimator":{"type":"MLPRegressor",
///     "coefs":[[[1.0,-1.0]],[[2.0],[5.0]]],"intercepts":[[0.0,1.0],[0.5]],
///     "activation":"relu","out_activation":"identity"}}"#;
/// let pipeline = sklearn::read(file)?.pipeline()?.typed::<Table, Vector>()?;
/// let table = Table::new().with("x", Column::Real(vec![3.0, -1.0]))?;
/// assert_eq!(pipeline.apply(&table)?.values(), [6.5, 10.5]);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "MLPRegressor")]
pub type MultilayerPerceptronRegressor = Keep<NetworkNumbers>;

/// A multilayer perceptron that answers with classes: [`Matrix`] in, [`Classes`] out.
///
/// It is its own recipe: fitting it in a chain checks the columns and keeps the weights as they are.
///
/// # Formula
/// [`Network`], then [`NetworkOutput`].
///
/// # Determinism
/// Replay exact: dot products in one fixed order, correctly rounded functions. Refit exact: nothing is learned.
///
/// # Errors
/// Applying fails on other columns, on a cell that is not finite, and on a row without shares.
///
/// # Source
/// `MLPClassifier` of scikit-learn 1.9; without a hidden layer, its linear classifiers.
///
/// # Examples
/// ```
/// use steadfast::import::sklearn;
/// use steadfast::prelude::*;
/// let file = br#"{"format":"sklearn-pipeline-json/1","steps":[["columns",{"type":"ColumnTransformer",
///     "transformers":[["x","passthrough",["x"]]],"feature_names_out":["x"]}]],"estimator":{"type":"MLPClassifier",
///     "classes":["no","yes"],"coefs":[[[1.0]],[[2.0]]],"intercepts":[[0.0],[-2.0]],
///     "activation":"relu","out_activation":"logistic"}}"#;
/// let pipeline = sklearn::read(file)?.pipeline()?.typed::<Table, Classes>()?;
/// let table = Table::new().with("x", Column::Real(vec![1.0, 9.0]))?;
/// let answers = pipeline.apply(&table)?;
/// assert_eq!(answers.row(0), [0.5, 0.5]);
/// assert_eq!(answers.label(1), Some("yes"));
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "MLPClassifier")]
pub type MultilayerPerceptronClassifier = Keep<NetworkClasses>;

/// A multilayer perceptron that answers with its scores: [`Matrix`] in, [`Matrix`] of one column a score out.
///
/// It is its own recipe. Of a linear model the scores are scikit-learn's `decision_function`.
///
/// # Determinism
/// Replay exact: dot products in one fixed order, correctly rounded functions. Refit exact: nothing is learned.
///
/// # Errors
/// Applying fails on other columns and on a cell that is not finite.
pub type MultilayerPerceptronScores = Keep<NetworkScores>;

/// A [`MultilayerPerceptronRegressor`] in its place behind the columns it takes.
pub type MultilayerPerceptronRegressorModel = KeptModel<NetworkNumbers>;
/// A [`MultilayerPerceptronClassifier`] in its place behind the columns it takes.
pub type MultilayerPerceptronClassifierModel = KeptModel<NetworkClasses>;
/// A [`MultilayerPerceptronScores`] in its place behind the columns it takes.
pub type MultilayerPerceptronScoresModel = KeptModel<NetworkScores>;

impl Kept for NetworkNumbers {
    const KIND: &'static str = "model.multilayer_perceptron.regressor";
    type Input = Matrix;
    type Answer = Vector;

    fn columns(&self) -> &[Arc<str>] {
        self.network.columns()
    }

    fn check(&self) -> Result<(), String> {
        match self.network.scores() {
            1 => self.network.check(),
            scores => Err(format!("{scores} scores for one number")),
        }
    }

    fn fits(&self, x: &Matrix) -> Result<(), Error> {
        same_columns(Self::KIND, self.columns(), x)
    }

    fn answer(&self, x: &Matrix) -> Result<Vector, Error> {
        let out = self.network.apply(Self::KIND, x)?;
        match out.iter().position(|y| !y.is_finite()) {
            Some(row) => Err(out_of_range(Self::KIND, "prediction", row, out[row])),
            None => Ok(Vector::new(out)),
        }
    }

    fn report(&self) -> Vec<(String, String)> {
        self.network.report()
    }
}

impl Kept for NetworkClasses {
    const KIND: &'static str = "model.multilayer_perceptron.classifier";
    type Input = Matrix;
    type Answer = Classes;

    fn columns(&self) -> &[Arc<str>] {
        self.network.columns()
    }

    fn check(&self) -> Result<(), String> {
        self.network.check()?;
        check_columns(&self.classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        let (classes, scores) = (self.classes.len(), self.network.scores());
        if self.output.fits(classes, scores) {
            return Ok(());
        }
        Err(format!("{:?} of {scores} scores for {classes} classes", self.output))
    }

    fn fits(&self, x: &Matrix) -> Result<(), Error> {
        same_columns(Self::KIND, self.columns(), x)
    }

    fn answer(&self, x: &Matrix) -> Result<Classes, Error> {
        let scores = self.network.apply(Self::KIND, x)?;
        let mut out = Vec::with_capacity(x.rows() * self.classes.len());
        for (row, scores) in scores.chunks_exact(self.network.scores()).enumerate() {
            let start = out.len();
            let known = scores.iter().all(|score| !score.is_nan());
            self.output.share(scores, &mut out);
            if !known || out[start..].iter().any(|share| !share.is_finite()) {
                return Err(out_of_range(Self::KIND, "probability", row, exact::NAN));
            }
        }
        Classes::new(Arc::clone(&self.classes), out)
    }

    fn report(&self) -> Vec<(String, String)> {
        let mut lines = self.network.report();
        lines.push(("output".to_owned(), format!("{:?}", self.output)));
        lines
    }
}

impl Kept for NetworkScores {
    const KIND: &'static str = "model.multilayer_perceptron.scores";
    type Input = Matrix;
    type Answer = Matrix;

    fn columns(&self) -> &[Arc<str>] {
        self.network.columns()
    }

    fn check(&self) -> Result<(), String> {
        self.network.check()
    }

    fn fits(&self, x: &Matrix) -> Result<(), Error> {
        same_columns(Self::KIND, self.columns(), x)
    }

    fn answer(&self, x: &Matrix) -> Result<Matrix, Error> {
        let scores = self.network.apply(Self::KIND, x)?;
        let names = (0..self.network.scores()).map(|at| Arc::from(format!("score_{at}")));
        Matrix::from_row_major(names.collect::<Arc<[Arc<str>]>>(), scores)
    }

    fn report(&self) -> Vec<(String, String)> {
        self.network.report()
    }
}
