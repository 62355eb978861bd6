//! Derives every table and constant again from series in integer arithmetic.

use super::arc::angle;
use super::arc_table::ARCS;
use super::asin::{asin_of, cofactor};
use super::asin_table::ARCSINES;
use super::constants::{
    FRAC_2_PI, frac_1_sqrt_2, frac_2_sqrt_pi, frac_pi_2, ln_2, log2_e, log10_e, sqrt_2_pi,
};
use super::double_double::{head, power_of_two};
use super::erf::erf_wide;
use super::erf_table::ERFS;
use super::exp::exp_wide;
use super::exp_table::POWERS;
use super::ln::ln_of;
use super::ln_table::LOGS;
use super::trig::turned;
use super::trig_table::TURNS;
use super::wide::{STORED, Wide};

/// `artanh(1/n)`, or `arctan(1/n)` if `alternating`, by its series.
fn inverse_tangent<const N: usize>(n: u32, alternating: bool) -> Wide<N> {
    let mut power = Wide::ONE.div_small(n);
    let mut sum = Wide::ZERO;
    let mut odd = 1;
    while power.exponent() > -(64 * N as i32) {
        let negative = alternating && odd % 4 == 3;
        sum = sum.add(&power.div_small(odd).signed(negative));
        power = power.div_small(n * n);
        odd += 2;
    }
    sum
}

fn times<const N: usize>(x: &Wide<N>, n: i32) -> Wide<N> {
    x.mul(&Wide::from_f64(f64::from(n)))
}

/// Machin: π/4 = 4 arctan(1/5) - arctan(1/239).
fn pi<const N: usize>() -> Wide<N> {
    times(&inverse_tangent(5, true), 16).sub(&times(&inverse_tangent(239, true), 4))
}

/// `a` and `b` agree to `2^-bits`, absolutely.
fn assert_near<const N: usize>(a: &Wide<N>, b: &Wide<N>, bits: i32) {
    let difference = a.sub(b);
    assert!(difference.is_zero() || difference.exponent() <= -bits, "2^{}", difference.exponent());
}

#[test]
fn constants_are_what_their_series_say() {
    const LAST: i32 = 64 * STORED as i32 - 4;
    let ln_2_again = times(&inverse_tangent::<15>(26, false), 18)
        .sub(&times(&inverse_tangent(4801, false), 2))
        .add(&times(&inverse_tangent(8749, false), 8));
    let pi = pi::<15>();
    assert_near(&ln_2::<13>(), &ln_2_again.resized(), LAST);
    assert_near(&frac_pi_2::<13>(), &pi.scale(-1).resized(), LAST);
    let (slope, root, norm) = (frac_2_sqrt_pi::<13>(), frac_1_sqrt_2::<13>(), sqrt_2_pi::<13>());
    assert_near(&slope.mul(&slope).mul(&pi.resized()), &Wide::power_of_two(2), LAST - 4);
    assert_near(&root.mul(&root), &Wide::power_of_two(-1), LAST);
    assert_near(&norm.mul(&norm), &pi.scale(1).resized(), LAST - 4);
    let ln_10 = times(&inverse_tangent::<15>(31, false), 46)
        .add(&times(&inverse_tangent(49, false), 34))
        .add(&times(&inverse_tangent(161, false), 20));
    assert_near(&log10_e::<13>().mul(&ln_10.resized()), &Wide::ONE, LAST - 4);
    assert_near(&log2_e::<13>().mul(&ln_2_again.resized()), &Wide::ONE, LAST - 4);
}

#[test]
fn two_over_pi_is_right_to_its_last_bit() {
    const LIMBS: usize = FRAC_2_PI.len();
    let mut limbs = [0; LIMBS + 2];
    for (limb, &stored) in limbs[2..].iter_mut().rev().zip(&FRAC_2_PI) {
        *limb = stored;
    }
    let product = Wide::from_limbs(limbs, 0).mul(&pi::<{ LIMBS + 2 }>().scale(-1));
    let missing = Wide::ONE.sub(&product);
    assert!(!missing.is_zero() && missing.exponent() <= 1 - 64 * LIMBS as i32);
    // Truncated, not rounded up.
    assert!(missing.to_f64() >= 0.0);
}

/// The bits of the double of 26 bits below or at `x` and of the double nearest to the rest.
fn pair(x: &Wide<4>) -> [u64; 2] {
    // Adding zero makes a negative zero positive.
    let high = head(x.to_f64());
    [high, x.sub(&Wide::from_f64(high)).to_f64() + 0.0].map(f64::to_bits)
}

#[test]
fn powers_of_two_are_those_of_the_exponential() {
    for (j, entry) in POWERS.iter().enumerate() {
        let exponent = ln_2().mul(&Wide::from_u64(j as u64, -7));
        assert_eq!(*entry, pair(&exp_wide(&exponent)), "entry {j}");
    }
}

#[test]
fn logarithms_are_those_of_their_reciprocals() {
    for (i, &[c, high, low]) in LOGS.iter().enumerate() {
        let c = f64::from_bits(c);
        let value: Wide<4> = ln_of(c).neg();
        let rounded = (value.scale(42).to_f64().round() * power_of_two(-42)) + 0.0;
        assert_eq!(high, rounded.to_bits(), "entry {i}");
        let rest = value.sub(&Wide::from_f64(rounded)).to_f64() + 0.0;
        assert_eq!(low, rest.to_bits(), "entry {i}");
        // What `ln_sum` assumes of r, at both ends of the interval of m.
        let halving = if i >= 106 { 0.5 } else { 1.0 };
        for end in [i, i + 1] {
            let m = (1.0 + end as f64 / 256.0) * halving;
            let r = (c * m - 1.0).abs();
            assert!(r <= if c == 1.0 { power_of_two(-8) } else { 0.0024 }, "entry {i}: {r}");
            assert!(c == 1.0 || r < rounded.abs(), "entry {i}: {r}");
            assert_eq!(c, (c * 2048.0).round() / 2048.0, "entry {i}");
        }
    }
}

#[test]
fn turns_are_sines_and_cosines() {
    for (j, entry) in TURNS.iter().enumerate() {
        let angle = j as f64 / 64.0;
        let [sine, cosine] = [0, 1].map(|quarters| pair(&turned(angle, quarters)));
        assert_eq!(*entry, [sine[0], sine[1], cosine[0], cosine[1]], "entry {j}");
    }
}

#[test]
fn arcs_are_arctangents() {
    assert_eq!(ARCS[0], [0, 0]);
    for (j, entry) in ARCS.iter().enumerate().skip(1) {
        let arc = angle(&Wide::from_u64(j as u64, -6), &Wide::ONE);
        assert_eq!(*entry, pair(&arc), "entry {j}");
        // And back: the tangent of the arc.
        let arc = arc.to_f64();
        let tangent = turned::<4>(arc, 0).div(&turned(arc, 1)).to_f64();
        assert!((tangent - j as f64 / 64.0).abs() < power_of_two(-51), "entry {j}: {tangent}");
    }
}

/// `(1 - a²)(n + 1)(n + 2) cₙ₊₂ = a (n + 1)(2n + 1) cₙ₊₁ + n² cₙ`, from `(1 - x²) y″ = x y′`.
#[test]
fn arcsines_are_taylor_coefficients() {
    for (j, entry) in ARCSINES.chunks(3).enumerate() {
        let a = j as f64 / 128.0;
        let cosine = cofactor::<4>(a);
        let mut before = if j == 0 { Wide::ZERO } else { asin_of(a) };
        let mut last = Wide::ONE.div(&cosine);
        let mut row = [pair(&before), pair(&last)].concat();
        for n in 0..8 {
            let sum = times(&last, (n + 1) * (2 * n + 1))
                .mul(&Wide::from_f64(a))
                .add(&times(&before, n * n));
            let next = sum.div(&cosine.mul(&cosine)).div_small(((n + 1) * (n + 2)) as u32);
            row.push((next.to_f64() + 0.0).to_bits());
            (before, last) = (last, next);
        }
        assert_eq!(entry.concat(), row, "entry {j}");
    }
}

#[test]
fn error_function_table_has_values_and_slopes() {
    for (j, entry) in ERFS.iter().enumerate() {
        let a = Wide::from_f64(j as f64 / 64.0);
        let slope = exp_wide(&a.mul(&a).neg()).mul(&frac_2_sqrt_pi());
        let (value, slope) = (pair(&erf_wide(&a)), pair(&slope));
        assert_eq!(*entry, [value[0], value[1], slope[0], slope[1]], "entry {j}");
    }
}
