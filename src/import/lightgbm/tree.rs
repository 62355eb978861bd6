//! One tree of the file.

use super::malformed;
use super::text::Fields;
use crate::error::ImportError;
use crate::model::{Child, Comparison, EnsembleTrees, Leaf, Line, Split};

/// Bits of `decision_type`.
const CATEGORICAL: u8 = 1;
const DEFAULT_LEFT: u8 = 2;

/// What counts as missing at a split: bits 2 and 3 of `decision_type`.
const NONE: u8 = 0;
const ZERO: u8 = 1;
const NAN: u8 = 2;

/// Reads a tree behind its `Tree=` line and adds it; `linear` says whether leaves of the file have lines.
pub(super) fn push(
    trees: &mut EnsembleTrees,
    fields: &Fields<'_>,
    linear: bool,
) -> Result<(), Box<ImportError>> {
    let count: usize = fields.number("num_leaves")?;
    let splits = count
        .checked_sub(1)
        .ok_or_else(|| malformed(fields.place("num_leaves"), "a tree without leaves"))?;
    let values: Vec<f64> = fields.numbers("leaf_value", count)?;
    let lines = Lines::read(fields, count)?;
    let names = 0..u32::try_from(count).map_err(|_| malformed("num_leaves", "too many"))?;
    // A tree of one leaf says nothing of its rows.
    let counts: Option<Vec<f64>> = fields.numbers_or_none("leaf_count", count)?;
    let inner: Option<Vec<f64>> = fields.numbers_or_none("internal_count", splits)?;
    let covered = counts.is_some() && (inner.is_some() || splits == 0);
    let cover = |list: &Option<Vec<f64>>, at: usize| {
        let weight = list.as_ref().and_then(|list| list.get(at)).copied();
        if covered { weight } else { None }
    };
    let leaves: Vec<Leaf<'_>> = names
        .zip(&values)
        .enumerate()
        .map(|(at, (name, value))| Leaf {
            values: std::slice::from_ref(value),
            cover: cover(&counts, at),
            name,
            line: linear.then(|| lines.line(at, *value)),
        })
        .collect();
    let parts = Splits::read(fields, splits)?;
    let splits: Result<Vec<Split<'_>>, Box<ImportError>> =
        (0..splits).map(|at| parts.split(fields, at, cover(&inner, at))).collect();
    let root = if parts.feature.is_empty() { Child::Leaf(0) } else { Child::Split(0) };
    trees
        .push(root, &splits?, &leaves)
        .map_err(|problem| malformed(fields.place("left_child"), problem))
}

/// The arrays of the splits.
struct Splits {
    feature: Vec<u32>,
    threshold: Vec<f64>,
    decision: Vec<u8>,
    left: Vec<i64>,
    right: Vec<i64>,
    boundaries: Vec<usize>,
    members: Vec<u32>,
}

impl Splits {
    fn read(fields: &Fields<'_>, splits: usize) -> Result<Splits, Box<ImportError>> {
        if splits == 0 {
            let (feature, threshold, decision) = (Vec::new(), Vec::new(), Vec::new());
            let (left, right, boundaries, members) = Default::default();
            return Ok(Splits { feature, threshold, decision, left, right, boundaries, members });
        }
        let sets: usize = fields.number("num_cat")?;
        let (mut boundaries, mut members) = (Vec::new(), Vec::new());
        if sets > 0 {
            let ends = sets.checked_add(1).ok_or_else(|| malformed("num_cat", "too many"))?;
            boundaries = fields.numbers::<usize>("cat_boundaries", ends)?;
            let words = boundaries.last().copied().unwrap_or(0);
            members = fields.numbers("cat_threshold", words)?;
            if boundaries.first() != Some(&0) || boundaries.windows(2).any(|ends| ends[0] > ends[1])
            {
                let problem = "does not start at 0 and rise";
                return Err(malformed(fields.place("cat_boundaries"), problem));
            }
        }
        Ok(Splits {
            feature: fields.numbers("split_feature", splits)?,
            threshold: fields.numbers("threshold", splits)?,
            decision: fields.numbers("decision_type", splits)?,
            left: fields.numbers("left_child", splits)?,
            right: fields.numbers("right_child", splits)?,
            boundaries,
            members,
        })
    }

    fn split(
        &self,
        fields: &Fields<'_>,
        at: usize,
        cover: Option<f64>,
    ) -> Result<Split<'_>, Box<ImportError>> {
        let (decision, threshold) = (self.decision[at], self.threshold[at]);
        let refuse = |key: &str, problem: String| Err(malformed(fields.place(key), problem));
        let child = |number: i64| match usize::try_from(number) {
            Ok(split) => Child::Split(split),
            // LightGBM counts leaves down from −1.
            Err(_) => usize::try_from(!number).map_or(Child::Leaf(usize::MAX), Child::Leaf),
        };
        let (left, right) = (child(self.left[at]), child(self.right[at]));
        for side in [left, right] {
            if let Child::Split(below) = side
                && below <= at
            {
                return refuse("left_child", format!("split {at} has split {below} below it"));
            }
        }
        let column = self.feature[at];
        let numeric = Split {
            column,
            comparison: Comparison::AtMost,
            missing_left: false,
            zero_missing: false,
            threshold,
            set: &[],
            left,
            right,
            cover,
        };
        if decision & CATEGORICAL != 0 {
            // The threshold is the number of the set. A missing cell is in none.
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a threshold that is no such number finds no set"
            )]
            let set = threshold as usize;
            #[expect(clippy::cast_precision_loss, reason = "compared, to refuse what is not whole")]
            let whole = set as f64 == threshold;
            let ends = self.boundaries.get(set).zip(self.boundaries.get(set.saturating_add(1)));
            let members = ends.and_then(|(&start, &end)| self.members.get(start..end));
            let Some(members) = members.filter(|_| whole) else {
                return refuse(
                    "threshold",
                    format!("split {at} asks set {threshold}, which is not there"),
                );
            };
            return Ok(Split { comparison: Comparison::In, set: members, ..numeric });
        }
        if threshold.is_nan() {
            return refuse("threshold", format!("split {at} has NaN"));
        }
        let default_left = decision & DEFAULT_LEFT != 0;
        match decision >> 2 {
            // A missing cell is 0.
            NONE => Ok(Split { missing_left: 0.0 <= threshold, ..numeric }),
            ZERO => Ok(Split { missing_left: default_left, zero_missing: true, ..numeric }),
            NAN => Ok(Split { missing_left: default_left, ..numeric }),
            _ => refuse("decision_type", format!("split {at} has {decision}")),
        }
    }
}

/// The lines of the leaves of a linear tree.
struct Lines {
    constants: Vec<f64>,
    starts: Vec<usize>,
    columns: Vec<u32>,
    coefficients: Vec<f64>,
}

impl Lines {
    fn read(fields: &Fields<'_>, count: usize) -> Result<Lines, Box<ImportError>> {
        if !is_linear(fields) {
            let (constants, starts, columns, coefficients) = Default::default();
            return Ok(Lines { constants, starts, columns, coefficients });
        }
        let constants = fields.numbers("leaf_const", count)?;
        let counts: Vec<usize> = fields.numbers("num_features", count)?;
        let mut starts = vec![0usize];
        for count in counts {
            let end = starts.last().and_then(|start| start.checked_add(count));
            starts.push(end.ok_or_else(|| malformed(fields.place("num_features"), "too many"))?);
        }
        let all = starts.last().copied().unwrap_or(0);
        let columns = fields.numbers("leaf_features", all)?;
        let coefficients: Vec<f64> = fields.numbers("leaf_coeff", all)?;
        if constants.iter().chain(&coefficients).any(|x: &f64| !x.is_finite()) {
            return Err(malformed(fields.place("leaf_coeff"), "a number that is not finite"));
        }
        Ok(Lines { constants, starts, columns, coefficients })
    }

    /// The line of a leaf; of one without, its value and nothing more.
    fn line(&self, at: usize, value: f64) -> Line<'_> {
        match self.constants.get(at) {
            None => Line { constant: value, columns: &[], coefficients: &[] },
            Some(&constant) => {
                let range = self.starts[at]..self.starts[at + 1];
                let columns = &self.columns[range.clone()];
                Line { constant, columns, coefficients: &self.coefficients[range] }
            }
        }
    }
}

/// Whether the leaves of a tree have lines.
pub(super) fn is_linear(fields: &Fields<'_>) -> bool {
    fields.find("is_linear").is_some_and(|flag| flag.trim() != "0")
}
