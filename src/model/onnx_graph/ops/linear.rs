//! `LinearRegressor` and `LinearClassifier`.

use super::cast::singles;
use super::post::{Post, Second};
use crate::exact::single;
use crate::model::onnx_graph::scratch::Scratch;
use crate::model::onnx_graph::tensor::{Cell, Cells, Tensor};
use serde::{Deserialize, Serialize};

/// The coefficients of a linear model of `ai.onnx.ml`, one row a target or class.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Linear {
    pub(crate) coefficients: Vec<f32>,
    pub(crate) intercepts: Vec<f32>,
    pub(crate) targets: usize,
    pub(crate) post: Post,
    /// The names of the classes; empty for a regression.
    pub(crate) classes: Cells,
}

impl Linear {
    pub(crate) fn check(&self) -> Result<(), String> {
        let (coefficients, intercepts) = (self.coefficients.len(), self.intercepts.len());
        if !(1..=coefficients).contains(&self.targets) || coefficients % self.targets != 0 {
            return Err(format!("{coefficients} coefficients for {} targets", self.targets));
        }
        if intercepts != 0 && intercepts != self.targets {
            return Err(format!("{intercepts} intercepts for {} targets", self.targets));
        }
        Ok(())
    }

    /// The scores of one row.
    fn scores(&self, x: &[f32], room: &mut Vec<f32>) -> Result<(), String> {
        let width = self.coefficients.len() / self.targets;
        if x.len() != width {
            return Err(format!("{} features, and {width} have coefficients", x.len()));
        }
        room.clear();
        room.extend_from_slice(&self.intercepts);
        room.resize(self.targets, 0.0);
        let block = single::together(width, self.targets);
        single::product(x, &self.coefficients, true, block, room);
        Ok(())
    }

    fn width(x: &Tensor) -> Result<usize, String> {
        match *x.shape {
            [width] | [_, width] if width > 0 => Ok(width),
            _ => Err(format!("takes rows of features, not the shape {:?}", x.shape)),
        }
    }

    pub(crate) fn regress(
        &self,
        x: &Tensor,
        out: &mut Tensor,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let Scratch { singles: copy, scores, .. } = scratch;
        let (cells, width) = (singles(x, copy)?, Self::width(x)?);
        let mut room: Vec<f32> = out.room();
        for row in cells.chunks(width) {
            self.scores(row, scores)?;
            self.post.run(scores, Second::No);
            room.extend_from_slice(scores);
        }
        out.put(&[cells.len() / width, self.targets], room)
    }

    /// Labels and answers: with one score the second class where it is above 0.
    pub(crate) fn classify(
        &self,
        x: &Tensor,
        outputs: &mut [Tensor],
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let Scratch { singles: copy, scores, answers, numbers, .. } = scratch;
        let (cells, width) = (singles(x, copy)?, Self::width(x)?);
        let rows = cells.len() / width;
        numbers.clear();
        answers.clear();
        for row in cells.chunks(width) {
            self.scores(row, scores)?;
            numbers.push(match scores.as_slice() {
                [score] => usize::from(*score > 0.0),
                scores => first_largest(scores),
            });
            let two = scores.len() == 1 && self.classes.len() == 2;
            if self.post == Post::Logistic && scores.len() > 1 {
                answers.extend(scores.iter().map(|score| single::sigmoid(*score)));
                continue;
            }
            self.post.run(scores, if two { Second::Complement } else { Second::No });
            answers.extend_from_slice(scores);
        }
        labelled(&self.classes, numbers, rows, answers, outputs)
    }
}

/// The place of the largest, of equal ones the first.
pub(crate) fn first_largest(scores: &[f32]) -> usize {
    let mut best = 0;
    for (at, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = at;
        }
    }
    best
}

/// The two outputs of a classifier: the names of the classes with these numbers, and the answers to all rows.
pub(crate) fn labelled(
    classes: &Cells,
    numbers: &[usize],
    rows: usize,
    answers: &[f32],
    outputs: &mut [Tensor],
) -> Result<(), String> {
    let [labels, rest @ ..] = outputs else { return Ok(()) };
    match classes {
        Cells::Text(names) => named(names, numbers, labels)?,
        Cells::Integer(names) => named(names, numbers, labels)?,
        other => return Err(format!("classes named by {}", other.kind().name())),
    }
    let columns = answers.len() / rows.max(1);
    rest.first_mut().map_or(Ok(()), |out| out.copy_cells(&[rows, columns], answers))
}

fn named<T: Cell>(names: &[T], numbers: &[usize], labels: &mut Tensor) -> Result<(), String> {
    let mut room = labels.room();
    for &number in numbers {
        room.push(names.get(number).ok_or("a class without a name")?.clone());
    }
    labels.put(&[numbers.len()], room)
}
