//! What small decision trees over some of the columns say.

use super::made::{bad_parameter, check_made, dropped, with_made};
use crate::artifact::{Refit, Stage};
use crate::data::{Column, DataKind, Labels, Table, TextBuilder, Types, Vector};
use crate::error::{Error, FitError};
use crate::exact::{ExactSum, argmax};
use crate::pipeline::per_column::{bad_column, check_columns, columns_for, present_part, reals};
use crate::pipeline::{Apply, Folds, Pipeline, Target, supervised};
use crate::solve::tree::{Growth, Impurity, Tree, fit_classes, fit_numbers};
use grown::Grown;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

mod grown;

/// Which columns are put together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Combine {
    /// Every choice of these numbers of columns, in this order; of every number when there is none.
    Sizes(Vec<u32>),
    /// These.
    Given(Vec<Vec<Arc<str>>>),
}

/// The most trees of one stage.
const MOST: usize = 1 << 12;
/// The most decimals numbers are rounded to: the powers of ten up to there are exact.
const MOST_DECIMALS: u32 = 15;

/// Adds what small decision trees say, each grown on one combination of the numeric columns: a mean of the
/// target, the share of the second of two classes, or the likeliest of more.
///
/// Takes and gives a [`Table`]. The new columns stand at the right end, one a combination, named `tree(a)`
/// and `tree(a, b)`: real numbers, or text where there are three classes or more. A row with a missing
/// value among the columns of a tree gets no answer of it. The columns themselves stay, unless told
/// otherwise.
///
/// Training rows are given what all of them say, their own target included; with
/// [`cross_fit`](crate::pipeline::cross_fit) they are not.
///
/// # Formula
/// z = the answer of the leaf to which a row's values lead. The depth of each tree is the one of those to
/// [choose from](TreeFeatures::depths) whose trees, grown on the rows of the other folds, have the least
/// squared error over all rows, of classes the fewest rows of which the likeliest class is wrong; of
/// equals, the first. Of equally likely classes the first is taken.
///
/// # Learned state
/// The trees.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order: trees are grown from exact sums, and the fold of a row goes
/// by what it holds and by the seed.
///
/// # Errors
/// Fitting fails when no column is numeric, a value is missing or infinite, a number of the target is not
/// finite, there are fewer rows than folds and depths to choose from, the combinations are none or over
/// 4,096, or a new column would have the name of another.
///
/// # Source
/// `DecisionTreeFeatures` of Feature-engine 1.9, whose folds are blocks of rows. Niculescu-Mizil et al.,
/// "Winning the KDD Cup Orange Challenge with Ensemble Selection", JMLR W&CP 7 (2009).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new()
///     .with("age", Column::Real(vec![20.0, 30.0, 40.0, 50.0]))?
///     .with("fare", Column::Real(vec![1.0, 9.0, 1.0, 9.0]))?;
/// let y = Vector::new(vec![1.0, 5.0, 1.0, 7.0]);
/// let out = TreeFeatures::new().up_to(1).depths([1]).fit(&x, &y)?.apply(&x)?;
/// // One cut: at a fare of 5.
/// assert_eq!(out.value(3, "tree(fare)"), Value::Real(6.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DecisionTreeFeatures")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TreeFeatures {
    combine: Combine,
    depths: Vec<u32>,
    min_leaf: u32,
    folds: u32,
    seed: u64,
    decimals: Option<u32>,
    drop_sources: bool,
}

impl Default for TreeFeatures {
    fn default() -> Self {
        TreeFeatures::new()
    }
}

/// Columns, and combinations as places among them.
type Chosen = (Arc<[Arc<str>]>, Vec<Vec<u32>>);

impl TreeFeatures {
    /// Every combination of every number of columns; depths 1 to 4 in three folds.
    #[must_use]
    pub fn new() -> TreeFeatures {
        TreeFeatures {
            combine: Combine::Sizes(Vec::new()),
            depths: vec![1, 2, 3, 4],
            min_leaf: 1,
            folds: 3,
            seed: 0,
            decimals: None,
            drop_sources: false,
        }
    }

    /// Every combination of one to so many columns.
    #[doc(alias = "features_to_combine")]
    #[must_use]
    pub fn up_to(self, columns: u32) -> TreeFeatures {
        self.sizes(1..=columns)
    }

    /// Every combination of these numbers of columns, in this order.
    #[doc(alias = "features_to_combine")]
    #[must_use]
    pub fn sizes(mut self, sizes: impl IntoIterator<Item = u32>) -> TreeFeatures {
        // More than there can be trees says nothing more.
        self.combine = Combine::Sizes(sizes.into_iter().take(MOST).collect());
        self
    }

    /// These combinations, in this order.
    #[doc(alias = "features_to_combine")]
    #[must_use]
    pub fn combinations<S: Into<Arc<str>>, C: IntoIterator<Item = S>>(
        mut self,
        combinations: impl IntoIterator<Item = C>,
    ) -> TreeFeatures {
        let names = |one: C| one.into_iter().map(Into::into).collect();
        self.combine = Combine::Given(combinations.into_iter().map(names).collect());
        self
    }

    /// The depths to choose from; of one there is no choice, and no folds.
    #[doc(alias = "param_grid")]
    #[doc(alias = "max_depth")]
    #[must_use]
    pub fn depths(mut self, depths: impl IntoIterator<Item = u32>) -> TreeFeatures {
        self.depths = depths.into_iter().collect();
        self
    }

    /// How many rows a leaf has at least; by default one.
    #[doc(alias = "min_samples_leaf")]
    #[must_use]
    pub fn min_leaf(mut self, rows: u32) -> TreeFeatures {
        self.min_leaf = rows;
        self
    }

    /// Into how many folds, at least two, rows are dealt to choose a depth; by default three.
    #[doc(alias = "cv")]
    #[must_use]
    pub fn folds(mut self, folds: u32) -> TreeFeatures {
        self.folds = folds;
        self
    }

    /// The seed by which rows are dealt into folds; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> TreeFeatures {
        self.seed = seed;
        self
    }

    /// Rounds the numbers to so many decimals, at most 15, ties to even.
    #[doc(alias = "precision")]
    #[must_use]
    pub fn decimals(mut self, decimals: u32) -> TreeFeatures {
        self.decimals = Some(decimals);
        self
    }

    /// Whether the columns the trees are grown on are taken away; by default no.
    #[doc(alias = "drop_original")]
    #[must_use]
    pub fn drop_sources(mut self, drop: bool) -> TreeFeatures {
        self.drop_sources = drop;
        self
    }

    /// What can be said of the parameters before there is data.
    fn check(&self) -> Result<(), Error> {
        const STAGE: &str = TreeFeaturizer::KIND;
        if self.depths.is_empty() || self.depths.contains(&0) {
            let found = format!("{:?}", self.depths);
            return Err(bad_parameter(STAGE, "depths", "one or more, each at least 1", found));
        }
        if self.folds < 2 {
            return Err(bad_parameter(STAGE, "folds", "at least 2", self.folds));
        }
        match self.decimals {
            Some(found) if found > MOST_DECIMALS => {
                Err(bad_parameter(STAGE, "decimals", "at most 15", found))
            }
            _ => Ok(()),
        }
    }

    /// The columns, and the combinations as places among them.
    fn choose(&self, x: &Table) -> Result<Chosen, Error> {
        const STAGE: &str = TreeFeaturizer::KIND;
        let columns = columns_for(STAGE, x, Types::NUMERIC)?;
        let too_many = |found: &str| {
            bad_parameter(STAGE, "combinations", "at least one and at most 4,096", found)
        };
        let chosen = match &self.combine {
            Combine::Sizes(sizes) => {
                let mut given: Vec<usize> = sizes.iter().map(|&size| size as usize).collect();
                if given.is_empty() {
                    given.extend(1..=columns.len());
                }
                let mut chosen = Vec::new();
                for size in given {
                    combinations(columns.len(), size, &mut chosen)
                        .ok_or_else(|| too_many("more"))?;
                }
                chosen
            }
            Combine::Given(given) => {
                let place = |name: &Arc<str>| {
                    let at = columns.iter().position(|column| column == name);
                    let problem = || "it is no numeric feature".to_owned();
                    let at = at.ok_or_else(|| bad_column(STAGE, name, problem()))?;
                    Ok(u32::try_from(at).unwrap_or(u32::MAX))
                };
                let places = |names: &Vec<Arc<str>>| {
                    let mut places = names.iter().map(place).collect::<Result<Vec<_>, Error>>()?;
                    places.sort_unstable();
                    places.dedup();
                    Ok(places)
                };
                given.iter().map(places).collect::<Result<Vec<_>, Error>>()?
            }
        };
        match chosen.len() {
            1..=MOST if chosen.iter().all(|one| !one.is_empty()) => Ok((columns, chosen)),
            found => Err(too_many(&found.to_string())),
        }
    }

    fn fit_to(&self, x: &Table, y: Target<'_>) -> Result<TreeFeaturizer, Error> {
        const STAGE: &str = TreeFeaturizer::KIND;
        self.check()?;
        let answers = Answers::of(STAGE, y)?;
        let (columns, chosen) = self.choose(x)?;
        let mut values: Vec<Cow<'_, [f64]>> = Vec::with_capacity(columns.len());
        for name in columns.iter() {
            let column = x.column(name)?;
            if let Some(row) = (0..x.rows()).find(|&row| column.is_missing(row)) {
                return Err(bad_column(STAGE, name, format!("row {row} is missing")));
            }
            values.push(present_part(STAGE, name, column)?);
        }
        let fold_of = self.deal(x, y)?;
        let mut trees = Vec::with_capacity(chosen.len());
        for places in chosen {
            let of = |&at: &u32| values.get(at as usize).map_or(&[][..], |values| values);
            let sample = Sample { columns: places.iter().map(of).collect(), answers };
            let name = places.first().and_then(|&at| columns.get(at as usize));
            let tree = sample
                .best(self, &fold_of)
                .map_err(|problem| bad_column(STAGE, name.map_or("", |name| name), problem))?;
            trees.push(Grown::new(places, &tree, |answer| {
                answers.answer(answer, |x| self.rounded(x))
            }));
        }
        let state = TreeFeaturesState { columns, trees, classes: answers.texts() };
        let fitted = TreeFeaturizer::of(self.clone(), state);
        check_made(STAGE, x, fitted.dropped(), fitted.names.iter())?;
        Ok(fitted)
    }

    /// The fold of each row; nothing where there is no choice.
    fn deal(&self, x: &Table, y: Target<'_>) -> Result<Vec<usize>, Error> {
        if self.depths.len() == 1 {
            return Ok(Vec::new());
        }
        if x.rows() < self.folds as usize {
            let (needs, found) = (self.folds as usize, x.rows());
            let stage = TreeFeaturizer::KIND.to_owned();
            return Err(FitError::Rows { stage, needs, found }.into());
        }
        Folds::new(self.folds.into(), self.seed).deal(x.lend(), y)
    }

    fn rounded(&self, x: f64) -> f64 {
        let Some(decimals) = self.decimals else { return x };
        let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
        let rounded = (x * scale).round_ties_even() / scale;
        // Beyond where numbers have decimals there is nothing to round.
        if rounded.is_finite() { rounded + 0.0 } else { x }
    }
}

/// Adds every choice of `size` of `width` places, in order; `None` when there would be too many.
fn combinations(width: usize, size: usize, out: &mut Vec<Vec<u32>>) -> Option<()> {
    if size == 0 || size > width {
        return Some(());
    }
    let mut places: Vec<usize> = (0..size).collect();
    loop {
        if out.len() == MOST {
            return None;
        }
        out.push(places.iter().map(|&at| u32::try_from(at).unwrap_or(u32::MAX)).collect());
        // The right-most place that can move on does so, and those after it follow.
        let moves = (0..size).rev().find(|&at| places[at] < width - size + at);
        let Some(at) = moves else { return Some(()) };
        let from = places[at] + 1;
        (at..size).for_each(|next| places[next] = from + next - at);
    }
}

/// What is learned from.
#[derive(Debug, Clone, Copy)]
enum Answers<'a> {
    Numbers(&'a [f64]),
    Classes(&'a Labels),
}

impl<'a> Answers<'a> {
    fn of(stage: &str, y: Target<'a>) -> Result<Answers<'a>, Error> {
        match y {
            Target::Labels(y) => Ok(Answers::Classes(y)),
            other => Ok(Answers::Numbers(other.vector(stage)?.values())),
        }
    }

    /// The classes, where a tree answers with one.
    fn texts(self) -> Vec<Arc<str>> {
        match self {
            Answers::Classes(y) if y.classes().len() > 2 => y.classes().to_vec(),
            _ => Vec::new(),
        }
    }

    /// The one number that is kept of a leaf.
    fn answer(self, shares: &[f64], rounded: impl Fn(f64) -> f64) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a number of classes is small")]
        match self {
            Answers::Classes(y) if y.classes().len() > 2 => argmax(shares).unwrap_or(0) as f64,
            // Of one class, the second has no share.
            Answers::Classes(y) if y.classes().len() < 2 => 0.0,
            _ => rounded(shares.last().copied().unwrap_or(0.0)),
        }
    }

    /// How wrong a leaf is about a row.
    fn loss(self, shares: &[f64], row: usize) -> f64 {
        match self {
            Answers::Numbers(y) => {
                let off =
                    shares.first().copied().unwrap_or(0.0) - y.get(row).copied().unwrap_or(0.0);
                off * off
            }
            Answers::Classes(y) => {
                let right = y.codes().get(row).map(|&code| code as usize) == argmax(shares);
                f64::from(u8::from(!right))
            }
        }
    }
}

/// The columns of one combination, and the target.
struct Sample<'a> {
    columns: Vec<&'a [f64]>,
    answers: Answers<'a>,
}

impl Sample<'_> {
    fn grow(&self, recipe: &TreeFeatures, rows: &[usize], depth: u32) -> Result<Tree, String> {
        let growth = Growth {
            max_depth: Some(depth),
            min_samples_leaf: recipe.min_leaf,
            ..Growth::default()
        };
        let columns: Vec<Vec<f64>> = self
            .columns
            .iter()
            .map(|column| rows.iter().map(|&row| column[row]).collect())
            .collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        let tree = match self.answers {
            Answers::Numbers(y) => {
                let target: Vec<f64> = rows.iter().map(|&row| y[row]).collect();
                fit_numbers(&columns, &target, &growth)
            }
            Answers::Classes(y) => {
                let codes: Vec<u32> = rows.iter().map(|&row| y.codes()[row]).collect();
                let classes = u32::try_from(y.classes().len()).unwrap_or(u32::MAX);
                fit_classes(&columns, (&codes, classes), Impurity::Gini, &growth)
            }
        };
        tree.map_err(|error| error.to_string())
    }

    /// The tree of the depth that is least wrong about rows of other folds.
    fn best(&self, recipe: &TreeFeatures, fold_of: &[usize]) -> Result<Tree, String> {
        let rows = self.columns.first().map_or(0, |column| column.len());
        let all: Vec<usize> = (0..rows).collect();
        let mut best: Option<(f64, u32)> = None;
        for &depth in recipe.depths.iter().filter(|_| recipe.depths.len() > 1) {
            let mut loss = ExactSum::new();
            for fold in 0..recipe.folds as usize {
                let (test, train): (Vec<usize>, Vec<usize>) =
                    all.iter().partition(|&&row| fold_of.get(row) == Some(&fold));
                let tree = self.grow(recipe, &train, depth)?;
                for row in test {
                    let leaf = tree.leaf(|at| self.columns[at][row]);
                    loss.add(self.answers.loss(tree.answer(leaf), row));
                }
            }
            let loss = loss.sum();
            if best.is_none_or(|(least, _)| loss < least) {
                best = Some((loss, depth));
            }
        }
        let first = recipe.depths.first().copied().unwrap_or(1);
        self.grow(recipe, &all, best.map_or(first, |(_, depth)| depth))
    }
}

/// A fitted [`TreeFeatures`].
#[derive(Debug, Clone, PartialEq)]
pub struct TreeFeaturizer {
    recipe: TreeFeatures,
    state: TreeFeaturesState,
    names: Arc<[Arc<str>]>,
}

/// What [`TreeFeaturizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeFeaturesState {
    columns: Arc<[Arc<str>]>,
    trees: Vec<Grown>,
    /// The classes, of which a tree names one; none when it answers with a number.
    classes: Vec<Arc<str>>,
}

impl TreeFeaturizer {
    /// The columns the trees are grown on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }

    /// The columns it makes.
    #[must_use]
    pub fn made(&self) -> &[Arc<str>] {
        &self.names
    }

    fn of(recipe: TreeFeatures, state: TreeFeaturesState) -> TreeFeaturizer {
        let name = |tree: &Grown| {
            let name = |&at: &u32| state.columns.get(at as usize).map_or("", |name| name);
            let names: Vec<&str> = tree.columns.iter().map(name).collect();
            Arc::from(format!("tree({})", names.join(", ")))
        };
        let names = state.trees.iter().map(name).collect();
        TreeFeaturizer { recipe, state, names }
    }

    fn dropped(&self) -> &[Arc<str>] {
        dropped(&self.state.columns, self.recipe.drop_sources)
    }

    /// The column of the answers of a tree.
    fn column(&self, answers: Vec<f64>) -> Column {
        let classes = &self.state.classes;
        if classes.is_empty() {
            return Column::Real(answers);
        }
        let mut texts = TextBuilder::default();
        for answer in answers {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "checked: NaN, or the place of a class"
            )]
            let class = (!answer.is_nan()).then(|| classes.get(answer as usize)).flatten();
            texts.push(class.map(|class| &**class));
        }
        Column::Text(texts.finish())
    }
}

impl Pipeline for TreeFeatures {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

supervised!(TreeFeatures => TreeFeaturizer: Vector, Labels);

impl Pipeline for TreeFeaturizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for TreeFeaturizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let columns = self.state.columns.iter().map(|name| reals(x, name));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let cell = |row: usize, at: usize| {
            columns.get(at).and_then(|column| column.get(row)).copied().unwrap_or(f64::NAN)
        };
        let answers = |tree: &Grown| {
            self.column((0..x.rows()).map(|row| tree.answer(|at| cell(row, at))).collect())
        };
        let made = self.names.iter().cloned().zip(self.state.trees.iter().map(answers));
        with_made(x, self.dropped(), made)
    }
}

impl Stage for TreeFeaturizer {
    const KIND: &'static str = "feature.trees";
    type Recipe = TreeFeatures;
    type State = TreeFeaturesState;

    fn recipe(&self) -> &TreeFeatures {
        &self.recipe
    }

    fn state(&self) -> &TreeFeaturesState {
        &self.state
    }

    fn restore(recipe: TreeFeatures, state: TreeFeaturesState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        if state.trees.len() > MOST {
            return Err(format!("{} trees", state.trees.len()));
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of classes is small")]
        let sound = |x: f64| match state.classes.len() {
            0 => x.is_finite(),
            classes => x.fract() == 0.0 && x >= 0.0 && x < classes as f64,
        };
        state.trees.iter().try_for_each(|tree| tree.check(state.columns.len(), sound))?;
        let stage = TreeFeaturizer::of(recipe, state);
        check_columns(&stage.names, &[])?;
        Ok(stage)
    }

    fn learn(recipe: &TreeFeatures, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit_to(x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = |(name, tree): (&Arc<str>, &Grown)| {
            (name.to_string(), format!("{} leaves", tree.leaves()))
        };
        self.names.iter().zip(&self.state.trees).map(line).collect()
    }
}

#[cfg(test)]
mod tests;
