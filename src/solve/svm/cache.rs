//! Rows of the kernel matrix, as many of the last used as memory is given for.

use super::kernel::{Function, Rows};
use super::smo::Unsolved;

/// Memory for rows of the kernel matrix, in numbers: 200 MB, but two rows at least.
const NUMBERS: usize = 25_000_000;

struct Slot {
    row: usize,
    used: u64,
    values: Vec<f64>,
}

/// Rows of the kernel matrix.
pub(super) struct Cache<'r> {
    rows: &'r Rows,
    function: Function,
    most: usize,
    slots: Vec<Slot>,
    /// The slot of each row.
    places: Vec<Option<usize>>,
    clock: u64,
}

impl<'r> Cache<'r> {
    pub(super) fn new(rows: &'r Rows, function: Function) -> Cache<'r> {
        let most = (NUMBERS / rows.len().max(1)).max(2);
        Cache { rows, function, most, slots: Vec::new(), places: vec![None; rows.len()], clock: 0 }
    }

    /// Sees to it that a row is there, and gives its slot, which stays until the load after next.
    pub(super) fn load(&mut self, row: usize) -> Result<usize, Unsolved> {
        self.clock += 1;
        let slot = match self.places[row] {
            Some(slot) => slot,
            None => self.compute(row)?,
        };
        self.slots[slot].used = self.clock;
        Ok(slot)
    }

    fn compute(&mut self, row: usize) -> Result<usize, Unsolved> {
        let slot = if self.slots.len() < self.most {
            let values = vec![0.0; self.rows.len()];
            self.slots.push(Slot { row, used: 0, values });
            self.slots.len() - 1
        } else {
            let oldest = (0..self.slots.len()).min_by_key(|&slot| self.slots[slot].used);
            let oldest = oldest.unwrap_or(0);
            self.places[self.slots[oldest].row] = None;
            self.slots[oldest].row = row;
            oldest
        };
        let values = &mut self.slots[slot].values;
        self.function.with_each(self.rows.row(row), self.rows, values);
        if values.iter().any(|x| !x.is_finite()) {
            return Err(Unsolved::Range);
        }
        self.places[row] = Some(slot);
        Ok(slot)
    }

    pub(super) fn values(&self, slot: usize) -> &[f64] {
        &self.slots[slot].values
    }
}

#[cfg(test)]
mod tests {
    use super::super::kernel::Kernel;
    use super::*;

    #[test]
    fn rows_come_back_whatever_was_thrown_out() -> Result<(), Unsolved> {
        let rows = Rows::new((0..5).map(f64::from).collect(), 1);
        let function = Function { kernel: Kernel::Linear, gamma: 1.0, coef0: 0.0, degree: 3 };
        let mut cache = Cache::new(&rows, function);
        cache.most = 2;
        for (i, j) in [(0, 1), (2, 3), (4, 2), (1, 4), (1, 1), (3, 0)] {
            let (a, b) = (cache.load(i)?, cache.load(j)?);
            for (slot, row) in [(a, i), (b, j)] {
                let expected: Vec<f64> = (0..5u32).map(|x| f64::from(x) * row as f64).collect();
                assert_eq!(cache.values(slot), expected);
            }
            assert!(cache.slots.len() <= 2);
        }
        Ok(())
    }
}
