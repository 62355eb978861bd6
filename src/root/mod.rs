//! The fitted whole: schema, pipeline, provenance, profile and witness in one value and one file.
//!
//! [`Training`] makes a [`Model`]; a model predicts, proves itself, is saved and loaded.

mod batch;
mod cells;
mod certificate;
mod describe;
mod fingerprint;
mod load;
mod model;
mod predict;
mod predict_block;
mod predict_records;
mod profile;
mod provenance;
mod save;
mod stored;
mod trace;
mod training;
mod witness;

pub use crate::pipeline::Learn;
pub use batch::Batch;
pub use certificate::{Certificate, SourceAnswers};
pub use describe::Description;
pub use fingerprint::fingerprint;
pub use load::{Load, LoadOptions, Proof, load};
pub use model::{AnyModel, Measured, Model};
pub use predict::Outcomes;
pub use profile::{Answers, ColumnProfile, Numbers, Profile};
pub use provenance::Provenance;
pub use trace::{Step, Trace};
pub use training::Training;
pub use witness::Witness;
