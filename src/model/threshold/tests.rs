use super::*;
use crate::pipeline::Fit;

fn answers(p: &[f64]) -> Result<Classes, Error> {
    let rows = p.iter().flat_map(|&p| [1.0 - p, p]).collect();
    Classes::new(["no".into(), "yes".into()], rows)
}

/// Truth n n y n y y at 0.1 … 0.6. By hand: from 0.25 on, 3 of 3 and 2 of 3 are right (balanced 5/6);
/// from 0.45 on, 2 of 3 and 3 of 3 (5/6 too): the lower wins. F1: 6/7 against 4/5.
#[test]
fn tunes_to_the_best_score_and_the_lowest_of_equals() -> Result<(), Error> {
    let x = answers(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6])?;
    let y = Labels::from_texts(["no", "no", "yes", "no", "yes", "yes"]);
    for score in [Score::Accuracy, Score::BalancedAccuracy, Score::F1, Score::Mcc] {
        let fitted = Threshold::tuned(score).fit(&x, &y)?;
        assert_eq!(fitted.threshold(), 0.25, "{score:?}");
        assert_eq!(fitted.apply(&x)?.labels().codes(), [0, 0, 1, 1, 1, 1]);
    }
    let no = Threshold::tuned(Score::Accuracy).class("no").fit(&x, &y)?;
    assert_eq!(no.class(), "no");
    assert_eq!(no.apply(&x)?.labels().codes(), [0, 0, 0, 0, 1, 1]);
    Ok(())
}

#[test]
fn says_what_it_cannot_cut() -> Result<(), Error> {
    let x = answers(&[0.1, 0.2])?;
    let y = Labels::from_texts(["no", "no"]);
    let message = |recipe: Threshold| recipe.fit(&x, &y).unwrap_err().to_string();
    assert!(message(Threshold::tuned(Score::F1)).contains("0 of `yes` in 2"));
    assert!(message(Threshold::at(f64::NAN)).contains("0 to 1"));
    assert!(message(Threshold::at(0.5).class("maybe")).contains("one of no, yes"));
    Ok(())
}
