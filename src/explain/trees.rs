//! Contributions to the answers of trees and forests.

use super::contributions::{Contributions, Explain, Scale};
use super::shapley::{MOST_COLUMNS, Shapley, View};
use crate::artifact::Stage;
use crate::data::Matrix;
use crate::error::{Error, ExplainError};
use crate::model::{
    ForestClassifierModel, ForestRegressorModel, TreeClassifierModel, TreeRegressorModel, Trees,
};
use std::sync::Arc;

/// Shapley values of every row, which the model has taken.
fn explain(
    stage: &str,
    trees: &Trees,
    outputs: Vec<Arc<str>>,
    x: &Matrix,
) -> Result<Contributions, Error> {
    let view = View::from(trees);
    if view.cover.len() != view.feature.len() {
        return Err(ExplainError::NoCover { stage: stage.to_owned() }.into());
    }
    let (most, found) = (MOST_COLUMNS, view.most());
    if found > most {
        return Err(ExplainError::TooDeep { stage: stage.to_owned(), most, found }.into());
    }
    let each = x.width() * view.outputs;
    let mut values = vec![0.0; x.rows() * each];
    let mut shapley = Shapley::new(view, x.width());
    for (row, out) in x.iter_rows().zip(values.chunks_exact_mut(each.max(1))) {
        shapley.row(row, out);
    }
    let bounds = vec![view.bound(); x.rows() * view.outputs];
    let columns = Arc::clone(x.names());
    Contributions::new(columns, outputs, Scale::Answer, view.baselines(), values, bounds)
}

macro_rules! trees {
    ($($model:ident, $outputs:expr;)*) => {$(
        impl Explain for $model {
            type Input = Matrix;

            fn explain(&self, x: &Matrix) -> Result<Contributions, Error> {
                // Refuses other columns.
                crate::pipeline::Apply::apply(self, x)?;
                explain(Self::KIND, self.trees(), $outputs(self), x)
            }
        }
    )*};
}
trees! {
    TreeRegressorModel, |_| vec![Arc::from("prediction")];
    ForestRegressorModel, |_| vec![Arc::from("prediction")];
    TreeClassifierModel, |model: &TreeClassifierModel| model.classes().to_vec();
    ForestClassifierModel, |model: &ForestClassifierModel| model.classes().to_vec();
}
