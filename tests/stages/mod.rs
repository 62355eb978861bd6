//! Every stage of the registry in every variant of its parameters, with rows it can be fitted to.
//!
//! A test visits them: the contract battery holds each to its laws, and another machine refits each.

#![allow(dead_code, reason = "each program that includes this uses a part of it")]

pub(crate) mod answers;
pub(crate) mod clean;
pub(crate) mod create;
pub(crate) mod data;
pub(crate) mod encode;
pub(crate) mod feature;
pub(crate) mod glm;
pub(crate) mod imported;
pub(crate) mod kernel;
pub(crate) mod linear_svm;
pub(crate) mod models;
pub(crate) mod multi_task;
pub(crate) mod naive_bayes;
pub(crate) mod numeric;
#[cfg(feature = "onnx")]
pub(crate) mod onnx;
pub(crate) mod preprocess;
pub(crate) mod reduce;
pub(crate) mod select;
pub(crate) mod tabulate;
pub(crate) mod text;
#[cfg(feature = "train")]
pub(crate) mod trained;
pub(crate) mod trees;

use steadfast::Learn;
use steadfast::artifact::Stage;
use steadfast::pipeline::PartialFit;
use steadfast::prelude::*;

/// Is shown every recipe.
pub(crate) trait Visitor {
    /// A recipe whose fit does not depend on the order of the rows, or with the reason why it does.
    fn hold<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y, row_order: Option<&str>)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>;

    /// A recipe that can be fitted to parts of the rows.
    fn hold_partial<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y)
    where
        Y: Learn,
        R: PartialFit<Y>,
        R::Fitted: Stage<Recipe = R>;

    fn run<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.hold(recipe, x, y, None);
    }

    fn run_in_order<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y, reason: &str)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.hold(recipe, x, y, Some(reason));
    }

    fn run_partial<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y)
    where
        Y: Learn,
        R: PartialFit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.hold_partial(recipe, x, y);
    }
}

/// Shows a visitor every recipe there is.
pub(crate) fn every(visitor: &mut impl Visitor) -> Result<(), Error> {
    answers::answered(visitor)?;
    clean::clean(visitor)?;
    numeric::numeric(visitor)?;
    create::create(visitor)?;
    clean::imputers(visitor)?;
    clean::tidying(visitor)?;
    preprocess::preprocess(visitor)?;
    encode::encode(visitor)?;
    feature::assemble(visitor)?;
    reduce::reduce(visitor)?;
    select::select(visitor)?;
    select::judged(visitor)?;
    select::univariate(visitor)?;
    select::by_models(visitor)?;
    select::by_performance(visitor)?;
    tabulate::tabulate(visitor)?;
    text::text(visitor)?;
    naive_bayes::naive_bayes(visitor)?;
    kernel::kernel(visitor)?;
    linear_svm::linear_svm(visitor)?;
    models::models(visitor)?;
    multi_task::multi_task(visitor)?;
    imported::imported(visitor)?;
    #[cfg(feature = "onnx")]
    onnx::graphs(visitor)?;
    trees::trees(visitor)?;
    glm::glm(visitor)?;
    #[cfg(feature = "train")]
    trained::trained(visitor)?;
    Ok(())
}
