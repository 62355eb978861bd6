//! What trees ask about most.

use crate::error::Error;
use crate::exact;
use crate::model::{
    AdaBoostModel, ExtraTreesClassifierModel, ExtraTreesRegressorModel, ForestClassifierModel,
    ForestRegressorModel, GradientBoostingClassifierModel, GradientBoostingRegressorModel,
    TreeClassifierModel, TreeRegressorModel, Trees,
};
use std::fmt;
use std::sync::Arc;

/// How much the trees of a model use each column.
#[derive(Debug, Clone, PartialEq)]
pub struct Importances(Vec<Importance>);

/// One column of [`Importances`].
#[derive(Debug, Clone, PartialEq)]
pub struct Importance {
    /// The column.
    pub column: Arc<str>,
    /// How many splits of all trees ask about it.
    pub splits: usize,
    /// Its share of what all splits lower the impurity by; `None` for trees that do not say how many training rows came
    /// to each node.
    #[doc(alias = "feature_importances_")]
    pub impurity_decrease: Option<f64>,
}

impl Importances {
    /// One entry a column, in the order of the columns.
    #[must_use]
    pub fn columns(&self) -> &[Importance] {
        &self.0
    }

    /// The entry of a column.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&Importance> {
        self.0.iter().find(|entry| &*entry.column == column)
    }

    /// The entries from the most important column down, by impurity, then by splits; of equals, the order of the
    /// columns.
    #[must_use]
    pub fn ranked(&self) -> Vec<&Importance> {
        let mut ranked: Vec<&Importance> = self.0.iter().collect();
        let share = |entry: &Importance| entry.impurity_decrease.unwrap_or(0.0);
        ranked.sort_by(|a, b| {
            exact::total_cmp(share(b), share(a)).then_with(|| b.splits.cmp(&a.splits))
        });
        ranked
    }
}

/// A table, the most important column first.
impl fmt::Display for Importances {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let wide = self.0.iter().map(|entry| entry.column.chars().count()).max().unwrap_or(0);
        for Importance { column, splits, impurity_decrease } in self.ranked() {
            write!(f, "{column:wide$}  {splits:>6} splits")?;
            match impurity_decrease {
                Some(share) => writeln!(f, "  {share:.6}")?,
                None => writeln!(f)?,
            }
        }
        Ok(())
    }
}

/// A model made of trees, or a chain that ends in one.
pub trait TreeModel {
    /// See [`importances`].
    ///
    /// # Errors
    /// Those of [`importances`].
    fn importance_table(&self) -> Result<Importances, Error>;
}

/// How much the trees of a model, or of the one a chain ends in, use each column.
///
/// Impurity decreases are measured on the training rows and favour columns of many values; what the answers rely on, on
/// rows of your choice, is said by [`PermutationImportance`](super::PermutationImportance).
///
/// # Errors
/// A pipeline whose stages are known only at run time, and that does not end in trees.
///
/// # Examples
/// ```
/// use steadfast::explain::importances;
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a", "b"], [[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 0.0]])?;
/// let model = DecisionTree::regressor().fit(&x, &Vector::new(vec![1.0, 1.0, 5.0, 5.0]))?;
/// let table = importances(&model)?;
/// assert_eq!(table.get("a").map(|a| (a.splits, a.impurity_decrease)), Some((1, Some(1.0))));
/// # Ok::<(), Error>(())
/// ```
pub fn importances<T: TreeModel>(model: &T) -> Result<Importances, Error> {
    model.importance_table()
}

fn table(columns: &[Arc<str>], trees: &Trees, shares: &[f64]) -> Importances {
    let splits = trees.splits(columns.len());
    let entry = |(at, (column, splits)): (usize, (&Arc<str>, usize))| Importance {
        column: Arc::clone(column),
        splits,
        impurity_decrease: shares.get(at).copied(),
    };
    Importances(columns.iter().zip(splits).enumerate().map(entry).collect())
}

macro_rules! tree_models {
    ($($model:ident),*) => {$(
        impl TreeModel for $model {
            fn importance_table(&self) -> Result<Importances, Error> {
                Ok(table(self.columns(), self.trees(), self.feature_importances()))
            }
        }
    )*};
}
tree_models!(
    TreeClassifierModel,
    TreeRegressorModel,
    ForestClassifierModel,
    ForestRegressorModel,
    ExtraTreesClassifierModel,
    ExtraTreesRegressorModel,
    GradientBoostingClassifierModel,
    GradientBoostingRegressorModel,
    AdaBoostModel
);
