//! Keyed random draws: every number is a pure function of (seed, stream, index).
//!
//! The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
//! easy as 1, 2, 3", SC 2011): ten rounds of multiplication over a 128-bit counter. Nothing is
//! carried from one index to the next, so partitions, threads and visiting order cannot matter,
//! and no step depends on the width of `usize`.

/// One Philox4x32-10 block: 128 bits for a counter and a key.
fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    let product = |a: u32, b: u32| {
        let p = u64::from(a) * u64::from(b);
        ((p >> 32) as u32, p as u32)
    };
    for _ in 0..10 {
        let [c0, c1, c2, c3] = counter;
        let (high0, low0) = product(0xd251_1f53, c0);
        let (high1, low1) = product(0xcd9e_8d57, c2);
        counter = [high1 ^ c1 ^ key[0], low1, high0 ^ c3 ^ key[1], low0];
        key = [key[0].wrapping_add(0x9e37_79b9), key[1].wrapping_add(0xbb67_ae85)];
    }
    counter
}

/// A stream of draws that belongs to one (seed, stream, index).
///
/// `seed` is the user's, `stream` tells apart the purposes one seed serves (folds, shuffles,
/// noise), `index` tells apart the items of one purpose (row, tree, column). The stream repeats
/// after 2³³ draws of 64 bits.
///
/// # Examples
/// ```
/// use steadfast::exact::Random;
/// let mut a = Random::new(7, 0, 3);
/// let mut b = Random::new(7, 0, 3);
/// assert_eq!(a.next_u64(), b.next_u64());
/// assert!((0.0..1.0).contains(&a.uniform()));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Random {
    key: [u32; 2],
    counter: [u32; 4],
    /// The second half of the last block, when it is not yet used.
    kept: Option<u64>,
}

impl Random {
    /// The draws of `(seed, stream, index)`, from their beginning.
    #[must_use]
    pub fn new(seed: u64, stream: u32, index: u64) -> Self {
        let halves = |x: u64| [x as u32, (x >> 32) as u32];
        let [low, high] = halves(index);
        Self { key: halves(seed), counter: [0, stream, low, high], kept: None }
    }

    /// The next 64 uniform bits.
    pub fn next_u64(&mut self) -> u64 {
        if let Some(word) = self.kept.take() {
            return word;
        }
        let [a, b, c, d] = philox(self.counter, self.key);
        self.counter[0] = self.counter[0].wrapping_add(1);
        self.kept = Some(u64::from(d) << 32 | u64::from(c));
        u64::from(b) << 32 | u64::from(a)
    }

    /// Uniform in `[0, 1)`: a multiple of 2⁻⁵³.
    pub fn uniform(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
    }

    /// Uniform in `0..n`, without bias; 0 when `n` is 0.
    ///
    /// # Source
    /// Lemire, "Fast random integer generation in an interval", TOMACS 29 (2019).
    pub fn below(&mut self, n: u64) -> u64 {
        if n == 0 {
            return 0;
        }
        // 2^64 mod n draws of the low half would make some results more likely; they are redrawn.
        let excess = n.wrapping_neg() % n;
        loop {
            let wide = u128::from(self.next_u64()) * u128::from(n);
            if wide as u64 >= excess {
                return (wide >> 64) as u64;
            }
        }
    }

    /// An index in `0..n`; `below` over the same range on every width of `usize`.
    fn position(&mut self, n: usize) -> usize {
        // The draw is smaller than n, which is a usize.
        self.below(n as u64) as usize
    }

    /// Puts `items` in uniformly random order (Fisher and Yates, from the last item down).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let chosen = self.position(last + 1);
            items.swap(last, chosen);
        }
    }

    /// A uniformly random order of `0..n`.
    ///
    /// # Examples
    /// ```
    /// let mut order = steadfast::exact::Random::new(1, 0, 0).permutation(5);
    /// order.sort_unstable();
    /// assert_eq!(order, [0, 1, 2, 3, 4]);
    /// ```
    #[must_use]
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        self.shuffle(&mut order);
        order
    }

    /// `min(k, n)` different members of `0..n` in random order, each ordered choice equally likely.
    ///
    /// # Examples
    /// ```
    /// let chosen = steadfast::exact::Random::new(1, 0, 0).sample_without_replacement(10, 3);
    /// assert_eq!(chosen.len(), 3);
    /// ```
    #[must_use]
    pub fn sample_without_replacement(&mut self, n: usize, k: usize) -> Vec<usize> {
        let mut pool: Vec<usize> = (0..n).collect();
        let k = k.min(n);
        for i in 0..k {
            let chosen = i + self.position(n - i);
            pool.swap(i, chosen);
        }
        pool.truncate(k);
        pool
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `kat_vectors` of the Random123 distribution, lines `philox4x32 10`.
    #[test]
    fn known_answers_of_the_reference_implementation() {
        let cases = [
            ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
            ([!0; 4], [!0; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ];
        for (counter, key, expected) in cases {
            assert_eq!(philox(counter, key), expected);
        }
    }

    #[test]
    fn the_zero_key_starts_with_the_known_answer() {
        let mut random = Random::new(0, 0, 0);
        assert_eq!(random.next_u64(), 0xe169_c58d_6627_e8d5);
        assert_eq!(random.next_u64(), 0x9b00_dbd8_bc57_ac4c);
        assert_eq!(
            Random::new(0, 0, 0).uniform(),
            (0xe169_c58d_6627_e8d5u64 >> 11) as f64 / 9_007_199_254_740_992.0
        );
    }

    #[test]
    fn seed_stream_and_index_each_change_the_draws() {
        let firsts = [(0, 0, 0), (1, 0, 0), (1 << 32, 0, 0), (0, 1, 0), (0, 0, 1), (0, 0, 1 << 32)]
            .map(|(seed, stream, index)| Random::new(seed, stream, index).next_u64());
        for (i, a) in firsts.iter().enumerate() {
            assert!(!firsts[..i].contains(a));
        }
    }

    #[test]
    fn below_is_even_over_its_range() {
        let mut counts = [0u32; 7];
        let mut random = Random::new(5, 0, 0);
        for _ in 0..70_000 {
            counts[random.below(7) as usize] += 1;
        }
        // Six standard deviations of a binomial(70000, 1/7) count are 556.
        assert!(counts.iter().all(|&c| c.abs_diff(10_000) < 556), "{counts:?}");
    }

    proptest! {
        #[test]
        fn below_stays_below(seed: u64, n in 1u64..) {
            prop_assert!(Random::new(seed, 0, 0).below(n) < n);
        }

        #[test]
        fn samples_are_distinct_members(seed: u64, n in 0usize..60, k in 0usize..80) {
            let mut chosen = Random::new(seed, 1, 2).sample_without_replacement(n, k);
            chosen.sort_unstable();
            chosen.dedup();
            prop_assert_eq!(chosen.len(), k.min(n));
            prop_assert!(chosen.iter().all(|&i| i < n));
        }

        #[test]
        fn permutations_hold_every_member_once(seed: u64, n in 0usize..100) {
            let mut order = Random::new(seed, 3, 4).permutation(n);
            order.sort_unstable();
            prop_assert_eq!(order, (0..n).collect::<Vec<_>>());
        }
    }
}
