//! One step of a graph.

use super::ops::binary::Binary;
use super::ops::extreme::{ArgExtreme, TopK};
use super::ops::linear::Linear;
use super::ops::matrix::{self, Gemm};
use super::ops::ml::{self, Imputer, Mapping, Norm, OneHot, Scaler};
use super::ops::reduce::Reduce;
use super::ops::softmax::{self, Softmax};
use super::ops::svm::Svm;
use super::ops::trees::Trees;
use super::ops::unary::Unary;
use super::ops::{cast, choose, pick, reshape};
use super::program::Arguments;
use super::scan::Scan;
use super::scratch::Scratch;
use super::tensor::{Cells, Integers, Kind, Tensor};
use serde::{Deserialize, Serialize};

/// What a step does. Those with much to store are boxed: most steps are small.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Operator {
    Identity,
    Unary(Unary),
    Binary(Binary),
    Pow,
    Where,
    Clip,
    Cast(Kind),
    Concat(i64),
    Reshape(bool),
    Flatten(i64),
    Transpose(Vec<usize>),
    Squeeze(Option<Vec<i64>>),
    Unsqueeze(Vec<i64>),
    Gather(i64),
    Slice,
    Shape,
    Expand,
    Tile,
    Split(i64),
    ConstantOfShape(Box<Cells>),
    Reduce(Box<Reduce>),
    ArgExtreme(Box<ArgExtreme>),
    Softmax(Box<Softmax>),
    TopK(Box<TopK>),
    CumSum(bool, bool),
    MatMul,
    Gemm(Box<Gemm>),
    Scan(Box<Scan>),
    Extract,
    Scaler(Box<Scaler>),
    Imputer(Box<Imputer>),
    Normalizer(Norm),
    Binarizer(f32),
    FeatureVectorizer(Vec<usize>),
    Mapping(Box<Mapping>),
    OneHot(Box<OneHot>),
    LinearRegressor(Box<Linear>),
    LinearClassifier(Box<Linear>),
    SvmRegressor(Box<Svm>),
    SvmClassifier(Box<Svm>),
    TreeRegressor(Box<Trees>),
    TreeClassifier(Box<Trees>),
}

impl Operator {
    /// What running relies on, of what is stored with the operator.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self {
            Operator::Mapping(op) => op.check(),
            Operator::LinearRegressor(op) | Operator::LinearClassifier(op) => op.check(),
            Operator::SvmRegressor(op) if op.classes.len() != 0 => {
                Err("a regression of classes".into())
            }
            Operator::SvmClassifier(op) if op.classes.len() == 0 => Err("no class".into()),
            Operator::SvmRegressor(op) | Operator::SvmClassifier(op) => op.check(),
            Operator::TreeRegressor(op) | Operator::TreeClassifier(op) => op.check(),
            Operator::Scan(op) => op.check(),
            Operator::ConstantOfShape(cells) if cells.len() != 1 => Err("not one value".into()),
            _ => Ok(()),
        }
    }

    /// The word for messages: the operator of ONNX, or the first of those that are run alike.
    pub(crate) fn name(&self) -> String {
        let debug = match self {
            Operator::Unary(op) => format!("{op:?}"),
            Operator::Binary(op) => format!("{op:?}"),
            Operator::Reduce(op) => format!("Reduce{:?}", op.fold),
            Operator::Extract => "ArrayFeatureExtractor".to_owned(),
            Operator::TreeRegressor(_) => "TreeEnsembleRegressor".to_owned(),
            Operator::TreeClassifier(_) => "TreeEnsembleClassifier".to_owned(),
            Operator::Mapping(_) => "LabelEncoder".to_owned(),
            other => format!("{other:?}"),
        };
        debug.split(['(', ' ', '{']).next().unwrap_or_default().to_owned()
    }

    /// How many numbers are stored with the operator.
    pub(crate) fn held(&self) -> usize {
        match self {
            Operator::Scaler(op) => op.offset.len().saturating_add(op.scale.len()),
            Operator::Imputer(op) => op.fills.len(),
            Operator::Mapping(op) => op.keys.len(),
            Operator::OneHot(op) => op.categories.len(),
            Operator::LinearRegressor(op) | Operator::LinearClassifier(op) => op.coefficients.len(),
            Operator::SvmRegressor(op) | Operator::SvmClassifier(op) => op.held(),
            Operator::TreeRegressor(op) | Operator::TreeClassifier(op) => op.held(),
            Operator::Scan(op) => op.body.held(),
            _ => 0,
        }
    }

    /// About how many numbers it looks at; a function of a number counts as sixteen.
    pub(crate) fn work(&self, given: &Arguments<'_>) -> u64 {
        let cells = |at: usize| given.get(at).map_or(0, Tensor::len);
        let shape = |at: usize| given.get(at).map(|x| x.shape).unwrap_or_default();
        let width = || shape(0).last().copied().unwrap_or(1).max(1);
        let rows = || cells(0) / width();
        let each = match self {
            Operator::Unary(_) | Operator::Pow | Operator::Softmax(_) | Operator::TopK(_) => {
                cells(0).saturating_mul(16)
            }
            Operator::MatMul => cells(0).saturating_mul(shape(1).get(1).copied().unwrap_or(1)),
            Operator::Gemm(op) => {
                let columns = shape(1).get(usize::from(!op.transpose_b)).copied();
                cells(0).saturating_mul(columns.unwrap_or(1))
            }
            Operator::Mapping(op) => cells(0).saturating_mul(op.keys.len()),
            Operator::OneHot(op) => cells(0).saturating_mul(op.categories.len()),
            Operator::LinearRegressor(_)
            | Operator::LinearClassifier(_)
            | Operator::SvmRegressor(_)
            | Operator::SvmClassifier(_)
            | Operator::TreeRegressor(_)
            | Operator::TreeClassifier(_) => rows().saturating_mul(self.held()),
            _ => 0,
        };
        let inputs = (0..given.len()).map(cells).fold(1, usize::saturating_add);
        inputs.saturating_add(each) as u64
    }

    pub(crate) fn run(
        &self,
        given: &Arguments<'_>,
        outputs: &mut [Tensor],
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let most = given.most;
        let x = || given.at(0);
        match self {
            Operator::Split(axis) => {
                let lengths = given.get(1).map(Tensor::integers).transpose()?;
                return pick::split(x()?, lengths, *axis, outputs);
            }
            Operator::TopK(op) => return op.run(x()?, given.at(1)?, outputs, scratch),
            Operator::Scan(op) => return op.run(given, outputs, scratch),
            Operator::LinearClassifier(op) => return op.classify(x()?, outputs, scratch),
            Operator::SvmClassifier(op) => return op.classify(x()?, outputs, scratch),
            Operator::TreeClassifier(op) => return op.classify(x()?, outputs, scratch),
            _ => {}
        }
        let out = outputs.first_mut().ok_or("no output")?;
        match self {
            Operator::Unary(op) => op.run(x()?, out),
            Operator::Binary(op) => op.run(x()?, given.at(1)?, out, most),
            Operator::Pow => choose::pow(x()?, given.at(1)?, out, most, scratch),
            Operator::Where => choose::choose(given, out),
            Operator::Clip => choose::clip(given, out),
            Operator::Cast(kind) => cast::cast(x()?, *kind, out),
            Operator::Concat(axis) => pick::concat(given, *axis, out),
            Operator::Reshape(zero) => reshape::reshape(x()?, given.at(1)?, *zero, out),
            Operator::Flatten(axis) => reshape::flatten(x()?, *axis, out),
            Operator::Transpose(order) => reshape::transpose(x()?, order, out),
            Operator::Squeeze(axes) => match given.get(1) {
                Some(axes) => reshape::squeeze(x()?, Some(axes.integers()?), out),
                None => {
                    let axes = axes.as_deref().map(Integers::Long);
                    reshape::squeeze(x()?, axes, out)
                }
            },
            Operator::Unsqueeze(axes) => match given.get(1) {
                Some(axes) => reshape::unsqueeze(x()?, axes.integers()?, out),
                None => reshape::unsqueeze(x()?, Integers::Long(axes), out),
            },
            Operator::Gather(axis) => pick::gather(x()?, given.at(1)?, *axis, out, most),
            Operator::Slice => pick::slice(given, out),
            Operator::Shape => {
                let shape = &x()?.shape;
                let mut room: Vec<i64> = out.room();
                room.extend(shape.iter().map(|&length| length as i64));
                out.put(&[shape.len()], room)
            }
            Operator::Expand => reshape::expand(x()?, given.at(1)?, out, most),
            Operator::Tile => reshape::tile(x()?, given.at(1)?, out, most),
            Operator::ConstantOfShape(value) => reshape::filled(x()?, value, out, most),
            Operator::Reduce(op) => op.run(given, out),
            Operator::ArgExtreme(op) => op.run(x()?, out),
            Operator::Softmax(op) => op.run(x()?, out),
            Operator::CumSum(exclusive, reverse) => {
                softmax::running_sum(x()?, given.at(1)?, *exclusive, *reverse, out)
            }
            Operator::MatMul => matrix::matmul(x()?, given.at(1)?, out, most),
            Operator::Gemm(op) => op.run(given, out, scratch),
            Operator::Extract => pick::extract(x()?, given.at(1)?, out, most),
            Operator::Scaler(op) => op.run(x()?, out, scratch),
            Operator::Imputer(op) => op.run(x()?, out),
            Operator::Normalizer(norm) => norm.run(x()?, out, scratch),
            Operator::Binarizer(threshold) => ml::binarize(x()?, *threshold, out),
            Operator::FeatureVectorizer(widths) => ml::side_by_side(given, widths, out, scratch),
            Operator::Mapping(op) => op.run(x()?, out),
            Operator::OneHot(op) => op.run(x()?, out, most),
            Operator::LinearRegressor(op) => op.regress(x()?, out, scratch),
            Operator::SvmRegressor(op) => op.regress(x()?, out, scratch),
            Operator::TreeRegressor(op) => op.regress(x()?, out, scratch),
            _ => out.copy(x()?),
        }
    }
}
