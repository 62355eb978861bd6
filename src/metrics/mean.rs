//! Checked inputs and weighted means, the ground all metrics stand on.

use super::MetricError;
use crate::exact;

/// Refuses inputs of different lengths, and none at all.
pub(super) fn same_length(
    rows: usize,
    others: &[(&'static str, usize)],
) -> Result<(), MetricError> {
    for &(what, found) in others {
        if found != rows {
            return Err(MetricError::Length { what, expected: rows, found });
        }
    }
    if rows == 0 { Err(MetricError::TooFewRows { expected: 1 }) } else { Ok(()) }
}

/// Refuses the first value that is not `allowed`.
pub(super) fn within(
    what: &'static str,
    values: &[f64],
    expected: &'static str,
    allowed: impl Fn(f64) -> bool,
) -> Result<(), MetricError> {
    match values.iter().position(|&x| !allowed(x)) {
        Some(row) => {
            let found = values.get(row).copied().unwrap_or(exact::NAN);
            Err(MetricError::Domain { what, row, expected, found })
        }
        None => Ok(()),
    }
}

/// Refuses NaN and infinities.
pub(super) fn finite(what: &'static str, values: &[f64]) -> Result<(), MetricError> {
    within(what, values, "a finite number", f64::is_finite)
}

/// Refuses weights that are negative, not finite, of the wrong length, or all zero.
pub(super) fn check_weight(weight: Option<&[f64]>, rows: usize) -> Result<(), MetricError> {
    let Some(weight) = weight else { return Ok(()) };
    same_length(rows, &[("weight", weight.len())])?;
    within("weight", weight, "a finite number of at least 0", |w| w.is_finite() && w >= 0.0)?;
    if weight.iter().all(|&w| w == 0.0) { Err(MetricError::ZeroWeight) } else { Ok(()) }
}

/// `Σ values`, or `Σ weight · values`, rounded once.
pub(super) fn total(values: &[f64], weight: Option<&[f64]>) -> f64 {
    match weight {
        Some(weight) => exact::exact_dot(weight, values),
        None => exact::exact_sum(values),
    }
}

/// The mean of checked values under checked weights, rounded once.
///
/// One rounding keeps it within the range of the values: the mean of three times 0.1 is 0.1, where
/// a rounded sum over 3 may be its neighbour and make a constant column seem to vary.
pub(super) fn mean(values: &[f64], weight: Option<&[f64]>) -> f64 {
    match weight {
        Some(weight) => exact::weighted_mean(values, weight),
        None => exact::mean(values),
    }
    .unwrap_or(exact::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_constant_has_itself_as_mean() {
        for n in 1..200 {
            for x in [0.1, 1.0 / 3.0, 1e300, -7.7e-310] {
                let (values, weight) = (vec![x; n], vec![0.3; n]);
                assert_eq!(mean(&values, None).to_bits(), x.to_bits());
                assert_eq!(mean(&values, Some(&weight)).to_bits(), x.to_bits());
            }
        }
    }

    #[test]
    fn weights_are_checked() {
        assert_eq!(check_weight(Some(&[0.0, 0.0]), 2), Err(MetricError::ZeroWeight));
        assert!(matches!(
            check_weight(Some(&[1.0, -1.0]), 2),
            Err(MetricError::Domain { row: 1, .. })
        ));
        assert!(matches!(
            check_weight(Some(&[1.0]), 2),
            Err(MetricError::Length { expected: 2, found: 1, .. })
        ));
    }

    proptest! {
        #[test]
        fn rows_may_come_in_any_order(
            rows in prop::collection::vec((-1e12f64..1e12, 0.0f64..9.0), 2..60),
            cut in 0usize..60,
        ) {
            let mut turned = rows.clone();
            turned.rotate_left(cut % rows.len());
            let of = |rows: &[(f64, f64)]| {
                let (values, weight): (Vec<f64>, Vec<f64>) = rows.iter().copied().unzip();
                (mean(&values, None).to_bits(), mean(&values, Some(&weight)).to_bits())
            };
            prop_assume!(rows.iter().any(|r| r.1 > 0.0));
            prop_assert_eq!(of(&rows), of(&turned));
        }
    }
}
