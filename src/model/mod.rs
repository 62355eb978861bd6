//! Models: from a matrix to numbers or classes.
//!
//! Each model has a [`Trainer`]: this crate, in exact sums whose bits depend on no machine and no order of rows,
//! wherever it has one; linfa or smartcore, where it has none or they are asked. Every fit runs under a guard, with its
//! panics contained and a deadline. What a library learned is read out into arrays of this crate, and predictions are
//! made by the kernels of [`exact`](crate::exact) alone. In a build without feature `train` a library's fit is
//! [`FitError::NotBuilt`](crate::error::FitError::NotBuilt).
//!
//! Every model checks at apply that the columns are those it was fitted on, by name and order.

mod affine;
mod affine_targets;
mod bayesian_ridge;
mod boosting;
mod calibrate;
mod check;
mod coordinate_descent;
mod discriminant;
mod elastic_net;
mod ftrl;
mod gather;
mod input;
mod isotonic;
mod keep;
mod kmeans;
mod knn;
mod lasso;
mod least_squares;
mod linear;
mod logistic;
mod mixture;
mod multi_task;
mod multilayer_perceptron;
pub mod naive_bayes;
pub(crate) mod onnx_graph;
mod partial_least_squares;
mod ridge;
mod stack;
mod stage_parts;
mod svm;
mod threshold;
mod train;
mod trainer;
mod tree;
mod tree_ensemble;
mod tweedie;
mod weights;

pub use affine::AffineState;
pub use affine_targets::AffineTargetsState;
pub use bayesian_ridge::{BayesianRidge, BayesianRidgeModel, BayesianRidgeState};
pub use boosting::{
    AdaBoost, AdaBoostModel, AdaBoostState, BoostedClassesState, BoostedNumbersState,
    GradientBoosting, GradientBoostingClassifier, GradientBoostingClassifierModel,
    GradientBoostingRegressor, GradientBoostingRegressorModel,
};
pub use calibrate::{
    Calibrate, CalibrateScores, CalibrateScoresModel, Calibrator, CalibratorState, ScoreCurves,
};
pub use discriminant::{
    LinearDiscriminant, LinearDiscriminantModel, QuadraticDiscriminant, QuadraticDiscriminantModel,
    QuadraticDiscriminantState,
};
pub use elastic_net::{ElasticNet, ElasticNetModel};
pub use ftrl::{Ftrl, FtrlModel};
pub use gather::GatheredRows;
pub use isotonic::{Beyond, Isotonic, IsotonicModel, IsotonicState, Monotone};
pub use keep::{Keep, Kept, KeptModel};
pub use kmeans::{KMeans, KMeansDistances, KMeansDistancesModel, KMeansModel, KMeansState};
pub use knn::{
    Distance, KnnClassifier, KnnClassifierModel, KnnClassifierState, KnnRegressor,
    KnnRegressorModel, KnnRegressorState,
};
pub use lasso::{Lasso, LassoModel};
pub use linear::{Linear, LinearModel};
pub use logistic::{Logistic, LogisticModel, LogisticState};
pub use mixture::{CovarianceType, GaussianMixture, GaussianMixtureModel, GaussianMixtureState};
pub use multi_task::{
    MultiTaskElasticNet, MultiTaskElasticNetModel, MultiTaskLasso, MultiTaskLassoModel,
    MultiTaskPartialLeastSquares, MultiTaskPartialLeastSquaresModel,
};
pub(crate) use multilayer_perceptron::Layer;
pub use multilayer_perceptron::{
    Activation, MultilayerPerceptronClassifier, MultilayerPerceptronClassifierModel,
    MultilayerPerceptronRegressor, MultilayerPerceptronRegressorModel, MultilayerPerceptronScores,
    MultilayerPerceptronScoresModel, Network, NetworkClasses, NetworkNumbers, NetworkOutput,
    NetworkScores,
};
pub use naive_bayes::{
    BernoulliNaiveBayes, BernoulliNaiveBayesModel, CategoricalNaiveBayes,
    CategoricalNaiveBayesModel, ClassPrior, GaussianNaiveBayes, GaussianNaiveBayesModel,
    ImportedGaussianNaiveBayes, ImportedGaussianNaiveBayesModel, ImportedGaussians,
    MultinomialNaiveBayes, MultinomialNaiveBayesModel,
};
pub use onnx_graph::{
    OnnxClasses, OnnxClassifier, OnnxClassifierModel, OnnxGraph, OnnxNumber, OnnxNumbers,
    OnnxOutputs, OnnxOutputsModel, OnnxRegressor, OnnxRegressorModel,
};
pub use partial_least_squares::{PartialLeastSquares, PartialLeastSquaresModel};
pub use ridge::{Ridge, RidgeModel};
pub use stack::{
    PredictionTabulator, ProbabilityTabulator, ProbabilityTabulatorState, Stack, Stacked,
    TabulatePredictions, TabulateProbabilities, Tabulated, stack,
};
pub use svm::{
    Gamma, Kernel, LinearSupportVectorClassifier, LinearSupportVectorClassifierModel,
    LinearSupportVectorRegressor, LinearSupportVectorRegressorModel, SupportVectorClassifier,
    SupportVectorClassifierModel, SupportVectorClassifierState, SupportVectorRegressor,
    SupportVectorRegressorModel, SupportVectorRegressorState,
};
pub use threshold::{Score, Threshold, Thresholder, ThresholderState};
pub use trainer::Trainer;
pub use tree::{
    ClassTreesState, DecisionTree, ExtraTrees, ExtraTreesClassifier, ExtraTreesClassifierModel,
    ExtraTreesRegressor, ExtraTreesRegressorModel, ForestClassifier, ForestClassifierModel,
    ForestRegressor, ForestRegressorModel, NumberTreesState, RandomForest, TreeClassifier,
    TreeClassifierModel, TreeCriterion, TreeRegressor, TreeRegressorModel, Trees,
};
pub(crate) use tree_ensemble::{Child, Comparison, Leaf, Line, Split};
pub use tree_ensemble::{
    EnsembleAnswer, EnsembleLink, EnsembleTrees, LinearLeaves, Precision, Source, TreeEnsemble,
    TreeEnsembleClasses, TreeEnsembleClassifier, TreeEnsembleClassifierModel,
    TreeEnsembleRegressor, TreeEnsembleRegressorModel, TreeEnsembleScores, TreeEnsembleScoresModel,
};
pub use tweedie::{Link, Tweedie, TweedieModel};
