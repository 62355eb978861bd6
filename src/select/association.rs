//! How much two columns say the same.

use crate::exact::{self, ExactComoments, Member, Ties};
use crate::metrics;
use serde::{Deserialize, Serialize};

/// How correlation is measured.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Association {
    /// Of the values: how close they are to a straight line.
    #[default]
    Pearson,
    /// Of their ranks, ties at the mean of theirs: how close they are to a monotone curve.
    Spearman,
    /// Kendall's τ-b: how many more pairs of rows stand in the same order than in the opposite one.
    Kendall,
}

impl Association {
    /// Over the rows where both have a value; 0 where it does not exist.
    pub(super) fn between(self, a: &[f64], b: &[f64]) -> f64 {
        let both = a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan());
        let (a, b): (Vec<f64>, Vec<f64>) = both.map(|(&a, &b)| (a, b)).unzip();
        let r = match self {
            Association::Pearson => exact::pearson(&a, &b),
            Association::Spearman => {
                let ranks = |values: &[f64]| exact::rank(values, Ties::Average);
                exact::pearson(&ranks(&a), &ranks(&b))
            }
            Association::Kendall => metrics::kendall_tau_b(&a, &b).ok(),
        };
        or_zero(r)
    }
}

fn or_zero(r: Option<f64>) -> f64 {
    r.filter(|r| !r.is_nan()).unwrap_or(0.0)
}

/// Columns of which pairs are compared.
pub(super) struct Pairs<'c> {
    association: Association,
    columns: &'c [Vec<f64>],
    /// What is laid along a straight line, of each column without missing values.
    lines: Vec<Option<Member<'c>>>,
}

impl<'c> Pairs<'c> {
    pub(super) fn of(association: Association, columns: &'c [Vec<f64>]) -> Self {
        let line = |column: &'c Vec<f64>| {
            if column.iter().any(|x| x.is_nan()) {
                return None;
            }
            match association {
                Association::Pearson => Some(Member::new(column)),
                Association::Spearman => Some(Member::new(exact::rank(column, Ties::Average))),
                Association::Kendall => None,
            }
        };
        Self { association, columns, lines: columns.iter().map(line).collect() }
    }

    /// As [`Association::between`] has it.
    pub(super) fn between(&self, a: usize, b: usize) -> f64 {
        match (&self.lines[a], &self.lines[b]) {
            (Some(a), Some(b)) => or_zero(ExactComoments::of_members(a, b).pearson()),
            _ => self.association.between(&self.columns[a], &self.columns[b]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_whole_columns_are_those_of_two() {
        let cell = |row: usize, column: usize| (row * row * (column + 3) % 17) as f64 / 3.0;
        let mut columns: Vec<Vec<f64>> =
            (0..4).map(|column| (0..150).map(|row| cell(row, column)).collect()).collect();
        columns[2][7] = f64::NAN;
        columns.push(vec![2.0; 150]);
        for association in [Association::Pearson, Association::Spearman, Association::Kendall] {
            let pairs = Pairs::of(association, &columns);
            for (a, b) in (0..5).flat_map(|a| (0..5).map(move |b| (a, b))) {
                let expected = association.between(&columns[a], &columns[b]);
                assert_eq!(pairs.between(a, b).to_bits(), expected.to_bits(), "{a} {b}");
                assert_eq!(expected == 0.0, a == 4 || b == 4, "{a} {b}: {expected}");
            }
        }
    }
}
