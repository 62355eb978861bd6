//! What flows between the operators of a graph, for one row.

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How many axes a tensor may have.
pub(crate) const MOST_AXES: usize = 8;

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
    pub(crate) shape: Vec<usize>,
    pub(crate) cells: Cells,
}

impl Tensor {
    pub(crate) fn new<T: Cell>(shape: &[usize], values: Vec<T>) -> Tensor {
        Tensor { shape: shape.to_vec(), cells: T::into_cells(values) }
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
        let (count, expected) = (values.len(), size(shape)?);
        self.shape.clear();
        self.shape.extend_from_slice(shape);
        self.cells = T::into_cells(values);
        if count == expected {
            return Ok(());
        }
        Err(format!("{count} cells for the shape {shape:?}"))
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
    pub(crate) fn integers(&self) -> Result<Vec<i64>, String> {
        match &self.cells {
            Cells::Integer(values) => Ok(values.clone()),
            Cells::Short(values) => Ok(values.iter().map(|&x| i64::from(x)).collect()),
            _ => Err(format!("takes whole numbers, not {}", self.kind().name())),
        }
    }

    /// Cells before an axis, along it, and after it.
    pub(crate) fn around(&self, axis: usize) -> [usize; 3] {
        [cells_of(&self.shape[..axis]), self.shape[axis], cells_of(&self.shape[axis + 1..])]
    }
}

/// An axis of `axes`, counted from the end where it is below 0.
pub(crate) fn axis_of(axis: i64, axes: usize) -> Result<usize, String> {
    let from_start = if axis < 0 { axis.saturating_add(axes as i64) } else { axis };
    usize::try_from(from_start)
        .ok()
        .filter(|&at| at < axes)
        .ok_or_else(|| format!("no axis {axis} of {axes}"))
}

/// How many cells a shape has.
pub(crate) fn size(shape: &[usize]) -> Result<usize, String> {
    if shape.len() > MOST_AXES {
        return Err(format!("{} axes, and {MOST_AXES} are the most", shape.len()));
    }
    // Bounded as if no axis were empty: the cells of some of the axes are counted too.
    let mut bound = 1usize;
    for &axis in shape {
        bound = bound.checked_mul(axis.max(1)).ok_or("a shape of too many cells")?;
    }
    Ok(if shape.contains(&0) { 0 } else { bound })
}

/// How many cells some axes have, of a shape whose [`size`] is known to be one.
pub(crate) fn cells_of(axes: &[usize]) -> usize {
    axes.iter().fold(1usize, |cells, &length| cells.saturating_mul(length))
}

/// How far apart the neighbours along each axis are; 0 along an axis that is stretched to `shape`.
pub(crate) fn strides(of: &[usize], shape: &[usize]) -> [usize; MOST_AXES] {
    let mut strides = [0; MOST_AXES];
    let mut apart = 1;
    for (at, &length) in of.iter().enumerate().rev() {
        let place = at + shape.len() - of.len();
        if length != 1 {
            strides[place] = apart;
        }
        apart *= length;
    }
    strides
}

/// The places, in order, that a walk over `shape` comes to with these strides.
pub(crate) fn walk<'a>(
    shape: &'a [usize],
    strides: &'a [usize; MOST_AXES],
) -> impl Iterator<Item = usize> + 'a {
    let cells = cells_of(shape);
    (0..cells).map(move |index| {
        let (mut rest, mut place) = (index, 0);
        for (&length, stride) in shape.iter().zip(strides).rev() {
            place += rest % length * stride;
            rest /= length;
        }
        place
    })
}
