//! What is searched: named axes.

use super::{Axis, Point};
use crate::artifact::Setting;
use crate::error::{Error, SearchError};
use crate::exact::Random;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The draws of a random search.
const DRAWS: u32 = 0x5345_0001;
/// A grid of more points is refused: it would not be finished.
const MOST_POINTS: u64 = 1_000_000;

/// Named axes, each a list of values or a distribution.
///
/// The grid of a space is every combination of its lists, the last axis changing fastest. A union of
/// spaces, by [`or`](Self::or), is searched one after another: its points need not have the same axes.
///
/// ```
/// use steadfast::search::{Axis, Search, Space};
/// let space = Space::new()
///     .axis("ridge.alpha", [0.1, 1.0, 10.0])
///     .axis("degree", [1, 2]);
/// assert_eq!(space.grid()?.len(), 6);
/// assert_eq!(space.grid()?[1].to_string(), "ridge.alpha=0.1, degree=2");
///
/// let space = Space::new().axis("ridge.alpha", Axis::log_uniform(1e-3, 1e3));
/// let draws = space.draw(20, 7)?;
/// assert_eq!(draws[..5], space.draw(5, 7)?);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "ParameterGrid")]
#[doc(alias = "ParameterSampler")]
#[doc(alias = "param_grid")]
#[doc(alias = "param_distributions")]
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    // Never empty.
    parts: Vec<Vec<(Arc<str>, Axis)>>,
}

impl Default for Space {
    fn default() -> Self {
        Space::new()
    }
}

impl Space {
    /// Without an axis: a space of one point.
    #[must_use]
    pub fn new() -> Space {
        Space { parts: vec![Vec::new()] }
    }

    /// This space with one more axis: a list of values, or an [`Axis`] of another kind.
    #[must_use]
    pub fn axis(mut self, name: impl Into<Arc<str>>, values: impl Into<Axis>) -> Space {
        if let Some(part) = self.parts.last_mut() {
            part.push((name.into(), values.into()));
        }
        self
    }

    /// This space, and after it another.
    #[must_use]
    pub fn or(mut self, other: Space) -> Space {
        self.parts.extend(other.parts);
        self
    }

    /// Every combination of the listed values.
    ///
    /// # Errors
    /// An axis that is a distribution, has no value or is named twice; more than a million points.
    ///
    /// # Source
    /// `ParameterGrid` of scikit-learn, which puts the axes in the order of their names first.
    pub fn grid(&self) -> Result<Vec<Point>, Error> {
        let size = self.check()?.ok_or_else(|| {
            let axes = self.parts.iter().flatten();
            let axis = axes.into_iter().find(|(_, axis)| axis.len().is_none());
            let axis = axis.map_or_else(String::new, |(name, _)| name.to_string());
            let problem = "a grid needs a list of values; a random search draws".to_owned();
            SearchError::Axis { axis, problem }
        })?;
        if size > MOST_POINTS {
            let problem = format!("a grid of {size} points; at most {MOST_POINTS} are searched");
            return Err(SearchError::Space { problem }.into());
        }
        Ok((0..size).filter_map(|at| self.at(at)).collect())
    }

    /// `draws` points, each a function of the seed and its place in the list: asking for more leaves the
    /// first as they are.
    ///
    /// Lists alone are drawn from without repetition, and give no more points than their grid has. Where
    /// there is a distribution, points are independent of one another. Of a union, each part is as
    /// likely as any other.
    ///
    /// # Errors
    /// An axis without a value, with bounds that are no range, or named twice.
    ///
    /// # Source
    /// `ParameterSampler` of scikit-learn, whose draws are others.
    pub fn draw(&self, draws: u64, seed: u64) -> Result<Vec<Point>, Error> {
        let size = self.check()?;
        let mut seen = BTreeSet::new();
        let points = (0..draws.min(size.unwrap_or(u64::MAX))).filter_map(|at| {
            let mut random = Random::new(seed, DRAWS, at);
            match size {
                Some(size) => self.at(unseen(&mut random, size, &mut seen)),
                None => Some(self.draw_one(&mut random)),
            }
        });
        Ok(points.collect())
    }

    /// The first point of its grid, if it has one.
    pub(super) fn first(&self) -> Option<Point> {
        self.at(0)
    }

    fn draw_one(&self, random: &mut Random) -> Point {
        let part = random.below(self.parts.len() as u64) as usize;
        let axes = self.parts.get(part).map_or(&[][..], Vec::as_slice);
        Point::new(axes.iter().map(|(name, axis)| (Arc::clone(name), axis.draw(random))))
    }

    /// The point of the grid at a place, the last axis changing fastest.
    fn at(&self, mut at: u64) -> Option<Point> {
        for part in &self.parts {
            let size = size_of(part)?;
            if at >= size {
                at -= size;
                continue;
            }
            let mut settings: Vec<(Arc<str>, Setting)> = Vec::with_capacity(part.len());
            for (name, axis) in part.iter().rev() {
                let values = axis.len()?;
                settings.push((Arc::clone(name), axis.value((at % values) as usize)?));
                at /= values;
            }
            settings.reverse();
            return Some(Point::new(settings));
        }
        None
    }

    /// How many points its grid has; `None` where there is a distribution.
    fn check(&self) -> Result<Option<u64>, SearchError> {
        for part in &self.parts {
            for (at, (name, axis)) in part.iter().enumerate() {
                let fault = |problem| SearchError::Axis { axis: name.to_string(), problem };
                axis.check().map_err(fault)?;
                if part.iter().take(at).any(|(earlier, _)| earlier == name) {
                    return Err(fault("named twice".to_owned()));
                }
            }
        }
        let sizes = self.parts.iter().map(|part| size_of(part));
        Ok(sizes.collect::<Option<Vec<_>>>().map(|s| s.into_iter().fold(0, u64::saturating_add)))
    }
}

/// How many points the grid of a part has, at most `u64::MAX`; `None` where there is a distribution.
fn size_of(part: &[(Arc<str>, Axis)]) -> Option<u64> {
    part.iter().try_fold(1u64, |all, (_, axis)| Some(all.saturating_mul(axis.len()?)))
}

/// A place that was not drawn before.
fn unseen(random: &mut Random, size: u64, seen: &mut BTreeSet<u64>) -> u64 {
    // With one place left of n, a draw hits it once in n times.
    const TRIES: usize = 1000;
    let drawn = (0..TRIES).map(|_| random.below(size)).find(|at| !seen.contains(at));
    let at = drawn.or_else(|| (0..size).find(|at| !seen.contains(at))).unwrap_or(0);
    seen.insert(at);
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn says<T: std::fmt::Debug>(result: Result<T, Error>, expected: &str) {
        assert_eq!(result.unwrap_err().to_string(), expected);
    }

    #[test]
    fn the_last_axis_changes_fastest_and_parts_follow_one_another() {
        let space = Space::new().axis("a", [1, 2]).axis("b", ["x", "y"]);
        let space = space.or(Space::new().axis("c", [0.5])).or(Space::new());
        let points: Vec<String> = space.grid().unwrap().iter().map(Point::to_string).collect();
        assert_eq!(points, ["a=1, b=x", "a=1, b=y", "a=2, b=x", "a=2, b=y", "c=0.5", ""]);
    }

    #[test]
    fn spaces_that_cannot_be_searched() {
        let grid = |space: Space| space.grid();
        let none: [f64; 0] = [];
        says(grid(Space::new().axis("a", none)), "search: axis `a`: no value");
        says(grid(Space::new().axis("a", [1]).axis("a", [2])), "search: axis `a`: named twice");
        says(
            grid(Space::new().axis("a", [1]).axis("b", Axis::uniform(0.0, 1.0))),
            "search: axis `b`: a grid needs a list of values; a random search draws",
        );
        let long: Vec<i64> = (0..2000).collect();
        says(
            grid(Space::new().axis("a", long.clone()).axis("b", long)),
            "search: a grid of 4000000 points; at most 1000000 are searched",
        );
    }

    proptest! {
        #[test]
        fn lists_are_drawn_without_repetition(a in 1i64..6, b in 1i64..6, draws in 0u64..50, seed: u64) {
            let list = |n: i64| (0..n).collect::<Vec<_>>();
            let space = Space::new().axis("a", list(a)).axis("b", list(b)).or(Space::new().axis("c", list(2)));
            let drawn = space.draw(draws, seed).unwrap();
            let grid = space.grid().unwrap();
            prop_assert_eq!(drawn.len() as u64, draws.min(grid.len() as u64));
            for (at, point) in drawn.iter().enumerate() {
                prop_assert!(grid.contains(point) && !drawn[..at].contains(point));
            }
            prop_assert_eq!(&space.draw(draws / 2, seed).unwrap()[..], &drawn[..drawn.len().min(draws as usize / 2)]);
        }
    }
}
