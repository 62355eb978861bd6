//! Means, covariances and cross products of rows: exact sums, so that the order of rows is nothing.

use crate::exact::{self, Gram, GramError};

/// Why a solver has no answer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub(crate) enum Unsolved {
    /// A value is not finite, or the rows have no one width.
    #[error(transparent)]
    Values(#[from] GramError),
    /// Not one target a row.
    #[error("expected {rows} targets, one a row, found {found}")]
    Targets { rows: usize, found: usize },
    /// No spread can be computed.
    #[error("expected at least {expected} rows, found {found}")]
    Rows { expected: usize, found: usize },
    /// Products of the values leave the range of `f64`.
    #[error("the values are too large to multiply; scale the columns")]
    Range,
    /// No unique solution.
    #[error("the columns depend on one another; penalise or drop some")]
    Singular,
}

/// The rows less the means.
pub(crate) fn centred(rows: &[f64], means: &[f64]) -> Vec<f64> {
    let each = rows.chunks(means.len().max(1));
    each.flat_map(|row| row.iter().zip(means).map(|(x, mean)| x - mean)).collect()
}

fn checked(values: Vec<f64>) -> Result<Vec<f64>, Unsolved> {
    if values.iter().all(|x| x.is_finite()) { Ok(values) } else { Err(Unsolved::Range) }
}

/// Both triangles, row-major.
fn matrix(width: usize, entry: impl Fn(usize, usize) -> Option<f64>) -> Result<Vec<f64>, Unsolved> {
    let mut out = vec![0.0; width * width];
    for i in 0..width {
        for j in i..width {
            let x = entry(i, j).unwrap_or(exact::NAN);
            (out[i * width + j], out[j * width + i]) = (x, x);
        }
    }
    checked(out)
}

/// `XᵀX` of columns, row-major: each entry off by at most 2⁻⁴⁷ of the product of the two largest values times rows.
pub(crate) fn cross_products(columns: &[&[f64]]) -> Result<Vec<f64>, Unsolved> {
    let gram = Gram::of_columns(columns)?;
    matrix(columns.len(), |i, j| gram.product(i, j))
}

/// The same of columns whose largest sizes are known.
pub(super) fn cross_products_within(
    columns: &[&[f64]],
    sizes: &[f64],
) -> Result<Vec<f64>, Unsolved> {
    let mut gram = Gram::with_maxima(sizes)?;
    gram.add_columns(columns)?;
    matrix(columns.len(), |i, j| gram.product(i, j))
}

/// Means and covariances of columns.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Covariance {
    pub(crate) means: Vec<f64>,
    /// Row-major.
    pub(crate) matrix: Vec<f64>,
}

/// Covariances with divisor `n − ddof`, as [`Gram`] has them of columns less their means: exact, but for
/// the rounding of each difference to 2⁻⁴⁸ of the largest of its column, and one rounding at the end.
pub(crate) fn covariance(columns: &[&[f64]], ddof: u64) -> Result<Covariance, Unsolved> {
    let (means, gram) = Gram::about_means(columns)?;
    if gram.rows() <= ddof {
        let expected = usize::try_from(ddof).unwrap_or(usize::MAX).saturating_add(1);
        let found = columns.first().map_or(0, |column| column.len());
        return Err(Unsolved::Rows { expected, found });
    }
    let matrix = matrix(columns.len(), |i, j| gram.covariance(i, j, ddof))?;
    Ok(Covariance { means, matrix })
}

/// What the square loss of a linear model depends on: products of centred columns and target.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Products {
    pub(crate) rows: usize,
    /// Taken off every column; 0 without an intercept.
    pub(crate) means: Vec<f64>,
    pub(crate) target_mean: f64,
    /// `XᵀX`, row-major.
    pub(crate) gram: Vec<f64>,
    /// `Xᵀy`.
    pub(crate) moment: Vec<f64>,
    /// `yᵀy`.
    pub(crate) target_square: f64,
}

/// A linear model.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Linear {
    /// One a column.
    pub(crate) coefficients: Vec<f64>,
    pub(crate) intercept: f64,
}

impl Products {
    /// The products of row-major rows and their targets; with an intercept, all less their means.
    pub(crate) fn new(
        rows: &[f64],
        width: usize,
        targets: &[f64],
        intercept: bool,
    ) -> Result<Self, Unsolved> {
        let count = targets.len();
        if Some(rows.len()) != width.checked_mul(count) {
            let rows = rows.len() / width.max(1);
            return Err(Unsolved::Targets { rows, found: count });
        }
        let column = |j| rows.iter().skip(j).step_by(width).copied().collect();
        let columns: Vec<Vec<f64>> = (0..width).map(column).collect();
        let columns: Vec<&[f64]> = columns.iter().map(Vec::as_slice).collect();
        Self::of_columns(&columns, targets, intercept)
    }

    /// The same of columns.
    pub(crate) fn of_columns(
        columns: &[&[f64]],
        targets: &[f64],
        intercept: bool,
    ) -> Result<Self, Unsolved> {
        let (width, count) = (columns.len(), targets.len());
        if let Some(column) = columns.iter().find(|column| column.len() != count) {
            return Err(Unsolved::Targets { rows: column.len(), found: count });
        }
        let joined: Vec<&[f64]> = columns.iter().copied().chain([targets]).collect();
        let (mut means, gram) = match intercept {
            true => Gram::about_means(&joined)?,
            false => (vec![0.0; width + 1], Gram::of_columns(&joined)?),
        };
        let target_mean = means.pop().unwrap_or(0.0);
        let product = |i, j| gram.product(i, j).unwrap_or(exact::NAN);
        let moment = checked((0..width).map(|j| product(j, width)).collect())?;
        let [target_square] = checked(vec![product(width, width)])?[..] else {
            return Err(Unsolved::Range);
        };
        let gram = matrix(width, |i, j| Some(product(i, j)))?;
        Ok(Self { rows: count, means, target_mean, gram, moment, target_square })
    }

    pub(crate) fn width(&self) -> usize {
        self.moment.len()
    }

    /// The products of some of the columns, as if the others had never been; places beyond the last are left out.
    pub(crate) fn keep(&self, columns: &[usize]) -> Self {
        let width = self.width();
        let columns: Vec<usize> = columns.iter().copied().filter(|&j| j < width).collect();
        let of = |values: &[f64]| columns.iter().map(|&j| values[j]).collect::<Vec<f64>>();
        let gram = columns.iter().flat_map(|&i| of(&self.gram[i * width..(i + 1) * width]));
        Self { gram: gram.collect(), means: of(&self.means), moment: of(&self.moment), ..*self }
    }

    /// The model with its intercept: what the mean row and the mean target ask for.
    pub(crate) fn linear(&self, coefficients: Vec<f64>) -> Linear {
        let shift = exact::exact_dot(&self.means, &coefficients);
        Linear { coefficients, intercept: self.target_mean - shift }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// By hand: columns (1, 2, 6) and (1, 0, 5) less 3 and 2 are (−2, −1, 3) and (−1, −2, 3).
    #[test]
    fn a_small_table() {
        let rows = [1.0, 1.0, 2.0, 0.0, 6.0, 5.0];
        let columns: [&[f64]; 2] = [&[1.0, 2.0, 6.0], &[1.0, 0.0, 5.0]];
        let found = covariance(&columns, 1).unwrap();
        assert_eq!(found.means, [3.0, 2.0]);
        assert_eq!(found.matrix, [7.0, 6.5, 6.5, 7.0]);
        assert_eq!(cross_products(&columns).unwrap(), [41.0, 31.0, 31.0, 26.0]);
        let products = Products::new(&rows, 2, &[1.0, 2.0, 6.0], true).unwrap();
        assert_eq!(products.gram, [14.0, 13.0, 13.0, 14.0]);
        assert_eq!((products.moment.as_slice(), products.target_square), (&[14.0, 13.0][..], 14.0));
        assert_eq!(products.linear(vec![0.5, 1.0]).intercept, -0.5);
        let raw = Products::new(&rows, 2, &[1.0, 2.0, 6.0], false).unwrap();
        assert_eq!((raw.moment.as_slice(), raw.target_mean), (&[41.0, 31.0][..], 0.0));
    }

    #[test]
    fn what_cannot_be_computed_is_said() {
        assert_eq!(
            Products::new(&[1.0], 1, &[], true),
            Err(Unsolved::Targets { rows: 1, found: 0 })
        );
        assert!(matches!(Products::new(&[f64::NAN], 1, &[1.0], true), Err(Unsolved::Values(_))));
        assert_eq!(covariance(&[&[1.0]], 1), Err(Unsolved::Rows { expected: 2, found: 1 }));
        assert_eq!(cross_products(&[&[1e200]]), Err(Unsolved::Range));
        assert_eq!(cross_products(&[&[], &[]]), Ok(vec![0.0; 4]));
        assert_eq!(Products::new(&[], 0, &[1.0, 3.0], true).unwrap().linear(vec![]).intercept, 2.0);
    }

    /// The mean would have eaten all but ten digits without centring.
    #[test]
    fn far_from_zero_nothing_is_lost() {
        let rows: Vec<f64> = (0..7).map(|i| 1e12 + f64::from(i) / 8.0).collect();
        // Σ(i − 3)² = 28 for i in 0..7, divided by 64 and by 7.
        assert_eq!(covariance(&[&rows], 0).unwrap().matrix, [0.0625]);
    }

    proptest! {
        #[test]
        fn order_does_not_matter_and_dropping_is_exact(
            mut rows in prop::collection::vec(prop::array::uniform4(-1e3..1e3f64), 1..30), turn in 0usize..30,
        ) {
            let split = |rows: &[[f64; 4]]| {
                let x: Vec<f64> = rows.iter().flat_map(|row| row[..3].to_vec()).collect();
                (x, rows.iter().map(|row| row[3]).collect::<Vec<_>>())
            };
            let (x, y) = split(&rows);
            let whole = Products::new(&x, 3, &y, true).unwrap();
            let two: Vec<f64> = rows.iter().flat_map(|row| [row[2], row[0]]).collect();
            prop_assert_eq!(&whole.keep(&[2, 0, 9]), &Products::new(&two, 2, &y, true).unwrap());
            let middle = turn % rows.len();
            rows.rotate_left(middle);
            rows.reverse();
            let (x, y) = split(&rows);
            prop_assert_eq!(&whole, &Products::new(&x, 3, &y, true).unwrap());
        }
    }
}
