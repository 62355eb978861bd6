//! The elementary functions against MPFR: committed hard cases always, whole files on request.
//!
//! `STEADFAST_ORACLE=DIR` names a folder written by `tests/oracle/generate.py`; a missing or short
//! file there fails the test.

use std::{env, fs, path::Path};

use steadfast::exact;

/// A function and how many arguments it takes.
enum Function {
    Unary(fn(f64) -> f64),
    Binary(fn(f64, f64) -> f64),
}
use Function::{Binary, Unary};

const FUNCTIONS: [(&str, Function); 17] = [
    ("exp", Unary(exact::exp)),
    ("exp_m1", Unary(exact::exp_m1)),
    ("ln", Unary(exact::ln)),
    ("ln_1p", Unary(exact::ln_1p)),
    ("pow", Binary(exact::pow)),
    ("tanh", Unary(exact::tanh)),
    ("sin", Unary(exact::sin)),
    ("cos", Unary(exact::cos)),
    ("erf", Unary(exact::erf)),
    ("normal_quantile", Unary(exact::normal_quantile)),
    ("asin", Unary(exact::asin)),
    ("acos", Unary(exact::acos)),
    ("atan", Unary(exact::atan)),
    ("atan2", Binary(exact::atan2)),
    ("asinh", Unary(exact::asinh)),
    ("log10", Unary(exact::log10)),
    ("log2", Unary(exact::log2)),
];

impl Function {
    fn width(&self) -> usize {
        match self {
            Unary(_) => 2,
            Binary(_) => 3,
        }
    }

    /// The bits computed and the bits expected for one row: arguments, then the expected value.
    fn compare(&self, row: &[u64]) -> (u64, u64) {
        match *self {
            Unary(f) => (f(f64::from_bits(row[0])).to_bits(), row[1]),
            Binary(f) => (f(f64::from_bits(row[0]), f64::from_bits(row[1])).to_bits(), row[2]),
        }
    }

    /// The number of rows and a description of the first few that differ, with their number.
    fn check(&self, values: &[u64]) -> (usize, usize, Vec<String>) {
        let (mut wrong, mut shown) = (0, Vec::new());
        for row in values.chunks_exact(self.width()) {
            let (computed, expected) = self.compare(row);
            if computed != expected {
                wrong += 1;
                if shown.len() < 8 {
                    shown.push(format!("{row:016x?}: computed {computed:016x}"));
                }
            }
        }
        (values.len() / self.width(), wrong, shown)
    }
}

#[test]
fn hard_cases_are_correctly_rounded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle/hard");
    for (name, function) in &FUNCTIONS {
        let path = folder.join(format!("{name}.txt"));
        let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let values: Vec<u64> = lines
            .flat_map(str::split_whitespace)
            .map(|word| u64::from_str_radix(word, 16).unwrap())
            .collect();
        assert_eq!(values.len() % function.width(), 0, "{name}: broken line");
        let (points, wrong, shown) = function.check(&values);
        assert!(points >= 100, "{name}: only {points} hard cases");
        assert_eq!(wrong, 0, "{name}: {wrong} of {points} misrounded: {shown:#?}");
    }
}

#[test]
fn oracle_files_are_correctly_rounded() {
    let Some(folder) = env::var_os("STEADFAST_ORACLE") else { return };
    let mut failures = Vec::new();
    for (name, function) in &FUNCTIONS {
        let path = Path::new(&folder).join(format!("{name}.bin"));
        let bytes = fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let (words, rest) = bytes.as_chunks::<8>();
        assert!(rest.is_empty() && words.len() % function.width() == 0, "{name}: cut short");
        let values: Vec<u64> = words.iter().map(|&word| u64::from_le_bytes(word)).collect();
        let (points, wrong, shown) = function.check(&values);
        assert!(points > 0, "{name}: empty file");
        println!("{name}: {points} points, {wrong} misrounded");
        if wrong > 0 {
            failures.push(format!("{name}: {shown:#?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}
