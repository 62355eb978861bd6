//! Targets whose rows count with a weight each, and models that learn from them.

use super::{Fit, Learn, Outline, Pipeline, Target};
use crate::data::{Labels, Types, Vector};
use crate::error::{Error, FitError};
use crate::exact;

/// A target whose rows count with a weight each: a row of weight 2 counts as that row twice, one of weight 0 as if it
/// were not there.
///
/// It is fitted to in place of the target it holds, by a model inside [`weighted`]. That a model takes weights is in its
/// type ([`FitWeighted`]): no chain compiles that would pass over them. Stages before the model that learn without a
/// target learn as they do without weights, as in scikit-learn's pipelines; so do models without a target, such as
/// [`KMeans`](crate::model::KMeans). Evaluation judges by the target alone.
///
/// # Determinism
/// Weights are of the rows they stand by: they are part of the fingerprint of the data, and of the order that the content
/// of rows decides.
///
/// # Source
/// `sample_weight` of scikit-learn 1.9; its `class_weight` for [`balanced`](Weighted::balanced) and
/// [`by_class`](Weighted::by_class).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0], [2.0]])?;
/// let y = Weighted::new(Vector::new(vec![0.0, 4.0, 9.0]), [1.0, 3.0, 0.0])?;
/// // Without the last row, whose weight is 0, the line goes through the others.
/// let model = weighted(Linear::new()).fit(&x, &y)?;
/// assert!((model.coefficients()[0] - 4.0).abs() < 1e-12);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "sample_weight")]
#[derive(Debug, Clone, PartialEq)]
pub struct Weighted<Y> {
    y: Y,
    weights: Vec<f64>,
}

/// A target whose rows can be given weights: [`Vector`] and [`Labels`].
pub trait Weighable: Learn + Clone + sealed::Lend {}

impl Weighable for Vector {}
impl Weighable for Labels {}

mod sealed {
    use super::{Labels, Target, Vector, Weighted};

    pub trait Lend: Sized {
        fn lend(weighted: &Weighted<Self>) -> Target<'_>;
    }

    impl Lend for Vector {
        fn lend(weighted: &Weighted<Vector>) -> Target<'_> {
            Target::WeightedVector(weighted)
        }
    }

    impl Lend for Labels {
        fn lend(weighted: &Weighted<Labels>) -> Target<'_> {
            Target::WeightedLabels(weighted)
        }
    }
}

fn refuse(expected: impl Into<String>, found: impl Into<String>) -> Error {
    FitError::Weights { expected: expected.into(), found: found.into() }.into()
}

/// That a number can be a weight.
fn is_weight(weight: f64) -> bool {
    weight.is_finite() && weight >= 0.0
}

impl<Y: Weighable> Weighted<Y> {
    /// The target `y` with one weight a row.
    ///
    /// # Errors
    /// [`FitError::Weights`] when there are not as many weights as rows, one is negative or not finite, all are 0, or
    /// their sum is not finite.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let y = Vector::new(vec![1.0, 2.0]);
    /// let error = Weighted::new(y, [1.0, -2.0]).unwrap_err();
    /// assert_eq!(error.to_string(), "weights: expected finite numbers of 0 or more, found -2 in row 1");
    /// # Ok::<(), Error>(())
    /// ```
    pub fn new(y: Y, weights: impl Into<Vec<f64>>) -> Result<Weighted<Y>, Error> {
        let weights = weights.into();
        let rows = y.target().rows().unwrap_or(0);
        if weights.len() != rows {
            return Err(refuse(format!("{rows}, one a row"), weights.len().to_string()));
        }
        if let Some(row) = weights.iter().position(|&weight| !is_weight(weight)) {
            let found = format!("{} in row {row}", weights[row]);
            return Err(refuse("finite numbers of 0 or more", found));
        }
        if !weights.iter().any(|&weight| weight > 0.0) {
            let found = if rows == 0 { "no row" } else { "0 in every row" };
            return Err(refuse("a row with a weight over 0", found));
        }
        if !exact::exact_sum(&weights).is_finite() {
            return Err(refuse("weights with a finite sum", "a sum beyond the range of numbers"));
        }
        // −0 is 0, so that no bit depends on its sign.
        Ok(Weighted { y, weights: weights.into_iter().map(|weight| weight + 0.0).collect() })
    }

    /// The target, without its weights.
    #[must_use]
    pub fn y(&self) -> &Y {
        &self.y
    }

    /// The weights, one a row.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The same weights of another target of as many rows.
    pub(crate) fn with(&self, y: Y) -> Weighted<Y> {
        Weighted { y, weights: self.weights.clone() }
    }

    /// How many rows there are, those of weight 0 among them.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.weights.len()
    }

    /// The rows `indices`, in that order. Rows that do not exist are passed over. All may be of weight 0: a model then
    /// refuses them.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Weighted<Y> {
        let weights = indices.iter().filter_map(|&row| self.weights.get(row).copied()).collect();
        Weighted { y: self.y.take_rows(indices), weights }
    }
}

impl Weighted<Labels> {
    /// Weights under which every class that has rows counts as much as any other: all rows, over classes times rows of
    /// the row's class.
    ///
    /// # Errors
    /// [`FitError::Weights`] when there is no row.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let y = Weighted::balanced(Labels::from_texts(["no", "no", "no", "yes"]))?;
    /// assert_eq!(y.weights(), [4.0 / 6.0, 4.0 / 6.0, 4.0 / 6.0, 2.0]);
    /// # Ok::<(), Error>(())
    /// ```
    #[doc(alias = "class_weight")]
    #[doc(alias = "compute_sample_weight")]
    #[expect(clippy::cast_precision_loss, reason = "a count of rows is far below 2^53")]
    pub fn balanced(y: Labels) -> Result<Weighted<Labels>, Error> {
        let mut counts = vec![0u64; y.classes().len()];
        for &code in y.codes() {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        }
        let present = counts.iter().filter(|&&count| count > 0).count();
        let weight = |&count: &u64| y.rows() as f64 / (present as f64 * count as f64);
        let of_class: Vec<f64> = counts.iter().map(weight).collect();
        Weighted::of_classes(y, &of_class)
    }

    /// The weight of each class by its name; a class that is not named has weight 1.
    ///
    /// # Errors
    /// [`FitError::Weights`] when a name is of no class or comes twice, a weight is negative or not finite, or no row has
    /// a weight over 0.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let y = Labels::from_texts(["no", "yes", "no"]);
    /// assert_eq!(Weighted::by_class(y.clone(), [("yes", 3.0)])?.weights(), [1.0, 3.0, 1.0]);
    /// let error = Weighted::by_class(y, [("maybe", 3.0)]).unwrap_err();
    /// assert_eq!(error.to_string(), "weights: expected one of the classes `no`, `yes`, found `maybe`");
    /// # Ok::<(), Error>(())
    /// ```
    #[doc(alias = "class_weight")]
    pub fn by_class<S: AsRef<str>>(
        y: Labels,
        weights: impl IntoIterator<Item = (S, f64)>,
    ) -> Result<Weighted<Labels>, Error> {
        let mut named: Vec<Option<f64>> = vec![None; y.classes().len()];
        for (name, weight) in weights {
            let name = name.as_ref();
            let shown = || crate::error::list([name]);
            let Some(place) = y.classes().iter().position(|class| **class == *name) else {
                let classes = crate::error::list(y.classes().iter());
                return Err(refuse(format!("one of the classes {classes}"), shown()));
            };
            if !is_weight(weight) {
                let found = format!("{weight} for {}", shown());
                return Err(refuse("finite numbers of 0 or more", found));
            }
            if named[place].replace(weight).is_some() {
                return Err(refuse("each class once", format!("{} twice", shown())));
            }
        }
        let of_class: Vec<f64> = named.iter().map(|weight| weight.unwrap_or(1.0)).collect();
        Weighted::of_classes(y, &of_class)
    }

    fn of_classes(y: Labels, of_class: &[f64]) -> Result<Weighted<Labels>, Error> {
        let weight = |code: &u32| of_class.get(*code as usize).copied().unwrap_or(1.0);
        let weights: Vec<f64> = y.codes().iter().map(weight).collect();
        Weighted::new(y, weights)
    }
}

/// A recipe that can learn from a target with [weights](Weighted).
///
/// It is a trait of its own, not [`Fit`] of another target, so that the target of every recipe stays the one the compiler
/// finds by itself: `recipe.load(bytes)` need not be told it, and a wrong target is named as one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` takes no weights with this target",
    label = "does not learn from a target with weights"
)]
pub trait FitWeighted<Y: Weighable>: Fit<Y> {
    /// Learns from `x` and `y`, which have the same rows. Rows of weight 0 are as if they were not there, and weights
    /// that are all 1 as if there were none, to the bit.
    ///
    /// # Errors
    /// Those of [`fit`](Fit::fit), no row with a weight over 0, and a trainer that takes no weights.
    fn fit_weighted(&self, x: &Self::Input, y: &Weighted<Y>) -> Result<Self::Fitted, Error>;
}

/// A model that is fitted to a target with weights; made by [`weighted`].
#[derive(Debug, Clone, PartialEq)]
pub struct WithWeights<S>(S);

/// Has `stage` learn from a [`Weighted`] target.
///
/// What is learned is what `stage` learns, and is stored as that: a stored model is fitted again to a target with weights
/// or without.
///
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("a", Column::Real(vec![0.0, 1.0, 2.0, 3.0]))?;
/// let y = Weighted::balanced(Labels::from_texts(["no", "yes", "no", "no"]))?;
/// let recipe = Standardize::new().then(Assemble::new()).then(weighted(Logistic::new()));
/// let model = Training::new().fit(&recipe, &x, &y)?;
/// let served = recipe.load(&model.to_bytes()?)?;
/// assert_eq!(served.predict(&x)?, model.predict(&x)?);
/// # Ok::<(), Error>(())
/// ```
///
/// A model that takes no weights does not compile:
/// ```compile_fail
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0]])?;
/// let y = Weighted::new(Vector::new(vec![0.0, 4.0]), [1.0, 3.0])?;
/// let model = weighted(KnnRegressor::new().neighbors(1)).fit(&x, &y)?;
/// # Ok::<(), Error>(())
/// ```
///
/// Nor does one that is given them without a word:
/// ```compile_fail
/// use steadfast::prelude::*;
/// let x = Matrix::from_rows(["a"], [[0.0], [1.0]])?;
/// let y = Weighted::new(Vector::new(vec![0.0, 4.0]), [1.0, 3.0])?;
/// let model = Linear::new().fit(&x, &y)?;
/// # Ok::<(), Error>(())
/// ```
pub fn weighted<S: Pipeline>(stage: S) -> WithWeights<S> {
    WithWeights(stage)
}

impl<S: Pipeline> Pipeline for WithWeights<S> {
    type Input = S::Input;
    type Output = S::Output;

    fn takes(&self) -> Types {
        self.0.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        self.0.draw(outline);
    }
}

impl<Y: Weighable, S: FitWeighted<Y>> Fit<Weighted<Y>> for WithWeights<S> {
    type Fitted = S::Fitted;

    fn fit(&self, x: &Self::Input, y: &Weighted<Y>) -> Result<Self::Fitted, Error> {
        self.0.fit_weighted(x, y)
    }
}

impl<Y: Weighable> Learn for Weighted<Y> {
    fn target(&self) -> Target<'_> {
        Y::lend(self)
    }

    fn take_rows(&self, indices: &[usize]) -> Self {
        self.take(indices)
    }
}

impl<'a, Y: Weighable> From<&'a Weighted<Y>> for Target<'a> {
    fn from(y: &'a Weighted<Y>) -> Self {
        y.target()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_weight_is_refused() {
        let message = |weights: &[f64]| {
            let y = Vector::new(vec![1.0, 2.0]);
            Weighted::new(y, weights).unwrap_err().to_string()
        };
        assert_eq!(message(&[1.0]), "weights: expected 2, one a row, found 1");
        for bad in [f64::NAN, f64::INFINITY, -0.5] {
            let found = format!("expected finite numbers of 0 or more, found {bad} in row 1");
            assert!(message(&[0.0, bad]).contains(&found));
        }
        assert!(message(&[0.0, -0.0]).contains("found 0 in every row"));
        assert!(message(&[f64::MAX, f64::MAX]).contains("a finite sum"));
        let none = Weighted::balanced(Labels::from_texts::<&str>([])).unwrap_err();
        assert!(none.to_string().contains("found no row"));
    }

    #[test]
    fn classes_are_weighted_by_name() -> Result<(), Error> {
        let y = Labels::from_texts(["a", "b", "c", "b"]);
        // A class without rows counts in no balance.
        let some = Weighted::balanced(y.take(&[0, 1, 3]))?;
        assert_eq!(some.weights(), [1.5, 0.75, 0.75]);
        let named = Weighted::by_class(y.clone(), [("b", 0.0), ("c", 2.5)])?;
        assert_eq!(named.weights(), [1.0, 0.0, 2.5, 0.0]);
        assert_eq!(named.take(&[2, 9, 1]).weights(), [2.5, 0.0]);
        let message = |weights: &[(&str, f64)]| {
            Weighted::by_class(y.clone(), weights.iter().copied()).unwrap_err().to_string()
        };
        assert!(message(&[("a", -1.0)]).contains("found -1 for `a`"));
        assert!(message(&[("a", 1.0), ("a", 2.0)]).contains("found `a` twice"));
        Ok(())
    }

    #[test]
    fn a_weighted_target_is_no_plain_one() -> Result<(), Error> {
        let y = Weighted::new(Vector::new(vec![1.0, 2.0]), [0.5, 1.0])?;
        let target = y.target();
        assert_eq!(target.weighted_vector("m")?, &y);
        assert_eq!(target.take_rows(&[1]).lend().weighted_vector("m")?.weights(), [1.0]);
        let message = |error: Error| error.to_string();
        assert_eq!(
            message(target.vector("m").unwrap_err()),
            "stage `m`, target: expected numbers, found numbers with weights"
        );
        let y = Weighted::balanced(Labels::from_texts(["a", "b"]))?;
        assert_eq!(
            message(y.target().labels("m").unwrap_err()),
            "stage `m`, target: expected classes, found classes with weights"
        );
        assert_eq!(
            message(y.target().weighted_vector("m").unwrap_err()),
            "stage `m`, target: expected numbers with weights, found classes with weights"
        );
        Ok(())
    }
}
