//! Tests of drawing.

use super::values::Values;
use super::*;

fn table(ids: std::ops::Range<i64>) -> Result<Table, Error> {
    let gaps =
        |row: i64| if row % 4 == 0 { [1.0, 2.0][usize::from(row % 8 == 0)] } else { f64::NAN };
    let text = |row: i64| (row % 2 == 0).then_some("x");
    Table::new()
        .with("id", Column::integers(ids.clone()))?
        .with("a", Column::Real(ids.clone().map(gaps).collect()))?
        .with("t", Column::Text(ids.clone().map(text).collect()))?
        .with("b", Column::Boolean(ids.map(|row| (row % 3 == 0).then_some(row % 2 == 0)).collect()))
}

/// Three quarters of 4,000 rows draw one of two equally frequent values: of 3,000 draws the number of
/// ones is within five standard deviations, 137, of 1,500.
#[test]
fn draws_as_often_as_values_occur() -> Result<(), Error> {
    let x = table(0..4000)?;
    let out = ImputeSample::new(1).fit(&x, &())?.apply(&x)?;
    let ones = out.column("a")?.reals().unwrap().iter().filter(|x| **x == 1.0).count();
    assert!(ones.abs_diff(500 + 1500) < 137, "{ones}");
    assert!(out.columns().all(|(_, column)| (0..4000).all(|row| !column.is_missing(row))));
    assert_eq!(out.types().collect::<Vec<_>>(), x.types().collect::<Vec<_>>());
    Ok(())
}

#[test]
fn equal_keys_draw_alike_and_seeds_differ() -> Result<(), Error> {
    let x = table(0..400)?;
    let by = |seed, key: &str| -> Result<Table, Error> {
        let recipe = ImputeSample::new(seed).keyed_by(crate::pipeline::named([key]));
        recipe.fit(&x, &())?.apply(&x)
    };
    let drawn = by(1, "t")?;
    let column = drawn.column("a")?.reals().unwrap().into_owned();
    // Odd rows have no `t` and no `a`: all are one and the same to the key.
    assert!((1..400).step_by(2).all(|row| column[row] == column[1]));
    assert_ne!(by(1, "id")?, by(2, "id")?);
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let x = Table::new().with("a", Column::Boolean(vec![None, None]))?;
    let message = ImputeSample::new(0).fit(&x, &()).unwrap_err().to_string();
    assert_eq!(message, "stage `impute.sample`, column `a`: every value is missing");
    Ok(())
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |values, counts: &[u64]| {
        let samples = vec![Sample { values, counts: counts.to_vec() }];
        let (columns, key) = (["a".into()].into(), [].into());
        let state = SampleImputerState { columns, key, samples };
        SampleImputer::restore(ImputeSample::new(0), state).unwrap_err()
    };
    let unordered = "column `a`: values do not ascend or lack counts";
    assert_eq!(restore(Values::Integer(vec![2, 1]), &[1, 1]), unordered);
    assert_eq!(restore(Values::Real(vec![f64::NAN]), &[1]), unordered);
    assert_eq!(restore(Values::Integer(vec![2]), &[1, 1]), unordered);
    let empty = "column `a`: counts that count no rows";
    assert_eq!(restore(Values::Integer(vec![]), &[]), empty);
    assert_eq!(restore(Values::Integer(vec![1, 2]), &[u64::MAX, 1]), empty);
}

/// A draw walks along the counts until the row it takes is among those of a value.
#[test]
fn a_draw_takes_the_value_whose_row_it_hits() {
    let values = Values::Integer(vec![-3, 0, 4, 9]);
    let sample = Sample { values, counts: vec![2, 1, 7, 30] };
    let ends = sample.ends();
    for index in 0..2000 {
        let mut left = Random::new(5, 1, index).below(40);
        let mut expected = 0;
        for (at, rows) in sample.counts.iter().enumerate() {
            match left.checked_sub(*rows) {
                Some(rest) => left = rest,
                None => {
                    expected = at;
                    break;
                }
            }
        }
        assert_eq!(Sample::draw(&ends, Random::new(5, 1, index)), expected);
    }
}
