//! One spelling of equal texts.

use crate::artifact::{Refit, Stage};
use crate::data::unicode::{self, Accents};
use crate::data::{Column, Table, Types};
use crate::error::Error;
use crate::pipeline::per_column::{check_columns, columns_for, wrong_type};
use crate::pipeline::{Apply, Fit, Pipeline, Target};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Gives texts that differ in case, accents and white space one spelling.
///
/// Takes and gives a [`Table`] and works on text columns. By default white space around a text is taken
/// off and every run of it within becomes one space; all by ASCII's rules, unless told to go by
/// [`unicode`](Self::unicode).
///
/// # Formula
/// Lower case, then accents, then white space, then empty texts: each only where it is asked for.
///
/// # Learned state
/// The names of the columns, and the version of Unicode whose tables are used.
///
/// # Determinism
/// Replay exact: the tables are the crate's own, see [`unicode`]. Refit exact, in any row order.
///
/// # Errors
/// Fitting fails when no column is text.
///
/// # Source
/// `lowercase` and `strip_accents` of scikit-learn 1.9's vectorisers; `str.strip` and `str.lower` of
/// pandas.
///
/// # Examples
/// ```
/// use steadfast::prelude::*;
/// let table = Table::new().with("city", Column::text(["  São   Paulo", "sao paulo"]))?;
/// let recipe = NormalizeText::new().lowercase().accents(Accents::Strip);
/// let out = recipe.fit(&table, &())?.apply(&table)?;
/// assert_eq!(out.value(0, "city"), Value::Text("sao paulo"));
/// assert_eq!(out.value(0, "city"), out.value(1, "city"));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[doc(alias = "strip")]
#[doc(alias = "str.lower")]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NormalizeText {
    unicode: bool,
    lowercase: bool,
    accents: Accents,
    trim: bool,
    collapse: bool,
    empty_is_missing: bool,
}

impl Default for NormalizeText {
    fn default() -> Self {
        NormalizeText::new()
    }
}

impl NormalizeText {
    /// White space alone, by ASCII's rules.
    #[must_use]
    pub fn new() -> NormalizeText {
        NormalizeText {
            unicode: false,
            lowercase: false,
            accents: Accents::Keep,
            trim: true,
            collapse: true,
            empty_is_missing: false,
        }
    }

    /// Lower case and white space by the rules of Unicode, and not of ASCII alone.
    #[must_use]
    pub fn unicode(mut self) -> NormalizeText {
        self.unicode = true;
        self
    }

    /// Makes letters small.
    #[must_use]
    pub fn lowercase(mut self) -> NormalizeText {
        self.lowercase = true;
        self
    }

    /// What becomes of accents; by default they stay.
    #[doc(alias = "strip_accents")]
    #[must_use]
    pub fn accents(mut self, accents: Accents) -> NormalizeText {
        self.accents = accents;
        self
    }

    /// Whether white space around a text is taken off; by default yes.
    #[must_use]
    pub fn trim(mut self, trim: bool) -> NormalizeText {
        self.trim = trim;
        self
    }

    /// Whether white space within a text becomes one space; by default yes.
    #[must_use]
    pub fn collapse(mut self, collapse: bool) -> NormalizeText {
        self.collapse = collapse;
        self
    }

    /// Makes texts that are empty, after all else, missing.
    #[must_use]
    pub fn empty_is_missing(mut self) -> NormalizeText {
        self.empty_is_missing = true;
        self
    }

    fn is_space(&self, c: char) -> bool {
        match self.unicode {
            true => unicode::is_space(c),
            false => matches!(c, '\t'..='\r' | ' '),
        }
    }

    fn normal(&self, text: &str) -> Option<Arc<str>> {
        let text = match (self.lowercase, self.unicode) {
            (true, true) => unicode::lower(text),
            (true, false) => text.to_ascii_lowercase(),
            (false, _) => text.to_owned(),
        };
        let text = self.accents.treat(text);
        let space = |c: char| self.is_space(c);
        let trimmed = if self.trim { text.trim_matches(space) } else { &text };
        let mut out = String::with_capacity(trimmed.len());
        for c in trimmed.chars() {
            match self.collapse && space(c) {
                false => out.push(c),
                // What a space before it stands for already.
                true if out.ends_with(' ') => {}
                true => out.push(' '),
            }
        }
        (!out.is_empty() || !self.empty_is_missing).then(|| Arc::from(out))
    }
}

/// A fitted [`NormalizeText`].
#[derive(Debug, Clone, PartialEq)]
pub struct TextNormalizer {
    recipe: NormalizeText,
    state: TextNormalizerState,
}

/// What [`TextNormalizer`] stores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TextNormalizerState {
    columns: Arc<[Arc<str>]>,
    unicode: String,
}

impl TextNormalizer {
    /// The columns it works on.
    #[must_use]
    pub fn columns(&self) -> &[Arc<str>] {
        &self.state.columns
    }
}

impl Pipeline for NormalizeText {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::TEXT
    }
}

impl<Y: ?Sized> Fit<Y> for NormalizeText {
    type Fitted = TextNormalizer;

    fn fit(&self, x: &Table, _: &Y) -> Result<TextNormalizer, Error> {
        let columns = columns_for(TextNormalizer::KIND, x, Types::TEXT)?;
        let state = TextNormalizerState { columns, unicode: unicode::VERSION.to_owned() };
        Ok(TextNormalizer { recipe: self.clone(), state })
    }
}

impl Pipeline for TextNormalizer {
    type Input = Table;
    type Output = Table;
}

impl Apply for TextNormalizer {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        let columns = &self.state.columns;
        x.map_columns(columns, |at, column| match column {
            Column::Text(rows) => {
                Ok(Column::Text(rows.map_levels(|level| self.recipe.normal(level))))
            }
            other => Err(wrong_type(&columns[at], Types::TEXT, other)),
        })
    }
}

impl Stage for TextNormalizer {
    const KIND: &'static str = "text.normalize";
    type Recipe = NormalizeText;
    type State = TextNormalizerState;

    fn recipe(&self) -> &NormalizeText {
        &self.recipe
    }

    fn state(&self) -> &TextNormalizerState {
        &self.state
    }

    fn restore(recipe: NormalizeText, state: TextNormalizerState) -> Result<Self, String> {
        check_columns(&state.columns, &[])?;
        match state.unicode == unicode::VERSION {
            true => Ok(TextNormalizer { recipe, state }),
            false => {
                Err(format!("tables of Unicode {}, expected {}", state.unicode, unicode::VERSION))
            }
        }
    }

    fn learn(recipe: &NormalizeText, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn refit(&self) -> Refit {
        Refit::Exact
    }

    fn report(&self) -> Vec<(String, String)> {
        let line = format!("by Unicode {}", self.state.unicode);
        self.state.columns.iter().map(|name| (name.to_string(), line.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand.
    #[test]
    fn each_rule_by_itself() {
        let recipe = NormalizeText::new;
        let plain = recipe().trim(false).collapse(false);
        for (recipe, text, expected) in [
            (recipe(), "\t a \n\u{b} b\u{a0} ", "a b\u{a0}"),
            (recipe().unicode(), "\u{3000} a \u{a0} b\u{1f}", "a b"),
            (recipe().collapse(false), "  a  b ", "a  b"),
            (recipe().trim(false), "  a \t b  ", " a b "),
            (plain.clone().lowercase(), " ÀB ", " Àb "),
            (plain.clone().lowercase().unicode(), " ÀBΣ ", " àbς "),
            (plain.clone().accents(Accents::Strip), "Çé ﬁ Łß", "Ce fi Łß"),
            (plain.clone().accents(Accents::ToAscii), "Çé ﬁ Łß", "Ce fi "),
            // Accents are taken off before white space: nothing is left between these spaces.
            (recipe().accents(Accents::ToAscii), "a ß b", "a b"),
            (recipe(), "   ", ""),
        ] {
            assert_eq!(recipe.normal(text).as_deref(), Some(expected), "{recipe:?} {text:?}");
        }
        assert_eq!(recipe().empty_is_missing().normal(" \t"), None);
    }

    #[test]
    fn equal_texts_become_one_level() -> Result<(), Error> {
        let x = Table::new()
            .with("t", Column::Text([Some("A "), None, Some("a")].into_iter().collect()))?
            .with("n", Column::integers([1, 2, 3]))?;
        let out = NormalizeText::new().lowercase().fit(&x, &())?.apply(&x)?;
        let rows = crate::pipeline::per_column::texts(&out, "t")?;
        assert_eq!(rows.levels(), [Arc::from("a")]);
        assert_eq!(rows.iter().collect::<Vec<_>>(), [Some("a"), None, Some("a")]);
        Ok(())
    }

    #[test]
    fn other_tables_are_refused() {
        let state = TextNormalizerState { columns: [].into(), unicode: "15.0.0".to_owned() };
        let problem = TextNormalizer::restore(NormalizeText::new(), state).unwrap_err();
        assert_eq!(problem, "tables of Unicode 15.0.0, expected 14.0.0");
    }
}
