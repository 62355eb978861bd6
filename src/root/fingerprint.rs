//! Which rows a number was computed from.

use super::cells::{cells, digest};
use crate::data::{DataKind, Table};
use crate::pipeline::Target;

/// A fingerprint of rows and target: SHA-256 over names, types and cells, in 64 hexadecimal digits.
///
/// It depends on the order of rows and columns. Text enters by its hash, so it names no record.
///
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("a", Column::Real(vec![1.0]))?;
/// assert_eq!(steadfast::fingerprint(&x, Target::None).len(), 64);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[must_use]
pub fn fingerprint(x: &Table, y: Target<'_>) -> String {
    let mut columns = cells(x.lend());
    for ((name, _), column_type) in columns.iter_mut().zip(x.types()) {
        name.push('\0');
        name.push_str(column_type.name());
    }
    match y.unweighted() {
        Target::None | Target::WeightedVector(_) | Target::WeightedLabels(_) => {}
        Target::Vector(y) => columns.extend(cells(y.lend())),
        Target::Labels(y) => {
            let codes = y.codes().iter().map(|&code| u64::from(code)).collect();
            columns.push((y.classes().join("\0"), codes));
        }
        Target::Matrix(y) => {
            // No name of a column, nor of the one target of another kind, ends so.
            let named = |(name, cells)| (format!("{name}\0target"), cells);
            columns.extend(cells(y.lend()).into_iter().map(named));
        }
    }
    if let Some(weights) = y.weights() {
        // No target is without a name, nor does a name of a column end so.
        let cells = weights.iter().map(|weight| weight.to_bits()).collect();
        columns.push(("weights\0\0target".to_owned(), cells));
    }
    digest(&columns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Column, Matrix, Vector};
    use crate::error::Error;
    use crate::pipeline::Weighted;

    /// Every name, cell and place of several targets counts, and they are no columns of the rows.
    #[test]
    fn every_column_of_a_target_counts() -> Result<(), Error> {
        let x = Table::new().with("a", Column::Real(vec![1.0, 2.0]))?;
        let of = |names: [&str; 2], cells: [[f64; 2]; 2]| {
            let y = Matrix::from_rows(names, cells)?;
            Ok::<_, Error>(fingerprint(&x, Target::Matrix(&y)))
        };
        let cells = [[1.0, 2.0], [3.0, 4.0]];
        let mut all = vec![
            of(["u", "v"], cells)?,
            of(["u", "w"], cells)?,
            of(["v", "u"], cells)?,
            of(["u", "v"], [[1.0, 2.0], [3.0, 4.5]])?,
            of(["u", "v"], [[3.0, 4.0], [1.0, 2.0]])?,
            of(["u", "v"], [[2.0, 1.0], [4.0, 3.0]])?,
            fingerprint(&x, Target::None),
        ];
        assert_eq!(of(["u", "v"], cells)?, all[0]);
        // One column is not the one target of its name, nor a column of the rows.
        let one = Matrix::from_rows(["prediction"], [[1.0], [2.0]])?;
        all.push(fingerprint(&x, Target::Matrix(&one)));
        all.push(fingerprint(&x, Target::Vector(&Vector::new(vec![1.0, 2.0]))));
        let wide = x.clone().with("prediction", Column::Real(vec![1.0, 2.0]))?;
        all.push(fingerprint(&wide, Target::None));
        let weighted = |weights: [f64; 2]| {
            let y = Weighted::new(Vector::new(vec![1.0, 2.0]), weights)?;
            Ok::<_, Error>(fingerprint(&x, Target::WeightedVector(&y)))
        };
        all.push(weighted([1.0, 1.0])?);
        all.push(weighted([1.0, 0.5])?);
        all.push(weighted([0.5, 1.0])?);
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count);
        Ok(())
    }
}
