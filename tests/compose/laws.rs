//! What holds of every ensemble, whatever is in it.

use steadfast::LoadOptions;
use steadfast::artifact::{Place, Portable, Record, Refit, Restore};
use steadfast::data::{Data, DataKind};
use steadfast::prelude::*;

/// Numbers with gaps and a text.
pub(crate) fn table(rows: i64) -> Table {
    let number = |row: i64| if row % 11 == 5 { f64::NAN } else { (row * 37 % 101) as f64 / 8.0 };
    let colour = |row: i64| ["red", "green", "blue"][usize::try_from(row * row % 7 % 3).unwrap()];
    Table::new()
        .with("a", Column::Real((0..rows).map(number).collect()))
        .and_then(|x| x.with("b", Column::integers((0..rows).map(|row| row * 29 % 17))))
        .and_then(|x| x.with("colour", Column::text((0..rows).map(colour))))
        .unwrap()
}

pub(crate) fn classes(rows: i64) -> Labels {
    let class =
        |row: i64| ["x", "y", "z"][usize::try_from((row * 37 % 101 + row % 13) / 39).unwrap()];
    Labels::from_texts((0..rows).map(class))
}

pub(crate) fn amounts(rows: i64) -> Vector {
    Vector::new((0..rows).map(|row| (row * 37 % 101 + row % 5 * 9) as f64 / 4.0).collect())
}

/// Every column as numbers, without gaps.
macro_rules! dense {
    () => {
        Impute::median().then(OneHot::new().unknown(Unknown::Ignore)).then(Assemble::new())
    };
}
pub(crate) use dense;

pub(crate) fn records<P: Portable>(pipeline: &P) -> Vec<Record> {
    let mut out = Vec::new();
    pipeline.write(&mut out).unwrap();
    out
}

fn bits(data: &Data) -> Vec<u64> {
    let values = match data {
        Data::Vector(answers) => answers.values(),
        Data::Classes(answers) => answers.probabilities(),
        other => panic!("an answer is {other:?}"),
    };
    values.iter().map(|value| value.to_bits()).collect()
}

/// All forms write the same bytes and answer the same bits, in any cut of the rows, after any order of the training
/// rows.
fn holds<R, Y>(recipe: &R, y: &Y, refit: Refit) -> Result<(), Error>
where
    Y: Learn,
    R: Fit<Y, Input = Table> + Clone,
    R::Fitted: Restore + Sync,
{
    let (x, other) = (table(90), table(37).take(&(0..37).rev().collect::<Vec<_>>()));
    let model = Training::new().fit(recipe, &x, y)?;
    let bytes = model.to_bytes()?;
    let expected = bits(&model.predict(&other)?.into_data());

    let typed = LoadOptions::new().typed::<R, Y>(recipe, &bytes)?;
    assert!(typed.to_bytes()? == bytes, "typed");
    let erased = LoadOptions::new().from_bytes(&bytes)?;
    assert!(erased.to_bytes()? == bytes, "erased");
    assert_eq!(erased.outline().to_string(), model.outline().to_string());
    assert_eq!(bits(&erased.predict(&other)?), expected);
    let boxed = erased.clone().typed::<R::Output>()?;
    assert!(boxed.to_bytes()? == bytes, "boxed");
    assert_eq!(bits(&boxed.predict(&other)?.into_data()), expected);
    let again = Training::new().refit(&erased, &x, y.target())?;
    assert!(again.to_bytes()? == bytes, "fitted again from its own file");

    let (mut of_typed, mut of_erased) = (Vec::new(), Vec::new());
    model.pipeline().report(&mut Place::start(), &mut of_typed);
    erased.pipeline().report(&mut Place::start(), &mut of_erased);
    assert_eq!(of_typed, of_erased);

    for (block, threads) in [(1, 1), (5, 2), (64, 3)] {
        let cut = model.predict_batch(&other, Batch::default().threads(threads).block(block))?;
        assert_eq!(bits(&cut.output().clone().into_data()), expected, "blocks of {block}");
    }
    for row in 0..other.rows() {
        let alone = bits(&model.predict(&other.take(&[row]))?.into_data());
        let width = expected.len() / other.rows();
        assert_eq!(alone, expected[row * width..(row + 1) * width], "row {row} alone");
    }
    let trace = model.trace(&other, 3)?;
    let last = trace.steps().last().unwrap();
    let width = expected.len() / other.rows();
    let traced: Vec<u64> = last.cells.iter().map(|(_, _, bits)| *bits).collect();
    assert_eq!(traced, expected[3 * width..4 * width]);

    let fitted = records(&recipe.fit(&x, y)?);
    assert_eq!(fitted, records(model.pipeline()));
    let least = fitted.iter().map(Record::refit).max().unwrap();
    assert_eq!(least, refit);
    if refit == Refit::Exact {
        for step in [7, 37, 89] {
            let order: Vec<usize> = (0..90).map(|at| (at * step + 11) % 90).collect();
            let shuffled = recipe.fit(&x.take(&order), &y.take_rows(&order))?;
            assert!(records(&shuffled) == fitted, "rows in another order");
        }
    }
    Ok(())
}

#[test]
fn votes() -> Result<(), Error> {
    let (y, amounts) = (classes(90), amounts(90));
    let three = vote(dense!().then(GaussianNaiveBayes::new().var_smoothing(1e-3)))
        .and(Impute::median().then(on(numeric(), Assemble::new())).then(Logistic::new()))
        .and(dense!().then(KnnClassifier::new().neighbors(3)));
    holds(&three, &y, Refit::Exact)?;
    holds(&three.clone().weights([1.0, 0.0, 2.5]), &y, Refit::Exact)?;
    holds(&three.clone().hard().weights([1.0, 0.5, 0.5]), &y, Refit::Exact)?;
    holds(&vote(dense!().then(KnnClassifier::new())), &y, Refit::Exact)?;
    let inside = dense!()
        .then(vote(GaussianNaiveBayes::new()).and(Logistic::new()).and(KnnClassifier::new()));
    holds(&inside, &y, Refit::Exact)?;
    let calibrated = dense!()
        .then(
            vote(cross_fit(Folds::new(3, 1), GaussianNaiveBayes::new().var_smoothing(1e-3)))
                .and(cross_fit(Folds::new(3, 1), KnnClassifier::new())),
        )
        .then(Calibrate::sigmoid());
    holds(&calibrated, &y, Refit::Exact)?;
    let numbers = vote(dense!().then(Linear::new()))
        .and(dense!().then(on_target(TargetTransform::Sqrt, Ridge::new(2.0))))
        .and(dense!().then(KnnRegressor::new()))
        .weights([1.0, 2.0, 1.0]);
    holds(&numbers, &amounts, Refit::Exact)
}

#[test]
fn bags() -> Result<(), Error> {
    let (y, amounts) = (classes(90), amounts(90));
    let bayes = dense!().then(GaussianNaiveBayes::new().var_smoothing(1e-3));
    holds(&bag(7, 5, bayes.clone()), &y, Refit::Exact)?;
    holds(&bag(3, 5, bayes).share(0.5).without_replacement(), &y, Refit::Exact)?;
    holds(&dense!().then(bag(4, 1, Ridge::new(1.0)).threads(3)), &amounts, Refit::Exact)
}

#[test]
fn multiclass_rules() -> Result<(), Error> {
    let y = classes(90);
    let bayes = dense!().then(GaussianNaiveBayes::new().var_smoothing(1e-3));
    holds(&one_vs_rest(bayes.clone()), &y, Refit::Exact)?;
    holds(&one_vs_one(bayes).threads(2), &y, Refit::Exact)?;
    let encoded = EncodeTarget::new().then(Impute::median()).then(Assemble::new());
    holds(&one_vs_rest(encoded.then(Logistic::new())).threads(2), &y, Refit::Exact)?;
    let two = Labels::from_texts((0..90).map(|row| if row * 37 % 101 > 50 { "p" } else { "q" }));
    holds(&dense!().then(one_vs_rest(Logistic::new())), &two, Refit::Exact)?;
    holds(&dense!().then(one_vs_one(Logistic::new())), &two, Refit::Exact)
}

#[test]
fn stacks() -> Result<(), Error> {
    let (y, amounts) = (classes(90), amounts(90));
    let folds = Folds::new(3, 2);
    let recipe =
        stack(folds, "bayes", dense!().then(GaussianNaiveBayes::new().var_smoothing(1e-3)))
            .and("near", dense!().then(KnnClassifier::new()))
            .passthrough(dense!())
            .final_model(Logistic::new());
    holds(&recipe, &y, Refit::Exact)?;
    let recipe = stack(folds, "line", dense!().then(Linear::new()))
        .and("near", dense!().then(KnnRegressor::new()))
        .final_model(on_target(TargetTransform::Standardize, Ridge::new(1.0)));
    holds(&recipe, &amounts, Refit::Exact)?;
    let nested = vote(recipe.clone()).and(bag(2, 0, recipe));
    holds(&nested, &amounts, Refit::Exact)
}

/// A promise of an ensemble is that of its least member.
#[test]
#[cfg(feature = "train")]
fn promises_are_those_of_the_least() -> Result<(), Error> {
    let amounts = amounts(90);
    let foreign = || dense!().then(Ridge::new(1.0).with_trainer(Trainer::Linfa));
    let recipe = vote(dense!().then(Linear::new())).and(foreign());
    holds(&recipe, &amounts, Refit::SameMachine)?;
    holds(&bag(2, 0, foreign()), &amounts, Refit::SameMachine)
}
