//! A text to its terms.

use crate::data::unicode::{self, Accents};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// How a text is cut into terms: case and accents, tokens, n-grams, stop words.
///
/// The rules are those of scikit-learn's vectorisers. Case, accents, letters and spaces go by tables
/// of this crate for Unicode [14.0](unicode::VERSION), so no term changes with the compiler.
///
/// ```
/// use steadfast::feature::Analyzer;
/// let terms = Analyzer::new().ngrams(1, 2).terms("Oil on Canvas");
/// assert_eq!(terms, ["oil", "on", "canvas", "oil on", "on canvas"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analyzer {
    tokens: Tokens,
    ngrams: (u32, u32),
    lowercase: bool,
    accents: Accents,
    stop_words: BTreeSet<String>,
}

/// What a term is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Tokens {
    /// Runs of at least so many letters, digits and underscores; scikit-learn's `\b\w\w+\b` is 2.
    Words(u32),
    /// Runs of at least so many characters of the ranges given, ends included.
    Runs(Vec<(char, char)>, u32),
    /// Characters, several spaces taken as one.
    Chars,
    /// Characters of one word, with a space before and after it.
    CharsInWords,
}

impl Default for Analyzer {
    fn default() -> Self {
        Analyzer::new()
    }
}

impl Analyzer {
    /// Words of two characters or more, in lower case.
    #[must_use]
    pub fn new() -> Analyzer {
        Analyzer {
            tokens: Tokens::Words(2),
            ngrams: (1, 1),
            lowercase: true,
            accents: Accents::Keep,
            stop_words: BTreeSet::new(),
        }
    }

    /// What a term is made of; by default words of two characters or more.
    #[doc(alias = "token_pattern")]
    #[doc(alias = "analyzer")]
    #[must_use]
    pub fn tokens(mut self, tokens: Tokens) -> Analyzer {
        self.tokens = tokens;
        self
    }

    /// The least and the greatest number of tokens, or of characters, in a term; by default one.
    #[doc(alias = "ngram_range")]
    #[must_use]
    pub fn ngrams(mut self, least: u32, most: u32) -> Analyzer {
        self.ngrams = (least, most);
        self
    }

    /// Whether to make everything lower case first; by default yes.
    #[must_use]
    pub fn lowercase(mut self, lowercase: bool) -> Analyzer {
        self.lowercase = lowercase;
        self
    }

    /// What becomes of accents; by default they stay.
    #[doc(alias = "strip_accents")]
    #[must_use]
    pub fn accents(mut self, accents: Accents) -> Analyzer {
        self.accents = accents;
        self
    }

    /// Words that are left out before n-grams are made.
    #[must_use]
    pub fn stop_words<S: Into<String>>(mut self, words: impl IntoIterator<Item = S>) -> Analyzer {
        self.stop_words = words.into_iter().map(Into::into).collect();
        self
    }

    /// What is wrong with its parameters: the name of one, what was expected, what was found.
    pub(super) fn problem(&self) -> Option<(&'static str, &'static str, String)> {
        let (least, most) = self.ngrams;
        if least == 0 || most < least {
            return Some(("ngrams", "at least 1, in order", format!("{least} to {most}")));
        }
        match &self.tokens {
            Tokens::Words(0) | Tokens::Runs(_, 0) => {
                Some(("tokens", "at least 1 character", "0".to_owned()))
            }
            Tokens::Runs(ranges, _) => {
                let crossed = ranges.iter().find(|(first, last)| first > last)?;
                Some(("tokens", "ranges in order", format!("{crossed:?}")))
            }
            Tokens::Words(_) | Tokens::Chars | Tokens::CharsInWords => None,
        }
    }

    /// The terms of a text, one for each time it has them.
    #[must_use]
    pub fn terms(&self, text: &str) -> Vec<String> {
        let mut out = Vec::new();
        self.each_term(text, |term| out.push(term.to_owned()));
        out
    }

    /// Calls `take` with each term of a text.
    pub(super) fn each_term(&self, text: &str, mut take: impl FnMut(&str)) {
        let text = self.prepared(text);
        match &self.tokens {
            Tokens::Words(least) => self.word_terms(&text, *least, unicode::is_word, &mut take),
            Tokens::Runs(ranges, least) => {
                let is_in = |c| ranges.iter().any(|(first, last)| (*first..=*last).contains(&c));
                self.word_terms(&text, *least, is_in, &mut take);
            }
            Tokens::Chars => self.char_terms(&text, &mut take),
            Tokens::CharsInWords => self.inner_terms(&text, &mut take),
        }
    }

    fn prepared(&self, text: &str) -> String {
        let text = if self.lowercase { unicode::lower(text) } else { text.to_owned() };
        self.accents.treat(text)
    }

    fn word_terms(
        &self,
        text: &str,
        least: u32,
        is_in: impl Fn(char) -> bool,
        take: &mut impl FnMut(&str),
    ) {
        let least = least as usize;
        // A run of one byte a character is long enough by its bytes; else its characters are counted.
        let long = |word: &&str| word.len() >= least && word.chars().nth(least - 1).is_some();
        let words: Vec<&str> = text
            .split(|c| !is_in(c))
            .filter(long)
            .filter(|word| !self.stop_words.contains(*word))
            .collect();
        let mut joined = String::new();
        for n in self.lengths() {
            for gram in words.windows(n) {
                match gram {
                    [word] => take(word),
                    _ => {
                        joined.clear();
                        for (at, word) in gram.iter().enumerate() {
                            joined.push_str(if at == 0 { "" } else { " " });
                            joined.push_str(word);
                        }
                        take(&joined);
                    }
                }
            }
        }
    }

    fn char_terms(&self, text: &str, take: &mut impl FnMut(&str)) {
        let text = one_space_for_several(text);
        let ends = boundaries(&text);
        for n in self.lengths() {
            grams(&text, &ends, n, take);
        }
    }

    fn inner_terms(&self, text: &str, take: &mut impl FnMut(&str)) {
        for word in text.split(unicode::is_space).filter(|word| !word.is_empty()) {
            let padded = format!(" {word} ");
            let ends = boundaries(&padded);
            for n in self.lengths() {
                // A word that is shorter than the term counts once, whole, and not again for longer terms.
                if ends.len() <= n + 1 {
                    take(&padded);
                    break;
                }
                grams(&padded, &ends, n, take);
            }
        }
    }

    fn lengths(&self) -> impl Iterator<Item = usize> {
        (self.ngrams.0..=self.ngrams.1).map(|n| n as usize)
    }
}

/// Where characters start, and where the last one ends.
fn boundaries(text: &str) -> Vec<usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()]).collect()
}

/// Every run of `n` characters.
fn grams(text: &str, ends: &[usize], n: usize, take: &mut impl FnMut(&str)) {
    for (start, end) in ends.iter().zip(ends.iter().skip(n)) {
        text.get(*start..*end).into_iter().for_each(&mut *take);
    }
}

/// Runs of two or more spaces of any kind become one plain space; a lone one stays what it is.
fn one_space_for_several(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut spaces: Vec<char> = Vec::new();
    let flush = |spaces: &mut Vec<char>, out: &mut String| {
        match spaces.as_slice() {
            [] => {}
            [lone] => out.push(*lone),
            _ => out.push(' '),
        }
        spaces.clear();
    };
    for c in text.chars() {
        if unicode::is_space(c) {
            spaces.push(c);
        } else {
            flush(&mut spaces, &mut out);
            out.push(c);
        }
    }
    flush(&mut spaces, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `CountVectorizer(...).build_analyzer()` of scikit-learn 1.9.1, on the same texts.
    #[test]
    fn cuts_as_the_peer_does() {
        let text = "Été à  Paris,\tno 5_b!";
        let words = Analyzer::new();
        assert_eq!(words.terms(text), ["été", "paris", "no", "5_b"]);
        assert_eq!(
            words.clone().tokens(Tokens::Words(1)).ngrams(2, 2).terms(text),
            ["été à", "à paris", "paris no", "no 5_b"]
        );
        assert_eq!(words.clone().accents(Accents::ToAscii).terms(text)[0], "ete");
        assert_eq!(
            words.clone().stop_words(["paris"]).ngrams(1, 2).terms("to Paris now"),
            ["to", "now", "to now"]
        );
        let letters = Tokens::Runs(vec![('a', 'z')], 1);
        assert_eq!(words.clone().tokens(letters).terms("ab1c D"), ["ab", "c", "d"]);
        let chars = words.clone().tokens(Tokens::Chars).ngrams(2, 2);
        assert_eq!(chars.terms("a \tb\n"), ["a ", " b", "b\n"]);
        let inside = words.tokens(Tokens::CharsInWords).ngrams(3, 4);
        assert_eq!(inside.terms("ab c"), [" ab", "ab ", " ab ", " c "]);
        assert_eq!(inside.terms(""), [""; 0]);
    }
}
