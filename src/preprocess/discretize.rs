//! Numbers to the bins they fall into.

pub(super) mod cut;
mod edges;
pub(super) mod labels;

use super::bad_parameter;
use super::elementwise::Undefined;
use super::values::Values;
use crate::artifact::{Refit, Stage};
use crate::data::{Table, Types};
use crate::error::Error;
use crate::exact::{Extremes, Quantile};
use crate::pipeline::per_column::{
    PerColumn, all_missing, bad_column, check_columns, columns_for, finite_part, reals,
};
use crate::pipeline::{Apply, Fit, PartialFit, Pipeline, Settle, Target};
use cut::{Cut, indicator_names, taken_name, within};
use edges::Rule;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which end of a bin belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Closed {
    /// [a, b): the lower.
    Left,
    /// (a, b]: the upper.
    Right,
}

/// What stands for a bin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum BinOutput {
    /// Its number, from 0.
    #[default]
    Number,
    /// Its number as text, for the encoders of categories.
    Text,
    /// Its boundaries as text, such as `(18.0, 65.0]`.
    Boundaries,
    /// One indicator column a bin, named `age_0.0`.
    Indicators,
}

/// Replaces each number by the bin it falls into.
///
/// Takes and gives a [`Table`]; columns that are not numeric pass through. Missing values are left
/// out when learning and stay missing. Bins that are learned are open at both ends: a later value below the
/// first bin is in the first, one above the last in the last.
///
/// # Formula
/// The number of inner edges ≤ x where bins are [closed](Closed) on the left, < x where on the right, with
///
/// | rule | edges | closed |
/// |---|---|---|
/// | [`uniform`](Self::uniform) | evenly from the smallest to the largest value | left |
/// | [`quantile`](Self::quantile) | quantiles, evenly from 0 to 1 | left |
/// | [`k_means`](Self::k_means) | the middles between centres of k-means | left |
/// | [`equal_width`](Self::equal_width) | evenly from the smallest to the largest value | right |
/// | [`equal_frequency`](Self::equal_frequency) | quantiles by a straight line | right |
/// | [`geometric`](Self::geometric) | min + (max − min)^(i / bins) | right |
/// | [`given`](Self::given) | given | right |
///
/// Of the first three, a constant column has one bin, and an edge within 10⁻⁸ of the one before it is left out
/// (not of uniform ones); of the next three, an edge that is equal to the one before it is.
///
/// # Learned state
/// The edges of each column.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order and from parts. Edges are learned from all rows: none are drawn,
/// as scikit-learn does where there are more than 200,000.
///
/// # Errors
/// Fitting fails when no column is numeric, when a column has no value or an infinite one or spans more
/// than the range of `f64`, when the number of bins is 0 or more than a million, when given edges do not ascend
/// or name a column that is not there, and when an indicator would have the name of another column. A value
/// beyond the outermost given edges is refused, at fit and later, unless
/// [`undefined`](Self::undefined) says otherwise.
///
/// # Source
/// `KBinsDiscretizer` of scikit-learn 1.9 (the first three); `EqualWidthDiscretiser`,
/// `EqualFrequencyDiscretiser`, `GeometricWidthDiscretiser` and `ArbitraryDiscretiser` of
/// Feature-engine 1.9, which are `cut` and `qcut` of pandas.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("age", Column::Real(vec![8.0, 18.0, 30.0, 71.0]))?;
/// let bins = Discretize::given([("age", vec![0.0, 18.0, 65.0, f64::INFINITY])]);
/// let aged = bins.clone().fit(&table, &())?.apply(&table)?;
/// assert_eq!(aged.value(1, "age"), Value::Real(0.0));
/// let named = bins.output(BinOutput::Boundaries).fit(&table, &())?.apply(&table)?;
/// assert_eq!(named.value(2, "age"), Value::Text("(18.0, 65.0]"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "KBinsDiscretizer")]
#[doc(alias = "EqualWidthDiscretiser")]
#[doc(alias = "EqualFrequencyDiscretiser")]
#[doc(alias = "GeometricWidthDiscretiser")]
#[doc(alias = "ArbitraryDiscretiser")]
#[doc(alias = "bin")]
#[doc(alias = "cut")]
#[doc(alias = "qcut")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Discretize {
    rule: Rule,
    bins: u64,
    bins_of: BTreeMap<String, u64>,
    given: BTreeMap<String, Vec<f64>>,
    closed: Closed,
    output: BinOutput,
    precision: u32,
    undefined: Undefined,
}

impl Discretize {
    fn new(rule: Rule, bins: u64, closed: Closed) -> Discretize {
        Discretize {
            rule,
            bins,
            bins_of: BTreeMap::new(),
            given: BTreeMap::new(),
            closed,
            output: BinOutput::Number,
            precision: 3,
            undefined: Undefined::Error,
        }
    }

    /// Bins of one width, closed on the left.
    #[must_use]
    pub fn uniform(bins: u64) -> Discretize {
        Discretize::new(Rule::Uniform, bins, Closed::Left)
    }

    /// Bins with equally many rows, closed on the left.
    #[must_use]
    pub fn quantile(bins: u64) -> Discretize {
        let method = Quantile::AveragedInvertedCdf;
        Discretize::new(Rule::Quantile { method }, bins, Closed::Left)
    }

    /// Bins around the centres of k-means on the line, started evenly, closed on the left.
    #[must_use]
    pub fn k_means(bins: u64) -> Discretize {
        Discretize::new(Rule::KMeans, bins, Closed::Left)
    }

    /// Bins of one width, closed on the right; a constant column lies in the middle of as many.
    #[must_use]
    pub fn equal_width(bins: u64) -> Discretize {
        Discretize::new(Rule::EqualWidth, bins, Closed::Right)
    }

    /// Bins with equally many rows, closed on the right.
    #[must_use]
    pub fn equal_frequency(bins: u64) -> Discretize {
        Discretize::new(Rule::EqualFrequency, bins, Closed::Right)
    }

    /// Bins whose widths grow by one factor, closed on the right.
    #[must_use]
    pub fn geometric(bins: u64) -> Discretize {
        Discretize::new(Rule::Geometric, bins, Closed::Right)
    }

    /// Bins between the edges given for each column, ascending, of which the outermost may be infinite; closed
    /// on the right, and the first on both sides. Other columns pass through.
    #[must_use]
    pub fn given<S: Into<String>>(edges: impl IntoIterator<Item = (S, Vec<f64>)>) -> Discretize {
        let given = edges.into_iter().map(|(name, edges)| (name.into(), edges)).collect();
        Discretize { given, ..Discretize::new(Rule::Given, 1, Closed::Right) }
    }

    /// How many bins one column gets, where that is another number than the others get.
    #[doc(alias = "n_bins")]
    #[must_use]
    pub fn bins_of(mut self, column: impl Into<String>, bins: u64) -> Discretize {
        self.bins_of.insert(column.into(), bins);
        self
    }

    /// How [`quantile`](Self::quantile) reads its edges off the values; by default
    /// [`Quantile::AveragedInvertedCdf`]. Other rules read none.
    #[must_use]
    pub fn quantile_method(mut self, method: Quantile) -> Discretize {
        if let Rule::Quantile { method: own } = &mut self.rule {
            *own = method;
        }
        self
    }

    /// Which end of a bin belongs to it. Of given bins the outermost keeps its other end too.
    #[must_use]
    pub fn closed(mut self, closed: Closed) -> Discretize {
        self.closed = closed;
        self
    }

    /// What stands for a bin; by default its number.
    #[doc(alias = "encode")]
    #[doc(alias = "return_object")]
    #[doc(alias = "return_boundaries")]
    #[must_use]
    pub fn output(mut self, output: BinOutput) -> Discretize {
        self.output = output;
        self
    }

    /// How many decimals boundaries are written with; by default 3, and as many more as tell them apart.
    #[must_use]
    pub fn precision(mut self, decimals: u32) -> Discretize {
        self.precision = decimals;
        self
    }

    /// What becomes of a value beyond the outermost given edges; by default the row is refused.
    #[must_use]
    pub fn undefined(mut self, undefined: Undefined) -> Discretize {
        self.undefined = undefined;
        self
    }

    fn bins_for(&self, column: &str) -> u64 {
        self.bins_of.get(column).copied().unwrap_or(self.bins)
    }

    fn check(&self) -> Result<(), Error> {
        const MOST: u64 = 1_000_000;
        let refuse = |parameter, expected, found| {
            Err(bad_parameter(Discretizer::KIND, parameter, expected, found))
        };
        let mut all = self.bins_of.values().chain([&self.bins]);
        if let Some(bins) = all.find(|bins| !(1..=MOST).contains(*bins)) {
            return refuse("bins", "from 1 to 1000000", bins.to_string());
        }
        if !(1..=19).contains(&self.precision) {
            return refuse("precision", "from 1 to 19", self.precision.to_string());
        }
        let ascend = |edges: &Vec<f64>| edges.len() > 1 && edges.is_sorted_by(|a, b| a < b);
        match self.given.iter().find(|(_, edges)| !ascend(edges)) {
            Some((name, edges)) => {
                refuse("given", "two edges or more that ascend", format!("{edges:?} for `{name}`"))
            }
            None => Ok(()),
        }
    }

    /// The names of the bins of a column: its indicators or boundaries; none where numbers are enough.
    fn names(&self, column: &str, edges: &[f64]) -> Vec<Arc<str>> {
        match self.output {
            BinOutput::Number | BinOutput::Text => Vec::new(),
            BinOutput::Indicators => indicator_names(column, edges.len() - 1),
            BinOutput::Boundaries => {
                let open = self.rule != Rule::Given;
                labels::boundaries(edges, self.closed, self.precision, open)
            }
        }
    }

    /// Refuses a column whose indicators would be named as another column is.
    fn check_names(&self, kept: &Table, column: &str) -> Result<(), Error> {
        let given = self.given.get(column).map(|edges| edges.len() as u64 - 1);
        let bins = given.unwrap_or_else(|| self.bins_for(column));
        match taken_name(kept, column, bins) {
            Some(taken) if self.output == BinOutput::Indicators => {
                let problem = format!("two columns would be named `{taken}`");
                Err(bad_column(Discretizer::KIND, column, problem))
            }
            _ => Ok(()),
        }
    }
}

/// A fitted [`Discretize`].
#[derive(Debug, Clone, PartialEq)]
pub struct Discretizer {
    recipe: Discretize,
    state: DiscretizerState,
}

/// What [`Discretizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DiscretizerState {
    columns: Arc<[Arc<str>]>,
    edges: Vec<Vec<f64>>,
    names: Vec<Vec<Arc<str>>>,
}

impl Discretizer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The edges of each column's bins, one more than there are bins.
    #[doc(alias = "bin_edges_")]
    #[doc(alias = "binner_dict_")]
    #[must_use]
    pub fn edges(&self) -> &[Vec<f64>] {
        &self.state.edges
    }

    /// The names of each column's bins: boundaries or indicators; none where bins are numbers.
    #[must_use]
    pub fn names(&self) -> &[Vec<Arc<str>>] {
        &self.state.names
    }

    fn cut(&self) -> Cut<'_> {
        let DiscretizerState { columns, edges, names } = &self.state;
        let Discretize { rule, closed, undefined, .. } = self.recipe;
        let beyond = (rule == Rule::Given).then_some(undefined);
        Cut { stage: Self::KIND, columns, edges, names, closed, beyond }
    }
}

impl Pipeline for Discretize {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for Discretize {
    type Fitted = Discretizer;

    fn fit(&self, x: &Table, y: &Y) -> Result<Discretizer, Error> {
        self.settle(self.partial(x, y)?)
    }
}

impl<Y: ?Sized> PartialFit<Y> for Discretize {
    fn partial(&self, x: &Table, _: &Y) -> Result<Self::Partial, Error> {
        const STAGE: &str = Discretizer::KIND;
        self.check()?;
        for name in self.bins_of.keys().chain(self.given.keys()) {
            reals(x, name)?;
        }
        let mut columns = columns_for(STAGE, x, Types::NUMERIC)?;
        if self.rule == Rule::Given {
            let named = |name: &&Arc<str>| self.given.contains_key(&***name);
            columns = columns.iter().filter(named).cloned().collect();
        }
        let (kept, mut learned) = (x.without(&columns), Vec::with_capacity(columns.len()));
        for name in columns.iter() {
            let column = x.column(name)?;
            self.check_names(&kept, name)?;
            if let Some(edges) = self.given.get(&**name) {
                let ends = edges.first().zip(edges.last());
                let defined = |x| ends.is_some_and(|(first, last)| !(x < *first || x > *last));
                self.undefined.check(STAGE, || within(edges), name, column, defined)?;
            }
            let mut extremes = Extremes::new();
            let mut values = Values::default();
            if self.rule.needs_values() {
                values = Values::of(STAGE, name, column)?;
            } else if self.rule != Rule::Given {
                extremes.add_slice(&finite_part(STAGE, name, column)?);
            }
            learned.push((extremes, values));
        }
        Ok(PerColumn { columns, learned })
    }
}

impl Settle for Discretize {
    type Partial = PerColumn<(Extremes, Values)>;
    type Settled = Discretizer;

    fn settle(&self, partial: PerColumn<(Extremes, Values)>) -> Result<Discretizer, Error> {
        const STAGE: &str = Discretizer::KIND;
        let edges = partial.settle(|name, (extremes, values)| {
            let bins = usize::try_from(self.bins_for(name)).unwrap_or(usize::MAX);
            match self.given.get(&**name) {
                Some(edges) => Ok(edges.clone()),
                None if self.rule.needs_values() => {
                    self.rule.of_values(STAGE, name, bins, values.tally(STAGE, name)?)
                }
                None => {
                    let range = extremes.range().ok_or_else(|| all_missing(STAGE, name))?;
                    self.rule.of_range(STAGE, name, bins, range)
                }
            }
        })?;
        let named = partial.columns.iter().zip(&edges);
        let names: Vec<Vec<Arc<str>>> = named.map(|(name, e)| self.names(name, e)).collect();
        let state = DiscretizerState { columns: partial.columns, edges, names };
        Ok(Discretizer { recipe: self.clone(), state })
    }
}

impl Pipeline for Discretizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for Discretizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.cut().apply(x, self.recipe.output)
    }
}

impl Stage for Discretizer {
    const KIND: &'static str = "discretize";
    type Recipe = Discretize;
    type State = DiscretizerState;

    fn recipe(&self) -> &Discretize {
        &self.recipe
    }

    fn state(&self) -> &DiscretizerState {
        &self.state
    }

    fn restore(recipe: Discretize, state: DiscretizerState) -> Result<Self, String> {
        let DiscretizerState { columns, edges, names } = &state;
        check_columns(columns, &[edges.len(), names.len()])?;
        recipe.check().map_err(|error| error.to_string())?;
        if recipe.output == BinOutput::Indicators {
            check_columns(&names.concat(), &[])?;
        }
        let fitted = Discretizer { recipe, state };
        fitted.cut().check(Some(fitted.recipe.output))?;
        Ok(fitted)
    }

    fn learn(recipe: &Discretize, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.cut().report()
    }
}

#[cfg(test)]
mod tests;
