//! Text columns, stored as codes into a dictionary.

use super::dictionary::Dictionary;
use std::sync::Arc;

/// A column of text or categories: one code a row into a dictionary of distinct levels.
///
/// The order of the dictionary is that of first appearance and carries no meaning: two columns are
/// equal when their rows are.
///
/// ```
/// use steadfast::data::Text;
/// let port: Text = [Some("S"), None, Some("C"), Some("S")].into_iter().collect();
/// assert_eq!(port.get(0), Some("S"));
/// assert_eq!(port.get(1), None);
/// assert_eq!(port.levels().len(), 2);
/// ```
#[derive(Clone)]
pub struct Text {
    levels: Arc<[Arc<str>]>,
    codes: Vec<u32>,
}

impl Text {
    /// The code of a missing value.
    pub const MISSING: u32 = u32::MAX;

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The text of a row, or `None` when it is missing or there is no such row.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&str> {
        let code = *self.codes.get(row)?;
        self.levels.get(code as usize).map(|level| &**level)
    }

    /// The dictionary. A level may be one that no row has, after rows were taken away.
    #[must_use]
    pub fn levels(&self) -> &[Arc<str>] {
        &self.levels
    }

    /// One code a row: an index into [`levels`](Self::levels), or [`MISSING`](Self::MISSING).
    #[must_use]
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// The rows in order.
    pub fn iter(&self) -> impl Iterator<Item = Option<&str>> {
        (0..self.len()).map(|row| self.get(row))
    }

    /// How many rows have each level, in dictionary order.
    #[must_use]
    pub fn counts(&self) -> Vec<u64> {
        let mut counts = vec![0; self.levels.len()];
        for &code in &self.codes {
            if let Some(count) = counts.get_mut(code as usize) {
                *count += 1;
            }
        }
        counts
    }

    /// The same rows with every level put through `rule` once; `None` makes it missing.
    #[must_use]
    pub fn map_levels(&self, mut rule: impl FnMut(&str) -> Option<Arc<str>>) -> Text {
        let mut builder = TextBuilder::default();
        let new: Vec<u32> = self
            .levels
            .iter()
            .map(|level| {
                rule(level).map_or(Self::MISSING, |level| builder.dictionary.intern(&*level))
            })
            .collect();
        for &code in &self.codes {
            builder.codes.push(new.get(code as usize).copied().unwrap_or(Self::MISSING));
        }
        builder.finish()
    }

    /// The same rows with a text where there is none.
    pub(crate) fn filled(&self, fill: &str) -> Text {
        let known = self.levels.iter().position(|level| **level == *fill);
        let gap = known.unwrap_or(self.levels.len());
        // The dictionary is made anew, in the order of first appearance.
        let mut new = vec![Self::MISSING; self.levels.len() + 1];
        let mut levels: Vec<Arc<str>> = Vec::with_capacity(new.len());
        let code = |&code: &u32| {
            let old = if (code as usize) < self.levels.len() { code as usize } else { gap };
            if new[old] == Self::MISSING {
                new[old] = u32::try_from(levels.len()).unwrap_or(Self::MISSING);
                levels.push(self.levels.get(old).map_or_else(|| Arc::from(fill), Arc::clone));
            }
            new[old]
        };
        let codes = self.codes.iter().map(code).collect();
        Text { levels: levels.into(), codes }
    }

    /// The rows `indices`, in that order. Rows that do not exist are missing.
    #[must_use]
    pub fn take(&self, indices: &[usize]) -> Text {
        let codes =
            indices.iter().map(|&row| self.codes.get(row).copied().unwrap_or(Self::MISSING));
        Text { levels: Arc::clone(&self.levels), codes: codes.collect() }
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().eq(other.iter())
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<S: AsRef<str>> FromIterator<Option<S>> for Text {
    fn from_iter<I: IntoIterator<Item = Option<S>>>(rows: I) -> Self {
        let mut builder = TextBuilder::default();
        for row in rows {
            builder.push(row.as_ref().map(AsRef::as_ref));
        }
        builder.finish()
    }
}

/// Builds a [`Text`] row by row.
#[derive(Debug, Clone, Default)]
pub struct TextBuilder {
    dictionary: Dictionary,
    codes: Vec<u32>,
}

impl TextBuilder {
    /// Adds a row.
    pub fn push(&mut self, row: Option<&str>) {
        let code = row.map_or(Text::MISSING, |level| self.dictionary.intern(level));
        self.codes.push(code);
    }

    /// How many rows there are so far.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are no rows yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// The finished column.
    #[must_use]
    pub fn finish(self) -> Text {
        Text { levels: self.dictionary.into_texts().into(), codes: self.codes }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// As if every row were written anew, the dictionary included.
        #[test]
        fn gaps_are_filled_row_by_row(
            rows in prop::collection::vec(prop::option::of("[a-d]"), 0..20), fill in "[a-f]",
            taken in prop::collection::vec(0usize..25, 0..20),
        ) {
            let text = rows.iter().map(Option::as_deref).collect::<Text>().take(&taken);
            let expected: Text = text.iter().map(|row| row.or(Some(&fill))).collect();
            let found = text.filled(&fill);
            prop_assert_eq!(found.codes(), expected.codes());
            prop_assert_eq!(found.levels(), expected.levels());
        }
    }
}
