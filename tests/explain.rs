//! Explanations against shap's and scikit-learn's numbers, and against the models they explain.
#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test")]

#[path = "explain/imported.rs"]
mod imported;
#[path = "explain/linear.rs"]
mod linear;

use proptest::prelude::*;
use serde_json::Value as Json;
use std::sync::{Arc, LazyLock};
use steadfast::data::DataKind;
use steadfast::exact;
use steadfast::explain::{
    Contributions, Explain, Grid, PartialDependence, PermutationImportance, Scale, coefficients,
    contributions, contributions_about, importances,
};
use steadfast::metrics::{Custom, Evaluation, Metric};
use steadfast::prelude::*;

static ORACLE: LazyLock<Json> =
    LazyLock::new(|| serde_json::from_str(include_str!("oracle/explain.json")).unwrap());

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(rows: &Json) -> Matrix {
    let rows: Vec<Vec<f64>> = rows.as_array().unwrap().iter().map(numbers).collect();
    let names: Arc<[Arc<str>]> = (0..rows[0].len()).map(|at| Arc::from(format!("x{at}"))).collect();
    Matrix::from_row_major(names, rows.concat()).unwrap()
}

fn labels(y: &[f64]) -> Labels {
    Labels::from_texts(y.iter().map(|y| format!("{y}")))
}

fn close(found: &[f64], expected: &[f64], within: f64) {
    assert_eq!(found.len(), expected.len());
    for (a, b) in found.iter().zip(expected) {
        assert!((a - b).abs() <= within * (1.0 + b.abs()), "{found:?} is not {expected:?}");
    }
}

/// The rows of the linear cases, and the two models fitted to them.
fn line() -> Linear {
    Linear::new()
}

fn curve() -> Logistic {
    Logistic::new().l2(1.0).tolerance(1e-13).max_iterations(100)
}

#[test]
fn linear_contributions_are_those_of_shap() -> Result<(), Error> {
    for case in ORACLE["linear"].as_array().unwrap() {
        let (x, y) = (matrix(&case["x"]), numbers(&case["y"]));
        let (asked, around) = (matrix(&case["asked"]), matrix(&case["background"]));
        let why = match case["model"].as_str().unwrap() {
            "LinearRegression" => {
                let model = Linear::new().fit(&x, &Vector::new(y))?;
                contributions_about(&model, &asked, &around)?
            }
            _ => contributions_about(&curve().fit(&x, &labels(&y))?, &asked, &around)?,
        };
        close(&[why.baseline(0)], &[case["baseline"].as_f64().unwrap()], 1e-9);
        for (row, expected) in case["contributions"].as_array().unwrap().iter().enumerate() {
            close(why.row(row, 0), &numbers(expected), 1e-9);
        }
    }
    Ok(())
}

#[test]
fn partial_dependence_is_that_of_scikit_learn() -> Result<(), Error> {
    let data = &ORACLE["linear"];
    let (x, y, classes) = (matrix(&data[0]["x"]), numbers(&data[0]["y"]), numbers(&data[1]["y"]));
    let line = line().fit(&x, &Vector::new(y))?;
    let curve = curve().fit(&x, &labels(&classes))?;
    for case in ORACLE["dependence"].as_array().unwrap() {
        let columns: Vec<String> =
            numbers(&case["columns"]).iter().map(|at| format!("x{at}")).collect();
        let points = Grid::Spaced(case["points"].as_u64().unwrap() as usize);
        let mut ask = PartialDependence::of(&*columns[0]).grid(points.clone()).individual(true);
        if let Some(second) = columns.get(1) {
            ask = ask.and(&**second).grid(points);
        }
        let (found, output) = match case["model"].as_str().unwrap() {
            "LinearRegression" => (ask.measure(&line, &x)?, 0),
            _ => (ask.measure(&curve, &x)?, 1),
        };
        for (grid, expected) in found.grids().iter().zip(case["grid"].as_array().unwrap()) {
            // The same bits.
            let texts = expected.as_array().unwrap().iter().map(|x| x.as_str().unwrap());
            assert_eq!(*grid, Column::Real(texts.map(|x| x.parse().unwrap()).collect()));
        }
        close(found.average(output), &numbers(&case["average"]), 1e-12);
        let rows = case["individual"].as_array().unwrap();
        for (row, expected) in rows.iter().enumerate() {
            close(found.individual(row, output), &numbers(expected), 1e-10);
        }
        assert!(found.individual(rows.len(), output).is_empty());
        assert!(found.individual(0, 2).is_empty() && found.average(2).is_empty());
    }
    Ok(())
}

/// Every loss is one of those that scikit-learn's scores give over all orders of five rows, and their mean is near the
/// mean over all orders.
#[test]
fn permutations_are_orders_of_the_rows() -> Result<(), Error> {
    let data = &ORACLE["linear"][0];
    let model = line().fit(&matrix(&data["x"]), &Vector::new(numbers(&data["y"])))?;
    let case = &ORACLE["permutation"];
    let (x, y) = (matrix(&case["x"]), Vector::new(numbers(&case["y"])));
    let repeats = 2000;
    let ask = PermutationImportance::new(&Metric::MeanSquaredError).repeats(repeats).seed(3);
    let found = ask.measure(&model, &x, Target::Vector(&y))?;
    close(&[found.baseline()], &[case["baseline"].as_f64().unwrap()], 1e-12);
    for (entry, scores) in found.columns().iter().zip(case["scores"].as_array().unwrap()) {
        let possible: Vec<f64> = numbers(scores).iter().map(|s| s - found.baseline()).collect();
        let near =
            |loss: f64| possible.iter().any(|p| (p - loss).abs() <= 1e-9 * (1.0 + loss.abs()));
        assert!(entry.losses.iter().all(|&loss| near(loss)), "{}", entry.column);
        let expected = exact::mean(&possible).unwrap();
        let deviation = exact::standard_deviation(&possible, 0).unwrap();
        let error = deviation / f64::from(repeats).sqrt();
        assert!((entry.mean - expected).abs() < 5.0 * error, "{} {expected}", entry.mean);
        assert!((entry.standard_deviation / deviation - 1.0).abs() < 0.2);
        assert_eq!(entry.losses.len(), repeats as usize);
    }
    Ok(())
}

/// A table with gaps and texts, and targets of both kinds.
fn raw(rows: &[(f64, u8, bool)]) -> (Table, Vector, Labels) {
    let a = rows.iter().map(|row| if row.0 > 2.5 { f64::NAN } else { row.0 }).collect();
    let port: Vec<&str> = rows.iter().map(|row| ["S", "C", "Q"][usize::from(row.1 % 3)]).collect();
    let flag = rows.iter().map(|row| Some(row.2)).collect();
    let x = Table::from_columns([
        ("a", Column::Real(a)),
        ("port", Column::text(&port)),
        ("flag", Column::Boolean(flag)),
    ])
    .unwrap();
    let y = rows.iter().map(|row| row.0 * 3.0 + f64::from(row.1 % 3)).collect();
    let classes = rows.iter().map(|row| if row.0 + f64::from(row.1) > 2.0 { "yes" } else { "no" });
    (x, Vector::new(y), Labels::from_texts(classes))
}

fn cells() -> impl Strategy<Value = Vec<(f64, u8, bool)>> {
    let row = ((-12..12i8).prop_map(|x| f64::from(x) / 4.0), 0..3u8, any::<bool>());
    prop::collection::vec(row, 12..40).prop_filter("both classes", |rows| {
        let (_, _, labels) = raw(rows);
        labels.classes().len() == 2
    })
}

/// From raw rows to a matrix.
macro_rules! prepare {
    () => {
        Impute::median().then(OneHot::new().unknown(Unknown::Ignore)).then(Assemble::new())
    };
}

/// Sums beside answers, and every row alone as in its batch.
fn check<E: Explain>(model: &E, x: &E::Input, answers: &[Vec<f64>]) -> Contributions {
    let why = contributions(model, x).unwrap();
    assert_eq!(why.rows(), x.rows());
    for (row, answers) in answers.iter().enumerate() {
        for (output, answer) in answers.iter().enumerate() {
            let away = (why.total(row, output) - answer).abs();
            assert!(away <= why.bound(row, output), "{away:e} > {:e}", why.bound(row, output));
        }
        let alone = contributions(model, &x.take_rows(&[row])).unwrap();
        for output in 0..answers.len() {
            assert_eq!(alone.row(0, output), why.row(row, output));
        }
    }
    let one = why.grouped(|_| "all".to_owned());
    for row in 0..why.rows() {
        let away = (one.row(row, 0)[0] + one.baseline(0) - why.total(row, 0)).abs();
        assert!(away <= one.bound(row, 0) + f64::EPSILON * why.total(row, 0).abs());
    }
    why
}

fn of_vector(answers: &Vector) -> Vec<Vec<f64>> {
    answers.values().iter().map(|&y| vec![y]).collect()
}

fn of_classes(answers: &Classes) -> Vec<Vec<f64>> {
    (0..answers.rows()).map(|row| answers.row(row).to_vec()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn contributions_add_up_to_answers(rows in cells(), seed: u64) {
        let (table, y, labels) = raw(&rows);
        let prepare = prepare!().fit(&table, &labels).unwrap();
        let x = prepare.apply(&table).unwrap();

        macro_rules! numbers {
            ($($recipe:expr),*) => {$(
                let model = $recipe.fit(&x, &y).unwrap();
                let why = check(&model, &x, &of_vector(&model.apply(&x).unwrap()));
                prop_assert_eq!(why.scale(), Scale::Answer);
                prop_assert_eq!(&*why.outputs()[0], "prediction");
            )*};
        }
        numbers!(Linear::new(), Ridge::new(0.5), Lasso::new(0.1), ElasticNet::new(0.1));
        numbers!(
            DecisionTree::regressor().seed(seed),
            RandomForest::regressor().trees(9).seed(seed),
            ExtraTrees::regressor().trees(9).seed(seed),
            GradientBoosting::regressor().trees(9).seed(seed)
        );
        let tree = DecisionTree::classifier().max_depth(5).seed(seed).fit(&x, &labels).unwrap();
        check(&tree, &x, &of_classes(&tree.apply(&x).unwrap()));
        let forest = RandomForest::classifier().trees(9).seed(seed).fit(&x, &labels).unwrap();
        let why = check(&forest, &x, &of_classes(&forest.apply(&x).unwrap()));
        prop_assert_eq!(why.outputs(), &**labels.classes());

        let extra = ExtraTrees::classifier().trees(9).seed(seed).fit(&x, &labels).unwrap();
        check(&extra, &x, &of_classes(&extra.apply(&x).unwrap()));

        let model = Logistic::new().fit(&x, &labels).unwrap();
        let table = coefficients(&model).unwrap();
        let score = |row: &[f64]| vec![exact::affine(row, table.row(0), table.intercept(0))];
        let scores: Vec<Vec<f64>> = x.iter_rows().map(score).collect();
        let why = check(&model, &x, &scores);
        prop_assert_eq!(why.scale(), Scale::Score);
        let second = why.output("yes");
        prop_assert_eq!(second, Some(0));
        let p = model.apply(&x).unwrap();
        for row in 0..x.rows() {
            prop_assert!((exact::logistic(why.total(row, 0)) - p.row(row)[1]).abs() < 1e-14);
        }
        // Beside the mean of a background: the same answers from another baseline.
        let about = contributions_about(&model, &x, &x).unwrap();
        for (row, score) in scores.iter().enumerate() {
            prop_assert!((about.total(row, 0) - score[0]).abs() <= about.bound(row, 0));
        }
        prop_assert_eq!(contributions_about(&model, &x, &x.take(&[])).is_err(), true);
    }

    #[test]
    fn importance_and_dependence_know_no_order(
        rows in cells(), seed: u64, turn in 0usize..40,
    ) {
        let (x, y, labels) = raw(&rows);
        let chain = prepare!().then(Logistic::new()).fit(&x, &labels).unwrap();
        let ask = PermutationImportance::new(&Metric::LogLoss).repeats(3).seed(seed);
        let found = ask.threads(1).measure(&chain, &x, labels.target()).unwrap();
        prop_assert_eq!(found.columns().len(), 3);

        let order: Vec<usize> = (0..x.rows()).map(|at| (at + turn) % x.rows()).rev().collect();
        let (moved, moved_labels) = (x.take(&order), labels.take(&order));
        let again = ask.threads(3).measure(&chain, &moved, moved_labels.target()).unwrap();
        prop_assert_eq!(&again, &found);

        // Other columns, and another order of these, change nothing of one.
        let alone = ask.measure_columns(&chain, &x, labels.target(), &["port"]).unwrap();
        prop_assert_eq!(&alone.columns()[0], found.get("port").unwrap());
        prop_assert!(ask.measure_columns(&chain, &x, labels.target(), &["no"]).is_err());
        prop_assert!(ask.repeats(0).measure(&chain, &x, labels.target()).is_err());
        prop_assert!(ask.measure(&chain, &x, Target::Vector(&y)).is_err());
        prop_assert!(ask.measure(&chain, &x.take(&[0]), labels.target()).is_err());

        for column in ["a", "port", "flag"] {
            let ask = PartialDependence::of(column).grid(Grid::Quantiles(4)).individual(true);
            let found = ask.clone().threads(1).measure(&chain, &x).unwrap();
            let moved = ask.threads(3).measure(&chain, &moved).unwrap();
            prop_assert_eq!(found.grids(), moved.grids());
            for output in 0..2 {
                prop_assert_eq!(found.average(output), moved.average(output));
                for (at, &row) in order.iter().enumerate() {
                    prop_assert_eq!(moved.individual(at, output), found.individual(row, output));
                }
                for (point, average) in found.average(output).iter().enumerate() {
                    let cells: Vec<f64> =
                        (0..x.rows()).map(|row| found.individual(row, output)[point]).collect();
                    prop_assert_eq!(exact::mean(&cells), Some(*average));
                }
            }
        }
        let both = PartialDependence::of("port").grid(Grid::Spaced(9)).and("flag");
        let found = both.grid(Grid::Spaced(2)).measure(&chain, &x).unwrap();
        let points = found.grids()[0].len() * found.grids()[1].len();
        prop_assert_eq!(found.average(1).len(), points);
    }
}

fn some_rows() -> Vec<(f64, u8, bool)> {
    (0..40)
        .map(|at| (f64::from(at * 7 % 23) / 4.0 - 2.0, (at * 5 % 3) as u8, at % 4 == 0))
        .collect()
}

/// A column the pipeline does not use has no importance; a figure of one's own is judged by its direction.
#[test]
fn unused_columns_and_own_figures() -> Result<(), Error> {
    let (x, _, labels) = raw(&some_rows());
    let chain = DropColumns::new(named(["flag"]))
        .then(prepare!())
        .then(Logistic::new())
        .fit(&x, &labels)?;
    let found = PermutationImportance::new(&Metric::RocAuc).measure(&chain, &x, labels.target())?;
    let unused = found.get("flag").unwrap();
    assert_eq!((unused.mean, unused.standard_deviation), (0.0, 0.0));
    assert_eq!(unused.losses, [0.0; 5]);
    assert_eq!(&*found.ranked()[0].column, "a");
    assert!(found.to_string().starts_with("loss of roc_auc when shuffled"));

    let wrong = Custom::new("wrong", |judged: &Evaluation| {
        let Evaluation::Binary(rows) = judged else { return Err("two classes".into()) };
        let both = rows.truth.iter().zip(rows.predicted());
        Ok(both.filter(|(truth, predicted)| **truth != *predicted).count() as f64)
    });
    let own = PermutationImportance::by(&wrong, false).measure(&chain, &x, labels.target())?;
    assert!(own.get("a").unwrap().mean > 0.0);
    Ok(())
}

/// However a chain was bracketed, in a model, loaded by its recipe, or with a threshold behind it.
#[test]
fn chains_and_models_are_explained_as_what_they_end_in() -> Result<(), Error> {
    let (x, _, labels) = raw(&some_rows());
    let ends = Standardize::new().then(Assemble::new().then(Logistic::new()));
    let left = Impute::median().then(OneHot::new().unknown(Unknown::Ignore)).then(ends);
    let chain = left.fit(&x, &labels)?;
    let why = contributions(&chain, &x)?;
    let names: Vec<&str> = why.columns().iter().map(|c| &**c).collect();
    assert_eq!(names, ["a", "flag", "port_C", "port_Q", "port_S"]);
    assert_eq!(coefficients(&chain)?.columns(), why.columns());

    let model = Training::new().fit(&left, &x, &labels)?;
    assert_eq!(contributions(&model, &x)?, why);
    let turned = x.select(&["port", "flag", "a"])?;
    assert_eq!(contributions(&model, &turned)?, why);
    let loaded = Load::<Labels>::load(&left, &model.to_bytes()?)?;
    assert_eq!(contributions(&loaded, &x)?, why);
    assert_eq!(coefficients(&loaded)?, coefficients(&chain)?);
    assert_eq!(contributions_about(&loaded, &turned, &x)?, contributions_about(&chain, &x, &x)?);

    // What is asked of every pipeline may be asked of a model loaded without its recipe.
    let any = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?;
    let ask = PermutationImportance::new(&Metric::Accuracy);
    let found = ask.measure(&chain, &x, labels.target())?;
    assert_eq!(ask.measure(&any, &x, labels.target())?, found);
    assert_eq!(ask.measure(&any, &turned, labels.target())?.get("a"), found.get("a"));
    let ask = PartialDependence::of("port");
    assert_eq!(ask.measure(&any, &turned)?.average(1), ask.measure(&chain, &x)?.average(1));

    let cut = prepare!().then(Logistic::new()).then(Threshold::at(0.3)).fit(&x, &labels)?;
    let same = prepare!().then(Logistic::new()).fit(&x, &labels)?;
    assert_eq!(contributions(&cut, &x)?, contributions(&same, &x)?);
    assert_eq!(coefficients(&cut)?, coefficients(&same)?);

    let forest = prepare!().then(RandomForest::classifier().trees(5)).fit(&x, &labels)?;
    let table = importances(&forest)?;
    assert_eq!(table.columns().len(), 5);
    let shares: Vec<f64> = table.columns().iter().filter_map(|c| c.impurity_decrease).collect();
    assert!((exact::sum(&shares) - 1.0).abs() < 1e-12);
    assert_eq!(&*table.ranked()[0].column, "a");
    Ok(())
}

/// Loaded without its recipe, a pipeline is explained as what it ends in, if that can be explained.
#[test]
fn stages_known_only_at_run_time() -> Result<(), Error> {
    let (x, _, labels) = raw(&some_rows());
    let train = Training::new();
    let model =
        train.fit(&prepare!().then(Logistic::new()).then(Threshold::at(0.3)), &x, &labels)?;
    let any = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?;
    let turned = x.select(&["port", "flag", "a"])?;
    assert_eq!(contributions(&any, &turned)?, contributions(&model, &x)?);
    assert_eq!(contributions_about(&any, &turned, &x)?, contributions_about(&model, &x, &x)?);
    assert_eq!(coefficients(&any)?, coefficients(&model)?);
    assert_eq!(
        importances(&any).unwrap_err().to_string(),
        "a pipeline that ends in stage `model.logistic` has no trees"
    );
    let typed = any.typed::<Classes>()?;
    assert_eq!(contributions(&typed, &turned)?, contributions(&model, &x)?);

    let forest = RandomForest::classifier().trees(5);
    let model = train.fit(&prepare!().then(forest), &x, &labels)?;
    let any = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?;
    assert_eq!(contributions(&any, &x)?, contributions(&model, &x)?);
    assert_eq!(importances(&any)?, importances(&model)?);
    assert!(coefficients(&any).unwrap_err().to_string().ends_with("has no coefficients"));

    let near = train.fit(&prepare!().then(KnnClassifier::new()), &x, &labels)?;
    let any = steadfast::LoadOptions::new().from_bytes(&near.to_bytes()?)?;
    assert!(contributions(&any, &x).unwrap_err().to_string().ends_with("has no contributions"));
    Ok(())
}

/// The probabilities that scores stand for.
fn probabilities(scores: &[f64]) -> Vec<f64> {
    match *scores {
        [score] => vec![1.0 - exact::logistic(score), exact::logistic(score)],
        _ => {
            let mut shares = scores.to_vec();
            exact::softmax(&mut shares);
            shares
        }
    }
}

/// Boosting, of two and of three classes: the totals are the scores behind the probabilities.
#[test]
fn scores_of_boosting() -> Result<(), Error> {
    let rows = some_rows();
    let (table, _, two) = raw(&rows);
    let prepare = prepare!().fit(&table, &two)?;
    let x = prepare.apply(&table)?;
    let class = |row: &(f64, u8, bool)| match row.0 + f64::from(row.1) {
        sum if sum < 0.5 => "low",
        sum if sum < 2.0 => "middle",
        _ => "high",
    };
    let three = Labels::from_texts(rows.iter().map(class));
    for labels in [&two, &three] {
        macro_rules! every {
            ($($recipe:expr),*) => {$(
                let model = $recipe.fit(&x, labels)?;
                let why = contributions(&model, &x)?;
                assert_eq!(why.scale(), Scale::Score);
                assert_eq!(why.outputs().len(), if labels.classes().len() == 2 { 1 } else { 3 });
                let p = model.apply(&x)?;
                for row in 0..x.rows() {
                    let totals = (0..why.outputs().len()).map(|output| why.total(row, output));
                    close(&probabilities(&totals.collect::<Vec<_>>()), p.row(row), 1e-13);
                }
                let chain = prepare!().then($recipe);
                let model = Training::new().fit(&chain, &table, labels)?;
                let any = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?;
                assert_eq!(contributions(&any, &table)?, why);
                assert_eq!(importances(&any)?, importances(&model)?);
            )*};
        }
        every!(
            GradientBoosting::classifier().trees(12),
            AdaBoost::new().trees(12),
            AdaBoost::new().trees(12).max_depth(3)
        );
    }
    Ok(())
}

/// Three classes: one score each, and softmax of the totals.
#[test]
fn scores_of_three_classes() -> Result<(), Error> {
    let rows = some_rows();
    let (table, _, two) = raw(&rows);
    let x = prepare!().fit(&table, &two)?.apply(&table)?;
    let labels = Labels::from_texts(rows.iter().map(|row| ["c", "d", "e"][usize::from(row.1)]));
    let model = Logistic::new().fit(&x, &labels)?;
    let why = contributions(&model, &x)?;
    assert_eq!(why.outputs(), &**labels.classes());
    let p = model.apply(&x)?;
    for row in 0..x.rows() {
        let mut scores: Vec<f64> = (0..3).map(|output| why.total(row, output)).collect();
        exact::softmax(&mut scores);
        close(&scores, p.row(row), 1e-14);
    }
    Ok(())
}

#[test]
fn what_cannot_be_explained_is_refused() -> Result<(), Error> {
    let x = Matrix::from_rows(["a", "b"], [[0.0, 1.0], [1.0, 0.0], [2.0, 1.0], [3.0, 0.0]])?;
    let y = Vector::new(vec![1.0, 1.0, 5.0, 5.0]);
    let model = DecisionTree::regressor().fit(&x, &y)?;
    let other = Matrix::from_rows(["b", "a"], [[0.0, 1.0]])?;
    assert!(contributions(&model, &other).unwrap_err().to_string().contains("column `a`"));
    let linear = Linear::new().fit(&x, &y)?;
    let gap = Matrix::from_rows(["a", "b"], [[0.0, 1.0], [f64::NAN, 1.0]])?;
    assert_eq!(contributions(&linear, &gap).unwrap_err().row(), Some(1));
    assert!(PartialDependence::of("c").measure(&linear, &x).is_err());
    assert!(PartialDependence::of("a").and("a").measure(&linear, &x).is_err());
    assert!(PartialDependence::of("a").measure(&linear, &x.take(&[])).is_err());
    #[cfg(feature = "train")]
    {
        let old = DecisionTree::regressor().with_trainer(Trainer::Smartcore).fit(&x, &y)?;
        assert_eq!(
            contributions(&old, &x).unwrap_err().to_string(),
            "stage `model.tree.regressor`: its trees do not say how many rows came to each node, \
             so contributions are not defined; fit it with `Trainer::Exact`"
        );
        assert_eq!(importances(&old)?.columns()[0].impurity_decrease, None);
    }
    Ok(())
}
