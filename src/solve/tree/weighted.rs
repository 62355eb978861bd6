//! Rows that count with weights.
//!
//! # Formula
//! Cuts are looked for with whole numbers in the place of weights: with the weights themselves where all are whole and
//! their sum is small enough to be counted, else with their shares of the sum in units of 2⁻³⁰, rounded, and one unit at
//! least. A leaf answers with the weights as they are. Minima count rows, as scikit-learn's do.

use super::criterion::{Criterion, Gain};
use super::grow::Rows;
use super::{MOST_ROWS, Ranks, TreeError};
use crate::exact::{self, ExactSum};

/// What the weights of all rows are shared out in.
const WHOLE: f64 = (1u64 << 30) as f64;

/// What is answered by a leaf.
#[derive(Clone, Copy, Debug)]
pub(super) enum Answers<'a> {
    /// The mean.
    Numbers(&'a [f64]),
    /// The shares of so many classes.
    Classes(&'a [u32], u32),
}

/// Rows by their weights, of which `copies` are there: in units, and how often and how much each is there.
pub(super) fn rows(
    ranks: &Ranks,
    count: usize,
    copies: Option<&[u32]>,
    weights: &[f64],
) -> Result<(Rows, Vec<u32>, Vec<f64>), TreeError> {
    let copies = copies.map_or_else(|| vec![1; count], <[u32]>::to_vec);
    let of = |(&weight, &copies): (&f64, &u32)| weight * f64::from(copies);
    let weights: Vec<f64> = weights.iter().zip(&copies).map(of).collect();
    let total = exact::exact_sum(&weights);
    let whole = |weight: &f64| weight.trunc() == *weight;
    let units: Vec<u32> = if total <= MOST_ROWS as f64 && weights.iter().all(whole) {
        weights.iter().map(|&weight| weight as u32).collect()
    } else {
        let share = |&weight: &f64| match weight > 0.0 {
            true => ((weight / total * WHOLE).round_ties_even() as u32).max(1),
            false => 0,
        };
        weights.iter().map(share).collect()
    };
    Ok((Rows::new(ranks, count, Some(&units))?, copies, weights))
}

/// A criterion over units of weight, which knows rows and weights besides.
#[derive(Clone, Debug)]
pub(super) struct Weighted<'a, C> {
    units: C,
    copies: Vec<u32>,
    weights: Vec<f64>,
    answers: Answers<'a>,
    whole: u64,
    left: u64,
}

impl<'a, C> Weighted<'a, C> {
    pub(super) fn new(units: C, copies: Vec<u32>, weights: Vec<f64>, answers: Answers<'a>) -> Self {
        Self { units, copies, weights, answers, whole: 0, left: 0 }
    }

    fn copies(&self, row: u32) -> u64 {
        self.copies.get(row as usize).copied().unwrap_or(0).into()
    }

    fn weight_of(&self, row: u32) -> f64 {
        self.weights.get(row as usize).copied().unwrap_or(0.0)
    }
}

impl<C: Criterion> Criterion for Weighted<'_, C> {
    fn enter(&mut self, rows: &[u32]) {
        self.units.enter(rows);
        self.whole = 0;
        for &row in rows {
            self.whole += self.copies(row);
        }
    }

    fn weight(&self) -> u64 {
        self.units.weight()
    }

    fn count(&self) -> u64 {
        self.whole
    }

    fn impurity(&self) -> f64 {
        self.units.impurity()
    }

    fn restart(&mut self) {
        self.units.restart();
        self.left = 0;
    }

    #[inline]
    fn take(&mut self, row: u32) {
        self.units.take(row);
        self.left += self.copies(row);
    }

    fn left_count(&self) -> u64 {
        self.left
    }

    #[inline]
    fn gain(&self) -> Gain {
        self.units.gain()
    }

    fn decrease(&self, gain: &Gain) -> f64 {
        self.units.decrease(gain)
    }

    fn absolute(&self, impurity: f64) -> f64 {
        self.units.absolute(impurity)
    }

    fn outputs(&self) -> usize {
        self.units.outputs()
    }

    fn answer(&mut self, rows: &[u32], out: &mut Vec<f64>) {
        match self.answers {
            Answers::Numbers(target) => {
                let y = |row: u32| target.get(row as usize).copied().unwrap_or(0.0);
                let values: Vec<f64> = rows.iter().map(|&row| y(row)).collect();
                let first = values.first().copied().unwrap_or(0.0);
                if values.iter().all(|&y| y == first) {
                    // Of two zeros the positive one.
                    return out.push(first + 0.0);
                }
                let weights: Vec<f64> = rows.iter().map(|&row| self.weight_of(row)).collect();
                out.push(exact::weighted_mean(&values, &weights).unwrap_or(0.0));
            }
            Answers::Classes(target, classes) => {
                let mut sums = vec![ExactSum::new(); classes as usize];
                let mut total = ExactSum::new();
                for &row in rows {
                    let class = target.get(row as usize).copied().unwrap_or(u32::MAX);
                    if let Some(sum) = sums.get_mut(class as usize) {
                        sum.add(self.weight_of(row));
                        total.add(self.weight_of(row));
                    }
                }
                out.extend(sums.iter().map(|sum| sum.sum() / total.sum()));
            }
        }
    }
}
