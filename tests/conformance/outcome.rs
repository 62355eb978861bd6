//! What came of a case, and its line in the report.

/// The judgement on a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Every cell is within the rule of its kind.
    Pass,
    /// Cells differ for a reason that is named and explained by arithmetic.
    Difference,
    /// No runner knows this case.
    Unsupported,
    /// A cell is outside the rule of its kind, or the case could not be run.
    Fail,
}

/// The figures of a case.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// Rows of input.
    pub(crate) rows: usize,
    /// Values compared.
    pub(crate) cells: usize,
    /// Values whose bits differ.
    pub(crate) different: usize,
    /// The largest distance in units of the last place among finite values.
    pub(crate) largest_ulp: u64,
    /// The judgement.
    pub(crate) verdict: Verdict,
    /// Lines to print under the case's own.
    pub(crate) details: Vec<String>,
}

impl Outcome {
    /// Nothing compared yet.
    pub(crate) fn new() -> Self {
        let details = Vec::new();
        Self { rows: 0, cells: 0, different: 0, largest_ulp: 0, verdict: Verdict::Pass, details }
    }

    /// No runner knows the case.
    pub(crate) fn unsupported(what: String) -> Self {
        Self { verdict: Verdict::Unsupported, details: vec![what], ..Self::new() }
    }

    /// The case could not be run.
    pub(crate) fn failed(reason: String) -> Self {
        Self { verdict: Verdict::Fail, details: vec![reason], ..Self::new() }
    }

    /// Compares one value under a tolerance and says whether it is within; notes it when not.
    pub(crate) fn compare(&mut self, what: &str, found: f64, expected: f64, allowed: f64) -> bool {
        self.cells += 1;
        if found.to_bits() == expected.to_bits() || (found.is_nan() && expected.is_nan()) {
            return true;
        }
        self.different += 1;
        self.largest_ulp = self.largest_ulp.max(ulps(found, expected));
        // Written so that a NaN on one side only is never within.
        let within = (found - expected).abs() <= allowed;
        if !within {
            self.fail(format!(
                "{what}: found {found:?}, expected {expected:?}, within {allowed:e}"
            ));
        }
        within
    }

    /// Counts a cell that agrees without being a number (an error matched by an error).
    pub(crate) fn agree(&mut self) {
        self.cells += 1;
    }

    /// Names a case that differs for a reason, with the arithmetic that explains it. A failure stays one.
    #[allow(dead_code, reason = "few kinds need it")]
    pub(crate) fn difference(&mut self, arithmetic: String) {
        if self.verdict == Verdict::Pass {
            self.verdict = Verdict::Difference;
        }
        self.details.push(arithmetic);
    }

    /// Notes a failure.
    pub(crate) fn fail(&mut self, reason: String) {
        self.verdict = Verdict::Fail;
        self.details.push(reason);
    }

    /// Adds the figures of a part; a part that fails fails the whole.
    pub(crate) fn absorb(&mut self, part: Self, name: &str) {
        self.rows += part.rows;
        self.cells += part.cells;
        self.different += part.different;
        self.largest_ulp = self.largest_ulp.max(part.largest_ulp);
        self.details.push(part.line(name));
        self.details.extend(part.details);
        if part.verdict == Verdict::Fail {
            self.verdict = Verdict::Fail;
        }
    }

    /// The line of the report.
    pub(crate) fn line(&self, name: &str) -> String {
        let verdict = match self.verdict {
            Verdict::Pass => "pass",
            Verdict::Difference => "DIFFERENCE",
            Verdict::Unsupported => "unsupported",
            Verdict::Fail => "fail",
        };
        format!(
            "{name} rows={} cells={} different={} ulp={} {verdict}",
            self.rows, self.cells, self.different, self.largest_ulp
        )
    }
}

/// The number of doubles from one value to the other; the largest number when one is not finite.
fn ulps(a: f64, b: f64) -> u64 {
    if !a.is_finite() || !b.is_finite() {
        return u64::MAX;
    }
    // A line of integers in the order of the doubles, both zeros at 0.
    let place = |x: f64| {
        let magnitude = i128::from(x.abs().to_bits());
        if x.is_sign_negative() { -magnitude } else { magnitude }
    };
    u64::try_from((place(a) - place(b)).abs()).unwrap_or(u64::MAX)
}
