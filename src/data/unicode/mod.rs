//! Letters, lower case and accents by the rules of one stated version of Unicode.
//!
//! The tables of the standard library change with the compiler, so that what was learned from lower-case
//! words by one build would not be met by another. These are the crate's own and never change: those of
//! Unicode 14.0.0, with the rules of Python 3.11, which scikit-learn's vectorisers go by.

#[rustfmt::skip]
mod case;
#[rustfmt::skip]
mod plain;
#[rustfmt::skip]
mod words;

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The version of Unicode of all tables here.
pub const VERSION: &str = "14.0.0";

/// What becomes of accents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Accents {
    /// They stay.
    #[default]
    Keep,
    /// Characters are decomposed and the combining marks taken out: é becomes e, ﬁ becomes fi.
    Strip,
    /// The same, then all that is not ASCII is taken out.
    ToAscii,
}

impl Accents {
    /// The text, its accents treated so.
    #[must_use]
    pub fn treat(self, text: String) -> String {
        match self {
            Accents::Keep => text,
            Accents::Strip => strip_accents_unicode(&text),
            Accents::ToAscii => strip_accents_ascii(&text),
        }
    }
}

/// The text in lower case: `str.lower` of Python 3.11.
///
/// A capital sigma at the end of a word becomes ς, and İ becomes i with a dot above.
///
/// ```
/// use steadfast::data::unicode;
/// assert_eq!(unicode::lower("ΣΟΦΟΣ Ärger"), "σοφος ärger");
/// ```
#[must_use]
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            'İ' => out.push_str("i\u{307}"),
            'Σ' if ends_a_word(text, at) => out.push('ς'),
            _ => out.push(lower_char(c)),
        }
    }
    out
}

fn lower_char(c: char) -> char {
    match c.is_ascii() {
        true => c.to_ascii_lowercase(),
        false => shifted(case::LOWER, c).unwrap_or(c),
    }
}

/// Whether a letter with a case comes before the sigma, and none after it.
fn ends_a_word(text: &str, at: usize) -> bool {
    let passed_over = |c: &char| !contains(case::IGNORABLE, *c);
    let is_cased = |c: char| contains(case::CASED, c);
    let (before, after) = (text.get(..at).unwrap_or(""), text.get(at..).unwrap_or(""));
    let before = before.chars().rev().find(passed_over);
    let after = after.chars().skip(1).find(passed_over);
    before.is_some_and(is_cased) && !after.is_some_and(is_cased)
}

/// Whether a character is a letter, a number or `_`: `\w` of Python 3.11's `re`.
#[must_use]
pub fn is_word(c: char) -> bool {
    match c.is_ascii() {
        true => c.is_ascii_alphanumeric() || c == '_',
        false => contains(words::WORD, c),
    }
}

/// Whether a character is white space: `\s` of Python 3.11's `re`, and what `str.strip` takes off.
///
/// The four separators U+001C to U+001F count, which `char::is_whitespace` does not say.
#[must_use]
pub fn is_space(c: char) -> bool {
    matches!(c, '\t'..='\r' | '\x1c'..='\x20' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// The text without the white space around it: `str.strip` of Python 3.11.
#[must_use]
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// The text decomposed (NFKD), without its combining marks: `strip_accents="unicode"` of scikit-learn.
///
/// ```
/// use steadfast::data::unicode;
/// assert_eq!(unicode::strip_accents_unicode("Çà et là, ½ Łódź"), "Ca et la, 1⁄2 Łodz");
/// ```
#[must_use]
pub fn strip_accents_unicode(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    // What decomposing reorders are the marks alone, which are all taken out: each character is by itself.
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push_plain(&mut out, c));
    out
}

/// The same, and then without what is not ASCII: `strip_accents="ascii"` of scikit-learn.
#[must_use]
pub fn strip_accents_ascii(text: &str) -> String {
    let mut out = strip_accents_unicode(text);
    out.retain(|c| c.is_ascii());
    out
}

/// Pushes what is left of a character when it is decomposed and its marks are taken out.
fn push_plain(out: &mut String, c: char) {
    if c.is_ascii() {
        return out.push(c);
    }
    if let Some(syllable) = u32::from(c).checked_sub(0xac00).filter(|at| *at < 11_172) {
        // A Hangul syllable is its leading consonant, its vowel, and its trailing consonant if any.
        let (lead, vowel, trail) = (syllable / 588, syllable % 588 / 28, syllable % 28);
        let trail = (trail > 0).then_some(0x11a7 + trail);
        let parts = [Some(0x1100 + lead), Some(0x1161 + vowel), trail];
        return out.extend(parts.into_iter().flatten().filter_map(char::from_u32));
    }
    let point = u32::from(c);
    if contains(plain::MARKS, c) {
        return;
    }
    if let Some(shifted) = shifted(plain::SHIFTED, c) {
        return out.push(shifted);
    }
    if let Ok(at) = plain::SEVERAL.binary_search_by_key(&point, |(first, _)| *first) {
        return out.push_str(plain::SEVERAL.get(at).map_or("", |(_, left)| left));
    }
    let at = plain::SINGLE.partition_point(|(first, _)| *first <= point);
    let block = at.checked_sub(1).and_then(|at| plain::SINGLE.get(at));
    let left = block.and_then(|(first, left)| left.chars().nth((point - first) as usize));
    out.push(left.unwrap_or(c));
}

/// Whether a character is in one of the ranges, which ascend.
fn contains(ranges: &[(u32, u32)], c: char) -> bool {
    let point = u32::from(c);
    ranges.binary_search_by(|&(first, last)| place(first, last, point)).is_ok()
}

/// The character a run of shifts takes another to, if one does.
fn shifted(runs: &[(u32, u32, u32, i32)], c: char) -> Option<char> {
    let point = u32::from(c);
    let at = runs.binary_search_by(|&(first, last, _, _)| place(first, last, point)).ok()?;
    let &(first, _, step, shift) = runs.get(at)?;
    let hit = (point - first) % step == 0;
    hit.then(|| point.checked_add_signed(shift).and_then(char::from_u32)).flatten()
}

/// Where a range lies, seen from a point.
fn place(first: u32, last: u32, point: u32) -> Ordering {
    match () {
        () if last < point => Ordering::Less,
        () if first > point => Ordering::Greater,
        () => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests;
