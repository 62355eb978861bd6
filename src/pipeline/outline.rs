//! A pipeline as a list to read and a diagram to look at.

use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;

/// The stages of a pipeline, in order, for reading and drawing.
///
/// `Display` prints one numbered line a stage, branches indented. [`to_mermaid`](Self::to_mermaid)
/// gives the source of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    items: Vec<Item>,
    /// How many columns the stage at a place yields, where it is known.
    widths: BTreeMap<String, usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    Stage(String),
    Branches(String, Vec<Outline>),
}

impl Outline {
    /// Adds a stage.
    pub fn stage(&mut self, label: impl Into<String>) {
        self.items.push(Item::Stage(label.into()));
    }

    /// Adds pipelines that run side by side, or on part of the input.
    pub fn branches(&mut self, label: &str, branches: impl IntoIterator<Item = Outline>) {
        self.items.push(Item::Branches(label.to_owned(), branches.into_iter().collect()));
    }

    /// The same outline with how many columns each stage yields, by its place (`2`, `2.1`, `3a.1`).
    #[must_use]
    pub(crate) fn with_widths(mut self, widths: BTreeMap<String, usize>) -> Outline {
        self.widths = widths;
        self
    }

    /// The name of a branch by its number: `a` to `z`, then `aa`, `ab` and so on.
    pub(crate) fn letters(at: usize) -> String {
        let letter = char::from(b'a'.saturating_add(u8::try_from(at % 26).unwrap_or(0)));
        let before = (at / 26).checked_sub(1).map(Outline::letters).unwrap_or_default();
        format!("{before}{letter}")
    }

    /// ` -> 12 columns`, where it is known.
    fn width(widths: &BTreeMap<String, usize>, place: &str) -> String {
        match widths.get(place) {
            None => String::new(),
            Some(1) => " -> 1 column".to_owned(),
            Some(width) => format!(" -> {width} columns"),
        }
    }

    fn lines(
        &self,
        f: &mut fmt::Formatter<'_>,
        prefix: &str,
        indent: usize,
        widths: &BTreeMap<String, usize>,
    ) -> fmt::Result {
        for (at, item) in (1..).zip(&self.items) {
            let pad = "  ".repeat(indent);
            let place = format!("{prefix}{at}");
            let (label, branches) = item.parts();
            writeln!(f, "{pad}{place}. {label}{}", Outline::width(widths, &place))?;
            for (branch, prefix) in branches.iter().zip(inside(&place, branches.len())) {
                branch.lines(f, &prefix, indent + 1, widths)?;
            }
        }
        Ok(())
    }

    /// The source of a [Mermaid](https://mermaid.js.org) flowchart, from input to output.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let mermaid = Impute::mean().then(Standardize::new()).outline().to_mermaid();
    /// assert!(mermaid.contains("input([input]) --> s1"));
    /// ```
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("flowchart TD\n");
        let mut next = 1;
        let start = vec!["input([input])".to_owned()];
        let ends = self.nodes(&mut out, start, &mut next, "", &self.widths);
        for end in ends {
            let _ = writeln!(out, "  {end} --> output([output])");
        }
        out
    }

    /// Draws the items after the nodes `from`; returns the nodes the last of them ends in.
    fn nodes(
        &self,
        out: &mut String,
        mut from: Vec<String>,
        next: &mut usize,
        prefix: &str,
        widths: &BTreeMap<String, usize>,
    ) -> Vec<String> {
        for (at, item) in (1..).zip(&self.items) {
            let (label, branches) = item.parts();
            let place = format!("{prefix}{at}");
            let label = escape(&format!("{label}{}", Outline::width(widths, &place)));
            let id = format!("s{next}");
            *next += 1;
            for (at, source) in from.iter().enumerate() {
                let shown = if at == 0 { format!("{id}[\"{label}\"]") } else { id.clone() };
                let _ = writeln!(out, "  {source} --> {shown}");
            }
            from = vec![id];
            if !branches.is_empty() {
                let inside = branches.iter().zip(inside(&place, branches.len()));
                from = inside
                    .flat_map(|(b, prefix)| b.nodes(out, from.clone(), next, &prefix, widths))
                    .collect();
            }
        }
        from
    }
}

impl Item {
    fn parts(&self) -> (&str, &[Outline]) {
        match self {
            Item::Stage(label) => (label, &[]),
            Item::Branches(label, branches) => (label, branches),
        }
    }
}

/// What the places inside each of the branches at a place begin with.
fn inside(place: &str, branches: usize) -> impl Iterator<Item = String> {
    let lone = branches == 1;
    (0..branches).map(move |at| match lone {
        true => format!("{place}."),
        false => format!("{place}{}.", Outline::letters(at)),
    })
}

/// Mermaid takes `#quot;` for a quotation mark inside a quoted label.
fn escape(label: &str) -> String {
    label.replace('"', "#quot;").replace('\n', " ")
}

impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines(f, "", 0, &self.widths)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_are_lettered_as_far_as_they_go() {
        let letters = [(0, "a"), (25, "z"), (26, "aa"), (27, "ab"), (701, "zz"), (702, "aaa")];
        for (at, expected) in letters {
            assert_eq!(Outline::letters(at), expected);
        }
    }
}
