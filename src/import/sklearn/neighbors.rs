//! Models that keep rows, or what rows of a class have in common.

use super::estimator::Estimator;
use super::json::Object;
use super::network::keep;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::data::{Labels, Matrix, Vector};
use crate::error::{ImportError, clip};
use crate::model::{
    ClassPrior, Distance, GaussianNaiveBayes, GaussianNaiveBayesModel, ImportedGaussians,
    KnnClassifier, KnnRegressor,
};
use crate::pipeline::Fit;
use serde::Serialize;
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

pub(super) fn gaussian(one: &Object<'_>, columns: &[Arc<str>]) -> Made {
    #[derive(Serialize)]
    struct Seen<'a> {
        columns: &'a [Arc<str>],
        classes: Arc<[Arc<str>]>,
        present: Vec<u32>,
        rows: Vec<u64>,
    }
    #[derive(Serialize)]
    struct State<'a> {
        seen: Seen<'a>,
        means: Vec<f64>,
        variances: Vec<f64>,
        added: f64,
        /// The file says nothing of weights.
        weights: Option<()>,
    }
    one.only(&["classes", "theta", "var", "class_prior"])?;
    let classes = one.classes()?;
    let present: Vec<u32> = (0u32..).zip(classes.iter()).map(|(code, _)| code).collect();
    // The file has shares in place of counts, and variances with what smoothing added.
    let rows = vec![1; present.len()];
    let priors = one.numbers("class_prior")?;
    parts::as_long(&one.at("class_prior"), present.len(), &[priors.len()])?;
    let seen = Seen { columns, classes, present, rows };
    let (means, variances) = (one.rows("theta")?.concat(), one.rows("var")?.concat());
    let state = State { seen, means, variances, added: 0.0, weights: None };
    let recipe = GaussianNaiveBayes::new().prior(ClassPrior::Given(priors));
    Ok(Estimator::of(parts::stage::<GaussianNaiveBayesModel>(&one.place, recipe, &state)?))
}

/// In scikit-learn's own order, for what asks for its last places.
pub(super) fn gaussian_as_added(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
) -> Result<Record, Box<ImportError>> {
    one.only(&["classes", "theta", "var", "class_prior"])?;
    let state = ImportedGaussians {
        columns: Arc::clone(columns),
        classes: one.classes()?,
        priors: one.numbers("class_prior")?,
        means: one.rows("theta")?.concat(),
        variances: one.rows("var")?.concat(),
    };
    keep(one, state)
}

/// Neighbours, weights and distance, put into a recipe; the rows it keeps.
macro_rules! vicinity {
    ($recipe:expr, $one:expr) => {{
        let one: &Object<'_> = $one;
        let neighbors = one.count("n_neighbors")?;
        let recipe = $recipe.neighbors(neighbors.into());
        let recipe = match one.text("weights")?.as_str() {
            "uniform" => recipe,
            "distance" => recipe.by_distance(),
            other => return Err(unsupported(format!("weights `{}`", clip(other)))),
        };
        recipe.distance(distance(one)?)
    }};
}

fn distance(one: &Object<'_>) -> Result<Distance, Box<ImportError>> {
    let power = if one.has("p") { one.number("p")? } else { 2.0 };
    match (one.text_or("metric", "minkowski")?.as_str(), power) {
        ("euclidean", _) => Ok(Distance::Euclidean),
        ("manhattan" | "cityblock" | "l1", _) => Ok(Distance::Manhattan),
        ("minkowski", 2.0) => Ok(Distance::Euclidean),
        ("minkowski", 1.0) => Ok(Distance::Manhattan),
        (other, power) => {
            Err(unsupported(format!("the distance `{}` of power {power}", clip(other))))
        }
    }
}

const FIELDS: [&str; 7] = ["classes", "n_neighbors", "weights", "metric", "p", "fit_X", "y"];

/// The rows that were kept.
fn kept(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Result<Matrix, Box<ImportError>> {
    one.only(&FIELDS)?;
    let rows = one.rows("fit_X")?;
    if rows.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(one.at("fit_X"), "a row that is not one number a column"));
    }
    Matrix::from_row_major(Arc::clone(columns), rows.concat())
        .map_err(|error| malformed(&*one.place, error.to_string()))
}

/// Kept rows: learning is keeping them, so the recipe learns them from the file.
pub(super) fn classifier(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    let (x, classes) = (kept(one, columns)?, one.classes()?);
    let recipe = vicinity!(KnnClassifier::new(), one);
    let label = |code: i64| {
        let class = usize::try_from(code).ok().and_then(|code| classes.get(code));
        class.map(Arc::clone).ok_or_else(|| malformed(one.at("y"), format!("class {code}")))
    };
    let labels: Vec<Arc<str>> =
        one.integers("y")?.into_iter().map(label).collect::<Result<_, _>>()?;
    let labels = Labels::from_texts(labels);
    if labels.classes() != &classes {
        return Err(unsupported("classes of KNeighborsClassifier without rows, or not in order"));
    }
    let model = recipe.fit(&x, &labels);
    let model = model.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(Estimator::of(parts::record(&one.place, &model)?))
}

pub(super) fn regressor(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    let x = kept(one, columns)?;
    let recipe = vicinity!(KnnRegressor::new(), one);
    // One target is a list of numbers, or of lists of one.
    let y = match one.numbers("y") {
        Ok(y) => y,
        Err(_) => {
            let rows = one.rows("y")?;
            if let Some(row) = rows.iter().find(|row| row.len() != 1) {
                return Err(unsupported(format!("{} targets", row.len())));
            }
            rows.concat()
        }
    };
    let model = recipe.fit(&x, &Vector::new(y));
    let model = model.map_err(|error| malformed(&*one.place, error.to_string()))?;
    Ok(Estimator::of(parts::record(&one.place, &model)?))
}
