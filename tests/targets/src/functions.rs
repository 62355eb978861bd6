//! Elementary functions: correctly rounded, so their values are tested against MPFR elsewhere;
//! here every target must give the bits that were tested.

use std::io::Write;

use steadfast::exact;

use crate::digest::Report;
use crate::inputs::{Source, floats};

const COUNT: usize = 10_000;
const SEED: u64 = 20_260_301;

pub fn run<W: Write>(report: &mut Report<W>) {
    sweep(report, "functions/exp", exact::exp, (-750.0, 712.0));
    sweep(report, "functions/exp_m1", exact::exp_m1, (-40.0, 712.0));
    sweep(report, "functions/ln", exact::ln, (0.0, 1000.0));
    sweep(report, "functions/ln_1p", exact::ln_1p, (-1.0, 1000.0));
    sweep(report, "functions/tanh", exact::tanh, (-22.0, 22.0));
    sweep(report, "functions/sin", exact::sin, (-100.0, 100.0));
    sweep(report, "functions/cos", exact::cos, (-100.0, 100.0));
    sweep(report, "functions/erf", exact::erf, (-6.0, 6.0));
    sweep(report, "functions/normal_quantile", exact::normal_quantile, (0.0, 1.0));
    sweep(report, "functions/logistic", exact::logistic, (-750.0, 750.0));
    sweep(report, "functions/sqrt", exact::sqrt, (0.0, 1e6));
    powers(report);
    vectors(report);
    sweep(report, "functions/asin", exact::asin, (-1.0, 1.0));
    sweep(report, "functions/acos", exact::acos, (-1.0, 1.0));
    sweep(report, "functions/atan", exact::atan, (-100.0, 100.0));
    sweep(report, "functions/asinh", exact::asinh, (-1000.0, 1000.0));
    sweep(report, "functions/log10", exact::log10, (0.0, 1000.0));
    sweep(report, "functions/log2", exact::log2, (0.0, 1000.0));
    angles(report);
}

/// Half the arguments from everywhere, half uniform where the function is used.
fn arguments(seed: u64, count: usize, (low, high): (f64, f64)) -> Vec<f64> {
    let mut source = Source::new(seed);
    let mut values = floats(seed, count / 2);
    values.extend((0..count / 2).map(|_| source.between(low, high)));
    values
}

fn sweep<W: Write>(
    report: &mut Report<W>,
    name: &str,
    function: fn(f64) -> f64,
    range: (f64, f64),
) {
    report.case(name, |digest| {
        let values = arguments(SEED, COUNT, range);
        values.iter().for_each(|x| digest.float(function(*x)));
    });
}

fn powers<W: Write>(report: &mut Report<W>) {
    report.case("functions/pow", |digest| {
        let bases = arguments(SEED + 1, COUNT, (0.0, 50.0));
        let mut exponents = arguments(SEED + 2, COUNT, (-20.0, 20.0));
        exponents.rotate_left(COUNT / 4);
        bases.iter().zip(&exponents).for_each(|(x, y)| digest.float(exact::pow(*x, *y)));
    });
}

fn angles<W: Write>(report: &mut Report<W>) {
    report.case("functions/atan2", |digest| {
        let ups = arguments(SEED + 4, COUNT, (-10.0, 10.0));
        let mut alongs = arguments(SEED + 5, COUNT, (-10.0, 10.0));
        alongs.rotate_left(COUNT / 4);
        ups.iter().zip(&alongs).for_each(|(y, x)| digest.float(exact::atan2(*y, *x)));
    });
}

fn vectors<W: Write>(report: &mut Report<W>) {
    let values = arguments(SEED + 3, COUNT / 4, (-30.0, 30.0));
    report.case("functions/log_sum_exp", |digest| {
        values.chunks(7).for_each(|chunk| digest.float(exact::log_sum_exp(chunk)));
    });
    report.case("functions/softmax", |digest| {
        for chunk in values.chunks(5) {
            let mut scores = chunk.to_vec();
            exact::softmax(&mut scores);
            scores.iter().for_each(|x| digest.float(*x));
        }
    });
}
