use super::*;
use crate::exact::Random;

/// The derivatives of each loss are what small differences of it say.
#[test]
fn slopes_and_bends_are_derivatives() {
    let mut draw = Random::new(3, 0, 0);
    for power in [-1.5, 0.0, 1.0, 1.3, 2.0, 3.0] {
        for log in [true, false] {
            let family = Family { power, log };
            for _ in 0..50 {
                let (eta, y) = (0.5 + draw.uniform(), 0.2 + 3.0 * draw.uniform());
                let h = 1e-4;
                let terms = family.terms(&[eta - h, eta, eta + h], &[y; 3]);
                let slope = (terms.losses[2] - terms.losses[0]) / (2.0 * h);
                let bend = (terms.slopes[2] - terms.slopes[0]) / (2.0 * h);
                assert!(
                    (slope - terms.slopes[1]).abs() < 1e-5 * (1.0 + bend.abs()),
                    "{family:?} {slope}"
                );
                assert!(
                    (bend - terms.bends[1]).abs() < 1e-5 * (1.0 + bend.abs()),
                    "{family:?} {bend}"
                );
            }
            // Where the target is the mean the bend is the expected one.
            let mean: f64 = 2.0;
            let at = if log { exact::ln(mean) } else { mean };
            let terms = family.terms(&[at], &[mean]);
            assert!((terms.bends[0] - terms.expected[0]).abs() < 1e-12, "{family:?}");
        }
    }
}

#[test]
fn without_an_intercept_the_identity_starts_at_least_squares() {
    let family = Family { power: 1.0, log: false };
    let glm = Glm { family, alpha: 0.0, intercept: false, max_iterations: 100 };
    // Poisson with mean w·x: w = Σy / Σx.
    let found = glm.fit(&[&[1.0, 2.0, 5.0]], &[3.0, 4.0, 9.0]).unwrap();
    assert!((found.linear.coefficients[0] - 2.0).abs() < 1e-14);
    assert_eq!(glm.fit(&[&[1.0, -2.0]], &[3.0, 4.0]), Err(NoFit::Start));
}
