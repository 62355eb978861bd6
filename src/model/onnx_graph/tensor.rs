//! What flows between the operators of a graph, for one row.

use super::shape::{Shape, axis_of, cells_of, size};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// What the cells of a tensor are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Kind {
    /// `float`
    Single,
    /// `double`
    Double,
    /// `int64`
    Integer,
    /// `int32`, which wraps at 32 bits.
    Short,
    /// `bool`
    Boolean,
    /// `string`
    Text,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Kind::Single => "float",
            Kind::Double => "double",
            Kind::Integer => "int64",
            Kind::Short => "int32",
            Kind::Boolean => "bool",
            Kind::Text => "string",
        }
    }
}

/// Cells in order, the last axis fastest.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Cells {
    Single(Vec<f32>),
    Double(Vec<f64>),
    Integer(Vec<i64>),
    Short(Vec<i32>),
    Boolean(Vec<bool>),
    Text(Vec<Arc<str>>),
}

/// The same expression for cells of every kind.
macro_rules! each_kind {
    ($cells:expr, $values:ident => $body:expr) => {
        match $cells {
            $crate::model::onnx_graph::tensor::Cells::Single($values) => $body,
            $crate::model::onnx_graph::tensor::Cells::Double($values) => $body,
            $crate::model::onnx_graph::tensor::Cells::Integer($values) => $body,
            $crate::model::onnx_graph::tensor::Cells::Short($values) => $body,
            $crate::model::onnx_graph::tensor::Cells::Boolean($values) => $body,
            $crate::model::onnx_graph::tensor::Cells::Text($values) => $body,
        }
    };
}
pub(crate) use each_kind;

impl Default for Cells {
    fn default() -> Cells {
        Cells::Boolean(Vec::new())
    }
}

impl Cells {
    pub(crate) fn len(&self) -> usize {
        each_kind!(self, values => values.len())
    }

    pub(crate) fn kind(&self) -> Kind {
        match self {
            Cells::Single(_) => Kind::Single,
            Cells::Double(_) => Kind::Double,
            Cells::Integer(_) => Kind::Integer,
            Cells::Short(_) => Kind::Short,
            Cells::Boolean(_) => Kind::Boolean,
            Cells::Text(_) => Kind::Text,
        }
    }

    /// No cell of a kind.
    #[cfg(feature = "onnx")]
    pub(crate) fn none(kind: Kind) -> Cells {
        match kind {
            Kind::Single => Cells::Single(Vec::new()),
            Kind::Double => Cells::Double(Vec::new()),
            Kind::Integer => Cells::Integer(Vec::new()),
            Kind::Short => Cells::Short(Vec::new()),
            Kind::Boolean => Cells::Boolean(Vec::new()),
            Kind::Text => Cells::Text(Vec::new()),
        }
    }

    /// Every NaN the one that is stored.
    #[cfg(feature = "onnx")]
    pub(crate) fn canonical(mut self) -> Cells {
        match &mut self {
            Cells::Single(values) => {
                values.iter_mut().filter(|x| x.is_nan()).for_each(|x| *x = f32::NAN);
            }
            Cells::Double(values) => {
                values.iter_mut().for_each(|x| *x = crate::exact::canonical(*x))
            }
            _ => {}
        }
        self
    }
}

/// What a cell can be.
pub(crate) trait Cell: Clone {
    fn of(cells: &Cells) -> Option<&[Self]>;
    fn into_cells(values: Vec<Self>) -> Cells;
    /// The cells themselves, or none if they were of another kind.
    fn take(cells: &mut Cells) -> Vec<Self>;

    /// The room of earlier cells, if they were of this kind.
    fn room(cells: &mut Cells) -> Vec<Self> {
        let mut values = Self::take(cells);
        values.clear();
        values
    }
}

macro_rules! cell {
    ($($type:ty: $kind:ident,)*) => {$(
        impl Cell for $type {
            fn of(cells: &Cells) -> Option<&[Self]> {
                match cells {
                    Cells::$kind(values) => Some(values),
                    _ => None,
                }
            }

            fn into_cells(values: Vec<Self>) -> Cells {
                Cells::$kind(values)
            }

            fn take(cells: &mut Cells) -> Vec<Self> {
                match std::mem::take(cells) {
                    Cells::$kind(values) => values,
                    _ => Vec::new(),
                }
            }
        }
    )*};
}
cell! { f32: Single, f64: Double, i64: Integer, i32: Short, bool: Boolean, Arc<str>: Text, }

/// Cells and how they lie.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Tensor {
    pub(crate) shape: Shape,
    pub(crate) cells: Cells,
}

impl Tensor {
    /// Cells along one axis.
    #[cfg(feature = "onnx")]
    pub(crate) fn line(cells: Cells) -> Tensor {
        Tensor { shape: Shape::line(cells.len()), cells }
    }

    /// One cell, of no axis.
    #[cfg(feature = "onnx")]
    pub(crate) fn scalar<T: Cell>(cell: T) -> Tensor {
        Tensor { shape: Shape::default(), cells: T::into_cells(vec![cell]) }
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn kind(&self) -> Kind {
        self.cells.kind()
    }

    /// The cells, which must be of one kind.
    pub(crate) fn cells<T: Cell>(&self) -> Result<&[T], String> {
        T::of(&self.cells).ok_or_else(|| format!("takes no tensor of {}", self.kind().name()))
    }

    /// Room for new cells.
    pub(crate) fn room<T: Cell>(&mut self) -> Vec<T> {
        T::room(&mut self.cells)
    }

    /// New cells, which must be as many as the shape has.
    pub(crate) fn put<T: Cell>(&mut self, shape: &[usize], values: Vec<T>) -> Result<(), String> {
        self.cells = T::into_cells(values);
        self.shape = Shape::of(shape.iter().copied())?;
        self.check()
    }

    /// The same as another, in the room that is there.
    pub(crate) fn copy(&mut self, other: &Tensor) -> Result<(), String> {
        each_kind!(&other.cells, cells => self.copy_cells(&other.shape, cells))
    }

    /// These cells, in the room that is there.
    pub(crate) fn copy_cells<T: Cell>(
        &mut self,
        shape: &[usize],
        cells: &[T],
    ) -> Result<(), String> {
        let mut room = self.room();
        room.extend_from_slice(cells);
        self.put(shape, room)
    }

    /// How many cells there are must be what the shape says.
    pub(crate) fn check(&self) -> Result<(), String> {
        let (count, expected) = (self.len(), size(&self.shape)?);
        if count == expected {
            return Ok(());
        }
        Err(format!("{count} cells for the shape {:?}", self.shape))
    }

    /// An axis, counted from the end where it is below 0.
    pub(crate) fn axis(&self, axis: i64) -> Result<usize, String> {
        axis_of(axis, self.shape.len())
    }

    /// Whole numbers, such as axes and shapes are given in.
    pub(crate) fn integers(&self) -> Result<Integers<'_>, String> {
        match &self.cells {
            Cells::Integer(values) => Ok(Integers::Long(values)),
            Cells::Short(values) => Ok(Integers::Short(values)),
            _ => Err(format!("takes whole numbers, not {}", self.kind().name())),
        }
    }

    /// The number of a cell as a double: exact for singles, and of the same order for whole numbers below 2⁵³.
    pub(crate) fn numbers(&self) -> Result<impl Fn(usize) -> f64 + '_, String> {
        if matches!(self.kind(), Kind::Boolean | Kind::Text) {
            return Err(format!("takes no tensor of {}", self.kind().name()));
        }
        Ok(|at: usize| match &self.cells {
            Cells::Single(cells) => f64::from(cells[at]),
            Cells::Double(cells) => cells[at],
            Cells::Integer(cells) => cells[at] as f64,
            Cells::Short(cells) => f64::from(cells[at]),
            Cells::Boolean(_) | Cells::Text(_) => f64::NAN,
        })
    }

    /// Cells before an axis, along it, and after it.
    pub(crate) fn around(&self, axis: usize) -> [usize; 3] {
        [cells_of(&self.shape[..axis]), self.shape[axis], cells_of(&self.shape[axis + 1..])]
    }
}

/// Whole numbers of either width.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Integers<'a> {
    Long(&'a [i64]),
    Short(&'a [i32]),
}

impl<'a> Integers<'a> {
    pub(crate) fn len(self) -> usize {
        match self {
            Integers::Long(values) => values.len(),
            Integers::Short(values) => values.len(),
        }
    }

    pub(crate) fn get(self, at: usize) -> Option<i64> {
        match self {
            Integers::Long(values) => values.get(at).copied(),
            Integers::Short(values) => values.get(at).map(|&x| i64::from(x)),
        }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = i64> + Clone + 'a {
        (0..self.len()).filter_map(move |at| self.get(at))
    }
}
