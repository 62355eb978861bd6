//! What is kept of series, learned without running through their rows.

use super::cells::Key;
use super::order::Order;
use super::plan::Plan;
use super::series::{Expanding, Series};
use super::stage::Rows;
use crate::exact::canonical;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The series of some rows as they are after the last of them.
pub(super) fn ends(plan: &Plan, rows: &Rows<'_>, order: &Order<'_>) -> BTreeMap<Key, Series> {
    let groups = grouped(rows, order.times.len());
    let mut group_of = vec![0; if rows.are_keyed() { order.times.len() } else { 0 }];
    let mut late = Vec::new();
    let most = plan.kept.iter().copied().max().unwrap_or(0).max(1);
    for (group, all) in groups.values().enumerate() {
        if rows.are_keyed() {
            all.iter().for_each(|&row| group_of[row] = group);
        }
        late.extend(order.late(all, most));
    }
    // The one part where order matters, and what ties is looked at for all series together.
    let group = |row: usize| group_of.get(row).copied();
    order.sort(&mut late, |a, b| group(a).cmp(&group(b)));
    let lasts = late.chunk_by(|&a, &b| group(a) == group(b));
    let ends = groups.into_iter().zip(lasts).filter_map(|((key, all), last)| {
        let last = last.get(last.len().saturating_sub(most)..)?;
        Some((key, end(plan, rows, order, &all, last)?))
    });
    ends.collect()
}

/// The rows of each key.
fn grouped(rows: &Rows<'_>, count: usize) -> BTreeMap<Key, Vec<usize>> {
    if !rows.are_keyed() {
        return BTreeMap::from([(Key::new(), (0..count).collect())]);
    }
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for row in 0..count {
        groups.entry(rows.key(row)).or_default().push(row);
    }
    groups
}

/// A series, from all its rows and the last of them in order; `None` when it has none.
fn end(
    plan: &Plan,
    rows: &Rows<'_>,
    order: &Order<'_>,
    all: &[usize],
    last: &[usize],
) -> Option<Series> {
    let newest = *order.times.get(*last.last()?)?;
    let of = |(source, &kept): (usize, &usize)| {
        let from = last.len().saturating_sub(kept);
        let kept = last.get(from..).unwrap_or_default().iter();
        kept.map(|&row| canonical(rows.value(row, source))).collect()
    };
    let recent = plan.kept.iter().enumerate().map(of).collect();
    let waiting = last.get(last.len().saturating_sub(plan.waiting)..).unwrap_or_default();
    let expanding = plan.expanding.iter().map(|&source| {
        let mut values = there(rows, source, all, waiting);
        if values.iter().any(|x| x.is_nan()) {
            values.to_mut().retain(|x| !x.is_nan());
        }
        Expanding::of(all.len().saturating_sub(waiting.len()) as u64, &values)
    });
    Some(Series { newest, recent, expanding: expanding.collect() })
}

/// The values of a source in all rows but those that wait.
fn there<'a>(
    rows: &'a Rows<'_>,
    source: usize,
    all: &[usize],
    waiting: &[usize],
) -> Cow<'a, [f64]> {
    if !rows.are_keyed() && waiting.is_empty() {
        return Cow::Borrowed(rows.source(source));
    }
    let mut waiting = waiting.to_vec();
    waiting.sort_unstable();
    let past = all.iter().filter(|row| waiting.binary_search(row).is_err());
    Cow::Owned(past.map(|&row| rows.value(row, source)).collect())
}
