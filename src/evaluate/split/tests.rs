//! What every split must hold, whatever the rows.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn partition(split: &Split, rows: usize) {
    let mut all: Vec<usize> = split.train.iter().chain(&split.test).copied().collect();
    all.sort_unstable();
    assert_eq!(all, (0..rows).collect::<Vec<_>>());
    assert!(split.train.is_sorted() && split.test.is_sorted());
    assert!(!split.train.is_empty() && !split.test.is_empty());
}

fn folds_partition(splits: &[Split], rows: usize) {
    splits.iter().for_each(|split| partition(split, rows));
    let mut tested: Vec<usize> = splits.iter().flat_map(|s| s.test.iter().copied()).collect();
    tested.sort_unstable();
    assert_eq!(tested, (0..rows).collect::<Vec<_>>());
}

fn counts(codes: &[u32], rows: &[usize]) -> BTreeMap<u32, usize> {
    let mut counts: BTreeMap<u32, usize> = codes.iter().map(|&code| (code, 0)).collect();
    rows.iter().for_each(|&row| *counts.get_mut(&codes[row]).unwrap() += 1);
    counts
}

fn apart(groups: &[u32], split: &Split) -> bool {
    split.test.iter().all(|&t| split.train.iter().all(|&l| groups[t] != groups[l]))
}

/// Codes of a few classes, each with at least `least` rows, in mixed order.
fn codes(least: usize) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(least..least + 15, 1..5)
        .prop_map(|sizes| {
            let class = |(code, &n): (usize, &usize)| vec![code as u32 * 3; n];
            sizes.iter().enumerate().flat_map(class).collect::<Vec<u32>>()
        })
        .prop_shuffle()
}

#[test]
fn known_sizes() {
    // ceil(0.1 · 11) = 2; 6 and 4 rows of two classes share 5 test rows as 3 and 2.
    assert_eq!(Holdout::new(0.1, 0).split(11).unwrap().test.len(), 2);
    let classes = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1];
    let split = Holdout::new(0.5, 1).stratified(&classes).unwrap();
    assert_eq!(counts(&classes, &split.test), BTreeMap::from([(0, 3), (1, 2)]));
    // Three classes of 2 rows share 4 test rows: each is due 4/3, the extra row goes to code 0.
    let classes = [5, 5, 0, 0, 7, 7, 5, 0, 7];
    let split = Holdout::new(0.4, 1).stratified(&classes).unwrap();
    assert_eq!(counts(&classes, &split.test), BTreeMap::from([(0, 2), (5, 1), (7, 1)]));
}

#[test]
fn seeds_matter() {
    let splits: Vec<Split> = (0..20).map(|s| Holdout::new(0.5, s).split(40).unwrap()).collect();
    for (i, split) in splits.iter().enumerate() {
        assert!(!splits[..i].contains(split));
    }
    assert_ne!(KFold::new(4, 1).split(40), KFold::new(4, 2).split(40));
    let groups: Vec<u32> = (0..40).collect();
    assert_ne!(KFold::new(4, 1).grouped(&groups), KFold::new(4, 2).grouped(&groups));
}

#[test]
fn every_row_is_as_likely_to_be_tested() {
    let mut tested = [0u32; 10];
    for seed in 0..2000 {
        for row in Holdout::new(0.3, seed).split(10).unwrap().test {
            tested[row] += 1;
        }
    }
    // Six standard deviations of a binomial(2000, 0.3) count are 123.
    assert!(tested.iter().all(|&n| n.abs_diff(600) < 123), "{tested:?}");
}

#[test]
fn time_cuts_move_to_where_a_time_begins() {
    let holdout = |share: f64, times: &[i64]| Holdout::new(share, 0).by_time(times).unwrap().test;
    assert_eq!(holdout(0.25, &[4, 1, 3, 2]), [0]);
    assert_eq!(holdout(0.5, &[1, 1, 1, 2]), [3]);
    assert_eq!(holdout(0.5, &[1, 2, 2, 3]), [1, 2, 3]);
    let splits = KFold::new(2, 0).forward_chaining(&[1, 1, 2, 2, 2, 3, 3, 4, 4]).unwrap();
    assert_eq!(splits[0], Split { train: vec![0, 1], test: vec![2, 3, 4] });
    assert_eq!(splits[1], Split { train: vec![0, 1, 2, 3, 4], test: vec![5, 6, 7, 8] });
}

#[test]
fn what_cannot_be_split_is_refused() {
    let holdout = Holdout::new(0.5, 0);
    assert_eq!(holdout.split(1), Err(SplitError::TooFewRows { expected: 2, found: 1 }));
    assert_eq!(holdout.split(0), Err(SplitError::TooFewRows { expected: 2, found: 0 }));
    for share in [0.0, 1.0, -0.5] {
        let refused = Err(SplitError::TestShare { found: share });
        assert_eq!(Holdout::new(share, 0).split(9), refused);
    }
    assert!(matches!(Holdout::new(f64::NAN, 0).split(9), Err(SplitError::TestShare { .. })));
    assert_eq!(
        holdout.stratified(&[0, 0, 4]),
        Err(SplitError::ClassTooSmall { class: 4, expected: 2, found: 1 })
    );
    assert_eq!(
        Holdout::new(0.1, 0).stratified(&[0, 0, 1, 1]),
        Err(SplitError::FewerRowsThanClasses { side: "test", expected: 2, found: 1 })
    );
    assert_eq!(
        holdout.grouped(&[3, 3, 3]),
        Err(SplitError::TooFewGroups { expected: 2, found: 1 })
    );
    assert_eq!(holdout.by_time(&[3, 3, 3]), Err(SplitError::TooFewTimes { expected: 1, found: 0 }));
    let folds = KFold::new(3, 0);
    assert_eq!(KFold::new(1, 0).split(9), Err(SplitError::TooFewFolds { expected: 2, found: 1 }));
    assert_eq!(folds.split(2), Err(SplitError::TooFewRows { expected: 3, found: 2 }));
    assert_eq!(
        folds.stratified(&[0, 0, 0, 1, 1]),
        Err(SplitError::ClassTooSmall { class: 1, expected: 3, found: 2 })
    );
    assert_eq!(
        folds.grouped(&[0, 0, 0, 1]),
        Err(SplitError::TooFewGroups { expected: 3, found: 2 })
    );
    assert_eq!(
        folds.forward_chaining(&[1, 2, 3]),
        Err(SplitError::TooFewRows { expected: 4, found: 3 })
    );
    assert_eq!(
        folds.forward_chaining(&[1, 1, 2, 2]),
        Err(SplitError::TooFewTimes { expected: 3, found: 1 })
    );
}

proptest! {
    #[test]
    fn plain(rows in 2usize..200, share in 0.01f64..0.99, folds in 2usize..9, seed: u64) {
        let holdout = Holdout::new(share, seed);
        let split = holdout.split(rows).unwrap();
        partition(&split, rows);
        let due = (share * rows as f64).ceil() as usize;
        prop_assert_eq!(split.test.len(), due.min(rows - 1));
        prop_assert_eq!(split, holdout.split(rows).unwrap());
        prop_assume!(rows >= folds);
        let splits = KFold::new(folds, seed).split(rows).unwrap();
        folds_partition(&splits, rows);
        let sizes: Vec<usize> = splits.iter().map(|s| s.test.len()).collect();
        prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= 1);
    }

    #[test]
    fn stratified_holdout(classes in codes(2), share in 0.1f64..0.9, seed: u64) {
        let Ok(split) = Holdout::new(share, seed).stratified(&classes) else {
            // Refused only when a side is smaller than the number of classes.
            let tested = ((share * classes.len() as f64).ceil() as usize).min(classes.len() - 1);
            let kinds = counts(&classes, &[]).len();
            prop_assert!(tested < kinds || classes.len() - tested < kinds);
            return Ok(());
        };
        partition(&split, classes.len());
        let all: Vec<usize> = (0..classes.len()).collect();
        let tested = counts(&classes, &split.test);
        for (class, size) in counts(&classes, &all) {
            let due = split.test.len() as f64 * size as f64 / classes.len() as f64;
            prop_assert!((tested[&class] as f64 - due).abs() < 1.0);
        }
        prop_assert_eq!(Holdout::new(share, seed).stratified(&classes).unwrap(), split);
    }

    #[test]
    fn stratified_folds(classes in codes(6), folds in 2usize..7, seed: u64) {
        let splits = KFold::new(folds, seed).stratified(&classes).unwrap();
        folds_partition(&splits, classes.len());
        let all: Vec<usize> = (0..classes.len()).collect();
        for split in &splits {
            let tested = counts(&classes, &split.test);
            for (class, size) in counts(&classes, &all) {
                prop_assert!((size / folds..=size.div_ceil(folds)).contains(&tested[&class]));
            }
            let size = split.test.len();
            prop_assert!(size.abs_diff(classes.len() / folds) <= 1);
        }
        prop_assert_eq!(KFold::new(folds, seed).stratified(&classes).unwrap(), splits);
    }

    #[test]
    fn groups_stay_whole(
        groups in prop::collection::vec(0u32..9, 10..80), folds in 2usize..5, seed: u64
    ) {
        let kinds = counts(&groups, &[]).len();
        prop_assume!(kinds >= folds);
        let split = Holdout::new(0.3, seed).grouped(&groups).unwrap();
        partition(&split, groups.len());
        prop_assert!(apart(&groups, &split));
        let splits = KFold::new(folds, seed).grouped(&groups).unwrap();
        folds_partition(&splits, groups.len());
        prop_assert!(splits.iter().all(|split| apart(&groups, split)));
        // The lightest fold took the last group of any heavier one.
        let all: Vec<usize> = (0..groups.len()).collect();
        let largest = counts(&groups, &all).into_values().max().unwrap();
        let sizes: Vec<usize> = splits.iter().map(|s| s.test.len()).collect();
        prop_assert!(sizes.iter().max().unwrap() - sizes.iter().min().unwrap() <= largest);
    }

    #[test]
    fn time_goes_forward(
        times in prop::collection::vec(-20i64..20, 30..90), folds in 2usize..5, share in 0.1f64..0.9
    ) {
        let forward = |split: &Split| {
            let latest = split.train.iter().map(|&row| times[row]).max();
            latest < split.test.iter().map(|&row| times[row]).min()
        };
        if let Ok(split) = Holdout::new(share, 0).by_time(&times) {
            partition(&split, times.len());
            prop_assert!(forward(&split));
        } else {
            prop_assert!(times.iter().all(|t| *t == times[0]));
        }
        if let Ok(splits) = KFold::new(folds, 0).forward_chaining(&times) {
            prop_assert_eq!(splits.len(), folds);
            prop_assert!(splits.iter().all(|split| forward(split) && !split.test.is_empty()));
            for pair in splits.windows(2) {
                let mut known: Vec<usize> =
                    pair[0].train.iter().chain(&pair[0].test).copied().collect();
                known.sort_unstable();
                prop_assert_eq!(&known, &pair[1].train);
            }
        }
    }
}
