//! Graphs of operators, as ONNX states them.
//!
//! A graph is steps in order over tensors, run for one row at a time: rows do not reach one another, and a batch answers
//! as its rows do. [`import::onnx`](crate::import) makes them of files.

mod graph;
mod operator;
mod ops;
mod program;
mod scan;
mod scratch;
mod shape;
mod stages;
mod tensor;

pub use graph::OnnxGraph;
pub use stages::{
    OnnxClasses, OnnxClassifier, OnnxClassifierModel, OnnxNumber, OnnxNumbers, OnnxOutputs,
    OnnxOutputsModel, OnnxRegressor, OnnxRegressorModel,
};
#[cfg(feature = "onnx")]
pub(crate) use {
    operator::Operator,
    ops::binary::Binary,
    ops::extreme::{ArgExtreme, TopK},
    ops::linear::Linear,
    ops::matrix::Gemm,
    ops::ml::{Imputer, Mapping, Norm, OneHot, Scaler, text_of},
    ops::post::Post,
    ops::reduce::{Fold, Reduce},
    ops::softmax::Softmax,
    ops::svm::{Kernel, Svm},
    ops::trees::{Aggregate, Trees},
    ops::unary::Unary,
    program::{GraphInput, MOST_OUTPUTS, NOTHING, Program, Step},
    scan::Scan,
    shape::{MOST_AXES, Shape, size},
    stages::Answer,
    tensor::{Cells, Kind, Tensor},
};
