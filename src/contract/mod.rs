//! What every stage promises, as checks that run over any stage: this crate's and yours.
//!
//! [`check`] fits a recipe to rows and holds the fitted stage to each [`Law`]: rows depend on
//! themselves alone, a stored stage is the stage, a hostile file is refused without a panic. Hostile
//! rows (missing cells, infinities, unseen levels) are made from the rows given. The first broken law
//! is a [`Violation`] that names the stage and what was seen.
//!
//! ```
//! use steadfast::contract;
//! use steadfast::prelude::*;
//! let x = Table::new().with("age", Column::Real(vec![20.0, 30.0, f64::NAN, 41.5]))?;
//! let checked = contract::check(&Standardize::new(), &x, &())?;
//! assert!(checked.mutations() > 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod bits;
mod face;
mod fitting;
mod law;
mod mutate;
mod parts;
mod probe;
mod rows;
mod stored;

pub use law::{Law, Violation};

use crate::artifact::Stage;
use crate::data::DataKind;
use crate::error::Error;
use crate::pipeline::{Fit, PartialFit, Pipeline, Target};
use crate::root::Learn;
use law::broken;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Holds a recipe, and the stage it becomes when fitted to `x` and `y`, to every [`Law`].
///
/// `x` needs a handful of rows that the recipe can be fitted to; more kinds of cell in it make a
/// sharper check. Stages whose learned state depends on the order of rows say so with
/// [`Contract::row_order_matters`].
///
/// # Errors
/// The first law that is broken.
pub fn check<R, Y>(recipe: &R, x: &R::Input, y: &Y) -> Result<Checked, Violation>
where
    Y: Learn,
    R: Fit<Y>,
    R::Fitted: Stage<Recipe = R>,
{
    Contract::new(recipe, x, y).check()
}

/// The laws, and what one stage says of itself before it is held to them.
#[derive(Debug)]
pub struct Contract<'a, R: Pipeline, Y> {
    recipe: &'a R,
    x: &'a R::Input,
    y: &'a Y,
    row_order: Option<String>,
}

/// What was checked of a stage that keeps every law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    laws: Vec<Law>,
    skipped: Vec<(Law, String)>,
    accepted: usize,
    refused: usize,
    mutations: usize,
    restored: usize,
}

impl Checked {
    fn new() -> Checked {
        let laws = vec![Law::Fits, Law::FitApply];
        let (skipped, accepted, refused, mutations, restored) = (Vec::new(), 0, 0, 0, 0);
        Checked { laws, skipped, accepted, refused, mutations, restored }
    }

    /// The laws it was held to, in order.
    #[must_use]
    pub fn laws(&self) -> &[Law] {
        &self.laws
    }

    /// The laws that do not speak of this stage, and why.
    #[must_use]
    pub fn skipped(&self) -> &[(Law, String)] {
        &self.skipped
    }

    /// How many rows it answered and how many it refused, hostile ones among them.
    #[must_use]
    pub fn rows(&self) -> (usize, usize) {
        (self.accepted, self.refused)
    }

    /// How many spoilt stored forms it was shown.
    #[must_use]
    pub fn mutations(&self) -> usize {
        self.mutations
    }

    /// How many of those it could not tell from a true one; each was applied.
    #[must_use]
    pub fn restored(&self) -> usize {
        self.restored
    }
}

/// A fitted stage, what it was fitted from, and the rows it is tried on.
struct Subject<'a, S: Stage> {
    recipe: &'a S::Recipe,
    x: &'a S::Input,
    y: Target<'a>,
    fitted: S,
    /// The training rows, then hostile ones.
    pool: S::Input,
    row_order: Option<&'a str>,
}

impl<'a, R, Y> Contract<'a, R, Y>
where
    Y: Learn,
    R: Fit<Y>,
    R::Fitted: Stage<Recipe = R>,
{
    /// The contract of a recipe, on rows it can be fitted to.
    #[must_use]
    pub fn new(recipe: &'a R, x: &'a R::Input, y: &'a Y) -> Self {
        Contract { recipe, x, y, row_order: None }
    }

    /// Says that the order of the training rows may change what is learned, and why. Without this, a
    /// stage that promises an exact refit promises it in any row order.
    #[must_use]
    pub fn row_order_matters(mut self, reason: impl Into<String>) -> Self {
        self.row_order = Some(reason.into());
        self
    }

    /// Holds the stage to every law.
    ///
    /// # Errors
    /// The first law that is broken.
    pub fn check(&self) -> Result<Checked, Violation> {
        let subject = self.subject()?;
        let mut checked = Checked::new();
        subject.face(&mut checked)?;
        subject.fitting(&mut checked)?;
        subject.rows(&mut checked)?;
        subject.stored(&mut checked)?;
        Ok(checked)
    }

    /// The bytes the stage is stored as, after holding it to the laws of learning alone: other machines
    /// must give the same where the refit is [exact](crate::artifact::Refit::Exact).
    ///
    /// # Errors
    /// The first law of learning that is broken.
    pub fn refit(&self) -> Result<Vec<u8>, Violation> {
        let subject = self.subject()?;
        subject.fitting(&mut Checked::new())?;
        fitting::stored(&subject.fitted)
    }

    fn subject(&self) -> Result<Subject<'_, R::Fitted>, Violation> {
        let fitted = fitting::fit_apply(self.recipe, self.x, self.y)?;
        let pool = probe::with_hostile_rows(self.x)
            .map_err(|error| broken::<R::Fitted>(Law::Fits, error))?;
        Ok(Subject {
            recipe: self.recipe,
            x: self.x,
            y: self.y.target(),
            fitted,
            pool,
            row_order: self.row_order.as_deref(),
        })
    }
}

impl<R, Y> Contract<'_, R, Y>
where
    Y: Learn,
    R: PartialFit<Y>,
    R::Fitted: Stage<Recipe = R>,
{
    /// Holds the stage to every law, and its partial fits to [`Law::Merges`].
    ///
    /// # Errors
    /// The first law that is broken.
    pub fn check_partial(&self) -> Result<Checked, Violation> {
        let mut checked = self.check()?;
        parts::merges(self.recipe, self.x, self.y)?;
        checked.laws.push(Law::Merges);
        Ok(checked)
    }

    /// As [`refit`](Self::refit), and parts fitted apart must merge to the same bytes.
    ///
    /// # Errors
    /// The first law of learning that is broken.
    pub fn refit_partial(&self) -> Result<Vec<u8>, Violation> {
        parts::merges(self.recipe, self.x, self.y)?;
        self.refit()
    }
}

impl<S: Stage> Subject<'_, S> {
    fn broken(&self, law: Law, problem: impl std::fmt::Display) -> Violation {
        broken::<S>(law, problem)
    }

    /// Applies a stage; a panic is a broken law, a refusal is not.
    fn apply(&self, stage: &S, x: &S::Input) -> Result<Result<S::Output, Error>, Violation> {
        guarded::<S, _>(|| stage.apply(x))
    }

    /// Applies the fitted stage to rows it has answered before.
    fn answer(&self, law: Law, x: &S::Input) -> Result<S::Output, Violation> {
        self.apply(&self.fitted, x)?
            .map_err(|e| self.broken(law, format!("rows answered one by one are refused: {e}")))
    }

    fn same<D: DataKind>(&self, law: Law, what: &str, a: &D, b: &D) -> Result<(), Violation> {
        match bits::difference(a.lend(), b.lend()) {
            None => Ok(()),
            Some(problem) => Err(self.broken(law, format!("{what}: {problem}"))),
        }
    }
}

/// Runs foreign code; a panic is a broken law.
fn guarded<S: Stage, T>(work: impl FnOnce() -> T) -> Result<T, Violation> {
    // What was borrowed is only read again when no panic came through.
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("a panic");
        broken::<S>(Law::NeverPanics, text)
    })
}
