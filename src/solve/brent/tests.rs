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
        (vee, (5.0, 4.0), [4.0, 2.3819660000000002, -1.999999999999993], 0.6999999938342882, 39),
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
