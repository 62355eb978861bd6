//! Stages that make features of text.

use super::Visitor;
use super::data::with_time;
use steadfast::feature::{
    Analyzer, CountVectorize, Densify, HashVectorize, Norm, TfidfVectorize, Tokens,
};
use steadfast::prelude::*;

/// Titles, one of them missing, one twice, one without a word.
fn titles() -> Result<Table, Error> {
    let titles = [
        Some("Oil on canvas"),
        Some("oil, on  Paper"),
        None,
        Some("Été à Paris\tno 5"),
        Some(""),
        Some("Oil on canvas"),
        Some("ink on paper, ink on silk"),
        Some("éé #1"),
        Some("canvas"),
    ];
    with_time()?
        .take(&(0..titles.len()).collect::<Vec<_>>())
        .with("title", Column::Text(titles.into_iter().collect()))
}

pub(crate) fn text(visitor: &mut impl Visitor) -> Result<(), Error> {
    let x = titles()?;
    let title = x.select(&["title", "age"])?;
    let letters = Tokens::Runs(vec![('a', 'z'), ('0', '9')], 1);
    let analyzers = [
        Analyzer::new(),
        Analyzer::new().tokens(Tokens::Words(1)).ngrams(1, 3).accents(Accents::Strip),
        Analyzer::new().tokens(letters).lowercase(false).stop_words(["on"]),
        Analyzer::new().tokens(Tokens::Chars).ngrams(1, 2).accents(Accents::ToAscii),
        Analyzer::new().tokens(Tokens::CharsInWords).ngrams(2, 4),
    ];
    for analyzer in analyzers {
        visitor.run_partial(&CountVectorize::new().analyzer(analyzer.clone()), &title, &());
        visitor.run_partial(&TfidfVectorize::new().analyzer(analyzer.clone()), &title, &());
        visitor.run(&HashVectorize::new(32).analyzer(analyzer), &x, &());
    }
    for recipe in [
        CountVectorize::new().min_documents(2).binary(true),
        CountVectorize::new().max_share(0.3).max_features(3),
        CountVectorize::new().vocabulary(["paper", "oil", "air"]),
    ] {
        visitor.run_partial(&recipe, &title, &());
    }
    for recipe in [
        TfidfVectorize::new().norm(Norm::L1).smooth(false).sublinear(true),
        TfidfVectorize::new().norm(Norm::None).idf(false).min_share(0.2),
    ] {
        visitor.run_partial(&recipe, &title, &());
    }
    visitor.run(&HashVectorize::new(1 << 20).norm(Norm::None).signed(false), &title, &());
    visitor.run(&HashVectorize::new(3).norm(Norm::L1).binary(true), &title, &());
    let counted = CountVectorize::new().fit(&title, &())?.apply(&title)?;
    visitor.run(&Densify::new(), &counted, &());
    let hashed = HashVectorize::new(5).fit(&title, &())?.apply(&title)?;
    visitor.run(&Densify::new(), &hashed, &());
    Ok(())
}
