use super::*;
use crate::artifact::Stage;
use crate::data::Column;
use crate::pipeline::Fit;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::Real(vec![1.0, 2.0, 3.0, 4.0, 5.0, 7.0]))?
        .with("b", Column::Real(vec![2.0, 1.0, 2.0, 1.0, 1.0, 2.0]))?
        .with("c", Column::Real(vec![0.0, 0.0, 1.0, 3.0, 4.0, 3.0]))?
        .with("same", Column::Real(vec![3.0; 6]))
}

fn close(found: &[f64], expected: &[f64]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        let near = (found - expected).abs() <= 1e-13 * expected.abs();
        assert!(near || found.is_nan() && expected.is_nan(), "{found} {expected}");
    }
}

/// scikit-learn 1.9.1 on the same rows: `f_classif`, `chi2`, `f_regression`, `r_regression`.
#[test]
fn scores_as_by_scikit_learn() -> Result<(), Error> {
    let x = table()?;
    let labels = Labels::from_texts(["p", "p", "q", "q", "r", "r"]);
    let y = Vector::new(vec![1.0, 0.5, 4.0, 4.5, 4.0, 9.0]);
    let nan = f64::NAN;
    let fit = SelectUnivariate::best(UnivariateTest::anova(), 2).fit(&x, &labels)?;
    close(fit.scores(), &[ANOVA_F.as_slice(), &[nan]].concat());
    close(fit.verdicts().p_values(), &[ANOVA_P.as_slice(), &[nan]].concat());
    assert_eq!(fit.verdicts().kept(), [true, false, true, false]);
    let fit = SelectUnivariate::best(UnivariateTest::chi_square(), 2).fit(&x, &labels)?;
    close(fit.scores(), &CHI2);
    close(fit.verdicts().p_values(), &CHI2_P);
    let fit = SelectUnivariate::best(UnivariateTest::regression(), 1).fit(&x, &y)?;
    close(fit.scores(), &REGRESSION_F);
    close(fit.verdicts().p_values(), &REGRESSION_P);
    let raw = UnivariateTest::Regression { center: false, force_finite: false };
    let fit = SelectUnivariate::best(raw, 1).fit(&x, &y)?;
    close(fit.scores(), &RAW_F);
    let fit = SelectUnivariate::best(UnivariateTest::correlation(), 1).fit(&x, &y)?;
    // The peer divides by a norm of 0 that it computes as 4e-16, and has −∞ for the constant column.
    close(fit.scores(), &CORRELATION);
    assert!(fit.verdicts().p_values().is_empty());
    Ok(())
}

/// By `SelectKBest` and its siblings on given scores: a stable sort, so the last of equals win; of the
/// columns at a percentile the first are kept.
#[test]
fn ties_at_the_cut() -> Result<(), Error> {
    let kept = |choice| -> Result<Vec<bool>, Error> {
        let (scores, p) = (vec![2.0, 1.0, 2.0, f64::NAN, 2.0], vec![0.01, 0.9, 0.02, 0.5, 0.03]);
        let recipe = SelectUnivariate::new(UnivariateTest::anova(), choice);
        let fitted = recipe.by_scores(["a", "b", "c", "d", "e"], scores, p)?;
        Ok(fitted.verdicts().kept().to_vec())
    };
    let (t, f) = (true, false);
    assert_eq!(kept(Choice::Best(2))?, [f, f, t, f, t]);
    assert_eq!(kept(Choice::Best(0))?, [f; 5]);
    assert_eq!(kept(Choice::Best(9))?, [t; 5]);
    assert_eq!(kept(Choice::All)?, [t; 5]);
    // The 60th percentile of the scores is 2; two columns fit into 40 per cent.
    assert_eq!(kept(Choice::Percentile(40.0))?, [t, f, t, f, f]);
    assert_eq!(kept(Choice::Percentile(100.0))?, [t; 5]);
    assert_eq!(kept(Choice::Percentile(0.0))?, [f; 5]);
    assert_eq!(kept(Choice::FalsePositiveRate(0.03))?, [t, f, t, f, f]);
    // 0.03 is within 0.05·3/5, and everything below goes with it.
    assert_eq!(kept(Choice::FalseDiscoveryRate(0.05))?, [t, f, t, f, t]);
    assert_eq!(kept(Choice::FalseDiscoveryRate(0.01))?, [f; 5]);
    assert_eq!(kept(Choice::FamilyWiseError(0.06))?, [t, f, f, f, f]);
    Ok(())
}

#[test]
fn says_why_and_what_it_cannot_do() -> Result<(), Error> {
    let x = table()?.select(&["a", "same"])?;
    let y = Vector::new(vec![1.0, 0.5, 4.0, 4.5, 4.0, 9.0]);
    let recipe = SelectUnivariate::false_positive_rate(UnivariateTest::regression(), 0.05);
    let report = recipe.fit(&x, &y)?.report();
    assert!(report[0].1.starts_with("kept: F 26.74249605"), "{report:?}");
    assert_eq!(report[1].1, "dropped: F 0, p = 1, p is not below 0.05");
    let message = |recipe: SelectUnivariate| recipe.fit(&x, &y).unwrap_err().to_string();
    assert_eq!(
        message(SelectUnivariate::best(UnivariateTest::anova(), 1)),
        "stage `select.univariate`, target: expected classes, found numbers"
    );
    assert_eq!(
        message(SelectUnivariate::percentile(UnivariateTest::regression(), 101.0)),
        "stage `select.univariate`: parameter `percentile` must be between 0 and 100, found 101"
    );
    assert!(
        message(SelectUnivariate::family_wise_error(UnivariateTest::mutual_information(), 0.1))
            .contains("a test without probabilities")
    );
    let x = x.with("hole", Column::Real(vec![f64::NAN; 6]))?;
    let hole = recipe.fit(&x, &y).unwrap_err().to_string();
    assert_eq!(hole, "stage `select.univariate`, column `hole`: row 0 is missing");
    Ok(())
}

const ANOVA_F: [f64; 3] = [10.166666666666664, 0.0, 7.399999999999999];
const ANOVA_P: [f64; 3] = [0.04610167493146948, 1.0, 0.06919136184741237];
const CHI2: [f64; 4] = [5.545454545454547, 0.0, 6.7272727272727275, 0.0];
const CHI2_P: [f64; 4] = [0.062491341194386464, 1.0, 0.03460917828870049, 1.0];
const REGRESSION_F: [f64; 4] = [26.742496050552774, 0.395256916996047, 3.828508147445019, 0.0];
const REGRESSION_P: [f64; 4] = [0.006645953847501263, 0.5636637082568435, 0.12202150608831284, 1.0];
const RAW_F: [f64; 4] =
    [86.66448230668435, 10.555127216653808, 17.47553115301982, 9.514388489208631];
const CORRELATION: [f64; 4] = [0.9326773008842816, 0.2998800719520334, 0.6993189291556824, 0.0];
