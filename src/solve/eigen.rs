//! Eigenvalues and eigenvectors of symmetric matrices by Jacobi's rotations in one fixed order.

use crate::exact::{
    self,
    vector::rotate::{stride, sweep},
};

/// `A = Σ values[k]·vₖ·vₖᵀ`, the values descending, equal ones by the place they were found at.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Eigen {
    /// One a vector, descending.
    pub(crate) values: Vec<f64>,
    /// Row-major, one vector of length 1 a row.
    pub(crate) vectors: Vec<f64>,
}

impl Eigen {
    /// The vectors with their values, in order.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (f64, &[f64])> {
        let width = self.values.len().max(1);
        self.values.iter().copied().zip(self.vectors.chunks_exact(width))
    }
}

/// Sweeps after which what is left is taken as it is; ten are the rule.
const MOST_SWEEPS: usize = 60;

/// Components of a vector that differ by no more than this share are equal when its sign is chosen.
const EQUAL: f64 = 1e-12;

/// Decomposes the row-major symmetric `size × size` matrix; `None` when the length is wrong or a value not finite.
///
/// The pairs (0,1), (0,2), …, (1,2), … are rotated away, sweep after sweep, until every entry off the
/// diagonal is within half a unit of rounding of the geometric mean of its two diagonal entries. Each
/// vector has the sign that makes its largest component in size positive, the first of those
/// within 1e-12 of it.
///
/// # Accuracy
/// The rule of stopping is relative, so that for a positive definite `A = D·B·D`, `D` diagonal and `B`
/// with ones on its diagonal, each value is off by a few `size·2⁻⁵³·cond(B)` of *itself*, however far
/// apart the scales in `D` are. A method that reduces to three diagonals first, as LAPACK's do, is off by
/// as much of the *largest* value. For any symmetric matrix the error is within a few `size·2⁻⁵³` of the
/// largest value in size.
///
/// # Source
/// Rutishauser, "The Jacobi method for real symmetric matrices" (1966), for the rotations; Demmel and
/// Veselić, "Jacobi's method is more accurate than QR" (1992), for the rule and the bound; the sign rule
/// of `svd_flip(u_based_decision=False)` of scikit-learn 1.9, which `PCA` and `TruncatedSVD` follow.
pub(crate) fn eigen(matrix: &[f64], size: usize) -> Option<Eigen> {
    if Some(matrix.len()) != size.checked_mul(size) || matrix.iter().any(|x| !x.is_finite()) {
        return None;
    }
    let exponent = exponent(matrix);
    let stride = stride(size);
    let mut jacobi = Jacobi {
        size,
        stride,
        matrix: vec![0.0; size * stride],
        vectors: vec![0.0; size * stride],
    };
    let rows = jacobi.matrix.chunks_exact_mut(stride.max(1)).zip(matrix.chunks_exact(size.max(1)));
    for (to, from) in rows {
        to.iter_mut().zip(from).for_each(|(to, x)| *to = scale(*x, -exponent));
    }
    jacobi.vectors.iter_mut().step_by(stride + 1).for_each(|x| *x = 1.0);
    for _ in 0..MOST_SWEEPS {
        if !sweep(&mut jacobi.matrix, &mut jacobi.vectors, size) {
            break;
        }
    }
    Some(jacobi.sorted(exponent))
}

/// `e` with `2^e` at most the largest value in size, and `2^(e+1)` above it; 0 for zeros.
fn exponent(values: &[f64]) -> i32 {
    let largest = values.iter().fold(0.0, |largest, x| exact::max(largest, x.abs()));
    let field = (largest.to_bits() >> 52) as i32;
    match (field, largest > 0.0) {
        (_, false) => 0,
        (0, _) => -1022,
        (field, _) => field - 1023,
    }
}

/// `x·2^e` for `|e|` up to 1023, in two steps where one power would leave the format.
fn scale(x: f64, e: i32) -> f64 {
    let power = |e: i32| f64::from_bits(((e + 1023) as u64) << 52);
    x * power(e / 2) * power(e - e / 2)
}

struct Jacobi {
    size: usize,
    /// How far apart rows are.
    stride: usize,
    /// Both triangles are kept, so that rows are at hand in one piece.
    matrix: Vec<f64>,
    /// One vector a row.
    vectors: Vec<f64>,
}

impl Jacobi {
    fn sorted(self, exponent: i32) -> Eigen {
        let size = self.size;
        let diagonal: Vec<f64> = self.matrix.iter().step_by(self.stride + 1).copied().collect();
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by(|&a, &b| exact::total_cmp(diagonal[b] + 0.0, diagonal[a] + 0.0));
        let values = order.iter().map(|&k| scale(diagonal[k], exponent) + 0.0).collect();
        let vector = |&k: &usize| unit(&self.vectors[k * self.stride..][..size]);
        Eigen { values, vectors: order.iter().flat_map(vector).collect() }
    }
}

/// The vector at length 1, its largest component in size positive.
fn unit(vector: &[f64]) -> Vec<f64> {
    // Components that mathematics has equal differ by rounding; all that close to the largest are.
    let mut largest = 0.0f64;
    for x in vector {
        if x.abs() * (1.0 - EQUAL) > largest.abs() {
            largest = *x;
        }
    }
    let length = exact::dot(vector, vector).sqrt();
    let length = if largest < 0.0 { -length } else { length };
    vector.iter().map(|x| x / length + 0.0).collect()
}

#[cfg(test)]
mod tests;
