//! What candidates are judged by.

use crate::data::DataKind;
use crate::error::Error;
use crate::evaluate::{judge, metrics::Kpi};
use crate::exact;
use crate::metrics::Metric;
use crate::pipeline::Target;
use std::fmt;
use std::sync::Arc;

/// A figure that is computed on the held-out rows of every fold, and which way it is better.
#[derive(Clone)]
pub(super) struct Figure {
    kpi: Arc<dyn Kpi + Send + Sync>,
    pub(super) higher: bool,
}

impl fmt::Debug for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.kpi.name())
    }
}

impl From<Metric> for Figure {
    fn from(metric: Metric) -> Figure {
        Figure { higher: metric.higher_is_better(), kpi: Arc::new(metric) }
    }
}

impl Figure {
    pub(super) fn new(kpi: impl Kpi + Send + Sync + 'static, higher: bool) -> Figure {
        Figure { kpi: Arc::new(kpi), higher }
    }

    /// What scikit-learn's `score` is: the share of correct answers, or R².
    pub(super) fn usual(y: Target<'_>) -> Figure {
        match y.unweighted() {
            Target::Labels(_) => Metric::Accuracy.into(),
            _ => Metric::R2.into(),
        }
    }

    pub(super) fn name(&self) -> String {
        self.kpi.name()
    }

    pub(super) fn of<D: DataKind>(&self, answers: &D, y: Target<'_>) -> Result<f64, Error> {
        let report = judge(answers, y, &[&*self.kpi])?;
        Ok(report.entries().first().map_or(exact::NAN, |entry| entry.value))
    }

    /// The value of the figure that candidates are ranked by.
    ///
    /// # Errors
    /// When it is not defined on these rows: a candidate cannot be ranked by what it does not have.
    pub(super) fn ranking<D: DataKind>(&self, answers: &D, y: Target<'_>) -> Result<f64, Error> {
        let value = self.of(answers, y)?;
        if value.is_nan() {
            return Err(Error::Evaluate(format!("{} is not a number", self.name())));
        }
        Ok(value)
    }

    /// The larger, the better, whichever way the figure goes.
    pub(super) fn goodness(&self, value: f64) -> f64 {
        if self.higher { value } else { -value }
    }
}
