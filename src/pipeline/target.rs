//! What is learned from, and models that learn a transformed target.

use super::{Apply, Fit, FitWeighted, Outline, Pipeline, Weighted};
use crate::data::{Labels, Matrix, Types, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use serde::{Deserialize, Serialize};

/// What a pipeline learns from, where its type is known only at run time.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Target<'a> {
    /// Nothing.
    None,
    /// Numbers.
    Vector(&'a Vector),
    /// Classes.
    Labels(&'a Labels),
    /// Numbers, several a row.
    Matrix(&'a Matrix),
    /// Numbers, each row with a weight.
    WeightedVector(&'a Weighted<Vector>),
    /// Classes, each row with a weight.
    WeightedLabels(&'a Weighted<Labels>),
}

impl<'a> From<&'a Vector> for Target<'a> {
    fn from(y: &'a Vector) -> Self {
        Target::Vector(y)
    }
}

impl<'a> From<&'a Labels> for Target<'a> {
    fn from(y: &'a Labels) -> Self {
        Target::Labels(y)
    }
}

/// A target that owns its rows.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum OwnedTarget {
    /// Nothing.
    None,
    /// Numbers.
    Vector(Vector),
    /// Classes.
    Labels(Labels),
    /// Numbers, several a row.
    Matrix(Matrix),
    /// Numbers, each row with a weight.
    WeightedVector(Weighted<Vector>),
    /// Classes, each row with a weight.
    WeightedLabels(Weighted<Labels>),
}

impl OwnedTarget {
    /// The same target, borrowed.
    #[must_use]
    pub fn lend(&self) -> Target<'_> {
        match self {
            OwnedTarget::None => Target::None,
            OwnedTarget::Vector(y) => Target::Vector(y),
            OwnedTarget::Labels(y) => Target::Labels(y),
            OwnedTarget::Matrix(y) => Target::Matrix(y),
            OwnedTarget::WeightedVector(y) => Target::WeightedVector(y),
            OwnedTarget::WeightedLabels(y) => Target::WeightedLabels(y),
        }
    }
}

impl Target<'_> {
    /// How many rows it is the target of, where it is a target.
    pub(crate) fn rows(&self) -> Option<usize> {
        match self {
            Target::None => None,
            Target::Vector(y) => Some(y.rows()),
            Target::Labels(y) => Some(y.rows()),
            Target::Matrix(y) => Some(y.rows()),
            Target::WeightedVector(y) => Some(y.rows()),
            Target::WeightedLabels(y) => Some(y.rows()),
        }
    }

    /// The target of the rows `indices`, in that order.
    #[must_use]
    pub fn take_rows(&self, indices: &[usize]) -> OwnedTarget {
        match self {
            Target::None => OwnedTarget::None,
            Target::Vector(y) => OwnedTarget::Vector(y.take(indices)),
            Target::Labels(y) => OwnedTarget::Labels(y.take(indices)),
            Target::Matrix(y) => OwnedTarget::Matrix(y.take(indices)),
            Target::WeightedVector(y) => OwnedTarget::WeightedVector(y.take(indices)),
            Target::WeightedLabels(y) => OwnedTarget::WeightedLabels(y.take(indices)),
        }
    }
}

impl<'a> Target<'a> {
    /// The numbers.
    ///
    /// # Errors
    /// When the target is something else.
    pub fn vector(self, stage: &str) -> Result<&'a Vector, Error> {
        match self {
            Target::Vector(y) => Ok(y),
            other => Err(other.refuse(stage, "numbers")),
        }
    }

    /// The classes.
    ///
    /// # Errors
    /// When the target is something else.
    pub fn labels(self, stage: &str) -> Result<&'a Labels, Error> {
        match self {
            Target::Labels(y) => Ok(y),
            other => Err(other.refuse(stage, "classes")),
        }
    }

    /// The columns of numbers.
    ///
    /// # Errors
    /// When the target is something else.
    pub fn matrix(self, stage: &str) -> Result<&'a Matrix, Error> {
        match self {
            Target::Matrix(y) => Ok(y),
            other => Err(other.refuse(stage, "columns of numbers")),
        }
    }

    /// The numbers with their weights.
    ///
    /// # Errors
    /// When the target is something else.
    pub fn weighted_vector(self, stage: &str) -> Result<&'a Weighted<Vector>, Error> {
        match self {
            Target::WeightedVector(y) => Ok(y),
            other => Err(other.refuse(stage, "numbers with weights")),
        }
    }

    /// The classes with their weights.
    ///
    /// # Errors
    /// When the target is something else.
    pub fn weighted_labels(self, stage: &str) -> Result<&'a Weighted<Labels>, Error> {
        match self {
            Target::WeightedLabels(y) => Ok(y),
            other => Err(other.refuse(stage, "classes with weights")),
        }
    }

    /// The same target without weights.
    #[must_use]
    pub fn unweighted(self) -> Target<'a> {
        match self {
            Target::WeightedVector(y) => Target::Vector(y.y()),
            Target::WeightedLabels(y) => Target::Labels(y.y()),
            plain @ (Target::None | Target::Vector(_) | Target::Labels(_) | Target::Matrix(_)) => {
                plain
            }
        }
    }

    /// The weights, where rows have some.
    #[must_use]
    pub fn weights(self) -> Option<&'a [f64]> {
        match self {
            Target::WeightedVector(y) => Some(y.weights()),
            Target::WeightedLabels(y) => Some(y.weights()),
            Target::None | Target::Vector(_) | Target::Labels(_) | Target::Matrix(_) => None,
        }
    }

    fn refuse(self, stage: &str, expected: &str) -> Error {
        let found = match self {
            Target::None => "no target",
            Target::Vector(_) => "numbers",
            Target::Labels(_) => "classes",
            Target::Matrix(_) => "columns of numbers",
            Target::WeightedVector(_) => "numbers with weights",
            Target::WeightedLabels(_) => "classes with weights",
        };
        FitError::Target {
            stage: stage.to_owned(),
            expected: expected.to_owned(),
            found: found.to_owned(),
        }
        .into()
    }
}

/// A change of scale for the target of a regression.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum TargetTransform {
    /// Learn ln(y); answer exp. For y > 0.
    Ln,
    /// Learn ln(1 + y); answer exp − 1. For y > −1.
    Ln1p,
    /// Learn √y; answer the square. For y ≥ 0.
    Sqrt,
    /// Learn (y − mean) / standard deviation; answer its inverse.
    Standardize,
}

/// A regression that learns a transformed target; made by [`on_target`].
#[doc(alias = "TransformedTargetRegressor")]
#[derive(Debug, Clone, PartialEq)]
pub struct OnTarget<S> {
    transform: TargetTransform,
    stage: S,
}

/// Fits `stage` to a transformed target and transforms its answers back.
///
/// ```
/// use steadfast::prelude::*;
/// let recipe = Assemble::new().then(on_target(TargetTransform::Ln1p, Linear::new()));
/// assert!(recipe.to_string().contains("Ln1p"));
/// ```
pub fn on_target<S: Pipeline<Output = Vector>>(
    transform: TargetTransform,
    stage: S,
) -> OnTarget<S> {
    OnTarget { transform, stage }
}

/// The fitted regression with what it takes to transform its answers back.
#[derive(Debug, Clone, PartialEq)]
pub struct TargetTransformer<S> {
    transform: TargetTransform,
    center: f64,
    scale: f64,
    stage: S,
}

impl<S> TargetTransformer<S> {
    pub(crate) fn new(transform: TargetTransform, center: f64, scale: f64, stage: S) -> Self {
        TargetTransformer { transform, center, scale, stage }
    }

    /// The change of scale.
    pub fn transform(&self) -> TargetTransform {
        self.transform
    }

    /// What [`TargetTransform::Standardize`] subtracts and divides by; 0 and 1 for the others.
    pub fn center_and_scale(&self) -> (f64, f64) {
        (self.center, self.scale)
    }

    /// The fitted regression.
    pub fn stage(&self) -> &S {
        &self.stage
    }

    /// The answers in the target's own scale.
    pub(crate) fn invert(&self, answers: &Vector) -> Vector {
        let mut out = answers.values().to_vec();
        match self.transform {
            TargetTransform::Ln => exact::slices::exp(&mut out),
            TargetTransform::Ln1p => exact::slices::exp_m1(&mut out),
            TargetTransform::Sqrt => out.iter_mut().for_each(|y| *y *= *y),
            TargetTransform::Standardize => {
                out.iter_mut().for_each(|y| *y = *y * self.scale + self.center);
            }
        }
        Vector::new(out)
    }
}

impl<S> OnTarget<S> {
    const STAGE: &'static str = "on_target";

    pub(crate) fn draw_on(outline: &mut Outline, transform: TargetTransform, stage: Outline) {
        outline.branches(&format!("on target {transform:?}"), [stage]);
    }

    /// What standardising learns, and the transformed target.
    pub(crate) fn forward(
        transform: TargetTransform,
        y: &Vector,
    ) -> Result<(f64, f64, Vector), Error> {
        let (center, scale) = match transform {
            TargetTransform::Standardize => {
                let deviation = exact::standard_deviation(y.values(), 0).unwrap_or(0.0);
                let scale = if deviation > 0.0 { deviation } else { 1.0 };
                (exact::mean(y.values()).unwrap_or(0.0), scale)
            }
            _ => (0.0, 1.0),
        };
        let mut out = y.values().to_vec();
        match transform {
            TargetTransform::Ln => exact::slices::ln(&mut out),
            TargetTransform::Ln1p => exact::slices::ln_1p(&mut out),
            TargetTransform::Sqrt => out.iter_mut().for_each(|y| *y = exact::sqrt(*y)),
            TargetTransform::Standardize => {
                out.iter_mut().for_each(|y| *y = (*y - center) / scale);
            }
        }
        if let Some(row) = out.iter().position(|v| !v.is_finite()) {
            return Err(FitError::Target {
                stage: Self::STAGE.to_owned(),
                expected: format!("numbers that {transform:?} is defined on"),
                found: format!("{} in row {row}", y.values()[row]),
            }
            .into());
        }
        Ok((center, scale, Vector::new(out)))
    }
}

impl<S: Pipeline<Output = Vector>> Pipeline for OnTarget<S> {
    type Input = S::Input;
    type Output = Vector;

    fn takes(&self) -> Types {
        self.stage.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        OnTarget::<()>::draw_on(outline, self.transform, self.stage.outline());
    }
}

impl<S: Pipeline<Output = Vector>> Pipeline for TargetTransformer<S> {
    type Input = S::Input;
    type Output = Vector;

    fn takes(&self) -> Types {
        self.stage.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        OnTarget::<()>::draw_on(outline, self.transform, self.stage.outline());
    }
}

impl<S: Fit<Vector> + Pipeline<Output = Vector>> Fit<Vector> for OnTarget<S> {
    type Fitted = TargetTransformer<S::Fitted>;

    fn fit(&self, x: &Self::Input, y: &Vector) -> Result<Self::Fitted, Error> {
        let (center, scale, y) = OnTarget::<()>::forward(self.transform, y)?;
        let stage = self.stage.fit(x, &y)?;
        Ok(TargetTransformer { transform: self.transform, center, scale, stage })
    }
}

/// What [`TargetTransform::Standardize`] learns it learns without weights, as scikit-learn's
/// `TransformedTargetRegressor` does: they are the regression's.
impl<S: FitWeighted<Vector> + Pipeline<Output = Vector>> FitWeighted<Vector> for OnTarget<S> {
    fn fit_weighted(
        &self,
        x: &Self::Input,
        y: &Weighted<Vector>,
    ) -> Result<TargetTransformer<S::Fitted>, Error> {
        let (center, scale, target) = OnTarget::<()>::forward(self.transform, y.y())?;
        let stage = self.stage.fit_weighted(x, &y.with(target))?;
        Ok(TargetTransformer { transform: self.transform, center, scale, stage })
    }
}

impl<S: Apply + Pipeline<Output = Vector>> Apply for TargetTransformer<S> {
    fn apply(&self, x: &Self::Input) -> Result<Vector, Error> {
        Ok(self.invert(&self.stage.apply(x)?))
    }
}
