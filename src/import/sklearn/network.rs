//! Layers of weighted sums, and linear models whose scores are asked for.

use super::estimator::Estimator;
use super::json::Object;
use super::{malformed, parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::model::{
    Activation, Keep, Kept, Layer, Network, NetworkClasses, NetworkNumbers, NetworkOutput,
    NetworkScores, Source,
};
use std::sync::Arc;

type Made = Result<Estimator, Box<ImportError>>;

/// A kept model as it is stored.
pub(super) fn keep<K: Kept>(one: &Object<'_>, state: K) -> Result<Record, Box<ImportError>> {
    let (library, format) = ("scikit-learn".to_owned(), "sklearn-pipeline-json/1".to_owned());
    let source = Source { library, format, objective: one.kind()? };
    let model = Keep::new(source, state).and_then(|kept| kept.model());
    parts::record(&one.place, &model.map_err(|error| malformed(&*one.place, error.to_string()))?)
}

/// A layer of no hidden ones: rows of coefficients, and their intercepts.
pub(super) fn linear(
    columns: &Arc<[Arc<str>]>,
    rows: &[Vec<f64>],
    intercepts: Vec<f64>,
) -> Network {
    let layers = vec![Layer { weights: rows.concat(), intercepts }];
    Network { columns: Arc::clone(columns), activation: Activation::Identity, layers }
}

pub(super) fn scores(one: &Object<'_>, network: Network) -> Result<Record, Box<ImportError>> {
    keep(one, NetworkScores { network })
}

/// The layers of a perceptron; scikit-learn has a row of weights for each thing that comes in.
fn layers(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Result<Network, Box<ImportError>> {
    let (tables, intercepts) = (one.tables("coefs")?, one.rows("intercepts")?);
    if tables.len() != intercepts.len() {
        let problem = format!("{} layers and {} of intercepts", tables.len(), intercepts.len());
        return Err(malformed(one.at("coefs"), problem));
    }
    let activation = match one.text("activation")?.as_str() {
        "identity" => Activation::Identity,
        "relu" => Activation::Relu,
        "tanh" => Activation::Tanh,
        "logistic" => Activation::Logistic,
        other => return Err(unsupported(format!("the activation `{}`", clip(other)))),
    };
    let mut layers = Vec::with_capacity(tables.len());
    for (rows, intercepts) in tables.iter().zip(intercepts) {
        let neurons = intercepts.len();
        if rows.iter().any(|row| row.len() != neurons) {
            return Err(malformed(one.at("coefs"), "a row that is not one weight a neuron"));
        }
        let weights = (0..neurons).flat_map(|to| rows.iter().map(move |row| row[to])).collect();
        layers.push(Layer { weights, intercepts });
    }
    Ok(Network { columns: Arc::clone(columns), activation, layers })
}

const FIELDS: [&str; 5] = ["classes", "coefs", "intercepts", "activation", "out_activation"];

pub(super) fn classifier(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&FIELDS)?;
    let (network, classes) = (layers(one, columns)?, one.classes()?);
    let output = match (one.text("out_activation")?.as_str(), network.scores()) {
        ("logistic", 1) => NetworkOutput::Logistic,
        ("softmax", _) => NetworkOutput::Softmax,
        (other, scores) => {
            let what = format!("the output `{}` of {scores} neurons", clip(other));
            return Err(unsupported(what));
        }
    };
    Ok(Estimator::of(keep(one, NetworkClasses { classes, output, network })?))
}

pub(super) fn regressor(one: &Object<'_>, columns: &Arc<[Arc<str>]>) -> Made {
    one.only(&FIELDS)?;
    match one.text_or("out_activation", "identity")?.as_str() {
        "identity" => {}
        other => return Err(unsupported(format!("the output `{}`", clip(other)))),
    }
    let network = layers(one, columns)?;
    if network.scores() > 1 {
        return Err(unsupported(format!("{} targets", network.scores())));
    }
    Ok(Estimator::of(keep(one, NetworkNumbers { network })?))
}
