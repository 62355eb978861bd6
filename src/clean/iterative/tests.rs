//! Tests of the imputer by regressions.

use super::*;
use crate::data::{Column, Value};

const GAP: f64 = f64::NAN;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::Real(vec![1.0, 2.0, GAP, 4.0, 5.0, 6.0]))?
        .with("b", Column::Real(vec![2.1, 3.9, 6.2, GAP, 9.8, GAP]))?
        .with("c", Column::integers([7, 1, 3, 9, 4, 2]))?
        .with("t", Column::text(["x"; 6]))
}

fn column(table: &Table, name: &str) -> Vec<f64> {
    table.column(name).unwrap().reals().unwrap().into_owned()
}

/// The same table by `IterativeImputer` of scikit-learn 1.9.1; the solvers round otherwise.
#[test]
fn fills_as_by_scikit_learn() -> Result<(), Error> {
    let x = table()?;
    for (recipe, rounds, a, b) in EXPECTED {
        let recipe = recipe();
        let fitted = recipe.fit(&x, &())?;
        assert_eq!(fitted.rounds(), rounds, "{recipe:?}");
        let out = fitted.apply(&x)?;
        let found = [column(&out, "a")[2], column(&out, "b")[3], column(&out, "b")[5]];
        for (found, expected) in found.iter().zip([a, b[0], b[1]]) {
            assert!((found - expected).abs() < 1e-9, "{recipe:?}: {found} {expected}");
        }
        assert_eq!(column(&out, "c"), [7.0, 1.0, 3.0, 9.0, 4.0, 2.0]);
    }
    Ok(())
}

type Case = (fn() -> ImputeIterative, u64, f64, [f64; 2]);

const EXPECTED: [Case; 5] = [
    (ImputeIterative::new, 5, 3.159399326608665, [7.976173347302106, 11.695170795645318]),
    (
        || ImputeIterative::new().regression(Regression::Ridge(0.5)).order(Order::Descending),
        4,
        3.2055982655225206,
        [7.727093377766747, 11.339166659865555],
    ),
    (
        || ImputeIterative::new().regression(Regression::Linear).tolerance(1e-6).rounds(40),
        7,
        3.1593144339842385,
        [7.976190336723466, 11.695237541266897],
    ),
    (
        || ImputeIterative::new().start(Start::Constant(1.0)).order(Order::Arabic).rounds(3),
        3,
        3.167609996507511,
        [7.953662858970354, 11.620252074942913],
    ),
    (
        || ImputeIterative::new().start(Start::MostFrequent).order(Order::Roman),
        4,
        3.159798028841313,
        [7.976094698379765, 11.694858834661087],
    ),
];

#[test]
fn no_round_leaves_the_first_fills() -> Result<(), Error> {
    let x = table()?;
    let fitted = ImputeIterative::new().start(Start::Median).rounds(0).fit(&x, &())?;
    assert_eq!(fitted.start(), [4.0, 5.05, 3.5]);
    assert_eq!(fitted.apply(&x)?.value(2, "a"), Value::Real(4.0));
    // A column alone has nothing to be predicted from.
    let alone = x.select(&["a"])?;
    let fitted = ImputeIterative::new().fit(&alone, &())?;
    assert_eq!((fitted.rounds(), fitted.regressions().count()), (0, 0));
    assert_eq!(fitted.apply(&alone)?.value(2, "a"), Value::Real(3.6));
    Ok(())
}

#[test]
fn orders_columns_by_their_gaps() -> Result<(), Error> {
    let x = table()?;
    let order = |recipe: ImputeIterative| -> Result<String, Error> {
        let fitted = recipe.rounds(1).fit(&x, &())?;
        Ok(fitted.regressions().map(|(name, _, _)| &**name).collect())
    };
    let recipe = ImputeIterative::new;
    assert_eq!(order(recipe())?, "cab");
    assert_eq!(order(recipe().order(Order::Descending))?, "bac");
    assert_eq!(order(recipe().order(Order::Roman))?, "abc");
    assert_eq!(order(recipe().order(Order::Arabic))?, "cba");
    assert_eq!(order(recipe().skip_complete())?, "ab");
    assert_eq!(order(recipe().order(Order::Random(3)).skip_complete())?.len(), 2);
    Ok(())
}

#[test]
fn predictions_stay_within_limits() -> Result<(), Error> {
    let x = table()?;
    let recipe = ImputeIterative::new().limits(0.0, 8.0).limits_of("a", 5.0, 9.0);
    let out = recipe.fit(&x, &())?.apply(&x)?;
    assert_eq!(column(&out, "a")[2], 5.0);
    assert_eq!(column(&out, "b")[5], 8.0);
    Ok(())
}

#[test]
fn a_column_without_values_is_refused_dropped_or_zero() -> Result<(), Error> {
    let x = table()?.with("void", Column::Real(vec![GAP; 6]))?;
    let message = ImputeIterative::new().fit(&x, &()).unwrap_err().to_string();
    assert_eq!(message, "stage `impute.iterative`, column `void`: every value is missing");
    let by = |rule| ImputeIterative::new().all_missing(rule).indicator().fit(&x, &())?.apply(&x);
    let (dropped, zero) = (by(AllMissing::Drop)?, by(AllMissing::Zero)?);
    assert_eq!(dropped.get("void"), None);
    assert_eq!(column(&zero, "void"), [0.0; 6]);
    assert_eq!(column(&zero, "missingindicator_void"), [1.0; 6]);
    for name in ["a", "b"] {
        for (a, b) in column(&dropped, name).iter().zip(column(&zero, name)) {
            assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
    }
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let x = table()?;
    let message = |recipe: ImputeIterative| recipe.fit(&x, &()).unwrap_err().to_string();
    let recipe = ImputeIterative::new;
    let begin = "stage `impute.iterative`: parameter ";
    for (recipe, end) in [
        (recipe().tolerance(-1.0), "`tolerance` must be at least 0 and finite, found -1"),
        (recipe().limits(1.0, 1.0), "`limits` must be least below greatest, found 1 and 1"),
        (
            recipe().regression(Regression::Ridge(GAP)),
            "`penalty` must be at least 0 and finite, found NaN",
        ),
        (recipe().start(Start::Constant(GAP)), "`constant` must be finite, found NaN"),
    ] {
        assert_eq!(message(recipe), format!("{begin}{end}"));
    }
    Ok(())
}

#[test]
fn refuses_a_state_that_does_not_fit_together() -> Result<(), Error> {
    let good = ImputeIterative::new().fit(&table()?, &())?.state;
    let spoil = |change: fn(&mut IterativeImputerState)| {
        let mut state = good.clone();
        change(&mut state);
        IterativeImputer::restore(ImputeIterative::new(), state).unwrap_err()
    };
    let apart = "fills, intercepts and coefficients do not fit together";
    assert_eq!(spoil(|state| state.start.truncate(2)), apart);
    assert_eq!(spoil(|state| state.coefficients.truncate(2)), apart);
    assert_eq!(spoil(|state| state.intercepts.truncate(2)), apart);
    assert_eq!(spoil(|state| state.steps[0] = 3), "a regression of column 3 of 3");
    assert_eq!(spoil(|state| state.start[0] = GAP), "first fills holds NaN");
    Ok(())
}
