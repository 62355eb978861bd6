//! Tests of logarithms.

use super::*;
use crate::data::Column;

fn table(values: &[f64]) -> Table {
    Table::new().with("a", Column::Real(values.to_vec())).unwrap()
}

fn made(recipe: &Log, values: &[f64]) -> Result<Table, Error> {
    recipe.fit(&table(values), &())?.apply(&table(values))
}

#[test]
fn bases() -> Result<(), Error> {
    let ten = std::f64::consts::LN_10;
    assert_eq!(made(&Log::natural(), &[1.0, 10.0, f64::NAN])?, table(&[0.0, ten, f64::NAN]));
    assert_eq!(made(&Log::binary(), &[0.125, 1024.0])?, table(&[-3.0, 10.0]));
    assert_eq!(made(&Log::decimal(), &[1e-5, 1e20])?, table(&[-5.0, 20.0]));
    assert_eq!(made(&Log::base(0.5), &[0.125, 2.0])?, table(&[3.0, -1.0]));
    Ok(())
}

/// ln(1 + x) is x − x²/2 + …, which the sum 1 + 1e-20 has lost.
#[test]
fn one_is_added_without_a_rounding() -> Result<(), Error> {
    assert_eq!(made(&Log::natural().plus_one(), &[1e-20, -0.0])?, table(&[1e-20, -0.0]));
    assert_eq!(made(&Log::natural().plus(1.0), &[1e-20])?, table(&[0.0]));
    assert_eq!(made(&Log::binary().plus_one(), &[7.0])?, table(&[3.0]));
    Ok(())
}

/// 1 + |min| for columns that reach 0, nothing for those that do not.
#[test]
fn constants_are_learned_or_given() -> Result<(), Error> {
    let x = table(&[-3.0, 1.0])
        .with("b", Column::Real(vec![0.5, 2.0]))?
        .with("c", Column::integers([0, 9]))?;
    let learned = Log::decimal().plus_learned().fit(&x, &())?;
    assert_eq!(learned.constant(), [4.0, 0.0, 1.0]);
    assert_eq!(learned.apply(&x)?.select(&["c"])?.value(1, "c").to_string(), "1");
    let given = Log::natural().plus_of("a", 5.0).plus_of("c", 2.0).fit(&x, &())?;
    assert_eq!(given.constant(), [5.0, 0.0, 2.0]);
    let message = Log::natural().plus_of("d", 1.0).fit(&x, &()).unwrap_err().to_string();
    assert_eq!(message, "no column `d`; the table has `a`, `b`, `c`");
    Ok(())
}

#[test]
fn numbers_without_a_logarithm() -> Result<(), Error> {
    let message = made(&Log::natural(), &[1.0, 0.0]).unwrap_err().to_string();
    let expected = "stage `transform.log`, column `a`: row 1 is 0, expected a number above 0";
    assert_eq!(message, expected);
    let fitted = Log::natural().plus_learned().fit(&table(&[-3.0]), &())?;
    let message = fitted.apply(&table(&[1.0, -4.5])).unwrap_err().to_string();
    let expected =
        "stage `transform.log`, column `a`, row 1: expected a number above -4, found -4.5";
    assert_eq!(message, expected);
    let lenient = Log::binary().plus_one().undefined(Undefined::Missing);
    assert_eq!(made(&lenient, &[-1.0, 1.0])?, table(&[f64::NAN, 1.0]));
    for (recipe, expected) in [
        (Log::base(1.0), "parameter `base` must be above 0, finite and not 1, found 1"),
        (Log::natural().plus(f64::NAN), "parameter `plus` must be finite, found NaN"),
    ] {
        let message = made(&recipe, &[1.0]).unwrap_err().to_string();
        assert_eq!(message, format!("stage `transform.log`: {expected}"));
    }
    Ok(())
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |recipe: Log, constant: &[f64]| {
        let (columns, constant) = (["a".into()].into(), constant.to_vec());
        Logarithm::restore(recipe, LogarithmState { columns, constant }).unwrap_err()
    };
    assert_eq!(restore(Log::natural(), &[]), "0 entries for 1 columns");
    assert_eq!(restore(Log::natural(), &[f64::INFINITY]), "constant holds inf");
    assert!(restore(Log::base(-2.0), &[0.0]).contains("parameter `base`"));
}
