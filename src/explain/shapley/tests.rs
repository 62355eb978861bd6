use super::*;
use proptest::prelude::*;
use serde_json::Value as Json;

/// Trees that own their arrays.
#[derive(Debug, Clone, Default)]
struct Owned {
    starts: Vec<u32>,
    feature: Vec<u32>,
    threshold: Vec<f64>,
    left: Vec<u32>,
    right: Vec<u32>,
    cover: Vec<u32>,
    outputs: usize,
    leaves: Vec<f64>,
    /// Of a sum; without, it is a mean.
    offsets: Vec<f64>,
}

impl Owned {
    fn view(&self) -> View<'_> {
        View {
            starts: &self.starts,
            feature: &self.feature,
            threshold: &self.threshold,
            left: &self.left,
            right: &self.right,
            cover: &self.cover,
            outputs: self.outputs,
            leaves: &self.leaves,
            offsets: &self.offsets,
            divisor: if self.offsets.is_empty() { self.starts.len() as f64 } else { 1.0 },
        }
    }

    /// The sum or mean of what `of` says of each tree that adds to an output.
    fn combined(&self, output: usize, of: impl Fn(usize, usize) -> f64) -> f64 {
        let view = self.view();
        let offset = self.offsets.get(output).copied().unwrap_or(0.0);
        let sum =
            self.starts.iter().enumerate().fold(offset, |sum, (at, &root)| match view.scores() {
                1 => sum + of(root as usize, output),
                scores if at % scores == output => sum + of(root as usize, 0),
                _ => sum,
            });
        sum / view.divisor
    }

    /// Appends a node and gives its number; sides of a split are told by [`sides`](Self::sides).
    fn node(&mut self, cover: u32, split: Option<(u32, f64)>, values: &[f64]) -> usize {
        let at = self.feature.len();
        let leaf = (self.leaves.len() / self.outputs) as u32;
        let (column, threshold) = split.unwrap_or((Trees::LEAF, 0.0));
        if split.is_none() {
            self.leaves.extend_from_slice(values);
        }
        self.feature.push(column);
        self.threshold.push(threshold);
        self.left.push(leaf);
        self.right.push(leaf);
        self.cover.push(cover);
        at
    }

    fn sides(&mut self, at: usize, left: usize, right: usize) {
        self.left[at] = left as u32;
        self.right[at] = right as u32;
    }

    fn append(&mut self, other: &Owned, tree: usize) {
        let (start, end) = other.range(tree);
        let (nodes, leaves) =
            (self.feature.len() as u32, (self.leaves.len() / self.outputs) as u32);
        self.starts.push(nodes);
        let mut seen = 0;
        for at in start..end {
            let leaf = other.feature[at] == Trees::LEAF;
            let moved = |child: u32| {
                if leaf { leaves + seen } else { child - start as u32 + nodes }
            };
            self.left.push(moved(other.left[at]));
            self.right.push(moved(other.right[at]));
            self.feature.push(other.feature[at]);
            self.threshold.push(other.threshold[at]);
            self.cover.push(other.cover[at]);
            if leaf {
                self.leaves.extend_from_slice(other.view().leaf(at));
                seen += 1;
            }
        }
    }

    fn range(&self, tree: usize) -> (usize, usize) {
        let end = self.starts.get(tree + 1).map_or(self.feature.len(), |&end| end as usize);
        (self.starts[tree] as usize, end)
    }

    /// What a model answers: the trees taken in their order.
    fn answer(&self, x: &[f64], output: usize) -> f64 {
        let all: Vec<usize> = (0..x.len()).collect();
        self.combined(output, |root, output| self.expected(root, x, &all, output))
    }

    /// The expectation of a tree where the columns `known` are known: its definition.
    fn expected(&self, at: usize, x: &[f64], known: &[usize], output: usize) -> f64 {
        let view = self.view();
        if view.is_leaf(at) {
            return view.leaf(at)[output];
        }
        let (left, right) = (self.left[at] as usize, self.right[at] as usize);
        let column = self.feature[at] as usize;
        if known.contains(&column) {
            let side = if x[column] <= self.threshold[at] { left } else { right };
            return self.expected(side, x, known, output);
        }
        let of = |side: usize| f64::from(self.cover[side]) * self.expected(side, x, known, output);
        (of(left) + of(right)) / f64::from(self.cover[at])
    }

    /// Shapley's formula, over all sets of columns.
    fn by_enumeration(&self, x: &[f64], output: usize) -> Vec<f64> {
        let width = x.len();
        let value = |set: u32| {
            let known: Vec<usize> = (0..width).filter(|&at| set >> at & 1 == 1).collect();
            self.combined(output, |root, output| self.expected(root, x, &known, output))
        };
        let values: Vec<f64> = (0..1u32 << width).map(value).collect();
        let factorial = |n: usize| (1..=n).fold(1.0, |product, k| product * k as f64);
        let of = |column: usize| {
            let without = (0..1u32 << width).filter(|set| set >> column & 1 == 0);
            without.fold(0.0, |sum, set| {
                let size = set.count_ones() as usize;
                let weight = factorial(size) * factorial(width - size - 1) / factorial(width);
                sum + weight * (values[(set | 1 << column) as usize] - values[set as usize])
            })
        };
        (0..width).map(of).collect()
    }

    fn contributions(&self, x: &[f64]) -> Vec<Vec<f64>> {
        let mut out = vec![f64::NAN; x.len() * self.view().all()];
        Shapley::new(self.view(), x.len()).row(x, &mut out);
        out.chunks_exact(x.len()).map(<[f64]>::to_vec).collect()
    }

    /// Baseline and contributions meet the answer within the bound; gives the worst share of the bound.
    fn check_sum(&self, x: &[f64]) -> f64 {
        let mut worst = 0.0;
        for (output, values) in self.contributions(x).iter().enumerate() {
            let mut sum = ExactSum::new();
            sum.add(self.view().baselines()[output]);
            sum.add_slice(values);
            let away = (sum.sum() - self.answer(x, output)).abs();
            let bound = self.view().bound();
            assert!(away <= bound, "{away:e} is more than {bound:e}");
            worst = exact::max(worst, if bound > 0.0 { away / bound } else { 0.0 });
        }
        worst
    }
}

#[derive(Debug, Clone)]
struct Plan {
    split: bool,
    column: u32,
    threshold: f64,
    part: f64,
    values: [f64; 2],
}

/// A tree made of plans, one a node.
fn planned(out: &mut Owned, plans: &mut impl Iterator<Item = Plan>, cover: u32) -> usize {
    let plan = plans.next();
    let Some(Plan { column, threshold, part, .. }) = plan.clone().filter(|p| p.split && cover > 1)
    else {
        let values = plan.map_or([0.5; 2], |plan| plan.values);
        return out.node(cover, None, &values[..out.outputs]);
    };
    let at = out.node(cover, Some((column, threshold)), &[]);
    let rows = 1 + (part * f64::from(cover - 1)) as u32;
    let left = planned(out, plans, rows.min(cover - 1));
    let right = planned(out, plans, cover - rows.min(cover - 1));
    out.sides(at, left, right);
    at
}

const WIDTH: u32 = 4;

fn forests() -> impl Strategy<Value = Owned> {
    let plan = (
        prop::bool::weighted(0.8),
        0..WIDTH,
        -1.0..1.0f64,
        0.0..1.0f64,
        prop::array::uniform2(-10.0..10.0f64),
    );
    let plan = plan.prop_map(|(split, column, threshold, part, values)| Plan {
        split,
        column,
        threshold,
        part,
        values,
    });
    let tree = (prop::collection::vec(plan, 0..40), 2..200u32);
    let offsets = prop::collection::vec(-5.0..5.0f64, 0..3);
    let all = (prop::collection::vec(tree, 1..5), 1..3usize, offsets);
    all.prop_map(|(trees, outputs, mut offsets)| {
        if outputs > 1 {
            offsets.clear();
        }
        let mut out = Owned { outputs, offsets, ..Owned::default() };
        for (plans, cover) in trees {
            out.starts.push(out.feature.len() as u32);
            planned(&mut out, &mut plans.into_iter(), cover);
        }
        out
    })
}

proptest! {
    #[test]
    fn are_shapley_values_and_add_up(
        forest in forests(),
        x in prop::array::uniform4(prop_oneof![9 => -1.2..1.2f64, 1 => Just(f64::NAN)]),
    ) {
        forest.check_sum(&x);
        let bound = 2.0 * forest.view().bound() + 1e-13;
        for (output, found) in forest.contributions(&x).iter().enumerate() {
            let expected = forest.by_enumeration(&x, output);
            for (a, b) in found.iter().zip(&expected) {
                prop_assert!((a - b).abs() <= bound, "{found:?} is not {expected:?}");
            }
        }
    }

    /// Sums over trees are exact.
    #[test]
    fn do_not_depend_on_the_order_of_trees(
        forest in forests(),
        x in prop::array::uniform4(-1.2..1.2f64),
    ) {
        let forest = Owned { offsets: Vec::new(), ..forest };
        let mut turned = Owned { outputs: forest.outputs, ..Owned::default() };
        for tree in (0..forest.starts.len()).rev() {
            turned.append(&forest, tree);
        }
        prop_assert_eq!(turned.contributions(&x), forest.contributions(&x));
        prop_assert_eq!(turned.view().baselines(), forest.view().baselines());
    }
}

/// By hand: a stump with 1 of 4 rows left. E = (0 + 3·8)/4 = 6, and the only column explains all.
#[test]
fn a_stump() {
    let mut tree = Owned { outputs: 1, starts: vec![0], ..Owned::default() };
    tree.node(4, Some((1, 0.0)), &[]);
    let (left, right) = (tree.node(1, None, &[0.0]), tree.node(3, None, &[8.0]));
    tree.sides(0, left, right);
    assert_eq!(tree.view().baselines(), [6.0]);
    assert_eq!(tree.contributions(&[0.0, -1.0, 0.0]), [[0.0, -6.0, 0.0]]);
    assert_eq!(tree.contributions(&[0.0, 1.0, 0.0]), [[0.0, 2.0, 0.0]]);
    assert_eq!(tree.contributions(&[0.0, f64::NAN, 0.0]), [[0.0, 2.0, 0.0]]);
}

/// A tree without a split explains nothing.
#[test]
fn a_leaf_alone() {
    let mut tree = Owned { outputs: 2, starts: vec![0], ..Owned::default() };
    tree.node(4, None, &[0.25, 0.75]);
    assert_eq!(tree.view().baselines(), [0.25, 0.75]);
    assert_eq!(tree.contributions(&[1.0, 2.0]), [[0.0; 2]; 2]);
}

/// One way, `depth` splits long, that asks about `columns` in turn; every other side is a leaf.
fn chain(depth: u32, columns: u32) -> Owned {
    let mut tree = Owned { outputs: 1, starts: vec![0], ..Owned::default() };
    let mut above = None;
    for level in 0..depth {
        let at = tree.node(depth + 1 - level, Some((level % columns, 0.0)), &[]);
        let leaf = tree.node(1, None, &[f64::from(level % 7)]);
        if let Some(above) = above {
            tree.right[above] = at as u32;
        }
        tree.left[at] = leaf as u32;
        above = Some(at);
    }
    let last = tree.node(1, None, &[5.0]);
    tree.right[above.unwrap()] = last as u32;
    tree
}

/// No recursion, and the error stays small where unwinding loses every digit.
#[test]
fn long_ways_keep_their_digits() {
    for (depth, columns) in [(3000, 3), (60, 60), (200, 200), (512, 512)] {
        let tree = chain(depth, columns);
        let mut worst = 0.0;
        for x in [1.0, -1.0] {
            let row: Vec<f64> = (0..columns).map(|at| if at % 5 == 4 { x } else { 1.0 }).collect();
            worst = exact::max(worst, tree.check_sum(&row));
        }
        assert!(worst < 0.01, "{depth}, {columns}: {worst} of the bound");
    }
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

/// The trees of scikit-learn in `tests/oracle/explain.json`.
fn sklearn(case: &Json) -> Owned {
    let list = |json: &Json| json.as_array().unwrap().clone();
    let trees = list(&case["trees"]);
    let outputs = list(&trees[0]["value"][0]).len();
    let offsets = case["offsets"].as_array().map_or(Vec::new(), |_| numbers(&case["offsets"]));
    let mut out = Owned { outputs, offsets, ..Owned::default() };
    for tree in &trees {
        let start = out.feature.len() as u32;
        out.starts.push(start);
        let (threshold, cover) = (numbers(&tree["threshold"]), numbers(&tree["cover"]));
        let sides = (numbers(&tree["left"]), numbers(&tree["right"]));
        for (at, column) in numbers(&tree["feature"]).into_iter().enumerate() {
            let split = (column >= 0.0).then_some((column as u32, threshold[at]));
            let node = out.node(cover[at] as u32, split, &numbers(&tree["value"][at]));
            if split.is_some() {
                let side = |sides: &[f64]| start as usize + sides[at] as usize;
                out.sides(node, side(&sides.0), side(&sides.1));
            }
        }
    }
    out
}

/// `shap.TreeExplainer` with `feature_perturbation="tree_path_dependent"`.
#[test]
fn are_those_of_shap() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/explain.json");
    let json: Json = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let cases = json["trees"].as_array().unwrap();
    assert_eq!(cases.len(), 7);
    for case in cases {
        let forest = sklearn(case);
        let close = |found: &[f64], expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            for (a, b) in found.iter().zip(expected) {
                // shap's own rounding: it misses its sums by some 1e-15.
                assert!((a - b).abs() <= 1e-13, "{}: {found:?}, {expected:?}", case["model"]);
            }
        };
        close(&forest.view().baselines(), &numbers(&case["baselines"]));
        for (at, row) in case["asked"].as_array().unwrap().iter().enumerate() {
            let x = numbers(row);
            let share = forest.check_sum(&x);
            assert!(share < 0.05, "{share}");
            for (output, found) in forest.contributions(&x).iter().enumerate() {
                close(found, &numbers(&case["contributions"][at][output]));
                let answer = forest.answer(&x, output);
                close(&[answer], &numbers(&case["answers"][at])[output..=output]);
            }
        }
    }
}
