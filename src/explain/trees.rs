//! Contributions to the answers of trees and forests.

use super::contributions::{Contributions, Explain, Scale};
use super::shapley::{MOST_COLUMNS, Shapley, View};
use crate::artifact::Stage;
use crate::data::Matrix;
use crate::error::{Error, ExplainError};
use crate::exact;
use crate::model::{
    AdaBoostModel, ExtraTreesClassifierModel, ExtraTreesRegressorModel, ForestClassifierModel,
    ForestRegressorModel, GradientBoostingClassifierModel, GradientBoostingRegressorModel,
    TreeClassifierModel, TreeRegressorModel, Trees,
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
    ExtraTreesRegressorModel: |m| View::mean(m.trees()), prediction(), Scale::Answer;
    TreeClassifierModel: |m| View::mean(m.trees()), m.classes().to_vec(), Scale::Answer;
    ForestClassifierModel: |m| View::mean(m.trees()), m.classes().to_vec(), Scale::Answer;
    ExtraTreesClassifierModel: |m| View::mean(m.trees()), m.classes().to_vec(), Scale::Answer;
    GradientBoostingRegressorModel:
        |m| View::sum(m.trees(), &[m.base()]), prediction(), Scale::Answer;
    GradientBoostingClassifierModel:
        |m| View::sum(m.trees(), m.base()), scores(m.learned()), Scale::Score;
}

/// The outputs of a model of scores: of two classes the second's, of more one a class.
pub(super) fn scores<'a>(learned: impl Iterator<Item = &'a str>) -> Vec<Arc<str>> {
    let learned: Vec<Arc<str>> = learned.map(Arc::from).collect();
    match learned.as_slice() {
        [_, second] => vec![Arc::clone(second)],
        _ => learned,
    }
}

/// What each leaf's vote adds to the scores.
#[expect(clippy::cast_precision_loss, reason = "a count of classes")]
fn votes(model: &AdaBoostModel) -> Vec<f64> {
    let trees = model.trees();
    let classes = trees.outputs();
    let total = exact::sum_ordered(model.weights());
    let others = classes as f64 - 1.0;
    let scores = if classes == 2 { 1 } else { classes };
    let mut out = vec![0.0; trees.leaves().len() / classes * scores];
    let ends = trees.starts().iter().skip(1).map(|&end| end as usize);
    let ranges = trees.starts().iter().map(|&s| s as usize).zip(ends.chain([trees.nodes()]));
    for ((start, end), weight) in ranges.zip(model.weights()) {
        let share = weight / total;
        for node in (start..end).filter(|&node| trees.feature()[node] == Trees::LEAF) {
            let leaf = trees.left()[node] as usize;
            let vote = exact::argmax(&trees.leaves()[leaf * classes..(leaf + 1) * classes]);
            let own = &mut out[leaf * scores..(leaf + 1) * scores];
            match own {
                [score] => *score = if vote == Some(1) { 2.0 * share } else { -2.0 * share },
                _ => {
                    for (class, score) in own.iter_mut().enumerate() {
                        let voted = vote == Some(class);
                        *score = if voted { share / others } else { -(share / others / others) };
                    }
                }
            }
        }
    }
    out
}

/// The scores are sums of votes, so each tree is explained by the vote it casts.
impl Explain for AdaBoostModel {
    type Input = Matrix;

    fn explain(&self, x: &Matrix) -> Result<Contributions, Error> {
        self.apply(x)?;
        let outputs = scores(self.learned());
        let leaves = votes(self);
        let view = View { outputs: outputs.len(), leaves: &leaves, ..View::sum(self.trees(), &[]) };
        explain(Self::KIND, view, outputs, Scale::Score, x)
    }
}
