use super::*;
use crate::data::{Column, Value};

fn table(values: Vec<f64>) -> Table {
    Table::new().with("a", Column::Real(values)).unwrap()
}

/// −2 to 6 into −1 to 1: scale 2/8, offset −1 + 2/4, by hand.
#[test]
fn learns_scale_and_offset() -> Result<(), Error> {
    let x = table(vec![-2.0, 0.0, f64::NAN, 6.0]);
    let fitted = MinMaxScale::new().range(-1.0, 1.0).fit(&x, &())?;
    assert_eq!((fitted.scale(), fitted.offset()), (&[0.25][..], &[-0.5][..]));
    assert_eq!(fitted.apply(&x)?, table(vec![-1.0, -0.5, f64::NAN, 1.0]));
    Ok(())
}

#[test]
fn clips_only_when_asked() -> Result<(), Error> {
    let x = table(vec![0.0, 10.0]);
    let later = table(vec![-5.0, 5.0, 20.0, f64::INFINITY, f64::NAN]);
    let free = MinMaxScale::new().fit(&x, &())?.apply(&later)?;
    assert_eq!(free, table(vec![-0.5, 0.5, 2.0, f64::INFINITY, f64::NAN]));
    let clipped = MinMaxScale::new().clip().fit(&x, &())?.apply(&later)?;
    assert_eq!(clipped, table(vec![0.0, 0.5, 1.0, 1.0, f64::NAN]));
    Ok(())
}

#[test]
fn a_constant_column_is_only_moved() -> Result<(), Error> {
    for values in [vec![7.0; 3], vec![7.0, 7.0 + 8.9e-16]] {
        let fitted = MinMaxScale::new().range(2.0, 3.0).fit(&table(values), &())?;
        assert_eq!((fitted.scale(), fitted.offset()), (&[1.0][..], &[-5.0][..]));
    }
    Ok(())
}

#[test]
fn a_batch_gives_what_its_rows_give_and_row_order_does_not_matter() -> Result<(), Error> {
    let x = table(vec![0.1, 1e9, -0.0, f64::NAN, 0.3]);
    let fitted = MinMaxScale::new().fit(&x, &())?;
    assert_eq!(fitted, MinMaxScale::new().fit(&x.take(&[4, 3, 2, 1, 0]), &())?);
    let whole = fitted.apply(&x)?;
    for row in 0..x.rows() {
        assert_eq!(fitted.apply(&x.take(&[row]))?, whole.take(&[row]));
    }
    Ok(())
}

#[test]
fn integers_become_real() -> Result<(), Error> {
    let x = Table::new().with("a", Column::Integer(vec![Some(2), None, Some(4)]))?;
    let out = MinMaxScale::new().fit(&x, &())?.apply(&x)?;
    assert_eq!((out.value(2, "a"), out.value(1, "a")), (Value::Real(1.0), Value::Missing));
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() {
    let message =
        |recipe: MinMaxScale, values| recipe.fit(&table(values), &()).unwrap_err().to_string();
    assert_eq!(
        message(MinMaxScale::new().range(1.0, 1.0), vec![1.0]),
        "stage `scale.min_max`: parameter `range` must be from low to high, found 1 to 1"
    );
    assert_eq!(
        message(MinMaxScale::new(), vec![f64::MAX, -f64::MAX]),
        "stage `scale.min_max`, column `a`: the span of the values is beyond the range of f64"
    );
    assert_eq!(
        message(MinMaxScale::new(), vec![f64::NAN]),
        "stage `scale.min_max`, column `a`: every value is missing"
    );
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |scale: &[f64], offset: &[f64]| {
        let (scale, offset) = (scale.to_vec(), offset.to_vec());
        let state = MinMaxScalerState { columns: ["a".into()].into(), scale, offset };
        MinMaxScaler::restore(MinMaxScale::new(), state).unwrap_err()
    };
    assert_eq!(restore(&[1.0], &[]), "0 entries for 1 columns");
    assert_eq!(restore(&[f64::INFINITY], &[0.0]), "scale holds inf");
}
