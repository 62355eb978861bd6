//! Division that rounds down, as Python and NumPy have it.

use crate::exact::NAN;

/// The quotient before it is rounded down, and the rest with the sign of the divisor.
///
/// The remainder of two numbers is a number of the same format, so that `%` is exact on every machine.
fn divided(a: f64, b: f64) -> (f64, f64) {
    let rest = a % b;
    if rest.is_nan() || b.is_nan() {
        return (NAN, NAN);
    }
    let quotient = (a - rest) / b;
    if rest == 0.0 {
        (quotient, 0.0f64.copysign(b))
    } else if (b < 0.0) == (rest < 0.0) {
        (quotient, rest)
    } else {
        (quotient - 1.0, rest + b)
    }
}

/// The quotient, rounded down; NaN when it is divided by 0.
pub(super) fn divided_floor(a: f64, b: f64) -> f64 {
    let (quotient, _) = divided(a, b);
    if quotient == 0.0 {
        return 0.0f64.copysign(a / b);
    }
    let floor = quotient.floor();
    if quotient - floor > 0.5 { floor + 1.0 } else { floor }
}

/// What is left of a division rounded down: 0 or with the sign of the divisor; NaN when it is by 0.
pub(super) fn divided_rest(a: f64, b: f64) -> f64 {
    divided(a, b).1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Python 3.11: `a // b, a % b` and their signs.
    #[test]
    fn agrees_with_python() {
        for (a, b, floor, rest) in [
            (7.0, 2.0, 3.0, 1.0),
            (-7.0, 2.0, -4.0, 1.0),
            (7.0, -2.0, -4.0, -1.0),
            (-7.0, -2.0, 3.0, -1.0),
            (6.0, -2.0, -3.0, -0.0),
            (-1e-20, 3.0, -1.0, 3.0),
            (1.0, 0.1, 9.0, 0.09999999999999995),
            (-0.0, 5.0, -0.0, 0.0),
            (0.3, f64::INFINITY, 0.0, 0.3),
        ] {
            assert_eq!(divided_floor(a, b).to_bits(), f64::to_bits(floor), "{a} // {b}");
            assert_eq!(divided_rest(a, b).to_bits(), f64::to_bits(rest), "{a} % {b}");
        }
        assert!(divided_floor(1.0, 0.0).is_nan() && divided_rest(1.0, 0.0).is_nan());
        assert!(divided_floor(f64::INFINITY, 2.0).is_nan());
    }
}
