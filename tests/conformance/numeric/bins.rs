//! Bins: scikit-learn's and Feature-engine's.

use super::super::transform::{Applied, Json};
use super::{Outcome, Refusal, Subject, ULP, fit, largest, present};
use steadfast::data::{Column, Sparse, Table};
use steadfast::error::Error;
use steadfast::exact::Quantile;
use steadfast::preprocess::{BinOutput, Closed, Discretize, Discretizer, Undefined};

/// Edges as JSON has them.
fn numbers(list: &Json) -> Option<Vec<f64>> {
    list.list()?.iter().map(Json::number).collect()
}

/// Sets the edges of each column beside the peer's; whether all their bits are the same.
fn edges_beside(
    outcome: &mut Outcome,
    fitted: &Discretizer,
    peers: &[(String, Vec<f64>)],
    allowed: &dyn Fn(&str, usize, f64) -> f64,
) -> bool {
    let mut same = true;
    for (at, name) in fitted.columns().iter().enumerate() {
        let found = &fitted.edges()[at];
        let expected = peers.iter().find(|(peer, _)| **peer == **name).map(|(_, edges)| edges);
        let Some(expected) = expected.filter(|expected| expected.len() == found.len()) else {
            outcome.fail(format!("edges of `{name}`: {found:?}, expected {expected:?}"));
            continue;
        };
        for (edge, (&found, &expected)) in found.iter().zip(expected).enumerate() {
            same &= found == expected;
            let what = format!("edge {edge} of `{name}`");
            outcome.compare(&what, found, expected, allowed(name, edge, expected));
        }
    }
    same
}

pub(super) fn k_bins(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    if subject.init("dtype") != &Json::Null {
        return Err(subject.unsupported("dtype"));
    }
    let names: Vec<&str> = subject.train.names().map(|name| &**name).collect();
    let (bins, each) = match subject.init("n_bins") {
        Json::Number(bins) => (*bins as u64, Vec::new()),
        Json::List(each) => (2, each.iter().filter_map(Json::number).collect()),
        _ => return Err(subject.unsupported("n_bins")),
    };
    let strategy = subject.init("strategy").text().unwrap_or_default();
    let recipe = match strategy {
        "uniform" => Discretize::uniform(bins),
        "quantile" => Discretize::quantile(bins).quantile_method(quantile_method(subject)?),
        "kmeans" => Discretize::k_means(bins),
        _ => return Err(subject.unsupported("strategy")),
    };
    let own_bins = names.iter().zip(each);
    let recipe = own_bins.fold(recipe, |recipe, (name, bins)| recipe.bins_of(*name, bins as u64));
    let (output, sparse) = match subject.init("encode").text() {
        Some("ordinal") => (BinOutput::Number, false),
        Some("onehot-dense") => (BinOutput::Indicators, false),
        Some("onehot") => (BinOutput::Indicators, true),
        _ => return Err(subject.unsupported("encode")),
    };
    let peer = subject.fitted("bin_edges_").list().unwrap_or_default().iter().map(numbers);
    let peer: Option<Vec<Vec<f64>>> = peer.collect();
    let peer = peer.filter(|peer| peer.len() == names.len()).ok_or("no bin_edges_".to_owned())?;
    // Where all that is left of the edges is the first, everything is in one bin.
    let one = vec![f64::NEG_INFINITY, f64::INFINITY];
    let peer = peer.into_iter().map(|edges| if edges.len() < 2 { one.clone() } else { edges });
    let peers: Vec<(String, Vec<f64>)> = names.iter().map(ToString::to_string).zip(peer).collect();
    let subsample = subject.init("subsample").number();
    let drawn = subsample.is_some_and(|subsample| subject.train.rows() as f64 > subsample);
    let mut apply = None;
    if !drawn {
        let (fitted, own) = fit(recipe.output(output), None, &subject.train)?;
        // Centres are means, of which the peer's are off by a few roundings of the largest value.
        let allowed = |name: &str, _: usize, _: f64| match strategy {
            "kmeans" => 16.0 * ULP * largest(&present(&subject.train, name)),
            _ => 0.0,
        };
        let same = edges_beside(outcome, &fitted, &peers, &allowed);
        apply = Some(own).filter(|_| same);
    }
    // Where the peer draws rows, and where a value may lie between its edge and ours, bins are those of its
    // edges, open at both ends.
    let apply = match apply {
        Some(apply) => apply,
        None => {
            let open = peers.into_iter().map(|(name, mut edges)| {
                if let [first, .., last] = edges.as_mut_slice() {
                    (*first, *last) = (f64::NEG_INFINITY, f64::INFINITY);
                }
                (name, edges)
            });
            let recipe = Discretize::given(open).closed(Closed::Left).output(output);
            fit(recipe, None, &subject.train)?.1
        }
    };
    let apply: Applied = match sparse {
        false => apply,
        true => Box::new(move |x| side_by_side(&apply(x)?)),
    };
    subject.compare(outcome, &apply, &|_, _| 0.0)
}

/// The columns of a table as the features of one sparse column.
fn side_by_side(x: &Table) -> Result<Table, Error> {
    let mut rows = Sparse::new(x.names().cloned())?;
    let columns: Vec<_> = x.columns().filter_map(|(_, column)| column.reals()).collect();
    for row in 0..x.rows() {
        let cells = columns.iter().enumerate().map(|(at, column)| (at, column[row]));
        rows.push(cells.filter(|(_, cell)| *cell != 0.0))?;
    }
    Table::of_rows(x.rows()).with("bins", Column::Sparse(rows))
}

fn quantile_method(subject: &Subject<'_>) -> Result<Quantile, Refusal> {
    Ok(match subject.init("quantile_method").text() {
        Some("linear") => Quantile::Linear,
        Some("inverted_cdf") => Quantile::InvertedCdf,
        Some("averaged_inverted_cdf") => Quantile::AveragedInvertedCdf,
        Some("closest_observation") => Quantile::ClosestObservation,
        Some("interpolated_inverted_cdf") => Quantile::InterpolatedInvertedCdf,
        Some("hazen") => Quantile::Hazen,
        Some("weibull") => Quantile::Weibull,
        Some("median_unbiased") => Quantile::MedianUnbiased,
        Some("normal_unbiased") => Quantile::NormalUnbiased,
        _ => return Err(subject.unsupported("quantile_method")),
    })
}

pub(super) fn equal_width(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let recipe = Discretize::equal_width(subject.number("bins")? as u64);
    pandas(subject, outcome, recipe, &|_, _, _| 0.0)
}

pub(super) fn equal_frequency(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let recipe = Discretize::equal_frequency(subject.number("q")? as u64);
    pandas(subject, outcome, recipe, &|_, _, _| 0.0)
}

/// An edge is the smallest value and a power of a root: each multiplication's rounding counts.
pub(super) fn geometric_width(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let bins = subject.number("bins")?;
    let allowed = |name: &str, _: usize, edge: f64| {
        2.0 * ULP * (bins * edge.abs() + largest(&present(&subject.train, name)))
    };
    pandas(subject, outcome, Discretize::geometric(bins as u64), &allowed)
}

pub(super) fn arbitrary(subject: &Subject<'_>, outcome: &mut Outcome) -> Result<(), Refusal> {
    let Json::Map(edges) = subject.init("binning_dict") else {
        return Err(subject.unsupported("binning_dict"));
    };
    let given = edges.iter().map(|(name, edges)| Some((name.clone(), numbers(edges)?)));
    let given: Option<Vec<(String, Vec<f64>)>> = given.collect();
    let recipe = Discretize::given(given.ok_or_else(|| subject.unsupported("binning_dict"))?);
    let recipe = match subject.init("errors").text() {
        Some("ignore") => recipe.undefined(Undefined::Missing),
        Some("raise") => recipe,
        _ => return Err(subject.unsupported("errors")),
    };
    pandas(subject, outcome, recipe, &|_, _, _| 0.0)
}

fn pandas(
    subject: &Subject<'_>,
    outcome: &mut Outcome,
    recipe: Discretize,
    allowed: &dyn Fn(&str, usize, f64) -> f64,
) -> Result<(), Refusal> {
    let Json::Map(peers) = subject.fitted("binner_dict_") else {
        return Err("no binner_dict_".to_owned().into());
    };
    let peers = peers.iter().map(|(name, edges)| Some((name.clone(), numbers(edges)?)));
    let peers: Option<Vec<(String, Vec<f64>)>> = peers.collect();
    let peers = peers.ok_or("binner_dict_ holds no numbers".to_owned())?;
    if let Some((name, _)) = peers.iter().find(|(_, edges)| edges.len() < 2) {
        let reason = format!("`{name}` is constant, and the peer makes all of it missing");
        return Err(Refusal::Unsupported(reason));
    }
    let output = match (subject.init("return_boundaries"), subject.init("return_object")) {
        (boundaries, _) if boundaries.is_true() => BinOutput::Boundaries,
        // Beside missing values the peer writes 0.0 for 0.
        (_, object) if object.is_true() && subject.init("errors") == &Json::Null => BinOutput::Text,
        _ => BinOutput::Number,
    };
    let recipe = recipe.output(output).precision(subject.number("precision")? as u32);
    let (fitted, apply) = fit(recipe, subject.parameters.variables(), &subject.train)?;
    edges_beside(outcome, &fitted, &peers, allowed);
    subject.compare(outcome, &apply, &|_, _| 0.0)
}
