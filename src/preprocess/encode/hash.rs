//! Levels hashed into columns.

use crate::artifact::{Refit, Stage};
use crate::data::{Column, Sparse, Table, Types, hashed_column};
use crate::error::{Error, RowError};
use crate::pipeline::per_column::{bad_column, check_columns, columns_for, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use crate::preprocess::{bad_parameter, clash};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// The most columns inside a sparse one: as many as the sizes of a signed hash of 32 bits.
const MOST_SPARSE: u32 = 1 << 31;
/// The most columns of a table; a stored recipe must not make a reader allocate more.
const MOST: u32 = 1 << 12;

/// Hashes the levels of all text columns into a fixed number of columns, so that no level is ever unseen
/// and nothing is learned but the names of the columns.
///
/// Takes and gives a [`Table`]. The columns encoded are taken away; `hash_0`, `hash_1` and so on stand at the
/// right end, or one [sparse](EncodeHash::sparse) column `hash` does. Levels that fall into one column cannot
/// be told apart: the more columns, the fewer do. A missing value adds nothing.
///
/// # Formula
/// z(hash_j) = Σ s(h)·w over the columns encoded, where h is the MurmurHash3 of 32 bits, as a signed number,
/// of `column=level` in UTF-8, its size modulo the number of columns is j, s(h) is its sign and w = 1. A
/// number, in a column of a [type](EncodeHash::types) that is not text, is hashed by the name of its
/// column alone and is its own w.
///
/// # Learned state
/// The names of the columns encoded.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order. Sums run in the order of the columns at fit.
///
/// # Errors
/// Fitting fails when no column is of the types taken, when there are no columns to hash into or more than
/// 4,096 (sparse: 2³¹), or a column would have the name of another. Applying refuses an
/// infinite number, and a sum beyond the range of `f64`.
///
/// # Source
/// `FeatureHasher` of scikit-learn 1.9 on rows as dictionaries. Weinberger et al., "Feature Hashing for Large
/// Scale Multitask Learning", ICML 2009.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("city", Column::text(["Rome", "Bari"]))?;
/// let hashed = EncodeHash::new(4).fit(&x, &())?.apply(&x)?;
/// assert_eq!(hashed.width(), 4);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "FeatureHasher")]
#[doc(alias = "HashingEncoder")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EncodeHash {
    columns: u32,
    types: Types,
    alternate_sign: bool,
    sparse: bool,
    name: String,
}

impl EncodeHash {
    /// So many columns, of the levels of all text columns, with alternating signs.
    #[doc(alias = "n_features")]
    #[doc(alias = "n_components")]
    #[must_use]
    pub fn new(columns: u32) -> EncodeHash {
        let (types, name) = (Types::TEXT, "hash".to_owned());
        EncodeHash { columns, types, alternate_sign: true, sparse: false, name }
    }

    /// The types of column to encode; by default text. Numbers are their own weights; timestamps cannot be encoded.
    #[must_use]
    pub fn types(mut self, types: Types) -> EncodeHash {
        self.types = types;
        self
    }

    /// Whether half of the levels count as −1, so that those that fall together cancel on average; by
    /// default yes.
    #[must_use]
    pub fn alternate_sign(mut self, alternate: bool) -> EncodeHash {
        self.alternate_sign = alternate;
        self
    }

    /// Makes one sparse column instead of many.
    #[must_use]
    pub fn sparse(mut self) -> EncodeHash {
        self.sparse = true;
        self
    }

    /// What the columns are called, before their number; by default `hash`.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> EncodeHash {
        self.name = name.into();
        self
    }

    /// The most columns there may be, when there are too many or none.
    fn excess(&self) -> Option<u32> {
        let most = if self.sparse { MOST_SPARSE } else { MOST };
        (self.columns == 0 || self.columns > most).then_some(most)
    }

    /// The names of the columns made.
    fn names(&self) -> Vec<Arc<str>> {
        match self.sparse {
            true => vec![Arc::from(self.name.as_str())],
            false => (0..self.columns).map(|at| format!("{}_{at}", self.name).into()).collect(),
        }
    }

    /// The column a text falls into, and its weight there.
    fn place(&self, text: &str) -> Option<(u32, f64)> {
        let (place, negative) = hashed_column(text.as_bytes(), self.columns)?;
        Some((place, if negative && self.alternate_sign { -1.0 } else { 1.0 }))
    }
}

/// A fitted [`EncodeHash`].
#[derive(Debug, Clone, PartialEq)]
pub struct HashEncoder {
    recipe: EncodeHash,
    state: HashState,
}

/// What [`HashEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HashState {
    columns: Arc<[Arc<str>]>,
}

impl HashEncoder {
    /// The columns it hashes.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// Where each row of a column falls, and what it adds there.
    fn cells(&self, name: &str, column: &Column) -> Result<Vec<Option<(u32, f64)>>, Error> {
        if let Column::Text(rows) = column {
            let place = |level: &str| self.recipe.place(&format!("{name}={level}"));
            if rows.len() < rows.levels().len() {
                return Ok(rows.iter().map(|level| level.and_then(place)).collect());
            }
            let levels: Vec<Option<(u32, f64)>> =
                rows.levels().iter().map(|level| place(level)).collect();
            let cell = |&code: &u32| levels.get(code as usize).copied().flatten();
            return Ok(rows.codes().iter().map(cell).collect());
        }
        let values = column
            .reals()
            .ok_or_else(|| wrong_type(name, Types::TEXT.or(Types::NUMERIC), column))?;
        if let Some(row) = values.iter().position(|x| x.is_infinite()) {
            return Err(refused(name, row, "a finite number", values[row]));
        }
        let place = self.recipe.place(name);
        let cell = |&x: &f64| match place {
            Some((place, sign)) if !x.is_nan() && x != 0.0 => Some((place, sign * x)),
            _ => None,
        };
        Ok(values.iter().map(cell).collect())
    }

    fn sparse(&self, cells: &[Vec<Option<(u32, f64)>>], rows: usize) -> Result<Sparse, Error> {
        let mut out = Sparse::numbered(self.recipe.columns);
        for row in 0..rows {
            let mut sums: Vec<(usize, f64)> = Vec::with_capacity(cells.len());
            for (place, weight) in
                cells.iter().filter_map(|cells| cells.get(row).copied().flatten())
            {
                let place = place as usize;
                match sums.iter_mut().find(|(other, _)| *other == place) {
                    Some((_, sum)) => *sum += weight,
                    None => sums.push((place, weight)),
                }
            }
            out.push(sums)?;
        }
        Ok(out)
    }

    fn dense(&self, cells: &[Vec<Option<(u32, f64)>>], rows: usize) -> Vec<Vec<f64>> {
        let mut out: Vec<Vec<f64>> = (0..self.recipe.columns).map(|_| vec![0.0; rows]).collect();
        for cells in cells {
            for (row, cell) in cells.iter().enumerate() {
                if let Some((place, weight)) = cell
                    && let Some(column) = out.get_mut(*place as usize)
                {
                    column[row] += weight;
                }
            }
        }
        out
    }
}

fn refused(column: &str, row: usize, expected: &str, found: f64) -> Error {
    RowError {
        stage: HashEncoder::KIND.to_owned(),
        column: column.to_owned(),
        row: Some(row),
        expected: expected.to_owned(),
        found: found.to_string(),
    }
    .into()
}

impl Pipeline for EncodeHash {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

impl<Y: ?Sized> Fit<Y> for EncodeHash {
    type Fitted = HashEncoder;

    fn fit(&self, x: &Table, _: &Y) -> Result<HashEncoder, Error> {
        let stage = HashEncoder::KIND;
        if let Some(most) = self.excess() {
            let expected = format!("from 1 to {most}");
            return Err(bad_parameter(stage, "columns", &expected, self.columns.to_string()));
        }
        let columns = columns_for(stage, x, self.types)?;
        for name in columns.iter() {
            let column = x.column(name)?;
            if matches!(&**column, Column::Timestamp(_) | Column::Sparse(_)) {
                let problem = format!("a {} cell is not hashed", column.column_type());
                return Err(bad_column(stage, name, problem));
            }
        }
        let made = self.names();
        if let (Some(name), Some(column)) = (clash(&x.without(&columns), &made), columns.first()) {
            let problem = format!("two columns would be named `{name}`");
            return Err(bad_column(stage, column, problem));
        }
        Ok(HashEncoder { recipe: self.clone(), state: HashState { columns } })
    }
}

impl Pipeline for HashEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for HashEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let columns = self.state.columns.iter();
        let cells = columns.map(|name| self.cells(name, x.column(name)?));
        let cells = cells.collect::<Result<Vec<_>, _>>()?;
        let mut out = x.without(&self.state.columns);
        if self.recipe.sparse {
            let rows = self.sparse(&cells, x.rows())?;
            for (row, cells) in rows.rows().enumerate() {
                if let Some(sum) = cells.values.iter().find(|sum| !sum.is_finite()) {
                    return Err(refused(&self.recipe.name, row, "a finite sum", *sum));
                }
            }
            out.push(self.recipe.name.as_str(), Column::Sparse(rows))?;
            return Ok(out);
        }
        let made = self.dense(&cells, x.rows());
        let worst = |column: &Vec<f64>| column.iter().position(|sum| !sum.is_finite());
        if let Some(row) = made.iter().filter_map(worst).min() {
            return Err(refused(&self.recipe.name, row, "a finite sum", f64::INFINITY));
        }
        out.extend(self.recipe.names().into_iter().zip(made.into_iter().map(Column::Real)))?;
        Ok(out)
    }
}

impl Stage for HashEncoder {
    const KIND: &'static str = "encode.hash";
    type Recipe = EncodeHash;
    type State = HashState;

    fn recipe(&self) -> &EncodeHash {
        &self.recipe
    }

    fn state(&self) -> &HashState {
        &self.state
    }

    fn restore(recipe: EncodeHash, state: HashState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        if let Some(most) = recipe.excess() {
            return Err(format!(
                "{} columns to hash into, from 1 to {most} belong",
                recipe.columns
            ));
        }
        Ok(HashEncoder { recipe, state })
    }

    fn learn(recipe: &EncodeHash, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = format!("hashed into {} columns", self.recipe.columns);
        self.state.columns.iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}

#[cfg(test)]
mod tests;
