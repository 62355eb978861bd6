//! What a naive Bayes over levels stores.

use crate::error::Error;
use crate::exact;
use crate::model::naive_bayes::levels::Levels;
use crate::model::naive_bayes::seen::SeenClasses;
use crate::model::naive_bayes::weighed::{self, OfClass, WeighedClasses};
use crate::pipeline::per_column::{bad_column, check_finite};
use serde::{Deserialize, Serialize};

/// So many probabilities at most are kept: all levels of all columns, times the classes.
const MOST: usize = 1 << 24;

/// What [`CategoricalNaiveBayesModel`](super::CategoricalNaiveBayesModel) stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CategoricalNaiveBayesState {
    pub(in crate::model::naive_bayes) seen: SeenClasses,
    /// How many levels each column has.
    pub(in crate::model::naive_bayes) levels: Vec<u32>,
    /// In how many rows a level is: column after column, in each level after level, of each one a class.
    pub(in crate::model::naive_bayes) counts: Vec<u64>,
    /// What rows counted; not of a fit without weights.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::model::naive_bayes) weights: Option<WeighedClasses>,
}

impl CategoricalNaiveBayesState {
    /// Where each column begins, and every ln p in the order of the counts.
    pub(super) fn logs(&self, alpha: f64) -> Result<(Vec<usize>, Vec<f64>), String> {
        let CategoricalNaiveBayesState { seen, levels, counts, weights } = self;
        weighed::check(weights.as_ref(), seen, counts.len())?;
        if levels.len() != seen.columns.len() || levels.contains(&0) {
            return Err("a column without levels".to_owned());
        }
        let classes = seen.present.len();
        let (mut places, mut logs) = (Vec::new(), Vec::with_capacity(counts.len()));
        let (mut rest, mut own) = (counts.as_slice(), weights.as_ref().map(|w| &w.counts[..]));
        let number = |count: &u64| *count as f64;
        let totals: Vec<f64> = match weights {
            Some(weights) => weights.classes.clone(),
            None => seen.rows.iter().map(number).collect(),
        };
        for &levels in levels {
            let cells = (levels as usize).checked_mul(classes);
            let split = cells.and_then(|cells| rest.split_at_checked(cells));
            let (of, after) = split.ok_or("fewer counts than levels and classes")?;
            adds_up(of, &seen.rows)?;
            let smoothed = |rows: &f64| exact::ln(*rows + alpha * f64::from(levels));
            let all: Vec<f64> = totals.iter().map(smoothed).collect();
            places.push(logs.len());
            let numbers: Vec<f64> = match &mut own {
                Some(own) => {
                    let (these, others) = own.split_at_checked(of.len()).unwrap_or_default();
                    *own = others;
                    these.to_vec()
                }
                None => of.iter().map(number).collect(),
            };
            for of in numbers.chunks_exact(classes) {
                let each = of.iter().zip(&all);
                logs.extend(each.map(|(&n, all)| exact::ln(n + alpha) - all));
            }
            rest = after;
        }
        if !rest.is_empty() {
            return Err("more counts than levels and classes".to_owned());
        }
        check_finite("the logarithms of probabilities", &logs)?;
        Ok((places, logs))
    }
}

/// Checks that of one column the levels of each class are as many as its rows.
fn adds_up(counts: &[u64], rows: &[u64]) -> Result<(), String> {
    for (class, &all) in rows.iter().enumerate() {
        let mut of = counts.iter().skip(class).step_by(rows.len());
        if of.try_fold(0u64, |sum, &count| sum.checked_add(count)) != Some(all) {
            return Err("the levels of a column are not as many as the rows of a class".to_owned());
        }
    }
    Ok(())
}

/// How many levels each column has, and how often each is in each class, in the order they are stored.
pub(super) fn table(
    stage: &str,
    seen: &SeenClasses,
    learned: &[Levels],
    least: u32,
) -> Result<(Vec<u32>, Vec<u64>), Error> {
    let (width, classes) = (seen.columns.len(), seen.present.len());
    let (mut levels, mut counts) = (Vec::with_capacity(width), Vec::new());
    for (at, name) in seen.columns.iter().enumerate() {
        let of = || learned.iter().skip(at).step_by(width);
        let most = of().map(Levels::count).fold(least, Ord::max);
        let start = counts.len();
        let end = (most as usize).checked_mul(classes).and_then(|cells| cells.checked_add(start));
        let Some(end) = end.filter(|&end| end <= MOST) else {
            let problem = format!("its {most} levels make more than {MOST} probabilities");
            return Err(bad_column(stage, name, problem));
        };
        counts.resize(end, 0);
        for (class, of) in of().enumerate() {
            for (level, times) in of.iter() {
                if let Some(count) = counts.get_mut(start + level as usize * classes + class) {
                    *count = times;
                }
            }
        }
        levels.push(most);
    }
    Ok((levels, counts))
}

/// Refuses a probability of 0, which there is where nothing is added to a count of 0.
pub(super) fn every_level_seen(
    stage: &str,
    seen: &SeenClasses,
    levels: &[u32],
    counts: &[u64],
) -> Result<(), Error> {
    let classes = seen.present.len();
    let mut rest = counts.iter();
    for (name, &levels) in seen.columns.iter().zip(levels) {
        let mut of = rest.by_ref().take(levels as usize * classes);
        if let Some(place) = of.position(|&count| count == 0) {
            let (level, class) = (place / classes, seen.name(place % classes));
            let problem = format!("no row of class `{class}` has level {level}, and alpha is 0");
            return Err(bad_column(stage, name, problem));
        }
    }
    Ok(())
}

/// The weights of the rows in which each level is, in the order of the [`table`] of their numbers, which has so many.
pub(super) fn weighed_table(levels: &[u32], of_class: &[OfClass], cells: usize) -> Vec<f64> {
    let classes = of_class.len();
    let mut terms: Vec<Vec<f64>> = vec![Vec::new(); cells];
    for (class, of) in of_class.iter().enumerate() {
        let mut start = 0;
        for (column, &levels) in of.columns.iter().zip(levels) {
            for (&cell, &weight) in column.iter().zip(&of.weights) {
                let place = start + cell as usize * classes + class;
                if let Some(terms) = terms.get_mut(place) {
                    terms.push(weight);
                }
            }
            start += levels as usize * classes;
        }
    }
    terms.iter().map(|terms| exact::exact_sum(terms)).collect()
}
