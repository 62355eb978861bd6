//! What is stored: all series, column by column.

use super::cells::{Cell, Key, TIMES};
use super::plan::Plan;
use super::series::{Expanding, Series};
use crate::data::ColumnType;
use crate::exact::ExactMoments;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What [`Windower`](super::Windower) stores: the end of every series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct WindowState {
    pub(super) key_types: Vec<ColumnType>,
    pub(super) time_type: ColumnType,
    pub(super) series: BTreeMap<Key, Series>,
    sources: usize,
    expanding: usize,
}

/// The stored form: of each thing one array over all series, which stand in the order of their keys.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    key_types: Vec<ColumnType>,
    time_type: ColumnType,
    /// The cells of each column of the key.
    keys: Vec<Vec<String>>,
    newest: Vec<i64>,
    recent: Vec<StoredRecent>,
    expanding: Vec<StoredExpanding>,
}

/// The last values of one source.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredRecent {
    /// How many each series has.
    lengths: Vec<u32>,
    values: Vec<f64>,
}

/// The statistics of one source.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StoredExpanding {
    /// How many words the moments of each series have.
    lengths: Vec<u32>,
    moments: Vec<u32>,
    rows: Vec<u64>,
    least: Vec<f64>,
    most: Vec<f64>,
}

impl WindowState {
    /// No series yet.
    pub(super) fn new(key_types: Vec<ColumnType>, time_type: ColumnType, plan: &Plan) -> Self {
        let (sources, expanding) = (plan.kept.len(), plan.expanding.len());
        WindowState { key_types, time_type, series: BTreeMap::new(), sources, expanding }
    }

    /// Checks that it is a state of a plan.
    pub(super) fn check(&self, plan: &Plan, keys: usize) -> Result<(), String> {
        if self.key_types.len() != keys {
            return Err(format!("{} columns of keys, not {keys}", self.key_types.len()));
        }
        if !TIMES.contains(self.time_type) {
            return Err(format!("its time is {}", self.time_type));
        }
        if (self.sources, self.expanding) != (plan.kept.len(), plan.expanding.len()) {
            return Err("it is of other features".to_owned());
        }
        for series in self.series.values() {
            for (recent, &kept) in series.recent.iter().zip(&plan.kept) {
                if recent.len() > kept {
                    return Err(format!("{} values are kept, at most {kept}", recent.len()));
                }
            }
        }
        Ok(())
    }
}

impl From<WindowState> for Stored {
    fn from(state: WindowState) -> Stored {
        let all = || state.series.values();
        let key = |at: usize| {
            let text = |key: &Key| key.get(at).map(Cell::text).unwrap_or_default();
            state.series.keys().map(text).collect()
        };
        let recent = |source: usize| {
            let of = |series: &Series| series.recent.get(source).cloned().unwrap_or_default();
            let lengths = all().map(|series| of(series).len() as u32).collect();
            StoredRecent { lengths, values: all().flat_map(of).collect() }
        };
        let expanding = |at: usize| {
            let of = |series: &Series| series.expanding.get(at).cloned().unwrap_or_default();
            let words: Vec<Vec<u32>> = all().map(|series| of(series).moments.to_words()).collect();
            StoredExpanding {
                lengths: words.iter().map(|words| words.len() as u32).collect(),
                moments: words.concat(),
                rows: all().map(|series| of(series).rows).collect(),
                least: all().map(|series| of(series).least).collect(),
                most: all().map(|series| of(series).most).collect(),
            }
        };
        Stored {
            keys: (0..state.key_types.len()).map(key).collect(),
            newest: all().map(|series| series.newest).collect(),
            recent: (0..state.sources).map(recent).collect(),
            expanding: (0..state.expanding).map(expanding).collect(),
            key_types: state.key_types,
            time_type: state.time_type,
        }
    }
}

/// Cuts an array into pieces of these lengths, which must use it up.
fn pieces<'a, T>(values: &'a [T], lengths: &[u32]) -> Result<Vec<&'a [T]>, String> {
    let mut rest = values;
    let mut pieces = Vec::with_capacity(lengths.len());
    for &length in lengths {
        let (piece, after) =
            rest.split_at_checked(length as usize).ok_or("an array ends too early")?;
        pieces.push(piece);
        rest = after;
    }
    if rest.is_empty() { Ok(pieces) } else { Err("an array does not end".to_owned()) }
}

fn check_length(found: usize, series: usize) -> Result<(), String> {
    if found == series { Ok(()) } else { Err(format!("{found} entries for {series} series")) }
}

impl TryFrom<Stored> for WindowState {
    type Error = String;

    fn try_from(stored: Stored) -> Result<WindowState, String> {
        let count = stored.newest.len();
        if stored.keys.len() != stored.key_types.len() {
            return Err("not one type a column of the key".to_owned());
        }
        stored.keys.iter().try_for_each(|column| check_length(column.len(), count))?;
        let mut all: Vec<Series> = stored
            .newest
            .iter()
            .map(|&newest| Series { newest, recent: Vec::new(), expanding: Vec::new() })
            .collect();
        for recent in &stored.recent {
            check_length(recent.lengths.len(), count)?;
            let pieces = pieces(&recent.values, &recent.lengths)?;
            all.iter_mut()
                .zip(pieces)
                .for_each(|(series, piece)| series.recent.push(piece.to_vec()));
        }
        for stored in &stored.expanding {
            let StoredExpanding { lengths, moments, rows, least, most } = stored;
            for found in [lengths.len(), rows.len(), least.len(), most.len()] {
                check_length(found, count)?;
            }
            let ends = least.iter().zip(most);
            let pieces = pieces(moments, lengths)?.into_iter().zip(rows).zip(ends);
            for (series, ((words, &rows), (&least, &most))) in all.iter_mut().zip(pieces) {
                let moments = ExactMoments::from_words(words).map_err(|error| error.to_string())?;
                let one = Expanding { rows, moments, least, most };
                one.check()?;
                series.expanding.push(one);
            }
        }
        let mut series = BTreeMap::new();
        let mut last: Option<Key> = None;
        for (at, one) in all.into_iter().enumerate() {
            let cell = |(column, column_type): (&Vec<String>, &ColumnType)| {
                let text = column.get(at).map_or("", String::as_str);
                Cell::of_text(text, *column_type).ok_or_else(|| format!("`{text}` is no key"))
            };
            let key: Key =
                stored.keys.iter().zip(&stored.key_types).map(cell).collect::<Result<_, _>>()?;
            if last.as_ref().is_some_and(|last| *last >= key) {
                return Err("keys do not ascend".to_owned());
            }
            last = Some(key.clone());
            series.insert(key, one);
        }
        let (sources, expanding) = (stored.recent.len(), stored.expanding.len());
        let (key_types, time_type) = (stored.key_types, stored.time_type);
        Ok(WindowState { key_types, time_type, series, sources, expanding })
    }
}
