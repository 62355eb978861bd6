//! Rows in an order that is theirs, not the file's.

/// The rows in the order of their cells, column after column: by
/// [`total_cmp`](crate::exact::total_cmp), NaN last. A cell that is not there is NaN.
///
/// What is drawn by place in this order does not depend on the order in which rows came. Rows equal in
/// all `columns` keep the order they came in, so the columns must hold everything that tells rows apart
/// for whoever uses the draws: the target too, and codes in place of texts.
///
/// ```text
/// canonical_order(&[&[2.0, 1.0, 2.0], &[5.0, 9.0, 4.0]], 3) == [1, 2, 0]
/// ```
pub(crate) fn canonical_order(columns: &[&[f64]], rows: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows).collect();
    // Rows that are equal so far, as ranges of the order.
    let mut equal: Vec<_> = std::iter::once(0..rows).collect();
    let mut keyed: Vec<(u64, usize)> = Vec::new();
    for column in columns {
        let mut next = Vec::new();
        for range in equal.into_iter().filter(|range| range.len() > 1) {
            let (start, rows) = (range.start, &mut order[range]);
            keyed.clear();
            keyed.extend(rows.iter().map(|&row| (key(column.get(row).copied()), row)));
            // Rows that are equal so far are in the order they came in, and stay so.
            keyed.sort_unstable();
            rows.iter_mut().zip(&keyed).for_each(|(row, (_, sorted))| *row = *sorted);
            let mut at = start;
            for run in keyed.chunk_by(|a, b| a.0 == b.0) {
                next.push(at..at + run.len());
                at += run.len();
            }
        }
        equal = next;
    }
    order
}

/// A whole number whose order is that of [`total_cmp`](crate::exact::total_cmp): every NaN is the last.
fn key(cell: Option<f64>) -> u64 {
    let bits = cell.filter(|x| !x.is_nan()).map_or(u64::MAX >> 1, f64::to_bits);
    // Of a negative number all bits are turned, of another the sign alone.
    if bits >> 63 == 1 { !bits } else { bits | 1 << 63 }
}

/// The columns of row-major rows of `width` numbers; what is left of a last row is left out.
pub(crate) fn transposed(rows: &[f64], width: usize) -> Vec<Vec<f64>> {
    // Rows that stay near while each column is read out of them.
    const BLOCK: usize = 64;
    let count = rows.len().checked_div(width).unwrap_or(0);
    let mut columns = vec![Vec::with_capacity(count); width];
    for block in rows[..count * width].chunks(BLOCK * width.max(1)) {
        for (j, column) in columns.iter_mut().enumerate() {
            column.extend(block.chunks_exact(width).map(|row| row[j]));
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_rows() {
        let rows: Vec<f64> = (0..200 * 3).map(f64::from).collect();
        let columns = transposed(&rows, 3);
        for (j, column) in columns.iter().enumerate() {
            assert!(column.iter().enumerate().all(|(i, x)| *x == (3 * i + j) as f64));
            assert_eq!(column.len(), 200);
        }
        assert_eq!(transposed(&[1.0, 2.0, 3.0], 2), [[1.0], [2.0]]);
        assert_eq!(transposed(&[], 0), Vec::<Vec<f64>>::new());
    }

    #[test]
    fn later_columns_part_what_earlier_ones_leave_equal() {
        let (a, b) = ([2.0, f64::NAN, 2.0, 0.0, -0.0, 2.0], [5.0, 9.0, 4.0, 1.0, 2.0, 5.0]);
        assert_eq!(canonical_order(&[&a, &b], 6), [4, 3, 2, 0, 5, 1]);
        assert_eq!(canonical_order(&[], 2), [0, 1]);
    }
}
