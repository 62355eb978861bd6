//! What a pipeline can learn from, its type known to the compiler.

use super::Target;
use crate::data::{Labels, Matrix, Vector};

/// What a pipeline can learn from: [`Labels`], a [`Vector`], either with [weights](super::Weighted), a [`Matrix`] of
/// several targets, or nothing.
pub trait Learn {
    /// The same target, its type known at run time.
    fn target(&self) -> Target<'_>;

    /// The target of the rows `indices`, in that order.
    #[must_use]
    fn take_rows(&self, indices: &[usize]) -> Self
    where
        Self: Sized;
}

impl Learn for Labels {
    fn target(&self) -> Target<'_> {
        Target::Labels(self)
    }

    fn take_rows(&self, indices: &[usize]) -> Self {
        self.take(indices)
    }
}

impl Learn for Vector {
    fn target(&self) -> Target<'_> {
        Target::Vector(self)
    }

    fn take_rows(&self, indices: &[usize]) -> Self {
        self.take(indices)
    }
}

impl<'a> From<&'a Matrix> for Target<'a> {
    fn from(y: &'a Matrix) -> Self {
        Target::Matrix(y)
    }
}

impl Learn for Matrix {
    fn target(&self) -> Target<'_> {
        Target::Matrix(self)
    }

    fn take_rows(&self, indices: &[usize]) -> Self {
        self.take(indices)
    }
}

impl Learn for () {
    fn target(&self) -> Target<'_> {
        Target::None
    }

    fn take_rows(&self, _: &[usize]) -> Self {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn several_targets_are_told_from_one() -> Result<(), Error> {
        let y = Matrix::from_rows(["u", "v"], [[1.0, 2.0], [3.0, 4.0]])?;
        let target = y.target();
        assert_eq!(target.matrix("m")?, &y);
        assert_eq!(target.take_rows(&[1]).lend().matrix("m")?.as_slice(), [3.0, 4.0]);
        let message = |error: Error| error.to_string();
        assert_eq!(
            message(target.vector("m").unwrap_err()),
            "stage `m`, target: expected numbers, found columns of numbers"
        );
        assert_eq!(
            message(target.labels("m").unwrap_err()),
            "stage `m`, target: expected classes, found columns of numbers"
        );
        assert_eq!(
            message(Target::None.matrix("m").unwrap_err()),
            "stage `m`, target: expected columns of numbers, found no target"
        );
        Ok(())
    }
}
