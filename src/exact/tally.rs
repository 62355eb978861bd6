//! The distinct values of a column and how often each occurs.

use super::order::{key, sorted_keys, value_of};
use super::quantile::{Quantile, middle, read_off};
use super::state::StateError;
use serde::{Deserialize, Serialize};

/// The finite values of a column as a sorted list of distinct values with their counts: order-free,
/// mergeable, and all that quantiles need.
///
/// Equal multisets of values give equal tallies, and parts may be counted apart and
/// [`merge`](Self::merge)d in any way. `−0` and `+0` are two values, in that order, as in
/// [`sorted`](super::sorted). NaN and infinities are left out: who minds compares [`count`](Self::count)
/// with what was given. Counts up to 2⁶⁴ − 1 values.
///
/// # Examples
/// ```
/// use steadfast::exact::{Quantile, Tally};
/// let mut tally = Tally::of(&[3.0, 1.0, 3.0]);
/// tally.merge(&Tally::of(&[2.0, f64::NAN]));
/// assert_eq!(tally.values(), [1.0, 2.0, 3.0]);
/// assert_eq!(tally.counts(), [1, 1, 2]);
/// assert_eq!(tally.median(), Some(2.5));
/// assert_eq!(tally.quantile(0.9, Quantile::Lower), Some(3.0));
/// assert_eq!(tally.most_frequent(), Some(3.0));
/// ```
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(try_from = "TallyState", into = "TallyState")]
pub struct Tally {
    values: Vec<f64>,
    counts: Vec<u64>,
    /// The values at or below each: sums of the counts.
    ends: Vec<u64>,
}

impl Tally {
    /// The tally of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { values: Vec::new(), counts: Vec::new(), ends: Vec::new() }
    }

    /// The tally of the finite values of a slice.
    #[must_use]
    pub fn of(values: &[f64]) -> Self {
        let keys = sorted_keys(values, f64::is_finite);
        let distinct = keys.windows(2).filter(|pair| pair[0] != pair[1]).count() + 1;
        if distinct >= keys.len() {
            let ends = 1..=keys.len() as u64;
            let counts = vec![1; keys.len()];
            let values = keys.into_iter().map(value_of).collect();
            return Self { values, counts, ends: ends.collect() };
        }
        let (mut values, mut counts) = (Vec::with_capacity(distinct), Vec::with_capacity(distinct));
        for run in keys.chunk_by(|a, b| a == b) {
            values.extend(run.first().map(|&key| value_of(key)));
            counts.push(run.len() as u64);
        }
        Self::from_parts(values, counts)
    }

    /// The tally of ascending values, each with its count.
    fn from_parts(mut values: Vec<f64>, mut counts: Vec<u64>) -> Self {
        // A merge makes room for the case that no value repeats.
        values.shrink_to_fit();
        counts.shrink_to_fit();
        let mut end = 0u64;
        let mut ends = Vec::with_capacity(counts.len());
        ends.extend(counts.iter().map(|&count| {
            end = end.saturating_add(count);
            end
        }));
        Self { values, counts, ends }
    }

    /// Adds every finite value of a slice.
    pub fn add_slice(&mut self, values: &[f64]) {
        self.merge(&Self::of(values));
    }

    /// Adds everything another tally has taken.
    pub fn merge(&mut self, other: &Self) {
        *self = if self.is_empty() { other.clone() } else { self.merged(other) };
    }

    fn merged(&self, other: &Self) -> Self {
        let room = self.values.len().saturating_add(other.values.len());
        let (mut values, mut counts) = (Vec::with_capacity(room), Vec::with_capacity(room));
        let (mut i, mut j) = (0, 0);
        while let (Some((x, m)), Some((y, n))) = (self.entry(i), other.entry(j)) {
            // Computed, not branched on: which side is next cannot be foreseen.
            let (ours, theirs) = (key(x) <= key(y), key(y) <= key(x));
            let count = (u64::from(ours) * m).saturating_add(u64::from(theirs) * n);
            values.push(if ours { x } else { y });
            counts.push(count);
            i += usize::from(ours);
            j += usize::from(theirs);
        }
        for (side, place) in [(self, i), (other, j)] {
            values.extend(side.values.iter().skip(place));
            counts.extend(side.counts.iter().skip(place));
        }
        Self::from_parts(values, counts)
    }

    fn entry(&self, place: usize) -> Option<(f64, u64)> {
        Some((*self.values.get(place)?, *self.counts.get(place)?))
    }

    /// The distinct values in ascending order.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// How often each of [`values`](Self::values) occurs; at least once.
    #[must_use]
    pub fn counts(&self) -> &[u64] {
        &self.counts
    }

    /// The distinct values in ascending order, each with its count.
    pub fn iter(&self) -> impl Iterator<Item = (f64, u64)> {
        self.values.iter().copied().zip(self.counts.iter().copied())
    }

    /// Number of values taken, repeated ones included.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.ends.last().copied().unwrap_or(0)
    }

    /// Whether no value was taken.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The smallest value; `None` before any.
    #[must_use]
    pub fn min(&self) -> Option<f64> {
        self.values.first().copied()
    }

    /// The largest value; `None` before any.
    #[must_use]
    pub fn max(&self) -> Option<f64> {
        self.values.last().copied()
    }

    /// The value of a rank from 0 among all values, repeated ones included.
    fn at(&self, rank: u64) -> f64 {
        let place = self.ends.partition_point(|&end| end <= rank);
        self.values.get(place).or(self.values.last()).copied().unwrap_or(0.0)
    }

    /// The `q` quantile; the same bits as those of [`quantile`](super::quantile) of the sorted values,
    /// repeated ones written out.
    ///
    /// `None` when there are no values or `q` is not in `[0, 1]`.
    #[must_use]
    pub fn quantile(&self, q: f64, method: Quantile) -> Option<f64> {
        let answered = !self.is_empty() && (0.0..=1.0).contains(&q);
        answered.then(|| read_off(self.count(), |rank| self.at(rank), q, method))
    }

    /// The median, as [`median`](super::median) gives it; `None` when there are no values.
    #[must_use]
    pub fn median(&self) -> Option<f64> {
        (!self.is_empty()).then(|| middle_of(self.count(), |rank| self.at(rank)))
    }

    /// Median of `|x − median|`, as [`median_absolute_deviation`](super::median_absolute_deviation)
    /// gives it; `None` when there are no values.
    #[must_use]
    pub fn median_absolute_deviation(&self) -> Option<f64> {
        let center = self.median()?;
        // Deviations may be infinite, so they are no tally.
        let mut deviations: Vec<(u64, u64)> =
            self.iter().map(|(x, count)| (key((x - center).abs()), count)).collect();
        deviations.sort_unstable();
        let at = |rank: u64| {
            let mut end = 0u64;
            let reached = deviations.iter().find(|(_, count)| {
                end = end.saturating_add(*count);
                end > rank
            });
            reached.or(deviations.last()).map_or(0.0, |&(key, _)| value_of(key))
        };
        Some(middle_of(self.count(), at))
    }

    /// The value that occurs most often; of several, the smallest.
    ///
    /// As in [`most_frequent`](super::most_frequent), `−0` and `+0` are one value here and come out as
    /// `+0`. `None` when there are no values.
    #[must_use]
    pub fn most_frequent(&self) -> Option<f64> {
        let mut best: Option<(u64, f64)> = None;
        let mut minus_zeros = 0;
        for (x, count) in self.iter() {
            // The zeros are neighbours: the first hands its count on.
            let count = if x == 0.0 { count.saturating_add(minus_zeros) } else { count };
            minus_zeros = if x == 0.0 { count } else { 0 };
            if best.is_none_or(|(most, _)| count > most) {
                best = Some((count, x + 0.0));
            }
        }
        best.map(|(_, x)| x)
    }
}

/// Equal values with equal counts, `−0` not being `+0`.
impl PartialEq for Tally {
    fn eq(&self, other: &Self) -> bool {
        self.iter()
            .map(|(x, count)| (key(x), count))
            .eq(other.iter().map(|(x, count)| (key(x), count)))
    }
}

impl Eq for Tally {}

/// The median of `count > 0` values, of which `at` gives the one of a rank from 0.
fn middle_of(count: u64, at: impl Fn(u64) -> f64) -> f64 {
    let high = at(count / 2);
    if count % 2 == 1 { high } else { middle(at((count / 2).saturating_sub(1)), high) }
}

/// The stored form: the values and, apart, their counts.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TallyState {
    values: Vec<f64>,
    counts: Vec<u64>,
}

impl From<Tally> for TallyState {
    fn from(tally: Tally) -> Self {
        Self { values: tally.values, counts: tally.counts }
    }
}

impl TryFrom<TallyState> for Tally {
    type Error = StateError;

    fn try_from(state: TallyState) -> Result<Self, StateError> {
        let (values, counts) = (state.values.len(), state.counts.len());
        if values != counts {
            return Err(StateError::TallyLengths { values, counts });
        }
        let (mut before, mut total) = (f64::NEG_INFINITY, 0u64);
        for (at, (&x, &count)) in state.values.iter().zip(&state.counts).enumerate() {
            if !x.is_finite() || key(x) <= key(before) {
                return Err(StateError::TallyValue { at });
            }
            total = total.checked_add(count).ok_or(StateError::TallyCount { at })?;
            if count == 0 {
                return Err(StateError::TallyCount { at });
            }
            before = x;
        }
        Ok(Self::from_parts(state.values, state.counts))
    }
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
