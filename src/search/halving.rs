//! Successive halving: many candidates on few rows, few candidates on many.

use crate::error::SearchError;

/// How many rows the first candidates are judged on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum MinRows {
    /// As many as let the last iteration use as many rows as can be.
    #[default]
    Exhaust,
    /// Two a fold, and of a classification two a fold and class.
    Smallest,
    /// So many.
    Rows(usize),
}

/// One iteration of a halving.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// How many candidates are judged.
    #[doc(alias = "n_candidates_")]
    pub candidates: usize,
    /// On how many rows, training and test rows of a fold together.
    #[doc(alias = "n_resources_")]
    pub rows: usize,
}

/// Successive halving: all candidates are judged on few rows, the best `1/factor` of them on `factor`
/// times as many, and so on.
///
/// The rows of an iteration are a subset of those of the next. Which they are follows from their content
/// and the seed, not from their places; of a classification each class keeps its share.
///
/// # Formula
/// With r rows at first, n candidates and factor f, iteration i has ⌈n/f⌉ of the candidates before it and
/// ⌊r fⁱ⌋ rows. It takes 1 + ⌊log_f n⌋ iterations to come down to fewer than f candidates; the rows allow
/// 1 + ⌊log_f ⌊rows/r⌋⌋. The fewer of the two are made. With [`MinRows::Exhaust`] r is the rows over f to
/// the power of the iterations that it takes, less one, if that is more than with [`MinRows::Smallest`].
///
/// # Source
/// `HalvingGridSearchCV` and `HalvingRandomSearchCV` of scikit-learn 1.9, whose subsets are drawn anew for
/// each iteration, and whose logarithms are rounded: of 243 candidates by 3 it makes an iteration too few.
/// Its `n_candidates="exhaust"` draws as many candidates as all rows over those of the first iteration.
/// Karnin, Koren and Somekh, "Almost optimal exploration in multi-armed bandits" (2013).
///
/// # Examples
/// ```
/// use steadfast::search::Halving;
/// let rungs = Halving::new().schedule(20, 1000, 5, None)?;
/// let shown: Vec<_> = rungs.iter().map(|rung| (rung.candidates, rung.rows)).collect();
/// assert_eq!(shown, [(20, 111), (7, 333), (3, 999)]);
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "HalvingGridSearchCV")]
#[doc(alias = "HalvingRandomSearchCV")]
#[doc(alias = "successive halving")]
#[derive(Debug, Clone, PartialEq)]
pub struct Halving {
    factor: f64,
    min_rows: MinRows,
    max_rows: Option<usize>,
    aggressive: bool,
    seed: u64,
}

impl Default for Halving {
    fn default() -> Self {
        Halving::new()
    }
}

impl Halving {
    /// By a factor of 3, up to all rows, beginning with as many as exhaust them; seed 0.
    #[must_use]
    pub fn new() -> Halving {
        let (min_rows, max_rows) = (MinRows::Exhaust, None);
        Halving { factor: 3.0, min_rows, max_rows, aggressive: false, seed: 0 }
    }

    /// One of how many candidates is kept, and how many times the rows grow; above 1, by default 3.
    #[must_use]
    pub fn factor(mut self, factor: f64) -> Halving {
        self.factor = factor;
        self
    }

    /// The rows of the first iteration.
    #[doc(alias = "min_resources")]
    #[must_use]
    pub fn min_rows(mut self, rows: MinRows) -> Halving {
        self.min_rows = rows;
        self
    }

    /// The most rows of an iteration; by default all.
    #[doc(alias = "max_resources")]
    #[must_use]
    pub fn max_rows(mut self, rows: usize) -> Halving {
        self.max_rows = Some(rows);
        self
    }

    /// Whether the first iteration is repeated, with fewer candidates each time, where there are too few
    /// rows to come down to fewer than `factor` candidates; by default not.
    #[must_use]
    pub fn aggressive_elimination(mut self, aggressive: bool) -> Halving {
        self.aggressive = aggressive;
        self
    }

    /// What the rows are drawn by; by default 0.
    #[doc(alias = "random_state")]
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Halving {
        self.seed = seed;
        self
    }

    pub(super) fn drawn_by(&self) -> u64 {
        self.seed
    }

    /// The iterations for so many candidates, rows and folds, and classes of a classification.
    ///
    /// # Errors
    /// A factor that is not above 1, no candidate, no fold, and more rows at first than there may be.
    pub fn schedule(
        &self,
        candidates: usize,
        rows: usize,
        folds: usize,
        classes: Option<usize>,
    ) -> Result<Vec<Rung>, SearchError> {
        if !(self.factor > 1.0 && self.factor.is_finite()) {
            return Err(fault("factor", "finite and above 1", self.factor));
        }
        if candidates == 0 {
            return Err(fault("candidates", "at least 1", candidates));
        }
        let most = self.max_rows.unwrap_or(rows);
        if most > rows {
            return Err(fault("max_rows", &format!("at most the {rows} rows there are"), most));
        }
        let smallest = folds.saturating_mul(2).saturating_mul(classes.unwrap_or(1));
        let mut least = match self.min_rows {
            MinRows::Rows(rows) => rows,
            MinRows::Smallest | MinRows::Exhaust => smallest,
        };
        if least == 0 || least > most {
            return Err(fault("min_rows", &format!("from 1 to {most}"), least));
        }
        let required = 1 + self.log(candidates);
        if self.min_rows == MinRows::Exhaust {
            // Counts of rows are exact as f64, and so is the floor of their quotient.
            let even = (most as f64 / self.power(required - 1)).floor() as usize;
            least = least.max(even);
        }
        let possible = 1 + self.log(most / least);
        let iterations = if self.aggressive { required } else { possible.min(required) };
        let mut left = candidates;
        let mut rungs = Vec::with_capacity(iterations);
        for iteration in 0..iterations {
            let late = (iteration + possible).saturating_sub(required);
            let power = if self.aggressive { late } else { iteration };
            let grown = (self.power(power) * least as f64).floor();
            rungs.push(Rung { candidates: left, rows: (grown as usize).min(most) });
            left = self.kept(left);
        }
        Ok(rungs)
    }

    /// How many of the candidates of an iteration the next has.
    fn kept(&self, candidates: usize) -> usize {
        (candidates as f64 / self.factor).ceil() as usize
    }

    /// The largest whole power of the factor that is at most `x`.
    fn log(&self, x: usize) -> usize {
        let (mut power, mut reached) = (0, self.factor);
        while reached <= x as f64 {
            (power, reached) = (power + 1, reached * self.factor);
        }
        power
    }

    fn power(&self, exponent: usize) -> f64 {
        (0..exponent).fold(1.0, |power, _| power * self.factor)
    }
}

fn fault(parameter: &str, expected: &str, found: impl ToString) -> SearchError {
    let (parameter, expected) = (parameter.to_owned(), expected.to_owned());
    SearchError::Halving { parameter, expected, found: found.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_counted_without_rounding() {
        let rungs = Halving::new().schedule(243, 10_000, 5, None).unwrap();
        let shown: Vec<_> = rungs.iter().map(|r| (r.candidates, r.rows)).collect();
        assert_eq!(shown, [(243, 41), (81, 123), (27, 369), (9, 1107), (3, 3321), (1, 9963)]);
    }

    #[test]
    fn settings_that_cannot_be_planned() {
        let says = |halving: Halving, expected: &str| {
            let error = halving.schedule(9, 90, 5, Some(3)).unwrap_err();
            assert_eq!(error.to_string(), format!("search: halving: {expected}"));
        };
        says(Halving::new().factor(1.0), "factor must be finite and above 1, found 1");
        says(Halving::new().factor(f64::NAN), "factor must be finite and above 1, found NaN");
        says(
            Halving::new().max_rows(91),
            "max_rows must be at most the 90 rows there are, found 91",
        );
        says(Halving::new().max_rows(20), "min_rows must be from 1 to 20, found 30");
        says(Halving::new().min_rows(MinRows::Rows(0)), "min_rows must be from 1 to 90, found 0");
        assert!(Halving::new().schedule(0, 90, 5, None).is_err());
    }
}
