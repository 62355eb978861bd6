//! What flows through a pipeline: raw tables, dense matrices and answers.
//!
//! | kind | shape | what it is |
//! |---|---|---|
//! | [`Table`] | rows × named columns | raw, mixed-type data with missing values |
//! | [`Matrix`] | rows × named columns | dense row-major `f64` |
//! | [`Vector`] | rows | one number a row |
//! | [`Classes`] | rows × classes | one class a row, with the probability of every class |
//!
//! The kinds are a closed set ([`DataKind`] is sealed): which *kind* a stage takes is checked by the
//! compiler, which *columns* by the schema in the artifact.

mod array;
pub(crate) mod civil;
mod classes;
mod column;
mod concat;
mod dictionary;
mod from_rows;
mod hash;
mod kind;
mod labels;
mod matrix;
pub mod number;
mod read;
mod record;
mod role;
mod schema;
mod sparse;
mod split;
mod table;
mod text;
pub mod time;
pub mod unicode;
mod value;
mod vector;
mod write;
mod zone;

pub use classes::Classes;
pub use column::{Column, ColumnType, Types};
pub(crate) use dictionary::Dictionary;
pub use hash::{hashed_column, murmur3_32};
pub use kind::{Beside, Data, DataKind, DataRef, Kind};
pub use labels::Labels;
pub use matrix::Matrix;
pub use read::{Block, CsvReader, JsonLinesReader, RefusedRow};
pub use role::Role;
pub use schema::{Answer, Checked, Extra, Field, Policy, Range, Refusal, Schema};
pub use sparse::{FeatureNames, Sparse, SparseRow};
pub use table::Table;
pub use text::{Text, TextBuilder};
pub use value::Value;
pub use vector::Vector;
pub use write::{CsvWriter, JsonLinesWriter};
pub use zone::{TimeZone, ZoneError};
