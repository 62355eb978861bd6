//! The models that selectors ask which columns matter.

use crate::data::Labels;
use crate::error::{Error, FitError};
use crate::exact;
use crate::pipeline::Target;
use crate::select::verdict::refuse;
use crate::solve::forest::{Bagging, Forest};
use crate::solve::gram::{Products, Unsolved};
use crate::solve::lasso::ElasticNet;
use crate::solve::logistic::Problem;
use crate::solve::ridge::{least_squares, ridge};
use crate::solve::tree::{Growth, Impurity};
use serde::{Deserialize, Serialize};

/// A model that a selector fits to see which columns it uses, or how well it does with them.
///
/// Every one is refitted to the same bits, in any row order.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Estimator {
    /// Least squares, for numbers.
    #[doc(alias = "LinearRegression")]
    Linear,
    /// Least squares with `alpha` times the squares of the coefficients, for numbers.
    Ridge {
        /// 0 or more.
        alpha: f64,
    },
    /// Mean squares, halved, with `alpha` times the sizes of the coefficients, for numbers.
    Lasso {
        /// Above 0.
        alpha: f64,
    },
    /// The same with a mixture of sizes and halved squares, for numbers.
    ElasticNet {
        /// Above 0.
        alpha: f64,
        /// The share of the sizes, 0 to 1.
        ratio: f64,
    },
    /// Logistic regression with squares of the coefficients over `2c`, for classes.
    #[doc(alias = "LogisticRegression")]
    Logistic {
        /// Above 0; large is a weak penalty.
        c: f64,
    },
    /// A decision tree, for numbers and classes.
    #[doc(alias = "DecisionTreeClassifier")]
    #[doc(alias = "DecisionTreeRegressor")]
    Tree {
        /// The most cuts on the way to a leaf.
        max_depth: Option<u32>,
        /// The fewest rows of a leaf.
        min_samples_leaf: u32,
    },
    /// A random forest, for numbers and classes. A node searches all columns for numbers, and the square root of
    /// their number for classes.
    #[doc(alias = "RandomForestClassifier")]
    #[doc(alias = "RandomForestRegressor")]
    Forest {
        /// How many trees.
        trees: u32,
        /// The most cuts on the way to a leaf.
        max_depth: Option<u32>,
        /// The fewest rows of a leaf.
        min_samples_leaf: u32,
        /// The seed of the draws, which follow what is in the rows.
        seed: u64,
    },
}

/// A fitted [`Estimator`].
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Trained {
    /// One row of coefficients a score.
    Scores(Scores),
    /// Trees, and how many columns they saw.
    Trees(Forest, usize),
}

/// Linear scores.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scores {
    /// Score after score; numbers and two classes have one.
    coefficients: Vec<Vec<f64>>,
    intercepts: Vec<f64>,
    classes: usize,
}

/// Columns as row-major rows.
pub(super) fn row_major(columns: &[&[f64]], rows: usize) -> Vec<f64> {
    let row = |at: usize| columns.iter().map(move |column| column.get(at).copied().unwrap_or(0.0));
    (0..rows).flat_map(row).collect()
}

impl Estimator {
    /// Whether its penalty makes coefficients 0, so that those that are not are what matters.
    pub(super) fn is_sparse(self) -> bool {
        match self {
            Estimator::Lasso { .. } => true,
            Estimator::ElasticNet { ratio, .. } => (ratio - 1.0).abs() <= 1e-8 + 1e-5,
            _ => false,
        }
    }

    pub(super) fn check(self, stage: &str) -> Result<(), Error> {
        let positive = |name: &str, value: f64| match value.is_finite() && value > 0.0 {
            true => Ok(()),
            false => Err(refuse(stage, name, "above 0 and finite", value)),
        };
        match self {
            Estimator::Linear | Estimator::Tree { .. } => Ok(()),
            Estimator::Forest { trees: 0, .. } => Err(refuse(stage, "trees", "1 or more", 0)),
            Estimator::Forest { .. } => Ok(()),
            Estimator::Ridge { alpha } if alpha.is_finite() && alpha >= 0.0 => Ok(()),
            Estimator::Ridge { alpha } => {
                Err(refuse(stage, "alpha", "0 or more and finite", alpha))
            }
            Estimator::Lasso { alpha } => positive("alpha", alpha),
            Estimator::ElasticNet { alpha, ratio } => {
                if !(0.0..=1.0).contains(&ratio) {
                    return Err(refuse(stage, "ratio", "between 0 and 1", ratio));
                }
                positive("alpha", alpha)
            }
            Estimator::Logistic { c } => positive("c", c),
        }
    }

    /// Fits it to columns without missing values, and a target of as many rows.
    pub(super) fn train(
        self,
        stage: &str,
        columns: &[&[f64]],
        y: Target<'_>,
    ) -> Result<Trained, Error> {
        self.check(stage)?;
        if let Estimator::Logistic { c } = self {
            return logistic(stage, columns, y.labels(stage)?, c).map(Trained::Scores);
        }
        if let Some(bagging) = self.bagging(columns.len(), y) {
            return trees(stage, &bagging, columns, y);
        }
        let targets = y.vector(stage)?.values();
        let failed = |problem: Unsolved| -> Error {
            let trainer = format!("{self:?}");
            FitError::Trainer { stage: stage.to_owned(), trainer, message: format!("{problem:?}") }
                .into()
        };
        let products = Products::of_columns(columns, targets, true).map_err(failed)?;
        let net = |alpha, ratio| ElasticNet { ratio, ..ElasticNet::lasso(alpha) };
        let linear = match self {
            Estimator::Ridge { alpha } => ridge(&products, alpha),
            Estimator::Lasso { alpha } => net(alpha, 1.0).fit(&products).map(|fit| fit.linear),
            Estimator::ElasticNet { alpha, ratio } => {
                net(alpha, ratio).fit(&products).map(|fit| fit.linear)
            }
            _ => least_squares(&products),
        }
        .map_err(failed)?;
        Ok(Trained::Scores(Scores {
            coefficients: vec![linear.coefficients],
            intercepts: vec![linear.intercept],
            classes: 0,
        }))
    }

    /// How its trees are grown; a single tree is a forest of one that draws nothing.
    fn bagging(self, width: usize, y: Target<'_>) -> Option<Bagging> {
        match self {
            Estimator::Tree { max_depth, min_samples_leaf } => Some(Bagging {
                trees: 1,
                bootstrap: false,
                max_samples: None,
                growth: Growth { max_depth, min_samples_leaf, ..Growth::default() },
            }),
            Estimator::Forest { trees, max_depth, min_samples_leaf, seed } => {
                // A float cast truncates.
                let root = (width as f64).sqrt() as u32;
                let max_features = matches!(y, Target::Labels(_)).then_some(root);
                let growth =
                    Growth { max_depth, min_samples_leaf, max_features, seed, ..Growth::default() };
                Some(Bagging { trees, bootstrap: true, max_samples: None, growth })
            }
            _ => None,
        }
    }
}

fn trees(
    stage: &str,
    bagging: &Bagging,
    columns: &[&[f64]],
    y: Target<'_>,
) -> Result<Trained, Error> {
    let forest = match y {
        Target::Labels(y) => {
            let classes = u32::try_from(y.classes().len()).unwrap_or(u32::MAX);
            bagging.fit_classes(columns, (y.codes(), classes), Impurity::Gini)
        }
        _ => bagging.fit_numbers(columns, y.vector(stage)?.values()),
    };
    let failed = |error| -> Error {
        let (stage, trainer) = (stage.to_owned(), "trees".to_owned());
        FitError::Trainer { stage, trainer, message: format!("{error:?}") }.into()
    };
    Ok(Trained::Trees(forest.map_err(failed)?, columns.len()))
}

fn logistic(stage: &str, columns: &[&[f64]], y: &Labels, c: f64) -> Result<Scores, Error> {
    // Classes without rows would have a probability of their own; they have none here.
    let mut present: Vec<u32> = y.codes().to_vec();
    present.sort_unstable();
    present.dedup();
    if present.len() < 2 {
        let (expected, found) = ("two classes or more".to_owned(), "one".to_owned());
        return Err(FitError::Target { stage: stage.to_owned(), expected, found }.into());
    }
    let code = |code: &u32| u32::try_from(present.partition_point(|other| other < code));
    let codes: Vec<u32> = y.codes().iter().map(|c| code(c).unwrap_or(0)).collect();
    let width = columns.len();
    let problem = Problem {
        width,
        classes: present.len(),
        rows: row_major(columns, codes.len()),
        codes,
        l2: 1.0 / c,
        intercept: true,
    };
    let weights = problem.minimise(problem.zeros());
    if weights.iter().any(|w| !w.is_finite()) {
        let parameter = "coefficient".to_owned();
        return Err(FitError::NonFinite { stage: stage.to_owned(), parameter }.into());
    }
    let scores = weights.chunks(width + 1);
    let (coefficients, intercepts) = scores
        .map(|score| {
            let (intercept, coefficients) = score.split_last().unwrap_or((&0.0, &[]));
            (coefficients.to_vec(), *intercept)
        })
        .unzip();
    Ok(Scores { coefficients, intercepts, classes: present.len() })
}

impl Trained {
    /// One number a column: the norm of its coefficients over the scores, see [`norm`]; or the share of the
    /// impurity that its cuts take away.
    pub(super) fn sizes(&self, order: f64) -> Vec<f64> {
        match self {
            Trained::Scores(scores) => scores.sizes(order),
            Trained::Trees(forest, width) => forest.importances(*width),
        }
    }

    /// One number a column: the sum of squares of its coefficients, or the square of its share.
    pub(super) fn squares(&self) -> Vec<f64> {
        match self {
            Trained::Scores(scores) => scores.squares(),
            Trained::Trees(forest, width) => {
                forest.importances(*width).into_iter().map(|share| share * share).collect()
            }
        }
    }

    /// The answers: numbers, or probabilities class after class, row by row.
    pub(super) fn answer(&self, columns: &[&[f64]], rows: usize) -> Vec<f64> {
        match self {
            Trained::Scores(scores) => scores.answer(columns, rows),
            Trained::Trees(forest, _) => forest.predict(columns, rows),
        }
    }
}

impl Scores {
    fn sizes(&self, order: f64) -> Vec<f64> {
        let width = self.coefficients.first().map_or(0, Vec::len);
        let of = |at: usize| -> Vec<f64> {
            self.coefficients.iter().filter_map(|score| score.get(at)).map(|w| w.abs()).collect()
        };
        (0..width).map(|at| norm(&of(at), order)).collect()
    }

    fn squares(&self) -> Vec<f64> {
        let width = self.coefficients.first().map_or(0, Vec::len);
        let of = |at: usize| -> Vec<f64> {
            self.coefficients.iter().filter_map(|score| score.get(at)).map(|w| w * w).collect()
        };
        (0..width).map(|at| exact::exact_sum(&of(at))).collect()
    }

    fn answer(&self, columns: &[&[f64]], rows: usize) -> Vec<f64> {
        let inputs = row_major(columns, rows);
        let width = columns.len().max(1);
        let mut answers = Vec::new();
        for row in (0..rows).map(|at| inputs.get(at * width..(at + 1) * width).unwrap_or(&[])) {
            let scores = self.coefficients.iter().zip(&self.intercepts);
            let mut scores: Vec<f64> = scores.map(|(w, b)| exact::affine(row, w, *b)).collect();
            match (self.classes, scores.as_mut_slice()) {
                (0, scores) => answers.extend_from_slice(scores),
                (2, [score]) => {
                    let p = exact::logistic(*score);
                    answers.extend([1.0 - p, p]);
                }
                (_, scores) => {
                    exact::softmax(scores);
                    answers.extend_from_slice(scores);
                }
            }
        }
        answers
    }
}

/// `(Σ|x|^order)^(1/order)`; the largest for ∞, the smallest for −∞.
pub(super) fn norm(sizes: &[f64], order: f64) -> f64 {
    if let [one] = sizes {
        return *one;
    }
    let sum = |of: &dyn Fn(f64) -> f64| {
        exact::exact_sum(&sizes.iter().map(|&x| of(x)).collect::<Vec<_>>())
    };
    match order {
        o if o == f64::INFINITY => sizes.iter().copied().fold(0.0, exact::max),
        o if o == f64::NEG_INFINITY => sizes.iter().copied().fold(f64::INFINITY, exact::min),
        1.0 => sum(&|x| x),
        2.0 => sum(&|x| x * x).sqrt(),
        order => exact::pow(sum(&|x| exact::pow(x, order)), 1.0 / order),
    }
}
