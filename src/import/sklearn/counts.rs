//! Naive Bayes of counts: a sum for each class of what its columns say, then a softmax.

use super::estimator::Estimator;
use super::json::Object;
use super::{cells, malformed, network};
use crate::artifact::on_record;
use crate::error::ImportError;
use crate::exact;
use crate::model::{NetworkClasses, NetworkOutput};
use crate::pipeline::named;
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

/// Rows of one number a class and column.
fn logarithms(
    one: &Object<'_>,
    columns: &[Arc<str>],
    classes: usize,
) -> Result<Vec<Vec<f64>>, Box<ImportError>> {
    let rows = one.rows("feature_log_prob")?;
    if rows.len() != classes || rows.iter().any(|row| row.len() != columns.len()) {
        return Err(malformed(one.at("feature_log_prob"), "not one number a class and column"));
    }
    Ok(rows)
}

fn softmax(
    one: &Object<'_>,
    columns: &Arc<[Arc<str>]>,
    rows: &[Vec<f64>],
    starts: Vec<f64>,
) -> Made {
    let network = network::linear(columns, rows, starts);
    let (classes, output) = (one.classes()?, NetworkOutput::Softmax);
    Ok(Estimator::of(network::keep(one, NetworkClasses { classes, output, network })?))
}

/// Counts times the logarithms of shares.
pub(super) fn multinomial(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&["classes", "feature_log_prob", "class_log_prior"])?;
    let priors = one.numbers("class_log_prior")?;
    let rows = logarithms(one, columns, priors.len())?;
    softmax(one, columns, &rows, priors)
}

/// The same of what the other classes have; the prior counts only where there is nothing else.
pub(super) fn complement(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&["classes", "feature_log_prob", "class_log_prior"])?;
    let classes = one.classes()?.len();
    let rows = logarithms(one, columns, classes)?;
    softmax(one, columns, &rows, vec![0.0; classes])
}

/// Whether each column has something, and what it says when it has nothing.
pub(super) fn bernoulli(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&["classes", "feature_log_prob", "class_log_prior", "binarize"])?;
    let mut starts = one.numbers("class_log_prior")?;
    let mut rows = logarithms(one, columns, starts.len())?;
    for (start, row) in starts.iter_mut().zip(&mut rows) {
        let without: Vec<f64> = row.iter().map(|p| exact::ln(1.0 - exact::exp(*p))).collect();
        *start += exact::sum_ordered(&without);
        row.iter_mut().zip(&without).for_each(|(with, without)| *with -= without);
    }
    let mut made = softmax(one, columns, &rows, starts)?;
    if one.has("binarize") {
        let threshold = cells::above(one, "binarize", columns)?;
        let choice = named(columns.iter().map(ToString::to_string));
        let record = on_record(&choice, columns, vec![threshold])
            .map_err(|error| malformed(&*one.place, error.to_string()))?;
        made.before.push(record);
    }
    Ok(made)
}
