use super::super::kernel::Kernel;
use super::*;

fn settings(c: f64) -> Settings {
    let function = Function { kernel: Kernel::Linear, gamma: 1.0, coef0: 0.0, degree: 3 };
    Settings { function, c, tolerance: 1e-12, max_iterations: 10_000 }
}

/// By hand: 0 and 2 on a line part at 1, f(x) = x − 1, each multiplier 2/d² = 1/2; and with C of 1/8 a slope of 1/4.
#[test]
fn two_rows_part_in_the_middle() -> Result<(), Unsolved> {
    let rows = Rows::new(vec![0.0, 2.0], 1);
    let found = classify(&rows, (&[-1.0, 1.0], None), &settings(1.0))?;
    assert_eq!(found, Solution { coefficients: vec![-0.5, 0.5], intercept: -1.0 });
    let found = classify(&rows, (&[-1.0, 1.0], None), &settings(0.125))?;
    // Both at their bound: the pulls are −1 and 1 − 1/2, in whose middle the intercept is.
    assert_eq!(found, Solution { coefficients: vec![-0.125, 0.125], intercept: -0.25 });
    let mut room = [0.0; 2];
    assert_eq!(found.at(&[1.0], &rows, settings(1.0).function, &mut room), 0.0);
    Ok(())
}

/// By hand: a line through (0, 0) and (2, 4) may pass ½ below the upper and ½ above the lower: slope 3/2.
#[test]
fn two_rows_and_a_tube() -> Result<(), Unsolved> {
    let rows = Rows::new(vec![0.0, 2.0], 1);
    let found = regress(&rows, (&[0.0, 4.0], None), 0.5, &settings(10.0))?;
    assert_eq!(found, Solution { coefficients: vec![-0.75, 0.75], intercept: 0.5 });
    // Nothing deviates more than is free.
    let found = regress(&rows, (&[0.0, 4.0], None), 3.0, &settings(10.0))?;
    assert_eq!((found.coefficients, found.intercept), (vec![0.0, 0.0], 2.0));
    Ok(())
}

#[test]
fn what_cannot_be_solved_says_so() {
    let rows = Rows::new(vec![1e200, 2e200], 1);
    assert_eq!(classify(&rows, (&[-1.0, 1.0], None), &settings(1.0)), Err(Unsolved::Range));
    let rows = Rows::new(vec![0.0, 2.0, 3.0, 5.0], 1);
    let few = Settings { max_iterations: 1, ..settings(1e6) };
    let found = classify(&rows, (&[-1.0, 1.0, -1.0, 1.0], None), &few);
    assert_eq!(found, Err(Unsolved::Steps { iterations: 2 }));
}
