//! A number inside a metric's name.

use core::cmp::Ordering;

/// A number that belongs to a metric's definition, such as `beta` or a quantile level.
///
/// Ordered by [`f64::total_cmp`], so that metrics can be sorted and used as keys.
#[derive(Clone, Copy, Debug)]
pub struct Parameter(f64);

impl Parameter {
    /// The number as it is; each metric checks its own range when it is evaluated.
    #[must_use]
    pub fn new(value: f64) -> Self {
        Self(value)
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

impl From<f64> for Parameter {
    fn from(value: f64) -> Self {
        Self(value)
    }
}

impl PartialEq for Parameter {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Parameter {}

impl PartialOrd for Parameter {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Parameter {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.total_cmp(&other.0)
    }
}
