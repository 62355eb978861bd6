//! The artifact: one file that holds a fitted pipeline and the proof of its bits.
//!
//! The form is written down, with its MUSTs, in [`guide::format`](crate::guide::format). From the
//! bottom up: [`codec`] turns serde values into nodes and back, the envelope puts nodes into
//! canonical bytes under a digest, [`Record`] is one stage as it lies in the file, [`Stage`] is what
//! a stage must say of itself to be stored, [`Registry`] is the list of stages a file may name.

pub mod codec;
mod envelope;
mod erased;
mod identity;
mod place;
mod portable;
mod record;
mod registry;
mod setting;
mod stage;

pub use envelope::{Digest, FORMAT_VERSION, Limits, open, seal};
pub use erased::{AnyPipeline, AnyRecipe, BoxPipeline, RecipeParameter};
pub use place::{Place, Visitor};
pub(crate) use portable::{ON_TARGET, ensemble_record, join_record, on_record, sketch};
pub use portable::{Portable, PortableMembers, Restore, RestoreMembers, StageReport, restore};
pub use record::{Reader, Record};
pub use registry::Registry;
pub use setting::Setting;
pub use stage::{Refit, Stage};
