//! From the decisions of pairs to shares of classes.

use crate::solve::platt::Sigmoid;
use crate::solve::svm::couple;

/// Memory that rows share.
#[derive(Default)]
pub(super) struct Room {
    pairs: Vec<f64>,
    factor: Vec<f64>,
}

impl Room {
    /// The probabilities of the classes learned by the sigmoids of their pairs; without those, their shares of the votes.
    pub(super) fn share(&mut self, decisions: &[f64], sigmoids: &[f64], out: &mut [f64]) {
        let sigmoids = sigmoids.chunks_exact(2);
        self.pairs.clear();
        self.pairs.extend(decisions.iter().zip(sigmoids).map(|(&score, of)| match *of {
            [slope, offset] => Sigmoid { slope, offset }.at(score),
            _ => 0.5,
        }));
        match (out, decisions, self.pairs.as_slice()) {
            ([first, second], _, [chance]) => (*first, *second) = (1.0 - chance, *chance),
            ([first, second], [score], _) => {
                let second_wins = *score >= 0.0;
                (*first, *second) =
                    (f64::from(u8::from(!second_wins)), f64::from(u8::from(second_wins)));
            }
            (out, _, []) => {
                out.fill(0.0);
                let mut each = decisions.iter();
                for i in 0..out.len() {
                    for j in i + 1..out.len() {
                        let first = each.next().is_some_and(|score| *score > 0.0);
                        out[if first { i } else { j }] += 1.0;
                    }
                }
                let pairs = decisions.len() as f64;
                out.iter_mut().for_each(|votes| *votes /= pairs);
            }
            (out, _, pairs) => couple(pairs, &mut self.factor, out),
        }
    }
}
