//! Levels that were not there at fit, before every model: what the encoder documents, and nothing else.

use std::collections::BTreeSet;
use steadfast::artifact::Stage;
use steadfast::data::{DataKind, DataRef};
use steadfast::evaluate::judge;
use steadfast::metrics::Metric;
use steadfast::pipeline::{Apply, Target};
use steadfast::prelude::*;

const ROWS: usize = 24;
const LEVELS: [&str; 3] = ["a", "b", "c"];
/// A level nobody has seen, a gap, and an empty text.
const UNSEEN: [Option<&str>; 3] = [Some("z"), None, Some("")];

fn city(row: usize) -> usize {
    row % 3
}

fn size(row: usize) -> f64 {
    (row * 5 % 7 % 5) as f64
}

/// Whole numbers with mean 5, those of `a`, `b` and `c` with the sums 20, 32 and 68.
fn amounts() -> Vector {
    let amount = |row: usize| [row % 4 + 1, row % 4 * 2 + 1, row % 4 * 3 + 4][city(row)] as f64;
    Vector::new((0..ROWS).map(amount).collect())
}

/// Half of the rows; 2, 4 and 6 of the 8 of `a`, `b` and `c`.
fn answers() -> Labels {
    let yes = |row: usize| row % 4 < [1, 2, 3][city(row)];
    Labels::from_texts((0..ROWS).map(|row| if yes(row) { "yes" } else { "no" }))
}

fn seen() -> Table {
    let cities: Vec<&str> = (0..ROWS).map(|row| LEVELS[city(row)]).collect();
    let sizes = Column::Real((0..ROWS).map(size).collect());
    Table::new().with("city", Column::text(cities)).and_then(|x| x.with("size", sizes)).unwrap()
}

/// One row of size 2.
fn one(level: Option<&str>) -> Table {
    let level = Column::Text([level].into_iter().collect());
    let x = Table::new().with("city", level).unwrap();
    x.with("size", Column::Real(vec![2.0])).unwrap()
}

/// The indicators of a level, after the size; of none, zeros.
fn indicators(size: f64, level: Option<usize>) -> Vec<f64> {
    let indicator = |at: usize| f64::from(u8::from(level == Some(at)));
    vec![size, indicator(0), indicator(1), indicator(2)]
}

fn one_hot(rows: impl IntoIterator<Item = Vec<f64>>) -> Matrix {
    matrix(&["size", "city_a", "city_b", "city_c"], rows)
}

fn one_number(rows: impl IntoIterator<Item = Vec<f64>>) -> Matrix {
    matrix(&["city", "size"], rows)
}

fn matrix(names: &[&str], rows: impl IntoIterator<Item = Vec<f64>>) -> Matrix {
    let names: Vec<std::sync::Arc<str>> = names.iter().map(|name| (*name).into()).collect();
    Matrix::from_row_major(names, rows.into_iter().flatten().collect()).unwrap()
}

fn bits<O: DataKind>(output: &O) -> Vec<u64> {
    let numbers = match output.lend() {
        DataRef::Vector(vector) => vector.values(),
        DataRef::Classes(classes) => classes.probabilities(),
        DataRef::Matrix(matrix) => matrix.as_slice(),
        other => panic!("a model that yields {other:?}"),
    };
    assert!(!numbers.is_empty() && numbers.iter().all(|x| x.is_finite()), "{numbers:?}");
    numbers.iter().map(|x| x.to_bits()).collect()
}

fn kind<S: Stage>(_: &S) -> &'static str {
    S::KIND
}

/// The row is refused by this stage, by the column and the row.
fn refuses<P: Apply<Input = Table>>(what: &str, chain: &P, stage: &str) {
    for level in UNSEEN {
        let Err(error) = chain.apply(&one(level)) else { panic!("{what} took {level:?}") };
        assert!(matches!(error, Error::Row(_)), "{what} {level:?}: {error}");
        let start = format!("stage `{stage}`, column `city`, row 0");
        assert!(error.to_string().starts_with(&start), "{what} {level:?}: {error}");
    }
}

/// The chain answers as the model alone does, to the bit: levels seen, and rows of unseen ones as `unseen`.
fn answers_as<P, M>(what: &str, chain: &P, alone: &M, known: &Matrix, unseen: &Matrix)
where
    P: Apply<Input = Table, Output: DataKind>,
    M: Apply<Input = Matrix, Output: DataKind>,
{
    let found = bits(&chain.apply(&seen()).unwrap());
    assert_eq!(found, bits(&alone.apply(known).unwrap()), "{what}: levels seen");
    let expected = bits(&alone.apply(unseen).unwrap());
    for level in UNSEEN {
        let found = chain.apply(&one(level)).unwrap_or_else(|e| panic!("{what} {level:?}: {e}"));
        assert_eq!(bits(&found), expected, "{what}: {level:?}");
    }
}

/// A column of numbers where text was: an error that names it, never an answer.
fn refuses_numbers<P: Apply<Input = Table>>(what: &str, chain: &P) {
    let sizes = Column::Real(vec![2.0]);
    for other in [Column::Real(vec![1.0]), Column::integers([1]), Column::Boolean(vec![Some(true)])]
    {
        let x = Table::new().with("city", other).and_then(|x| x.with("size", sizes.clone()));
        let Err(error) = chain.apply(&x.unwrap()) else { panic!("{what} took a number") };
        let known = matches!(error, Error::Row(_) | Error::Schema(_) | Error::Table(_));
        assert!(known && error.to_string().contains("`city`"), "{what}: {error}");
    }
}

/// A true class nobody learned cannot be judged, nor can numbers by classes.
fn judges_no_other_class<O: DataKind>(what: &str, output: &O) {
    let truth = Labels::from_texts((0..ROWS).map(|row| ["yes", "nobody"][row % 2]));
    let error = judge(output, Target::Labels(&truth), &[&Metric::Accuracy]).unwrap_err();
    let says = match output.lend() {
        DataRef::Classes(classes) if classes.classes().iter().any(|class| &**class == "yes") => {
            "the truth has class `nobody`; the model answers"
        }
        // Clusters and components have names of their own.
        DataRef::Classes(_) => "the truth has class `yes`; the model answers",
        _ => "cannot be judged by this truth",
    };
    assert!(
        matches!(error, Error::Evaluate(_)) && error.to_string().contains(says),
        "{what}: {error}"
    );
}

/// One model behind each encoder: the kind it is of.
macro_rules! behind_encoders {
    ($recipe:expr, $y:expr $(, $means:expr)?) => {{
        let (recipe, y, x) = ($recipe, $y, seen());
        let known = one_hot((0..ROWS).map(|row| indicators(size(row), Some(city(row)))));
        let alone = recipe.fit(&known, y).unwrap();
        let kind = kind(&alone);
        let behind = |encoder: OneHot| {
            encoder.then(Assemble::new()).then(recipe.clone()).fit(&x, y).unwrap()
        };
        refuses(kind, &behind(OneHot::new()), "encode.one_hot");
        for unknown in [Unknown::Ignore, Unknown::Infrequent] {
            let chain = behind(OneHot::new().unknown(unknown));
            answers_as(kind, &chain, &alone, &known, &one_hot([indicators(2.0, None)]));
            refuses_numbers(kind, &chain);
        }
        judges_no_other_class(kind, &alone.apply(&known).unwrap());

        let known = one_number((0..ROWS).map(|row| vec![city(row) as f64, size(row)]));
        let alone = recipe.fit(&known, y).unwrap();
        let behind = |encoder: Ordinal| {
            encoder.then(Assemble::new()).then(recipe.clone()).fit(&x, y).unwrap()
        };
        refuses(kind, &behind(Ordinal::new()), "encode.ordinal");
        let chain = behind(Ordinal::new().unknown_value(3.0));
        refuses_numbers(kind, &chain);
        if kind == "model.naive_bayes.categorical" {
            // A code it has not seen either.
            refuses(kind, &chain, kind);
        } else {
            answers_as(kind, &chain, &alone, &known, &one_number([vec![3.0, 2.0]]));
            // Of several targets an encoder learns nothing.
            $(
                let (levels, mean): ([f64; 3], f64) = $means;
                let known = one_number((0..ROWS).map(|row| vec![levels[city(row)], size(row)]));
                let alone = recipe.fit(&known, y).unwrap();
                let encoder = EncodeTarget::new().in_sample().smooth(1.0);
                let chain = encoder.then(Assemble::new()).then(recipe.clone()).fit(&x, y).unwrap();
                answers_as(kind, &chain, &alone, &known, &one_number([vec![mean, 2.0]]));
            )?
        }
        kind
    }};
}

fn regressors(kinds: &mut BTreeSet<&'static str>) {
    let y = &amounts();
    // (Σ of the level + the mean of all) / (8 rows + 1)
    let means = ([25.0 / 9.0, 37.0 / 9.0, 73.0 / 9.0], 5.0);
    macro_rules! each {
        ($($recipe:expr),* $(,)?) => { $(kinds.insert(behind_encoders!($recipe, y, means));)* };
    }
    each![
        BayesianRidge::new(),
        ElasticNet::new(0.1),
        ExtraTrees::regressor().trees(4),
        RandomForest::regressor().trees(4),
        GradientBoosting::regressor().trees(4),
        Isotonic::new().column("size"),
        KMeans::new(2).distances(),
        KnnRegressor::new(),
        Lasso::new(0.1),
        Linear::new(),
        PartialLeastSquares::new(1),
        Ridge::new(1.0),
        LinearSupportVectorRegressor::new().squared(true).allow_unconverged(true),
        SupportVectorRegressor::new(),
        DecisionTree::regressor(),
        Tweedie::new(1.0),
    ];
}

fn regressors_of_several(kinds: &mut BTreeSet<&'static str>) {
    let several = amounts().values().iter().map(|&y| [y, 3.0 - 2.0 * y]).collect::<Vec<_>>();
    let y = &Matrix::from_rows(["first", "second"], several).unwrap();
    macro_rules! each {
        ($($recipe:expr),* $(,)?) => { $(kinds.insert(behind_encoders!($recipe, y));)* };
    }
    each![
        MultiTaskElasticNet::new(0.1),
        MultiTaskLasso::new(0.1),
        MultiTaskPartialLeastSquares::new(1),
    ];
}

fn classifiers(kinds: &mut BTreeSet<&'static str>) {
    let y = &answers();
    let means = ([2.5 / 9.0, 4.5 / 9.0, 6.5 / 9.0], 0.5);
    macro_rules! each {
        ($($recipe:expr),* $(,)?) => { $(kinds.insert(behind_encoders!($recipe, y, means));)* };
    }
    each![
        AdaBoost::new().trees(4),
        LinearDiscriminant::new().shrinkage(0.1),
        QuadraticDiscriminant::new().regularization(0.1),
        ExtraTrees::classifier().trees(4),
        RandomForest::classifier().trees(4),
        Ftrl::new(),
        GaussianMixture::new(2),
        GradientBoosting::classifier().trees(4),
        KMeans::new(2),
        KnnClassifier::new(),
        Logistic::new(),
        BernoulliNaiveBayes::new(),
        CategoricalNaiveBayes::new(),
        GaussianNaiveBayes::new(),
        MultinomialNaiveBayes::new(),
        LinearSupportVectorClassifier::new().allow_unconverged(true),
        SupportVectorClassifier::new(),
        DecisionTree::classifier(),
    ];
}

#[test]
fn an_unseen_level_before_every_model() {
    let mut kinds = BTreeSet::new();
    regressors(&mut kinds);
    regressors_of_several(&mut kinds);
    classifiers(&mut kinds);
    let registry = steadfast::stages::registry();
    // Imported models learn nothing: what they make of an unseen level is held against their library in the
    // conformance cases.
    let kept = ["tree_ensemble", "multilayer_perceptron", "onnx_graph", "imported"];
    let learns = |kind: &&str| {
        kind.starts_with("model.") && !kept.iter().any(|imported| kind.contains(imported))
    };
    let models: BTreeSet<&str> = registry.kinds().filter(learns).collect();
    assert_eq!(kinds, models, "every registered model that learns, and no other");
}

/// A code that categorical naive Bayes has not seen: refused, a level of its own, or passed over.
#[test]
fn a_code_that_categorical_bayes_has_not_seen() {
    let (x, y) = (one_number((0..ROWS).map(|row| vec![city(row) as f64, size(row)])), answers());
    let bayes = CategoricalNaiveBayes::new;
    let ask = |recipe: CategoricalNaiveBayes, code: f64| {
        recipe.fit(&x, &y).unwrap().apply(&one_number([vec![code, 2.0]]))
    };
    let error = ask(bayes(), 3.0).unwrap_err().to_string();
    assert!(error.contains("column `city`, row 0: expected a level below 3, found 3"), "{error}");
    for code in [-1.0, 0.5, f64::NAN, f64::INFINITY, 16_777_216.0] {
        for recipe in [bayes(), bayes().ignore_unseen(true)] {
            let error = ask(recipe, code).unwrap_err();
            assert!(matches!(error, Error::Row(_)), "{code}: {error}");
            assert!(error.to_string().contains("column `city`, row 0"), "{code}: {error}");
        }
    }
    // Passed over: as the size alone answers.
    let alone = matrix(&["size"], (0..ROWS).map(|row| vec![size(row)]));
    let alone = bayes().fit(&alone, &y).unwrap().apply(&matrix(&["size"], [vec![2.0]])).unwrap();
    let found = ask(bayes().ignore_unseen(true), 3.0).unwrap();
    assert_eq!(bits(&found), bits(&alone));
    // One level more was said to be: no row of either class has it, so both are as likely as without.
    let found = ask(bayes().min_categories(5), 3.0).unwrap();
    let both = found.probabilities().iter().zip(alone.probabilities());
    assert!(both.clone().all(|(a, b)| (a - b).abs() < 1e-15), "{found:?}, {alone:?}");
}
