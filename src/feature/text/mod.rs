//! Text as counts of its terms: sparse inside, one sparse column a text column.

mod analyzer;
mod count;
mod counting;
mod documents;
mod hash;
mod stop_words;
mod tfidf;
mod vocabulary;

pub use analyzer::{Analyzer, Tokens};
pub use count::{CountVectorize, CountVectorizer, CountVectorizerState};
pub use hash::{HashVectorize, HashVectorizer, HashVectorizerState};
pub use stop_words::ENGLISH as ENGLISH_STOP_WORDS;
pub use tfidf::{TfidfVectorize, TfidfVectorizer, TfidfVectorizerState};

use serde::{Deserialize, Serialize};

/// What the numbers of one row are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Norm {
    /// Nothing.
    None,
    /// The sum of their absolute values.
    L1,
    /// The square root of the sum of their squares.
    L2,
}
