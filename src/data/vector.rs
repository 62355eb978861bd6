//! One number a row.

/// One number a row: the answer of a regression, or its target.
///
/// ```
/// use steadfast::data::Vector;
/// let y = Vector::new(vec![1.0, 2.5]);
/// assert_eq!(y.values(), [1.0, 2.5]);
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vector(Vec<f64>);

impl Vector {
    /// A vector of these values.
    #[must_use]
    pub fn new(values: Vec<f64>) -> Vector {
        Vector(values)
    }

    /// The values.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// The values, given away.
    #[must_use]
    pub fn into_values(self) -> Vec<f64> {
        self.0
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.0.len()
    }

    /// The rows `indices`, in that order. Rows that do not exist are passed over.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Vector {
        Vector(indices.iter().filter_map(|&row| self.0.get(row).copied()).collect())
    }
}

impl From<Vec<f64>> for Vector {
    fn from(values: Vec<f64>) -> Self {
        Vector(values)
    }
}
