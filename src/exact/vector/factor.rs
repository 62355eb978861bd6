//! The step of a Cholesky factorisation that takes most of the time.

/// Entries kept in registers while many products are subtracted from them.
const LANES: usize = 32;

vectorised! {
    /// Subtracts from each entry of a row `factors[k]·panel[k][j]`, `k` after `k`; rows of the panel are `stride` apart.
    pub(crate) fn subtract_panel(row: &mut [f64], factors: &[f64], panel: &[f64], stride: usize) {
        let width = row.len();
        let (blocks, tail) = row.as_chunks_mut::<LANES>();
        for (at, block) in blocks.iter_mut().enumerate() {
            let mut rest = *block;
            for (k, factor) in factors.iter().enumerate() {
                let Some(other) = panel.get(k * stride + at * LANES..).and_then(|p| p.first_chunk::<LANES>()) else {
                    return;
                };
                for i in 0..LANES {
                    rest[i] -= factor * other[i];
                }
            }
            *block = rest;
        }
        let start = width - tail.len();
        for (k, factor) in factors.iter().enumerate() {
            let others = panel.get(k * stride + start..).unwrap_or_default();
            tail.iter_mut().zip(others).for_each(|(x, other)| *x -= factor * other);
        }
    }
}
