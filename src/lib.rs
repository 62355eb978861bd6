//! Machine-learning pipelines for tabular data whose predictions are the same to the bit wherever they run.
//!
//! A [recipe](pipeline::Fit) is fitted to raw rows and becomes a [`Model`]: pipeline, schema, provenance, profile of the
//! training data and witness rows in one value, saved as one file, the [artifact](guide::format). Loaded in another
//! process, on another machine, it first proves on its witness rows that this host computes the same bits.
//!
//! ```
//! use steadfast::prelude::*;
//! let x = Table::new()
//!     .with("age", Column::Real(vec![22.0, 38.0, f64::NAN, 35.0]))?
//!     .with("sex", Column::text(["male", "female", "female", "male"]))?;
//! let recipe = Impute::median().then(OneHot::new()).then(Standardize::new()).then(Assemble::new());
//! let model = Training::new().fit(&recipe, &x, &())?;
//!
//! let loaded = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?.typed::<Matrix>()?;
//! assert_eq!(loaded.predict(&x)?, model.predict(&x)?);
//! # Ok::<(), Error>(())
//! ```
//!
//! # Map
//!
//! From the bottom up; a module imports only from those above it in this list.
//!
//! | module | what is there |
//! |---|---|
//! | [`error`] | every way to say no: one [`Error`] with structured kinds |
//! | [`exact`] | all arithmetic whose bits matter |
//! | [`metrics`] | metrics on plain slices |
//! | [`data`] | tables, matrices, answers, schema; reading and writing CSV, JSON lines, serde records, `ndarray` |
//! | [`pipeline`] | the arrows [`Pipeline`](pipeline::Pipeline), [`Fit`](pipeline::Fit), [`Apply`](pipeline::Apply), `then`, `join`, `on`, `on_target`, and ensembles of pipelines |
//! | [`artifact`] | the wire form: codec, envelope, records, registry; [`Stage`](artifact::Stage) for stages of one's own |
//! | [`clean`], [`preprocess`], [`feature`], [`select`], [`model`] | the stages |
//! | [`stages`] | the one list of them |
//! | the root | [`Training`], [`Model`], [`load()`], [`Batch`], [`Witness`], [`Trace`] |
//! | [`contract`] | the laws every stage is held to, for stages of one's own too |
//! | [`evaluate`] | splits, cross-validation, parity |
//! | [`explain`] | coefficients, permutation importance, partial dependence, exact contributions to one prediction |
//! | [`import`] | models of LightGBM and XGBoost and pipelines of scikit-learn, read from files |
//! | [`search`] | grid, random and successive-halving search over parameters of the whole chain |
//! | [`prelude`] | what most programs need |
//! | [`guide`] | the format, the arithmetic, and why things are as they are |
//!
//! # Promises
//!
//! *Replay*, the same artifact and rows give the same bits, holds unconditionally. *Refit*, the same recipe, data and
//! seed give the same artifact, holds as far as each stage says: see [`artifact::Refit`].
//!
//! # Features
//!
//! - `train` (default): fitting trees, and models that linfa or smartcore is asked to fit. Without it artifacts load,
//!   prove themselves and predict, and every other stage can still be fitted.
//!
//! No feature changes a number.

pub mod artifact;
pub mod clean;
pub mod contract;
pub mod data;
pub mod error;
pub mod evaluate;
pub mod exact;
pub mod explain;
pub mod feature;
pub mod guide;
pub mod import;
pub mod metrics;
pub mod model;
pub mod pipeline;
pub mod prelude;
pub mod preprocess;
mod root;
pub mod search;
pub mod select;
#[allow(dead_code, reason = "what no stage uses yet")]
pub(crate) mod solve;
pub mod stages;

pub use error::Error;
pub use root::{
    Answers, AnyModel, Batch, Certificate, ColumnProfile, Description, Learn, Load, LoadOptions,
    Measured, Model, Numbers, Outcomes, Profile, Proof, Provenance, SourceAnswers, Step, Trace,
    Training, Witness, fingerprint, load,
};

/// The examples of the README are compiled and run.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
