//! The operators, one idea a file.

pub(crate) mod binary;
pub(crate) mod cast;
pub(crate) mod choose;
pub(crate) mod extreme;
pub(crate) mod linear;
pub(crate) mod matrix;
pub(crate) mod ml;
pub(crate) mod pick;
pub(crate) mod post;
pub(crate) mod reduce;
pub(crate) mod reshape;
pub(crate) mod softmax;
pub(crate) mod svm;
pub(crate) mod trees;
pub(crate) mod unary;

/// No tensor is larger than the graph may make one.
pub(crate) fn bounded(cells: usize, most: usize) -> Result<(), String> {
    if cells <= most {
        return Ok(());
    }
    Err(format!("a tensor of {cells} cells, and {most} are the most for this graph"))
}
