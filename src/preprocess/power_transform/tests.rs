//! Tests of power transforms; the expected numbers are scikit-learn 1.9.1's.

use super::*;
use crate::data::Column;

fn table(values: &[f64]) -> Table {
    Table::new().with("a", Column::Real(values.to_vec())).unwrap()
}

const POSITIVE: [f64; 8] = [1.2, 0.5, 3.4, 7.1, 2.2, 0.9, 15.0, 4.4];
const BOTH: [f64; 8] = [-3.1, 0.0, 0.7, 2.5, -0.2, 11.0, 1.4, -0.9];

/// λ is found to about 1e-8 where the likelihood is flat to rounding, and what comes out follows it.
fn assert_close(found: &[f64], expected: &[f64], bound: f64) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() <= bound, "{found:?} {expected:?}");
    }
}

#[test]
fn powers_are_learned() -> Result<(), Error> {
    let fitted = PowerTransform::box_cox().fit(&table(&POSITIVE), &())?;
    assert_close(fitted.lambda(), &[-0.042_048_769_972_469_174], 1e-7);
    assert_close(&[fitted.mean()[0], fitted.scale()[0]], &[0.902_310_29, 1.012_693_17], 1e-7);
    let fitted = PowerTransform::yeo_johnson().fit(&table(&BOTH), &())?;
    assert_close(fitted.lambda(), &[0.550_414_841_500_962], 1e-7);
    assert_close(&[fitted.mean()[0], fitted.scale()[0]], &[0.368_693_24, 2.617_513_52], 1e-7);
    Ok(())
}

/// With the peer's λ its numbers come out, but for the last digits of its elementary functions.
#[test]
fn given_powers_are_taken() -> Result<(), Error> {
    let boxed = PowerTransform::box_cox().lambda_of("a", -0.042_048_769_972_469_174);
    let made = boxed.clone().fit(&table(&POSITIVE), &())?.apply(&table(&POSITIVE))?;
    let expected = [
        -0.711_652_694_942_058_4,
        -1.585_532_128_698_933_2,
        0.286_870_386_997_778_95,
        0.966_910_422_964_060_6,
        -0.125_190_731_060_648_57,
        -0.995_271_389_412_490_3,
        1.636_474_203_819_03,
        0.527_391_930_333_260_8,
    ];
    assert_close(&made.column("a")?.reals().unwrap(), &expected, 1e-14);
    let plain = boxed.standardize(false).fit(&table(&POSITIVE), &())?;
    assert_eq!((plain.mean(), plain.scale()), (&[0.0][..], &[1.0][..]));
    let both = PowerTransform::yeo_johnson().lambda_of("a", 0.550_414_841_500_962);
    let made = both.standardize(false).fit(&table(&BOTH), &())?.apply(&table(&BOTH))?;
    let expected = [
        -4.643_971_081_999_846,
        0.0,
        0.616_246_014_379_093_7,
        1.803_725_529_272_700_4,
        -0.208_685_000_442_189_43,
        5.316_763_641_277_253,
        1.124_789_593_169_868_2,
        -1.059_322_814_377_345_2,
    ];
    assert_close(&made.column("a")?.reals().unwrap(), &expected, 4e-15);
    Ok(())
}

#[test]
fn a_constant_column_is_only_centred() -> Result<(), Error> {
    for recipe in [PowerTransform::box_cox(), PowerTransform::yeo_johnson()] {
        let fitted = recipe.fit(&table(&[0.7; 3]), &())?;
        assert_eq!((fitted.lambda(), fitted.scale()), (&[1.0][..], &[1.0][..]));
        assert_eq!(fitted.apply(&table(&[0.7, f64::NAN]))?, table(&[0.0, f64::NAN]));
    }
    Ok(())
}

#[test]
fn box_cox_takes_numbers_above_0() -> Result<(), Error> {
    let message = PowerTransform::box_cox().fit(&table(&[1.0, 0.0]), &()).unwrap_err().to_string();
    let expected = "stage `transform.power`, column `a`: row 1 is 0, expected a number above 0";
    assert_eq!(message, expected);
    let fitted = PowerTransform::box_cox().fit(&table(&POSITIVE), &())?;
    let message = fitted.apply(&table(&[2.0, -1.0])).unwrap_err().to_string();
    let expected =
        "stage `transform.power`, column `a`, row 1: expected a number above 0, found -1";
    assert_eq!(message, expected);
    let lenient = PowerTransform::box_cox().undefined(Undefined::Missing);
    let mut more = POSITIVE.to_vec();
    more.extend([-1.0, 0.0]);
    let other = lenient.fit(&table(&more), &())?;
    assert_eq!(other.lambda(), fitted.lambda());
    assert_eq!(other.apply(&table(&[-1.0]))?, table(&[f64::NAN]));
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() {
    let message = |recipe: PowerTransform, values: &[f64]| {
        recipe.fit(&table(values), &()).unwrap_err().to_string()
    };
    let named = PowerTransform::yeo_johnson().lambda_of("b", 1.0);
    assert_eq!(message(named, &[1.0]), "no column `b`; the table has `a`");
    assert_eq!(
        message(PowerTransform::yeo_johnson().lambda_of("a", f64::NAN), &[1.0]),
        "stage `transform.power`: parameter `lambda_of` must be finite, found NaN"
    );
    assert_eq!(
        message(PowerTransform::yeo_johnson().lambda_of("a", 900.0), &[1.0, 2.0]),
        "stage `transform.power`, column `a`: the spread of what comes out is beyond the range of f64"
    );
    let empty = message(PowerTransform::box_cox(), &[f64::NAN]);
    assert_eq!(empty, "stage `transform.power`, column `a`: every value is missing");
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |lambda: &[f64], scale: &[f64]| {
        let (lambda, scale) = (lambda.to_vec(), scale.to_vec());
        let state =
            PowerTransformerState { columns: ["a".into()].into(), lambda, mean: vec![0.0], scale };
        PowerTransformer::restore(PowerTransform::box_cox(), state).unwrap_err()
    };
    assert_eq!(restore(&[], &[1.0]), "0 entries for 1 columns");
    assert_eq!(restore(&[f64::INFINITY], &[1.0]), "lambda holds inf");
    assert_eq!(restore(&[1.0], &[0.0]), "scale holds 0");
}
