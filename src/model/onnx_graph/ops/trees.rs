//! `TreeEnsemble`, `TreeEnsembleRegressor` and `TreeEnsembleClassifier`.

use super::linear::labelled;
use super::post::{Post, Second};
use crate::model::EnsembleTrees;
use crate::model::onnx_graph::tensor::{Cells, Kind, Tensor};
use serde::{Deserialize, Serialize};

/// What is made of the leaves of all trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Aggregate {
    Sum,
    Average,
    Min,
    Max,
}

/// Trees whose leaves have weights for targets or classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Trees {
    pub(crate) trees: EnsembleTrees,
    /// How many features a row must have.
    pub(crate) features: usize,
    /// Where the weights of each leaf start, and where those of the last one end.
    pub(crate) starts: Vec<u32>,
    /// The target or class of each weight.
    pub(crate) targets: Vec<u32>,
    pub(crate) weights: Vec<f64>,
    /// How many targets or classes there are.
    pub(crate) outputs: usize,
    pub(crate) aggregate: Aggregate,
    /// None, one, or one a target.
    pub(crate) base: Vec<f64>,
    pub(crate) post: Post,
    /// The names of the classes; empty for a regression.
    pub(crate) classes: Cells,
    /// Whether all weights are of one class of two.
    pub(crate) one_class: bool,
}

/// The scores of one row, and which of them a leaf spoke to.
struct Scores {
    sums: Vec<f64>,
    given: Vec<bool>,
}

impl Trees {
    pub(crate) fn check(&self) -> Result<(), String> {
        self.trees.check_shared(self.features)?;
        let leaves = self.trees.leaves().len();
        let whole = self.starts.len() == leaves + 1
            && self.starts.first() == Some(&0)
            && self.starts.last().is_some_and(|&end| end as usize == self.weights.len())
            && self.starts.windows(2).all(|s| s[0] <= s[1])
            && self.targets.len() == self.weights.len();
        if !whole {
            return Err("weights that do not fit the leaves".to_owned());
        }
        // Every row has room for all of them.
        if self.outputs > 1 << 16 {
            return Err(format!("{} targets", self.outputs));
        }
        if self.outputs == 0 || self.targets.iter().any(|&at| at as usize >= self.outputs) {
            return Err("a weight for a target that is not there".to_owned());
        }
        let base = self.base.len();
        if !(base <= 1 || base == self.outputs) {
            return Err(format!("{base} base values for {} targets", self.outputs));
        }
        Ok(())
    }

    fn cells(x: &Tensor) -> Result<(Vec<f64>, usize), String> {
        let cells = match &x.cells {
            Cells::Single(cells) => cells.iter().map(|&x| f64::from(x)).collect(),
            Cells::Double(cells) => cells.clone(),
            // Compared in single precision, as thresholds are.
            Cells::Integer(cells) => cells.iter().map(|&x| f64::from(x as f32)).collect(),
            Cells::Short(cells) => cells.iter().map(|&x| f64::from(x as f32)).collect(),
            _ => return Err(format!("takes no tensor of {}", x.kind().name())),
        };
        match *x.shape.as_slice() {
            [width] | [_, width] if width > 0 => Ok((cells, width)),
            _ => Err(format!("takes rows of features, not the shape {:?}", x.shape)),
        }
    }

    /// Adds up the weights of the leaves of a row, tree after tree, rounded to single precision where `single`.
    fn score(&self, row: &[f64], single: bool, scores: &mut Scores) -> Result<(), String> {
        scores.sums.clear();
        scores.sums.resize(self.outputs, 0.0);
        scores.given.clear();
        scores.given.resize(self.outputs, false);
        if self.features > row.len() {
            return Err(format!("{} features, and the trees ask {}", row.len(), self.features));
        }
        for &root in self.trees.starts() {
            let leaf = self.trees.leaf(root, row);
            let range = self.starts[leaf] as usize..self.starts[leaf + 1] as usize;
            for (&target, &weight) in self.targets[range.clone()].iter().zip(&self.weights[range]) {
                let target = target as usize;
                let so_far = scores.sums[target];
                let first = !std::mem::replace(&mut scores.given[target], true);
                scores.sums[target] = match self.aggregate {
                    Aggregate::Min if first || weight < so_far => weight,
                    Aggregate::Max if first || weight > so_far => weight,
                    Aggregate::Min | Aggregate::Max => so_far,
                    Aggregate::Sum | Aggregate::Average => rounded(so_far + weight, single),
                };
            }
        }
        Ok(())
    }

    fn base(&self, target: usize) -> f64 {
        let base = if self.base.len() == 1 { self.base.first() } else { self.base.get(target) };
        base.copied().unwrap_or(0.0)
    }

    pub(crate) fn regress(&self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        let (cells, width) = Self::cells(x)?;
        let single = x.kind() != Kind::Double;
        let mut room: Vec<f32> = out.room();
        let mut scores = Scores { sums: Vec::new(), given: Vec::new() };
        let mut answers = Vec::new();
        for row in cells.chunks(width) {
            self.score(row, single, &mut scores)?;
            answers.clear();
            for (target, &sum) in scores.sums.iter().enumerate() {
                let sum = if self.aggregate == Aggregate::Average {
                    rounded(sum / self.trees.count().max(1) as f64, single)
                } else {
                    sum
                };
                // Of several targets one that no leaf spoke to is 0.
                let base = self.outputs == 1 || scores.given[target];
                answers.push(if base { (sum + self.base(target)) as f32 } else { 0.0 });
            }
            self.post.run(&mut answers, Second::No);
            room.extend_from_slice(&answers);
        }
        out.put(&[cells.len() / width, self.outputs], room)
    }

    pub(crate) fn classify(&self, x: &Tensor, outputs: &mut [Tensor]) -> Result<(), String> {
        let (cells, width) = Self::cells(x)?;
        let single = x.kind() != Kind::Double;
        let rows = cells.len() / width;
        let mut numbers = Vec::with_capacity(rows);
        let mut room: Vec<f32> = Vec::new();
        let mut scores = Scores { sums: Vec::new(), given: Vec::new() };
        let positive = self.weights.iter().all(|&weight| weight >= 0.0);
        for row in cells.chunks(width) {
            self.score(row, single, &mut scores)?;
            let mut answers: Vec<f32> = Vec::with_capacity(self.outputs);
            let mut second = Second::No;
            let with_base = |at: usize| (scores.sums[at] + self.base(at)) as f32;
            let (first, last) = (scores.given.first(), scores.given.get(1));
            match (self.outputs, first, last) {
                // Of two classes the second's score decides alone; where only the first has one, that is taken for it.
                (2, Some(_), Some(&second_given)) => {
                    let bound = if self.one_class && positive { 0.5 } else { 0.0 };
                    let one = usize::from(second_given);
                    let score = with_base(one);
                    numbers.push(usize::from(score > bound));
                    if second_given {
                        answers.extend([with_base(0), score]);
                    } else {
                        answers.push(score);
                        second = if self.one_class && positive {
                            Second::Complement
                        } else {
                            Second::Negative
                        };
                    }
                }
                _ => {
                    answers.extend((0..self.outputs).map(with_base));
                    // A class that no leaf spoke to is not chosen.
                    let known = |at: usize| scores.given[at] || !self.base.is_empty();
                    let best =
                        (0..self.outputs).filter(|at| known(*at)).fold(
                            None,
                            |best, at| match best {
                                Some(best) if answers[at] <= answers[best] => Some(best),
                                _ => Some(at),
                            },
                        );
                    numbers.push(best.unwrap_or(0));
                }
            }
            self.post.run(&mut answers, second);
            room.extend_from_slice(&answers);
        }
        let columns = room.len() / rows.max(1);
        labelled(&self.classes, &numbers, &[rows, columns], room, outputs)
    }
}

fn rounded(x: f64, single: bool) -> f64 {
    if single { f64::from(x as f32) } else { x }
}
