//! Machine-learning pipelines for tabular data whose predictions are the same to the bit wherever they run.

pub mod artifact;
pub mod clean;
pub mod data;
pub mod error;
pub mod evaluate;
pub mod exact;
pub mod feature;
pub mod pipeline;
pub mod prelude;
pub mod preprocess;
pub mod select;
pub mod stages;

pub use error::Error;
