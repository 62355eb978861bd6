//! Each row to length 1.

use crate::artifact::{Refit, Stage};
use crate::data::{Column, Table, Types};
use crate::error::Error;
use crate::exact;
use crate::exact::vector::lengths::{divide_by_row, largest_by_row, sizes_by_row, squares_by_row};
use crate::pipeline::per_column::{check_columns, columns_for, reals};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// The length of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Norm {
    /// √Σx²: Euclidean.
    #[default]
    L2,
    /// Σ|x|: absolute values.
    L1,
    /// max |x|.
    Max,
}

/// Divides the numbers of each row by the length of the row.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. A row of zeros stays as it
/// is. A row with a missing value has no length, so that all its numbers become missing.
///
/// # Formula
/// y = x / ‖row‖, with the [`Norm`] of the row's numbers from left to right as at fit, or x where that is
/// 0 up to rounding (below 10 · 2⁻⁵²).
///
/// # Learned state
/// None but the names of the columns.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is numeric.
///
/// # Source
/// `Normalizer` of scikit-learn 1.9.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("east", Column::Real(vec![3.0]))?
///     .with("north", Column::Real(vec![-4.0]))?;
/// let direction = NormalizeRows::new().fit(&table, &())?.apply(&table)?;
/// assert_eq!(direction.value(0, "north"), Value::Real(-0.8));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "Normalizer")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormalizeRows {
    norm: Norm,
}

impl NormalizeRows {
    /// To Euclidean length 1.
    #[must_use]
    pub fn new() -> NormalizeRows {
        NormalizeRows::default()
    }

    /// Which length; by default the Euclidean.
    #[must_use]
    pub fn norm(mut self, norm: Norm) -> NormalizeRows {
        self.norm = norm;
        self
    }
}

/// A fitted [`NormalizeRows`].
#[derive(Debug, Clone, PartialEq)]
pub struct RowNormalizer {
    recipe: NormalizeRows,
    state: RowNormalizerState,
}

/// What [`RowNormalizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowNormalizerState {
    columns: Arc<[Arc<str>]>,
}

impl RowNormalizer {
    /// The columns whose numbers make a row.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

/// A row with a value beyond this is scaled down before its length is taken.
const LARGE: f64 = f64::from_bits(0x5ff0_0000_0000_0000); // 2^512

/// Rows that go through all columns together, so that the second look at them finds them near.
const BLOCK: usize = 1024;

impl Norm {
    /// The lengths of rows that lie in columns, not scaled.
    fn lengths(self, columns: &[&[f64]], out: &mut [f64]) {
        match self {
            Norm::L2 => {
                squares_by_row(columns, out);
                out.iter_mut().for_each(|x| *x = x.sqrt());
            }
            Norm::L1 => sizes_by_row(columns, out),
            Norm::Max => largest_by_row(columns, out),
        }
    }

    /// Whether a row of this length may have to be scaled: where it has a value beyond
    /// [`LARGE`], its squares overflow, and its sum is no less than that value.
    fn may_overflow(self, length: f64) -> bool {
        match self {
            Norm::L2 => length.is_infinite(),
            Norm::L1 => length > LARGE,
            Norm::Max => false,
        }
    }

    /// Divides a row by its length. One whose squares or sum would overflow is scaled down first, by a
    /// power of two, so that no digit is lost but of numbers that come out below 2⁻¹⁰²².
    fn normalize(self, row: &mut [f64]) {
        const DOWN: f64 = f64::from_bits(0x1ff0_0000_0000_0000); // 2^-512
        let largest = row.iter().fold(0.0, |most, x| exact::max(most, x.abs()));
        if self != Norm::Max && largest > LARGE && largest.is_finite() {
            row.iter_mut().for_each(|x| *x *= DOWN);
        }
        let norm = match self {
            Norm::L2 => exact::dot(row, row).sqrt(),
            Norm::L1 => exact::sum(&row.iter().map(|x| x.abs()).collect::<Vec<f64>>()),
            Norm::Max => largest,
        };
        let norm = super::width_or_one(norm);
        row.iter_mut().for_each(|x| *x = exact::canonical(*x / norm));
    }
}

impl Pipeline for NormalizeRows {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for NormalizeRows {
    type Fitted = RowNormalizer;

    fn fit(&self, x: &Table, _: &Y) -> Result<RowNormalizer, Error> {
        let columns = columns_for(RowNormalizer::KIND, x, Types::NUMERIC)?;
        Ok(RowNormalizer { recipe: self.clone(), state: RowNormalizerState { columns } })
    }
}

impl Pipeline for RowNormalizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for RowNormalizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let names = &self.state.columns;
        let columns: Vec<Cow<'_, [f64]>> =
            names.iter().map(|name| reals(x, name)).collect::<Result<_, _>>()?;
        let norm = self.recipe.norm;
        let mut out = vec![vec![0.0; x.rows()]; columns.len()];
        let mut lengths = [0.0; BLOCK];
        for start in (0..x.rows()).step_by(BLOCK) {
            let end = x.rows().min(start + BLOCK);
            let block: Vec<&[f64]> =
                columns.iter().filter_map(|column| column.get(start..end)).collect();
            let lengths = &mut lengths[..end - start];
            norm.lengths(&block, lengths);
            let large: Vec<usize> =
                (0..end - start).filter(|&at| norm.may_overflow(lengths[at])).collect();
            lengths.iter_mut().for_each(|length| *length = super::width_or_one(*length));
            for (out, values) in out.iter_mut().zip(&block) {
                divide_by_row(values, lengths, &mut out[start..end]);
            }
            for at in large {
                let mut row: Vec<f64> = block.iter().map(|values| values[at]).collect();
                norm.normalize(&mut row);
                out.iter_mut().zip(&row).for_each(|(out, &value)| out[start + at] = value);
            }
        }
        let mut out = out.into_iter();
        x.map_columns(names, |_, _| Ok(Column::Real(out.next().unwrap_or_default())))
    }
}

impl Stage for RowNormalizer {
    const KIND: &'static str = "scale.rows";
    type Recipe = NormalizeRows;
    type State = RowNormalizerState;

    fn recipe(&self) -> &NormalizeRows {
        &self.recipe
    }

    fn state(&self) -> &RowNormalizerState {
        &self.state
    }

    fn restore(recipe: NormalizeRows, state: RowNormalizerState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        Ok(RowNormalizer { recipe, state })
    }

    fn learn(recipe: &NormalizeRows, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let norm = format!("in rows of {:?} norm 1", self.recipe.norm);
        let line = |name: &Arc<str>| (name.to_string(), norm.clone());
        self.state.columns.iter().map(line).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table(rows: &[[f64; 2]]) -> Table {
        let column = |at: usize| Column::Real(rows.iter().map(|row| row[at]).collect());
        Table::new().with("a", column(0)).unwrap().with("b", column(1)).unwrap()
    }

    /// The lengths of (3, −4) are 5, 7 and 4.
    #[test]
    fn divides_by_the_length() -> Result<(), Error> {
        let x = table(&[[3.0, -4.0], [0.0, -0.0], [f64::NAN, 1.0]]);
        let missing = [f64::NAN; 2];
        for (norm, row) in [
            (Norm::L2, [0.6, -0.8]),
            (Norm::L1, [3.0 / 7.0, -4.0 / 7.0]),
            (Norm::Max, [0.75, -1.0]),
        ] {
            let out = NormalizeRows::new().norm(norm).fit(&x, &())?.apply(&x)?;
            assert_eq!(out, table(&[row, [0.0, -0.0], missing]), "{norm:?}");
        }
        Ok(())
    }

    /// (3, −4) times a power of two has the same direction, however large.
    #[test]
    fn squares_do_not_overflow() -> Result<(), Error> {
        let large = f64::from_bits(0x7fc0_0000_0000_0000);
        let x = table(&[[3.0 * large, -4.0 * large], [f64::INFINITY, 1.0]]);
        for (norm, row) in [(Norm::L2, [0.6, -0.8]), (Norm::L1, [3.0 / 7.0, -4.0 / 7.0])] {
            let out = NormalizeRows::new().norm(norm).fit(&x, &())?.apply(&x)?;
            assert_eq!(out, table(&[row, [f64::NAN, 0.0]]), "{norm:?}");
        }
        Ok(())
    }

    #[test]
    fn columns_are_added_in_the_order_of_fit() -> Result<(), Error> {
        let names: Vec<String> = (0..20).map(|at| format!("c{at}")).collect();
        let number = |at: usize| Column::Real(vec![0.1 + at as f64 * 1e3 / 7.0]);
        let x = Table::from_columns(names.iter().enumerate().map(|(at, n)| (&**n, number(at))))?;
        let fitted = NormalizeRows::new().norm(Norm::L1).fit(&x, &())?;
        let reversed: Vec<&String> = names.iter().rev().collect();
        assert_eq!(fitted.apply(&x.select(&reversed)?)?.select(&names)?, fitted.apply(&x)?);
        Ok(())
    }

    proptest! {
        /// Row by row, in blocks of any size.
        #[test]
        fn rows_by_column_are_rows_one_by_one(
            width in 1usize..20, count in 0usize..60, repeat in 1usize..40,
            values in prop::collection::vec(prop_oneof![40 => -1e6..1e6f64, 1 => any::<f64>()], 1200),
        ) {
            let columns: Vec<Vec<f64>> =
                values.chunks(60).take(width).map(|column| column[..count].repeat(repeat)).collect();
            let named = columns.iter().enumerate().map(|(at, x)| (format!("c{at}"), Column::Real(x.clone())));
            let x = Table::from_columns(named).unwrap();
            for norm in [Norm::L1, Norm::L2, Norm::Max] {
                let out = NormalizeRows::new().norm(norm).fit(&x, &()).unwrap().apply(&x).unwrap();
                let out: Vec<_> = out.columns().map(|(_, column)| column.reals().unwrap()).collect();
                for at in 0..count * repeat {
                    let mut row: Vec<f64> = columns.iter().map(|column| column[at]).collect();
                    norm.normalize(&mut row);
                    let found: Vec<u64> = out.iter().map(|column| column[at].to_bits()).collect();
                    prop_assert_eq!(found, row.iter().map(|x| x.to_bits()).collect::<Vec<_>>());
                }
            }
        }
    }
}
