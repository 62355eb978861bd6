//! A wide fixed-point number that absorbs shifted integers without rounding.

use super::dyadic::Dyadic;

/// Additions after which limbs must be carried: each adds less than 2³² to a limb of 63 bits.
const ADDITIONS_BEFORE_CARRY: u32 = 1 << 30;

/// `Σ limbs[i]·2^(32·i)` units, limbs being signed and wide enough to postpone the carries.
///
/// After [`carry`](Self::carry) every limb but the last lies in `[0, 2³²)`, which makes the limbs
/// a function of the value alone.
#[derive(Clone, Debug)]
pub(super) struct FixedPoint<const LIMBS: usize> {
    limbs: [i64; LIMBS],
    pending: u32,
}

impl<const LIMBS: usize> FixedPoint<LIMBS> {
    pub(super) const ZERO: Self = Self { limbs: [0; LIMBS], pending: 0 };

    /// Adds `±magnitude·2^offset` units. The caller keeps `offset + 64` inside the limbs.
    #[inline]
    pub(super) fn add(&mut self, negative: bool, magnitude: u64, offset: u32) {
        let at = (offset / 32) as usize;
        let wide = u128::from(magnitude) << (offset % 32);
        let pieces = [wide as u32, (wide >> 32) as u32, (wide >> 64) as u32];
        let limbs = self.limbs.get_mut(at..).and_then(<[i64]>::first_chunk_mut::<3>);
        debug_assert!(limbs.is_some(), "offset {offset} is outside {LIMBS} limbs");
        for (limb, piece) in limbs.into_iter().flatten().zip(pieces) {
            let piece = i64::from(piece);
            *limb += if negative { -piece } else { piece };
        }
        self.pending += 1;
        if self.pending >= ADDITIONS_BEFORE_CARRY {
            self.carry();
        }
    }

    /// Adds `±magnitude·2^offset` units of a product.
    #[inline]
    pub(super) fn add_wide(&mut self, negative: bool, magnitude: u128, offset: u32) {
        self.add(negative, magnitude as u64, offset);
        self.add(negative, (magnitude >> 64) as u64, offset + 64);
    }

    /// Adds another number of the same unit.
    pub(super) fn merge(&mut self, other: &Self) {
        self.carry();
        for (limb, added) in self.limbs.iter_mut().zip(other.carried()) {
            *limb += added;
        }
        self.carry();
    }

    /// Brings every limb but the last into `[0, 2³²)`.
    #[inline(never)]
    fn carry(&mut self) {
        let mut carry = 0;
        if let Some((last, rest)) = self.limbs.split_last_mut() {
            for limb in rest {
                let value = *limb + carry;
                *limb = value & 0xffff_ffff;
                carry = value >> 32;
            }
            *last += carry;
        }
        self.pending = 0;
    }

    fn carried(&self) -> [i64; LIMBS] {
        let mut copy = self.clone();
        copy.carry();
        copy.limbs
    }

    /// The value, `unit` being the power of two of one unit.
    pub(super) fn value(&self, unit: i32) -> Dyadic {
        let mut copy = self.clone();
        copy.carry();
        let negative = copy.limbs.last().is_some_and(|&last| last < 0);
        if negative {
            copy.limbs.iter_mut().for_each(|limb| *limb = -*limb);
            copy.carry();
        }
        let mut digits: Vec<u32> = copy.limbs.iter().map(|&limb| limb as u32).collect();
        // The last limb of the magnitude is not negative and may exceed one digit.
        digits.push(copy.limbs.last().map_or(0, |&last| (last >> 32) as u32));
        Dyadic::new(negative, digits, unit)
    }

    /// Rebuilds a number from the base-2³² digits of its magnitude, `low` zero digits below them;
    /// `None` when they do not fit.
    pub(super) fn from_digits(negative: bool, low: usize, digits: &[u32]) -> Option<Self> {
        let mut number = Self::ZERO;
        let places = number.limbs.get_mut(low..low.checked_add(digits.len())?)?;
        for (limb, &digit) in places.iter_mut().zip(digits) {
            *limb = if negative { -i64::from(digit) } else { i64::from(digit) };
        }
        number.carry();
        Some(number)
    }
}

/// Equal values are equal, however they were reached.
impl<const LIMBS: usize> PartialEq for FixedPoint<LIMBS> {
    fn eq(&self, other: &Self) -> bool {
        self.carried() == other.carried()
    }
}

impl<const LIMBS: usize> Eq for FixedPoint<LIMBS> {}
