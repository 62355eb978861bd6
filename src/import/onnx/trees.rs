//! The trees of `ai.onnx.ml`, from arrays of nodes.

use super::attributes::Attributes;
use super::ml::post;
use crate::model::onnx_graph::{Aggregate, Cells, Post, Trees};
use crate::model::{Child, Comparison, EnsembleTrees, Leaf, Split};

/// One number a node, in as little room as it takes.
struct Nodes {
    trees: Vec<u32>,
    numbers: Vec<u32>,
    features: Vec<u32>,
    modes: Vec<Mode>,
    values: Vec<f64>,
    yes: Vec<u32>,
    no: Vec<u32>,
    /// Whether NaN goes where the question holds; empty where it never does.
    missing: Vec<bool>,
    /// The nodes by tree and number.
    order: Vec<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mode {
    Leaf,
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
    NotEqual,
}

impl Mode {
    /// The question that is asked, and whether its sides are changed over.
    fn asked(self) -> (Comparison, bool) {
        match self {
            Mode::Leaf | Mode::AtMost => (Comparison::AtMost, false),
            Mode::Above => (Comparison::AtMost, true),
            Mode::Below => (Comparison::Below, false),
            Mode::AtLeast => (Comparison::Below, true),
            Mode::Equal => (Comparison::Equal, false),
            Mode::NotEqual => (Comparison::Equal, true),
        }
    }
}

fn flags(given: &Attributes<'_>, name: &str) -> Result<Vec<bool>, String> {
    Ok(given.words(name)?.into_iter().map(|flag| flag != 0).collect())
}

impl Nodes {
    fn read(given: &Attributes<'_>) -> Result<Nodes, String> {
        given.ignore(&["nodes_hitrates", "nodes_hitrates_as_tensor"]);
        let mut modes = Vec::new();
        given.texts("nodes_modes", |mode| {
            modes.push(match mode {
                "LEAF" => Mode::Leaf,
                "BRANCH_LEQ" => Mode::AtMost,
                "BRANCH_LT" => Mode::Below,
                "BRANCH_GTE" => Mode::AtLeast,
                "BRANCH_GT" => Mode::Above,
                "BRANCH_EQ" => Mode::Equal,
                "BRANCH_NEQ" => Mode::NotEqual,
                other => return Err(format!("mode `{other}` is not known")),
            });
            Ok(())
        })?;
        let mut nodes = Nodes {
            trees: given.words("nodes_treeids")?,
            numbers: given.words("nodes_nodeids")?,
            features: given.words("nodes_featureids")?,
            modes,
            values: given.numbers("nodes_values")?,
            yes: given.words("nodes_truenodeids")?,
            no: given.words("nodes_falsenodeids")?,
            missing: flags(given, "nodes_missing_value_tracks_true")?,
            order: Vec::new(),
        };
        let count = nodes.trees.len();
        let lengths = [
            nodes.numbers.len(),
            nodes.features.len(),
            nodes.modes.len(),
            nodes.values.len(),
            nodes.yes.len(),
            nodes.no.len(),
        ];
        if lengths != [count; 6] || !(nodes.missing.is_empty() || nodes.missing.len() == count) {
            return Err(format!("arrays of {lengths:?} for {count} nodes"));
        }
        let number = u32::try_from(count).map_err(|_| "too many nodes".to_owned())?;
        let key = |at: u32| (nodes.trees[at as usize], nodes.numbers[at as usize]);
        let mut order: Vec<u32> = (0..number).collect();
        order.sort_unstable_by_key(|&at| key(at));
        if let Some(pair) = order.windows(2).find(|pair| key(pair[0]) == key(pair[1])) {
            let (tree, node) = key(pair[0]);
            return Err(format!("node {node} of tree {tree} stands twice"));
        }
        nodes.order = order;
        Ok(nodes)
    }

    /// A node by tree and number.
    fn find(&self, tree: u32, number: u32) -> Result<usize, String> {
        let key = |at: &u32| (self.trees[*at as usize], self.numbers[*at as usize]);
        let place = self.order.binary_search_by_key(&(tree, number), key);
        let place = place.map_err(|_| format!("no node {number} in tree {tree}"))?;
        Ok(self.order[place] as usize)
    }

    /// The trees as they are walked. The name of a leaf is its node.
    fn grow(&self) -> Result<EnsembleTrees, String> {
        let mut grown = EnsembleTrees::new(1);
        // Trees in the order in which their first nodes stand.
        let mut starts: Vec<(u32, usize)> = Vec::new();
        for (place, pair) in self.order.iter().enumerate() {
            let tree = self.trees[*pair as usize];
            if place == 0 || self.trees[self.order[place - 1] as usize] != tree {
                starts.push((*pair, place));
            } else if let Some(last) = starts.last_mut() {
                last.0 = last.0.min(*pair);
            }
        }
        let ends: Vec<usize> =
            starts.iter().skip(1).map(|start| start.1).chain([self.order.len()]).collect();
        let mut each: Vec<(u32, std::ops::Range<usize>)> =
            starts.into_iter().zip(ends).map(|((first, start), end)| (first, start..end)).collect();
        each.sort_unstable_by_key(|(first, _)| *first);
        for (first, range) in each {
            let tree = self.trees[first as usize];
            self.grow_tree(&mut grown, &self.order[range])
                .map_err(|problem| format!("tree {tree}: {problem}"))?;
        }
        Ok(grown)
    }

    fn grow_tree(&self, grown: &mut EnsembleTrees, nodes: &[u32]) -> Result<(), String> {
        // Splits and leaves are numbered apart, in the order of the nodes.
        let mut child = Vec::with_capacity(nodes.len());
        let (mut splits, mut leaves) = (0, 0);
        for &node in nodes {
            child.push(if self.modes[node as usize] == Mode::Leaf {
                leaves += 1;
                Child::Leaf(leaves - 1)
            } else {
                splits += 1;
                Child::Split(splits - 1)
            });
        }
        let place = |tree: u32, number: u32| -> Result<usize, String> {
            let key = |at: &u32| self.numbers[*at as usize];
            let place = nodes.binary_search_by_key(&number, key);
            place.map_err(|_| format!("no node {number} in tree {tree}"))
        };
        let mut above = vec![false; nodes.len()];
        let mut made = (Vec::with_capacity(splits), Vec::with_capacity(leaves));
        for &node in nodes {
            let at = node as usize;
            if self.modes[at] == Mode::Leaf {
                made.1.push(Leaf { values: &[0.0], cover: None, name: node, line: None });
                continue;
            }
            let (comparison, turned) = self.modes[at].asked();
            let tree = self.trees[at];
            let (yes, no) = (place(tree, self.yes[at])?, place(tree, self.no[at])?);
            above[yes] = true;
            above[no] = true;
            let (left, right) = if turned { (no, yes) } else { (yes, no) };
            // NaN is not equal to anything.
            let unequal = self.modes[at] == Mode::NotEqual;
            let tracks = unequal || self.missing.get(at).copied().unwrap_or(false);
            made.0.push(Split {
                column: self.features[at],
                comparison,
                missing_left: tracks != turned,
                zero_missing: false,
                threshold: self.values[at],
                set: &[],
                left: child[left],
                right: child[right],
                cover: None,
            });
        }
        let root = above.iter().position(|above| !above).ok_or("no root")?;
        grown.push_shared(child[root], &made.0, &made.1)
    }
}

/// The weights of leaves, under the names that classes or targets have.
fn weighted(
    given: &Attributes<'_>,
    names: &str,
    outputs: usize,
    classes: Cells,
) -> Result<Trees, String> {
    let nodes = Nodes::read(given)?;
    let (trees, numbers) =
        (given.words(&format!("{names}_treeids"))?, given.words(&format!("{names}_nodeids"))?);
    let ids = given.words(&format!("{names}_ids"))?;
    let weights = given.numbers(&format!("{names}_weights"))?;
    let count = ids.len();
    if [trees.len(), numbers.len(), weights.len()] != [count; 3] {
        return Err(format!("arrays of other lengths for {count} weights"));
    }
    // The node of each weight; of one node in the order of the file.
    let mut owners: Vec<(u32, u32)> = Vec::with_capacity(count);
    for (at, (&tree, &number)) in trees.iter().zip(&numbers).enumerate() {
        let node = nodes.find(tree, number)?;
        if nodes.modes[node] != Mode::Leaf {
            return Err(format!("a weight for node {number} of tree {tree}, which is no leaf"));
        }
        owners.push((node as u32, at as u32));
    }
    owners.sort_unstable();
    let grown = nodes.grow()?;
    let mut made = Trees {
        features: features(&nodes.features, &nodes.modes),
        starts: vec![0],
        targets: Vec::with_capacity(count),
        weights: Vec::with_capacity(count),
        outputs,
        aggregate: aggregate(given.text("aggregate_function", "SUM")?)?,
        base: given.numbers("base_values")?,
        post: post(given)?,
        classes,
        one_class: ids.windows(2).all(|pair| pair[0] == pair[1]),
        trees: EnsembleTrees::default(),
    };
    for &node in grown.leaf_names() {
        let first = owners.partition_point(|owner| owner.0 < node);
        for &(_, at) in owners[first..].iter().take_while(|owner| owner.0 == node) {
            made.targets.push(ids[at as usize]);
            made.weights.push(crate::exact::canonical(weights[at as usize]));
        }
        made.starts.push(made.weights.len() as u32);
    }
    made.trees = grown;
    Ok(made)
}

fn aggregate(name: &str) -> Result<Aggregate, String> {
    match name {
        "SUM" => Ok(Aggregate::Sum),
        "AVERAGE" => Ok(Aggregate::Average),
        "MIN" => Ok(Aggregate::Min),
        "MAX" => Ok(Aggregate::Max),
        other => Err(format!("aggregate_function `{other}` is not known")),
    }
}

/// One more than the last feature that is asked about.
fn features(features: &[u32], modes: &[Mode]) -> usize {
    let asked = features.iter().zip(modes).filter(|(_, mode)| **mode != Mode::Leaf);
    asked.map(|(&feature, _)| feature as usize + 1).max().unwrap_or(0)
}

pub(super) fn classifier(given: &Attributes<'_>, classes: Cells) -> Result<Trees, String> {
    let outputs = classes.len();
    weighted(given, "class", outputs, classes)
}

pub(super) fn regressor(given: &Attributes<'_>) -> Result<Trees, String> {
    let targets = usize::try_from(given.int("n_targets", 1)?).unwrap_or(0);
    weighted(given, "target", targets, Cells::default())
}

/// `TreeEnsemble` of version 5: splits and leaves apart, roots by number.
pub(super) fn ensemble(given: &Attributes<'_>) -> Result<Trees, String> {
    if given.has("membership_values") {
        return Err("membership in a set is not supported".to_owned());
    }
    given.ignore(&["nodes_hitrates"]);
    let double = |name: &str| -> Result<Vec<f64>, String> {
        match given.tensor(name)?.map(|tensor| tensor.cells) {
            Some(Cells::Single(cells)) => Ok(cells.into_iter().map(f64::from).collect()),
            Some(Cells::Double(cells)) => Ok(cells),
            _ => Err(format!("`{name}` is no tensor of numbers")),
        }
    };
    let modes = match given.tensor("nodes_modes")?.map(|tensor| tensor.cells) {
        Some(Cells::Integer(cells)) => cells,
        _ => return Err("`nodes_modes` is no tensor of uint8".to_owned()),
    };
    let features_of = given.words("nodes_featureids")?;
    let (splits, weights) = (double("nodes_splits")?, double("leaf_weights")?);
    let (yes, no) = (given.words("nodes_truenodeids")?, given.words("nodes_falsenodeids")?);
    let leaf_flags = (flags(given, "nodes_trueleafs")?, flags(given, "nodes_falseleafs")?);
    let missing = flags(given, "nodes_missing_value_tracks_true")?;
    let targets = given.words("leaf_targetids")?;
    let count = modes.len();
    let lengths = [
        features_of.len(),
        splits.len(),
        yes.len(),
        no.len(),
        leaf_flags.0.len(),
        leaf_flags.1.len(),
    ];
    if lengths != [count; 6]
        || targets.len() != weights.len()
        || !(missing.is_empty() || missing.len() == count)
    {
        return Err(format!("arrays of {lengths:?} for {count} nodes"));
    }
    let mut grown = EnsembleTrees::new(1);
    for root in given.words("tree_roots")? {
        let mut made = (Vec::new(), Vec::new());
        // Nodes of this tree in the order in which they are found; each is found once, or there is a cycle.
        let mut open = vec![root];
        let mut next = 0;
        let mut seen = std::collections::BTreeSet::from([root]);
        while let Some(&node) = open.get(next) {
            next += 1;
            let at = node as usize;
            let mode = match modes.get(at).ok_or_else(|| format!("no node {at}"))? {
                0 => Mode::AtMost,
                1 => Mode::Below,
                2 => Mode::AtLeast,
                3 => Mode::Above,
                4 => Mode::Equal,
                5 => Mode::NotEqual,
                other => return Err(format!("mode {other} is not supported")),
            };
            let mut sides = [Child::Leaf(0), Child::Leaf(0)];
            for (side, (leaf, number)) in
                sides.iter_mut().zip([(leaf_flags.0[at], yes[at]), (leaf_flags.1[at], no[at])])
            {
                *side = if leaf {
                    if number as usize >= weights.len() {
                        return Err(format!("no leaf {number}"));
                    }
                    made.1.push(Leaf { values: &[0.0], cover: None, name: number, line: None });
                    Child::Leaf(made.1.len() - 1)
                } else {
                    if !seen.insert(number) {
                        return Err(format!("node {number} is reached twice"));
                    }
                    open.push(number);
                    Child::Split(open.len() - 1)
                };
            }
            let (comparison, turned) = mode.asked();
            let [yes, no] = sides;
            let (left, right) = if turned { (no, yes) } else { (yes, no) };
            let unequal = mode == Mode::NotEqual;
            let tracks = unequal || missing.get(at).copied().unwrap_or(false);
            made.0.push(Split {
                column: features_of[at],
                comparison,
                missing_left: tracks != turned,
                zero_missing: false,
                threshold: splits[at],
                set: &[],
                left,
                right,
                cover: None,
            });
        }
        grown.push(Child::Split(0), &made.0, &made.1)?;
    }
    let leaves: Vec<usize> = grown.leaf_names().iter().map(|&name| name as usize).collect();
    let outputs = usize::try_from(given.int("n_targets", 1)?).unwrap_or(0);
    Ok(Trees {
        features: features(&features_of, &vec![Mode::AtMost; count]),
        starts: (0..=leaves.len() as u32).collect(),
        targets: leaves.iter().map(|&leaf| targets[leaf]).collect(),
        weights: leaves.iter().map(|&leaf| crate::exact::canonical(weights[leaf])).collect(),
        outputs,
        aggregate: match given.int("aggregate_function", 1)? {
            0 => Aggregate::Average,
            1 => Aggregate::Sum,
            2 => Aggregate::Min,
            3 => Aggregate::Max,
            other => return Err(format!("aggregate_function {other} is not known")),
        },
        base: Vec::new(),
        post: match given.int("post_transform", 0)? {
            0 => Post::None,
            1 => Post::Softmax,
            2 => Post::Logistic,
            3 => Post::SoftmaxZero,
            4 => Post::Probit,
            other => return Err(format!("post_transform {other} is not known")),
        },
        classes: Cells::default(),
        one_class: false,
        trees: grown,
    })
}
