//! Making columns out of columns.

mod assemble;

pub use assemble::{Assemble, Assembler, AssemblerState};
