//! The pieces of the conformance run: cases, outcomes, tolerances, and one runner a kind of case.

mod case;
mod clean;
mod create;
mod encode;
mod import;
mod impute;
mod level_codes;
mod level_ranks;
mod level_targets;
mod levels;
mod metrics;
mod numeric;
mod numpy_random;
mod outcome;
mod reduce;
mod reference;
mod select;
mod stats;
mod text;
mod tolerance;
mod transform;
mod univariate;

pub(crate) use case::CaseDir;
pub(crate) use outcome::{Outcome, Verdict};

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs one kind of case.
///
/// A runner decides by what a case holds (its files, `kind`, `transformer`), never by its name, so
/// that cases nobody has seen yet find their runner. It rebuilds what the case describes from the
/// case's own files, and compares under the rules of [`tolerance`].
trait Runner {
    /// Whether this runner knows how to run the case.
    fn handles(&self, case: &CaseDir) -> bool;

    /// Runs it; `Err` is a failure with its reason (an unreadable file, a field that is missing).
    fn run(&self, case: &CaseDir) -> Result<Outcome, String>;
}

/// Every runner; the first that handles a case runs it.
#[rustfmt::skip]
const RUNNERS: &[&dyn Runner] = &[
    &clean::Cleaning,
    &create::Creating,
    &encode::Encoding,
    &import::LightGbm,
    &import::XgBoost,
    &import::SkLearn,
    &impute::Neighbors,
    &level_codes::LevelCodes,
    &levels::Levels,
    &metrics::MetricsReference,
    &numeric::Numeric,
    &reduce::Reducing,
    &select::Selecting,
    &stats::Statistics,
    &text::Texts,
];

/// What came of a case. A panic is a failure of the case, and the run goes on.
pub(crate) fn outcome_of(case: &CaseDir) -> Outcome {
    let Some(runner) = RUNNERS.iter().find(|runner| runner.handles(case)) else {
        return Outcome::unsupported(case.describe());
    };
    match catch_unwind(AssertUnwindSafe(|| runner.run(case))) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(reason)) => Outcome::failed(reason),
        Err(_) => Outcome::failed("panicked; see the message above".to_owned()),
    }
}
