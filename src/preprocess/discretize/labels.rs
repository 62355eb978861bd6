//! Bins in words.

use super::Closed;
use crate::exact;
use crate::preprocess::levels::python_repr;
use std::sync::Arc;

/// The boundaries of bins as pandas writes them, with as many decimals as tell the edges apart, at least
/// `precision`. `open`: the outermost bins reach to infinity, whatever their edges.
pub(crate) fn boundaries(
    edges: &[f64],
    closed: Closed,
    precision: u32,
    open: bool,
) -> Vec<Arc<str>> {
    let mut edges = edges.to_vec();
    if let (true, [first, .., last]) = (open, edges.as_mut_slice()) {
        (*first, *last) = (f64::NEG_INFINITY, f64::INFINITY);
    }
    let rounded = |decimals: u32| -> Vec<f64> {
        edges.iter().map(|&edge| round_fraction(edge, decimals)).collect()
    };
    let apart = |decimals: &u32| {
        let mut rounded = exact::sorted(&rounded(*decimals));
        rounded.dedup();
        rounded.len() == edges.len()
    };
    let decimals = (precision..20).find(apart).unwrap_or(precision);
    let mut breaks = rounded(decimals);
    if let (Closed::Right, Some(first)) = (closed, breaks.first_mut()) {
        // The first bin holds its lower end too, so pandas writes a little less.
        *first -= exact::pow(10.0, -f64::from(decimals));
    }
    let bins = breaks.len().saturating_sub(1);
    let word = |(at, ends): (usize, &[f64])| -> Arc<str> {
        let (low, high) = (python_repr(ends[0]), python_repr(ends[1]));
        match closed {
            Closed::Right => format!("({low}, {high}]"),
            Closed::Left if at + 1 == bins && ends[1].is_finite() => format!("[{low}, {high}]"),
            Closed::Left => format!("[{low}, {high})"),
        }
        .into()
    };
    breaks.windows(2).enumerate().map(word).collect()
}

/// A number with so many decimals, or so many digits where there is nothing before the point.
fn round_fraction(x: f64, decimals: u32) -> f64 {
    if !x.is_finite() || x == 0.0 {
        return x;
    }
    let digits = match x.trunc() == 0.0 {
        true => i64::from(decimals) - 1 - exponent(x),
        false => i64::from(decimals),
    };
    around(x, digits)
}

/// A number rounded to so many decimals as NumPy rounds it.
pub(crate) fn rounded_to(x: f64, decimals: u32) -> f64 {
    around(x, i64::from(decimals))
}

fn around(x: f64, digits: i64) -> f64 {
    let scale = power_of_ten(digits);
    let rounded = (x * scale).round_ties_even() / scale;
    if rounded.is_finite() { rounded } else { x }
}

/// ⌊log10 |x|⌋ of a number other than 0.
fn exponent(x: f64) -> i64 {
    let scientific = format!("{x:e}");
    scientific.split_once('e').and_then(|(_, power)| power.parse().ok()).unwrap_or(0)
}

/// 10ⁿ by multiplication, as NumPy has it beyond 10⁸.
fn power_of_ten(n: i64) -> f64 {
    (0..n).fold(1.0, |power, _| power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(edges: &[f64], closed: Closed, precision: u32, open: bool) -> Vec<String> {
        boundaries(edges, closed, precision, open).iter().map(|word| word.to_string()).collect()
    }

    /// As `pandas.cut` of pandas 3.1 names them, `include_lowest`.
    #[test]
    fn closed_on_the_right_as_pandas_writes() {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let edges = [low, 0.012_345_678, 1.5, 1_234.567_89, high];
        let expected = ["(-inf, 0.0123]", "(0.0123, 1.5]", "(1.5, 1234.568]", "(1234.568, inf]"];
        assert_eq!(words(&edges, Closed::Right, 3, true), expected);
        assert_eq!(
            words(&[0.0, 10.0, 1e17], Closed::Right, 3, false),
            ["(-0.001, 10.0]", "(10.0, 1e+17]"]
        );
        // Three decimals do not tell them apart, five do.
        let close = words(&[1.0, 1.000_01, 1.000_02], Closed::Right, 3, false);
        assert_eq!(close, ["(0.99999, 1.00001]", "(1.00001, 1.00002]"]);
    }

    #[test]
    fn closed_on_the_left() {
        let expected = ["[-inf, 2.5)", "[2.5, inf)"];
        assert_eq!(words(&[1.0, 2.5, 4.0], Closed::Left, 3, true), expected);
        assert_eq!(words(&[1.0, 2.5, 4.0], Closed::Left, 3, false), ["[1.0, 2.5)", "[2.5, 4.0]"]);
    }

    #[test]
    fn small_numbers_keep_digits() {
        for (x, expected) in
            [(1.234_56e-5, 1.23e-5), (-0.999_96, -1.0), (0.25, 0.25), (5e-324, 5e-324)]
        {
            assert_eq!(round_fraction(x, 3), expected, "{x}");
        }
    }
}
