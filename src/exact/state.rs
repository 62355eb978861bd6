//! The wire form of accumulators: one text for one value, checked when it is read.

use super::accumulator::{ExactSum, LIMBS, UNIT, VALUE_BITS};
use super::dyadic::Dyadic;
use super::fixed_point::FixedPoint;
use super::special::Special;
use serde::{Deserialize, Serialize};

/// Why a stored accumulator was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum StateError {
    /// Digits with zeros at an end, a negative zero, or an empty number that is not at place 0.
    #[error("the digits of an exact sum are not in canonical form")]
    NotCanonical,
    /// A total that no such count of values can reach.
    #[error("an exact sum of {count} values cannot have {bits} bits")]
    Impossible {
        /// Number of values the state claims.
        count: u64,
        /// Bits of its total.
        bits: u64,
    },
    /// A NaN or an infinity among no values.
    #[error("an exact sum of no values cannot hold a NaN or an infinity")]
    SpecialWithoutValues,
    /// Not one count for each value.
    #[error("a tally of {values} values cannot have {counts} counts")]
    TallyLengths {
        /// Number of values.
        values: usize,
        /// Number of counts.
        counts: usize,
    },
    /// A value that is not finite, or not above the one before it.
    #[error("value {at} of a tally is not finite or not above the one before it")]
    TallyValue {
        /// Its place, from 0.
        at: usize,
    },
    /// A count of zero, or one with which the counts exceed 64 bits.
    #[error("count {at} of a tally is zero or too large")]
    TallyCount {
        /// Its place, from 0.
        at: usize,
    },
}

/// A total as sign and base-2³² digits, least first, above `low` zero digits.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Digits {
    negative: bool,
    low: u16,
    digits: Vec<u32>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SumState {
    count: u64,
    special: Special,
    total: Digits,
}

impl From<Dyadic> for Digits {
    fn from(total: Dyadic) -> Self {
        let low = if total.is_zero() { 0 } else { (total.exponent - UNIT) / 32 };
        Self { negative: total.negative, low: low as u16, digits: total.digits }
    }
}

impl Digits {
    /// The limbs, if the digits are canonical and `count` values can have this total.
    fn read(&self, count: u64) -> Result<FixedPoint<LIMBS>, StateError> {
        let (first, last) = (self.digits.first(), self.digits.last());
        let empty = last.is_none();
        if first == Some(&0) || last == Some(&0) || empty && (self.negative || self.low != 0) {
            return Err(StateError::NotCanonical);
        }
        let zeros = last.map_or(0, |last| u64::from(last.leading_zeros()));
        let places = if empty { 0 } else { u64::from(self.low) + self.digits.len() as u64 };
        let bits = 32 * places - zeros;
        let impossible = StateError::Impossible { count, bits };
        let reachable = u64::from(VALUE_BITS) + u64::from(64 - count.leading_zeros());
        if bits > reachable || count == 0 && !empty {
            return Err(impossible);
        }
        FixedPoint::from_digits(self.negative, self.low.into(), &self.digits).ok_or(impossible)
    }
}

impl From<ExactSum> for SumState {
    fn from(sum: ExactSum) -> Self {
        Self { count: sum.count, special: sum.special, total: sum.value().into() }
    }
}

impl TryFrom<SumState> for ExactSum {
    type Error = StateError;

    fn try_from(state: SumState) -> Result<Self, StateError> {
        if state.count == 0 && state.special != Special::Finite {
            return Err(StateError::SpecialWithoutValues);
        }
        let total = state.total.read(state.count)?;
        Ok(Self { total, special: state.special, count: state.count })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sums_survive_the_wire(values in prop::collection::vec(any::<f64>(), 0..20)) {
            let mut sum = ExactSum::new();
            sum.add_slice(&values);
            let text = serde_json::to_string(&sum).unwrap();
            let back: ExactSum = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&back, &sum);
            prop_assert_eq!(serde_json::to_string(&back).unwrap(), text);
        }
    }

    #[test]
    fn states_no_sum_can_reach_are_refused() {
        let state = |count: u64, special: &str, negative: bool, low: u32, digits: &str| {
            let text = format!(
                r#"{{"count":{count},"special":"{special}","total":{{"negative":{negative},"low":{low},"digits":{digits}}}}}"#
            );
            serde_json::from_str::<ExactSum>(&text).map_err(|error| error.to_string())
        };
        assert!(state(1, "finite", true, 3, "[7]").is_ok());
        for digits in ["[0,1]", "[1,0]", "[0]"] {
            assert!(state(2, "finite", false, 0, digits).unwrap_err().contains("canonical"));
        }
        assert!(state(2, "finite", true, 0, "[]").unwrap_err().contains("canonical"));
        assert!(state(2, "finite", false, 4, "[]").unwrap_err().contains("canonical"));
        assert!(state(0, "nan", false, 0, "[]").unwrap_err().contains("no values"));
        assert!(state(0, "finite", false, 0, "[1]").unwrap_err().contains("cannot have"));
        // One value has at most 2098 bits (and the bound allows one more for the count).
        assert!(state(1, "finite", false, 65, "[524288]").unwrap_err().contains("2100 bits"));
        assert!(state(u64::MAX, "finite", false, 65535, "[1]").is_err());
        assert!(state(1, "infinite", false, 0, "[]").is_err());
    }
}
