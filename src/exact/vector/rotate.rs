//! A sweep of Jacobi's rotations over a symmetric matrix.

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
        // Beyond 1e150 the square overflows, and the root is theta itself.
        let size = if root.is_finite() { theta.abs() + root } else { 2.0 * theta.abs() };
        let t = if theta < 0.0 { -1.0 / size } else { 1.0 / size };
        let cosine = 1.0 / (t * t + 1.0).sqrt();
        let sine = t * cosine;
        Self { t, sine, tau: sine / (1.0 + cosine) }
    }

    #[inline(always)]
    fn turn(self, p: &mut [f64], q: &mut [f64]) {
        for (x, y) in p.iter_mut().zip(q) {
            let (a, b) = (*x, *y);
            *x = a - self.sine * (b + self.tau * a);
            *y = b + self.sine * (a - self.tau * b);
        }
    }
}

/// Rows `p < q` of a row-major matrix.
#[inline(always)]
fn two_rows(matrix: &mut [f64], size: usize, p: usize, q: usize) -> (&mut [f64], &mut [f64]) {
    let (head, tail) = matrix.split_at_mut(q * size);
    (&mut head[p * size..(p + 1) * size], &mut tail[..size])
}

vectorised! {
    /// Rotates away the pairs (0,1), (0,2), …, (1,2), … of a row-major symmetric matrix that are beyond half a
    /// unit of rounding of the geometric mean of their diagonal entries, and turns the rows of
    /// `vectors` with them; whether there was any.
    ///
    /// Both triangles of the matrix are kept, so that rows are at hand in one piece.
    pub(crate) fn sweep(matrix: &mut [f64], vectors: &mut [f64], size: usize) -> bool {
        let mut turned = false;
        for p in 0..size {
            for q in p + 1..size {
                let pq = matrix[p * size + q];
                let (pp, qq) = (matrix[p * size + p], matrix[q * size + q]);
                let scale = pp.abs().sqrt() * qq.abs().sqrt();
                if pq.abs() > 0.5 * f64::EPSILON * scale {
                    turned = true;
                    let rotation = Rotation::new(pp, pq, qq);
                    let (row_p, row_q) = two_rows(matrix, size, p, q);
                    rotation.turn(row_p, row_q);
                    row_p[p] = pp - rotation.t * pq;
                    row_q[q] = qq + rotation.t * pq;
                    (row_p[q], row_q[p]) = (0.0, 0.0);
                    for k in 0..size {
                        matrix[k * size + p] = matrix[p * size + k];
                        matrix[k * size + q] = matrix[q * size + k];
                    }
                    let (v_p, v_q) = two_rows(vectors, size, p, q);
                    rotation.turn(v_p, v_q);
                }
            }
        }
        turned
    }
}
