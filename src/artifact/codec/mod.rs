//! Plain serde values as nodes, and back.
//!
//! A stage's parameters and state are ordinary `Serialize`/`Deserialize` structs. They become
//! [`Node`]s: scalars, texts, lists and records, where a sequence of one scalar type becomes an array
//! that the envelope stores as raw little-endian numbers. No number passes through decimal text but
//! integers. The form is not self-describing: a struct reads what a struct of its shape wrote, so
//! untagged and internally tagged enums cannot be stored.

mod decode;
mod encode;
mod node;

pub(crate) use decode::CANONICAL_NAN;
pub use decode::from_node;
pub use encode::to_node;
pub use node::{CodecError, Node};
