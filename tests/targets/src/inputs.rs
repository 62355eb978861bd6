//! Seeded arguments: the same on every target because only integers make them.

use std::hint::black_box;

/// SplitMix64 (Steele, Lea, Flood 2014): one addition and three mixes on `u64`.
pub struct Source(u64);

impl Source {
    pub fn new(seed: u64) -> Self {
        // Hidden from the optimiser, so that nothing is computed by the compiler instead of the target.
        Self(black_box(seed))
    }

    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// `0..bound`, by remainder: the small bias does not matter here.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.bits() % bound
    }

    /// A sign and 52 random fraction bits at a biased exponent in `low..=high`.
    pub fn float(&mut self, low: u64, high: u64) -> f64 {
        let exponent = low + self.below(high - low + 1);
        let rest = self.bits();
        f64::from_bits((rest & 0x800f_ffff_ffff_ffff) | (exponent << 52))
    }

    /// Uniform in `low..high`, to 53 bits.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        let unit = (self.bits() >> 11) as f64 * f64::EPSILON * 0.5;
        low + (high - low) * unit
    }
}

/// Where rounding, overflow, underflow and sign of zero happen.
pub const SPECIALS: [u64; 24] = [
    0x0000_0000_0000_0000, // 0
    0x8000_0000_0000_0000, // -0
    0x0000_0000_0000_0001, // smallest subnormal
    0x8000_0000_0000_0001,
    0x000f_ffff_ffff_ffff, // largest subnormal
    0x0010_0000_0000_0000, // smallest normal
    0x8010_0000_0000_0000,
    0x3ca0_0000_0000_0000, // 2^-53
    0x3cb0_0000_0000_0000, // 2^-52
    0x3fb9_9999_9999_999a, // 0.1
    0x3fdf_ffff_ffff_ffff, // just under 0.5
    0x3fe0_0000_0000_0000, // 0.5
    0x3fef_ffff_ffff_ffff, // just under 1
    0x3ff0_0000_0000_0000, // 1
    0xbff0_0000_0000_0000, // -1
    0x3ff0_0000_0000_0001, // just over 1
    0x4004_0000_0000_0000, // 2.5
    0x4330_0000_0000_0000, // 2^52
    0x4340_0000_0000_0001, // 2^53 + 2
    0x43e0_0000_0000_0000, // 2^63
    0x7fef_ffff_ffff_ffff, // largest finite
    0x7ff0_0000_0000_0000, // infinity
    0xfff0_0000_0000_0000,
    0x7ff8_0000_0000_0000, // NaN
];

/// `count` arguments: the specials, then by turns any bit pattern at all, everyday sizes, subnormals,
/// short fractions (exact ties when rounded) and whole or half numbers.
pub fn floats(seed: u64, count: usize) -> Vec<f64> {
    let mut source = Source::new(seed);
    let mut values: Vec<f64> = SPECIALS.iter().map(|bits| f64::from_bits(*bits)).collect();
    while values.len() < count {
        let turn = values.len() % 6;
        values.push(match turn {
            0 => f64::from_bits(source.bits()),
            1 | 2 => source.float(1023 - 20, 1023 + 20),
            3 => source.float(0, 0),
            4 => {
                let value = source.float(1023 - 30, 1023 + 30);
                f64::from_bits(value.to_bits() & 0xffff_ffff_e000_0000)
            }
            _ => (source.below(1 << 22) as f64 - f64::from(1 << 21)) * 0.5,
        });
    }
    values
}

/// `count` pairs: every special with every special, then two independent lists.
pub fn pairs(seed: u64, count: usize) -> Vec<(f64, f64)> {
    let specials = SPECIALS.map(f64::from_bits);
    let grid = specials.iter().flat_map(|a| specials.map(|b| (*a, b)));
    let left = floats(seed, count);
    let right = floats(seed ^ 0xa5a5_a5a5_a5a5_a5a5, count);
    // Equal arguments meet equal arguments now and then (exact cancellation).
    let lists = left.iter().zip(&right).enumerate();
    let lists = lists.map(|(index, (a, b))| if index % 97 == 0 { (*a, *a) } else { (*a, *b) });
    grid.chain(lists).collect()
}
