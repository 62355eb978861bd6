//! Numbers to the bins a decision tree cuts.

mod search;

use super::bad_parameter;
use super::discretize::cut::{Cut, indicator_names, taken_name};
use super::discretize::labels::{boundaries, rounded_to};
use super::discretize::{BinOutput, Closed};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Labels, Table, Types, Vector};
use crate::error::Error;
use crate::exact;
use crate::metrics::Metric;
use crate::pipeline::per_column::{
    all_missing, bad_column, check_columns, check_finite, columns_for, present_part,
};
use crate::pipeline::{Apply, Folds, Pipeline, Target, supervised};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces each number by what a decision tree on that column alone says of the target, or by the bin
/// its cuts make.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing. Learns from numbers or from classes.
///
/// # Formula
/// A tree is grown on each column, to the mean of a target of numbers (least squares) or to the shares of
/// classes (Gini), as deep as, of the [depths](Self::max_depths) and [leaf sizes](Self::min_samples_leaf) tried, has
/// the best mean [metric](Self::metric) over [folds](Self::folds); of equally good ones the first. What comes out is
/// the mean of the target, or the share of the second of two classes, of the training rows in the bin; or the
/// bin itself, which ends at its upper edge.
///
/// # Learned state
/// The edges of each column, and what stands for its bins.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: the fold of a row follows from its content, unless
/// [`folds_in_row_order`](Self::folds_in_row_order) says otherwise.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value or an infinite one or fewer values than
/// there are folds, when no depth or leaf size is given to try, when the metric is of another kind of target,
/// when predictions are asked for and there are not two classes, and when an indicator would have the name of
/// another column.
///
/// # Source
/// `DecisionTreeDiscretiser` of Feature-engine 1.9 with the trees of scikit-learn 1.9, which round columns to
/// `f32`; here values keep all their digits.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("age", Column::integers([1, 2, 3, 4, 60, 61, 62, 63]))?;
/// let y = Vector::new(vec![0.0, 0.0, 0.0, 0.0, 9.0, 9.0, 9.0, 9.0]);
/// let fitted = DiscretizeByTree::new().folds(Folds::new(2, 0)).fit(&x, &y)?;
/// assert_eq!(fitted.edges()[0], [f64::NEG_INFINITY, 32.0, f64::INFINITY]);
/// assert_eq!(fitted.apply(&x)?.value(7, "age"), Value::Real(9.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DecisionTreeDiscretiser")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscretizeByTree {
    output: Option<BinOutput>,
    precision: Option<u32>,
    max_depths: Vec<u32>,
    min_samples_leaf: Vec<u32>,
    metric: Option<Metric>,
    folds: Folds,
    in_row_order: bool,
}

impl Default for DiscretizeByTree {
    fn default() -> Self {
        DiscretizeByTree::new()
    }
}

impl DiscretizeByTree {
    /// Predictions of the best of the trees of depth 1 to 4, by 3 folds.
    #[must_use]
    pub fn new() -> DiscretizeByTree {
        DiscretizeByTree {
            output: None,
            precision: None,
            max_depths: vec![1, 2, 3, 4],
            min_samples_leaf: vec![1],
            metric: None,
            folds: Folds::new(3, 0),
            in_row_order: false,
        }
    }

    /// The bins instead of predictions.
    #[doc(alias = "bin_output")]
    #[must_use]
    pub fn output(mut self, output: BinOutput) -> DiscretizeByTree {
        self.output = Some(output);
        self
    }

    /// To how many decimals predictions are rounded, which by default they are not, and with how many
    /// boundaries are written, by default 3 and as many more as tell them apart.
    #[must_use]
    pub fn precision(mut self, decimals: u32) -> DiscretizeByTree {
        self.precision = Some(decimals);
        self
    }

    /// The depths to try; by default 1, 2, 3 and 4.
    #[doc(alias = "param_grid")]
    #[must_use]
    pub fn max_depths(mut self, depths: impl IntoIterator<Item = u32>) -> DiscretizeByTree {
        self.max_depths = depths.into_iter().collect();
        self
    }

    /// The least numbers of training rows in a bin to try, with each depth; by default 1.
    #[must_use]
    pub fn min_samples_leaf(mut self, rows: impl IntoIterator<Item = u32>) -> DiscretizeByTree {
        self.min_samples_leaf = rows.into_iter().collect();
        self
    }

    /// What the best tree is best by; by default the mean squared error, or the accuracy.
    #[doc(alias = "scoring")]
    #[must_use]
    pub fn metric(mut self, metric: Metric) -> DiscretizeByTree {
        self.metric = Some(metric);
        self
    }

    /// The folds on which trees are compared; by default 3.
    #[doc(alias = "cv")]
    #[must_use]
    pub fn folds(mut self, folds: Folds) -> DiscretizeByTree {
        self.folds = folds;
        self
    }

    /// Cuts the folds from the rows as they come, class by class where there are classes, as scikit-learn does
    /// without shuffling. What is learned then depends on the order of the rows.
    #[must_use]
    pub fn folds_in_row_order(mut self) -> DiscretizeByTree {
        self.in_row_order = true;
        self
    }

    fn check(&self) -> Result<(), Error> {
        const STAGE: &str = TreeDiscretizer::KIND;
        for (parameter, tried) in
            [("max_depths", &self.max_depths), ("min_samples_leaf", &self.min_samples_leaf)]
        {
            if tried.is_empty() || tried.contains(&0) {
                let found = format!("{tried:?}");
                return Err(bad_parameter(STAGE, parameter, "one or more above 0", found));
            }
        }
        match self.precision {
            Some(decimals) if !(1..=19).contains(&decimals) => {
                Err(bad_parameter(STAGE, "precision", "from 1 to 19", decimals.to_string()))
            }
            _ => Ok(()),
        }
    }

    /// What stands for the bins of a column: names, and predictions.
    fn stands_for(&self, name: &str, edges: &[f64], values: Vec<f64>) -> (Vec<Arc<str>>, Vec<f64>) {
        let names = match self.output {
            None => {
                let rounded = |x| self.precision.map_or(x, |decimals| rounded_to(x, decimals));
                return (Vec::new(), values.into_iter().map(rounded).collect());
            }
            Some(BinOutput::Indicators) => indicator_names(name, edges.len() - 1),
            Some(BinOutput::Boundaries) => {
                boundaries(edges, Closed::Right, self.precision.unwrap_or(3), true)
            }
            Some(_) => Vec::new(),
        };
        (names, Vec::new())
    }

    fn fit_to(&self, x: &Table, y: Target<'_>) -> Result<TreeDiscretizer, Error> {
        const STAGE: &str = TreeDiscretizer::KIND;
        self.check()?;
        search::check_target(self, y)?;
        let columns = columns_for(STAGE, x, Types::NUMERIC)?;
        let (kept, mut edges) = (x.without(&columns), Vec::new());
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for name in columns.iter() {
            let column = x.column(name)?;
            if present_part(STAGE, name, column)?.is_empty() {
                return Err(all_missing(STAGE, name));
            }
            let (own_edges, predictions) = search::best(self, name, column, y)?;
            let taken = taken_name(&kept, name, own_edges.len() as u64 - 1);
            if let (Some(BinOutput::Indicators), Some(taken)) = (self.output, taken) {
                let problem = format!("two columns would be named `{taken}`");
                return Err(bad_column(STAGE, name, problem));
            }
            let (own_names, own_values) = self.stands_for(name, &own_edges, predictions);
            edges.push(own_edges);
            names.push(own_names);
            values.push(own_values);
        }
        let state = TreeDiscretizerState { columns, edges, names, values };
        Ok(TreeDiscretizer { recipe: self.clone(), state })
    }
}

/// A fitted [`DiscretizeByTree`].
#[derive(Debug, Clone, PartialEq)]
pub struct TreeDiscretizer {
    recipe: DiscretizeByTree,
    state: TreeDiscretizerState,
}

/// What [`TreeDiscretizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeDiscretizerState {
    columns: Arc<[Arc<str>]>,
    edges: Vec<Vec<f64>>,
    names: Vec<Vec<Arc<str>>>,
    values: Vec<Vec<f64>>,
}

impl TreeDiscretizer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The edges of each column's bins, one more than there are bins.
    #[doc(alias = "binner_dict_")]
    #[must_use]
    pub fn edges(&self) -> &[Vec<f64>] {
        &self.state.edges
    }

    /// What stands for each column's bins; empty where the bins themselves come out.
    #[must_use]
    pub fn predictions(&self) -> &[Vec<f64>] {
        &self.state.values
    }

    fn cut(&self) -> Cut<'_> {
        let TreeDiscretizerState { columns, edges, names, .. } = &self.state;
        let (stage, closed, beyond) = (Self::KIND, Closed::Right, None);
        Cut { stage, columns, edges, names, closed, beyond }
    }
}

impl Pipeline for DiscretizeByTree {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

supervised!(DiscretizeByTree => TreeDiscretizer: Vector, Labels);

impl Pipeline for TreeDiscretizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for TreeDiscretizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let cut = self.cut();
        match self.recipe.output {
            Some(output) => cut.apply(x, output),
            None => x.map_columns(&self.state.columns, |at, column| {
                let values = &self.state.values[at];
                let bins = cut.bins(at, column)?.into_iter();
                let value = |bin: Option<usize>| bin.and_then(|bin| values.get(bin).copied());
                Ok(Column::Real(bins.map(|bin| value(bin).unwrap_or(exact::NAN)).collect()))
            }),
        }
    }
}

impl Stage for TreeDiscretizer {
    const KIND: &'static str = "discretize.tree";
    type Recipe = DiscretizeByTree;
    type State = TreeDiscretizerState;

    fn recipe(&self) -> &DiscretizeByTree {
        &self.recipe
    }

    fn state(&self) -> &TreeDiscretizerState {
        &self.state
    }

    fn restore(recipe: DiscretizeByTree, state: TreeDiscretizerState) -> Result<Self, String> {
        let TreeDiscretizerState { columns, edges, names, values } = &state;
        check_columns(columns, &[edges.len(), names.len(), values.len()])?;
        recipe.check().map_err(|error| error.to_string())?;
        for (edges, values) in edges.iter().zip(values) {
            check_finite("predictions", values)?;
            let bins = if recipe.output.is_none() { edges.len().saturating_sub(1) } else { 0 };
            if values.len() != bins {
                return Err(format!("{} predictions, expected {bins}", values.len()));
            }
        }
        if recipe.output == Some(BinOutput::Indicators) {
            check_columns(&names.concat(), &[])?;
        }
        let fitted = TreeDiscretizer { recipe, state };
        fitted.cut().check(fitted.recipe.output)?;
        Ok(fitted)
    }

    fn learn(recipe: &DiscretizeByTree, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit_to(x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.cut().report()
    }
}

#[cfg(test)]
mod tests;
