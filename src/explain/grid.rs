//! The values a column is set to, one after another.

use crate::data::{Column, Text};
use crate::error::{Error, ExplainError};
use crate::exact::{self, Quantile};
use std::collections::BTreeSet;

/// The values a column is set to.
///
/// Of a column with fewer different values than points, all of these; and so always of texts and booleans. A missing
/// cell is no value.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Grid {
    /// So many points at equal distances from the 5% to the 95% quantile: scikit-learn's grid. Of whole numbers and
    /// timestamps the nearest, each once.
    Spaced(usize),
    /// So many quantiles, from the 5% to the 95% quantile, each value once. Of whole numbers and timestamps those of
    /// the column that reach the share.
    Quantiles(usize),
    /// These, of the column's type.
    Values(Column),
}

/// The shares of the rows between which a grid lies.
const FROM: f64 = 0.05;
const TO: f64 = 0.95;

impl Grid {
    /// The values for a column.
    pub(super) fn of(&self, name: &str, column: &Column) -> Result<Column, Error> {
        let refuse = |problem: String| -> Error {
            ExplainError::Grid { column: name.to_owned(), problem }.into()
        };
        let points = match self {
            Grid::Values(values) => {
                let (expected, found) = (column.column_type(), values.column_type());
                if expected != found {
                    return Err(refuse(format!("values of type {found} for {expected}")));
                }
                if values.is_empty() {
                    return Err(refuse("no values".to_owned()));
                }
                return Ok(values.clone());
            }
            Grid::Spaced(points) | Grid::Quantiles(points) => *points,
        };
        if points < 2 {
            return Err(refuse(format!("at least 2 points, found {points}")));
        }
        let spaced = matches!(self, Grid::Spaced(_));
        let grid = match column {
            Column::Real(rows) => Column::Real(reals(rows, points, spaced)),
            Column::Integer(rows) => {
                Column::Integer(wholes(rows, points, spaced).into_iter().map(Some).collect())
            }
            Column::Timestamp(rows) => {
                Column::Timestamp(wholes(rows, points, spaced).into_iter().map(Some).collect())
            }
            Column::Boolean(rows) => {
                let seen: BTreeSet<bool> = rows.iter().flatten().copied().collect();
                Column::Boolean(seen.into_iter().map(Some).collect())
            }
            Column::Text(text) => Column::Text(levels(text)),
            Column::Sparse(_) => return Err(refuse("a sparse column has no grid".to_owned())),
        };
        if grid.is_empty() {
            return Err(refuse("every cell is missing".to_owned()));
        }
        Ok(grid)
    }
}

/// The levels that rows have, by their bytes.
fn levels(text: &Text) -> Text {
    let seen: BTreeSet<&str> = text.iter().flatten().collect();
    seen.into_iter().map(Some).collect()
}

/// Sorted values, each once.
fn distinct(sorted: &[f64]) -> Vec<f64> {
    let mut distinct = sorted.to_vec();
    distinct.dedup();
    distinct
}

fn reals(rows: &[f64], points: usize, spaced: bool) -> Vec<f64> {
    // +0 and −0 are one value.
    let known: Vec<f64> = rows.iter().filter(|x| x.is_finite()).map(|x| x + 0.0).collect();
    let sorted = exact::sorted(&known);
    let values = distinct(&sorted);
    if values.len() < points {
        return values;
    }
    if spaced {
        return distinct(&linspace(end(&sorted, FROM), end(&sorted, TO), points));
    }
    let quantiles = shares(points).filter_map(|q| exact::quantile(&sorted, q, Quantile::Linear));
    distinct(&quantiles.collect::<Vec<f64>>())
}

#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "points of a grid, not cells: near is enough, and casts saturate"
)]
fn wholes(rows: &[Option<i64>], points: usize, spaced: bool) -> Vec<i64> {
    let mut sorted: Vec<i64> = rows.iter().flatten().copied().collect();
    sorted.sort_unstable();
    let mut values = sorted.clone();
    values.dedup();
    if values.len() < points {
        return values;
    }
    let mut grid: Vec<i64> = if spaced {
        let reals: Vec<f64> = sorted.iter().map(|&x| x as f64).collect();
        let line = linspace(end(&reals, FROM), end(&reals, TO), points);
        line.into_iter().map(|x| x.round_ties_even() as i64).collect()
    } else {
        let rank = |share: f64| (share * sorted.len() as f64).ceil() as usize;
        let at = |share: f64| sorted.get(rank(share).saturating_sub(1)).copied();
        shares(points).filter_map(at).collect()
    };
    grid.dedup();
    grid
}

/// From 5% to 95%, each a fraction of whole numbers that is rounded once, so that half is a half.
#[expect(clippy::cast_precision_loss, reason = "a count of points")]
fn shares(points: usize) -> impl Iterator<Item = f64> {
    let last = (points - 1) as f64;
    (0..points).map(move |at| (5.0 * last + 90.0 * at as f64) / (100.0 * last))
}

/// `numpy.linspace`, to the bit.
#[expect(clippy::cast_precision_loss, reason = "a count of points")]
fn linspace(from: f64, to: f64, points: usize) -> Vec<f64> {
    let step = (to - from) / (points - 1) as f64;
    let mut line: Vec<f64> = (0..points).map(|at| at as f64 * step + from).collect();
    if let Some(last) = line.last_mut() {
        *last = to;
    }
    line
}

/// An end of scikit-learn's grid: `scipy.stats.mstats.mquantiles`, which interpolates at n p + 0.4 + 0.2 p.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a place among the rows, clamped into them"
)]
fn end(sorted: &[f64], share: f64) -> f64 {
    let rows = sorted.len() as f64;
    let place = rows * share + (0.4 + share * (1.0 - 0.4 - 0.4));
    let below = exact::clamp(place, 1.0, exact::max(rows - 1.0, 1.0)).floor();
    let gamma = exact::clamp(place - below, 0.0, 1.0);
    let at = |place: usize| sorted.get(place).or(sorted.last()).copied().unwrap_or(exact::NAN);
    (1.0 - gamma) * at(below as usize - 1) + gamma * at(below as usize)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Sparse;

    /// `scipy.stats.mstats.mquantiles([1, 2, 4, 8, 16], [0.05, 0.95])` is [1, 16]; of 1 to 40 it is [2.41, 38.59].
    #[test]
    fn ends_are_those_of_scipy() {
        assert_eq!(end(&[1.0, 2.0, 4.0, 8.0, 16.0], 0.05), 1.0);
        assert_eq!(end(&[1.0, 2.0, 4.0, 8.0, 16.0], 0.95), 16.0);
        let many: Vec<f64> = (1..=40).map(f64::from).collect();
        assert!((end(&many, 0.05) - 2.41).abs() < 1e-13);
        assert!((end(&many, 0.95) - 38.59).abs() < 1e-13);
    }

    #[test]
    fn grids_of_every_type() -> Result<(), Error> {
        let of = |grid: &Grid, column: &Column| grid.of("c", column);
        let few = Column::Real(vec![3.0, f64::NAN, 1.0, 3.0]);
        assert_eq!(of(&Grid::Spaced(5), &few)?, Column::Real(vec![1.0, 3.0]));
        let text = Column::text(["b", "a", "b"]);
        assert_eq!(of(&Grid::Quantiles(2), &text)?, Column::text(["a", "b"]));
        let boolean = Column::Boolean(vec![Some(true), None]);
        assert_eq!(of(&Grid::Spaced(2), &boolean)?, Column::Boolean(vec![Some(true)]));
        let whole = Column::integers(1..=41);
        assert_eq!(of(&Grid::Spaced(3), &whole)?, Column::integers([2, 21, 40]));
        assert_eq!(of(&Grid::Quantiles(3), &whole)?, Column::integers([3, 21, 39]));
        let real = Column::Real((0..=100).map(f64::from).collect());
        assert_eq!(of(&Grid::Quantiles(3), &real)?, Column::Real(vec![5.0, 50.0, 95.0]));
        let given = Grid::Values(Column::integers([7]));
        assert_eq!(of(&given, &whole)?, Column::integers([7]));
        for (grid, column, part) in [
            (given, real.clone(), "values of type"),
            (Grid::Values(Column::Real(vec![])), real.clone(), "no values"),
            (Grid::Spaced(1), real, "at least 2 points"),
            (Grid::Spaced(2), Column::Real(vec![f64::NAN]), "missing"),
            (Grid::Spaced(2), Column::Sparse(Sparse::numbered(0).take(&[0])), "sparse"),
        ] {
            let message = of(&grid, &column).unwrap_err().to_string();
            assert!(message.contains(part), "{message}");
        }
        Ok(())
    }
}
