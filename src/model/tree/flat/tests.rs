//! Walks, and what a stored tree must not hold.

use super::*;
use proptest::prelude::*;

fn split(column: u32, threshold: f64, left: usize, right: usize) -> Growing {
    Growing::Split { column, threshold, left, right }
}

fn leaf(output: f64) -> Growing {
    Growing::Leaf(vec![output])
}

/// x0 <= 1 ? 10 : (x1 <= 2 ? 20 : 30), given in breadth order.
fn one() -> Result<Trees, String> {
    let mut trees = Trees::empty(1);
    let nodes = vec![split(0, 1.0, 1, 2), leaf(10.0), split(1, 2.0, 3, 4), leaf(20.0), leaf(30.0)];
    trees.push(nodes)?;
    Ok(trees)
}

/// What a row is answered alone, and among as many as are taken together.
fn answer(trees: &Trees, x: &[f64]) -> f64 {
    let names: Vec<std::sync::Arc<str>> = (0..x.len()).map(|at| format!("x{at}").into()).collect();
    let means = |rows| {
        trees.means(
            &Matrix::from_row_major(names.clone(), x.repeat(rows)).expect("a row of numbers"),
        )
    };
    let alone = means(1)[0];
    assert!(means(70).iter().all(|mean| mean.to_bits() == alone.to_bits()), "{x:?}");
    alone
}

#[test]
fn goes_left_up_to_the_threshold_and_right_when_missing() -> Result<(), String> {
    let trees = one()?;
    trees.check(2, 1, false)?;
    let asked = [[1.0, 9.0], [1.5, 2.0], [1.5, 2.5], [f64::NAN, 0.0], [f64::NAN, f64::NAN]];
    assert_eq!(asked.map(|x| answer(&trees, &x)), [10.0, 20.0, 30.0, 20.0, 30.0]);
    assert_eq!((trees.count(), trees.nodes(), trees.depth()), (1, 5, 2));
    assert_eq!(trees.splits(3), [1, 1, 0]);
    Ok(())
}

#[test]
fn splits_that_decide_nothing_fall_away() -> Result<(), String> {
    let mut trees = one()?;
    let nodes = vec![split(0, 1.0, 1, 2), leaf(7.0), split(1, 2.0, 3, 4), leaf(7.0), leaf(7.0)];
    trees.push(nodes)?;
    trees.check(2, 1, false)?;
    assert_eq!((trees.count(), trees.nodes()), (2, 6));
    assert_eq!(answer(&trees, &[1.0, 9.0]), 8.5);
    Ok(())
}

fn two() -> Result<Trees, String> {
    let mut trees = one()?;
    trees.push(vec![split(1, 0.0, 1, 2), leaf(1.0), leaf(2.0)])?;
    Ok(trees)
}

#[test]
fn each_part_is_checked() {
    let refused = |change: fn(&mut Trees)| {
        let mut trees = two().unwrap();
        change(&mut trees);
        trees.check(2, 1, false).is_err()
    };
    assert!(!refused(|_| {}));
    assert!(refused(|t| t.left[0] = 0), "a loop");
    assert!(refused(|t| t.right[0] = 5), "into the next tree");
    assert!(refused(|t| t.right[5] = 8), "past the end");
    assert!(refused(|t| t.feature[0] = 2), "no such column");
    assert!(refused(|t| t.threshold[0] = f64::NAN));
    assert!(refused(|t| t.left[1] = 5), "no such leaf");
    assert!(refused(|t| t.leaves[0] = f64::INFINITY));
    assert!(refused(|t| t.leaves.clear()));
    assert!(refused(|t| t.starts.clear()));
    assert!(refused(|t| t.starts[1] = 9));
    assert!(refused(|t| t.starts[0] = 1));
    assert!(refused(|t| t.starts.push(5)));
    assert!(refused(|t| t.outputs = 0));
    assert!(refused(|t| t.outputs = 2));
    assert!(refused(|t| t.threshold.truncate(7)));
    assert!(Trees::empty(1).check(2, 1, false).is_err(), "no trees");
}

proptest! {
    /// Any change of any number is refused, or leaves trees that answer every row.
    #[test]
    fn no_change_can_trap_a_walk(
        part in 0usize..5, at in 0usize..8, to in any::<u32>(), small in 0u32..10,
        x in prop::array::uniform2(any::<f64>()),
    ) {
        for to in [to, small] {
            let mut trees = two().unwrap();
            let array = match part {
                0 => &mut trees.starts,
                1 => &mut trees.feature,
                2 => &mut trees.left,
                3 => &mut trees.right,
                _ => continue,
            };
            if let Some(cell) = array.get_mut(at) {
                *cell = to;
            }
            if trees.check(2, 1, false).is_ok() {
                prop_assert!(answer(&trees, &x).is_finite());
            }
        }
    }
}
