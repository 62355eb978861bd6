//! Towards a normal distribution by a power.

use super::elementwise::Undefined;
use super::standard::is_constant;
use super::values::{Values, sorted};
use super::{bad_parameter, beyond_f64};
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{self, ExactMoments};
use crate::pipeline::per_column::{PerColumn, bad_column, check_columns, check_finite, reals};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use crate::solve::power::{box_cox, box_cox_lambda, yeo_johnson, yeo_johnson_lambda};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Makes each numeric column as normally distributed as a power can, then shifts it to mean 0 and scales it
/// to standard deviation 1.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing.
///
/// # Formula
/// z = (T(x) − mean) / scale, where mean and scale are those of T over the training values (scale the
/// population standard deviation, or 1 for a column that is constant up to rounding) and
///
/// | method | T(x) | at λ = 0, or 2 |
/// |---|---|---|
/// | Box-Cox, x > 0 | (x^λ − 1) / λ | ln x |
/// | Yeo-Johnson, x ≥ 0 | ((1 + x)^λ − 1) / λ | ln(1 + x) |
/// | Yeo-Johnson, x < 0 | −((1 − x)^(2−λ) − 1) / (2 − λ) | −ln(1 − x) |
///
/// λ is the one at which the training values are likeliest to come from a normal distribution; 1 for a
/// constant column. Where a column does not change sign, the powers that are standardised are those of x (or
/// 1 + |x|) over its largest value, or its smallest where the exponent is below 0: z is the same, but no digit
/// of it is lost where all values are large, and none overflows.
///
/// # Learned state
/// One λ, reference, mean and scale a column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value or an infinite one or comes out beyond
/// the range of `f64`, when no λ is the likeliest, and when a given λ is not finite or named for a column that
/// is not there. Box-Cox refuses a number that is not above 0, at fit and later, unless it is to become
/// [missing](Undefined::Missing).
///
/// # Source
/// `PowerTransformer` of scikit-learn 1.9; without [`standardize`](Self::standardize), `YeoJohnsonTransformer` and
/// `BoxCoxTransformer` of Feature-engine 1.9. Yeo and Johnson (2000); Box and Cox (1964).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("fare", Column::Real(vec![1.0, 2.0, 4.0, 8.0, 500.0]))?;
/// let fitted = PowerTransform::box_cox().lambda_of("fare", 0.0).standardize(false).fit(&table, &())?;
/// assert_eq!(fitted.apply(&table)?.value(0, "fare"), Value::Real(0.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "PowerTransformer")]
#[doc(alias = "YeoJohnsonTransformer")]
#[doc(alias = "BoxCoxTransformer")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PowerTransform {
    method: Method,
    standardize: bool,
    lambda_of: BTreeMap<String, f64>,
    undefined: Undefined,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Method {
    YeoJohnson,
    BoxCox,
}

impl Method {
    fn transform(self, x: f64, lambda: f64) -> f64 {
        match self {
            Method::YeoJohnson => yeo_johnson(x, lambda),
            Method::BoxCox => box_cox(x, lambda),
        }
    }

    fn likeliest(self, values: &[f64]) -> Option<f64> {
        match self {
            Method::YeoJohnson => yeo_johnson_lambda(values),
            Method::BoxCox => box_cox_lambda(values),
        }
    }

    /// The logarithm that is multiplied by an exponent, the exponent, and the sign of what comes out.
    fn parts(self, x: f64, lambda: f64) -> (f64, f64, f64) {
        match self {
            Method::BoxCox => (exact::ln(x), lambda, 1.0),
            Method::YeoJohnson if x < 0.0 => (exact::ln_1p(-x), 2.0 - lambda, -1.0),
            Method::YeoJohnson => (exact::ln_1p(x), lambda, 1.0),
        }
    }

    /// The training value, of those of one sign in ascending order, over which powers are taken: the one
    /// that leaves none above 1. The one of which the power is 1 anyway where signs differ.
    fn reference(self, sorted: &[f64], lambda: f64) -> f64 {
        let neutral = if self == Method::BoxCox { 1.0 } else { 0.0 };
        let (Some(&first), Some(&last)) = (sorted.first(), sorted.last()) else { return neutral };
        match self.parts(last, lambda) {
            _ if (first < 0.0) != (last < 0.0) => neutral,
            (_, exponent, sign) if exponent * sign > 0.0 => last,
            _ => first,
        }
    }

    /// The transformation, less that of the reference, over the power of the reference.
    fn over(self, x: f64, lambda: f64, reference: f64) -> f64 {
        let (logarithm, exponent, sign) = self.parts(x, lambda);
        let (from, exponent_from, sign_from) = self.parts(reference, lambda);
        if from == 0.0 {
            self.transform(x, lambda)
        } else if sign != sign_from {
            let difference = self.transform(x, lambda) - self.transform(reference, lambda);
            difference / exact::exp(exponent_from * from)
        } else if exponent.abs() < f64::EPSILON {
            sign * (logarithm - from)
        } else {
            sign * exact::exp_m1(exponent * (logarithm - from)) / exponent
        }
    }
}

impl PowerTransform {
    fn new(method: Method) -> PowerTransform {
        let undefined = Undefined::Error;
        PowerTransform { method, standardize: true, lambda_of: BTreeMap::new(), undefined }
    }

    /// Yeo and Johnson's power, for any number.
    #[must_use]
    pub fn yeo_johnson() -> PowerTransform {
        PowerTransform::new(Method::YeoJohnson)
    }

    /// Box and Cox's power, for numbers above 0.
    #[must_use]
    pub fn box_cox() -> PowerTransform {
        PowerTransform::new(Method::BoxCox)
    }

    /// Whether to shift to mean 0 and scale to standard deviation 1 afterwards; by default yes.
    #[must_use]
    pub fn standardize(mut self, standardize: bool) -> PowerTransform {
        self.standardize = standardize;
        self
    }

    /// The λ of a column, instead of the likeliest.
    #[doc(alias = "lmbda")]
    #[must_use]
    pub fn lambda_of(mut self, column: impl Into<String>, lambda: f64) -> PowerTransform {
        self.lambda_of.insert(column.into(), lambda);
        self
    }

    /// What Box-Cox makes of a number that is not above 0; by default the row is refused.
    #[must_use]
    pub fn undefined(mut self, undefined: Undefined) -> PowerTransform {
        self.undefined = undefined;
        self
    }

    fn check(&self) -> Result<(), Error> {
        match self.lambda_of.values().find(|lambda| !lambda.is_finite()) {
            Some(lambda) => {
                let (stage, found) = (PowerTransformer::KIND, lambda.to_string());
                Err(bad_parameter(stage, "lambda_of", "finite", found))
            }
            None => Ok(()),
        }
    }

    fn is_defined(&self, x: f64) -> bool {
        self.method == Method::YeoJohnson || x > 0.0
    }

    /// λ, reference, mean and scale of a column.
    fn learn(&self, name: &str, sorted: &[f64]) -> Result<[f64; 4], Error> {
        const STAGE: &str = PowerTransformer::KIND;
        let lambda = match self.lambda_of.get(name) {
            Some(lambda) => Some(*lambda),
            None if sorted.first() == sorted.last() => Some(1.0),
            None => self.method.likeliest(sorted).filter(|lambda| lambda.is_finite()),
        };
        let lambda = lambda.ok_or_else(|| {
            bad_column(STAGE, name, "no power makes a normal distribution likeliest".to_owned())
        })?;
        let beyond = || beyond_f64(STAGE, name, "spread of what comes out");
        if !self.standardize {
            let ends = sorted.first().into_iter().chain(sorted.last());
            let mut made = ends.map(|&x| self.method.transform(x, lambda));
            return made.all(f64::is_finite).then_some([lambda, 0.0, 0.0, 1.0]).ok_or_else(beyond);
        }
        let reference = self.method.reference(sorted, lambda);
        let mut made = sorted.to_vec();
        self.method.over_all(&mut made, lambda, reference);
        let moments = ExactMoments::of(&made);
        match (moments.mean(), moments.variance(0)) {
            (Some(mean), Some(variance)) if mean.is_finite() && variance.is_finite() => {
                let constant = is_constant(moments.count(), mean, variance);
                let scale = if constant { 1.0 } else { variance.sqrt() };
                Ok([lambda, reference, mean, scale])
            }
            _ => Err(beyond()),
        }
    }
}

/// A fitted [`PowerTransform`].
#[derive(Debug, Clone, PartialEq)]
pub struct PowerTransformer {
    recipe: PowerTransform,
    state: PowerTransformerState,
}

/// What [`PowerTransformer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PowerTransformerState {
    columns: Arc<[Arc<str>]>,
    lambda: Vec<f64>,
    reference: Vec<f64>,
    mean: Vec<f64>,
    scale: Vec<f64>,
}

impl PowerTransformer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// λ, one a column.
    #[doc(alias = "lambdas_")]
    #[doc(alias = "lambda_dict_")]
    #[must_use]
    pub fn lambda(&self) -> &[f64] {
        &self.state.lambda
    }

    /// The training value over which powers are taken, one a column; of no meaning without standardising.
    #[must_use]
    pub fn reference(&self) -> &[f64] {
        &self.state.reference
    }

    /// What is subtracted after the power, one a column; 0 without standardising.
    #[must_use]
    pub fn mean(&self) -> &[f64] {
        &self.state.mean
    }

    /// What is divided by then, one a column; 1 without standardising.
    #[must_use]
    pub fn scale(&self) -> &[f64] {
        &self.state.scale
    }
}

impl Pipeline for PowerTransform {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for PowerTransform {
    type Fitted = PowerTransformer;

    fn fit(&self, x: &Table, y: &Y) -> Result<PowerTransformer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

/// What Box and Cox's power is defined on, in words.
fn expected() -> String {
    "a number above 0".to_owned()
}

impl<Y: ?Sized> PartialFit<Y> for PowerTransform {
    fn partial(&self, x: &Table, _: &Y) -> Result<PerColumn<Values>, Error> {
        const STAGE: &str = PowerTransformer::KIND;
        self.check()?;
        for name in self.lambda_of.keys() {
            reals(x, name)?;
        }
        PerColumn::learn(STAGE, x, Types::NUMERIC, |name, column| {
            let defined = |x| self.is_defined(x);
            self.undefined.check(STAGE, expected, name, column, defined)?;
            Values::of_those(STAGE, name, column, defined)
        })
    }
}

impl Settle for PowerTransform {
    type Partial = PerColumn<Values>;
    type Settled = PowerTransformer;

    fn settle(&self, partial: PerColumn<Values>) -> Result<PowerTransformer, Error> {
        let learned = partial.settle(|name, values| {
            self.learn(name, &sorted(values.tally(PowerTransformer::KIND, name)?))
        })?;
        let each = |at: usize| learned.iter().map(|column| column[at]).collect();
        let (lambda, reference, mean, scale) = (each(0), each(1), each(2), each(3));
        let state =
            PowerTransformerState { columns: partial.columns, lambda, reference, mean, scale };
        Ok(PowerTransformer { recipe: self.clone(), state })
    }
}

impl Pipeline for PowerTransformer {
    type Input = Table;
    type Output = Table;
}

impl Apply for PowerTransformer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let PowerTransformerState { columns, lambda, reference, mean, scale } = &self.state;
        let PowerTransform { method, standardize, undefined, .. } = self.recipe;
        undefined.map(
            Self::KIND,
            |_| expected(),
            x,
            columns,
            |_| |x| self.recipe.is_defined(x),
            |at, values| match standardize {
                true => {
                    let (mean, scale) = (mean[at], scale[at]);
                    method.over_all(values, lambda[at], reference[at]);
                    values.iter_mut().for_each(|x| *x = (*x - mean) / scale);
                }
                false => method.transform_all(values, lambda[at]),
            },
        )
    }
}

impl Stage for PowerTransformer {
    const KIND: &'static str = "transform.power";
    type Recipe = PowerTransform;
    type State = PowerTransformerState;

    fn recipe(&self) -> &PowerTransform {
        &self.recipe
    }

    fn state(&self) -> &PowerTransformerState {
        &self.state
    }

    fn restore(recipe: PowerTransform, state: PowerTransformerState) -> Result<Self, String> {
        let PowerTransformerState { columns, lambda, reference, mean, scale } = &state;
        check_columns(columns, &[lambda.len(), reference.len(), mean.len(), scale.len()])?;
        for (what, values) in
            [("lambda", lambda), ("reference", reference), ("mean", mean), ("scale", scale)]
        {
            check_finite(what, values)?;
        }
        recipe.check().map_err(|error| error.to_string())?;
        match scale.iter().find(|scale| **scale <= 0.0) {
            Some(scale) => Err(format!("scale holds {scale}")),
            None => Ok(PowerTransformer { recipe, state }),
        }
    }

    fn learn(recipe: &PowerTransform, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let PowerTransformerState { columns, lambda, reference, mean, scale } = &self.state;
        let line = |at: usize| match self.recipe.standardize {
            true => {
                let (lambda, reference) = (lambda[at], reference[at]);
                format!("lambda {lambda}, over {reference}, mean {}, scale {}", mean[at], scale[at])
            }
            false => format!("lambda {}", lambda[at]),
        };
        (0..columns.len()).map(|at| (columns[at].to_string(), line(at))).collect()
    }
}

mod many;
#[cfg(test)]
mod tests;
