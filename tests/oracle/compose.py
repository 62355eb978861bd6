"""Writes compose.json: votes, stacks and multiclass rules by scikit-learn, as an outside word on our ensembles.

Run once: pip install scikit-learn, then python tests/oracle/compose.py. Data are drawn from a fixed seed and stored
beside the answers. Members are models whose numbers agree with ours to the last digits, so that what is compared is
how their answers are put together. The folds of stacks are ours, printed by tests/compose.rs and copied here.
"""

import json
import pathlib

import numpy
import sklearn
from scipy.special import expit
from sklearn.ensemble import StackingClassifier, StackingRegressor, VotingClassifier, VotingRegressor
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

draw = numpy.random.default_rng(41)
ROWS = 40

x = numpy.round(draw.normal(size=(ROWS, 3)) * [1, 4, 0.5] + [0, 3, -1], 3)
assert len(set(x[:, 0])) == ROWS
asked = numpy.round(draw.normal(size=(60, 3)) * [2, 8, 1] + [0, 3, -1], 3)
noise = draw.normal(size=ROWS)
amount = numpy.round(x @ [2.0, -0.3, 1.0] + numpy.sin(3 * x[:, 0]) + 0.3 * noise, 3)
two = (x[:, 0] + 0.1 * x[:, 1] + 0.7 * noise > 0.3).astype(int)
three = numpy.digitize(x[:, 0] + 0.7 * noise, [-0.5, 0.6])
four = three + (three == 2) * (draw.normal(size=ROWS) > 0)


def logistic(lam=1.0):
    return LogisticRegression(C=1 / lam, solver="newton-cholesky", tol=1e-14, max_iter=1000)


class ConfidentBayes(GaussianNB):
    """With a decision function that is 2p - 1, as the confidence of ours is."""

    def decision_function(self, x):
        return 2 * self.predict_proba(x)[:, 1] - 1


class ConfidentLogistic(LogisticRegression):
    """The same; a logistic regression asks its own decision function for p."""

    def decision_function(self, x):
        return 2 * expit(super().decision_function(x)) - 1


def members():
    return [("logistic", logistic()), ("bayes", GaussianNB()), ("nearest", KNeighborsClassifier(4))]


def numeric_members():
    return [("line", LinearRegression()), ("nearest", KNeighborsRegressor(3)), ("ridge", Ridge(5.0))]


votes = []
for target in (two, three, four):
    for weights in (None, [1.0, 2.5, 0.75], [0.0, 1.0, 1.0], [1.0, 1.0, 2.0]):
        soft = VotingClassifier(members(), voting="soft", weights=weights).fit(x, target)
        hard = VotingClassifier(members(), voting="hard", weights=weights).fit(x, target)
        votes.append({
            "y": target.tolist(),
            "weights": weights,
            "soft": soft.predict_proba(asked).ravel().tolist(),
            "chosen_softly": soft.predict(asked).tolist(),
            "chosen_hard": hard.predict(asked).tolist(),
        })
means = []
for weights in (None, [1.0, 2.5, 0.75], [0.0, 0.0, 3.0]):
    fitted = VotingRegressor(numeric_members(), weights=weights).fit(x, amount)
    means.append({"weights": weights, "answers": fitted.predict(asked).tolist()})

rest = []
each = []
for target in (two, three, four):
    for name, member in (("logistic", logistic()), ("bayes", GaussianNB())):
        fitted = OneVsRestClassifier(member).fit(x, target)
        rest.append({
            "y": target.tolist(),
            "member": name,
            "probabilities": fitted.predict_proba(asked).ravel().tolist(),
        })
for target in (three, four):
    for name, member in (
        ("logistic", ConfidentLogistic(C=1.0, solver="newton-cholesky", tol=1e-14, max_iter=1000)),
        ("bayes", ConfidentBayes()),
    ):
        fitted = OneVsOneClassifier(member).fit(x, target)
        each.append({
            "y": target.tolist(),
            "member": name,
            "decision": fitted.decision_function(asked).ravel().tolist(),
            "chosen": fitted.predict(asked).tolist(),
        })

# The fold of each row, by ours: plain of numbers, stratified of classes.
FOLDS = {
    "amount": [0, 1, 2, 3, 1, 1, 1, 1, 0, 3, 1, 2, 3, 0, 0, 1, 2, 0, 3, 2, 2, 2, 3, 0, 1, 3, 0, 3, 3, 1, 0, 2, 3, 3, 1, 0, 2, 0, 2, 2],
    "two": [0, 1, 0, 0, 0, 1, 2, 3, 0, 3, 3, 1, 3, 1, 2, 0, 2, 1, 1, 2, 2, 1, 0, 1, 3, 0, 3, 2, 2, 1, 2, 2, 3, 1, 0, 0, 3, 3, 2, 3],
    "three": [0, 1, 2, 2, 1, 0, 1, 2, 0, 3, 3, 3, 0, 1, 2, 0, 3, 3, 3, 3, 2, 0, 1, 1, 0, 3, 2, 1, 1, 2, 3, 2, 1, 2, 0, 2, 1, 0, 3, 0],
}


def splits(folds):
    folds = numpy.array(folds)
    return [(numpy.flatnonzero(folds != f), numpy.flatnonzero(folds == f)) for f in range(4)]


stacks = []
for name, target in (("amount", amount), ("two", two), ("three", three)):
    for passthrough in (False, True):
        how = {"cv": splits(FOLDS[name]), "passthrough": passthrough}
        if name == "amount":
            fitted = StackingRegressor(numeric_members()[:2], Ridge(1.0), **how).fit(x, target)
            answers = fitted.predict(asked)
        else:
            fitted = StackingClassifier(members()[:2], logistic(), stack_method="predict_proba", **how)
            answers = fitted.fit(x, target).predict_proba(asked)
        stacks.append({
            "target": name,
            "y": target.tolist(),
            "folds": FOLDS[name],
            "passthrough": passthrough,
            "answers": answers.ravel().tolist(),
        })

path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({
    "sklearn": sklearn.__version__,
    "x": x.tolist(),
    "asked": asked.tolist(),
    "amount": amount.tolist(),
    "votes": votes,
    "means": means,
    "rest": rest,
    "each": each,
    "stacks": stacks,
}, indent=None, separators=(",", ":")) + "\n")
