//! Copies of our numbers in the forms the trainers take.

use ndarray::Array2;
use smartcore::linalg::basic::matrix::DenseMatrix;

/// Numbers that stand row after row, as linfa takes them.
pub(super) fn array(rows: usize, width: usize, values: Vec<f64>) -> Result<Array2<f64>, String> {
    Array2::from_shape_vec((rows, width), values).map_err(|error| error.to_string())
}

/// Numbers that stand row after row, as smartcore takes them.
pub(super) fn dense(
    rows: usize,
    width: usize,
    values: Vec<f64>,
) -> Result<DenseMatrix<f64>, String> {
    DenseMatrix::new(rows, width, values, false).map_err(|error| error.to_string())
}
