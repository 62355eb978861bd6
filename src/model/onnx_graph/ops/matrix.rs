//! `MatMul` and `Gemm`.

use super::bounded;
use super::reshape::transpose;
use crate::exact::{self, single};
use crate::model::onnx_graph::program::Arguments;
use crate::model::onnx_graph::scratch::Scratch;
use crate::model::onnx_graph::shape::{Shape, cells_of};
use crate::model::onnx_graph::tensor::{Cell, Kind, Tensor};
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

trait Number: Cell + Copy + Default {
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
    let (columns, vector) = match *b.shape {
        [deep] if deep == depth => (1, true),
        [deep, columns] if deep == depth => (columns, false),
        _ => return Err(refuse()),
    };
    let columns_too = (!vector).then_some(columns);
    let shape = Shape::of(rows.iter().copied().chain(columns_too))?;
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
    pub(crate) fn run(
        &self,
        given: &Arguments<'_>,
        out: &mut Tensor,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        match given.at(0)?.kind() {
            Kind::Single => self.run_of::<f32>(given, out, scratch),
            Kind::Double => self.run_of::<f64>(given, out, scratch),
            kind => Err(format!("takes no tensor of {}", kind.name())),
        }
    }

    fn run_of<T: Number>(
        &self,
        given: &Arguments<'_>,
        out: &mut Tensor,
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let (mut a, b) = (given.at(0)?, given.at(1)?);
        if self.transpose_a {
            transpose(a, &[], &mut scratch.turned)?;
            a = &scratch.turned;
        }
        let refuse = || format!("shapes {:?} and {:?} do not fit", a.shape, b.shape);
        let (&[rows, depth], &[p, q]) = (&*a.shape, &*b.shape) else {
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
            let (down, along) = match *c.shape {
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
            let mut products = T::room(&mut scratch.products);
            products.resize(room.len(), T::default());
            multiply(x, w, depth, self.transpose_b, &mut products, columns);
            let pairs = room.iter_mut().zip(&products);
            pairs.for_each(|(x, product)| *x = x.add(product.scale(self.alpha)));
            scratch.products = T::into_cells(products);
        }
        out.put(&[rows, columns], room)
    }
}
