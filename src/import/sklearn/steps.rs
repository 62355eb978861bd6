//! The steps before the estimator, one after the other over named columns.

use super::json::{self, Object};
use super::{
    categories, cells, codes, engine, functions, gaps, groups, levels, malformed, project, reduce,
    scale, unsupported, words,
};
use crate::artifact::{Record, on_record};
use crate::error::{ImportError, clip};
use crate::pipeline::named;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A transformer as stages, and the columns it makes of its own.
pub(super) struct Made {
    pub(super) records: Vec<Record>,
    pub(super) columns: Vec<Arc<str>>,
}

/// All steps as one chain.
pub(super) struct Step {
    pub(super) records: Vec<Record>,
    /// The columns that stand in a matrix.
    pub(super) columns: Arc<[Arc<str>]>,
    /// What is done with the matrix, and what its columns are called then.
    pub(super) after: Vec<Record>,
    pub(super) names: Arc<[Arc<str>]>,
    pub(super) inputs: Arc<[Arc<str>]>,
    pub(super) text: Vec<Arc<str>>,
}

/// The chain so far.
#[derive(Default)]
pub(super) struct Steps {
    passthrough: bool,
    /// Where it stands inside another model, the columns of that.
    offered: Option<Arc<[Arc<str>]>>,
    records: Vec<Record>,
    /// The columns that came out of the last step; none before the first.
    pub(super) columns: Option<Vec<Arc<str>>>,
    /// A step that takes a matrix, and the columns of what it gives.
    after: Option<(Record, Vec<Arc<str>>)>,
    pub(super) inputs: Vec<Arc<str>>,
    text: Vec<Arc<str>>,
    /// The same, to look names up: a file may have very many.
    pub(super) chosen: BTreeSet<Arc<str>>,
    told: BTreeSet<Arc<str>>,
}

impl Steps {
    pub(super) fn new(passthrough: bool) -> Steps {
        Steps { passthrough, ..Steps::default() }
    }

    /// Steps on columns that have their names from outside.
    pub(super) fn inside(columns: &Arc<[Arc<str>]>) -> Steps {
        Steps { offered: Some(Arc::clone(columns)), ..Steps::default() }
    }

    /// The columns there are, from outside before the first step.
    fn now(&mut self) -> Option<Vec<Arc<str>>> {
        if self.columns.is_none()
            && let Some(offered) = &self.offered
        {
            self.inputs = offered.to_vec();
            self.chosen = offered.iter().cloned().collect();
            self.columns = Some(offered.to_vec());
        }
        self.columns.clone()
    }

    pub(super) fn step(&mut self, step: &Object<'_>) -> Result<(), Box<ImportError>> {
        if step.kind()? == "ColumnTransformer" {
            return self.column_transformer(step);
        }
        let kind = step.kind()?;
        let Some(columns) = self.now() else {
            return Err(unsupported(format!("{} on columns without names", clip(&kind))));
        };
        if self.after.is_some() {
            return Err(unsupported(format!("{} behind distances of KMeans", clip(&kind))));
        }
        if matches!(kind.as_str(), "KMeans" | "MiniBatchKMeans") {
            self.after = Some(groups::distances(step, &columns)?);
            return Ok(());
        }
        let made = self.transformer(step, columns.clone())?;
        if made.records.is_empty() && self.records.is_empty() {
            // What is dropped before anything is done need not be in the table.
            let kept: BTreeSet<&Arc<str>> = made.columns.iter().collect();
            self.inputs.retain(|name| kept.contains(name));
        }
        self.on(step, &columns, made).map(|made| self.columns = Some(made))
    }

    /// Puts a transformer on its columns; what it makes stands in their place.
    pub(super) fn on(
        &mut self,
        at: &Object<'_>,
        columns: &[Arc<str>],
        made: Made,
    ) -> Result<Vec<Arc<str>>, Box<ImportError>> {
        if !made.records.is_empty() {
            let choice = named(columns.iter().map(ToString::to_string));
            let record = on_record(&choice, &columns.into(), made.records)
                .map_err(|error| malformed(&*at.place, error.to_string()))?;
            self.records.push(record);
        }
        Ok(made.columns)
    }

    pub(super) fn transformer(
        &mut self,
        one: &Object<'_>,
        columns: Vec<Arc<str>>,
    ) -> Result<Made, Box<ImportError>> {
        let leaf = |record, columns| Made { records: vec![record], columns };
        let kind = one.kind()?;
        Ok(match kind.as_str() {
            "Pipeline" => {
                one.only(&["steps"])?;
                let mut all = Made { records: Vec::new(), columns };
                for raw in one.list("steps")? {
                    let (name, parts) = json::named(raw, &one.at("steps"), 2)?;
                    let place = format!("{}, step `{}`", one.place, clip(&name));
                    if parts[0].get() == "\"passthrough\"" {
                        continue;
                    }
                    let made = self.transformer(&Object::of(parts[0], place)?, all.columns)?;
                    all.records.extend(made.records);
                    all.columns = made.columns;
                }
                all
            }
            "FunctionTransformer" if one.has("function") => {
                leaf(functions::named(one, &columns)?, columns)
            }
            "FunctionTransformer" if self.passthrough => Made { records: Vec::new(), columns },
            "StandardScaler" => leaf(scale::standard(one, &columns)?, columns),
            "MinMaxScaler" => leaf(scale::min_max(one, &columns)?, columns),
            "RobustScaler" => leaf(scale::robust(one, &columns)?, columns),
            "MaxAbsScaler" => leaf(cells::max_abs(one, &columns)?, columns),
            "Binarizer" => leaf(cells::binarize(one, &columns)?, columns),
            "Normalizer" => leaf(cells::normalize(one, &columns)?, columns),
            "QuantileTransformer" => leaf(cells::quantiles(one, &columns)?, columns),
            "KBinsDiscretizer" => {
                let (record, made) = cells::bins(one, &columns)?;
                leaf(record, made)
            }
            "VarianceThreshold"
            | "SelectKBest"
            | "SelectPercentile"
            | "GenericUnivariateSelect"
            | "SelectFpr"
            | "SelectFdr"
            | "SelectFwe"
            | "SelectFromModel"
            | "SequentialFeatureSelector"
            | "RFE"
            | "RFECV" => {
                // What is not chosen stays in the table, where no later step asks for it.
                Made { records: Vec::new(), columns: cells::chosen(one, &columns)? }
            }
            "PowerTransformer" => leaf(scale::power(one, &columns)?, columns),
            "SimpleImputer" => {
                let (record, made, text) = scale::imputer(one, &columns)?;
                self.is_text(text);
                leaf(record, made)
            }
            "OneHotEncoder" => {
                let (record, made, text) = categories::one_hot(one, &columns)?;
                self.is_text(text);
                leaf(record, made)
            }
            "OrdinalEncoder" => {
                let (record, text) = codes::ordinal(one, &columns)?;
                self.is_text(text);
                leaf(record, columns)
            }
            "PCA" | "IncrementalPCA" => {
                let (record, made) = reduce::pca(one, &columns)?;
                leaf(record, made)
            }
            "TruncatedSVD" => {
                let (record, made) = reduce::svd(one, &columns)?;
                leaf(record, made)
            }
            "KNNImputer" => {
                let (record, made) = gaps::knn(one, &columns)?;
                leaf(record, made)
            }
            "IterativeImputer" => {
                let (record, made) = gaps::iterative(one, &columns)?;
                leaf(record, made)
            }
            "MissingIndicator" => {
                let (record, made) = gaps::indicator(one, &columns)?;
                leaf(record, made)
            }
            "TargetEncoder" => {
                let (record, made, text) = levels::target(one, &columns)?;
                self.is_text(text);
                leaf(record, made)
            }
            kind @ ("GaussianRandomProjection" | "SparseRandomProjection") => {
                let (record, made) = project::random(kind, one, &columns)?;
                leaf(record, made)
            }
            "FastICA" => {
                let (record, made) = project::ica(one, &columns)?;
                leaf(record, made)
            }
            "SplineTransformer" => {
                let (record, made) = project::spline(one, &columns)?;
                leaf(record, made)
            }
            kind @ ("CountVectorizer" | "TfidfVectorizer") => {
                let (made, text) = words::vectorizer(one, columns, kind == "TfidfVectorizer")?;
                self.is_text(text);
                made
            }
            "PolynomialFeatures" => {
                let (record, made) = reduce::polynomial(one, &columns)?;
                leaf(record, made)
            }
            "feature_engine.SklearnTransformerWrapper" => self.wrapper(one, columns)?,
            engine if engine.starts_with(engine::PREFIX) => {
                let made = engine::read(one, &columns)?;
                self.is_text(made.text);
                // Text from here on, and numbers in the table that comes in.
                self.told.extend(made.worded);
                Made { records: made.record.into_iter().collect(), columns: made.columns }
            }
            other => return Err(unsupported(clip(other).to_string())),
        })
    }

    fn is_text(&mut self, columns: Vec<Arc<str>>) {
        let known = &self.chosen;
        let new = columns.into_iter().filter(|name| known.contains(name));
        self.text.extend(new.filter(|name| self.told.insert(Arc::clone(name))));
    }

    pub(super) fn finish(mut self) -> Result<Step, Box<ImportError>> {
        let columns = self.now().filter(|columns| !columns.is_empty());
        let columns =
            columns.ok_or_else(|| unsupported("a pipeline without a ColumnTransformer"))?;
        let (records, inputs) = (self.records, self.inputs.into());
        let columns: Arc<[Arc<str>]> = columns.into();
        let (after, names) = match self.after {
            Some((record, names)) => (vec![record], names.into()),
            None => (Vec::new(), Arc::clone(&columns)),
        };
        Ok(Step { records, columns, after, names, inputs, text: self.text })
    }
}
