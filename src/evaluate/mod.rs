//! Judging predictions: metrics, reports of metrics, and splits of rows into train and test.

pub mod metrics;
pub mod split;
