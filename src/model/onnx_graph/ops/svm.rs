//! `SVMRegressor` and `SVMClassifier`.

use super::cast::singles;
use super::linear::{first_largest, labelled};
use super::post::{Post, Second};
use crate::exact::{self, single};
use crate::model::onnx_graph::scratch::Scratch;
use crate::model::onnx_graph::tensor::{Cells, Tensor};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// `kernel_type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kernel {
    Linear,
    Poly,
    Rbf,
    Sigmoid,
}

/// Support vectors and what they weigh; without vectors the coefficients are lines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Svm {
    pub(crate) kernel: Kernel,
    /// gamma, coef0 and degree.
    pub(crate) parameters: [f32; 3],
    pub(crate) vectors: Vec<f32>,
    /// How many vectors each class has; one number for a regression.
    pub(crate) each: Vec<u32>,
    pub(crate) coefficients: Vec<f32>,
    pub(crate) rho: Vec<f32>,
    pub(crate) prob_a: Vec<f32>,
    pub(crate) prob_b: Vec<f32>,
    pub(crate) post: Post,
    /// The names of the classes; empty for a regression.
    pub(crate) classes: Cells,
    /// `one_class` of a regression: the sign.
    pub(crate) one_class: bool,
}

impl Svm {
    fn count(&self) -> usize {
        self.each.iter().fold(0usize, |all, &n| all.saturating_add(n as usize))
    }

    /// Features of a row.
    fn width(&self) -> usize {
        match self.count() {
            0 => self.coefficients.len() / self.lines(),
            count => self.vectors.len() / count,
        }
    }

    /// How many numbers a row is held against: of classes, those of every pair again until their shares agree.
    pub(crate) fn held(&self) -> usize {
        let pairs = if self.prob_a.is_empty() { 0 } else { self.rho.len().saturating_mul(8) };
        self.vectors.len().saturating_add(self.coefficients.len()).saturating_add(pairs)
    }

    fn lines(&self) -> usize {
        self.classes.len().max(1)
    }

    pub(crate) fn check(&self) -> Result<(), String> {
        let (count, classes) = (self.count(), self.classes.len());
        let refuse = |what: &str| Err(format!("{what} do not fit the support vectors"));
        if count == 0 {
            if self.coefficients.is_empty() || !self.coefficients.len().is_multiple_of(self.lines())
            {
                return refuse("coefficients");
            }
            return if self.rho.is_empty() { refuse("rho") } else { Ok(()) };
        }
        if self.vectors.is_empty() || !self.vectors.len().is_multiple_of(count) {
            return refuse("vectors");
        }
        if classes == 0 {
            if self.coefficients.len() != count || self.rho.len() != 1 {
                return refuse("coefficients");
            }
            return Ok(());
        }
        let pairs = classes * (classes - 1) / 2;
        if classes < 2 || self.each.len() != classes {
            return refuse("classes");
        }
        if self.coefficients.len() != (classes - 1) * count || self.rho.len() != pairs {
            return refuse("coefficients");
        }
        let pair = [self.prob_a.len(), self.prob_b.len()];
        if pair != [0; 2] && pair != [pairs; 2] {
            return refuse("probabilities");
        }
        Ok(())
    }

    fn kernel(&self, a: &[f32], b: &[f32]) -> f32 {
        let [gamma, shift, degree] = self.parameters;
        match self.kernel {
            Kernel::Linear => single::dot(a, b),
            Kernel::Poly => {
                let base = gamma * single::dot(a, b) + shift;
                single::of(|x| exact::pow(x, f64::from(degree)), base)
            }
            Kernel::Rbf => {
                let squares = a.iter().zip(b).map(|(a, b)| (a - b) * (a - b));
                single::of(exact::exp, -gamma * single::sum(squares))
            }
            Kernel::Sigmoid => single::of(exact::tanh, gamma * single::dot(a, b) + shift),
        }
    }

    /// The rows as singles, in `room` where they are not.
    fn rows<'a>(&self, x: &'a Tensor, room: &'a mut Vec<f32>) -> Result<&'a [f32], String> {
        let width = self.width();
        match *x.shape {
            [found] | [_, found] if found == width && width > 0 => singles(x, room),
            _ => Err(format!("{width} features, and the shape {:?}", x.shape)),
        }
    }

    pub(crate) fn regress(
        &self,
        x: &Tensor,
        out: &mut Tensor,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let Scratch { singles: copy, scores, .. } = scratch;
        let cells = self.rows(x, copy)?;
        let mut room: Vec<f32> = out.room();
        for row in cells.chunks(self.width()) {
            let sum = if self.count() == 0 {
                self.kernel(row, &self.coefficients)
            } else {
                let vectors = self.vectors.chunks(self.width());
                let terms = vectors.zip(&self.coefficients);
                single::sum(terms.map(|(vector, weight)| weight * self.kernel(row, vector)))
            };
            let score = sum + self.rho[0];
            scores.clear();
            scores.push(match (self.one_class, score > 0.0) {
                (false, _) => score,
                (true, true) => 1.0,
                (true, false) => -1.0,
            });
            self.post.run(scores, Second::No);
            room.extend_from_slice(scores);
        }
        out.put(&[cells.len() / self.width(), 1], room)
    }

    pub(crate) fn classify(
        &self,
        x: &Tensor,
        outputs: &mut [Tensor],
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let Scratch { singles: copy, scores, terms, pairs, square, answers, numbers, .. } = scratch;
        let cells = self.rows(x, copy)?;
        numbers.clear();
        answers.clear();
        for row in cells.chunks(self.width()) {
            let mut second = Second::No;
            if self.count() == 0 {
                self.by_lines(row, scores);
                numbers.push(first_largest(scores));
            } else {
                self.by_pairs(row, terms, scores);
                if self.prob_a.is_empty() {
                    numbers.push(self.most_votes(scores, terms));
                    if self.classes.len() == 2 {
                        second = Second::Negative;
                    }
                } else {
                    self.shares(scores, pairs, square);
                    numbers.push(first_largest(scores));
                }
            }
            self.post.run(scores, second);
            answers.extend_from_slice(scores);
        }
        labelled(&self.classes, numbers, cells.len() / self.width(), answers, outputs)
    }

    /// Without vectors: one line a class.
    fn by_lines(&self, row: &[f32], scores: &mut Vec<f32>) {
        scores.clear();
        let lines = self.coefficients.chunks(self.width());
        scores.extend(lines.map(|line| self.kernel(row, line) + self.rho[0]));
    }

    /// The decision between each two classes.
    fn by_pairs(&self, row: &[f32], kernels: &mut Vec<f32>, scores: &mut Vec<f32>) {
        let count = self.count();
        kernels.clear();
        kernels.extend(self.vectors.chunks(self.width()).map(|vector| self.kernel(row, vector)));
        scores.clear();
        let mut start_i = 0;
        for (i, &each_i) in self.each.iter().enumerate() {
            let of_i = start_i..start_i + each_i as usize;
            let mut start_j = of_i.end;
            for (j, &each_j) in self.each.iter().enumerate().skip(i + 1) {
                let of_j = start_j..start_j + each_j as usize;
                let sum = |range: Range<usize>, line: usize| {
                    let weights = &self.coefficients[line * count..(line + 1) * count];
                    let terms = kernels[range.clone()].iter().zip(&weights[range]);
                    exact::sum_in_order(terms.map(|(kernel, weight)| f64::from(weight * kernel)))
                };
                let rho = f64::from(self.rho[scores.len()]);
                scores.push((sum(of_i.clone(), j - 1) + sum(of_j.clone(), i) + rho) as f32);
                start_j = of_j.end;
            }
            start_i = of_i.end;
        }
    }

    /// The class that wins most pairs, of equal ones the first.
    fn most_votes(&self, scores: &[f32], votes: &mut Vec<f32>) -> usize {
        let classes = self.classes.len();
        votes.clear();
        votes.resize(classes, 0.0);
        let mut pair = scores.iter();
        for i in 0..classes {
            for j in i + 1..classes {
                let wins = pair.next().is_some_and(|&score| score > 0.0);
                votes[if wins { i } else { j }] += 1.0;
            }
        }
        first_largest(votes)
    }

    /// Decisions to probabilities, of pairs and then of classes.
    fn shares(&self, scores: &mut Vec<f32>, pairs: &mut Vec<f32>, square: &mut Vec<f32>) {
        let classes = self.classes.len();
        pairs.clear();
        pairs.resize(classes * classes, 0.0);
        let mut at = 0;
        for i in 0..classes {
            for j in i + 1..classes {
                let value = scores[at] * self.prob_a[at] + self.prob_b[at];
                let share = 1.0 - single::logistic(value);
                let held = if share < 1e-7 { 1e-7 } else { share };
                let held = if held > 1.0 - 1e-7 { 1.0 - 1e-7 } else { held };
                pairs[i * classes + j] = held;
                pairs[j * classes + i] = 1.0 - held;
                at += 1;
            }
        }
        scores.resize(classes, 0.0);
        single::couple(pairs, square, scores);
    }
}
