//! `SVMRegressor` and `SVMClassifier`.

use super::linear::{first_largest, labelled};
use super::ml::singles;
use super::post::{Post, Second};
use crate::exact::{self, single};
use crate::model::onnx_graph::tensor::{Cells, Tensor};
use serde::{Deserialize, Serialize};

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

    fn rows<'a>(&self, x: &'a Tensor) -> Result<std::borrow::Cow<'a, [f32]>, String> {
        let width = self.width();
        match *x.shape.as_slice() {
            [found] | [_, found] if found == width && width > 0 => singles(x),
            _ => Err(format!("{width} features, and the shape {:?}", x.shape)),
        }
    }

    pub(crate) fn regress(&self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        let cells = self.rows(x)?;
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
            let mut answer = vec![match (self.one_class, score > 0.0) {
                (false, _) => score,
                (true, true) => 1.0,
                (true, false) => -1.0,
            }];
            self.post.run(&mut answer, Second::No);
            room.extend_from_slice(&answer);
        }
        out.put(&[cells.len() / self.width(), 1], room)
    }

    pub(crate) fn classify(&self, x: &Tensor, outputs: &mut [Tensor]) -> Result<(), String> {
        let cells = self.rows(x)?;
        let rows = cells.len() / self.width();
        let classes = self.classes.len();
        let mut numbers = Vec::with_capacity(rows);
        let mut answers: Vec<f32> = Vec::new();
        for row in cells.chunks(self.width()) {
            let mut scores =
                if self.count() == 0 { self.by_lines(row) } else { self.by_pairs(row) };
            let mut second = Second::No;
            if self.count() == 0 {
                numbers.push(first_largest(&scores));
            } else if self.prob_a.is_empty() {
                numbers.push(self.most_votes(&scores));
                if classes == 2 {
                    second = Second::Negative;
                }
            } else {
                scores = self.shares(&scores);
                numbers.push(first_largest(&scores));
            }
            self.post.run(&mut scores, second);
            answers.extend_from_slice(&scores);
        }
        let columns = answers.len() / rows.max(1);
        labelled(&self.classes, &numbers, &[rows, columns], answers, outputs)
    }

    /// Without vectors: one line a class.
    fn by_lines(&self, row: &[f32]) -> Vec<f32> {
        let lines = self.coefficients.chunks(self.width());
        lines.map(|line| self.kernel(row, line) + self.rho[0]).collect()
    }

    /// The decision between each two classes.
    fn by_pairs(&self, row: &[f32]) -> Vec<f32> {
        let (classes, count) = (self.classes.len(), self.count());
        let kernels: Vec<f32> =
            self.vectors.chunks(self.width()).map(|vector| self.kernel(row, vector)).collect();
        let mut starts = vec![0];
        for &each in &self.each {
            starts.push(starts.last().copied().unwrap_or(0) + each as usize);
        }
        let mut scores = Vec::with_capacity(self.rho.len());
        for i in 0..classes {
            for j in i + 1..classes {
                let sum = |class: usize, row: usize| -> f64 {
                    let range = starts[class]..starts[class + 1];
                    let weights = &self.coefficients[row * count..(row + 1) * count];
                    let terms: Vec<f64> = kernels[range.clone()]
                        .iter()
                        .zip(&weights[range])
                        .map(|(kernel, weight)| f64::from(weight * kernel))
                        .collect();
                    exact::sum_ordered(&terms)
                };
                let decision = sum(i, j - 1) + sum(j, i) + f64::from(self.rho[scores.len()]);
                scores.push(decision as f32);
            }
        }
        scores
    }

    /// The class that wins most pairs, of equal ones the first.
    fn most_votes(&self, scores: &[f32]) -> usize {
        let classes = self.classes.len();
        let mut votes = vec![0.0; classes];
        let mut pair = scores.iter();
        for i in 0..classes {
            for j in i + 1..classes {
                let wins = pair.next().is_some_and(|&score| score > 0.0);
                votes[if wins { i } else { j }] += 1.0;
            }
        }
        first_largest(&votes)
    }

    /// Probabilities from those of pairs (Wu, Lin and Weng, 2004), as LIBSVM finds them.
    fn shares(&self, scores: &[f32]) -> Vec<f32> {
        let classes = self.classes.len();
        let mut pairs = vec![0.0f32; classes * classes];
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
        coupled(&pairs, classes)
    }
}

fn coupled(pairs: &[f32], classes: usize) -> Vec<f32> {
    let mut shares = vec![1.0 / classes as f32; classes];
    let mut q = vec![0.0f32; classes * classes];
    for t in 0..classes {
        for j in (0..classes).filter(|&j| j != t) {
            let (one, other) = (pairs[j * classes + t], pairs[t * classes + j]);
            q[t * classes + t] += one * one;
            q[t * classes + j] = -one * other;
        }
    }
    let mut products = vec![0.0f32; classes];
    for _ in 0..100.max(classes) {
        for t in 0..classes {
            products[t] = single::dot(&q[t * classes..(t + 1) * classes], &shares);
        }
        let mut all = single::dot(&shares, &products);
        let worst = products.iter().fold(0.0f32, |worst, product| {
            let off = (product - all).abs();
            if off > worst { off } else { worst }
        });
        if worst < 0.005 / classes as f32 {
            break;
        }
        for t in 0..classes {
            let step = (all - products[t]) / q[t * classes + t];
            shares[t] += step;
            all = (all + step * (step * q[t * classes + t] + 2.0 * products[t]))
                / (1.0 + step)
                / (1.0 + step);
            for j in 0..classes {
                products[j] = (products[j] + step * q[t * classes + j]) / (1.0 + step);
                shares[j] /= 1.0 + step;
            }
        }
    }
    shares
}
