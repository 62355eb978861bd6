use super::*;
use crate::exact::Random;
use proptest::prelude::*;

fn close(a: f64, b: f64, bound: f64) -> bool {
    (a - b).abs() <= bound * b.abs()
}

/// Scales from 1000 to 2⁻¹⁰ around a well-conditioned middle. Values and vectors by mpmath 1.3 at 60
/// digits; NumPy's `eigvalsh` gives the smallest as 8.10457171e-07, of which LAPACK vouches for no digit.
#[test]
fn graded_scales_cost_no_digits() {
    let e = 0.000_122_070_312_5;
    let matrix = [
        [1e6, 250.0, 0.122_070_312_5, -62.5],
        [250.0, 1.0, -e, 0.125],
        [0.122_070_312_5, -e, 9.536_743_164_062_5e-7, e],
        [-62.5, 0.125, e, 0.25],
    ];
    let found = eigen(&matrix.concat(), 4).unwrap();
    let values = [1000000.0664063201, 0.9650072903075693, 0.2185865328478561, 8.104571710530724e-7];
    for (found, value) in found.values.iter().zip(values) {
        assert!(close(*found, value, 4.0 * f64::EPSILON), "{found} {value}");
    }
    let vectors = [
        [0.999999966796814, 0.0002500002172853142, 1.2207026219375972e-7, -6.24999781493598e-5],
        [-0.0002333523266566753, 0.9814008506757145, -0.00012937896378361507, 0.1919695264899076],
        [0.00010932981885309758, -0.19196936693106245, 0.0007163307408844653, 0.981400650640373],
        [
            -2.3057751158768497e-7,
            0.00026448622351152984,
            0.9999997350656341,
            -0.0006781708088037837,
        ],
    ];
    for (found, vector) in found.vectors.iter().zip(vectors.concat()) {
        assert!(close(*found, vector, 1e-14), "{found} {vector}");
    }
}

/// By mpmath 1.3 at 60 digits.
#[test]
fn an_indefinite_matrix() {
    let found = eigen(&[1.0, 2.0, 3.0, 2.0, -4.0, 5.0, 3.0, 5.0, 0.5], 3).unwrap();
    let values = [6.221997464592662, -1.4887062972871388, -7.233291167305524];
    for (found, value) in found.values.iter().zip(values) {
        assert!(close(*found, value, 4.0 * f64::EPSILON), "{found} {value}");
    }
    let first = [0.5681534324856694, 0.4486156230483196, 0.6898881792810483];
    assert!(found.vectors.iter().zip(first).all(|(x, y)| close(*x, y, 1e-15)));
}

/// By hand: (1, 1)/√2 at 1 + r and (1, −1)/√2 at 1 − r; of equal components the first is positive.
#[test]
fn ties_go_to_the_first() {
    let half = std::f64::consts::FRAC_1_SQRT_2;
    let found = eigen(&[1.0, -0.25, -0.25, 1.0], 2).unwrap();
    assert_eq!(found.values, [1.25, 0.75]);
    let pairs: Vec<(f64, &[f64])> = found.pairs().collect();
    for (found, expected) in [(pairs[0].1, [half, -half]), (pairs[1].1, [half, half])] {
        assert!(found.iter().zip(expected).all(|(x, y)| close(*x, y, f64::EPSILON)), "{found:?}");
    }
    // Equal values stay at their places; a zero is +0.
    let found = eigen(&[2.0, 0.0, 0.0, 0.0, -0.0, 0.0, 0.0, 0.0, 2.0], 3).unwrap();
    assert_eq!(
        found.values.iter().map(|x| x.to_bits()).collect::<Vec<_>>(),
        [2.0f64, 2.0, 0.0].map(f64::to_bits)
    );
    assert_eq!(found.vectors, [1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
}

#[test]
fn what_is_no_matrix_is_refused() {
    assert_eq!(eigen(&[1.0; 3], 2), None);
    assert_eq!(eigen(&[f64::NAN], 1), None);
    assert_eq!(eigen(&[1.0, f64::INFINITY, f64::INFINITY, 1.0], 2), None);
    assert_eq!(eigen(&[], 0), Some(Eigen { values: vec![], vectors: vec![] }));
    assert_eq!(eigen(&[0.0; 4], 2).unwrap().values, [0.0, 0.0]);
    for size in [f64::MAX, f64::MIN_POSITIVE, f64::from_bits(1)] {
        assert_eq!(eigen(&[0.0, size, size, 0.0], 2).unwrap().values, [size, -size]);
    }
}

fn symmetric(size: usize, seed: u64) -> Vec<f64> {
    let mut draw = Random::new(seed, 0, 0);
    let mut out = vec![0.0; size * size];
    for i in 0..size {
        for j in 0..=i {
            let x = draw.uniform() * 2.0 - 1.0;
            (out[i * size + j], out[j * size + i]) = (x, x);
        }
    }
    out
}

/// What the definition asks: `A·v = λ·v`, and vectors of length 1 at right angles.
fn check(matrix: &[f64], size: usize) {
    let found = eigen(matrix, size).unwrap();
    let largest = found.values.iter().fold(1e-300, |m, x| exact::max(m, x.abs()));
    let bound = 8.0 * size as f64 * f64::EPSILON;
    for (k, (value, vector)) in found.pairs().enumerate() {
        for (row, x) in matrix.chunks_exact(size).zip(vector) {
            assert!((exact::dot(row, vector) - value * x).abs() <= bound * largest);
        }
        for (l, (_, other)) in found.pairs().enumerate() {
            let expected = if k == l { 1.0 } else { 0.0 };
            assert!((exact::dot(vector, other) - expected).abs() <= bound);
        }
    }
    assert!(found.values.is_sorted_by(|a, b| a >= b));
}

proptest! {
    #[test]
    fn the_definition_holds(seed: u64, size in 1usize..14, rank in 1usize..14) {
        check(&symmetric(size, seed), size);
        // Singular ones: the products of columns of which there are fewer than of rows.
        let draw = symmetric(14, seed);
        let rows: Vec<&[f64]> = draw.chunks_exact(14).map(|row| &row[..rank]).collect();
        let gram = |at: usize| exact::dot(rows[at / size], rows[at % size]);
        check(&(0..size * size).map(gram).collect::<Vec<_>>(), size);
    }
}

#[test]
fn a_large_one() {
    check(&symmetric(100, 5), 100);
}
