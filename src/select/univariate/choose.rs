//! Which scores are good enough.

use crate::error::Error;
use crate::exact::{self, Quantile};
use crate::select::verdict::refuse;
use serde::{Deserialize, Serialize};

/// Which columns stay, by their scores or by the probabilities of those.
///
/// A score that is not a number counts as the lowest there is; such a probability as 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Choice {
    /// As many columns of the highest scores; of equal ones at the cut those that come last. All of them
    /// when there are not as many.
    Best(u64),
    /// Every column.
    All,
    /// Columns above that percentile of the scores from the top, 0 to 100; those at it, from the first on,
    /// as long as the share allows.
    Percentile(f64),
    /// p below alpha: that is the share of useless columns that are kept.
    FalsePositiveRate(f64),
    /// p at most the largest that is within alpha·rank/columns (Benjamini and Hochberg): at most that share
    /// of the columns kept is expected to be useless.
    FalseDiscoveryRate(f64),
    /// p below alpha/columns: that is the largest probability that any useless column is kept.
    FamilyWiseError(f64),
}

/// Which stay, and what their score or probability was held against.
type Kept = (Vec<bool>, Option<f64>);

impl Choice {
    pub(super) fn of(self, stage: &str, scores: &[f64], p: &[f64]) -> Result<Kept, Error> {
        let clean: Vec<f64> =
            scores.iter().map(|&score| if score.is_nan() { f64::MIN } else { score }).collect();
        match self {
            Choice::All => Ok((vec![true; scores.len()], None)),
            Choice::Best(k) => Ok(best(&clean, usize::try_from(k).unwrap_or(usize::MAX))),
            Choice::Percentile(share) if (0.0..=100.0).contains(&share) => {
                Ok(percentile(&clean, share))
            }
            Choice::Percentile(share) => {
                Err(refuse(stage, "percentile", "between 0 and 100", share))
            }
            Choice::FalsePositiveRate(alpha)
            | Choice::FalseDiscoveryRate(alpha)
            | Choice::FamilyWiseError(alpha) => {
                if !(0.0..=1.0).contains(&alpha) {
                    return Err(refuse(stage, "alpha", "between 0 and 1", alpha));
                }
                if p.len() != scores.len() {
                    let expected = "one by the scores alone, for a test without probabilities";
                    return Err(refuse(stage, "choice", expected, format!("{self:?}")));
                }
                Ok(self.by_probability(p, alpha))
            }
        }
    }

    fn by_probability(self, p: &[f64], alpha: f64) -> Kept {
        let count = p.len() as f64;
        match self {
            Choice::FalseDiscoveryRate(_) => {
                let within = |(rank, p): (usize, &f64)| *p <= alpha / count * rank as f64;
                let ranked = exact::sorted(p);
                let last = (1..).zip(&ranked).filter(|&(rank, p)| within((rank, p))).last();
                let threshold = last.map(|(_, &p)| p);
                (p.iter().map(|p| threshold.is_some_and(|most| *p <= most)).collect(), threshold)
            }
            _ => {
                let family = matches!(self, Choice::FamilyWiseError(_));
                let most = if family { alpha / count } else { alpha };
                (p.iter().map(|p| *p < most).collect(), Some(most))
            }
        }
    }

    pub(super) fn objection(self, threshold: Option<f64>) -> String {
        let of = |what: &str| threshold.map_or(String::new(), |t| format!(", {what} {t}"));
        match self {
            Choice::All => String::new(),
            Choice::Best(k) => format!(", not among the best {k}"),
            Choice::Percentile(_) => of("not above"),
            Choice::FalseDiscoveryRate(_) if threshold.is_none() => {
                ", no p is small enough".to_owned()
            }
            Choice::FalseDiscoveryRate(_) => of("p is above"),
            Choice::FalsePositiveRate(_) | Choice::FamilyWiseError(_) => of("p is not below"),
        }
    }
}

fn best(scores: &[f64], k: usize) -> Kept {
    let order = exact::argsort(scores);
    let first = order.len().saturating_sub(k);
    let mut kept = vec![false; scores.len()];
    for &at in order.iter().skip(first) {
        if let Some(kept) = kept.get_mut(at) {
            *kept = true;
        }
    }
    (kept, order.get(first).and_then(|&at| scores.get(at)).copied())
}

fn percentile(scores: &[f64], share: f64) -> Kept {
    if share >= 100.0 {
        return (vec![true; scores.len()], None);
    }
    if share <= 0.0 {
        return (vec![false; scores.len()], None);
    }
    let threshold =
        exact::quantile(&exact::sorted(scores), (100.0 - share) / 100.0, Quantile::Linear);
    let threshold = threshold.unwrap_or(f64::INFINITY);
    let mut kept: Vec<bool> = scores.iter().map(|&score| score > threshold).collect();
    // A float cast truncates, as the peer's does.
    let most = (scores.len() as f64 * share / 100.0) as usize;
    let mut room = most.saturating_sub(kept.iter().filter(|kept| **kept).count());
    for (kept, &score) in kept.iter_mut().zip(scores) {
        if score == threshold && room > 0 {
            *kept = true;
            room -= 1;
        }
    }
    (kept, Some(threshold))
}
