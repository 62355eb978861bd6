//! Naive Bayes over numbers that are normally distributed in each class.

use super::answer::{NUMBERS, answer, check_input};
use super::parts::PerClass;
use super::prior::ClassPrior;
use super::seen::{SeenClasses, fitted, seen_accessors};
use super::weighed::{self, WeighedClasses, by_class};
use crate::artifact::Stage;
use crate::artifact::codec::Node;
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::exact::{self, ExactMoments};
use crate::model::input::not_negative;
use crate::model::stage_parts::stage_parts;
use crate::model::weights::{self, Rows};
use crate::pipeline::per_column::{bad_column, check_finite};
use crate::pipeline::{Apply, Fit, FitWeighted, PartialFit, Pipeline, Settle, Target, Weighted};
use serde::{Deserialize, Serialize};

/// The logarithm of 2π.
const LN_TAU: f64 = 1.837_877_066_409_345_6;

/// Naive Bayes over numbers that are normally distributed in each class.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`]: rows × classes probabilities, columns in the
/// order of the list of labels. A class without rows to learn from keeps its place, with probability 0.
///
/// # Formula
/// P(class | x) = softmax of ln P(class) − ½ Σ (ln 2πv + (x − m)² / v), where m and v are the mean and the variance
/// of a column in the rows of the class. To every v is added `var_smoothing` times the largest variance that a
/// column has over all rows.
/// With [weights](Weighted) means and variances are weighted ones, and sums of weights stand in the place of numbers of
/// rows; scikit-learn takes what it adds from the variances without weights.
///
/// # Learned state
/// A mean and a variance a class and column, and how many rows each class had.
///
/// # Determinism
/// Replay exact: the sum over columns in the order of [`exact::sum`], then [`exact::softmax`]. Refit exact, in any
/// order of the rows and from parts: means and variances come from exact sums, rounded once.
///
/// # Errors
/// Fitting fails with rows of only one class, a value that is not finite, a column whose variance leaves the range of
/// numbers, and one that does not vary in a class where nothing is added. A row with a cell that is not finite is
/// refused when predicting, and one so far from every class that no probability is left in numbers.
///
/// # Source
/// `GaussianNB` of scikit-learn 1.9. Its `partial_fit` adds the smoothing of the first part; parts merged here give
/// that of all rows.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[-2.0], [-1.0], [1.0], [2.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "yes"]);
/// let model = GaussianNaiveBayes::new().fit(&x, &y)?;
/// assert_eq!(model.means(), [-1.5, 1.5]);
/// assert_eq!(model.apply(&x)?.label(3), Some("yes"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "GaussianNB")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GaussianNaiveBayes {
    prior: ClassPrior,
    var_smoothing: f64,
}

impl Default for GaussianNaiveBayes {
    fn default() -> Self {
        GaussianNaiveBayes::new()
    }
}

impl GaussianNaiveBayes {
    /// With learned priors and smoothing of 1e-9.
    #[must_use]
    pub fn new() -> GaussianNaiveBayes {
        GaussianNaiveBayes { prior: ClassPrior::Learned, var_smoothing: 1e-9 }
    }

    /// How probable each class is before a row is looked at; by default its share of the rows.
    #[doc(alias = "priors")]
    #[must_use]
    pub fn prior(mut self, prior: ClassPrior) -> GaussianNaiveBayes {
        self.prior = prior;
        self
    }

    /// Which part of the largest variance of a column is added to every variance; by default 1e-9.
    #[must_use]
    pub fn var_smoothing(mut self, part: f64) -> GaussianNaiveBayes {
        self.var_smoothing = part;
        self
    }

    /// What is added to the variances of classes, of those of all rows.
    fn added_to(&self, seen: &SeenClasses, variances: &[f64]) -> Result<f64, Error> {
        let mut largest = 0.0;
        for (&variance, name) in variances.iter().zip(seen.columns.iter()) {
            if !variance.is_finite() {
                let problem = "its variance leaves the range of numbers".to_owned();
                return Err(bad_column(GaussianNaiveBayesModel::KIND, name, problem));
            }
            largest = exact::max(largest, variance);
        }
        Ok(self.var_smoothing * largest)
    }

    /// The variances of classes with what is added, where a class can be told by them.
    fn checked(
        &self,
        seen: &SeenClasses,
        mut variances: Vec<f64>,
        added: f64,
    ) -> Result<Vec<f64>, Error> {
        const STAGE: &str = GaussianNaiveBayesModel::KIND;
        for (place, (variance, name)) in
            variances.iter_mut().zip(seen.columns.iter().cycle()).enumerate()
        {
            *variance += added;
            let class = || seen.name(place / seen.columns.len());
            if *variance == 0.0 {
                let problem = format!("does not vary in class `{}`, and nothing is added", class());
                return Err(bad_column(STAGE, name, problem));
            }
            if !variance.is_finite() {
                let problem = format!("its variance in class `{}` leaves the range", class());
                return Err(bad_column(STAGE, name, problem));
            }
        }
        Ok(variances)
    }

    fn check(&self) -> Result<(), Error> {
        not_negative(GaussianNaiveBayesModel::KIND, "var_smoothing", self.var_smoothing)?;
        self.prior.check(GaussianNaiveBayesModel::KIND)
    }
}

/// A fitted [`GaussianNaiveBayes`].
#[derive(Debug, Clone, PartialEq)]
pub struct GaussianNaiveBayesModel {
    recipe: GaussianNaiveBayes,
    state: GaussianNaiveBayesState,
    priors: Vec<f64>,
    /// ln P(class) − ½ Σ ln 2πv, one a class.
    starts: Vec<f64>,
}

/// What [`GaussianNaiveBayesModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GaussianNaiveBayesState {
    pub(super) seen: SeenClasses,
    /// Class after class, in each one a column.
    pub(super) means: Vec<f64>,
    /// The same, with what was added.
    pub(super) variances: Vec<f64>,
    /// What was added to every variance.
    pub(super) added: f64,
    /// What rows counted; not of a fit without weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) weights: Option<WeighedClasses>,
}

seen_accessors!(GaussianNaiveBayesModel);

impl GaussianNaiveBayesModel {
    /// The means: class learned after class, in each one a column.
    #[doc(alias = "theta_")]
    #[must_use]
    pub fn means(&self) -> &[f64] {
        &self.state.means
    }

    /// The variances, with what was added: class learned after class, in each one a column.
    #[doc(alias = "var_")]
    #[must_use]
    pub fn variances(&self) -> &[f64] {
        &self.state.variances
    }

    /// What was added to every variance.
    #[doc(alias = "epsilon_")]
    #[must_use]
    pub fn added(&self) -> f64 {
        self.state.added
    }
}

impl Pipeline for GaussianNaiveBayes {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for GaussianNaiveBayes {
    type Fitted = GaussianNaiveBayesModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<GaussianNaiveBayesModel, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl FitWeighted<Labels> for GaussianNaiveBayes {
    fn fit_weighted(
        &self,
        x: &Matrix,
        y: &Weighted<Labels>,
    ) -> Result<GaussianNaiveBayesModel, Error> {
        const STAGE: &str = GaussianNaiveBayesModel::KIND;
        let rows = Rows::of(STAGE, x, y)?;
        if rows.once() {
            return self.fit(&rows.x, rows.y());
        }
        self.check()?;
        let (seen, sums, classes) = by_class(STAGE, &rows, NUMBERS)?;
        self.prior.check_classes(STAGE, seen.classes.len())?;
        let whole = (0..rows.x.width()).map(|at| about(&rows.x.column(at), rows.weights()).1);
        let whole: Vec<f64> = whole.collect();
        let each = classes.iter().flat_map(|of| of.columns.iter().map(|x| about(x, &of.weights)));
        let (means, variances): (Vec<f64>, Vec<f64>) = each.unzip();
        let added = self.added_to(&seen, &whole)?;
        let variances = self.checked(&seen, variances, added)?;
        let weights = Some(WeighedClasses { classes: sums, counts: Vec::new() });
        let state = GaussianNaiveBayesState { seen, means, variances, added, weights };
        fitted(STAGE, GaussianNaiveBayesModel::restore(self.clone(), state))
    }
}

/// The weighted mean of numbers, and their variance about it: one rounding a row, the sums exact.
fn about(values: &[f64], weights: &[f64]) -> (f64, f64) {
    let mean = exact::weighted_mean(values, weights).unwrap_or(exact::NAN);
    let squares: Vec<f64> = values.iter().map(|x| (x - mean) * (x - mean)).collect();
    (mean, exact::weighted_mean(&squares, weights).unwrap_or(exact::NAN))
}

impl PartialFit<Labels> for GaussianNaiveBayes {
    fn partial(&self, x: &Matrix, y: &Labels) -> Result<PerClass<ExactMoments>, Error> {
        self.check()?;
        PerClass::learn(GaussianNaiveBayesModel::KIND, x, y, NUMBERS, ExactMoments::add_slice)
    }
}

impl Settle for GaussianNaiveBayes {
    type Partial = PerClass<ExactMoments>;
    type Settled = GaussianNaiveBayesModel;

    fn settle(&self, partial: PerClass<ExactMoments>) -> Result<GaussianNaiveBayesModel, Error> {
        const STAGE: &str = GaussianNaiveBayesModel::KIND;
        self.check()?;
        let (seen, moments) = partial.settle(STAGE)?;
        self.prior.check_classes(STAGE, seen.classes.len())?;
        let whole = (0..seen.columns.len()).map(|at| {
            let mut whole = ExactMoments::new();
            moments.iter().skip(at).step_by(seen.columns.len()).for_each(|of| whole.merge(of));
            whole.variance(0).unwrap_or(0.0)
        });
        let added = self.added_to(&seen, &whole.collect::<Vec<f64>>())?;
        let variances = moments.iter().map(|of| of.variance(0).unwrap_or(0.0)).collect();
        let variances = self.checked(&seen, variances, added)?;
        let means = moments.iter().map(|of| of.mean().unwrap_or(0.0)).collect();
        let state = GaussianNaiveBayesState { seen, means, variances, added, weights: None };
        fitted(STAGE, GaussianNaiveBayesModel::restore(self.clone(), state))
    }
}

impl Pipeline for GaussianNaiveBayesModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for GaussianNaiveBayesModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let GaussianNaiveBayesState { seen, means, variances, .. } = &self.state;
        check_input(Self::KIND, seen, x)?;
        let width = seen.columns.len();
        let mut terms = vec![0.0; width];
        answer(Self::KIND, seen, x, |cells, scores| {
            let classes = means.chunks_exact(width).zip(variances.chunks_exact(width));
            for ((score, start), (means, variances)) in
                scores.iter_mut().zip(&self.starts).zip(classes)
            {
                let learned = means.iter().zip(variances);
                for ((term, &cell), (&mean, &variance)) in terms.iter_mut().zip(cells).zip(learned)
                {
                    let distance = cell - mean;
                    *term = distance * distance / variance;
                }
                *score = start - 0.5 * exact::sum(&terms);
            }
        })
    }
}

impl Stage for GaussianNaiveBayesModel {
    const KIND: &'static str = "model.naive_bayes.gaussian";
    type Recipe = GaussianNaiveBayes;
    type State = GaussianNaiveBayesState;

    stage_parts!(GaussianNaiveBayes, GaussianNaiveBayesState);

    fn version(&self) -> u32 {
        weighed::version(self.state.weights.as_ref())
    }

    fn decode(version: u32, params: &Node, state: &Node) -> Option<Result<Self, String>> {
        weighed::decode(version, params, state)
    }

    fn restore(recipe: GaussianNaiveBayes, state: GaussianNaiveBayesState) -> Result<Self, String> {
        recipe.check().map_err(|error| error.to_string())?;
        let GaussianNaiveBayesState { seen, means, variances, added, weights } = &state;
        seen.check()?;
        weighed::check(weights.as_ref(), seen, 0)?;
        seen.check_cells("means", means.len())?;
        seen.check_cells("variances", variances.len())?;
        check_finite("means", means)?;
        check_finite("variances", variances)?;
        check_finite("added", &[*added])?;
        if *added < 0.0 || variances.iter().any(|variance| *variance <= 0.0) {
            return Err("a variance that is not above 0".to_owned());
        }
        let priors = recipe.prior.shares_of(seen, weights.as_ref())?;
        let classes = variances.chunks_exact(seen.columns.len()).zip(&priors);
        let starts = classes.map(|(variances, &prior)| {
            let logs: Vec<f64> = variances.iter().map(|&v| LN_TAU + exact::ln(v)).collect();
            exact::ln(prior) - 0.5 * exact::sum(&logs)
        });
        let starts = starts.collect();
        Ok(GaussianNaiveBayesModel { recipe, state, priors, starts })
    }

    fn learn(recipe: &GaussianNaiveBayes, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        weights::learn_classes(Self::KIND, recipe, x, y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let GaussianNaiveBayesState { seen, means, variances, .. } = &self.state;
        seen.report(&self.priors, |class, column| {
            let at = class * seen.columns.len() + column;
            format!("mean {}, variance {}", means[at], variances[at])
        })
    }
}
