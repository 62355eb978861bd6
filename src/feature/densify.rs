//! Sparse columns taken apart.

use crate::artifact::Stage;
use crate::data::{Column, Sparse, Table, Types};
use crate::error::{Error, FitError, TableError};
use crate::exact::canonical;
use crate::pipeline::per_column::{check_columns, columns_for, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Replaces each sparse column by one real column a feature, named `column_feature`: what a matrix, and
/// so a model, takes.
///
/// Takes and gives a [`Table`]. The new columns stand at the right end. Every zero is written out, so
/// this comes last, after what chooses or combines features, and for a vocabulary of reasonable size.
///
/// # Formula
/// z(column_feature) = the number held for the feature, else 0.
///
/// # Learned state
/// The names of the columns and of their features.
///
/// # Determinism
/// Replay exact: no value is computed. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is sparse, when one has more than a million features, and when a
/// new column would have the name of another.
///
/// # Source
/// `toarray` of SciPy's sparse matrices.
///
/// # Examples
/// ```
/// use steadfast::feature::{CountVectorize, Densify};
/// use steadfast::prelude::*;
/// let x = Table::new().with("title", Column::text(["oil on oil", "canvas"]))?;
/// let fitted = CountVectorize::new().then(Densify::new()).fit(&x, &())?;
/// assert_eq!(fitted.apply(&x)?.value(0, "title_oil"), Value::Real(2.0));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Densify {}

/// The most features of one column that are written out.
const MOST: usize = 1_000_000;

impl Densify {
    /// All sparse columns.
    #[must_use]
    pub fn new() -> Densify {
        Densify::default()
    }
}

/// A fitted [`Densify`].
#[derive(Debug, Clone, PartialEq)]
pub struct Densifier {
    recipe: Densify,
    state: DensifierState,
}

/// What [`Densifier`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DensifierState {
    columns: Arc<[Arc<str>]>,
    features: Vec<Vec<Arc<str>>>,
}

impl Densifier {
    /// The columns it replaces.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    fn names(&self) -> Vec<Arc<str>> {
        let columns = self.state.columns.iter().zip(&self.state.features);
        let named = columns.flat_map(|(name, features)| {
            features.iter().map(move |feature| Arc::from(format!("{name}_{feature}")))
        });
        named.collect()
    }
}

fn sparse<'a>(x: &'a Table, name: &str) -> Result<&'a Sparse, Error> {
    match &**x.column(name)? {
        Column::Sparse(rows) => Ok(rows),
        other => Err(wrong_type(name, Types::SPARSE, other)),
    }
}

impl Pipeline for Densify {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::SPARSE
    }
}

impl<Y: ?Sized> Fit<Y> for Densify {
    type Fitted = Densifier;

    fn fit(&self, x: &Table, _: &Y) -> Result<Densifier, Error> {
        let columns = columns_for(Densifier::KIND, x, Types::SPARSE)?;
        let mut features = Vec::new();
        for name in columns.iter() {
            let rows = sparse(x, name)?;
            if rows.width() > MOST {
                let problem = format!("{} features, more than {MOST}", rows.width());
                let (stage, column) = (Densifier::KIND.to_owned(), name.to_string());
                return Err(FitError::Column { stage, column, problem }.into());
            }
            features.push(rows.names().iter().collect());
        }
        let kept = x.without(&columns);
        let state = DensifierState { columns, features };
        let fitted = Densifier { recipe: self.clone(), state };
        let mut seen: BTreeSet<Arc<str>> = kept.names().cloned().collect();
        match fitted.names().into_iter().find(|name| !seen.insert(Arc::clone(name))) {
            Some(name) => Err(TableError::DuplicateName { name: name.to_string() }.into()),
            None => Ok(fitted),
        }
    }
}

impl Pipeline for Densifier {
    type Input = Table;
    type Output = Table;
}

impl Apply for Densifier {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let mut dense = Vec::new();
        for (name, features) in self.state.columns.iter().zip(&self.state.features) {
            let rows = sparse(x, name)?;
            if !rows.names().iter().eq(features.iter().cloned()) {
                let (expected, found) =
                    (format!("{} features", features.len()), format!("{} others", rows.width()));
                return Err(TableError::Type { name: name.to_string(), expected, found }.into());
            }
            let first = dense.len();
            dense.resize(first + features.len(), vec![0.0; x.rows()]);
            for (at, row) in rows.rows().enumerate() {
                for (feature, value) in row.iter() {
                    let column: Option<&mut Vec<f64>> = dense.get_mut(first + feature);
                    if let Some(cell) = column.and_then(|column| column.get_mut(at)) {
                        *cell = canonical(value);
                    }
                }
            }
        }
        let mut out = x.without(&self.state.columns);
        out.extend(self.names().into_iter().zip(dense.into_iter().map(Column::Real)))?;
        Ok(out)
    }
}

impl Stage for Densifier {
    const KIND: &'static str = "feature.densify";
    type Recipe = Densify;
    type State = DensifierState;

    fn recipe(&self) -> &Densify {
        &self.recipe
    }

    fn state(&self) -> &DensifierState {
        &self.state
    }

    fn restore(recipe: Densify, state: DensifierState) -> Result<Self, String> {
        check_columns(&state.columns, &[state.features.len()])?;
        let fitted = Densifier { recipe, state };
        let mut seen = BTreeSet::new();
        match fitted.names().into_iter().find(|name| !seen.insert(Arc::clone(name))) {
            Some(name) => Err(format!("feature `{name}` appears twice")),
            None => Ok(fitted),
        }
    }

    fn learn(recipe: &Densify, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let columns = self.state.columns.iter().zip(&self.state.features);
        let line = |features: &Vec<Arc<str>>| format!("{} columns", features.len());
        columns.map(|(name, features)| (name.to_string(), line(features))).collect()
    }
}
