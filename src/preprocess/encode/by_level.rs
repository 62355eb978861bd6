//! What is learned of the rows of each level, from parts of the rows.

use crate::data::{Column, Table, Types};
use crate::error::{Error, TableError};
use crate::pipeline::Merge;
use crate::pipeline::per_column::{bad_column, columns_for};
use crate::preprocess::levels::{Cell, Levels};
use std::cmp::Ordering;
use std::sync::Arc;

/// What is learned of the rows of one level.
pub(crate) trait Gather: Clone {
    /// What is learned of no rows, in the form of one that learned of some.
    fn nothing(like: &Self) -> Self;
    /// Takes in what another part learned, before whose rows there are `before` others.
    fn gather(&mut self, other: &Self, before: u64);
}

/// What was learned of the rows of one column, by level.
#[derive(Debug, Clone)]
pub(crate) struct ByLevel<A> {
    /// The levels seen.
    pub(crate) levels: Levels,
    /// One a level.
    pub(crate) of_level: Vec<A>,
    /// What was learned of the rows without a value.
    pub(crate) of_missing: A,
}

/// The same of every column.
#[derive(Debug, Clone)]
pub(crate) struct ByLevels<A> {
    /// The columns.
    pub(crate) columns: Arc<[Arc<str>]>,
    /// One a column.
    pub(crate) learned: Vec<ByLevel<A>>,
    /// How many rows there were.
    pub(crate) rows: u64,
}

/// Two sorted lists as one without repetition, and where the members of each then stand.
fn united<T: Clone>(
    a: &[T],
    b: &[T],
    compare: impl Fn(&T, &T) -> Ordering,
) -> (Vec<T>, Vec<usize>, Vec<usize>) {
    let (mut all, mut of_a, mut of_b) = (Vec::new(), Vec::new(), Vec::new());
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    loop {
        let order = match (a.peek(), b.peek()) {
            (Some(x), Some(y)) => compare(x, y),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return (all, of_a, of_b),
        };
        let (mut from_a, mut from_b) = (None, None);
        if order != Ordering::Greater {
            from_a = a.next();
            of_a.push(all.len());
        }
        if order != Ordering::Less {
            from_b = b.next();
            of_b.push(all.len());
        }
        all.extend(from_a.or(from_b).cloned());
    }
}

impl Levels {
    /// These levels and others, and where each of both then stands; `None` when they are of another type.
    pub(crate) fn united(&self, other: &Levels) -> Option<(Levels, Vec<usize>, Vec<usize>)> {
        fn sort<T: Clone + Ord>(a: &[T], b: &[T]) -> (Vec<T>, Vec<usize>, Vec<usize>) {
            united(a, b, T::cmp)
        }
        match (self, other) {
            (Levels::Text(a), Levels::Text(b)) => {
                let (all, a, b) = sort(a, b);
                Some((Levels::Text(all), a, b))
            }
            (Levels::Integer(a), Levels::Integer(b)) => {
                let (all, a, b) = sort(a, b);
                Some((Levels::Integer(all), a, b))
            }
            (Levels::Boolean(a), Levels::Boolean(b)) => {
                let (all, a, b) = sort(a, b);
                Some((Levels::Boolean(all), a, b))
            }
            (Levels::Real(a), Levels::Real(b)) => {
                let (all, a, b) = united(a, b, f64::total_cmp);
                Some((Levels::Real(all), a, b))
            }
            _ => None,
        }
    }
}

impl<A: Gather> ByLevel<A> {
    /// Learns from the rows of a column: `take` is shown each, with what was learned of its level so far.
    pub(crate) fn learn(
        column: &Column,
        empty: &A,
        mut take: impl FnMut(&mut A, usize),
    ) -> Result<ByLevel<A>, String> {
        let levels = Levels::of(column)?;
        let mut of_level = vec![empty.clone(); levels.len()];
        let mut of_missing = empty.clone();
        for (row, cell) in levels.cells(column).unwrap_or_default().into_iter().enumerate() {
            let place = match cell {
                Cell::Level(at) => of_level.get_mut(at),
                Cell::Missing => Some(&mut of_missing),
                Cell::Unknown => None,
            };
            if let Some(place) = place {
                take(place, row);
            }
        }
        Ok(ByLevel { levels, of_level, of_missing })
    }

    /// What was learned of each of these levels; `None` for one that no row has.
    pub(crate) fn of(&self, levels: &Levels) -> Vec<Option<&A>> {
        let mut out = vec![None; levels.len()];
        let Some((all, asked, own)) = levels.united(&self.levels) else { return out };
        let mut by_place: Vec<Option<&A>> = vec![None; all.len()];
        for (place, learned) in own.into_iter().zip(&self.of_level) {
            by_place[place] = Some(learned);
        }
        for (slot, place) in out.iter_mut().zip(asked) {
            *slot = by_place[place];
        }
        out
    }

    fn gather(&mut self, other: &Self, before: u64) -> bool {
        let Some((levels, own, others)) = self.levels.united(&other.levels) else { return false };
        let mut of_level = vec![A::nothing(&self.of_missing); levels.len()];
        for (place, learned) in own.into_iter().zip(self.of_level.drain(..)) {
            of_level[place] = learned;
        }
        for (place, learned) in others.into_iter().zip(&other.of_level) {
            of_level[place].gather(learned, before);
        }
        (self.levels, self.of_level) = (levels, of_level);
        self.of_missing.gather(&other.of_missing, before);
        true
    }
}

impl<A: Gather> ByLevels<A> {
    /// Learns of each of the columns of the types a stage takes.
    pub(crate) fn learn(
        stage: &str,
        x: &Table,
        types: Types,
        empty: &A,
        mut admit: impl FnMut(&str, &Column) -> Result<(), Error>,
        mut take: impl FnMut(&mut A, usize),
    ) -> Result<ByLevels<A>, Error> {
        let columns = columns_for(stage, x, types)?;
        let mut learned = Vec::with_capacity(columns.len());
        for name in columns.iter() {
            let column = x.column(name)?;
            admit(name, column)?;
            let one = ByLevel::learn(column, empty, &mut take);
            learned.push(one.map_err(|problem| bad_column(stage, name, problem))?);
        }
        Ok(ByLevels { columns, learned, rows: x.rows() as u64 })
    }

    /// Each column with what was learned of it.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &ByLevel<A>)> {
        self.columns.iter().zip(&self.learned)
    }
}

impl<A: Gather> Merge for ByLevels<A> {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        let refuse = |problem: &str| -> Error {
            TableError::Record { row: 0, problem: problem.to_owned() }.into()
        };
        if self.columns != other.columns {
            return Err(refuse("parts that were learned from different columns"));
        }
        for (one, other) in self.learned.iter_mut().zip(&other.learned) {
            if !one.gather(other, self.rows) {
                return Err(refuse("parts whose columns are of different types"));
            }
        }
        self.rows = self.rows.saturating_add(other.rows);
        Ok(())
    }
}

/// How many rows a level has, and which is the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// How many.
    pub(crate) rows: u64,
    /// The first, where there is one. It has a meaning only when parts are merged in the order of their rows.
    pub(crate) first: u64,
}

impl Seen {
    /// Counts a row.
    pub(crate) fn take(&mut self, row: usize) {
        if self.rows == 0 {
            self.first = row as u64;
        }
        self.rows += 1;
    }
}

impl Gather for Seen {
    fn nothing(_: &Self) -> Self {
        Seen::default()
    }

    fn gather(&mut self, other: &Self, before: u64) {
        if self.rows == 0 {
            self.first = other.first.saturating_add(before);
        }
        self.rows = self.rows.saturating_add(other.rows);
    }
}

/// How many rows each level of each column has: what counting encoders learn of some of the rows.
#[derive(Debug, Clone)]
pub struct LevelCounts(pub(crate) ByLevels<Seen>);

impl Merge for LevelCounts {
    fn merge(&mut self, other: Self) -> Result<(), Error> {
        self.0.merge(other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(column: &Column) -> Result<ByLevel<Seen>, String> {
        ByLevel::learn(column, &Seen::default(), Seen::take)
    }

    #[test]
    fn parts_in_order_tell_what_the_whole_tells() -> Result<(), String> {
        let rows = [Some("b"), None, Some("a"), Some("b"), Some("c"), Some("a"), None, Some("d")];
        let column = |rows: &[Option<&str>]| Column::Text(rows.iter().copied().collect());
        let whole = counted(&column(&rows))?;
        assert_eq!(whole.levels.labels(), ["a", "b", "c", "d"]);
        for cut in 0..=rows.len() {
            let mut part = counted(&column(&rows[..cut]))?;
            assert!(part.gather(&counted(&column(&rows[cut..]))?, cut as u64));
            assert_eq!((&part.levels, &part.of_level), (&whole.levels, &whole.of_level), "{cut}");
            assert_eq!(part.of_missing, whole.of_missing);
        }
        assert_eq!(whole.of_level[1], Seen { rows: 2, first: 0 });
        assert_eq!(whole.of_missing, Seen { rows: 2, first: 1 });
        Ok(())
    }

    #[test]
    fn what_was_learned_is_found_by_level() -> Result<(), String> {
        let learned = counted(&Column::integers([5, 7, 5]))?;
        let asked = Levels::Integer(vec![4, 5, 6, 7, 8]);
        let rows: Vec<Option<u64>> =
            learned.of(&asked).into_iter().map(|seen| seen.map(|seen| seen.rows)).collect();
        assert_eq!(rows, [None, Some(2), None, Some(1), None]);
        assert!(learned.of(&Levels::Boolean(vec![true])).iter().all(Option::is_none));
        let mut learned = learned;
        assert!(!learned.gather(&counted(&Column::Real(vec![1.0]))?, 0));
        Ok(())
    }
}
