//! What the training data looked like: what later traffic is held against.

use crate::data::{Column, DataRef, Table};
use crate::exact;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The training data in counts and quantiles; it holds no row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub(crate) columns: Vec<ColumnProfile>,
    pub(crate) predictions: Vec<Answers>,
}

impl Profile {
    /// One profile a raw column.
    #[must_use]
    pub fn columns(&self) -> &[ColumnProfile] {
        &self.columns
    }

    /// The model's own answers on its training rows: the value, or one entry a class.
    #[must_use]
    pub fn predictions(&self) -> &[Answers] {
        &self.predictions
    }

    pub(crate) fn of(x: &Table, predictions: Option<DataRef<'_>>) -> Profile {
        let column = |(name, column): (&Arc<str>, &Arc<Column>)| ColumnProfile {
            name: Arc::clone(name),
            rows: column.len() as u64,
            missing: (0..column.len()).filter(|&row| column.is_missing(row)).count() as u64,
            numbers: column.reals().and_then(|values| Numbers::of(&values)),
            levels: level_counts(column),
        };
        Profile {
            columns: x.columns().map(column).collect(),
            predictions: predictions.map(answers).unwrap_or_default(),
        }
    }
}

/// One raw column.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ColumnProfile {
    name: Arc<str>,
    rows: u64,
    missing: u64,
    numbers: Option<Numbers>,
    levels: Option<Vec<(Arc<str>, u64)>>,
}

impl ColumnProfile {
    /// The name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Rows, and those without a value.
    #[must_use]
    pub fn rows_and_missing(&self) -> (u64, u64) {
        (self.rows, self.missing)
    }

    /// Moments, quantiles and histogram of a numeric column with at least one value.
    #[must_use]
    pub fn numbers(&self) -> Option<&Numbers> {
        self.numbers.as_ref()
    }

    /// How many rows had each level, sorted by level; `None` where the schema keeps no levels.
    #[must_use]
    pub fn levels(&self) -> Option<&[(Arc<str>, u64)]> {
        self.levels.as_deref()
    }
}

/// What a model answers: its value, or the probability of one class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    name: String,
    numbers: Option<Numbers>,
    /// Rows of which this is the predicted class.
    predicted: Option<u64>,
}

impl Answers {
    /// `prediction`, or the class.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Moments, quantiles and histogram.
    #[must_use]
    pub fn numbers(&self) -> Option<&Numbers> {
        self.numbers.as_ref()
    }

    /// How many rows have this class predicted.
    #[must_use]
    pub fn predicted(&self) -> Option<u64> {
        self.predicted
    }
}

/// Numbers in summary. All sums are exact before they are rounded, so row order does not matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Numbers {
    mean: f64,
    deviation: f64,
    quantiles: Vec<f64>,
    counts: Vec<u64>,
}

impl Numbers {
    /// The quantiles kept: 0, 5, …, 100 per cent.
    pub const QUANTILES: usize = 21;
    /// The bars of the histogram, of equal width from the smallest to the largest value.
    pub const BARS: usize = 20;

    pub(crate) fn of(values: &[f64]) -> Option<Numbers> {
        let finite: Vec<f64> = values.iter().copied().filter(|x| x.is_finite()).collect();
        let sorted = exact::sorted(&finite);
        let (&low, &high) = (sorted.first()?, sorted.last()?);
        #[expect(clippy::cast_precision_loss, reason = "at most 20")]
        let share = |part: usize, of: usize| part as f64 / of as f64;
        let quantile = |at| {
            let q = share(at, Self::QUANTILES - 1);
            exact::quantile(&sorted, q, exact::Quantile::Linear).unwrap_or(low)
        };
        // Halved, so that the width of the widest column does not overflow.
        let width = high / 2.0 - low / 2.0;
        let edge = |bar| low + 2.0 * (width * share(bar, Self::BARS));
        let below = |bar| sorted.partition_point(|&x| x < edge(bar)) as u64;
        let count = |bar: usize| match bar + 1 {
            Self::BARS => sorted.len() as u64 - below(bar),
            next => below(next) - below(bar).min(below(next)),
        };
        Some(Numbers {
            mean: exact::mean(&finite)?,
            deviation: exact::variance(&finite, 0)?.sqrt(),
            quantiles: (0..Self::QUANTILES).map(quantile).collect(),
            counts: (0..Self::BARS).map(count).collect(),
        })
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The population standard deviation.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        self.deviation
    }

    /// The quantiles 0, 0.05, …, 1; the first and last are the range.
    #[must_use]
    pub fn quantiles(&self) -> &[f64] {
        &self.quantiles
    }

    /// Rows in each bar of the histogram; the last bar includes the largest value.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }
}

fn level_counts(column: &Column) -> Option<Vec<(Arc<str>, u64)>> {
    let Column::Text(text) = column else { return None };
    let mut counts: Vec<(Arc<str>, u64)> =
        text.levels().iter().cloned().zip(text.counts()).filter(|(_, n)| *n > 0).collect();
    let few =
        counts.len() <= crate::data::Schema::MAX_LEVELS && counts.len() * 2 < text.len().max(1);
    counts.sort();
    few.then_some(counts)
}

fn answers(predictions: DataRef<'_>) -> Vec<Answers> {
    match predictions {
        DataRef::Vector(y) => vec![Answers {
            name: "prediction".to_owned(),
            numbers: Numbers::of(y.values()),
            predicted: None,
        }],
        DataRef::Classes(y) => {
            let mut predicted = vec![0u64; y.classes().len()];
            for code in (0..y.rows()).filter_map(|row| y.code(row)) {
                predicted[code as usize] += 1;
            }
            let answer = |(class, n): (&Arc<str>, u64)| Answers {
                name: class.to_string(),
                numbers: y.probability(class).and_then(|p| Numbers::of(&p)),
                predicted: Some(n),
            };
            y.classes().iter().zip(predicted).map(answer).collect()
        }
        DataRef::Table(_) | DataRef::Matrix(_) => Vec::new(),
    }
}
