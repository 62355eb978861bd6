use super::*;
use crate::pipeline::Fit;

/// Two cases, s = 0 outside and s = 1 inside: the drawn-in targets 1/3 and 2/3 are met exactly, by
/// hand a·0 + b = ln 2 and a + b = −ln 2.
#[test]
fn a_sigmoid_meets_two_points() -> Result<(), Error> {
    let x = Classes::new(["a".into(), "b".into()], vec![1.0, 0.0, 0.0, 1.0])?;
    let fitted = Calibrate::sigmoid().fit(&x, &Labels::from_texts(["a", "b"]))?;
    let out = fitted.apply(&x)?;
    for (found, expected) in out.probabilities().iter().zip([2.0, 1.0, 1.0, 2.0]) {
        assert!((found - expected / 3.0).abs() < 1e-12, "{found}");
    }
    Ok(())
}

/// Outcomes 0 1 0 1 along one class: the middle two are pooled at 1/2.
#[test]
fn three_classes_share_what_their_lines_give() -> Result<(), Error> {
    let rows = [[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.1, 0.3, 0.6], [0.1, 0.2, 0.7]];
    let names = ["a", "b", "c"].map(Arc::from);
    let x = Classes::new(names, rows.concat())?;
    let y = Labels::from_texts(["a", "b", "c", "c"]);
    let fitted = Calibrate::isotonic().fit(&x, &y)?;
    assert_eq!(
        fitted.apply(&x)?.probabilities(),
        [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0,]
    );
    let unsure = Classes::new(Arc::clone(x.classes()), vec![0.5, 0.5, 0.35])?;
    // By hand: halfway from 0.2 to 0.8, from 0.3 to 0.7, and from 0.1 to 0.6.
    let row = fitted.apply(&unsure)?;
    assert!(row.row(0).iter().all(|p| (p - 1.0 / 3.0).abs() < 1e-15), "{row:?}");
    Ok(())
}

#[test]
fn a_class_without_rows_is_named() -> Result<(), Error> {
    let x = Classes::new(["a".into(), "b".into()], vec![1.0, 0.0])?;
    let error = Calibrate::isotonic().fit(&x, &Labels::from_texts(["a"])).unwrap_err();
    assert!(error.to_string().contains("column `b`"), "{error}");
    Ok(())
}
