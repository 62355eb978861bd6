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
    match y {
        Target::None => {}
        Target::Vector(y) => columns.extend(cells(y.lend())),
        Target::Labels(y) => {
            let codes = y.codes().iter().map(|&code| u64::from(code)).collect();
            columns.push((y.classes().join("\0"), codes));
        }
    }
    digest(&columns)
}
