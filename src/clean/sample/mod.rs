//! Gaps filled with values drawn from the column.

mod values;

use super::counted::Counted;
use super::gaps::TypedColumns;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types, Value};
use crate::error::Error;
use crate::exact::Random;
use crate::pipeline::per_column::{all_missing, check_columns};
use crate::pipeline::{Apply, Columns, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use values::Sample;

/// Fills missing values with values drawn at random from those of the column, so that its distribution
/// stays.
///
/// Takes and gives a [`Table`] and works on features of every type, which keep their types. What is
/// drawn for a row depends on the seed and on the row alone, so that a row by itself gets what it gets
/// in any batch; two equal rows get the same.
///
/// # Formula
/// Every value of the column at fit is equally likely, as often as it occurs. The draw is number 0 of
/// the Philox stream of the seed, the place of the column among those worked on, and the FNV-1a hash of the
/// row's cells in the columns of [`keyed_by`](Self::keyed_by).
///
/// # Learned state
/// The distinct values of each column, ascending, each with how many rows have it.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when there is no feature, when a column has no value or an infinite one, and when a
/// column of the key is not there.
///
/// # Source
/// `RandomSampleImputer` of Feature-engine 1.9 with `seed="observation"`; its draws are NumPy's.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("id", Column::integers([1, 2, 3]))?
///     .with("age", Column::Real(vec![20.0, f64::NAN, 20.0]))?;
/// let filled = ImputeSample::new(7).fit(&table, &())?.apply(&table)?;
/// assert_eq!(filled.value(1, "age"), Value::Real(20.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "RandomSampleImputer")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImputeSample {
    seed: u64,
    key: Option<Columns>,
}

impl ImputeSample {
    /// Draws by a seed and by all features of a row.
    #[must_use]
    pub fn new(seed: u64) -> ImputeSample {
        ImputeSample { seed, key: None }
    }

    /// The columns of a row that decide what it draws; by default all features.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn keyed_by(mut self, columns: Columns) -> ImputeSample {
        self.key = Some(columns);
        self
    }
}

/// A fitted [`ImputeSample`].
#[derive(Debug, Clone, PartialEq)]
pub struct SampleImputer {
    recipe: ImputeSample,
    state: SampleImputerState,
}

/// What [`SampleImputer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SampleImputerState {
    columns: Arc<[Arc<str>]>,
    key: Arc<[Arc<str>]>,
    samples: Vec<Sample>,
}

/// FNV-1a, 64 bits.
fn hash(state: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(state, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The hash so far, and that of a number or of a missing one.
fn hash_real(state: u64, x: f64) -> u64 {
    if x.is_nan() {
        return hash(state, &[0]);
    }
    // The two zeros are one value.
    hash(hash(state, &[1]), &(x + 0.0).to_bits().to_le_bytes())
}

/// The hash so far, and that of a cell: a byte for its type, then its bits or its text and a byte 255,
/// which no UTF-8 has.
fn hash_cell(state: u64, column: &Column, row: usize) -> u64 {
    let tagged = |tag: u8, bytes: &[u8]| hash(hash(state, &[tag]), bytes);
    match column.value(row) {
        Value::Real(x) => hash_real(state, x),
        Value::Integer(x) => tagged(2, &x.to_le_bytes()),
        Value::Boolean(x) => tagged(3, &[u8::from(x)]),
        Value::Text(x) => hash(tagged(4, x.as_bytes()), &[255]),
        Value::Timestamp(x) => tagged(5, &x.to_le_bytes()),
        Value::Missing | Value::Sparse(_) => tagged(0, &[]),
    }
}

impl SampleImputer {
    /// The columns it fills.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The columns that decide what a row draws.
    #[must_use]
    pub fn key(&self) -> &[Arc<str>] {
        &self.state.key
    }
}

impl Pipeline for ImputeSample {
    type Input = Table;
    type Output = Table;
}

/// What an [`ImputeSample`] learns from some of the rows.
#[derive(Debug, Clone, PartialEq)]
pub struct SamplePart {
    key: Arc<[Arc<str>]>,
    counted: TypedColumns<Counted>,
}

impl crate::pipeline::Merge for SamplePart {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        self.counted.merge(other.counted)
    }
}

impl<Y: ?Sized> Fit<Y> for ImputeSample {
    type Fitted = SampleImputer;

    fn fit(&self, x: &Table, y: &Y) -> Result<SampleImputer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for ImputeSample {
    fn partial(&self, x: &Table, _: &Y) -> Result<SamplePart, Error> {
        const STAGE: &str = SampleImputer::KIND;
        let counted = TypedColumns::learn(STAGE, x, Types::ALL, |name, column| {
            Counted::of(STAGE, name, column)
        })?;
        let key = match &self.key {
            Some(columns) => columns.resolve(x)?,
            None => Arc::clone(&counted.each.columns),
        };
        Ok(SamplePart { key, counted })
    }
}

impl Settle for ImputeSample {
    type Partial = SamplePart;
    type Settled = SampleImputer;

    fn settle(&self, partial: SamplePart) -> Result<SampleImputer, Error> {
        let samples = partial.counted.each.settle(|name, counted| {
            let sample = Sample::of(counted);
            match sample.counts.is_empty() {
                true => Err(all_missing(SampleImputer::KIND, name)),
                false => Ok(sample),
            }
        })?;
        let (columns, key) = (partial.counted.each.columns, partial.key);
        Ok(SampleImputer {
            recipe: self.clone(),
            state: SampleImputerState { columns, key, samples },
        })
    }
}

impl Pipeline for SampleImputer {
    type Input = Table;
    type Output = Table;
}

impl Apply for SampleImputer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        const EMPTY: u64 = 0xcbf2_9ce4_8422_2325;
        let SampleImputerState { columns, key, samples } = &self.state;
        let mut hashes = vec![EMPTY; x.rows()];
        for name in key.iter() {
            let column = x.column(name)?;
            match &**column {
                Column::Real(values) => {
                    hashes
                        .iter_mut()
                        .zip(values)
                        .for_each(|(state, &x)| *state = hash_real(*state, x));
                }
                column => {
                    for (row, state) in hashes.iter_mut().enumerate() {
                        *state = hash_cell(*state, column, row);
                    }
                }
            }
        }
        x.map_columns(columns, |at, column| {
            let (Some(name), Some(sample)) = (columns.get(at), samples.get(at)) else {
                return Ok(column.clone());
            };
            let stream = u32::try_from(at).unwrap_or(u32::MAX);
            let ends = sample.ends();
            let draw = |row: usize| {
                let index = hashes.get(row).copied().unwrap_or(EMPTY);
                Sample::draw(&ends, Random::new(self.recipe.seed, stream, index))
            };
            sample.filled(name, column, draw)
        })
    }
}

impl Stage for SampleImputer {
    const KIND: &'static str = "impute.sample";
    type Recipe = ImputeSample;
    type State = SampleImputerState;

    fn recipe(&self) -> &ImputeSample {
        &self.recipe
    }

    fn state(&self) -> &SampleImputerState {
        &self.state
    }

    fn restore(recipe: ImputeSample, state: SampleImputerState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.samples.len()])?;
        check_columns(&state.key, &[])?;
        for (name, sample) in state.columns.iter().zip(&state.samples) {
            sample.check().map_err(|problem| format!("column `{name}`: {problem}"))?;
        }
        Ok(SampleImputer { recipe, state })
    }

    fn learn(recipe: &ImputeSample, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |(name, sample): (&Arc<str>, &Sample)| {
            let (distinct, rows) = (sample.counts.len(), sample.rows().unwrap_or(0));
            (name.to_string(), format!("drawn from {rows} values, {distinct} distinct"))
        };
        self.state.columns.iter().zip(&self.state.samples).map(line).collect()
    }
}

#[cfg(test)]
mod tests;
