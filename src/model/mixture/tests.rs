//! Mixtures by hand, what is refused, and what a stored model must not hold.

use super::*;
use proptest::prelude::*;

const KINDS: [CovarianceType; 4] = [
    CovarianceType::Full,
    CovarianceType::Tied,
    CovarianceType::Diagonal,
    CovarianceType::Spherical,
];

/// One component is the normal distribution of the rows: mean (2, 1), variances 4 and 1, covariance 0, by hand.
#[test]
fn one_component_is_mean_and_covariance() -> Result<(), Error> {
    let x = Matrix::from_rows(["a", "b"], [[0.0, 0.0], [0.0, 2.0], [4.0, 0.0], [4.0, 2.0]])?;
    for (kind, covariances) in KINDS.into_iter().zip([
        &[4.0, 0.0, 0.0, 1.0][..],
        &[4.0, 0.0, 0.0, 1.0][..],
        &[4.0, 1.0][..],
        &[2.5][..],
    ]) {
        let model = GaussianMixture::new(1).reg_covar(0.0).covariance_type(kind).fit(&x, &())?;
        assert_eq!(model.weights(), [1.0]);
        for (found, expected) in model.means().iter().zip([2.0, 1.0]) {
            assert!((found - expected).abs() <= 1e-14);
        }
        for (found, expected) in model.covariances().iter().zip(covariances) {
            assert!((found - expected).abs() <= 1e-14, "{kind:?}");
        }
        // (x − m)ᵀΣ⁻¹(x − m) of each row is 2, and the determinant 4 or 2.5².
        let determinant = if kind == CovarianceType::Spherical { 6.25 } else { 4.0 };
        let density = -exact::ln(2.0 * std::f64::consts::PI) - 0.5 * exact::ln(determinant) - 1.0;
        for found in model.score_samples(&x)?.values() {
            assert!((found - density).abs() <= 1e-14, "{kind:?}: {found} {density}");
        }
    }
    Ok(())
}

#[test]
fn refusals_name_what_is_wrong() -> Result<(), Error> {
    let x = Matrix::from_rows(["a", "b"], (0..9).map(|i| [f64::from(i), f64::from(i * i % 5)]))?;
    let message = |recipe: GaussianMixture| recipe.fit(&x, &()).unwrap_err().to_string();
    assert!(message(GaussianMixture::new(10)).contains("needs at least 10 rows, found 9"));
    assert!(message(GaussianMixture::new(0)).contains("`components` must be at least 1"));
    let two = || GaussianMixture::new(2);
    assert!(message(two().weights_init([0.5])).contains("weights_init"));
    assert!(message(two().weights_init([0.5, f64::NAN])).contains("weights_init"));
    assert!(message(two().means_init(&x)).contains("means_init"));
    assert!(message(two().precisions_init([1.0; 7])).contains("8 numbers"));
    let indefinite = two().precisions_init([1.0, 2.0, 2.0, 1.0, 1.0, 0.0, 0.0, 1.0]);
    assert!(message(indefinite).contains("not positive definite"));
    assert!(message(two().max_iterations(1)).contains("did not converge"));
    let line = Matrix::from_rows(["a", "b"], (0..9).map(|i| [f64::from(i), f64::from(i)]))?;
    let message = two().reg_covar(0.0).fit(&line, &()).unwrap_err().to_string();
    assert!(message.contains("no positive definite covariance"), "{message}");
    let far = Matrix::from_rows(["a", "b"], [[1e300, 0.0]])?;
    let model = two().max_iterations(1).allow_unconverged(true).fit(&x, &())?;
    assert!(model.apply(&far).unwrap_err().to_string().contains("log density"));
    Ok(())
}

#[test]
fn a_state_that_does_not_fit_together_is_refused() -> Result<(), Error> {
    let x = Matrix::from_rows(["a", "b"], (0..9).map(|i| [f64::from(i), f64::from(i * i % 5)]))?;
    let model = GaussianMixture::new(2).allow_unconverged(true).fit(&x, &())?;
    let restore = |change: fn(&mut GaussianMixtureState)| {
        let mut state = model.state.clone();
        change(&mut state);
        GaussianMixtureModel::restore(model.recipe.clone(), state)
    };
    assert_eq!(restore(|_| {}), Ok(model.clone()));
    assert!(restore(|state| state.weights.truncate(1)).is_err());
    assert!(restore(|state| state.weights[0] = -0.5).is_err());
    assert!(restore(|state| state.means.truncate(3)).is_err());
    assert!(restore(|state| state.covariances.truncate(4)).is_err());
    assert!(restore(|state| state.covariances[0] = -1.0).is_err());
    assert!(restore(|state| state.covariances[7] = f64::NAN).is_err());
    Ok(())
}

proptest! {
    #[test]
    fn the_order_of_rows_does_not_matter(
        mut rows in prop::collection::vec(prop::array::uniform3(-4i8..5), 8..50),
        turn in 0usize..50, seed: u64, kind in prop::sample::select(KINDS.to_vec()),
    ) {
        let matrix = |rows: &[[i8; 3]]| {
            Matrix::from_rows(["a", "b", "c"], rows.iter().map(|row| row.map(|x| f64::from(x) * 0.1)))
        };
        let recipe = GaussianMixture::new(3).covariance_type(kind).n_init(2).seed(seed);
        let recipe = recipe.max_iterations(5).allow_unconverged(true);
        let whole = recipe.fit(&matrix(&rows).unwrap(), &()).unwrap();
        let middle = turn % rows.len();
        rows.rotate_left(middle);
        rows.reverse();
        let x = matrix(&rows).unwrap();
        prop_assert_eq!(&whole, &recipe.fit(&x, &()).unwrap());
        // Responsibilities add up to one, and a row alone has the bits it has among others.
        let all = whole.apply(&x).unwrap();
        for row in 0..x.rows() {
            prop_assert!((exact::sum(all.row(row)) - 1.0).abs() <= 1e-15 * 4.0);
            let alone = whole.apply(&x.take(&[row])).unwrap();
            prop_assert_eq!(alone.row(0), all.row(row));
        }
    }
}
