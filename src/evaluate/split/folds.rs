//! Several splits: every row is tested once.

use super::order::{Stream, by_time, members, nearest_cut, random};
use super::{Split, SplitError};

/// Cross-validation: the rows are dealt into folds, and each fold is the test side of one split.
///
/// # Examples
/// ```
/// use steadfast::evaluate::split::KFold;
/// let splits = KFold::new(3, 7).split(8)?;
/// let sizes: Vec<usize> = splits.iter().map(|split| split.test.len()).collect();
/// assert_eq!(sizes, [3, 3, 2]);
/// # Ok::<(), steadfast::evaluate::split::SplitError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KFold {
    folds: usize,
    seed: u64,
}

impl KFold {
    /// So many folds, at least two, drawn from `seed`.
    #[must_use]
    pub fn new(folds: usize, seed: u64) -> Self {
        Self { folds, seed }
    }

    fn check(&self, rows: usize) -> Result<(), SplitError> {
        if self.folds < 2 {
            return Err(SplitError::TooFewFolds { expected: 2, found: self.folds });
        }
        if rows < self.folds {
            return Err(SplitError::TooFewRows { expected: self.folds, found: rows });
        }
        Ok(())
    }

    /// One split a fold, from the fold of each row.
    fn splits(&self, fold_of: &[usize]) -> Vec<Split> {
        let split = |fold| Split::by(fold_of.len(), |row| fold_of.get(row) == Some(&fold));
        (0..self.folds).map(split).collect()
    }

    /// Deals shuffled rows into folds whose sizes differ by at most one, larger folds first.
    ///
    /// # Errors
    /// Fewer than two folds; fewer rows than folds.
    ///
    /// # Source
    /// `KFold(shuffle=True)`.
    pub fn split(&self, rows: usize) -> Result<Vec<Split>, SplitError> {
        self.check(rows)?;
        let mut fold_of = vec![0; rows];
        let order = random(self.seed, Stream::Folds, 0).permutation(rows);
        deal(&order, 0, self.folds, &mut fold_of);
        Ok(self.splits(&fold_of))
    }

    /// Deals the rows of each class in turn: each fold has the classes in the same shares.
    ///
    /// Rows are dealt one by one, classes in ascending order of code and each shuffled, so that both
    /// the sizes of the folds and the rows of any class in them differ by at most one.
    ///
    /// # Errors
    /// Fewer than two folds; fewer rows than folds; a class with fewer rows than folds.
    ///
    /// # Source
    /// `StratifiedKFold(shuffle=True)`, which takes classes in the order they appear and only warns
    /// of a class that is too small for every fold.
    pub fn stratified(&self, classes: &[u32]) -> Result<Vec<Split>, SplitError> {
        self.check(classes.len())?;
        let mut fold_of = vec![0; classes.len()];
        let mut dealt = 0;
        for (class, mut rows) in members(classes) {
            if rows.len() < self.folds {
                let (expected, found) = (self.folds, rows.len());
                return Err(SplitError::ClassTooSmall { class, expected, found });
            }
            random(self.seed, Stream::StratifiedFolds, class).shuffle(&mut rows);
            deal(&rows, dealt, self.folds, &mut fold_of);
            dealt += rows.len();
        }
        Ok(self.splits(&fold_of))
    }

    /// Deals whole groups: no group is on both sides of a split.
    ///
    /// Largest groups first, groups of one size in random order, each to the fold with the fewest
    /// rows so far, of several the first. This keeps the folds even without being optimal.
    ///
    /// # Errors
    /// Fewer than two folds; fewer groups than folds.
    ///
    /// # Source
    /// `GroupKFold`.
    pub fn grouped(&self, groups: &[u32]) -> Result<Vec<Split>, SplitError> {
        self.check(groups.len())?;
        let mut members: Vec<Vec<usize>> = members(groups).into_values().collect();
        if members.len() < self.folds {
            return Err(SplitError::TooFewGroups { expected: self.folds, found: members.len() });
        }
        random(self.seed, Stream::GroupedFolds, 0).shuffle(&mut members);
        members.sort_by_key(|rows| core::cmp::Reverse(rows.len()));
        let (mut sizes, mut fold_of) = (vec![0; self.folds], vec![0; groups.len()]);
        for rows in &members {
            let lightest = (0..self.folds).min_by_key(|&fold| sizes.get(fold).copied());
            let fold = lightest.unwrap_or(0);
            if let Some(size) = sizes.get_mut(fold) {
                *size += rows.len();
            }
            for &row in rows {
                if let Some(place) = fold_of.get_mut(row) {
                    *place = fold;
                }
            }
        }
        Ok(self.splits(&fold_of))
    }

    /// Forward chaining: each split tests a stretch of time and learns from everything before it.
    ///
    /// The last `folds · ⌊rows / (folds + 1)⌋` rows in time are tested, in `folds` stretches of equal
    /// length. Rows of one time stay together: each cut is moved to the nearest place where a new
    /// time begins, of two equally near places to the earlier. No chance is involved, and the seed
    /// has no effect.
    ///
    /// # Errors
    /// Fewer than two folds; no more rows than folds; times so few that two cuts fall together.
    ///
    /// # Source
    /// `TimeSeriesSplit`, which knows no times and separates rows of one time.
    pub fn forward_chaining(&self, times: &[i64]) -> Result<Vec<Split>, SplitError> {
        self.check(times.len())?;
        let rows = times.len();
        let length = rows / self.folds.saturating_add(1);
        if length == 0 {
            return Err(SplitError::TooFewRows { expected: self.folds + 1, found: rows });
        }
        let order = by_time(times);
        let wanted = (0..self.folds).map(|fold| rows - (self.folds - fold) * length);
        let mut cuts: Vec<usize> = wanted.filter_map(|at| nearest_cut(&order, at)).collect();
        cuts.dedup();
        if cuts.len() < self.folds {
            return Err(SplitError::TooFewTimes { expected: self.folds, found: cuts.len() });
        }
        let rows_of = |from: usize, to: usize| {
            let part = order.get(from..to).unwrap_or_default();
            let mut rows: Vec<usize> = part.iter().map(|&(_, row)| row).collect();
            rows.sort_unstable();
            rows
        };
        let ends = cuts.iter().skip(1).copied().chain([rows]);
        let stretches = cuts.iter().zip(ends);
        Ok(stretches
            .map(|(&from, to)| Split { train: rows_of(0, from), test: rows_of(from, to) })
            .collect())
    }
}

/// Deals rows to the folds in turn, going on where `dealt` rows have been dealt before.
fn deal(rows: &[usize], dealt: usize, folds: usize, fold_of: &mut [usize]) {
    for (i, &row) in rows.iter().enumerate() {
        if let Some(fold) = fold_of.get_mut(row) {
            *fold = (dealt + i) % folds;
        }
    }
}
