"""Pipelines with Feature-engine's transformers, for sklearn_cases.py; cells without a value stay so.

Needs Feature-engine 1.9.4.
"""

from feature_engine import creation, datetime, discretisation, encoding, imputation, outliers
from feature_engine import preprocessing, scaling, selection, transformation, wrappers
from sklearn import ensemble, linear_model, tree
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, PolynomialFeatures, StandardScaler
from sklearn.compose import make_column_transformer
from sklearn.pipeline import make_pipeline

Ridge = linear_model.Ridge
TEXTS = ["sex", "embarked"]


def logistic():
    return linear_model.LogisticRegression(max_iter=2000)


def chain(*steps):
    return lambda frame, target: make_pipeline(*steps)


def filled(*steps, missing="Missing"):
    """The passengers without gaps: text, numbers, then more."""
    return chain(
        imputation.CategoricalImputer(fill_value=missing, variables=TEXTS),
        imputation.MeanMedianImputer(variables=["age", "fare"]),
        *steps,
    )


RECIPES = {
    "median_one_hot": ("titanic", filled(encoding.OneHotEncoder(variables=TEXTS), logistic())),
    "end_tail_counts": (
        "titanic",
        chain(
            imputation.AddMissingIndicator(variables=["age", "embarked"], missing_only=False),
            imputation.CategoricalImputer(imputation_method="frequent", variables=TEXTS),
            imputation.EndTailImputer(imputation_method="iqr", tail="left", variables=["age", "fare"]),
            encoding.CountFrequencyEncoder("frequency", variables=TEXTS, unseen="encode"),
            ensemble.RandomForestClassifier(7, max_depth=4, random_state=0),
        ),
    ),
    "arbitrary_means": (
        "titanic",
        chain(
            imputation.ArbitraryNumberImputer(imputer_dict={"age": -1, "fare": 2.5}),
            encoding.MeanEncoder(
                variables=TEXTS, missing_values="ignore", unseen="encode", smoothing="auto"
            ),
            tree.DecisionTreeClassifier(max_depth=4, random_state=0),
        ),
    ),
    "rare_ordinal": (
        "titanic",
        filled(
            encoding.RareLabelEncoder(tol=0.1, n_categories=2, variables=TEXTS),
            encoding.OrdinalEncoder(variables=TEXTS, unseen="encode"),
            ensemble.GradientBoostingClassifier(n_estimators=9),
        ),
    ),
    "woe": (
        "titanic",
        filled(
            encoding.WoEEncoder(variables=TEXTS, fill_value=0.01), logistic(), missing="Southampton"
        ),
    ),
    "tree_encoder": (
        "bikeshare",
        chain(
            encoding.DecisionTreeEncoder(
                variables=["weathersit", "mnth"], random_state=0, unseen="encode", fill_value=50
            ),
            Ridge(),
        ),
    ),
    "similarity": (
        "titanic",
        chain(
            imputation.MeanMedianImputer(imputation_method="mean", variables=["age", "fare"]),
            encoding.StringSimilarityEncoder(top_categories=2, variables=["embarked", "sex"]),
            logistic(),
        ),
    ),
    "equal_width": (
        "diabetes",
        chain(discretisation.EqualWidthDiscretiser(bins=6, variables=["age", "bmi", "s5"]), Ridge()),
    ),
    "equal_frequency_objects": (
        "bikeshare",
        chain(
            discretisation.EqualFrequencyDiscretiser(
                q=5, variables=["temp", "hum"], return_object=True
            ),
            encoding.MeanEncoder(variables=["temp", "hum", "weathersit", "mnth"]),
            Ridge(),
        ),
    ),
    "geometric_arbitrary": (
        "bikeshare",
        chain(
            discretisation.GeometricWidthDiscretiser(bins=4, variables=["hr"]),
            discretisation.ArbitraryDiscretiser(
                {"temp": [-1, 0.2, 0.4, 0.61, 2], "hum": [0, 0.5, 1.0]}
            ),
            encoding.OneHotEncoder(variables=["weathersit", "mnth"], drop_last=True),
            linear_model.PoissonRegressor(max_iter=2000),
        ),
    ),
    "boundaries": (
        "diabetes",
        chain(
            discretisation.EqualWidthDiscretiser(
                bins=4, variables=["bmi", "bp"], return_boundaries=True, precision=2
            ),
            encoding.OrdinalEncoder(variables=["bmi", "bp"], encoding_method="ordered"),
            Ridge(),
        ),
    ),
    "tree_discretiser": (
        "diabetes",
        chain(
            discretisation.DecisionTreeDiscretiser(
                variables=["bmi", "s5", "bp"], random_state=1, precision=3
            ),
            Ridge(),
        ),
    ),
    "tree_discretiser_classes": (
        "breast_cancer",
        chain(
            discretisation.DecisionTreeDiscretiser(
                variables=["mean_radius", "mean_area", "worst_texture"],
                regression=False, scoring="roc_auc", random_state=1,
            ),
            tree.DecisionTreeClassifier(max_depth=4, random_state=0),
        ),
    ),
    "tree_discretiser_bins": (
        "diabetes",
        chain(
            discretisation.DecisionTreeDiscretiser(
                variables=["bmi", "s5"], random_state=1, bin_output="bin_number"
            ),
            Ridge(),
        ),
    ),
    "winsorizer": (
        "diabetes",
        chain(
            outliers.Winsorizer(
                "iqr", tail="both", fold=1.0, add_indicators=True, variables=["bmi", "s1", "s3"]
            ),
            outliers.Winsorizer("gaussian", tail="left", fold=1.5, variables=["bp"]),
            outliers.Winsorizer("mad", tail="right", variables=["s2"], add_indicators=True),
            outliers.ArbitraryOutlierCapper({"s6": 100, "s5": 5}, {"s5": 4, "s4": 3}),
            Ridge(),
        ),
    ),
    "transformations": (
        "wine",
        chain(
            transformation.LogTransformer(["alcohol", "ash"]),
            transformation.LogTransformer(["magnesium"], base="10"),
            transformation.LogCpTransformer(["hue", "proline"], C={"hue": 1.5, "proline": 10}),
            transformation.ReciprocalTransformer(["flavanoids"]),
            transformation.PowerTransformer(["total_phenols"], exp=0.5),
            transformation.PowerTransformer(["malic_acid"], exp=2),
            transformation.BoxCoxTransformer(["color_intensity"]),
            transformation.YeoJohnsonTransformer(["proanthocyanins", "alcalinity_of_ash"]),
            transformation.ArcSinhTransformer(["od280_od315_of_diluted_wines"], loc=1, scale=2.5),
            transformation.ArcsinTransformer(["nonflavanoid_phenols"]),
            scaling.MeanNormalizationScaler(),
            logistic(),
        ),
    ),
    "log_cp_auto": (
        "diabetes",
        chain(transformation.LogCpTransformer(["s5", "bmi"], C="auto"), Ridge()),
    ),
    "creation": (
        "bikeshare",
        chain(
            creation.CyclicalFeatures(["hr"], drop_original=True),
            creation.MathFeatures(["temp", "hum", "windspeed"], ["mean", "std", "max", "prod"]),
            creation.RelativeFeatures(["temp", "windspeed"], ["hum"], ["sub", "div"], fill_value=0),
            encoding.OneHotEncoder(top_categories=3, variables=["weathersit", "mnth"]),
            Ridge(),
        ),
    ),
    "creation_named": (
        "diabetes",
        chain(
            creation.MathFeatures(
                ["s1", "s2"], "sum", new_variables_names=["both"], drop_original=True
            ),
            creation.RelativeFeatures(
                ["bmi"], ["s4", "s5"], ["add", "mul", "pow", "mod", "floordiv", "truediv"],
                drop_original=True,
            ),
            tree.DecisionTreeRegressor(max_depth=4, random_state=0),
        ),
    ),
    "selection": (
        "breast_cancer",
        chain(
            selection.DropFeatures(["mean_radius"]),
            selection.DropConstantFeatures(tol=0.98),
            selection.DropDuplicateFeatures(),
            selection.DropCorrelatedFeatures(threshold=0.95),
            selection.SmartCorrelatedSelection(threshold=0.8, selection_method="variance"),
            selection.SelectBySingleFeaturePerformance(
                tree.DecisionTreeClassifier(max_depth=2, random_state=0), threshold=0.6
            ),
            logistic(),
        ),
    ),
    "recursive": (
        "diabetes",
        chain(
            selection.RecursiveFeatureElimination(Ridge(), scoring="r2", threshold=0.005, cv=3),
            selection.SelectByShuffling(Ridge(), scoring="r2", threshold=0.001, random_state=0),
            Ridge(),
        ),
    ),
    "probes_mrmr": (
        "wine",
        chain(
            selection.ProbeFeatureSelection(
                ensemble.RandomForestClassifier(9, random_state=0), scoring="accuracy", random_state=1
            ),
            selection.MRMR(max_features=4, random_state=0, regression=False),
            logistic(),
        ),
    ),
    "wrappers": (
        "bikeshare",
        chain(
            wrappers.SklearnTransformerWrapper(MinMaxScaler(), variables=["hum", "hr"]),
            wrappers.SklearnTransformerWrapper(
                OneHotEncoder(sparse_output=False, handle_unknown="ignore"),
                variables=["weathersit", "mnth"],
            ),
            wrappers.SklearnTransformerWrapper(
                PolynomialFeatures(2, include_bias=False), variables=["temp", "hum"]
            ),
            Ridge(),
        ),
    ),
    "dates": (
        "weather",
        chain(
            datetime.DatetimeFeatures(
                ["time_hour"], ["month", "week", "day_of_year", "weekend", "hour", "month_end"],
                drop_original=False,
            ),
            datetime.DatetimeOrdinal(["time_hour"], start_date="2012-12-31"),
            Ridge(),
        ),
    ),
    "date_differences": (
        "flights",
        chain(
            datetime.DatetimeSubtraction(["time_hour"], ["made"], output_unit="h", drop_original=True),
            Ridge(),
        ),
    ),
    "distance": (
        "flights",
        chain(
            selection.DropFeatures(["time_hour", "made"]),
            creation.GeoDistanceFeatures(
                "a", "b", "c", "d", output_unit="miles", drop_original=True
            ),
            Ridge(),
        ),
    ),
    "match_categories": (
        "titanic",
        filled(
            preprocessing.MatchVariables(missing_values="ignore"),
            preprocessing.MatchCategories(variables=["sex", "embarked"]),
            encoding.CountFrequencyEncoder(variables=["sex", "embarked"], missing_values="ignore"),
            logistic(),
        ),
    ),
    "tree_features": (
        "diabetes",
        chain(
            creation.DecisionTreeFeatures(
                ["bmi", "s5", "bp"], features_to_combine=2, random_state=0, precision=2
            ),
            Ridge(),
        ),
    ),
    "tree_features_classes": (
        "breast_cancer",
        chain(
            creation.DecisionTreeFeatures(
                ["mean_radius", "mean_texture"],
                features_to_combine=(("mean_texture", "mean_radius"), "mean_texture"),
                regression=False, scoring="roc_auc", random_state=0, drop_original=True,
            ),
            logistic(),
        ),
    ),
    "in_columns": (
        "titanic",
        lambda frame, target: make_pipeline(
            make_column_transformer(
                (
                    make_pipeline(
                        imputation.CategoricalImputer(), encoding.CountFrequencyEncoder()
                    ),
                    TEXTS,
                ),
                (
                    make_pipeline(
                        imputation.MeanMedianImputer(),
                        StandardScaler().set_output(transform="pandas"),
                        outliers.Winsorizer(tail="both", fold=2),
                    ),
                    ["age", "fare"],
                ),
            ),
            logistic(),
        ),
    ),
}
