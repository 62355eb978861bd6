//! Figures of the user's own.

use super::{Evaluation, Metric, MetricError};
use core::fmt;

/// A figure that judges predictions: a [`Metric`], or one of your own.
pub trait Kpi {
    /// The name it is reported under.
    fn name(&self) -> String;

    /// Its value.
    ///
    /// # Errors
    /// [`MetricError::Kpi`] or any other, when it has none.
    fn evaluate(&self, evaluation: &Evaluation<'_>) -> Result<f64, MetricError>;
}

impl Kpi for Metric {
    fn name(&self) -> String {
        Self::name(self)
    }

    fn evaluate(&self, evaluation: &Evaluation<'_>) -> Result<f64, MetricError> {
        Self::evaluate(self, evaluation)
    }
}

/// A [`Kpi`] made of a name and a function.
///
/// # Examples
/// ```
/// use steadfast::metrics::{Binary, Custom, Evaluation, Kpi, Metric, Report};
/// // A caught case is worth 100, a false alarm costs 10.
/// let profit = Custom::new("profit", |judged: &Evaluation| {
///     let Evaluation::Binary(rows) = judged else { return Err("needs a binary task".into()) };
///     let labels = rows.truth.iter().zip(rows.predicted());
///     Ok(labels.map(|(&t, p)| if !p { 0.0 } else if t { 100.0 } else { -10.0 }).fold(0.0, |a, b| a + b))
/// });
/// let judged = Binary::new(&[true, false, true], &[0.9, 0.6, 0.2]).into();
/// assert_eq!(profit.evaluate(&judged)?, 90.0);
/// let report = Report::new(&[&Metric::RocAuc, &profit], &judged)?;
/// assert_eq!(report.get("profit"), Some(90.0));
/// # Ok::<(), steadfast::metrics::MetricError>(())
/// ```
pub struct Custom<F> {
    name: String,
    value: F,
}

impl<F> Custom<F>
where
    F: Fn(&Evaluation<'_>) -> Result<f64, String>,
{
    /// A figure computed by `value`, which says in words why it has none.
    pub fn new(name: impl Into<String>, value: F) -> Self {
        Self { name: name.into(), value }
    }
}

impl<F> fmt::Debug for Custom<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Custom").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<F> Kpi for Custom<F>
where
    F: Fn(&Evaluation<'_>) -> Result<f64, String>,
{
    fn name(&self) -> String {
        self.name.clone()
    }

    fn evaluate(&self, evaluation: &Evaluation<'_>) -> Result<f64, MetricError> {
        (self.value)(evaluation)
            .map_err(|message| MetricError::Kpi { kpi: self.name.clone(), message })
    }
}
