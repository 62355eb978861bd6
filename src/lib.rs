//! Machine-learning pipelines for tabular data whose predictions are the same to the bit wherever they run.

pub mod data;
pub mod error;
pub mod evaluate;
pub mod exact;
