//! Random edits under a valid digest: nothing panics, and what is loaded is what is saved.

use super::forge::{Forged, golden};
use super::structure;
use proptest::prelude::*;
use proptest::sample::Index;
use std::sync::LazyLock;
use steadfast::LoadOptions;
use steadfast::data::Table;

/// Goldens with every kind of stage between them.
static GOLDENS: LazyLock<Vec<(Forged, Table)>> = LazyLock::new(|| {
    super::forge::names()
        .iter()
        .map(|name| {
            let bytes = golden(name);
            let model = LoadOptions::new().from_bytes(&bytes).unwrap();
            (Forged::of(&bytes), model.witness().table().unwrap())
        })
        .collect()
});

/// Whatever the bytes are: a reason, or a model that predicts without panicking and is saved as it was.
fn survive(bytes: &[u8], rows: &Table) -> Result<bool, TestCaseError> {
    let Ok(model) = structure(bytes) else { return Ok(false) };
    prop_assert!(model.to_bytes().unwrap() == bytes, "saved as other bytes");
    // An error is an answer; a panic is not.
    let _ = model.predict_rows(rows);
    let _ = model.predict_rows(&rows.slice(0..0));
    let _ = model.prove();
    let _ = model.describe().to_string();
    let _ = model.outline().to_mermaid();
    Ok(true)
}

/// Pieces that mean something in a header.
const PIECES: [&str; 24] = [
    "0",
    "1",
    "9",
    "-1",
    "18446744073709551615",
    "null",
    "true",
    "false",
    "[]",
    "{}",
    "\"\"",
    ",",
    ":",
    "\"a\"",
    "[0]",
    "\"7ff0000000000000\"",
    "\"7ff8000000000000\"",
    "\"fff0000000000000\"",
    "\"8000000000000000\"",
    "{\"$\":0}",
    "\"Missing\"",
    "\"Refuse\"",
    "4294967295",
    "\"\\u0000\"",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    /// A run of bytes of the header replaced by a piece of JSON.
    #[test]
    fn pieces_of_a_header(which in any::<Index>(), at in any::<Index>(), length in 0usize..12, piece in any::<Index>()) {
        let (forged, rows) = &GOLDENS[which.index(GOLDENS.len())];
        let start = at.index(forged.header.len());
        let end = (start + length).min(forged.header.len());
        let mut header = forged.header.clone();
        header.splice(start..end, piece.get(&PIECES).bytes());
        survive(&forged.header(header).sealed(), rows)?;
    }

    /// Whole tokens: a number, a text or a word in place of another.
    #[test]
    fn tokens_of_a_header(which in any::<Index>(), at in any::<Index>(), piece in any::<Index>()) {
        let (forged, rows) = &GOLDENS[which.index(GOLDENS.len())];
        let text = std::str::from_utf8(&forged.header).unwrap();
        let starts: Vec<usize> = text.match_indices([':', ',', '[']).map(|(at, _)| at + 1).collect();
        let start = *at.get(&starts);
        let end = text[start..].find([',', ']', '}', ':']).map_or(text.len(), |end| start + end);
        let header = format!("{}{}{}", &text[..start], piece.get(&PIECES), &text[end..]);
        survive(&forged.header(header).sealed(), rows)?;
    }

    /// A text of the header in place of another: names of columns, kinds, levels, bits.
    #[test]
    fn texts_of_a_header(which in any::<Index>(), from in any::<Index>(), to in any::<Index>()) {
        let (forged, rows) = &GOLDENS[which.index(GOLDENS.len())];
        let text = std::str::from_utf8(&forged.header).unwrap();
        let quotes: Vec<usize> = text.match_indices('"').map(|(at, _)| at).collect();
        let pair = |index: Index| {
            let at = index.index(quotes.len() / 2) * 2;
            (quotes[at], quotes[at + 1] + 1)
        };
        let ((start, end), (other, other_end)) = (pair(from), pair(to));
        let header = format!("{}{}{}", &text[..start], &text[other..other_end], &text[end..]);
        survive(&forged.header(header).sealed(), rows)?;
    }

    /// Words of the sections replaced: counts, ends, codes, thresholds, fills.
    #[test]
    fn words_of_the_sections(
        which in any::<Index>(),
        edits in prop::collection::vec((any::<Index>(), prop_oneof![
            any::<u64>(), 0u64..20, Just(u64::MAX), Just(0x7ff8_0000_0000_0000), Just(0x7ff0_0000_0000_0000),
            Just(0xffff_ffff), Just(0x0000_0001_0000_0000), Just(0x8000_0000_0000_0000),
        ]), 1..4),
    ) {
        let (forged, rows) = &GOLDENS[which.index(GOLDENS.len())];
        let mut forged = forged.clone();
        for (at, word) in edits {
            let start = at.index(forged.sections.len() / 8) * 8;
            forged.sections[start..start + 8].copy_from_slice(&word.to_le_bytes());
        }
        survive(&forged.sealed(), rows)?;
    }

    /// Single bytes of the sections.
    #[test]
    fn bytes_of_the_sections(which in any::<Index>(), at in any::<Index>(), byte in any::<u8>()) {
        let (forged, rows) = &GOLDENS[which.index(GOLDENS.len())];
        let mut forged = forged.clone();
        let at = at.index(forged.sections.len());
        forged.sections[at] = byte;
        survive(&forged.sealed(), rows)?;
    }

    /// Any bytes at all.
    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..300), header in prop::collection::vec(any::<u8>(), 0..60)) {
        prop_assert!(structure(&bytes).is_err());
        let (forged, _) = &GOLDENS[0];
        prop_assert!(structure(&forged.header(header).sealed()).is_err());
    }
}

/// Edits that change a value within its type are loaded without proof: the tests above reach past the checks.
#[test]
fn some_edits_are_loaded_without_proof() {
    let (forged, rows) = &GOLDENS[0];
    let text = std::str::from_utf8(&forged.header).unwrap();
    let edited =
        text.replacen("\"seed\":0", "\"seed\":1", 1).replacen("\"note\":null", "\"note\":\"x\"", 1);
    assert_ne!(edited, text);
    assert!(survive(&forged.header(edited).sealed(), rows).unwrap());
}
