//! Kernels of one row with many.

use crate::exact;
use serde::{Deserialize, Serialize};

/// How alike two rows x and z are.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let recipe = SupportVectorClassifier::new().kernel(Kernel::Linear);
/// assert_ne!(recipe, SupportVectorClassifier::new());
/// ```
#[doc(alias = "SVM")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Kernel {
    /// x·z.
    Linear,
    /// (γ x·z + coef0)^degree.
    #[doc(alias = "poly")]
    Polynomial,
    /// exp(−γ Σ(x − z)²).
    Rbf,
    /// tanh(γ x·z + coef0).
    Sigmoid,
}

/// A kernel with its numbers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Function {
    pub(crate) kernel: Kernel,
    pub(crate) gamma: f64,
    pub(crate) coef0: f64,
    pub(crate) degree: u32,
}

/// Rows, both ways round.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rows {
    width: usize,
    /// Row after row.
    pub(crate) cells: Vec<f64>,
    /// Column after column.
    columns: Vec<f64>,
}

impl Rows {
    pub(crate) fn new(cells: Vec<f64>, width: usize) -> Rows {
        let columns = crate::solve::rows::transposed(&cells, width).concat();
        Rows { width, cells, columns }
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len() / self.width.max(1)
    }

    pub(crate) fn row(&self, at: usize) -> &[f64] {
        self.cells.get(at * self.width..(at + 1) * self.width).unwrap_or_default()
    }

    pub(crate) fn take(&self, rows: &[usize]) -> Rows {
        let cells = rows.iter().flat_map(|&row| self.row(row)).copied().collect();
        Rows::new(cells, self.width)
    }
}

/// By repeated squares, as LIBSVM has it.
fn power(base: f64, times: u32) -> f64 {
    let (mut square, mut power, mut rest) = (base, 1.0, times);
    while rest > 0 {
        if rest % 2 == 1 {
            power *= square;
        }
        square *= square;
        rest /= 2;
    }
    power
}

impl Function {
    /// Of one row with each of many.
    pub(crate) fn with_each(&self, row: &[f64], rows: &Rows, out: &mut [f64]) {
        if self.kernel == Kernel::Rbf {
            exact::squared_distances(row, &rows.columns, out);
            out.iter_mut().for_each(|square| *square *= -self.gamma);
            exact::slices::exp(out);
            return;
        }
        exact::dots(row, &rows.columns, out);
        match self.kernel {
            Kernel::Polynomial => {
                for product in out {
                    *product = power(self.gamma * *product + self.coef0, self.degree);
                }
            }
            Kernel::Sigmoid => {
                for product in out {
                    *product = exact::tanh(self.gamma * *product + self.coef0);
                }
            }
            _ => {}
        }
    }

    /// Of a row with itself.
    pub(super) fn with_itself(&self, row: &[f64]) -> f64 {
        let square = exact::dot(row, row);
        match self.kernel {
            Kernel::Linear => square,
            Kernel::Polynomial => power(self.gamma * square + self.coef0, self.degree),
            Kernel::Rbf => 1.0,
            Kernel::Sigmoid => exact::tanh(self.gamma * square + self.coef0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_by_hand() {
        let rows = Rows::new(vec![1.0, 2.0, 3.0, -1.0], 2);
        let values = |kernel| {
            let function = Function { kernel, gamma: 0.5, coef0: 1.0, degree: 3 };
            let mut out = [0.0; 2];
            function.with_each(&[2.0, 2.0], &rows, &mut out);
            out
        };
        assert_eq!(values(Kernel::Linear), [6.0, 4.0]);
        assert_eq!(values(Kernel::Polynomial), [64.0, 27.0]);
        assert_eq!(values(Kernel::Rbf), [exact::exp(-0.5), exact::exp(-5.0)]);
        assert_eq!(values(Kernel::Sigmoid), [exact::tanh(4.0), exact::tanh(3.0)]);
        assert_eq!([0, 1, 2, 5, 10].map(|times| power(2.0, times)), [1.0, 2.0, 4.0, 32.0, 1024.0]);
        for kernel in [Kernel::Linear, Kernel::Polynomial, Kernel::Rbf, Kernel::Sigmoid] {
            let function = Function { kernel, gamma: 0.5, coef0: 1.0, degree: 3 };
            let mut out = [0.0; 2];
            function.with_each(rows.row(1), &rows, &mut out);
            assert_eq!(function.with_itself(rows.row(1)), out[1]);
        }
    }
}
