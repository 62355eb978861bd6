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
mod tests {
    use super::*;

    fn quartic(x: f64) -> f64 {
        ((x - 1.0) * (x - 1.0) + 0.3 * x) * (x * x + 2.0) + 0.1 * x
    }

    fn rational(x: f64) -> f64 {
        (x * x - 3.0 * x) / (x * x + x + 2.0)
    }

    fn vee(x: f64) -> f64 {
        (x - 0.7).abs() + 0.25 * x * x
    }

    fn far(x: f64) -> f64 {
        (x - 1234.5) * (x - 1234.5) / 1000.0
    }

    /// A function, where to start, and the bracket, the minimum and the number of values.
    type Case = (fn(f64) -> f64, (f64, f64), [f64; 3], f64, usize);

    /// To the bit: the functions are made of operations that are the same in Python. By SciPy 1.17.1.
    #[test]
    fn the_steps_are_scipys() {
        let right = 8.472135999999999;
        let cases: [Case; 12] = [
            (quartic, (-2.0, 2.0), [-2.0, 2.0, right], 0.7463131754375574, 14),
            (quartic, (0.0, 1.0), [0.0, 1.0, 2.6180339999999998], 0.7463131683593323, 13),
            (
                quartic,
                (5.0, 4.0),
                [2.3819660000000002, 0.9239004990501247, -0.23606802515599945],
                0.7463131743930697,
                17,
            ),
            (rational, (-2.0, 2.0), [-2.0, 2.0, right], 0.8228756675926748, 18),
            (rational, (0.0, 1.0), [0.0, 1.0, 2.6180339999999998], 0.822875656423896, 14),
            (
                rational,
                (5.0, 4.0),
                [4.0, 2.3819660000000002, -0.23606802515599945],
                0.8228756681958478,
                16,
            ),
            (vee, (-2.0, 2.0), [-2.0, 2.0, right], 0.7000000023637676, 42),
            (vee, (0.0, 1.0), [0.0, 1.0, 2.6180339999999998], 0.7000000047865791, 38),
            (
                vee,
                (5.0, 4.0),
                [4.0, 2.3819660000000002, -1.999999999999993],
                0.6999999938342882,
                39,
            ),
            (
                far,
                (-2.0, 2.0),
                [713.9349599999999, 1234.4999999999218, 2076.791933931155],
                1234.4999999999218,
                10,
            ),
            (
                far,
                (0.0, 1.0),
                [178.98373999999998, 1234.4999999997756, 2942.3611962322525],
                1234.4999999997756,
                10,
            ),
            (
                far,
                (5.0, 4.0),
                [182.98373999999998, 1234.4999999994182, 2935.8890602313168],
                1234.4999999994182,
                10,
            ),
        ];
        for (mut f, (a, b), points, minimum, values) in cases {
            let found = bracket(&mut f, a, b).unwrap();
            assert_eq!([found.a, found.b, found.c], points);
            let mut count = 0;
            let counted = |x| {
                count += 1;
                f(x)
            };
            assert_eq!(brent(counted, a, b), Some(minimum));
            assert_eq!(count, values);
        }
    }

    /// As above, for `fminbound`.
    #[test]
    fn the_bounded_steps_are_scipys() {
        type Case = (fn(f64) -> f64, f64, f64);
        let cases: [Case; 4] = [
            (quartic, 0.7463131826592678, 0.9000055499532614),
            (rational, 0.822875671841219, 0.9000046806686908),
            (vee, 0.6999999938789472, 0.9000046806686908),
            (far, 3.999999934677735, 39.99999589927779),
        ];
        for (f, wide, right) in cases {
            assert_eq!(bounded(f, -3.0, 4.0, 1.48e-8), wide);
            assert_eq!(bounded(f, 0.9, 40.0, 1e-5), right);
        }
    }

    #[test]
    fn no_bracket_where_nothing_rises() {
        assert_eq!(brent(|x| -x, 0.0, 1.0), None);
        assert_eq!(brent(|_| 1.0, 0.0, 1.0), None);
        assert_eq!(brent(|_| f64::NAN, 0.0, 1.0), None);
        assert!(bounded(|_| f64::NAN, 0.0, 1.0, 1e-5).is_finite());
    }
}
