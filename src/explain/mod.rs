//! Explaining fitted models: what they learned, what they rely on, and why a row got its answer.
//!
//! | question | function | of which models |
//! |---|---|---|
//! | what did it learn? | [`coefficients`], [`importances`] | linear models of numbers, classes and several targets; trees |
//! | which columns does it rely on? | [`PermutationImportance`] | every pipeline |
//! | how does the answer change with a column? | [`PartialDependence`] | every pipeline |
//! | why did this row get this answer? | [`contributions`], [`contributions_about`] | the same; trees, forests, boosting, imported trees |
//!
//! "Every pipeline" is one whose input is a [`Table`](crate::data::Table) or a [`Matrix`](crate::data::Matrix): the
//! raw columns are shuffled or set, whatever the stages then make of them. The other questions are about a model's own
//! columns. They may be put to a model with its matrix, to a fitted chain that ends in it (what is before it is
//! applied first, and the answer is in the columns that the model takes), or to a [`Model`](crate::Model), also one that
//! was loaded without its recipe. Of a chain whose type the compiler knows, it knows as well whether the question has an
//! answer; otherwise asking may be an error.
//!
//! # Determinism
//! Everything here has the same bits on every machine, with any number of threads, and the answers about a whole data
//! set in any order of its rows.
//!
//! # Examples
//! ```
//! use steadfast::explain::{PermutationImportance, contributions};
//! use steadfast::metrics::Metric;
//! use steadfast::prelude::*;
//! let x = Table::new()
//!     .with("size", Column::Real(vec![1.0, 2.0, 3.0, 4.0]))?
//!     .with("noise", Column::Real(vec![1.0, -1.0, 1.0, -1.0]))?;
//! let y = Vector::new(vec![2.0, 4.0, 6.0, 8.0]);
//! let chain = Assemble::new().then(Linear::new()).fit(&x, &y)?;
//!
//! let table = PermutationImportance::new(&Metric::R2).measure(&chain, &x, Target::Vector(&y))?;
//! assert_eq!(&*table.ranked()[0].column, "size");
//!
//! let why = contributions(&chain, &x)?;
//! let answer = chain.apply(&x)?.values()[2];
//! assert!((why.total(2, 0) - answer).abs() <= why.bound(2, 0));
//! # Ok::<(), Error>(())
//! ```

mod chain;
mod coefficients;
mod contributions;
mod grid;
mod importances;
mod imported;
mod linear;
mod loaded;
mod partial_dependence;
mod permutation;
mod predictor;
mod shapley;
mod trees;

pub use coefficients::Coefficients;
pub use contributions::{Contributions, Explain, Scale, contributions};
pub use grid::Grid;
pub use importances::{Importance, Importances, TreeModel, importances};
pub use linear::{LinearScores, coefficients, contributions_about};
pub use partial_dependence::{Dependence, PartialDependence};
pub use permutation::{ColumnImportance, PermutationImportance, PermutationImportances};
pub use predictor::{Predictor, Tabular};
