//! Throughput of the elementary functions beside the platform's, on the same 4096 arguments.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use steadfast::exact;
use steadfast::prelude::*;

const POINTS: usize = 4096;

/// Uniform in `[low, high)`, from a fixed seed.
fn arguments(low: f64, high: f64) -> Vec<f64> {
    let mut state = 42_u64;
    let mut next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / 9_007_199_254_740_992.0
    };
    (0..POINTS).map(|_| low + (high - low) * next()).collect()
}

fn pair(
    c: &mut Criterion,
    name: &str,
    (low, high): (f64, f64),
    ours: impl Fn(f64) -> f64,
    platform: Option<fn(f64) -> f64>,
) {
    let x = arguments(low, high);
    let mut y = vec![0.0; POINTS];
    let mut group = c.benchmark_group(format!("{name} on [{low}, {high})"));
    group.throughput(Throughput::Elements(POINTS as u64));
    group.bench_function("exact", |b| {
        b.iter(|| {
            for (y, &x) in y.iter_mut().zip(black_box(&x)) {
                *y = ours(x);
            }
            black_box(&mut y);
        });
    });
    if let Some(platform) = platform {
        group.bench_function("std", |b| {
            b.iter(|| {
                for (y, &x) in y.iter_mut().zip(black_box(&x)) {
                    *y = platform(x);
                }
                black_box(&mut y);
            });
        });
    }
    group.finish();
}

#[expect(clippy::disallowed_methods, reason = "the platform's functions are what is compared with")]
fn functions(c: &mut Criterion) {
    pair(c, "exp", (-20.0, 20.0), exact::exp, Some(f64::exp));
    pair(c, "exp", (-700.0, 700.0), exact::exp, Some(f64::exp));
    pair(c, "ln", (0.0, 1000.0), exact::ln, Some(f64::ln));
    pair(c, "ln", (0.5, 1.5), exact::ln, Some(f64::ln));
    pair(c, "exp_m1", (-20.0, 20.0), exact::exp_m1, Some(f64::exp_m1));
    pair(c, "exp_m1", (-0.1, 0.1), exact::exp_m1, Some(f64::exp_m1));
    pair(c, "ln_1p", (0.0, 1000.0), exact::ln_1p, Some(f64::ln_1p));
    pair(c, "ln_1p", (-0.1, 0.1), exact::ln_1p, Some(f64::ln_1p));
    pair(c, "pow 2.7 of", (0.0, 50.0), |x| exact::pow(x, 2.7), Some(|x| x.powf(2.7)));
    pair(c, "pow of 3.3", (-50.0, 50.0), |x| exact::pow(3.3, x), Some(|x| 3.3_f64.powf(x)));
    pair(c, "tanh", (-3.0, 3.0), exact::tanh, Some(f64::tanh));
    pair(c, "sin", (-3.0, 3.0), exact::sin, Some(f64::sin));
    pair(c, "sin", (-1000.0, 1000.0), exact::sin, Some(f64::sin));
    pair(c, "cos", (-3.0, 3.0), exact::cos, Some(f64::cos));
    pair(c, "asin", (-1.0, 1.0), exact::asin, Some(f64::asin));
    pair(c, "acos", (-1.0, 1.0), exact::acos, Some(f64::acos));
    pair(c, "atan", (-10.0, 10.0), exact::atan, Some(f64::atan));
    pair(c, "atan2 to 0.7 of", (0.0, 1.0), |x| exact::atan2(x, 0.7), Some(|x| x.atan2(0.7)));
    pair(c, "asinh", (-3.0, 3.0), exact::asinh, Some(f64::asinh));
    pair(c, "log10", (0.0, 1000.0), exact::log10, Some(f64::log10));
    pair(c, "log2", (0.0, 1000.0), exact::log2, Some(f64::log2));
    pair(c, "logistic", (-20.0, 20.0), exact::logistic, Some(|x| 1.0 / (1.0 + (-x).exp())));
    // std has neither of these two.
    pair(c, "erf", (-4.0, 4.0), exact::erf, None);
    pair(c, "normal_quantile", (0.0, 1.0), exact::normal_quantile, None);
}

/// Slices reach the functions through the stages that are little else.
fn slices(c: &mut Criterion) {
    let table = |low, high| Table::new().with("x", Column::Real(arguments(low, high)));
    let mut stage =
        |name: &str, (low, high): (f64, f64), apply: &dyn Fn(&Table) -> Result<Table, Error>| {
            let x = table(low, high).expect("one column");
            let mut group = c.benchmark_group(format!("{name} on [{low}, {high})"));
            group.throughput(Throughput::Elements(POINTS as u64));
            group.bench_function("slice", |b| b.iter(|| apply(black_box(&x)).expect("defined")));
            group.finish();
        };
    macro_rules! slice {
        ($name:literal, $range:expr, $recipe:expr) => {
            let x = table($range.0, $range.1).expect("one column");
            let fitted = $recipe.fit(&x, &()).expect("it is fitted");
            stage($name, $range, &|x| fitted.apply(x));
        };
    }
    slice!("ln", (0.0, 1000.0), Log::natural());
    slice!("ln_1p", (0.0, 1000.0), Log::natural().plus_one());
    slice!("log10", (0.0, 1000.0), Log::decimal());
    slice!("pow 2.7 of", (0.0, 50.0), Power::new(2.7));
    slice!("pow 0.5 of", (0.0, 50.0), Power::new(0.5));
    slice!("asinh", (-3.0, 3.0), Asinh::new());
    slice!("asin √", (0.0, 1.0), ArcsinSqrt::new());
    slice!("sin and cos", (0.0, 24.0), Cyclical::new());
}

criterion_group!(benches, functions, slices);
criterion_main!(benches);
