//! Where in a pipeline a stage stands.

use crate::data::DataRef;

/// Called after each stage with its place and kind, and what it gave.
pub type Visitor<'v> = dyn FnMut(&str, DataRef<'_>) + 'v;

/// Counts stages: `1`, `2`, `2.1`, `3a.1`. The numbers are those an [`Outline`](crate::pipeline::Outline) prints.
#[derive(Debug, Clone, Default)]
pub struct Place {
    prefix: String,
    next: usize,
}

impl Place {
    /// Before the first stage.
    #[must_use]
    pub fn start() -> Place {
        Place::default()
    }

    /// The place of the next stage.
    pub(crate) fn step(&mut self) -> String {
        self.next += 1;
        format!("{}{}", self.prefix, self.next)
    }

    /// The places inside the stage at `place`; `branch` is `a`, `b` or nothing.
    pub(crate) fn inside(place: &str, branch: &str) -> Place {
        Place { prefix: format!("{place}{branch}."), next: 0 }
    }
}
