//! Linear support vector machines by descent over the multipliers of rows, one at a time.

use crate::exact::{self, Random};

/// Passes are shuffled by this.
const STREAM: u32 = 0x4c53_0001;

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unsolved {
    /// Products of the values leave the range of `f64`.
    #[error("the values are too large to multiply; scale the columns")]
    Range,
}

/// How a machine is fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LinearSvm {
    /// What a unit of loss costs.
    pub(crate) c: f64,
    /// Whether the loss is squared.
    pub(crate) squared: bool,
    pub(crate) tolerance: f64,
    pub(crate) max_iterations: u32,
}

/// What was found.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Found {
    pub(crate) weights: Vec<f64>,
    pub(crate) converged: bool,
}

/// Row-major rows with their squares, and the weights that multipliers make of them.
struct Machine<'a> {
    rows: &'a [f64],
    width: usize,
    /// `x·x` of a row, and what a squared loss adds.
    curvatures: Vec<f64>,
    weights: Vec<f64>,
    /// What a squared loss adds to the curvature of each row.
    shifts: Vec<f64>,
    /// No multiplier of a row is larger.
    uppers: Vec<f64>,
}

impl<'a> Machine<'a> {
    fn new(
        settings: &LinearSvm,
        rows: &'a [f64],
        width: usize,
        counts: Option<&[f64]>,
    ) -> Result<Self, Unsolved> {
        let each = rows.chunks_exact(width.max(1));
        let cost = |row: usize| {
            let count = counts.and_then(|counts| counts.get(row)).copied();
            count.map_or(settings.c, |count| count * settings.c)
        };
        let costs: Vec<f64> = (0..each.len()).map(cost).collect();
        let bounds = costs.iter().map(|&c| match settings.squared {
            true => (0.5 / c, f64::INFINITY),
            false => (0.0, c),
        });
        let (shifts, uppers): (Vec<f64>, Vec<f64>) = bounds.unzip();
        let curvature = |(row, shift): (&[f64], &f64)| exact::dot(row, row) + shift;
        let curvatures: Vec<f64> = each.zip(&shifts).map(curvature).collect();
        if curvatures.iter().chain(&costs).any(|x| !x.is_finite()) {
            return Err(Unsolved::Range);
        }
        Ok(Self { rows, width, curvatures, weights: vec![0.0; width], shifts, uppers })
    }

    fn row(&self, row: usize) -> &'a [f64] {
        &self.rows[row * self.width..(row + 1) * self.width]
    }

    fn answer(&self, row: usize) -> f64 {
        exact::dot(self.row(row), &self.weights)
    }

    fn add(&mut self, step: f64, row: usize) {
        let row = self.row(row);
        self.weights.iter_mut().zip(row).for_each(|(w, x)| *w += step * x);
    }

    fn found(self, converged: bool) -> Result<Found, Unsolved> {
        // No negative zero is kept.
        let weights: Vec<f64> = self.weights.iter().map(|w| w + 0.0).collect();
        if weights.iter().all(|w| w.is_finite()) {
            Ok(Found { weights, converged })
        } else {
            Err(Unsolved::Range)
        }
    }
}

impl LinearSvm {
    /// Minimises `‖w‖²/2 + c·Σ max(0, 1 − sᵢ·w·xᵢ)`, or of its squares, the signs `s` 1 or −1: multiplier after
    /// multiplier, in passes over rows shuffled by a fixed seed, those left out for a while that stand at a bound, until
    /// the derivatives of a pass over all are, with 0, within a span of the tolerance.
    ///
    /// Rows are row-major and in an order that their content decides. With `counts`, a row's loss costs as many times
    /// `c`.
    ///
    /// # Source
    /// LIBLINEAR 2.3, `solve_l2r_l1l2_svc`. Hsieh et al., "A dual coordinate descent method for large-scale linear SVM"
    /// (2008).
    pub(crate) fn classify(
        &self,
        rows: &[f64],
        width: usize,
        (signs, counts): (&[f64], Option<&[f64]>),
    ) -> Result<Found, Unsolved> {
        let mut machine = Machine::new(self, rows, width, counts)?;
        let mut multipliers = vec![0.0; signs.len()];
        let mut active: Vec<usize> = (0..signs.len()).collect();
        let mut before = (f64::INFINITY, f64::NEG_INFINITY);
        for pass in 0..self.max_iterations {
            Random::new(0, STREAM, pass.into()).shuffle(&mut active);
            // From 0, unlike LIBLINEAR, which takes a first pass of equal derivatives for the end.
            let (mut most, mut least) = (0.0, 0.0);
            active.retain(|&i| {
                let (sign, multiplier) = (signs[i], &mut multipliers[i]);
                let slope = sign * machine.answer(i) - 1.0 + *multiplier * machine.shifts[i];
                let (slope, kept) = if *multiplier == 0.0 {
                    (exact::min(slope, 0.0), slope <= before.0)
                } else if *multiplier >= machine.uppers[i] {
                    (exact::max(slope, 0.0), slope >= before.1)
                } else {
                    (slope, true)
                };
                if !kept {
                    return false;
                }
                (most, least) = (exact::max(most, slope), exact::min(least, slope));
                if slope != 0.0 {
                    let wanted = *multiplier - slope / machine.curvatures[i];
                    let after = exact::min(exact::max(wanted, 0.0), machine.uppers[i]);
                    let step = (after - *multiplier) * sign;
                    *multiplier = after;
                    machine.add(step, i);
                }
                true
            });
            if most - least <= self.tolerance {
                if active.len() == signs.len() {
                    return machine.found(true);
                }
                active = (0..signs.len()).collect();
                before = (f64::INFINITY, f64::NEG_INFINITY);
                continue;
            }
            before.0 = if most > 0.0 { most } else { f64::INFINITY };
            before.1 = if least < 0.0 { least } else { f64::NEG_INFINITY };
        }
        machine.found(false)
    }

    /// Minimises `‖w‖²/2 + c·Σ max(0, |yᵢ − w·xᵢ| − epsilon)`, or of its squares, in the same way, until the violations
    /// of a pass over all rows sum to no more than the tolerance times those of the first.
    ///
    /// # Source
    /// LIBLINEAR 2.3, `solve_l2r_l1l2_svr`. Ho and Lin, "Large-scale linear support vector regression" (2012).
    pub(crate) fn regress(
        &self,
        rows: &[f64],
        width: usize,
        (targets, counts): (&[f64], Option<&[f64]>),
        epsilon: f64,
    ) -> Result<Found, Unsolved> {
        let mut machine = Machine::new(self, rows, width, counts)?;
        let mut multipliers = vec![0.0; targets.len()];
        let mut active: Vec<usize> = (0..targets.len()).collect();
        let (mut before, mut begun) = (f64::INFINITY, None);
        for pass in 0..self.max_iterations {
            Random::new(0, STREAM, pass.into()).shuffle(&mut active);
            let (mut most, mut all) = (0.0, 0.0);
            active.retain(|&i| {
                let multiplier = &mut multipliers[i];
                let slope = machine.answer(i) - targets[i] + machine.shifts[i] * *multiplier;
                let (above, below) = (slope + epsilon, slope - epsilon);
                let Some(violation) =
                    violation(*multiplier, above, below, before, machine.uppers[i])
                else {
                    return false;
                };
                most = exact::max(most, violation);
                all += violation;
                let curvature = machine.curvatures[i];
                let step = if above < curvature * *multiplier {
                    -above / curvature
                } else if below > curvature * *multiplier {
                    -below / curvature
                } else {
                    -*multiplier
                };
                if step != 0.0 {
                    let wanted = *multiplier + step;
                    let after =
                        exact::min(exact::max(wanted, -machine.uppers[i]), machine.uppers[i]);
                    let step = after - *multiplier;
                    *multiplier = after;
                    machine.add(step, i);
                }
                true
            });
            if all <= self.tolerance * *begun.get_or_insert(all) {
                if active.len() == targets.len() {
                    return machine.found(true);
                }
                active = (0..targets.len()).collect();
                before = f64::INFINITY;
                continue;
            }
            before = most;
        }
        machine.found(false)
    }
}

/// How far a multiplier is from where its derivatives want it; nothing for one that rests at a bound, by more than the
/// largest violation of the pass before.
fn violation(multiplier: f64, above: f64, below: f64, before: f64, upper: f64) -> Option<f64> {
    if multiplier == 0.0 {
        return match (above, below) {
            (above, _) if above < 0.0 => Some(-above),
            (_, below) if below > 0.0 => Some(below),
            _ if above > before && below < -before => None,
            _ => Some(0.0),
        };
    }
    if multiplier >= upper {
        return if above > 0.0 { Some(above) } else { (above >= -before).then_some(0.0) };
    }
    if multiplier <= -upper {
        return if below < 0.0 { Some(-below) } else { (below <= before).then_some(0.0) };
    }
    Some(if multiplier > 0.0 { above.abs() } else { below.abs() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(c: f64, squared: bool) -> LinearSvm {
        LinearSvm { c, squared, tolerance: 1e-13, max_iterations: 10_000 }
    }

    /// By hand, through 0: rows at 1 and −2 on their sides; the first decides. w²/2 + c·max(0, 1 − w) is least at c
    /// while that is below 1; w²/2 + c·(1 − w)² at 2c / (1 + 2c).
    #[test]
    fn one_weight_by_hand() {
        let (rows, signs) = ([1.0, -2.0], [1.0, -1.0]);
        // The second row costs too below w = 1/2.
        for (c, squared, expected) in [
            (0.125, false, 0.375),
            (0.75, false, 0.75),
            (8.0, false, 1.0),
            (1.5, true, 0.75),
            // −c·(2(1 − w) + 4(1 − 2w)) + w = 0 below 1/2.
            (0.0625, true, 0.375 / 1.625),
        ] {
            let found = settings(c, squared).classify(&rows, 1, (&signs, None)).unwrap();
            assert!(found.converged);
            assert!((found.weights[0] - expected).abs() < 1e-12, "{c} {squared} {found:?}");
        }
    }

    /// By hand, through 0: y of 3 at x = 1 and 0 at x = 0 with ε = 1/2: w is c up to 2.5, or 2c·2.5 / (1 + 2c).
    #[test]
    fn one_slope_by_hand() {
        let (rows, targets) = ([1.0, 0.0], [3.0, 0.0]);
        for (c, squared, expected) in
            [(1.25, false, 1.25), (4.0, false, 2.5), (2.0, true, 2.0), (0.125, true, 0.5)]
        {
            let found = settings(c, squared).regress(&rows, 1, (&targets, None), 0.5).unwrap();
            assert!(found.converged);
            assert!((found.weights[0] - expected).abs() < 1e-12, "{c} {squared} {found:?}");
        }
        let found = settings(1.0, false).regress(&rows, 1, (&[0.25, 0.5], None), 0.5).unwrap();
        assert_eq!(found, Found { weights: vec![0.0], converged: true });
    }

    #[test]
    fn what_cannot_be_is_said() {
        let huge = settings(1.0, false).classify(&[1e200, -1e200], 1, (&[1.0, -1.0], None));
        assert_eq!(huge, Err(Unsolved::Range));
        let short = LinearSvm { max_iterations: 1, ..settings(1.0, true) };
        let found = short.classify(&[1.0, 2.0, -1.0, 0.5], 2, (&[1.0, -1.0], None)).unwrap();
        assert!(!found.converged);
    }
}
