//! Columns that are more use than noise.

use super::validate::Validation;
use super::verdict::{check_target, complete, judges, refuse};
use super::{Estimator, Judge, Verdicts};
use crate::data::{DataKind, Labels, Table, Types, Vector};
use crate::error::Error;
use crate::exact::{self, Random};
use crate::pipeline::{Target, canonical_order};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What a column of noise is drawn from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Noise {
    /// Normal, with mean 0 and standard deviation 3.
    Normal,
    /// 0 or 1.
    Binary,
    /// Between 0 and 1.
    Uniform,
    /// Whole numbers from 0 below this one, 1 or more.
    Whole(u64),
}

/// What the importances of several columns of noise come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Hurdle {
    /// Their mean.
    #[default]
    Mean,
    /// The largest.
    Largest,
    /// Their mean and three standard deviations.
    MeanAndDeviations,
}

/// Puts columns of noise beside the numeric columns, and keeps those that a model uses as much.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A dropped column need not be
/// there when the fitted stage is applied; the noise is not.
///
/// # Formula
/// Importance is the sum of the sizes of a column's coefficients, a mean over the models of all folds. A
/// column stays when its own is at least the [hurdle](Self::hurdle) that the noise makes.
///
/// # Learned state
/// The importance of each column, and the hurdle.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order, unless a [`Validation`] deals rows
/// [in order](Validation::in_order): a row's noise follows what is in it, not where it stands.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, a parameter is outside its
/// range, and where the model fails.
///
/// # Source
/// `ProbeFeatureSelection` of Feature-engine 1.9, with draws of its own.
///
/// # Examples
/// ```
/// use steadfast::metrics::Metric;
/// use steadfast::prelude::*;
/// use steadfast::select::{Noise, SelectByProbes, Validation};
/// let x = Table::new().with("a", Column::Real((0..12).map(f64::from).collect()))?;
/// let y = Vector::new((0..12).map(|i| f64::from(20 * i)).collect());
/// let recipe = SelectByProbes::new(Estimator::Linear, Validation::new(Metric::R2), 1);
/// assert!(recipe.noise([Noise::Uniform]).fit(&x, &y)?.dropped().is_empty());
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "ProbeFeatureSelection")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelectByProbes {
    estimator: Estimator,
    validation: Validation,
    seed: u64,
    noise: Vec<Noise>,
    hurdle: Hurdle,
}

impl SelectByProbes {
    /// Holds columns against one of normal noise.
    #[must_use]
    pub fn new(estimator: Estimator, validation: Validation, seed: u64) -> SelectByProbes {
        let (noise, hurdle) = (vec![Noise::Normal], Hurdle::default());
        SelectByProbes { estimator, validation, seed, noise, hurdle }
    }

    /// The columns of noise; by default one, normal.
    #[doc(alias = "n_probes")]
    #[doc(alias = "distribution")]
    #[must_use]
    pub fn noise(mut self, noise: impl IntoIterator<Item = Noise>) -> SelectByProbes {
        self.noise = noise.into_iter().collect();
        self
    }

    /// What the importances of several columns of noise come to; by default their mean.
    #[doc(alias = "threshold")]
    #[must_use]
    pub fn hurdle(mut self, hurdle: Hurdle) -> SelectByProbes {
        self.hurdle = hurdle;
        self
    }
}

impl Noise {
    fn draw(self, random: &mut Random) -> f64 {
        match self {
            // The quantile of 0 is none.
            Noise::Normal => match random.uniform() {
                0.0 => 0.0,
                u => 3.0 * exact::normal_quantile(u),
            },
            Noise::Binary => random.below(2) as f64,
            Noise::Uniform => random.uniform(),
            Noise::Whole(below) => random.below(below.max(1)) as f64,
        }
    }
}

judges!(SelectByProbes, Types::NUMERIC, Vector, Labels);

impl Judge for SelectByProbes {
    const KIND: &'static str = "select.probes";

    fn measure(&self) -> String {
        "importance".to_owned()
    }

    fn judge(&self, x: &Table, y: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        if self.noise.is_empty() || self.noise.contains(&Noise::Whole(0)) {
            let expected = "one or more, each with one value or more";
            return Err(refuse(stage, "noise", expected, format!("{:?}", self.noise)));
        }
        let complete = complete(stage, x)?;
        let (columns, values) = (Arc::clone(&complete.names), complete.columns());
        check_target(stage, x.rows(), y)?;
        let order = canonical_order(x.lend(), y);
        let fold_of = self.validation.deal(stage, x.lend(), y, x.rows())?;
        let mut probes = Vec::new();
        for (stream, noise) in (0..).zip(&self.noise) {
            let mut probe = vec![0.0; x.rows()];
            for (place, &row) in (0..).zip(&order) {
                probe[row] = noise.draw(&mut Random::new(self.seed, stream, place));
            }
            probes.push(probe);
        }
        let probes = probes.iter().map(Vec::as_slice);
        let all: Vec<&[f64]> = values.iter().copied().chain(probes).collect();
        let mut uses = self.validation.importance(stage, self.estimator, &all, y, &fold_of)?;
        let noise = uses.split_off(columns.len());
        let mean = exact::mean(&noise).unwrap_or(0.0);
        let threshold = match self.hurdle {
            Hurdle::Mean => mean,
            Hurdle::Largest => noise.iter().copied().fold(0.0, exact::max),
            Hurdle::MeanAndDeviations => {
                mean + 3.0 * exact::standard_deviation(&noise, 0).unwrap_or(0.0)
            }
        };
        let kept: Vec<bool> = uses.iter().map(|&used| used >= threshold).collect();
        Ok(Verdicts::new(columns, uses).with_threshold(threshold).keep(|at| kept[at]))
    }
}
