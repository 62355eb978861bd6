//! One axis of a space.

use crate::artifact::Setting;
use crate::exact::{self, Random};

/// The values of one axis: a list, or a distribution to draw from.
///
/// ```
/// use steadfast::search::{Axis, Space};
/// let space = Space::new()
///     .axis("forest.trees", Axis::int_uniform(50, 500))
///     .axis("ridge.alpha", Axis::log_uniform(1e-4, 1e2))
///     .axis("intercept", [true, false])
///     .axis("depth", [None, Some(3), Some(5)]);
/// for point in space.draw(100, 1)? {
///     let alpha = point.get("ridge.alpha").and_then(|alpha| alpha.as_real());
///     assert!((1e-4..=1e2).contains(&alpha.unwrap()));
/// }
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Axis(Values);

#[derive(Debug, Clone, PartialEq)]
enum Values {
    Choice(Vec<Setting>),
    Uniform(f64, f64),
    LogUniform(f64, f64),
    IntUniform(i64, i64),
}

impl Axis {
    /// These values, each as likely as any other.
    pub fn choice<T: Into<Setting>>(values: impl IntoIterator<Item = T>) -> Axis {
        Axis(Values::Choice(values.into_iter().map(Into::into).collect()))
    }

    /// Numbers from `low` to `high`, evenly.
    #[must_use]
    pub fn uniform(low: f64, high: f64) -> Axis {
        Axis(Values::Uniform(low, high))
    }

    /// Numbers from `low`, above 0, to `high`, whose logarithms are spread evenly: as many from 0.1 to 1
    /// as from 1 to 10.
    #[doc(alias = "loguniform")]
    #[doc(alias = "reciprocal")]
    #[must_use]
    pub fn log_uniform(low: f64, high: f64) -> Axis {
        Axis(Values::LogUniform(low, high))
    }

    /// Whole numbers from `low` to `high`, both included.
    #[doc(alias = "randint")]
    #[must_use]
    pub fn int_uniform(low: i64, high: i64) -> Axis {
        Axis(Values::IntUniform(low, high))
    }

    /// How many values are listed; `None` of a distribution.
    pub(super) fn len(&self) -> Option<u64> {
        match &self.0 {
            Values::Choice(values) => Some(values.len() as u64),
            _ => None,
        }
    }

    pub(super) fn value(&self, at: usize) -> Option<Setting> {
        match &self.0 {
            Values::Choice(values) => values.get(at).cloned(),
            _ => None,
        }
    }

    pub(super) fn check(&self) -> Result<(), String> {
        match &self.0 {
            Values::Choice(values) if values.is_empty() => Err("no value".to_owned()),
            Values::Choice(_) => Ok(()),
            Values::Uniform(low, high) if low <= high && (high - low).is_finite() => Ok(()),
            Values::LogUniform(low, high) if 0.0 < *low && low <= high && high.is_finite() => {
                Ok(())
            }
            Values::IntUniform(low, high) if low <= high => Ok(()),
            Values::Uniform(low, high) => Err(format!("from {low} to {high} is no finite range")),
            Values::LogUniform(low, high) => {
                Err(format!("from {low} to {high} is no finite range above 0"))
            }
            Values::IntUniform(low, high) => Err(format!("from {low} to {high} is no range")),
        }
    }

    pub(super) fn draw(&self, random: &mut Random) -> Setting {
        match &self.0 {
            Values::Choice(values) => {
                let at = random.below(values.len() as u64) as usize;
                values.get(at).cloned().unwrap_or(Setting::None)
            }
            Values::Uniform(low, high) => {
                let x = low + (high - low) * random.uniform();
                Setting::Real(exact::clamp(x, *low, *high))
            }
            Values::LogUniform(low, high) => {
                let (from, to) = (exact::ln(*low), exact::ln(*high));
                let x = exact::exp(from + (to - from) * random.uniform());
                Setting::Real(exact::clamp(x, *low, *high))
            }
            Values::IntUniform(low, high) => {
                // The width of the whole range of i64 is one more than a u64 holds, and 0 draws 0.
                let width = high.wrapping_sub(*low).cast_unsigned().wrapping_add(1);
                let step = if width == 0 { random.next_u64() } else { random.below(width) };
                Setting::Int(low.wrapping_add(step.cast_signed()))
            }
        }
    }
}

impl<T: Into<Setting>, const N: usize> From<[T; N]> for Axis {
    fn from(values: [T; N]) -> Axis {
        Axis::choice(values)
    }
}

impl<T: Into<Setting>> From<Vec<T>> for Axis {
    fn from(values: Vec<T>) -> Axis {
        Axis::choice(values)
    }
}

impl<T: Into<Setting> + Clone> From<&[T]> for Axis {
    fn from(values: &[T]) -> Axis {
        Axis::choice(values.iter().cloned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drawn(axis: &Axis, at: u64) -> Setting {
        axis.draw(&mut Random::new(3, 0, at))
    }

    #[test]
    fn bounds_must_be_a_range() {
        for axis in [
            Axis::uniform(1.0, 0.0),
            Axis::uniform(f64::NAN, 1.0),
            Axis::uniform(f64::MIN, f64::MAX),
            Axis::log_uniform(0.0, 1.0),
            Axis::log_uniform(1.0, f64::INFINITY),
            Axis::int_uniform(2, 1),
            Axis::choice::<f64>([]),
        ] {
            assert!(axis.check().is_err(), "{axis:?}");
        }
    }

    /// 10,000 draws: half of them, within six standard deviations of 50, below the middle of the range.
    #[test]
    fn draws_are_spread_as_they_say() {
        let below = |axis: &Axis, middle: f64| {
            let reals = (0..10_000).filter_map(|at| drawn(axis, at).as_real());
            reals.filter(|x| *x < middle).count()
        };
        for (axis, middle) in [
            (Axis::uniform(-1.0, 3.0), 1.0),
            (Axis::log_uniform(0.01, 100.0), 1.0),
            (Axis::int_uniform(-5, 4), -0.5),
        ] {
            assert!(below(&axis, middle).abs_diff(5000) < 300, "{axis:?}");
        }
        let whole = Axis::int_uniform(i64::MIN, i64::MAX);
        let negative = (0..10_000).filter(|&at| matches!(drawn(&whole, at), Setting::Int(..0)));
        assert!(negative.count().abs_diff(5000) < 300);
    }

    proptest! {
        #[test]
        fn draws_stay_in_range(low in -1e6f64..1e6, width in 0.0f64..1e6, at: u64) {
            let x = drawn(&Axis::uniform(low, low + width), at).as_real().unwrap();
            prop_assert!((low..=low + width).contains(&x));
            let low = low.abs() + 1e-9;
            let x = drawn(&Axis::log_uniform(low, low + width), at).as_real().unwrap();
            prop_assert!((low..=low + width).contains(&x));
            let low = low as i64;
            let Setting::Int(x) = drawn(&Axis::int_uniform(low, low + width as i64), at) else {
                panic!("a whole number is drawn");
            };
            prop_assert!((low..=low + width as i64).contains(&x));
        }
    }
}
