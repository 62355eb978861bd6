//! Models that keep rows, or what rows of a class have in common.

use super::estimator::Estimator;
use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::data::{Labels, Matrix};
use crate::error::{ImportError, clip};
use crate::model::{ClassPrior, GaussianNaiveBayes, GaussianNaiveBayesModel, KnnClassifier};
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
    let state = State { seen, means, variances, added: 0.0 };
    let recipe = GaussianNaiveBayes::new().prior(ClassPrior::Given(priors));
    Ok(Estimator::of(parts::stage::<GaussianNaiveBayesModel>(&one.place, recipe, &state)?))
}

/// Kept rows: learning is keeping them, so the recipe learns them from the file.
pub(super) fn classifier(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&["classes", "n_neighbors", "weights", "fit_X", "y"])?;
    let classes = one.classes()?;
    let neighbors = one.number("n_neighbors")?;
    if !(1.0..=1e9).contains(&neighbors) || neighbors != neighbors.floor() {
        return Err(malformed(one.at("n_neighbors"), "not a count"));
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number up to 10^9"
    )]
    let recipe = KnnClassifier::new().neighbors(neighbors as u64);
    let recipe = match one.text("weights")?.as_str() {
        "uniform" => recipe,
        "distance" => recipe.by_distance(),
        other => return Err(unsupported(format!("weights `{}`", clip(other)))),
    };
    let rows = one.rows("fit_X")?;
    if rows.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(one.at("fit_X"), "a row that is not one number a column"));
    }
    let wrong = |error: crate::error::Error| malformed(&*one.place, error.to_string());
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
    let x = Matrix::from_row_major(Arc::clone(columns), rows.concat()).map_err(wrong)?;
    let model = recipe.fit(&x, &labels).map_err(wrong)?;
    Ok(Estimator::of(parts::record(&one.place, &model)?))
}
