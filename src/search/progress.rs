//! How far a search is.

use super::Point;

/// What is told after each fit: to be shown, and to decide whether to go on.
///
/// The order in which fits are finished depends on threads and time; what the search finds does not.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The iteration of a halving, from 0, and how many there are; 0 of 1 of other searches.
    pub iteration: (usize, usize),
    /// How many fits of this iteration are done, and how many it has: one a candidate and fold.
    pub fits: (usize, usize),
    /// The parameters of the candidate that was fitted.
    pub point: &'a Point,
    /// The fold, from 0.
    pub fold: usize,
    /// The first metric on the held-out rows of the fold, or why there is none.
    pub score: Result<f64, &'a str>,
}
