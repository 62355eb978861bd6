//! What a pipeline can learn from, its type known to the compiler.

use super::Target;
use crate::data::{Labels, Vector};

/// What a pipeline can learn from: [`Labels`], a [`Vector`], or nothing.
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

impl Learn for () {
    fn target(&self) -> Target<'_> {
        Target::None
    }

    fn take_rows(&self, _: &[usize]) -> Self {}
}
