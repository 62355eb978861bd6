//! The two widths of numbers that libraries compute contributions in.

use std::ops::{Add, Div, Mul, Sub};

/// A number of 32 or of 64 bits, with nothing but what rounds the same everywhere.
pub(super) trait Width:
    Copy + PartialEq + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Div<Output = Self>
{
    const ZERO: Self;
    const ONE: Self;
    /// Whether a tree's contributions are summed apart, weighed, and then added to those before: XGBoost. LightGBM adds
    /// every leaf to the totals at once.
    const APART: bool;
    /// Whether a way that neither the row nor a training row goes is passed over: XGBoost. LightGBM divides 0 by 0.
    const PASSES_EMPTY: bool;

    /// The nearest number of this width.
    fn of(x: f64) -> Self;

    /// The same number in 64 bits.
    fn wide(self) -> f64;

    /// A count.
    #[expect(clippy::cast_precision_loss, reason = "counts of splits, far below 2^24")]
    fn count(n: usize) -> Self {
        Self::of(n as f64)
    }
}

impl Width for f64 {
    const ZERO: f64 = 0.0;
    const ONE: f64 = 1.0;
    const APART: bool = false;
    const PASSES_EMPTY: bool = false;

    fn of(x: f64) -> f64 {
        x
    }

    fn wide(self) -> f64 {
        self
    }
}

impl Width for f32 {
    const ZERO: f32 = 0.0;
    const ONE: f32 = 1.0;
    const APART: bool = true;
    const PASSES_EMPTY: bool = true;

    fn of(x: f64) -> f32 {
        x as f32
    }

    fn wide(self) -> f64 {
        f64::from(self)
    }
}
