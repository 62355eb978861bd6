//! What cannot be explained.

/// A model, a column or a question that has no explanation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExplainError {
    /// Trees that do not say how many training rows came to each node.
    #[error(
        "stage `{stage}`: its trees do not say how many rows came to each node, so contributions \
         are not defined; fit it with `Trainer::Exact`"
    )]
    NoCover {
        /// The stage.
        stage: String,
    },
    /// A pipeline that does not end in a model of the kind that was asked about.
    #[error("a pipeline that ends in stage `{stage}` has no {asked}")]
    NoModel {
        /// The last stage, thresholds aside.
        stage: String,
        /// What was asked for.
        asked: String,
    },
    /// A way through a tree that asks about more different columns than are taken.
    #[error(
        "stage `{stage}`: a tree may ask about {found} columns on one way; at most {most} are explained"
    )]
    TooDeep {
        /// The stage.
        stage: String,
        /// The most columns on one way through a tree.
        most: usize,
        /// How many there may be.
        found: usize,
    },
    /// A model whose answers are not taken apart.
    #[error("stage `{stage}`: {problem}")]
    Refused {
        /// The stage.
        stage: String,
        /// Why.
        problem: String,
    },
    /// A parameter outside its range.
    #[error("{what}: parameter `{parameter}` must be {expected}, found {found}")]
    Parameter {
        /// What was asked for.
        what: String,
        /// The parameter.
        parameter: String,
        /// Its range.
        expected: String,
        /// What was given.
        found: String,
    },
    /// A column for which there is no grid, or another than the one given.
    #[error("partial dependence, column `{column}`: {problem}")]
    Grid {
        /// The column.
        column: String,
        /// What is wrong with it.
        problem: String,
    },
    /// Parts of a whole that do not belong together.
    #[error("{what}: expected {expected}, found {found}")]
    Shape {
        /// What was put together.
        what: String,
        /// What it takes.
        expected: String,
        /// What was there.
        found: String,
    },
}
