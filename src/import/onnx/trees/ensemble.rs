//! `TreeEnsemble` of version 5: splits and leaves apart, roots by number.

use super::features;
use super::mode::{Mode, flags};
use crate::exact::canonical;
use crate::import::onnx::attributes::Attributes;
use crate::model::onnx_graph::{Aggregate, Cells, Post, Trees};
use crate::model::{Child, Comparison, EnsembleTrees, Leaf, Split};
use std::collections::BTreeSet;

/// Questions by number.
struct Questions {
    /// None for a question of membership.
    modes: Vec<Option<Mode>>,
    features: Vec<u32>,
    splits: Vec<f64>,
    /// Where it goes if the question holds and if not, and whether that is a leaf.
    sides: [(Vec<u32>, Vec<bool>); 2],
    missing: Vec<bool>,
    /// The members of each set, one set after another.
    members: Vec<f64>,
    /// Which of them belong to a question.
    sets: Vec<std::ops::Range<usize>>,
}

fn doubles(given: &Attributes<'_>, name: &str) -> Result<Vec<f64>, String> {
    match given.tensor(name)?.map(|tensor| tensor.cells) {
        Some(Cells::Single(cells)) => Ok(cells.into_iter().map(f64::from).collect()),
        Some(Cells::Double(cells)) => Ok(cells),
        _ => Err(format!("`{name}` is no tensor of numbers")),
    }
}

impl Questions {
    fn read(given: &Attributes<'_>) -> Result<Questions, String> {
        given.ignore(&["nodes_hitrates"]);
        let Some(Cells::Integer(codes)) = given.tensor("nodes_modes")?.map(|tensor| tensor.cells)
        else {
            return Err("`nodes_modes` is no tensor of uint8".to_owned());
        };
        let mut modes = Vec::with_capacity(codes.len());
        for code in codes {
            modes.push(match code {
                0 => Some(Mode::AtMost),
                1 => Some(Mode::Below),
                2 => Some(Mode::AtLeast),
                3 => Some(Mode::Above),
                4 => Some(Mode::Equal),
                5 => Some(Mode::NotEqual),
                6 => None,
                other => return Err(format!("mode {other} is not known")),
            });
        }
        let side = |name: &str| -> Result<(Vec<u32>, Vec<bool>), String> {
            let numbers = given.words(&format!("nodes_{name}nodeids"))?;
            Ok((numbers, flags(given, &format!("nodes_{name}leafs"))?))
        };
        let mut questions = Questions {
            modes,
            features: given.words("nodes_featureids")?,
            splits: doubles(given, "nodes_splits")?,
            sides: [side("true")?, side("false")?],
            missing: flags(given, "nodes_missing_value_tracks_true")?,
            members: Vec::new(),
            sets: Vec::new(),
        };
        let [(yes, yes_leaf), (no, no_leaf)] = &questions.sides;
        let lengths = [yes.len(), yes_leaf.len(), no.len(), no_leaf.len()];
        let count = questions.modes.len();
        let all = [questions.features.len(), questions.splits.len()];
        let missing = questions.missing.len();
        if lengths != [count; 4] || all != [count; 2] || !(missing == 0 || missing == count) {
            return Err(format!("arrays of {lengths:?} and {all:?} for {count} nodes"));
        }
        if given.has("membership_values") {
            questions.members = doubles(given, "membership_values")?;
        }
        questions.divide()?;
        Ok(questions)
    }

    /// Sets stand in the order of their nodes, NaN after each.
    fn divide(&mut self) -> Result<(), String> {
        let mut next = 0;
        for (at, mode) in self.modes.iter().enumerate() {
            let mut count = 0;
            if mode.is_none() {
                let rest = self.members.get(next..).unwrap_or_default();
                count = rest.iter().position(|member| member.is_nan()).unwrap_or(rest.len());
                if count == 0 {
                    return Err(format!("node {at} asks for membership in no set"));
                }
            }
            self.sets.push(next..next + count);
            next += count + usize::from(mode.is_none());
        }
        // The NaN after the last set may be left out.
        if next < self.members.len() {
            return Err(format!("{} members that are of no node", self.members.len() - next));
        }
        Ok(())
    }

    /// How many splits a question takes: one for each member of a set.
    fn splits(&self, node: u32) -> Result<usize, String> {
        let set = self.sets.get(node as usize).ok_or_else(|| format!("no node {node}"))?;
        Ok(set.len().max(1))
    }

    fn grow_tree(&self, root: u32, leaves: usize, grown: &mut EnsembleTrees) -> Result<(), String> {
        let mut made = (Vec::new(), Vec::new());
        // Nodes of this tree in the order in which they are found; each is found once, or there is a cycle.
        let mut open = vec![root];
        let mut seen = BTreeSet::from([root]);
        let mut found = self.splits(root)?;
        let mut next = 0;
        while let Some(&node) = open.get(next) {
            next += 1;
            let at = node as usize;
            let mut ends = [Child::Leaf(0), Child::Leaf(0)];
            for (end, (numbers, leaf)) in ends.iter_mut().zip(&self.sides) {
                let number = numbers[at];
                *end = if leaf[at] {
                    if number as usize >= leaves {
                        return Err(format!("no leaf {number}"));
                    }
                    made.1.push(Leaf { values: &[0.0], cover: None, name: number, line: None });
                    Child::Leaf(made.1.len() - 1)
                } else {
                    if !seen.insert(number) {
                        return Err(format!("node {number} is reached twice"));
                    }
                    let first = found;
                    found += self.splits(number)?;
                    open.push(number);
                    Child::Split(first)
                };
            }
            self.ask(at, ends, &mut made.0);
        }
        grown.push_shared(Child::Split(0), &made.0, &made.1)
    }

    /// The splits of a question: of membership one after another, until a member is equal.
    fn ask(&self, node: usize, [yes, no]: [Child; 2], made: &mut Vec<Split<'_>>) {
        let split = |(comparison, turned): (Comparison, bool), threshold, missing, yes, no| {
            let (left, right) = if turned { (no, yes) } else { (yes, no) };
            Split {
                column: self.features[node],
                comparison,
                missing_left: missing != turned,
                zero_missing: false,
                threshold,
                set: &[],
                left,
                right,
                cover: None,
            }
        };
        if let Some(mode) = self.modes[node] {
            let missing = mode.missing(&self.missing, node);
            made.push(split(mode.asked(), self.splits[node], missing, yes, no));
            return;
        }
        let set = self.sets[node].clone();
        let missing = Mode::Equal.missing(&self.missing, node);
        for at in set.clone() {
            let next = Child::Split(made.len() + 1);
            let no = if at + 1 == set.end { no } else { next };
            made.push(split(Mode::Equal.asked(), self.members[at], missing, yes, no));
        }
    }
}

pub(in crate::import::onnx) fn ensemble(given: &Attributes<'_>) -> Result<Trees, String> {
    let questions = Questions::read(given)?;
    let (weights, targets) = (doubles(given, "leaf_weights")?, given.words("leaf_targetids")?);
    if targets.len() != weights.len() {
        return Err(format!("{} targets of {} leaves", targets.len(), weights.len()));
    }
    let mut grown = EnsembleTrees::new(1);
    for root in given.words("tree_roots")? {
        questions.grow_tree(root, weights.len(), &mut grown)?;
    }
    let leaves: Vec<usize> = grown.leaf_names().iter().map(|&name| name as usize).collect();
    Ok(Trees {
        features: features(questions.features.iter().copied()),
        starts: (0..=leaves.len() as u32).collect(),
        targets: leaves.iter().map(|&leaf| targets[leaf]).collect(),
        weights: leaves.iter().map(|&leaf| canonical(weights[leaf])).collect(),
        outputs: usize::try_from(given.int("n_targets", 1)?).unwrap_or(0),
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
