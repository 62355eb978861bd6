//! A sweep of Jacobi's rotations over a symmetric matrix.

/// Entries turned side by side; rows are whole numbers of them, zeros after the last entry.
const LANES: usize = 8;

/// How far apart the rows of a matrix of `size` columns are.
pub(crate) fn stride(size: usize) -> usize {
    size.next_multiple_of(LANES)
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
    #[inline(always)]
    fn new(pp: f64, pq: f64, qq: f64) -> Self {
        let theta = (qq - pp) / (2.0 * pq);
        let root = (theta * theta + 1.0).sqrt();
        // The root of a large square is theta itself, and one that overflows has to be. Asked of theta, so that
        // nothing waits for the answer.
        let size = theta.abs() + if theta.abs() < 1e150 { root } else { theta.abs() };
        let t = if theta < 0.0 { -1.0 / size } else { 1.0 / size };
        let cosine = 1.0 / (t * t + 1.0).sqrt();
        let sine = t * cosine;
        Self { t, sine, tau: sine / (1.0 + cosine) }
    }

    #[inline(always)]
    fn turn(self, a: f64, b: f64) -> (f64, f64) {
        (a - self.sine * (b + self.tau * a), b + self.sine * (a - self.tau * b))
    }

    /// Turns two vectors.
    #[inline(always)]
    fn vectors(self, p: &mut [f64], q: &mut [f64]) {
        for (p, q) in p.iter_mut().zip(q) {
            (*p, *q) = self.turn(*p, *q);
        }
    }

    /// Turns row `p` and row `q`, which has `before` in the column before `q`; in row `p` the entry in column `q`
    /// becomes 0.
    ///
    /// Both entries are put in place in a register: had they been stored alone, the next load of a whole register
    /// would wait until they are in the cache.
    #[inline(always)]
    fn rows(self, p: &mut [f64], q: &mut [f64], at: usize, before: f64) {
        let (at, one) = (at as u64, at as u64 - 1);
        for (k, (p, q)) in (0u64..).zip(p.iter_mut().zip(q)) {
            let (x, y) = self.turn(*p, if k == one { before } else { *q });
            (*p, *q) = (if k == at { 0.0 } else { x }, y);
        }
    }
}

/// Rows `p < q` of a row-major matrix.
#[inline(always)]
fn two_rows(matrix: &mut [f64], stride: usize, p: usize, q: usize) -> (&mut [f64], &mut [f64]) {
    let (head, tail) = matrix.split_at_mut(q * stride);
    (&mut head[p * stride..(p + 1) * stride], &mut tail[..stride])
}

/// Puts a row into the entries of a column, which are `stride` apart.
#[inline(always)]
fn copy_to_column(row: Option<&[f64]>, column: Option<&mut [f64]>, stride: usize) {
    if let (Some(row), Some(column)) = (row, column) {
        column.iter_mut().step_by(stride).zip(row).for_each(|(to, x)| *to = *x);
    }
}

vectorised! {
    /// Rotates away the pairs (0,1), (0,2), …, (1,2), … of a row-major symmetric matrix that are beyond half a
    /// unit of rounding of the geometric mean of their diagonal entries, and turns the rows of
    /// `vectors` with them; whether there was any. Rows are [`stride`] of `size` apart.
    ///
    /// Both triangles of the matrix are kept, so that rows are at hand in one piece. While row `p` is turned with one
    /// row after the other, its own entries go to column `p` in the end, and those of row `q` to column `q` of the rows
    /// that are still to be turned; what stands in rows above `p` is copied at the end of the sweep.
    pub(crate) fn sweep(matrix: &mut [f64], vectors: &mut [f64], size: usize) -> bool {
        let stride = stride(size);
        let mut turned = false;
        for p in 0..size {
            let mut pp = matrix[p * stride + p];
            // What row q has in the column before, where that was not stored yet.
            let mut pending = None;
            for q in p + 1..size {
                let pq = matrix[p * stride + q];
                let qq = matrix[q * stride + q];
                let scale = pp.abs().sqrt() * qq.abs().sqrt();
                if pq.abs() > 0.5 * f64::EPSILON * scale {
                    turned = true;
                    let rotation = Rotation::new(pp, pq, qq);
                    let before = pending.unwrap_or(matrix[q * stride + q - 1]);
                    let (row_p, row_q) = two_rows(matrix, stride, p, q);
                    rotation.rows(row_p, row_q, q, before);
                    pp -= rotation.t * pq;
                    row_q[q] = qq + rotation.t * pq;
                    pending = row_q.get(q + 1).copied();
                    let (above, below) = matrix.split_at_mut(q * stride);
                    let (row_q, below) = below.split_at_mut(stride);
                    copy_to_column(row_q.get(p + 1..q), above.get_mut((p + 1) * stride + q..), stride);
                    copy_to_column(row_q.get(q + 2..size), below.get_mut(stride + q..), stride);
                    let (v_p, v_q) = two_rows(vectors, stride, p, q);
                    rotation.vectors(v_p, v_q);
                } else if let Some(before) = pending.take() {
                    matrix[q * stride + q - 1] = before;
                }
            }
            matrix[p * stride + p] = pp;
            for k in p + 1..size {
                matrix[k * stride + p] = matrix[p * stride + k];
            }
        }
        for p in 0..size {
            for q in p + 1..size {
                matrix[p * stride + q] = matrix[q * stride + p];
            }
        }
        turned
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// With nothing put off: rows and columns after every rotation.
    fn plain_sweep(matrix: &mut [Vec<f64>], vectors: &mut [Vec<f64>]) -> bool {
        let size = matrix.len();
        let mut turned = false;
        for p in 0..size {
            for q in p + 1..size {
                let (pp, pq, qq) = (matrix[p][p], matrix[p][q], matrix[q][q]);
                if pq.abs() > 0.5 * f64::EPSILON * (pp.abs().sqrt() * qq.abs().sqrt()) {
                    turned = true;
                    let rotation = Rotation::new(pp, pq, qq);
                    for k in 0..size {
                        let (x, y) = rotation.turn(matrix[p][k], matrix[q][k]);
                        (matrix[p][k], matrix[q][k]) = (x, y);
                        (matrix[k][p], matrix[k][q]) = (x, y);
                        let (x, y) = rotation.turn(vectors[p][k], vectors[q][k]);
                        (vectors[p][k], vectors[q][k]) = (x, y);
                    }
                    (matrix[p][q], matrix[q][p]) = (0.0, 0.0);
                    matrix[p][p] = pp - rotation.t * pq;
                    matrix[q][q] = qq + rotation.t * pq;
                }
            }
        }
        turned
    }

    /// Rows one after the other, padded.
    fn padded(rows: &[Vec<f64>]) -> Vec<f64> {
        let row = |row: &Vec<f64>| {
            let zeros = stride(row.len()) - row.len();
            row.iter().copied().chain(vec![0.0; zeros]).collect::<Vec<f64>>()
        };
        rows.iter().flat_map(row).collect()
    }

    proptest! {
        #[test]
        fn bits_are_those_of_plain_rotations(
            size in 0usize..19, entries in prop::collection::vec(-1.0..1.0f64, 19 * 19), share in 0.0..1.0f64,
        ) {
            // Some entries are zero, so that some rotations are left out.
            let entry = |i: usize, j: usize| Some(entries[i.min(j) * 19 + i.max(j)]).filter(|x| x.abs() > share);
            let mut plain: Vec<Vec<f64>> =
                (0..size).map(|i| (0..size).map(|j| entry(i, j).unwrap_or(0.0)).collect()).collect();
            let mut turned: Vec<Vec<f64>> =
                (0..size).map(|i| (0..size).map(|j| f64::from(i == j)).collect()).collect();
            let (mut matrix, mut vectors) = (padded(&plain), padded(&turned));
            for _ in 0..3 {
                let any = plain_sweep(&mut plain, &mut turned);
                prop_assert_eq!(sweep(&mut matrix, &mut vectors, size), any);
                let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                prop_assert_eq!(bits(&matrix), bits(&padded(&plain)));
                prop_assert_eq!(bits(&vectors), bits(&padded(&turned)));
            }
        }
    }
}
