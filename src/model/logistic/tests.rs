//! Fits solved by hand, and what a stored model must not hold.

use super::*;
use crate::exact;

/// One binary column: without a penalty the fit gives the shares themselves. Of x = 0, 1 in 4
/// rows is `yes`; of x = 1, 3 in 4: b = ln(1/3), w = ln 3 − ln(1/3).
#[test]
fn gives_the_shares_of_a_saturated_table() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], (0..8).map(|i| [f64::from(i / 4)]))?;
    let y = Labels::from_texts(["yes", "no", "no", "no", "yes", "yes", "yes", "no"]);
    let model = Logistic::new().l2(0.0).fit(&x, &y)?;
    let ln3 = exact::ln(3.0);
    assert!((model.coefficients()[0] - 2.0 * ln3).abs() <= 1e-13);
    assert!((model.intercepts()[0] + ln3).abs() <= 1e-13);
    let yes = model.apply(&x)?.probability("yes").unwrap_or_default();
    assert!((yes[0] - 0.25).abs() <= 1e-14 && (yes[7] - 0.75).abs() <= 1e-14);
    Ok(())
}

/// Three classes, shares 1/2, 1/4, 1/4 whatever x: only the intercepts speak.
#[test]
fn gives_the_shares_of_three_classes() -> Result<(), Error> {
    let x = Matrix::from_rows(["a"], [-1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0].map(|a| [a]))?;
    let y = Labels::from_texts(["u", "u", "v", "w", "u", "u", "v", "w"]);
    let model = Logistic::new().fit(&x, &y)?;
    assert_eq!((model.coefficients().len(), model.intercepts().len()), (3, 3));
    for (share, expected) in model.apply(&x)?.row(0).iter().zip([0.5, 0.25, 0.25]) {
        assert!((share - expected).abs() <= 1e-14);
    }
    Ok(())
}

/// Which class is frequent, or seen first, must not turn the sign.
#[test]
fn the_second_class_is_positive_whatever_the_counts() -> Result<(), Error> {
    for labels in [["a", "b", "b", "b"], ["a", "a", "a", "b"], ["a", "a", "b", "b"]] {
        for turn in [false, true] {
            let mut rows = [-2.0, -1.0, 1.0, 2.0].map(|x| [x]);
            let mut labels = labels;
            if turn {
                rows.reverse();
                labels.reverse();
            }
            let x = Matrix::from_rows(["x"], rows)?;
            let model = Logistic::new().fit(&x, &Labels::from_texts(labels))?;
            assert!(model.coefficients()[0] > 0.0, "{labels:?}");
        }
    }
    Ok(())
}

#[test]
fn a_class_without_rows_keeps_its_place() -> Result<(), Error> {
    let all = Labels::from_texts(["a", "b", "c"]);
    let x = Matrix::from_rows(["x"], [[0.0], [1.0], [2.0], [3.0]])?;
    let model = Logistic::new().fit(&x, &all.take(&[0, 0, 2, 2]))?;
    assert_eq!(model.learned().collect::<Vec<_>>(), ["a", "c"]);
    let answer = model.apply(&x)?;
    assert_eq!(answer.probability("b"), Some(vec![0.0; 4]));
    assert_eq!(answer.label(3), Some("c"));
    Ok(())
}

#[test]
fn separable_classes_without_a_penalty_do_not_converge() -> Result<(), Error> {
    let x = Matrix::from_rows(["x"], [[0.0], [1.0], [2.0], [3.0]])?;
    let y = Labels::from_texts(["a", "a", "b", "b"]);
    let free = Logistic::new().l2(0.0);
    let message = free.fit(&x, &y).unwrap_err().to_string();
    assert!(message.contains("did not converge"), "{message}");
    let kept = free.allow_unconverged(true).fit(&x, &y)?;
    assert!(kept.apply(&x)?.probabilities().iter().all(|p| p.is_finite()));
    Ok(())
}

/// Columns of very different scales, where L-BFGS alone needs many steps.
#[test]
fn scale_does_not_stop_it() -> Result<(), Error> {
    let rows = (0..60).map(|i| {
        let i = f64::from(i);
        [1e6 + 1e4 * (i % 7.0), 1e-5 * (i % 5.0), i % 11.0]
    });
    let y = Labels::from_texts((0..60).map(|i| if (i * i) % 13 < 6 { "a" } else { "b" }));
    let model = Logistic::new().fit(&Matrix::from_rows(["a", "b", "c"], rows)?, &y)?;
    assert!(model.coefficients().iter().all(|w| w.is_finite()));
    Ok(())
}

#[test]
fn a_state_that_does_not_fit_together_is_refused() -> Result<(), Error> {
    let x = Matrix::from_rows(["x"], [[0.0], [1.0], [2.0], [3.0]])?;
    let model = Logistic::new().fit(&x, &Labels::from_texts(["a", "b", "c", "c"]))?;
    let restore = |change: fn(&mut LogisticState)| {
        let mut state = model.state.clone();
        change(&mut state);
        LogisticModel::restore(Logistic::new(), state)
    };
    assert_eq!(restore(|_| {}), Ok(model.clone()));
    assert!(restore(|state| state.present[2] = 3).is_err());
    assert!(restore(|state| state.present.swap(0, 1)).is_err());
    assert!(restore(|state| state.present.truncate(1)).is_err());
    assert!(restore(|state| state.present.truncate(2)).is_err());
    assert!(restore(|state| state.intercepts.truncate(2)).is_err());
    assert!(restore(|state| state.coefficients[1] = f64::INFINITY).is_err());
    assert!(restore(|state| state.classes = ["a".into(), "a".into(), "b".into()].into()).is_err());
    Ok(())
}
