//! Logistic regression row by row, by following the regularised leader.

use super::rows::canonical_order;
use crate::exact::{self, Random};

/// The parameters of McMahan and others, and how often the rows are gone through.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ftrl {
    pub(crate) alpha: f64,
    pub(crate) beta: f64,
    pub(crate) l1: f64,
    pub(crate) l2: f64,
    pub(crate) passes: u32,
    pub(crate) intercept: bool,
    /// What shuffles the rows before each pass; without, they go in their own order.
    pub(crate) seed: Option<u64>,
}

/// One coordinate: its sum of gradients, less what the weights moved, and its sum of squares.
#[derive(Debug, Clone, Copy, Default)]
struct Coordinate {
    z: f64,
    n: f64,
}

impl Coordinate {
    fn weight(self, ftrl: &Ftrl, l1: f64, l2: f64) -> f64 {
        if self.z.abs() <= l1 {
            return 0.0;
        }
        let shrunk = if self.z < 0.0 { self.z + l1 } else { self.z - l1 };
        -shrunk / ((ftrl.beta + self.n.sqrt()) / ftrl.alpha + l2)
    }

    fn learn(&mut self, gradient: f64, weight: f64, alpha: f64) {
        let n = self.n + gradient * gradient;
        let sigma = (n.sqrt() - self.n.sqrt()) / alpha;
        self.z += gradient - sigma * weight;
        self.n = n;
    }
}

impl Ftrl {
    /// One weight a column, and that of the intercept, which no penalty shrinks.
    ///
    /// The rows, `codes` saying which are of the second class, go in the order of their cells: that in which they came
    /// is nothing.
    ///
    /// # Source
    /// McMahan and others, "Ad click prediction: a view from the trenches" (2013), algorithm 1.
    pub(crate) fn fit(&self, columns: &[Vec<f64>], second: &[bool]) -> (Vec<f64>, f64) {
        let codes: Vec<f64> = second.iter().map(|&second| f64::from(u8::from(second))).collect();
        let keys: Vec<&[f64]> = columns.iter().map(Vec::as_slice).chain([&*codes]).collect();
        let sorted = canonical_order(&keys, second.len());
        let mut order = sorted.clone();
        let mut coordinates = vec![Coordinate::default(); columns.len()];
        let mut own = Coordinate::default();
        let mut weights = vec![0.0; columns.len()];
        let mut row = vec![0.0; columns.len()];
        for pass in 0..u64::from(self.passes) {
            if let Some(seed) = self.seed {
                order.copy_from_slice(&sorted);
                Random::new(seed, 0, pass).shuffle(&mut order);
            }
            for &at in &order {
                row.iter_mut().zip(columns).for_each(|(cell, column)| *cell = column[at]);
                for (weight, coordinate) in weights.iter_mut().zip(&coordinates) {
                    *weight = coordinate.weight(self, self.l1, self.l2);
                }
                let shift = own.weight(self, 0.0, 0.0);
                let error = exact::logistic(exact::affine(&row, &weights, shift)) - codes[at];
                let each = coordinates.iter_mut().zip(&weights).zip(&row);
                each.for_each(|((coordinate, weight), cell)| {
                    coordinate.learn(error * cell, *weight, self.alpha);
                });
                if self.intercept {
                    own.learn(error, shift, self.alpha);
                }
            }
        }
        let weight = |coordinate: &Coordinate| coordinate.weight(self, self.l1, self.l2) + 0.0;
        (coordinates.iter().map(weight).collect(), own.weight(self, 0.0, 0.0) + 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FTRL: Ftrl =
        Ftrl { alpha: 0.5, beta: 1.0, l1: 0.0, l2: 0.0, passes: 1, intercept: false, seed: None };

    /// By hand: at weight 0 the error is ½ less the class, and each step divides by (1 + √Σg²)/½.
    #[test]
    fn a_single_row() {
        let (weights, shift) = FTRL.fit(&[vec![2.0]], &[true]);
        // g = −½·2 = −1, z = −1, n = 1: w = 1 / ((1 + 1) / ½).
        assert_eq!((weights, shift), (vec![0.25], 0.0));
        let (weights, _) = Ftrl { l1: 0.5, ..FTRL }.fit(&[vec![2.0]], &[true]);
        assert_eq!(weights, [0.125]);
        let (weights, shift) = Ftrl { l1: 1.0, intercept: true, ..FTRL }.fit(&[vec![2.0]], &[true]);
        // The intercept is not shrunk: g = −½, n = ¼.
        assert_eq!((weights, shift), (vec![0.0], 0.5 / (1.5 / 0.5)));
    }

    #[test]
    fn the_order_of_rows_is_nothing() {
        let columns = [(0..30).map(|i| f64::from(i * 7 % 11)).collect::<Vec<f64>>()];
        let second: Vec<bool> = (0..30).map(|i| i * i % 5 < 2).collect();
        let turn = |i: usize| i * 13 % 30;
        let turned = vec![(0..30).map(|i| columns[0][turn(i)]).collect::<Vec<f64>>()];
        let other: Vec<bool> = (0..30).map(|i| second[turn(i)]).collect();
        for seed in [None, Some(3)] {
            let ftrl = Ftrl { seed, passes: 3, l1: 0.1, l2: 0.1, intercept: true, ..FTRL };
            assert_eq!(ftrl.fit(&columns, &second), ftrl.fit(&turned, &other));
        }
    }
}
