//! Pipelines: the arrows, and the ways to put them together.
//!
//! Three traits carry everything. [`Pipeline`] is an arrow from one kind of data to another and says
//! nothing about learning. [`Fit`] is a recipe: plain parameters that can learn. [`Apply`] is what it
//! learned: a pure function. Fitted and unfitted are different types, so a model that was never
//! fitted cannot be asked for a prediction.
//!
//! | to | write |
//! |---|---|
//! | run one stage after another | [`a.then(b)`](Pipeline::then) |
//! | run two side by side on the same input | [`join(a, b)`](join) |
//! | run a stage on some columns | [`on(columns, stage)`](on) |
//! | fit a stage for each group of rows, with a fallback | [`per_group(column, stage)`](per_group) |
//! | let what follows learn from answers to unseen rows | [`cross_fit(folds, stage)`](cross_fit) |
//! | let several pipelines answer together | [`vote(a).and(b)`](vote) |
//! | let a model learn from the answers of others | [`stack`](crate::model::stack) |
//! | fit a pipeline many times to rows drawn by chance | [`bag(members, seed, stage)`](bag) |
//! | make a classifier for two classes one for many | [`one_vs_rest(stage)`](one_vs_rest), [`one_vs_one(stage)`](one_vs_one) |
//! | learn a transformed target | [`on_target(transform, model)`](on_target) |
//! | leave rows out before fitting | a [`RowFilter`] |
//! | let rows or classes count with weights | [`weighted(model)`](weighted), fitted to a [`Weighted`] target |
//! | pass everything on | [`Identity`] |

mod canonical;
mod columns;
mod cross_fit;
mod ensemble;
mod filter;
pub(crate) mod guard;
mod identity;
mod join;
mod learn;
mod numbers;
mod on;
mod outline;
mod partial;
pub mod per_column;
mod per_group;
mod supervised;
mod target;
mod then;
mod threads;
mod weighted;

pub(crate) use canonical::canonical_order;
pub use columns::{
    Columns, all, boolean, integer, matching, named, numeric, real, role, text, timestamp,
};
pub(crate) use cross_fit::CROSS_FIT;
pub use cross_fit::{CrossFit, CrossFitted, Folds, cross_fit};
pub use ensemble::{
    And, ApplyMembers, Bag, Bagged, Bagging, Ensemble, First, FitMembers, Members, ModelOutput,
    OneVsOne, OneVsOneRule, OneVsRest, OneVsRestRule, OutOfBag, Rule, Vote, Voting, bag,
    one_vs_one, one_vs_rest, vote,
};
pub(crate) use ensemble::{Lesson, draw_on as draw_members, typed as typed_answer};
pub(crate) use filter::judge;
pub use filter::{FilterReport, Filtered, RowFilter};
pub use identity::Identity;
pub use join::{Join, join};
pub use learn::Learn;
pub(crate) use numbers::Numbers;
pub use on::{On, OnChosen, on};
pub use outline::Outline;
pub use partial::{Merge, PartialFit, Settle};
pub(crate) use per_group::Grouping;
pub(crate) use per_group::PER_GROUP;
pub use per_group::{GroupedBy, PerGroup, per_group};
pub(crate) use supervised::supervised;
pub use target::{OnTarget, OwnedTarget, Target, TargetTransform, TargetTransformer, on_target};
pub use then::Then;
pub(crate) use threads::in_threads;
pub use weighted::{FitWeighted, Weighable, Weighted, WithWeights, weighted};

use crate::data::{DataKind, Types};
use crate::error::Error;
use std::sync::Arc;

/// An arrow from one kind of data to another; says nothing about fitting.
///
/// ```
/// use steadfast::prelude::*;
/// let recipe = Impute::median().then(OneHot::new()).then(Assemble::new()).then(Logistic::new());
/// assert_eq!(recipe.outline().to_string().lines().count(), 4);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a pipeline stage",
    label = "not a stage",
    note = "implement `Pipeline`, and `Fit` or `Apply`, for it"
)]
pub trait Pipeline: std::fmt::Debug {
    /// The kind of data it takes.
    type Input: DataKind;
    /// The kind of data it yields.
    type Output: DataKind;

    /// This stage, then `next`, which must take what this one yields.
    fn then<B>(self, next: B) -> Then<Self, B>
    where
        Self: Sized,
        B: Pipeline<Input = Self::Output>,
    {
        Then::new(self, next)
    }

    /// The types of column it works on; others pass through. A matrix stage takes none of its own.
    fn takes(&self) -> Types {
        Types::ALL
    }

    /// Writes its stages, in order, to an outline for reading and drawing.
    fn draw(&self, outline: &mut Outline) {
        outline.stage(format!("{self:?}"));
    }

    /// The stages as a list that prints as text and as a Mermaid diagram.
    fn outline(&self) -> Outline {
        let mut outline = Outline::default();
        self.draw(&mut outline);
        outline
    }
}

/// A recipe: plain parameters that can learn. `Y` is what it learns from.
///
/// Everything learned is learned here, from the rows given, so a pipeline that is fitted on the
/// training rows of a fold has seen nothing of the others.
pub trait Fit<Y: ?Sized>: Pipeline {
    /// What it becomes.
    type Fitted: Apply<Input = Self::Input, Output = Self::Output>;

    /// Learns from `x` and `y`, which have the same rows.
    ///
    /// # Errors
    /// A [`FitError`](crate::error::FitError) that names the stage and what it needs.
    fn fit(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error>;

    /// Learns, and applies what was learned to the same rows.
    ///
    /// Overridden to save time without giving other values than [`fit`](Self::fit) and
    /// [`apply`](Apply::apply) would; or by a stage that cross-fits, which transforms each training row
    /// by what it learned from other rows, so that what follows does not learn from a leaked target. Such
    /// a stage says so ([`Stage::CROSS_FITS`](crate::artifact::Stage::CROSS_FITS)).
    ///
    /// # Errors
    /// Those of [`fit`](Self::fit) and [`apply`](Apply::apply).
    fn fit_apply(&self, x: &Self::Input, y: &Y) -> Result<(Self::Fitted, Self::Output), Error> {
        let fitted = self.fit(x, y)?;
        let out = fitted.apply(x)?;
        Ok((fitted, out))
    }
}

/// Learned state: a pure function, with the same bits every time and everywhere.
///
/// As many rows come out as went in, in the same order, and each row depends on itself alone: a batch
/// and its rows one by one give the same bits.
pub trait Apply: Pipeline {
    /// Applies what was learned.
    ///
    /// # Errors
    /// A [`RowError`](crate::error::RowError) that names stage, column and row.
    fn apply(&self, x: &Self::Input) -> Result<Self::Output, Error>;

    /// The names of what it yields for an input with the columns of `x`, whose rows are not read: the
    /// columns of a table (those inside a sparse column as `column_feature`) or a matrix, the classes of a
    /// classifier, `prediction` of a regression.
    ///
    /// # Errors
    /// When a column is missing or of another type.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let x = Table::new().with("port", Column::text(["S", "C"]))?;
    /// let fitted = OneHot::new().fit(&x, &())?;
    /// let names = fitted.feature_names_out(&x)?;
    /// assert_eq!(names.iter().map(|n| &**n).collect::<Vec<_>>(), ["port_C", "port_S"]);
    /// # Ok::<(), Error>(())
    /// ```
    #[doc(alias = "get_feature_names_out")]
    fn feature_names_out(&self, x: &Self::Input) -> Result<Vec<Arc<str>>, Error> {
        Ok(self.apply(&x.take_rows(&[]))?.lend().names())
    }
}
