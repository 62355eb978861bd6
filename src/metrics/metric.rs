//! Metrics as values: listed, named, stored and evaluated.

use super::mean::{finite, same_length, within};
use super::probability::check_table;
use super::{
    Average, Binary, ConfusionMatrix, Disagreement, Evaluation, MetricError, Multiclass, Parameter,
    Regression, average_precision, brier_score, correlation, deviance, log_loss, multiclass,
    multiclass_log_loss, quantile, ranking, regression,
};

/// A metric with its parameters.
///
/// Written and read by its name ([`Display`](core::fmt::Display), [`FromStr`](core::str::FromStr),
/// serde): `roc_auc`, `f1_macro`, `fbeta_2`, `precision_class_0`, `pinball_0.9`, `top_2_accuracy`.
///
/// # Examples
/// ```
/// use steadfast::metrics::{Binary, Metric};
/// let judged = Binary::new(&[false, true, true], &[0.2, 0.4, 0.9]).into();
/// assert_eq!("roc_auc".parse::<Metric>()?.evaluate(&judged)?, 1.0);
/// assert_eq!("recall".parse::<Metric>()?.evaluate(&judged)?, 0.5);
/// # Ok::<(), steadfast::metrics::MetricError>(())
/// ```
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub enum Metric {
    /// [`log_loss`] or [`multiclass_log_loss`].
    LogLoss,
    /// [`brier_score`].
    Brier,
    /// [`roc_auc`](super::roc_auc).
    RocAuc,
    /// [`gini`](super::gini).
    Gini,
    /// [`kolmogorov_smirnov`](super::kolmogorov_smirnov).
    KolmogorovSmirnov,
    /// [`average_precision`].
    AveragePrecision,
    /// [`precision_recall_auc`](super::precision_recall_auc).
    PrecisionRecallAuc,
    /// [`roc_auc_one_vs_rest`](super::roc_auc_one_vs_rest).
    RocAucOneVsRest(Average),
    /// [`roc_auc_one_vs_one`](super::roc_auc_one_vs_one); `true` weighs the pairs.
    RocAucOneVsOne(bool),
    /// [`top_k_accuracy`](super::top_k_accuracy).
    TopK(usize),
    /// [`ConfusionMatrix::accuracy`].
    Accuracy,
    /// [`ConfusionMatrix::balanced_accuracy`].
    BalancedAccuracy,
    /// [`ConfusionMatrix::precision`].
    Precision(Average),
    /// [`ConfusionMatrix::recall`].
    Recall(Average),
    /// [`ConfusionMatrix::f_beta`] with a beta of 1.
    F1(Average),
    /// [`ConfusionMatrix::f_beta`].
    FBeta(Parameter, Average),
    /// [`ConfusionMatrix::jaccard`].
    Jaccard(Average),
    /// [`ConfusionMatrix::matthews_correlation`].
    MatthewsCorrelation,
    /// [`ConfusionMatrix::cohen_kappa`].
    CohenKappa(Disagreement),
    /// [`mean_absolute_error`](super::mean_absolute_error).
    MeanAbsoluteError,
    /// [`mean_squared_error`](super::mean_squared_error).
    MeanSquaredError,
    /// [`root_mean_squared_error`](super::root_mean_squared_error).
    RootMeanSquaredError,
    /// [`mean_absolute_percentage_error`](super::mean_absolute_percentage_error).
    MeanAbsolutePercentageError,
    /// [`median_absolute_error`](super::median_absolute_error).
    MedianAbsoluteError,
    /// [`max_error`](super::max_error); takes no weights.
    MaxError,
    /// [`r2`](super::r2).
    R2,
    /// [`explained_variance`](super::explained_variance).
    ExplainedVariance,
    /// [`mean_squared_log_error`](super::mean_squared_log_error).
    MeanSquaredLogError,
    /// [`poisson_deviance`](super::poisson_deviance).
    PoissonDeviance,
    /// [`gamma_deviance`](super::gamma_deviance).
    GammaDeviance,
    /// [`tweedie_deviance`](super::tweedie_deviance) of this power.
    TweedieDeviance(Parameter),
    /// [`pinball_loss`](super::pinball_loss) of this level.
    Pinball(Parameter),
    /// [`d2_pinball`](super::d2_pinball) of this level.
    D2Pinball(Parameter),
    /// [`d2_absolute_error`](super::d2_absolute_error).
    D2AbsoluteError,
    /// [`pearson`](super::pearson); takes no weights.
    Pearson,
    /// [`spearman`](super::spearman); takes no weights.
    Spearman,
    /// [`kendall_tau_b`](super::kendall_tau_b); takes no weights.
    KendallTauB,
}

impl Metric {
    /// Its name, which [`str::parse`] reads back.
    #[must_use]
    pub fn name(&self) -> String {
        self.to_string()
    }

    /// Whether more is better; `false` for errors, losses and deviances.
    #[must_use]
    pub fn higher_is_better(&self) -> bool {
        !matches!(
            self,
            Self::LogLoss
                | Self::Brier
                | Self::MeanAbsoluteError
                | Self::MeanSquaredError
                | Self::RootMeanSquaredError
                | Self::MeanAbsolutePercentageError
                | Self::MedianAbsoluteError
                | Self::MaxError
                | Self::MeanSquaredLogError
                | Self::PoissonDeviance
                | Self::GammaDeviance
                | Self::TweedieDeviance(_)
                | Self::Pinball(_)
        )
    }

    /// Its value.
    ///
    /// # Errors
    /// A metric of another task, weights where it takes none, and everything its function refuses.
    pub fn evaluate(&self, evaluation: &Evaluation<'_>) -> Result<f64, MetricError> {
        let value = match evaluation {
            Evaluation::Binary(input) => self.of_binary(input)?,
            Evaluation::Multiclass(input) => self.of_multiclass(input)?,
            Evaluation::Regression(input) => self.of_regression(input)?,
        };
        value
            .ok_or_else(|| MetricError::WrongTask { metric: self.name(), found: evaluation.task() })
    }

    fn of_binary(&self, input: &Binary<'_>) -> Result<Option<f64>, MetricError> {
        let Binary { truth, score, weight, threshold } = *input;
        match self {
            Self::LogLoss => log_loss(truth, score, weight),
            Self::Brier => brier_score(truth, score, weight),
            Self::RocAuc => ranking::roc_auc(truth, score, weight),
            Self::Gini => ranking::gini(truth, score, weight),
            Self::KolmogorovSmirnov => ranking::kolmogorov_smirnov(truth, score, weight),
            Self::AveragePrecision => average_precision(truth, score, weight),
            Self::PrecisionRecallAuc => ranking::precision_recall_auc(truth, score, weight),
            _ => {
                same_length(truth.len(), &[("score", score.len())])?;
                finite("score", score)?;
                within("threshold", &[threshold], "a number", |t| !t.is_nan())?;
                let matrix = ConfusionMatrix::binary(truth, &input.predicted(), weight)?;
                return self.of_labels(&matrix);
            }
        }
        .map(Some)
    }

    fn of_multiclass(&self, input: &Multiclass<'_>) -> Result<Option<f64>, MetricError> {
        let Multiclass { truth, probabilities, classes, weight } = *input;
        match *self {
            Self::LogLoss => multiclass_log_loss(truth, probabilities, classes, weight),
            Self::RocAucOneVsRest(average) => {
                multiclass::roc_auc_one_vs_rest(truth, probabilities, classes, average, weight)
            }
            Self::RocAucOneVsOne(weighted) => {
                self.without_weights(weight)?;
                multiclass::roc_auc_one_vs_one(truth, probabilities, classes, weighted)
            }
            Self::TopK(k) => multiclass::top_k_accuracy(truth, probabilities, classes, k, weight),
            _ => {
                check_table(truth, probabilities, classes, weight)?;
                let matrix = ConfusionMatrix::new(truth, &input.predicted(), classes, weight)?;
                return self.of_labels(&matrix);
            }
        }
        .map(Some)
    }

    fn of_labels(&self, matrix: &ConfusionMatrix) -> Result<Option<f64>, MetricError> {
        match *self {
            Self::Accuracy => Ok(matrix.accuracy()),
            Self::BalancedAccuracy => Ok(matrix.balanced_accuracy()),
            Self::Precision(average) => matrix.precision(average),
            Self::Recall(average) => matrix.recall(average),
            Self::F1(average) => matrix.f_beta(1.0, average),
            Self::FBeta(beta, average) => matrix.f_beta(beta.get(), average),
            Self::Jaccard(average) => matrix.jaccard(average),
            Self::MatthewsCorrelation => Ok(matrix.matthews_correlation()),
            Self::CohenKappa(disagreement) => Ok(matrix.cohen_kappa(disagreement)),
            _ => return Ok(None),
        }
        .map(Some)
    }

    fn of_regression(&self, input: &Regression<'_>) -> Result<Option<f64>, MetricError> {
        let Regression { truth: y, prediction: p, weight: w } = *input;
        match *self {
            Self::MeanAbsoluteError => regression::mean_absolute_error(y, p, w),
            Self::MeanSquaredError => regression::mean_squared_error(y, p, w),
            Self::RootMeanSquaredError => regression::root_mean_squared_error(y, p, w),
            Self::MeanAbsolutePercentageError => {
                regression::mean_absolute_percentage_error(y, p, w)
            }
            Self::MedianAbsoluteError => quantile::median_absolute_error(y, p, w),
            Self::MaxError => self.without_weights(w).and_then(|()| regression::max_error(y, p)),
            Self::R2 => regression::r2(y, p, w),
            Self::ExplainedVariance => regression::explained_variance(y, p, w),
            Self::MeanSquaredLogError => deviance::mean_squared_log_error(y, p, w),
            Self::PoissonDeviance => deviance::poisson_deviance(y, p, w),
            Self::GammaDeviance => deviance::gamma_deviance(y, p, w),
            Self::TweedieDeviance(power) => deviance::tweedie_deviance(y, p, power.get(), w),
            Self::Pinball(alpha) => quantile::pinball_loss(y, p, alpha.get(), w),
            Self::D2Pinball(alpha) => quantile::d2_pinball(y, p, alpha.get(), w),
            Self::D2AbsoluteError => quantile::d2_absolute_error(y, p, w),
            Self::Pearson => self.without_weights(w).and_then(|()| correlation::pearson(y, p)),
            Self::Spearman => self.without_weights(w).and_then(|()| correlation::spearman(y, p)),
            Self::KendallTauB => {
                self.without_weights(w).and_then(|()| correlation::kendall_tau_b(y, p))
            }
            _ => return Ok(None),
        }
        .map(Some)
    }

    fn without_weights(&self, weight: Option<&[f64]>) -> Result<(), MetricError> {
        match weight {
            Some(_) => Err(MetricError::WeightsNotSupported { metric: self.name() }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_metric_of_another_task_is_refused() {
        let numbers = Regression::new(&[1.0, 2.0], &[1.0, 2.0]).into();
        assert_eq!(
            Metric::RocAuc.evaluate(&numbers),
            Err(MetricError::WrongTask { metric: "roc_auc".into(), found: "regression" })
        );
        let binary = Binary::new(&[true], &[0.4]).into();
        assert!(matches!(Metric::R2.evaluate(&binary), Err(MetricError::WrongTask { .. })));
    }

    #[test]
    fn weights_are_refused_where_they_mean_nothing() {
        let numbers = Regression::new(&[1.0, 2.0], &[1.0, 2.0]).weight(&[1.0, 2.0]).into();
        for metric in [Metric::MaxError, Metric::Pearson, Metric::Spearman, Metric::KendallTauB] {
            assert_eq!(
                metric.evaluate(&numbers),
                Err(MetricError::WeightsNotSupported { metric: metric.name() })
            );
        }
    }

    #[test]
    fn a_threshold_calls_equal_scores_positive() {
        let judged = Binary::new(&[true, false], &[0.3, 0.2]).threshold(0.3).into();
        assert_eq!(Metric::Accuracy.evaluate(&judged), Ok(1.0));
        let nan = Binary::new(&[true], &[0.3]).threshold(f64::NAN).into();
        assert!(Metric::Accuracy.evaluate(&nan).is_err());
    }
}
