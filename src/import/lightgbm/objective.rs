//! What LightGBM makes of raw scores.

use super::text::short;
use super::{FORMAT, malformed};
use crate::error::ImportError;
use crate::model::EnsembleLink;

/// The objective of a file.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Objective {
    /// Its name, `none` where the file has none.
    pub(super) name: String,
    pub(super) link: EnsembleLink,
    /// Whether its answers are probabilities of classes.
    pub(super) classes: bool,
}

impl Objective {
    /// Of the line in the head of the file; a model trained with a function of the caller's own has none.
    pub(super) fn read(line: Option<&str>, scores: usize) -> Result<Objective, Box<ImportError>> {
        let mut words = line.unwrap_or("none").split_ascii_whitespace();
        let name = words.next().unwrap_or("none");
        let (mut sigmoid, mut said, mut sqrt) = (1.0, None, false);
        for word in words {
            match word.split_once(':') {
                Some(("sigmoid", value)) => sigmoid = number(value)?,
                Some(("num_class", value)) => said = Some(number::<usize>(value)?),
                None if word == "sqrt" => sqrt = true,
                // Parameters of the loss, which no prediction needs.
                _ => {}
            }
        }
        if said.is_some_and(|classes| classes != scores) {
            return Err(malformed("`objective`", format!("num_class is not {scores}")));
        }
        let (link, classes, one) = match name {
            "binary" => (EnsembleLink::Logistic { scale: sigmoid }, true, true),
            "multiclass" | "softmax" => (EnsembleLink::Softmax, true, false),
            "multiclassova" | "multiclass_ova" | "ova" | "ovr" => {
                (EnsembleLink::Logistic { scale: sigmoid }, true, false)
            }
            "regression" | "regression_l2" | "l2" | "regression_l1" | "l1" | "huber" | "fair"
            | "quantile" | "mape"
                if sqrt =>
            {
                (EnsembleLink::SignedSquare, false, true)
            }
            "regression" | "regression_l2" | "l2" | "regression_l1" | "l1" | "huber" | "fair"
            | "quantile" | "mape" | "lambdarank" | "rank_xendcg" => {
                (EnsembleLink::Identity, false, true)
            }
            "poisson" | "gamma" | "tweedie" => (EnsembleLink::Exp, false, true),
            "cross_entropy" | "xentropy" => (EnsembleLink::Logistic { scale: 1.0 }, false, true),
            "cross_entropy_lambda" | "xentlambda" => (EnsembleLink::Softplus, false, true),
            "none" | "null" | "custom" | "na" => (EnsembleLink::Identity, false, false),
            other => {
                let what = format!("objective `{}`", short(other));
                return Err(Box::new(ImportError::Unsupported { format: FORMAT, what }));
            }
        };
        if one && scores != 1 {
            return Err(malformed("`objective`", format!("{name} with {scores} scores a row")));
        }
        Ok(Objective { name: name.to_owned(), link, classes })
    }
}

fn number<T: std::str::FromStr>(text: &str) -> Result<T, Box<ImportError>> {
    text.parse().map_err(|_| malformed("`objective`", format!("`{}` is no number", short(text))))
}
