//! Decimal text: printing and parsing are exact functions too.

use std::io::Write;

use crate::digest::Report;
use crate::inputs::{Source, floats};

const COUNT: usize = 20_000;
const SEED: u64 = 20_260_201;

pub fn run<W: Write>(report: &mut Report<W>) {
    let values: Vec<f64> = floats(SEED, COUNT).into_iter().filter(|x| !x.is_nan()).collect();
    report.case("text/print-shortest", |digest| {
        values.iter().for_each(|x| digest.text(&format!("{x:e}")));
    });
    report.case("text/print-plain", |digest| {
        values.iter().for_each(|x| digest.text(&format!("{x}")));
    });
    report.case("text/print-fixed", |digest| {
        let everyday = values.iter().filter(|x| x.abs() < 1e15);
        everyday.for_each(|x| digest.text(&format!("{x:.6}")));
    });
    report.case("text/print-17-digits", |digest| {
        values.iter().filter(|x| x.is_finite()).for_each(|x| digest.text(&format!("{x:.16e}")));
    });
    report.case("text/parse", |digest| {
        let mut source = Source::new(SEED + 1);
        for _ in 0..COUNT {
            match decimal(&mut source).parse::<f64>() {
                Ok(value) => digest.float(value),
                Err(_) => digest.text("not a number"),
            }
        }
    });
    report.case("text/round-trip-failures", |digest| {
        for x in &values {
            match format!("{x:e}").parse::<f64>() {
                Ok(back) if back.to_bits() == x.to_bits() => {}
                _ => digest.float(*x),
            }
        }
    });
}

/// One to thirty digits with a point somewhere and an exponent past both ends of the range.
fn decimal(source: &mut Source) -> String {
    let mut text = String::new();
    if source.below(2) == 1 {
        text.push('-');
    }
    let digits = 1 + source.below(30);
    let point = source.below(digits + 1);
    for index in 0..digits {
        if index == point {
            text.push('.');
        }
        text.push(char::from(b'0' + source.below(10) as u8));
    }
    let exponent = source.below(700) as i64 - 360;
    text.push_str(&format!("e{exponent}"));
    text
}
