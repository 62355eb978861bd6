//! Parameters of a recipe, found and set by path.

use crate::artifact::codec::{CodecError, Node, to_node};
use crate::artifact::setting::Setting;
use crate::error::{SearchError, list};
use serde::Serialize;
use std::fmt;

/// One parameter of a recipe whose stages are known only at run time.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct RecipeParameter {
    /// The place of its stage, as an [`Outline`](crate::pipeline::Outline) numbers it.
    pub place: String,
    /// The kind of its stage, such as `model.ridge`.
    pub kind: String,
    /// Its name within the stage, such as `alpha`; parts of nested parameters are parted by dots.
    pub field: String,
    /// Its value.
    pub value: Node,
}

impl RecipeParameter {
    /// Its path by place, such as `4.alpha`: no other parameter has it.
    #[must_use]
    pub fn path(&self) -> String {
        dotted(&self.place, &self.field)
    }

    /// Whether a path means it: its path by place, its path by kind, or the end of that.
    fn answers(&self, path: &str) -> bool {
        let by_kind = dotted(&self.kind, &self.field);
        let end = by_kind.strip_suffix(path);
        self.path() == path || end.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    }

    /// Whether it is a value, not a group of others.
    fn is_value(&self) -> bool {
        !matches!(self.value, Node::Record(_))
    }
}

impl fmt::Display for RecipeParameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.path(), dotted(&self.kind, &self.field))
    }
}

fn dotted(stage: &str, field: &str) -> String {
    if field.is_empty() { stage.to_owned() } else { format!("{stage}.{field}") }
}

/// What one path is set to, and whose it is.
#[derive(Debug)]
struct Change {
    path: String,
    place: String,
    field: String,
    setting: Setting,
}

/// Goes through a recipe, notes what parameters it has, and sets some.
#[derive(Debug, Default)]
pub(crate) struct Tuner {
    found: Vec<RecipeParameter>,
    changes: Vec<Change>,
}

impl Tuner {
    /// The parameters that were met.
    pub(super) fn into_found(self) -> Vec<RecipeParameter> {
        self.found.into_iter().filter(RecipeParameter::is_value).collect()
    }

    /// What sets these paths, each of which must mean one of the parameters met.
    pub(super) fn setting<'a>(
        self,
        settings: impl IntoIterator<Item = (&'a str, Setting)>,
    ) -> Result<Tuner, SearchError> {
        let mut changes = Vec::new();
        for (path, setting) in settings {
            let mut meant = self.found.iter().filter(|parameter| parameter.answers(path));
            let (first, more) = (meant.next(), meant.count());
            let Some(parameter) = first.filter(|_| more == 0) else {
                let found = match first {
                    None => "no parameter".to_owned(),
                    Some(_) => format!("{} parameters", more + 1),
                };
                // Of an ambiguous path, those it could mean; else all there are.
                let shown = self.found.iter().filter(|p| match first {
                    None => p.is_value(),
                    Some(_) => p.answers(path),
                });
                let have = list_all(shown);
                return Err(SearchError::Path { path: path.to_owned(), found, have });
            };
            let (place, field) = (parameter.place.clone(), parameter.field.clone());
            changes.push(Change { path: path.to_owned(), place, field, setting });
        }
        Ok(Tuner { found: Vec::new(), changes })
    }

    /// The recipe of the stage at a place, with what is to be set in it set.
    pub(super) fn recipe<R: Serialize + Clone>(
        &mut self,
        here: &str,
        kind: &str,
        recipe: &R,
        read: impl Fn(&Node) -> Result<R, String>,
    ) -> Result<R, SearchError> {
        let mut tuned = recipe.clone();
        self.tune(here, kind, to_node(recipe), &mut |node| {
            tuned = read(node)?;
            Ok(())
        })?;
        Ok(tuned)
    }

    /// Shows the stored form of a recipe after each setting to what takes it, whatever the recipe: one function for all
    /// kinds of stages.
    fn tune(
        &mut self,
        here: &str,
        kind: &str,
        stored: Result<Node, CodecError>,
        take: &mut dyn FnMut(&Node) -> Result<(), String>,
    ) -> Result<(), SearchError> {
        let mut node = stored.map_err(|e| SearchError::Space { problem: e.to_string() })?;
        note(&mut self.found, here, kind, String::new(), &node);
        for change in self.changes.iter().filter(|change| change.place == here) {
            let mut problem = String::new();
            let set = change.setting.forms().into_iter().find_map(|form| {
                let changed = with(&node, &change.field, form);
                match take(&changed) {
                    Ok(()) => Some(changed),
                    Err(error) => {
                        problem = error;
                        None
                    }
                }
            });
            node = set.ok_or_else(|| SearchError::Value {
                path: change.path.clone(),
                value: change.setting.to_string(),
                problem,
            })?;
        }
        Ok(())
    }
}

/// A message names them all: who mistypes a path wants to see the right one.
fn list_all<'a>(parameters: impl Iterator<Item = &'a RecipeParameter>) -> String {
    let names: Vec<String> = parameters.map(|p| format!("`{p}`")).collect();
    if names.is_empty() { list(names) } else { names.join(", ") }
}

/// Notes a node, and what is in it when it is a record.
fn note(found: &mut Vec<RecipeParameter>, place: &str, kind: &str, field: String, node: &Node) {
    let inside = match node {
        Node::Record(fields) => fields.as_slice(),
        _ => &[],
    };
    let below: Vec<(String, &Node)> =
        inside.iter().map(|(name, node)| (dotted_field(&field, name), node)).collect();
    // A stage without parameters is none itself; nor is the record of all of them.
    if !(field.is_empty() && matches!(node, Node::Record(_) | Node::Null)) {
        let (place, kind, value) = (place.to_owned(), kind.to_owned(), node.clone());
        found.push(RecipeParameter { place, kind, field, value });
    }
    for (field, node) in below {
        note(found, place, kind, field, node);
    }
}

fn dotted_field(field: &str, name: &str) -> String {
    if field.is_empty() { name.to_owned() } else { format!("{field}.{name}") }
}

/// The node with one field another.
fn with(node: &Node, field: &str, value: Node) -> Node {
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    match node {
        Node::Record(fields) if !field.is_empty() => {
            let set = |(name, node): &(String, Node)| {
                let node =
                    if name == first { with(node, rest, value.clone()) } else { node.clone() };
                (name.clone(), node)
            };
            Node::Record(fields.iter().map(set).collect())
        }
        _ => value,
    }
}
