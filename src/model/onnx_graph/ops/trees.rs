//! `TreeEnsemble`, `TreeEnsembleRegressor` and `TreeEnsembleClassifier`.

use super::linear::labelled;
use super::post::{Post, Second};
use crate::model::EnsembleTrees;
use crate::model::onnx_graph::scratch::Scratch;
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

    /// The rows as doubles, in `room`, and their width.
    fn rows(x: &Tensor, room: &mut Vec<f64>) -> Result<usize, String> {
        room.clear();
        match &x.cells {
            Cells::Single(cells) => room.extend(cells.iter().map(|&x| f64::from(x))),
            Cells::Double(cells) => room.extend_from_slice(cells),
            // Compared in single precision, as thresholds are.
            Cells::Integer(cells) => room.extend(cells.iter().map(|&x| f64::from(x as f32))),
            Cells::Short(cells) => room.extend(cells.iter().map(|&x| f64::from(x as f32))),
            _ => return Err(format!("takes no tensor of {}", x.kind().name())),
        }
        match *x.shape {
            [width] | [_, width] if width > 0 => Ok(width),
            _ => Err(format!("takes rows of features, not the shape {:?}", x.shape)),
        }
    }

    /// Adds up the weights of the leaves of a row, tree after tree, rounded to single precision where `single`, and says
    /// which sums have a term.
    fn score(
        &self,
        row: &[f64],
        single: bool,
        sums: &mut Vec<f64>,
        given: &mut Vec<bool>,
    ) -> Result<(), String> {
        sums.clear();
        sums.resize(self.outputs, 0.0);
        given.clear();
        given.resize(self.outputs, false);
        if self.features > row.len() {
            return Err(format!("{} features, and the trees ask {}", row.len(), self.features));
        }
        for &root in self.trees.starts() {
            let leaf = self.trees.leaf(root, row);
            let range = self.starts[leaf] as usize..self.starts[leaf + 1] as usize;
            for (&target, &weight) in self.targets[range.clone()].iter().zip(&self.weights[range]) {
                let target = target as usize;
                let so_far = sums[target];
                let first = !std::mem::replace(&mut given[target], true);
                sums[target] = match self.aggregate {
                    Aggregate::Min if first || weight < so_far => weight,
                    Aggregate::Max if first || weight > so_far => weight,
                    Aggregate::Min | Aggregate::Max => so_far,
                    Aggregate::Sum | Aggregate::Average => rounded(so_far + weight, single),
                };
            }
        }
        Ok(())
    }

    /// How many numbers there are in nodes and leaves.
    pub(crate) fn held(&self) -> usize {
        self.trees.nodes().saturating_add(self.weights.len()).saturating_add(self.outputs)
    }

    fn base(&self, target: usize) -> f64 {
        let base = if self.base.len() == 1 { self.base.first() } else { self.base.get(target) };
        base.copied().unwrap_or(0.0)
    }

    pub(crate) fn regress(
        &self,
        x: &Tensor,
        out: &mut Tensor,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let Scratch { doubles: cells, sums, given, scores, .. } = scratch;
        let width = Self::rows(x, cells)?;
        let single = x.kind() != Kind::Double;
        let mut room: Vec<f32> = out.room();
        for row in cells.chunks(width) {
            self.score(row, single, sums, given)?;
            scores.clear();
            for (target, &sum) in sums.iter().enumerate() {
                let sum = if self.aggregate == Aggregate::Average {
                    rounded(sum / self.trees.count().max(1) as f64, single)
                } else {
                    sum
                };
                // Of several targets one that no leaf spoke to is 0.
                let base = self.outputs == 1 || given[target];
                scores.push(if base { (sum + self.base(target)) as f32 } else { 0.0 });
            }
            self.post.run(scores, Second::No);
            room.extend_from_slice(scores);
        }
        out.put(&[cells.len() / width, self.outputs], room)
    }

    pub(crate) fn classify(
        &self,
        x: &Tensor,
        outputs: &mut [Tensor],
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let Scratch { doubles: cells, sums, given, scores, answers, numbers, .. } = scratch;
        let width = Self::rows(x, cells)?;
        let single = x.kind() != Kind::Double;
        let shares = self.one_class && self.weights.iter().all(|&weight| weight >= 0.0);
        numbers.clear();
        answers.clear();
        for row in cells.chunks(width) {
            self.score(row, single, sums, given)?;
            scores.clear();
            let with_base = |at: usize| (sums[at] + self.base(at)) as f32;
            let mut second = Second::No;
            // Of two classes the second's score decides alone; where only the first has one, that is taken for it.
            if let [_, second_given] = *given.as_slice() {
                let score = with_base(usize::from(second_given));
                numbers.push(usize::from(score > if shares { 0.5 } else { 0.0 }));
                if second_given {
                    scores.push(with_base(0));
                } else {
                    second = if shares { Second::Complement } else { Second::Negative };
                }
                scores.push(score);
            } else {
                scores.extend((0..self.outputs).map(with_base));
                numbers.push(self.chosen(scores, given));
            }
            self.post.run(scores, second);
            answers.extend_from_slice(scores);
        }
        labelled(&self.classes, numbers, cells.len() / width, answers, outputs)
    }

    /// The class of the largest score; one that no leaf spoke to is not chosen.
    fn chosen(&self, scores: &[f32], given: &[bool]) -> usize {
        let known = |at: &usize| given[*at] || !self.base.is_empty();
        let best = (0..scores.len()).filter(known).fold(None, |best, at| match best {
            Some(best) if scores[at] <= scores[best] => Some(best),
            _ => Some(at),
        });
        best.unwrap_or(0)
    }
}

fn rounded(x: f64, single: bool) -> f64 {
    if single { f64::from(x as f32) } else { x }
}
