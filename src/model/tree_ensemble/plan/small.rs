//! Ensembles of trees with few leaves: a comparison and a choice a split.

use super::planes::Planes;
use super::source::{Source, Targets};
use crate::exact::select::{
    Bytes, Choice, LEAVES, Places, ROWS, SmallTrees, add_leaves, add_single_leaves,
};

/// Trees over blocks of rows, in the precision that their leaves are added in.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Small {
    planes: Planes,
    trees: Sums,
}

#[derive(Debug, Clone, PartialEq)]
enum Sums {
    Double(SmallTrees<f64>),
    Single(SmallTrees<f32>),
}

impl Small {
    /// None where a tree has more leaves than a block takes, a column more thresholds than a byte tells apart, or a
    /// split asks what neither planes nor marks say.
    pub(super) fn of(source: &Source<'_>, scores: usize) -> Option<Small> {
        // Looked at before the planes, which take longer: most large ensembles end here.
        let few = source.ranges().all(|nodes| nodes.len() < 2 * LEAVES);
        if !few || source.has_lines() {
            return None;
        }
        let planes = Planes::of(source)?;
        let trees = if source.single {
            Sums::Single(trees(source, scores, &planes, 0.0, |leaf| leaf as f32)?)
        } else {
            Sums::Double(trees(source, scores, &planes, 0.0, |leaf| leaf)?)
        };
        Some(Small { planes, trees })
    }

    /// Adds the leaves of rows of `width` cells to their scores, `base.len()` a row.
    pub(super) fn add(&self, rows: &[f64], width: usize, base: &[f64], scores: &mut [f64]) {
        let sets = match &self.trees {
            Sums::Double(trees) => most_sets(trees),
            Sums::Single(trees) => most_sets(trees),
        };
        let mut codes = vec![Bytes::ZERO; self.planes.planes() + sets];
        let mut marks = vec![0; self.planes.marks()];
        let mut places = Places::new();
        let (mut double, mut single) = match self.trees {
            Sums::Double(_) => (vec![[0.0; ROWS]; base.len()], Vec::new()),
            Sums::Single(_) => (Vec::new(), vec![[0.0; ROWS]; base.len()]),
        };
        let blocks = rows.chunks(ROWS * width).zip(scores.chunks_mut(ROWS * base.len()));
        for (rows, scores) in blocks {
            self.planes.fill(rows, width, &mut codes, &mut marks);
            match &self.trees {
                Sums::Double(trees) => {
                    double.iter_mut().zip(base).for_each(|(sums, &base)| sums.fill(base));
                    add_leaves(trees, &marks, &mut codes, &mut places, &mut double);
                    write(&double, scores, |sum| sum);
                }
                Sums::Single(trees) => {
                    single.iter_mut().zip(base).for_each(|(sums, &base)| sums.fill(base as f32));
                    add_single_leaves(trees, &marks, &mut codes, &mut places, &mut single);
                    write(&single, scores, f64::from);
                }
            }
        }
    }
}

/// Sums by score to scores by row.
fn write<T: Copy>(sums: &[[T; ROWS]], scores: &mut [f64], widen: impl Fn(T) -> f64) {
    for (row, scores) in scores.chunks_exact_mut(sums.len()).enumerate() {
        scores.iter_mut().zip(sums).for_each(|(score, sums)| *score = widen(sums[row]));
    }
}

/// The most sets that a tree asks about.
fn most_sets<T>(trees: &SmallTrees<T>) -> usize {
    let starts = [0].into_iter().chain(trees.set_ends.iter().copied());
    starts.zip(&trees.set_ends).map(|(start, &end)| (end - start) as usize).max().unwrap_or(0)
}

fn trees<T: Copy>(
    source: &Source<'_>,
    scores: usize,
    planes: &Planes,
    zero: T,
    leaf: impl Fn(f64) -> T,
) -> Option<SmallTrees<T>> {
    let (outputs, count) = (source.outputs, source.starts.len());
    let mut small = SmallTrees {
        choices: Vec::new(),
        ends: Vec::with_capacity(count),
        planes: planes.planes(),
        sets: Vec::new(),
        set_ends: Vec::with_capacity(count),
        members: Vec::new(),
        tables: Vec::with_capacity(count * outputs),
        targets: Vec::with_capacity(count * outputs),
        outputs,
    };
    for (tree, nodes) in source.ranges().enumerate() {
        let (first, first_set) = (nodes.start, small.sets.len());
        // Where the choice or the leaf of each node is.
        let mut places = [0u8; 2 * LEAVES];
        let mut tables = vec![[zero; LEAVES]; outputs];
        let (mut leaves, mut choices) = (0u8, LEAVES as u8);
        // Children stand after their parents: backwards they come first.
        for at in nodes.rev() {
            let place = if source.is_leaf(at) {
                let row = source.row(source.left[at] as usize);
                for (table, &value) in tables.iter_mut().zip(row) {
                    table[usize::from(leaves)] = leaf(source.weigh(tree, value));
                }
                &mut leaves
            } else {
                let (plane, code) = if source.rule(at).asks_set() {
                    let plane = planes.planes() + small.sets.len() - first_set;
                    small.sets.push(planes.set(source, at, &mut small.members)?);
                    (u16::try_from(plane).ok()?, 0)
                } else {
                    planes.plane(source, at)?
                };
                let child = |child: u32| places[child as usize - first];
                let (left, right) = (child(source.left[at]), child(source.right[at]));
                small.choices.push(Choice { plane, code, left, right });
                &mut choices
            };
            places[at - first] = *place;
            *place += 1;
        }
        small.ends.push(u32::try_from(small.choices.len()).ok()?);
        small.set_ends.push(u32::try_from(small.sets.len()).ok()?);
        small.tables.extend(tables);
        match source.targets {
            Targets::All => small.targets.extend(0..u32::try_from(outputs).ok()?),
            _ => small.targets.push(u32::try_from(source.target(tree, scores)).ok()?),
        }
    }
    Some(small)
}
