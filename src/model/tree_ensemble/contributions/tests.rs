use super::*;
use crate::exact::exact_sum;
use crate::model::tree_ensemble::build::{Child, Leaf, Line, Split};
use crate::model::tree_ensemble::rule::Comparison;
use crate::model::tree_ensemble::{EnsembleLink, EnsembleTrees};
use proptest::prelude::*;
use std::sync::Arc;

const NAN: f64 = f64::NAN;

/// A split on `column` at `threshold`; NaN goes left where it says so.
fn split<'a>(column: u32, threshold: f64, left: Child, right: Child, cover: f64) -> Split<'a> {
    Split {
        column,
        comparison: Comparison::Below,
        missing_left: column.is_multiple_of(2),
        zero_missing: false,
        threshold,
        set: &[],
        left,
        right,
        cover: Some(cover),
    }
}

fn leaf(name: u32, values: &[f64], cover: f64) -> Leaf<'_> {
    Leaf { values, cover: Some(cover), name, line: None }
}

/// A split at 0 of a column, above two leaves.
fn stump(trees: &mut EnsembleTrees, column: u32, covers: [f64; 2], values: [f64; 2]) {
    let (left, right) = (Child::Leaf(0), Child::Leaf(1));
    let splits = [split(column, 0.0, left, right, covers[0] + covers[1])];
    let leaves = [leaf(0, &values[..1], covers[0]), leaf(1, &values[1..], covers[1])];
    trees.push(Child::Split(0), &splits, &leaves).unwrap();
}

/// Trees that all add to one score.
fn ensemble(trees: EnsembleTrees, width: usize, precision: Precision) -> TreeEnsemble {
    let out = TreeEnsemble {
        columns: (0..width).map(|at| Arc::from(format!("c{at}"))).collect(),
        precision,
        snap: false,
        base: vec![0.0; trees.outputs()],
        slopes: Vec::new(),
        targets: if trees.outputs() == 1 { vec![0; trees.count()] } else { Vec::new() },
        divisor: 1.0,
        link: EnsembleLink::Identity,
        trees,
        weights: Vec::new(),
        compiled: Default::default(),
    };
    out.check().unwrap();
    out
}

fn rows<const N: usize>(ensemble: &TreeEnsemble, rows: &[[f64; N]]) -> Matrix {
    Matrix::from_row_major(Arc::clone(&ensemble.columns), rows.concat()).unwrap()
}

/// By hand: 1 of 4 rows left, E = (0 + 3·8)/4 = 6, and the only column of the split explains all.
#[test]
fn a_stump() {
    for precision in [Precision::Double, Precision::Single] {
        let mut trees = EnsembleTrees::new(1);
        stump(&mut trees, 1, [1.0, 3.0], [0.0, 8.0]);
        stump(&mut trees, 0, [2.0, 2.0], [-1.0, 1.0]);
        let model = TreeEnsemble { base: vec![0.5], ..ensemble(trees, 2, precision) };
        let x = rows(&model, &[[1.0, -1.0], [-1.0, 1.0], [NAN, NAN]]);
        let expected = [[1.0, -6.0, 6.5], [-1.0, 2.0, 6.5], [-1.0, 2.0, 6.5]].concat();
        assert_eq!(model.raw_contributions(&x).unwrap(), expected);
        assert_eq!(model.raw_baselines().unwrap(), [6.5]);
    }
}

/// By hand: one column, asked about twice, explains all there is: value − E, with E = (4·0 + 2·3 + 2·9)/8 = 3.
#[test]
fn a_column_asked_about_twice() {
    for precision in [Precision::Double, Precision::Single] {
        let mut trees = EnsembleTrees::new(1);
        let splits = [
            split(0, 0.0, Child::Leaf(0), Child::Split(1), 8.0),
            split(0, 1.0, Child::Leaf(1), Child::Leaf(2), 4.0),
        ];
        let leaves = [leaf(0, &[0.0], 4.0), leaf(1, &[3.0], 2.0), leaf(2, &[9.0], 2.0)];
        trees.push(Child::Split(0), &splits, &leaves).unwrap();
        let model = ensemble(trees, 1, precision);
        let x = rows(&model, &[[-1.0], [0.0], [1.0]]);
        let found = model.raw_contributions(&x).unwrap();
        assert_eq!(found, [[-3.0, 3.0], [0.0, 3.0], [6.0, 3.0]].concat());
    }
}

/// By hand: every output of a leaf is explained on its own.
#[test]
fn leaves_of_two_numbers() {
    for precision in [Precision::Double, Precision::Single] {
        let mut trees = EnsembleTrees::new(2);
        let splits = [split(0, 0.0, Child::Leaf(0), Child::Leaf(1), 2.0)];
        let leaves = [leaf(0, &[1.0, 4.0], 1.0), leaf(1, &[3.0, 0.0], 1.0)];
        trees.push(Child::Split(0), &splits, &leaves).unwrap();
        let model = ensemble(trees, 1, precision);
        let found = model.raw_contributions(&rows(&model, &[[1.0]])).unwrap();
        assert_eq!(found, [1.0, 2.0, -2.0, 2.0]);
    }
}

/// By hand: slope times cell, nothing of a missing one.
#[test]
fn a_linear_booster() {
    let model = TreeEnsemble {
        base: vec![10.0, 20.0],
        slopes: vec![1.0, 2.0, 3.0, 4.0],
        ..ensemble(EnsembleTrees::new(1), 2, Precision::Single)
    };
    let x = rows(&model, &[[0.5, NAN], [2.0, -1.0]]);
    let expected = [[0.5, 0.0, 10.0, 1.0, 0.0, 20.0], [2.0, -3.0, 10.0, 4.0, -4.0, 20.0]].concat();
    assert_eq!(model.raw_contributions(&x).unwrap(), expected);
}

/// By hand: every number of a tree times its weight.
#[test]
fn weights_of_trees() {
    let mut trees = EnsembleTrees::new(1);
    stump(&mut trees, 0, [1.0, 3.0], [0.0, 8.0]);
    stump(&mut trees, 0, [2.0, 2.0], [-1.0, 1.0]);
    let weights = vec![0.5, 3.0];
    let model = TreeEnsemble { weights, ..ensemble(trees, 1, Precision::Single) };
    model.check().unwrap();
    let x = rows(&model, &[[1.0]]);
    assert_eq!(model.raw_scores(&x).unwrap(), [7.0]);
    assert_eq!(model.raw_contributions(&x).unwrap(), [4.0, 3.0]);
    let double = TreeEnsemble { precision: Precision::Double, ..model };
    assert!(double.check().unwrap_err().contains("2 weights"));
}

/// What LightGBM 4.7.0 and XGBoost 3.2.0 print for a split one of whose sides no training row took.
#[test]
fn a_side_without_rows() {
    let mut trees = EnsembleTrees::new(1);
    stump(&mut trees, 0, [0.0, 469.0], [0.664_634_240_922_727_9, 0.301_706_168_733_180_46]);
    let model = ensemble(trees, 1, Precision::Double);
    let found = model.raw_contributions(&rows(&model, &[[-1.0], [1.0]])).unwrap();
    assert!((found[0] - 0.36292807).abs() < 1e-8 && found[2].is_nan(), "{found:?}");
    assert_eq!([found[1], found[3]], [0.301_706_168_733_180_46; 2]);

    let single = |x: f32| f64::from(x);
    let values = [single(0.40417606), single(-0.62096053)];
    let mut trees = EnsembleTrees::new(1);
    stump(&mut trees, 0, [0.0, single(108.921104)], values);
    let base = vec![single(0.546_237_7)];
    let model = TreeEnsemble { base, ..ensemble(trees, 1, Precision::Single) };
    let found = model.raw_contributions(&rows(&model, &[[-1.0], [1.0]])).unwrap();
    assert_eq!([found[0], found[2]], [single(1.0251366), 0.0]);
}

/// One way, `depth` splits long, that asks about `columns` in turn; every other side is a leaf.
fn chain(depth: usize, columns: u32) -> EnsembleTrees {
    let values = [[1.0], [2.0], [3.0], [-4.0]];
    let leaves: Vec<Leaf<'_>> =
        (0..=depth).map(|at| leaf(at as u32, &values[at % 4], 1.0)).collect();
    let splits: Vec<Split<'_>> = (0..depth)
        .map(|at| {
            let below = if at + 1 < depth { Child::Split(at + 1) } else { Child::Leaf(depth) };
            split(at as u32 % columns, 0.0, Child::Leaf(at), below, (depth + 1 - at) as f64)
        })
        .collect();
    let mut trees = EnsembleTrees::new(1);
    trees.push(Child::Split(0), &splits, &leaves).unwrap();
    trees
}

#[test]
fn deep_trees_take_no_recursion_and_have_an_end() {
    let model = ensemble(chain(1024, 3), 3, Precision::Double);
    let x = rows(&model, &[[1.0, 1.0, -1.0]]);
    let (found, score) = (model.raw_contributions(&x).unwrap(), model.raw_scores(&x).unwrap());
    assert!((exact_sum(&found) - score[0]).abs() < 1e-10);
    let model = ensemble(chain(1025, 3), 3, Precision::Double);
    let message = model.raw_contributions(&x).unwrap_err().to_string();
    assert!(message.contains("1025 splits deep"), "{message}");
}

#[test]
fn what_has_no_contributions_is_refused() {
    let mut trees = EnsembleTrees::new(1);
    let line = Line { constant: 1.0, columns: &[0], coefficients: &[2.0] };
    let with_line = Leaf { line: Some(line), ..leaf(0, &[1.0], 1.0) };
    trees.push(Child::Leaf(0), &[], &[with_line]).unwrap();
    let message = |model: TreeEnsemble| model.raw_baselines().unwrap_err().to_string();
    assert!(message(ensemble(trees, 1, Precision::Double)).contains("lines"));
    let mut trees = EnsembleTrees::new(1);
    stump(&mut trees, 0, [1.0, 1.0], [0.0, 1.0]);
    trees.cover.clear();
    assert!(message(ensemble(trees, 1, Precision::Double)).contains("how many training rows"));
    // A leaf alone needs no cover.
    let mut trees = EnsembleTrees::new(1);
    trees.push(Child::Leaf(0), &[], &[Leaf { cover: None, ..leaf(0, &[7.0], 0.0) }]).unwrap();
    assert_eq!(ensemble(trees, 1, Precision::Double).raw_baselines().unwrap(), [7.0]);
}

/// The mean of the leaves below a node when only the columns `known` are known: the definition.
fn expected(trees: &EnsembleTrees, at: usize, x: &[f64], known: u32) -> f64 {
    let (left, right) = (trees.left[at] as usize, trees.right[at] as usize);
    if trees.feature[at] == LEAF {
        return trees.leaves[left];
    }
    let column = trees.feature[at];
    if known >> column & 1 == 1 {
        let side = if trees.goes_left(at, x[column as usize]) { left } else { right };
        return expected(trees, side, x, known);
    }
    let of = |side: usize| trees.cover[side] * expected(trees, side, x, known);
    (of(left) + of(right)) / trees.cover[at]
}

/// Shapley's formula over all sets of columns.
fn by_enumeration(trees: &EnsembleTrees, x: &[f64]) -> Vec<f64> {
    let width = x.len();
    let value = |known: u32| {
        trees.starts.iter().fold(0.0, |sum, &root| sum + expected(trees, root as usize, x, known))
    };
    let factorial = |n: usize| (1..=n).fold(1.0, |product, k| product * k as f64);
    let of = |column: usize| {
        let without = (0..1u32 << width).filter(|set| set >> column & 1 == 0);
        without.fold(0.0, |sum, set| {
            let size = set.count_ones() as usize;
            let weight = factorial(size) * factorial(width - size - 1) / factorial(width);
            sum + weight * (value(set | 1 << column) - value(set))
        })
    };
    (0..width).map(of).chain([value(0)]).collect()
}

/// Whether a node is split, its column, threshold, value, and the part of its rows that goes left.
type Plan = (bool, u32, f64, f64, f64);

/// A tree made of plans, one a node, over `cover` rows; gives its splits, and its leaves' values and covers.
fn planned(
    plans: &mut impl Iterator<Item = Plan>,
    cover: f64,
    splits: &mut Vec<Split<'_>>,
    leaves: &mut Vec<(f64, f64)>,
) -> Child {
    let (is_split, column, threshold, value, part) = plans.next().unwrap_or_default();
    if !is_split || cover < 2.0 {
        leaves.push((value, cover));
        return Child::Leaf(leaves.len() - 1);
    }
    let at = splits.len();
    splits.push(split(column, threshold, Child::Leaf(0), Child::Leaf(0), cover));
    let rows = 1.0 + (part * (cover - 2.0)).floor();
    let left = planned(plans, rows, splits, leaves);
    let right = planned(plans, cover - rows, splits, leaves);
    (splits[at].left, splits[at].right) = (left, right);
    Child::Split(at)
}

fn forests() -> impl Strategy<Value = EnsembleTrees> {
    let plan = (prop::bool::weighted(0.8), 0..4u32, -1.0..1.0f32, -8.0..8.0f32, 0.0..1.0f64);
    let plan = plan.prop_map(|(split, column, threshold, value, part)| {
        (split, column, f64::from(threshold), f64::from(value), part)
    });
    let tree = (prop::collection::vec(plan, 0..40), 2..200u32);
    prop::collection::vec(tree, 1..4).prop_map(|plans| {
        let mut trees = EnsembleTrees::new(1);
        for (plans, cover) in plans {
            let (mut splits, mut leaves) = (Vec::new(), Vec::new());
            let mut plans = plans.into_iter();
            let root = planned(&mut plans, f64::from(cover), &mut splits, &mut leaves);
            let leaves: Vec<Leaf<'_>> = leaves
                .iter()
                .enumerate()
                .map(|(at, (value, cover))| leaf(at as u32, std::slice::from_ref(value), *cover))
                .collect();
            trees.push(root, &splits, &leaves).unwrap();
        }
        trees
    })
}

proptest! {
    /// Four columns and some ten splits on a way: unwinding keeps most digits of either width.
    #[test]
    fn are_shapley_values_and_add_up(
        trees in forests(),
        x in prop::array::uniform4(prop_oneof![9 => -1.2..1.2f32, 1 => Just(f32::NAN)]),
    ) {
        let x = x.map(f64::from);
        let expected = by_enumeration(&trees, &x);
        for (precision, allowed) in [(Precision::Double, 1e-11), (Precision::Single, 2e-2)] {
            let model = ensemble(trees.clone(), 4, precision);
            let row = rows(&model, &[x]);
            let found = model.raw_contributions(&row).unwrap();
            for (a, b) in found.iter().zip(&expected) {
                prop_assert!((a - b).abs() <= allowed, "{found:?} is not {expected:?}");
            }
            let score = model.raw_scores(&row).unwrap()[0];
            prop_assert!((exact_sum(&found) - score).abs() <= allowed);
            prop_assert_eq!(&found[4..], &model.raw_baselines().unwrap()[..]);
        }
    }
}
