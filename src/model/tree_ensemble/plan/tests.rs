use super::super::build::{Child, Leaf, Line, Split};
use super::super::rule::{Comparison, ZERO};
use super::super::{EnsembleLink, EnsembleTrees, Precision, TreeEnsemble};
use super::Plan;
use proptest::prelude::*;
use std::sync::Arc;

/// SplitMix64 (Steele, Lea and Flood, 2014): which ensemble and which rows a case is of.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^ (x >> 31)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.roll() % end as u64) as usize
    }

    fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    fn number(&mut self) -> f64 {
        self.below(2001) as f64 / 8.0 - 125.0
    }

    /// A cell that may be all that a split has to tell apart.
    fn cell(&mut self) -> f64 {
        const ODD: [f64; 16] = [
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            0.0,
            -0.0,
            ZERO,
            -ZERO,
            5e-324,
            -5e-324,
            -0.5,
            -1.0,
            4_294_967_296.0,
            1e300,
            f64::MAX,
            0.1,
            40.0,
        ];
        match self.below(4) {
            0 => self.pick(&ODD),
            1 => self.below(80) as f64,
            _ => self.number(),
        }
    }
}

/// What all trees of a case share.
struct Shape {
    width: usize,
    leaves: usize,
    outputs: usize,
    zero_missing: bool,
    sets: bool,
    lines: bool,
    single: bool,
}

/// A tree of some leaves: again and again a split takes the place of one of its ends.
fn tree(dice: &mut Dice, shape: &Shape, trees: &mut EnsembleTrees) {
    let splits = dice.below(shape.leaves);
    let mut children = vec![[Child::Leaf(0); 2]; splits + 1];
    // The place of the root is the first of one more node.
    let mut ends = vec![(splits, 0)];
    for split in 0..splits {
        let end = dice.below(ends.len());
        let (node, side) = ends.swap_remove(end);
        children[node][side] = Child::Split(split);
        ends.extend([(split, 0), (split, 1)]);
    }
    for (leaf, &(node, side)) in ends.iter().enumerate() {
        children[node][side] = Child::Leaf(leaf);
    }
    let words: Vec<Vec<u32>> =
        (0..splits).map(|_| (0..1 + dice.below(3)).map(|_| dice.roll() as u32).collect()).collect();
    let asked: Vec<Split<'_>> = (0..splits)
        .map(|split| {
            let set = shape.sets && dice.chance(3);
            let comparison = match (set, dice.chance(2)) {
                (false, false) => Comparison::AtMost,
                (false, true) => Comparison::Below,
                (true, false) => Comparison::In,
                (true, true) => Comparison::NotIn,
            };
            let cell = dice.cell();
            let bounded =
                cell.is_nan() || (comparison == Comparison::Below && cell == f64::NEG_INFINITY);
            Split {
                column: dice.below(shape.width) as u32,
                comparison,
                missing_left: dice.chance(2),
                zero_missing: shape.zero_missing && dice.chance(3),
                threshold: if bounded { 1.0 } else { cell },
                set: if set { &words[split] } else { &[] },
                left: children[split][0],
                right: children[split][1],
                cover: None,
            }
        })
        .collect();
    // Of many sizes, so that another order of addition would be another sum.
    let size = |dice: &mut Dice| {
        let value = dice.number() * dice.pick(&[1e-9, 0.1, 1.0, 1e9]);
        if shape.single { f64::from(value as f32) } else { value }
    };
    let values: Vec<Vec<f64>> =
        ends.iter().map(|_| (0..shape.outputs).map(|_| size(dice)).collect()).collect();
    let constants: Vec<f64> = ends.iter().map(|_| size(dice)).collect();
    let columns: Vec<[u32; 1]> = ends.iter().map(|_| [dice.below(shape.width) as u32]).collect();
    let slopes: Vec<[f64; 1]> = ends.iter().map(|_| [dice.number()]).collect();
    let leaf = |at: usize| {
        let (constant, columns, coefficients) = (constants[at], &columns[at], &slopes[at]);
        let line = shape.lines.then_some(Line { constant, columns, coefficients });
        Leaf { values: &values[at], cover: None, name: at as u32, line }
    };
    let leaves: Vec<Leaf<'_>> = (0..ends.len()).map(leaf).collect();
    trees.push(children[splits][0], &asked, &leaves).unwrap();
}

/// An ensemble of `count` trees.
fn ensemble(dice: &mut Dice, shape: &Shape, count: usize) -> TreeEnsemble {
    let mut trees = EnsembleTrees::new(shape.outputs as u32);
    for _ in 0..count {
        tree(dice, shape, &mut trees);
    }
    let scores = if shape.outputs > 1 { shape.outputs } else { 1 + dice.below(3) };
    let precision = match (shape.single, dice.chance(2)) {
        (true, _) => Precision::Single,
        (false, true) => Precision::SingleCells,
        (false, false) => Precision::Double,
    };
    let whole = |dice: &mut Dice| dice.below(100) as f64;
    let out = TreeEnsemble {
        columns: (0..shape.width).map(|at| Arc::from(format!("c{at}"))).collect(),
        precision,
        snap: dice.chance(2),
        base: (0..scores).map(|_| whole(dice)).collect(),
        slopes: Vec::new(),
        targets: if shape.outputs > 1 {
            Vec::new()
        } else {
            (0..count).map(|_| dice.below(scores) as u32).collect()
        },
        divisor: 1.0,
        link: EnsembleLink::Identity,
        trees,
        weights: if shape.single && dice.chance(2) {
            (0..count).map(|_| f64::from(dice.number() as f32)).collect()
        } else {
            Vec::new()
        },
        compiled: Default::default(),
    };
    out.check().unwrap();
    out
}

/// The sums of a plain walk.
fn plainly(ensemble: &TreeEnsemble, rows: &[f64]) -> Vec<u64> {
    let mut scores = ensemble.base().repeat(rows.len() / ensemble.columns().len());
    let mut cells = Vec::new();
    let each = scores.chunks_exact_mut(ensemble.scores());
    for (row, scores) in rows.chunks_exact(ensemble.columns().len()).zip(each) {
        ensemble.cells(row, &mut cells);
        ensemble.add_plainly(&cells, scores);
    }
    scores.iter().map(|score| score.to_bits()).collect()
}

/// The sums of a plan.
fn planned(plan: &Plan, ensemble: &TreeEnsemble, rows: &[f64]) -> Vec<u64> {
    let mut scores = ensemble.base().repeat(rows.len() / ensemble.columns().len());
    let source = ensemble.source();
    let one = |tree, leaf, cells: &[f64], scores: &mut [f64]| {
        ensemble.add_leaf(tree, leaf, cells, scores);
    };
    let added = plan.add(&source, ensemble.base(), rows, &mut scores, one);
    assert!(added, "a plan that adds nothing");
    scores.iter().map(|score| score.to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Blocks of rows, ways side by side and one way after another: the same leaves, the same sums.
    #[test]
    fn every_layout_adds_what_a_plain_walk_adds(
        seed: u64,
        width in 1usize..6,
        leaves in 1usize..90,
        outputs in 1usize..3,
        zero_missing: bool,
        sets: bool,
        lines: bool,
        single: bool,
        count in 1usize..12,
        rows in 1usize..150,
    ) {
        let lines = lines && outputs == 1;
        let shape = Shape { width, leaves, outputs, zero_missing, sets, lines, single };
        let mut dice = Dice(seed);
        let ensemble = ensemble(&mut dice, &shape, count);
        let rows: Vec<f64> = (0..rows * width).map(|_| dice.cell()).collect();
        let expected = plainly(&ensemble, &rows);

        let Plan { small, walk } = Plan::of(&ensemble.source(), ensemble.scores());
        prop_assert!(walk.is_some(), "every ensemble of such splits is walked");
        let few = ensemble.source().ranges().all(|nodes| nodes.len() < 128);
        let told_apart = ensemble.trees().nodes() < 256;
        prop_assert!(small.is_none() || (few && !lines), "what does not fit goes by blocks");
        prop_assert!(small.is_some() || !(few && told_apart) || lines, "small trees go by blocks");
        for plan in [Plan { small, walk: None }, Plan { small: None, walk }] {
            if plan.small.is_some() && rows.len() < super::BLOCK * width {
                continue;
            }
            if plan.small.is_some() || plan.walk.is_some() {
                prop_assert_eq!(&planned(&plan, &ensemble, &rows), &expected);
            }
        }
    }
}

/// A question without a threshold: the plan refuses, and the trees are walked as they are.
#[test]
fn equality_has_no_layout() {
    let mut trees = EnsembleTrees::new(1);
    let split = Split {
        column: 0,
        comparison: Comparison::Equal,
        missing_left: false,
        zero_missing: false,
        threshold: 2.0,
        set: &[],
        left: Child::Leaf(0),
        right: Child::Leaf(1),
        cover: None,
    };
    let leaf = |name, values| Leaf { values, cover: None, name, line: None };
    trees.push(Child::Split(0), &[split], &[leaf(0, &[1.0]), leaf(1, &[5.0])]).unwrap();
    let shape = Shape {
        width: 1,
        leaves: 1,
        outputs: 1,
        zero_missing: false,
        sets: false,
        lines: false,
        single: false,
    };
    let ensemble = TreeEnsemble {
        trees,
        targets: vec![0],
        base: vec![0.0],
        ..ensemble(&mut Dice(1), &shape, 1)
    };
    let plan = Plan::of(&ensemble.source(), ensemble.scores());
    assert!(plan.small.is_none() && plan.walk.is_none());
    let x = crate::data::Matrix::from_rows(["c0"], [[2.0], [1.0], [f64::NAN]]).unwrap();
    assert_eq!(ensemble.raw_scores(&x).unwrap(), [1.0, 5.0, 5.0]);
}
