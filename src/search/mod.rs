//! Searching for parameters: grids, random draws and successive halving over the whole chain.
//!
//! A [`Space`] has named axes, a closure makes a recipe of each of its points, and a [`Search`] judges
//! them all by cross-validation. The whole recipe is fitted inside each fold, from the first imputer to
//! the model, and judged on the rows that the fold holds back: nothing leaks.
//!
//! ```
//! use steadfast::metrics::Metric;
//! use steadfast::prelude::*;
//! use steadfast::search::{Search, Space};
//! let x: Vec<f64> = (0..60).map(|i| f64::from(i) / 10.0).collect();
//! let y = Vector::new(x.iter().map(|x| x * x - 3.0 * x).collect());
//! let x = Table::new().with("x", Column::Real(x))?;
//!
//! let space = Space::new().axis("ridge.alpha", [0.1, 1.0, 10.0]).axis("degree", [1, 2]);
//! let search = Search::grid(space, |p| {
//!     Standardize::new()
//!         .then(Polynomial::new(p.int("degree")).bias(false))
//!         .then(Assemble::new())
//!         .then(Ridge::new(p.real("ridge.alpha")))
//! })
//! .folds(Folds::new(5, 0))
//! .metric(Metric::RootMeanSquaredError);
//!
//! let found = search.run(&x, &y)?;
//! assert_eq!(found.results.best().point.to_string(), "ridge.alpha=0.1, degree=2");
//! println!("{}", found.results);
//! // The winner, fitted on all rows; `Training::new().fit(&search, &x, &y)` does both at once.
//! let model = Training::new().fit(&found.recipe, &x, &y)?;
//! # Ok::<(), steadfast::Error>(())
//! ```
//!
//! | to | write |
//! |---|---|
//! | try every combination | [`Search::grid`] |
//! | try some drawn at random | [`Search::random`] |
//! | judge many on few rows and few on many | [`.halving(..)`](Search::halving) on either |
//! | set parameters by path, of a recipe without its types | [`Search::grid_over`], [`Search::random_over`], [`AnyRecipe`](crate::artifact::AnyRecipe) |
//! | compare chains of different types | a search of each over the same [`folds`](Search::folds), and [`best`](Results::best) of both |
//! | judge the search itself, by nested cross-validation | a search is a recipe: [`cross_validate`](crate::evaluate::cross_validate) it |
//! | see what more rows would give | [`learning_curve`] |
//!
//! # Determinism
//! The results, to the bit, follow from recipe, rows, folds and seeds: not from the number of threads, and
//! with [`Folds`](crate::pipeline::Folds) not from the order of the rows either, since folds are dealt by
//! what is in a row and every fit meets its rows in one canonical order. Only where a
//! deadline, of the search or of a trainer, or the caller stops something does the clock matter.

mod as_recipe;
mod axis;
mod by_path;
mod figure;
mod fold;
mod folds;
mod halving;
mod learning_curve;
mod point;
mod pool;
mod progress;
mod ranking;
mod results;
mod run;
mod setup;
mod space;

pub use crate::artifact::Setting;
pub use axis::Axis;
pub use folds::Splits;
pub use halving::{Halving, MinRows, Rung};
pub use learning_curve::{LearningCurve, learning_curve};
pub use point::{Params, Point};
pub use progress::Progress;
pub use results::{Candidate, Results, Scores, Stopped};
pub use setup::{Search, Searched};
pub use space::Space;
