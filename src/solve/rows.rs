//! Rows in an order that is theirs, not the file's.

use crate::exact::{NAN, total_cmp};
use core::cmp::Ordering;

/// The rows in the order of their cells, column after column: by
/// [`total_cmp`], NaN last. A cell that is not there is NaN.
///
/// What is drawn by place in this order does not depend on the order in which rows came. Rows equal in
/// all `columns` keep the order they came in, so the columns must hold everything that tells rows apart
/// for whoever uses the draws: the target too, and codes in place of texts.
///
/// ```text
/// canonical_order(&[&[2.0, 1.0, 2.0], &[5.0, 9.0, 4.0]], 3) == [1, 2, 0]
/// ```
pub(crate) fn canonical_order(columns: &[&[f64]], rows: usize) -> Vec<usize> {
    let cell = |column: &[f64], row: usize| column.get(row).copied().unwrap_or(NAN);
    let compare = |&a: &usize, &b: &usize| {
        let orders = columns.iter().map(|column| total_cmp(cell(column, a), cell(column, b)));
        orders.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let mut order: Vec<usize> = (0..rows).collect();
    order.sort_by(compare);
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_columns_part_what_earlier_ones_leave_equal() {
        let (a, b) = ([2.0, f64::NAN, 2.0, 0.0, -0.0, 2.0], [5.0, 9.0, 4.0, 1.0, 2.0, 5.0]);
        assert_eq!(canonical_order(&[&a, &b], 6), [4, 3, 2, 0, 5, 1]);
        assert_eq!(canonical_order(&[], 2), [0, 1]);
    }
}
