//! What the written order and exactness cost, beside ndarray's kernels and a plain loop.

#![expect(clippy::disallowed_methods, reason = "the peers are what these lints keep out")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use ndarray::{ArrayView1, ArrayView2};
use std::hint::black_box;
use std::time::Duration;
use steadfast::exact::{self, ExactMoments, ExactSum, Random, Tally};

fn values(n: usize, stream: u32) -> Vec<f64> {
    let mut random = Random::new(1, stream, 0);
    (0..n).map(|_| random.uniform() * 200.0 - 100.0).collect()
}

fn reductions(c: &mut Criterion) {
    for n in [100, 10_000] {
        let (a, b) = (values(n, 0), values(n, 1));
        let (a, b) = (black_box(a.as_slice()), black_box(b.as_slice()));
        let (va, vb) = (ArrayView1::from(a), ArrayView1::from(b));
        let mut group = c.benchmark_group(format!("{n}"));
        group.throughput(Throughput::Elements(n as u64));
        group.bench_function("dot/ndarray", |t| t.iter(|| black_box(va).dot(&black_box(vb))));
        group.bench_function("dot/ours", |t| t.iter(|| exact::dot(black_box(a), black_box(b))));
        group.bench_function("dot/ours, left to right", |t| {
            t.iter(|| exact::dot_ordered(black_box(a), black_box(b)))
        });
        group.bench_function("dot/ours, exact", |t| {
            t.iter(|| exact::exact_dot(black_box(a), black_box(b)))
        });
        group.bench_function("sum/plain loop", |t| t.iter(|| black_box(a).iter().sum::<f64>()));
        group.bench_function("sum/ndarray", |t| t.iter(|| black_box(va).sum()));
        group.bench_function("sum/ours", |t| t.iter(|| exact::sum(black_box(a))));
        group.bench_function("sum/ours, exact", |t| t.iter(|| exact::exact_sum(black_box(a))));
        group.bench_function("variance/ndarray", |t| t.iter(|| black_box(va).var(1.0)));
        group.bench_function("variance/ours, exact", |t| {
            t.iter(|| exact::variance(black_box(a), 1))
        });
    }
}

/// What a fit asks of one column of 100,000 values, or of two.
fn columns(c: &mut Criterion) {
    let n = 100_000;
    let (a, b) = (values(n, 6), values(n, 7));
    let (a, b) = (black_box(a.as_slice()), black_box(b.as_slice()));
    let plain_mean = |a: &[f64]| a.iter().sum::<f64>() / a.len() as f64;
    let mut group = c.benchmark_group("100000");
    group.throughput(Throughput::Elements(n as u64));
    group.bench_function("mean/plain loop", |t| t.iter(|| plain_mean(black_box(a))));
    group.bench_function("mean/exact", |t| t.iter(|| exact::mean(black_box(a))));
    group.bench_function("variance/plain loops", |t| {
        t.iter(|| {
            let mean = plain_mean(black_box(a));
            a.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n as f64
        })
    });
    group.bench_function("variance/exact", |t| t.iter(|| exact::variance(black_box(a), 0)));
    group.bench_function("dot/exact", |t| t.iter(|| exact::exact_dot(black_box(a), black_box(b))));
    group
        .bench_function("pearson/exact", |t| t.iter(|| exact::pearson(black_box(a), black_box(b))));
    group.bench_function("sorted", |t| t.iter(|| exact::sorted(black_box(a))));
    group.bench_function("argsort", |t| t.iter(|| exact::argsort(black_box(a))));
    group.bench_function("median", |t| t.iter(|| exact::median(black_box(a))));
    group.bench_function("Tally::of", |t| t.iter(|| Tally::of(black_box(a))));
    let (head, tail) = (Tally::of(&a[..n / 2]), Tally::of(&a[n / 2..]));
    group.bench_function("Tally::merge of halves", |t| {
        t.iter(|| {
            let mut tally = head.clone();
            tally.merge(&tail);
            tally
        })
    });
}

fn rows(c: &mut Criterion) {
    let (x, w) = (values(1_000_000, 2), values(100, 3));
    let view = ArrayView2::from_shape((10_000, 100), &x).expect("10,000 rows of 100");
    let weights = ArrayView1::from(&w);
    let mut out = vec![0.0; 10_000];
    let mut group = c.benchmark_group("10000 x 100");
    group.bench_function("matrix-vector/ndarray", |t| t.iter(|| black_box(view).dot(&weights)));
    group.bench_function("matrix-vector/ours", |t| {
        t.iter(|| exact::dot_rows(black_box(&x), 100, black_box(&w), 0.5, &mut out))
    });
}

fn pieces(c: &mut Criterion) {
    let mut sum = ExactSum::new();
    sum.add_slice(&values(1000, 4));
    let other = sum.clone();
    let mut moments = ExactMoments::new();
    moments.add_slice(&values(1000, 5));
    let mut group = c.benchmark_group("pieces");
    group.bench_function("ExactSum::sum", |t| t.iter(|| black_box(&sum).sum()));
    group.bench_function("ExactSum::merge", |t| t.iter(|| sum.merge(black_box(&other))));
    group.bench_function("ExactMoments::variance", |t| t.iter(|| black_box(&moments).variance(1)));
    group.bench_function("check_environment_quick", |t| t.iter(exact::check_environment_quick));
    group.bench_function("check_environment", |t| t.iter(exact::check_environment));
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(600));
    targets = reductions, columns, rows, pieces
}
criterion_main!(benches);
