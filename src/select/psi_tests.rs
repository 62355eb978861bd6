use super::*;
use crate::artifact::Stage;
use crate::pipeline::Fit;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("when", Column::Timestamp((0..8).map(|day| Some(day * 86_400_000_000)).collect()))?
        .with("level", Column::text(["a", "a", "b", "a", "b", "b", "b", "c"]))?
        .with("moved", Column::Real(vec![1.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0, 7.0]))?
        .with("same", Column::Real(vec![1.0, 2.0, 1.0, 2.0, 2.0, 1.0, 2.0, 1.0]))
}

/// Two bins with an edge at the median 2.5 of the first four rows: 2 and 2 rows, then 0 and 4.
/// Σ (b − a)·ln(b / a) = (0.0001 − 0.5)·ln(0.0002) + (1 − 0.5)·ln 2.
#[test]
fn by_hand() -> Result<(), Error> {
    let x = table()?;
    let recipe = DropHighPsi::by_row().bins(2);
    let fitted = recipe.fit(&x, &())?;
    let expected = (0.0001 - 0.5) * exact::ln(0.0001 / 0.5) + 0.5 * exact::ln(2.0);
    assert!((fitted.scores()[0] - expected).abs() < 1e-15, "{:?}", fitted.scores());
    assert_eq!(fitted.scores()[1], 0.0);
    assert!(fitted.report()[0].1.ends_with(", above 0.25"), "{:?}", fitted.report());
    assert_eq!(DropHighPsi::by("when").bins(2).fit(&x, &())?.scores(), fitted.scores());
    // A level of 3 of 4 and 0 of 4, one of 1 and 3, one of 0 and 1.
    let levels = recipe.clone().columns(["level"]).fit(&x, &())?;
    let term = |a: f64, b: f64| (b - a) * exact::ln(b / a);
    let expected = term(0.75, 0.0001) + term(0.25, 0.75) + term(0.0001, 0.25);
    assert!((levels.scores()[0] - expected).abs() < 1e-14);
    let switched = recipe.switch(true).strategy(Bins::Width).fit(&x, &())?;
    // Edges of 4, 5, 6, 7 at 5.5: two later rows below it, and all the earlier.
    assert!((switched.scores()[0] - (term(0.5, 1.0) + term(0.5, 0.0001))).abs() < 1e-15);
    Ok(())
}

/// The 0.999 quantile of χ² with one degree of freedom is 10.827566170662733 (R: `qchisq`).
#[test]
fn a_threshold_by_probability() -> Result<(), Error> {
    let x = table()?;
    let recipe = DropHighPsi::by_row().bins(2).threshold(PsiThreshold::Probability(0.001));
    let limit = recipe.fit(&x, &())?.verdicts().threshold().unwrap_or(0.0);
    assert!((limit - 10.827_566_170_662_733 * 0.5).abs() < 1e-12, "{limit}");
    Ok(())
}

#[test]
fn cuts() -> Result<(), Error> {
    let x = table()?;
    let earlier =
        |by: &str, cut: Cut| -> Result<Vec<bool>, Error> { cut.earlier("s", &x, Some(by)) };
    let first = |n: usize| (0..8).map(|row| row < n).collect::<Vec<bool>>();
    assert_eq!(earlier("when", Cut::Share(0.3))?, first(2));
    assert_eq!(earlier("when", Cut::Time(0))?, first(1));
    assert_eq!(earlier("moved", Cut::Number(4.0))?, first(5));
    // The distinct numbers are 1 to 7: their median is 4, that of all is 4 too; the third is not.
    assert_eq!(earlier("moved", Cut::DistinctShare(0.4))?, first(3));
    let a = [true, true, false, true, false, false, false, false];
    assert_eq!(earlier("level", Cut::Texts(vec!["a".into()]))?, a);
    assert_eq!(earlier("level", Cut::Text("a".into()))?, a);
    // Up to a 3/8, up to b 7/8; of the levels a third and two thirds.
    assert_eq!(earlier("level", Cut::Share(0.6))?, a);
    assert_eq!(earlier("level", Cut::DistinctShare(0.6))?, first(7));
    assert_eq!(earlier("same", Cut::Numbers(vec![1.0]))?.iter().filter(|e| **e).count(), 4);
    assert!(earlier("same", Cut::Time(1)).is_err());
    assert!(earlier("same", Cut::Share(1.0)).is_err());
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let x = table()?;
    let message = |recipe: DropHighPsi| recipe.fit(&x, &()).unwrap_err().to_string();
    assert_eq!(
        message(DropHighPsi::by_row().bins(5)),
        "stage `select.psi`: parameter `cut` must be such that either part has 5 rows or more, \
         found 4 and 4 rows"
    );
    assert!(message(DropHighPsi::by_row().bins(1)).contains("`bins` must be 2 or more"));
    assert!(message(DropHighPsi::by_row().floor(0.0)).contains("`floor`"));
    assert!(message(DropHighPsi::by("nowhere")).contains("nowhere"));
    assert!(message(DropHighPsi::by("same").columns(["same"])).contains("one or more to judge"));
    Ok(())
}
