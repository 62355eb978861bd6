//! Rows that keep coming.

use super::cells::{Key, refused, say};
use super::series::Series;
use super::stage::Windower;
use crate::data::Table;
use crate::error::Error;
use std::collections::BTreeMap;

/// A [`Windower`] that takes in the rows it has answered; made by [`Windower::stream`].
///
/// However the rows are cut into blocks, they get the same bits.
#[derive(Debug, Clone, PartialEq)]
pub struct WindowStream {
    stage: Windower,
}

impl WindowStream {
    pub(super) fn new(stage: Windower) -> WindowStream {
        WindowStream { stage }
    }

    /// Answers each row, in order, by those before it, and takes it in. A series that was not known
    /// begins with its first row.
    ///
    /// # Errors
    /// When a column is not there or of another type; and for a row whose time is missing or earlier than
    /// the last of its series. Then none of the rows is taken in.
    pub fn push(&mut self, x: &Table) -> Result<Table, Error> {
        let (rows, times) = (self.stage.rows(x)?, self.stage.times(x)?);
        let keys: Vec<Key> = (0..x.rows()).map(|row| rows.key(row)).collect();
        self.check(&keys, &times)?;
        let mut values = Vec::new();
        let Windower { plan, state, .. } = &mut self.stage;
        let mut made = vec![Vec::with_capacity(x.rows()); plan.names.len()];
        for (row, (key, &time)) in keys.into_iter().zip(&times).enumerate() {
            let series = state.series.entry(key).or_insert_with(|| Series::new(plan));
            let features = plan.features(Some(series), &mut values);
            made.iter_mut().zip(features).for_each(|(column, feature)| column.push(feature));
            series.push(plan, time, |source| rows.value(row, source));
        }
        self.stage.with_columns(x, made)
    }

    /// Checks that no row comes too late.
    fn check(&self, keys: &[Key], times: &[i64]) -> Result<(), Error> {
        let mut newest: BTreeMap<&Key, i64> = BTreeMap::new();
        for (row, (key, &time)) in keys.iter().zip(times).enumerate() {
            let known = || self.stage.state.series.get(key).map(|series| series.newest);
            let last = newest.get(key).copied().or_else(known);
            if let Some(last) = last.filter(|last| time < *last) {
                let word = |time| say(time, self.stage.state.time_type);
                let expected = format!("a time not before {}, the last of its series", word(last));
                return Err(refused(self.stage.over(), row, expected, word(time)));
            }
            newest.insert(key, time);
        }
        Ok(())
    }

    /// The stage as it stands after the rows taken in, which can be stored and go on elsewhere.
    #[must_use]
    pub fn into_fitted(mut self) -> Windower {
        let Windower { plan, state, .. } = &mut self.stage;
        state.series.values_mut().for_each(|series| series.trim(plan));
        self.stage
    }
}
