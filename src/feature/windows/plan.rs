//! The features of a recipe, put in terms of what is kept of a series.

use super::series::{Expanding, Series};
use super::{Feature, Reduction, Windows};
use crate::exact::{NAN, canonical};
use std::sync::Arc;

/// A feature, its column being a number.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Look {
    Lag { source: usize, rows: usize },
    Window { source: usize, rows: usize, reduction: Reduction },
    Expanding { at: usize, reduction: Reduction },
}

/// What is looked at, what is kept, and what is made of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    /// The numeric columns looked at.
    pub(super) sources: Arc<[Arc<str>]>,
    /// How many of its last values are kept of each.
    pub(super) kept: Vec<usize>,
    /// Which of them have expanding statistics.
    pub(super) expanding: Vec<usize>,
    /// How many of the last values are not yet in the expanding statistics.
    pub(super) waiting: usize,
    looks: Vec<Look>,
    pub(super) names: Arc<[Arc<str>]>,
    least: Option<usize>,
    /// The expanding statistics of a series that is not known.
    nothing: Expanding,
    fill: Option<f64>,
}

/// The place of an item in a list, at the end of which it is put when it is not there.
fn place<T: PartialEq + Clone>(list: &mut Vec<T>, item: &T) -> usize {
    list.iter().position(|known| known == item).unwrap_or_else(|| {
        list.push(item.clone());
        list.len() - 1
    })
}

impl Plan {
    /// The plan of a checked recipe.
    pub(super) fn of(recipe: &Windows) -> Plan {
        let waiting = (recipe.periods as usize).saturating_sub(1);
        let (mut sources, mut kept) = (Vec::new(), Vec::new());
        let mut expanding = Vec::new();
        let mut looks = Vec::with_capacity(recipe.features.len());
        for feature in &recipe.features {
            let source = place(&mut sources, feature.column());
            kept.resize(sources.len(), 0);
            let (look, needs) = match *feature {
                Feature::Lag { rows, .. } => {
                    let rows = rows as usize;
                    (Look::Lag { source, rows }, rows)
                }
                Feature::Window { rows, reduction, .. } => {
                    let rows = rows as usize;
                    (Look::Window { source, rows, reduction }, rows + waiting)
                }
                Feature::Expanding { reduction, .. } => {
                    let at = place(&mut expanding, &source);
                    (Look::Expanding { at, reduction }, waiting)
                }
            };
            if let Some(kept) = kept.get_mut(source) {
                *kept = needs.max(*kept);
            }
            looks.push(look);
        }
        Plan {
            sources: sources.into(),
            kept,
            expanding,
            waiting,
            looks,
            names: recipe.features.iter().map(Feature::name).collect(),
            least: recipe.min_periods.map(|least| least as usize),
            nothing: Expanding::default(),
            fill: recipe.fill.map(canonical).filter(|x| !x.is_nan()),
        }
    }

    /// The features of the row that comes next in a series.
    pub(super) fn features<'a>(
        &'a self,
        series: Option<&'a Series>,
        values: &'a mut Vec<f64>,
    ) -> impl Iterator<Item = f64> + 'a {
        self.looks.iter().map(move |look| {
            let recent = |source: usize| {
                series.and_then(|series| series.recent.get(source)).map_or(&[][..], Vec::as_slice)
            };
            match *look {
                Look::Lag { source, rows } => {
                    let recent = recent(source);
                    let at = recent.len().checked_sub(rows).and_then(|at| recent.get(at));
                    at.copied().or(self.fill).unwrap_or(NAN)
                }
                Look::Window { source, rows, reduction } => {
                    let recent = recent(source);
                    let past = recent.len().saturating_sub(self.waiting);
                    let window = recent.get(past.saturating_sub(rows)..past).unwrap_or_default();
                    values.clear();
                    values.extend(window.iter().filter(|x| !x.is_nan()));
                    // A count is of rows, of which there must be enough, missing or not.
                    let there = match reduction {
                        Reduction::Count => window.len(),
                        _ => values.len(),
                    };
                    let known = there >= self.least.unwrap_or(rows);
                    if known { reduction.of(values) } else { NAN }
                }
                Look::Expanding { at, reduction } => {
                    let all = series.and_then(|series| series.expanding.get(at));
                    let least = self.least.unwrap_or(1) as u64;
                    all.unwrap_or(&self.nothing).statistic(reduction, least)
                }
            }
        })
    }
}
