//! A search as a recipe: fitted, it gives its winner.

use super::Search;
use super::fold::kept;
use super::setup::Draw;
use crate::data::DataKind;
use crate::error::Error;
use crate::pipeline::{Apply, Fit, Learn, Outline, Pipeline};
use std::fmt;

impl<R> fmt::Debug for Search<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Search")
            .field("space", &self.space)
            .field("draw", &self.draw)
            .field("splits", &self.splits)
            .field("metric", &self.ranking)
            .field("halving", &self.halving)
            .finish_non_exhaustive()
    }
}

impl<R: Pipeline + 'static> Pipeline for Search<R> {
    type Input = R::Input;
    type Output = R::Output;

    fn draw(&self, outline: &mut Outline) {
        let how = match self.draw {
            Draw::Grid => "search of a grid".to_owned(),
            Draw::Random { draws, .. } => format!("search of {draws} random points"),
        };
        outline.branches(&how, self.first().map(|recipe| recipe.outline()));
    }
}

impl<Y: Learn + Sync, R: Fit<Y> + Sync + 'static> Fit<Y> for Search<R> {
    type Fitted = R::Fitted;

    fn fit(&self, x: &Self::Input, y: &Y) -> Result<Self::Fitted, Error> {
        let recipe = self.run(x, y)?.recipe;
        match kept(&self.filters, x, None)? {
            None => recipe.fit(x, y),
            Some(rows) => recipe.fit(&x.take_rows(&rows), &y.take_rows(&rows)),
        }
    }

    fn fit_apply(&self, x: &Self::Input, y: &Y) -> Result<(Self::Fitted, Self::Output), Error> {
        if self.filters.is_empty() {
            return self.run(x, y)?.recipe.fit_apply(x, y);
        }
        // What was left out of learning is transformed all the same.
        let fitted = self.fit(x, y)?;
        let out = fitted.apply(x)?;
        Ok((fitted, out))
    }
}
