"""The transformers that transformer_cases.py runs: which peer, on which columns of which data set.

Every parameter that changes an output is given a value of its own somewhere, on data with ties,
constant columns, zero rows, missing cells and unseen levels where the peer takes them.
"""

import functools

import numpy as np
# Also what only the text of a case names (`f_classif`) is imported here.
from feature_engine import creation, datetime, discretisation, encoding, imputation
from feature_engine import outliers, selection, transformation
from sklearn import feature_selection, preprocessing
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier
from sklearn.experimental import enable_iterative_imputer  # noqa: F401
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfVectorizer
from sklearn.feature_selection import (
    RFE, SelectFdr, SelectFpr, SelectFromModel, SelectFwe, SelectKBest, SelectPercentile,
    VarianceThreshold, chi2, f_classif, f_regression, mutual_info_classif, mutual_info_regression,
    r_regression,
)
from sklearn.impute import IterativeImputer, KNNImputer, MissingIndicator, SimpleImputer
from sklearn.linear_model import (
    BayesianRidge, ElasticNet, Lasso, LinearRegression, LogisticRegression, Ridge,
)
from sklearn.preprocessing import (
    Binarizer, KBinsDiscretizer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder,
    PolynomialFeatures, PowerTransformer, QuantileTransformer, RobustScaler, SplineTransformer,
    StandardScaler, TargetEncoder,
)
from sklearn.tree import DecisionTreeClassifier

ENGINE = (
    imputation, encoding, discretisation, outliers, transformation, creation, datetime, selection,
)

DIGITS = [f"pixel_{row}_{column}" for row in range(8) for column in range(8)]
WINE = [
    "alcohol", "malic_acid", "ash", "alcalinity_of_ash", "magnesium", "total_phenols", "flavanoids",
    "nonflavanoid_phenols", "proanthocyanins", "color_intensity", "hue",
    "od280_od315_of_diluted_wines", "proline",
]
IRIS = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"]
DIABETES = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"]
PENGUINS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
DIAMONDS = ["carat", "depth", "table", "x", "y", "z"]
TITANIC = ["age", "sibsp", "parch", "fare"]
BIKES = ["temp", "atemp", "hum", "windspeed", "casual", "registered"]
WEATHER = ["temp", "dewp", "humid", "wind_dir", "wind_speed", "wind_gust", "precip", "pressure"]
ADULT = ["age", "education_num", "capital_gain", "capital_loss", "hours_per_week"]
GERMAN = ["duration_in_month", "credit_amount", "age_in_years"]
TELCO = ["tenure", "monthly_charges", "total_charges"]
AMES = [
    "Lot_Frontage", "Lot_Area", "Overall_Qual", "Overall_Cond", "Year_Built", "Year_Remod_Add",
    "Mas_Vnr_Area", "BsmtFin_SF_1", "Total_Bsmt_SF", "X1st_Flr_SF", "X2nd_Flr_SF", "area",
    "Full_Bath", "Garage_Yr_Blt", "Garage_Cars", "Garage_Area", "Wood_Deck_SF", "Yr_Sold",
]
BREAST_PARTS = [
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity",
    "concave_points", "symmetry", "fractal_dimension",
]
BREAST = [f"mean_{part}" for part in BREAST_PARTS]
BREAST += [f"{part}_error" for part in BREAST_PARTS] + [f"worst_{part}" for part in BREAST_PARTS]

# (name, data set, columns, target, rows, seed)
STATISTICS = [
    ("stats_breast_cancer", "breast_cancer", BREAST[:12], "target", 200, 3),
    ("stats_iris_ties", "iris", IRIS, "target", 150, 4),
    ("stats_digits_constant_free", "digits", DIGITS[2:6] + DIGITS[10:14], "target", 180, 5),
    ("stats_penguins", "penguins", PENGUINS, "species", 200, 6),
    ("stats_bikeshare", "bikeshare", BIKES, "bikers", 300, 7),
    ("stats_weather", "weather", ["dewp", "humid", "wind_speed", "pressure"], "temp", 250, 8),
    ("stats_german", "german_credit", GERMAN, "creditability", 220, 9),
    ("stats_ames", "ames", ["Lot_Area", "Year_Built", "area", "Wood_Deck_SF"], "price", 240, 10),
]


def cases():
    """Name, data set, transformer and numeric columns of every case, and what else it says."""
    out = []

    def add(name, dataset, peer, numeric=(), **more):
        out.append(((name, dataset, peer, numeric), more))

    scalers(add)
    powers_and_quantiles(add)
    binning(add)
    generated_features(add)
    imputers(add)
    encoders(add)
    text(add)
    reductions(add)
    # The score functions without a name of their own are made here.
    selectors(
        add,
        lambda x, y: mutual_info_classif(x, y, random_state=0),
        lambda x, y: mutual_info_regression(x, y, random_state=0),
    )
    engine_imputers(add)
    engine_encoders(add)
    engine_discretisers(add)
    engine_outliers(add)
    engine_transforms(add)
    engine_time(add)
    engine_selection(add)
    return out


def scalers(add):
    add("prep_standard_ames_missing", "ames", StandardScaler(), AMES, seed=11)
    add("prep_standard_digits_constant", "digits", StandardScaler(), DIGITS, seed=12, rows=(120, 60))
    add("prep_standard_nostd_weather", "weather", StandardScaler(with_std=False), WEATHER, seed=13)
    add("prep_standard_neither", "bikeshare", StandardScaler(with_mean=False, with_std=False), BIKES)
    add("prep_standard_german", "german_credit", StandardScaler(copy=False), GERMAN, seed=14)
    add("prep_minmax_range_wine", "wine", MinMaxScaler(feature_range=(-2.5, 7)), WINE, rows=(120, 50))
    add("prep_minmax_digits_constant", "digits", MinMaxScaler(), DIGITS, seed=15, rows=(100, 60))
    add("prep_minmax_clip_weather", "weather", MinMaxScaler(clip=True), WEATHER, seed=16)
    add("prep_minmax_narrow", "diabetes", MinMaxScaler(feature_range=(0.25, 0.3), clip=True), DIABETES)
    add("prep_maxabs_missing", "titanic", MaxAbsScaler(), TITANIC, seed=17)
    add("prep_maxabs_clip", "flights_sample", MaxAbsScaler(clip=True),
        ["dep_delay", "arr_delay", "air_time", "distance"], seed=18)
    add("prep_maxabs_digits_zero", "digits", MaxAbsScaler(), DIGITS, seed=19, rows=(100, 50))
    add("prep_robust_nocenter", "diabetes", RobustScaler(with_centering=False), DIABETES, seed=20)
    add("prep_robust_noscale", "telco_churn", RobustScaler(with_scaling=False), TELCO, seed=21)
    add("prep_robust_neither", "iris",
        RobustScaler(with_centering=False, with_scaling=False), IRIS, rows=(100, 50))
    add("prep_robust_full_range", "weather", RobustScaler(quantile_range=(0, 100)), WEATHER, seed=22)
    add("prep_robust_asymmetric", "bikeshare",
        RobustScaler(quantile_range=(5.0, 62.5), unit_variance=True), BIKES, seed=23)
    add("prep_robust_digits_zero_iqr", "digits", RobustScaler(), DIGITS, seed=24, rows=(110, 50))
    add("prep_robust_adult_zero_iqr", "adult", RobustScaler(unit_variance=True), ADULT, seed=25)
    for norm in ("l1", "l2", "max"):
        add(f"prep_normalizer_{norm}_zero_rows", "titanic", Normalizer(norm=norm),
            ["sibsp", "parch"], seed=26)
        add(f"prep_normalizer_{norm}_negative", "flights_sample", Normalizer(norm=norm),
            ["dep_delay", "arr_delay", "distance"], seed=27, rows=(140, 60), whole=True)
    add("prep_normalizer_l2_digits", "digits", Normalizer(), DIGITS, seed=28, rows=(100, 50))
    add("prep_binarizer_default", "titanic", Binarizer(), ["sibsp", "parch", "fare"], seed=29)
    add("prep_binarizer_ties", "digits", Binarizer(threshold=8.0), DIGITS, seed=30, rows=(100, 50))
    add("prep_binarizer_negative", "diabetes", Binarizer(threshold=-0.5), DIABETES, seed=31)
    add("prep_binarizer_real", "weather", Binarizer(threshold=39.02), ["temp", "dewp", "humid"], seed=32)


def powers_and_quantiles(add):
    add("prep_power_yj_breast", "breast_cancer", PowerTransformer(), BREAST, seed=33)
    add("prep_power_yj_ames_missing", "ames", PowerTransformer(), AMES[:8], seed=34)
    add("prep_power_yj_diabetes", "diabetes", PowerTransformer(standardize=False), DIABETES, seed=35)
    add("prep_power_yj_negative", "flights_sample", PowerTransformer(),
        ["dep_delay", "arr_delay", "air_time"], seed=36)
    add("prep_power_yj_digits_constant", "digits", PowerTransformer(), DIGITS[:20], seed=37)
    add("prep_power_yj_bikes", "bikeshare", PowerTransformer(), BIKES + ["bikers"], seed=38)
    add("prep_power_bc_iris", "iris", PowerTransformer(method="box-cox"), IRIS, rows=(100, 50), seed=39)
    add("prep_power_bc_nostd", "wine",
        PowerTransformer(method="box-cox", standardize=False), WINE, rows=(120, 50), seed=40)
    add("prep_power_bc_missing", "ames",
        PowerTransformer(method="box-cox"), ["Lot_Frontage", "Lot_Area", "area"], seed=41)
    add("prep_power_bc_german", "german_credit", PowerTransformer(method="box-cox"), GERMAN, seed=42)
    add("prep_quantile_default_clamped", "wine", QuantileTransformer(), WINE, rows=(120, 50), seed=43)
    add("prep_quantile_missing", "weather",
        QuantileTransformer(n_quantiles=30, random_state=1), WEATHER, seed=44)
    add("prep_quantile_normal_ties", "digits",
        QuantileTransformer(n_quantiles=40, output_distribution="normal"), DIGITS[:24], seed=45)
    add("prep_quantile_normal_bikes", "bikeshare",
        QuantileTransformer(n_quantiles=75, output_distribution="normal", random_state=3),
        BIKES, seed=46)
    add("prep_quantile_five", "titanic", QuantileTransformer(n_quantiles=5), TITANIC, seed=47)
    add("prep_quantile_two", "iris", QuantileTransformer(n_quantiles=2), IRIS, rows=(100, 50), seed=48)
    add("prep_quantile_no_subsample", "penguins",
        QuantileTransformer(n_quantiles=60, subsample=None), PENGUINS, seed=390)
    add("prep_quantile_normal_full", "diabetes",
        QuantileTransformer(n_quantiles=160, output_distribution="normal"), DIABETES, seed=49)


def binning(add):
    kinds = {"wine": WINE, "diabetes": DIABETES, "breast_cancer": BREAST[:8], "bikeshare": BIKES}
    rows = {"wine": (120, 50)}
    for at, (dataset, columns) in enumerate(kinds.items()):
        for strategy in ("uniform", "quantile", "kmeans"):
            peer = KBinsDiscretizer(n_bins=4 + at, encode="ordinal", strategy=strategy, random_state=0)
            add(f"prep_kbins_{strategy}_{dataset}", dataset, peer, columns, seed=50 + at,
                rows=rows.get(dataset, (160, 80)))
    for method in (
        "inverted_cdf", "averaged_inverted_cdf", "closest_observation",
        "interpolated_inverted_cdf", "hazen", "weibull", "linear", "median_unbiased",
        "normal_unbiased",
    ):
        peer = KBinsDiscretizer(n_bins=7, encode="ordinal", quantile_method=method)
        add(f"prep_kbins_quantile_{method}", "weather", peer,
            ["dewp", "humid", "wind_speed", "precip", "visib"], seed=55, rows=(150, 70))
    add("prep_kbins_quantile_ties", "titanic",
        KBinsDiscretizer(n_bins=8, encode="ordinal", strategy="quantile", quantile_method="linear"),
        ["sibsp", "parch", "fare"], seed=56)
    add("prep_kbins_quantile_onehot_dense", "iris",
        KBinsDiscretizer(n_bins=3, encode="onehot-dense", quantile_method="linear"),
        IRIS, rows=(100, 50), seed=57)
    add("prep_kbins_kmeans_onehot_dense", "penguins",
        KBinsDiscretizer(n_bins=5, encode="onehot-dense", strategy="kmeans", random_state=0),
        ["year", "bill_length_mm", "bill_depth_mm"], seed=58, whole=True)
    add("prep_kbins_sparse", "german_credit",
        KBinsDiscretizer(n_bins=4, strategy="uniform"), GERMAN, seed=59)
    add("prep_kbins_uniform_constant", "digits",
        KBinsDiscretizer(n_bins=3, encode="ordinal", strategy="uniform"), DIGITS[:16], seed=60)
    add("prep_kbins_two", "diabetes",
        KBinsDiscretizer(n_bins=2, encode="ordinal", strategy="kmeans"), DIABETES, seed=61)
    add("prep_kbins_no_subsample", "penguins",
        KBinsDiscretizer(n_bins=6, encode="ordinal", subsample=None), PENGUINS, seed=391, whole=True)
    add("prep_kbins_each_its_own", "iris",
        KBinsDiscretizer(n_bins=[2, 3, 5, 4], encode="ordinal", strategy="uniform"),
        IRIS, rows=(100, 50), seed=62)
    add("prep_kbins_kmeans_many", "flights_sample",
        KBinsDiscretizer(n_bins=12, encode="ordinal", strategy="kmeans", random_state=5),
        ["dep_delay", "distance"], seed=63, whole=True)


def generated_features(add):
    add("prep_poly4", "iris", PolynomialFeatures(degree=4), IRIS, rows=(100, 50), seed=64)
    add("prep_poly3_nobias", "diabetes",
        PolynomialFeatures(degree=3, include_bias=False), DIABETES[:5], seed=65)
    add("prep_poly2_interaction", "wine",
        PolynomialFeatures(interaction_only=True), WINE[:7], rows=(120, 50), seed=66)
    add("prep_poly_range", "bikeshare", PolynomialFeatures(degree=(2, 3)), BIKES[:3], seed=67)
    add("prep_poly_range_interaction", "breast_cancer",
        PolynomialFeatures(degree=(2, 3), interaction_only=True, include_bias=False),
        BREAST[:5], seed=68)
    add("prep_poly1", "german_credit", PolynomialFeatures(degree=1), GERMAN, seed=69)
    add("prep_spline_quadratic_quantile", "diabetes",
        SplineTransformer(degree=2, knots="quantile", n_knots=6), ["age", "bmi", "bp", "s5"], seed=70)
    for extrapolation in ("constant", "linear", "continue", "periodic"):
        add(f"prep_spline_{extrapolation}", "bikeshare",
            SplineTransformer(n_knots=6, extrapolation=extrapolation),
            ["hr", "temp", "hum"], seed=71, rows=(120, 60))
    add("prep_spline_error_inside", "titanic",
        SplineTransformer(extrapolation="error", n_knots=4), ["sibsp", "parch"], seed=72, rows=(300, 60))
    add("prep_spline_nobias", "iris",
        SplineTransformer(include_bias=False, n_knots=3), IRIS, rows=(100, 50), seed=73)
    add("prep_spline_linear_degree1", "wine",
        SplineTransformer(degree=1, n_knots=7, extrapolation="linear"), WINE[:4],
        rows=(120, 50), seed=74)
    add("prep_spline_degree0", "wine", SplineTransformer(degree=0, n_knots=5), WINE[:3],
        rows=(120, 50), seed=75)
    add("prep_spline_degree5", "diabetes", SplineTransformer(degree=5, n_knots=4), DIABETES[2:5], seed=76)
    add("prep_spline_quantile_continue", "breast_cancer",
        SplineTransformer(knots="quantile", extrapolation="continue", include_bias=False),
        BREAST[:4], seed=77)
    add("prep_spline_sparse", "iris",
        SplineTransformer(sparse_output=True, n_knots=4), IRIS[:2], rows=(100, 50), seed=384)
    add("prep_spline_given_knots", "diabetes",
        SplineTransformer(knots=[[20, 18.0], [40, 22.5], [55, 31.0], [80, 42.0]], degree=2,
                          extrapolation="linear"), ["age", "bmi"], seed=385)
    add("prep_spline_missing_zeros", "ames",
        SplineTransformer(handle_missing="zeros", n_knots=4),
        ["Lot_Frontage", "Mas_Vnr_Area", "Year_Built"], seed=78)
    add("prep_spline_periodic_nobias", "weather",
        SplineTransformer(extrapolation="periodic", degree=2, n_knots=7, include_bias=False),
        ["hour", "month"], seed=79)


def imputers(add):
    add("prep_impute_mean_weather", "weather", SimpleImputer(), WEATHER, seed=80)
    add("prep_impute_mean_indicator", "ames", SimpleImputer(add_indicator=True), AMES, seed=81)
    add("prep_impute_median_weather", "weather",
        SimpleImputer(strategy="median", add_indicator=True), WEATHER, seed=82)
    add("prep_impute_median_ames", "ames", SimpleImputer(strategy="median"), AMES, seed=83)
    add("prep_impute_mode_flights", "flights_sample", SimpleImputer(strategy="most_frequent"),
        ["dep_time", "dep_delay", "arr_delay", "air_time"], seed=84, rows=(300, 80))
    add("prep_impute_mode_ties", "penguins", SimpleImputer(strategy="most_frequent"),
        PENGUINS, seed=85, holes={"bill_length_mm": 5, "body_mass_g": 4})
    add("prep_impute_constant_default", "titanic", SimpleImputer(strategy="constant"), TITANIC, seed=86)
    add("prep_impute_constant_indicator", "penguins",
        SimpleImputer(strategy="constant", fill_value=-1, add_indicator=True), PENGUINS, seed=87,
        holes={"bill_depth_mm": 6})
    add("prep_impute_constant_text", "ames",
        SimpleImputer(strategy="constant", fill_value="none"),
        categorical=["Alley", "Bsmt_Qual", "Garage_Type"], seed=88)
    add("prep_impute_constant_text_default", "titanic",
        SimpleImputer(strategy="constant"), categorical=["deck", "embarked"], seed=89)
    add("prep_impute_mode_text_indicator", "ames",
        SimpleImputer(strategy="most_frequent", add_indicator=True),
        categorical=["Alley", "Fireplace_Qu", "Garage_Finish"], seed=90)
    add("prep_impute_mode_text", "penguins",
        SimpleImputer(strategy="most_frequent"), categorical=["sex", "island"], seed=91)
    add("prep_impute_empty_kept", "titanic",
        SimpleImputer(keep_empty_features=True), TITANIC, seed=92, holes={"parch": 1})
    add("prep_impute_empty_dropped", "titanic",
        SimpleImputer(strategy="median"), TITANIC, seed=93, holes={"sibsp": 1})
    add("prep_impute_minus_one", "flights_sample",
        SimpleImputer(missing_values=-1, strategy="mean"), ["dep_delay", "hour", "distance"],
        seed=94, whole=True)
    add("prep_missing_only", "ames", MissingIndicator(), AMES, seed=95)
    add("prep_missing_only_lenient", "weather",
        MissingIndicator(error_on_new=False), WEATHER, seed=96, rows=(100, 80))
    add("prep_missing_all_titanic", "titanic",
        MissingIndicator(features="all", sparse=False), TITANIC, seed=97)
    add("prep_missing_text", "titanic",
        MissingIndicator(features="all"), categorical=["deck", "embarked", "sex"], seed=98)
    for weights in ("uniform", "distance"):
        for k in (1, 5):
            add(f"prep_knn_{weights}_{k}", "weather", KNNImputer(n_neighbors=k, weights=weights),
                ["temp", "dewp", "wind_dir", "wind_speed", "wind_gust", "pressure"], seed=99,
                rows=(150, 70))
    add("prep_knn_indicator", "penguins", KNNImputer(add_indicator=True), PENGUINS, seed=100,
        holes={"bill_length_mm": 4, "bill_depth_mm": 6, "body_mass_g": 9})
    add("prep_knn_ties", "titanic", KNNImputer(n_neighbors=2), TITANIC, seed=101,
        holes={"sibsp": 7, "parch": 3})
    add("prep_knn_more_than_rows", "wine", KNNImputer(n_neighbors=200), WINE[:5], seed=102,
        rows=(100, 50), holes={"ash": 3, "alcohol": 5})
    add("prep_knn_empty_dropped", "titanic", KNNImputer(), TITANIC, seed=103,
        holes={"parch": 1})
    holes = {"alcohol": 7, "malic_acid": 5, "ash": 11, "magnesium": 4}
    wine = WINE[:7]
    add("prep_iterative_default", "wine", IterativeImputer(random_state=0), wine, seed=104,
        rows=(120, 50), holes=holes)
    for order in ("descending", "roman", "arabic"):
        add(f"prep_iterative_{order}", "wine",
            IterativeImputer(imputation_order=order, random_state=0, max_iter=20), wine, seed=105,
            rows=(120, 50), holes=holes)
    for strategy in ("median", "most_frequent", "constant"):
        add(f"prep_iterative_from_{strategy}", "penguins",
            IterativeImputer(initial_strategy=strategy, random_state=0, max_iter=5), PENGUINS,
            seed=106, holes={"bill_length_mm": 4, "body_mass_g": 5, "bill_depth_mm": 9})
    add("prep_iterative_bounds", "titanic",
        IterativeImputer(min_value=0, max_value=60, random_state=0, skip_complete=True),
        ["age", "sibsp", "parch", "fare", "pclass"], seed=107)
    add("prep_iterative_ridge", "diabetes",
        IterativeImputer(estimator=Ridge(alpha=0.5), random_state=0, tol=1e-4), DIABETES,
        seed=108, holes={"bmi": 4, "s1": 5, "s5": 7})
    add("prep_iterative_linear", "weather",
        IterativeImputer(estimator=LinearRegression(), random_state=0, max_iter=3),
        ["temp", "dewp", "humid", "wind_dir", "wind_speed", "pressure"], seed=109)
    add("prep_iterative_one_round_indicator", "ames",
        IterativeImputer(max_iter=1, random_state=0, add_indicator=True), AMES[:8], seed=110)
    add("prep_iterative_no_round", "ames",
        IterativeImputer(max_iter=0, random_state=0), AMES[:8], seed=111)
    add("prep_iterative_nearest", "ames",
        IterativeImputer(n_nearest_features=3, random_state=0, max_iter=4), AMES[:8], seed=378)
    add("prep_iterative_fill_value", "wine",
        IterativeImputer(initial_strategy="constant", fill_value=5.0, random_state=0, max_iter=4), wine,
        seed=379, rows=(120, 50), holes=holes)
    add("prep_iterative_bounds_each", "penguins",
        IterativeImputer(min_value=[30, 14, 170, 2600], max_value=[60, 22, 240, 6500], random_state=0),
        PENGUINS, seed=380, holes={"bill_length_mm": 5, "bill_depth_mm": 4})
    add("prep_iterative_bayesian", "wine",
        IterativeImputer(estimator=BayesianRidge(max_iter=50, alpha_init=1.0), random_state=0), wine,
        seed=381, rows=(120, 50), holes=holes)
    add("prep_iterative_test_only", "wine", IterativeImputer(random_state=0), wine, seed=382,
        rows=(20, 60), holes={"alcohol": 6, "ash": 29, "magnesium": 60})
    add("prep_knn_minus_one", "flights_sample", KNNImputer(missing_values=-1, n_neighbors=3),
        ["dep_delay", "hour", "distance"], seed=383, whole=True)
    add("prep_iterative_tolerance", "weather",
        IterativeImputer(tol=1e-6, max_iter=25, random_state=0),
        ["temp", "dewp", "humid", "wind_speed", "pressure"], seed=112)


def encoders(add):
    one_hot = functools.partial(OneHotEncoder, sparse_output=False)
    house = ["MS_Zoning", "Lot_Shape", "Alley", "Garage_Type", "Neighborhood"]
    bank = ["credit_history", "purpose", "savings_account_and_bonds", "housing"]
    phone = ["multiple_lines", "internet_service", "contract", "payment_method"]
    add("prep_onehot_error", "penguins", one_hot(), categorical=["species", "island"], seed=113)
    add("prep_onehot_drop_first", "german_credit",
        one_hot(drop="first"), categorical=bank, seed=114, rows=(300, 60))
    add("prep_onehot_drop_first_ignore", "ames",
        one_hot(drop="first", handle_unknown="ignore"), categorical=house, seed=115)
    add("prep_onehot_if_binary_missing", "titanic",
        one_hot(drop="if_binary", handle_unknown="ignore"), categorical=["sex", "deck", "embarked"],
        seed=116)
    add("prep_onehot_max_categories", "ames",
        one_hot(max_categories=5, handle_unknown="infrequent_if_exist"), categorical=house, seed=117)
    add("prep_onehot_max_and_min", "adult",
        one_hot(max_categories=4, min_frequency=5, handle_unknown="infrequent_if_exist"),
        categorical=["education", "occupation", "race"], seed=118)
    add("prep_onehot_share", "telco_churn",
        one_hot(min_frequency=0.25, handle_unknown="ignore"), categorical=phone, seed=119)
    add("prep_onehot_infrequent_drop_first", "adult",
        one_hot(min_frequency=10, drop="first", handle_unknown="infrequent_if_exist"),
        categorical=["workclass", "education", "relationship"], seed=120)
    add("prep_onehot_infrequent_if_binary", "adult",
        one_hot(min_frequency=30, drop="if_binary", handle_unknown="infrequent_if_exist"),
        categorical=["race", "sex", "workclass"], seed=121)
    add("prep_onehot_warn", "ames",
        one_hot(handle_unknown="warn", min_frequency=4), categorical=house[:3] + ["Roof_Style"], seed=122)
    add("prep_onehot_given", "penguins",
        one_hot(categories=[["Dream", "Biscoe", "Mars"], ["male", "female"]], handle_unknown="ignore"),
        categorical=["island", "sex"], seed=123)
    add("prep_onehot_drop_named", "penguins",
        one_hot(drop=["Dream", "Gentoo"]), categorical=["island", "species"], seed=124)
    add("prep_onehot_numbers", "bikeshare",
        one_hot(handle_unknown="ignore"), ["season", "weekday"], categorical=["weathersit"], seed=125)
    add("prep_onehot_numbers_missing", "titanic",
        one_hot(handle_unknown="ignore", max_categories=6), ["pclass", "age"], seed=126)
    add("prep_onehot_sparse", "adult",
        OneHotEncoder(handle_unknown="ignore"), categorical=["education", "native_country"], seed=127)
    add("prep_onehot_missing_infrequent", "ames",
        one_hot(min_frequency=20, handle_unknown="infrequent_if_exist"),
        categorical=["Alley", "Fireplace_Qu", "Mas_Vnr_Type"], seed=128)
    ordinal = preprocessing.OrdinalEncoder
    other = dict(handle_unknown="use_encoded_value")
    add("prep_ordinal_error", "telco_churn", ordinal(), categorical=phone, seed=129)
    add("prep_ordinal_unknown_nan", "ames",
        ordinal(unknown_value=np.nan, **other), categorical=house, seed=130)
    add("prep_ordinal_unknown_99", "adult",
        ordinal(unknown_value=99, **other), categorical=["education", "native_country"], seed=131)
    add("prep_ordinal_missing_5", "titanic",
        ordinal(unknown_value=-5, encoded_missing_value=-7, **other),
        categorical=["deck", "embarked"], seed=132)
    add("prep_ordinal_min_count", "adult",
        ordinal(unknown_value=-1, min_frequency=8, **other),
        categorical=["education", "occupation", "native_country"], seed=133)
    add("prep_ordinal_min_share", "german_credit",
        ordinal(unknown_value=-1, min_frequency=0.1, **other), categorical=bank, seed=134)
    add("prep_ordinal_max_categories", "ames",
        ordinal(unknown_value=-1, max_categories=4, **other), categorical=house, seed=135)
    add("prep_ordinal_given", "ames",
        ordinal(categories=[["Po", "Fa", "TA", "Gd", "Ex"], ["IR3", "IR2", "IR1", "Reg"]],
                unknown_value=-1, **other),
        categorical=["Exter_Qual", "Lot_Shape"], seed=136)
    add("prep_ordinal_numbers", "titanic",
        ordinal(unknown_value=-1, **other), ["pclass", "sibsp", "age"], seed=137)
    target = functools.partial(TargetEncoder, random_state=0)
    add("prep_target_auto_binary", "telco_churn",
        target(), categorical=phone, target="churn", seed=138, rows=(200, 80))
    add("prep_target_smooth_zero", "german_credit",
        target(smooth=0.0, target_type="binary"), categorical=bank, target="creditability",
        seed=139, rows=(200, 80))
    add("prep_target_smooth_large", "titanic",
        target(smooth=30.0, cv=3), categorical=["sex", "deck", "embarked"], target="survived",
        seed=140, rows=(200, 80))
    add("prep_target_auto_continuous", "ames",
        target(target_type="continuous"), categorical=house, target="price", seed=141, rows=(200, 80))
    add("prep_target_continuous_missing", "ames",
        target(target_type="continuous", cv=10), categorical=["Fireplace_Qu", "Garage_Type", "Bsmt_Qual"],
        target="area", seed=142, rows=(200, 80))
    add("prep_target_continuous_bikes", "bikeshare",
        target(smooth=2, cv=2, target_type="continuous"), categorical=["mnth", "weathersit"],
        target="bikers", seed=143, rows=(200, 80))
    add("prep_target_multiclass_smooth", "penguins",
        target(smooth=4.5, target_type="multiclass", cv=3), categorical=["island", "sex"],
        target="species", seed=144, rows=(180, 80))
    add("prep_target_multiclass_auto", "wine",
        target(), ["magnesium", "proline"], target="target", seed=145, rows=(120, 50))
    add("prep_target_given", "german_credit",
        target(categories=[["own", "rent"], ["radio/television", "furniture/equipment", "car (new)"]]),
        categorical=["housing", "purpose"], target="creditability", seed=146, rows=(200, 80))
    add("prep_target_seed_42", "adult",
        TargetEncoder(random_state=42, cv=4), categorical=["education", "marital_status"],
        target="income", seed=147, rows=(200, 80))


def text(add):
    tate = functools.partial(add, dataset="tate_text")

    def words(name, peer, column, seed, rows=(160, 80)):
        tate(name, peer=peer, text=column, seed=seed, rows=rows)

    words("prep_count_words", CountVectorizer(), "medium", 148)
    words("prep_count_binary", CountVectorizer(binary=True, min_df=2), "title", 149)
    words("prep_count_max_df", CountVectorizer(max_df=0.3, min_df=0.02), "medium", 150)
    words("prep_count_max_df_count", CountVectorizer(max_df=25, min_df=3), "medium", 151)
    words("prep_count_case", CountVectorizer(lowercase=False), "artist", 152)
    words("prep_count_stop_english", CountVectorizer(stop_words="english"), "title", 153)
    words("prep_count_stop_list", CountVectorizer(stop_words=["on", "paper", "and"]), "medium", 154)
    words("prep_count_accents", CountVectorizer(strip_accents="unicode"), "artist", 155)
    words("prep_count_accents_ascii", CountVectorizer(strip_accents="ascii"), "title", 156)
    words("prep_count_bigrams", CountVectorizer(ngram_range=(2, 2)), "medium", 157)
    words("prep_count_trigrams", CountVectorizer(ngram_range=(1, 3), min_df=3), "medium", 158)
    words("prep_count_char_plain", CountVectorizer(analyzer="char", ngram_range=(1, 2)), "artist", 159)
    words("prep_count_char_wb_long",
          CountVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=4), "title", 160)
    words("prep_count_char_case",
          CountVectorizer(analyzer="char", ngram_range=(3, 3), lowercase=False, min_df=2), "title", 161)
    words("prep_count_vocabulary",
          CountVectorizer(vocabulary=["paper", "oil", "canvas", "ink", "video"]), "medium", 162)
    words("prep_count_single_letters", CountVectorizer(token_pattern=r"(?u)\b\w+\b"), "title", 163)
    words("prep_count_ascii_letters", CountVectorizer(token_pattern=r"[a-z]+"), "medium", 164)
    words("prep_count_max_features", CountVectorizer(max_features=20), "medium", 165)
    words("prep_tfidf_title", TfidfVectorizer(), "title", 166)
    words("prep_tfidf_no_norm", TfidfVectorizer(norm=None), "medium", 167)
    words("prep_tfidf_no_idf", TfidfVectorizer(use_idf=False), "medium", 168)
    words("prep_tfidf_l1_plain_idf", TfidfVectorizer(norm="l1", smooth_idf=False), "artist", 169)
    words("prep_tfidf_sublinear", TfidfVectorizer(sublinear_tf=True, ngram_range=(1, 2)), "medium", 170)
    words("prep_tfidf_binary", TfidfVectorizer(binary=True, min_df=2, norm=None), "medium", 171)
    words("prep_tfidf_char",
          TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=3, sublinear_tf=True),
          "title", 172)
    words("prep_tfidf_stop_accents",
          TfidfVectorizer(stop_words="english", strip_accents="unicode", max_df=0.5), "title", 173)
    words("prep_tfidf_case", TfidfVectorizer(lowercase=False, token_pattern=r"\w{3,}"), "title", 386)
    words("prep_tfidf_max_features", TfidfVectorizer(max_features=15), "medium", 387)
    words("prep_tfidf_no_norm_no_idf_sublinear",
          TfidfVectorizer(use_idf=False, norm=None, sublinear_tf=True), "medium", 388)
    words("prep_hashing_case",
          HashingVectorizer(n_features=64, lowercase=False, token_pattern=r"\w+"), "artist", 389)
    words("prep_tfidf_vocabulary",
          TfidfVectorizer(vocabulary=["on", "paper", "etching", "photograph"]), "medium", 174)
    words("prep_hashing_title", HashingVectorizer(n_features=128), "title", 175)
    words("prep_hashing_l1", HashingVectorizer(n_features=64, norm="l1"), "medium", 176)
    words("prep_hashing_no_norm", HashingVectorizer(n_features=1024, norm=None), "medium", 177)
    words("prep_hashing_bigrams",
          HashingVectorizer(n_features=512, ngram_range=(1, 2), alternate_sign=False), "title", 178)
    words("prep_hashing_char",
          HashingVectorizer(n_features=256, analyzer="char_wb", ngram_range=(3, 3)), "artist", 179)
    words("prep_hashing_binary",
          HashingVectorizer(n_features=32, binary=True, norm=None), "medium", 180)
    words("prep_hashing_binary_signless",
          HashingVectorizer(n_features=16, binary=True, alternate_sign=False), "medium", 181)
    words("prep_hashing_default_width", HashingVectorizer(), "medium", 182)
    words("prep_hashing_stop_accents",
          HashingVectorizer(n_features=100, stop_words="english", strip_accents="unicode"), "title", 183)


def reductions(add):
    add("prep_pca_all", "iris", PCA(), IRIS, rows=(100, 50), seed=184)
    add("prep_pca_breast_3", "breast_cancer", PCA(n_components=3), BREAST, seed=185)
    add("prep_pca_full_share", "breast_cancer", PCA(n_components=0.999, svd_solver="full"), BREAST, seed=186)
    add("prep_pca_whiten", "diabetes", PCA(n_components=4, whiten=True), DIABETES, seed=187)
    add("prep_pca_covariance", "wine",
        PCA(n_components=6, svd_solver="covariance_eigh"), WINE, rows=(120, 50), seed=188)
    add("prep_pca_arpack", "digits",
        PCA(n_components=5, svd_solver="arpack", random_state=0), DIGITS, seed=189, rows=(150, 60))
    add("prep_pca_digits_10", "digits", PCA(n_components=10, svd_solver="full"), DIGITS, seed=190,
        rows=(200, 60))
    add("prep_pca_more_columns_than_rows", "digits",
        PCA(n_components=8, svd_solver="full", whiten=True), DIGITS, seed=191, rows=(40, 50))
    add("prep_pca_mle", "wine", PCA(n_components="mle", svd_solver="full"), WINE, rows=(120, 50), seed=192)
    add("prep_svd_iris", "iris",
        TruncatedSVD(n_components=2, algorithm="arpack", random_state=0), IRIS, rows=(100, 50), seed=193)
    add("prep_svd_digits", "digits",
        TruncatedSVD(n_components=6, algorithm="arpack", random_state=1), DIGITS, seed=194, rows=(150, 60))
    add("prep_svd_randomized", "breast_cancer",
        TruncatedSVD(n_components=3, n_iter=12, random_state=0), BREAST, seed=195)
    add("prep_svd_diabetes", "diabetes",
        TruncatedSVD(n_components=5, algorithm="arpack", random_state=0), DIABETES, seed=196)


def selectors(add, classes, reals):
    breast = dict(dataset="breast_cancer", numeric=BREAST, target="target")
    wine = dict(dataset="wine", numeric=WINE, target="target", rows=(120, 50))
    iris = dict(dataset="iris", numeric=IRIS, target="target", rows=(100, 50))
    digits = dict(dataset="digits", numeric=DIGITS, target="target", rows=(200, 60))
    diabetes = dict(dataset="diabetes", numeric=DIABETES, target="target")
    bikes = dict(dataset="bikeshare", numeric=BIKES[:4] + ["hr"], target="bikers")
    best = lambda name, peer, **at: add(name, peer=peer, **at)
    with_options = functools.partial
    best("prep_kbest_f_wine", SelectKBest(k=5), seed=197, **wine)
    best("prep_kbest_all", SelectKBest(k="all"), seed=198, **iris)
    best("prep_kbest_digits_constant", SelectKBest(k=15), seed=199, **digits)
    best("prep_kbest_chi2_wine", SelectKBest(chi2, k=4), seed=200, **wine)
    best("prep_kbest_chi2_breast", SelectKBest(chi2, k=10), seed=201, **breast)
    best("prep_kbest_f_regression_bikes", SelectKBest(f_regression, k=2), seed=202, **bikes)
    best("prep_kbest_r_regression", SelectKBest(r_regression, k=3), seed=203, **diabetes)
    best("prep_kbest_mi_breast", SelectKBest(classes, k=6), seed=204, **breast)
    best("prep_kbest_mi_iris", SelectKBest(classes, k=2), seed=205, **iris)
    best("prep_kbest_mi_regression", SelectKBest(reals, k=4), seed=206, **diabetes)
    best("prep_kbest_mi_regression_bikes", SelectKBest(reals, k=3), seed=207, **bikes)
    best("prep_kbest_mi_5_neighbours",
         SelectKBest(with_options(mutual_info_classif, n_neighbors=5, random_state=0), k=5), seed=208, **wine)
    best("prep_kbest_mi_regression_seed_7",
         SelectKBest(with_options(mutual_info_regression, random_state=7), k=5), seed=209, **diabetes)
    best("prep_kbest_mi_discrete",
         SelectKBest(with_options(mutual_info_classif, discrete_features=True), k=12), seed=210, **digits)
    best("prep_kbest_mi_partial",
         SelectKBest(with_options(mutual_info_classif, random_state=0), k=4), seed=211, **wine)
    best("prep_kbest_mi_without_seed", SelectKBest(mutual_info_classif, k=5), seed=360, **breast)
    best("prep_percentile_mi_regression", SelectPercentile(reals, percentile=40), seed=361, **diabetes)
    generic = feature_selection.GenericUnivariateSelect
    best("prep_generic_kbest", generic(chi2, mode="k_best", param=6), seed=362, **wine)
    best("prep_generic_fwe", generic(f_regression, mode="fwe", param=0.02), seed=363, **diabetes)
    best("prep_percentile_default", SelectPercentile(), seed=212, **breast)
    best("prep_percentile_30_chi2", SelectPercentile(chi2, percentile=30), seed=213, **wine)
    best("prep_percentile_f_regression", SelectPercentile(f_regression, percentile=45), seed=214, **diabetes)
    best("prep_percentile_digits", SelectPercentile(percentile=25), seed=215, **digits)
    best("prep_percentile_mi", SelectPercentile(classes, percentile=50), seed=216, **iris)
    best("prep_fpr_default", SelectFpr(), seed=217, **breast)
    best("prep_fpr_f_regression", SelectFpr(f_regression, alpha=0.001), seed=218, **diabetes)
    best("prep_fpr_chi2", SelectFpr(chi2, alpha=0.01), seed=219, **wine)
    best("prep_fdr_default", SelectFdr(), seed=220, **breast)
    best("prep_fdr_chi2", SelectFdr(chi2, alpha=0.02), seed=221, **wine)
    best("prep_fdr_f_regression", SelectFdr(f_regression, alpha=0.01), seed=222, **diabetes)
    best("prep_fdr_digits", SelectFdr(alpha=1e-6), seed=223, **digits)
    best("prep_fwe_default", SelectFwe(), seed=224, **breast)
    best("prep_fwe_f_regression", SelectFwe(f_regression, alpha=0.01), seed=225, **diabetes)
    best("prep_fwe_chi2", SelectFwe(chi2, alpha=1e-4), seed=226, **wine)
    add("prep_variance_zero", "digits", VarianceThreshold(), DIGITS, seed=227, rows=(150, 60))
    add("prep_variance_wine", "wine", VarianceThreshold(threshold=0.3), WINE, rows=(120, 50), seed=228)
    add("prep_variance_missing", "ames", VarianceThreshold(threshold=1.5), AMES, seed=229)
    add("prep_variance_small", "breast_cancer", VarianceThreshold(threshold=1e-4), BREAST, seed=230)
    best("prep_rfe_half", RFE(LinearRegression()), seed=231, **diabetes)
    best("prep_rfe_step_2", RFE(Ridge(alpha=2.0), n_features_to_select=3, step=2), seed=232, **diabetes)
    best("prep_rfe_step_share", RFE(Lasso(alpha=0.3), n_features_to_select=4, step=0.3), seed=233, **diabetes)
    best("prep_rfe_share", RFE(LinearRegression(), n_features_to_select=0.4), seed=234, **bikes)
    best("prep_rfe_logistic",
         RFE(LogisticRegression(max_iter=5000), n_features_to_select=4), seed=235, **wine)
    best("prep_rfe_tree", RFE(DecisionTreeClassifier(random_state=0, max_depth=4), n_features_to_select=5),
         seed=236, **breast)
    best("prep_rfe_importance", RFE(Ridge(), n_features_to_select=2, importance_getter="coef_"),
         seed=364, **diabetes)
    best("prep_from_lasso_default", SelectFromModel(Lasso(alpha=1.0)), seed=237, **diabetes)
    best("prep_from_ridge_median", SelectFromModel(Ridge(), threshold="median"), seed=238, **diabetes)
    best("prep_from_ridge_scaled",
         SelectFromModel(Ridge(alpha=0.1), threshold="1.25*mean"), seed=239, **diabetes)
    best("prep_from_linear_number", SelectFromModel(LinearRegression(), threshold=5.0), seed=240, **diabetes)
    best("prep_from_model_max_features",
         SelectFromModel(Ridge(), max_features=3, threshold=-np.inf), seed=241, **diabetes)
    best("prep_from_elastic", SelectFromModel(ElasticNet(alpha=0.5, l1_ratio=0.7)), seed=242, **bikes)
    best("prep_from_logistic_l2", SelectFromModel(LogisticRegression(max_iter=5000)), seed=243, **wine)
    best("prep_from_logistic_norm_2",
         SelectFromModel(LogisticRegression(max_iter=5000), norm_order=2, threshold="mean"), seed=244, **iris)
    best("prep_from_forest", SelectFromModel(RandomForestClassifier(n_estimators=20, random_state=0)),
         seed=245, **breast)
    best("prep_from_trees_regression",
         SelectFromModel(ExtraTreesRegressor(n_estimators=20, random_state=0), threshold="0.8*median"),
         seed=246, **diabetes)


def engine_imputers(add):
    add("fe_missing_all", "titanic", imputation.AddMissingIndicator(missing_only=False), TITANIC,
        categorical=["deck", "sex"], seed=247)
    add("fe_missing_variables", "ames",
        imputation.AddMissingIndicator(variables=["Lot_Frontage", "Alley"]), AMES[:4],
        categorical=["Alley", "Street"], seed=248)
    add("fe_missing_weather", "weather", imputation.AddMissingIndicator(), WEATHER, seed=249)
    add("fe_arbitrary_default", "ames", imputation.ArbitraryNumberImputer(), AMES, seed=250)
    add("fe_arbitrary_variables", "titanic",
        imputation.ArbitraryNumberImputer(arbitrary_number=-99.5, variables=["age"]), TITANIC, seed=251)
    add("fe_arbitrary_dict", "ames",
        imputation.ArbitraryNumberImputer(imputer_dict={"Lot_Frontage": -5, "Mas_Vnr_Area": 0.5}),
        AMES[:8], seed=252)
    add("fe_categorical_missing", "titanic", imputation.CategoricalImputer(),
        categorical=["deck", "embarked"], seed=253)
    add("fe_categorical_fill", "ames",
        imputation.CategoricalImputer(fill_value="None", variables=["Alley", "Fireplace_Qu"]),
        categorical=["Alley", "Fireplace_Qu", "Garage_Type"], seed=254)
    add("fe_categorical_frequent_variables", "ames",
        imputation.CategoricalImputer(imputation_method="frequent", variables=["Garage_Type", "Bsmt_Qual"]),
        categorical=["Garage_Type", "Bsmt_Qual", "Alley"], seed=255)
    add("fe_categorical_numbers", "titanic",
        imputation.CategoricalImputer(imputation_method="frequent", ignore_format=True,
                                      variables=["pclass", "deck"]),
        ["pclass", "sibsp"], categorical=["deck"], seed=256)
    for method in ("gaussian", "iqr", "max"):
        for tail in ("right", "left"):
            if method == "max" and tail == "left":
                continue
            add(f"fe_end_tail_{method}_{tail}", "weather",
                imputation.EndTailImputer(imputation_method=method, tail=tail,
                                          fold=2 if method == "gaussian" else 1),
                WEATHER, seed=257)
    add("fe_categorical_object", "titanic",
        imputation.CategoricalImputer(imputation_method="frequent", ignore_format=True,
                                      return_object=True), ["pclass", "age"], categorical=["deck"],
        seed=365)
    add("fe_categorical_fill_number", "ames",
        imputation.CategoricalImputer(fill_value=-1, ignore_format=True,
                                      variables=["Lot_Frontage", "Mas_Vnr_Area"]), AMES[:8], seed=366)
    add("fe_end_tail_fold_real", "ames",
        imputation.EndTailImputer(imputation_method="iqr", fold=1.5,
                                  variables=["Lot_Frontage", "Mas_Vnr_Area"]), AMES, seed=258)
    add("fe_mean_median_mean", "ames", imputation.MeanMedianImputer(imputation_method="mean"), AMES, seed=259)
    add("fe_mean_median_variables", "titanic",
        imputation.MeanMedianImputer(imputation_method="mean", variables=["age"]), TITANIC, seed=260)
    add("fe_mean_median_weather", "weather", imputation.MeanMedianImputer(), WEATHER, seed=261)


def engine_encoders(add):
    house = ["MS_Zoning", "Lot_Shape", "Neighborhood", "House_Style"]
    people = ["workclass", "education", "occupation"]
    bank = ["credit_history", "purpose", "housing"]
    for method in ("count", "frequency"):
        for unseen in ("ignore", "encode"):
            add(f"fe_count_{method}_{unseen}", "ames",
                encoding.CountFrequencyEncoder(encoding_method=method, unseen=unseen),
                categorical=house, seed=262)
    add("fe_count_missing", "titanic",
        encoding.CountFrequencyEncoder(missing_values="ignore", unseen="encode"),
        categorical=["deck", "embarked"], seed=263)
    add("fe_count_variables", "adult",
        encoding.CountFrequencyEncoder(variables=["education"], unseen="encode"),
        categorical=people, seed=264)
    add("fe_count_error", "penguins",
        encoding.CountFrequencyEncoder(unseen="raise"), categorical=["species", "island"], seed=265)
    add("fe_count_numbers", "bikeshare",
        encoding.CountFrequencyEncoder(ignore_format=True, variables=["season", "weathersit"]),
        ["season", "temp"], categorical=["weathersit"], seed=266)
    for smoothing in (0.0, 10, "auto"):
        for unseen in ("ignore", "encode"):
            add(f"fe_mean_{smoothing}_{unseen}".replace(".0", ""), "ames",
                encoding.MeanEncoder(smoothing=smoothing, unseen=unseen), categorical=house,
                target="price", seed=267)
    add("fe_mean_binary", "adult", encoding.MeanEncoder(unseen="encode", smoothing=2.5),
        categorical=people, target="income", seed=268)
    add("fe_mean_missing", "titanic",
        encoding.MeanEncoder(missing_values="ignore", unseen="encode"),
        categorical=["deck", "embarked"], target="survived", seed=269)
    add("fe_mean_variables", "bikeshare",
        encoding.MeanEncoder(variables="mnth", smoothing="auto"), categorical=["mnth", "weathersit"],
        target="bikers", seed=270)
    add("fe_mean_numbers", "bikeshare",
        encoding.MeanEncoder(ignore_format=True, unseen="encode", variables=["hr", "mnth"]),
        ["hr", "temp"], categorical=["mnth"], target="bikers", seed=367)
    add("fe_ordinal_numbers", "bikeshare",
        encoding.OrdinalEncoder(ignore_format=True, variables=["season"]), ["season", "temp"],
        target="bikers", seed=368)
    add("fe_ordinal_variables", "ames",
        encoding.OrdinalEncoder(variables=["House_Style"], unseen="encode"), categorical=house,
        target="price", seed=369)
    add("fe_rare_numbers", "bikeshare",
        encoding.RareLabelEncoder(ignore_format=True, variables=["weekday", "hr"], tol=0.05,
                                  n_categories=3, replace_with=-1), ["weekday", "hr", "temp"], seed=370)
    add("fe_woe_numbers", "titanic",
        encoding.WoEEncoder(ignore_format=True, variables=["pclass", "sex"]), ["pclass"],
        categorical=["sex"], target="survived", seed=371)
    add("fe_ordinal_arbitrary", "penguins",
        encoding.OrdinalEncoder(encoding_method="arbitrary"), categorical=["species", "island"], seed=271)
    add("fe_ordinal_arbitrary_encode", "ames",
        encoding.OrdinalEncoder(encoding_method="arbitrary", unseen="encode"), categorical=house, seed=272)
    add("fe_ordinal_binary", "german_credit",
        encoding.OrdinalEncoder(unseen="encode"), categorical=bank, target="creditability", seed=273)
    add("fe_ordinal_ignore", "ames", encoding.OrdinalEncoder(), categorical=house, target="price", seed=274)
    add("fe_ordinal_missing", "titanic",
        encoding.OrdinalEncoder(missing_values="ignore", unseen="encode"),
        categorical=["deck", "embarked"], target="survived", seed=275)
    add("fe_ordinal_bikes", "bikeshare",
        encoding.OrdinalEncoder(unseen="ignore"), categorical=["mnth", "weathersit"],
        target="bikers", seed=276)
    add("fe_woe_churn", "telco_churn", encoding.WoEEncoder(fill_value=0.001),
        categorical=["contract", "internet_service", "payment_method"], target="churn", seed=277)
    add("fe_woe_variables", "german_credit",
        encoding.WoEEncoder(variables=["housing"]), categorical=["housing", "purpose"],
        target="creditability", seed=278)
    add("fe_woe_filled_encode", "adult",
        encoding.WoEEncoder(fill_value=0.01, unseen="ignore"), categorical=people,
        target="income", seed=279)
    add("fe_woe_raise", "titanic", encoding.WoEEncoder(unseen="raise"), categorical=["sex"],
        target="survived", seed=280)
    add("fe_rare_default", "ames", encoding.RareLabelEncoder(), categorical=house, seed=281)
    add("fe_rare_tol", "adult",
        encoding.RareLabelEncoder(tol=0.1, n_categories=2), categorical=people, seed=282)
    add("fe_rare_max", "ames",
        encoding.RareLabelEncoder(tol=0.02, n_categories=3, max_n_categories=4, replace_with="Other"),
        categorical=house, seed=283)
    add("fe_rare_missing", "titanic",
        encoding.RareLabelEncoder(missing_values="ignore", tol=0.04, n_categories=1),
        categorical=["deck", "embarked"], seed=284)
    add("fe_rare_variables", "german_credit",
        encoding.RareLabelEncoder(tol=0.15, n_categories=2, variables=["purpose"]),
        categorical=bank, seed=285)
    add("fe_rare_few_kept", "penguins",
        encoding.RareLabelEncoder(n_categories=4), categorical=["species", "island"], seed=286)
    add("fe_rare_ties", "flights_sample",
        encoding.RareLabelEncoder(tol=0.01, n_categories=2, max_n_categories=6),
        categorical=["dest", "carrier"], seed=287)


def engine_discretisers(add):
    frequency, width = discretisation.EqualFrequencyDiscretiser, discretisation.EqualWidthDiscretiser
    for name, peer in (("frequency", frequency), ("width", width)):
        count = "q" if name == "frequency" else "bins"
        add(f"fe_equal_{name}_default", "breast_cancer", peer(), BREAST[:8], seed=288)
        add(f"fe_equal_{name}_ties", "titanic", peer(**{count: 4}), ["sibsp", "parch", "fare"], seed=289)
        add(f"fe_equal_{name}_variables", "wine", peer(**{count: 5}, variables=["ash", "hue"]), WINE,
            rows=(120, 50), seed=290)
        add(f"fe_equal_{name}_object", "iris", peer(**{count: 3}, return_object=True), IRIS,
            rows=(100, 50), seed=291)
        add(f"fe_equal_{name}_boundaries", "diabetes",
            peer(**{count: 5}, return_boundaries=True), ["age", "bmi", "bp", "s5"], seed=292)
        add(f"fe_equal_{name}_precision", "bikeshare",
            peer(**{count: 4}, return_boundaries=True, precision=1), BIKES[:4], seed=293)
        add(f"fe_equal_{name}_two", "german_credit", peer(**{count: 2}), GERMAN, seed=294)


def engine_outliers(add):
    winsor = outliers.Winsorizer
    for method, folds in (
        ("gaussian", (3, 1.5)), ("iqr", (1.5, 0.75)), ("mad", (3.29, 2)), ("quantiles", (0.05, 0.1)),
    ):
        for tail, fold in zip(("right", "left"), folds):
            add(f"fe_winsor_{method}_{tail}", "wine", winsor(capping_method=method, tail=tail, fold=fold),
                WINE, rows=(120, 50), seed=295)
        add(f"fe_winsor_{method}_auto_both", "diabetes",
            winsor(capping_method=method, tail="both"), DIABETES[2:], seed=296)
    add("fe_winsor_indicators", "breast_cancer",
        winsor(capping_method="iqr", tail="both", fold=1, add_indicators=True), BREAST[:6], seed=297)
    add("fe_winsor_indicators_right", "bikeshare",
        winsor(tail="right", fold=1, add_indicators=True), BIKES, seed=298)
    add("fe_winsor_missing", "weather",
        winsor(capping_method="quantiles", tail="both", fold=0.08, missing_values="ignore"),
        ["temp", "dewp", "wind_dir", "wind_gust"], seed=299)
    add("fe_winsor_missing_gaussian", "ames",
        winsor(tail="left", fold=1.2, missing_values="ignore"), ["Lot_Frontage", "Year_Built", "area"],
        seed=300)
    add("fe_winsor_variables", "german_credit",
        winsor(capping_method="mad", tail="both", variables=["credit_amount"]), GERMAN, seed=301)
    add("fe_winsor_indicators_left_missing", "weather",
        winsor(capping_method="iqr", tail="left", fold=0.5, add_indicators=True, missing_values="ignore"),
        ["temp", "dewp", "wind_gust", "pressure"], seed=302)


def engine_transforms(add):
    add("fe_boxcox_iris", "iris", transformation.BoxCoxTransformer(), IRIS, rows=(100, 50), seed=303)
    add("fe_boxcox_variables", "wine",
        transformation.BoxCoxTransformer(variables=["alcohol", "proline"]), WINE, rows=(120, 50), seed=304)
    add("fe_boxcox_german", "german_credit", transformation.BoxCoxTransformer(), GERMAN, seed=305)
    add("fe_log_10", "wine", transformation.LogTransformer(base="10"), WINE, rows=(120, 50), seed=306)
    add("fe_log_variables", "ames",
        transformation.LogTransformer(variables=["Lot_Area", "area"]),
        ["Lot_Area", "area", "Year_Built"], seed=307)
    add("fe_log_german", "german_credit", transformation.LogTransformer(base="e"), GERMAN, seed=308)
    add("fe_yeojohnson_negative", "flights_sample", transformation.YeoJohnsonTransformer(),
        ["distance", "hour", "minute"], seed=309)
    add("fe_yeojohnson_diabetes", "diabetes", transformation.YeoJohnsonTransformer(), DIABETES, seed=310)
    add("fe_yeojohnson_breast", "breast_cancer",
        transformation.YeoJohnsonTransformer(variables=["mean_area", "area_error", "mean_concavity"]),
        BREAST[:14], seed=311)


def engine_time(add):
    add("fe_cyclical_max", "bikeshare",
        creation.CyclicalFeatures(max_values={"hr": 24, "weekday": 7}), ["hr", "weekday", "season"],
        seed=312)
    add("fe_cyclical_drop", "weather",
        creation.CyclicalFeatures(drop_original=True), ["month", "hour", "day"], seed=313)
    add("fe_cyclical_variables", "bikeshare",
        creation.CyclicalFeatures(variables=["hr"], drop_original=True), ["hr", "temp"], seed=314)
    add("fe_cyclical_real", "weather",
        creation.CyclicalFeatures(variables="wind_speed", max_values={"wind_speed": 31.5}),
        ["wind_speed", "temp"], seed=315)
    date = datetime.DatetimeFeatures
    add("fe_datetime_variables", "weather",
        date(variables=["time_hour"], features_to_extract=["year_start", "month_end", "second"]),
        ["temp"], categorical=["time_hour", "origin"], seed=372)
    add("fe_datetime_default", "weather", date(), categorical=["time_hour"], seed=316)
    add("fe_datetime_some", "weather",
        date(features_to_extract=["leap_year", "year", "day_of_year", "week", "quarter"]),
        ["temp"], categorical=["time_hour"], seed=317)
    add("fe_datetime_keep", "flights_sample",
        date(drop_original=False, features_to_extract=["month_start", "weekend", "hour"]),
        categorical=["time_hour"], seed=318)
    add("fe_datetime_all_weather", "weather", date(features_to_extract="all"),
        categorical=["time_hour"], seed=319)
    add("fe_datetime_missing", "weather",
        date(features_to_extract=["hour", "day_of_week", "year_end"], missing_values="ignore"),
        categorical=["time_hour"], seed=320, holes={"time_hour": 9})
    add("fe_datetime_utc", "flights_sample",
        date(features_to_extract=["minute", "hour", "semester", "days_in_month"], utc=True),
        categorical=["time_hour"], seed=321)
    add("fe_datetime_format", "weather",
        date(features_to_extract=["day_of_month", "quarter_start", "quarter_end"],
             format="%Y-%m-%dT%H:%M:%SZ"), categorical=["time_hour"], seed=322)


def engine_selection(add):
    constant, duplicate = selection.DropConstantFeatures, selection.DropDuplicateFeatures
    add("fe_constant_default", "digits", constant(), DIGITS, seed=323, rows=(150, 60))
    add("fe_constant_tol", "adult", constant(tol=0.9), ADULT, categorical=["race", "native_country"],
        seed=324)
    add("fe_constant_variables", "titanic",
        constant(tol=0.7, variables=["sibsp", "parch", "sex"]), ["sibsp", "parch"],
        categorical=["sex", "name"], seed=325)
    add("fe_constant_missing_include", "ames",
        constant(tol=0.9, missing_values="include"), AMES[:8], categorical=["Alley", "Street"], seed=326)
    add("fe_constant_missing_ignore", "ames",
        constant(tol=0.9, missing_values="ignore"), AMES[:8], categorical=["Alley", "Street"], seed=327)
    add("fe_duplicate_digits", "digits", duplicate(), DIGITS, seed=328, rows=(100, 60))
    add("fe_duplicate_few_rows", "digits", duplicate(), DIGITS, seed=329, rows=(12, 60))
    add("fe_duplicate_missing_raise", "titanic",
        duplicate(missing_values="raise"), ["sibsp", "parch", "pclass"], categorical=["sex"], seed=330,
        rows=(8, 50))
    add("fe_duplicate_text", "telco_churn", duplicate(),
        ["tenure"], categorical=["online_security", "online_backup", "streaming_tv", "streaming_movies"],
        seed=331, rows=(6, 60))
    correlated, smart = selection.DropCorrelatedFeatures, selection.SmartCorrelatedSelection
    for method in ("pearson", "spearman", "kendall"):
        add(f"fe_correlated_{method}", "breast_cancer", correlated(method=method, threshold=0.75),
            BREAST, seed=332)
        add(f"fe_smart_{method}", "wine",
            smart(method=method, threshold=0.6, selection_method="variance"), WINE,
            rows=(120, 50), seed=333)
    add("fe_correlated_variables", "ames",
        correlated(threshold=0.5, variables=["area", "Garage_Cars", "Garage_Area", "Total_Bsmt_SF"]),
        AMES, seed=334)
    add("fe_correlated_missing", "ames", correlated(threshold=0.6), AMES, seed=335)
    add("fe_smart_missing", "ames", smart(threshold=0.55), AMES, seed=336)
    add("fe_smart_cardinality", "ames", smart(threshold=0.6, selection_method="cardinality"), AMES, seed=337)
    add("fe_smart_cardinality_digits", "digits",
        smart(threshold=0.7, selection_method="cardinality"), DIGITS, seed=338, rows=(150, 60))
    add("fe_smart_correlation_target", "diabetes",
        smart(threshold=0.5, selection_method="corr_with_target"), DIABETES, target="target", seed=339)
    add("fe_smart_model_performance", "breast_cancer",
        smart(threshold=0.8, selection_method="model_performance",
              estimator=DecisionTreeClassifier(random_state=0)), BREAST[:10], target="target", seed=340)
    add("fe_correlated_missing_raise", "wine",
        correlated(threshold=0.55, missing_values="raise"), WINE, rows=(120, 50), seed=373)
    add("fe_smart_variables_raise", "breast_cancer",
        smart(threshold=0.85, missing_values="raise", selection_method="variance",
              variables=BREAST[:10]), BREAST[:14], seed=374)
    add("fe_smart_model_regression", "diabetes",
        smart(threshold=0.5, selection_method="model_performance", scoring="r2", cv=4,
              estimator=LinearRegression()), DIABETES, target="target", seed=375)
    add("fe_duplicate_variables", "digits",
        duplicate(variables=DIGITS[:32]), DIGITS, seed=376, rows=(60, 50))
    add("fe_drop_features", "titanic",
        selection.DropFeatures(features_to_drop=["sibsp", "deck"]), TITANIC, categorical=["deck"],
        seed=377)
    psi = selection.DropHighPSIFeatures
    house = ["Overall_Qual", "Lot_Area", "Year_Remod_Add", "Year_Built", "area", "Wood_Deck_SF"]
    add("fe_psi_rows", "breast_cancer", psi(), BREAST, seed=341)
    add("fe_psi_width", "breast_cancer",
        psi(strategy="equal_width", bins=6, threshold=0.15), BREAST, seed=342)
    add("fe_psi_column", "ames", psi(split_col="Year_Built", bins=5, threshold=0.1), house, seed=343)
    add("fe_psi_fraction", "ames",
        psi(split_col="Year_Built", split_frac=0.7, min_pct_empty_bins=0.01), house, seed=344)
    add("fe_psi_distinct", "ames",
        psi(split_col="Overall_Qual", split_distinct=True, threshold=0.3, bins=4), house, seed=345)
    add("fe_psi_cut_off", "ames",
        psi(split_col="Year_Built", cut_off=1980, threshold=0.4, bins=6), house, seed=346)
    add("fe_psi_cut_off_list", "german_credit",
        psi(split_col="housing", cut_off=["own", "for free"], variables=GERMAN), GERMAN,
        categorical=["housing"], seed=347)
    add("fe_psi_switch", "diabetes",
        psi(split_col="age", switch=True, bins=4, threshold=0.2), DIABETES, seed=348)
    add("fe_psi_auto", "bikeshare",
        psi(split_col="hr", threshold="auto", p_value=0.01, bins=8), BIKES + ["hr"], seed=349)
    add("fe_psi_missing", "ames",
        psi(missing_values="ignore", bins=5, threshold=0.05), AMES[:8], seed=350)
    add("fe_psi_categorical_split", "penguins",
        psi(split_col="year", bins=4, threshold=0.05), PENGUINS + ["year"], seed=351, whole=True)
