use super::*;
use num_bigint::BigInt;
use proptest::prelude::*;

/// Narrow digits are not tried.
const WIDE: Digits = Digits { tried: 0, failed: 2 };

/// A value in units of 2^-1074.
fn whole(x: f64) -> BigInt {
    let bits = x.to_bits();
    let (field, fraction) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
    let significand = fraction | u64::from(field != 0) << 52;
    let size = BigInt::from(significand) << field.saturating_sub(1);
    if x < 0.0 { -size } else { size }
}

fn total(parts: &[f64]) -> BigInt {
    parts.iter().fold(BigInt::from(0), |total, x| total + whole(*x))
}

fn spread() -> impl Strategy<Value = f64> {
    let shape = (any::<f64>(), -22i32..3);
    shape.prop_map(|(x, e)| {
        let significand = f64::from_bits(x.to_bits() & !(0x7ff << 52) | 1023 << 52);
        significand * power_of_two(e)
    })
}

proptest! {
    #[test]
    fn parts_add_up(pairs in prop::collection::vec((spread(), spread()), 0..300), e in -300i32..300) {
        let (a, b): (Vec<f64>, Vec<f64>) = pairs.iter().map(|(a, b)| (a * power_of_two(e), *b)).unzip();
        let unit = |x: BigInt| x << 1074;
        prop_assert_eq!(total(&sum(&a, None).unwrap()), total(&a));
        let size = |values: &[f64]| largest(values).map(|largest| 3.0 * largest);
        prop_assert_eq!(sum(&a, size(&a)).map(|parts| total(&parts)), Some(total(&a)));
        let squares_of_a = a.iter().fold(BigInt::from(0), |total, x| total + whole(*x) * whole(*x));
        for digits in [Digits::default(), WIDE] {
            let found = moments(&a, None, &mut { digits }).unwrap();
            prop_assert_eq!(total(&found.sum), total(&a));
            prop_assert_eq!(unit(total(&found.squares)), squares_of_a.clone());
        }
        let products_of_both = pairs.iter().zip(&a).fold(BigInt::from(0), |total, ((_, b), a)| total + whole(*a) * whole(*b));
        for digits in [Digits::default(), WIDE] {
            for within in [[None; 2], [size(&a), size(&b)]] {
                let found = products(&a, &b, within, &mut { digits }).unwrap();
                prop_assert_eq!(unit(total(&found)), products_of_both.clone());
            }
        }
    }
}

#[test]
fn the_largest_block_does_not_round() {
    // All digits as large as they get: 2^20, or 2^23, and, after rounding to even, as much again.
    let ones = f64::from_bits(1023 << 52 | ((1 << 52) - 1));
    let halves = 1.0 + (1..3).fold(0.0, |sum, k| sum + power_of_two(-24 * k));
    for x in [ones, -ones, 1.0 - f64::EPSILON / 2.0, 1.5, 1.0 + f64::EPSILON, halves] {
        let values = vec![x; BLOCK];
        assert_eq!(total(&sum(&values, None).unwrap()), whole(x) * BLOCK);
        for digits in [Digits::default(), WIDE] {
            let found = moments(&values, None, &mut { digits }).unwrap();
            assert_eq!(total(&found.sum), whole(x) * BLOCK);
            assert_eq!(total(&found.squares) << 1074, whole(x) * whole(x) * BLOCK);
            let other = vec![-1.75; BLOCK];
            let found = products(&values, &other, [None; 2], &mut { digits }).unwrap();
            assert_eq!(total(&found) << 1074, whole(x) * whole(-1.75) * BLOCK);
        }
    }
}

/// Values that lie 2^75 apart are cut into four digits, not into three.
#[test]
fn narrow_digits_give_way() {
    let mut digits = Digits::default();
    let far = [1.0 + f64::EPSILON, power_of_two(-75)];
    let found = moments(&far, None, &mut digits).unwrap();
    assert_eq!((digits.tried, digits.failed), (1, 1));
    let expected = far.iter().fold(BigInt::from(0), |total, x| total + whole(*x) * whole(*x));
    assert_eq!(total(&found.squares) << 1074, expected);
}

#[test]
fn what_does_not_fit_is_left_to_others() {
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e200, 1e-200] {
        assert_eq!(sum(&[odd, 1.0], None), None);
        assert_eq!(squares(&[1.0, odd], &mut Digits::default()), None);
        assert_eq!(products(&[1.0, 2.0], &[odd, 1.0], [None; 2], &mut Digits::default()), None);
    }
    assert_eq!(sum(&[], None), Some([0.0; 2]));
    assert_eq!(sum(&[1.0], Some(f64::NAN)), None);
    assert_eq!(squares(&[0.0, -0.0], &mut Digits::default()), Some([0.0; PARTS]));
    assert_eq!(products(&[0.0], &[7.0], [None; 2], &mut Digits::default()), Some([0.0; PARTS]));
}

/// The ends of the exponents for which digits are cut.
#[test]
fn no_part_leaves_the_normal_numbers() {
    for exponent in [EXPONENTS.start, EXPONENTS.end - 1] {
        let x = power_of_two(exponent - 1) * (1.0 + f64::EPSILON);
        let values = vec![x; BLOCK];
        for digits in [Digits::default(), WIDE] {
            let found = squares(&values, &mut { digits }).unwrap();
            assert_eq!(total(&found) << 1074, whole(x) * whole(x) * BLOCK);
        }
    }
}
