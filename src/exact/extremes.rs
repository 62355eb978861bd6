//! The smallest and the largest value, from parts.

use super::compare::{max, min};
use super::vector::range::range;

/// Count, smallest and largest of the values that are not NaN: order-free and mergeable.
///
/// `−0` is smaller than `+0`.
///
/// # Examples
/// ```
/// use steadfast::exact::Extremes;
/// let mut extremes = Extremes::new();
/// extremes.add_slice(&[3.0, f64::NAN, -1.5]);
/// assert_eq!((extremes.count(), extremes.min(), extremes.max()), (2, Some(-1.5), Some(3.0)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extremes {
    count: u64,
    min: f64,
    max: f64,
}

impl Default for Extremes {
    fn default() -> Self {
        Extremes::new()
    }
}

impl Extremes {
    /// Those of nothing.
    #[must_use]
    pub const fn new() -> Self {
        Extremes { count: 0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }

    /// Takes one value.
    #[inline]
    pub fn add(&mut self, x: f64) {
        if !x.is_nan() {
            self.count += 1;
            (self.min, self.max) = (min(self.min, x), max(self.max, x));
        }
    }

    /// Takes every value of a slice.
    pub fn add_slice(&mut self, values: &[f64]) {
        if let Some((count, least, most)) = range(values) {
            self.count += count;
            (self.min, self.max) = (min(self.min, least), max(self.max, most));
        }
    }

    /// Takes everything another has taken.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        (self.min, self.max) = (min(self.min, other.min), max(self.max, other.max));
    }

    /// How many values were taken.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The smallest; `None` before any value.
    #[must_use]
    pub fn min(&self) -> Option<f64> {
        (self.count > 0).then_some(self.min)
    }

    /// The largest; `None` before any value.
    #[must_use]
    pub fn max(&self) -> Option<f64> {
        (self.count > 0).then_some(self.max)
    }

    /// The smallest and the largest; `None` before any value.
    #[must_use]
    pub fn range(&self) -> Option<(f64, f64)> {
        self.min().zip(self.max())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_merge_to_the_whole() {
        let values = [2.0, -0.0, f64::NAN, 0.0, -7.5, f64::INFINITY];
        let of = |values: &[f64]| {
            let mut extremes = Extremes::new();
            extremes.add_slice(values);
            extremes
        };
        let whole = of(&values);
        assert_eq!(whole.range(), Some((-7.5, f64::INFINITY)));
        for cut in 0..=values.len() {
            let mut late = of(&values[cut..]);
            late.merge(&of(&values[..cut]));
            assert_eq!(late, whole);
        }
        assert_eq!((of(&[f64::NAN]).min(), of(&[]).range()), (None, None));
        let zeros = of(&[0.0, -0.0]).range().map(|(min, max)| (1.0 / min, 1.0 / max));
        assert_eq!(zeros, Some((f64::NEG_INFINITY, f64::INFINITY)));
    }
}
