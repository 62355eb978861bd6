use super::*;
use crate::exact::{self, Random};

const ROWS: [f64; 24] = [
    1.0, 5.0, 2.0, 2.0, 3.0, 9.0, 3.0, 8.0, 4.0, 4.0, 1.0, 1.0, 5.0, 9.0, 7.0, 7.0, 2.0, 6.0, 0.0,
    4.0, 8.0, 6.0, 6.0, 3.0,
];

fn problem(codes: [u32; 8], classes: usize, l2: f64, intercept: bool) -> Problem {
    Problem { width: 3, classes, rows: ROWS.to_vec(), codes: codes.to_vec(), l2, intercept }
}

fn assert_minimum(problem: &Problem, expected: &[f64]) {
    let found = problem.minimise(problem.zeros());
    assert_eq!(found.len(), expected.len());
    let close = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-13 * exact::max(1.0, b.abs());
    assert!(found.iter().zip(expected).all(close), "{found:?} {expected:?}");
    assert!(problem.residual(&found) <= 1e-13);
}

/// Where the derivatives are 0, by mpmath 1.3 at 30 digits. `LogisticRegression(C=1, tol=1e-12)` of
/// scikit-learn 1.9.1 stops at (−0.27640012, −0.19852237, 0.38184158), 0.14686199.
#[test]
fn two_classes() {
    let codes = [0, 1, 0, 1, 1, 0, 1, 0];
    let expected =
        [-0.2764001434526212, -0.19852234754190275, 0.3818415833828119, 0.1468619909873478];
    assert_minimum(&problem(codes, 2, 1.0, true), &expected);
    let expected =
        [-0.3382812617062234, -0.23611733198996293, 0.448366714620237, 0.2888689034714154];
    assert_minimum(&problem(codes, 2, 0.1, true), &expected);
    let expected = [-0.2635872273944097, -0.1890497760583211, 0.3889700729700972, 0.0];
    assert_minimum(&problem(codes, 2, 1.0, false), &expected);
}

/// As above, the intercepts with sum 0; scikit-learn's first is 8.46848463.
#[test]
fn three_classes() {
    let expected = [
        [-0.015864658746263475, -0.3250201513832856, -1.399836260555712, 8.468482546464067],
        [0.21557526317039393, 0.419103179209021, 1.3609238135308284, -11.051704087942684],
        [-0.19971060442413044, -0.09408302782573526, 0.0389124470248836, 2.5832215414786175],
    ];
    assert_minimum(&problem([0, 1, 2, 0, 1, 2, 2, 0], 3, 0.5, true), &expected.concat());
}

/// Of 3,000 rows, more than are quantised at a time.
#[test]
fn order_of_rows_does_not_matter() {
    let mut draw = Random::new(11, 0, 0);
    let rows: Vec<f64> = (0..3000 * 4).map(|_| draw.uniform() * 4.0 - 2.0).collect();
    for classes in [2, 3] {
        let code = |row: &[f64]| (draw.below(classes) as u32).min(u32::from(row[0] > 0.0));
        let codes: Vec<u32> = rows.chunks(4).map(code).collect();
        let classes = usize::from(classes as u8);
        let forth =
            Problem { width: 4, classes, rows: rows.clone(), codes, l2: 1.0, intercept: true };
        let mut back = forth.clone();
        back.rows = rows.chunks(4).rev().flatten().copied().collect();
        back.codes.reverse();
        assert_eq!(forth.minimise(forth.zeros()), back.minimise(back.zeros()));
    }
}

/// Without a penalty separated classes have no minimum: the steps end, and the derivative tells.
#[test]
fn separated_classes_end() {
    let problem = Problem {
        width: 1,
        classes: 2,
        rows: vec![-1.0, 1.0],
        codes: vec![0, 1],
        l2: 0.0,
        intercept: true,
    };
    let found = problem.minimise(problem.zeros());
    assert!(found.iter().all(|w| w.is_finite()) && problem.residual(&found) > 0.5);
}

/// With 42 columns and 29 classes, 1247 weights: too many for the matrix, and as near to the minimum.
#[test]
fn many_weights_reach_the_minimum_in_any_order_of_rows() {
    let (width, classes) = (42, 29);
    let mut draw = Random::new(17, 0, 0);
    let rows: Vec<f64> = (0..600 * width).map(|_| draw.uniform() * 2.0 - 1.0).collect();
    let codes: Vec<u32> = (0..600).map(|_| draw.below(classes) as u32).collect();
    let classes = usize::from(classes as u8);
    let forth = Problem { width, classes, rows, codes, l2: 1.0, intercept: true };
    let mut back = forth.clone();
    back.rows = forth.rows.chunks(width).rev().flatten().copied().collect();
    back.codes.reverse();
    let found = forth.minimise(forth.zeros());
    assert!(forth.residual(&found) <= 1e-12, "{}", forth.residual(&found));
    assert_eq!(found, back.minimise(back.zeros()));
}

/// So many rows that products are rounded one by one: the derivatives, by exact sums here, are gone at the minimum, and
/// the order of the rows is nothing.
#[test]
fn many_rows_reach_the_minimum_in_any_order() {
    let (width, count) = (8, 4200);
    let mut draw = Random::new(23, 0, 0);
    let rows: Vec<f64> = (0..count * width).map(|_| draw.uniform() * 4.0 - 2.0).collect();
    for classes in [2u64, 3] {
        // The first two columns tell most of the class.
        let mut code = |row: &[f64]| match (row[0] + row[1] + draw.uniform() * 2.0 > 1.0, classes) {
            (true, _) => 1,
            (false, 2) => 0,
            (false, _) => 2 * u32::from(draw.uniform() < 0.5),
        };
        let codes: Vec<u32> = rows.chunks(width).map(&mut code).collect();
        let classes = usize::from(classes as u8);
        let forth = Problem { width, classes, rows: rows.clone(), codes, l2: 1.0, intercept: true };
        assert!(count * forth.zeros().len() >= MANY);
        let found = forth.minimise(forth.zeros());
        let probability = |row: &[f64], k: usize| {
            let mut scores: Vec<f64> = found
                .chunks(width + 1)
                .map(|w| exact::affine(row, &w[..width], w[width]))
                .collect();
            if scores.len() == 1 {
                return exact::logistic(scores[0]);
            }
            exact::softmax(&mut scores);
            scores[k]
        };
        for (k, w) in found.chunks(width + 1).enumerate() {
            let class = if classes == 2 { 1 } else { k as u32 };
            let errors: Vec<f64> = rows
                .chunks(width)
                .zip(&forth.codes)
                .map(|(row, code)| probability(row, k) - f64::from(u8::from(*code == class)))
                .collect();
            for (j, w) in w[..width].iter().enumerate() {
                let column: Vec<f64> = rows.iter().skip(j).step_by(width).copied().collect();
                let slope = exact::exact_dot(&column, &errors) + w;
                assert!(slope.abs() < 1e-9, "{classes} classes, weight {j} of {k}: {slope}");
            }
        }
        let mut back = forth.clone();
        back.rows = forth.rows.chunks(width).rev().flatten().copied().collect();
        back.codes.reverse();
        assert_eq!(found, back.minimise(back.zeros()));
    }
}
