//! Columns that say the same in nearly every row.

use super::verdict::{judges, refuse};
use super::{Judge, Verdicts};
use crate::data::{Column, Role, Table, Types};
use crate::error::Error;
use crate::pipeline::Target;
use crate::pipeline::per_column::{bad_column, columns_for};
use serde::{Deserialize, Serialize};

/// What missing values count as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum MissingValues {
    /// A mistake: fitting fails.
    #[default]
    Refuse,
    /// Nothing.
    Ignore,
    /// A value like any other.
    Include,
}

/// Drops columns in which one value has nearly every row.
///
/// Takes and gives a [`Table`]; columns of every type but sparse rows are judged. A dropped column need
/// not be there when the fitted stage is applied.
///
/// # Formula
/// Dropped when (rows with the most frequent value) / rows ≥ `share`; with a share of 1, when there is one
/// distinct value. Rows without a value count among the rows; with [`MissingValues::Ignore`] and a share
/// of 1 they do not matter. Both zeros are one value.
///
/// # Learned state
/// The share of the most frequent value of each column.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order: rows are counted.
///
/// # Errors
/// Fitting fails when a value is missing and that is refused, when the share is not in 0 to 1, or no
/// feature would be left.
///
/// # Source
/// `DropConstantFeatures` of Feature-engine 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("country", Column::text(["at", "at", "at", "de"]))?
///     .with("age", Column::Real(vec![31.0, 22.0, 57.0, 40.0]))?;
/// let fitted = DropConstant::new().share(0.75).fit(&table, &())?;
/// assert_eq!(fitted.dropped().len(), 1);
/// assert_eq!(fitted.scores(), [0.75, 0.25]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DropConstantFeatures")]
#[doc(alias = "quasi-constant")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DropConstant {
    share: f64,
    missing: MissingValues,
}

impl Default for DropConstant {
    fn default() -> DropConstant {
        DropConstant::new()
    }
}

impl DropConstant {
    /// Drops columns that hold one value only.
    #[must_use]
    pub fn new() -> DropConstant {
        DropConstant { share: 1.0, missing: MissingValues::default() }
    }

    /// The share of rows, 0 to 1, from which on a value makes its column constant; by default 1.
    #[doc(alias = "tol")]
    #[must_use]
    pub fn share(mut self, share: f64) -> DropConstant {
        self.share = share;
        self
    }

    /// What missing values count as; by default fitting fails.
    #[doc(alias = "missing_values")]
    #[must_use]
    pub fn missing(mut self, missing: MissingValues) -> DropConstant {
        self.missing = missing;
        self
    }
}

/// Every type but sparse rows.
pub(super) const CELLS: Types = Types::NUMERIC.or(Types::TEXT).or(Types::TIMESTAMP);

/// How often each value occurs, most frequent first, and how many rows have none.
pub(super) fn counts(column: &Column) -> (Vec<u64>, u64) {
    let mut counts = match column {
        Column::Text(text) => text.counts(),
        _ => {
            let mut words: Vec<u64> = words(column).into_iter().flatten().collect();
            words.sort_unstable();
            words.chunk_by(|a, b| a == b).map(|run| run.len() as u64).collect()
        }
    };
    counts.retain(|&count| count > 0);
    counts.sort_unstable_by(|a, b| b.cmp(a));
    let present = counts.iter().fold(0u64, |all, count| all.saturating_add(*count));
    (counts, column.len() as u64 - present)
}

/// The cells of a column that is not text as words, equal for equal values.
pub(super) fn words(column: &Column) -> Vec<Option<u64>> {
    match (column, column.reals()) {
        (Column::Timestamp(rows), _) => {
            rows.iter().map(|row| row.map(i64::cast_unsigned)).collect()
        }
        // Adding zero makes one value of the two zeros.
        (_, Some(values)) => {
            values.iter().map(|x| (!x.is_nan()).then_some((x + 0.0).to_bits())).collect()
        }
        _ => vec![None; column.len()],
    }
}

/// Refuses the first row without a value.
pub(super) fn refuse_missing(stage: &str, name: &str, column: &Column) -> Result<(), Error> {
    match (0..column.len()).find(|&row| column.is_missing(row)) {
        Some(row) => Err(bad_column(stage, name, format!("row {row} is missing"))),
        None => Ok(()),
    }
}

judges!(DropConstant, CELLS);

impl Judge for DropConstant {
    const KIND: &'static str = "select.constant";

    fn measure(&self) -> String {
        "share of the most frequent value".to_owned()
    }

    fn judge(&self, x: &Table, _: Target<'_>) -> Result<Verdicts, Error> {
        let stage = Self::KIND;
        if !(0.0..=1.0).contains(&self.share) {
            return Err(refuse(stage, "share", "between 0 and 1", self.share));
        }
        let columns = columns_for(stage, x, CELLS)?;
        let (mut shares, mut kept) = (Vec::new(), Vec::new());
        for name in columns.iter() {
            let column = x.column(name)?;
            if self.missing == MissingValues::Refuse {
                refuse_missing(stage, name, column)?;
            }
            let (mut counts, missing) = counts(column);
            if self.missing == MissingValues::Include && missing > 0 {
                counts.push(missing);
            }
            let most = counts.iter().copied().max().unwrap_or(0);
            let share = most as f64 / x.rows() as f64;
            kept.push(if self.share == 1.0 {
                counts.len() != 1
            } else {
                share < self.share || share.is_nan()
            });
            shares.push(share);
        }
        let verdicts = Verdicts::new(columns, shares).with_threshold(self.share);
        let verdicts = verdicts.keep(|at| kept[at]);
        let dropped = verdicts.columns().iter().zip(verdicts.kept()).filter(|(_, kept)| !**kept);
        let dropped: Vec<_> = dropped.map(|(name, _)| name).collect();
        let left = x.without(&dropped);
        if x.rows() > 0 && !left.names().any(|name| left.role(name) == Some(Role::Feature)) {
            let expected = "such that a feature is left";
            return Err(refuse(stage, "share", expected, self.share));
        }
        Ok(verdicts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Stage;
    use crate::pipeline::Fit;
    use proptest::prelude::*;

    fn table() -> Result<Table, Error> {
        Table::new()
            .with("zeros", Column::Real(vec![0.0, -0.0, 0.0, f64::NAN]))?
            .with("text", Column::text(["a", "a", "a", "b"]))?
            .with("empty", Column::Real(vec![f64::NAN; 4]))?
            .with("id", Column::integers([1, 2, 3, 4]))
    }

    /// What Feature-engine 1.9.4 does with the same columns (the empty one apart, which it cannot count).
    #[test]
    fn missing_values_count_as_they_are_told() -> Result<(), Error> {
        let x = table()?;
        let dropped = |recipe: DropConstant| -> Result<Vec<String>, Error> {
            Ok(recipe.fit(&x, &())?.dropped().iter().map(ToString::to_string).collect())
        };
        let ignore = DropConstant::new().missing(MissingValues::Ignore);
        let include = DropConstant::new().missing(MissingValues::Include);
        assert_eq!(dropped(ignore.clone())?, ["zeros"]);
        assert_eq!(dropped(ignore.share(0.7))?, ["zeros", "text"]);
        assert_eq!(dropped(include.clone())?, ["empty"]);
        assert_eq!(dropped(include.share(0.75))?, ["zeros", "text", "empty"]);
        assert_eq!(
            dropped(DropConstant::new()).unwrap_err().to_string(),
            "stage `select.constant`, column `zeros`: row 3 is missing"
        );
        Ok(())
    }

    #[test]
    fn says_why() -> Result<(), Error> {
        let x = table()?.without(&["zeros", "empty"]);
        let fitted = DropConstant::new().share(0.75).fit(&x, &())?;
        let expected = [
            ("text", "dropped: share of the most frequent value 0.75, against 0.75"),
            ("id", "kept: share of the most frequent value 0.25"),
        ];
        assert_eq!(fitted.report(), expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert!(DropConstant::new().share(0.25).fit(&x, &()).is_err());
        assert!(DropConstant::new().share(f64::NAN).fit(&x, &()).is_err());
        Ok(())
    }

    proptest! {
        /// Each value counted in a map.
        #[test]
        fn counts_are_those_of_a_map(
            values in prop::collection::vec(prop_oneof![(-2i8..3).prop_map(f64::from), Just(-0.0), Just(f64::NAN)], 0..30),
        ) {
            let mut map = std::collections::BTreeMap::new();
            let there = values.iter().filter(|x| !x.is_nan());
            there.for_each(|x| *map.entry((x + 0.0).to_bits()).or_insert(0u64) += 1);
            let mut expected: Vec<u64> = map.into_values().collect();
            expected.sort_by(|a, b| b.cmp(a));
            let missing = values.iter().filter(|x| x.is_nan()).count() as u64;
            prop_assert_eq!(counts(&Column::Real(values)), (expected, missing));
        }
    }
}
