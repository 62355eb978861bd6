//! Tests of robust scaling.

use super::*;
use crate::data::Column;

fn table(values: Vec<f64>) -> Table {
    Table::new().with("a", Column::Real(values)).unwrap()
}

fn learned(recipe: RobustScale) -> Result<(f64, f64), Error> {
    let fitted = recipe.fit(&table(vec![100.0, 1.0, 2.0, f64::NAN, 4.0, 3.0]), &())?;
    Ok((fitted.center()[0], fitted.scale()[0]))
}

/// 1, 2, 3, 4, 100: median 3, quartiles 2 and 4, ends 1 and 100, by hand. The distance of the
/// quartiles of the standard normal distribution is 1.3489795003921634 (mpmath, 30 digits).
#[test]
fn learns_center_and_scale() -> Result<(), Error> {
    assert_eq!(learned(RobustScale::new())?, (3.0, 2.0));
    assert_eq!(learned(RobustScale::new().center(false))?, (0.0, 2.0));
    assert_eq!(learned(RobustScale::new().scale(false))?, (3.0, 1.0));
    assert_eq!(learned(RobustScale::new().percentiles(0.0, 100.0))?, (3.0, 99.0));
    let unit = learned(RobustScale::new().unit_variance(true))?;
    assert_eq!(unit, (3.0, 2.0 / 1.348_979_500_392_163_4));
    Ok(())
}

#[test]
fn centers_scales_and_leaves_gaps() -> Result<(), Error> {
    let x = table(vec![1.0, 2.0, 3.0, 4.0, 100.0]);
    let out = RobustScale::new().fit(&x, &())?.apply(&table(vec![f64::NAN, 3.0, 5.0]))?;
    assert_eq!(out, table(vec![f64::NAN, 0.0, 1.0]));
    Ok(())
}

#[test]
fn a_constant_column_is_only_centred() -> Result<(), Error> {
    assert_eq!(RobustScale::new().fit(&table(vec![0.1; 4]), &())?.scale(), [1.0]);
    Ok(())
}

#[test]
fn a_batch_gives_what_its_rows_give_and_row_order_does_not_matter() -> Result<(), Error> {
    let x = table(vec![0.1, 1e9, -0.0, f64::NAN, 0.3]);
    let recipe = RobustScale::new().unit_variance(true);
    let fitted = recipe.fit(&x, &())?;
    assert_eq!(fitted, recipe.fit(&x.take(&[4, 3, 2, 1, 0]), &())?);
    let whole = fitted.apply(&x)?;
    for row in 0..x.rows() {
        assert_eq!(fitted.apply(&x.take(&[row]))?, whole.take(&[row]));
    }
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() {
    let message =
        |recipe: RobustScale, values| recipe.fit(&table(values), &()).unwrap_err().to_string();
    assert_eq!(
        message(RobustScale::new().percentiles(80.0, 20.0), vec![1.0]),
        "stage `scale.robust`: parameter `percentiles` must be in order, from 0 to 100, \
         found 80 and 20"
    );
    assert_eq!(
        message(RobustScale::new().percentiles(0.0, 50.0).unit_variance(true), vec![1.0]),
        "stage `scale.robust`: parameter `percentiles` must be two within 0 and 100, \
         exclusive, found 0 and 50"
    );
    assert_eq!(
        message(RobustScale::new().percentiles(0.0, 100.0), vec![f64::MAX, -f64::MAX]),
        "stage `scale.robust`, column `a`: the distance of the percentiles is beyond the \
         range of f64"
    );
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |center: &[f64], scale: &[f64]| {
        let (center, scale) = (center.to_vec(), scale.to_vec());
        let state = RobustScalerState { columns: ["a".into()].into(), center, scale };
        RobustScaler::restore(RobustScale::new(), state).unwrap_err()
    };
    assert_eq!(restore(&[], &[1.0]), "0 entries for 1 columns");
    assert_eq!(restore(&[f64::NAN], &[1.0]), "center holds NaN");
    assert_eq!(restore(&[0.0], &[-1.0]), "scale holds -1");
}
