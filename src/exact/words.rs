//! Moments as a few words: for state that keeps many of them.

use super::accumulator::{ExactSum, UNIT, VALUE_BITS};
use super::dyadic::Dyadic;
use super::fixed_point::FixedPoint;
use super::moments::ExactMoments;
use super::product::ExactDot;
use super::special::Special;
use super::state::StateError;

const SPECIALS: [Special; 4] =
    [Special::Finite, Special::PositiveInfinity, Special::NegativeInfinity, Special::Nan];

/// Sign, place of the lowest digit, number of digits, and the digits, least first.
fn write(total: Dyadic, unit: i32, out: &mut Vec<u32>) {
    let low = if total.digits.is_empty() { 0 } else { (total.exponent - unit) / 32 };
    out.extend([u32::from(total.negative), low.unsigned_abs(), total.digits.len() as u32]);
    out.extend(total.digits);
}

fn specials(special: Special) -> u32 {
    SPECIALS.iter().position(|known| *known == special).unwrap_or_default() as u32
}

/// The words of one accumulator after another.
struct Rest<'a>(&'a [u32]);

impl Rest<'_> {
    fn next(&mut self) -> Result<u32, StateError> {
        let (first, rest) = self.0.split_first().ok_or(StateError::NotCanonical)?;
        self.0 = rest;
        Ok(*first)
    }

    /// A total that `count` values of so many bits can have.
    fn total<const LIMBS: usize>(
        &mut self,
        count: u64,
        value_bits: u32,
    ) -> Result<FixedPoint<LIMBS>, StateError> {
        let (negative, low, length) = (self.next()?, self.next()? as usize, self.next()? as usize);
        let (digits, rest) = self.0.split_at_checked(length).ok_or(StateError::NotCanonical)?;
        self.0 = rest;
        let last = digits.last();
        let empty = last.is_none();
        if negative > 1
            || digits.first() == Some(&0)
            || last == Some(&0)
            || empty && (negative == 1 || low != 0)
        {
            return Err(StateError::NotCanonical);
        }
        let places = if empty { 0 } else { low as u64 + length as u64 };
        let bits = 32 * places - last.map_or(0, |last| u64::from(last.leading_zeros()));
        let impossible = StateError::Impossible { count, bits };
        if bits > u64::from(value_bits) + u64::from(64 - count.leading_zeros())
            || count == 0 && !empty
        {
            return Err(impossible);
        }
        FixedPoint::from_digits(negative == 1, low, digits).ok_or(impossible)
    }
}

impl ExactMoments {
    /// The moments as words of 32 bits, one form for one value: some twenty for ordinary numbers.
    ///
    /// # Examples
    /// ```
    /// use steadfast::exact::ExactMoments;
    /// let mut moments = ExactMoments::new();
    /// moments.add_slice(&[0.1, 0.2]);
    /// assert_eq!(ExactMoments::from_words(&moments.to_words()), Ok(moments));
    /// ```
    #[must_use]
    pub fn to_words(&self) -> Vec<u32> {
        let count = self.count();
        let mut out = vec![count as u32, (count >> 32) as u32];
        out.extend([specials(self.sum.special), specials(self.squares.special())]);
        write(self.sum.value(), UNIT, &mut out);
        write(self.squares.value(), 2 * UNIT, &mut out);
        out
    }

    /// The moments that [`to_words`](Self::to_words) wrote.
    ///
    /// # Errors
    /// When the words are not those of any values.
    pub fn from_words(words: &[u32]) -> Result<ExactMoments, StateError> {
        let mut rest = Rest(words);
        let count = u64::from(rest.next()?) | u64::from(rest.next()?) << 32;
        let mut special = || {
            let known = SPECIALS.get(rest.next()? as usize);
            known.copied().ok_or(StateError::NotCanonical)
        };
        let (of_sum, of_squares) = (special()?, special()?);
        if count == 0 && (of_sum, of_squares) != (Special::Finite, Special::Finite) {
            return Err(StateError::SpecialWithoutValues);
        }
        let total = rest.total(count, VALUE_BITS)?;
        let squares = rest.total(count, 2 * VALUE_BITS)?;
        let sum = ExactSum { total, special: of_sum, count };
        let moments = ExactMoments { sum, squares: ExactDot::of(squares, of_squares) };
        if !rest.0.is_empty() || moments.spread().negative {
            return Err(StateError::NotCanonical);
        }
        Ok(moments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn moments_survive_as_words(values in prop::collection::vec(any::<f64>(), 0..20)) {
            let moments = ExactMoments::of(&values);
            let words = moments.to_words();
            let back = ExactMoments::from_words(&words).unwrap();
            prop_assert_eq!(&back, &moments);
            prop_assert_eq!(back.to_words(), words);
        }

        #[test]
        fn no_words_panic(words in prop::collection::vec(prop_oneof![0u32..4, any::<u32>()], 0..30)) {
            if let Ok(moments) = ExactMoments::from_words(&words) {
                prop_assert_eq!(moments.to_words(), words);
                let _ = (moments.mean(), moments.variance(0), moments.variance(1));
            }
        }
    }

    #[test]
    fn words_no_values_have_are_refused() {
        let mut one = ExactMoments::new();
        one.add(1.0);
        let words = one.to_words();
        assert_eq!(words.len(), 4 + 3 + 1 + 3 + 1);
        for at in 0..words.len() {
            assert!(ExactMoments::from_words(&words[..at]).is_err(), "{at}");
        }
        // The sum of squares of one value of 1 is 1, and not 1/4.
        let mut other = words.clone();
        *other.last_mut().unwrap() >>= 2;
        assert_eq!(ExactMoments::from_words(&other), Err(StateError::NotCanonical));
        let none = ExactMoments::new().to_words();
        assert_eq!(none, [0; 10]);
        let mut special = none;
        special[2] = 3;
        assert_eq!(ExactMoments::from_words(&special), Err(StateError::SpecialWithoutValues));
    }
}
