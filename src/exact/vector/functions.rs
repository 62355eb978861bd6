//! Elementary functions of many values at once.
//!
//! Each is the first phase of the function of one value, which has no branch and gives NaN where it cannot
//! decide; a compiler puts eight values side by side. The function of one value does what was not decided. Both
//! are correctly rounded, so there is one result they can have.

use super::super::compare::{NAN, canonical};
use super::super::functions;
use super::super::functions::{Parity, Simple};

/// Values computed side by side, in arrays of a length that a compiler knows.
const CHUNK: usize = 64;
/// Fewer values than this are quicker one by one.
const FROM: usize = 12;

/// Declares the function of a slice, in place, from its first phase, which gives no NaN but the canonical one, and
/// the function of one value.
macro_rules! over_slices {
    ($(
        $(#[$attribute:meta])*
        $name:ident($($argument:ident: $type:ty),*), $fast:expr, $whole:expr;
    )*) => {$(
        vectorised! {
            $(#[$attribute])*
            pub(crate) fn $name(values: &mut [f64], $($argument: $type),*) {
                #[inline(always)]
                fn chunk(values: &mut [f64; CHUNK], $($argument: $type),*) {
                    let mut made = [NAN; CHUNK];
                    // Each function of NaN is the canonical NaN.
                    let mut odd = 0;
                    for i in 0..CHUNK {
                        made[i] = $fast(values[i], $($argument),*);
                        odd |= u64::from(made[i].is_nan() & !values[i].is_nan());
                    }
                    if odd == 0 {
                        *values = made;
                    } else {
                        undecided(values, &made, |x| $whole(x, $($argument),*));
                    }
                }
                let (chunks, tail) = values.as_chunks_mut::<CHUNK>();
                for values in chunks {
                    chunk(values, $($argument),*);
                }
                if tail.len() < FROM {
                    tail.iter_mut().for_each(|x| *x = $whole(*x, $($argument),*));
                } else {
                    let mut padded = [1.0; CHUNK];
                    padded[..tail.len()].copy_from_slice(tail);
                    chunk(&mut padded, $($argument),*);
                    tail.copy_from_slice(&padded[..tail.len()]);
                }
            }
        }
    )*};
}

/// Takes what was decided, and does the rest one by one.
#[inline(never)]
fn undecided(values: &mut [f64; CHUNK], made: &[f64; CHUNK], whole: impl Fn(f64) -> f64) {
    for (x, made) in values.iter_mut().zip(made) {
        *x = if made.is_nan() { whole(*x) } else { *made };
    }
}

over_slices! {
    ln(), functions::ln_fast, functions::ln;
    ln_1p(), functions::ln_1p_fast, functions::ln_1p;
    log2(), functions::log2_fast, functions::log2;
    log10(), functions::log10_fast, functions::log10;
    exp(), functions::exp_fast, functions::exp;
    exp_m1(), functions::exp_m1_fast, functions::exp_m1;
    logistic(), functions::logistic_fast, functions::logistic;
    sin(), |x| canonical(functions::turned_fast(x, 0)), functions::sin;
    cos(), |x| canonical(functions::turned_fast(x, 1)), functions::cos;
    asin(), |x| canonical(functions::asin_fast(x)), functions::asin;
    asinh(), |x| canonical(functions::asinh_fast(x)), functions::asinh;
    powers(y: f64, parity: Parity), |x, y, parity| canonical(functions::pow_fast(x, y, parity)), |x, y, _: Parity| functions::pow(x, y);
    simple_powers(y: f64, simple: Simple), |x, _, simple: Simple| canonical(simple.power(x)), |x, y, _: Simple| functions::pow(x, y);
}

vectorised! {
    /// Each value with [`canonical`] NaN.
    pub(crate) fn canonical_all(values: &mut [f64]) {
        values.iter_mut().for_each(|x| *x = canonical(*x));
    }
}

vectorised! {
    /// The products of pairs, as many as there are of each.
    pub(crate) fn products(a: &[f64], b: &[f64], out: &mut [f64]) {
        out.iter_mut().zip(a.iter().zip(b)).for_each(|(out, (a, b))| *out = a * b);
    }
}

vectorised! {
    /// Whether one of the values is no more than a bound; NaN is not.
    pub(crate) fn any_at_most(values: &[f64], bound: f64) -> bool {
        let (blocks, tail) = values.as_chunks::<CHUNK>();
        let mut any = [0u64; CHUNK];
        for block in blocks {
            for i in 0..CHUNK {
                any[i] |= u64::from(block[i] <= bound);
            }
        }
        any.iter().any(|any| *any != 0) || tail.iter().any(|x| *x <= bound)
    }
}

/// [`pow`](super::super::pow) of each value, to one exponent.
pub(crate) fn pow(values: &mut [f64], y: f64) {
    match Simple::of(y) {
        Some(simple) => simple_powers(values, y, simple),
        None if y.is_finite() => powers(values, y, Parity::of(y)),
        None => values.iter_mut().for_each(|x| *x = functions::pow(*x, y)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact;
    use proptest::prelude::*;

    type Whole = fn(f64) -> f64;
    type Slices = fn(&mut [f64]);

    const FUNCTIONS: [(&str, Whole, Slices); 11] = [
        ("ln", exact::ln, ln),
        ("ln_1p", exact::ln_1p, ln_1p),
        ("log2", exact::log2, log2),
        ("log10", exact::log10, log10),
        ("exp", exact::exp, exp),
        ("exp_m1", exact::exp_m1, exp_m1),
        ("logistic", exact::logistic, logistic),
        ("sin", exact::sin, sin),
        ("cos", exact::cos, cos),
        ("asin", exact::asin, asin),
        ("asinh", exact::asinh, asinh),
    ];

    const EXPONENTS: [f64; 20] = [
        0.5,
        1.0,
        2.0,
        -1.0,
        3.0,
        -3.0,
        0.25,
        -0.5,
        1.5,
        0.0,
        -0.0,
        1e300,
        -1e-300,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        9_007_199_254_740_993.0,
        -2.0,
        1.0 / 3.0,
        7.0,
    ];

    fn value() -> impl Strategy<Value = f64> {
        let edges = [
            0.0,
            1.0,
            0.5,
            2.0,
            4.0,
            9.0,
            0.25,
            1e22,
            1e-8,
            1e-9,
            1e-17,
            f64::EPSILON,
            f64::MIN_POSITIVE,
            f64::from_bits(1),
            f64::MAX,
            f64::INFINITY,
            f64::NAN,
            -f64::from_bits(0x7ff8_0000_0000_0001),
            709.782_712_893_384,
            745.133_219_101_941_1,
            707.0,
            38.0,
            std::f64::consts::PI,
            std::f64::consts::FRAC_PI_4,
            524_288.0,
            1.0 / 64.0,
            1.0 / 128.0,
            1.0 / 256.0,
        ];
        let edge = (prop::sample::select(edges.to_vec()), -1i64..2, any::<bool>());
        let edge = edge.prop_map(|(x, step, negative)| {
            let near = f64::from_bits(x.to_bits().wrapping_add_signed(step));
            if negative { -near } else { near }
        });
        prop_oneof![
            -1.0..1.0f64,
            -50.0..50.0f64,
            any::<f64>(),
            prop::num::f64::SUBNORMAL,
            (-900.0..900.0f64),
            (-1e-3..1e-3f64).prop_map(|x| 1.0 + x),
            (-1e-6..1e-6f64),
            (-1000i32..1000).prop_map(f64::from),
            edge,
        ]
    }

    proptest! {
        #[test]
        fn bits_are_those_of_one_by_one(
            values in prop::collection::vec(value(), 0..200), y in prop_oneof![-4.0..4.0f64, value()],
        ) {
            let same = |name: &str, whole: &dyn Fn(f64) -> f64, slices: &dyn Fn(&mut [f64])| {
                let mut made = values.clone();
                slices(&mut made);
                for (x, made) in values.iter().zip(&made) {
                    prop_assert_eq!(made.to_bits(), whole(*x).to_bits(), "{} of {}", name, x);
                }
                Ok(())
            };
            for (name, whole, slices) in FUNCTIONS {
                same(name, &whole, &slices)?;
            }
            for y in EXPONENTS.into_iter().chain([y]) {
                same(&format!("power {y}"), &|x| exact::pow(x, y), &|values| pow(values, y))?;
            }
        }
    }

    proptest! {
        #[test]
        fn any_at_most_is_what_a_search_finds(
            values in prop::collection::vec(value(), 0..200), bound in value(), among: bool,
        ) {
            let bound = values.iter().copied().find(|x| among && !x.is_nan()).unwrap_or(bound);
            prop_assert_eq!(any_at_most(&values, bound), values.iter().any(|x| *x <= bound));
            let above: Vec<f64> = values.into_iter().filter(|x| x.is_nan() || *x > bound).collect();
            prop_assert!(!any_at_most(&above, bound));
        }
    }

    /// The powers that one operation gives are those that the logarithm gives.
    #[test]
    fn simple_powers_are_powers() {
        for x in [0.0, 0.1, 1.0, 3.0, 1e-300, 1e300, f64::MAX, f64::from_bits(3), f64::INFINITY] {
            for x in [x, -x] {
                assert_eq!(exact::pow(x, 2.0), x * x);
                assert_eq!(exact::pow(x, -1.0).to_bits(), (1.0 / x).to_bits());
                assert_eq!(exact::pow(x, 1.0).to_bits(), x.to_bits());
            }
            assert_eq!(exact::pow(x, 0.5), x.sqrt());
        }
        assert_eq!(exact::pow(-0.0, 0.5).to_bits(), 0);
        assert_eq!(exact::pow(f64::NEG_INFINITY, 0.5), f64::INFINITY);
        assert!(exact::pow(-1.0, 0.5).is_nan());
        assert_eq!(exact::pow(f64::NAN, -1.0).to_bits(), NAN.to_bits());
    }
}
