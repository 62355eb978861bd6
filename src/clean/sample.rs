//! Gaps filled with values drawn from the column.

use super::counted::Counted;
use super::gaps::TypedColumns;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Text, Types, Value};
use crate::error::Error;
use crate::exact::{self, Random};
use crate::pipeline::per_column::{all_missing, check_columns, wrong_type};
use crate::pipeline::{Apply, Columns, Fit, PartialFit, Pipeline, Settle, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

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

/// The distinct values of a column, ascending, each with how many rows have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Sample {
    values: Values,
    counts: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Values {
    Real(Vec<f64>),
    Integer(Vec<i64>),
    Boolean(Vec<bool>),
    Text(Vec<Arc<str>>),
    Timestamp(Vec<i64>),
}

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Real(values) => values.len(),
            Values::Integer(values) | Values::Timestamp(values) => values.len(),
            Values::Boolean(values) => values.len(),
            Values::Text(values) => values.len(),
        }
    }

    fn ascend(&self) -> bool {
        match self {
            Values::Real(values) => {
                values.iter().all(|x| x.is_finite())
                    && values.is_sorted_by(|a, b| exact::total_cmp(*a, *b).is_lt())
            }
            Values::Integer(values) | Values::Timestamp(values) => {
                values.is_sorted_by(|a, b| a < b)
            }
            Values::Boolean(values) => values.is_sorted_by(|a, b| a < b),
            Values::Text(values) => values.is_sorted_by(|a, b| a < b),
        }
    }

    fn types(&self) -> Types {
        match self {
            Values::Real(_) => Types::only(crate::data::ColumnType::Real),
            Values::Integer(_) => Types::only(crate::data::ColumnType::Integer),
            Values::Boolean(_) => Types::only(crate::data::ColumnType::Boolean),
            Values::Text(_) => Types::TEXT,
            Values::Timestamp(_) => Types::TIMESTAMP,
        }
    }
}

impl Sample {
    fn of(counted: &Counted) -> Sample {
        fn split<K: Clone>(counts: impl IntoIterator<Item = (K, u64)>) -> (Vec<K>, Vec<u64>) {
            counts.into_iter().filter(|(_, rows)| *rows > 0).unzip()
        }
        let (values, counts) = match counted {
            Counted::Real(values) => {
                let sorted = exact::sorted(values);
                let runs = sorted.chunk_by(|a, b| a.to_bits() == b.to_bits());
                let runs = runs.filter_map(|run| Some((*run.first()?, run.len() as u64)));
                let (values, counts) = split(runs);
                (Values::Real(values), counts)
            }
            Counted::Integer(map) => {
                let (values, counts) = split(map.iter().map(|(value, rows)| (*value, *rows)));
                (Values::Integer(values), counts)
            }
            Counted::Timestamp(map) => {
                let (values, counts) = split(map.iter().map(|(value, rows)| (*value, *rows)));
                (Values::Timestamp(values), counts)
            }
            Counted::Boolean([no, yes]) => {
                let (values, counts) = split([(false, *no), (true, *yes)]);
                (Values::Boolean(values), counts)
            }
            Counted::Text(map) => {
                let (values, counts) =
                    split(map.iter().map(|(value, rows)| (value.clone(), *rows)));
                (Values::Text(values), counts)
            }
        };
        Sample { values, counts }
    }

    fn rows(&self) -> Option<u64> {
        self.counts.iter().try_fold(0u64, |all, rows| all.checked_add(*rows))
    }

    /// The place of the value a draw takes.
    fn draw(&self, mut random: Random) -> usize {
        let mut left = random.below(self.rows().unwrap_or(0));
        for (at, rows) in self.counts.iter().enumerate() {
            match left.checked_sub(*rows) {
                Some(rest) => left = rest,
                None => return at,
            }
        }
        0
    }

    /// A column with each gap filled by the value `draw` gives the place of.
    fn filled(
        &self,
        name: &str,
        column: &Column,
        draw: impl Fn(usize) -> usize,
    ) -> Result<Column, Error> {
        fn fill<T: Copy>(
            rows: &[Option<T>],
            values: &[T],
            draw: impl Fn(usize) -> usize,
        ) -> Vec<Option<T>> {
            let rows = rows.iter().enumerate();
            rows.map(|(row, x)| x.or_else(|| values.get(draw(row)).copied())).collect()
        }
        Ok(match (&self.values, column) {
            (Values::Real(values), Column::Real(rows)) => {
                let cell = |(row, x): (usize, &f64)| match x.is_nan() {
                    true => values.get(draw(row)).copied().unwrap_or(exact::NAN),
                    false => *x,
                };
                Column::Real(rows.iter().enumerate().map(cell).collect())
            }
            (Values::Integer(values), Column::Integer(rows)) => {
                Column::Integer(fill(rows, values, draw))
            }
            (Values::Timestamp(values), Column::Timestamp(rows)) => {
                Column::Timestamp(fill(rows, values, draw))
            }
            (Values::Boolean(values), Column::Boolean(rows)) => {
                Column::Boolean(fill(rows, values, draw))
            }
            (Values::Text(values), Column::Text(rows)) => {
                let cell = |(row, x): (usize, Option<&str>)| match x {
                    Some(level) => Some(level.to_owned()),
                    None => values.get(draw(row)).map(ToString::to_string),
                };
                Column::Text(rows.iter().enumerate().map(cell).collect::<Text>())
            }
            (values, column) => return Err(wrong_type(name, values.types(), column)),
        })
    }
}

/// FNV-1a, 64 bits.
fn hash(state: u64, bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(state, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The hash so far, and that of a cell: a byte for its type, then its bits or its text and a byte 255,
/// which no UTF-8 has.
fn hash_cell(state: u64, column: &Column, row: usize) -> u64 {
    let tagged = |tag: u8, bytes: &[u8]| hash(hash(state, &[tag]), bytes);
    match column.value(row) {
        // The two zeros are one value.
        Value::Real(x) => tagged(1, &(x + 0.0).to_bits().to_le_bytes()),
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
            for (row, state) in hashes.iter_mut().enumerate() {
                *state = hash_cell(*state, column, row);
            }
        }
        x.map_columns(columns, |at, column| {
            let (Some(name), Some(sample)) = (columns.get(at), samples.get(at)) else {
                return Ok(column.clone());
            };
            let stream = u32::try_from(at).unwrap_or(u32::MAX);
            let draw = |row: usize| {
                let index = hashes.get(row).copied().unwrap_or(EMPTY);
                sample.draw(Random::new(self.recipe.seed, stream, index))
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
            let Sample { values, counts } = sample;
            if values.len() != counts.len() || !values.ascend() {
                return Err(format!("column `{name}`: values do not ascend or lack counts"));
            }
            if counts.is_empty() || counts.contains(&0) || sample.rows().is_none() {
                return Err(format!("column `{name}`: counts that count no rows"));
            }
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
mod tests {
    use super::*;

    fn table(ids: std::ops::Range<i64>) -> Result<Table, Error> {
        let gaps =
            |row: i64| if row % 4 == 0 { [1.0, 2.0][usize::from(row % 8 == 0)] } else { f64::NAN };
        let text = |row: i64| (row % 2 == 0).then_some("x");
        Table::new()
            .with("id", Column::integers(ids.clone()))?
            .with("a", Column::Real(ids.clone().map(gaps).collect()))?
            .with("t", Column::Text(ids.clone().map(text).collect()))?
            .with(
                "b",
                Column::Boolean(ids.map(|row| (row % 3 == 0).then_some(row % 2 == 0)).collect()),
            )
    }

    /// Three quarters of 4,000 rows draw one of two equally frequent values: of 3,000 draws the number of
    /// ones is within five standard deviations, 137, of 1,500.
    #[test]
    fn draws_as_often_as_values_occur() -> Result<(), Error> {
        let x = table(0..4000)?;
        let out = ImputeSample::new(1).fit(&x, &())?.apply(&x)?;
        let ones = out.column("a")?.reals().unwrap().iter().filter(|x| **x == 1.0).count();
        assert!(ones.abs_diff(500 + 1500) < 137, "{ones}");
        assert!(out.columns().all(|(_, column)| (0..4000).all(|row| !column.is_missing(row))));
        assert_eq!(out.types().collect::<Vec<_>>(), x.types().collect::<Vec<_>>());
        Ok(())
    }

    #[test]
    fn equal_keys_draw_alike_and_seeds_differ() -> Result<(), Error> {
        let x = table(0..400)?;
        let by = |seed, key: &str| -> Result<Table, Error> {
            let recipe = ImputeSample::new(seed).keyed_by(crate::pipeline::named([key]));
            recipe.fit(&x, &())?.apply(&x)
        };
        let drawn = by(1, "t")?;
        let column = drawn.column("a")?.reals().unwrap().into_owned();
        // Odd rows have no `t` and no `a`: all are one and the same to the key.
        assert!((1..400).step_by(2).all(|row| column[row] == column[1]));
        assert_ne!(by(1, "id")?, by(2, "id")?);
        Ok(())
    }

    #[test]
    fn says_what_it_cannot_learn_from() -> Result<(), Error> {
        let x = Table::new().with("a", Column::Boolean(vec![None, None]))?;
        let message = ImputeSample::new(0).fit(&x, &()).unwrap_err().to_string();
        assert_eq!(message, "stage `impute.sample`, column `a`: every value is missing");
        Ok(())
    }

    #[test]
    fn refuses_a_state_that_does_not_fit_together() {
        let restore = |values, counts: &[u64]| {
            let samples = vec![Sample { values, counts: counts.to_vec() }];
            let (columns, key) = (["a".into()].into(), [].into());
            let state = SampleImputerState { columns, key, samples };
            SampleImputer::restore(ImputeSample::new(0), state).unwrap_err()
        };
        let unordered = "column `a`: values do not ascend or lack counts";
        assert_eq!(restore(Values::Integer(vec![2, 1]), &[1, 1]), unordered);
        assert_eq!(restore(Values::Real(vec![f64::NAN]), &[1]), unordered);
        assert_eq!(restore(Values::Integer(vec![2]), &[1, 1]), unordered);
        let empty = "column `a`: counts that count no rows";
        assert_eq!(restore(Values::Integer(vec![]), &[]), empty);
        assert_eq!(restore(Values::Integer(vec![1, 2]), &[u64::MAX, 1]), empty);
    }
}
