//! The last step, by its type.

use super::json::Object;
use super::{
    calibrated, counts, curves, forest, groups, histogram, linear, members, neighbors, network,
    support, table, unsupported, wrapped,
};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use std::sync::Arc;

/// An estimator as stages.
pub(super) struct Estimator {
    /// Whether cells may be missing.
    pub(super) missing: bool,
    /// What it makes of its columns before they stand in a matrix.
    pub(super) before: Vec<Record>,
    /// The columns of that matrix, where they are not those it was given.
    pub(super) columns: Option<Arc<[Arc<str>]>>,
    /// The columns it takes as text.
    pub(super) text: Vec<Arc<str>>,
    /// Whether the model begins at the table, and so is all there is.
    pub(super) whole: bool,
    /// One stage, or several that follow each other.
    pub(super) model: Vec<Record>,
    /// What scikit-learn's `decision_function` gives.
    pub(super) scores: Option<Record>,
}

impl Estimator {
    pub(super) fn of(model: Record) -> Estimator {
        Estimator {
            missing: false,
            before: Vec::new(),
            columns: None,
            text: Vec::new(),
            whole: false,
            model: vec![model],
            scores: None,
        }
    }
}

pub(super) fn read(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
) -> Result<Estimator, Box<ImportError>> {
    match one.kind()?.as_str() {
        "LogisticRegression" | "LogisticRegressionCV" | "LinearDiscriminantAnalysis" => {
            linear::logistic(one, columns)
        }
        kind @ ("LinearSVC"
        | "RidgeClassifier"
        | "RidgeClassifierCV"
        | "Perceptron"
        | "PassiveAggressiveClassifier"
        | "SGDClassifier") => linear::each_class(kind, one, columns),
        kind @ ("LinearRegression"
        | "Ridge"
        | "RidgeCV"
        | "Lasso"
        | "LassoCV"
        | "ElasticNet"
        | "ElasticNetCV"
        | "Lars"
        | "LarsCV"
        | "LassoLarsCV"
        | "OrthogonalMatchingPursuitCV"
        | "MultiTaskLasso"
        | "MultiTaskLassoCV"
        | "MultiTaskElasticNet"
        | "MultiTaskElasticNetCV"
        | "PLSRegression"
        | "LassoLars"
        | "LassoLarsIC"
        | "OrthogonalMatchingPursuit"
        | "BayesianRidge"
        | "ARDRegression"
        | "HuberRegressor"
        | "QuantileRegressor"
        | "TheilSenRegressor"
        | "SGDRegressor"
        | "PassiveAggressiveRegressor"
        | "LinearSVR") => linear::affine(kind, one, columns),
        kind @ ("PoissonRegressor" | "GammaRegressor" | "TweedieRegressor") => {
            linear::exponential(kind, one, columns)
        }
        "Pipeline" => table::pipeline(one, columns),
        "GaussianNB" => neighbors::gaussian(one, columns),
        "MultinomialNB" => counts::multinomial(one, columns),
        "ComplementNB" => counts::complement(one, columns),
        "BernoulliNB" => counts::bernoulli(one, columns),
        "KNeighborsClassifier" => neighbors::classifier(one, columns),
        "KNeighborsRegressor" => neighbors::regressor(one, columns),
        "MLPClassifier" => network::classifier(one, columns),
        "MLPRegressor" => network::regressor(one, columns),
        "SVC" | "NuSVC" => support::classifier(one, columns),
        "SVR" | "NuSVR" => support::regressor(one, columns),
        "AdaBoostClassifier" => forest::ada_boost(one, columns),
        "QuadraticDiscriminantAnalysis" => curves::quadratic(one, columns),
        "IsotonicRegression" => curves::isotonic(one, columns),
        "CategoricalNB" => curves::categorical(one, columns),
        "KMeans" | "MiniBatchKMeans" => groups::k_means(one, columns),
        "GaussianMixture" => groups::mixture(one, columns),
        "VotingClassifier" | "BaggingClassifier" => members::voting(one, columns, true),
        "VotingRegressor" | "BaggingRegressor" => members::voting(one, columns, false),
        "OneVsRestClassifier" if one.has("coef") => {
            linear::each_class("OneVsRestClassifier", one, columns)
        }
        "OneVsRestClassifier" => wrapped::one_vs_rest(one, columns),
        "StackingClassifier" | "StackingRegressor" => wrapped::stack(one, columns),
        "TransformedTargetRegressor" => wrapped::transformed_target(one, columns),
        "CalibratedClassifierCV" => calibrated::read(one, columns),
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
