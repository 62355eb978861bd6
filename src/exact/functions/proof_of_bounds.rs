//! Holds the claimed error bounds, of the pairs and of every level of the loop, against wider
//! arithmetic.

use super::asin::{acos_of, acos_pair, asin_of, asin_pair};
use super::asinh::{asinh_of, asinh_pair};
use super::atan::{atan_of, atan_pair, atan2_of, atan2_pair};
use super::double_double::power_of_two;
use super::erf::{erf_of, erf_pair, erfc_wide};
use super::exp::{PAIR_ERROR, exp_m1_of, exp_m1_pair, exp_of, exp_pair};
use super::ln::{ln_1p_of, ln_1p_pair, ln_of, ln_pair};
use super::log::{log2_of, log2_pair, log10_of, log10_pair};
use super::normal::{estimate, improved};
use super::pow::{pow_of, pow_pair};
use super::tanh::{tanh_of, tanh_pair};
use super::trig::{turned, turned_pair};
use super::wide::Wide;

/// Uniform in [0, 1), from a fixed seed.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 * power_of_two(-53)
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }

    /// Log-uniform size within `2^low` to `2^high`, either sign.
    fn spread(&mut self, low: i32, high: i32) -> f64 {
        let exponent = low + (self.next() * f64::from(high - low)) as i32;
        let x = (1.0 + self.next()) * power_of_two(exponent);
        if self.next() < 0.5 { -x } else { x }
    }
}

/// Draws of each kind are made this often: enough to see a bound that is off by a few percent.
const POINTS: usize = if cfg!(debug_assertions) { 1_000 } else { 50_000 };

/// The largest error of the pairs relative to the claimed one; a claim holds below 1.
fn worst(mut draw: impl FnMut() -> Option<((f64, f64, f64), Wide<3>)>) -> f64 {
    let mut worst = 0.0;
    for ((high, low, claimed), truth) in std::iter::repeat_with(&mut draw).take(POINTS).flatten() {
        let value = Wide::from_f64(high).add(&Wide::from_f64(low));
        let error = truth.sub(&value).to_f64().abs();
        let ratio = error / claimed;
        assert!(ratio < 1.0, "{high:e} + {low:e}: error {error:e}, claimed {claimed:e}");
        worst = if ratio > worst { ratio } else { worst };
    }
    worst
}

fn report(name: &str, worst: f64) {
    println!("{name}: {worst:.3} of the claimed error");
}

#[test]
fn pairs_are_as_near_as_claimed() {
    let mut d = Draws(1);
    let negated = |(high, low, error, negative): (f64, f64, f64, bool)| {
        if negative { (-high, -low, error) } else { (high, low, error) }
    };
    report(
        "exp",
        worst(|| {
            let x = d.between(-707.0, 707.0);
            let (high, low, k) = exp_pair(x, 0.0);
            Some(((high, low, PAIR_ERROR), exp_of(x).scale(-k as i32)))
        }),
    );
    report(
        "exp_m1",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(-38.0, 100.0) } else { d.spread(-54, 0) };
            Some((exp_m1_pair(x)?, exp_m1_of(x)))
        }),
    );
    report(
        "ln",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(0.5, 2.0) } else { d.spread(-1000, 1000).abs() };
            Some((ln_pair(x, None), ln_of(x)))
        }),
    );
    report(
        "ln near 1",
        worst(|| {
            let x = 1.0 + d.spread(-40, -5);
            Some((ln_pair(x, None), ln_of(x))).filter(|_| x != 1.0)
        }),
    );
    report(
        "ln_1p",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(-1.0, 3.0) } else { d.spread(-54, 100) };
            Some((ln_1p_pair(x)?, ln_1p_of(x)))
        }),
    );
    report(
        "pow",
        worst(|| {
            let (x, y) = (d.spread(-9, 9).abs(), d.spread(-9, 9));
            let (high, low, error, k) = pow_pair(x, y)?;
            Some(((high, low, error), pow_of(x, y).scale(-k as i32)))
        }),
    );
    report(
        "tanh",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(0.0, 20.0) } else { d.spread(-28, 0).abs() };
            Some((tanh_pair(x)?, tanh_of(x)))
        }),
    );
    report(
        "sin",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(-7.0, 7.0) } else { d.spread(-28, 19) };
            Some((negated(turned_pair(x, 0)?), turned(x, 0)))
        }),
    );
    report(
        "cos",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(-7.0, 7.0) } else { d.spread(-28, 19) };
            Some((negated(turned_pair(x, 1)?), turned(x, 1)))
        }),
    );
    report(
        "erf",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(0.0, 6.0) } else { d.spread(-60, 0).abs() };
            Some((erf_pair(x, 0.0), erf_of(x)))
        }),
    );
}

#[test]
fn pairs_of_angles_and_logarithms_are_as_near_as_claimed() {
    let mut d = Draws(6);
    report(
        "asin",
        worst(|| {
            let x = if d.next() < 0.5 { d.next() } else { d.spread(-28, 0).abs() };
            Some((asin_pair(x)?, asin_of(x)))
        }),
    );
    report(
        "acos",
        worst(|| {
            let x =
                if d.next() < 0.5 { d.between(-1.0, 1.0) } else { 1.0 - d.spread(-53, 0).abs() };
            Some((acos_pair(x)?, acos_of(x)))
        }),
    );
    report(
        "atan",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(0.0, 3.0) } else { d.spread(-28, 60).abs() };
            Some((atan_pair(x)?, atan_of(x)))
        }),
    );
    report(
        "atan2",
        worst(|| {
            let spread = if d.next() < 0.5 { 2 } else { 350 };
            let (y, x) = (d.spread(-spread, spread).abs(), d.spread(-spread, spread));
            Some((atan2_pair(y, x)?, atan2_of(y, x)))
        }),
    );
    report(
        "asinh",
        worst(|| {
            let x = if d.next() < 0.5 { d.between(0.0, 3.0) } else { d.spread(-28, 989).abs() };
            Some((asinh_pair(x)?, asinh_of(x)))
        }),
    );
    report(
        "asinh below 1/64",
        worst(|| {
            let x = d.between(0.0, 1.0 / 64.0);
            Some((asinh_pair(x)?, asinh_of(x)))
        }),
    );
    for (name, pair, truth) in [
        ("log10", log10_pair as fn(f64) -> _, log10_of as fn(f64) -> _),
        ("log2", log2_pair, log2_of),
    ] {
        report(
            name,
            worst(|| {
                let x =
                    if d.next() < 0.5 { d.between(0.5, 2.0) } else { d.spread(-1022, 1023).abs() };
                Some((pair(x)?, truth(x)))
            }),
        );
    }
}

/// Bits to which the two agree, relatively.
fn agreement<const N: usize>(value: &Wide<N>, truth: &Wide<12>) -> i32 {
    let difference = value.resized::<12>().sub(truth);
    if difference.is_zero() { 64 * N as i32 } else { truth.exponent() - difference.exponent() }
}

macro_rules! levels_agree {
    ($draws:ident, $evaluate:ident($($argument:ident),*)) => {
        for _ in 0..100 {
            let ($($argument,)*) = $draws(stringify!($evaluate));
            let truth = $evaluate::<12>($($argument),*);
            for (limbs, bits) in [
                (2, agreement(&$evaluate::<2>($($argument),*), &truth)),
                (3, agreement(&$evaluate::<3>($($argument),*), &truth)),
                (6, agreement(&$evaluate::<6>($($argument),*), &truth)),
            ] {
                let name = stringify!($evaluate);
                assert!(bits >= 64 * limbs - 47, "{name}{:?}: {bits} bits", ($($argument,)*));
            }
        }
    };
}

#[test]
fn levels_are_as_near_as_claimed() {
    let mut d = Draws(2);
    let mut draw = |name: &str| match name {
        "exp_of" => (d.between(-745.0, 709.0),),
        "exp_m1_of" => (d.spread(-54, 5),),
        "ln_of" => {
            (if d.next() < 0.5 { 1.0 + d.spread(-50, -2) } else { d.spread(-1022, 1023).abs() },)
        }
        "ln_1p_of" => (d.spread(-54, 60).abs() - d.next(),),
        "tanh_of" => (d.spread(-28, 4),),
        _ => (d.spread(-1022, 2),),
    };
    levels_agree!(draw, exp_of(x));
    levels_agree!(draw, exp_m1_of(x));
    levels_agree!(draw, ln_of(x));
    levels_agree!(draw, ln_1p_of(x));
    levels_agree!(draw, tanh_of(x));
    levels_agree!(draw, erf_of(x));
    let mut d = Draws(3);
    let mut angle = |_: &str| (d.spread(-28, 1023), (d.next() * 2.0) as u64);
    levels_agree!(angle, turned(x, quarters));
    let mut d = Draws(4);
    let mut power = |_: &str| {
        let x = d.spread(-1000, 1000).abs();
        let exponent = d.between(-745.0, 709.0) / ln_of::<2>(x).to_f64();
        (x, exponent)
    };
    levels_agree!(power, pow_of(x, y));
}

#[test]
fn levels_of_angles_and_logarithms_are_as_near_as_claimed() {
    let mut d = Draws(7);
    let mut draw = |name: &str| match name {
        "asin_of" => (d.spread(-28, 0) * 0.5,),
        "acos_of" => {
            (if d.next() < 0.5 { 1.0 - d.spread(-50, 0).abs() } else { d.spread(-60, 0) * 0.5 },)
        }
        "atan_of" => (d.spread(-28, 60),),
        "asinh_of" => (d.spread(-28, 1023),),
        _ => (if d.next() < 0.5 { 1.0 + d.spread(-50, -2) } else { d.spread(-1022, 1023).abs() },),
    };
    levels_agree!(draw, asin_of(x));
    levels_agree!(draw, acos_of(x));
    levels_agree!(draw, atan_of(x));
    levels_agree!(draw, asinh_of(x));
    levels_agree!(draw, log10_of(x));
    levels_agree!(draw, log2_of(x));
    let mut d = Draws(8);
    let mut point = |_: &str| {
        let spread = if d.next() < 0.5 { 3 } else { 1000 };
        (d.spread(-spread, spread), d.spread(-spread, spread))
    };
    levels_agree!(point, atan2_of(y, x));
}

#[test]
fn tails_and_quantiles_are_as_near_as_claimed() {
    let mut d = Draws(5);
    for _ in 0..100 {
        let x = d.between(0.0, 28.0);
        let truth = erfc_wide::<12>(&Wide::from_f64(x));
        assert!(agreement(&erfc_wide::<4>(&Wide::from_f64(x)), &truth) >= 160, "erfc {x}");
        assert!(agreement(&erfc_wide::<8>(&Wide::from_f64(x)), &truth) >= 416, "erfc {x}");
        let q = if d.next() < 0.5 { d.next() * 0.5 } else { d.spread(-1022, -2).abs() };
        let first = improved::<4>(q, &Wide::from_f64(estimate(q)));
        let again = improved::<8>(q, &first.resized());
        let truth = improved::<12>(q, &again.resized());
        assert!(agreement(&first, &truth) >= 131, "quantile {q}");
        assert!(agreement(&again, &truth) >= 361, "quantile {q}");
    }
}
