//! The B-splines over one sequence of knots.

use super::Extrapolation;
use crate::feature::arithmetic::divided_rest;

/// The highest degree.
pub(super) const MOST_DEGREE: u32 = 32;
/// The most knots of one column.
pub(super) const MOST_KNOTS: usize = 1 << 16;

/// B-splines of one column, and what they are at the ends of its range.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Basis {
    degree: usize,
    /// The knots, `degree` more of them than the given ones at each end.
    knots: Vec<f64>,
    extrapolation: Extrapolation,
    splines: usize,
    /// Values and slopes at the first and at the last given knot.
    ends: [(f64, Vec<f64>, Vec<f64>); 2],
}

/// `count` points from `start` to `stop`, rounded as NumPy rounds them.
pub(super) fn evenly(start: f64, stop: f64, count: usize) -> Vec<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of knots is small")]
    let place = |at: usize| at as f64;
    let (width, parts) = (stop - start, place(count.saturating_sub(1)));
    let step = width / parts;
    let point = |at: usize| match (count, step == 0.0) {
        (1, _) => start,
        _ if at + 1 == count => stop,
        (_, true) => place(at) / parts * width + start,
        (_, false) => place(at) * step + start,
    };
    (0..count).map(point).collect()
}

impl Basis {
    /// The splines of a degree over knots in ascending order, or what is wrong with those.
    pub(super) fn new(
        given: &[f64],
        degree: u32,
        extrapolation: Extrapolation,
    ) -> Result<Basis, String> {
        if degree > MOST_DEGREE {
            return Err(format!("degree {degree} is over {MOST_DEGREE}"));
        }
        let degree = degree as usize;
        let periodic = extrapolation == Extrapolation::Periodic;
        let ([first, second, ..], [.., before, last]) = (given, given) else {
            return Err(format!("{} knots, and there must be two", given.len()));
        };
        if given.len() > MOST_KNOTS {
            return Err(format!("{} knots, at most {MOST_KNOTS}", given.len()));
        }
        if periodic && given.len() <= degree {
            let found = given.len();
            return Err(format!("{found} knots, and periodic splines need more than their degree"));
        }
        let mut knots = Vec::with_capacity(given.len() + 2 * degree);
        if periodic {
            // The spacing at one end goes on at the other.
            let period = last - first;
            let end = given.len() - 1;
            knots.extend(given.iter().take(end).skip(end - degree).map(|knot| knot - period));
            knots.extend(given);
            knots.extend(given.iter().skip(1).take(degree).map(|knot| knot + period));
        } else {
            // The distance of the two knots at an end goes on.
            #[expect(clippy::cast_precision_loss, reason = "a degree is small")]
            let far = degree as f64;
            let (low, high) = (second - first, last - before);
            knots.extend(evenly(first - far * low, first - low, degree));
            knots.extend(given);
            knots.extend(evenly(last + high, last + far * high, degree));
        }
        if let Some(knot) = knots.iter().find(|knot| !knot.is_finite()) {
            return Err(format!("a knot is {knot}"));
        }
        if !knots.is_sorted() {
            return Err("knots are not in ascending order".to_owned());
        }
        let splines = given.len() - 1 + if periodic { 0 } else { degree };
        let ends = [(0.0, Vec::new(), Vec::new()), (0.0, Vec::new(), Vec::new())];
        let mut basis = Basis { degree, knots, extrapolation, splines, ends };
        basis.ends = [*first, *last].map(|end| (end, basis.at(end, 0), basis.at(end, 1)));
        Ok(basis)
    }

    /// How many splines there are.
    pub(super) fn splines(&self) -> usize {
        self.splines
    }

    /// The first and the last given knot.
    pub(super) fn range(&self) -> (f64, f64) {
        let [(low, ..), (high, ..)] = self.ends;
        (low, high)
    }

    /// All splines at a point, or their slopes.
    fn at(&self, x: f64, derivative: usize) -> Vec<f64> {
        let mut out = vec![0.0; self.splines];
        let mut work = vec![0.0; 2 * (self.degree + 1)];
        self.evaluate(x, derivative, &mut work, |at, value| {
            if let Some(out) = out.get_mut(at) {
                *out += value;
            }
        });
        out
    }

    /// Gives every spline that is not 0 at a point to `cell`, to be added there; a periodic one may come
    /// twice. `false` when the point is beyond the knots and that is an error.
    pub(super) fn write(
        &self,
        x: f64,
        work: &mut Vec<f64>,
        mut cell: impl FnMut(usize, f64),
    ) -> bool {
        work.resize(2 * (self.degree + 1), 0.0);
        let [(low, at_low, slope_low), (high, at_high, slope_high)] = &self.ends;
        let beyond = if x < *low {
            Some((low, at_low, slope_low))
        } else if x > *high {
            Some((high, at_high, slope_high))
        } else {
            None
        };
        match (beyond, self.extrapolation) {
            (Some(_), Extrapolation::Error) => return false,
            (Some((_, values, _)), Extrapolation::Constant) => {
                values.iter().enumerate().for_each(|(at, &value)| cell(at, value));
            }
            (Some((end, values, slopes)), Extrapolation::Linear) => {
                for (at, (value, slope)) in values.iter().zip(slopes).enumerate() {
                    // A spline that is flat at the end stays so even at infinity.
                    let value = if *slope == 0.0 { *value } else { value + (x - end) * slope };
                    cell(at, value);
                }
            }
            (_, Extrapolation::Periodic) => {
                let period = high - low;
                let inside = if period > 0.0 { low + divided_rest(x - low, period) } else { 0.0 };
                self.evaluate(inside, 0, work, cell);
            }
            _ => self.evaluate(x, 0, work, cell),
        }
        true
    }

    /// The splines that are not 0 at a point, by de Boor's recurrence; the last `derivative` steps of it
    /// differentiate.
    fn evaluate(
        &self,
        x: f64,
        derivative: usize,
        work: &mut [f64],
        mut add: impl FnMut(usize, f64),
    ) {
        let (k, t) = (self.degree, &self.knots);
        // The knot at or before the point; beyond the given knots, the first or last interval goes on.
        let last = t.len() - 2 * k - 1;
        let given = t.get(k..=k + last).unwrap_or_default();
        let before = given.partition_point(|knot| *knot <= x);
        let interval = k + before.saturating_sub(1).min(last.saturating_sub(1));
        let (now, old) = work.split_at_mut(k + 1);
        now.fill(0.0);
        now[0] = 1.0;
        let straight = k.saturating_sub(derivative);
        for j in 1..=k {
            old[..j].copy_from_slice(&now[..j]);
            now[0] = 0.0;
            for n in 1..=j {
                let (low, high) = (t[interval + n - j], t[interval + n]);
                if low == high {
                    now[n] = 0.0;
                    continue;
                }
                if j <= straight {
                    let w = old[n - 1] / (high - low);
                    now[n - 1] += w * (high - x);
                    now[n] = w * (x - low);
                } else {
                    #[expect(clippy::cast_precision_loss, reason = "a degree is small")]
                    let w = j as f64 * old[n - 1] / (high - low);
                    now[n - 1] -= w;
                    now[n] = w;
                }
            }
        }
        if derivative > k {
            now.fill(0.0);
        }
        for (n, &value) in now.iter().enumerate() {
            let at = interval - k + n;
            // Of periodic splines, the last are the first again.
            add(if at >= self.splines { at - self.splines } else { at }, value);
        }
    }
}
