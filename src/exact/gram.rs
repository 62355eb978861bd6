//! Gram matrices whose bits do not depend on row order, partition or CPU.

use super::accumulator::ExactSum;
use super::comoments::cosine;
use super::compare::{NAN, max};
use super::dyadic::{Dyadic, nearest, ratio};
use super::quantise::{GramError, Scales};
use super::vector::products::{Products, Quantum, ROWS};
use super::vector::range::{largest, range};

/// Rows after which the 128-bit sums could overflow: products stay below 2⁹⁶, so 2³⁰ of them
/// below 2¹²⁶.
pub(super) const MAX_ROWS: u64 = 1 << 30;

/// `XᵀX` and the column sums of a matrix, in integers: order-free and mergeable.
///
/// Each column is scaled by a power of two taken from its largest size, and each value rounded to
/// a whole number of at most 2⁴⁸; sums and products of those are exact. A value is off by at
/// most 2⁻⁴⁸ of its column's maximum, decided for each value alone.
///
/// # Examples
/// ```
/// use steadfast::exact::Gram;
/// let gram = Gram::of(&[1.0, 2.0, 3.0, 5.0], 2)?;
/// assert_eq!(gram.product(0, 1), Some(17.0));
/// assert_eq!(gram.covariance(0, 1, 1), Some(3.0));
/// assert_eq!(gram.correlation(0, 1), Some(1.0));
/// # Ok::<(), steadfast::exact::GramError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gram {
    scales: Scales,
    rows: u64,
    sums: Vec<i128>,
    /// Upper triangle by rows: (0,0), (0,1), …, (1,1), …
    products: Vec<i128>,
}

impl Gram {
    /// An empty matrix for columns whose values are at most `maxima` in size.
    ///
    /// # Errors
    /// [`GramError::OutOfRange`] (row 0) when a maximum is NaN, infinite or negative.
    pub fn with_maxima(maxima: &[f64]) -> Result<Self, GramError> {
        let scales = Scales::new(maxima)?;
        let width = maxima.len();
        let pairs = width * (width + 1) / 2;
        Ok(Self { scales, rows: 0, sums: vec![0; width], products: vec![0; pairs] })
    }

    /// The matrix of row-major `rows` of `width` values, with the maxima it finds in them.
    ///
    /// # Errors
    /// As [`with_maxima`](Self::with_maxima) and [`add_rows`](Self::add_rows).
    pub fn of(rows: &[f64], width: usize) -> Result<Self, GramError> {
        let mut maxima = vec![0.0f64; width];
        for row in rows.chunks(width.max(1)) {
            for (maximum, x) in maxima.iter_mut().zip(row) {
                if x.abs() > *maximum && x.is_finite() {
                    *maximum = x.abs();
                }
            }
        }
        let mut gram = Self::with_maxima(&maxima)?;
        gram.add_rows(rows)?;
        Ok(gram)
    }

    /// The matrix of columns, all of one length, with the maxima it finds in them: that of their rows, to the bit.
    ///
    /// # Errors
    /// As [`with_maxima`](Self::with_maxima) and [`add_columns`](Self::add_columns).
    ///
    /// # Examples
    /// ```
    /// use steadfast::exact::Gram;
    /// let gram = Gram::of_columns(&[&[1.0, 3.0], &[2.0, 5.0]])?;
    /// assert_eq!(gram, Gram::of(&[1.0, 2.0, 3.0, 5.0], 2)?);
    /// # Ok::<(), steadfast::exact::GramError>(())
    /// ```
    pub fn of_columns(columns: &[&[f64]]) -> Result<Self, GramError> {
        let among_finite = |column: &[f64]| {
            let sizes = column.iter().map(|x| x.abs()).filter(|size| size.is_finite());
            sizes.fold(0.0, max)
        };
        let of = |column: &&[f64]| largest(column).unwrap_or_else(|| among_finite(column));
        let mut gram = Self::with_maxima(&columns.iter().map(of).collect::<Vec<f64>>())?;
        gram.add_columns(columns)?;
        Ok(gram)
    }

    /// The means of columns, 0 of none, and the matrix of the columns less their means: that of
    /// [`of_columns`](Self::of_columns) of the differences, to the bit.
    ///
    /// # Errors
    /// As [`of_columns`](Self::of_columns).
    pub(crate) fn about_means(columns: &[&[f64]]) -> Result<(Vec<f64>, Self), GramError> {
        let (mut means, mut maxima) = (Vec::new(), Vec::new());
        for column in columns {
            let (least, most) = ends(column);
            let mut sum = ExactSum::new();
            sum.add_slice_within(column, Some(max(least.abs(), most.abs())));
            let mean = sum.mean().unwrap_or(0.0);
            // Differences are ordered as the values are, so the largest in size is that of an end.
            maxima.push(max((least - mean).abs(), (most - mean).abs()));
            means.push(mean);
        }
        if maxima.iter().all(|size| size.is_finite()) {
            let mut gram = Self::with_maxima(&maxima)?;
            gram.add_centred(columns, &means)?;
            return Ok((means, gram));
        }
        // Refused, for which the differences say where.
        let less = |(column, mean): (&&[f64], &f64)| column.iter().map(|x| x - mean).collect();
        let differences: Vec<Vec<f64>> = columns.iter().zip(&means).map(less).collect();
        let differences: Vec<&[f64]> = differences.iter().map(Vec::as_slice).collect();
        Ok((means, Self::of_columns(&differences)?))
    }

    /// Adds row-major rows; on an error none of them.
    ///
    /// # Errors
    /// [`GramError::Shape`], [`GramError::OutOfRange`] or [`GramError::TooManyRows`].
    pub fn add_rows(&mut self, rows: &[f64]) -> Result<(), GramError> {
        let width = self.width();
        if rows.len().checked_rem(width).unwrap_or(rows.len()) != 0 {
            return Err(GramError::Shape { width, found: rows.len() });
        }
        let rows_in = rows.len().checked_div(width).unwrap_or(0);
        self.add(rows_in, &[], &Values::Rows { rows, width })
    }

    /// Adds the rows of columns, as many columns as the matrix has and all of one length; on an error none of them.
    ///
    /// # Errors
    /// [`GramError::Shape`], [`GramError::OutOfRange`] or [`GramError::TooManyRows`].
    ///
    /// # Examples
    /// ```
    /// use steadfast::exact::Gram;
    /// let mut gram = Gram::with_maxima(&[4.0, 4.0])?;
    /// gram.add_columns(&[&[1.0, 3.0], &[2.0, 1.0]])?;
    /// assert_eq!(gram.product(0, 1), Some(5.0));
    /// # Ok::<(), steadfast::exact::GramError>(())
    /// ```
    pub fn add_columns(&mut self, columns: &[&[f64]]) -> Result<(), GramError> {
        self.add_centred(columns, &[])
    }

    /// Adds columns less what is taken off each, where there is a number for it.
    fn add_centred(&mut self, columns: &[&[f64]], shifts: &[f64]) -> Result<(), GramError> {
        let width = self.width();
        let rows = columns.first().map_or(0, |column| column.len());
        if columns.len() != width || columns.iter().any(|column| column.len() != rows) {
            let found = columns.iter().fold(0, |all, column| all + column.len());
            return Err(GramError::Shape { width, found });
        }
        self.add(rows, shifts, &Values::Columns(columns))
    }

    /// Adds `rows` rows less `shifts`.
    fn add(&mut self, rows: usize, shifts: &[f64], values: &Values<'_>) -> Result<(), GramError> {
        let width = self.width();
        let total = self.rows.checked_add(rows as u64).filter(|&total| total <= MAX_ROWS);
        let total = total.ok_or(GramError::TooManyRows)?;
        let mut sums = vec![0i128; width];
        let mut products = vec![0i128; self.products.len()];
        // Rows before row i of the triangle hold width, width − 1, … entries.
        let mut take = |i: usize, j: usize, sum: i128| {
            if j < width {
                products[i * width - i * (i + 1) / 2 + j] += sum;
            }
        };
        let quantum =
            |(at, steps)| Quantum { shift: shifts.get(at).copied().unwrap_or(0.0), steps };
        let quanta: Vec<Quantum> =
            self.scales.steps().into_iter().enumerate().map(quantum).collect();
        let mut room = [0.0; ROWS];
        for (pass, mut all) in Products::all(width).into_iter().enumerate() {
            for start in (0..rows).step_by(ROWS) {
                let count = ROWS.min(rows - start);
                for (column, (&by, sum)) in quanta.iter().zip(&mut sums).enumerate() {
                    room[count..].fill(by.shift);
                    let block = values.block(column, start, &mut room);
                    match all.column(column, block, count, by) {
                        Some(of_block) if pass == 0 => *sum += i128::from(of_block),
                        Some(_) => {}
                        None => {
                            let values = block[..count].iter().map(|x| x - by.shift);
                            self.scales.check(start, column, values)?;
                        }
                    }
                }
                all.multiply(&mut take);
            }
            all.finish(&mut take);
        }
        self.rows = total;
        self.sums.iter_mut().zip(&sums).for_each(|(a, b)| *a += b);
        self.products.iter_mut().zip(&products).for_each(|(a, b)| *a += b);
        Ok(())
    }

    /// Adds the rows another matrix has taken.
    ///
    /// # Errors
    /// [`GramError::Scales`] or [`GramError::TooManyRows`]; nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<(), GramError> {
        if self.scales != other.scales {
            return Err(GramError::Scales);
        }
        let total = self.rows.checked_add(other.rows).filter(|&total| total <= MAX_ROWS);
        self.rows = total.ok_or(GramError::TooManyRows)?;
        self.sums.iter_mut().zip(&other.sums).for_each(|(a, b)| *a += b);
        self.products.iter_mut().zip(&other.products).for_each(|(a, b)| *a += b);
        Ok(())
    }

    /// Number of columns.
    #[must_use]
    pub fn width(&self) -> usize {
        self.scales.width()
    }

    /// Number of rows taken.
    #[must_use]
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// The exact quantised sum of a column, in its units.
    fn column(&self, j: usize) -> Option<Dyadic> {
        Some(Dyadic::scaled(*self.sums.get(j)?, self.scales.unit(j)?))
    }

    /// The exact sum of products of two columns, in the product of their units.
    fn whole(&self, i: usize, j: usize) -> Option<i128> {
        let (i, j) = (i.min(j), i.max(j));
        // Rows before row i hold width, width − 1, … entries.
        let at = (i * self.width() + j).checked_sub(i * (i + 1) / 2)?;
        self.products.get(at).copied()
    }

    fn pair(&self, i: usize, j: usize) -> Option<Dyadic> {
        let unit = self.scales.unit(i)? + self.scales.unit(j)?;
        Some(Dyadic::scaled(self.whole(i, j)?, unit))
    }

    /// [`joint_spread`](Self::joint_spread) in units, where its terms fit into a word.
    fn joint_spread_in_words(&self, i: usize, j: usize) -> Option<i128> {
        let sums = self.sums.get(i)?.checked_mul(*self.sums.get(j)?)?;
        i128::from(self.rows).checked_mul(self.whole(i, j)?)?.checked_sub(sums)
    }

    /// `n·Σxᵢxⱼ − Σxᵢ·Σxⱼ` of the quantised columns, exactly.
    fn joint_spread(&self, i: usize, j: usize) -> Option<Dyadic> {
        let unit = self.scales.unit(i)? + self.scales.unit(j)?;
        if let Some(spread) = self.joint_spread_in_words(i, j) {
            return Some(Dyadic::scaled(spread, unit));
        }
        let sums = self.column(i)?.times(&self.column(j)?);
        Some(Dyadic::from_u64(self.rows).times(&self.pair(i, j)?).minus(&sums))
    }

    /// Sum of column `j`, rounded once; `None` beyond the last column.
    #[must_use]
    pub fn sum(&self, j: usize) -> Option<f64> {
        Some(self.column(j)?.to_f64())
    }

    /// Entry `(i, j)` of `XᵀX`, rounded once; `None` beyond the last column.
    #[must_use]
    pub fn product(&self, i: usize, j: usize) -> Option<f64> {
        let unit = self.scales.unit(i)? + self.scales.unit(j)?;
        Some(nearest(self.whole(i, j)?, unit))
    }

    /// Covariance of two columns with divisor `n − ddof`; `None` unless `n > ddof` and both exist.
    #[must_use]
    pub fn covariance(&self, i: usize, j: usize, ddof: u64) -> Option<f64> {
        let freedom = self.rows.checked_sub(ddof)?;
        let word = self.rows.checked_mul(freedom).filter(|&word| word > 0 && word >> 62 == 0);
        if let (Some(spread), Some(divisor)) = (self.joint_spread_in_words(i, j), word) {
            let unit = self.scales.unit(i)? + self.scales.unit(j)?;
            return ratio(spread, unit, divisor);
        }
        let divisor = Dyadic::from_u64(self.rows).times(&Dyadic::from_u64(freedom));
        self.joint_spread(i, j)?.over(&divisor)
    }

    /// Pearson's correlation of two columns, in `[−1, 1]`; `None` when either is constant.
    #[must_use]
    pub fn correlation(&self, i: usize, j: usize) -> Option<f64> {
        cosine(&self.joint_spread(i, j)?, &self.joint_spread(i, i)?, &self.joint_spread(j, j)?)
    }
}

/// Values of columns.
enum Values<'v> {
    Rows { rows: &'v [f64], width: usize },
    Columns(&'v [&'v [f64]]),
}

impl Values<'_> {
    /// The values of a column from a row on; behind the last stands what stood in the room.
    fn block<'b>(
        &'b self,
        column: usize,
        start: usize,
        room: &'b mut [f64; ROWS],
    ) -> &'b [f64; ROWS] {
        match self {
            Values::Rows { rows, width } => {
                let values = rows.iter().skip(start * width + column).step_by(*width);
                room.iter_mut().zip(values).for_each(|(to, x)| *to = *x);
            }
            Values::Columns(columns) => {
                let values = &columns[column][start..];
                if let Some(block) = values.first_chunk() {
                    return block;
                }
                room[..values.len()].copy_from_slice(values);
            }
        }
        room
    }
}

/// The smallest value and the largest, zeros of none; not finite where a value is not.
fn ends(column: &[f64]) -> (f64, f64) {
    match range(column) {
        Some((count, least, most)) if count == column.len() as u64 => (least, most),
        None if column.is_empty() => (0.0, 0.0),
        _ => (NAN, NAN),
    }
}

#[cfg(test)]
mod tests;
