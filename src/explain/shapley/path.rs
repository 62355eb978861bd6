//! The way from the root of a tree to a node, one entry a different column.

/// A node to visit, and the split above it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) node: usize,
    /// How many splits are above the one above it; `None` at a root.
    above: Option<(usize, Split)>,
}

#[derive(Debug, Clone, Copy)]
struct Split {
    column: usize,
    /// The side's share of the rows of the split.
    share: f64,
    /// Whether the row takes this side.
    follows: bool,
}

impl Step {
    pub(super) fn root(node: usize) -> Step {
        Step { node, above: None }
    }
}

/// What is known of a column on the way.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The product of the shares of its splits.
    share: f64,
    /// Whether the row takes the way's side at every one of them.
    follows: bool,
    /// How many splits ask about it.
    times: u32,
}

/// The splits above a node, those of one column taken together.
#[derive(Debug)]
pub(super) struct Path {
    entries: Vec<Entry>,
    /// The different columns, in the order in which they are met.
    columns: Vec<usize>,
    /// The column of every split, and what was known of it before.
    splits: Vec<(usize, Entry)>,
    /// Column and share of the columns at which the row follows; made by `part`.
    followed: Vec<(usize, f64)>,
    /// The product of the shares of the others, made by `part`.
    off: f64,
}

const UNKNOWN: Entry = Entry { share: 1.0, follows: true, times: 0 };

impl Path {
    pub(super) fn new(width: usize) -> Path {
        let entries = vec![UNKNOWN; width];
        let (columns, splits, followed) = (Vec::new(), Vec::new(), Vec::new());
        Path { entries, columns, splits, followed, off: 1.0 }
    }

    pub(super) fn clear(&mut self) {
        self.back_to(0);
    }

    /// The step from here to a child.
    pub(super) fn step(&self, node: usize, column: usize, share: f64, follows: bool) -> Step {
        Step { node, above: Some((self.splits.len(), Split { column, share, follows })) }
    }

    /// Goes to a node whose parent was gone to before.
    pub(super) fn take(&mut self, step: &Step) {
        if let Some((above, Split { column, share, follows })) = step.above {
            self.back_to(above);
            let entry = &mut self.entries[column];
            self.splits.push((column, *entry));
            if entry.times == 0 {
                self.columns.push(column);
            }
            *entry = Entry {
                share: entry.share * share,
                follows: entry.follows && follows,
                times: entry.times + 1,
            };
        }
    }

    /// Parts the columns by whether the row follows: for a leaf.
    pub(super) fn part(&mut self) {
        self.followed.clear();
        self.off = 1.0;
        for &column in &self.columns {
            let Entry { share, follows, .. } = self.entries[column];
            if follows {
                self.followed.push((column, share));
            } else {
                self.off *= share;
            }
        }
    }

    /// Forgets all splits but the first ones.
    fn back_to(&mut self, splits: usize) {
        while self.splits.len() > splits {
            if let Some((column, before)) = self.splits.pop() {
                self.entries[column] = before;
                if before.times == 0 {
                    // It was the last to be met.
                    self.columns.pop();
                }
            }
        }
    }

    pub(super) fn columns(&self) -> &[usize] {
        &self.columns
    }

    pub(super) fn followed(&self) -> &[(usize, f64)] {
        &self.followed
    }

    pub(super) fn off(&self) -> f64 {
        self.off
    }

    pub(super) fn follows(&self, column: usize) -> bool {
        self.entries[column].follows
    }
}
