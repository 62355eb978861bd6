//! Contributions to the answers of trees and forests.

use super::contributions::{Contributions, Explain, Scale};
use super::shapley::{MOST_COLUMNS, Shapley, View};
use crate::artifact::Stage;
use crate::data::Matrix;
use crate::error::{Error, ExplainError};
use crate::model::{
    ForestClassifierModel, ForestRegressorModel, TreeClassifierModel, TreeRegressorModel,
};
use crate::pipeline::Apply;
use std::sync::Arc;

/// Shapley values of every row, which the model has taken.
fn explain(
    stage: &str,
    view: View<'_>,
    outputs: Vec<Arc<str>>,
    scale: Scale,
    x: &Matrix,
) -> Result<Contributions, Error> {
    if view.cover.len() != view.feature.len() {
        return Err(ExplainError::NoCover { stage: stage.to_owned() }.into());
    }
    let (most, found) = (MOST_COLUMNS, view.most());
    if found > most {
        return Err(ExplainError::TooDeep { stage: stage.to_owned(), most, found }.into());
    }
    let each = x.width() * view.all();
    let mut values = vec![0.0; x.rows() * each];
    let mut shapley = Shapley::new(view, x.width());
    for (row, out) in x.iter_rows().zip(values.chunks_exact_mut(each.max(1))) {
        shapley.row(row, out);
    }
    let bounds = vec![view.bound(); x.rows() * view.all()];
    let columns = Arc::clone(x.names());
    Contributions::new(columns, outputs, scale, view.baselines(), values, bounds)
}

fn prediction() -> Vec<Arc<str>> {
    vec![Arc::from("prediction")]
}

macro_rules! trees {
    ($($model:ident: |$this:ident| $view:expr, $outputs:expr, $scale:expr;)*) => {$(
        impl Explain for $model {
            type Input = Matrix;

            fn explain(&self, x: &Matrix) -> Result<Contributions, Error> {
                // Refuses other columns.
                self.apply(x)?;
                let $this = self;
                explain(Self::KIND, $view, $outputs, $scale, x)
            }
        }
    )*};
}
trees! {
    TreeRegressorModel: |m| View::mean(m.trees()), prediction(), Scale::Answer;
    ForestRegressorModel: |m| View::mean(m.trees()), prediction(), Scale::Answer;
    TreeClassifierModel: |m| View::mean(m.trees()), m.classes().to_vec(), Scale::Answer;
    ForestClassifierModel: |m| View::mean(m.trees()), m.classes().to_vec(), Scale::Answer;
}
