//! A class from the nearest rows.

use super::{Distance, Search, Vicinity, in_order, vicinity_setters};
use crate::artifact::{Refit, Stage};
use crate::data::{Classes, Labels, Matrix};
use crate::error::Error;
use crate::model::check;
use crate::model::input::{finite_cells, same_columns};
use crate::model::stage_parts::stage_parts;
use crate::pipeline::per_column::check_columns;
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Classification by the nearest training rows.
///
/// Takes a [`Matrix`] and a target of [`Labels`], gives [`Classes`] with their probabilities. A class of the list
/// of labels that has no row to learn from keeps its place, with probability 0.
///
/// # Formula
/// The probability of a class is its share of the k training rows nearest to a row;
/// [by distance](Self::by_distance), each counts by 1 / distance, and rows at distance 0 alone count
/// when there are any. Distances are √Σ(x − z)² or [Σ|x − z|](Distance::Manhattan).
///
/// Distances are taken as the columns are: standardise them first unless they share a scale. A distance whose
/// square leaves the range of numbers is as any other that does. Of rows equally far those first in ascending
/// order of their cells come first, column by column, then by class.
///
/// # Learned state
/// All training rows with their classes, in ascending order.
///
/// # Determinism
/// Replay exact: [`exact::squared_distance`](crate::exact::squared_distance) or
/// [`exact::absolute_distance`](crate::exact::absolute_distance), then weights added from the nearest row to the
/// farthest, and one division a class. Refit exact, in any order of the rows.
///
/// # Errors
/// Fitting fails with 0 neighbours, with fewer rows than neighbours or than two, rows of only one class, more than
/// 1000 classes, or a value that is not finite. A row with a cell that is not finite is refused when predicting.
///
/// # Source
/// `KNeighborsClassifier` of scikit-learn 1.9, which takes any of the rows equally far. Cover and Hart, "Nearest
/// neighbor pattern classification" (1967).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [5.0], [6.0]])?;
/// let y = Labels::from_texts(["no", "no", "yes", "no"]);
/// let model = KnnClassifier::new().neighbors(2).fit(&x, &y)?;
/// let asked = Matrix::from_rows(["a"], [[0.2], [5.4]])?;
/// assert_eq!(model.apply(&asked)?.probability("yes"), Some(vec![0.0, 0.5]));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "KNeighborsClassifier")]
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct KnnClassifier {
    vicinity: Vicinity,
}

vicinity_setters!(KnnClassifier);

/// A fitted [`KnnClassifier`].
#[derive(Debug, Clone, PartialEq)]
pub struct KnnClassifierModel {
    recipe: KnnClassifier,
    state: KnnClassifierState,
}

/// What [`KnnClassifierModel`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnnClassifierState {
    pub(super) columns: Arc<[Arc<str>]>,
    pub(super) classes: Arc<[Arc<str>]>,
    /// The training rows in ascending order, column by column.
    pub(super) cells: Vec<f64>,
    /// One a training row: an index into `classes`.
    pub(super) codes: Vec<u32>,
}

impl KnnClassifierModel {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// How many rows it chooses neighbours from.
    #[doc(alias = "n_samples_fit_")]
    #[must_use]
    pub fn rows(&self) -> usize {
        self.state.codes.len()
    }

    /// The classes, in the order of the probabilities.
    #[doc(alias = "classes_")]
    #[must_use]
    pub fn classes(&self) -> &[Arc<str>] {
        &self.state.classes
    }
}

impl Pipeline for KnnClassifier {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for KnnClassifier {
    type Fitted = KnnClassifierModel;

    fn fit(&self, x: &Matrix, y: &Labels) -> Result<KnnClassifierModel, Error> {
        self.vicinity.check(KnnClassifierModel::KIND, x, y.codes().len())?;
        check::classes(KnnClassifierModel::KIND, y)?;
        let codes: Vec<f64> = y.codes().iter().map(|&code| f64::from(code)).collect();
        let (cells, order) = in_order(x, &codes);
        let codes = order.iter().map(|&row| y.codes()[row]).collect();
        let (columns, classes) = (Arc::clone(x.names()), Arc::clone(y.classes()));
        let state = KnnClassifierState { columns, classes, cells, codes };
        Ok(KnnClassifierModel { recipe: self.clone(), state })
    }
}

impl Pipeline for KnnClassifierModel {
    type Input = Matrix;
    type Output = Classes;
}

impl Apply for KnnClassifierModel {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        let KnnClassifierState { columns, classes, cells, codes } = &self.state;
        same_columns(Self::KIND, columns, x)?;
        finite_cells(Self::KIND, x)?;
        let mut search = Search::new(&self.recipe.vicinity, cells, codes.len());
        let mut all = vec![0.0; x.rows() * classes.len()];
        for (row, answer) in x.iter_rows().zip(all.chunks_exact_mut(classes.len())) {
            search.ask(row);
            let mut total = 0.0;
            for (&at, &weight) in search.rows.iter().zip(&search.weights) {
                answer[codes[at] as usize] += weight;
                total += weight;
            }
            answer.iter_mut().for_each(|share| *share /= total);
        }
        Classes::new(Arc::clone(classes), all)
    }
}

impl Stage for KnnClassifierModel {
    const KIND: &'static str = "model.knn_classifier";
    type Recipe = KnnClassifier;
    type State = KnnClassifierState;

    stage_parts!(KnnClassifier, KnnClassifierState);

    fn restore(recipe: KnnClassifier, state: KnnClassifierState) -> Result<Self, String> {
        let KnnClassifierState { columns, classes, cells, codes } = &state;
        check_columns(classes, &[]).map_err(|problem| format!("classes: {problem}"))?;
        if let Some(code) = codes.iter().find(|&&code| code as usize >= classes.len()) {
            return Err(format!("class {code} of {}", classes.len()));
        }
        let compare = |a: usize, b: usize| codes[a].cmp(&codes[b]);
        recipe.vicinity.check_stored(columns, cells, codes.len(), compare)?;
        Ok(KnnClassifierModel { recipe, state })
    }

    fn learn(recipe: &KnnClassifier, x: &Matrix, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, y.labels(Self::KIND)?)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let KnnClassifierState { classes, codes, .. } = &self.state;
        let mut lines = vec![self.recipe.vicinity.report(codes.len())];
        lines.extend((0..).zip(classes.iter()).map(|(class, name)| {
            let rows = codes.iter().filter(|&&code| code == class).count();
            (name.to_string(), format!("{rows} rows"))
        }));
        lines
    }
}
