"""Writes dart.json: models of XGBoost whose trees have weights, and what it answers, as an outside word on ours.

Run once: pip install xgboost==3.2.0, then python tests/oracle/dart.py. Data are drawn from a fixed seed; cells are whole
sixteenths, some are missing. Answers are 32-bit numbers, written as the doubles they are.
"""

import json
import pathlib

import numpy
import xgboost

draw = numpy.random.default_rng(53)
x = numpy.round(draw.normal(size=(400, 4)) * 16) / 16
x[draw.random(x.shape) < 0.1] = numpy.nan
known = numpy.nan_to_num(x)
y = known[:, 0] * known[:, 1] + numpy.abs(known[:, 2])
kinds = numpy.digitize(y, numpy.quantile(y, [0.4, 0.7]))
names = ["a", "b", "c", "d"]


def case(target, parameters):
    fixed = {"booster": "dart", "rate_drop": 0.4, "one_drop": 1, "seed": 3, "nthread": 1}
    rows = xgboost.DMatrix(x, target, feature_names=names)
    booster = xgboost.train({**fixed, **parameters}, rows, 8)
    asked = xgboost.DMatrix(x[:12], feature_names=names)
    answers = {
        "margin": booster.predict(asked, output_margin=True),
        "margin_of_5": booster.predict(asked, output_margin=True, iteration_range=(0, 5)),
        "contributions": booster.predict(asked, pred_contribs=True),
    }
    return {
        "model": booster.save_raw("json").decode(),
        **{key: numpy.asarray(v, dtype=float).ravel().tolist() for key, v in answers.items()},
    }


out = {
    "asked": [[None if numpy.isnan(v) else v for v in row] for row in x[:12].tolist()],
    "regression": case(y, {"objective": "reg:squarederror", "max_depth": 4}),
    "classes": case(kinds, {"objective": "multi:softprob", "num_class": 3, "max_depth": 2}),
}
pathlib.Path(__file__).with_name("dart.json").write_text(json.dumps(out) + "\n")
