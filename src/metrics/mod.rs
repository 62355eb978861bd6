//! Metrics on plain slices, defined tie by tie and edge by edge as scikit-learn 1.9 and SciPy 1.17
//! define them.
//!
//! Every metric is a function over slices (or a method of [`ConfusionMatrix`]), and a value of
//! [`Metric`] that can be named, stored and evaluated on an [`Evaluation`]. A figure of your own is
//! a [`Kpi`], and a [`Report`] lists any number of both.
//!
//! # Undefined values and errors
//! Where the peers warn and return NaN (the ROC AUC of a single class), so do these functions.
//! Where the peers raise, a [`MetricError`] says what was wrong, what was expected and what was
//! found. Where this crate departs from the peers:
//! - Negative weights are refused everywhere; some peers let them pass.
//! - A NaN score has no hard label and is refused; NumPy's comparison makes it a negative.
//! - A constant truth such as `[0.1, 0.1, 0.1]` has no variance to explain, so R² and explained
//!   variance are 0 or 1. The peer's rounded mean is not 0.1, and its R² is then some −10³³.
//!
//! # Determinism
//! Sums over rows are exact before their one rounding, so a metric has the same bits whatever the
//! order of the rows.

mod agreement;
mod average;
mod confusion;
mod correlation;
mod deviance;
mod error;
mod input;
mod kpi;
mod label;
mod mean;
mod metric;
mod multiclass;
mod name;
mod parameter;
mod probability;
mod quantile;
mod ranking;
mod regression;
mod report;

pub use agreement::Disagreement;
pub use average::Average;
pub use confusion::ConfusionMatrix;
pub use correlation::{kendall_tau_b, pearson, spearman};
pub use deviance::{gamma_deviance, mean_squared_log_error, poisson_deviance, tweedie_deviance};
pub use error::MetricError;
pub use input::{Binary, Evaluation, Multiclass, Regression};
pub use kpi::{Custom, Kpi};
pub use metric::Metric;
pub use multiclass::{roc_auc_one_vs_one, roc_auc_one_vs_rest, top_k_accuracy};
pub use parameter::Parameter;
pub use probability::{brier_score, log_loss, multiclass_log_loss};
pub use quantile::{d2_absolute_error, d2_pinball, median_absolute_error, pinball_loss};
pub use ranking::{average_precision, gini, kolmogorov_smirnov, precision_recall_auc, roc_auc};
pub use regression::{
    explained_variance, max_error, mean_absolute_error, mean_absolute_percentage_error,
    mean_squared_error, r2, root_mean_squared_error,
};
pub use report::{Entry, Report};
