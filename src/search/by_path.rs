//! Searches over parameters that are set by path.

use super::setup::Draw;
use super::{Point, Search, Space};
use crate::artifact::AnyRecipe;
use crate::error::Error;
use std::sync::Arc;

impl Search<AnyRecipe> {
    /// Tries every point of a grid; the axes are paths of parameters of the recipe, such as `4.alpha` or
    /// `ridge.alpha`: see [`AnyRecipe`].
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// use steadfast::search::{Search, Space};
    /// let x: Vec<f64> = (0..30).map(f64::from).collect();
    /// let y = Vector::new(x.iter().map(|x| 2.0 * x).collect());
    /// let x = Table::new().with("x", Column::Real(x))?;
    /// let recipe = Standardize::new().then(Assemble::new()).then(Ridge::new(50.0));
    /// let saved = Training::new().fit(&recipe, &x, &y)?.to_bytes()?;
    ///
    /// // Another program, which knows the file and not the recipe.
    /// let model = steadfast::LoadOptions::new().from_bytes(&saved)?;
    /// let space = Space::new().axis("ridge.alpha", [0.01, 1.0, 50.0]);
    /// let search = Search::grid_over(space, &model.pipeline().recipe()?);
    /// assert_eq!(search.run(&x, &y)?.results.best().point.to_string(), "ridge.alpha=0.01");
    /// let better = Training::new().fit(&search, &x, &y)?.typed::<Vector>()?;
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    #[must_use]
    pub fn grid_over(space: Space, recipe: &AnyRecipe) -> Search<AnyRecipe> {
        Search::new(space, Draw::Grid, Arc::new(setting(recipe.clone())))
    }

    /// Tries `draws` points that are [drawn](Space::draw) by `seed`; the axes are paths of parameters of
    /// the recipe.
    #[must_use]
    pub fn random_over(
        space: Space,
        draws: u64,
        seed: u64,
        recipe: &AnyRecipe,
    ) -> Search<AnyRecipe> {
        Search::new(space, Draw::Random { draws, seed }, Arc::new(setting(recipe.clone())))
    }
}

/// A recipe whose parameters the point sets.
fn setting(recipe: AnyRecipe) -> impl Fn(&Point) -> Result<AnyRecipe, Error> {
    move |point| recipe.with(point.settings().map(|(path, setting)| (path, setting.clone())))
}
