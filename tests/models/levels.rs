//! Levels that were not there at fit, before every kind of answer: what the encoder's documentation says.

use steadfast::Error;
use steadfast::prelude::*;

fn table(towns: [&str; 8]) -> Table {
    let size = (0..8).map(|i| f64::from(i * i % 5)).collect();
    Table::new()
        .with("size", Column::Real(size))
        .and_then(|table| table.with("town", Column::text(towns)))
        .unwrap()
}

const TOWNS: [&str; 8] = ["Ghent", "Lille", "Ghent", "Basel", "Lille", "Basel", "Ghent", "Lille"];
/// The third row has a level that was not there.
const OTHERS: [&str; 8] = ["Ghent", "Lille", "Turin", "Basel", "Lille", "Basel", "Ghent", "Lille"];

/// Behind an encoder that refuses, the row is refused by its column and the others are answered as without it; behind
/// one that has a code for it, the row is answered.
fn hold<M, Y>(model: &M, y: &Y)
where
    Y: steadfast::Learn,
    M: Fit<Y, Input = Matrix> + Clone,
    M::Fitted: steadfast::artifact::Stage<Input = Matrix, Output = M::Output>,
    M::Output: PartialEq,
{
    let (seen, unseen) = (table(TOWNS), table(OTHERS));
    let answered = [0, 1, 3, 4, 5, 6, 7];
    macro_rules! refuses {
        ($encode:expr) => {
            let chain = $encode.then(Assemble::new()).then(model.clone());
            let fitted = Training::new().fit(&chain, &seen, y).unwrap();
            let rows = fitted.predict_rows(&unseen).unwrap();
            assert_eq!(rows.rows(), answered);
            let [refusal] = rows.refused() else { panic!("one row is refused") };
            assert_eq!(refusal.row, 2);
            let Error::Row(error) = &refusal.error else { panic!("{}", refusal.error) };
            assert_eq!(error.column, "town");
            assert!(error.found.contains("Turin"), "{error}");
            assert!(*rows.output() == fitted.predict(&seen.take(&answered)).unwrap());
        };
    }
    refuses!(OneHot::new());
    refuses!(Ordinal::new());
    macro_rules! answers {
        ($encode:expr) => {
            let chain = $encode.then(Assemble::new()).then(model.clone());
            let fitted = Training::new().fit(&chain, &seen, y).unwrap();
            let rows = fitted.predict_rows(&unseen).unwrap();
            assert_eq!(rows.refused().len(), 0);
            assert_eq!(rows.rows().len(), 8);
        };
    }
    answers!(OneHot::new().unknown(Unknown::Ignore));
    answers!(Ordinal::new().unknown_value(-1.0));
}

#[test]
fn an_unseen_level_is_answered_as_its_encoder_says() {
    let classes = Labels::from_texts(["no", "yes", "no", "yes", "yes", "yes", "no", "no"]);
    let numbers = Vector::new(vec![1.0, 2.5, 0.5, 3.0, 2.0, 3.5, 1.5, 2.0]);
    hold(&Logistic::new(), &classes);
    hold(&GaussianNaiveBayes::new(), &classes);
    hold(&KnnClassifier::new().neighbors(3), &classes);
    hold(&LinearDiscriminant::new(), &classes);
    hold(&DecisionTree::classifier(), &classes);
    hold(&RandomForest::classifier().trees(5), &classes);
    hold(&ExtraTrees::classifier().trees(5), &classes);
    hold(&AdaBoost::new().trees(5), &classes);
    hold(&GradientBoosting::classifier().trees(5), &classes);
    hold(&SupportVectorClassifier::new(), &classes);
    hold(&Ftrl::new(), &classes);
    hold(&Linear::new(), &numbers);
    hold(&Ridge::new(1.0), &numbers);
    hold(&Lasso::new(0.1), &numbers);
    hold(&ElasticNet::new(0.1), &numbers);
    hold(&BayesianRidge::new(), &numbers);
    hold(&PartialLeastSquares::new(1), &numbers);
    hold(&Tweedie::poisson(), &numbers);
    hold(&KnnRegressor::new().neighbors(2), &numbers);
    hold(&DecisionTree::regressor(), &numbers);
    hold(&RandomForest::regressor().trees(5), &numbers);
    hold(&ExtraTrees::regressor().trees(5), &numbers);
    hold(&GradientBoosting::regressor().trees(5), &numbers);
    hold(&SupportVectorRegressor::new(), &numbers);
    hold(&KMeans::new(2), &());
    hold(&GaussianMixture::new(2), &());
}
