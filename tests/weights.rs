//! Models that learn from rows with weights: against scikit-learn's numbers, and what weights mean.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test")]

#[path = "weights/laws.rs"]
mod laws;
#[path = "weights/peer.rs"]
mod peer;
