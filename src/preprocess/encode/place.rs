//! Contrasts and digits of the place of a level.

use super::by_level::{ByLevel, LevelCounts, Seen};
use super::coding::Coding;
use super::policy::{MissingAs, Policy, Unseen, policy_setters};
use super::spread::Spread;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::{Error, list};
use crate::pipeline::per_column::{all_missing, bad_column, check_columns};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use crate::preprocess::one_hot_layout::LevelOrder;
use crate::preprocess::{bad_parameter, clash};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Replaces each text column by a few of numbers that code the place of its level: the contrasts of
/// statistics, or digits, which take fewer columns than one a level.
///
/// Takes and gives a [`Table`]. The column itself is taken away; what codes it stands at the right end, in the
/// order of the columns, named `column_0`, `column_1` and so on. Levels are ascending, unless told otherwise. A
/// level that was not there at fit becomes 0 in all of them, and missing stays missing, unless told otherwise;
/// missing as a level has the last place.
///
/// # Formula
/// That of the [`Coding`].
///
/// # Learned state
/// The numbers of each level of each column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order, unless told to go by [first sight](LevelOrder::FirstSeen).
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no level, or so many that four million
/// numbers do not code them, when a number is infinite, or a new column would have the name of another.
/// Applying refuses what it is [told](EncodePlace::unseen) to.
///
/// # Source
/// `SumEncoder`, `HelmertEncoder`, `BackwardDifferenceEncoder`, `PolynomialEncoder`, `BinaryEncoder`,
/// `BaseNEncoder`, `GrayEncoder` and `RankHotEncoder` of category_encoders, which go by first sight and add
/// a constant to contrasts; patsy for the contrasts.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("dose", Column::text(["a", "b", "c"]))?;
/// let coded = EncodePlace::new(Coding::Base(2)).fit(&x, &())?.apply(&x)?;
/// // The third place is 11 in base 2.
/// assert_eq!((coded.value(2, "dose_0"), coded.value(2, "dose_1")), (Value::Real(1.0), Value::Real(1.0)));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "SumEncoder")]
#[doc(alias = "HelmertEncoder")]
#[doc(alias = "BackwardDifferenceEncoder")]
#[doc(alias = "PolynomialEncoder")]
#[doc(alias = "BinaryEncoder")]
#[doc(alias = "BaseNEncoder")]
#[doc(alias = "GrayEncoder")]
#[doc(alias = "contrasts")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncodePlace {
    coding: Coding,
    types: Types,
    order: LevelOrder,
    policy: Policy,
}

policy_setters!(EncodePlace);

impl EncodePlace {
    /// Text columns, ascending levels; an unseen level is 0, missing stays missing.
    #[must_use]
    pub fn new(coding: Coding) -> EncodePlace {
        let policy = Policy { missing: MissingAs::Missing, unseen: Unseen::Encode };
        EncodePlace { coding, types: Types::TEXT, order: LevelOrder::Ascending, policy }
    }

    /// The order of the levels; by default ascending.
    #[must_use]
    pub fn order(mut self, order: LevelOrder) -> EncodePlace {
        self.order = order;
        self
    }

    fn encode(&self, name: &str, seen: &ByLevel<Seen>) -> Result<(Spread, u32), Error> {
        let stage = PlaceEncoder::KIND;
        let missing = self.policy.is_level() && seen.of_missing.rows > 0;
        let (levels, places) = (seen.levels.len(), seen.levels.len() + usize::from(missing));
        if places == 0 {
            return Err(all_missing(stage, name));
        }
        let width = self.coding.width(places);
        let rows = self.coding.rows(places).map_err(|problem| bad_column(stage, name, problem))?;
        let row = |place: usize| rows.get(place * width..(place + 1) * width).unwrap_or_default();
        let mut order: Vec<usize> = (0..levels).collect();
        order.sort_by(|&a, &b| self.order.compare(&seen.of_level[a], &seen.of_level[b]));
        let mut values = vec![0.0; levels * width];
        for (place, at) in order.into_iter().enumerate() {
            values[at * width..(at + 1) * width].copy_from_slice(row(place));
        }
        let zeros = vec![0.0; width];
        let spread = Spread {
            levels: seen.levels.clone(),
            values,
            missing: self.policy.missing_row(missing.then(|| row(levels).to_vec()), &zeros),
            unknown: self.policy.unseen_row(&zeros),
        };
        Ok((spread, u32::try_from(width).unwrap_or(u32::MAX)))
    }
}

/// A fitted [`EncodePlace`].
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceEncoder {
    recipe: EncodePlace,
    state: PlaceState,
}

/// What [`PlaceEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlaceState {
    columns: Arc<[Arc<str>]>,
    /// How many columns each becomes.
    widths: Vec<u32>,
    encoded: Vec<Spread>,
}

impl PlaceEncoder {
    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The levels of a column, in words, ascending, each with its numbers; `None` when it is not one it
    /// replaces.
    #[must_use]
    pub fn codes(&self, column: &str) -> Option<Vec<(String, Vec<f64>)>> {
        let (_, width, spread) = self.parts().find(|(name, ..)| &***name == column)?;
        let labels = spread.levels.labels().into_iter();
        let row = |at: usize| spread.values.get(at * width..(at + 1) * width).unwrap_or_default();
        Some(labels.enumerate().map(|(at, label)| (label, row(at).to_vec())).collect())
    }

    fn parts(&self) -> impl Iterator<Item = (&Arc<str>, usize, &Spread)> {
        let PlaceState { columns, widths, encoded } = &self.state;
        let parts = columns.iter().zip(widths).zip(encoded);
        parts.map(|((name, &width), spread)| (name, width as usize, spread))
    }

    fn names(&self) -> Vec<Arc<str>> {
        let of = |(name, width, _): (&Arc<str>, usize, _)| -> Vec<Arc<str>> {
            (0..width).map(|at| Arc::from(format!("{name}_{at}"))).collect()
        };
        self.parts().flat_map(of).collect()
    }

    fn check_beside(&self, kept: &Table) -> Result<(), Error> {
        match (clash(kept, &self.names()), self.state.columns.first()) {
            (Some(name), Some(column)) => {
                let problem = format!("two columns would be named `{name}`");
                Err(bad_column(Self::KIND, column, problem))
            }
            _ => Ok(()),
        }
    }
}

impl Pipeline for EncodePlace {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

impl<Y: ?Sized> Fit<Y> for EncodePlace {
    type Fitted = PlaceEncoder;

    fn fit(&self, x: &Table, y: &Y) -> Result<PlaceEncoder, Error> {
        let fitted = self.settle(self.partial(x, y)?)?;
        fitted.check_beside(&x.without(&fitted.state.columns)).map(|()| fitted)
    }
}

impl<Y: ?Sized> PartialFit<Y> for EncodePlace {
    fn partial(&self, x: &Table, _: &Y) -> Result<LevelCounts, Error> {
        const STAGE: &str = PlaceEncoder::KIND;
        self.policy.check(STAGE)?;
        self.coding.check().map_err(|found| bad_parameter(STAGE, "base", "at least 2", found))?;
        LevelCounts::learn(STAGE, x, self.types, |name, column| {
            self.policy.admit(STAGE, name, column)?;
            let seen = ByLevel::learn(column, &Seen::default(), Seen::take);
            seen.map_err(|problem| bad_column(STAGE, name, problem))
        })
    }
}

impl Settle for EncodePlace {
    type Partial = LevelCounts;
    type Settled = PlaceEncoder;

    fn settle(&self, partial: LevelCounts) -> Result<PlaceEncoder, Error> {
        let encoded = partial.0.iter().map(|(name, seen)| self.encode(name, seen));
        let (encoded, widths) = encoded.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        let state = PlaceState { columns: partial.0.columns, widths, encoded };
        let fitted = PlaceEncoder { recipe: self.clone(), state };
        fitted.check_beside(&Table::new()).map(|()| fitted)
    }
}

impl Pipeline for PlaceEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for PlaceEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut made = Vec::new();
        for (name, width, spread) in self.parts() {
            made.extend(spread.apply((Self::KIND, name), x.column(name)?, width)?);
        }
        let mut out = x.without(&self.state.columns);
        out.extend(self.names().into_iter().zip(made.into_iter().map(Column::Real)))?;
        Ok(out)
    }
}

impl Stage for PlaceEncoder {
    const KIND: &'static str = "encode.place";
    type Recipe = EncodePlace;
    type State = PlaceState;

    fn recipe(&self) -> &EncodePlace {
        &self.recipe
    }

    fn state(&self) -> &PlaceState {
        &self.state
    }

    fn restore(recipe: EncodePlace, state: PlaceState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.widths.len(), state.encoded.len()])?;
        let fitted = PlaceEncoder { recipe, state };
        for (name, width, spread) in fitted.parts() {
            // A column of one level has no contrast; more columns than levels have none either.
            if width > spread.levels.len() + 1 {
                return Err(format!(
                    "column `{name}`: {width} columns for {} levels",
                    spread.levels.len()
                ));
            }
            spread.check(width).map_err(|problem| format!("column `{name}`: {problem}"))?;
        }
        match clash(&Table::new(), &fitted.names()) {
            Some(name) => Err(format!("column `{name}` appears twice")),
            None => Ok(fitted),
        }
    }

    fn learn(recipe: &EncodePlace, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |width: usize, spread: &Spread| {
            format!("{width} columns for the levels {}", list(spread.levels.labels()))
        };
        self.parts().map(|(name, width, spread)| (name.to_string(), line(width, spread))).collect()
    }
}

#[cfg(test)]
mod tests;
