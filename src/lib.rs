//! Machine-learning pipelines for tabular data whose predictions are the same to the bit wherever they run.

pub mod artifact;
pub mod clean;
pub mod contract;
pub mod data;
pub mod error;
pub mod evaluate;
pub mod exact;
pub mod feature;
pub mod model;
pub mod pipeline;
pub mod prelude;
pub mod preprocess;
mod root;
pub mod select;
pub mod stages;

pub use error::Error;
pub use root::{
    Answers, AnyModel, Batch, ColumnProfile, Description, Learn, Load, LoadOptions, Measured,
    Model, Numbers, Outcomes, Profile, Proof, Provenance, Step, Trace, Training, Witness,
    fingerprint, load,
};
