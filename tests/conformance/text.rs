//! Runs the cases of scikit-learn's vectorisers of text.
//!
//! Counts and hashes are whole numbers: bits are expected. Weights hold a logarithm each (within an ulp
//! of the peer's) and a product; a row's norm is one more sum and root, all of positive terms.

use super::transform::{Applied, Json, Parameters, compare, fit, table};
use super::{CaseDir, Outcome, Runner};
use steadfast::data::Table;
use steadfast::data::unicode::Accents;
use steadfast::feature::{
    Analyzer, CountVectorize, ENGLISH_STOP_WORDS, HashVectorize, Norm, TfidfVectorize, Tokens,
};

/// Roundings of a logarithm, a product, a norm of at most some hundred terms, and a quotient, relative.
const WEIGHT: f64 = 8.0 * f64::EPSILON;

/// Vectorisers.
pub(super) struct Texts;

const TRANSFORMERS: [&str; 3] = ["CountVectorizer", "TfidfVectorizer", "HashingVectorizer"];

impl Runner for Texts {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json")
            && case.has("train.csv")
            && Parameters::read(case).is_ok_and(|p| TRANSFORMERS.contains(&p.transformer.as_str()))
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let parameters = Parameters::read(case)?;
        let train = table(case, "train.csv")?;
        let mut outcome = Outcome::new();
        let analyzer = match analyzer(&parameters.init) {
            Ok(analyzer) => analyzer,
            Err(reason) => return Ok(Outcome::unsupported(reason)),
        };
        let apply = match parameters.transformer.as_str() {
            "CountVectorizer" => count(&parameters, analyzer, &train, &mut outcome)?,
            "TfidfVectorizer" => tfidf(&parameters, analyzer, &train, &mut outcome)?,
            _ => hash(&parameters, analyzer, &train)?,
        };
        let relative = if parameters.transformer == "CountVectorizer" { 0.0 } else { WEIGHT };
        compare(case, &mut outcome, &apply, &|_, x| relative * x.abs())?;
        Ok(outcome)
    }
}

fn analyzer(init: &Json) -> Result<Analyzer, String> {
    let unsupported = |what: &str| Err(format!("{what} = {:?}", init.get(what)));
    let mut analyzer = Analyzer::new().lowercase(init.get("lowercase").is_true());
    analyzer = match init.get("strip_accents").text() {
        None => analyzer,
        Some("unicode") => analyzer.accents(Accents::Strip),
        Some("ascii") => analyzer.accents(Accents::ToAscii),
        Some(_) => return unsupported("strip_accents"),
    };
    let tokens = match init.get("analyzer").text() {
        Some("char") => Tokens::Chars,
        Some("char_wb") => Tokens::CharsInWords,
        Some("word") => match init.get("token_pattern").text().and_then(pattern) {
            Some(tokens) => tokens,
            None => return unsupported("token_pattern"),
        },
        _ => return unsupported("analyzer"),
    };
    if *init.get("preprocessor") != Json::Null || *init.get("tokenizer") != Json::Null {
        return unsupported("preprocessor");
    }
    let words = match init.get("stop_words") {
        Json::Null => Vec::new(),
        Json::Text(language) if language == "english" => {
            ENGLISH_STOP_WORDS.map(str::to_owned).to_vec()
        }
        Json::List(words) => words.iter().filter_map(Json::text).map(str::to_owned).collect(),
        _ => return unsupported("stop_words"),
    };
    let range = init.get("ngram_range").list().unwrap_or_default();
    let [least, most] = range else { return unsupported("ngram_range") };
    let count = |x: &Json| x.number().map_or(1, |x| x as u32);
    Ok(analyzer.tokens(tokens).stop_words(words).ngrams(count(least), count(most)))
}

/// The tokens of the regular expressions that are runs of a class of characters.
fn pattern(text: &str) -> Option<Tokens> {
    let text = text.strip_prefix("(?u)").unwrap_or(text);
    // Between word boundaries a run of word characters is whole, as it is without them.
    let bounded = text.strip_prefix(r"\b").and_then(|t| t.strip_suffix(r"\b"));
    let (class, rest) = match text.strip_prefix('[') {
        Some(inside) => {
            let (class, rest) = inside.split_once(']')?;
            (Some(ranges(class)?), rest)
        }
        None => (None, bounded.unwrap_or(text).strip_prefix(r"\w")?),
    };
    let least = match rest {
        "+" => 1,
        r"\w+" if class.is_none() => 2,
        r"\w\w+" if class.is_none() => 3,
        _ => rest.strip_prefix('{')?.strip_suffix(",}")?.parse().ok()?,
    };
    Some(class.map_or(Tokens::Words(least), |ranges| Tokens::Runs(ranges, least)))
}

/// `a-zA-Z0-9_` as ranges.
fn ranges(class: &str) -> Option<Vec<(char, char)>> {
    let letters: Vec<char> = class.chars().collect();
    if letters.iter().any(|c| matches!(c, '\\' | '^' | '[')) {
        return None;
    }
    let mut out = Vec::new();
    let mut rest = letters.as_slice();
    while let [first, tail @ ..] = rest {
        rest = match tail {
            ['-', last, more @ ..] => {
                out.push((*first, *last));
                more
            }
            _ => {
                out.push((*first, *first));
                tail
            }
        };
    }
    Some(out)
}

/// The setters of both recipes with a vocabulary, from the peer's parameters.
macro_rules! limited {
    ($recipe:expr, $init:expr) => {{
        let (mut recipe, init) = ($recipe, $init);
        // A whole number is a count and a fraction a share, but the peer writes 1.0 and 1 for both.
        match init.get("min_df").number() {
            Some(x) if x < 1.0 => recipe = recipe.min_share(x),
            Some(x) => recipe = recipe.min_documents(x as u64),
            None => {}
        }
        match init.get("max_df").number() {
            Some(x) if x <= 1.0 => recipe = recipe.max_share(x),
            Some(x) => recipe = recipe.max_documents(x as u64),
            None => {}
        }
        if let Some(terms) = init.get("max_features").number() {
            recipe = recipe.max_features(terms as u64);
        }
        if let Some(terms) = init.get("vocabulary").list() {
            recipe = recipe.vocabulary(terms.iter().filter_map(Json::text));
        }
        recipe.binary(init.get("binary").is_true())
    }};
}

/// The peer's terms in the order of their features.
fn vocabulary(fitted: &Json) -> Result<Vec<String>, String> {
    let Json::Map(map) = fitted.get("vocabulary_") else { return Err("no vocabulary_".into()) };
    let mut terms: Vec<(u64, &String)> = Vec::new();
    for (term, feature) in map {
        terms.push((feature.number().ok_or("a feature is not a number")? as u64, term));
    }
    terms.sort_unstable();
    Ok(terms.into_iter().map(|(_, term)| term.clone()).collect())
}

/// Compares the terms. Where the peer cuts by frequency, terms that occur as often as the last one kept
/// are its unstable sort's to choose: then the case goes on with the peer's terms and says so.
fn settle_terms(
    outcome: &mut Outcome,
    found: &[String],
    expected: &[String],
    frequency: &dyn Fn(&str) -> f64,
) -> Result<bool, String> {
    if found == expected {
        outcome.agree();
        return Ok(false);
    }
    let only = |a: &[String], b: &[String]| -> Vec<String> {
        a.iter().filter(|term| !b.contains(term)).cloned().collect()
    };
    let (ours, theirs) = (only(found, expected), only(expected, found));
    let times: Vec<f64> = ours.iter().chain(&theirs).map(|term| frequency(term)).collect();
    let tied = times.iter().all(|x| Some(x) == times.first()) && ours.len() == theirs.len();
    let least = found.iter().map(|term| frequency(term)).fold(f64::INFINITY, steadfast::exact::min);
    if !tied || times.first() != Some(&least) {
        return Err(format!("terms {ours:?} in place of {theirs:?}"));
    }
    outcome.difference(format!(
        "DIFFERENCE at the cut of max_features, where {least} occurrences tie: the peer sorts by \
         NumPy's argsort, which is not stable and differs by CPU, and kept {theirs:?}; we keep {ours:?}, \
         the first by code point. The rest of the case is run with the peer's terms."
    ));
    Ok(true)
}

/// How often a term occurs in the training texts.
fn frequency(analyzer: Analyzer, train: &Table) -> impl Fn(&str) -> f64 {
    let mut counts = std::collections::BTreeMap::new();
    for (_, column) in train.columns() {
        if let steadfast::data::Column::Text(text) = &**column {
            for term in text.iter().flatten().flat_map(|text| analyzer.terms(text)) {
                *counts.entry(term).or_insert(0.0) += 1.0;
            }
        }
    }
    move |term| counts.get(term).copied().unwrap_or(0.0)
}

fn text_column(train: &Table) -> Result<String, String> {
    let column =
        train.columns().find(|(_, c)| c.column_type() == steadfast::data::ColumnType::Text);
    Ok(column.ok_or("no text column")?.0.to_string())
}

fn count(
    parameters: &Parameters,
    analyzer: Analyzer,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, String> {
    let column = text_column(train)?;
    let recipe = limited!(CountVectorize::new().analyzer(analyzer.clone()), &parameters.init);
    let (fitted, apply) = fit(recipe.clone(), None, train)?;
    let found: Vec<String> =
        fitted.terms(&column).unwrap_or_default().iter().map(ToString::to_string).collect();
    let expected = vocabulary(&parameters.fitted)?;
    if settle_terms(outcome, &found, &expected, &frequency(analyzer, train))? {
        return Ok(fit(recipe.vocabulary(expected), None, train)?.1);
    }
    Ok(apply)
}

fn norm(init: &Json) -> Result<Norm, String> {
    match init.get("norm") {
        Json::Null => Ok(Norm::None),
        Json::Text(norm) if norm == "l1" => Ok(Norm::L1),
        Json::Text(norm) if norm == "l2" => Ok(Norm::L2),
        other => Err(format!("norm = {other:?}")),
    }
}

fn tfidf(
    parameters: &Parameters,
    analyzer: Analyzer,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Applied, String> {
    let init = &parameters.init;
    let column = text_column(train)?;
    let recipe = limited!(TfidfVectorize::new().analyzer(analyzer.clone()), init)
        .idf(init.get("use_idf").is_true())
        .smooth(init.get("smooth_idf").is_true())
        .sublinear(init.get("sublinear_tf").is_true())
        .norm(norm(init)?);
    let (fitted, apply) = fit(recipe.clone(), None, train)?;
    let found: Vec<String> =
        fitted.terms(&column).unwrap_or_default().iter().map(ToString::to_string).collect();
    let expected = vocabulary(&parameters.fitted)?;
    if settle_terms(outcome, &found, &expected, &frequency(analyzer, train))? {
        return Ok(fit(recipe.vocabulary(expected), None, train)?.1);
    }
    if let Some(weights) = parameters.fitted.get("idf_").list() {
        for (at, (weight, &found)) in
            weights.iter().zip(fitted.idf(&column).unwrap_or_default()).enumerate()
        {
            let expected = weight.number().ok_or("idf_ is not a number")?;
            outcome.compare(&format!("idf of term {at}"), found, expected, WEIGHT * expected);
        }
    }
    Ok(apply)
}

fn hash(parameters: &Parameters, analyzer: Analyzer, train: &Table) -> Result<Applied, String> {
    let init = &parameters.init;
    let features = init.get("n_features").number().ok_or("n_features")? as u32;
    let recipe = HashVectorize::new(features)
        .analyzer(analyzer)
        .signed(init.get("alternate_sign").is_true())
        .binary(init.get("binary").is_true())
        .norm(norm(init)?);
    Ok(fit(recipe, None, train)?.1)
}
