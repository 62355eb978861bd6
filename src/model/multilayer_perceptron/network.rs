//! Layers of weighted sums.

use crate::data::Matrix;
use crate::error::Error;
use crate::exact;
use crate::model::input::finite_cells;
use crate::pipeline::per_column::{check_columns, check_finite};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a hidden layer makes of its sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Activation {
    /// Nothing.
    Identity,
    /// The larger of the sum and 0.
    Relu,
    /// The hyperbolic tangent.
    Tanh,
    /// 1 / (1 + e^(−s)).
    Logistic,
}

impl Activation {
    fn bend(self, sums: &mut [f64]) {
        match self {
            Activation::Identity => {}
            Activation::Relu => sums.iter_mut().for_each(|s| *s = exact::max(*s, 0.0)),
            Activation::Tanh => sums.iter_mut().for_each(|s| *s = exact::tanh(*s)),
            Activation::Logistic => sums.iter_mut().for_each(|s| *s = exact::logistic(*s)),
        }
    }
}

/// One layer: a row of weights and an intercept each neuron.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Layer {
    /// Neuron after neuron, one weight each thing that comes in.
    pub(crate) weights: Vec<f64>,
    pub(crate) intercepts: Vec<f64>,
}

/// Layers of weighted sums, hidden ones bent by one [`Activation`].
///
/// # Formula
/// A neuron answers f(x·w + b); x are the cells of the row, or the answers of the layer before. The last layer answers
/// x·w + b.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Network {
    pub(crate) columns: Arc<[Arc<str>]>,
    pub(crate) activation: Activation,
    pub(crate) layers: Vec<Layer>,
}

impl Network {
    /// Without a layer; hidden layers will leave their sums as they are.
    #[must_use]
    pub fn new<S: AsRef<str>>(columns: impl IntoIterator<Item = S>) -> Network {
        let columns = columns.into_iter().map(|name| Arc::from(name.as_ref())).collect();
        Network { columns, activation: Activation::Identity, layers: Vec::new() }
    }

    /// What hidden layers make of their sums; by default nothing.
    #[must_use]
    pub fn bent(mut self, activation: Activation) -> Network {
        self.activation = activation;
        self
    }

    /// One layer more behind the others: for each neuron one weight a thing that comes in, neuron after neuron, and
    /// its intercept.
    #[must_use]
    pub fn layer(
        mut self,
        weights: impl Into<Vec<f64>>,
        intercepts: impl Into<Vec<f64>>,
    ) -> Network {
        self.layers.push(Layer { weights: weights.into(), intercepts: intercepts.into() });
        self
    }

    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// What hidden layers make of their sums.
    #[must_use]
    pub fn activation(&self) -> Activation {
        self.activation
    }

    /// How many neurons each layer has, the last one's being the scores.
    pub fn widths(&self) -> impl Iterator<Item = usize> {
        self.layers.iter().map(|layer| layer.intercepts.len())
    }

    /// How many scores a row has.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.widths().last().unwrap_or(0)
    }

    pub(super) fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        let mut width = self.columns.len();
        if self.layers.is_empty() || width == 0 {
            return Err(format!("{} layers over {width} columns", self.layers.len()));
        }
        for (at, Layer { weights, intercepts }) in self.layers.iter().enumerate() {
            let neurons = intercepts.len();
            if neurons == 0 || width.checked_mul(neurons) != Some(weights.len()) {
                let found = weights.len();
                return Err(format!("layer {at}: {found} weights for {width} by {neurons}"));
            }
            check_finite("weights", weights)?;
            check_finite("intercepts", intercepts)?;
            width = neurons;
        }
        Ok(())
    }

    /// The scores of every row, row after row.
    pub(super) fn apply(&self, stage: &str, x: &Matrix) -> Result<Vec<f64>, Error> {
        finite_cells(stage, x)?;
        let mut out = Vec::with_capacity(x.rows() * self.scores());
        let (mut from, mut to) = (Vec::new(), Vec::new());
        let last = self.layers.len() - 1;
        for row in x.iter_rows() {
            from.clear();
            from.extend_from_slice(row);
            for (at, layer) in self.layers.iter().enumerate() {
                to.clear();
                let neurons = layer.weights.chunks_exact(from.len()).zip(&layer.intercepts);
                to.extend(neurons.map(|(w, b)| exact::affine(&from, w, *b)));
                if at < last {
                    self.activation.bend(&mut to);
                }
                std::mem::swap(&mut from, &mut to);
            }
            out.extend(from.iter().map(|score| exact::canonical(*score)));
        }
        Ok(out)
    }

    pub(super) fn report(&self) -> Vec<(String, String)> {
        let widths: Vec<String> = self.widths().map(|width| width.to_string()).collect();
        vec![
            ("columns".to_owned(), self.columns.len().to_string()),
            ("layers".to_owned(), widths.join(", ")),
            ("activation".to_owned(), format!("{:?}", self.activation)),
        ]
    }
}
