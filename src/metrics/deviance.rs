//! Losses on the scale of a logarithm: squared log error and the Tweedie family of deviances.

use super::MetricError;
use super::mean::within;
use super::regression::{check, mean_of};
use crate::exact;

/// The mean of `(ln(1 + truth) − ln(1 + prediction))²`.
///
/// # Errors
/// A value of at most −1; otherwise as [`mean_absolute_error`](super::mean_absolute_error).
pub fn mean_squared_log_error(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check(truth, prediction, weight)?;
    for (what, values) in [("truth", truth), ("prediction", prediction)] {
        within(what, values, "a number above -1", |x| x > -1.0)?;
    }
    Ok(mean_of(truth, prediction, weight, |y, p| {
        let ratio = exact::ln_1p(y) - exact::ln_1p(p);
        ratio * ratio
    }))
}

/// The mean Poisson deviance, `2 (y ln(y / p) − y + p)`: [`tweedie_deviance`] of power 1.
///
/// # Errors
/// A negative truth or a prediction that is not positive; otherwise as [`tweedie_deviance`].
pub fn poisson_deviance(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    tweedie_deviance(truth, prediction, 1.0, weight)
}

/// The mean gamma deviance, `2 (ln(p / y) + y / p − 1)`: [`tweedie_deviance`] of power 2.
///
/// # Errors
/// A truth or a prediction that is not positive; otherwise as [`tweedie_deviance`].
pub fn gamma_deviance(
    truth: &[f64],
    prediction: &[f64],
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    tweedie_deviance(truth, prediction, 2.0, weight)
}

/// The mean Tweedie deviance for a variance that grows as the mean to the `power`.
///
/// `2 (y^(2−q) / ((1−q)(2−q)) − y p^(1−q) / (1−q) + p^(2−q) / (2−q))` with `q` the power; the squared
/// error at 0, [`poisson_deviance`] at 1, [`gamma_deviance`] at 2.
///
/// # Errors
/// A power between 0 and 1 or not finite. Values outside the domain: predictions must be positive
/// unless the power is 0; truths must not be negative for powers from 1 on, and must be positive from
/// 2 on. Otherwise as [`mean_absolute_error`](super::mean_absolute_error).
///
/// # Source
/// Jørgensen, "The theory of dispersion models", 1997; `mean_tweedie_deviance`.
pub fn tweedie_deviance(
    truth: &[f64],
    prediction: &[f64],
    power: f64,
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    if !power.is_finite() || (power > 0.0 && power < 1.0) {
        let expected = "a finite number of at most 0 or at least 1";
        return Err(MetricError::Parameter { parameter: "power", expected, found: power });
    }
    check(truth, prediction, weight)?;
    if power >= 2.0 {
        within("truth", truth, "a positive number", |y| y > 0.0)?;
    } else if power >= 1.0 {
        within("truth", truth, "a number of at least 0", |y| y >= 0.0)?;
    }
    if power != 0.0 {
        within("prediction", prediction, "a positive number", |p| p > 0.0)?;
    }
    Ok(mean_of(truth, prediction, weight, |y, p| unit_deviance(y, p, power)))
}

/// The deviance of one row.
fn unit_deviance(y: f64, p: f64, power: f64) -> f64 {
    if power == 0.0 {
        (y - p) * (y - p)
    } else if power == 1.0 {
        let entropy = if y == 0.0 { 0.0 } else { y * exact::ln(y / p) };
        2.0 * (entropy - y + p)
    } else if power == 2.0 {
        2.0 * (exact::ln(p / y) + y / p - 1.0)
    } else {
        // Below power 0 a truth may be negative; the first term is then left out.
        let base = if power < 0.0 { exact::max(y, 0.0) } else { y };
        let (one, two) = (1.0 - power, 2.0 - power);
        2.0 * (exact::pow(base, two) / (one * two) - y * exact::pow(p, one) / one
            + exact::pow(p, two) / two)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_between_0_and_1_do_not_exist() {
        for power in [0.5, f64::NAN, f64::INFINITY] {
            assert!(matches!(
                tweedie_deviance(&[1.0], &[1.0], power, None),
                Err(MetricError::Parameter { parameter: "power", .. })
            ));
        }
    }

    #[test]
    fn domains_follow_the_power() {
        let domain = |y: f64, p: f64, power: f64| tweedie_deviance(&[y], &[p], power, None).is_ok();
        assert!(domain(-1.0, -1.0, 0.0));
        assert!(domain(-1.0, 1.0, -1.0) && !domain(1.0, 0.0, -1.0));
        assert!(domain(0.0, 1.0, 1.0) && !domain(-0.5, 1.0, 1.0) && !domain(1.0, 0.0, 1.0));
        assert!(domain(0.0, 1.0, 1.9) && !domain(0.0, 1.0, 2.0) && domain(0.1, 1.0, 3.0));
    }

    #[test]
    fn logarithms_need_more_than_minus_one() {
        assert!(matches!(
            mean_squared_log_error(&[0.0, 1.0], &[0.0, -1.0], None),
            Err(MetricError::Domain { what: "prediction", row: 1, .. })
        ));
    }
}
