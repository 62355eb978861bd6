//! What the whole crate stands on: operations that IEEE 754 defines to the last bit.

use std::io::Write;

use crate::digest::{Digest, Report};
use crate::inputs::{floats, pairs};

const COUNT: usize = 50_000;
const SEED: u64 = 20_260_101;

pub fn run<W: Write>(report: &mut Report<W>) {
    two_arguments(report);
    one_argument(report);
    casts(report);
    single_precision(report);
    order(report);
}

fn two_arguments<W: Write>(report: &mut Report<W>) {
    let pairs = pairs(SEED, COUNT);
    let mut sweep = |name: &str, op: fn(f64, f64) -> f64| {
        report.case(name, |digest| pairs.iter().for_each(|(a, b)| digest.float(op(*a, *b))));
    };
    sweep("arithmetic/add", |a, b| a + b);
    sweep("arithmetic/subtract", |a, b| a - b);
    sweep("arithmetic/multiply", |a, b| a * b);
    sweep("arithmetic/divide", |a, b| a / b);
    sweep("arithmetic/remainder", |a, b| a % b);
    // Two roundings; a compiler that contracts these into one shows here.
    sweep("arithmetic/multiply-add", |a, b| a * b + a);
    sweep("arithmetic/multiply-subtract", |a, b| a * b - b * b);
}

fn one_argument<W: Write>(report: &mut Report<W>) {
    let values = floats(SEED + 1, COUNT);
    let mut sweep = |name: &str, op: fn(f64) -> f64| {
        report.case(name, |digest| values.iter().for_each(|x| digest.float(op(*x))));
    };
    sweep("arithmetic/sqrt", |x| x.abs().sqrt());
    sweep("arithmetic/sqrt-negative", |x| (-x).sqrt());
    sweep("arithmetic/floor", f64::floor);
    sweep("arithmetic/ceil", f64::ceil);
    sweep("arithmetic/trunc", f64::trunc);
    sweep("arithmetic/round", f64::round);
    sweep("arithmetic/round-ties-even", f64::round_ties_even);
}

fn casts<W: Write>(report: &mut Report<W>) {
    let values = floats(SEED + 2, COUNT);
    let mut sweep = |name: &str, op: fn(f64, &mut Digest)| {
        report.case(name, |digest| values.iter().for_each(|x| op(*x, digest)));
    };
    sweep("casts/f64-to-i64", |x, digest| digest.word(x as i64 as u64));
    sweep("casts/f64-to-u64", |x, digest| digest.word(x as u64));
    sweep("casts/f64-to-i32", |x, digest| digest.word(i64::from(x as i32) as u64));
    sweep("casts/f64-to-u8", |x, digest| digest.word(u64::from(x as u8)));
    sweep("casts/f64-to-i128", |x, digest| wide(digest, x as i128 as u128));
    sweep("casts/f64-to-f32", |x, digest| digest.float(f64::from(x as f32)));
    // Any 64 bits are an integer, so the same list serves.
    sweep("casts/i64-to-f64", |x, digest| digest.float(x.to_bits() as i64 as f64));
    sweep("casts/u64-to-f64", |x, digest| digest.float(x.to_bits() as f64));
    sweep("casts/i64-to-f32", |x, digest| {
        digest.float(f64::from((x.to_bits() as i64) as f32));
    });
    sweep("casts/u128-to-f64", |x, digest| digest.float(square(x) as f64));
    sweep("casts/i128-to-f64", |x, digest| digest.float((square(x) as i128).wrapping_neg() as f64));
}

/// 128 well-mixed bits of one pattern.
fn square(x: f64) -> u128 {
    let bits = u128::from(x.to_bits());
    bits.wrapping_mul(bits | 1)
}

fn wide(digest: &mut Digest, value: u128) {
    digest.word(value as u64);
    digest.word((value >> 64) as u64);
}

fn single_precision<W: Write>(report: &mut Report<W>) {
    let pairs: Vec<(f32, f32)> =
        pairs(SEED + 3, COUNT).into_iter().map(|(a, b)| (a as f32, b as f32)).collect();
    let mut sweep = |name: &str, op: fn(f32, f32) -> f32| {
        report.case(name, |digest| {
            pairs.iter().for_each(|(a, b)| digest.float(f64::from(op(*a, *b))));
        });
    };
    sweep("single/add", |a, b| a + b);
    sweep("single/subtract", |a, b| a - b);
    sweep("single/multiply", |a, b| a * b);
    sweep("single/divide", |a, b| a / b);
    sweep("single/multiply-add", |a, b| a * b + a);
    sweep("single/sqrt", |a, _| a.abs().sqrt());
}

fn order<W: Write>(report: &mut Report<W>) {
    let pairs = pairs(SEED + 4, COUNT);
    report.case("order/compare", |digest| {
        for (a, b) in &pairs {
            let partial = a.partial_cmp(b).map_or(2, |order| order as i64 + 4);
            digest.word(partial as u64);
            digest.word((a.total_cmp(b) as i64 + 4) as u64);
            digest.word(u64::from(a < b) | u64::from(a == b) << 1 | u64::from(a != b) << 2);
        }
    });
    report.case("order/sort", |digest| {
        let mut values = floats(SEED + 5, COUNT);
        values.sort_by(f64::total_cmp);
        values.iter().for_each(|x| digest.float(*x));
    });
}
