//! Fitting from every start.

use super::{Init, KMeans, KMeansState};
use crate::data::Matrix;
use crate::error::{Error, FitError};
use crate::exact::Random;
use crate::model::check;
use crate::model::input::{at_least, not_negative};
use crate::model::trainer::Trainer;
use crate::pipeline::guard;
use crate::solve::lloyd::{Clusters, Points, at_random, plus_plus};
use std::sync::Arc;
use std::time::Duration;

/// The draws of starts.
const STREAM: u32 = 0x4b4d_0001;
/// Beyond this, squared distances may leave the range of numbers.
const LARGEST: f64 = 1e150;

impl KMeans {
    fn count(&self) -> usize {
        usize::try_from(self.clusters).unwrap_or(usize::MAX)
    }

    fn check(&self, stage: &str, x: &Matrix) -> Result<(), Error> {
        let least = u32::try_from(self.clusters).unwrap_or(u32::MAX);
        at_least(stage, "clusters", 1, least)?;
        at_least(stage, "n_init", 1, self.n_init)?;
        at_least(stage, "max_iterations", 1, self.max_iterations)?;
        not_negative(stage, "tolerance", self.tolerance)?;
        check::part(stage, x, x.rows())?;
        check::magnitude(stage, x, LARGEST)?;
        if self.count() > x.rows() {
            let (needs, found) = (self.count(), x.rows());
            return Err(FitError::Rows { stage: stage.to_owned(), needs, found }.into());
        }
        let Init::Given(starts) = &self.init else { return Ok(()) };
        let fits = Some(starts.len()) == self.count().checked_mul(x.width());
        if fits && starts.iter().all(|cell| cell.abs() <= LARGEST) {
            return Ok(());
        }
        Err(FitError::Parameter {
            stage: stage.to_owned(),
            parameter: "init".to_owned(),
            expected: format!("{} centres of {} finite cells", self.clusters, x.width()),
            found: if fits { "others".to_owned() } else { format!("{} cells", starts.len()) },
        }
        .into())
    }

    pub(super) fn learn(&self, stage: &str, x: &Matrix) -> Result<KMeansState, Error> {
        self.check(stage, x)?;
        let (recipe, cells, width) = (self.clone(), x.as_slice().to_vec(), x.width());
        let train = move || Ok(recipe.cluster(&Points::new(&cells, width)));
        let deadline = Duration::from_secs(self.deadline_seconds);
        let found = guard::run(stage, Trainer::EXACT, deadline, train)?;
        check::learned(stage, "centroids", &found.centres)?;
        check::learned(stage, "inertia", &[found.inertia])?;
        Ok(KMeansState {
            columns: Arc::clone(x.names()),
            centroids: found.centres,
            sizes: found.sizes,
            inertia: found.inertia,
            iterations: found.rounds,
        })
    }

    /// The best of all starts.
    fn cluster(&self, points: &Points) -> Clusters {
        let lloyd = |starts| points.lloyd(starts, self.max_iterations, self.tolerance);
        let from = |start: u32| {
            let mut random = Random::new(self.seed, STREAM, start.into());
            match &self.init {
                Init::PlusPlus => lloyd(plus_plus(points, self.count(), &mut random)),
                Init::Random => lloyd(at_random(points, self.count(), &mut random)),
                Init::Given(starts) => lloyd(points.centred(starts)),
            }
        };
        let mut best = from(0);
        let starts = if matches!(self.init, Init::Given(_)) { 1 } else { self.n_init };
        for start in 1..starts {
            let found = from(start);
            if found.inertia < best.inertia && !found.same_parts(&best) {
                best = found;
            }
        }
        best
    }
}
