//! What came before: lags, windows and running statistics over a key and a time.

use super::made::bad_parameter;
use super::math_over::Reduction;
use crate::artifact::Stage;
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

mod cells;
mod ends;
mod order;
mod plan;
mod series;
mod stage;
mod state;
mod stream;
#[cfg(test)]
mod tests;

pub use stage::Windower;
pub use state::WindowState;
pub use stream::WindowStream;

/// Adds to each row what came before it: values some rows back, and statistics of the rows before.
///
/// Takes and gives a [`Table`](crate::data::Table). Rows belong to a series by the values of key columns,
/// and within it are in the order of a time column. The new columns stand at the right end in the order
/// they are asked for: `sales_lag_1`, `sales_window_7_mean`, `sales_expanding_sum`. Nothing of a row
/// itself, nor of a later one, enters its features.
///
/// # Training, serving and streaming
/// [`fit_apply`](crate::pipeline::Fit::fit_apply), and so the fit of a whole pipeline, gives each training
/// row the features it had when it came. The fitted stage keeps what is needed of the last rows of each
/// series, and [`apply`](crate::pipeline::Apply::apply) answers every row as if it came next: a batch is
/// its rows one by one, and the time of a row is not read. A [`WindowStream`] takes the rows in that it
/// has answered, and can be turned into a stage again.
///
/// # Formula
/// For a row at place t of its series: lag k is the value at t − k. A window of n holds the values from
/// t − n to t − 1 that are there; its statistic is computed from them in order, as [`Reduction`] has it,
/// and is missing when there are fewer than n, or the least that is asked for. An expanding statistic is
/// of all values up to t − 1 and is exact, rounded once; its variance divides by n − 1. With
/// [`periods`](Windows::periods) p, windows and expanding statistics end at t − p.
///
/// # Learned state
/// For each series the time of its last row, the last values, as many as the longest lag or window, and
/// exact sums where statistics expand: some 8 bytes a value and 100 a sum in a file, 1.1 kB a sum in
/// memory. It grows with the number of series, not with the number of rows.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: rows are sorted by key, by time, and rows of one time by
/// what is in them. A stream that gets the rows in that order gives the bits that fitting gives, however
/// it is cut into blocks.
///
/// # Errors
/// Fitting fails when there is no feature, a lag or window is 0 or over 65,536, a column is not there or
/// of another type, or a new column would have the name of another; and when the time of a row is
/// missing. A stream refuses a row whose time is missing, or earlier than the last of its series.
///
/// # Source
/// `LagFeatures`, `WindowFeatures` and `ExpandingWindowFeatures` of Feature-engine 1.9, whose windows
/// follow one order of all rows.
///
/// # Examples
/// ```
/// use steadfast::feature::Reduction;
/// use steadfast::prelude::*;
/// let table = Table::new()
///     .with("shop", Column::text(["a", "b", "a", "a"]))?
///     .with("day", Column::integers([1, 1, 2, 3]))?
///     .with("sales", Column::Real(vec![5.0, 9.0, 7.0, 8.0]))?;
/// let recipe = Windows::by(["shop"])
///     .over("day")
///     .lag("sales", [1])
///     .window("sales", 2, [Reduction::Mean])
///     .expanding("sales", [Reduction::Maximum]);
/// let (fitted, out) = recipe.fit_apply(&table, &())?;
/// assert_eq!(out.value(3, "sales_lag_1"), Value::Real(7.0));
/// assert_eq!(out.value(3, "sales_window_2_mean"), Value::Real(6.0));
/// assert_eq!(out.value(0, "sales_lag_1"), Value::Missing);
///
/// // Served, a row of shop `a` comes after the three above.
/// let next = table.slice(0..1);
/// assert_eq!(fitted.apply(&next)?.value(0, "sales_lag_1"), Value::Real(8.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "LagFeatures")]
#[doc(alias = "WindowFeatures")]
#[doc(alias = "ExpandingWindowFeatures")]
#[doc(alias = "rolling")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Windows {
    by: Vec<Arc<str>>,
    over: Arc<str>,
    features: Vec<Feature>,
    periods: u32,
    min_periods: Option<u32>,
    fill: Option<f64>,
    drop_sources: bool,
}

/// One thing to look back for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Feature {
    Lag { column: Arc<str>, rows: u32 },
    Window { column: Arc<str>, rows: u32, reduction: Reduction },
    Expanding { column: Arc<str>, reduction: Reduction },
}

impl Feature {
    fn column(&self) -> &Arc<str> {
        match self {
            Feature::Lag { column, .. }
            | Feature::Window { column, .. }
            | Feature::Expanding { column, .. } => column,
        }
    }

    fn name(&self) -> Arc<str> {
        match self {
            Feature::Lag { column, rows } => format!("{column}_lag_{rows}"),
            Feature::Window { column, rows, reduction } => {
                format!("{column}_window_{rows}_{}", reduction.name())
            }
            Feature::Expanding { column, reduction } => {
                format!("{column}_expanding_{}", reduction.name())
            }
        }
        .into()
    }
}

/// The furthest back a lag or window can reach.
const FURTHEST: u32 = 1 << 16;
/// The most features of one stage.
const MOST: usize = 1 << 12;

impl Windows {
    /// Series by the values of these columns; all rows are one series when there is none.
    #[must_use]
    pub fn by<S: Into<Arc<str>>>(columns: impl IntoIterator<Item = S>) -> Windows {
        Windows {
            by: columns.into_iter().map(Into::into).collect(),
            over: Arc::from("time"),
            features: Vec::new(),
            periods: 1,
            min_periods: None,
            fill: None,
            drop_sources: false,
        }
    }

    /// The column of time, of timestamps or numbers; by default `time`.
    #[must_use]
    pub fn over(mut self, column: impl Into<Arc<str>>) -> Windows {
        self.over = column.into();
        self
    }

    /// The values of a numeric column so many rows back, one feature each.
    #[doc(alias = "shift")]
    #[must_use]
    pub fn lag(
        mut self,
        column: impl Into<Arc<str>>,
        rows: impl IntoIterator<Item = u32>,
    ) -> Windows {
        let column = column.into();
        let lag = |rows| Feature::Lag { column: Arc::clone(&column), rows };
        self.features.extend(rows.into_iter().map(lag));
        self
    }

    /// Statistics of a numeric column over the last so many rows.
    #[doc(alias = "rolling")]
    #[must_use]
    pub fn window(
        mut self,
        column: impl Into<Arc<str>>,
        rows: u32,
        reductions: impl IntoIterator<Item = Reduction>,
    ) -> Windows {
        let column = column.into();
        let window = |reduction| Feature::Window { column: Arc::clone(&column), rows, reduction };
        self.features.extend(reductions.into_iter().map(window));
        self
    }

    /// Statistics of a numeric column over all rows before: all but the median and the product, for
    /// which no state of bounded size is enough.
    #[must_use]
    pub fn expanding(
        mut self,
        column: impl Into<Arc<str>>,
        reductions: impl IntoIterator<Item = Reduction>,
    ) -> Windows {
        let column = column.into();
        let expanding = |reduction| Feature::Expanding { column: Arc::clone(&column), reduction };
        self.features.extend(reductions.into_iter().map(expanding));
        self
    }

    /// How many rows back windows and expanding statistics end; by default 1, the row before.
    #[must_use]
    pub fn periods(mut self, rows: u32) -> Windows {
        self.periods = rows;
        self
    }

    /// The least number of values that are there for a window or an expanding statistic to have a value;
    /// by default as many as the window is long, and 1. For a count it is the least number of rows.
    #[must_use]
    pub fn min_periods(mut self, values: u32) -> Windows {
        self.min_periods = Some(values);
        self
    }

    /// What a lag gives that reaches further back than the series; by default a missing value.
    #[doc(alias = "fill_value")]
    #[must_use]
    pub fn fill(mut self, value: f64) -> Windows {
        self.fill = Some(value);
        self
    }

    /// Whether the numeric columns looked at are taken away; by default no.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> Windows {
        self.drop_sources = drop;
        self
    }

    /// What can be said of the parameters before there is data.
    fn check(&self) -> Result<(), Error> {
        const STAGE: &str = Windower::KIND;
        if !(1..=MOST).contains(&self.features.len()) {
            let expected = "a lag, a window or an expanding statistic, and at most 4,096";
            return Err(bad_parameter(STAGE, "features", expected, self.features.len()));
        }
        for feature in &self.features {
            match feature {
                Feature::Lag { rows, .. } | Feature::Window { rows, .. }
                    if !(1..=FURTHEST).contains(rows) =>
                {
                    return Err(bad_parameter(STAGE, "rows", "from 1 to 65,536", rows));
                }
                Feature::Expanding { reduction, .. }
                    if matches!(reduction, Reduction::Median | Reduction::Product) =>
                {
                    let expected = "one that a bounded state can hold, not a median or a product";
                    return Err(bad_parameter(STAGE, "expanding", expected, reduction.name()));
                }
                _ => {}
            }
        }
        if !(1..=FURTHEST).contains(&self.periods) {
            return Err(bad_parameter(STAGE, "periods", "from 1 to 65,536", self.periods));
        }
        Ok(())
    }
}
