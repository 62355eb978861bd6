//! Trees with what turns their leaves into scores.

use super::link::EnsembleLink;
use super::plan::{Compiled, Preparation, Source, Targets};
use super::rule::ZERO;
use super::trees::EnsembleTrees;
use crate::artifact::Stage;
use crate::data::Matrix;
use crate::error::Error;
use crate::exact;
use crate::model::input::same_columns;
use crate::pipeline::per_column::{check_columns, check_finite};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How wide the numbers are that the trees compare and add.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Precision {
    /// 64 bits: LightGBM and scikit-learn's histogram boosting.
    Double,
    /// Cells and sums are rounded to 32 bits: XGBoost.
    Single,
    /// Cells are rounded to 32 bits, sums are of 64: scikit-learn's trees, forests and gradient boosting.
    SingleCells,
}

/// An ensemble of trees as another library's file states it: any comparison, missing cells by a rule of each split,
/// sets of categories, leaves of one number, of several, or of a line.
///
/// # Formula
/// A score starts at its base and gains one leaf after the other in tree order, in the [precision](Precision) of the
/// library that grew the trees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeEnsemble {
    pub(crate) columns: Arc<[Arc<str>]>,
    pub(crate) precision: Precision,
    /// Whether cells as small as LightGBM's zero are 0.
    pub(crate) snap: bool,
    /// Where each score starts.
    pub(crate) base: Vec<f64>,
    /// One number a column and score, row after row: XGBoost's linear booster. Empty for trees.
    pub(crate) slopes: Vec<f64>,
    /// The score of each tree; empty where a leaf has one number a score.
    pub(crate) targets: Vec<u32>,
    /// What the scores are divided by before the link: the iterations of a forest, else 1.
    pub(crate) divisor: f64,
    pub(crate) link: EnsembleLink,
    pub(crate) trees: EnsembleTrees,
    /// What the leaves of each tree are multiplied with before they are added: of XGBoost's dart. Empty where they are
    /// added as they are, and not stored then: so it was before there were weights.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) weights: Vec<f64>,
    /// The same trees as they are walked.
    #[serde(skip)]
    pub(crate) compiled: Compiled,
}

impl TreeEnsemble {
    /// The columns, in order.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.columns
    }

    /// The trees.
    #[must_use]
    pub fn trees(&self) -> &EnsembleTrees {
        &self.trees
    }

    /// Where each score starts.
    #[must_use]
    pub fn base(&self) -> &[f64] {
        &self.base
    }

    /// How many scores a row has.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.base.len()
    }

    /// What the scores are divided by before the link: the iterations of a forest, else 1.
    #[must_use]
    pub fn divisor(&self) -> f64 {
        self.divisor
    }

    /// What is made of the scores.
    #[must_use]
    pub fn link(&self) -> EnsembleLink {
        self.link
    }

    /// Everything that answering a row relies on.
    pub(crate) fn check(&self) -> Result<(), String> {
        check_columns(&self.columns, &[])?;
        self.trees.check(self.columns.len())?;
        check_finite("base", &self.base)?;
        self.link.check()?;
        let (scores, outputs) = (self.scores(), self.trees.outputs());
        let vector = self.targets.is_empty() && self.trees.count() > 0;
        let fits = if vector {
            outputs == scores
        } else {
            let inside = self.targets.iter().all(|&target| (target as usize) < scores);
            outputs == 1 && self.targets.len() == self.trees.count() && inside
        };
        if scores == 0 || !fits {
            let trees = self.trees.count();
            return Err(format!("{trees} trees of {outputs} outputs for {scores} scores"));
        }
        if !(self.divisor.is_finite() && self.divisor >= 1.0) {
            return Err(format!("scores divided by {}", self.divisor));
        }
        check_finite("slopes", &self.slopes)?;
        let slopes = self.columns.len().saturating_mul(scores);
        if !(self.slopes.is_empty() || self.slopes.len() == slopes) {
            return Err(format!("{} slopes, not {slopes}", self.slopes.len()));
        }
        check_finite("weights", &self.weights)?;
        let weighed =
            self.weights.len() == self.trees.count() && self.precision == Precision::Single;
        if !(self.weights.is_empty() || weighed) {
            let (weights, trees) = (self.weights.len(), self.trees.count());
            return Err(format!("{weights} weights for {trees} trees in {:?}", self.precision));
        }
        let single = |x: &f64| f64::from(*x as f32).to_bits() == x.to_bits();
        if self.precision == Precision::Single {
            let numbers = self.base.iter().chain(&self.slopes).chain(&self.weights);
            let numbers = numbers.chain(&self.trees.leaves);
            if !numbers.clone().all(single) || self.divisor.to_bits() != 1f64.to_bits() {
                return Err("numbers that are not of single precision".to_owned());
            }
        }
        Ok(())
    }

    /// A row's cells as the trees compare them.
    pub(super) fn cells(&self, row: &[f64], out: &mut Vec<f64>) {
        out.clear();
        match (self.precision, self.snap) {
            (Precision::Single | Precision::SingleCells, _) => {
                out.extend(row.iter().map(|&cell| f64::from(cell as f32)))
            }
            (_, true) => {
                out.extend(row.iter().map(|&cell| if cell.abs() <= ZERO { 0.0 } else { cell }));
            }
            _ => out.extend_from_slice(row),
        }
    }

    /// What is left of 1, in the precision of the ensemble.
    pub(super) fn complement(&self, share: f64) -> f64 {
        match self.precision {
            Precision::Double | Precision::SingleCells => 1.0 - share,
            Precision::Single => f64::from(1.0 - share as f32),
        }
    }

    fn product(&self, cell: f64, slope: f64) -> f64 {
        match self.precision {
            Precision::Double | Precision::SingleCells => cell * slope,
            Precision::Single => f64::from(cell as f32 * slope as f32),
        }
    }

    /// One number more in a score.
    fn gain(&self, score: &mut f64, value: f64) {
        *score = match self.precision {
            Precision::Double | Precision::SingleCells => *score + value,
            Precision::Single => f64::from(*score as f32 + value as f32),
        };
    }

    /// What a number of a leaf counts in a tree.
    fn weigh(&self, tree: usize, value: f64) -> f64 {
        match self.weights.get(tree) {
            Some(&weight) => self.product(value, weight),
            None => value,
        }
    }

    /// The trees as a plan reads them.
    pub(super) fn source(&self) -> Source<'_> {
        let trees = &self.trees;
        Source {
            width: self.columns.len(),
            preparation: Preparation::of(self),
            single: self.precision == Precision::Single,
            starts: &trees.starts,
            feature: &trees.feature,
            threshold: &trees.threshold,
            left: &trees.left,
            right: &trees.right,
            outputs: trees.outputs(),
            leaves: &trees.leaves,
            targets: if self.targets.is_empty() {
                Targets::All
            } else {
                Targets::Each(&self.targets)
            },
            ensemble: Some((trees, &self.weights)),
        }
    }

    /// Adds the leaves of all trees to the scores of all rows by the plan, if there is one.
    fn add_planned(&self, rows: &[f64], scores: &mut [f64]) -> bool {
        let source = self.source();
        let plan = self.compiled.plan(&source, self.scores());
        plan.add(&source, &self.base, rows, scores, |tree, leaf, cells, scores| {
            self.add_leaf(tree, leaf, cells, scores);
        })
    }

    /// Adds the line through the columns that XGBoost's linear booster has.
    fn add_slopes(&self, cells: &[f64], scores: &mut [f64]) {
        // XGBoost passes over a missing cell, and adds column after column.
        for (cell, slopes) in cells.iter().zip(self.slopes.chunks_exact(scores.len())) {
            if !cell.is_nan() {
                for (score, slope) in scores.iter_mut().zip(slopes) {
                    self.gain(score, self.product(*cell, *slope));
                }
            }
        }
    }

    /// Adds the leaf of a tree.
    pub(super) fn add_leaf(&self, tree: usize, leaf: usize, cells: &[f64], scores: &mut [f64]) {
        match self.targets.get(tree) {
            Some(&target) => {
                let value = self.trees.value(leaf, cells);
                self.gain(&mut scores[target as usize], self.weigh(tree, value));
            }
            None => {
                for (score, &value) in scores.iter_mut().zip(self.trees.row(leaf)) {
                    self.gain(score, self.weigh(tree, value));
                }
            }
        }
    }

    /// One tree after the other, as the file states it.
    pub(super) fn add_plainly(&self, cells: &[f64], scores: &mut [f64]) {
        for (tree, &root) in self.trees.starts.iter().enumerate() {
            self.add_leaf(tree, self.trees.leaf(root, cells), cells, scores);
        }
    }

    /// The scores of every row before division and link, [`scores`](Self::scores) numbers a row.
    ///
    /// # Errors
    /// When the columns are not those of the trees.
    pub fn raw_scores(&self, x: &Matrix) -> Result<Vec<f64>, Error> {
        self.each(x, |_| ())
    }

    /// The answers of every row, [`scores`](Self::scores) numbers a row.
    ///
    /// # Errors
    /// When the columns are not those of the trees.
    pub fn answers(&self, x: &Matrix) -> Result<Vec<f64>, Error> {
        let divide = self.divisor.to_bits() != 1f64.to_bits();
        self.each(x, |scores| {
            if divide {
                scores.iter_mut().for_each(|score| *score /= self.divisor);
            }
            self.link.apply(self.precision, scores);
        })
    }

    /// What the library that grew the trees calls the leaf of each row in each tree, row after row.
    ///
    /// # Errors
    /// When the columns are not those of the trees.
    pub fn leaf_names(&self, x: &Matrix) -> Result<Vec<u32>, Error> {
        same_columns(super::TreeEnsembleScoresModel::KIND, &self.columns, x)?;
        let mut out = Vec::with_capacity(x.rows() * self.trees.count());
        let mut cells = Vec::with_capacity(self.columns.len());
        for row in x.iter_rows() {
            self.cells(row, &mut cells);
            let leaf = |&root: &u32| self.trees.leaf_names[self.trees.leaf(root, &cells)];
            out.extend(self.trees.starts.iter().map(leaf));
        }
        Ok(out)
    }

    fn each(&self, x: &Matrix, mut finish: impl FnMut(&mut [f64])) -> Result<Vec<f64>, Error> {
        same_columns(super::TreeEnsembleScoresModel::KIND, &self.columns, x)?;
        let scores = self.scores();
        let mut out = self.base.repeat(x.rows());
        let planned = self.slopes.is_empty() && self.add_planned(x.as_slice(), &mut out);
        let mut cells = Vec::with_capacity(self.columns.len());
        for (row, scores) in x.iter_rows().zip(out.chunks_exact_mut(scores)) {
            if !planned {
                self.cells(row, &mut cells);
                self.add_slopes(&cells, scores);
                self.add_plainly(&cells, scores);
            }
            finish(scores);
            scores.iter_mut().for_each(|score| *score = exact::canonical(*score));
        }
        Ok(out)
    }

    /// The version of the stages it is stored in: 2 where its trees have weights.
    pub(super) fn version(&self) -> u32 {
        if self.weights.is_empty() { 1 } else { 2 }
    }

    /// Counts and splits a column, as lines for a report.
    pub(super) fn report(&self) -> Vec<(String, String)> {
        let mut lines = vec![
            ("trees".to_owned(), self.trees.count().to_string()),
            ("nodes".to_owned(), self.trees.nodes().to_string()),
            ("precision".to_owned(), format!("{:?}", self.precision)),
            ("link".to_owned(), format!("{:?}", self.link)),
        ];
        let splits = self.trees.splits(self.columns.len());
        lines.extend(
            self.columns
                .iter()
                .zip(splits)
                .map(|(name, n)| (name.to_string(), format!("{n} splits"))),
        );
        lines
    }
}
