//! What every model checks of its input and stores of its limits.

use crate::data::Matrix;
use crate::error::{Error, FitError, RowError};
use std::sync::Arc;

pub(super) use crate::pipeline::guard::{DEADLINE_SECONDS, deadline_seconds};

/// Checks that the columns are those the model was fitted on, in that order.
pub(super) fn same_columns(stage: &str, columns: &[Arc<str>], x: &Matrix) -> Result<(), Error> {
    let refuse = |column: &str, expected: String, found: String| {
        let (stage, column) = (stage.to_owned(), column.to_owned());
        Err(RowError { stage, column, row: None, expected, found }.into())
    };
    let found = x.names();
    if let Some((at, (name, other))) =
        columns.iter().zip(found.iter()).enumerate().find(|(_, (a, b))| a != b)
    {
        return refuse(name, format!("this column at place {at}"), format!("column `{other}`"));
    }
    match (columns.get(found.len()), found.get(columns.len())) {
        (Some(name), _) => refuse(name, "this column".to_owned(), "no such column".to_owned()),
        (_, Some(name)) => {
            refuse(name, format!("{} columns", columns.len()), "one more column".to_owned())
        }
        (None, None) => Ok(()),
    }
}

/// Checks that every cell is finite: a model that multiplies has no answer for another.
pub(super) fn finite_cells(stage: &str, x: &Matrix) -> Result<(), Error> {
    let Some(at) = x.as_slice().iter().position(|cell| !cell.is_finite()) else { return Ok(()) };
    let (row, column) = (at / x.width(), at % x.width());
    Err(RowError {
        stage: stage.to_owned(),
        column: x.names().get(column).map(ToString::to_string).unwrap_or_default(),
        row: Some(row),
        expected: "a finite number".to_owned(),
        found: x.as_slice().get(at).map(ToString::to_string).unwrap_or_default(),
    }
    .into())
}

/// The error of a row whose sum leaves the range of numbers.
pub(super) fn out_of_range(stage: &str, column: &str, row: usize, found: f64) -> Error {
    RowError {
        stage: stage.to_owned(),
        column: column.to_owned(),
        row: Some(row),
        expected: "a finite result".to_owned(),
        found: found.to_string(),
    }
    .into()
}

/// Checks a parameter that must be finite and not negative.
pub(super) fn not_negative(stage: &str, parameter: &str, value: f64) -> Result<(), Error> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(FitError::Parameter {
        stage: stage.to_owned(),
        parameter: parameter.to_owned(),
        expected: "finite and not negative".to_owned(),
        found: value.to_string(),
    }
    .into())
}

/// Checks a parameter that must be at least `least`.
pub(super) fn at_least(stage: &str, parameter: &str, least: u32, value: u32) -> Result<(), Error> {
    if value >= least {
        return Ok(());
    }
    Err(FitError::Parameter {
        stage: stage.to_owned(),
        parameter: parameter.to_owned(),
        expected: format!("at least {least}"),
        found: value.to_string(),
    }
    .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_checked_by_name_order_and_number() -> Result<(), Error> {
        let fitted: Vec<Arc<str>> = vec!["a".into(), "b".into()];
        let message = |x: Matrix| same_columns("m", &fitted, &x).unwrap_err().to_string();
        let ab = Matrix::from_rows(["a", "b"], [[1.0, 2.0]])?;
        same_columns("m", &fitted, &ab)?;
        assert_eq!(
            message(Matrix::from_rows(["b", "a"], [[1.0, 2.0]])?),
            "stage `m`, column `a`: expected this column at place 0, found column `b`"
        );
        assert_eq!(
            message(Matrix::from_rows(["a"], [[1.0]])?),
            "stage `m`, column `b`: expected this column, found no such column"
        );
        assert_eq!(
            message(Matrix::from_rows(["a", "b", "c"], [[1.0, 2.0, 3.0]])?),
            "stage `m`, column `c`: expected 2 columns, found one more column"
        );
        Ok(())
    }

    #[test]
    fn a_cell_that_is_not_finite_is_named() -> Result<(), Error> {
        let x = Matrix::from_rows(["a", "b"], [[1.0, 2.0], [3.0, f64::NAN]])?;
        let error = finite_cells("m", &x).unwrap_err();
        assert_eq!(error.row(), Some(1));
        assert_eq!(
            error.to_string(),
            "stage `m`, column `b`, row 1: expected a finite number, found NaN"
        );
        Ok(())
    }
}
