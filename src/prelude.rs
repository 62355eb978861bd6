//! What most programs need: `use steadfast::prelude::*;`.

pub use crate::clean::{
    Cap, Cast, DropColumns, DropDuplicates, DropMissing, GroupRare, Impute, ImputeEach,
    ImputeEndTail, ImputeIterative, ImputeKnn, ImputeSample, KeepColumns, MatchCategories,
    MatchColumns, MissingIndicator, NormalizeText, Parse, SetMissing, Tail, TrimOutliers,
    Unreadable, Winsorize,
};
pub use crate::data::unicode::Accents;
pub use crate::data::{
    Classes, Column, ColumnType, Labels, Matrix, Role, Table, Types, Value, Vector,
};
pub use crate::error::Error;
pub use crate::feature::{
    Assemble, CountVectorize, Cyclical, DateDifference, DateOrdinal, DateParts, Densify,
    Expression, FastIca, GeoDistance, HashVectorize, MathOver, Pca, Polynomial, RandomProjection,
    Relative, Spline, TfidfVectorize, TreeFeatures, TruncatedSvd, Windows,
};
pub use crate::model::{
    AdaBoost, BayesianRidge, BernoulliNaiveBayes, Beyond, Calibrate, CategoricalNaiveBayes,
    ClassPrior, CovarianceType, DecisionTree, Distance, ElasticNet, ExtraTrees, Ftrl, Gamma,
    GaussianMixture, GaussianNaiveBayes, GradientBoosting, Isotonic, KMeans, Kernel, KnnClassifier,
    KnnRegressor, Lasso, Linear, LinearDiscriminant, LinearSupportVectorClassifier,
    LinearSupportVectorRegressor, Link, Logistic, Monotone, MultiTaskElasticNet, MultiTaskLasso,
    MultiTaskPartialLeastSquares, MultinomialNaiveBayes, PartialLeastSquares,
    QuadraticDiscriminant, RandomForest, Ridge, Score, SupportVectorClassifier,
    SupportVectorRegressor, TabulatePredictions, TabulateProbabilities, Threshold, Trainer,
    TreeCriterion, Tweedie, stack,
};
pub use crate::pipeline::{
    Apply, Columns, Fit, FitWeighted, Folds, Identity, Pipeline, RowFilter, Target,
    TargetTransform, Weighted, all, bag, boolean, cross_fit, integer, join, matching, named,
    numeric, on, on_target, one_vs_one, one_vs_rest, per_group, real, role, text, timestamp, vote,
    weighted,
};
pub use crate::preprocess::{
    ArcsinSqrt, Asinh, BinOutput, Binarize, Closed, Coding, Discretize, DiscretizeByTree,
    DropLevel, EncodeCount, EncodeHash, EncodePlace, EncodeRank, EncodeSimilarity, EncodeTarget,
    EncodeTree, EncodeWoe, LevelOrder, Log, MaxAbsScale, MeanNormalize, MinMaxScale, MissingAs,
    Norm, NormalizeRows, OneHot, Ordinal, Power, PowerTransform, QuantileTransform, Reciprocal,
    RobustScale, Standardize, Undefined, Unknown, Unseen,
};
pub use crate::root::{AnyModel, Batch, Learn, Load, Model, Training};
pub use crate::search::{Axis, Halving, Search, Space};
pub use crate::select::{
    Amount, Association, Choice, CorrelationFilter, Direction, DropConstant, DropDuplicate,
    DropHighPsi, Estimator, Keep, Mrmr, MrmrMethod, RecursiveElimination, RecursivePerformance,
    Relevance, RelevanceFilter, SelectByInformationValue, SelectByProbes, SelectByShuffling,
    SelectBySinglePerformance, SelectByTargetMean, SelectFromModel, SelectUnivariate,
    UnivariateTest, Validation, VarianceFilter,
};
