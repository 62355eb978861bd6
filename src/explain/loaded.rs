//! Pipelines whose stages are known only at run time: what an artifact loaded without its recipe holds.

use super::coefficients::Coefficients;
use super::contributions::{Contributions, Explain};
use super::importances::{Importances, TreeModel};
use super::linear::LinearScores;
use crate::artifact::{AnyPipeline, BoxPipeline, Place, Portable, Stage};
use crate::data::{DataKind, DataRef, Matrix, Table};
use crate::error::{Error, ExplainError, SchemaError};
use crate::model::{
    AdaBoostModel, BayesianRidgeModel, ElasticNetModel, ExtraTreesClassifierModel,
    ExtraTreesRegressorModel, ForestClassifierModel, ForestRegressorModel, FtrlModel,
    GradientBoostingClassifierModel, GradientBoostingRegressorModel, LassoModel,
    LinearDiscriminantModel, LinearModel, LinearSupportVectorClassifierModel,
    LinearSupportVectorRegressorModel, LogisticModel, MultiTaskElasticNetModel,
    MultiTaskLassoModel, MultiTaskPartialLeastSquaresModel, PartialLeastSquaresModel, RidgeModel,
    Thresholder, TreeClassifierModel, TreeEnsembleClassifierModel, TreeEnsembleRegressorModel,
    TreeEnsembleScoresModel, TreeRegressorModel, TweedieModel,
};
use std::any::Any;

/// The place of the last stage, and the stage: a threshold leaves the probabilities as they are.
fn last(pipeline: &AnyPipeline) -> Option<(usize, &dyn Any)> {
    let threshold = |stage: &Option<&dyn Any>| stage.is_some_and(<dyn Any>::is::<Thresholder>);
    let (at, stage) = pipeline.leaves().enumerate().rev().find(|(_, stage)| !threshold(stage))?;
    Some((at, stage?))
}

/// The rows as the stage at a place takes them.
fn rows_at(pipeline: &AnyPipeline, at: usize, x: DataRef<'_>) -> Result<Matrix, Error> {
    let (found, rows) = match pipeline.apply_first(at, x)? {
        Some(data) => (data.lend().kind(), Matrix::from_data(data)),
        None => (x.kind(), Matrix::peek(x).cloned()),
    };
    rows.ok_or_else(|| {
        let (expected, found) = (Matrix::KIND.to_string(), found.to_string());
        SchemaError::Output { expected, found }.into()
    })
}

fn no_model(pipeline: &AnyPipeline, asked: &str) -> Error {
    let mut reports = Vec::new();
    pipeline.report(&mut Place::start(), &mut reports);
    let last = reports.iter().rev().find(|report| report.kind != Thresholder::KIND);
    let stage = last.map(|report| report.kind.clone()).unwrap_or_default();
    ExplainError::NoModel { stage, asked: asked.to_owned() }.into()
}

/// Asks the stage, if it is one of these models.
macro_rules! ask {
    ($stage:expr, $asked:expr; linear) => {
        ask!($stage, $asked; LinearModel, RidgeModel, LassoModel, ElasticNetModel, LogisticModel);
        ask!($stage, $asked; BayesianRidgeModel, PartialLeastSquaresModel, TweedieModel, FtrlModel);
        ask!($stage, $asked; LinearSupportVectorRegressorModel, LinearDiscriminantModel);
        ask!($stage, $asked; LinearSupportVectorClassifierModel, MultiTaskElasticNetModel);
        ask!($stage, $asked; MultiTaskLassoModel, MultiTaskPartialLeastSquaresModel);
    };
    ($stage:expr, $asked:expr; trees) => {
        ask!($stage, $asked; TreeClassifierModel, TreeRegressorModel, ForestClassifierModel);
        ask!($stage, $asked; ForestRegressorModel, ExtraTreesClassifierModel, AdaBoostModel);
        ask!($stage, $asked; ExtraTreesRegressorModel, GradientBoostingClassifierModel);
        ask!($stage, $asked; GradientBoostingRegressorModel);
    };
    ($stage:expr, $asked:expr; imported) => {
        ask!($stage, $asked; TreeEnsembleRegressorModel, TreeEnsembleClassifierModel);
        ask!($stage, $asked; TreeEnsembleScoresModel);
    };
    ($stage:expr, $asked:expr; $($model:ident),*) => {
        $(if let Some(model) = $stage.downcast_ref::<$model>() {
            return $asked(model);
        })*
    };
}

fn explain(pipeline: &AnyPipeline, x: DataRef<'_>) -> Result<Contributions, Error> {
    if let Some((at, stage)) = last(pipeline) {
        let asked = |model: &dyn Explain<Input = Matrix>| model.explain(&rows_at(pipeline, at, x)?);
        ask!(stage, asked; linear);
        ask!(stage, asked; trees);
        ask!(stage, asked; imported);
    }
    Err(no_model(pipeline, "contributions"))
}

fn about(
    pipeline: &AnyPipeline,
    x: DataRef<'_>,
    around: DataRef<'_>,
) -> Result<Contributions, Error> {
    if let Some((at, stage)) = last(pipeline) {
        let rows = |x| rows_at(pipeline, at, x);
        let asked = |model: &dyn LinearScores<Input = Matrix>| {
            model.explain_about(&rows(x)?, &rows(around)?)
        };
        ask!(stage, asked; linear);
    }
    Err(no_model(pipeline, "contributions beside a background"))
}

fn coefficients(pipeline: &AnyPipeline) -> Result<Coefficients, Error> {
    if let Some((_, stage)) = last(pipeline) {
        let asked = |model: &dyn LinearScores<Input = Matrix>| model.coefficient_table();
        ask!(stage, asked; linear);
    }
    Err(no_model(pipeline, "coefficients"))
}

fn importances(pipeline: &AnyPipeline) -> Result<Importances, Error> {
    if let Some((_, stage)) = last(pipeline) {
        let asked = |model: &dyn TreeModel| model.importance_table();
        ask!(stage, asked; trees);
    }
    Err(no_model(pipeline, "trees"))
}

macro_rules! erased {
    ($(($($kinds:ident),*) $pipeline:ty, $input:ty, $any:expr;)*) => {$(
        impl<$($kinds: DataKind),*> Explain for $pipeline {
            type Input = $input;

            fn explain(&self, x: &$input) -> Result<Contributions, Error> {
                explain($any(self), x.lend())
            }
        }

        impl<$($kinds: DataKind),*> LinearScores for $pipeline {
            fn coefficient_table(&self) -> Result<Coefficients, Error> {
                coefficients($any(self))
            }

            fn explain_about(&self, x: &$input, around: &$input) -> Result<Contributions, Error> {
                about($any(self), x.lend(), around.lend())
            }
        }

        impl<$($kinds: DataKind),*> TreeModel for $pipeline {
            fn importance_table(&self) -> Result<Importances, Error> {
                importances($any(self))
            }
        }
    )*};
}
erased! {
    () AnyPipeline, Table, |pipeline| pipeline;
    (I, O) BoxPipeline<I, O>, I, BoxPipeline::any;
}
