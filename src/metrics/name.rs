//! The names of metrics, written and read.

use super::{Average, Disagreement, Metric, MetricError, Parameter};
use core::fmt;
use core::str::FromStr;

/// Metrics whose name holds no parameter.
const PLAIN: [(&str, Metric); 31] = [
    ("log_loss", Metric::LogLoss),
    ("brier", Metric::Brier),
    ("roc_auc", Metric::RocAuc),
    ("gini", Metric::Gini),
    ("ks", Metric::KolmogorovSmirnov),
    ("average_precision", Metric::AveragePrecision),
    ("pr_auc_trapezoid", Metric::PrecisionRecallAuc),
    ("roc_auc_ovo_macro", Metric::RocAucOneVsOne(false)),
    ("roc_auc_ovo_weighted", Metric::RocAucOneVsOne(true)),
    ("accuracy", Metric::Accuracy),
    ("balanced_accuracy", Metric::BalancedAccuracy),
    ("mcc", Metric::MatthewsCorrelation),
    ("cohen_kappa", Metric::CohenKappa(Disagreement::Nominal)),
    ("cohen_kappa_linear", Metric::CohenKappa(Disagreement::Linear)),
    ("cohen_kappa_quadratic", Metric::CohenKappa(Disagreement::Quadratic)),
    ("mae", Metric::MeanAbsoluteError),
    ("mse", Metric::MeanSquaredError),
    ("rmse", Metric::RootMeanSquaredError),
    ("mape", Metric::MeanAbsolutePercentageError),
    ("median_ae", Metric::MedianAbsoluteError),
    ("max_error", Metric::MaxError),
    ("r2", Metric::R2),
    ("explained_variance", Metric::ExplainedVariance),
    ("msle", Metric::MeanSquaredLogError),
    ("poisson_deviance", Metric::PoissonDeviance),
    ("gamma_deviance", Metric::GammaDeviance),
    ("d2_absolute", Metric::D2AbsoluteError),
    ("pearson_r", Metric::Pearson),
    ("spearman_rho", Metric::Spearman),
    ("kendall_tau_b", Metric::KendallTauB),
    // A second writing of the name above it in use; never written.
    ("ks_tpr_minus_fpr", Metric::KolmogorovSmirnov),
];

impl fmt::Display for Metric {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RocAucOneVsRest(average) => write!(f, "roc_auc_ovr{}", Suffix(*average)),
            Self::TopK(k) => write!(f, "top_{k}_accuracy"),
            Self::Precision(average) => write!(f, "precision{}", Suffix(*average)),
            Self::Recall(average) => write!(f, "recall{}", Suffix(*average)),
            Self::F1(average) => write!(f, "f1{}", Suffix(*average)),
            Self::FBeta(beta, average) => write!(f, "fbeta_{}{}", beta.get(), Suffix(*average)),
            Self::Jaccard(average) => write!(f, "jaccard{}", Suffix(*average)),
            Self::TweedieDeviance(power) => write!(f, "tweedie_{}", power.get()),
            Self::Pinball(alpha) => write!(f, "pinball_{}", alpha.get()),
            Self::D2Pinball(alpha) => write!(f, "d2_pinball_{}", alpha.get()),
            plain => {
                let found = PLAIN.iter().find(|(_, metric)| metric == plain);
                f.write_str(found.map_or("", |(name, _)| name))
            }
        }
    }
}

/// An average at the end of a name; nothing for the binary one.
struct Suffix(Average);

impl fmt::Display for Suffix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Average::Binary => Ok(()),
            Average::Micro => f.write_str("_micro"),
            Average::Macro => f.write_str("_macro"),
            Average::Weighted => f.write_str("_weighted"),
            Average::Class(code) => write!(f, "_class_{code}"),
        }
    }
}

/// Takes the average off the end of a name.
fn split_average(name: &str) -> Option<(&str, Average)> {
    let fixed =
        [("_micro", Average::Micro), ("_macro", Average::Macro), ("_weighted", Average::Weighted)];
    for (suffix, average) in fixed {
        if let Some(stem) = name.strip_suffix(suffix) {
            return Some((stem, average));
        }
    }
    match name.rsplit_once("_class_") {
        Some((stem, code)) => Some((stem, Average::Class(code.parse().ok()?))),
        None => Some((name, Average::Binary)),
    }
}

fn parse(name: &str) -> Option<Metric> {
    if let Some(&(_, metric)) = PLAIN.iter().find(|(plain, _)| *plain == name) {
        return Some(metric);
    }
    let number = |text: &str| text.parse().ok().map(Parameter::new);
    if let Some(k) = name.strip_prefix("top_").and_then(|rest| rest.strip_suffix("_accuracy")) {
        return k.parse().ok().map(Metric::TopK);
    }
    if let Some(power) = name.strip_prefix("tweedie_") {
        return number(power).map(Metric::TweedieDeviance);
    }
    if let Some(alpha) = name.strip_prefix("pinball_") {
        return number(alpha).map(Metric::Pinball);
    }
    if let Some(alpha) = name.strip_prefix("d2_pinball_") {
        return number(alpha).map(Metric::D2Pinball);
    }
    let (stem, average) = split_average(name)?;
    match stem {
        "precision" => Some(Metric::Precision(average)),
        "recall" => Some(Metric::Recall(average)),
        "f1" => Some(Metric::F1(average)),
        "jaccard" => Some(Metric::Jaccard(average)),
        "roc_auc_ovr" if average != Average::Binary => Some(Metric::RocAucOneVsRest(average)),
        _ => Some(Metric::FBeta(number(stem.strip_prefix("fbeta_")?)?, average)),
    }
}

impl FromStr for Metric {
    type Err = MetricError;

    fn from_str(name: &str) -> Result<Self, MetricError> {
        parse(name).ok_or_else(|| MetricError::UnknownName { found: name.to_owned() })
    }
}

impl TryFrom<String> for Metric {
    type Error = MetricError;

    fn try_from(name: String) -> Result<Self, MetricError> {
        name.parse()
    }
}

impl From<Metric> for String {
    fn from(metric: Metric) -> Self {
        metric.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_reads_back() {
        let averages = [
            Average::Binary,
            Average::Micro,
            Average::Macro,
            Average::Weighted,
            Average::Class(12),
        ];
        let mut metrics: Vec<Metric> = PLAIN.iter().map(|&(_, metric)| metric).collect();
        for average in averages {
            metrics.extend([
                Metric::Precision(average),
                Metric::Recall(average),
                Metric::F1(average),
                Metric::FBeta(Parameter::new(0.1), average),
                Metric::Jaccard(average),
            ]);
        }
        for x in [-1.5, 0.1, 2.0, 1e-300, f64::MAX, f64::INFINITY] {
            let x = Parameter::new(x);
            metrics.extend([Metric::TweedieDeviance(x), Metric::Pinball(x), Metric::D2Pinball(x)]);
        }
        metrics.extend([Metric::TopK(3), Metric::RocAucOneVsRest(Average::Class(0))]);
        for metric in metrics {
            assert!(!metric.name().is_empty());
            assert_eq!(metric.name().parse(), Ok(metric));
            let json = serde_json::to_string(&metric).unwrap();
            assert_eq!(serde_json::from_str::<Metric>(&json).unwrap(), metric);
        }
    }

    #[test]
    fn other_names_are_refused() {
        for name in ["", "auc", "f1_", "fbeta_x", "top_x_accuracy", "roc_auc_ovr", "recall_class_"]
        {
            assert_eq!(
                name.parse::<Metric>(),
                Err(MetricError::UnknownName { found: name.to_owned() })
            );
        }
    }
}
