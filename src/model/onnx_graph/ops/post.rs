//! From scores to what a classifier or regressor of `ai.onnx.ml` answers with.

use crate::exact::{self, single};
use serde::{Deserialize, Serialize};

/// `post_transform`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Post {
    None,
    Softmax,
    Logistic,
    SoftmaxZero,
    Probit,
}

/// How a score of two classes becomes two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Second {
    /// The one score is all.
    No,
    /// The first class has what the second leaves of 1.
    Complement,
    /// The first class has the score of the other sign.
    Negative,
}

impl Post {
    /// Scores of a row to answers, in single precision.
    pub(crate) fn run(self, scores: &mut Vec<f32>, second: Second) {
        if let (&[score], true) = (scores.as_slice(), second != Second::No) {
            let first = match (self, second) {
                (Post::Logistic, _) => single::logistic(-score),
                (Post::Probit, _) => return scores[0] = probit(score),
                (_, Second::Complement) => 1.0 - score,
                _ => -score,
            };
            let last = if self == Post::Logistic { single::logistic(score) } else { score };
            scores.clear();
            scores.extend([first, last]);
            return;
        }
        match self {
            Post::None => {}
            Post::Logistic => scores.iter_mut().for_each(|s| *s = single::logistic(*s)),
            Post::Probit => scores.iter_mut().for_each(|s| *s = probit(*s)),
            Post::Softmax => single::softmax(scores),
            Post::SoftmaxZero => softmax_of_some(scores),
        }
    }
}

/// Softmax of the scores that are not 0; the others are multiplied by exp(−max).
fn softmax_of_some(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::MIN, |most, s| if s > most { s } else { most });
    let less = single::of(exact::exp, -most);
    let mut terms = Vec::with_capacity(scores.len());
    for score in scores.iter_mut() {
        if score.abs() > 1e-7 {
            *score = single::of(exact::exp, *score - most);
            terms.push(*score);
        } else {
            *score *= less;
        }
    }
    let all = single::sum(terms.into_iter());
    scores.iter_mut().for_each(|score| *score /= all);
}

/// √2 · erf⁻¹(2p − 1) by the two terms of ONNX Runtime.
fn probit(p: f32) -> f32 {
    let x = 2.0 * p - 1.0;
    let sign = if x < 0.0 { -1.0 } else { 1.0 };
    let log = single::of(exact::ln, (1.0 - x) * (1.0 + x));
    let a = 2.0 / (std::f32::consts::PI * 0.147) + 0.5 * log;
    let b = 1.0 / 0.147 * log;
    let root = (a * a - b).sqrt() - a;
    std::f32::consts::SQRT_2 * sign * root.sqrt()
}
