//! Rows of many named numbers, nearly all of them zero.

use crate::error::{Error, TableError};
use std::sync::Arc;

/// A column whose cells are rows of many named numbers, nearly all of them zero: what a vectoriser
/// makes of text. Only the numbers that are not zero are held.
///
/// In a table it is one column with one name; its features have names of their own. A matrix takes
/// them apart, one column a feature.
///
/// ```
/// use steadfast::data::Sparse;
/// let mut rows = Sparse::new(["oil", "canvas"])?;
/// rows.push([(1, 2.0)])?;
/// rows.push([])?;
/// assert_eq!((rows.len(), rows.width(), rows.stored()), (2, 2, 1));
/// assert_eq!(rows.row(0).dense(2), [0.0, 2.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Sparse {
    names: FeatureNames,
    /// Where each row starts, and after the last where it ends: one more than there are rows.
    starts: Vec<usize>,
    /// Features, ascending within a row.
    features: Vec<u32>,
    values: Vec<f64>,
}

/// What the features of a [`Sparse`] column are called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeatureNames {
    /// By names of their own, which are distinct.
    Listed(Arc<[Arc<str>]>),
    /// By their numbers, from 0: of a million of them none is written out.
    Numbered(u32),
}

impl FeatureNames {
    /// How many features there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self {
            FeatureNames::Listed(names) => names.len(),
            FeatureNames::Numbered(count) => *count as usize,
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The name of one; nothing when there is no such feature.
    #[must_use]
    pub fn get(&self, feature: usize) -> Option<Arc<str>> {
        match self {
            FeatureNames::Listed(names) => names.get(feature).cloned(),
            FeatureNames::Numbered(count) => {
                (feature < *count as usize).then(|| Arc::from(feature.to_string()))
            }
        }
    }

    /// The names in order.
    pub fn iter(&self) -> impl Iterator<Item = Arc<str>> {
        (0..self.len()).filter_map(|feature| self.get(feature))
    }
}

/// One row of a [`Sparse`] column: its features, ascending, and their values.
#[derive(Debug, Clone, Copy)]
pub struct SparseRow<'a> {
    /// Which features are not zero, ascending.
    pub features: &'a [u32],
    /// Their values, in that order.
    pub values: &'a [f64],
}

impl SparseRow<'_> {
    /// Features and values side by side.
    pub fn iter(&self) -> impl Iterator<Item = (usize, f64)> {
        self.features.iter().map(|&feature| feature as usize).zip(self.values.iter().copied())
    }

    /// The row with its zeros, for a column of `width` features.
    #[must_use]
    pub fn dense(&self, width: usize) -> Vec<f64> {
        let mut out = vec![0.0; width];
        for (feature, value) in self.iter() {
            if let Some(cell) = out.get_mut(feature) {
                *cell = value;
            }
        }
        out
    }
}

/// `feature:value` pairs, as LIBSVM writes them, counted from 0.
impl std::fmt::Display for SparseRow<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, (feature, value)) in self.iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            write!(f, "{gap}{feature}:{}", super::number::write_real(value))?;
        }
        Ok(())
    }
}

/// By bits, every NaN alike.
impl PartialEq for SparseRow<'_> {
    fn eq(&self, other: &Self) -> bool {
        let bits = |x: &f64| if x.is_nan() { u64::MAX } else { x.to_bits() };
        self.features == other.features
            && self.values.iter().map(bits).eq(other.values.iter().map(bits))
    }
}

impl Sparse {
    /// No rows of the features named.
    ///
    /// # Errors
    /// When a name appears twice, or there are 2³² names or more.
    pub fn new<N: Into<Arc<str>>>(names: impl IntoIterator<Item = N>) -> Result<Sparse, Error> {
        let names: Arc<[Arc<str>]> = names.into_iter().map(Into::into).collect();
        let mut sorted: Vec<&Arc<str>> = names.iter().collect();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(TableError::DuplicateName { name: pair[0].to_string() }.into());
        }
        if u32::try_from(names.len()).is_err() {
            return Err(TableError::Names { names: names.len(), columns: u32::MAX as usize }.into());
        }
        Ok(Sparse::of_names(FeatureNames::Listed(names)))
    }

    /// No rows of `width` features that are called by their numbers.
    #[must_use]
    pub fn numbered(width: u32) -> Sparse {
        Sparse::of_names(FeatureNames::Numbered(width))
    }

    /// No rows of features whose names are known to be distinct.
    pub(crate) fn of_names(names: FeatureNames) -> Sparse {
        Sparse { names, starts: vec![0], features: Vec::new(), values: Vec::new() }
    }

    /// Rows of at most one 1, at the feature given; none where it is past the last name.
    pub(crate) fn of_ones(names: Arc<[Arc<str>]>, rows: impl IntoIterator<Item = u32>) -> Sparse {
        let mut out = Sparse::of_names(FeatureNames::Listed(names));
        for feature in rows {
            if (feature as usize) < out.names.len() {
                out.features.push(feature);
                out.values.push(1.0);
            }
            out.starts.push(out.features.len());
        }
        out
    }

    /// Adds a row. Zeros are left out, and features may come in any order.
    ///
    /// # Errors
    /// When a feature appears twice or is not one of the names.
    pub fn push(&mut self, row: impl IntoIterator<Item = (usize, f64)>) -> Result<(), Error> {
        let mut row: Vec<(usize, f64)> = row.into_iter().filter(|(_, x)| *x != 0.0).collect();
        row.sort_unstable_by_key(|(feature, _)| *feature);
        let twice = row.windows(2).any(|pair| pair[0].0 == pair[1].0);
        if twice || row.last().is_some_and(|(feature, _)| *feature >= self.names.len()) {
            let what = if twice { "a feature twice" } else { "a feature without a name" };
            let problem = format!("a sparse row with {what}");
            return Err(TableError::Record { row: self.len(), problem }.into());
        }
        for (feature, value) in row {
            #[expect(clippy::cast_possible_truncation, reason = "below the number of names")]
            self.features.push(feature as u32);
            self.values.push(value);
        }
        self.starts.push(self.features.len());
        Ok(())
    }

    /// The names of the features, by position.
    #[must_use]
    pub fn names(&self) -> &FeatureNames {
        &self.names
    }

    /// How many features there are.
    #[must_use]
    pub fn width(&self) -> usize {
        self.names.len()
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many numbers are held.
    #[must_use]
    pub fn stored(&self) -> usize {
        self.values.len()
    }

    /// A row; empty when there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> SparseRow<'_> {
        let range = match (self.starts.get(row), self.starts.get(row + 1)) {
            (Some(&start), Some(&end)) => start..end,
            _ => 0..0,
        };
        SparseRow { features: &self.features[range.clone()], values: &self.values[range] }
    }

    /// The rows in order.
    pub fn rows(&self) -> impl Iterator<Item = SparseRow<'_>> {
        (0..self.len()).map(|row| self.row(row))
    }

    /// The rows `indices`, in that order; rows that do not exist are all zeros.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Sparse {
        let mut out = Sparse::of_names(self.names.clone());
        indices.iter().for_each(|&row| out.append(self.row(row)));
        out
    }

    /// The rows of `other` after these; `false` when its features are others.
    pub(crate) fn extend(&mut self, other: &Sparse) -> bool {
        let same = self.names == other.names;
        if same {
            other.rows().for_each(|row| self.append(row));
        }
        same
    }

    fn append(&mut self, row: SparseRow<'_>) {
        self.features.extend_from_slice(row.features);
        self.values.extend_from_slice(row.values);
        self.starts.push(self.features.len());
    }

    /// The same rows with every number that is held put through `rule`, which is given the feature too.
    /// What becomes zero is no longer held.
    #[must_use]
    pub fn map(&self, mut rule: impl FnMut(usize, f64) -> f64) -> Sparse {
        let mut out = Sparse::of_names(self.names.clone());
        for row in self.rows() {
            for (&feature, &value) in row.features.iter().zip(row.values) {
                let value = rule(feature as usize, value);
                if value != 0.0 {
                    out.features.push(feature);
                    out.values.push(value);
                }
            }
            out.starts.push(out.features.len());
        }
        out
    }
}

/// The same names and the same rows.
impl PartialEq for Sparse {
    fn eq(&self, other: &Self) -> bool {
        self.names == other.names && self.rows().eq(other.rows())
    }
}

#[cfg(test)]
mod tests;
