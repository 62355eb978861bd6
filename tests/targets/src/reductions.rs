//! Sums, products, order statistics, draws: every length up to several blocks, then long ones.

use std::io::Write;

use steadfast::exact::{
    self, ExactComoments, ExactDot, ExactMoments, ExactSum, Gram, Quantile, Ties,
};

use crate::digest::{Digest, Report};
use crate::inputs::{Source, floats};

const SEED: u64 = 20_260_401;

pub fn run<W: Write>(report: &mut Report<W>) {
    report.case("environment/check", |digest| match exact::check_environment() {
        Ok(()) => digest.text("IEEE 754"),
        Err(error) => digest.text(&error.to_string()),
    });
    fixed_order(report);
    order_free(report);
    statistics(report);
    comparisons(report);
    random(report);
}

/// Ordinary data: a wide range of sizes, no infinities, so that sums stay finite.
fn ordinary(seed: u64, count: usize) -> Vec<f64> {
    let mut source = Source::new(seed);
    (0..count).map(|_| source.float(1023 - 30, 1023 + 30)).collect()
}

/// Two lists of each length 0..=130 and of some long ones; every tenth pair holds anything at all.
fn lists() -> Vec<(Vec<f64>, Vec<f64>)> {
    let lengths = (0..=130).chain([1_000, 1_023, 1_024, 1_025, 4_096, 10_007]);
    lengths
        .flat_map(|length| {
            let seed = SEED + length as u64;
            let wild = length % 10 == 3;
            let make = if wild { floats } else { ordinary };
            (0..4).map(move |copy| {
                let mut left = make(seed * 8 + copy, length);
                let mut right = make(seed * 8 + copy + 4, length);
                left.truncate(length);
                right.truncate(length);
                (left, right)
            })
        })
        .collect()
}

fn fixed_order<W: Write>(report: &mut Report<W>) {
    let lists = lists();
    let mut sweep = |name: &str, reduce: fn(&[f64], &[f64]) -> f64| {
        report.case(name, |digest| lists.iter().for_each(|(a, b)| digest.float(reduce(a, b))));
    };
    sweep("reductions/sum", |a, _| exact::sum(a));
    sweep("reductions/dot", exact::dot);
    sweep("reductions/affine", |a, b| exact::affine(a, b, 0.1));
    sweep("reductions/squared-distance", exact::squared_distance);
    sweep("reductions/absolute-distance", exact::absolute_distance);
    sweep("reductions/sum-ordered", |a, _| exact::sum_ordered(a));
    sweep("reductions/dot-ordered", exact::dot_ordered);
    report.case("reductions/dot-rows", |digest| {
        for width in 1..=40 {
            let rows = ordinary(SEED + width as u64, width * 23);
            let mut out = [0.0; 23];
            exact::dot_rows(&rows, width, &ordinary(SEED, width), -0.3, &mut out);
            out.iter().for_each(|x| digest.float(*x));
        }
    });
}

fn order_free<W: Write>(report: &mut Report<W>) {
    let lists = lists();
    report.case("exact/sum", |digest| {
        for (a, _) in &lists {
            let (first, second) = a.split_at(a.len() / 3);
            let mut sum = ExactSum::new();
            sum.add_slice(second);
            let mut rest = ExactSum::new();
            first.iter().rev().for_each(|x| rest.add(*x));
            sum.merge(&rest);
            digest.float(sum.sum());
            digest.float(exact::exact_sum(a));
        }
    });
    report.case("exact/dot", |digest| {
        for (a, b) in &lists {
            let mut dot = ExactDot::new();
            a.iter().zip(b).rev().for_each(|(x, y)| dot.add(*x, *y));
            digest.float(dot.sum());
            digest.float(exact::exact_dot(a, b));
        }
    });
    report.case("exact/moments", |digest| {
        for (a, b) in &lists {
            let mut moments = ExactMoments::new();
            moments.add_slice(a);
            digest.float(moments.sum());
            digest.float(moments.sum_of_squares());
            optional(digest, moments.mean());
            optional(digest, moments.variance(1));
            let mut both = ExactComoments::new();
            a.iter().zip(b).for_each(|(x, y)| both.add(*x, *y));
            optional(digest, both.covariance(0));
            optional(digest, both.pearson());
        }
    });
    report.case("exact/gram", |digest| {
        for width in 1..=12 {
            match Gram::of(&ordinary(SEED + width as u64, width * 301), width) {
                Ok(gram) => gram_entries(digest, &gram),
                Err(error) => digest.text(&error.to_string()),
            }
        }
    });
    report.case("exact/cholesky", |digest| {
        for size in 1..=24 {
            let (matrix, right) = positive_definite(size);
            match exact::solve_spd(&matrix, &right) {
                Ok(solution) => solution.iter().for_each(|x| digest.float(*x)),
                Err(error) => digest.text(&error.to_string()),
            }
        }
    });
}

fn gram_entries(digest: &mut Digest, gram: &Gram) {
    for i in 0..gram.width() {
        optional(digest, gram.sum(i));
        for j in 0..=i {
            optional(digest, gram.product(i, j));
            optional(digest, gram.covariance(i, j, 1));
            optional(digest, gram.correlation(i, j));
        }
    }
}

/// Symmetric with a heavy diagonal, row-major, and a right-hand side.
fn positive_definite(size: usize) -> (Vec<f64>, Vec<f64>) {
    let mut source = Source::new(SEED + size as u64);
    let mut matrix = vec![0.0; size * size];
    for row in 0..size {
        for column in 0..row {
            let value = source.between(-1.0, 1.0);
            matrix[row * size + column] = value;
            matrix[column * size + row] = value;
        }
        matrix[row * size + row] = size as f64 + source.between(0.5, 2.0);
    }
    let right = (0..size).map(|_| source.between(-10.0, 10.0)).collect();
    (matrix, right)
}

fn optional(digest: &mut Digest, value: Option<f64>) {
    digest.word(u64::from(value.is_some()));
    digest.float(value.unwrap_or(0.0));
}

fn statistics<W: Write>(report: &mut Report<W>) {
    let lists = lists();
    report.case("statistics/moments", |digest| {
        for (a, b) in &lists {
            optional(digest, exact::mean(a));
            optional(digest, exact::variance(a, 0));
            optional(digest, exact::standard_deviation(a, 1));
            optional(digest, exact::covariance(a, b, 1));
            optional(digest, exact::pearson(a, b));
        }
    });
    report.case("statistics/order", |digest| {
        for (a, _) in &lists {
            let ordered = exact::sorted(a);
            for q in [0.0, 0.05, 0.25, 1.0 / 3.0, 0.5, 0.9, 1.0] {
                optional(digest, exact::quantile(&ordered, q, Quantile::Linear));
            }
            optional(digest, exact::median(a));
            optional(digest, exact::median_absolute_deviation(a));
            optional(digest, exact::most_frequent(a));
            exact::argsort(a).iter().for_each(|index| digest.word(*index as u64));
            exact::rank(a, Ties::Average).iter().for_each(|x| digest.float(*x));
        }
    });
}

fn comparisons<W: Write>(report: &mut Report<W>) {
    report.case("compare/max-min-clamp", |digest| {
        for (a, b) in crate::inputs::pairs(SEED, 20_000) {
            digest.float(exact::max(a, b));
            digest.float(exact::min(a, b));
            digest.float(exact::clamp(a, -1.5, b.abs()));
            digest.float(exact::canonical(a));
            digest.word((exact::total_cmp(a, b) as i64 + 4) as u64);
        }
    });
    report.case("compare/argmax", |digest| {
        for (a, _) in lists() {
            digest.word(exact::argmax(&a).map_or(u64::MAX, |index| index as u64));
            digest.word(exact::argmin(&a).map_or(u64::MAX, |index| index as u64));
        }
    });
}

fn random<W: Write>(report: &mut Report<W>) {
    report.case("random/draws", |digest| {
        for index in 0..300 {
            let mut random = exact::Random::new(SEED + index / 7, index as u32 % 5, index);
            for bound in 1..40 {
                digest.word(random.next_u64());
                digest.float(random.uniform());
                digest.word(random.below(bound * bound * bound));
            }
        }
    });
    report.case("random/permutations", |digest| {
        for size in 0..120 {
            let mut random = exact::Random::new(SEED, 1, size as u64);
            random.permutation(size).iter().for_each(|x| digest.word(*x as u64));
            let sample = random.sample_without_replacement(size, size / 3);
            sample.iter().for_each(|x| digest.word(*x as u64));
        }
    });
}
