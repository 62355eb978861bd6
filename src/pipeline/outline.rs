//! A pipeline as a list to read and a diagram to look at.

use std::fmt;
use std::fmt::Write as _;

/// The stages of a pipeline, in order, for reading and drawing.
///
/// `Display` prints one numbered line a stage, branches indented. [`to_mermaid`](Self::to_mermaid)
/// gives the source of a diagram.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    items: Vec<Item>,
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

    fn lines(&self, f: &mut fmt::Formatter<'_>, prefix: &str, indent: usize) -> fmt::Result {
        for (at, item) in (1..).zip(&self.items) {
            let pad = "  ".repeat(indent);
            match item {
                Item::Stage(label) => writeln!(f, "{pad}{prefix}{at}. {label}")?,
                Item::Branches(label, branches) => {
                    writeln!(f, "{pad}{prefix}{at}. {label}")?;
                    for (branch, letter) in branches.iter().zip('a'..) {
                        let prefix = match branches.len() {
                            1 => format!("{prefix}{at}."),
                            _ => format!("{prefix}{at}{letter}."),
                        };
                        branch.lines(f, &prefix, indent + 1)?;
                    }
                }
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
        let ends = self.nodes(&mut out, vec!["input([input])".to_owned()], &mut next);
        for end in ends {
            let _ = writeln!(out, "  {end} --> output([output])");
        }
        out
    }

    /// Draws the items after the nodes `from`; returns the nodes the last of them ends in.
    fn nodes(&self, out: &mut String, mut from: Vec<String>, next: &mut usize) -> Vec<String> {
        for item in &self.items {
            let (label, branches) = match item {
                Item::Stage(label) => (label, [].as_slice()),
                Item::Branches(label, branches) => (label, branches.as_slice()),
            };
            let id = format!("s{next}");
            *next += 1;
            for (at, source) in from.iter().enumerate() {
                let shown =
                    if at == 0 { format!("{id}[\"{}\"]", escape(label)) } else { id.clone() };
                let _ = writeln!(out, "  {source} --> {shown}");
            }
            from = vec![id];
            if !branches.is_empty() {
                from = branches.iter().flat_map(|b| b.nodes(out, from.clone(), next)).collect();
            }
        }
        from
    }
}

/// Mermaid takes `#quot;` for a quotation mark inside a quoted label.
fn escape(label: &str) -> String {
    label.replace('"', "#quot;").replace('\n', " ")
}

impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines(f, "", 0)
    }
}
