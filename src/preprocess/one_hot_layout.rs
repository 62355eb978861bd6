//! Which indicators one-hot encoding makes, in which order and form.

use super::bad_parameter;
use super::encode::by_level::Seen;
use super::groups::Groups;
use super::levels::Levels;
use crate::error::{Error, clip};
use crate::pipeline::per_column::bad_column;
use serde::{Deserialize, Serialize};
use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;

/// Which indicator of a column is left out, as linear models without a penalty need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum DropLevel {
    /// None.
    #[default]
    None,
    /// The first of every column.
    First,
    /// The first of every column that has two.
    IfBinary,
    /// The last of every column.
    #[doc(alias = "drop_last")]
    Last,
    /// The last of every column that has two.
    #[doc(alias = "drop_last_binary")]
    LastIfBinary,
}

/// The order of levels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum LevelOrder {
    /// Text by code point, numbers by value.
    #[default]
    Ascending,
    /// Those with most rows first, equals ascending.
    Count,
    /// Those with most rows first, equals as they are first seen, as [`FirstSeen`](LevelOrder::FirstSeen) says.
    CountThenSeen,
    /// As they are first seen. What is learned then depends on the order of the rows, and parts learned apart
    /// must be merged in that order.
    FirstSeen,
}

impl LevelOrder {
    /// Which of two levels comes first, of levels that stand in ascending order and are sorted stably.
    pub(super) fn compare(self, a: &Seen, b: &Seen) -> Ordering {
        match self {
            LevelOrder::Ascending => Ordering::Equal,
            LevelOrder::Count => b.rows.cmp(&a.rows),
            LevelOrder::CountThenSeen => b.rows.cmp(&a.rows).then(a.first.cmp(&b.first)),
            LevelOrder::FirstSeen => a.first.cmp(&b.first),
        }
    }
}

/// The layout, stored as the level that is dropped where that is all there is to say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) enum Layout {
    None,
    First,
    IfBinary,
    Custom(Custom),
}

#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Custom {
    pub(super) drop: DropLevel,
    /// By column, the level dropped; none for missing.
    pub(super) dropped: BTreeMap<String, Option<String>>,
    /// By column, whether missing is a level whatever is seen.
    pub(super) missing: BTreeMap<String, bool>,
    pub(super) order: LevelOrder,
    pub(super) sparse: bool,
    pub(super) top: Option<u64>,
}

impl Layout {
    pub(super) fn custom(&self) -> Custom {
        let drop = |drop| Custom { drop, ..Custom::default() };
        match self {
            Layout::None => drop(DropLevel::None),
            Layout::First => drop(DropLevel::First),
            Layout::IfBinary => drop(DropLevel::IfBinary),
            Layout::Custom(custom) => custom.clone(),
        }
    }

    pub(super) fn change(&mut self, change: impl FnOnce(&mut Custom)) {
        let mut custom = self.custom();
        change(&mut custom);
        let plain = Custom { drop: custom.drop, ..Custom::default() } == custom;
        *self = match custom.drop {
            DropLevel::None if plain => Layout::None,
            DropLevel::First if plain => Layout::First,
            DropLevel::IfBinary if plain => Layout::IfBinary,
            _ => Layout::Custom(custom),
        };
    }
}

impl Custom {
    pub(super) fn check(&self, stage: &str) -> Result<(), Error> {
        match self.top {
            Some(0) => Err(bad_parameter(stage, "top", "at least 1", "0".to_owned())),
            _ => Ok(()),
        }
    }

    /// Which groups of a column have no indicator.
    pub(super) fn dropped(
        &self,
        stage: &str,
        name: &str,
        groups: &Groups,
    ) -> Result<Vec<bool>, Error> {
        let count = groups.labels.len();
        let mut dropped = vec![false; count];
        if let Some(top) = self.top {
            let mut order: Vec<usize> = (0..count).collect();
            order.sort_by_key(|&group| Reverse(groups.rows.get(group).copied()));
            let top = usize::try_from(top).unwrap_or(usize::MAX);
            order.into_iter().skip(top).for_each(|group| dropped[group] = true);
        }
        let place = match self.drop {
            DropLevel::None => None,
            DropLevel::First => Some(0),
            DropLevel::IfBinary => (count == 2).then_some(0),
            DropLevel::Last => count.checked_sub(1),
            DropLevel::LastIfBinary => (count == 2).then_some(1),
        };
        let named = match self.dropped.get(name) {
            Some(level) => Some(group_of(stage, name, groups, level.as_deref())?),
            None => place,
        };
        if let Some(slot) = named.and_then(|place| dropped.get_mut(place)) {
            *slot = true;
        }
        Ok(dropped)
    }
}

/// The group of a level that is to be dropped, which it must have for itself.
fn group_of(stage: &str, name: &str, groups: &Groups, level: Option<&str>) -> Result<usize, Error> {
    let shown = level.map_or("missing".to_owned(), |level| format!("`{}`", clip(level)));
    let group = match level {
        None => groups.of_missing,
        Some(level) => {
            let one = Levels::parse(&[level.to_owned()], groups.levels.column_type());
            let at = groups.levels.position(&one.map_err(|e| bad_column(stage, name, e))?);
            at.and_then(|at| groups.of_level.get(at).copied())
        }
    };
    let group = group.ok_or_else(|| {
        bad_column(stage, name, format!("level {shown}, which is to be dropped, is not there"))
    })?;
    if groups.infrequent() == Some(group) {
        let problem = format!("level {shown}, which is to be dropped, is infrequent");
        return Err(bad_column(stage, name, problem));
    }
    Ok(group)
}
