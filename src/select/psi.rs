//! Columns whose distribution has moved.

mod split;

pub use split::Cut;

use super::verdict::{judges, refuse};
use super::{Judge, MissingValues, Verdicts};
use crate::data::{Column, Table, Types};
use crate::error::Error;
use crate::exact::{self, Quantile};
use crate::pipeline::Target;
use crate::pipeline::per_column::{bad_column, columns_for, reals, texts};
use crate::solve::special::chi2_sf;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How the numbers of the earlier rows are cut into bins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Bins {
    /// At their quantiles, so that each bin has as many rows; equal edges are one.
    #[default]
    Frequency,
    /// From the least to the largest in steps of one width.
    Width,
}

/// What index is too high.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum PsiThreshold {
    /// One above this number.
    Above(f64),
    /// One that rows of one distribution exceed with this probability: above
    /// `χ²(1 − p, bins − 1)·(1/n + 1/m)`.
    Probability(f64),
}

/// Drops columns whose population stability index between two parts of the rows is too high.
///
/// Takes and gives a [`Table`]; numeric columns are judged, others pass through, but for text columns that
/// [`columns`](Self::columns) names. A dropped column need not be there when the fitted stage is applied.
///
/// # Formula
/// The rows are split at a [`Cut`] of one column, or by their place. With `a` and `b` the shares of the
/// earlier and of the later rows in a bin, or of a level, the index is `Σ (b − a)·ln(b / a)`; an empty share is
/// [`floor`](Self::floor). The bins are learned from the earlier rows, the outermost reach to ±∞, and
/// each holds its right edge.
///
/// # Learned state
/// The index of each column.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact; in any row order when the rows are split by a column,
/// and by their place only in the same order.
///
/// # Errors
/// Fitting fails when no column is there to judge, a value is missing and that is refused, a number is infinite,
/// the column to split by has missing values, either part has fewer rows than there are bins, or a
/// parameter is outside its range.
///
/// # Source
/// `DropHighPSIFeatures` of Feature-engine 1.9; the threshold by probability is formula 5.2 of Yurdakul,
/// "Statistical properties of population stability index" (2018).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("year", Column::integers([2020, 2020, 2020, 2021, 2021, 2021]))?
///     .with("price", Column::Real(vec![1.0, 2.0, 3.0, 7.0, 8.0, 9.0]))?
///     .with("size", Column::Real(vec![1.0, 2.0, 3.0, 1.0, 2.0, 3.0]))?;
/// let fitted = DropHighPsi::by("year").bins(3).fit(&x, &())?;
/// assert_eq!(fitted.dropped(), ["price".into()]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DropHighPSIFeatures")]
#[doc(alias = "population stability index")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropHighPsi {
    split_by: Option<String>,
    cut: Cut,
    switch: bool,
    columns: Option<Vec<String>>,
    threshold: PsiThreshold,
    bins: u64,
    strategy: Bins,
    floor: f64,
    missing: MissingValues,
}

impl DropHighPsi {
    fn new(split_by: Option<String>) -> DropHighPsi {
        DropHighPsi {
            split_by,
            cut: Cut::Share(0.5),
            switch: false,
            columns: None,
            threshold: PsiThreshold::Above(0.25),
            bins: 10,
            strategy: Bins::default(),
            floor: 1e-4,
            missing: MissingValues::default(),
        }
    }

    /// Compares rows with low values of one column to those with high ones; that column is not judged.
    #[doc(alias = "split_col")]
    #[must_use]
    pub fn by(column: impl Into<String>) -> DropHighPsi {
        DropHighPsi::new(Some(column.into()))
    }

    /// Compares the first rows to the last; what is learned depends on their order.
    #[must_use]
    pub fn by_row() -> DropHighPsi {
        DropHighPsi::new(None)
    }

    /// Where the rows are split; by default half of them are earlier.
    #[doc(alias = "cut_off")]
    #[doc(alias = "split_frac")]
    #[doc(alias = "split_distinct")]
    #[must_use]
    pub fn cut(mut self, cut: Cut) -> DropHighPsi {
        self.cut = cut;
        self
    }

    /// Whether the later rows make the bins, and the earlier are compared to them; by default not.
    #[must_use]
    pub fn switch(mut self, switch: bool) -> DropHighPsi {
        self.switch = switch;
        self
    }

    /// The columns to judge, numeric or text; by default all numeric ones.
    #[doc(alias = "variables")]
    #[must_use]
    pub fn columns(mut self, names: impl IntoIterator<Item = impl Into<String>>) -> DropHighPsi {
        self.columns = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// What index is too high; by default one above 0.25.
    #[doc(alias = "p_value")]
    #[must_use]
    pub fn threshold(mut self, threshold: PsiThreshold) -> DropHighPsi {
        self.threshold = threshold;
        self
    }

    /// How many bins numbers are cut into, 2 or more; by default 10.
    #[must_use]
    pub fn bins(mut self, bins: u64) -> DropHighPsi {
        self.bins = bins;
        self
    }

    /// How numbers are cut; by default into bins of as many rows.
    #[must_use]
    pub fn strategy(mut self, strategy: Bins) -> DropHighPsi {
        self.strategy = strategy;
        self
    }

    /// The share that stands for an empty bin, above 0; by default 0.0001.
    #[doc(alias = "min_pct_empty_bins")]
    #[must_use]
    pub fn floor(mut self, floor: f64) -> DropHighPsi {
        self.floor = floor;
        self
    }

    /// What missing values count as: by default fitting fails; else they are left out.
    #[doc(alias = "missing_values")]
    #[must_use]
    pub fn missing(mut self, missing: MissingValues) -> DropHighPsi {
        self.missing = missing;
        self
    }

    fn check_parameters(&self) -> Result<(), Error> {
        let stage = Self::KIND;
        if self.bins < 2 {
            return Err(refuse(stage, "bins", "2 or more", self.bins));
        }
        if !(self.floor > 0.0 && self.floor <= 1.0) {
            return Err(refuse(stage, "floor", "above 0 and at most 1", self.floor));
        }
        match self.threshold {
            PsiThreshold::Above(limit) if limit.is_nan() || limit < 0.0 => {
                Err(refuse(stage, "threshold", "0 or more", limit))
            }
            PsiThreshold::Probability(p) if !(0.0..=1.0).contains(&p) => {
                Err(refuse(stage, "threshold", "a probability between 0 and 1", p))
            }
            _ => Ok(()),
        }
    }

    /// The names of the columns to judge.
    fn judged(&self, x: &Table) -> Result<Arc<[Arc<str>]>, Error> {
        let judged: Arc<[Arc<str>]> = match &self.columns {
            None => columns_for(Self::KIND, x, Types::NUMERIC)?,
            Some(names) => names.iter().map(|name| Arc::from(name.as_str())).collect(),
        };
        let split = |name: &Arc<str>| self.split_by.as_deref() == Some(&**name);
        let left: Arc<[Arc<str>]> = judged.iter().filter(|name| !split(name)).cloned().collect();
        if left.is_empty() {
            let found = "only the one the rows are split by";
            return Err(refuse(Self::KIND, "columns", "one or more to judge", found));
        }
        Ok(left)
    }

    /// Σ (b − a)·ln(b / a) of the counts in bins.
    fn index(&self, bins: &BTreeMap<Bin, (u64, u64)>) -> f64 {
        let (earlier, later) = bins.values().fold((0, 0), |(a, b), bin| (a + bin.0, b + bin.1));
        let share = |count: u64, all: u64| {
            if count == 0 { self.floor } else { count as f64 / all as f64 }
        };
        let term = |&(a, b): &(u64, u64)| {
            let (a, b) = (share(a, earlier), share(b, later));
            (b - a) * exact::ln(b / a)
        };
        exact::exact_sum(&bins.values().map(term).collect::<Vec<f64>>())
    }

    /// The index above which a column is dropped.
    fn limit(&self, earlier: u64, later: u64, bins: u64) -> f64 {
        match self.threshold {
            PsiThreshold::Above(limit) => limit,
            PsiThreshold::Probability(p) => {
                let per_row = 1.0 / earlier as f64 + 1.0 / later as f64;
                chi2_quantile(p, bins.saturating_sub(1) as f64) * per_row
            }
        }
    }
}

/// The inner edges of the bins.
pub(super) fn edges(values: &[f64], bins: u64, strategy: Bins) -> Vec<f64> {
    let sorted = exact::sorted(values);
    let (Some(&low), Some(&high)) = (sorted.first(), sorted.last()) else { return Vec::new() };
    let (low, high) = match strategy {
        Bins::Width if low == high => {
            // A single value stands in the middle of a narrow range.
            let room = if low == 0.0 { 0.001 } else { 0.001 * low.abs() };
            (low - room, high + room)
        }
        _ => (low, high),
    };
    let count = bins as f64;
    let share = 1.0 / count;
    let step = (high - low) / count;
    let edge = |bin: u64| {
        let bin = bin as f64;
        match strategy {
            // Rounded as the peer rounds it, to a percentage and back.
            Bins::Frequency => {
                exact::quantile(&sorted, bin * share * 100.0 / 100.0, Quantile::Linear)
            }
            Bins::Width => Some(bin * step + low),
        }
    };
    let mut edges: Vec<f64> = [low].into_iter().chain((1..bins).filter_map(edge)).collect();
    edges.push(high);
    edges.dedup();
    // The outermost reach as far as there are numbers.
    edges.pop();
    edges.into_iter().skip(1).collect()
}

/// Where a row falls.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Bin {
    Between(usize),
    Level(Arc<str>),
}

/// The value that χ² exceeds with probability `p`, by halving: the least with a probability not above.
fn chi2_quantile(p: f64, freedom: f64) -> f64 {
    if freedom <= 0.0 || p >= 1.0 {
        return 0.0;
    }
    // Doubles above zero stand in the order of their bits.
    let (mut low, mut high) = (0, f64::INFINITY.to_bits());
    while low < high {
        let middle = low + (high - low) / 2;
        if chi2_sf(f64::from_bits(middle), freedom) > p {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    f64::from_bits(low)
}

judges!(DropHighPsi, Types::ALL);

impl Judge for DropHighPsi {
    const KIND: &'static str = "select.psi";

    fn measure(&self) -> String {
        "PSI".to_owned()
    }

    fn objection(&self, verdicts: &Verdicts, _: usize) -> String {
        match (self.threshold, verdicts.threshold()) {
            (PsiThreshold::Above(_), Some(limit)) => format!(", above {limit}"),
            (PsiThreshold::Probability(p), Some(limit)) => {
                format!(", above {limit} for p = {p}")
            }
            (PsiThreshold::Probability(p), None) => format!(", too high for p = {p}"),
            (PsiThreshold::Above(_), None) => String::new(),
        }
    }

    fn judge(&self, x: &Table, _: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        self.check_parameters()?;
        let columns = self.judged(x)?;
        let mut earlier = self.cut.earlier(stage, x, self.split_by.as_deref())?;
        if self.switch {
            earlier.iter_mut().for_each(|earlier| *earlier = !*earlier);
        }
        let first = earlier.iter().filter(|earlier| **earlier).count() as u64;
        let second = earlier.len() as u64 - first;
        if first.min(second) < self.bins {
            let expected = format!("such that either part has {} rows or more", self.bins);
            return Err(refuse(stage, "cut", &expected, format!("{first} and {second} rows")));
        }
        let (mut scores, mut kept, mut limits) = (Vec::new(), Vec::new(), Vec::new());
        for name in columns.iter() {
            let column = x.column(name)?;
            if self.missing == MissingValues::Refuse {
                super::constant::refuse_missing(stage, name, column)?;
            }
            let binned = self.binned(x, name, column, &earlier)?;
            let bins = match column.as_ref() {
                Column::Text(_) => binned.len() as u64,
                _ => self.bins,
            };
            let (index, limit) = (self.index(&binned), self.limit(first, second, bins));
            scores.push(index);
            kept.push(index <= limit);
            limits.push(limit);
        }
        let verdicts = Verdicts::new(columns, scores).keep(|at| kept[at]);
        // Columns of levels may each have a limit of their own.
        Ok(match limits.first() {
            Some(&limit) if limits.iter().all(|other| *other == limit) => {
                verdicts.with_threshold(limit)
            }
            _ => verdicts,
        })
    }
}

impl DropHighPsi {
    /// How many earlier and later rows are in each bin that has any.
    fn binned(
        &self,
        x: &Table,
        name: &str,
        column: &Column,
        earlier: &[bool],
    ) -> Result<BTreeMap<Bin, (u64, u64)>, Error> {
        let mut bins: BTreeMap<Bin, (u64, u64)> = BTreeMap::new();
        let mut count = |bin: Bin, earlier: bool| {
            let counts = bins.entry(bin).or_default();
            if earlier { counts.0 += 1 } else { counts.1 += 1 }
        };
        if let Column::Text(_) = column {
            for (cell, &earlier) in texts(x, name)?.iter().zip(earlier) {
                if let Some(cell) = cell {
                    count(Bin::Level(Arc::from(cell)), earlier);
                }
            }
            return Ok(bins);
        }
        let values = reals(x, name)?;
        if let Some(row) = values.iter().position(|x| x.is_infinite()) {
            return Err(bad_column(Self::KIND, name, format!("row {row} is {}", values[row])));
        }
        let rows = || values.iter().zip(earlier).filter(|(x, _)| !x.is_nan());
        let basis: Vec<f64> = rows().filter(|row| *row.1).map(|row| *row.0).collect();
        let edges = edges(&basis, self.bins, self.strategy);
        for (x, &earlier) in rows() {
            count(Bin::Between(edges.partition_point(|edge| edge < x)), earlier);
        }
        Ok(bins)
    }
}

#[cfg(test)]
#[path = "psi_tests.rs"]
mod tests;
