//! Every linear model: its contributions add up to its answer, and a loaded one gives the same.

use steadfast::artifact::{Portable, Stage};
use steadfast::data::Data;
use steadfast::exact;
use steadfast::explain::{LinearScores, coefficients, contributions, contributions_about};
use steadfast::prelude::*;
use steadfast::{Learn, LoadOptions};

fn table() -> Table {
    let column = |from: fn(f64) -> f64| (0..40).map(|row| from(f64::from(row))).collect();
    Table::new()
        .with("a", Column::Real(column(|row| (row * 7.0) % 5.0 - 2.0)))
        .unwrap()
        .with("b", Column::Real(column(|row| (row * 3.0) % 11.0 / 4.0)))
        .unwrap()
}

/// What a model answers with where its scores are these.
type Link = fn(&[f64]) -> Vec<f64>;

/// Explains a chain that ends in the model, fresh and loaded, and puts its scores through the link.
fn adds_up<R, Y>(recipe: R, y: &Y, outputs: &[&str], link: Link)
where
    Y: Learn,
    R: Fit<Y, Input = Matrix>,
    R::Fitted: Stage<Recipe = R> + Portable + LinearScores<Input = Matrix> + Sync,
{
    let (table, kind) = (table(), <R::Fitted as Stage>::KIND);
    let chain = Assemble::new().then(recipe);
    let model = Training::new().fit(&chain, &table, y).unwrap();
    let found = coefficients(&model).unwrap();
    let named: Vec<&str> = found.outputs().iter().map(|name| &**name).collect();
    assert_eq!(named, outputs, "{kind}");
    let loaded = LoadOptions::new().from_bytes(&model.to_bytes().unwrap()).unwrap();
    assert_eq!(coefficients(&loaded).unwrap(), found, "{kind}");
    let why = contributions(&model, &table).unwrap();
    assert_eq!(contributions(&loaded, &table).unwrap(), why, "{kind}");
    let about = contributions_about(&model, &table, &table).unwrap();
    let answers = match loaded.predict(&table).unwrap() {
        Data::Vector(values) => values.into_values(),
        Data::Classes(classes) => classes.probabilities().to_vec(),
        Data::Matrix(matrix) => matrix.as_slice().to_vec(),
        other => unreachable!("{kind} answers with {other:?}"),
    };
    let width = answers.len() / table.rows();
    for (row, answer) in answers.chunks(width).enumerate() {
        for why in [&why, &about] {
            let totals: Vec<f64> = (0..outputs.len()).map(|at| why.total(row, at)).collect();
            let bound = (0..outputs.len()).map(|at| why.bound(row, at)).fold(0.0, exact::max);
            // No link here is steeper than its answer, or than 1.
            for (found, answer) in link(&totals).iter().zip(answer) {
                let apart = (found - answer).abs();
                assert!(apart <= 4.0 * bound * (1.0 + answer.abs()), "{kind}: {found} {answer}");
            }
        }
    }
}

#[test]
fn the_contributions_of_every_linear_model_add_up() {
    let x = Assemble::new().fit(&table(), &()).unwrap().apply(&table()).unwrap();
    let target = |of: fn(f64, f64) -> f64| {
        Vector::new(x.iter_rows().map(|row| of(row[0], row[1])).collect())
    };
    let number = target(|a, b| a - 2.0 * b + (a * b).abs());
    let size = target(|a, b| 1.0 + (a + b).abs());
    let labels = |cuts: &[f64]| {
        let class = |y: &f64| format!("c{}", cuts.iter().filter(|cut| y > *cut).count());
        Labels::from_texts(number.values().iter().map(class))
    };
    let (two, three) = (labels(&[-1.0]), labels(&[-2.0, 0.0]));
    let both = number.values().iter().zip(size.values()).flat_map(|(a, b)| [*a, *b]).collect();
    let both = Matrix::from_row_major(["u".into(), "v".into()], both).unwrap();
    let same: Link = <[f64]>::to_vec;
    let exp: Link = |scores| scores.iter().map(|score| exact::exp(*score)).collect();
    let share: Link = |scores| {
        let second = exact::logistic(scores[0]);
        vec![exact::logistic(-scores[0]), second]
    };
    let shares: Link = |scores| {
        let mut shares = scores.to_vec();
        exact::softmax(&mut shares);
        shares
    };
    let one = &["prediction"];
    adds_up(Linear::new(), &number, one, same);
    adds_up(Ridge::new(0.5), &number, one, same);
    adds_up(Lasso::new(0.1), &number, one, same);
    adds_up(ElasticNet::new(0.1), &number, one, same);
    adds_up(BayesianRidge::new(), &number, one, same);
    adds_up(PartialLeastSquares::new(2), &number, one, same);
    adds_up(LinearSupportVectorRegressor::new(), &number, one, same);
    adds_up(Tweedie::gamma(), &size, one, exp);
    adds_up(Logistic::new(), &two, &["c1"], share);
    adds_up(Logistic::new(), &three, &["c0", "c1", "c2"], shares);
    adds_up(LinearDiscriminant::new(), &two, &["c1"], share);
    adds_up(LinearDiscriminant::new(), &three, &["c0", "c1", "c2"], shares);
    adds_up(LinearSupportVectorClassifier::new(), &two, &["c1"], share);
    adds_up(LinearSupportVectorClassifier::new(), &three, &["c0", "c1", "c2"], shares);
    adds_up(Ftrl::new(), &two, &["c1"], share);
    adds_up(MultiTaskLasso::new(0.1), &both, &["u", "v"], same);
    adds_up(MultiTaskElasticNet::new(0.1), &both, &["u", "v"], same);
    adds_up(MultiTaskPartialLeastSquares::new(2), &both, &["u", "v"], same);
}
