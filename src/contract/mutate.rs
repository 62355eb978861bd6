//! Stored forms, spoilt in every place and in many ways.

use crate::artifact::codec::Node;

/// What was done to a stored form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// A field was added or dropped.
    Field,
    /// A value was replaced by one of another type or range.
    Value,
}

/// How many values of a list or array are spoilt one by one, at each end.
const ENDS: usize = 2;
const REALS: [f64; 6] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 5e-324, -1e308];

/// Every spoilt form of a node, one change each.
pub(super) fn mutations(node: &Node) -> Vec<(Change, Node)> {
    let mut out: Vec<(Change, Node)> =
        replacements().into_iter().map(|node| (Change::Value, node)).collect();
    match node {
        Node::Record(fields) => {
            for at in 0..fields.len() {
                let mut fewer = fields.clone();
                fewer.remove(at);
                out.push((Change::Field, Node::Record(fewer)));
            }
            for extra in [Node::Null, Node::Uint(1), Node::Texts(vec!["a".to_owned()])] {
                let mut more = fields.clone();
                // Sorts last, as names in a record must stand.
                more.push(("zz_unknown".to_owned(), extra));
                out.push((Change::Field, Node::Record(more)));
            }
            for (at, (name, inner)) in fields.iter().enumerate() {
                for (change, spoilt) in mutations(inner) {
                    let mut fields = fields.clone();
                    fields[at] = (name.clone(), spoilt);
                    out.push((change, Node::Record(fields)));
                }
            }
        }
        Node::List(items) => {
            out.extend(array(items, &[]).into_iter().map(|i| (Change::Value, Node::List(i))));
            for at in ends(items.len()) {
                for (change, spoilt) in mutations(&items[at]) {
                    let mut items = items.clone();
                    items[at] = spoilt;
                    out.push((change, Node::List(items)));
                }
            }
        }
        _ => out.extend(arrays(node).into_iter().map(|node| (Change::Value, node))),
    }
    out
}

fn arrays(node: &Node) -> Vec<Node> {
    fn each<T: Clone>(items: &[T], hostile: &[T], of: fn(Vec<T>) -> Node) -> Vec<Node> {
        array(items, hostile).into_iter().map(of).collect()
    }
    match node {
        Node::Reals(items) => each(items, &REALS, Node::Reals),
        Node::Singles(items) => each(items, &[f32::NAN, f32::INFINITY, -0.0], Node::Singles),
        Node::Ints(items) => each(items, &[i64::MIN, i64::MAX, -1, 0], Node::Ints),
        Node::Uints(items) => {
            each(items, &[0, 1, items.len() as u64, 1 << 32, u64::MAX], Node::Uints)
        }
        Node::Words(items) => {
            let length = u32::try_from(items.len()).unwrap_or(u32::MAX);
            each(items, &[0, 1, 2, length, u32::MAX - 1, u32::MAX], Node::Words)
        }
        Node::Bools(items) => each(items, &[true, false], Node::Bools),
        Node::Texts(items) => {
            let first = items.first().cloned().unwrap_or_default();
            each(items, &[String::new(), "\u{0}".to_owned(), "zz".to_owned(), first], Node::Texts)
        }
        _ => Vec::new(),
    }
}

/// An array shorter, longer, empty, turned round, and with single values hostile.
fn array<T: Clone>(items: &[T], hostile: &[T]) -> Vec<Vec<T>> {
    let mut out = vec![Vec::new(), items.iter().rev().cloned().collect()];
    if let Some((last, rest)) = items.split_last() {
        out.push(rest.to_vec());
        let mut longer = items.to_vec();
        longer.push(last.clone());
        out.push(longer);
    }
    out.push(hostile.to_vec());
    for at in ends(items.len()) {
        for value in hostile {
            let mut spoilt = items.to_vec();
            spoilt[at] = value.clone();
            out.push(spoilt);
        }
    }
    out.push(hostile.first().map_or_else(Vec::new, |value| vec![value.clone(); items.len()]));
    out
}

/// The first places and the last.
fn ends(length: usize) -> impl Iterator<Item = usize> {
    let last = length.saturating_sub(ENDS).max(ENDS);
    (0..ENDS.min(length)).chain(last..length)
}

fn replacements() -> Vec<Node> {
    let mut out = vec![
        Node::Null,
        Node::Bool(true),
        Node::Bool(false),
        Node::Int(-1),
        Node::Int(i64::MIN),
        Node::Uint(0),
        Node::Uint(1),
        Node::Uint(7),
        Node::Uint(u64::from(u32::MAX) + 1),
        Node::Uint(u64::MAX),
        Node::Text(String::new()),
        Node::Text("nan".to_owned()),
        Node::List(Vec::new()),
        Node::List(vec![Node::Null]),
        Node::Record(Vec::new()),
        Node::Reals(Vec::new()),
        Node::Reals(vec![f64::NAN]),
        Node::Words(vec![u32::MAX]),
        Node::Uints(vec![u64::MAX]),
        Node::Bools(vec![true]),
        Node::Texts(vec![String::new()]),
    ];
    out.extend(REALS.map(Node::Real));
    out.extend([0.0, 0.5, 1e308].map(Node::Real));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_is_dropped_once_and_every_depth_is_reached() {
        let node = Node::Record(vec![
            ("a".to_owned(), Node::Reals(vec![1.0, 2.0, 3.0])),
            ("b".to_owned(), Node::List(vec![Node::Record(vec![("c".to_owned(), Node::Null)])])),
        ]);
        let all = mutations(&node);
        let without = |name: &str| all.iter().filter(|(_, n)| n.get(name).is_none()).count();
        // Once dropped; and once for each replacement of the whole.
        assert_eq!(without("a"), 1 + replacements().len());
        let inner = |n: &Node| match n.get("b") {
            Some(Node::List(items)) => {
                items.first().is_some_and(|item| item.get("zz_unknown").is_some())
            }
            _ => false,
        };
        assert_eq!(
            all.iter().filter(|(change, n)| *change == Change::Field && inner(n)).count(),
            3
        );
        assert_eq!(ends(3).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(ends(9).collect::<Vec<_>>(), [0, 1, 7, 8]);
        assert_eq!(ends(0).count(), 0);
    }
}
