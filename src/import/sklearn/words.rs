//! Counts and weights of words, each a column of its own.

use super::json::{self, Object};
use super::steps::Made;
use super::{malformed, parts, unsupported};
use crate::data::unicode::Accents;
use crate::error::{ImportError, clip};
use crate::feature::{
    Analyzer, CountVectorize, CountVectorizer, Densifier, Densify, Norm, TfidfVectorize,
    TfidfVectorizer, Tokens,
};
use serde::Serialize;
use std::sync::Arc;

/// What of a text is a word.
fn analyzer(one: &Object<'_>) -> Result<Analyzer, Box<ImportError>> {
    let tokens = match one.text("tokens")?.as_str() {
        "words" => Tokens::Words(one.count("least")?),
        "char" => Tokens::Chars,
        "char_wb" => Tokens::CharsInWords,
        other => return Err(unsupported(format!("the tokens `{}`", clip(other)))),
    };
    let range = json::list(one.raw("ngram_range")?, &one.at("ngram_range"))?;
    let [least, most] = range[..] else {
        return Err(malformed(one.at("ngram_range"), "not two numbers"));
    };
    let number = |raw| json::parse::<u32>(raw, &one.at("ngram_range"), "a count");
    let mut analyzer = Analyzer::new()
        .tokens(tokens)
        .ngrams(number(least)?, number(most)?)
        .lowercase(one.flag("lowercase")?);
    analyzer = match one.text_or("strip_accents", "")?.as_str() {
        "" => analyzer,
        "unicode" => analyzer.accents(Accents::Strip),
        "ascii" => analyzer.accents(Accents::ToAscii),
        other => return Err(unsupported(format!("`strip_accents` {}", clip(other)))),
    };
    if let Some(raw) = one.find("stop_words") {
        let words = json::names(raw, &one.at("stop_words"))?;
        analyzer = analyzer.stop_words(words.iter().map(ToString::to_string));
    }
    Ok(analyzer)
}

/// The stages, the columns they make, and the one they take as text.
pub(super) fn vectorizer(
    one: &Object<'_>,
    columns: Vec<Arc<str>>,
    weighted: bool,
) -> Result<(Made, Vec<Arc<str>>), Box<ImportError>> {
    #[derive(Serialize)]
    struct Counted<'a> {
        columns: &'a [Arc<str>],
        terms: Vec<&'a [Arc<str>]>,
    }
    #[derive(Serialize)]
    struct Weighted<'a> {
        columns: &'a [Arc<str>],
        terms: Vec<&'a [Arc<str>]>,
        idf: Vec<Vec<f64>>,
    }
    #[derive(Serialize)]
    struct Dense<'a> {
        columns: &'a [Arc<str>],
        features: Vec<&'a [Arc<str>]>,
    }
    one.only(&[
        "tokens",
        "least",
        "ngram_range",
        "lowercase",
        "strip_accents",
        "stop_words",
        "terms",
        "binary",
        "idf",
        "sublinear_tf",
        "norm",
    ])?;
    let [name] = &columns[..] else {
        return Err(unsupported(format!("words of {} columns", columns.len())));
    };
    let (analyzer, binary) = (analyzer(one)?, one.flag("binary")?);
    let terms = json::names(one.raw("terms")?, &one.at("terms"))?;
    let (place, of) = (&one.place, &columns);
    let counts = if weighted {
        let norm = match one.text_or("norm", "none")?.as_str() {
            "none" => Norm::None,
            "l1" => Norm::L1,
            "l2" => Norm::L2,
            other => return Err(unsupported(format!("the norm `{}`", clip(other)))),
        };
        let has = one.has("idf");
        let idf = if has { one.numbers("idf")? } else { vec![1.0; terms.len()] };
        let recipe = TfidfVectorize::new()
            .analyzer(analyzer)
            .binary(binary)
            .idf(has)
            .sublinear(one.flag("sublinear_tf")?)
            .norm(norm);
        let state = Weighted { columns: of, terms: vec![&terms], idf: vec![idf] };
        parts::stage::<TfidfVectorizer>(place, recipe, &state)?
    } else {
        let recipe = CountVectorize::new().analyzer(analyzer).binary(binary);
        parts::stage::<CountVectorizer>(
            place,
            recipe,
            &Counted { columns: of, terms: vec![&terms] },
        )?
    };
    let state = Dense { columns: of, features: vec![&terms] };
    let dense = parts::stage::<Densifier>(place, Densify::new(), &state)?;
    let made = terms.iter().map(|term| format!("{name}_{term}").into()).collect();
    Ok((Made { records: vec![counts, dense], columns: made }, columns))
}
