//! Stages that choose columns.

use super::Visitor;
use super::data::{mixed, whole};
use steadfast::metrics::Metric;
use steadfast::prelude::*;
use steadfast::select::{
    Bins, Direction, Hurdle, Importance, MissingValues, Mrmr, MrmrMethod, Noise, PsiThreshold,
    RecursivePerformance, SelectByInformationValue, SelectByProbes, SelectByShuffling,
    SelectBySinglePerformance, SelectByTargetMean, Validation,
};

pub(crate) fn select(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = whole()?.with(
        "fare2",
        Column::Real(vec![14.5, 142.6, 15.8, 106.2, 16.1, 17., 103.8, 42., 22.2, 60., -0.0, 53.]),
    )?;
    for threshold in [0.0, 1.0] {
        battery.run_partial(&VarianceFilter::new(threshold), &x, &());
        battery.run_partial(&VarianceFilter::new(threshold), &mixed()?, &());
    }
    let fare = x.without(&["const"]);
    for association in [Association::Pearson, Association::Spearman, Association::Kendall] {
        for keep in [Keep::Name, Keep::Variance, Keep::Complete, Keep::Cardinality] {
            battery.run(
                &CorrelationFilter::new(0.9).keep(keep).association(association),
                &fare,
                &(),
            );
        }
    }
    Ok(())
}

/// Numbers without missing values, a flag, a column twice and one that says nothing.
fn numbers() -> Result<Table, Error> {
    let a = [1.5, 2.0, -3.0, 4.25, 0.0, 6.0, 7.5, -8.0, 9.0, 10.0, 3.0, 2.5];
    let b = [2.0, 1.0, 4.0, 3.0, 6.0, 5.0, 8.0, 7.0, 10.0, 9.0, 12.0, 11.0];
    let c = [0.1, 0.2, 0.1, 0.4, 0.3, 0.2, 0.5, 0.1, 0.6, 0.2, 0.3, 0.4];
    Table::new()
        .with("a", Column::Real(a.to_vec()))?
        .with("b", Column::Real(b.to_vec()))?
        .with("whole", Column::integers(b.map(|b| b as i64)))?
        .with("c", Column::Real(c.to_vec()))?
        .with("flag", Column::Boolean(b.map(|b| Some(b > 5.0)).to_vec()))?
        .with("same", Column::Real(vec![3.0; 12]))?
        .with("text", Column::text(b.map(|b| if b < 3.0 { "low" } else { "high" })))
}

fn target() -> (Vector, Labels) {
    let y = [0.5, 1.0, 1.5, 3.0, 2.5, 4.0, 6.0, 5.0, 7.0, 8.0, 7.5, 9.0];
    let classes = y.map(|y| {
        if y < 2.0 {
            "low"
        } else if y < 6.0 {
            "middle"
        } else {
            "high"
        }
    });
    (Vector::new(y.to_vec()), Labels::from_texts(classes))
}

pub(crate) fn judged(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, hard) = (numbers()?, mixed()?);
    battery.run(&DropConstant::new(), &x, &());
    for missing in [MissingValues::Ignore, MissingValues::Include] {
        battery.run(&DropConstant::new().share(0.6).missing(missing), &hard, &());
    }
    battery.run(&DropDuplicate::new(), &x, &());
    battery.run(&DropDuplicate::new(), &hard, &());
    let psi = DropHighPsi::by("b").bins(3);
    battery.run(&psi.clone().columns(["a", "text", "c"]), &x, &());
    battery.run(&psi.clone().strategy(Bins::Width).switch(true), &x, &());
    battery.run(&psi.threshold(PsiThreshold::Probability(0.5)), &x, &());
    let by_row = DropHighPsi::by_row().bins(2).missing(MissingValues::Ignore);
    battery.run_in_order(&by_row, &hard, &(), "rows are split by their place");
    Ok(())
}

pub(crate) fn univariate(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = numbers()?;
    let (y, classes) = target();
    for choice in [
        Choice::Best(2),
        Choice::All,
        Choice::Percentile(40.0),
        Choice::FalsePositiveRate(0.05),
        Choice::FalseDiscoveryRate(0.1),
        Choice::FamilyWiseError(0.1),
    ] {
        battery.run(&SelectUnivariate::new(UnivariateTest::anova(), choice), &x, &classes);
        battery.run(&SelectUnivariate::new(UnivariateTest::regression(), choice), &x, &y);
    }
    let information = UnivariateTest::mutual_information();
    battery.run(&SelectUnivariate::best(information.clone(), 2), &x, &classes);
    battery.run(&SelectUnivariate::best(information, 2), &x, &y);
    battery.run(&SelectUnivariate::best(UnivariateTest::correlation(), 2), &x, &y);
    let counts = x.without(&["a"]);
    battery.run(&SelectUnivariate::best(UnivariateTest::chi_square(), 2), &counts, &classes);
    Ok(())
}

pub(crate) fn by_models(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = numbers()?;
    let (y, classes) = target();
    for estimator in [
        Estimator::Linear,
        Estimator::Ridge { alpha: 0.5 },
        Estimator::Lasso { alpha: 0.1 },
        Estimator::ElasticNet { alpha: 0.1, ratio: 0.5 },
    ] {
        battery.run(&RecursiveElimination::new(estimator), &x, &y);
        battery.run(&SelectFromModel::new(estimator), &x, &y);
    }
    for estimator in [
        Estimator::Tree { max_depth: None, min_samples_leaf: 1 },
        Estimator::Forest { trees: 4, max_depth: Some(3), min_samples_leaf: 1, seed: 9 },
    ] {
        battery.run(&RecursiveElimination::new(estimator), &x, &y);
        battery.run(&SelectFromModel::new(estimator), &x, &classes);
    }
    let logistic = Estimator::Logistic { c: 1.0 };
    battery.run(&RecursiveElimination::new(logistic).keep(Amount::Count(2)), &x, &classes);
    let from_logistic = SelectFromModel::new(logistic).norm(2.0).most(3);
    battery.run(&from_logistic.threshold(Importance::Median(0.5)), &x, &classes);
    battery.run(&RelevanceFilter::new(0.8, Relevance::Correlation), &x, &y);
    let validation = Validation::new(Metric::R2).seed(7);
    let by = Relevance::Performance { estimator: Estimator::Ridge { alpha: 1.0 }, validation };
    battery.run(&RelevanceFilter::new(0.8, by).association(Association::Kendall), &x, &y);
    let by =
        Relevance::Performance { estimator: Estimator::Linear, validation: validation.in_order() };
    let reason = "rows are dealt as they come";
    battery.run_in_order(&RelevanceFilter::new(0.8, by), &x, &y, reason);
    Ok(())
}

pub(crate) fn by_performance(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = numbers()?;
    let (y, classes) = target();
    let halves = Labels::from_texts(
        classes.codes().iter().map(|&code| ["in", "out"][usize::from(code == 0)]),
    );
    let r2 = Validation::new(Metric::R2).folds(2).seed(3);
    let linear = Estimator::Ridge { alpha: 1.0 };
    battery.run(&SelectByInformationValue::new(0.3).bins(3).floor(0.01), &x, &halves);
    battery.run(&SelectBySinglePerformance::new(linear, r2), &x, &y);
    battery.run(&SelectByTargetMean::new(r2).bins(3).strategy(Bins::Frequency), &x, &y);
    battery.run(&SelectByShuffling::new(linear, r2, 5), &x, &y);
    let noise = [Noise::Normal, Noise::Binary, Noise::Uniform, Noise::Whole(4)];
    let probes = SelectByProbes::new(linear, r2, 5).noise(noise);
    for hurdle in [Hurdle::Mean, Hurdle::Largest, Hurdle::MeanAndDeviations] {
        battery.run(&probes.clone().hurdle(hurdle), &x, &y);
    }
    for direction in [Direction::Eliminate, Direction::Add] {
        battery.run(&RecursivePerformance::new(direction, linear, r2), &x, &y);
    }
    for method in [
        MrmrMethod::InformationQuotient,
        MrmrMethod::InformationDifference,
        MrmrMethod::FQuotient,
        MrmrMethod::FDifference,
        MrmrMethod::ImportanceQuotient(Estimator::Tree { max_depth: Some(4), min_samples_leaf: 1 }),
    ] {
        battery.run(&Mrmr::new(method), &x, &y);
        battery.run(&Mrmr::new(method).most(3), &x, &classes);
    }
    let accuracy = Validation::new(Metric::LogLoss).folds(2);
    let logistic = Estimator::Logistic { c: 1.0 };
    battery.run(&SelectBySinglePerformance::new(logistic, accuracy), &x, &classes);
    Ok(())
}
