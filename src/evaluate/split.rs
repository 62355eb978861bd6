//! Splits of rows into train and test, drawn from a seed.
//!
//! A split is two ascending lists of row positions. It depends on the seed and on the codes, groups
//! or times it is given, and on nothing else: not on threads, platform or the width of `usize`.
//!
//! # Source
//! The allocation rules are those of scikit-learn's `model_selection` where it has one; each method
//! says so, and says how it breaks the ties that scikit-learn leaves to chance. The draws are
//! [`Random`](crate::exact::Random)'s, so the rows chosen are not scikit-learn's.

mod error;
mod folds;
mod holdout;
mod order;
#[cfg(test)]
mod tests;

pub use error::SplitError;
pub use folds::KFold;
pub use holdout::Holdout;

/// Which rows learn and which are held back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct Split {
    /// Positions of the rows to fit on, ascending.
    pub train: Vec<usize>,
    /// Positions of the rows to judge on, ascending.
    pub test: Vec<usize>,
}

impl Split {
    /// Every row on one side or the other.
    fn by(rows: usize, is_test: impl Fn(usize) -> bool) -> Self {
        let (test, train) = (0..rows).partition(|&row| is_test(row));
        Self { train, test }
    }
}
