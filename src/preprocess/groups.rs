//! From the levels of a column to groups: one a level, and one for all that are infrequent.

use super::encode::by_level::{ByLevel, Seen};
use super::levels::{Cell, Levels, found};
use super::one_hot_layout::LevelOrder;
use crate::data::Column;
use crate::error::{Error, FitError};
use crate::pipeline::per_column::bad_column;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// From how many rows on a level is frequent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(crate) enum Frequency {
    Count(u64),
    Share(f64),
}

/// The parameters one-hot and ordinal encoding have in common.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Grouping {
    pub(crate) given: BTreeMap<String, Vec<String>>,
    pub(crate) frequency: Option<Frequency>,
    pub(crate) max: Option<u64>,
}

/// What a column's levels came to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Groups {
    pub(crate) levels: Levels,
    /// The group of each level.
    pub(crate) of_level: Vec<usize>,
    /// The group of missing values, when they are a level.
    pub(crate) of_missing: Option<usize>,
    /// The label of each group; `None` for the infrequent one, which is always last.
    pub(crate) labels: Vec<Option<String>>,
    /// How many rows each group has.
    pub(crate) rows: Vec<u64>,
}

impl Groups {
    pub(crate) fn infrequent(&self) -> Option<usize> {
        let last = self.labels.len().checked_sub(1)?;
        self.labels[last].is_none().then_some(last)
    }
}

/// Which levels are infrequent, by the rule of scikit-learn: fewer rows than `frequency` asks for, and
/// then, when groups are still more than `max`, all but the `max − 1` levels with most rows. Of levels
/// with equally many rows the later is kept. Being at `max` without an infrequent group counts as
/// one more, as it does there.
fn infrequent(counts: &[u64], rows: u64, grouping: &Grouping) -> Vec<bool> {
    #[expect(clippy::cast_precision_loss, reason = "a count of rows in memory is far below 2^53")]
    let mut mask: Vec<bool> = match grouping.frequency {
        None => vec![false; counts.len()],
        Some(Frequency::Count(least)) => counts.iter().map(|&n| n < least).collect(),
        Some(Frequency::Share(share)) => {
            let least = rows as f64 * share;
            counts.iter().map(|&n| (n as f64) < least).collect()
        }
    };
    let Some(max) = grouping.max.map(|max| usize::try_from(max).unwrap_or(usize::MAX)) else {
        return mask;
    };
    let groups = mask.iter().filter(|grouped| !**grouped).count() + 1;
    if max < groups {
        let mut order: Vec<usize> = (0..counts.len()).collect();
        order.sort_by_key(|&at| counts[at]);
        order.truncate(counts.len().saturating_sub(max.saturating_sub(1)));
        for at in order {
            mask[at] = true;
        }
    }
    mask
}

impl Grouping {
    /// Checks the parameters by themselves.
    pub(crate) fn check(&self, stage: &str) -> Result<(), Error> {
        let refuse = |parameter: &str, expected: &str, found: String| {
            let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
            Err(FitError::Parameter { stage, parameter, expected: expected.to_owned(), found }
                .into())
        };
        match (self.frequency, self.max) {
            (Some(Frequency::Count(0)), _) => refuse("min_count", "at least 1", "0".to_owned()),
            (Some(Frequency::Share(share)), _) if !(share > 0.0 && share < 1.0) => {
                refuse("min_share", "between 0 and 1, both excluded", share.to_string())
            }
            (_, Some(0)) => refuse("max_categories", "at least 1", "0".to_owned()),
            _ => Ok(()),
        }
    }

    /// What some rows of a column tell. With `refuse_unknown`, none may have a level that those given lack.
    pub(crate) fn part(
        &self,
        stage: &str,
        name: &str,
        column: &Column,
        refuse_unknown: bool,
    ) -> Result<ByLevel<Seen>, Error> {
        let refuse = |problem: String| bad_column(stage, name, problem);
        let seen = ByLevel::learn(column, &Seen::default(), Seen::take).map_err(refuse)?;
        if refuse_unknown && self.given.contains_key(name) {
            let (levels, _) = self.levels(name, &seen, LevelOrder::Ascending).map_err(refuse)?;
            let cells = levels.cells(column).unwrap_or_default();
            if let Some(row) = cells.iter().position(|cell| *cell == Cell::Unknown) {
                let (expected, found) = (levels.expected(), found(column, row));
                return Err(refuse(format!("row {row}: expected {expected}, found {found}")));
            }
        }
        Ok(seen)
    }

    /// The groups of a column of so many rows. Where `missing` says so, missing values are a level, the last.
    pub(crate) fn settle(
        &self,
        (stage, name): (&str, &str),
        seen: &ByLevel<Seen>,
        rows: u64,
        order: LevelOrder,
        missing: impl FnOnce(u64) -> bool,
    ) -> Result<Groups, Error> {
        let refuse = |problem: String| bad_column(stage, name, problem);
        let (levels, order) = self.levels(name, seen, order).map_err(refuse)?;
        let missing = missing(seen.of_missing.rows);
        if levels.len() == 0 && !missing {
            return Err(refuse("there is no value to learn levels from".to_owned()));
        }
        // Positions are those of the order, then missing.
        let mut counts = vec![0; levels.len() + usize::from(missing)];
        if let (true, Some(last)) = (missing, counts.last_mut()) {
            *last = seen.of_missing.rows;
        }
        for (seen, &place) in seen.of(&levels).into_iter().zip(&order) {
            counts[place] = seen.map_or(0, |seen| seen.rows);
        }
        let mask = infrequent(&counts, rows, self);
        Ok(group(levels, &order, &mask, &counts))
    }

    /// The levels, ascending, and the place of each in the order given, or in that learned.
    fn levels(
        &self,
        name: &str,
        seen: &ByLevel<Seen>,
        order: LevelOrder,
    ) -> Result<(Levels, Vec<usize>), String> {
        let Some(given) = self.given.get(name) else {
            let of_level = &seen.of_level;
            let mut sorted: Vec<usize> = (0..of_level.len()).collect();
            sorted.sort_by(|&a, &b| order.compare(&of_level[a], &of_level[b]));
            let mut places = vec![0; of_level.len()];
            for (place, at) in sorted.into_iter().enumerate() {
                places[at] = place;
            }
            return Ok((seen.levels.clone(), places));
        };
        let column_type = seen.levels.column_type();
        let levels = Levels::parse(given, column_type)?;
        if levels.len() != given.len() {
            return Err("a given level appears twice".to_owned());
        }
        let mut order = vec![0; given.len()];
        for (place, level) in given.iter().enumerate() {
            let one = Levels::parse(std::slice::from_ref(level), column_type)?;
            order[levels.position(&one).unwrap_or(place)] = place;
        }
        Ok((levels, order))
    }
}

fn group(levels: Levels, order: &[usize], mask: &[bool], counts: &[u64]) -> Groups {
    let mut in_order = vec![String::new(); mask.len()];
    for (label, &place) in levels.labels().into_iter().zip(order) {
        in_order[place] = label;
    }
    if let Some(missing) = in_order.get_mut(levels.len()) {
        "nan".clone_into(missing);
    }
    let frequent = mask.iter().filter(|grouped| !**grouped).count();
    let (mut labels, mut rows) = (Vec::new(), vec![0_u64; frequent]);
    let mut of_place = Vec::new();
    for ((label, &grouped), &count) in in_order.into_iter().zip(mask).zip(counts) {
        of_place.push(if grouped { frequent } else { labels.len() });
        if !grouped {
            rows[labels.len()] = count;
            labels.push(Some(label));
        }
    }
    if mask.contains(&true) {
        labels.push(None);
        let grouped = counts.iter().zip(mask).filter(|(_, grouped)| **grouped);
        rows.push(grouped.fold(0, |all, (count, _)| all.saturating_add(*count)));
    }
    let of_level = order.iter().map(|&place| of_place[place]).collect();
    let of_missing = of_place.get(levels.len()).copied();
    Groups { levels, of_level, of_missing, labels, rows }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouping(frequency: Option<Frequency>, max: Option<u64>) -> Grouping {
        Grouping { given: BTreeMap::new(), frequency, max }
    }

    /// Worked by hand from the rule of scikit-learn's `_identify_infrequent`.
    #[test]
    fn the_few_are_grouped() {
        let counts = [5, 2, 2, 9, 2];
        let mask = |frequency, max| infrequent(&counts, 20, &grouping(frequency, max));
        assert_eq!(mask(Some(Frequency::Count(3)), None), [false, true, true, false, true]);
        assert_eq!(mask(Some(Frequency::Share(0.1)), None), [false; 5]);
        assert_eq!(mask(Some(Frequency::Share(0.11)), None), [false, true, true, false, true]);
        // Three groups: the two with most rows, and the rest.
        assert_eq!(mask(None, Some(3)), [false, true, true, false, true]);
        // Of three levels with two rows, the later are kept.
        assert_eq!(mask(None, Some(5)), [false, true, false, false, false]);
        assert_eq!(mask(None, Some(1)), [true; 5]);
        assert_eq!(mask(None, Some(6)), [false; 5]);
        // The group made by the count leaves room for two more groups.
        assert_eq!(mask(Some(Frequency::Count(3)), Some(3)), [false, true, true, false, true]);
        assert_eq!(mask(Some(Frequency::Count(3)), Some(2)), [true, true, true, false, true]);
    }

    #[test]
    fn given_levels_keep_their_order() -> Result<(), Error> {
        let mut grouping = grouping(None, None);
        grouping.given.insert("x".to_owned(), ["low", "high", "mid"].map(String::from).to_vec());
        let column = Column::text(["high", "low", "odd"]);
        let seen = grouping.part("s", "x", &column, false)?;
        let order = LevelOrder::Ascending;
        let groups = grouping.settle(("s", "x"), &seen, 3, order, |rows| rows > 0)?;
        assert_eq!(groups.levels, Levels::Text(["high", "low", "mid"].map(Into::into).to_vec()));
        assert_eq!((groups.of_level, groups.rows), (vec![1, 0, 2], vec![1, 1, 0]));
        assert_eq!(
            grouping.part("s", "x", &column, true).unwrap_err().to_string(),
            "stage `s`, column `x`: row 2: expected one of `high`, `low`, `mid`, found `odd`"
        );
        Ok(())
    }
}
