//! Models of other libraries, read from the files those write.
//!
//! A reader makes ordinary stages of what a file says, so an imported model joins a typed pipeline, is stored in an
//! artifact and replays like any other. Its arithmetic is that of the library, in the library's own order and
//! precision. Every reader takes its file as hostile: what does not fit is an [`ImportError`](crate::error::ImportError)
//! with its place, never a panic.

mod any;
mod imported;
pub mod lightgbm;
#[cfg(feature = "onnx")]
pub mod onnx;
pub mod sklearn;
pub mod xgboost;

pub use any::{AnyImport, Format};
pub use imported::ImportedTrees;
