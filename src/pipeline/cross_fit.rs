//! A stage whose training rows are answered by stages that have not seen them.

use super::canonical::canonical_order;
use super::{Apply, Fit, Learn, Outline, Pipeline, Target};
use crate::data::{DataKind, DataRef, Types};
use crate::error::{Error, FitError};
use crate::solve::folds;
use serde::{Deserialize, Serialize};

/// How the training rows are dealt to folds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folds {
    folds: u64,
    seed: u64,
}

impl Folds {
    /// As many folds, at least 2, drawn by `seed`.
    #[must_use]
    pub fn new(folds: u64, seed: u64) -> Folds {
        Folds { folds, seed }
    }

    /// How many folds there are.
    pub(crate) fn count(&self) -> usize {
        usize::try_from(self.folds).unwrap_or(usize::MAX)
    }

    /// The fold of each row: classes are spread evenly, and so is a target of numbers. It depends on
    /// what is in a row and on the seed, not on where the row stands.
    ///
    /// # Errors
    /// When there are fewer than 2 folds or more than rows, or than rows of the largest class.
    pub(crate) fn deal(&self, x: DataRef<'_>, y: Target<'_>) -> Result<Vec<usize>, Error> {
        let order = canonical_order(x, y);
        let count = u32::try_from(self.folds).unwrap_or(u32::MAX);
        let dealt = match y.unweighted() {
            Target::Labels(y) => folds::Folds::stratified(&order, y.codes(), count, self.seed),
            _ => folds::Folds::plain(&order, count, self.seed),
        };
        let dealt = dealt.map_err(|error| {
            let (stage, parameter) = (CROSS_FIT.to_owned(), "folds".to_owned());
            let (expected, found) = (error.to_string(), self.folds.to_string());
            FitError::Parameter { stage, parameter, expected, found }
        })?;
        Ok(dealt.of().iter().map(|&fold| fold as usize).collect())
    }

    /// Learns and answers fold by fold; the answers stand in the order of the rows.
    pub(crate) fn out_of_fold<D: DataKind>(
        &self,
        x: DataRef<'_>,
        y: Target<'_>,
        mut answer: impl FnMut(&[usize], &[usize]) -> Result<D, Error>,
    ) -> Result<D, Error> {
        let fold_of = self.deal(x, y)?;
        let mut answered = Vec::with_capacity(fold_of.len());
        let mut answers = Vec::new();
        for fold in 0..usize::try_from(self.folds).unwrap_or(usize::MAX) {
            let (test, train): (Vec<usize>, Vec<usize>) =
                (0..fold_of.len()).partition(|&row| fold_of.get(row) == Some(&fold));
            answers.push(answer(&train, &test).map_err(|error| match error.row() {
                Some(row) => error.with_row(test.get(row).copied().unwrap_or(row)),
                None => error,
            })?);
            answered.extend(test);
        }
        let mut place = vec![0; answered.len()];
        for (at, &row) in answered.iter().enumerate() {
            if let Some(place) = place.get_mut(row) {
                *place = at;
            }
        }
        Ok(D::join_rows(answers)?.take_rows(&place))
    }
}

pub(crate) const CROSS_FIT: &str = "cross_fit";

/// A stage that is cross-fitted; made by [`cross_fit`].
#[doc(alias = "cross_val_predict")]
#[derive(Debug, Clone, PartialEq)]
pub struct CrossFit<S> {
    folds: Folds,
    stage: S,
}

/// Fits `stage` to all rows, and answers the training rows, for what is fitted after it, by stages
/// that were fitted to the other folds.
///
/// What comes after it, a [calibration](crate::model::Calibrate) or a tuned
/// [threshold](crate::model::Threshold), so learns from answers of the kind it will see in service, not
/// from those a model gives rows it has learned by heart. Served rows are answered by the stage that was
/// fitted to all. The fold of a row follows from its content and the seed, not from its place.
///
/// # Errors
/// Fitting fails as `stage` does, and when there are not 2 folds or more folds than rows.
///
/// # Source
/// `cross_val_predict` of scikit-learn, as its `CalibratedClassifierCV(ensemble=False)` uses it.
///
/// ```
/// use steadfast::prelude::*;
/// let recipe = cross_fit(Folds::new(5, 0), Logistic::new()).then(Calibrate::isotonic());
/// assert!(recipe.to_string().starts_with("1. cross fit in 5 folds"));
/// ```
pub fn cross_fit<S: Pipeline>(folds: Folds, stage: S) -> CrossFit<S> {
    CrossFit { folds, stage }
}

/// A stage fitted to all rows, which was cross-fitted for what came after it.
#[derive(Debug, Clone, PartialEq)]
pub struct CrossFitted<S> {
    folds: Folds,
    stage: S,
}

impl<S> CrossFitted<S> {
    pub(crate) fn new(folds: Folds, stage: S) -> Self {
        CrossFitted { folds, stage }
    }

    /// How the training rows were dealt.
    pub fn folds(&self) -> Folds {
        self.folds
    }

    /// The stage fitted to all rows.
    pub fn stage(&self) -> &S {
        &self.stage
    }
}

impl CrossFit<()> {
    pub(crate) fn draw_on(outline: &mut Outline, folds: Folds, stage: Outline) {
        let label = format!("cross fit in {} folds, seed {}", folds.folds, folds.seed);
        outline.branches(&label, [stage]);
    }
}

impl<S: Pipeline> Pipeline for CrossFit<S> {
    type Input = S::Input;
    type Output = S::Output;

    fn takes(&self) -> Types {
        self.stage.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        CrossFit::draw_on(outline, self.folds, self.stage.outline());
    }
}

impl<S: Pipeline> Pipeline for CrossFitted<S> {
    type Input = S::Input;
    type Output = S::Output;

    fn takes(&self) -> Types {
        self.stage.takes()
    }

    fn draw(&self, outline: &mut Outline) {
        CrossFit::draw_on(outline, self.folds, self.stage.outline());
    }
}

impl<Y: Learn, S: Fit<Y>> Fit<Y> for CrossFit<S> {
    type Fitted = CrossFitted<S::Fitted>;

    fn fit(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error> {
        Ok(CrossFitted { folds: self.folds, stage: self.stage.fit(x, y)? })
    }

    fn fit_apply(&self, x: &Self::Input, y: &Y) -> Result<(Self::Fitted, Self::Output), Error> {
        let fitted = self.fit(x, y)?;
        let answers = self.folds.out_of_fold(x.lend(), y.target(), |train, test| {
            let stage = self.stage.fit(&x.take_rows(train), &y.take_rows(train))?;
            stage.apply(&x.take_rows(test))
        })?;
        Ok((fitted, answers))
    }
}

impl<S: Apply> Apply for CrossFitted<S> {
    fn apply(&self, x: &Self::Input) -> Result<Self::Output, Error> {
        self.stage.apply(x)
    }
}
