//! Distinct texts and their numbers, by which text columns and vocabularies are coded.

use std::sync::Arc;

/// Distinct texts, numbered in the order they came.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Dictionary {
    #[expect(clippy::disallowed_types, reason = "looked up only, never iterated")]
    numbers: std::collections::HashMap<Arc<str>, u32>,
    texts: Vec<Arc<str>>,
}

impl Dictionary {
    /// The number of a text, which is added when it is new.
    pub(crate) fn intern(&mut self, text: impl AsRef<str> + Into<Arc<str>>) -> u32 {
        if let Some(number) = self.get(text.as_ref()) {
            return number;
        }
        // 2^32 distinct texts do not fit in memory; a text column takes the last number for a gap.
        let number = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, number);
        number
    }

    /// The number of a text that was added.
    pub(crate) fn get(&self, text: &str) -> Option<u32> {
        self.numbers.get(text).copied()
    }

    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The texts by their numbers.
    pub(crate) fn into_texts(self) -> Vec<Arc<str>> {
        self.texts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_order_of_arrival() {
        let mut dictionary = Dictionary::default();
        let numbers = ["b", "a", "b", ""].map(|text| dictionary.intern(text));
        assert_eq!((numbers, dictionary.len()), ([0, 1, 0, 2], 3));
        assert_eq!((dictionary.get("a"), dictionary.get("c")), (Some(1), None));
        assert_eq!(dictionary.into_texts(), ["b", "a", ""].map(Arc::from));
    }
}
