"""Writes onnx_nodes.json: graphs of one or two operators with what ONNX Runtime answers for a few rows.

    python3 -m pip install onnx==1.23.2 onnxruntime==1.32.0 numpy scikit-learn==1.9.1 skl2onnx==1.20.0
    python3 tests/oracle/onnx_cases.py
"""

import json
import os

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

RNG = np.random.default_rng(7)
CASES = []
TYPES = {"float32": T.FLOAT, "float64": T.DOUBLE, "int64": T.INT64, "int32": T.INT32, "bool": T.BOOL, "object": T.STRING}


def cells(array):
    if array.dtype == object or array.dtype.kind in "US":
        return [str(x) for x in array.ravel()]
    if array.dtype == np.float32:
        return [f"{x:08x}" for x in array.ravel().view(np.uint32)]
    if array.dtype == np.float64:
        return [f"{x:016x}" for x in array.ravel().view(np.uint64)]
    return [int(x) for x in array.ravel()]


def case(name, nodes, inputs, outputs, constants=(), opset=18, ml=3, units=0.0):
    """`inputs` are matrices of rows; `outputs` names; `units` how many last places, of the largest
    answer, ours may be away."""
    if not isinstance(nodes, list):
        nodes = [nodes]
    declared = [h.make_tensor_value_info(n, TYPES[str(x.dtype)], [None, x.shape[1]]) for n, x in inputs.items()]
    results = [h.make_tensor_value_info(n, t, None) for n, t in outputs.items()]
    initial = [numpy_helper.from_array(x, n) for n, x in constants]
    graph = h.make_graph(nodes, "g", declared, results, initializer=initial)
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", opset), h.make_opsetid("ai.onnx.ml", ml)])
    model.ir_version = 8
    write(name, model, inputs, units)


def write(name, model, inputs, units):
    data = model.SerializeToString()
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    # Graphs run as they are: what is tested is an operator, not what a pass makes of it.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(data, options)
    names = [o.name for o in session.get_outputs()]
    rows = next(iter(inputs.values())).shape[0]
    # Row by row, as batches of one, and all at once where the two agree in shape.
    answers = []
    for row in range(rows):
        found = session.run(names, {n: x[row : row + 1] for n, x in inputs.items()})
        answers.append([np.asarray(x) for x in found])
    CASES.append({
        "name": name,
        "model": data.hex(),
        "units": units,
        "inputs": {n: {"dtype": str(x.dtype), "width": x.shape[1], "cells": cells(x)} for n, x in inputs.items()},
        "outputs": [
            {"name": n, "dtype": str(answers[0][i].dtype), "rows": [cells(a[i]) for a in answers]}
            for i, n in enumerate(names)
        ],
    })


def floats(rows=4, width=5, dtype=np.float32):
    return RNG.normal(size=(rows, width)).astype(dtype)


def unary():
    x = floats()
    for op in ["Abs", "Neg", "Reciprocal", "Sqrt", "Exp", "Log", "Sigmoid", "Tanh", "Relu", "Erf", "Floor", "Ceil",
               "Round", "Sign", "Sin", "Cos", "Asin", "Acos", "Atan", "Asinh", "Softplus"]:
        value = np.abs(x) if op in ("Sqrt", "Log") else np.clip(x, -0.9, 0.9) if op in ("Asin", "Acos") else x * 3
        exact = op in ("Abs", "Neg", "Relu", "Floor", "Ceil", "Round", "Sign", "Sqrt", "Sigmoid")
        case(op, h.make_node(op, ["x"], ["y"]), {"x": value}, {"y": T.FLOAT}, units=0 if exact else 16)
    for op in ["Abs", "Neg", "Reciprocal", "Sqrt", "Exp", "Log", "Sigmoid", "Tanh", "Relu"]:
        value = np.abs(x.astype(np.float64)) + 0.1
        case(op + "_double", h.make_node(op, ["x"], ["y"]), {"x": value}, {"y": T.DOUBLE}, units=4)
    holes = x.copy()
    holes[1, 2], holes[2, 0] = np.nan, np.inf
    case("IsNaN", h.make_node("IsNaN", ["x"], ["y"]), {"x": holes}, {"y": T.BOOL})
    case("IsInf", h.make_node("IsInf", ["x"], ["y"]), {"x": holes}, {"y": T.BOOL})


def binary():
    for dtype, kind in [(np.float32, T.FLOAT), (np.float64, T.DOUBLE)]:
        a, b, c = floats(dtype=dtype), floats(dtype=dtype), floats(1, 5, dtype)
        for op in ["Add", "Sub", "Mul", "Div", "Max", "Min"]:
            case(f"{op}_{kind}", h.make_node(op, ["a", "b"], ["y"]), {"a": a, "b": b}, {"y": kind})
            case(f"{op}_stretch_{kind}", h.make_node(op, ["a", "c"], ["y"]), {"a": a}, {"y": kind}, [("c", c)])
        for op in ["Less", "LessOrEqual", "Greater", "GreaterOrEqual", "Equal"]:
            case(f"{op}_{kind}", h.make_node(op, ["a", "b"], ["y"]), {"a": a, "b": b.round()}, {"y": T.BOOL})
        case(f"Pow_{kind}", h.make_node("Pow", ["a", "p"], ["y"]), {"a": np.abs(a)}, {"y": kind},
             [("p", np.array([2.0, 0.5, 3.0, -1.0, 1.7], dtype))], units=8)
    n, m = RNG.integers(-9, 9, (4, 3)), RNG.integers(1, 5, (4, 3)) * RNG.choice([-1, 1], (4, 3))
    for op in ["Add", "Sub", "Mul", "Div", "Mod", "Max", "Min"]:
        case(f"{op}_int", h.make_node(op, ["a", "b"], ["y"]), {"a": n, "b": m}, {"y": T.INT64})
    case("Sum3", h.make_node("Sum", ["a", "b", "c"], ["y"]), {"a": floats(), "b": floats(), "c": floats()}, {"y": T.FLOAT})
    case("Mean3", h.make_node("Mean", ["a", "b", "c"], ["y"]), {"a": floats(), "b": floats(), "c": floats()}, {"y": T.FLOAT}, units=1)
    p, q = RNG.random((4, 3)) > 0.5, RNG.random((4, 3)) > 0.5
    for op in ["And", "Or", "Xor"]:
        case(op, h.make_node(op, ["a", "b"], ["y"]), {"a": p, "b": q}, {"y": T.BOOL})
    case("Not", h.make_node("Not", ["a"], ["y"]), {"a": p}, {"y": T.BOOL})
    case("Where", h.make_node("Where", ["a", "x", "z"], ["y"]), {"a": p, "x": floats(4, 3)}, {"y": T.FLOAT},
         [("z", np.float32([[7, 8, 9]]))])
    case("Clip", h.make_node("Clip", ["x", "low", "high"], ["y"]), {"x": floats()}, {"y": T.FLOAT},
         [("low", np.float32(-0.5)), ("high", np.float32(0.5))])
    case("Clip_low", h.make_node("Clip", ["x", "low"], ["y"]), {"x": floats()}, {"y": T.FLOAT}, [("low", np.float32(-0.5))])
    case("Clip_old", h.make_node("Clip", ["x"], ["y"], min=-0.25, max=0.75), {"x": floats()}, {"y": T.FLOAT}, opset=9)


def casts():
    x = np.float32([[1.9, -1.9, 0.0, 7.5]])
    for to in [T.INT64, T.INT32, T.DOUBLE, T.BOOL]:
        case(f"Cast_{to}", h.make_node("Cast", ["x"], ["y"], to=to), {"x": x}, {"y": to})
    n = np.array([[3, -4, 0]])
    for to in [T.FLOAT, T.INT32, T.BOOL, T.STRING]:
        case(f"Cast_int_{to}", h.make_node("Cast", ["x"], ["y"], to=to), {"x": n}, {"y": to})
    case("Cast_text", h.make_node("Cast", ["x"], ["y"], to=T.FLOAT), {"x": np.array([["1.5", "-2"]], object)}, {"y": T.FLOAT})


def shapes():
    x = floats(3, 6)
    one = lambda op, **k: h.make_node(op, ["x"], ["y"], **k)
    with_shape = lambda op, **k: h.make_node(op, ["x", "s"], ["y"], **k)
    ints = lambda *v: [("s", np.array(v))]
    case("Reshape", with_shape("Reshape"), {"x": x}, {"y": T.FLOAT}, ints(-1, 2, 3))
    case("Reshape_zero", with_shape("Reshape"), {"x": x}, {"y": T.FLOAT}, ints(0, 3, -1))
    case("Flatten", one("Flatten", axis=1), {"x": x}, {"y": T.FLOAT})
    case("Transpose", one("Transpose", perm=[1, 0]), {"x": x}, {"y": T.FLOAT})
    three = [h.make_node("Reshape", ["x", "t"], ["z"]), h.make_node("Transpose", ["z"], ["y"], perm=[2, 0, 1])]
    case("Transpose3", three, {"x": x}, {"y": T.FLOAT}, [("t", np.array([-1, 2, 3]))])
    case("Unsqueeze", with_shape("Unsqueeze"), {"x": x}, {"y": T.FLOAT}, ints(0, 2))
    case("Squeeze", [h.make_node("Unsqueeze", ["x", "s"], ["z"]), h.make_node("Squeeze", ["z", "s"], ["y"])],
         {"x": x}, {"y": T.FLOAT}, ints(1))
    case("Concat", h.make_node("Concat", ["x", "z"], ["y"], axis=1), {"x": x, "z": floats(3, 2)}, {"y": T.FLOAT})
    case("Gather", with_shape("Gather", axis=1), {"x": x}, {"y": T.FLOAT}, ints(4, -1, 0))
    case("Gather2", h.make_node("Gather", ["x", "s"], ["y"], axis=1), {"x": x}, {"y": T.FLOAT}, [("s", np.array([[0, 1], [2, 5]]))])
    slice_ = h.make_node("Slice", ["x", "a", "b", "c", "d"], ["y"])
    for name, (a, b, c, d) in {"": (1, 5, 1, 2), "_back": (-1, -7, 1, -2), "_far": (2, 99, 1, 1)}.items():
        case("Slice" + name, slice_, {"x": x}, {"y": T.FLOAT},
             [("a", np.array([a])), ("b", np.array([b])), ("c", np.array([c])), ("d", np.array([d]))])
    case("Slice_old", one("Slice", starts=[1], ends=[4], axes=[1]), {"x": x}, {"y": T.FLOAT}, opset=9)
    case("Shape", one("Shape"), {"x": x}, {"y": T.INT64})
    case("Expand", with_shape("Expand"), {"x": x}, {"y": T.FLOAT}, ints(2, 1, 6))
    case("Tile", with_shape("Tile"), {"x": x}, {"y": T.FLOAT}, ints(2, 2))
    case("Split", h.make_node("Split", ["x", "s"], ["y", "z"], axis=1), {"x": x}, {"y": T.FLOAT, "z": T.FLOAT}, ints(2, 4))
    case("ConstantOfShape", [h.make_node("Shape", ["x"], ["n"]),
                             h.make_node("ConstantOfShape", ["n"], ["y"], value=numpy_helper.from_array(np.float32([2.5])))],
         {"x": x}, {"y": T.FLOAT})


def reductions():
    for dtype, kind in [(np.float32, T.FLOAT), (np.float64, T.DOUBLE)]:
        x = np.abs(floats(4, 7, dtype)) + 0.1
        for op in ["Sum", "Mean", "Prod", "Max", "Min", "SumSquare", "L1", "L2", "LogSum", "LogSumExp"]:
            exact = op in ("Max", "Min")
            case(f"Reduce{op}_{kind}", h.make_node("Reduce" + op, ["x", "s"], ["y"], keepdims=1), {"x": x}, {"y": kind},
                 [("s", np.array([1]))], units=0 if exact else 8)
    x = floats(3, 6)
    case("ReduceSum_all", h.make_node("ReduceSum", ["x"], ["y"], keepdims=0), {"x": x}, {"y": T.FLOAT}, units=8)
    case("ReduceSum_old", h.make_node("ReduceSum", ["x"], ["y"], axes=[1], keepdims=0), {"x": x}, {"y": T.FLOAT}, opset=11, units=8)
    middle = [h.make_node("Reshape", ["x", "t"], ["z"]), h.make_node("ReduceMax", ["z", "s"], ["y"], keepdims=0)]
    case("ReduceMax_middle", middle, {"x": x}, {"y": T.FLOAT}, [("t", np.array([-1, 3, 2])), ("s", np.array([1]))])
    ties = np.float32([[1, 3, 3, 0], [2, 2, 2, 2]])
    for op in ["ArgMax", "ArgMin"]:
        for last in (0, 1):
            case(f"{op}_{last}", h.make_node(op, ["x"], ["y"], axis=1, keepdims=0, select_last_index=last), {"x": ties}, {"y": T.INT64})
    for op in ["Softmax", "LogSoftmax"]:
        for opset in (11, 18):
            case(f"{op}_{opset}", h.make_node(op, ["x"], ["y"]), {"x": x}, {"y": T.FLOAT}, opset=opset, units=16)
        case(f"{op}_double", h.make_node(op, ["x"], ["y"]), {"x": x.astype(np.float64)}, {"y": T.DOUBLE}, units=8)
    for largest in (0, 1):
        case(f"TopK_{largest}", h.make_node("TopK", ["x", "s"], ["y", "z"], axis=1, largest=largest), {"x": np.vstack([x[0, :4], ties])},
             {"y": T.FLOAT, "z": T.INT64}, [("s", np.array([3]))])
    case("CumSum", h.make_node("CumSum", ["x", "s"], ["y"]), {"x": x}, {"y": T.FLOAT}, [("s", np.array(1))])
    case("CumSum_back", h.make_node("CumSum", ["x", "s"], ["y"], reverse=1, exclusive=1), {"x": x}, {"y": T.FLOAT}, [("s", np.array(1))])


def products():
    for dtype, kind in [(np.float32, T.FLOAT), (np.float64, T.DOUBLE)]:
        x, w, b = floats(3, 20, dtype), floats(20, 4, dtype), floats(1, 4, dtype)
        case(f"MatMul_{kind}", h.make_node("MatMul", ["x", "w"], ["y"]), {"x": x}, {"y": kind}, [("w", w)], units=8)
        case(f"Gemm_{kind}", h.make_node("Gemm", ["x", "w", "b"], ["y"], alpha=0.5, beta=2.0), {"x": x}, {"y": kind}, [("w", w), ("b", b)], units=8)
        case(f"Gemm_turned_{kind}", h.make_node("Gemm", ["x", "w"], ["y"], transB=1), {"x": x}, {"y": kind}, [("w", np.ascontiguousarray(w.T))], units=8)


def features():
    ml = lambda op, **k: h.make_node(op, ["x"], ["y"], domain="ai.onnx.ml", **k)
    x = floats(4, 3)
    case("Scaler", ml("Scaler", offset=[0.5, -1.0, 2.0], scale=[2.0, 0.1, 3.0]), {"x": x}, {"y": T.FLOAT})
    case("Scaler_one", ml("Scaler", offset=[0.5], scale=[2.0]), {"x": x}, {"y": T.FLOAT})
    case("Scaler_double", ml("Scaler", offset=[0.5], scale=[0.1]), {"x": x.astype(np.float64)}, {"y": T.FLOAT})
    case("Scaler_int", ml("Scaler", offset=[0.5], scale=[0.1]), {"x": np.array([[3, -4, 7]])}, {"y": T.FLOAT})
    holes = x.copy()
    holes[0, 1] = holes[2, 2] = np.nan
    case("Imputer", ml("Imputer", imputed_value_floats=[1.0, 2.0, 3.0], replaced_value_float=float("nan")), {"x": holes}, {"y": T.FLOAT})
    case("Imputer_int", ml("Imputer", imputed_value_int64s=[9], replaced_value_int64=0), {"x": np.array([[0, 1, 0]])}, {"y": T.INT64})
    rows = np.vstack([x, np.zeros((1, 3), np.float32), -np.abs(x[:1])])
    for norm in ["MAX", "L1", "L2"]:
        case(f"Normalizer_{norm}", ml("Normalizer", norm=norm), {"x": rows}, {"y": T.FLOAT}, units=1)
    case("Binarizer", ml("Binarizer", threshold=0.25), {"x": np.float32([[0.25, 0.3, -1]])}, {"y": T.FLOAT})
    case("ArrayFeatureExtractor", h.make_node("ArrayFeatureExtractor", ["x", "i"], ["y"], domain="ai.onnx.ml"), {"x": x}, {"y": T.FLOAT}, [("i", np.array([2, 0]))])
    case("FeatureVectorizer", h.make_node("FeatureVectorizer", ["a", "b"], ["y"], domain="ai.onnx.ml", inputdimensions=[3, 2]),
         {"a": x, "b": floats(4, 2)}, {"y": T.FLOAT})
    text = np.array([["a", "c"], ["b", "?"]], object)
    case("LabelEncoder_text", ml("LabelEncoder", keys_strings=["a", "b", "c"], values_int64s=[5, 6, 7], default_int64=-3), {"x": text}, {"y": T.INT64})
    case("LabelEncoder_floats", ml("LabelEncoder", keys_strings=["a", "b"], values_floats=[0.5, 0.25], default_float=9.0), {"x": text}, {"y": T.FLOAT})
    case("LabelEncoder_back", ml("LabelEncoder", keys_int64s=[1, 2], values_strings=["one", "two"], default_string="none"), {"x": np.array([[1, 3], [2, 2]])}, {"y": T.STRING})
    case("LabelEncoder_nan", ml("LabelEncoder", keys_floats=[1.0, float("nan")], values_floats=[10.0, 20.0], default_float=-1.0), {"x": np.float32([[1, np.nan, 2]])}, {"y": T.FLOAT})
    case("CategoryMapper", ml("CategoryMapper", cats_strings=["a", "b"], cats_int64s=[4, 5], default_int64=-2), {"x": text}, {"y": T.INT64})
    case("OneHotEncoder_text", ml("OneHotEncoder", cats_strings=["a", "b", "c"], zeros=1), {"x": text}, {"y": T.FLOAT})
    case("OneHotEncoder_int", ml("OneHotEncoder", cats_int64s=[3, 1], zeros=1), {"x": np.array([[1, 2], [3, 1]])}, {"y": T.FLOAT})
    case("OneHotEncoder_float", ml("OneHotEncoder", cats_int64s=[3, 1], zeros=1), {"x": np.float32([[1, 2], [3, 1.5]])}, {"y": T.FLOAT})


def linear():
    x = floats(4, 5)
    out = {"l": T.INT64, "p": T.FLOAT}
    for post in ["NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"]:
        for classes in (2, 3):
            w, b = floats(classes, 5), floats(1, classes)
            case(f"LinearClassifier_{post}_{classes}", h.make_node("LinearClassifier", ["x"], ["l", "p"], domain="ai.onnx.ml",
                 coefficients=w.ravel().tolist(), intercepts=b.ravel().tolist(), classlabels_ints=list(range(5, 5 + classes)),
                 multi_class=1, post_transform=post), {"x": x}, out, units=8)
        case(f"LinearClassifier_{post}_one", h.make_node("LinearClassifier", ["x"], ["l", "p"], domain="ai.onnx.ml",
             coefficients=floats(1, 5).ravel().tolist(), intercepts=[0.25], classlabels_ints=[0, 1], post_transform=post), {"x": x}, out, units=8)
        case(f"LinearRegressor_{post}", h.make_node("LinearRegressor", ["x"], ["y"], domain="ai.onnx.ml",
             coefficients=floats(2, 5).ravel().tolist(), intercepts=[0.25, 1.0], targets=2, post_transform=post), {"x": x}, {"y": T.FLOAT}, units=8)
    case("LinearClassifier_text", h.make_node("LinearClassifier", ["x"], ["l", "p"], domain="ai.onnx.ml",
         coefficients=floats(2, 5).ravel().tolist(), intercepts=[0.0, 0.5], classlabels_strings=["no", "yes"], post_transform="LOGISTIC"),
         {"x": x}, {"l": T.STRING, "p": T.FLOAT}, units=8)


def trees():
    x = np.vstack([floats(6, 3), np.float32([[np.nan, 0.5, 0.5], [0.5, np.nan, -1.0]])])
    def nodes(mode, tracks):
        # Two trees of two questions each.
        return dict(
            nodes_treeids=[0] * 5 + [1] * 5, nodes_nodeids=[0, 1, 2, 3, 4] * 2, nodes_featureids=[0, 1, 0, 0, 0, 2, 0, 0, 0, 0],
            nodes_modes=[mode, mode, "LEAF", "LEAF", "LEAF"] * 2, nodes_values=[0.25, -0.5, 0, 0, 0, 0.5, 0.1, 0, 0, 0],
            nodes_truenodeids=[1, 2, 0, 0, 0] * 2, nodes_falsenodeids=[4, 3, 0, 0, 0] * 2,
            nodes_missing_value_tracks_true=[tracks, tracks, 0, 0, 0] * 2)
    leaves = dict(treeids=[0, 0, 0, 1, 1, 1], nodeids=[2, 3, 4, 2, 3, 4])
    for mode in ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]:
        for tracks in (0, 1):
            case(f"TreeEnsembleRegressor_{mode}_{tracks}", h.make_node("TreeEnsembleRegressor", ["x"], ["y"], domain="ai.onnx.ml", n_targets=1,
                 target_ids=[0] * 6, target_weights=[1.5, 2.25, -3.125, 0.7, 0.1, 0.3], target_treeids=leaves["treeids"],
                 target_nodeids=leaves["nodeids"], **nodes(mode, tracks)), {"x": x}, {"y": T.FLOAT})
    for how in ["SUM", "AVERAGE", "MIN", "MAX"]:
        for base in ([], [0.5, -0.25]):
            extra = {"base_values": base} if base else {}
            case(f"TreeEnsembleRegressor_{how}_{len(base)}", h.make_node("TreeEnsembleRegressor", ["x"], ["y"], domain="ai.onnx.ml", n_targets=2,
                 aggregate_function=how, target_ids=[0, 1, 0, 1, 0, 1], target_weights=[1.5, 2.25, -3.125, 0.7, 0.1, 0.3],
                 target_treeids=leaves["treeids"], target_nodeids=leaves["nodeids"], **nodes("BRANCH_LEQ", 0), **extra), {"x": x}, {"y": T.FLOAT}, units=1)
    case("TreeEnsembleRegressor_double", h.make_node("TreeEnsembleRegressor", ["x"], ["y"], domain="ai.onnx.ml", n_targets=1, target_ids=[0] * 6,
         target_weights=[1.5, 2.25, -3.125, 0.7, 0.1, 0.3], target_treeids=leaves["treeids"], target_nodeids=leaves["nodeids"],
         **nodes("BRANCH_LEQ", 0)), {"x": x.astype(np.float64)}, {"y": T.FLOAT}, units=1)
    out = {"l": T.INT64, "p": T.FLOAT}
    def classes(name, ids, weights, labels, post="NONE", base=()):
        extra = {"base_values": list(base)} if len(base) else {}
        case(name, h.make_node("TreeEnsembleClassifier", ["x"], ["l", "p"], domain="ai.onnx.ml", class_ids=ids, class_weights=weights,
             class_treeids=leaves["treeids"], class_nodeids=leaves["nodeids"], classlabels_int64s=labels, post_transform=post,
             **nodes("BRANCH_LEQ", 0), **extra), {"x": x}, out, units=4)
    for post in ["NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO"]:
        classes(f"TreeEnsembleClassifier_one_positive_{post}", [0] * 6, [0.1, 0.4, 0.2, 0.3, 0.05, 0.3], [0, 1], post)
        classes(f"TreeEnsembleClassifier_one_mixed_{post}", [0] * 6, [0.1, -0.4, 0.2, 0.3, -0.05, 0.3], [0, 1], post)
        classes(f"TreeEnsembleClassifier_second_{post}", [1] * 6, [0.1, -0.4, 0.2, 0.3, -0.05, 0.3], [0, 1], post)
        classes(f"TreeEnsembleClassifier_two_{post}", [0, 1, 0, 1, 0, 1], [0.1, 0.4, 0.2, 0.3, 0.05, 0.3], [0, 1], post)
        classes(f"TreeEnsembleClassifier_three_{post}", [0, 1, 2, 2, 0, 1], [0.1, -0.4, 0.2, 0.3, 0.05, 0.3], [4, 5, 6], post)
    classes("TreeEnsembleClassifier_base_one", [0] * 6, [0.1, -0.4, 0.2, 0.3, -0.05, 0.3], [0, 1], "LOGISTIC", [0.125])
    classes("TreeEnsembleClassifier_base_three", [0, 1, 2, 2, 0, 1], [0.1, -0.4, 0.2, 0.3, 0.05, 0.3], [4, 5, 6], "SOFTMAX", [0.5, 0.25, 0.125])
    f32 = lambda v: numpy_helper.from_array(np.float32(v))
    u8 = lambda v: numpy_helper.from_array(np.uint8(v))
    for how in (0, 1, 2, 3):
        case(f"TreeEnsemble_{how}", h.make_node("TreeEnsemble", ["x"], ["y"], domain="ai.onnx.ml", n_targets=2, aggregate_function=how,
             nodes_featureids=[0, 1, 2], nodes_splits=f32([0.25, -0.5, 0.5]), nodes_modes=u8([0, 3, 1]), nodes_truenodeids=[1, 0, 3],
             nodes_falsenodeids=[2, 1, 4], nodes_trueleafs=[0, 1, 1], nodes_falseleafs=[1, 1, 1], nodes_missing_value_tracks_true=[0, 1, 0],
             leaf_targetids=[0, 1, 0, 1, 0], leaf_weights=f32([1.5, 2.25, -3.125, 0.7, 0.1]), tree_roots=[0, 2]), {"x": x}, {"y": T.FLOAT}, ml=5, units=1)
    nan = float("nan")
    members = np.float32([[1, 2, 0], [2.5, 7, 1], [3, 4, nan], [nan, 9, 2], [7, nan, 3], [4, 2, 5], [1.5, 2, 6]])
    for tracks in (0, 1):
        case(f"TreeEnsemble_member_{tracks}", h.make_node("TreeEnsemble", ["x"], ["y"], domain="ai.onnx.ml", n_targets=1,
             nodes_featureids=[0, 1, 2, 0], nodes_splits=f32([0, 0, 2.5, 0]), nodes_modes=u8([6, 6, 0, 6]), nodes_truenodeids=[1, 0, 2, 4],
             nodes_falsenodeids=[2, 1, 3, 5], nodes_trueleafs=[0, 1, 1, 1], nodes_falseleafs=[0, 1, 1, 1],
             nodes_missing_value_tracks_true=[tracks, 0, 0, tracks], membership_values=f32([1, 2.5, 7, nan, 2, 9, nan, 3, 4, nan]),
             leaf_targetids=[0] * 6, leaf_weights=f32([1.5, 2.25, -3.125, 0.7, 0.1, 0.3]), tree_roots=[0, 3]), {"x": members}, {"y": T.FLOAT}, ml=5)


def vectors():
    from sklearn.svm import SVC, SVR, LinearSVC, OneClassSVM
    from skl2onnx import to_onnx
    x = floats(40, 3)
    y2, y3 = (x[:, 0] + 0.3 * x[:, 1] > 0).astype(int), RNG.integers(0, 3, 40)
    for kernel in ["linear", "rbf", "poly", "sigmoid"]:
        for name, y in [("2", y2), ("3", y3)]:
            model = SVC(kernel=kernel, gamma=0.4, coef0=0.5, degree=2).fit(x, y)
            write(f"SVC_{kernel}_{name}", to_onnx(model, x[:1], options={"zipmap": False}, target_opset=18), {"X": x[:6]}, 16)
        model = SVR(kernel=kernel, gamma=0.4, coef0=0.5, degree=2).fit(x, x[:, 0] * 2)
        write(f"SVR_{kernel}", to_onnx(model, x[:1], target_opset=18), {"X": x[:6]}, 16)
    write("OneClassSVM", to_onnx(OneClassSVM(gamma=0.4).fit(x), x[:1], target_opset=18), {"X": x[:6]}, 16)
    write("LinearSVC", to_onnx(LinearSVC().fit(x, y3), x[:1], target_opset=18), {"X": x[:6]}, 16)
    case("SVMClassifier_lines", h.make_node("SVMClassifier", ["x"], ["l", "p"], domain="ai.onnx.ml", kernel_type="LINEAR", kernel_params=[0.0, 0.0, 0.0],
         coefficients=floats(3, 3).ravel().tolist(), rho=[0.25], classlabels_ints=[0, 1, 2], post_transform="NONE"),
         {"x": x[:5]}, {"l": T.INT64, "p": T.FLOAT}, units=8)


def pipelines():
    """What the converter writes for more models than the cases hold."""
    from sklearn.cluster import KMeans
    from sklearn.decomposition import PCA, TruncatedSVD
    from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
    from sklearn.ensemble import (AdaBoostClassifier, BaggingClassifier, ExtraTreesRegressor, GradientBoostingClassifier,
                                  HistGradientBoostingRegressor, RandomForestClassifier, VotingClassifier)
    from sklearn.linear_model import LogisticRegression, RidgeClassifier, SGDClassifier, ElasticNet
    from sklearn.naive_bayes import BernoulliNB, MultinomialNB
    from sklearn.neighbors import KNeighborsRegressor
    from sklearn.neural_network import MLPRegressor, MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import KBinsDiscretizer, MinMaxScaler, PolynomialFeatures, RobustScaler, Normalizer, MaxAbsScaler
    from sklearn.tree import DecisionTreeClassifier
    from skl2onnx import to_onnx
    x = floats(60, 4)
    y2, y3, r = (x[:, 0] > x[:, 1]).astype(int), RNG.integers(0, 3, 60), x[:, 0] * 2 - x[:, 2]
    models = {
        "kmeans": KMeans(3, n_init=1, random_state=0).fit(x),
        "pca": PCA(2).fit(x),
        "svd": TruncatedSVD(2, random_state=0).fit(x),
        "lda": LinearDiscriminantAnalysis().fit(x, y3),
        "ada": AdaBoostClassifier(n_estimators=4, random_state=0).fit(x, y2),
        "bagging": BaggingClassifier(DecisionTreeClassifier(max_depth=3), n_estimators=3, random_state=0).fit(x, y3),
        "extra": ExtraTreesRegressor(4, max_depth=4, random_state=0).fit(x, r),
        "boosting": GradientBoostingClassifier(n_estimators=5, random_state=0).fit(x, y3),
        "histogram": HistGradientBoostingRegressor(max_iter=5).fit(x, r),
        "forest": RandomForestClassifier(4, max_depth=4, random_state=0).fit(x, y2),
        "vote": VotingClassifier([("a", LogisticRegression()), ("b", DecisionTreeClassifier(max_depth=3))], voting="soft").fit(x, y3),
        "ridge": RidgeClassifier().fit(x, y3),
        "sgd": SGDClassifier(loss="log_loss", random_state=0).fit(x, y2),
        "elastic": ElasticNet(0.01).fit(x, r),
        "bernoulli": BernoulliNB().fit(x, y3),
        "multinomial": MultinomialNB().fit(np.abs(x), y3),
        "neighbours": KNeighborsRegressor(3).fit(x, r),
        "mlp": MLPClassifier((5,), max_iter=50, activation="tanh", random_state=0).fit(x, y3),
        "mlp_value": MLPRegressor(hidden_layer_sizes=(5,), max_iter=50, activation="logistic", random_state=0).fit(x, r),
        "bins": make_pipeline(KBinsDiscretizer(3, encode="onehot-dense", quantile_method="averaged_inverted_cdf"), LogisticRegression()).fit(x, y2),
        "min_max": make_pipeline(MinMaxScaler(clip=True), PolynomialFeatures(2), ElasticNet(0.01)).fit(x, r),
        "robust": make_pipeline(RobustScaler(), Normalizer(), MaxAbsScaler(), LogisticRegression()).fit(x, y3),
    }
    for name, model in models.items():
        options = {"zipmap": False} if hasattr(model, "predict_proba") else None
        rows = np.abs(x[:6]) if name == "multinomial" else x[:6]
        try:
            converted = to_onnx(model, x[:1], options=options, target_opset=18)
        except Exception as error:
            print("not converted:", name, str(error)[:100])
            continue
        try:
            write(f"sklearn_{name}", converted, {"X": rows}, 16)
        except Exception as error:
            print("not run:", name, str(error)[:100])


for make in [unary, binary, casts, shapes, reductions, products, features, linear, trees, vectors, pipelines]:
    before = len(CASES)
    make()
    print(make.__name__, len(CASES) - before)
path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "onnx_nodes.json")
with open(path, "w") as file:
    json.dump(CASES, file, separators=(",", ":"))
print(len(CASES), os.path.getsize(path))
