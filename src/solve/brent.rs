//! Minima of functions of one number, by the steps SciPy takes.
//!
//! Where a peer's parameter is whatever its search happened to stop at, only the same search comes to the
//! same number: constants, comparisons and their order are those of SciPy 1.17.

/// Ratio by which a step grows that has not yet gone uphill.
const GOLD: f64 = 1.618034;
const GROW_LIMIT: f64 = 110.0;
const MOST_BRACKET_STEPS: usize = 1000;
/// What a parabola's denominator is kept from.
const TINY: f64 = 1e-21;

/// Three ordered points, the middle one not above its neighbours.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Bracket {
    pub(crate) a: f64,
    pub(crate) b: f64,
    pub(crate) c: f64,
    /// The value at `b`.
    pub(crate) lowest: f64,
}

/// Goes downhill from two points until the function rises; `None` when it never does.
///
/// # Source
/// `scipy.optimize.bracket` of SciPy 1.17.
pub(crate) fn bracket(f: &mut impl FnMut(f64) -> f64, a: f64, b: f64) -> Option<Bracket> {
    let (mut xa, mut xb) = (a, b);
    let (mut fa, mut fb) = (f(xa), f(xb));
    if fa < fb {
        (xa, xb) = (xb, xa);
        (fa, fb) = (fb, fa);
    }
    let mut xc = xb + GOLD * (xb - xa);
    let mut fc = f(xc);
    let mut steps = 0;
    while fc < fb {
        let tmp1 = (xb - xa) * (fb - fc);
        let tmp2 = (xb - xc) * (fb - fa);
        let val = tmp2 - tmp1;
        let denominator = if val.abs() < TINY { 2.0 * TINY } else { 2.0 * val };
        let mut w = xb - ((xb - xc) * tmp2 - (xb - xa) * tmp1) / denominator;
        let limit = xb + GROW_LIMIT * (xc - xb);
        if steps > MOST_BRACKET_STEPS {
            return None;
        }
        steps += 1;
        let mut fw;
        if (w - xc) * (xb - w) > 0.0 {
            fw = f(w);
            if fw < fc {
                (xa, xb, fa, fb) = (xb, w, fb, fw);
                break;
            } else if fw > fb {
                (xc, fc) = (w, fw);
                break;
            }
            w = xc + GOLD * (xc - xb);
            fw = f(w);
        } else if (w - limit) * (limit - xc) >= 0.0 {
            w = limit;
            fw = f(w);
        } else if (w - limit) * (xc - w) > 0.0 {
            fw = f(w);
            if fw < fc {
                (xb, xc) = (xc, w);
                w = xc + GOLD * (xc - xb);
                (fb, fc) = (fc, fw);
                fw = f(w);
            }
        } else {
            w = xc + GOLD * (xc - xb);
            fw = f(w);
        }
        (xa, xb, xc) = (xb, xc, w);
        (fa, fb, fc) = (fb, fc, fw);
    }
    let lower = (fb < fc && fb <= fa) || (fb < fa && fb <= fc);
    let ordered = (xa < xb && xb < xc) || (xc < xb && xb < xa);
    let finite = xa.is_finite() && xb.is_finite() && xc.is_finite();
    (lower && ordered && finite).then_some(Bracket { a: xa, b: xb, c: xc, lowest: fb })
}

/// The point of the lowest value within a bracket that is sought from two points downhill; `None` without a
/// bracket.
///
/// # Source
/// `scipy.optimize.brent(brack=(a, b))` of SciPy 1.17, `tol = 1.48e-8`, at most 500 steps.
pub(crate) fn brent(mut f: impl FnMut(f64) -> f64, a: f64, b: f64) -> Option<f64> {
    const TOLERANCE: f64 = 1.48e-8;
    const LEAST: f64 = 1.0e-11;
    const GOLDEN: f64 = 0.381_966_0;
    let found = bracket(&mut f, a, b)?;
    let (mut x, mut w, mut v) = (found.b, found.b, found.b);
    let (mut fx, mut fw, mut fv) = (found.lowest, found.lowest, found.lowest);
    let (mut a, mut b) = if found.a < found.c { (found.a, found.c) } else { (found.c, found.a) };
    let (mut before, mut step) = (0.0f64, 0.0f64);
    for _ in 0..500 {
        let tol1 = TOLERANCE * x.abs() + LEAST;
        let tol2 = 2.0 * tol1;
        let middle = 0.5 * (a + b);
        if (x - middle).abs() < tol2 - 0.5 * (b - a) {
            break;
        }
        let mut golden = before.abs() <= tol1;
        if !golden {
            let tmp1 = (x - w) * (fx - fv);
            let mut tmp2 = (x - v) * (fx - fw);
            let mut p = (x - v) * tmp2 - (x - w) * tmp1;
            tmp2 = 2.0 * (tmp2 - tmp1);
            if tmp2 > 0.0 {
                p = -p;
            }
            tmp2 = tmp2.abs();
            let earlier = before;
            before = step;
            if p > tmp2 * (a - x) && p < tmp2 * (b - x) && p.abs() < (0.5 * tmp2 * earlier).abs() {
                step = p / tmp2;
                let u = x + step;
                if u - a < tol2 || b - u < tol2 {
                    step = if middle - x >= 0.0 { tol1 } else { -tol1 };
                }
            } else {
                golden = true;
            }
        }
        if golden {
            before = if x >= middle { a - x } else { b - x };
            step = GOLDEN * before;
        }
        let u = if step.abs() >= tol1 {
            x + step
        } else if step >= 0.0 {
            x + tol1
        } else {
            x - tol1
        };
        let fu = f(u);
        if fu > fx {
            if u < x {
                a = u;
            } else {
                b = u;
            }
            if fu <= fw || w == x {
                (v, w, fv, fw) = (w, u, fw, fu);
            } else if fu <= fv || v == x || v == w {
                (v, fv) = (u, fu);
            }
        } else {
            if u >= x {
                a = x;
            } else {
                b = x;
            }
            (v, w, x) = (w, x, u);
            (fv, fw, fx) = (fw, fx, fu);
        }
    }
    Some(x)
}

/// The point of the lowest value between two bounds, to within `tolerance`.
///
/// # Source
/// `scipy.optimize.fminbound(xtol = tolerance)` of SciPy 1.17, at most 500 values.
pub(crate) fn bounded(
    mut f: impl FnMut(f64) -> f64,
    lower: f64,
    upper: f64,
    tolerance: f64,
) -> f64 {
    let sign = |x: f64| if x < 0.0 { -1.0 } else { 1.0 };
    let root_epsilon = 2.2e-16f64.sqrt();
    let golden_mean = 0.5 * (3.0 - 5.0f64.sqrt());
    let (mut a, mut b) = (lower, upper);
    let mut x = a + golden_mean * (b - a);
    let (mut second, mut third) = (x, x);
    let (mut step, mut before) = (0.0f64, 0.0f64);
    let mut fx = f(x);
    let (mut f_second, mut f_third) = (fx, fx);
    let mut middle = 0.5 * (a + b);
    let mut tol1 = root_epsilon * x.abs() + tolerance / 3.0;
    let mut tol2 = 2.0 * tol1;
    let mut values = 1;
    while (x - middle).abs() > tol2 - 0.5 * (b - a) {
        let mut golden = true;
        if before.abs() > tol1 {
            golden = false;
            let mut r = (x - second) * (fx - f_third);
            let mut q = (x - third) * (fx - f_second);
            let mut p = (x - third) * q - (x - second) * r;
            q = 2.0 * (q - r);
            if q > 0.0 {
                p = -p;
            }
            q = q.abs();
            r = before;
            before = step;
            if p.abs() < (0.5 * q * r).abs() && p > q * (a - x) && p < q * (b - x) {
                step = p / q;
                let u = x + step;
                if u - a < tol2 || b - u < tol2 {
                    step = tol1 * sign(middle - x);
                }
            } else {
                golden = true;
            }
        }
        if golden {
            before = if x >= middle { a - x } else { b - x };
            step = golden_mean * before;
        }
        let u = x + sign(step) * if step.abs() > tol1 { step.abs() } else { tol1 };
        let fu = f(u);
        values += 1;
        if fu <= fx {
            if u >= x {
                a = x;
            } else {
                b = x;
            }
            (third, f_third) = (second, f_second);
            (second, f_second) = (x, fx);
            (x, fx) = (u, fu);
        } else {
            if u < x {
                a = u;
            } else {
                b = u;
            }
            if fu <= f_second || second == x {
                (third, f_third) = (second, f_second);
                (second, f_second) = (u, fu);
            } else if fu <= f_third || third == x || third == second {
                (third, f_third) = (u, fu);
            }
        }
        middle = 0.5 * (a + b);
        tol1 = root_epsilon * x.abs() + tolerance / 3.0;
        tol2 = 2.0 * tol1;
        if values >= 500 {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests;
