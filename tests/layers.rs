//! What may import what: each module of the crate only those below it.
//!
//! The source text itself is read, so that a path deep inside a function counts as much as a `use`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The layers, from the bottom. Modules of one layer know nothing of one another.
const LAYERS: [&[&str]; 13] = [
    &["exact"],
    &["error"],
    &["metrics", "solve"],
    &["data"],
    &["pipeline"],
    &["artifact"],
    &["clean", "preprocess", "feature", "select", "model"],
    &["stages"],
    &["root"],
    &["evaluate", "contract", "monitor", "deploy"],
    &["explain", "search", "import"],
    &["prelude"],
    &["lib", "guide"],
];

/// Foreign crates that may be named in few places, and why there.
const FOREIGN: [(&str, &[&str], &str); 10] = [
    ("linfa", &["model/train/"], "a trainer: its parameters are read out and it is dropped"),
    ("linfa_elasticnet", &["model/train/"], "a trainer"),
    ("linfa_linear", &["model/train/"], "a trainer"),
    ("linfa_logistic", &["model/train/"], "a trainer"),
    ("smartcore", &["model/train/"], "a trainer"),
    (
        "serde_json",
        &["artifact/envelope/", "data/read/", "data/write/", "import/"],
        "JSON text: the header of an artifact, JSON lines, and files of other libraries; numbers are read by our own contract",
    ),
    ("prost", &["import/onnx/wire.rs"], "the wire format of Protobuf"),
    ("sha2", &["artifact/envelope.rs", "root/cells.rs"], "the digests of an artifact and of data"),
    ("csv_core", &["data/read/"], "cuts CSV into cells and nothing more"),
    (
        "ndarray",
        &["data/", "model/train/", "contract/probe.rs"],
        "the inside of a matrix, what trainers take, and a matrix of another memory order",
    ),
];

/// Names that must not stand anywhere but where listed.
const BANNED: [(&str, &[&str]); 4] = [
    // Looked up by key; its order never reaches anything.
    ("HashMap", &["data/dictionary.rs"]),
    ("HashSet", &[]),
    ("RandomState", &[]),
    ("mul_add", &[]),
];

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Path,
    Mark(char),
}

/// Words, `::` and single marks of Rust source, without comments, strings and characters.
fn tokens(source: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = source;
    while let Some(first) = rest.chars().next() {
        let taken = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(length) = raw_string(rest) {
            length
        } else if first == '"' {
            quoted(rest, '"')
        } else if first == '\'' {
            character(rest)
        } else if rest.starts_with("::") {
            out.push(Token::Path);
            2
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            out.push(Token::Word(rest[..end].to_owned()));
            end
        } else {
            if !first.is_whitespace() {
                out.push(Token::Mark(first));
            }
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    out
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0, 0);
    while at < text.len() {
        if text[at..].starts_with("/*") {
            (depth, at) = (depth + 1, at + 2);
        } else if text[at..].starts_with("*/") {
            (depth, at) = (depth - 1, at + 2);
            if depth == 0 {
                return at;
            }
        } else {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    text.len()
}

fn raw_string(text: &str) -> Option<usize> {
    let body = text.strip_prefix('b').unwrap_or(text).strip_prefix('r')?;
    let hashes = body.len() - body.trim_start_matches('#').len();
    body[hashes..].strip_prefix('"')?;
    let close = format!("\"{}", "#".repeat(hashes));
    let start = text.len() - body.len() + hashes + 1;
    Some(text[start..].find(&close).map_or(text.len(), |end| start + end + close.len()))
}

fn quoted(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// A character, or the mark of a lifetime.
fn character(text: &str) -> usize {
    let mut inner = text[1..].chars();
    match (inner.next(), inner.next()) {
        (Some('\\'), _) => quoted(text, '\''),
        (Some(c), Some('\'')) => 2 + c.len_utf8(),
        _ => 1,
    }
}

/// The modules of this crate that a file names: by `crate::`, and by `super::` up to the root.
fn imports(file: &str, source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut out = Vec::new();
    // For each open brace, whether it is that of an inline module.
    let mut braces: Vec<bool> = Vec::new();
    let depth = module_path(file).len();
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            Token::Mark('{') => {
                let inline = at >= 2 && tokens[at - 2] == Token::Word("mod".to_owned());
                braces.push(inline);
            }
            Token::Mark('}') => {
                braces.pop();
            }
            Token::Word(word) if word == "crate" => at = names(&tokens, at + 1, &mut out),
            Token::Word(word) if word == "super" && !continued(&tokens, at) => {
                let mut climbed = 1;
                while tokens.get(at + 1) == Some(&Token::Path)
                    && tokens.get(at + 2) == Some(&Token::Word("super".to_owned()))
                {
                    (climbed, at) = (climbed + 1, at + 2);
                }
                if climbed >= depth + braces.iter().filter(|inline| **inline).count() {
                    at = names(&tokens, at + 1, &mut out);
                }
            }
            _ => {}
        }
        at += 1;
    }
    out
}

/// Whether the word at a place is the later part of a path.
fn continued(tokens: &[Token], at: usize) -> bool {
    at > 0 && tokens[at - 1] == Token::Path
}

/// The first words of what follows `crate`: one, or each of a group. Gives the last place read.
fn names(tokens: &[Token], path: usize, out: &mut Vec<String>) -> usize {
    if tokens.get(path) != Some(&Token::Path) {
        return path - 1;
    }
    match tokens.get(path + 1) {
        Some(Token::Word(word)) => {
            out.push(word.clone());
            path + 1
        }
        Some(Token::Mark('{')) => {
            let (mut depth, mut at, mut first) = (1, path + 2, true);
            while let Some(token) = tokens.get(at).filter(|_| depth > 0) {
                match token {
                    Token::Mark('{') => depth += 1,
                    Token::Mark('}') => depth -= 1,
                    Token::Mark(',') if depth == 1 => first = true,
                    Token::Word(word) if first && depth == 1 => {
                        out.push(word.clone());
                        first = false;
                    }
                    _ => {}
                }
                at += 1;
            }
            at - 1
        }
        _ => path,
    }
}

/// `data/read/csv.rs` is the module `data`, `read`, `csv`; `data/mod.rs` is `data`.
fn module_path(file: &str) -> Vec<&str> {
    let parts = file.trim_end_matches(".rs").split('/');
    parts.filter(|part| !matches!(*part, "mod" | "lib")).collect()
}

/// What a file must not name.
fn faults(file: &str, source: &str, crate_modules: &[String]) -> Vec<String> {
    let mut out = Vec::new();
    let module = module_path(file).first().copied().unwrap_or("lib");
    let Some(own) = layer(module) else {
        return vec![format!("{file}: module `{module}` has no layer; give it one in LAYERS")];
    };
    for name in imports(file, source) {
        // What is not a module of the root is something the root re-exports.
        let name = if crate_modules.contains(&name) { name.as_str() } else { "root" };
        if name == module {
            continue;
        }
        match layer(name) {
            Some(other) if other < own => {}
            Some(other) if other == own => {
                out.push(format!("{file}: `{module}` imports `{name}` beside it"));
            }
            _ => out.push(format!("{file}: `{module}` imports `{name}` above it")),
        }
    }
    let tokens = tokens(source);
    for (at, token) in tokens.iter().enumerate() {
        let Token::Word(word) = token else { continue };
        let named = tokens.get(at + 1) == Some(&Token::Path) && !continued(&tokens, at);
        for (krate, places, why) in FOREIGN {
            if named && word == krate && !places.iter().any(|place| file.starts_with(place)) {
                out.push(format!("{file}: `{krate}` belongs in {places:?} ({why})"));
            }
        }
        for (banned, places) in BANNED {
            if word == banned && !places.contains(&file) {
                out.push(format!("{file}: `{banned}`"));
            }
        }
    }
    out
}

fn sources() -> BTreeMap<String, String> {
    fn walk(folder: &Path, out: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push(path);
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    walk(&root, &mut files);
    let name = |path: &Path| path.strip_prefix(&root).unwrap().to_str().unwrap().replace('\\', "/");
    files.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// Tests may look wherever they like: what they import is not built into the crate.
fn is_test(file: &str) -> bool {
    file.ends_with("tests.rs")
}

#[test]
fn every_module_imports_downwards() {
    let sources = sources();
    assert!(sources.len() > 100, "found {} files", sources.len());
    let modules: Vec<String> = sources
        .keys()
        .map(|file| module_path(file).first().copied().unwrap_or("lib").to_owned())
        .collect();
    let faults: Vec<String> = sources
        .iter()
        .filter(|(file, _)| !is_test(file))
        .flat_map(|(file, source)| faults(file, without_tests(source), &modules))
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// A file without its test module, which stands last.
fn without_tests(source: &str) -> &str {
    source.find("\n#[cfg(test)]\nmod ").map_or(source, |at| &source[..at])
}

/// One idea a file. Tables of numbers and tests count as well.
#[test]
fn files_are_short() {
    let mut lengths: Vec<(usize, String)> =
        sources().into_iter().map(|(file, source)| (source.lines().count(), file)).collect();
    lengths.sort();
    let at = |share: usize| lengths[lengths.len() * share / 100].0;
    let longest: Vec<_> = lengths.iter().rev().take(5).collect();
    println!("{} files, median {}, p90 {}, longest {longest:?}", lengths.len(), at(50), at(90));
    assert!(at(50) <= 160, "median {} lines", at(50));
    assert!(at(90) <= 300, "p90 {} lines", at(90));
}

#[test]
fn the_checker_finds_what_it_must() {
    let modules: Vec<String> =
        LAYERS.iter().flat_map(|layer| layer.iter().map(|name| (*name).to_owned())).collect();
    let fault = |file: &str, source: &str| faults(file, source, &modules).join("; ");
    for (file, source) in [
        ("data/x.rs", "use crate::pipeline::Fit;"),
        ("data/x.rs", "fn f() { let _ = crate::root::load; }"),
        ("data/x.rs", "use crate::{error::Error, artifact::{Stage, Record}};"),
        ("data/x.rs", "use crate::load;"),
        ("data/mod.rs", "use super::pipeline;"),
        ("data/x.rs", "use super::super::pipeline;"),
        ("data/x.rs", "mod tests { use super::super::super::pipeline; }"),
        ("clean/x.rs", "use crate::preprocess::OneHot;"),
        ("contract/x.rs", "use crate::evaluate::metrics;"),
        ("novel/x.rs", ""),
        ("clean/x.rs", "use linfa::Dataset;"),
        ("model/linear.rs", "use smartcore::tree;"),
        ("clean/x.rs", "let text = serde_json::to_string(x);"),
        ("clean/x.rs", "let map: HashMap<u8, u8>;"),
        ("exact/x.rs", "x.mul_add(y, z)"),
        ("data/x.rs", "let c = '\"'; use crate::pipeline::Fit; let d = '\"';"),
        ("data/x.rs", "let s = r#\"a\"#; use crate::pipeline::Fit;"),
        ("data/x.rs", "fn f<'a>(x: &'a str) { crate::root::load }"),
    ] {
        assert!(!fault(file, source).is_empty(), "{file}: {source}");
    }
    for (file, source) in [
        ("artifact/x.rs", "use crate::pipeline::Fit; use super::Record;"),
        ("root/x.rs", "use crate::{artifact::Stage, stages};"),
        ("data/x.rs", "// use crate::root::load;\n/* crate::root /* */ crate::root */"),
        ("data/x.rs", "let s = \"crate::root::load \\\" crate::root\";"),
        ("data/mod.rs", "mod tests { use super::Table; }"),
        ("data/x.rs", "mod tests { use super::super::Table; }"),
        ("data/x.rs", "use crate::data::Table;"),
        ("prelude.rs", "pub use crate::root::load;"),
        ("lib.rs", "pub use root::load;"),
        ("model/train/x.rs", "use linfa::Dataset;"),
    ] {
        assert_eq!(fault(file, source), "", "{file}: {source}");
    }
}
