"""More pipelines of scikit-learn, for sklearn_cases.py: models of other models, and steps that look at other cells."""

import numpy as np
from sklearn import calibration, cluster, compose, discriminant_analysis, ensemble, isotonic, linear_model
from sklearn import mixture, model_selection, multiclass, naive_bayes, svm, tree
from sklearn.compose import make_column_transformer
from sklearn.cross_decomposition import PLSRegression
from sklearn.decomposition import PCA, FastICA, IncrementalPCA
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.feature_selection import GenericUnivariateSelect
from sklearn.impute import IterativeImputer, KNNImputer, MissingIndicator, SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    FunctionTransformer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, OneHotEncoder, OrdinalEncoder,
    SplineTransformer, StandardScaler, TargetEncoder,
)
from sklearn.random_projection import GaussianRandomProjection, SparseRandomProjection

S = StandardScaler
Ridge = linear_model.Ridge
Tree = tree.DecisionTreeClassifier


def logistic(**more):
    return linear_model.LogisticRegression(max_iter=3000, **more)


def Filled():
    return make_pipeline(SimpleImputer(), StandardScaler())


def chain(*steps):
    return lambda frame, target: make_pipeline(*steps)


def on(*parts, last):
    return lambda frame, target: make_pipeline(make_column_transformer(*parts), last)


class Two:
    """Fits to the target and its logarithm side by side."""

    def __init__(self, model):
        self.model = model

    def fit(self, x, y):
        return self.model.fit(x, np.column_stack([y, np.log(y)]))


def two(*steps):
    return lambda frame, target: Two(make_pipeline(*steps))


class Texts:
    """Histogram boosting over columns of pandas' categories, which it takes as they are."""

    def __init__(self, names):
        self.names = names
        self.model = ensemble.HistGradientBoostingClassifier(max_iter=9, max_leaf_nodes=7)

    def fit(self, x, y):
        as_categories = x.astype({name: "category" for name in self.names})
        self.model.fit(as_categories, y)
        self.kinds = as_categories.dtypes[self.names].to_dict()
        return self

    def __getattr__(self, name):
        answer = getattr(self.model, name)
        if name not in ("predict", "predict_proba", "decision_function"):
            return answer
        return lambda x: answer(x.astype(self.kinds))


def texts(frame, target):
    return Texts(["sex", "embarked"])


RECIPES = {
    "knn_imputer": (
        "ames", on((KNNImputer(n_neighbors=4), ["Lot_Frontage", "area", "Garage_Area"]), last=Ridge()),
    ),
    "knn_imputer_distance": (
        "ames",
        on(
            (KNNImputer(weights="distance", add_indicator=True), ["Lot_Frontage", "Lot_Area", "area"]),
            last=Ridge(),
        ),
    ),
    "iterative_imputer": (
        "titanic",
        on(
            (IterativeImputer(max_iter=4, random_state=0, add_indicator=True), ["age", "fare", "pclass"]),
            last=logistic(),
        ),
    ),
    "iterative_linear": (
        "titanic",
        on(
            (
                IterativeImputer(
                    linear_model.LinearRegression(), max_iter=3, random_state=0, min_value=1,
                    max_value=60, n_nearest_features=1, initial_strategy="median",
                ),
                ["age", "fare", "pclass"],
            ),
            last=logistic(),
        ),
    ),
    "missing_indicator": (
        "titanic",
        on(
            (MissingIndicator(features="all"), ["age", "fare"]),
            ("passthrough", ["pclass"]),
            last=logistic(),
        ),
    ),
    "spline": (
        "bikeshare",
        on(
            (SplineTransformer(n_knots=6, extrapolation="periodic", include_bias=False), ["hr"]),
            (SplineTransformer(degree=2, knots="quantile", extrapolation="linear"), ["temp", "hum"]),
            (SplineTransformer(degree=1, n_knots=4), ["windspeed"]),
            last=Ridge(),
        ),
    ),
    "target_encoder": (
        "bikeshare",
        on((TargetEncoder(random_state=0), ["weathersit", "mnth"]), ("passthrough", ["hr"]), last=Ridge()),
    ),
    "target_encoder_binary": (
        "titanic",
        on((TargetEncoder(smooth=10.0, random_state=0), ["embarked", "sex", "pclass"]), last=logistic()),
    ),
    "target_encoder_multi": (
        "penguins",
        on((TargetEncoder(random_state=0), ["island", "sex"]), last=logistic()),
    ),
    "projections": (
        "breast_cancer",
        chain(S(), GaussianRandomProjection(12, random_state=0), MaxAbsScaler(clip=True), logistic()),
    ),
    "sparse_projection": (
        "digits",
        chain(SparseRandomProjection(20, random_state=0), MinMaxScaler(), logistic()),
    ),
    "ica": ("wine", chain(S(), FastICA(5, random_state=0, max_iter=2000), logistic())),
    "univariate": (
        "breast_cancer", chain(GenericUnivariateSelect(mode="k_best", param=6), S(), logistic()),
    ),
    "quadratic": ("wine", chain(S(), discriminant_analysis.QuadraticDiscriminantAnalysis())),
    "quadratic_breast": (
        "breast_cancer",
        chain(S(), discriminant_analysis.QuadraticDiscriminantAnalysis(reg_param=0.1)),
    ),
    "k_means": ("penguins", on((Filled(), ["bill_length_mm", "body_mass_g"]), last=cluster.KMeans(4, random_state=0))),
    "k_means_distances": (
        "wine", chain(S(), cluster.KMeans(5, random_state=0), logistic()),
    ),
    "histogram_texts": ("titanic", texts),
    "mini_batch": ("wine", chain(S(), cluster.MiniBatchKMeans(3, random_state=0))),
    "mixture_full": ("iris", chain(S(), mixture.GaussianMixture(3, random_state=0))),
    "mixture_tied": ("iris", chain(S(), mixture.GaussianMixture(2, covariance_type="tied", random_state=0))),
    "mixture_diag": ("wine", chain(S(), mixture.GaussianMixture(3, covariance_type="diag", random_state=0))),
    "mixture_spherical": (
        "wine", chain(S(), mixture.GaussianMixture(3, covariance_type="spherical", random_state=0)),
    ),
    "isotonic": (
        "diabetes", on(("passthrough", ["bmi"]), last=isotonic.IsotonicRegression(out_of_bounds="clip")),
    ),
    "isotonic_falls": (
        "diabetes",
        on(
            ("passthrough", ["s3"]),
            last=isotonic.IsotonicRegression(increasing=False, out_of_bounds="clip"),
        ),
    ),
    "partial_least_squares": ("diabetes", chain(PLSRegression(3))),
    "partial_least_squares_two": ("diabetes", two(PLSRegression(2, scale=False))),
    "multi_task_lasso": ("diabetes", two(S(), linear_model.MultiTaskLasso(0.1))),
    "multi_task_elastic_net": ("diabetes", two(S(), linear_model.MultiTaskElasticNetCV(cv=3))),
    "lars": ("diabetes", chain(S(), linear_model.LassoLarsCV(cv=3))),
    "categorical_nb": (
        "titanic",
        on(
            (OrdinalEncoder(), ["sex", "pclass"]),
            (KBinsDiscretizer(4, encode="ordinal"), ["fare"]),
            last=naive_bayes.CategoricalNB(alpha=0.5),
        ),
    ),
    "categorical_nb_uniform": (
        "penguins",
        on(
            (OrdinalEncoder(), ["island"]),
            (
                make_pipeline(
                    SimpleImputer(), KBinsDiscretizer(5, encode="ordinal", strategy="uniform")
                ),
                ["body_mass_g"],
            ),
            last=naive_bayes.CategoricalNB(fit_prior=False),
        ),
    ),
    "vote_hard": (
        "wine",
        chain(
            S(),
            ensemble.VotingClassifier(
                [("a", logistic()), ("b", Tree(max_depth=3, random_state=0)), ("c", svm.SVC())]
            ),
        ),
    ),
    "vote_hard_weights": (
        "penguins",
        on(
            (Filled(), ["bill_depth_mm", "bill_length_mm", "body_mass_g"]),
            last=ensemble.VotingClassifier(
                [("a", logistic()), ("b", Tree(max_depth=2, random_state=0))], weights=[1, 2]
            ),
        ),
    ),
    "bagged_trees": (
        "breast_cancer",
        chain(ensemble.BaggingClassifier(Tree(max_depth=4), n_estimators=7, random_state=0)),
    ),
    "bagged_ridge": ("diabetes", chain(S(), ensemble.BaggingRegressor(Ridge(), 5, random_state=0))),
    "bagged_tree_regressor": (
        "diabetes",
        chain(ensemble.BaggingRegressor(tree.DecisionTreeRegressor(max_depth=4), 6, random_state=1)),
    ),
    "stack_classes": (
        "penguins",
        on(
            (Filled(), ["bill_depth_mm", "bill_length_mm", "body_mass_g"]),
            last=ensemble.StackingClassifier(
                [
                    ("a", logistic()),
                    ("b", Tree(max_depth=3, random_state=0)),
                    ("c", naive_bayes.GaussianNB()),
                ],
                final_estimator=logistic(),
                cv=3,
            ),
        ),
    ),
    "stack_two_classes": (
        "breast_cancer",
        chain(
            S(),
            ensemble.StackingClassifier(
                [("a", logistic()), ("b", ensemble.RandomForestClassifier(9, random_state=0))],
                final_estimator=ensemble.GradientBoostingClassifier(n_estimators=8, random_state=0),
                stack_method="predict_proba",
                cv=3,
            ),
        ),
    ),
    "stack_numbers": (
        "diabetes",
        chain(
            S(),
            ensemble.StackingRegressor(
                [("a", Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=3)), ("c", svm.SVR(C=9))],
                cv=3,
            ),
        ),
    ),
    "log_target": (
        "diabetes",
        chain(S(), compose.TransformedTargetRegressor(Ridge(), func=np.log, inverse_func=np.exp)),
    ),
    "log1p_target": (
        "bikeshare",
        on(
            ("passthrough", ["hr", "temp"]),
            last=compose.TransformedTargetRegressor(
                tree.DecisionTreeRegressor(max_depth=4), func=np.log1p, inverse_func=np.expm1
            ),
        ),
    ),
    "root_target": (
        "diabetes",
        chain(S(), compose.TransformedTargetRegressor(Ridge(), func=np.sqrt, inverse_func=np.square)),
    ),
    "standard_target": (
        "diabetes",
        chain(S(), compose.TransformedTargetRegressor(svm.SVR(), transformer=StandardScaler())),
    ),
    "one_vs_rest": ("wine", chain(S(), multiclass.OneVsRestClassifier(logistic()))),
    "one_vs_rest_two": ("breast_cancer", chain(S(), multiclass.OneVsRestClassifier(logistic()))),
    "one_vs_rest_trees": (
        "penguins",
        on(
            (Filled(), ["bill_depth_mm", "bill_length_mm", "body_mass_g"]),
            last=multiclass.OneVsRestClassifier(
                ensemble.GradientBoostingClassifier(n_estimators=6, random_state=0)
            ),
        ),
    ),
    "one_vs_rest_svc": ("wine", chain(S(), multiclass.OneVsRestClassifier(svm.LinearSVC()))),
    "rare_one_hot": (
        "bikeshare",
        on(
            (OneHotEncoder(min_frequency=20, handle_unknown="infrequent_if_exist"), ["weathersit", "mnth"]),
            (OneHotEncoder(max_categories=4, handle_unknown="ignore"), ["hr"]),
            last=Ridge(),
        ),
    ),
    "rare_one_hot_drop": (
        "titanic",
        on(
            (OneHotEncoder(max_categories=3, drop="first"), ["embarked"]),
            (OneHotEncoder(min_frequency=0.3, drop="if_binary"), ["sex", "pclass"]),
            last=logistic(),
        ),
    ),
    "rare_ordinal": (
        "titanic",
        on(
            (
                OrdinalEncoder(
                    max_categories=3, handle_unknown="use_encoded_value", unknown_value=-2
                ),
                ["embarked", "pclass"],
            ),
            (OrdinalEncoder(min_frequency=0.4), ["sex"]),
            last=logistic(),
        ),
    ),
    "functions": (
        "wine",
        on(
            (FunctionTransformer(np.log1p), ["alcohol", "ash"]),
            (FunctionTransformer(np.sqrt), ["hue"]),
            (FunctionTransformer(np.log), ["proline"]),
            (FunctionTransformer(np.log10), ["magnesium"]),
            (FunctionTransformer(np.log2), ["color_intensity"]),
            (FunctionTransformer(np.arcsinh), ["flavanoids"]),
            (FunctionTransformer(np.reciprocal), ["malic_acid"]),
            (FunctionTransformer(np.square), ["total_phenols"]),
            last=logistic(),
        ),
    ),
    "incremental_pca": ("digits", chain(IncrementalPCA(6), logistic())),
    "words": (
        "tate",
        on(
            (CountVectorizer(min_df=4, stop_words="english", ngram_range=(1, 2)), "medium"),
            (TfidfVectorizer(min_df=3, sublinear_tf=True, strip_accents="unicode"), "title"),
            last=Ridge(),
        ),
    ),
    "letters": (
        "tate",
        on((TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 2), max_features=60), "medium"), last=Ridge()),
    ),
    "words_alone": ("tate_alone", chain(TfidfVectorizer(binary=True, use_idf=False, norm="l1"), Ridge())),
    "vote_of_pipelines": (
        "wine",
        lambda frame, target: ensemble.VotingClassifier(
            [
                ("a", make_pipeline(S(), logistic())),
                ("b", make_pipeline(PCA(4), naive_bayes.GaussianNB())),
                ("c", Tree(max_depth=3, random_state=0)),
            ],
            voting="soft",
        ),
    ),
    "stack_of_pipelines": (
        "titanic",
        lambda frame, target: ensemble.StackingClassifier(
            [
                (
                    "a",
                    make_pipeline(
                        make_column_transformer(
                            (Filled(), ["age", "fare"]),
                            (OneHotEncoder(handle_unknown="ignore"), ["sex", "embarked"]),
                        ),
                        logistic(),
                    ),
                ),
                (
                    "b",
                    make_pipeline(
                        make_column_transformer(
                            ("passthrough", ["pclass", "age"]),
                            (
                                OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1),
                                ["sex"],
                            ),
                        ),
                        ensemble.HistGradientBoostingClassifier(max_iter=7, max_leaf_nodes=6),
                    ),
                ),
            ],
            final_estimator=logistic(),
            cv=3,
        ),
    ),
    "calibrated_pipeline": (
        "breast_cancer",
        lambda frame, target: calibration.CalibratedClassifierCV(
            make_pipeline(S(), PCA(5), svm.LinearSVC()), cv=3
        ),
    ),
    "bagged_pipelines": (
        "diabetes",
        lambda frame, target: ensemble.BaggingRegressor(
            make_pipeline(SplineTransformer(n_knots=3), Ridge()), 4, random_state=0
        ),
    ),
    "target_of_pipeline": (
        "diabetes",
        lambda frame, target: compose.TransformedTargetRegressor(
            make_pipeline(S(), make_pipeline(PCA(6), Ridge())), func=np.log, inverse_func=np.exp
        ),
    ),
    "one_vs_rest_pipelines": (
        "wine", chain(multiclass.OneVsRestClassifier(make_pipeline(S(), logistic()))),
    ),
    "pipelines_in_pipelines": (
        "breast_cancer", chain(make_pipeline(S(), make_pipeline(PCA(6))), make_pipeline(MinMaxScaler(), logistic())),
    ),
    "search": (
        "diabetes",
        lambda frame, target: model_selection.GridSearchCV(
            make_pipeline(S(), Ridge()), {"ridge__alpha": [0.1, 1.0, 10.0]}
        ),
    ),
    "search_last": (
        "wine",
        chain(S(), model_selection.GridSearchCV(logistic(), {"C": [0.1, 1.0]})),
    ),
    "consensus": ("diabetes", chain(S(), linear_model.RANSACRegressor(random_state=0))),
}
