//! Which columns: by name, by type, by role, by pattern.

use crate::data::{ColumnType, Role, Table, Types};
use crate::error::{Error, FitError, SchemaError};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A choice of columns, resolved against a table when a pipeline is fitted.
///
/// It is a list of terms read from left to right; the last term that speaks of a column decides.
///
/// ```
/// use steadfast::prelude::*;
/// let columns = numeric().except(named(["id"])).and(matching("is_*"));
/// assert_eq!(columns.to_string(), "real, integer or boolean except `id` and `is_*`");
/// ```
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    terms: Vec<Term>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Term {
    chosen: bool,
    pick: Pick,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Pick {
    Named(Vec<String>),
    Types(Types),
    Role(Role),
    Matching(String),
}

/// Every feature.
#[must_use]
pub fn all() -> Columns {
    Columns::of(Pick::Types(Types::ALL))
}

/// Columns by name. A name that is not there when the pipeline is fitted is an error.
pub fn named<S: Into<String>>(names: impl IntoIterator<Item = S>) -> Columns {
    Columns::of(Pick::Named(names.into_iter().map(Into::into).collect()))
}

/// Columns that can be computed with: real, integer and boolean.
#[must_use]
pub fn numeric() -> Columns {
    Columns::of(Pick::Types(Types::NUMERIC))
}

/// Columns of real numbers.
#[must_use]
pub fn real() -> Columns {
    Columns::of(Pick::Types(Types::only(ColumnType::Real)))
}

/// Columns of whole numbers.
#[must_use]
pub fn integer() -> Columns {
    Columns::of(Pick::Types(Types::only(ColumnType::Integer)))
}

/// Columns of true and false.
#[must_use]
pub fn boolean() -> Columns {
    Columns::of(Pick::Types(Types::only(ColumnType::Boolean)))
}

/// Columns of text and categories.
#[must_use]
pub fn text() -> Columns {
    Columns::of(Pick::Types(Types::TEXT))
}

/// Columns of points in time.
#[must_use]
pub fn timestamp() -> Columns {
    Columns::of(Pick::Types(Types::TIMESTAMP))
}

/// Columns of a role. This is the only choice that finds columns which are not features.
#[must_use]
pub fn role(role: Role) -> Columns {
    Columns::of(Pick::Role(role))
}

/// Columns whose name matches a pattern, in which `*` stands for any run of characters.
pub fn matching(pattern: impl Into<String>) -> Columns {
    Columns::of(Pick::Matching(pattern.into()))
}

impl Columns {
    fn of(pick: Pick) -> Columns {
        Columns { terms: vec![Term { chosen: true, pick }] }
    }

    /// These columns and those.
    #[must_use]
    pub fn and(mut self, other: Columns) -> Columns {
        self.terms.extend(other.terms);
        self
    }

    /// These columns but not those.
    #[must_use]
    pub fn except(mut self, other: Columns) -> Columns {
        let flipped = other.terms.into_iter().map(|t| Term { chosen: !t.chosen, pick: t.pick });
        self.terms.extend(flipped);
        self
    }

    /// The names of the columns chosen from a table, in the table's order.
    ///
    /// # Errors
    /// When a column is chosen by name and is not there.
    pub fn resolve(&self, table: &Table) -> Result<Arc<[Arc<str>]>, Error> {
        for name in self.explicit() {
            if table.position(name).is_none() {
                return Err(SchemaError::NoColumn {
                    what: "a choice of columns".to_owned(),
                    column: name.to_owned(),
                    have: crate::error::list(table.names()),
                }
                .into());
            }
        }
        let chosen = |name: &Arc<str>, column_type| {
            let role = table.role(name).unwrap_or_default();
            let term =
                self.terms.iter().rev().find(|term| term.pick.speaks_of(name, column_type, role));
            term.is_some_and(|term| term.chosen)
        };
        Ok(table
            .columns()
            .filter(|(name, column)| chosen(name, column.column_type()))
            .map(|(name, _)| Arc::clone(name))
            .collect())
    }

    /// The names of the columns chosen, of which there must be one.
    pub(crate) fn resolve_some(&self, table: &Table) -> Result<Arc<[Arc<str>]>, Error> {
        let chosen = self.resolve(table)?;
        if chosen.is_empty() {
            return Err(FitError::NoColumns {
                stage: "on".to_owned(),
                takes: self.to_string(),
                have: table.typed_names(),
            }
            .into());
        }
        Ok(chosen)
    }

    /// The columns chosen by name.
    pub(crate) fn explicit(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter(|term| term.chosen).flat_map(|term| match &term.pick {
            Pick::Named(names) => names.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        })
    }
}

impl Pick {
    fn speaks_of(&self, name: &str, column_type: ColumnType, role: Role) -> bool {
        let feature = role == Role::Feature;
        match self {
            Pick::Named(names) => names.iter().any(|n| n == name),
            Pick::Types(types) => feature && types.contains(column_type),
            Pick::Role(wanted) => role == *wanted,
            Pick::Matching(pattern) => feature && glob(pattern, name),
        }
    }
}

/// Whether `name` matches `pattern`, where `*` stands for any run of characters. Greedy from the left,
/// with the last piece tied to the end: no backtracking, so no pattern is slow.
fn glob(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let mut pieces: Vec<&str> = pieces.collect();
    let Some(last) = pieces.pop() else { return rest.is_empty() };
    for piece in pieces {
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

impl std::fmt::Display for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (at, term) in self.terms.iter().enumerate() {
            match (at, term.chosen) {
                (0, true) => {}
                (_, true) => f.write_str(" and ")?,
                (_, false) => f.write_str(" except ")?,
            }
            match &term.pick {
                Pick::Named(names) => f.write_str(&crate::error::list(names))?,
                Pick::Types(types) if *types == Types::ALL => f.write_str("all")?,
                Pick::Types(types) => types.fmt(f)?,
                Pick::Role(role) => write!(f, "role {role:?}")?,
                Pick::Matching(pattern) => write!(f, "`{pattern}`")?,
            }
        }
        Ok(())
    }
}

/// As it is displayed: recipes that hold a choice are printed by `Debug`, for people to read.
impl std::fmt::Debug for Columns {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::glob;

    #[test]
    fn stars_stand_for_any_run() {
        for (pattern, name, expected) in [
            ("a*", "abc", true),
            ("*c", "abc", true),
            ("a*c", "abc", true),
            ("a*b*c", "abbc", true),
            ("*", "", true),
            ("a", "ab", false),
            ("a*b", "ba", false),
            ("aa*a", "aa", false),
            ("é*", "été", true),
        ] {
            assert_eq!(glob(pattern, name), expected, "{pattern} {name}");
        }
    }
}
