//! One class a row, with probabilities.

use super::Labels;
use crate::error::{Error, TableError};
use crate::exact;
use std::sync::Arc;

/// The answer of a classification: one class a row, with the probability of every class.
///
/// The class of a row is the one with the largest probability, the first of them in a tie, unless a
/// [cut](Self::with_cut) decides. It follows from the probabilities, so it is never stored beside them
/// and cannot disagree.
///
/// ```
/// use steadfast::data::Classes;
/// let answer = Classes::new(["no".into(), "yes".into()], vec![0.8, 0.2, 0.5, 0.5])?;
/// assert_eq!(answer.label(0), Some("no"));
/// assert_eq!(answer.label(1), Some("no"));
/// assert_eq!(answer.probability("yes").unwrap(), [0.2, 0.5]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Classes {
    classes: Arc<[Arc<str>]>,
    probabilities: Vec<f64>,
    cut: Option<Cut>,
}

/// The class that is chosen from a probability on.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cut {
    class: u32,
    at: f64,
}

impl Classes {
    /// Answers from the list of classes and the probabilities, row after row.
    ///
    /// # Errors
    /// When there is no class, or the numbers do not fill whole rows.
    pub fn new(
        classes: impl Into<Arc<[Arc<str>]>>,
        probabilities: Vec<f64>,
    ) -> Result<Classes, Error> {
        let classes = classes.into();
        if classes.is_empty() || !probabilities.len().is_multiple_of(classes.len()) {
            let (names, columns) = (classes.len(), probabilities.len());
            return Err(TableError::Names { names, columns }.into());
        }
        Ok(Classes { classes, probabilities, cut: None })
    }

    /// The same probabilities, of which `class` is chosen wherever its own is `at` or more; where it is
    /// less, the most probable of the other classes.
    ///
    /// # Errors
    /// When there is no such class.
    ///
    /// ```
    /// use steadfast::data::Classes;
    /// let answer = Classes::new(["no".into(), "yes".into()], vec![0.8, 0.2, 0.5, 0.5])?;
    /// assert_eq!(answer.with_cut("yes", 0.3)?.label(1), Some("yes"));
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    pub fn with_cut(mut self, class: &str, at: f64) -> Result<Classes, Error> {
        let place = self.classes.iter().position(|name| &**name == class);
        let Some(class) = place.and_then(|place| u32::try_from(place).ok()) else {
            let have = crate::error::list(&*self.classes);
            return Err(TableError::NoColumn { name: class.to_owned(), have }.into());
        };
        self.cut = Some(Cut { class, at });
        Ok(self)
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.probabilities.len() / self.classes.len()
    }

    /// The classes, in the order of the probability columns.
    #[must_use]
    pub fn classes(&self) -> &Arc<[Arc<str>]> {
        &self.classes
    }

    /// The probabilities, row after row: rows × classes.
    #[must_use]
    pub fn probabilities(&self) -> &[f64] {
        &self.probabilities
    }

    /// The probabilities of one row; empty when there is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &[f64] {
        let width = self.classes.len();
        self.probabilities.get(row * width..(row + 1) * width).unwrap_or_default()
    }

    /// The probability of one class in every row, or `None` when there is no such class.
    #[must_use]
    pub fn probability(&self, class: &str) -> Option<Vec<f64>> {
        let at = self.classes.iter().position(|name| &**name == class)?;
        Some(self.probabilities.iter().skip(at).step_by(self.classes.len()).copied().collect())
    }

    /// The code of a row's class: the largest probability, the first of them in a tie, or what the
    /// [cut](Self::with_cut) decides.
    #[must_use]
    pub fn code(&self, row: usize) -> Option<u32> {
        let most = |row: &[f64]| exact::argmax(row).and_then(|at| u32::try_from(at).ok());
        let row = self.row(row);
        let Some(Cut { class, at }) = self.cut else { return most(row) };
        if *row.get(class as usize)? >= at {
            return Some(class);
        }
        let mut others = row.to_vec();
        if let Some(own) = others.get_mut(class as usize) {
            *own = f64::NEG_INFINITY;
        }
        most(&others)
    }

    /// Adds rows of as many probabilities as there are classes.
    pub(crate) fn extend_with(&mut self, rows: Vec<f64>) {
        self.probabilities.extend(rows);
    }

    /// Whether the class of a row is chosen by the same rule as in another answer.
    pub(crate) fn same_cut(&self, other: &Classes) -> bool {
        self.cut == other.cut
    }

    /// The class of a row.
    #[must_use]
    pub fn label(&self, row: usize) -> Option<&str> {
        self.classes.get(self.code(row)? as usize).map(|class| &**class)
    }

    /// The class of every row, as labels over the same list of classes.
    #[must_use]
    pub fn labels(&self) -> Labels {
        let codes = (0..self.rows()).map(|row| self.code(row).unwrap_or(0)).collect();
        Labels::from_codes(Arc::clone(&self.classes), codes)
    }

    /// The rows `indices`, in that order. Rows that do not exist are passed over.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Classes {
        let probabilities = indices.iter().flat_map(|&row| self.row(row)).copied().collect();
        Classes { classes: Arc::clone(&self.classes), probabilities, cut: self.cut }
    }
}
