//! One split: some rows are held back.

use super::order::{Stream, by_time, members, nearest_cut, random};
use super::{Split, SplitError};
use std::collections::BTreeSet;

/// Holds back a share of the rows.
///
/// `⌈share · rows⌉` rows are tested, the rest are learned from (scikit-learn's rounding).
///
/// # Examples
/// ```
/// use steadfast::evaluate::split::Holdout;
/// let split = Holdout::new(0.25, 7).split(10)?;
/// assert_eq!((split.train.len(), split.test.len()), (7, 3));
/// # Ok::<(), steadfast::evaluate::split::SplitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Holdout {
    test: f64,
    seed: u64,
}

impl Holdout {
    /// A share of the rows, above 0 and below 1, drawn from `seed`.
    #[must_use]
    pub fn new(test: f64, seed: u64) -> Self {
        Self { test, seed }
    }

    /// How many of `items` are tested; at least one is left on each side.
    fn tested(&self, items: usize) -> Result<usize, SplitError> {
        if !(self.test > 0.0 && self.test < 1.0) {
            return Err(SplitError::TestShare { found: self.test });
        }
        // A share below 1 of a count is below the count, up to rounding; the cast saturates.
        let tested = (self.test * items as f64).ceil() as usize;
        Ok(tested.clamp(1, items.saturating_sub(1).max(1)))
    }

    /// Draws the rows of the test side, each row as likely as any other.
    ///
    /// # Errors
    /// Fewer than two rows; a share out of range.
    pub fn split(&self, rows: usize) -> Result<Split, SplitError> {
        let tested = self.tested(rows)?;
        at_least_two(rows)?;
        let mut draws = random(self.seed, Stream::Holdout, 0);
        let chosen: BTreeSet<usize> =
            draws.sample_without_replacement(rows, tested).into_iter().collect();
        Ok(Split::by(rows, |row| chosen.contains(&row)))
    }

    /// Draws rows class by class, so that both sides have the classes in the same shares.
    ///
    /// A class of `c` of all `n` rows is due `tested · c / n` rows of the test side. It gets that
    /// rounded down; the rows still missing go one each to the classes with the largest remainders,
    /// of equal remainders to the smaller code first. So no class is off by a whole row.
    ///
    /// # Errors
    /// Fewer than two rows; a class with one row; a side with fewer rows than classes; a share out of
    /// range.
    ///
    /// # Source
    /// `StratifiedShuffleSplit`, which breaks equal remainders at random; Hamilton's method of
    /// apportionment.
    pub fn stratified(&self, classes: &[u32]) -> Result<Split, SplitError> {
        let rows = classes.len();
        let tested = self.tested(rows)?;
        at_least_two(rows)?;
        let members = members(classes);
        if let Some((&class, of_class)) = members.iter().find(|(_, of)| of.len() < 2) {
            return Err(SplitError::ClassTooSmall { class, expected: 2, found: of_class.len() });
        }
        for (side, found) in [("test", tested), ("train", rows - tested)] {
            if found < members.len() {
                let expected = members.len();
                return Err(SplitError::FewerRowsThanClasses { side, expected, found });
            }
        }
        let due = |of_class: usize| tested as u128 * of_class as u128;
        let whole = |of_class: usize| (due(of_class) / rows as u128) as usize;
        let mut by_remainder: Vec<(u128, u32)> =
            members.iter().map(|(&class, of)| (due(of.len()) % rows as u128, class)).collect();
        by_remainder.sort_unstable_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let given = members.values().fold(0, |given, of| given + whole(of.len()));
        let extra: BTreeSet<u32> =
            by_remainder.iter().take(tested - given).map(|&(_, class)| class).collect();
        let mut chosen = vec![false; rows];
        for (&class, of_class) in &members {
            let count = whole(of_class.len()) + usize::from(extra.contains(&class));
            let mut draws = random(self.seed, Stream::StratifiedHoldout, class);
            for position in draws.sample_without_replacement(of_class.len(), count) {
                if let Some(flag) = of_class.get(position).and_then(|&row| chosen.get_mut(row)) {
                    *flag = true;
                }
            }
        }
        Ok(Split::by(rows, |row| chosen.get(row) == Some(&true)))
    }

    /// Draws whole groups: no group is on both sides.
    ///
    /// The share is of the groups: `⌈share · groups⌉` are tested, whatever their sizes.
    ///
    /// # Errors
    /// Fewer than two groups; a share out of range.
    ///
    /// # Source
    /// `GroupShuffleSplit`.
    pub fn grouped(&self, groups: &[u32]) -> Result<Split, SplitError> {
        let codes: Vec<u32> = members(groups).into_keys().collect();
        let tested = self.tested(codes.len())?;
        if codes.len() < 2 {
            return Err(SplitError::TooFewGroups { expected: 2, found: codes.len() });
        }
        let mut draws = random(self.seed, Stream::GroupedHoldout, 0);
        let positions = draws.sample_without_replacement(codes.len(), tested);
        let chosen: BTreeSet<u32> =
            positions.iter().filter_map(|&i| codes.get(i)).copied().collect();
        Ok(Split::by(groups.len(), |row| groups.get(row).is_some_and(|g| chosen.contains(g))))
    }

    /// Holds back the latest rows: every test row is later than every train row.
    ///
    /// Rows of one time stay together. The cut is made where a new time begins, as near as possible
    /// to `⌈share · rows⌉` test rows; of two equally near places, at the earlier. No chance is
    /// involved, and the seed has no effect.
    ///
    /// # Errors
    /// Fewer than two rows; a single time; a share out of range.
    pub fn by_time(&self, times: &[i64]) -> Result<Split, SplitError> {
        let tested = self.tested(times.len())?;
        at_least_two(times.len())?;
        let order = by_time(times);
        let cut = nearest_cut(&order, times.len() - tested);
        let first = cut.and_then(|at| order.get(at)).map(|&(time, _)| time);
        let first = first.ok_or(SplitError::TooFewTimes { expected: 1, found: 0 })?;
        Ok(Split::by(times.len(), |row| times.get(row).is_some_and(|&time| time >= first)))
    }
}

fn at_least_two(rows: usize) -> Result<(), SplitError> {
    if rows < 2 { Err(SplitError::TooFewRows { expected: 2, found: rows }) } else { Ok(()) }
}
