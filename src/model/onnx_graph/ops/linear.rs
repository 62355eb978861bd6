//! `MatMul`, `Gemm`, `LinearRegressor` and `LinearClassifier`.

use super::elementwise::bounded;
use super::ml::singles;
use super::post::{Post, Second};
use crate::exact::{self, single};
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::tensor::{Cells, Kind, Tensor, cells_of};
use serde::{Deserialize, Serialize};

/// Rows times columns: `x` of `rows × depth`, `w` of `depth × columns` (of its transpose where `transposed`), added to
/// what stands in `out`.
fn multiply<T: Number>(
    x: &[T],
    w: &[T],
    depth: usize,
    transposed: bool,
    out: &mut [T],
    columns: usize,
) {
    if depth == 0 || columns == 0 {
        return;
    }
    for (x, out) in x.chunks(depth).zip(out.chunks_mut(columns)) {
        T::product(x, w, transposed, out);
    }
}

trait Number: crate::model::onnx_graph::tensor::Cell + Copy + Default {
    fn product(x: &[Self], w: &[Self], transposed: bool, out: &mut [Self]);
    fn scale(self, by: f32) -> Self;
    fn add(self, other: Self) -> Self;
}

impl Number for f32 {
    fn product(x: &[f32], w: &[f32], transposed: bool, out: &mut [f32]) {
        single::product(x, w, transposed, single::PACKED, out);
    }
    fn scale(self, by: f32) -> f32 {
        self * by
    }
    fn add(self, other: f32) -> f32 {
        self + other
    }
}

impl Number for f64 {
    fn product(x: &[f64], w: &[f64], transposed: bool, out: &mut [f64]) {
        let columns = out.len();
        for (j, out) in out.iter_mut().enumerate() {
            if transposed {
                *out += exact::dot_ordered(x, &w[j * x.len()..(j + 1) * x.len()]);
            } else {
                *out += exact::dot_strided(x, &w[j..], columns);
            }
        }
    }
    fn scale(self, by: f32) -> f64 {
        self * f64::from(by)
    }
    fn add(self, other: f64) -> f64 {
        self + other
    }
}

/// `MatMul` of two axes, or of one and two.
pub(crate) fn matmul(a: &Tensor, b: &Tensor, out: &mut Tensor, most: usize) -> Result<(), String> {
    match (a.kind(), b.kind()) {
        (Kind::Single, Kind::Single) => matmul_of::<f32>(a, b, out, most),
        (Kind::Double, Kind::Double) => matmul_of::<f64>(a, b, out, most),
        (one, other) => Err(format!("multiplies no {} by {}", one.name(), other.name())),
    }
}

fn matmul_of<T: Number>(
    a: &Tensor,
    b: &Tensor,
    out: &mut Tensor,
    most: usize,
) -> Result<(), String> {
    let refuse = || format!("shapes {:?} and {:?} do not fit", a.shape, b.shape);
    // Axes before the last of the first are rows; the second is one matrix or one column.
    let (&depth, rows) = a.shape.split_last().ok_or_else(refuse)?;
    let (columns, vector) = match *b.shape.as_slice() {
        [deep] if deep == depth => (1, true),
        [deep, columns] if deep == depth => (columns, false),
        _ => return Err(refuse()),
    };
    let shape = if vector { rows.to_vec() } else { [rows, &[columns]].concat() };
    let cells: usize = cells_of(rows).saturating_mul(columns);
    bounded(cells, most)?;
    let mut room: Vec<T> = out.room();
    room.resize(cells, T::default());
    multiply(a.cells::<T>()?, b.cells::<T>()?, depth, false, &mut room, columns);
    out.put(&shape, room)
}

/// `Gemm`: alpha · A · B + beta · C.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Gemm {
    pub(crate) alpha: f32,
    pub(crate) beta: f32,
    pub(crate) transpose_a: bool,
    pub(crate) transpose_b: bool,
}

impl Gemm {
    pub(crate) fn run(&self, given: &Arguments<'_>, out: &mut Tensor) -> Result<(), String> {
        match given.at(0)?.kind() {
            Kind::Single => self.run_of::<f32>(given, out),
            Kind::Double => self.run_of::<f64>(given, out),
            kind => Err(format!("takes no tensor of {}", kind.name())),
        }
    }

    fn run_of<T: Number>(&self, given: &Arguments<'_>, out: &mut Tensor) -> Result<(), String> {
        let (a, b) = (given.at(0)?, given.at(1)?);
        let refuse = || format!("shapes {:?} and {:?} do not fit", a.shape, b.shape);
        let turned;
        let a = if self.transpose_a {
            let mut other = Tensor::default();
            super::shape::transpose(a, &[], &mut other)?;
            turned = other;
            &turned
        } else {
            a
        };
        let (&[rows, depth], &[p, q]) = (a.shape.as_slice(), b.shape.as_slice()) else {
            return Err(refuse());
        };
        let (deep, columns) = if self.transpose_b { (q, p) } else { (p, q) };
        if deep != depth {
            return Err(refuse());
        }
        bounded(rows.saturating_mul(columns), given.most)?;
        let mut room: Vec<T> = out.room();
        room.resize(rows * columns, T::default());
        // What is added stands there first.
        if let Some(c) = given.get(2) {
            let cells = c.cells::<T>()?;
            let (down, along) = match *c.shape.as_slice() {
                [] | [1] | [1, 1] => (0, 0),
                [n] | [1, n] if n == columns => (0, 1),
                [m, 1] if m == rows => (1, 0),
                [m, n] if m == rows && n == columns => (columns, 1),
                _ => return Err(format!("shape {:?} to be added", c.shape)),
            };
            for (at, x) in room.iter_mut().enumerate() {
                let (row, column) = (at / columns, at % columns);
                *x = cells[row * down + column * along].scale(self.beta);
            }
        }
        let (x, w) = (a.cells::<T>()?, b.cells::<T>()?);
        if self.alpha == 1.0 {
            multiply(x, w, depth, self.transpose_b, &mut room, columns);
        } else {
            let mut products = vec![T::default(); room.len()];
            multiply(x, w, depth, self.transpose_b, &mut products, columns);
            let pairs = room.iter_mut().zip(products);
            pairs.for_each(|(x, product)| *x = x.add(product.scale(self.alpha)));
        }
        out.put(&[rows, columns], room)
    }
}

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
        match *x.shape.as_slice() {
            [width] | [_, width] if width > 0 => Ok(width),
            _ => Err(format!("takes rows of features, not the shape {:?}", x.shape)),
        }
    }

    pub(crate) fn regress(&self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        let (cells, width) = (singles(x)?, Self::width(x)?);
        let mut room: Vec<f32> = out.room();
        let mut scores = Vec::new();
        for row in cells.chunks(width) {
            self.scores(row, &mut scores)?;
            self.post.run(&mut scores, Second::No);
            room.extend_from_slice(&scores);
        }
        out.put(&[cells.len() / width, self.targets], room)
    }

    /// Labels and answers: with one score the second class where it is above 0.
    pub(crate) fn classify(&self, x: &Tensor, outputs: &mut [Tensor]) -> Result<(), String> {
        let (cells, width) = (singles(x)?, Self::width(x)?);
        let rows = cells.len() / width;
        let mut numbers = Vec::with_capacity(rows);
        let mut answers: Vec<f32> = Vec::new();
        let mut scores = Vec::new();
        for row in cells.chunks(width) {
            self.scores(row, &mut scores)?;
            numbers.push(match scores.as_slice() {
                [score] => usize::from(*score > 0.0),
                scores => first_largest(scores),
            });
            let two = scores.len() == 1 && self.classes.len() == 2;
            if self.post == Post::Logistic && scores.len() > 1 {
                answers.extend(scores.iter().map(|score| single::sigmoid(*score)));
                continue;
            }
            self.post.run(&mut scores, if two { Second::Complement } else { Second::No });
            answers.extend_from_slice(&scores);
        }
        let columns = answers.len() / rows.max(1);
        labelled(&self.classes, &numbers, &[rows, columns], answers, outputs)
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

/// The two outputs of a classifier: the names of the classes with these numbers, and the answers.
pub(crate) fn labelled(
    classes: &Cells,
    numbers: &[usize],
    shape: &[usize],
    answers: Vec<f32>,
    outputs: &mut [Tensor],
) -> Result<(), String> {
    let [labels, rest @ ..] = outputs else { return Ok(()) };
    let missing = "a class without a name";
    match classes {
        Cells::Text(names) => {
            let mut room = labels.room();
            for &number in numbers {
                room.push(names.get(number).ok_or(missing)?.clone());
            }
            labels.put(&[numbers.len()], room)?;
        }
        Cells::Integer(names) => {
            let mut room = labels.room();
            for &number in numbers {
                room.push(*names.get(number).ok_or(missing)?);
            }
            labels.put(&[numbers.len()], room)?;
        }
        other => return Err(format!("classes named by {}", other.kind().name())),
    }
    rest.first_mut().map_or(Ok(()), |out| out.put(shape, answers))
}
