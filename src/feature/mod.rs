//! Making columns out of columns.

mod assemble;
mod densify;
mod text;

pub use assemble::{Assemble, Assembler, AssemblerState};
pub use densify::{Densifier, DensifierState, Densify};
pub use text::{
    Accents, Analyzer, CountVectorize, CountVectorizer, CountVectorizerState, ENGLISH_STOP_WORDS,
    HashVectorize, HashVectorizer, HashVectorizerState, Norm, TfidfVectorize, TfidfVectorizer,
    TfidfVectorizerState, Tokens,
};
