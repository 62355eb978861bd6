//! Decision trees: classification and regression by exhaustive search for the best cut (CART).
//!
//! # Formula
//! A node takes the cut `x ≤ threshold` that lowers the impurity of its rows the most: the variance of
//! the target, Gini's index, or the entropy of the classes. Of equal gains the lowest column wins, then
//! the lowest threshold. The threshold is the midpoint of the neighbouring values on either side, or
//! the lower of them where the midpoint is rounded up to the higher. An impure node is cut even if the
//! best gain is zero, as scikit-learn does (each of the two columns of an exclusive or gains nothing).
//!
//! # Determinism
//! The same bits everywhere and for any order of the rows. Columns enter as ranks, classes as counts
//! and targets as whole numbers: once, each target's distance from the middle of their range is
//! rounded to a multiple of a power of two, 31 to 50 bits below the largest (62 less the bits of the
//! number of rows, and 50 for up to 4095 rows). All sums are then exact, and gains are compared as
//! exact fractions. Targets that differ by less than such a multiple count as equal. Entropies are
//! compared as sums of `m ln m`, each once rounded to a fixed multiple. A row with `c` copies weighs as
//! much as `c` equal rows in everything, minima included.
//!
//! Draws of columns are keyed by (seed, tree, path from the root), those of thresholds by the column too: neither the
//! order in which nodes are grown nor any other tree changes them.
//!
//! # Missing values
//! Fitting refuses NaN. A fitted tree sends NaN right, as no threshold is above it.
//!
//! # Source
//! Breiman, Friedman, Olshen and Stone, *Classification and Regression Trees* (1984);
//! Geurts, Ernst and Wehenkel, "Extremely randomized trees" (2006), for thresholds that are drawn.
//! `DecisionTreeClassifier` and `DecisionTreeRegressor` of scikit-learn 1.9 for the parameters, the
//! thresholds and the order of the nodes. Unlike them, columns are not rounded to `f32`, values closer
//! than 1e-7 are told apart, and ties are not drawn.

mod classes;
mod criterion;
mod grow;
mod nodes;
mod numbers;
mod ranks;
mod search;
mod weighted;

#[allow(unused_imports, reason = "what no stage uses yet")]
pub(crate) use nodes::{LEAF, Tree, cell, shares};
pub(crate) use ranks::Ranks;

use classes::{Classes, Logarithms, Squares};
use numbers::Numbers;
use weighted::{Answers, Weighted};

/// The most rows, copies counted.
const MOST_ROWS: u64 = (1 << 31) - 1;

/// How far a tree grows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Growth {
    /// The most cuts on the way to a leaf; no limit if `None`.
    pub(crate) max_depth: Option<u32>,
    /// A node with fewer rows is a leaf; below 2 is as 2.
    pub(crate) min_samples_split: u32,
    /// No side of a cut has fewer rows; 0 is as 1.
    pub(crate) min_samples_leaf: u32,
    /// The most leaves, the cuts with the largest decrease being made first; no limit if `None`.
    pub(crate) max_leaf_nodes: Option<u32>,
    /// A cut must lower the impurity, weighted by the node's share of all rows, by at least this (but
    /// for one ε). The impurity is the variance, Gini's index, or the entropy in bits.
    pub(crate) min_impurity_decrease: f64,
    /// How many columns are drawn to be searched at each node, more being drawn while all are constant
    /// there; all if `None`, and 0 is as 1.
    pub(crate) max_features: Option<u32>,
    /// Which cuts of a column are looked at.
    pub(crate) splitter: Splitter,
    /// The seed of these draws, and of those of thresholds.
    pub(crate) seed: u64,
    /// Tells the trees of one seed apart.
    pub(crate) tree: u64,
}

impl Default for Growth {
    fn default() -> Self {
        Self {
            max_depth: None,
            min_samples_split: 2,
            min_samples_leaf: 1,
            max_leaf_nodes: None,
            min_impurity_decrease: 0.0,
            max_features: None,
            splitter: Splitter::Best,
            seed: 0,
            tree: 0,
        }
    }
}

/// Which cuts of a column are looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Splitter {
    /// All of them.
    #[default]
    Best,
    /// One, drawn uniformly between the node's least and largest value.
    Random,
}

/// What a tree of classes tries to lower.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Impurity {
    /// `1 − Σ p²`
    #[default]
    Gini,
    /// `−Σ p log₂ p`
    Entropy,
}

/// Why no tree was grown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TreeError {
    /// Nothing to learn from.
    #[error("expected at least one row with at least one copy")]
    NoRows,
    /// Rows are counted in 31 bits.
    #[error("expected at most {MOST_ROWS} rows, copies counted")]
    TooManyRows,
    /// Columns, targets or copies of different lengths.
    #[error("expected {expected} {what}, found {found}")]
    Length {
        /// What there is a wrong number of.
        what: &'static str,
        /// As many as the first column has rows.
        expected: usize,
        /// The number given.
        found: usize,
    },
    /// A cell that cannot be ranked.
    #[error("column {column}, row {row}: expected a number, found NaN")]
    Missing {
        /// Place of the column.
        column: usize,
        /// Row.
        row: usize,
    },
    /// A target that is NaN or infinite.
    #[error("target, row {row}: expected a finite number")]
    Target {
        /// Row.
        row: usize,
    },
    /// A class without a place among the classes.
    #[error("target, row {row}: expected a class below {classes}")]
    Class {
        /// Row.
        row: usize,
        /// Number of classes.
        classes: u32,
    },
}

/// Grows a tree of means; each row stands for `copies` rows, by default one.
pub(crate) fn grow_numbers(
    ranks: &Ranks,
    target: &[f64],
    copies: Option<&[u32]>,
    growth: &Growth,
) -> Result<Tree, TreeError> {
    ranks.check_length("targets", target.len())?;
    let rows = grow::Rows::new(ranks, target.len(), copies)?;
    let numbers = Numbers::new(target, &rows)?;
    Ok(grow::grow(ranks, rows, numbers, growth))
}

/// Grows a tree of the shares of `classes` classes, whose codes are below that number.
pub(crate) fn grow_classes(
    ranks: &Ranks,
    (target, classes): (&[u32], u32),
    impurity: Impurity,
    copies: Option<&[u32]>,
    growth: &Growth,
) -> Result<Tree, TreeError> {
    ranks.check_length("targets", target.len())?;
    let rows = grow::Rows::new(ranks, target.len(), copies)?;
    if let Some(row) = target.iter().position(|&class| class >= classes) {
        return Err(TreeError::Class { row, classes });
    }
    Ok(match impurity {
        Impurity::Gini => {
            grow::grow(ranks, rows.clone(), Classes::new(Squares, target, classes, &rows), growth)
        }
        Impurity::Entropy => {
            let logarithms = Logarithms::new(rows.total);
            grow::grow(
                ranks,
                rows.clone(),
                Classes::new(logarithms, target, classes, &rows),
                growth,
            )
        }
    })
}

/// [`grow_numbers`] where each row counts as much as its weight; of rows without copies none does.
pub(crate) fn grow_numbers_weighted(
    ranks: &Ranks,
    (target, weights): (&[f64], &[f64]),
    copies: Option<&[u32]>,
    growth: &Growth,
) -> Result<Tree, TreeError> {
    ranks.check_length("targets", target.len())?;
    let (rows, copies, weights) = weighted::rows(ranks, target.len(), copies, weights)?;
    let numbers = Numbers::new(target, &rows)?;
    let numbers = Weighted::new(numbers, copies, weights, Answers::Numbers(target));
    Ok(grow::grow(ranks, rows, numbers, growth))
}

/// [`grow_classes`] where each row counts as much as its weight.
pub(crate) fn grow_classes_weighted(
    ranks: &Ranks,
    (target, classes, weights): (&[u32], u32, &[f64]),
    impurity: Impurity,
    growth: &Growth,
) -> Result<Tree, TreeError> {
    ranks.check_length("targets", target.len())?;
    let (rows, copies, weights) = weighted::rows(ranks, target.len(), None, weights)?;
    if let Some(row) = target.iter().position(|&class| class >= classes) {
        return Err(TreeError::Class { row, classes });
    }
    let answers = Answers::Classes(target, classes);
    Ok(match impurity {
        Impurity::Gini => {
            let units = Classes::new(Squares, target, classes, &rows);
            grow::grow(ranks, rows, Weighted::new(units, copies, weights, answers), growth)
        }
        Impurity::Entropy => {
            let units = Classes::new(Logarithms::new(rows.total), target, classes, &rows);
            grow::grow(ranks, rows, Weighted::new(units, copies, weights, answers), growth)
        }
    })
}

/// [`grow_numbers`] from the columns themselves.
pub(crate) fn fit_numbers(
    columns: &[&[f64]],
    target: &[f64],
    growth: &Growth,
) -> Result<Tree, TreeError> {
    grow_numbers(&Ranks::new(columns)?, target, None, growth)
}

/// [`grow_classes`] from the columns themselves.
pub(crate) fn fit_classes(
    columns: &[&[f64]],
    target: (&[u32], u32),
    impurity: Impurity,
    growth: &Growth,
) -> Result<Tree, TreeError> {
    grow_classes(&Ranks::new(columns)?, target, impurity, None, growth)
}

#[cfg(test)]
mod law_tests;
#[cfg(test)]
mod peer_tests;
#[cfg(test)]
mod tests;
