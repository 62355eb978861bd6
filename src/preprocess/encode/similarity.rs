//! How like a level is to others, letter by letter.

use super::by_level::{ByLevel, LevelCounts, Seen};
use super::policy::{MissingAs, Policy, Unseen};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Text, Types};
use crate::error::{Error, list};
use crate::exact::NAN;
use crate::pipeline::per_column::{bad_column, check_columns, wrong_type};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use crate::preprocess::levels::python_repr;
use crate::preprocess::one_hot_layout::LevelOrder;
use crate::preprocess::{bad_parameter, clash};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Replaces each text column by one column a level: how like the row's text is to that level, from 0, no
/// letter in common, to 1, the same letters.
///
/// Takes and gives a [`Table`]. The column itself is taken away; its likenesses stand at the right end, in
/// the order of the columns, the level with most rows first, named `column_level`. No level is unseen. A
/// missing value counts as the empty text, whose column is named `column_nan`, unless told otherwise.
///
/// # Formula
/// z(column_level) = 2·m / (n + n(level)), where n and n(level) count the characters (code points) of the two
/// texts and m those they have in common, each as often as both have it, in any order. Of two empty texts
/// it is 1.
///
/// # Learned state
/// The levels of each column.
///
/// # Determinism
/// Replay exact: whole numbers and one division. Refit exact, in any row order, unless told to go by
/// [first sight](LevelOrder::FirstSeen).
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no level, a number is infinite, or a
/// new column would have the name of another. Applying refuses missing values where told to.
///
/// # Source
/// `StringSimilarityEncoder` of Feature-engine 1.9, which takes `quick_ratio` of Python's
/// `difflib.SequenceMatcher`.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("pet", Column::text(["dog", "dig", "dog"]))?;
/// let like = EncodeSimilarity::new().fit(&x, &())?.apply(&x)?;
/// assert_eq!(like.value(1, "pet_dog"), Value::Real(2.0 / 3.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "StringSimilarityEncoder")]
#[doc(alias = "SimilarityEncoder")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodeSimilarity {
    types: Types,
    top: Option<u64>,
    order: LevelOrder,
    given: BTreeMap<String, Vec<String>>,
    missing: MissingAs,
}

impl Default for EncodeSimilarity {
    fn default() -> Self {
        EncodeSimilarity::new()
    }
}

impl EncodeSimilarity {
    /// Text columns, all levels; missing is the empty text.
    #[must_use]
    pub fn new() -> EncodeSimilarity {
        EncodeSimilarity {
            types: Types::TEXT,
            top: None,
            order: LevelOrder::Count,
            given: BTreeMap::new(),
            missing: MissingAs::Level,
        }
    }

    /// The types of column to encode, numbers by their text; by default text. Timestamps cannot be.
    #[doc(alias = "ignore_format")]
    #[must_use]
    pub fn types(mut self, types: Types) -> EncodeSimilarity {
        self.types = types;
        self
    }

    /// Takes so many levels of a column, the first in the [order](EncodeSimilarity::order).
    #[doc(alias = "top_categories")]
    #[must_use]
    pub fn top(mut self, levels: u64) -> EncodeSimilarity {
        self.top = Some(levels);
        self
    }

    /// The order of the levels; by default those with most rows first.
    #[must_use]
    pub fn order(mut self, order: LevelOrder) -> EncodeSimilarity {
        self.order = order;
        self
    }

    /// The texts a column is compared with, instead of its levels.
    #[doc(alias = "keywords")]
    #[must_use]
    pub fn levels<S: Into<String>>(
        mut self,
        column: impl Into<String>,
        levels: impl IntoIterator<Item = S>,
    ) -> EncodeSimilarity {
        self.given.insert(column.into(), levels.into_iter().map(Into::into).collect());
        self
    }

    /// What a missing value is: the empty text, which is a level where some were missing at fit; the same and
    /// no level ([`MissingAs::Unseen`]); missing in every column; or refused.
    #[doc(alias = "missing_values")]
    #[must_use]
    pub fn missing(mut self, missing: MissingAs) -> EncodeSimilarity {
        self.missing = missing;
        self
    }

    /// The levels of a column in their order.
    fn levels_of(&self, name: &str, seen: &ByLevel<Seen>) -> Result<Vec<Arc<str>>, Error> {
        let stage = SimilarityEncoder::KIND;
        let empty = || bad_column(stage, name, "there is no level to compare with".to_owned());
        if let Some(given) = self.given.get(name) {
            let given: Vec<Arc<str>> =
                given.iter().map(|level| Arc::from(level.as_str())).collect();
            return if given.is_empty() { Err(empty()) } else { Ok(given) };
        }
        let mut levels: Vec<(Arc<str>, Seen)> = Vec::new();
        let missing = (self.missing == MissingAs::Level && seen.of_missing.rows > 0)
            .then(|| (String::new(), &seen.of_missing));
        let labels = seen.levels.labels().into_iter().zip(&seen.of_level);
        // Missing comes first, where the empty text comes too.
        for (label, seen) in missing.into_iter().chain(labels) {
            match levels.first_mut() {
                Some((first, both)) if label.is_empty() && first.is_empty() => {
                    both.first = both.first.min(seen.first);
                    both.rows += seen.rows;
                }
                _ => levels.push((Arc::from(label), *seen)),
            }
        }
        levels.sort_by(|(_, a), (_, b)| self.order.compare(a, b));
        if let Some(top) = self.top {
            levels.truncate(usize::try_from(top).unwrap_or(usize::MAX));
        }
        let levels: Vec<Arc<str>> = levels.into_iter().map(|(level, _)| level).collect();
        if levels.is_empty() { Err(empty()) } else { Ok(levels) }
    }
}

/// The characters of a text, in order of code point.
#[derive(Debug, Clone, PartialEq)]
struct Letters(Vec<char>);

impl Letters {
    fn of(text: &str) -> Letters {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        Letters(letters)
    }

    fn likeness(&self, other: &Letters) -> f64 {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = 0_u64;
        while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
            let order = x.cmp(y);
            common += u64::from(order.is_eq());
            if order.is_le() {
                a.next();
            }
            if order.is_ge() {
                b.next();
            }
        }
        let all = self.0.len() as u64 + other.0.len() as u64;
        #[expect(clippy::cast_precision_loss, reason = "a text of 2^52 characters is in no memory")]
        let likeness = 2.0 * common as f64 / all as f64;
        if all == 0 { 1.0 } else { likeness }
    }
}

/// A fitted [`EncodeSimilarity`].
#[derive(Debug, Clone, PartialEq)]
pub struct SimilarityEncoder {
    recipe: EncodeSimilarity,
    state: SimilarityState,
    /// What the state says, taken apart once.
    letters: Vec<Vec<Letters>>,
}

/// What [`SimilarityEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SimilarityState {
    columns: Arc<[Arc<str>]>,
    levels: Vec<Vec<Arc<str>>>,
}

impl SimilarityEncoder {
    fn new(recipe: EncodeSimilarity, state: SimilarityState) -> SimilarityEncoder {
        let of = |levels: &Vec<Arc<str>>| levels.iter().map(|level| Letters::of(level)).collect();
        let letters = state.levels.iter().map(of).collect();
        SimilarityEncoder { recipe, state, letters }
    }

    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The texts a column is compared with, in order; `None` when it is not one it replaces.
    #[must_use]
    pub fn levels(&self, column: &str) -> Option<&[Arc<str>]> {
        let at = self.state.columns.iter().position(|name| &**name == column)?;
        self.state.levels.get(at).map(Vec::as_slice)
    }

    /// The names of the columns it makes.
    fn names(&self) -> Vec<Arc<str>> {
        let of = |(name, levels): (&Arc<str>, &Vec<Arc<str>>)| -> Vec<Arc<str>> {
            let label =
                |level: &Arc<str>| if level.is_empty() { "nan".into() } else { level.clone() };
            levels.iter().map(|level| Arc::from(format!("{name}_{}", label(level)))).collect()
        };
        self.state.columns.iter().zip(&self.state.levels).flat_map(of).collect()
    }

    /// The likenesses of the rows of a column, level by level.
    fn likenesses(
        &self,
        name: &str,
        column: &Column,
        levels: &[Letters],
    ) -> Result<Vec<Vec<f64>>, Error> {
        let policy = Policy { missing: self.recipe.missing, unseen: Unseen::Encode };
        policy.answer(Self::KIND, name, column)?;
        let owned;
        let rows = match column {
            Column::Text(rows) => rows,
            other => {
                owned = written(name, other)?;
                &owned
            }
        };
        let missing = match self.recipe.missing {
            MissingAs::Missing => None,
            _ => Some(Letters::of("")),
        };
        let alone = rows.len() < rows.levels().len();
        let texts: Vec<Option<Letters>> = match alone {
            true => {
                rows.iter().map(|row| row.map(Letters::of).or_else(|| missing.clone())).collect()
            }
            false => rows
                .levels()
                .iter()
                .map(|level| Some(Letters::of(level)))
                .chain([missing])
                .collect(),
        };
        let one = |level: &Letters| -> Vec<f64> {
            let like =
                |text: &Option<Letters>| text.as_ref().map_or(NAN, |text| text.likeness(level));
            let table: Vec<f64> = texts.iter().map(like).collect();
            if alone {
                return table;
            }
            // Missing is past the last level.
            let (last, entries) = (table.last().copied().unwrap_or(NAN), table.len() - 1);
            let cell = |&code: &u32| match code as usize {
                code if code < entries => table[code],
                _ => last,
            };
            rows.codes().iter().map(cell).collect()
        };
        Ok(levels.iter().map(one).collect())
    }
}

/// Numbers and truth values as text.
fn written(name: &str, column: &Column) -> Result<Text, Error> {
    Ok(match column {
        Column::Real(rows) => {
            rows.iter().map(|&x| (!x.is_nan()).then(|| python_repr(x + 0.0))).collect()
        }
        Column::Integer(rows) => rows.iter().map(|x| x.map(|x| x.to_string())).collect(),
        Column::Boolean(rows) => {
            rows.iter().map(|x| x.map(|x| if x { "True" } else { "False" })).collect()
        }
        Column::Text(rows) => rows.clone(),
        other => return Err(wrong_type(name, Types::TEXT.or(Types::NUMERIC), other)),
    })
}

impl Pipeline for EncodeSimilarity {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

impl<Y: ?Sized> Fit<Y> for EncodeSimilarity {
    type Fitted = SimilarityEncoder;

    fn fit(&self, x: &Table, y: &Y) -> Result<SimilarityEncoder, Error> {
        let fitted = self.settle(self.partial(x, y)?)?;
        match (clash(&x.without(&fitted.state.columns), &fitted.names()), fitted.columns().first())
        {
            (Some(name), Some(column)) => {
                let problem = format!("two columns would be named `{name}`");
                Err(bad_column(SimilarityEncoder::KIND, column, problem))
            }
            _ => Ok(fitted),
        }
    }
}

impl<Y: ?Sized> PartialFit<Y> for EncodeSimilarity {
    fn partial(&self, x: &Table, _: &Y) -> Result<LevelCounts, Error> {
        const STAGE: &str = SimilarityEncoder::KIND;
        if self.top == Some(0) {
            return Err(bad_parameter(STAGE, "top", "at least 1", "0".to_owned()));
        }
        let policy = Policy { missing: self.missing, unseen: Unseen::Encode };
        LevelCounts::learn(STAGE, x, self.types, |name, column| {
            policy.admit(STAGE, name, column)?;
            let seen = ByLevel::learn(column, &Seen::default(), Seen::take);
            seen.map_err(|problem| bad_column(STAGE, name, problem))
        })
    }
}

impl Settle for EncodeSimilarity {
    type Partial = LevelCounts;
    type Settled = SimilarityEncoder;

    fn settle(&self, partial: LevelCounts) -> Result<SimilarityEncoder, Error> {
        let levels = partial.0.iter().map(|(name, seen)| self.levels_of(name, seen));
        let levels = levels.collect::<Result<_, _>>()?;
        let state = SimilarityState { columns: partial.0.columns, levels };
        let fitted = SimilarityEncoder::new(self.clone(), state);
        match (clash(&Table::new(), &fitted.names()), fitted.columns().first()) {
            (Some(name), Some(column)) => {
                let problem = format!("two columns would be named `{name}`");
                Err(bad_column(SimilarityEncoder::KIND, column, problem))
            }
            _ => Ok(fitted),
        }
    }
}

impl Pipeline for SimilarityEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for SimilarityEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut made = Vec::new();
        for (name, letters) in self.state.columns.iter().zip(&self.letters) {
            made.extend(self.likenesses(name, x.column(name)?, letters)?);
        }
        let mut out = x.without(&self.state.columns);
        out.extend(self.names().into_iter().zip(made.into_iter().map(Column::Real)))?;
        Ok(out)
    }
}

impl Stage for SimilarityEncoder {
    const KIND: &'static str = "encode.similarity";
    type Recipe = EncodeSimilarity;
    type State = SimilarityState;

    fn recipe(&self) -> &EncodeSimilarity {
        &self.recipe
    }

    fn state(&self) -> &SimilarityState {
        &self.state
    }

    fn restore(recipe: EncodeSimilarity, state: SimilarityState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.levels.len()])?;
        let fitted = SimilarityEncoder::new(recipe, state);
        match clash(&Table::new(), &fitted.names()) {
            Some(name) => Err(format!("column `{name}` appears twice")),
            None => Ok(fitted),
        }
    }

    fn learn(recipe: &EncodeSimilarity, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let columns = self.state.columns.iter().zip(&self.state.levels);
        let line = |levels: &Vec<Arc<str>>| format!("compared with {}", list(levels));
        columns.map(|(name, levels)| (name.to_string(), line(levels))).collect()
    }
}

#[cfg(test)]
mod tests;
