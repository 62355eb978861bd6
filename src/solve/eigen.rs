//! Eigenvalues and eigenvectors of symmetric matrices by Jacobi's rotations in one fixed order.

use crate::exact;

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
    let scaled = matrix.iter().map(|x| scale(*x, -exponent)).collect();
    let mut jacobi = Jacobi { size, matrix: scaled, vectors: identity(size) };
    for _ in 0..MOST_SWEEPS {
        if !jacobi.sweep() {
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

fn identity(size: usize) -> Vec<f64> {
    let mut out = vec![0.0; size * size];
    out.iter_mut().step_by(size + 1).for_each(|x| *x = 1.0);
    out
}

struct Jacobi {
    size: usize,
    /// Both triangles are kept, so that rows are at hand in one piece.
    matrix: Vec<f64>,
    /// One vector a row.
    vectors: Vec<f64>,
}

/// A rotation by the angle whose tangent is `t`.
#[derive(Clone, Copy)]
struct Rotation {
    t: f64,
    sine: f64,
    /// The tangent of half the angle.
    tau: f64,
}

impl Rotation {
    /// The rotation by at most 45° that makes `pq` zero.
    fn new(pp: f64, pq: f64, qq: f64) -> Self {
        let theta = (qq - pp) / (2.0 * pq);
        let root = (theta * theta + 1.0).sqrt();
        // Beyond 1e150 the square overflows, and the root is theta itself.
        let size = if root.is_finite() { theta.abs() + root } else { 2.0 * theta.abs() };
        let t = if theta < 0.0 { -1.0 / size } else { 1.0 / size };
        let cosine = 1.0 / (t * t + 1.0).sqrt();
        let sine = t * cosine;
        Self { t, sine, tau: sine / (1.0 + cosine) }
    }

    fn turn(self, p: &mut [f64], q: &mut [f64]) {
        for (x, y) in p.iter_mut().zip(q) {
            let (a, b) = (*x, *y);
            *x = a - self.sine * (b + self.tau * a);
            *y = b + self.sine * (a - self.tau * b);
        }
    }
}

/// Rows `p < q` of a row-major matrix.
fn two_rows(matrix: &mut [f64], size: usize, p: usize, q: usize) -> (&mut [f64], &mut [f64]) {
    let (head, tail) = matrix.split_at_mut(q * size);
    (&mut head[p * size..(p + 1) * size], &mut tail[..size])
}

impl Jacobi {
    /// Rotates every pair once; whether any needed it.
    fn sweep(&mut self) -> bool {
        let size = self.size;
        let mut turned = false;
        for p in 0..size {
            for q in p + 1..size {
                let pq = self.matrix[p * size + q];
                let (pp, qq) = (self.matrix[p * size + p], self.matrix[q * size + q]);
                let scale = pp.abs().sqrt() * qq.abs().sqrt();
                if pq.abs() > 0.5 * f64::EPSILON * scale {
                    self.rotate(p, q, Rotation::new(pp, pq, qq));
                    turned = true;
                }
            }
        }
        turned
    }

    fn rotate(&mut self, p: usize, q: usize, rotation: Rotation) {
        let size = self.size;
        let (row_p, row_q) = two_rows(&mut self.matrix, size, p, q);
        let (pp, pq, qq) = (row_p[p], row_p[q], row_q[q]);
        rotation.turn(row_p, row_q);
        row_p[p] = pp - rotation.t * pq;
        row_q[q] = qq + rotation.t * pq;
        (row_p[q], row_q[p]) = (0.0, 0.0);
        for k in 0..size {
            self.matrix[k * size + p] = self.matrix[p * size + k];
            self.matrix[k * size + q] = self.matrix[q * size + k];
        }
        let (v_p, v_q) = two_rows(&mut self.vectors, size, p, q);
        rotation.turn(v_p, v_q);
    }

    fn sorted(self, exponent: i32) -> Eigen {
        let size = self.size;
        let diagonal: Vec<f64> = self.matrix.iter().step_by(size + 1).copied().collect();
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by(|&a, &b| exact::total_cmp(diagonal[b] + 0.0, diagonal[a] + 0.0));
        let values = order.iter().map(|&k| scale(diagonal[k], exponent) + 0.0).collect();
        let vector = |&k: &usize| unit(&self.vectors[k * size..(k + 1) * size]);
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
