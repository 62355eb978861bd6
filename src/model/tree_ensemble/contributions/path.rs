//! The way from a root to a node, and what coalitions of its columns weigh.
//!
//! After Lundberg's algorithm 2: an entry a different column, whose weight is the sum, over all coalitions of so many of
//! the columns as stand before the entry, of what they let through. A column that is asked about again is taken out and
//! put back with both of its shares. The order of the operations is that of LightGBM and XGBoost, which have it from one
//! source.

use super::width::Width;

/// One column of a way. The first entry of a way stands for none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry<W> {
    pub(super) column: u32,
    /// The part of the training rows that goes this way at the splits on the column: when it is not known.
    pub(super) share: W,
    /// 1 when the row goes this way at all of them, else 0: when it is known.
    pub(super) own: W,
    weight: W,
}

/// Puts a column at the end of a way.
pub(super) fn extend<W: Width>(way: &mut Vec<Entry<W>>, column: u32, share: W, own: W) {
    let last = way.len();
    let weight = if last == 0 { W::ONE } else { W::ZERO };
    way.push(Entry { column, share, own, weight });
    let all = W::count(last + 1);
    for i in (0..last).rev() {
        let weight = way[i].weight;
        way[i + 1].weight = way[i + 1].weight + own * weight * W::count(i + 1) / all;
        way[i].weight = share * weight * W::count(last - i) / all;
    }
}

/// Takes the column at a place out of a way, as if it had never been put there.
pub(super) fn unwind<W: Width>(way: &mut Vec<Entry<W>>, at: usize) {
    let last = way.len() - 1;
    let Entry { share, own, .. } = way[at];
    let all = W::count(last + 1);
    let mut next = way[last].weight;
    for i in (0..last).rev() {
        let weight = way[i].weight;
        if own == W::ZERO {
            way[i].weight = weight * all / (share * W::count(last - i));
        } else {
            way[i].weight = next * all / (W::count(i + 1) * own);
            next = weight - way[i].weight * share * W::count(last - i) / all;
        }
    }
    // The weights stay where they are; the columns behind move up.
    for i in at..last {
        let Entry { column, share, own, .. } = way[i + 1];
        way[i] = Entry { column, share, own, weight: way[i].weight };
    }
    way.pop();
}

/// What the weights of a way would add up to without the column at a place.
pub(super) fn unwound<W: Width>(way: &[Entry<W>], at: usize) -> W {
    let last = way.len() - 1;
    let Entry { share, own, .. } = way[at];
    let all = W::count(last + 1);
    let mut next = way[last].weight;
    let mut total = W::ZERO;
    for (i, entry) in way.iter().enumerate().take(last).rev() {
        let rest = W::count(last - i) / all;
        if own != W::ZERO {
            let weight = next * all / (W::count(i + 1) * own);
            total = total + weight;
            next = entry.weight - weight * share * rest;
        } else if share != W::ZERO || !W::PASSES_EMPTY {
            total = total + entry.weight / share / rest;
        }
    }
    total
}
