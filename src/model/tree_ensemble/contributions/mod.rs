//! How much each column contributed to the scores of a row, in the arithmetic of the library that grew the trees.

mod baseline;
mod limits;
mod path;
#[cfg(test)]
mod tests;
mod width;

use super::ensemble::{Precision, TreeEnsemble};
use super::trees::LEAF;
use crate::artifact::Stage;
use crate::data::Matrix;
use crate::error::Error;
use crate::exact;
use crate::model::input::same_columns;
use baseline::baselines;
use path::{Entry, extend, unwind, unwound};
use width::Width;

/// The stage in errors.
const KIND: &str = super::TreeEnsembleScoresModel::KIND;

impl TreeEnsemble {
    /// How much each column contributed to each score of each row, and what the score is before any column is known:
    /// LightGBM's `pred_contrib`, XGBoost's `pred_contribs`, number by number.
    ///
    /// Row after row, for each score one number a column and a last one, the baseline; together they make
    /// [`raw_scores`](Self::raw_scores), up to the roundings of the library.
    ///
    /// # Formula
    /// Shapley values under the trees' own expectation, in which a column that is not known goes both ways, by the
    /// shares of the [cover](super::EnsembleTrees::cover); of a linear booster, slope × cell. A split's share, and so
    /// every number here, is computed in the [precision](Precision) of the trees and in the library's order, which loses
    /// digits in deep trees: XGBoost's numbers add up to its scores in some five digits.
    ///
    /// # Errors
    /// When the columns are not those of the trees. [`ExplainError::Refused`](crate::error::ExplainError::Refused) when
    /// leaves have lines (LightGBM refuses them too), when the file did not say how many training rows came to each node,
    /// when a tree is more than 1,024 splits deep, or when a row would take more than 2³⁴ steps.
    ///
    /// # Examples
    /// ```
    /// use steadfast::import::lightgbm;
    /// use steadfast::prelude::*;
    /// let file = std::fs::read("tests/cases/lgb_poisson_bikeshare/model.txt")
    ///     .map_err(|_| Error::Evaluate("no file".into()))?;
    /// let imported = lightgbm::read(&file)?;
    /// let trees = imported.ensemble();
    /// let row = vec![f64::NAN; trees.columns().len()];
    /// let x = Matrix::from_row_major(imported.columns().clone(), row)?;
    /// let numbers = trees.raw_contributions(&x)?;
    /// assert_eq!(numbers.len(), trees.columns().len() + 1);
    /// let (total, score) = (steadfast::exact::exact_sum(&numbers), trees.raw_scores(&x)?[0]);
    /// assert!((total - score).abs() < 1e-12);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Source
    /// Lundberg, Erion and Lee, "Consistent individualized feature attribution for tree ensembles" (2018), algorithm 2, in
    /// the order of operations of LightGBM's `src/io/tree.cpp` and XGBoost's `src/predictor/cpu_treeshap.cc`.
    #[doc(alias = "pred_contrib")]
    #[doc(alias = "pred_contribs")]
    pub fn raw_contributions(&self, x: &Matrix) -> Result<Vec<f64>, Error> {
        same_columns(KIND, &self.columns, x)?;
        match self.precision {
            Precision::Single => self.contributions_of::<f32>(x),
            Precision::Double | Precision::SingleCells => self.contributions_of::<f64>(x),
        }
    }

    /// What each score is before any column is known: the last number a score of
    /// [`raw_contributions`](Self::raw_contributions).
    ///
    /// # Errors
    /// Those of [`raw_contributions`](Self::raw_contributions).
    #[doc(alias = "expected_value")]
    pub fn raw_baselines(&self) -> Result<Vec<f64>, Error> {
        Ok(match self.precision {
            Precision::Single => self.baselines_of::<f32>()?,
            Precision::Double | Precision::SingleCells => self.baselines_of::<f64>()?,
        })
    }

    fn baselines_of<W: Width>(&self) -> Result<Vec<f64>, Error> {
        limits::check(KIND, &self.trees, self.columns.len())?;
        let baselines = Walk::<W>::new(self, 0).baselines;
        Ok(baselines.into_iter().map(|x| exact::canonical(x.wide())).collect())
    }

    fn contributions_of<W: Width>(&self, x: &Matrix) -> Result<Vec<f64>, Error> {
        let deepest = limits::check(KIND, &self.trees, self.columns.len())?;
        let mut walk = Walk::<W>::new(self, deepest);
        let mut out = Vec::with_capacity(x.rows() * walk.totals.len());
        let mut cells = Vec::with_capacity(self.columns.len());
        for row in x.iter_rows() {
            self.cells(row, &mut cells);
            walk.row(&cells);
            out.extend(walk.totals.iter().map(|x| exact::canonical(x.wide())));
        }
        Ok(out)
    }
}

/// A node to visit.
#[derive(Debug, Clone, Copy)]
struct Step<W> {
    node: usize,
    /// How many splits are above it.
    above: usize,
    column: u32,
    share: W,
    own: W,
}

/// What explains rows, with the room it needs, taken once.
struct Walk<'a, W> {
    ensemble: &'a TreeEnsemble,
    /// Numbers a score: one a column, and the baseline.
    each: usize,
    baselines: Vec<W>,
    /// The way to the node that is visited, and those to the nodes above it.
    ways: Vec<Vec<Entry<W>>>,
    stack: Vec<Step<W>>,
    /// Of one tree, where trees are summed apart: as many numbers as outputs of a leaf have.
    within: Vec<W>,
    totals: Vec<W>,
}

impl<'a, W: Width> Walk<'a, W> {
    fn new(ensemble: &'a TreeEnsemble, deepest: usize) -> Walk<'a, W> {
        let each = ensemble.columns.len() + 1;
        let within = if W::APART { ensemble.trees.outputs() * each } else { 0 };
        Walk {
            ensemble,
            each,
            baselines: baselines(ensemble),
            ways: vec![Vec::new(); deepest + 1],
            stack: Vec::with_capacity(deepest + 2),
            within: vec![W::ZERO; within],
            totals: vec![W::ZERO; ensemble.scores() * each],
        }
    }

    /// The contributions to each score of one row, into `totals`.
    fn row(&mut self, cells: &[f64]) {
        let (each, ensemble) = (self.each, self.ensemble);
        self.totals.fill(W::ZERO);
        for (at, &root) in ensemble.trees.starts.iter().enumerate() {
            let first = ensemble.targets.get(at).map_or(0, |&target| target as usize * each);
            if W::APART {
                let mut within = std::mem::take(&mut self.within);
                within.fill(W::ZERO);
                self.tree(root as usize, cells, &mut within);
                let weight = ensemble.weights.get(at).map_or(W::ONE, |&weight| W::of(weight));
                for (total, value) in self.totals[first..].iter_mut().zip(&within) {
                    *total = *total + *value * weight;
                }
                self.within = within;
            } else {
                let mut totals = std::mem::take(&mut self.totals);
                self.tree(root as usize, cells, &mut totals[first..]);
                self.totals = totals;
            }
        }
        // The linear booster passes over a missing cell.
        for (column, slopes) in ensemble.slopes.chunks_exact(ensemble.scores()).enumerate() {
            for (score, &slope) in slopes.iter().enumerate() {
                if !cells[column].is_nan() {
                    self.totals[score * each + column] = W::of(cells[column]) * W::of(slope);
                }
            }
        }
        for (score, baseline) in self.baselines.iter().enumerate() {
            self.totals[score * each + each - 1] = *baseline;
        }
    }

    /// Every leaf of a tree, first those on the row's own side of a split.
    fn tree(&mut self, root: usize, cells: &[f64], out: &mut [W]) {
        let trees = &self.ensemble.trees;
        if trees.feature[root] == LEAF {
            return;
        }
        let cover = |node: usize| W::of(trees.cover[node]);
        self.stack.push(Step { node: root, above: 0, column: LEAF, share: W::ONE, own: W::ONE });
        while let Some(Step { node, above, column, share, own }) = self.stack.pop() {
            let (before, rest) = self.ways.split_at_mut(above);
            let Some(way) = rest.first_mut() else { continue };
            way.clear();
            if let Some(parent) = before.last() {
                way.extend_from_slice(parent);
            }
            extend(way, column, share, own);
            let column = trees.feature[node];
            if column == LEAF {
                leaf(way, trees.row(trees.left[node] as usize), self.each, out);
                continue;
            }
            let sides = (trees.left[node] as usize, trees.right[node] as usize);
            let goes_left = trees.goes_left(node, cells[column as usize]);
            let (hot, cold) = if goes_left { sides } else { (sides.1, sides.0) };
            let rows = cover(node);
            let (mut share, mut own) = (W::ONE, W::ONE);
            if let Some(at) = way.iter().position(|entry| entry.column == column) {
                (share, own) = (way[at].share, way[at].own);
                unwind(way, at);
            }
            let step = |node, own| {
                let share = cover(node) / rows * share;
                Step { node, above: above + 1, column, share, own }
            };
            self.stack.push(step(cold, W::ZERO));
            self.stack.push(step(hot, own));
        }
    }
}

/// Adds what a leaf with these outputs gives each column on the way to it.
fn leaf<W: Width>(way: &[Entry<W>], outputs: &[f64], each: usize, out: &mut [W]) {
    for (at, entry) in way.iter().enumerate().skip(1) {
        let weight = unwound(way, at);
        for (output, &value) in outputs.iter().enumerate() {
            let place = &mut out[output * each + entry.column as usize];
            *place = *place + weight * (entry.own - entry.share) * W::of(value);
        }
    }
}
