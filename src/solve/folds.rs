//! Rows dealt into folds for cross-fitting, whatever order they came in.
//!
//! Folds are dealt by place in a canonical order of the rows (see
//! [`canonical_order`](super::rows::canonical_order)), shuffled by the seed: a row's fold depends on its
//! content and on which other rows there are, not on its place in the table. Rows of equal content may
//! change places.

use crate::exact::Random;
use std::collections::BTreeMap;

/// The draws of plain and of stratified folds.
const PLAIN: u32 = 0x464f_0001;
const STRATIFIED: u32 = 0x464f_0002;

/// Why no folds were dealt.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FoldError {
    /// One fold would leave nothing to learn from.
    #[error("expected at least 2 folds, found {folds}")]
    TooFewFolds {
        /// The number asked for.
        folds: u32,
    },
    /// Some fold would be empty.
    #[error("expected at least {folds} rows, one a fold, found {rows}")]
    TooFewRows {
        /// The number of folds asked for.
        folds: u32,
        /// The number of rows.
        rows: usize,
    },
    /// No class is in every fold.
    #[error("expected a class of at least {folds} rows, one a fold; the largest has {largest}")]
    ClassesTooSmall {
        /// The number of folds asked for.
        folds: u32,
        /// Rows of the most frequent class.
        largest: usize,
    },
    /// The order does not name each row once.
    #[error("expected an order of {rows} rows that names each once")]
    Order {
        /// The number of rows.
        rows: usize,
    },
}

/// The fold of every row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Folds {
    count: u32,
    of: Vec<u32>,
}

impl Folds {
    /// Deals rows into folds whose sizes differ by at most one, larger folds first.
    ///
    /// # Source
    /// `KFold(shuffle=True)` of scikit-learn, with draws of our own.
    pub(crate) fn plain(order: &[usize], folds: u32, seed: u64) -> Result<Self, FoldError> {
        check(order, order.len(), folds)?;
        let mut order = order.to_vec();
        Random::new(seed, PLAIN, 0).shuffle(&mut order);
        let mut of = vec![0; order.len()];
        deal(&order, 0, folds, &mut of);
        Ok(Self { count: folds, of })
    }

    /// Deals the rows of each class in turn: both the sizes of the folds and the rows of any class in
    /// them differ by at most one. A class of fewer rows than folds is missing in some, but one class
    /// must be in all.
    ///
    /// # Source
    /// `StratifiedKFold(shuffle=True)` of scikit-learn, classes taken in ascending order of code.
    pub(crate) fn stratified(
        order: &[usize],
        classes: &[u32],
        folds: u32,
        seed: u64,
    ) -> Result<Self, FoldError> {
        check(order, classes.len(), folds)?;
        let mut members: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for &row in order {
            if let Some(&class) = classes.get(row) {
                members.entry(class).or_default().push(row);
            }
        }
        let largest = members.values().map(Vec::len).max().unwrap_or(0);
        if largest < folds as usize {
            return Err(FoldError::ClassesTooSmall { folds, largest });
        }
        let (mut of, mut dealt) = (vec![0; classes.len()], 0);
        for (class, mut rows) in members {
            Random::new(seed, STRATIFIED, class.into()).shuffle(&mut rows);
            deal(&rows, dealt, folds, &mut of);
            dealt += rows.len();
        }
        Ok(Self { count: folds, of })
    }

    /// How many folds there are.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The fold of each row.
    pub(crate) fn of(&self) -> &[u32] {
        &self.of
    }

    /// The rows to learn from for one fold, ascending: all others.
    pub(crate) fn train(&self, fold: u32) -> Vec<usize> {
        self.rows(|of| of != fold)
    }

    /// The rows of one fold, ascending.
    pub(crate) fn test(&self, fold: u32) -> Vec<usize> {
        self.rows(|of| of == fold)
    }

    fn rows(&self, wanted: impl Fn(u32) -> bool) -> Vec<usize> {
        self.of.iter().enumerate().filter(|&(_, &of)| wanted(of)).map(|(row, _)| row).collect()
    }
}

fn check(order: &[usize], rows: usize, folds: u32) -> Result<(), FoldError> {
    if folds < 2 {
        return Err(FoldError::TooFewFolds { folds });
    }
    if rows < folds as usize {
        return Err(FoldError::TooFewRows { folds, rows });
    }
    let mut named = vec![false; rows];
    let all_new = order.iter().all(|&row| {
        let place = named.get_mut(row).filter(|named| !**named);
        place.map(|named| *named = true).is_some()
    });
    if all_new && order.len() == rows { Ok(()) } else { Err(FoldError::Order { rows }) }
}

/// Deals rows to the folds in turn, going on where `dealt` rows have been dealt before.
fn deal(rows: &[usize], dealt: usize, folds: u32, of: &mut [u32]) {
    for (&row, fold) in rows.iter().zip((0..folds).cycle().skip(dealt % folds as usize)) {
        if let Some(place) = of.get_mut(row) {
            *place = fold;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::rows::canonical_order;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds_part_the_rows() {
        let order: Vec<usize> = (0..8).collect();
        let folds = Folds::plain(&order, 3, 7).unwrap();
        let sizes: Vec<usize> = (0..folds.count()).map(|fold| folds.test(fold).len()).collect();
        assert_eq!(sizes, [3, 3, 2]);
        let mut both = [folds.train(1), folds.test(1)].concat();
        both.sort_unstable();
        assert_eq!(both, order);
        assert!(folds.test(1).iter().all(|&row| folds.of()[row] == 1));
        assert_ne!(folds, Folds::plain(&order, 3, 8).unwrap());
    }

    /// 4 rows of class 0, 3 of class 5 and 1 of class 9 in two folds, dealt on: 2+2+0 and 2+1+1.
    #[test]
    fn classes_are_spread() {
        let classes = [5, 0, 0, 9, 5, 0, 5, 0];
        let folds = Folds::stratified(&[0, 1, 2, 3, 4, 5, 6, 7], &classes, 2, 1).unwrap();
        let counts = |fold| {
            let test = folds.test(fold);
            [0, 5, 9].map(|class| test.iter().filter(|&&row| classes[row] == class).count())
        };
        assert_eq!((counts(0), counts(1)), ([2, 2, 0], [2, 1, 1]));
    }

    #[test]
    fn says_why_it_cannot_deal() {
        assert_eq!(Folds::plain(&[0, 1], 1, 0), Err(FoldError::TooFewFolds { folds: 1 }));
        assert_eq!(Folds::plain(&[0, 1], 3, 0), Err(FoldError::TooFewRows { folds: 3, rows: 2 }));
        for order in [&[0, 0, 1][..], &[0, 1, 3]] {
            assert_eq!(Folds::plain(order, 2, 0), Err(FoldError::Order { rows: 3 }));
        }
        let stratified = |order: &[usize]| Folds::stratified(order, &[0, 1, 2], 2, 0);
        assert_eq!(
            stratified(&[0, 1, 2]),
            Err(FoldError::ClassesTooSmall { folds: 2, largest: 1 })
        );
        assert_eq!(stratified(&[0, 1]), Err(FoldError::Order { rows: 3 }));
    }

    proptest! {
        #[test]
        fn contents_keep_their_folds_in_any_order(
            cells in prop::collection::vec((0u8..5, 0u32..3), 9..40), seed: u64, shuffle: u64,
        ) {
            let dealt = |cells: &[(u8, u32)]| {
                let column: Vec<f64> = cells.iter().map(|&(x, _)| f64::from(x)).collect();
                let target: Vec<f64> = cells.iter().map(|&(_, y)| f64::from(y)).collect();
                let classes: Vec<u32> = cells.iter().map(|&(_, y)| y).collect();
                let order = canonical_order(&[&column, &target], cells.len());
                let plain = Folds::plain(&order, 3, seed).unwrap();
                let stratified = Folds::stratified(&order, &classes, 3, seed).unwrap();
                let mut plain: Vec<_> = cells.iter().zip(plain.of).collect();
                let mut stratified: Vec<_> = cells.iter().zip(stratified.of).collect();
                plain.sort_unstable();
                stratified.sort_unstable();
                format!("{plain:?} {stratified:?}")
            };
            let mut shuffled = cells.clone();
            Random::new(shuffle, 0, 0).shuffle(&mut shuffled);
            prop_assert_eq!(dealt(&cells), dealt(&shuffled));
        }

        #[test]
        fn every_class_is_spread_evenly(classes in prop::collection::vec(0u32..3, 12..60), folds in 2u32..5) {
            let order: Vec<usize> = (0..classes.len()).rev().collect();
            let dealt = Folds::stratified(&order, &classes, folds, 11).unwrap();
            let spread = |wanted: &dyn Fn(usize) -> bool| {
                let counts = (0..folds).map(|fold| dealt.test(fold).iter().filter(|&&row| wanted(row)).count());
                let counts: Vec<usize> = counts.collect();
                counts.iter().max().unwrap() - counts.iter().min().unwrap()
            };
            prop_assert!(spread(&|_| true) <= 1);
            for class in 0..3 {
                prop_assert!(spread(&|row| classes[row] == class) <= 1);
            }
        }
    }
}
