//! What is kept of one series.

use super::Reduction;
use super::plan::Plan;
use crate::exact::{self, ExactMoments, Extremes, NAN, canonical};

/// Statistics of all values that are there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Expanding {
    /// How many rows there were, those with a missing value included.
    pub(super) rows: u64,
    pub(super) moments: ExactMoments,
    pub(super) least: f64,
    pub(super) most: f64,
}

impl Default for Expanding {
    fn default() -> Self {
        let (least, most) = (f64::INFINITY, f64::NEG_INFINITY);
        Expanding { rows: 0, moments: ExactMoments::new(), least, most }
    }
}

impl Expanding {
    /// Checks that the parts can be of the same values.
    pub(super) fn check(&self) -> Result<(), String> {
        let Expanding { rows, moments, least, most } = self;
        let count = moments.count();
        if count > *rows {
            return Err(format!("{count} values in {rows} rows"));
        }
        if least.is_nan() || most.is_nan() || (least > most) != (count == 0) {
            return Err(format!("extremes {least} and {most} of {count} values"));
        }
        Ok(())
    }

    /// Those of the values of `rows` rows that are there.
    pub(super) fn of(rows: u64, values: &[f64]) -> Expanding {
        let mut extremes = Extremes::new();
        extremes.add_slice(values);
        let mut all = Expanding { rows, ..Expanding::default() };
        if let Some((least, most)) = extremes.range() {
            all.moments.add_slice(values);
            (all.least, all.most) = (least, most);
        }
        all
    }

    fn add(&mut self, x: f64) {
        self.rows = self.rows.saturating_add(1);
        if !x.is_nan() {
            self.moments.add(x);
            self.least = exact::min(self.least, x);
            self.most = exact::max(self.most, x);
        }
    }

    /// NaN when fewer than `least` values are there, of a count fewer rows, or too few for the
    /// statistic.
    pub(super) fn statistic(&self, reduction: Reduction, least: u64) -> f64 {
        let moments = &self.moments;
        let count = moments.count();
        let there = if reduction == Reduction::Count { self.rows } else { count };
        if there < least {
            return NAN;
        }
        let some = |x: f64| if count == 0 { NAN } else { x };
        canonical(match reduction {
            Reduction::Sum => moments.sum(),
            Reduction::Mean => moments.mean().unwrap_or(NAN),
            Reduction::Variance => moments.variance(1).unwrap_or(NAN),
            Reduction::StandardDeviation => moments.variance(1).map_or(NAN, f64::sqrt),
            Reduction::Minimum => some(self.least),
            Reduction::Maximum => some(self.most),
            #[expect(clippy::cast_precision_loss, reason = "a count of rows is far below 2^53")]
            Reduction::Count => count as f64,
            Reduction::Median | Reduction::Product => NAN,
        })
    }
}

/// One series.
#[derive(Debug, Clone)]
pub(super) struct Series {
    /// The time of the last row.
    pub(super) newest: i64,
    /// The last values of each source, the oldest first.
    pub(super) recent: Vec<Vec<f64>>,
    /// Statistics of each source that has some.
    pub(super) expanding: Vec<Expanding>,
}

/// By bits: a missing value is one like another.
impl PartialEq for Series {
    fn eq(&self, other: &Self) -> bool {
        let bits = |series: &Series| -> Vec<Vec<u64>> {
            let of = |values: &Vec<f64>| values.iter().map(|x| x.to_bits()).collect();
            series.recent.iter().map(of).collect()
        };
        (self.newest, &self.expanding) == (other.newest, &other.expanding)
            && bits(self) == bits(other)
    }
}

impl Series {
    pub(super) fn new(plan: &Plan) -> Series {
        Series {
            newest: i64::MIN,
            recent: vec![Vec::new(); plan.kept.len()],
            expanding: vec![Expanding::default(); plan.expanding.len()],
        }
    }

    /// Takes in a row: its time, and its value of each source.
    pub(super) fn push(&mut self, plan: &Plan, time: i64, value: impl Fn(usize) -> f64) {
        self.newest = time;
        for (source, recent) in self.recent.iter_mut().enumerate() {
            recent.push(canonical(value(source)));
        }
        for (all, source) in self.expanding.iter_mut().zip(&plan.expanding) {
            // The value that has waited long enough.
            let recent = self.recent.get(*source);
            let past = recent.and_then(|recent| {
                recent.len().checked_sub(1 + plan.waiting).and_then(|at| recent.get(at))
            });
            if let Some(&x) = past {
                all.add(x);
            }
        }
        for (recent, &kept) in self.recent.iter_mut().zip(&plan.kept) {
            // Room for as many again, so that each value is moved once.
            if recent.len() >= 2 * kept.max(1) {
                recent.drain(..recent.len() - kept);
            }
        }
    }

    /// Without the values that are not needed any more: one form for one series.
    pub(super) fn trim(&mut self, plan: &Plan) {
        for (recent, &kept) in self.recent.iter_mut().zip(&plan.kept) {
            recent.drain(..recent.len().saturating_sub(kept));
        }
    }
}
