//! What each row says of its predictor: loss, slope and curvature.

use crate::exact::{self, slices};

/// A distribution whose variance is a power of its mean, and how the mean follows from the predictor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Family {
    /// 0 normal, 1 Poisson, 2 gamma, 3 inverse normal; none between 0 and 1.
    pub(crate) power: f64,
    /// Whether the predictor is the logarithm of the mean; else it is the mean.
    pub(crate) log: bool,
}

/// Of each row: half the deviance less what the target alone says, and its derivatives along the predictor.
pub(super) struct Terms {
    pub(super) losses: Vec<f64>,
    pub(super) slopes: Vec<f64>,
    pub(super) bends: Vec<f64>,
    /// What a bend is on average over targets of that mean; never below 0.
    pub(super) expected: Vec<f64>,
}

impl Family {
    /// The terms at predictors η; a loss is NaN where there is no mean.
    ///
    /// With p the power, half the deviance is μ^(2−p)/(2−p) − y·μ^(1−p)/(1−p), with a logarithm in place of a power
    /// that is 0.
    ///
    /// # Source
    /// McCullagh and Nelder, *Generalized Linear Models*, 2nd ed., section 9.2; `HalfTweedieLoss` and
    /// `HalfTweedieLossIdentity` of scikit-learn 1.9.
    pub(super) fn terms(self, predictors: &[f64], targets: &[f64]) -> Terms {
        match (self.log, self.power == 0.0) {
            (true, _) => self.of_logarithms(predictors, targets),
            (false, true) => of_normal(predictors, targets),
            (false, false) => self.of_means(predictors, targets),
        }
    }

    fn of_logarithms(self, predictors: &[f64], targets: &[f64]) -> Terms {
        let p = self.power;
        let power = |q: f64| {
            let mut out: Vec<f64> = predictors.iter().map(|x| q * x).collect();
            slices::exp(&mut out);
            out
        };
        let (two, one) = (power(2.0 - p), power(1.0 - p));
        let mut terms = Terms::with_room(targets.len());
        let rows = two.iter().zip(&one).zip(predictors.iter().zip(targets));
        for ((two, one), (x, y)) in rows {
            let up = if p == 2.0 { *x } else { two / (2.0 - p) };
            let down = if p == 1.0 { y * x } else { y * one / (1.0 - p) };
            let pull = y * one;
            terms.add(up - down, two - pull, (2.0 - p) * two - (1.0 - p) * pull, *two);
        }
        terms
    }

    fn of_means(self, means: &[f64], targets: &[f64]) -> Terms {
        let p = self.power;
        let power = |q: f64| {
            let mut out = means.to_vec();
            slices::pow(&mut out, q);
            out
        };
        let (one, none, less) = (power(1.0 - p), power(-p), power(-1.0 - p));
        let mut logs = means.to_vec();
        if p == 1.0 || p == 2.0 {
            slices::ln(&mut logs);
        }
        let mut terms = Terms::with_room(targets.len());
        let powers = one.iter().zip(&none).zip(&less);
        for (((mean, log), y), ((one, none), less)) in
            means.iter().zip(&logs).zip(targets).zip(powers)
        {
            let up = if p == 2.0 { *log } else { mean * one / (2.0 - p) };
            let down = if p == 1.0 { y * log } else { y * one / (1.0 - p) };
            let loss = if *mean > 0.0 { up - down } else { exact::NAN };
            terms.add(loss, one - y * none, (1.0 - p) * none + p * y * less, *none);
        }
        terms
    }
}

fn of_normal(means: &[f64], targets: &[f64]) -> Terms {
    let mut terms = Terms::with_room(targets.len());
    for (mean, y) in means.iter().zip(targets) {
        let error = mean - y;
        terms.add(0.5 * error * error, error, 1.0, 1.0);
    }
    terms
}

impl Terms {
    fn with_room(rows: usize) -> Self {
        let room = || Vec::with_capacity(rows);
        Self { losses: room(), slopes: room(), bends: room(), expected: room() }
    }

    /// Makes each row's terms count as the row does.
    pub(super) fn weigh(&mut self, counts: &[f64]) {
        for terms in [&mut self.losses, &mut self.slopes, &mut self.bends, &mut self.expected] {
            terms.iter_mut().zip(counts).for_each(|(term, count)| *term *= count);
        }
    }

    fn add(&mut self, loss: f64, slope: f64, bend: f64, expected: f64) {
        self.losses.push(loss);
        self.slopes.push(slope);
        self.bends.push(bend);
        self.expected.push(expected);
    }
}
