//! A model file that was read.

use super::objective::{Answers, Objective};
use super::text::{Fields, Lines, short};
use super::{FORMAT, choice, malformed, pandas, tree};
use crate::data::Types;
use crate::error::{Error, ImportError};
use crate::feature::Assemble;
use crate::model::{
    EnsembleAnswer, EnsembleTrees, Precision, Source, TreeEnsemble, TreeEnsembleClasses,
    TreeEnsembleClassifier, TreeEnsembleRegressor, TreeEnsembleScores,
};
use crate::pipeline::{On, named, on};
use crate::preprocess::Ordinal;
use std::ops::Range;
use std::sync::Arc;

/// More scores a row than any file has.
const MOST_SCORES: usize = 1 << 16;

/// A LightGBM model as its file states it; made by [`read`](super::read).
///
/// It gives recipes that learn nothing: put behind the stages that make the columns it asks about, they keep the trees
/// as they are.
///
/// # Examples
/// ```
/// use steadfast::import::lightgbm;
/// use steadfast::prelude::*;
/// let file = std::fs::read("tests/cases/lgb_poisson_bikeshare/model.txt")
///     .map_err(|_| Error::Evaluate("no file".into()))?;
/// let imported = lightgbm::read(&file)?;
/// let recipe = Assemble::new().allow_missing().then(imported.regressor()?);
/// assert_eq!(recipe.outline().to_string().lines().count(), 2);
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    source: Source,
    objective: Objective,
    columns: Arc<[Arc<str>]>,
    /// Whether LightGBM took the column as categories.
    categorical: Vec<bool>,
    pandas: Vec<Vec<String>>,
    scores: usize,
    average: bool,
    trees: EnsembleTrees,
}

impl Imported {
    pub(super) fn parse(text: &str) -> Result<Imported, Box<ImportError>> {
        let other = |problem: &str| {
            Box::new(ImportError::Other { format: FORMAT, problem: problem.to_owned() })
        };
        let mut lines = Lines::new(text);
        if lines.next().map(|(_, line)| line) != Some("tree") {
            return Err(other("the first line is not `tree`"));
        }
        let tree_line = |line: &str| line.starts_with("Tree=") || line == "end of trees";
        let head = lines.fields(tree_line)?;
        let version = head.find("version").ok_or_else(|| other("no `version` at its head"))?;
        if !matches!(version, "v3" | "v4") {
            let (found, supported) = (short(version), "v3 and v4");
            return Err(Box::new(ImportError::Version { format: FORMAT, found, supported }));
        }
        let scores: usize = head.number("num_tree_per_iteration")?;
        let classes: usize = head.number("num_class")?;
        if scores == 0 || scores > MOST_SCORES || classes == 0 || classes > MOST_SCORES {
            return Err(malformed(head.place("num_tree_per_iteration"), "out of range"));
        }
        let columns = columns(&head)?;
        let categorical = categorical(&head, columns.len())?;
        let objective = Objective::read(head.find("objective"), scores)?;
        // The first tree of a linear model may have no lines yet.
        let linear = text.lines().any(|line| line.trim_end() == "is_linear=1");
        let mut trees = EnsembleTrees::new(1);
        loop {
            let Some((at, line)) = lines.next() else {
                return Err(malformed("the end", "the file ends before `end of trees`"));
            };
            if line == "end of trees" {
                break;
            }
            if line.is_empty() {
                continue;
            }
            let number = line.strip_prefix("Tree=").and_then(|number| number.parse().ok());
            if number != Some(trees.count()) {
                let expected =
                    format!("expected `Tree={}`, found `{}`", trees.count(), short(line));
                return Err(malformed(format!("line {at}"), expected));
            }
            tree::push(&mut trees, &lines.fields(tree_line)?, linear)?;
        }
        if let Some(sizes) = head.find("tree_sizes") {
            let listed = sizes.split_ascii_whitespace().count();
            if listed != trees.count() {
                let problem = format!("{listed} sizes for {} trees", trees.count());
                return Err(malformed(head.place("tree_sizes"), problem));
            }
        }
        if !trees.count().is_multiple_of(scores) {
            let problem = format!("{} trees for {scores} scores a row", trees.count());
            return Err(malformed("`end of trees`", problem));
        }
        let mut pandas = Vec::new();
        while let Some((_, line)) = lines.next() {
            if let Some(json) = line.strip_prefix("pandas_categorical:") {
                pandas = pandas::categories(json)?;
            }
        }
        let source = Source {
            library: "lightgbm".to_owned(),
            format: version.to_owned(),
            objective: head.find("objective").unwrap_or("none").to_owned(),
        };
        let average = head.find("average_output").is_some();
        let imported =
            Imported { source, objective, columns, categorical, pandas, scores, average, trees };
        imported.ensemble().check().map_err(|problem| malformed("the trees", problem))?;
        Ok(imported)
    }

    /// The columns the trees ask about, in order.
    #[must_use]
    pub fn columns(&self) -> &Arc<[Arc<str>]> {
        &self.columns
    }

    /// The objective it was trained with; `none` for one of the caller's own.
    #[must_use]
    pub fn objective(&self) -> &str {
        &self.objective.name
    }

    /// How many scores a row has: one, or one a class.
    #[must_use]
    pub fn scores(&self) -> usize {
        self.scores
    }

    /// How many iterations the file holds: those up to the best one, where training stopped early.
    #[must_use]
    pub fn iterations(&self) -> usize {
        self.trees.count() / self.scores
    }

    /// The levels of the pandas columns that were of type `category`, in the order of their codes.
    #[must_use]
    pub fn pandas_categories(&self) -> &[Vec<String>] {
        &self.pandas
    }

    /// Only some iterations: LightGBM's `start_iteration` and `num_iteration`.
    ///
    /// # Errors
    /// When the file holds fewer.
    pub fn only(&self, iterations: Range<usize>) -> Result<Imported, Error> {
        let Range { start, end } = iterations;
        if start > end || end > self.iterations() {
            let problem =
                format!("iterations {start} to {end} of a file that has {}", self.iterations());
            return Err(choice(problem).into());
        }
        let trees = self.trees.slice(start * self.scores..end * self.scores);
        Ok(Imported { trees, ..self.clone() })
    }

    fn ensemble(&self) -> TreeEnsemble {
        #[expect(clippy::cast_precision_loss, reason = "fewer than 2^32 trees")]
        let divisor = if self.average { self.iterations().max(1) as f64 } else { 1.0 };
        // Fewer than 2^16 scores.
        let targets = (0..self.trees.count()).map(|tree| (tree % self.scores) as u32).collect();
        TreeEnsemble {
            columns: Arc::clone(&self.columns),
            precision: Precision::Double,
            snap: true,
            base: vec![0.0; self.scores],
            targets,
            divisor,
            link: self.objective.link,
            trees: self.trees.clone(),
        }
    }

    /// As a regression: one number a row, `predict` of the booster.
    ///
    /// # Errors
    /// When a row has more than one score.
    pub fn regressor(&self) -> Result<TreeEnsembleRegressor, Error> {
        if self.scores != 1 {
            let problem =
                format!("a row has {} scores: take `classifier` or `scores`", self.scores);
            return Err(choice(problem).into());
        }
        let keep = TreeEnsembleRegressor::keep(self.source.clone(), self.ensemble());
        Ok(keep.map_err(|problem| malformed("the trees", problem))?)
    }

    /// As a classification: the probabilities of the classes, which the file does not name, in the order of their
    /// codes.
    ///
    /// # Errors
    /// When the objective has no classes, or the names are not as many as the classes, or not different.
    pub fn classifier<S: AsRef<str>>(
        &self,
        classes: impl IntoIterator<Item = S>,
    ) -> Result<TreeEnsembleClassifier, Error> {
        if self.objective.answers != Answers::Classes {
            let problem = format!("objective `{}` has no classes", self.objective.name);
            return Err(choice(problem).into());
        }
        let classes = classes.into_iter().map(|class| Arc::from(class.as_ref())).collect();
        let state = TreeEnsembleClasses { classes, ensemble: self.ensemble() };
        Ok(TreeEnsembleClassifier::keep(self.source.clone(), state).map_err(choice)?)
    }

    /// As a row of numbers: values, raw scores or leaves.
    ///
    /// # Errors
    /// None that a file which was read can cause.
    pub fn answers(&self, answer: EnsembleAnswer) -> Result<TreeEnsembleScores, Error> {
        let keep = TreeEnsembleScores::keep(self.source.clone(), answer, self.ensemble());
        Ok(keep.map_err(|problem| malformed("the trees", problem))?)
    }

    /// The columns that pandas held as categories, where the file tells: those that LightGBM took as categories, when
    /// they are as many.
    #[must_use]
    pub fn pandas_columns(&self) -> Option<Vec<Arc<str>>> {
        let named: Vec<Arc<str>> = self
            .columns
            .iter()
            .zip(&self.categorical)
            .filter(|(_, categorical)| **categorical)
            .map(|(name, _)| Arc::clone(name))
            .collect();
        if self.pandas.is_empty() {
            return Some(Vec::new());
        }
        (named.len() == self.pandas.len()).then_some(named)
    }

    /// The recipe that turns the levels of pandas columns into their codes, an unknown one into missing, as LightGBM's
    /// Python package does before it predicts; `None` where the model has no such column.
    ///
    /// The file holds their levels and not their names: `columns` names them in the order of the table, or
    /// [`pandas_columns`](Self::pandas_columns) does.
    ///
    /// # Errors
    /// When the names are not as many as the lists of levels, or not columns of the model.
    pub fn encode<S: AsRef<str>>(
        &self,
        columns: impl IntoIterator<Item = S>,
    ) -> Result<Option<On<Ordinal>>, Error> {
        let columns: Vec<S> = columns.into_iter().collect();
        if columns.len() != self.pandas.len() {
            let (levels, names) = (self.pandas.len(), columns.len());
            return Err(
                choice(format!("{levels} lists of categories, {names} columns named")).into()
            );
        }
        if let Some(name) = columns
            .iter()
            .find(|name| !self.columns.iter().any(|column| **column == *name.as_ref()))
        {
            return Err(choice(format!("the model has no column `{}`", name.as_ref())).into());
        }
        if columns.is_empty() {
            return Ok(None);
        }
        let types = Types::TEXT.or(Types::NUMERIC);
        let mut codes = Ordinal::new().types(types).unknown_value(f64::NAN).missing_value(f64::NAN);
        for (name, levels) in columns.iter().zip(&self.pandas) {
            codes = codes.levels(name.as_ref(), levels.iter().cloned());
        }
        let names = columns.iter().map(|name| name.as_ref().to_owned());
        Ok(Some(on(named(names), codes)))
    }

    /// What puts the columns side by side for the trees: missing and infinite cells pass.
    #[must_use]
    pub fn assemble(&self) -> Assemble {
        Assemble::new().allow_missing().allow_infinite()
    }
}

/// The names of the columns: as many as the file says, all different.
fn columns(head: &Fields<'_>) -> Result<Arc<[Arc<str>]>, Box<ImportError>> {
    let last: usize = head.number("max_feature_idx")?;
    let names: Arc<[Arc<str>]> =
        head.text("feature_names")?.split_ascii_whitespace().map(Arc::from).collect();
    if last.checked_add(1) != Some(names.len()) {
        let problem = format!("{} names, and `max_feature_idx` is {last}", names.len());
        return Err(malformed(head.place("feature_names"), problem));
    }
    Ok(names)
}

/// Which columns have a list of categories in place of a range.
fn categorical(head: &Fields<'_>, columns: usize) -> Result<Vec<bool>, Box<ImportError>> {
    let Some(infos) = head.find("feature_infos") else { return Ok(vec![false; columns]) };
    let flags: Vec<bool> = infos
        .split_ascii_whitespace()
        .map(|info| info != "none" && !info.starts_with('['))
        .collect();
    if flags.len() != columns {
        let problem = format!("{} ranges for {columns} columns", flags.len());
        return Err(malformed(head.place("feature_infos"), problem));
    }
    Ok(flags)
}
