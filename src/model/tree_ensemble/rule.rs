//! Which way a row goes at a split.

/// How a cell is compared with the threshold of its split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// Left up to the threshold.
    AtMost = 0,
    /// Left below the threshold.
    Below = 1,
    /// Left when equal to the threshold: ONNX.
    #[cfg_attr(
        not(any(feature = "onnx", test)),
        expect(dead_code, reason = "stored trees may hold it all the same")
    )]
    Equal = 4,
    /// Left in the set of categories.
    In = 6,
    /// Left outside the set of categories.
    NotIn = 7,
}

/// What a split asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    /// How the cell compares with the threshold.
    Threshold,
    /// Whether the category is in the set.
    In,
    /// Whether it is not.
    NotIn,
}

/// The rule of a split in one word: its comparison, where missing cells go, and what counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rule(u32);

/// Sizes up to this one count as 0 for LightGBM: `kZeroThreshold`, 1e-35 in single precision.
pub(super) const ZERO: f64 = 1e-35_f32 as f64;

const COMPARISON: u32 = 0b111;
const MISSING_LEFT: u32 = 1 << 3;
const ZERO_MISSING: u32 = 1 << 4;
const ALL: u32 = COMPARISON | MISSING_LEFT | ZERO_MISSING;

impl Rule {
    /// A comparison with NaN going left or right.
    pub(crate) fn new(comparison: Comparison, missing_left: bool) -> Rule {
        Rule(comparison as u32 | if missing_left { MISSING_LEFT } else { 0 })
    }

    /// The same rule, for which 0 and what is as good as 0 is missing too.
    pub(crate) fn zero_is_missing(self) -> Rule {
        Rule(self.0 | ZERO_MISSING)
    }

    pub(super) fn word(self) -> u32 {
        self.0
    }

    /// A word as it was stored; see [`valid`](Self::valid).
    pub(super) fn from_word(word: u32) -> Rule {
        Rule(word)
    }

    /// Whether a word is a rule; the comparisons 2, 3 and 5 are kept for other libraries.
    pub(super) fn valid(word: u32) -> bool {
        word & !ALL == 0 && matches!(word & COMPARISON, 0 | 1 | 4 | 6 | 7)
    }

    pub(super) fn is_missing(self, cell: f64) -> bool {
        cell.is_nan() || (self.counts_zero_as_missing() && cell.abs() <= ZERO)
    }

    pub(super) fn counts_zero_as_missing(self) -> bool {
        self.0 & ZERO_MISSING != 0
    }

    pub(super) fn missing_left(self) -> bool {
        self.0 & MISSING_LEFT != 0
    }

    /// What the split asks of a cell that is not missing.
    pub(super) fn comparison(self) -> Asked {
        match self.0 & COMPARISON {
            6 => Asked::In,
            7 => Asked::NotIn,
            _ => Asked::Threshold,
        }
    }

    /// Whether the threshold is the number of a set.
    pub(super) fn asks_set(self) -> bool {
        self.comparison() != Asked::Threshold
    }

    /// Of a rule that asks no set.
    pub(super) fn compare(self, cell: f64, threshold: f64) -> bool {
        match self.0 & COMPARISON {
            1 => cell < threshold,
            4 => cell == threshold,
            _ => cell <= threshold,
        }
    }

    /// The number that cells are at most where they go left, of a rule that asks no set; a rule may have none.
    pub(super) fn at_most(self, threshold: f64) -> Option<f64> {
        match self.0 & COMPARISON {
            0 => Some(threshold),
            1 if threshold > f64::NEG_INFINITY => Some(threshold.next_down()),
            _ => None,
        }
    }
}
