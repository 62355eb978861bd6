//! Tests of the quantile transform; the expected numbers are scikit-learn 1.9.1's.

use super::*;
use crate::data::Column;

fn table(values: &[f64]) -> Table {
    Table::new().with("a", Column::Real(values.to_vec())).unwrap()
}

const TIES: [f64; 8] = [0.0, 2.5, f64::NAN, 0.0, 1.0, 2.5, 7.0, 0.0];
const LATER: [f64; 9] = [-1.0, 0.0, 0.25, 1.0, 2.0, 2.5, 5.0, 7.0, 9.0];

#[test]
fn a_value_that_several_quantiles_share_gets_the_middle() -> Result<(), Error> {
    let fitted = QuantileTransform::uniform().quantiles(4).fit(&table(&TIES), &())?;
    assert_eq!(fitted.quantiles(), [[0.0, 0.0, 2.499_999_999_999_998_7, 7.0]]);
    assert_eq!(fitted.shares(), [0.0, 0.333_333_333_333_333_3, 0.666_666_666_666_666_6, 1.0]);
    let expected = [
        0.0,
        0.0,
        0.366_666_666_666_666_7,
        0.466_666_666_666_666_7,
        0.600_000_000_000_000_1,
        0.666_666_666_666_666_7,
        0.851_851_851_851_851_9,
        1.0,
        1.0,
    ];
    assert_eq!(fitted.apply(&table(&LATER))?, table(&expected));
    Ok(())
}

/// What lies at an end comes out 10⁻⁷ from it. The peer's quantile function is good to a few ulp.
#[test]
fn the_normal_distribution_ends_before_infinity() -> Result<(), Error> {
    let fitted = QuantileTransform::normal().quantiles(4).fit(&table(&TIES), &())?;
    let expected = [
        -5.199_337_582_605_575,
        -5.199_337_582_605_575,
        -0.340_694_827_087_795_4,
        -0.083_651_733_907_129_04,
        0.253_347_103_135_800_06,
        0.430_727_299_295_457_7,
        1.044_408_794_872_596,
        5.199_337_582_703_42,
        5.199_337_582_703_42,
    ];
    let out = fitted.apply(&table(&LATER))?;
    for (found, expected) in out.column("a")?.reals().unwrap().iter().zip(expected) {
        assert!((found - expected).abs() <= 4.0 * f64::EPSILON * expected.abs(), "{found}");
    }
    Ok(())
}

#[test]
fn constant_columns_and_single_quantiles() -> Result<(), Error> {
    let (x, later) = (table(&[3.0; 4]), table(&[2.0, 3.0, 4.0, f64::INFINITY, f64::NAN]));
    let recipe = QuantileTransform::uniform();
    let fitted = recipe.clone().quantiles(4).fit(&x, &())?;
    assert_eq!(fitted.apply(&later)?, table(&[0.0, 0.0, 1.0, 1.0, f64::NAN]));
    let fitted = recipe.clone().quantiles(1).fit(&x, &())?;
    assert_eq!(fitted.apply(&later)?, table(&[0.0, 0.0, 0.0, 0.0, f64::NAN]));
    assert_eq!(recipe.fit(&x, &())?.shares().len(), 4);
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() {
    let message = |recipe: QuantileTransform, values: &[f64]| {
        recipe.fit(&table(values), &()).unwrap_err().to_string()
    };
    assert_eq!(
        message(QuantileTransform::uniform().quantiles(0), &[1.0]),
        "stage `transform.quantile`: parameter `quantiles` must be 1 or more, found 0"
    );
    assert_eq!(
        message(QuantileTransform::normal(), &[f64::MAX, -f64::MAX]),
        "stage `transform.quantile`, column `a`: the span of the values is beyond the range of f64"
    );
    assert_eq!(
        message(QuantileTransform::normal(), &[f64::NAN]),
        "stage `transform.quantile`, column `a`: every value is missing"
    );
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |quantiles: &[&[f64]]| {
        let quantiles = quantiles.iter().map(|q| q.to_vec()).collect();
        let columns = ["a".into(), "b".into()].into();
        let state = QuantileTransformerState { columns, quantiles };
        QuantileTransformer::restore(QuantileTransform::normal(), state).unwrap_err()
    };
    assert_eq!(restore(&[&[1.0]]), "1 entries for 2 columns");
    assert_eq!(restore(&[&[1.0], &[f64::NAN]]), "quantiles holds NaN");
    assert_eq!(restore(&[&[], &[]]), "column `a` has no quantiles");
    let message = "the quantiles of column `b` are not 2 that ascend";
    for spoilt in [&[1.0][..], &[2.0, 1.0], &[-f64::MAX, f64::MAX]] {
        assert_eq!(restore(&[&[1.0, 2.0], spoilt]), message);
    }
}
