//! What each column contributed to each row's answer.

use crate::data::DataKind;
use crate::error::{Error, ExplainError, RowError};
use crate::exact::{self, ExactSum};
use std::fmt;
use std::sync::Arc;

/// What contributions add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scale {
    /// The answer itself: a number, or the probability of each class.
    Answer,
    /// The score a probability is made of: for two classes the log-odds of the second
    /// ([`exact::logistic`](crate::exact::logistic) gives its probability), for more one score a class
    /// ([`exact::softmax`](crate::exact::softmax) gives theirs); of imported trees and generalised linear models, the
    /// score before the link.
    Score,
}

/// For every row and output of a model, how much each column contributed, beside a baseline.
///
/// # Formula
/// baseline + Σ contributions = the model's output, up to [`bound`](Self::bound), which counts roundings: a few units
/// in the last place a column.
///
/// # Examples
/// ```
/// use steadfast::explain::contributions;
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a", "b"], [[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 0.0]])?;
/// let model = DecisionTree::regressor().fit(&x, &Vector::new(vec![1.0, 1.0, 5.0, 5.0]))?;
/// let why = contributions(&model, &x)?;
/// assert_eq!(why.baseline(0), 3.0);
/// assert_eq!(why.row(2, 0), [2.0, 0.0]);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "shap_values")]
#[derive(Debug, Clone, PartialEq)]
pub struct Contributions {
    columns: Arc<[Arc<str>]>,
    outputs: Vec<Arc<str>>,
    scale: Scale,
    baselines: Vec<f64>,
    values: Vec<f64>,
    bounds: Vec<f64>,
}

impl Contributions {
    /// Contributions from their parts: one baseline an output, one value a row, output and column (in this order), one
    /// bound a row and output.
    ///
    /// # Errors
    /// When the parts differ in length, or a number is not finite.
    pub fn new(
        columns: impl Into<Arc<[Arc<str>]>>,
        outputs: Vec<Arc<str>>,
        scale: Scale,
        baselines: Vec<f64>,
        values: Vec<f64>,
        bounds: Vec<f64>,
    ) -> Result<Contributions, Error> {
        let columns = columns.into();
        let lengths = (baselines.len(), values.len());
        let expected = (outputs.len(), bounds.len() * columns.len());
        if lengths != expected || outputs.is_empty() || !bounds.len().is_multiple_of(outputs.len())
        {
            return Err(ExplainError::Shape {
                what: "contributions".to_owned(),
                expected: format!("{} baselines and {} values", expected.0, expected.1),
                found: format!("{} and {}", lengths.0, lengths.1),
            }
            .into());
        }
        let each = columns.len() * outputs.len();
        if let Some(at) = values.iter().position(|value| !value.is_finite()) {
            let column = columns.get(at % columns.len()).map(ToString::to_string);
            return Err(out_of_range(column.unwrap_or_default(), Some(at / each), values[at]));
        }
        if let Some(at) = baselines.iter().position(|value| !value.is_finite()) {
            return Err(out_of_range("baseline".to_owned(), None, baselines[at]));
        }
        Ok(Contributions { columns, outputs, scale, baselines, values, bounds })
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.bounds.len() / self.outputs.len()
    }

    /// The columns of the model, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// The outputs: classes, or `prediction`.
    #[must_use]
    pub fn outputs(&self) -> &[Arc<str>] {
        &self.outputs
    }

    /// The place of a class among the [`outputs`](Self::outputs).
    #[must_use]
    pub fn output(&self, class: &str) -> Option<usize> {
        self.outputs.iter().position(|output| &**output == class)
    }

    /// What the contributions add up to.
    #[must_use]
    pub fn scale(&self) -> Scale {
        self.scale
    }

    /// What an output is before any column is known; NaN when there is no such output.
    #[doc(alias = "expected_value")]
    #[must_use]
    pub fn baseline(&self, output: usize) -> f64 {
        self.baselines.get(output).copied().unwrap_or(exact::NAN)
    }

    /// The contributions to an output of a row, one a column; empty when there is no such row or output.
    #[must_use]
    pub fn row(&self, row: usize, output: usize) -> &[f64] {
        let width = self.columns.len();
        let at = self.place(row, output).map(|at| at * width);
        at.and_then(|at| self.values.get(at..at + width)).unwrap_or_default()
    }

    /// Baseline and contributions together, summed exactly and rounded once.
    #[must_use]
    pub fn total(&self, row: usize, output: usize) -> f64 {
        let mut sum = ExactSum::new();
        sum.add(self.baseline(output));
        sum.add_slice(self.row(row, output));
        sum.sum()
    }

    /// How far [`total`](Self::total) may be from what the model computes; NaN when there is no such row or output.
    #[must_use]
    pub fn bound(&self, row: usize, output: usize) -> f64 {
        let at = self.place(row, output);
        at.and_then(|at| self.bounds.get(at)).copied().unwrap_or(exact::NAN)
    }

    /// Columns and contributions of one row, the largest in size first; of equals, the order of the columns.
    #[must_use]
    pub fn ranked(&self, row: usize, output: usize) -> Vec<(&str, f64)> {
        ranked(&self.columns, self.row(row, output))
    }

    /// For every column, the mean size of its contributions to an output over the rows.
    #[must_use]
    pub fn mean_sizes(&self, output: usize) -> Vec<(&str, f64)> {
        let mean = |at: usize| {
            let cell = |row| self.row(row, output).get(at).map(|value| value.abs());
            let sizes: Vec<f64> = (0..self.rows()).filter_map(cell).collect();
            exact::mean(&sizes).unwrap_or(exact::NAN)
        };
        self.columns.iter().enumerate().map(|(at, column)| (&**column, mean(at))).collect()
    }

    /// The contributions of columns that belong together as one: `group` names the group of each column, such as the
    /// raw column that one-hot columns were made of. Groups stand in the order of their first columns.
    ///
    /// ```
    /// use steadfast::explain::contributions;
    /// use steadfast::prelude::*;
    /// let x = Table::new().with("port", Column::text(["S", "C", "S", "Q"]))?;
    /// let y = Vector::new(vec![1.0, 2.0, 1.0, 4.0]);
    /// let chain = OneHot::new().then(Assemble::new()).then(Ridge::new(1.0)).fit(&x, &y)?;
    /// let why = contributions(&chain, &x)?;
    /// assert_eq!(why.columns().len(), 3);
    /// let why = why.grouped(|column| column.split('_').next().unwrap_or(column).to_owned());
    /// assert_eq!(&*why.columns()[0], "port");
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn grouped(&self, group: impl Fn(&str) -> String) -> Contributions {
        let mut columns: Vec<Arc<str>> = Vec::new();
        let mut places = Vec::with_capacity(self.columns.len());
        for column in self.columns.iter() {
            let name = group(column);
            let at = columns.iter().position(|known| **known == *name).unwrap_or_else(|| {
                columns.push(name.into());
                columns.len() - 1
            });
            places.push(at);
        }
        let mut sums = vec![ExactSum::new(); columns.len()];
        let mut values = Vec::with_capacity(self.bounds.len() * columns.len());
        for row in self.values.chunks_exact(self.columns.len().max(1)) {
            sums.iter_mut().for_each(|sum| *sum = ExactSum::new());
            for (value, &at) in row.iter().zip(&places) {
                sums[at].add(*value);
            }
            values.extend(sums.iter().map(ExactSum::sum));
        }
        // One rounding a group, of what is at most the sum of the sizes of its members.
        let ulp = f64::EPSILON / 2.0;
        let sizes = self.values.chunks_exact(self.columns.len().max(1)).map(|row| {
            let mut sum = ExactSum::new();
            row.iter().for_each(|value| sum.add(value.abs()));
            sum.sum()
        });
        let bounds = self.bounds.iter().zip(sizes).map(|(bound, size)| bound + 2.0 * ulp * size);
        Contributions {
            columns: columns.into(),
            outputs: self.outputs.clone(),
            scale: self.scale,
            baselines: self.baselines.clone(),
            values,
            bounds: bounds.collect(),
        }
    }

    fn place(&self, row: usize, output: usize) -> Option<usize> {
        (output < self.outputs.len() && row < self.rows())
            .then(|| row * self.outputs.len() + output)
    }
}

/// Row by row and output by output, the largest contributions first.
impl fmt::Display for Contributions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = self.columns.iter().map(|name| name.chars().count()).max().unwrap_or(0).max(8);
        for row in 0..self.rows() {
            for (output, name) in self.outputs.iter().enumerate() {
                writeln!(f, "row {row}, {name}: {:.6}", self.total(row, output))?;
                writeln!(f, "  {:wide$} {:>+12.6}", "baseline", self.baseline(output))?;
                for (column, value) in self.ranked(row, output) {
                    writeln!(f, "  {column:wide$} {value:>+12.6}")?;
                }
            }
        }
        Ok(())
    }
}

/// Columns and values, the largest in size first.
pub(super) fn ranked<'a>(columns: &'a [Arc<str>], values: &[f64]) -> Vec<(&'a str, f64)> {
    let pairs = columns.iter().zip(values).map(|(column, value)| (&**column, *value));
    let mut ranked: Vec<(&str, f64)> = pairs.collect();
    ranked.sort_by(|a, b| exact::total_cmp(b.1.abs(), a.1.abs()));
    ranked
}

fn out_of_range(column: String, row: Option<usize>, found: f64) -> Error {
    RowError {
        stage: "explain".to_owned(),
        column,
        row,
        expected: "a finite contribution".to_owned(),
        found: exact::canonical(found).to_string(),
    }
    .into()
}

/// What can say how much each column contributed to each answer: linear models, logistic regression, trees, forests,
/// boosting, imported ensembles, chains that end in one of them, and a [`Model`](crate::Model) of such a chain.
pub trait Explain {
    /// The rows it takes.
    type Input: DataKind;

    /// How much each column contributed to each row's answer; see [`contributions`].
    ///
    /// # Errors
    /// Those of predicting, and trees that do not say how many training rows came to each node.
    fn explain(&self, x: &Self::Input) -> Result<Contributions, Error>;
}

/// How much each column contributed to each row's answer.
///
/// # Formula
/// A linear model: coefficient times cell, over the intercept as the baseline (for other baselines see
/// [`contributions_about`](super::contributions_about)); of a logistic regression, to its scores. Trees and forests:
/// Shapley values under the tree's own expectation, in which a column that is not known goes both ways, by the shares
/// of the training rows; the baseline is the mean answer to the training rows. Of classes, to each probability. Boosting:
/// the same, to the sum of the trees, which of classes is the score; AdaBoost's trees are explained by their votes, and
/// by the shares of the training rows as they were weighted. Imported trees: see [`raw_contributions`](crate::model::TreeEnsemble::raw_contributions).
///
/// A chain is applied up to its model, and the columns are those the model takes.
///
/// # Determinism
/// Exact; each row's contributions depend on that row alone.
///
/// # Errors
/// Those of predicting, and trees that do not say how many training rows came to each node; imported leaves with lines.
///
/// # Source
/// Lundberg, Erion and Lee, "Consistent individualized feature attribution for tree ensembles" (2018); Lundberg et al.,
/// "From local explanations to global understanding with explainable AI for trees" (2020). The sums over coalitions are
/// carried out without unwinding.
#[doc(alias = "TreeExplainer")]
#[doc(alias = "LinearExplainer")]
pub fn contributions<E: Explain>(model: &E, x: &E::Input) -> Result<Contributions, Error> {
    exact::check_environment()?;
    model.explain(x)
}
