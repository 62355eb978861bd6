//! From scores to what a classifier or regressor of `ai.onnx.ml` answers with.

use crate::exact::single;
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
                (Post::Probit, _) => return scores[0] = single::probit(score),
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
            Post::Probit => scores.iter_mut().for_each(|s| *s = single::probit(*s)),
            Post::Softmax => single::softmax(scores, 1),
            Post::SoftmaxZero => single::softmax_of_some(scores),
        }
    }
}
