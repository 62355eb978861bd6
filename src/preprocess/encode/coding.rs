//! Numbers that stand for a place among places: contrasts and digits.

use crate::exact::exact_dot;
use serde::{Deserialize, Serialize};

/// The most numbers a column's levels are coded by.
const MOST: usize = 1 << 22;

/// By which numbers a place among k places, from 0, is coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Coding {
    /// Each place against the mean of all: k − 1 columns; 1 in the column of the place, −1 in all for the last.
    #[doc(alias = "deviation")]
    Sum,
    /// Each place against the mean of those before it: k − 1 columns; column j has −1 for places up to j, j + 1 for
    /// the next, 0 for the rest.
    Helmert,
    /// Each place against the one before it: k − 1 columns; column j has (j + 1 − k) / k for places up to j, and
    /// (j + 1) / k for the rest.
    BackwardDifference,
    /// Linear, quadratic, cubic and so on: k − 1 columns, orthonormal over the places.
    Polynomial,
    /// The digits of the place, counted from 1, in this base of 2 or more, the highest first.
    Base(u32),
    /// The digits of the Gray code of the place, counted from 1: neighbours differ in one.
    Gray,
    /// 1 in every column up to that of the place: k columns.
    #[doc(alias = "RankHotEncoder")]
    Thermometer,
}

/// How many digits a number has.
fn digits(number: usize, base: usize) -> usize {
    let (mut left, mut digits) = (number, 0);
    while left > 0 {
        left /= base;
        digits += 1;
    }
    digits
}

#[expect(clippy::cast_precision_loss, reason = "places are below 2^22")]
fn real(place: usize) -> f64 {
    place as f64
}

impl Coding {
    pub(super) fn check(self) -> Result<(), String> {
        match self {
            Coding::Base(base) if base < 2 => Err(base.to_string()),
            _ => Ok(()),
        }
    }

    fn base(self) -> usize {
        match self {
            Coding::Base(base) => usize::try_from(base).unwrap_or(usize::MAX).max(2),
            _ => 2,
        }
    }

    /// How many columns places become.
    pub(super) fn width(self, places: usize) -> usize {
        match self {
            Coding::Sum | Coding::Helmert | Coding::BackwardDifference | Coding::Polynomial => {
                places.saturating_sub(1)
            }
            Coding::Base(_) | Coding::Gray => digits(places, self.base()),
            Coding::Thermometer => places,
        }
    }

    /// The numbers of every place, place after place.
    pub(super) fn rows(self, places: usize) -> Result<Vec<f64>, String> {
        let width = self.width(places);
        if width.checked_mul(places).is_none_or(|numbers| numbers > MOST) {
            return Err(format!("{places} levels are too many for {width} columns"));
        }
        if self == Coding::Polynomial {
            return Ok(polynomials(places));
        }
        let number = |place: usize, column: usize| -> f64 {
            match self {
                Coding::Sum if place == width => -1.0,
                Coding::Sum => f64::from(u8::from(place == column)),
                Coding::Helmert if place <= column => -1.0,
                Coding::Helmert if place == column + 1 => real(place),
                Coding::Helmert | Coding::Polynomial => 0.0,
                Coding::BackwardDifference if place <= column => {
                    (real(column + 1) - real(places)) / real(places)
                }
                Coding::BackwardDifference => real(column + 1) / real(places),
                Coding::Thermometer => f64::from(u8::from(column <= place)),
                Coding::Base(_) | Coding::Gray => {
                    let place = place + 1;
                    let coded = if self == Coding::Gray { place ^ place >> 1 } else { place };
                    let above = (column + 1..width).fold(coded, |left, _| left / self.base());
                    real(above % self.base())
                }
            }
        };
        let row = |place| (0..width).map(move |column| (place, column));
        Ok((0..places).flat_map(row).map(|(place, column)| number(place, column)).collect())
    }
}

/// Orthonormal polynomials of degree 1 and more over evenly spaced places, the leading coefficient positive.
///
/// Gram–Schmidt over x times the polynomial before, twice: what the first pass leaves by rounding the second
/// takes away.
fn polynomials(places: usize) -> Vec<f64> {
    let middle = (real(places) - 1.0) / 2.0;
    let x: Vec<f64> = (0..places).map(|place| real(place) - middle).collect();
    let unit = |values: Vec<f64>| -> Vec<f64> {
        let length = exact_dot(&values, &values).sqrt();
        values.into_iter().map(|value| value / length).collect()
    };
    let mut basis = vec![unit(vec![1.0; places])];
    for degree in 1..places {
        let before = basis.get(degree - 1).cloned().unwrap_or_default();
        let mut next: Vec<f64> = before.iter().zip(&x).map(|(p, x)| p * x).collect();
        for known in basis.iter().chain(&basis) {
            let along = exact_dot(&next, known);
            next.iter_mut().zip(known).for_each(|(value, known)| *value -= along * known);
        }
        basis.push(unit(next));
    }
    let cell = |place: usize| basis.iter().skip(1).filter_map(move |p| p.get(place).copied());
    (0..places).flat_map(cell).map(|x| x + 0.0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(coding: Coding, places: usize) -> Vec<Vec<f64>> {
        let width = coding.width(places);
        coding.rows(places).unwrap().chunks(width.max(1)).map(<[f64]>::to_vec).collect()
    }

    /// Printed by patsy 1.0.3 (`Sum`, `Helmert`, `Diff` of four levels, `code_without_intercept`).
    #[test]
    fn contrasts_are_those_of_patsy() {
        let sum = [[1., 0., 0.], [0., 1., 0.], [0., 0., 1.], [-1., -1., -1.]];
        assert_eq!(rows(Coding::Sum, 4), sum);
        let helmert = [[-1., -1., -1.], [1., -1., -1.], [0., 2., -1.], [0., 0., 3.]];
        assert_eq!(rows(Coding::Helmert, 4), helmert);
        let difference =
            [[-0.75, -0.5, -0.25], [0.25, -0.5, -0.25], [0.25, 0.5, -0.25], [0.25, 0.5, 0.75]];
        assert_eq!(rows(Coding::BackwardDifference, 4), difference);
    }

    /// Of three places by hand: (−1, 0, 1)/√2 and (1, −2, 1)/√6; of forty by their definition.
    #[test]
    fn polynomials_are_orthonormal() {
        let (two, six) = (2f64.sqrt(), 6f64.sqrt());
        for (found, expected) in rows(Coding::Polynomial, 3).iter().zip([
            [-1.0 / two, 1.0 / six],
            [0.0, -2.0 / six],
            [1.0 / two, 1.0 / six],
        ]) {
            assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}");
        }
        let rows = rows(Coding::Polynomial, 40);
        let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
        for a in 0..39 {
            assert!(exact_dot(&column(a), &[1.0; 40]).abs() < 1e-13, "{a}");
            for b in 0..=a {
                let expected = f64::from(u8::from(a == b));
                let found = exact_dot(&column(a), &column(b));
                assert!((found - expected).abs() < 1e-13, "{a}, {b}: {found}");
            }
        }
    }

    #[test]
    fn digits_are_those_of_the_place_from_one() {
        assert_eq!(
            rows(Coding::Base(2), 4),
            [[0., 0., 1.], [0., 1., 0.], [0., 1., 1.], [1., 0., 0.]]
        );
        assert_eq!(rows(Coding::Base(3), 4), [[0., 1.], [0., 2.], [1., 0.], [1., 1.]]);
        assert_eq!(rows(Coding::Gray, 4), [[0., 0., 1.], [0., 1., 1.], [0., 1., 0.], [1., 1., 0.]]);
        assert_eq!(rows(Coding::Thermometer, 3), [[1., 0., 0.], [1., 1., 0.], [1., 1., 1.]]);
        assert_eq!((Coding::Sum.width(1), Coding::Base(2).width(0)), (0, 0));
        assert!(Coding::Sum.rows(5000).is_err());
        assert!(Coding::Base(1).check().is_err());
    }
}
