"""Writes reference cases of encoders from the peers: `encode_cases.py titanic.csv FOLDER`.

Needs scikit-learn 1.9.1 and Feature-engine 1.9.4. The data are the Titanic passengers; every number
is the peer's. Each case has the form that tests/conformance reads.
"""
import json
import os
import sys
import warnings

import numpy as np
import pandas as pd
from feature_engine.encoding import RareLabelEncoder
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder

warnings.filterwarnings("ignore")
COLUMNS = ["deck", "embarked", "siblings_spouses"]


def plain(value):
    if isinstance(value, float) and np.isnan(value):
        return "NaN"
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(one) for one in value]
    return str(value) if isinstance(value, type) else value


def write(folder, name, transformer, fitted, train, test):
    path = os.path.join(folder, name)
    os.makedirs(path, exist_ok=True)
    transformer.set_output(transform="pandas")
    transformer.fit(train)
    tables = {"train": train, "test": test}
    for part, table in list(tables.items()):
        tables[f"expected_{part}"] = transformer.transform(table)
    for part, table in tables.items():
        table.to_csv(os.path.join(path, f"{part}.csv"), index=False, float_format="%.17g")
    params = {
        "type": type(transformer).__name__,
        "init": plain(transformer.get_params()),
        "fitted": {key: plain(getattr(transformer, key)) for key in fitted},
    }
    header = {"kind": "preprocess", "transformer": repr(transformer), "categorical": COLUMNS}
    for file, content in [("params.json", params), ("case.json", header)]:
        with open(os.path.join(path, file), "w", encoding="utf-8") as out:
            json.dump(content, out, ensure_ascii=False)
            out.write("\n")
    with open(os.path.join(path, "README.txt"), "w", encoding="utf-8") as out:
        out.write(f"Peer: {transformer!r}\nData: Titanic passengers, by tests/oracle/encode_cases.py\n")


def main(source, folder):
    table = pd.read_csv(source, dtype=str, keep_default_na=False, na_values=[""])
    table = table.rename(columns={"sibsp": "siblings_spouses"})[COLUMNS].astype(object)
    table = table.where(table.notna(), np.nan)
    train, test = table.iloc[:200], table.iloc[200:300].copy()
    test.loc[test.index[:5], "deck"] = "never seen"
    one_hot = OneHotEncoder(
        max_categories=4, drop="first", handle_unknown="infrequent_if_exist", sparse_output=False
    )
    ordinal = OrdinalEncoder(
        min_frequency=0.04, handle_unknown="use_encoded_value", unknown_value=-1
    )
    rare = RareLabelEncoder(tol=0.02, n_categories=3, max_n_categories=4, missing_values="ignore")
    write(folder, "prep_onehot_titanic_infrequent", one_hot, ["categories_"], train, test)
    write(folder, "prep_ordinal_titanic_infrequent", ordinal, ["categories_"], train, test)
    write(folder, "fe_rare_label_titanic", rare, ["encoder_dict_"], train, test)


main(sys.argv[1], sys.argv[2])
