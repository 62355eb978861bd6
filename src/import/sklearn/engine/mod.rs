//! Transformers of Feature-engine, which work on some columns of a table and leave the others as they are.

mod creation;
mod dates;
mod discretisers;
mod encoders;
mod imputers;
mod indicators;
mod numbers;
mod trees;

use super::json::Object;
use super::{cells, malformed, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use std::collections::BTreeSet;
use std::sync::Arc;

type Read<T> = Result<T, Box<ImportError>>;

/// What stands before the names of these classes in a file: scikit-learn has some of the same name.
pub(super) const PREFIX: &str = "feature_engine.";

/// A transformer as stages.
pub(super) struct Fitted {
    /// None where it only chooses columns.
    pub(super) record: Option<Record>,
    /// The columns behind it, in Feature-engine's order.
    pub(super) columns: Vec<Arc<str>>,
    /// Those it takes as text.
    pub(super) text: Vec<Arc<str>>,
    /// Those that are numbers before it and text behind it.
    pub(super) worded: Vec<Arc<str>>,
}

impl Fitted {
    /// A stage that leaves each column in its place.
    fn in_place(record: Record, columns: &[Arc<str>]) -> Fitted {
        let columns = columns.to_vec();
        Fitted { record: Some(record), columns, text: Vec::new(), worded: Vec::new() }
    }

    /// A stage behind which some columns are gone and others stand at the end.
    fn remade(
        record: Record,
        columns: &[Arc<str>],
        gone: &[Arc<str>],
        made: impl IntoIterator<Item = Arc<str>>,
    ) -> Fitted {
        let gone: BTreeSet<&Arc<str>> = gone.iter().collect();
        let mut all: Vec<Arc<str>> =
            columns.iter().filter(|name| !gone.contains(name)).cloned().collect();
        all.extend(made);
        Fitted { record: Some(record), columns: all, text: Vec::new(), worded: Vec::new() }
    }

    fn takes_text(mut self, text: Vec<Arc<str>>) -> Fitted {
        self.text = text;
        self
    }
}

/// The columns at the places of a field: each there, none twice, in any order.
pub(super) fn named(one: &Object<'_>, key: &str, columns: &[Arc<str>]) -> Read<Vec<Arc<str>>> {
    let (mut names, mut seen) = (Vec::new(), BTreeSet::new());
    for place in one.integers(key)? {
        let name = usize::try_from(place).ok().and_then(|place| columns.get(place));
        let name = name.ok_or_else(|| malformed(one.at(key), format!("no column {place}")))?;
        if !seen.insert(place) {
            return Err(malformed(one.at(key), format!("column {place} twice")));
        }
        names.push(Arc::clone(name));
    }
    Ok(names)
}

/// The columns a transformer works on.
fn variables(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Vec<Arc<str>>> {
    let names = named(one, "variables", columns)?;
    if names.is_empty() {
        return Err(malformed(one.at("variables"), "no columns"));
    }
    Ok(names)
}

/// A word of a field among those that are known.
fn word<T: Copy>(one: &Object<'_>, key: &str, known: &[(&str, T)]) -> Read<T> {
    let found = one.text(key)?;
    let known = known.iter().find(|(word, _)| *word == found);
    known.map(|(_, meaning)| *meaning).ok_or_else(|| {
        let kind = one.kind().unwrap_or_default();
        unsupported(format!("`{key}` {} of {}", clip(&found), clip(&kind)))
    })
}

pub(super) fn read(one: &Object<'_>, columns: &[Arc<str>]) -> Read<Fitted> {
    let kind = one.kind()?;
    match kind.strip_prefix(PREFIX).unwrap_or_default() {
        "MeanMedianImputer" | "ArbitraryNumberImputer" | "EndTailImputer" => {
            imputers::numbers(one, columns)
        }
        "CategoricalImputer" => imputers::texts(one, columns),
        "AddMissingIndicator" => imputers::marks(one, columns),
        "OneHotEncoder" => indicators::one_hot(one, columns),
        "OrdinalEncoder" => encoders::ordinal(one, columns),
        "CountFrequencyEncoder" => encoders::counts(one, columns),
        "MeanEncoder" => encoders::means(one, columns),
        "WoEEncoder" => encoders::woe(one, columns),
        "DecisionTreeEncoder" => encoders::tree(one, columns),
        "RareLabelEncoder" => indicators::rare(one, columns),
        "StringSimilarityEncoder" => indicators::similarity(one, columns),
        kind @ ("EqualWidthDiscretiser"
        | "EqualFrequencyDiscretiser"
        | "GeometricWidthDiscretiser"
        | "ArbitraryDiscretiser") => discretisers::bins(kind, one, columns),
        "DecisionTreeDiscretiser" => discretisers::tree(one, columns),
        "Winsorizer" => numbers::winsorizer(one, columns),
        "ArbitraryOutlierCapper" => numbers::capper(one, columns),
        "LogTransformer" | "LogCpTransformer" => numbers::logarithm(one, columns),
        "PowerTransformer" => numbers::power(one, columns),
        "ReciprocalTransformer" => numbers::reciprocal(one, columns),
        "ArcsinTransformer" => numbers::arcsin(one, columns),
        "ArcSinhTransformer" => numbers::asinh(one, columns),
        "BoxCoxTransformer" => numbers::lambdas(one, columns, 1.0),
        "YeoJohnsonTransformer" => numbers::lambdas(one, columns, 0.0),
        "MeanNormalizationScaler" => numbers::mean_normalize(one, columns),
        "MatchCategories" => indicators::known(one, columns),
        "DatetimeFeatures" => dates::features(one, columns),
        "DatetimeOrdinal" => dates::ordinal(one, columns),
        "DatetimeSubtraction" => dates::subtraction(one, columns),
        "CyclicalFeatures" => creation::cyclical(one, columns),
        "MathFeatures" => creation::math(one, columns),
        "RelativeFeatures" => creation::relative(one, columns),
        "DecisionTreeFeatures" => trees::features(one, columns),
        "GeoDistanceFeatures" => creation::geo_distance(one, columns),
        // Columns are asked for by name here, so another order or more of them change nothing.
        "MatchVariables"
        | "DropFeatures"
        | "DropConstantFeatures"
        | "DropDuplicateFeatures"
        | "DropCorrelatedFeatures"
        | "DropHighPSIFeatures"
        | "SmartCorrelatedSelection"
        | "SelectByShuffling"
        | "SelectBySingleFeaturePerformance"
        | "SelectByTargetMeanPerformance"
        | "SelectByInformationValue"
        | "RecursiveFeatureAddition"
        | "RecursiveFeatureElimination"
        | "ProbeFeatureSelection"
        | "MRMR" => {
            // What is not chosen stays in the table, where no later step asks for it.
            let columns = cells::chosen(one, columns)?;
            Ok(Fitted { record: None, columns, text: Vec::new(), worded: Vec::new() })
        }
        _ => Err(unsupported(clip(&kind).to_string())),
    }
}
