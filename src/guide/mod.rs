//! The guide: prose that belongs beside the code.
//!
//! - [`mod@format`]: what an artifact is, byte by byte.
//! - [`arithmetic`]: what breaks bits, and what this crate does about it.
//! - [`decisions`]: why things are as they are.

pub mod format {
    #![doc = include_str!("format.md")]
}

pub mod arithmetic {
    #![doc = include_str!("arithmetic.md")]
}

pub mod decisions {
    #![doc = include_str!("decisions.md")]
}
