//! Fitted pipelines of scikit-learn and Feature-engine in the form `sklearn-pipeline-json/1`.
//!
//! The form holds what fitting made of each step: no code and no pickle. Its steps become ordinary stages, one chain from
//! a table to the answers. Trees answer with scikit-learn's bits: cells in single precision where it has them, sums in
//! double precision in the order of the trees. Where scikit-learn leaves sums to the linear algebra of the machine, as
//! in a linear model, the last places differ.
//!
//! | read as | class |
//! |---|---|
//! | linear models | `LinearRegression`, `Ridge`, `Lasso`, `ElasticNet` and others of one weighted sum; `PLSRegression`, `MultiTaskLasso`, `MultiTaskElasticNet`; `PoissonRegressor`, `GammaRegressor`, `TweedieRegressor`; `LogisticRegression`, `LinearDiscriminantAnalysis`, `LinearSVC`, `RidgeClassifier`, `SGDClassifier`, `Perceptron` |
//! | trees | `DecisionTree…`, `ExtraTree…`, `RandomForest…`, `ExtraTrees…`, `GradientBoosting…`, `HistGradientBoosting…`, `AdaBoostClassifier` of trees |
//! | others | `GaussianNB`, `MultinomialNB`, `ComplementNB`, `BernoulliNB`, `CategoricalNB`, `QuadraticDiscriminantAnalysis`, `KNeighbors…`, `SVC`, `NuSVC`, `SVR`, `NuSVR`, `MLP…`, `IsotonicRegression`, `KMeans`, `GaussianMixture` |
//! | of other estimators | `CalibratedClassifierCV` (sigmoid, isotonic), `Voting…`, `Bagging…` over all columns, `Stacking…`, `OneVsRestClassifier`, `TransformedTargetRegressor`, each of models or of a `Pipeline` that ends in one |
//! | steps | `ColumnTransformer`, `Pipeline`, `SimpleImputer`, `KNNImputer`, `IterativeImputer`, `MissingIndicator`, `KMeans` by its distances before a model, `StandardScaler`, `MinMaxScaler`, `MaxAbsScaler`, `RobustScaler`, `PowerTransformer`, `QuantileTransformer`, `KBinsDiscretizer`, `Binarizer`, `Normalizer`, `OneHotEncoder`, `OrdinalEncoder`, `TargetEncoder`, `PolynomialFeatures`, `SplineTransformer`, `FunctionTransformer` of a named function, `PCA`, `IncrementalPCA`, `TruncatedSVD`, `FastICA`, random projections, `CountVectorizer`, `TfidfVectorizer`, and the selectors by their `support` |
//! | steps of Feature-engine | imputers, `AddMissingIndicator`, encoders, discretisers, `Winsorizer`, `ArbitraryOutlierCapper`, the transformations, `MeanNormalizationScaler`, `CyclicalFeatures`, `MathFeatures`, `RelativeFeatures`, `GeoDistanceFeatures`, `DecisionTreeFeatures`, `DatetimeFeatures`, `DatetimeOrdinal`, `DatetimeSubtraction`, `MatchCategories`, `SklearnTransformerWrapper`, and the selectors by what they kept |
//!
//! The type of a step of Feature-engine has `feature_engine.` before its name, and its columns are places in the table that
//! comes in. A row without a value is refused where Feature-engine refuses the whole table, or stays missing; a search or
//! a consensus (`GridSearchCV`, `RANSACRegressor`) is written as the model it found.
//!
//! `examples/python/export_sklearn.py` writes the form from a fitted model, and refuses by name what it cannot carry.
//! A field whose name ends in `_hex` holds the bits of the numbers of the field without that ending, 16 hexadecimal
//! digits each, and is read in its place.
//!
//! A classifier that has no probabilities, such as `LinearSVC`, answers with 1 for the class it chooses.
//!
//! Rows that a `KNNImputer` kept and that are as near as each other are asked in the order of their cells; scikit-learn
//! leaves that to chance. An `IsotonicRegression` that answers NaN beyond its places refuses such a row here.
//!
//! What the file does not hold, such as the penalty a model was fitted with, is the default of its recipe here; only a
//! refit asks for it.

mod calibrated;
mod categories;
mod cells;
mod codes;
mod columns;
mod counts;
mod curves;
mod engine;
mod estimator;
mod forest;
mod functions;
mod gaps;
mod groups;
mod histogram;
mod imported;
mod json;
mod levels;
mod linear;
mod lists;
mod members;
mod neighbors;
mod network;
mod parts;
mod project;
mod reduce;
mod scale;
mod states;
mod steps;
mod support;
mod table;
#[cfg(test)]
mod tests;
mod words;
mod wrapped;

pub use imported::Imported;

use crate::error::{Error, ImportError};

/// The format, in errors.
const FORMAT: &str = "sklearn-pipeline-json";

/// Reads a fitted pipeline.
///
/// A missing cell is the category `""` where an encoder has it: what scikit-learn's users write for missing text.
///
/// # Errors
/// [`ImportError`] when the bytes are not such a file, are of another version, contradict themselves, or ask for what
/// this crate does not do, by its name in scikit-learn.
///
/// # Examples
/// ```
/// use steadfast::import::sklearn;
/// let file = br#"{"format":"sklearn-pipeline-json/1","sklearn":"1.9.1",
///     "steps":[["scaler",{"type":"ColumnTransformer","transformers":
///         [["num",{"type":"StandardScaler","mean":[1.0],"scale":[2.0]},["x"]]],"feature_names_out":["num__x"]}]],
///     "estimator":{"type":"Ridge","coef":[[3.0]],"intercept":[0.5],"link":"identity"}}"#;
/// let imported = sklearn::read(file)?;
/// assert_eq!(&*imported.inputs()[0], "x");
/// assert!(sklearn::read(b"{}").is_err());
/// # Ok::<(), steadfast::prelude::Error>(())
/// ```
///
/// # Source
/// scikit-learn 1.9, the fitted attributes of its estimators by their names without the underscore.
pub fn read(bytes: &[u8]) -> Result<Imported, Error> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| malformed(format!("byte {}", error.valid_up_to()), "not UTF-8 text"))?;
    Ok(Imported::parse(text, false)?)
}

/// Reads a fitted pipeline in which every `FunctionTransformer` passes its columns on.
///
/// The form does not hold functions, and scikit-learn writes a `FunctionTransformer` for `passthrough` too; so
/// [`read`] refuses both, and who knows that there is no function says so here.
///
/// # Errors
/// Those of [`read`].
pub fn read_passthrough(bytes: &[u8]) -> Result<Imported, Error> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| malformed(format!("byte {}", error.valid_up_to()), "not UTF-8 text"))?;
    Ok(Imported::parse(text, true)?)
}

fn malformed(place: impl Into<String>, problem: impl Into<String>) -> Box<ImportError> {
    Box::new(ImportError::Malformed {
        format: FORMAT,
        place: place.into(),
        problem: problem.into(),
    })
}

fn unsupported(what: impl Into<String>) -> Box<ImportError> {
    Box::new(ImportError::Unsupported { format: FORMAT, what: what.into() })
}
