//! What the library that trained a model answered, kept beside the model.

use super::cells::cells;
use super::model::Model;
use super::stored::StoredTable;
use crate::artifact::Portable;
use crate::data::{DataKind, Matrix, Table};
use crate::error::{Error, LoadError};
use crate::exact;
use serde::{Deserialize, Serialize};

/// Rows and what another library answered for them, as that library printed it.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// use steadfast::{SourceAnswers, Training};
/// let x = Table::new().with("age", Column::Real(vec![20.0, 30.0, 40.0]))?;
/// let model = Training::new().fit(&Standardize::new().then(Assemble::new()), &x, &())?;
/// // Two of three numbers as another library gave them, one of them in its last place.
/// let theirs = Matrix::from_row_major(["age".into()], vec![-1.224744871391589, 0.0])?;
/// let source = SourceAnswers::new("scikit-learn", "1.9.1", x.slice(0..2), theirs);
/// let model = model.certify(&source)?;
/// let certificate = model.certificate().ok_or(Error::Evaluate("none".into()))?;
/// assert_eq!((certificate.rows(), certificate.equal()), (2, 2));
/// # Ok::<(), Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct SourceAnswers {
    library: String,
    version: String,
    rows: Table,
    answers: Matrix,
    single: bool,
}

impl SourceAnswers {
    /// Raw rows, and one row of answers each: the predictions, or the probabilities of all classes in the order of the
    /// model, or of two classes those of the second.
    #[must_use]
    pub fn new(
        library: impl Into<String>,
        version: impl Into<String>,
        rows: Table,
        answers: Matrix,
    ) -> SourceAnswers {
        let (library, version) = (library.into(), version.into());
        SourceAnswers { library, version, rows, answers, single: false }
    }

    /// The answers are of single precision: they are compared, and their last places counted, as such.
    #[must_use]
    pub fn single_precision(mut self) -> SourceAnswers {
        self.single = true;
        self
    }
}

/// How a model's answers compare with those of the library that trained it, and the rows that show it.
///
/// Loading an artifact computes the rows again: one that compares otherwise than it says is refused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Certificate {
    library: String,
    version: String,
    rows: StoredTable,
    /// How many answers a row has.
    width: u32,
    answers: Vec<f64>,
    single: bool,
    equal: u64,
    largest: u64,
}

/// How many rows are equal to the bit, and the largest distance of two answers.
type Comparison = (u64, u64);

impl Certificate {
    /// The library that answered.
    #[must_use]
    pub fn library(&self) -> &str {
        &self.library
    }

    /// The version of that library.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// How many rows were compared.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.answers.len() / (self.width as usize).max(1)
    }

    /// How many rows are equal to the bit.
    #[must_use]
    pub fn equal(&self) -> usize {
        usize::try_from(self.equal).unwrap_or(usize::MAX)
    }

    /// How far the furthest answer is away, in units in the last place of the library's precision; `u64::MAX` where one of
    /// the two is no number, or the model refuses the row.
    #[must_use]
    pub fn largest_ulp(&self) -> u64 {
        self.largest
    }

    /// Whether the library answers in single precision.
    #[must_use]
    pub fn single_precision(&self) -> bool {
        self.single
    }

    /// The raw rows.
    ///
    /// # Errors
    /// When the stored parts do not fit together.
    pub fn table(&self) -> Result<Table, Error> {
        Ok(self.rows.table().map_err(problem)?)
    }

    /// In one line, for people.
    pub(crate) fn line(&self) -> String {
        let precision = if self.single { "single" } else { "double" };
        let furthest = match self.largest {
            u64::MAX => "one without a number".to_owned(),
            ulp => format!("the largest difference {ulp} ulp of {precision} precision"),
        };
        format!(
            "{} {}: {} of {} rows equal to the bit, {furthest}",
            self.library,
            self.version,
            self.equal,
            self.rows(),
        )
    }

    fn compare<P>(&self, model: &Model<P>) -> Result<Comparison, Error>
    where
        P: Portable<Input = Table> + Sync,
    {
        let (rows, width) = (self.table()?, self.width as usize);
        if width == 0 || rows.rows().checked_mul(width) != Some(self.answers.len()) {
            let (answers, rows) = (self.answers.len(), rows.rows());
            return Err(problem(format!("{answers} answers for {rows} rows of {width}")).into());
        }
        let outcomes = model.predict_batch(&rows, super::Batch::default().threads(1))?;
        let mut found = cells(outcomes.output().lend());
        if found.len() == 2 && width == 1 {
            found.remove(0);
        }
        if found.len() != width {
            let found = found.len();
            return Err(
                problem(format!("{width} answers a row, and the model gives {found}")).into()
            );
        }
        let (mut equal, mut largest) = (0, 0);
        if !outcomes.refused().is_empty() {
            largest = u64::MAX;
        }
        for (at, &row) in outcomes.rows().iter().enumerate() {
            let expected = &self.answers[row * width..(row + 1) * width];
            let mut same = true;
            for ((_, column), &expected) in found.iter().zip(expected) {
                let found = f64::from_bits(column[at]);
                let apart = if self.single { singles_apart } else { doubles_apart };
                let (differ, ulp) = apart(found, expected);
                same &= !differ;
                largest = largest.max(ulp);
            }
            equal += u64::from(same);
        }
        Ok((equal, largest))
    }

    /// Computes the rows again and demands what is said of them.
    pub(crate) fn prove<P>(&self, model: &Model<P>) -> Result<(), Error>
    where
        P: Portable<Input = Table> + Sync,
    {
        let (equal, largest) = self.compare(model)?;
        if (equal, largest) == (self.equal, self.largest) {
            return Ok(());
        }
        let said = format!("{} rows equal and {} ulp", self.equal, self.largest);
        Err(problem(format!("it says {said}; found {equal} rows equal and {largest} ulp")).into())
    }
}

fn problem(problem: String) -> LoadError {
    LoadError::Certificate { problem }
}

/// Whether the bits differ, and by how many places.
fn doubles_apart(a: f64, b: f64) -> (bool, u64) {
    let (a, b) = (exact::canonical(a), exact::canonical(b));
    if a.to_bits() == b.to_bits() {
        return (false, 0);
    }
    if a.is_nan() || b.is_nan() {
        return (true, u64::MAX);
    }
    let place = |x: f64| {
        let size = (x.to_bits() & !(1 << 63)).cast_signed();
        if x.is_sign_negative() { -size } else { size }
    };
    (true, place(a).abs_diff(place(b)))
}

fn singles_apart(a: f64, b: f64) -> (bool, u64) {
    let (a, b) = (a as f32, b as f32);
    if a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()) {
        return (false, 0);
    }
    if a.is_nan() || b.is_nan() {
        return (true, u64::MAX);
    }
    let place = |x: f32| {
        let size = i64::from(x.to_bits() & !(1 << 31));
        if x.is_sign_negative() { -size } else { size }
    };
    (true, place(a).abs_diff(place(b)))
}

impl<P: Portable<Input = Table> + Sync> Model<P> {
    /// This model with a [`Certificate`]: rows, what the library that trained it answers for them, and how many of its
    /// answers are the same to the bit.
    ///
    /// # Errors
    /// When the answers are not as many as the rows or those the model gives, or the rows lack a column of the schema.
    pub fn certify(mut self, source: &SourceAnswers) -> Result<Model<P>, Error> {
        let width = u32::try_from(source.answers.width()).unwrap_or(u32::MAX);
        let mut certificate = Certificate {
            library: source.library.clone(),
            version: source.version.clone(),
            rows: StoredTable::of(&source.rows),
            width,
            answers: source.answers.as_slice().iter().map(|&x| exact::canonical(x)).collect(),
            single: source.single,
            equal: 0,
            largest: 0,
        };
        (certificate.equal, certificate.largest) = certificate.compare(&self)?;
        self.about.certificate = Some(certificate);
        self.origin = None;
        Ok(self)
    }
}

impl<P> Model<P> {
    /// How it compares with the library that trained it, where that was [certified](Model::certify).
    pub fn certificate(&self) -> Option<&Certificate> {
        self.about.certificate.as_ref()
    }
}

#[cfg(test)]
mod tests;
