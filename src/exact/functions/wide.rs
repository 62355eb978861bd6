//! A binary floating-point number of `N` 64-bit limbs: the precision the slow paths compute in.
//!
//! Every operation truncates. With `u = 2^(1 - 64 N)`, the error of a product is below `u` of the
//! product, the error of a sum is below `u` of the larger operand or the result, and a quotient
//! errs by less than `16 u`. Integers only: every target and opt level gives the same limbs.

/// `(-1)^negative · 0.limbs · 2^exponent`, with the top bit of the top limb set unless zero.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wide<const N: usize> {
    negative: bool,
    exponent: i32,
    /// Least significant limb first.
    limbs: [u64; N],
}

/// Limbs of a stored constant: one more than the widest precision in use.
pub(super) const STORED: usize = 13;

impl<const N: usize> Wide<N> {
    pub(super) const ZERO: Self = Self { negative: false, exponent: 0, limbs: [0; N] };
    pub(super) const ONE: Self = Self::power_of_two(0);

    pub(super) const fn power_of_two(exponent: i32) -> Self {
        let mut limbs = [0; N];
        limbs[N - 1] = 1 << 63;
        Self { negative: false, exponent: exponent + 1, limbs }
    }

    /// The leading limbs of a positive constant stored most significant limb first.
    pub(super) const fn constant(exponent: i32, stored: &[u64; STORED]) -> Self {
        let mut limbs = [0; N];
        let mut i = 0;
        while i < N {
            limbs[N - 1 - i] = stored[i];
            i += 1;
        }
        Self { negative: false, exponent, limbs }
    }

    /// `integer · 2^exponent`.
    pub(super) fn from_u64(integer: u64, exponent: i32) -> Self {
        let mut limbs = [0; N];
        limbs[N - 1] = integer;
        Self { negative: false, exponent: exponent + 64, limbs }.normalised()
    }

    /// `0.limbs · 2^exponent`, least significant limb first, not yet normalised.
    pub(super) fn from_limbs(limbs: [u64; N], exponent: i32) -> Self {
        Self { negative: false, exponent, limbs }.normalised()
    }

    /// The exact value of a finite `x`.
    pub(super) fn from_f64(x: f64) -> Self {
        let bits = x.to_bits();
        let fraction = bits & ((1 << 52) - 1);
        let biased = ((bits >> 52) & 0x7ff) as i32;
        let wide = match biased {
            0 => Self::from_u64(fraction, -1074),
            _ => Self::from_u64(fraction | 1 << 52, biased - 1075),
        };
        wide.signed(x.is_sign_negative())
    }

    /// The leading limbs of a wider number.
    pub(super) fn resized<const M: usize>(&self) -> Wide<M> {
        let mut limbs = [0; M];
        for i in 1..=M.min(N) {
            limbs[M - i] = self.limbs[N - i];
        }
        Wide { negative: self.negative, exponent: self.exponent, limbs }
    }

    pub(super) fn is_zero(&self) -> bool {
        self.limbs[N - 1] == 0
    }

    /// The `e` with `2^(e-1) <= |self| < 2^e`.
    pub(super) fn exponent(&self) -> i32 {
        self.exponent
    }

    pub(super) fn signed(self, negative: bool) -> Self {
        Self { negative, ..self }
    }

    pub(super) fn neg(self) -> Self {
        Self { negative: !self.negative, ..self }
    }

    /// `self · 2^by`, exactly.
    pub(super) fn scale(self, by: i32) -> Self {
        Self { exponent: self.exponent + by, ..self }
    }

    pub(super) fn add(&self, other: &Self) -> Self {
        if self.is_zero() {
            return *other;
        }
        if other.is_zero() {
            return *self;
        }
        let (big, small) =
            if self.exponent >= other.exponent { (self, other) } else { (other, self) };
        let distance = i64::from(big.exponent) - i64::from(small.exponent);
        if distance >= 64 * N as i64 {
            return *big;
        }
        let aligned = shifted_right(&small.limbs, distance as u32);
        if big.negative == small.negative {
            big.sum_of_magnitudes(&aligned)
        } else {
            big.difference_of_magnitudes(&aligned)
        }
    }

    pub(super) fn sub(&self, other: &Self) -> Self {
        self.add(&other.neg())
    }

    fn sum_of_magnitudes(&self, aligned: &[u64; N]) -> Self {
        let mut limbs = [0; N];
        let mut carry = false;
        for i in 0..N {
            let (partial, first) = self.limbs[i].overflowing_add(aligned[i]);
            let (total, second) = partial.overflowing_add(u64::from(carry));
            limbs[i] = total;
            carry = first | second;
        }
        if !carry {
            return Self { limbs, ..*self };
        }
        let mut limbs = shifted_right(&limbs, 1);
        limbs[N - 1] |= 1 << 63;
        Self { limbs, exponent: self.exponent + 1, ..*self }
    }

    fn difference_of_magnitudes(&self, aligned: &[u64; N]) -> Self {
        let (limbs, borrow) = subtracted(&self.limbs, aligned);
        if !borrow {
            return Self { limbs, ..*self }.normalised();
        }
        let (limbs, _) = subtracted(aligned, &self.limbs);
        Self { limbs, exponent: self.exponent, negative: !self.negative }.normalised()
    }

    pub(super) fn mul(&self, other: &Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        // Columns below the guard column would add less than N units of the guard limb.
        let mut limbs = [0; N];
        let mut guard = 0;
        let mut column: u128 = 0;
        for k in N - 1..2 * N - 1 {
            let mut overflow: u128 = 0;
            for i in k - (N - 1)..N {
                let product = u128::from(self.limbs[i]) * u128::from(other.limbs[k - i]);
                let (total, carried) = column.overflowing_add(product);
                column = total;
                overflow += u128::from(carried);
            }
            if k == N - 1 {
                guard = column as u64;
            } else {
                limbs[k - N] = column as u64;
            }
            column = (column >> 64) | (overflow << 64);
        }
        limbs[N - 1] = column as u64;
        let mut exponent = self.exponent + other.exponent;
        if limbs[N - 1] >> 63 == 0 {
            for i in (1..N).rev() {
                limbs[i] = (limbs[i] << 1) | (limbs[i - 1] >> 63);
            }
            limbs[0] = (limbs[0] << 1) | (guard >> 63);
            exponent -= 1;
        }
        Self { negative: self.negative != other.negative, exponent, limbs }
    }

    /// `self / divisor` for `0 < divisor < 2^32`; a leading zero of up to 32 bits is shifted out.
    pub(super) fn div_small(&self, divisor: u32) -> Self {
        let d = u64::from(divisor);
        let mut limbs = [0; N];
        let mut rest = 0;
        for i in (0..N).rev() {
            let high = (rest << 32) | (self.limbs[i] >> 32);
            let low = ((high % d) << 32) | (self.limbs[i] & 0xffff_ffff);
            limbs[i] = ((high / d) << 32) | (low / d);
            rest = low % d;
        }
        // The bits shifted in come from the remainder, so the quotient stays full width.
        let lost = limbs[N - 1].leading_zeros();
        if lost == 0 || self.is_zero() {
            return Self { limbs, ..*self };
        }
        let next = ((u128::from(rest) << 64) / u128::from(d)) as u64;
        for i in (1..N).rev() {
            limbs[i] = (limbs[i] << lost) | (limbs[i - 1] >> (64 - lost));
        }
        limbs[0] = (limbs[0] << lost) | (next >> (64 - lost));
        Self { limbs, exponent: self.exponent - lost as i32, ..*self }
    }

    /// `1 / self` by Newton's iteration from the quotient of the leading 53 bits; zero stays zero.
    pub(super) fn recip(&self) -> Self {
        if self.is_zero() {
            return *self;
        }
        let unit = Self { exponent: 0, ..*self };
        let mut inverse = Self::from_f64(1.0 / unit.to_f64());
        let mut bits = 50;
        while bits < 64 * N as i32 {
            let error = Self::ONE.sub(&unit.mul(&inverse));
            inverse = inverse.add(&inverse.mul(&error));
            bits *= 2;
        }
        inverse.scale(-self.exponent)
    }

    pub(super) fn div(&self, other: &Self) -> Self {
        self.mul(&other.recip())
    }

    /// `√self` of a number that is not negative, by Newton's iteration for its inverse from the root of
    /// the leading 53 bits; errs by less than `16 u`.
    pub(super) fn sqrt(&self) -> Self {
        if self.is_zero() {
            return *self;
        }
        let half = (self.exponent + 1).div_euclid(2);
        let unit = self.scale(-2 * half);
        let mut inverse = Self::from_f64(1.0 / unit.to_f64().sqrt());
        let mut bits = 50;
        while bits < 64 * N as i32 {
            let error = Self::ONE.sub(&unit.mul(&inverse).mul(&inverse));
            inverse = inverse.add(&inverse.mul(&error).scale(-1));
            bits *= 2;
        }
        unit.mul(&inverse).scale(half)
    }

    /// The nearest double, ties to even, subnormals and overflow included.
    pub(super) fn to_f64(self) -> f64 {
        let sign = u64::from(self.negative) << 63;
        if self.is_zero() || self.exponent < -1074 {
            return f64::from_bits(sign);
        }
        if self.exponent > 1024 {
            return f64::from_bits(sign | f64::INFINITY.to_bits());
        }
        let lower = self.limbs[..N - 1].iter().any(|&limb| limb != 0);
        let top = self.limbs[N - 1];
        // Significant bits that fit: 53, fewer among the subnormals, none below the smallest.
        let kept = (self.exponent + 1074).clamp(0, 53) as u32;
        let (integer, below) = match kept {
            0 => (0, u128::from(top) << 64),
            _ => (top >> (64 - kept), u128::from(top << kept) << 64),
        };
        let rest = below | u128::from(lower);
        let half = 1_u128 << 127;
        let up = rest > half || (rest == half && integer & 1 == 1);
        // A carry out of the fraction runs into the exponent field, up to infinity: as it must.
        let field = (self.exponent - 53 + 1074).max(0) as u64;
        let magnitude = (field << 52) + integer + u64::from(up);
        f64::from_bits(sign | magnitude)
    }

    fn normalised(mut self) -> Self {
        let Some(top) = self.limbs.iter().rposition(|&limb| limb != 0) else {
            return Self::ZERO;
        };
        let lost = N - 1 - top;
        if lost > 0 {
            for i in (0..N).rev() {
                self.limbs[i] = if i >= lost { self.limbs[i - lost] } else { 0 };
            }
        }
        let bits = self.limbs[N - 1].leading_zeros();
        if bits > 0 {
            for i in (1..N).rev() {
                self.limbs[i] = (self.limbs[i] << bits) | (self.limbs[i - 1] >> (64 - bits));
            }
            self.limbs[0] <<= bits;
        }
        self.exponent -= (64 * lost) as i32 + bits as i32;
        self
    }
}

fn shifted_right<const N: usize>(limbs: &[u64; N], by: u32) -> [u64; N] {
    let (whole, bits) = ((by / 64) as usize, by % 64);
    let mut out = [0; N];
    for i in 0..N - whole {
        let low = limbs[i + whole] >> bits;
        let high =
            if bits > 0 && i + whole + 1 < N { limbs[i + whole + 1] << (64 - bits) } else { 0 };
        out[i] = low | high;
    }
    out
}

fn subtracted<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let mut out = [0; N];
    let mut borrow = false;
    for i in 0..N {
        let (partial, first) = a[i].overflowing_sub(b[i]);
        let (total, second) = partial.overflowing_sub(u64::from(borrow));
        out[i] = total;
        borrow = first | second;
    }
    (out, borrow)
}
