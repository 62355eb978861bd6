//! The figures of research, computed again in production.

use super::judge::judge;
use super::metrics::{Kpi, Metric};
use crate::data::Table;
use crate::error::Error;
use crate::pipeline::{Apply, Target};
use crate::root::{Measured, Model, fingerprint};
use std::fmt;
use std::str::FromStr;

impl<P: Apply<Input = Table> + Sync> Model<P> {
    /// Judges the model on labelled raw rows, for [`with_metrics`](Model::with_metrics).
    ///
    /// `on` says which rows they are, such as `test`; their fingerprint is kept, so that
    /// [`parity`] can find the same rows again.
    ///
    /// # Errors
    /// A refused row, and figures that are not defined on these rows.
    pub fn measure(
        &self,
        on: &str,
        x: &Table,
        y: Target<'_>,
        kpis: &[&dyn Kpi],
    ) -> Result<Vec<Measured>, Error> {
        let report = judge(&self.predict(x)?, y, kpis)?;
        let data = fingerprint(x, y);
        let measured = |entry: &super::metrics::Entry| Measured {
            name: entry.name.clone(),
            on: on.to_owned(),
            data: data.clone(),
            value: entry.value,
        };
        Ok(report.entries().iter().map(measured).collect())
    }
}

/// The stored figures of a model beside the same figures computed now.
#[derive(Debug, Clone, PartialEq)]
pub struct Parity {
    figures: Vec<Figure>,
}

/// One figure, stored and found.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// The metric.
    pub name: String,
    /// The value in the artifact.
    pub stored: f64,
    /// The value computed now.
    pub found: f64,
}

impl Figure {
    /// Whether both have the same bits.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.stored.to_bits() == self.found.to_bits()
    }
}

impl Parity {
    /// The figures, in the order of the artifact.
    #[must_use]
    pub fn figures(&self) -> &[Figure] {
        &self.figures
    }

    /// Whether every figure has its stored bits.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.figures.iter().all(Figure::is_equal)
    }
}

impl fmt::Display for Parity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for Figure { name, stored, found } in &self.figures {
            let verdict = if stored.to_bits() == found.to_bits() { "equal" } else { "DIFFERS" };
            writeln!(f, "{name}: stored {stored}, found {found}: {verdict}")?;
        }
        Ok(())
    }
}

/// Computes the research figures of a model again on the labelled raw rows they were measured on.
///
/// `own` are the caller's own figures, found by name; the built-in ones are known. Compared by bits:
/// [`Parity::holds`] is true only when not one differs.
///
/// # Errors
/// When the artifact has no figure measured on these very rows, a stored figure is unknown, a row is
/// refused, or a figure is not defined.
pub fn parity<P: Apply<Input = Table> + Sync>(
    model: &Model<P>,
    x: &Table,
    y: Target<'_>,
    own: &[&dyn Kpi],
) -> Result<Parity, Error> {
    let data = fingerprint(x, y);
    let stored: Vec<&Measured> = model.metrics().iter().filter(|m| m.data == data).collect();
    if stored.is_empty() {
        return Err(Error::Evaluate(format!(
            "the artifact has no figure measured on these rows (fingerprint {data})"
        )));
    }
    let answers = model.predict(x)?;
    let figure = |measured: &&Measured| {
        let name = &measured.name;
        let own = own.iter().find(|kpi| kpi.name() == *name);
        let report = match own {
            Some(kpi) => judge(&answers, y, &[*kpi])?,
            None => {
                let metric = Metric::from_str(name)
                    .map_err(|e| Error::Evaluate(format!("stored figure `{name}`: {e}")))?;
                judge(&answers, y, &[&metric])?
            }
        };
        let found = report.get(name).unwrap_or(f64::NAN);
        Ok(Figure { name: name.clone(), stored: measured.value, found })
    };
    Ok(Parity { figures: stored.iter().map(figure).collect::<Result<_, Error>>()? })
}
