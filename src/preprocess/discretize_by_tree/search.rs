//! The best tree of a column, by folds.

use super::{DiscretizeByTree, TreeDiscretizer};
use crate::artifact::Stage;
use crate::data::{Column, DataRef, Labels, Table, Types, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use crate::metrics::{Binary, Evaluation, Metric, MetricError, Multiclass, Regression};
use crate::pipeline::Target;
use crate::pipeline::per_column::{bad_column, wrong_type};
use crate::solve::tree::{Growth, Impurity, LEAF, Tree, fit_classes, fit_numbers};

const STAGE: &str = TreeDiscretizer::KIND;

fn bad_target(expected: &str, found: String) -> Error {
    let (stage, expected) = (STAGE.to_owned(), expected.to_owned());
    FitError::Target { stage, expected, found }.into()
}

/// Refuses a target there is nothing to learn from.
pub(super) fn check_target(recipe: &DiscretizeByTree, y: Target<'_>) -> Result<(), Error> {
    match y {
        Target::Vector(y) => match y.values().iter().position(|y| !y.is_finite()) {
            Some(row) => {
                let found = format!("{} in row {row}", y.values()[row]);
                Err(bad_target("finite numbers", found))
            }
            None => Ok(()),
        },
        Target::Labels(y) => match y.classes().len() {
            2 => Ok(()),
            classes if classes < 2 => Err(bad_target("two classes or more", classes.to_string())),
            classes if recipe.output.is_none() => {
                Err(bad_target("two classes, to predict the second", classes.to_string()))
            }
            _ => Ok(()),
        },
        other => other.vector(STAGE).map(|_| ()),
    }
}

/// The values of a column that are there, with their target.
enum Known {
    Numbers(Vec<f64>, Vec<f64>),
    Classes(Vec<f64>, Vec<u32>, u32),
}

impl Known {
    fn values(&self) -> &[f64] {
        match self {
            Known::Numbers(values, _) | Known::Classes(values, ..) => values,
        }
    }

    fn take(&self, rows: &[usize]) -> Known {
        fn pick<T: Copy>(from: &[T], rows: &[usize]) -> Vec<T> {
            rows.iter().filter_map(|&row| from.get(row).copied()).collect()
        }
        match self {
            Known::Numbers(values, y) => Known::Numbers(pick(values, rows), pick(y, rows)),
            Known::Classes(values, y, classes) => {
                Known::Classes(pick(values, rows), pick(y, rows), *classes)
            }
        }
    }

    fn grow(&self, name: &str, growth: &Growth) -> Result<Tree, Error> {
        match self {
            Known::Numbers(values, y) => fit_numbers(&[values], y, growth),
            Known::Classes(values, y, classes) => {
                fit_classes(&[values], (y, *classes), Impurity::Gini, growth)
            }
        }
        .map_err(|error| bad_column(STAGE, name, error.to_string()))
    }

    /// How good a tree is on these rows; more is better, NaN where the metric says nothing.
    fn score(&self, tree: &Tree, metric: Option<Metric>) -> Result<f64, Error> {
        let made = tree.predict(&[self.values()], self.values().len());
        let (metric, value) = match self {
            Known::Numbers(_, y) => {
                let metric = metric.unwrap_or(Metric::MeanSquaredError);
                (metric, metric.evaluate(&Evaluation::Regression(Regression::new(y, &made))))
            }
            Known::Classes(_, y, 2) => {
                let metric = metric.unwrap_or(Metric::Accuracy);
                let truth: Vec<bool> = y.iter().map(|&class| class == 1).collect();
                let second: Vec<f64> = made.iter().copied().skip(1).step_by(2).collect();
                // Of two equal shares the first class is the answer.
                let binary = Binary { threshold: 0.5f64.next_up(), ..Binary::new(&truth, &second) };
                (metric, metric.evaluate(&Evaluation::Binary(binary)))
            }
            Known::Classes(_, y, classes) => {
                let metric = metric.unwrap_or(Metric::Accuracy);
                let many = Multiclass::new(y, &made, *classes as usize);
                (metric, metric.evaluate(&Evaluation::Multiclass(many)))
            }
        };
        match value {
            Ok(value) if metric.higher_is_better() => Ok(value),
            Ok(value) => Ok(-value),
            Err(error @ MetricError::WrongTask { .. }) => {
                Err(bad_target("a metric of its kind of target", error.to_string()))
            }
            Err(_) => Ok(exact::NAN),
        }
    }
}

/// The edges of the best tree of a column, and its predictions, bin by bin.
pub(super) fn best(
    recipe: &DiscretizeByTree,
    name: &str,
    column: &Column,
    y: Target<'_>,
) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let values = column.reals().ok_or_else(|| wrong_type(name, Types::NUMERIC, column))?;
    let rows: Vec<usize> = (0..values.len()).filter(|&row| !values[row].is_nan()).collect();
    let all = match y {
        Target::Labels(y) => {
            let classes = u32::try_from(y.classes().len()).unwrap_or(u32::MAX);
            Known::Classes(values.to_vec(), y.codes().to_vec(), classes)
        }
        other => Known::Numbers(values.to_vec(), other.vector(STAGE)?.values().to_vec()),
    };
    let known = all.take(&rows);
    let grid: Vec<Growth> = recipe
        .max_depths
        .iter()
        .flat_map(|&depth| recipe.min_samples_leaf.iter().map(move |&leaf| (depth, leaf)))
        .map(|(depth, leaf)| Growth {
            max_depth: Some(depth),
            min_samples_leaf: leaf,
            ..Growth::default()
        })
        .collect();
    let mut chosen = grid.first();
    if grid.len() > 1 {
        let fold_of = fold_of(recipe, name, &known)?;
        let folds = fold_of.iter().copied().max().map_or(0, |last| last + 1);
        let mut parts = Vec::with_capacity(folds);
        for fold in 0..folds {
            let (test, train): (Vec<usize>, Vec<usize>) =
                (0..fold_of.len()).partition(|&row| fold_of[row] == fold);
            parts.push((known.take(&train), known.take(&test)));
        }
        let mut most: Option<f64> = None;
        for growth in &grid {
            let scores = parts
                .iter()
                .map(|(train, test)| test.score(&train.grow(name, growth)?, recipe.metric));
            let scores: Vec<f64> = scores.collect::<Result<_, Error>>()?;
            let mean = exact::mean(&scores).filter(|mean| !mean.is_nan());
            if mean.is_some_and(|mean| most.is_none_or(|most| mean > most)) {
                (chosen, most) = (Some(growth), mean);
            }
        }
    }
    let tree = known.grow(name, chosen.unwrap_or(&Growth::default()))?;
    Ok(steps(&tree))
}

/// A tree of one column as edges and answers: the mean, or the share of the second class.
fn steps(tree: &Tree) -> (Vec<f64>, Vec<f64>) {
    let cuts = tree.feature.iter().zip(&tree.threshold).filter(|(column, _)| **column != LEAF);
    let mut edges = vec![f64::NEG_INFINITY];
    edges.extend(exact::sorted(&cuts.map(|(_, cut)| *cut).collect::<Vec<f64>>()));
    edges.push(f64::INFINITY);
    let answer = |upper: &f64| {
        let answer = tree.answer(tree.leaf(|_| *upper));
        answer.last().filter(|_| answer.len() < 3).copied().unwrap_or(exact::NAN)
    };
    let answers = edges.iter().skip(1).map(answer).collect();
    (edges, answers)
}

/// The fold of each row.
fn fold_of(recipe: &DiscretizeByTree, name: &str, known: &Known) -> Result<Vec<usize>, Error> {
    let (rows, folds) = (known.values().len(), recipe.folds.count());
    if !(2..=rows).contains(&folds) {
        let problem = format!("{rows} values for {folds} folds, of which there must be 2 or more");
        return Err(bad_column(STAGE, name, problem));
    }
    if !recipe.in_row_order {
        let x = Table::new().with(name, Column::Real(known.values().to_vec()))?;
        return match known {
            Known::Numbers(_, y) => {
                recipe.folds.deal(DataRef::Table(&x), (&Vector::new(y.clone())).into())
            }
            Known::Classes(_, y, _) => {
                let labels = Labels::from_texts(y.iter().map(|class| format!("{class:010}")));
                recipe.folds.deal(DataRef::Table(&x), (&labels).into())
            }
        };
    }
    Ok(match known {
        Known::Numbers(..) => {
            (0..folds).flat_map(|fold| vec![fold; (rows + folds - 1 - fold) / folds]).collect()
        }
        Known::Classes(_, y, _) => stratified(y, folds),
    })
}

/// scikit-learn's folds of classes without shuffling: the classes in the order in which they are first seen
/// lie one after the other and are dealt in turn; each class then fills the folds from the first on.
fn stratified(y: &[u32], folds: usize) -> Vec<usize> {
    let mut seen: Vec<u32> = Vec::new();
    for class in y {
        if !seen.contains(class) {
            seen.push(*class);
        }
    }
    let place = |class: u32| seen.iter().position(|&other| other == class).unwrap_or(0);
    let mut ordered: Vec<usize> = y.iter().map(|&class| place(class)).collect();
    let codes = ordered.clone();
    ordered.sort_unstable();
    let mut left = vec![vec![0usize; folds]; seen.len()];
    for (at, code) in ordered.into_iter().enumerate() {
        left[code][at % folds] += 1;
    }
    codes
        .into_iter()
        .map(|code| {
            let fold = left[code].iter().position(|&left| left > 0).unwrap_or(0);
            left[code][fold] = left[code][fold].saturating_sub(1);
            fold
        })
        .collect()
}
