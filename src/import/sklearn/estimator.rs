//! The last step, by its type.

use super::json::Object;
use super::{forest, histogram, linear, neighbors, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use std::sync::Arc;

/// An estimator as stages.
pub(super) struct Estimator {
    /// Whether cells may be missing.
    pub(super) missing: bool,
    /// What it makes of its columns before they stand in a matrix.
    pub(super) before: Vec<Record>,
    pub(super) model: Record,
    /// The same trees, answering with raw scores.
    pub(super) scores: Option<Record>,
}

impl Estimator {
    pub(super) fn of(model: Record) -> Estimator {
        Estimator { missing: false, before: Vec::new(), model, scores: None }
    }
}

pub(super) fn read(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
) -> Result<Estimator, Box<ImportError>> {
    match one.kind()?.as_str() {
        "LogisticRegression" => linear::logistic(one, columns),
        kind @ ("LinearRegression" | "Ridge" | "Lasso" | "ElasticNet") => {
            linear::affine(kind, one, columns)
        }
        kind @ ("PoissonRegressor" | "GammaRegressor") => linear::exponential(kind, one, columns),
        "GaussianNB" => neighbors::gaussian(one, columns),
        "KNeighborsClassifier" => neighbors::classifier(one, columns),
        "DecisionTreeClassifier"
        | "RandomForestClassifier"
        | "ExtraTreeClassifier"
        | "ExtraTreesClassifier" => forest::mean(one, columns, true),
        "DecisionTreeRegressor"
        | "RandomForestRegressor"
        | "ExtraTreeRegressor"
        | "ExtraTreesRegressor" => forest::mean(one, columns, false),
        "GradientBoostingClassifier" => forest::boosted(one, columns, true),
        "GradientBoostingRegressor" => forest::boosted(one, columns, false),
        "HistGradientBoostingClassifier" => histogram::read(one, columns, true),
        "HistGradientBoostingRegressor" => histogram::read(one, columns, false),
        other => Err(unsupported(clip(other).to_string())),
    }
}
