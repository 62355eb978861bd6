//! Numbers brought near 1 and back by powers of two, which change no digit.

/// `e` with `2^e` at most a positive number, −1022 for those below all such.
pub(crate) fn exponent_of(x: f64) -> i32 {
    ((x.to_bits() >> 52) as i32).max(1) - 1023
}

/// `x·2^e`: exact where that is normal; below, rounded once, or twice for `e` under −1000.
pub(crate) fn times_two_to(x: f64, e: i32) -> f64 {
    let power = |e: i32| f64::from_bits(((e + 1023) as u64) << 52);
    let (mut x, mut rest) = (x, e.clamp(-2200, 2200));
    // Powers beyond 2^±1000 have no number of their own.
    while rest.abs() > 1000 {
        let step = rest.clamp(-1000, 1000);
        x *= power(step);
        rest -= step;
    }
    x * power(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn from_one_end_of_the_range_to_the_other() {
        assert_eq!(times_two_to(3.0, -2), 0.75);
        assert_eq!(times_two_to(f64::from_bits(1), 1074), 1.0);
        assert_eq!(times_two_to(f64::from_bits(1), 1074 + 1023), f64::from_bits(2046 << 52));
        assert_eq!(times_two_to(f64::from_bits(2046 << 52), -1023 - 1074), f64::from_bits(1));
        assert_eq!(times_two_to(1.0, -1100), 0.0);
        assert_eq!(times_two_to(1.0, 1100), f64::INFINITY);
        for (x, e) in [(1.0, 0), (1.99, 0), (0.5, -1), (f64::MAX, 1023), (f64::from_bits(1), -1022)]
        {
            assert_eq!(exponent_of(x), e);
        }
    }
}
