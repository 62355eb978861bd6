//! Naive Bayes: every column speaks of the class by itself, and what they say is added up.
//!
//! | recipe | a column, given the class, is |
//! |---|---|
//! | [`GaussianNaiveBayes`] | a number, normally distributed |
//! | [`MultinomialNaiveBayes`] | how often something occurs, as words in a text |
//! | [`BernoulliNaiveBayes`] | whether something is there |
//! | [`CategoricalNaiveBayes`] | one of a few levels, numbered from 0 |
//!
//! All four are fitted here, by exact counts and sums, in every build: in any order of the rows, and from parts of
//! them ([`PartialFit`](crate::pipeline::PartialFit)), the bytes are the same. The probabilities of a row are
//! P(class | x) = softmax over the classes of ln P(class) + Σ ln P(x of a column | class).

pub(super) mod answer;
mod bernoulli;
mod categorical;
mod gaussian;
mod imported;
mod levels;
mod multinomial;
mod parts;
mod prior;
pub(super) mod seen;
#[cfg(test)]
mod tests;
mod total;
mod weighed;

pub use bernoulli::{
    BernoulliNaiveBayes, BernoulliNaiveBayesModel, BernoulliNaiveBayesState, Ones,
};
pub use categorical::{
    CategoricalNaiveBayes, CategoricalNaiveBayesModel, CategoricalNaiveBayesState,
};
pub use gaussian::{GaussianNaiveBayes, GaussianNaiveBayesModel, GaussianNaiveBayesState};
pub use imported::{
    ImportedGaussianNaiveBayes, ImportedGaussianNaiveBayesModel, ImportedGaussians,
};
pub use levels::Levels;
pub use multinomial::{
    MultinomialNaiveBayes, MultinomialNaiveBayesModel, MultinomialNaiveBayesState,
};
pub use parts::PerClass;
pub use prior::ClassPrior;
pub use seen::SeenClasses;
pub use total::Total;
pub use weighed::WeighedClasses;
