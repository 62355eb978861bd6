//! The fitted stage.

use super::Windows;
use super::cells::{Cell, Key, TIMES, cells, times};
use super::ends::ends;
use super::order::Order;
use super::plan::Plan;
use super::series::Series;
use super::state::WindowState;
use super::stream::WindowStream;
use crate::artifact::{Refit, Stage};
use crate::data::{Column, ColumnType, Table, Types};
use crate::error::{Error, list};
use crate::feature::made::{check_made, dropped, with_made};
use crate::pipeline::per_column::{check_columns, reals, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A fitted [`Windows`]: the end of every series, and what is made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Windower {
    recipe: Windows,
    pub(super) state: WindowState,
    pub(super) plan: Plan,
}

/// The rows of a table as series see them.
pub(super) struct Rows<'a> {
    keys: Vec<Vec<Cell>>,
    sources: Vec<Cow<'a, [f64]>>,
}

impl Rows<'_> {
    /// Whether there is more than one series.
    pub(super) fn are_keyed(&self) -> bool {
        !self.keys.is_empty()
    }

    /// A source.
    pub(super) fn source(&self, source: usize) -> &[f64] {
        self.sources.get(source).map_or(&[][..], |values| values)
    }

    /// The key of a row.
    pub(super) fn key(&self, row: usize) -> Key {
        self.keys.iter().filter_map(|column| column.get(row).cloned()).collect()
    }

    /// The value of a source in a row.
    pub(super) fn value(&self, row: usize, source: usize) -> f64 {
        self.sources.get(source).and_then(|x| x.get(row)).copied().unwrap_or(f64::NAN)
    }
}

impl Windower {
    /// The columns it makes.
    #[must_use]
    pub fn made(&self) -> &[Arc<str>] {
        &self.plan.names
    }

    /// How many series it knows.
    #[must_use]
    pub fn series(&self) -> usize {
        self.state.series.len()
    }

    /// A stream that goes on where this stage stands.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let day = |day, sales| {
    ///     Table::new()
    ///         .with("day", Column::integers([day]))?
    ///         .with("sales", Column::Real(vec![sales]))
    /// };
    /// let by: [&str; 0] = [];
    /// let recipe = Windows::by(by).over("day").lag("sales", [1]);
    /// let mut stream = recipe.fit(&day(1, 5.0)?, &())?.stream();
    /// assert_eq!(stream.push(&day(2, 6.0)?)?.value(0, "sales_lag_1"), Value::Real(5.0));
    /// assert_eq!(stream.push(&day(3, 7.0)?)?.value(0, "sales_lag_1"), Value::Real(6.0));
    /// assert!(stream.push(&day(2, 9.0)?).is_err());
    /// let fitted = stream.into_fitted();
    /// assert_eq!(fitted.apply(&day(4, 0.0)?)?.value(0, "sales_lag_1"), Value::Real(7.0));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    #[must_use]
    pub fn stream(&self) -> WindowStream {
        WindowStream::new(self.clone())
    }

    /// The stage before the first row.
    fn empty(recipe: &Windows, x: &Table) -> Result<Windower, Error> {
        recipe.check()?;
        let plan = Plan::of(recipe);
        let mut key_types = Vec::with_capacity(recipe.by.len());
        for name in &recipe.by {
            let column = x.column(name)?;
            if matches!(&**column, Column::Sparse(_)) {
                return Err(wrong_type(name, Types::ALL, column));
            }
            key_types.push(column.column_type());
        }
        let time = x.column(&recipe.over)?;
        if !TIMES.contains(time.column_type()) {
            return Err(wrong_type(&recipe.over, TIMES, time));
        }
        let state = WindowState::new(key_types, time.column_type(), &plan);
        let stage = Windower { recipe: recipe.clone(), state, plan };
        stage.rows(x)?;
        check_made(Self::KIND, x, stage.dropped(), stage.made())?;
        Ok(stage)
    }

    fn dropped(&self) -> &[Arc<str>] {
        dropped(&self.plan.sources, self.recipe.drop_sources)
    }

    fn check_type(&self, name: &str, column: &Column, at_fit: ColumnType) -> Result<(), Error> {
        match column.column_type() == at_fit {
            true => Ok(()),
            false => Err(wrong_type(name, Types::only(at_fit), column)),
        }
    }

    /// Keys and values of the rows of a table.
    pub(super) fn rows<'a>(&self, x: &'a Table) -> Result<Rows<'a>, Error> {
        let mut keys = Vec::with_capacity(self.recipe.by.len());
        for (name, &at_fit) in self.recipe.by.iter().zip(&self.state.key_types) {
            let column = x.column(name)?;
            self.check_type(name, column, at_fit)?;
            keys.push(cells(column).unwrap_or_default());
        }
        let sources = self.plan.sources.iter().map(|name| reals(x, name));
        Ok(Rows { keys, sources: sources.collect::<Result<_, _>>()? })
    }

    /// The times of the rows of a table.
    pub(super) fn times(&self, x: &Table) -> Result<Vec<i64>, Error> {
        self.check_type(&self.recipe.over, x.column(&self.recipe.over)?, self.state.time_type)?;
        times(x, &self.recipe.over)
    }

    pub(super) fn over(&self) -> &str {
        &self.recipe.over
    }

    /// A table with the columns made of it.
    pub(super) fn with_columns(&self, x: &Table, made: Vec<Vec<f64>>) -> Result<Table, Error> {
        let made = self.made().iter().cloned().zip(made.into_iter().map(Column::Real));
        with_made(x, self.dropped(), made)
    }

    /// The ends of the series of the training rows.
    fn learned(recipe: &Windows, x: &Table) -> Result<Windower, Error> {
        let mut stage = Windower::empty(recipe, x)?;
        let (rows, times) = (stage.rows(x)?, stage.times(x)?);
        stage.state.series = ends(&stage.plan, &rows, &Order { x, times: &times });
        Ok(stage)
    }

    /// Runs over the training rows in their order, and gives each its features.
    fn run(recipe: &Windows, x: &Table) -> Result<(Windower, Table), Error> {
        let mut stage = Windower::empty(recipe, x)?;
        let (rows, times) = (stage.rows(x)?, stage.times(x)?);
        let keys: Vec<Key> = (0..x.rows()).map(|row| rows.key(row)).collect();
        let mut order: Vec<usize> = (0..x.rows()).collect();
        Order { x, times: &times }.sort(&mut order, |a, b| keys[a].cmp(&keys[b]));
        let mut made = vec![vec![0.0; x.rows()]; stage.made().len()];
        let mut values = Vec::new();
        for run in order.chunk_by(|&a, &b| keys[a] == keys[b]) {
            let mut series = Series::new(&stage.plan);
            for &row in run {
                let features = stage.plan.features(Some(&series), &mut values);
                for (column, feature) in made.iter_mut().zip(features) {
                    if let Some(cell) = column.get_mut(row) {
                        *cell = feature;
                    }
                }
                series.push(&stage.plan, times[row], |source| rows.value(row, source));
            }
            series.trim(&stage.plan);
            if let Some(&first) = run.first() {
                stage.state.series.insert(keys[first].clone(), series);
            }
        }
        let out = stage.with_columns(x, made)?;
        Ok((stage, out))
    }
}

impl Pipeline for Windows {
    type Input = Table;
    type Output = Table;
}

impl<Y: ?Sized> Fit<Y> for Windows {
    type Fitted = Windower;

    fn fit(&self, x: &Table, _: &Y) -> Result<Windower, Error> {
        Windower::learned(self, x)
    }

    fn fit_apply(&self, x: &Table, _: &Y) -> Result<(Windower, Table), Error> {
        Windower::run(self, x)
    }
}

impl Pipeline for Windower {
    type Input = Table;
    type Output = Table;
}

impl Apply for Windower {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let rows = self.rows(x)?;
        // All rows of a series get the same: each is answered as if it came next.
        let mut values = Vec::new();
        let mut answer = |key: &Key| -> Vec<f64> {
            self.plan.features(self.state.series.get(key), &mut values).collect()
        };
        if !rows.are_keyed() {
            let answer = answer(&Key::new());
            let made = answer.into_iter().map(|feature| vec![feature; x.rows()]);
            return self.with_columns(x, made.collect());
        }
        let mut answers: BTreeMap<Key, Vec<f64>> = BTreeMap::new();
        let mut made = vec![Vec::with_capacity(x.rows()); self.made().len()];
        for row in 0..x.rows() {
            let key = rows.key(row);
            if !answers.contains_key(&key) {
                answers.insert(key.clone(), answer(&key));
            }
            let answer = answers.get(&key).into_iter().flatten();
            made.iter_mut().zip(answer).for_each(|(column, &feature)| column.push(feature));
        }
        self.with_columns(x, made)
    }
}

impl Stage for Windower {
    const KIND: &'static str = "feature.windows";
    const CROSS_FITS: bool = true;
    type Recipe = Windows;
    type State = WindowState;

    fn recipe(&self) -> &Windows {
        &self.recipe
    }

    fn state(&self) -> &WindowState {
        &self.state
    }

    fn restore(recipe: Windows, state: WindowState) -> Result<Self, String> {
        recipe.check().map_err(|error| error.to_string())?;
        let plan = Plan::of(&recipe);
        check_columns(&plan.names, &[])?;
        state.check(&plan, recipe.by.len())?;
        Ok(Windower { recipe, state, plan })
    }

    fn learn(recipe: &Windows, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn learn_apply(recipe: &Windows, x: &Table, _: Target<'_>) -> Result<(Self, Table), Error> {
        Windower::run(recipe, x)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let made = list(self.made());
        let line = format!("{} series over `{}`, for {made}", self.series(), self.recipe.over);
        self.plan.sources.iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}
