//! What is refused before a trainer sees it.

use crate::data::{Labels, Matrix, Vector};
use crate::error::{Error, FitError};
use crate::exact;
use std::collections::BTreeMap;
use std::sync::Arc;

/// More classes than this are taken for a target that is not one of classes.
const MOST_CLASSES: usize = 1000;
const FEWEST_ROWS: usize = 2;

/// Checks a matrix: columns, enough rows, as many as the target has, every cell finite.
pub(super) fn features(stage: &str, x: &Matrix, targets: usize) -> Result<(), Error> {
    shape(stage, x, targets)?;
    if x.rows() < FEWEST_ROWS {
        let (needs, found) = (FEWEST_ROWS, x.rows());
        return Err(FitError::Rows { stage: stage.to_owned(), needs, found }.into());
    }
    finite(stage, x)
}

/// The same for some of the rows, of which there may be none.
pub(super) fn part(stage: &str, x: &Matrix, targets: usize) -> Result<(), Error> {
    shape(stage, x, targets)?;
    finite(stage, x)
}

fn shape(stage: &str, x: &Matrix, targets: usize) -> Result<(), Error> {
    if x.width() == 0 {
        let takes = "numeric".to_owned();
        let have = "none".to_owned();
        return Err(FitError::NoColumns { stage: stage.to_owned(), takes, have }.into());
    }
    if x.rows() != targets {
        return Err(target(stage, format!("{} rows", x.rows()), format!("{targets}")));
    }
    Ok(())
}

fn finite(stage: &str, x: &Matrix) -> Result<(), Error> {
    let Some(at) = exact::not_finite(x.as_slice()) else { return Ok(()) };
    let (row, column) = (at / x.width(), at % x.width());
    Err(FitError::Column {
        stage: stage.to_owned(),
        column: x.names()[column].to_string(),
        problem: format!("row {row} is {}", x.as_slice()[at]),
    }
    .into())
}

/// Checks that no cell is larger than the trainer can square and sum.
pub(super) fn magnitude(stage: &str, x: &Matrix, largest: f64) -> Result<(), Error> {
    let Some(at) = x.as_slice().iter().position(|cell| cell.abs() > largest) else {
        return Ok(());
    };
    let (row, column) = (at / x.width(), at % x.width());
    Err(FitError::Column {
        stage: stage.to_owned(),
        column: x.names()[column].to_string(),
        problem: format!("row {row} is {:e}, over {largest:e}", x.as_slice()[at]),
    }
    .into())
}

/// Checks a target of numbers: all finite.
pub(super) fn numbers(stage: &str, y: &Vector) -> Result<(), Error> {
    match exact::not_finite(y.values()) {
        Some(row) => {
            let found = format!("{} in row {row}", y.values()[row]);
            Err(target(stage, "finite numbers".to_owned(), found))
        }
        None => Ok(()),
    }
}

/// Checks a target of several columns of numbers: at least one, all finite.
pub(super) fn columns_of_numbers(stage: &str, y: &Matrix) -> Result<(), Error> {
    if y.width() == 0 {
        let expected = "at least one column of numbers".to_owned();
        return Err(target(stage, expected, "none".to_owned()));
    }
    let Some(at) = y.as_slice().iter().position(|cell| !cell.is_finite()) else { return Ok(()) };
    let (row, column) = (at / y.width(), &y.names()[at % y.width()]);
    let found = format!("{} in column `{column}`, row {row}", y.as_slice()[at]);
    Err(target(stage, "finite numbers".to_owned(), found))
}

/// The classes that have rows, numbered from 0 without gaps.
pub(super) struct Present {
    /// Which classes of the list of labels have rows, in order.
    pub(super) classes: Vec<u32>,
    /// One a row: an index into `classes`.
    pub(super) codes: Vec<u32>,
}

/// Checks a target of classes: at least two have rows, and not too many.
pub(super) fn classes(stage: &str, y: &Labels) -> Result<Present, Error> {
    let mut places: BTreeMap<u32, u32> = y.codes().iter().map(|&code| (code, 0)).collect();
    enough_classes(stage, y.classes(), &places.keys().copied().collect::<Vec<_>>())?;
    for (place, slot) in (0..).zip(places.values_mut()) {
        *slot = place;
    }
    let codes = y.codes().iter().map(|code| places[code]).collect();
    Ok(Present { classes: places.into_keys().collect(), codes })
}

/// Checks the classes that have rows: at least two, and not too many.
pub(super) fn enough_classes(
    stage: &str,
    classes: &[Arc<str>],
    present: &[u32],
) -> Result<(), Error> {
    if present.len() < 2 {
        let only = present.first().and_then(|&code| classes.get(code as usize));
        let found = only.map_or("none".to_owned(), |class| format!("only `{class}`"));
        return Err(target(stage, "rows of at least two classes".to_owned(), found));
    }
    few_classes(stage, present.len())
}

/// Checks that there are not too many classes.
pub(super) fn few_classes(stage: &str, found: usize) -> Result<(), Error> {
    if found > MOST_CLASSES {
        return Err(target(stage, format!("at most {MOST_CLASSES} classes"), found.to_string()));
    }
    Ok(())
}

fn target(stage: &str, expected: String, found: String) -> Error {
    FitError::Target { stage: stage.to_owned(), expected, found }.into()
}

/// Checks that learned parameters are finite.
pub(super) fn learned(stage: &str, parameter: &str, values: &[f64]) -> Result<(), Error> {
    if values.iter().all(|value| value.is_finite()) {
        return Ok(());
    }
    let (stage, parameter) = (stage.to_owned(), parameter.to_owned());
    Err(FitError::NonFinite { stage, parameter }.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_without_rows_leave_no_gap() -> Result<(), Error> {
        let all = Labels::from_texts(["a", "b", "c", "c"]);
        let present = classes("m", &all.take(&[3, 0, 2]))?;
        assert_eq!(present.classes, [0, 2]);
        assert_eq!(present.codes, [1, 0, 1]);
        Ok(())
    }

    #[test]
    fn refusals_name_what_is_wrong() -> Result<(), Error> {
        let x = |cells| Matrix::from_rows(["a", "b"], cells);
        let message = |error: Result<(), Error>| error.unwrap_err().to_string();
        assert_eq!(
            message(features("m", &x(vec![[0.0, 1.0], [0.0, f64::NAN]])?, 2)),
            "stage `m`, column `b`: row 1 is NaN"
        );
        assert_eq!(
            message(features("m", &x(vec![[0.0, 1.0]])?, 1)),
            "stage `m` needs at least 2 rows, found 1"
        );
        assert_eq!(
            message(features("m", &x(vec![[0.0, 1.0]; 3])?, 2)),
            "stage `m`, target: expected 3 rows, found 2"
        );
        assert_eq!(
            message(classes("m", &Labels::from_texts(["a", "a"])).map(|_| ())),
            "stage `m`, target: expected rows of at least two classes, found only `a`"
        );
        let many = Labels::from_texts((0..1001).map(|i| i.to_string()));
        assert_eq!(
            message(classes("m", &many).map(|_| ())),
            "stage `m`, target: expected at most 1000 classes, found 1001"
        );
        Ok(())
    }
}
