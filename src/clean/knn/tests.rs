//! Tests of the imputer by neighbours.

use super::*;
use crate::data::{Column, Value};

const GAP: f64 = f64::NAN;

fn table(rows: &[[f64; 3]]) -> Result<Table, Error> {
    let column = |at: usize| Column::Real(rows.iter().map(|row| row[at]).collect());
    Table::new().with("a", column(0))?.with("b", column(1))?.with("c", column(2))
}

/// From (0, ·, 0): to (0, 1, 3) √(9 · 3/2), to (3, 2, 0) the same, to (4, 30, 0) √24, to (0, 40, 1) √1.5.
/// The nearest that have `b` are thus the fourth, then the first two, then the third, by hand.
#[test]
fn takes_the_mean_of_the_nearest_with_a_value() -> Result<(), Error> {
    let x = table(&[
        [0.0, 1.0, 3.0],
        [3.0, 2.0, 0.0],
        [4.0, 30.0, 0.0],
        [0.0, 40.0, 1.0],
        [0.0, GAP, 0.0],
    ])?;
    let fill = |recipe: ImputeKnn| -> Result<f64, Error> {
        let out = recipe.fit(&x, &())?.apply(&x)?;
        Ok(out.column("b")?.reals().unwrap()[4])
    };
    assert_eq!(fill(ImputeKnn::new().neighbors(1))?, 40.0);
    // Of the two equally far the one that ascends first.
    assert_eq!(fill(ImputeKnn::new().neighbors(2))?, 20.5);
    assert_eq!(fill(ImputeKnn::new().neighbors(3))?, 43.0 / 3.0);
    assert_eq!(fill(ImputeKnn::new())?, 73.0 / 4.0);
    // Weights 1/√1.5 and 1/√13.5, which is a third of it: (3 · 40 + 1) / 4.
    let weighted = fill(ImputeKnn::new().neighbors(2).by_distance())?;
    assert!((weighted - 30.25).abs() < 1e-14, "{weighted}");
    Ok(())
}

#[test]
fn an_equal_row_decides_alone_by_distance() -> Result<(), Error> {
    let x = table(&[[0.0, 8.0, 0.0], [0.0, 4.0, 0.0], [1.0, 100.0, 0.0], [0.0, GAP, 0.0]])?;
    let out = ImputeKnn::new().by_distance().fit(&x, &())?.apply(&x)?;
    assert_eq!(out.value(3, "b"), Value::Real(6.0));
    Ok(())
}

#[test]
fn a_row_that_shares_nothing_gets_the_means() -> Result<(), Error> {
    let x = table(&[[1.0, GAP, 3.0], [2.0, 5.0, GAP], [6.0, GAP, GAP]])?;
    let fitted = ImputeKnn::new().neighbors(1).indicator().fit(&x, &())?;
    let out = fitted.apply(&table(&[[GAP; 3], [GAP, GAP, 7.0]])?)?;
    assert_eq!(out.column("a")?.reals().as_deref(), Some(&[3.0, 1.0][..]));
    assert_eq!(out.column("b")?.reals().as_deref(), Some(&[5.0, 5.0][..]));
    let names: Vec<_> = out.names().map(|name| &**name).collect();
    assert_eq!(names, ["a", "b", "c", "missingindicator_b", "missingindicator_c"]);
    Ok(())
}

#[test]
fn a_column_without_values_is_refused_dropped_or_zero() -> Result<(), Error> {
    let x = table(&[[1.0, GAP, 3.0], [2.0, GAP, GAP]])?;
    let message = ImputeKnn::new().fit(&x, &()).unwrap_err().to_string();
    assert_eq!(message, "stage `impute.knn`, column `b`: every value is missing");
    let later = table(&[[1.0, 9.0, GAP]])?;
    let dropped = ImputeKnn::new().all_missing(AllMissing::Drop).fit(&x, &())?.apply(&later)?;
    assert_eq!(dropped, later.without(&["b", "c"]).with("c", Column::Real(vec![3.0]))?);
    let zero = ImputeKnn::new().all_missing(AllMissing::Zero).fit(&x, &())?.apply(&later)?;
    assert_eq!(zero.column("b")?.reals().as_deref(), Some(&[0.0][..]));
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let x = table(&[[1.0, f64::INFINITY, 3.0]])?;
    let message = |recipe: ImputeKnn| recipe.fit(&x, &()).unwrap_err().to_string();
    assert_eq!(message(ImputeKnn::new()), "stage `impute.knn`, column `b`: row 0 is inf");
    assert_eq!(
        message(ImputeKnn::new().neighbors(0)),
        "stage `impute.knn`: parameter `neighbors` must be at least 1, found 0"
    );
    Ok(())
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |columns: &[&str], rows: &[f64]| {
        let columns = columns.iter().map(|name| Arc::from(*name)).collect();
        let state = KnnImputerState { columns, marked: [].into(), rows: rows.to_vec() };
        KnnImputer::restore(ImputeKnn::new(), state).unwrap_err()
    };
    assert_eq!(restore(&["a", "b"], &[1.0]), "1 cells for rows of 2 columns");
    assert_eq!(restore(&[], &[1.0]), "1 cells for rows of 0 columns");
    assert_eq!(restore(&["a"], &[f64::INFINITY]), "a row holds inf");
    assert_eq!(restore(&["a"], &[GAP]), "a row has no value");
    assert_eq!(restore(&["a"], &[2.0, 1.0]), "the rows do not ascend");
}

/// The formula, row by row and sorted as a whole.
fn by_definition(fitted: &KnnImputer, row: &[f64], column: usize) -> f64 {
    let width = row.len();
    let mut near: Vec<(f64, f64)> = Vec::new();
    for stored in fitted.state.rows.chunks_exact(width) {
        let there = |at: &usize| !row[*at].is_nan() && !stored[*at].is_nan();
        let difference = |at: usize| if there(&at) { row[at] - stored[at] } else { 0.0 };
        let differences: Vec<f64> = (0..width).map(difference).collect();
        let shared = (0..width).filter(there).count();
        if shared > 0 && !stored[column].is_nan() {
            let square = exact::dot(&differences, &differences) / shared as f64 * width as f64;
            near.push((square.sqrt(), stored[column]));
        }
    }
    near.sort_by(|a, b| exact::total_cmp(a.0, b.0));
    near.truncate(fitted.recipe.neighbors as usize);
    let values: Vec<f64> = near.iter().map(|near| near.1).collect();
    exact::mean(&values).unwrap()
}

#[test]
fn the_nearest_are_those_of_a_full_sort() -> Result<(), Error> {
    let mut random = exact::Random::new(8, 0, 0);
    // Few values, so that many rows are equally far.
    let mut cell = || match random.below(6) {
        0 => GAP,
        x => x as f64 / 3.0,
    };
    let columns: Vec<Vec<f64>> = (0..9).map(|_| (0..400).map(|_| cell()).collect()).collect();
    let named =
        columns.iter().enumerate().map(|(at, x)| (format!("{at}"), Column::Real(x.clone())));
    let x = Table::from_columns(named)?;
    for neighbors in [1, 2, 7, 40, 395] {
        let fitted = ImputeKnn::new().neighbors(neighbors).fit(&x, &())?;
        let out = fitted.apply(&x)?;
        for at in (0..400).step_by(7) {
            let row: Vec<f64> = columns.iter().map(|column| column[at]).collect();
            for column in (0..9).filter(|&column| row[column].is_nan()) {
                let found = out.column(&column.to_string())?.reals().unwrap()[at];
                let expected = by_definition(&fitted, &row, column);
                assert_eq!(found.to_bits(), expected.to_bits(), "row {at}, column {column}");
            }
        }
    }
    Ok(())
}
