//! What a small decision tree says of a level.

use super::coded::{Coded, coded_accessors};
use super::policy::{MissingAs, Policy, Unseen, policy_setters};
use super::rank::{By, EncodeRank};
use super::tally::Answers;
use crate::artifact::{Refit, Stage};
use crate::data::{DataKind, Labels, Table, Types, Vector};
use crate::error::{Error, FitError};
use crate::exact::{ExactSum, NAN};
use crate::pipeline::per_column::{bad_column, columns_for};
use crate::pipeline::{Apply, Folds, Pipeline, Target, supervised};
use crate::preprocess::bad_parameter;
use crate::preprocess::codes::{Code, Encoded};
use crate::preprocess::one_hot_layout::LevelOrder;
use crate::solve::tree::{Growth, Impurity, Tree, fit_classes, fit_numbers};
use serde::{Deserialize, Serialize};

/// The most decimals numbers are rounded to: the powers of ten up to there are exact.
const MOST_DECIMALS: u32 = 15;

/// Replaces each text column by what a small decision tree, grown on that column alone, says of its levels: a
/// mean of the target, or the share of the second of two classes.
///
/// Takes and gives a [`Table`]; a column keeps its name and place and becomes real. Levels are first put in
/// order, by the target unless told otherwise, and the tree cuts that order; so levels with few rows share
/// a number with their neighbours. A level that was not there at fit becomes the mean of all rows, and
/// missing stays missing, unless told otherwise.
///
/// Training rows are given what all of them say, their own target included; with
/// [`cross_fit`](crate::pipeline::cross_fit) they are not.
///
/// # Formula
/// z = the answer of the tree for the place of the level. The depth is the one of those to
/// [choose from](EncodeTree::depths) whose trees, grown on the rows of the other folds, have the least
/// squared error (for classes: Brier score) over all rows; of equals, the first.
///
/// # Learned state
/// The levels of each column with their numbers.
///
/// # Determinism
/// Replay exact. Refit exact, in any row order, unless levels are in the order of
/// [first sight](LevelOrder::FirstSeen): the tree compares exact fractions, and the fold of a row goes by what it
/// holds and by the seed.
///
/// # Errors
/// Fitting fails when no column is of the types taken, when a column has no level, when a number of the
/// target is not finite or it has other than two classes, and when there are fewer rows than folds and
/// depths to choose from. Applying refuses what it is [told](EncodeTree::unseen) to.
///
/// # Source
/// `DecisionTreeEncoder` of Feature-engine 1.9, whose folds are blocks of rows, and whose orders are by first
/// sight or by the target. Niculescu-Mizil et al., "Winning the KDD Cup Orange Challenge with Ensemble
/// Selection", JMLR W&CP 7 (2009).
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("city", Column::text(["Rome", "Bari", "Pisa", "Rome"]))?;
/// let y = Vector::new(vec![1.0, 7.0, 9.0, 3.0]);
/// let encoded = EncodeTree::new().depths([1]).fit(&x, &y)?.apply(&x)?;
/// // One cut: Rome on its own, and the other two together.
/// assert_eq!(encoded.value(0, "city"), Value::Real(2.0));
/// assert_eq!(encoded.value(1, "city"), Value::Real(8.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "DecisionTreeEncoder")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EncodeTree {
    types: Types,
    order: By,
    depths: Vec<u32>,
    min_leaf: u32,
    folds: u32,
    seed: u64,
    decimals: Option<u32>,
    policy: Policy,
}

impl Default for EncodeTree {
    fn default() -> Self {
        EncodeTree::new()
    }
}

policy_setters!(EncodeTree);

impl EncodeTree {
    /// Text columns by the target; depths 1 to 4 in three folds; an unseen level is the mean, missing stays
    /// missing.
    #[must_use]
    pub fn new() -> EncodeTree {
        EncodeTree {
            types: Types::TEXT,
            order: By::Target,
            depths: vec![1, 2, 3, 4],
            min_leaf: 1,
            folds: 3,
            seed: 0,
            decimals: None,
            policy: Policy { missing: MissingAs::Missing, unseen: Unseen::Encode },
        }
    }

    /// The order of levels that the tree cuts, instead of that of the mean of the target.
    #[doc(alias = "encoding_method")]
    #[must_use]
    pub fn order(mut self, order: LevelOrder) -> EncodeTree {
        self.order = By::Levels(order);
        self
    }

    /// The depths to choose from; of one there is no choice, and no folds.
    #[doc(alias = "param_grid")]
    #[doc(alias = "max_depth")]
    #[must_use]
    pub fn depths(mut self, depths: impl IntoIterator<Item = u32>) -> EncodeTree {
        self.depths = depths.into_iter().collect();
        self
    }

    /// How many rows a leaf has at least; by default one.
    #[doc(alias = "min_samples_leaf")]
    #[must_use]
    pub fn min_leaf(mut self, rows: u32) -> EncodeTree {
        self.min_leaf = rows;
        self
    }

    /// Into how many folds, at least two, rows are dealt to choose a depth; by default three.
    #[doc(alias = "cv")]
    #[must_use]
    pub fn folds(mut self, folds: u32) -> EncodeTree {
        self.folds = folds;
        self
    }

    /// The seed by which rows are dealt into folds; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> EncodeTree {
        self.seed = seed;
        self
    }

    /// Rounds the numbers to so many decimals, at most 15, ties to even.
    #[doc(alias = "precision")]
    #[must_use]
    pub fn decimals(mut self, decimals: u32) -> EncodeTree {
        self.decimals = Some(decimals);
        self
    }

    fn check(&self, classes: Option<usize>) -> Result<(), Error> {
        let stage = TreeEncoder::KIND;
        self.policy.check(stage)?;
        let refuse = |parameter: &str, expected: &str, found: String| {
            Err(bad_parameter(stage, parameter, expected, found))
        };
        if self.depths.is_empty() || self.depths.contains(&0) {
            return refuse(
                "depths",
                "one depth or more, each at least 1",
                format!("{:?}", self.depths),
            );
        }
        if self.folds < 2 {
            return refuse("folds", "at least 2", self.folds.to_string());
        }
        match (self.decimals, classes) {
            (Some(decimals), _) if decimals > MOST_DECIMALS => {
                refuse("decimals", "at most 15", decimals.to_string())
            }
            (_, Some(classes)) if classes != 2 => Err(FitError::Target {
                stage: stage.to_owned(),
                expected: "numbers or two classes".to_owned(),
                found: format!("{classes} classes"),
            }
            .into()),
            _ => Ok(()),
        }
    }

    fn fit_to(&self, x: &Table, y: Target<'_>) -> Result<TreeEncoder, Error> {
        let stage = TreeEncoder::KIND;
        let answers = Answers::of(stage, y, x.rows())?;
        self.check(answers.classes().map(|classes| classes.len()))?;
        let level = self.policy.is_level();
        let missing = if level { MissingAs::Level } else { MissingAs::Missing };
        let rank = EncodeRank::new(self.order).types(self.types).missing(missing);
        let columns = columns_for(stage, x, self.types)?;
        for name in columns.iter() {
            self.policy.admit(stage, name, x.column(name)?)?;
        }
        let chosen = x.select(&columns)?;
        let ranks = rank.fit_to(&chosen, y).map_err(|error| named(error, stage))?;
        let fold_of = self.deal(x, y)?;
        let ranked = ranks.apply(&chosen)?;
        let mut coded = ranks.into_coded();
        for (name, encoded) in coded.columns.iter().zip(&mut coded.encoded) {
            let places = ranked.column(name)?.reals().unwrap_or_default();
            let rows: Vec<usize> = (0..places.len()).filter(|&row| !places[row].is_nan()).collect();
            let column = Rows { places: &places, answers, rows };
            self.encode(&column, &fold_of, encoded)
                .map_err(|problem| bad_column(stage, name, problem))?;
        }
        Ok(TreeEncoder { recipe: self.clone(), state: TreeState(coded) })
    }

    /// The fold of each row; nothing where there is no choice.
    fn deal(&self, x: &Table, y: Target<'_>) -> Result<Vec<usize>, Error> {
        if self.depths.len() == 1 {
            return Ok(Vec::new());
        }
        if x.rows() < self.folds as usize {
            let (needs, found) = (self.folds as usize, x.rows());
            let stage = TreeEncoder::KIND.to_owned();
            return Err(FitError::Rows { stage, needs, found }.into());
        }
        Folds::new(self.folds.into(), self.seed).deal(x.lend(), y)
    }

    /// Puts what the tree says in place of the places of the levels.
    fn encode(
        &self,
        column: &Rows<'_>,
        fold_of: &[usize],
        encoded: &mut Encoded,
    ) -> Result<(), String> {
        let depth = self.depth(column, fold_of)?;
        let tree = self.grow(column, &column.rows, depth)?;
        let number = |place: f64| self.rounded(second(&tree, place));
        encoded.codes.iter_mut().for_each(|code| *code = number(*code));
        // A place before the first is that of no level.
        let missing = match encoded.missing {
            Code::Number(place) if place >= 0.0 => Some(number(place)),
            _ => None,
        };
        let mean = self.rounded(column.mean());
        encoded.missing = self.policy.missing(missing, mean);
        encoded.unknown = self.policy.unseen(mean);
        match encoded.codes.iter().find(|code| !code.is_finite()) {
            Some(_) => Err("a mean of the target is beyond the range of f64".to_owned()),
            None => Ok(()),
        }
    }

    fn grow(&self, column: &Rows<'_>, rows: &[usize], depth: u32) -> Result<Tree, String> {
        let growth =
            Growth { max_depth: Some(depth), min_samples_leaf: self.min_leaf, ..Growth::default() };
        let places: Vec<f64> = rows.iter().map(|&row| column.places[row]).collect();
        let tree = match column.answers {
            Answers::Classes(codes, classes) => {
                let codes: Vec<u32> = rows.iter().map(|&row| codes[row]).collect();
                let classes = u32::try_from(classes.len()).unwrap_or(u32::MAX);
                fit_classes(&[&places], (&codes, classes), Impurity::Gini, &growth)
            }
            _ => {
                let target: Vec<f64> = rows.iter().map(|&row| column.number(row)).collect();
                fit_numbers(&[&places], &target, &growth)
            }
        };
        tree.map_err(|error| error.to_string())
    }

    /// The depth with the least squared error over all rows.
    fn depth(&self, column: &Rows<'_>, fold_of: &[usize]) -> Result<u32, String> {
        let mut best: Option<(f64, u32)> = None;
        let &[first, ref others @ ..] = self.depths.as_slice() else { return Ok(1) };
        if others.is_empty() {
            return Ok(first);
        }
        for &depth in &self.depths {
            let mut error = ExactSum::new();
            for fold in 0..self.folds as usize {
                let (test, train): (Vec<usize>, Vec<usize>) =
                    column.rows.iter().partition(|&&row| fold_of.get(row) == Some(&fold));
                if train.is_empty() {
                    continue;
                }
                let tree = self.grow(column, &train, depth)?;
                for row in test {
                    let off = second(&tree, column.places[row]) - column.number(row);
                    error.add(off * off);
                }
            }
            let error = error.sum();
            if best.is_none_or(|(least, _)| error < least) {
                best = Some((error, depth));
            }
        }
        Ok(best.map_or(first, |(_, depth)| depth))
    }

    fn rounded(&self, x: f64) -> f64 {
        let Some(decimals) = self.decimals else { return x };
        let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
        let rounded = (x * scale).round_ties_even() / scale;
        // Beyond where numbers have decimals there is nothing to round.
        if rounded.is_finite() { rounded + 0.0 } else { x }
    }
}

/// The same error, of another stage.
fn named(error: Error, stage: &str) -> Error {
    match error {
        Error::Fit(error) => match *error {
            FitError::Column { column, problem, .. } => bad_column(stage, &column, problem),
            FitError::NoColumns { takes, have, .. } => {
                FitError::NoColumns { stage: stage.to_owned(), takes, have }.into()
            }
            other => other.into(),
        },
        other => other,
    }
}

/// The rows of one column that have a level.
struct Rows<'a> {
    /// The place of each row's level.
    places: &'a [f64],
    answers: Answers<'a>,
    rows: Vec<usize>,
}

impl Rows<'_> {
    /// The target of a row; 1 in the second class.
    fn number(&self, row: usize) -> f64 {
        match self.answers {
            Answers::Numbers(values) => values.get(row).copied().unwrap_or(NAN),
            Answers::Classes(codes, _) => codes.get(row).map_or(NAN, |&code| f64::from(code)),
            Answers::None => NAN,
        }
    }

    fn mean(&self) -> f64 {
        let mut sum = ExactSum::new();
        self.rows.iter().for_each(|&row| sum.add(self.number(row)));
        sum.mean().unwrap_or(0.0)
    }
}

/// The mean a tree answers for a place, or the share of the second class.
fn second(tree: &Tree, place: f64) -> f64 {
    let answer = tree.answer(tree.leaf(|_| place));
    answer.last().copied().unwrap_or(NAN)
}

/// A fitted [`EncodeTree`].
#[derive(Debug, Clone, PartialEq)]
pub struct TreeEncoder {
    recipe: EncodeTree,
    state: TreeState,
}

/// What [`TreeEncoder`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TreeState(Coded);

coded_accessors!(TreeEncoder, state.0, "number");

impl Pipeline for EncodeTree {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        self.types
    }
}

supervised!(EncodeTree => TreeEncoder: Vector, Labels);

impl Pipeline for TreeEncoder {
    type Input = Table;
    type Output = Table;
}

impl Apply for TreeEncoder {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.state.0.apply(Self::KIND, x)
    }
}

impl Stage for TreeEncoder {
    const KIND: &'static str = "encode.tree";
    type Recipe = EncodeTree;
    type State = TreeState;

    fn recipe(&self) -> &EncodeTree {
        &self.recipe
    }

    fn state(&self) -> &TreeState {
        &self.state
    }

    fn restore(recipe: EncodeTree, state: TreeState) -> Result<Self, String> {
        state.0.check()?;
        Ok(TreeEncoder { recipe, state })
    }

    fn learn(recipe: &EncodeTree, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit_to(x, y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        self.state.0.report()
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
