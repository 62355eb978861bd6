//! Headers that are not canonical, and sections that are not what the header says; the digest is right.

use super::forge::{Forged, golden};
use super::refused;

fn smallest() -> Forged {
    Forged::of(&golden("smallest"))
}

#[test]
fn what_is_forged_unchanged_is_loaded() {
    for name in super::forge::names() {
        let bytes = golden(&name);
        assert_eq!(Forged::of(&bytes).sealed(), bytes, "{name}");
    }
}

#[test]
fn headers_that_are_not_canonical_are_refused() {
    let canonical = "not in canonical form";
    for (name, from, to, says) in [
        ("white space", ":{\"about\"", ": {\"about\"", canonical),
        ("a line end", ",\"sections\"", ",\n\"sections\"", canonical),
        (
            "unsorted names",
            "\"center\":true,\"scale\":true",
            "\"scale\":true,\"center\":true",
            canonical,
        ),
        ("a duplicate name", "\"center\":true", "\"center\":true,\"center\":true", canonical),
        ("an escaped letter", "\"real\"", "\"re\\u0061l\"", canonical),
        ("a leading plus", "\"rows\":120", "\"rows\":+120", "expected value"),
        ("a leading zero", "\"rows\":120", "\"rows\":0120", "invalid number"),
        ("minus zero", "\"rows\":120", "\"rows\":-0", "floating"),
        ("a float", "\"rows\":120", "\"rows\":120.0", "floating"),
        ("an exponent", "\"rows\":120", "\"rows\":12e1", "floating"),
        ("more than u64", "\"rows\":120", "\"rows\":18446744073709551616", "floating"),
        (
            "a thousand digits",
            "\"rows\":120",
            &format!("\"rows\":{}", "9".repeat(1000)),
            "out of range",
        ),
        ("NaN", "\"rows\":120", "\"rows\":NaN", "expected"),
        ("a comment", "\"rows\":120", "\"rows\":/**/120", "expected value"),
        ("a trailing comma", "true}", "true,}", "trailing comma"),
        ("a byte order mark", "{\"body\"", "\u{feff}{\"body\"", "expected value"),
        ("a lone surrogate", "\"real\"", "\"\\ud800\"", "hex escape"),
        ("a raw control character", "\"real\"", "\"re\u{1}al\"", "control character"),
        ("a third name", ",\"sections\"", ",\"more\":1,\"sections\"", "`body` and `sections`"),
        ("another name", "{\"body\"", "{\"Body\"", "`body` and `sections`"),
        ("a list", "{\"body\"", "[{\"body\"", "EOF while parsing a list"),
        ("not JSON", "{\"body\"", "body", "expected value"),
    ] {
        refused(name, &smallest().replace(from, to).sealed(), "Header", says);
    }
}

#[test]
fn what_stands_after_a_header_is_refused() {
    for (more, says) in [(" ", "not in canonical form"), ("{}", "trailing"), ("\0", "trailing")] {
        let header = [&smallest().header[..], more.as_bytes()].concat();
        refused(more, &smallest().header(header).sealed(), "Header", says);
    }
}

#[test]
fn depth_is_refused_before_the_stack_ends() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        for depth in [200, 10_000, 1_000_000] {
            let deep = format!("{}null{}", open.repeat(depth), close.repeat(depth));
            refused("depth", &smallest().header(deep).sealed(), "Header", "recursion limit");
        }
        let unclosed = open.repeat(10_000);
        refused("unclosed", &smallest().header(unclosed).sealed(), "Header", "recursion limit");
    }
}

#[test]
fn other_bytes_in_place_of_a_header_are_refused() {
    for (name, header, says) in [
        ("nothing", &b""[..], "EOF"),
        ("invalid UTF-8", b"{\"body\":\"\xff\"}", "not UTF-8"),
        ("an overlong form", b"{\"body\":\"\xc0\xaf\"}", "not UTF-8"),
        ("null", b"null", "not a record"),
        ("a number", b"1", "not a record"),
        ("no sections", b"{\"body\":1}", "`body` and `sections`"),
        ("sections that are no list", b"{\"body\":1,\"sections\":{}}", "`body` and `sections`"),
        ("a body that is no record", b"{\"body\":1,\"sections\":[]}", "the body is not a record"),
        ("an empty body", b"{\"body\":{},\"sections\":[]}", "`about` and `pipeline`"),
    ] {
        let mut forged = smallest().header(header);
        forged.sections.clear();
        refused(name, &forged.sealed(), "Header", says);
    }
}

#[test]
fn lengths_of_the_header_that_do_not_fit_are_refused() {
    let forged = smallest();
    let room = forged.header.len() + forged.padding.len() + forged.sections.len();
    for length in [u64::MAX, u64::MAX - 31, 1 << 63, (64 << 20) + 1, room as u64 + 1] {
        refused("a longer header", &forged.sealed_saying(length), "Limit", "header");
    }
    // As long as everything there is: the sections are read as text.
    refused("all of it", &forged.sealed_saying(room as u64), "Header", "");
    refused("none of it", &forged.sealed_saying(0), "Header", "EOF");
    let shorter = forged.header.len() as u64 - 1;
    refused("one byte less", &forged.sealed_saying(shorter), "Header", "");
}

#[test]
fn padding_that_is_not_zero_is_refused() {
    let mut forged = smallest();
    // The header of the smallest golden may end on a word: one name more makes it not to.
    while forged.padding.is_empty() {
        let text = String::from_utf8(forged.header.clone()).unwrap();
        forged = forged.header(text.replacen("\"note\":null", "\"note\":\"\"", 1));
    }
    *forged.padding.last_mut().unwrap() = 1;
    refused("padding of the header", &forged.sealed(), "Header", "padding is not zero");
    let bytes = golden("smallest");
    let mut forged = Forged::of(&bytes);
    // The texts `real` and `twice` after two ends: 25 bytes of 32.
    let at = forged.sections.windows(9).position(|w| w == b"realtwice").unwrap();
    forged.sections[at + 9] = 1;
    refused("padding of a section", &forged.sealed(), "Section", "padding is not zero");
}

#[test]
fn sections_that_are_not_what_the_header_says_are_refused() {
    let past = "past the end";
    let big = u64::MAX.to_string();
    for (name, from, to, variant, says) in [
        ("count u64::MAX", "{\"count\":20", &*format!("{{\"count\":{big}"), "Section", past),
        ("count 2^61", "{\"count\":20", "{\"count\":2305843009213693952", "Section", past),
        ("count too large", "{\"count\":20", "{\"count\":2000", "Section", past),
        ("count zero", "{\"count\":20", "{\"count\":0", "Section", "empty"),
        ("count negative", "{\"count\":20", "{\"count\":-20", "Section", "lacks a length"),
        ("count as text", "{\"count\":20", "{\"count\":\"20\"", "Section", "lacks a length"),
        ("no count", "{\"count\":20,", "{", "Section", "lacks a length"),
        ("no form", "{\"count\":20,\"form\":\"u64\"}", "{\"count\":20}", "Section", "lacks a form"),
        ("unknown form", "\"form\":\"u64\"", "\"form\":\"u63\"", "Section", "form is unknown"),
        (
            "a form in capitals",
            "\"form\":\"f64\"",
            "\"form\":\"F64\"",
            "Section",
            "form is unknown",
        ),
        (
            "an unknown field",
            "{\"count\":20,",
            "{\"at\":0,\"count\":20,",
            "Section",
            "unknown field",
        ),
        ("no bytes", "{\"bytes\":9,", "{", "Section", "unknown field"),
        ("more bytes", "{\"bytes\":9,", "{\"bytes\":17,", "Section", ""),
        ("bytes u64::MAX", "{\"bytes\":9,", &*format!("{{\"bytes\":{big},"), "Section", past),
        ("not an entry", "{\"count\":20,\"form\":\"u64\"}", "20", "Section", "lacks"),
        ("out of order", "{\"$\":0}", "{\"$\":1}", "Header", "out of order"),
        ("no such section", "{\"$\":0}", "{\"$\":99}", "Header", "out of order"),
        ("a section twice", "{\"$\":1}", "{\"$\":0}", "Header", "out of order"),
        ("a reference and more", "{\"$\":0}", "{\"$\":0,\"a\":1}", "Header", "malformed"),
        ("another dollar", "{\"$\":0}", "{\"$a\":0}", "Header", "malformed"),
        ("a reference that is text", "{\"$\":0}", "{\"$\":\"0\"}", "Header", "malformed"),
        ("an unused section", "{\"$\":12}", "[]", "Section", "nothing refers to it"),
        ("wrong form: u64 as f64", "\"form\":\"u64\"", "\"form\":\"f64\"", "Header", "f64"),
        ("wrong form: f64 as i64", "\"form\":\"f64\"", "\"form\":\"i64\"", "Header", "i64"),
        ("wrong form: f64 as u64", "\"form\":\"f64\"", "\"form\":\"u64\"", "Header", "u64"),
    ] {
        refused(name, &smallest().replace(from, to).sealed(), variant, says);
    }
    let mut more = smallest();
    more.sections.extend([0; 8]);
    refused("a hole at the end", &more.sealed(), "Section", "belong to no section");
    let mut less = smallest();
    less.sections.truncate(less.sections.len() - 8);
    refused("a word less", &less.sealed(), "Section", past);
}

#[test]
fn texts_that_are_cut_are_refused() {
    let forged = smallest();
    let at = forged.sections.windows(9).position(|w| w == b"realtwice").unwrap();
    let ends = at - 16;
    let with = |first: u64, last: u64| {
        let mut forged = forged.clone();
        forged.sections[ends..ends + 8].copy_from_slice(&first.to_le_bytes());
        forged.sections[ends + 8..at].copy_from_slice(&last.to_le_bytes());
        forged.sealed()
    };
    refused("an end past the text", &with(4, 10), "Section", "cut");
    refused("an end before its start", &with(9, 4), "Section", "cut");
    refused("an end at u64::MAX", &with(u64::MAX, 9), "Section", "cut");
    refused("an end too early", &with(4, 8), "Section", "belongs to nothing");
    let mut bad = forged.clone();
    bad.sections[at] = 0xff;
    refused("text that is not UTF-8", &bad.sealed(), "Section", "not UTF-8");
    let mut split = forged.clone();
    split.sections[at + 3..at + 5].copy_from_slice("é".as_bytes());
    refused("an end inside a letter", &split.sealed(), "Section", "cut");
}

#[test]
fn values_in_another_spelling_are_refused() {
    let forged = Forged::of(&golden("fills"));
    for (name, from, to, says) in [
        ("upper case", "\"3fb999999999999a\"", "\"3FB999999999999A\"", "expected a number"),
        ("15 digits", "\"3fb999999999999a\"", "\"3fb999999999999\"", "expected a number"),
        ("17 digits", "\"3fb999999999999a\"", "\"3fb999999999999a0\"", "expected a number"),
        ("decimal", "\"3fb999999999999a\"", "\"0.1\"", "expected a number"),
        ("an integer", "\"3fb999999999999a\"", "1", "expected a number"),
        ("another NaN", "\"3fb999999999999a\"", "\"7ff8000000000001\"", "expected a number"),
        ("a negative NaN", "\"3fb999999999999a\"", "\"fff8000000000000\"", "expected a number"),
    ] {
        refused(name, &forged.replace(from, to).sealed(), "Header", says);
    }
}
