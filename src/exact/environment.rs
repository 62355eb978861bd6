//! Does this thread's floating-point environment follow IEEE 754?
//!
//! A host can change the arithmetic under a library: a shared object built with `-ffast-math`
//! makes the thread flush subnormals to zero, `fesetround` changes the rounding of every
//! operation, even of number parsing. The state belongs to the thread, so the check runs on the
//! thread that computes, pool workers included. Computing in a bad environment is refused;
//! nothing here tries to repair it.

use core::hint::black_box;

#[cfg(all(target_arch = "x86", not(target_feature = "sse2")))]
compile_error!(
    "x86 without SSE2 computes in x87 registers, which round twice: no result could be reproduced"
);

/// The way in which the floating-point environment departs from IEEE 754 defaults.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
#[non_exhaustive]
pub enum EnvironmentError {
    /// Subnormal inputs are read as zero (x86 `MXCSR.DAZ`, aarch64 `FPCR.FZ`).
    #[error(
        "the floating-point environment of this thread reads subnormal numbers as zero (denormals-are-zero)"
    )]
    DenormalsAreZero,
    /// Results round towards zero or an infinity instead of to nearest, ties to even.
    #[error(
        "the floating-point environment of this thread does not round to nearest, ties to even"
    )]
    RoundingMode,
    /// Intermediate results carry more than 53 bits (x87).
    #[error("floating-point operations keep excess precision and round twice")]
    ExcessPrecision,
    /// `a·b + c` is rounded once instead of twice.
    #[error(
        "the compiler was told to contract a multiplication and an addition into one operation"
    )]
    Contraction,
    /// `(a + b) + c` is computed in another order.
    #[error("the compiler was told to reorder floating-point additions")]
    Reassociation,
    /// Subnormal results are replaced by zero (x86 `MXCSR.FTZ`).
    #[error(
        "the floating-point environment of this thread replaces subnormal results by zero (flush-to-zero)"
    )]
    FlushToZero,
}

/// Half the distance from 1 to its upper neighbour: 2⁻⁵³.
const HALF_ULP: f64 = f64::from_bits(0x3ca0_0000_0000_0000);

fn reads_subnormals_as_zero() -> bool {
    black_box(f64::from_bits(1)) == 0.0
}

/// Ties next to 1 and to its neighbour, in both signs: each wrong mode misses at least one.
fn rounds_elsewhere() -> bool {
    let (one, next, half) = (black_box(1.0), black_box(1.0 + f64::EPSILON), black_box(HALF_ULP));
    let up = 1.0 + 2.0 * f64::EPSILON;
    one + half != 1.0 || next + half != up || -one - half != -1.0 || -next - half != -up
}

/// A sum just above a tie: rounding to 64 bits first makes it the tie, which goes the other way.
fn keeps_excess_precision() -> bool {
    let above_half = black_box(f64::from_bits(0x3ca0_0000_0800_0000));
    black_box(1.0) + above_half != 1.0 + f64::EPSILON
}

/// The product rounds to 1; unrounded, the sum would keep its error.
fn contracts() -> bool {
    black_box(0.1) * black_box(10.0) + black_box(-1.0) != 0.0
}

fn reassociates() -> bool {
    let (small, large, opposite) = (black_box(1.0), black_box(1e16), black_box(-1e16));
    (small + large) + opposite != 0.0
}

fn flushes_to_zero() -> bool {
    // The result is returned as bits, so that a comparison cannot read it as zero.
    (black_box(f64::MIN_POSITIVE) * black_box(0.5)).to_bits() != 1 << 51
}

/// The check for every row, about 5 ns: subnormal inputs and rounding.
///
/// Finds what hosts do by accident: `-ffast-math` start-up code sets both flush flags together,
/// and any foreign rounding mode. [`check_environment`] finds the rest.
///
/// # Errors
/// [`EnvironmentError`], naming what was found on the calling thread.
#[inline]
pub fn check_environment_quick() -> Result<(), EnvironmentError> {
    if reads_subnormals_as_zero() {
        return Err(EnvironmentError::DenormalsAreZero);
    }
    if rounds_elsewhere() {
        return Err(EnvironmentError::RoundingMode);
    }
    Ok(())
}

/// The full check for every batch and every worker thread, about 40 ns.
///
/// # Errors
/// [`EnvironmentError`], naming the first departure found on the calling thread.
///
/// # Examples
/// ```
/// steadfast::exact::check_environment()?;
/// # Ok::<(), steadfast::exact::EnvironmentError>(())
/// ```
pub fn check_environment() -> Result<(), EnvironmentError> {
    check_environment_quick()?;
    for (found, error) in [
        (keeps_excess_precision(), EnvironmentError::ExcessPrecision),
        (contracts(), EnvironmentError::Contraction),
        (reassociates(), EnvironmentError::Reassociation),
        (flushes_to_zero(), EnvironmentError::FlushToZero),
    ] {
        if found {
            return Err(error);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_environment_passes() {
        assert_eq!(check_environment_quick(), Ok(()));
        assert_eq!(check_environment(), Ok(()));
    }

    /// What contraction and excess precision would have answered, by arithmetic in integers.
    #[test]
    fn the_probes_tell_right_from_wrong() {
        // 0.1 = m·2⁻⁵⁶ with this m; ten times it is 2⁵⁶ + 4, which is not 1 before rounding.
        let m = (0.1f64.to_bits() & ((1 << 52) - 1)) | 1 << 52;
        assert_eq!(i128::from(m) * 10 - (1 << 56), 4);
        // The excess probe exceeds the tie 2⁻⁵³ by 2⁻⁷⁸·…, less than half a unit of 64 bits.
        let excess = f64::from_bits(0x3ca0_0000_0800_0000) - HALF_ULP;
        assert!(excess > 0.0 && excess < f64::EPSILON / 4096.0);
    }
}
