//! Coefficients beside the columns they belong to.

use super::contributions::ranked;
use std::fmt;
use std::sync::Arc;

/// The coefficients of a linear model: for every output one a column, and an intercept.
///
/// The outputs are `prediction` for one number, the targets for several, the second class for two classes (its score),
/// every class for more.
///
/// # Examples
/// ```
/// use steadfast::explain::coefficients;
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a", "b"], [[-2.0, 1.0], [-1.0, 2.0], [1.0, 1.0], [2.0, 2.0]])?;
/// let model = Logistic::new().fit(&x, &Labels::from_texts(["no", "no", "yes", "yes"]))?;
/// let table = coefficients(&model)?;
/// assert_eq!(&*table.outputs()[0], "yes");
/// assert_eq!(table.ranked(0)[0].0, "a");
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "coef_")]
#[derive(Debug, Clone, PartialEq)]
pub struct Coefficients {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) outputs: Vec<Arc<str>>,
    pub(super) weights: Vec<f64>,
    pub(super) intercepts: Vec<f64>,
}

impl Coefficients {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// The outputs.
    #[must_use]
    pub fn outputs(&self) -> &[Arc<str>] {
        &self.outputs
    }

    /// The coefficients of an output, one a column; empty when there is no such output.
    #[must_use]
    pub fn row(&self, output: usize) -> &[f64] {
        let width = self.columns.len();
        self.weights.get(output * width..(output + 1) * width).unwrap_or_default()
    }

    /// The intercept of an output; 0 when none was learned, NaN when there is no such output.
    #[must_use]
    pub fn intercept(&self, output: usize) -> f64 {
        self.intercepts.get(output).copied().unwrap_or(crate::exact::NAN)
    }

    /// Columns and coefficients of an output, in the order of the columns.
    pub fn iter(&self, output: usize) -> impl Iterator<Item = (&str, f64)> {
        self.columns.iter().zip(self.row(output)).map(|(column, weight)| (&**column, *weight))
    }

    /// Columns and coefficients of an output, the largest in size first; of equals, the order of the columns.
    #[must_use]
    pub fn ranked(&self, output: usize) -> Vec<(&str, f64)> {
        ranked(&self.columns, self.row(output))
    }
}

/// Output by output, the largest coefficients first.
impl fmt::Display for Coefficients {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = self.columns.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(9);
        for (output, name) in self.outputs.iter().enumerate() {
            writeln!(f, "{name}")?;
            for (column, weight) in self.ranked(output) {
                writeln!(f, "  {column:wide$} {weight:>+12.6}")?;
            }
            writeln!(f, "  {:wide$} {:>+12.6}", "intercept", self.intercept(output))?;
        }
        Ok(())
    }
}
