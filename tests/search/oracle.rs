//! scikit-learn's searches over the same folds: `tests/oracle/search.py`.

use serde_json::Value as Json;
use steadfast::evaluate::Split;
use steadfast::exact;
use steadfast::metrics::Metric;
use steadfast::prelude::*;
use steadfast::search::{Candidate, Halving, MinRows, Point, Search, Space, learning_curve};

fn cases() -> Json {
    serde_json::from_str(include_str!("../oracle/search.json")).unwrap()
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn table(rows: &Json) -> Table {
    let rows: Vec<Vec<f64>> = rows.as_array().unwrap().iter().map(numbers).collect();
    let column = |at: usize| Column::Real(rows.iter().map(|row| row[at]).collect());
    Table::from_columns((0..rows[0].len()).map(|at| (format!("x{at}"), column(at)))).unwrap()
}

fn folds(case: &Json) -> Vec<Split> {
    let rows = |json: &Json| numbers(json).into_iter().map(|row| row as usize).collect();
    let split = |fold: &Json| Split { train: rows(&fold[0]), test: rows(&fold[1]) };
    case["folds"].as_array().unwrap().iter().map(split).collect()
}

fn near(found: f64, expected: f64, what: &str) {
    let error = (found - expected).abs();
    assert!(error <= 1e-9 * exact::max(expected.abs(), 1.0), "{what}: {found} is not {expected}");
}

/// Each candidate of scikit-learn beside ours of the same point. `signs` turn its scores, of which more is
/// always better, into metrics; the first metric is the one that decides.
fn compare(
    case: &Json,
    candidates: &[Candidate],
    best: &Candidate,
    metrics: [(&str, f64); 2],
    point: impl Fn(&Json) -> Point,
) {
    let expected = case["candidates"].as_array().unwrap();
    assert_eq!(candidates.len(), expected.len());
    for (at, expected) in expected.iter().enumerate() {
        let wanted = point(&expected["params"]);
        let found = candidates.iter().find(|c| c.point == wanted).unwrap();
        assert_eq!(found.error, None);
        assert_eq!((found.scores.len(), found.train_scores.len()), (2, 2));
        let both = found.scores.iter().zip(&found.train_scores);
        for ((scores, train), (metric, sign)) in both.zip(metrics) {
            let expected = &expected["scores"][metric];
            let what = format!("{metric} of {wanted}");
            for (found, expected) in scores.folds().iter().zip(numbers(&expected["folds"])) {
                near(*found, sign * expected, &what);
            }
            for (found, expected) in train.folds().iter().zip(numbers(&expected["train"])) {
                near(*found, sign * expected, &what);
            }
            assert_eq!(train.folds().len(), scores.folds().len());
            assert_eq!(scores.folds().len(), expected["folds"].as_array().unwrap().len());
            near(scores.mean(), sign * expected["mean"].as_f64().unwrap(), &what);
            near(scores.standard_deviation(), expected["std"].as_f64().unwrap(), &what);
        }
        let rank = expected["scores"][metrics[0].0]["rank"].as_u64().unwrap();
        assert_eq!(found.rank as u64, rank, "{wanted}");
        if case["best"].as_u64() == Some(at as u64) {
            assert_eq!(found, best);
        }
    }
}

#[test]
fn a_grid_over_a_ridge_of_polynomials() -> Result<(), Error> {
    let case = &cases()["ridge"];
    let (x, y) = (table(&case["x"]), Vector::new(numbers(&case["y"])));
    let space = Space::new().axis("degree", [1, 2, 3]).axis("alpha", [0.01, 0.3, 1.0, 10.0, 300.0]);
    let search = Search::grid(space, |p| {
        Standardize::new()
            .then(Polynomial::new(p.int("degree")).bias(false))
            .then(Assemble::new())
            .then(Ridge::new(p.real("alpha")))
    })
    .folds(folds(case))
    .train_scores(true);
    let point = |params: &Json| {
        let degree = params["polynomialfeatures__degree"].as_i64().unwrap();
        let alpha = params["ridge__alpha"].as_f64().unwrap();
        Point::new([("degree", degree.into()), ("alpha", alpha.into())])
    };
    let (r2, mse) = (("r2", 1.0), ("neg_mean_squared_error", -1.0));
    let by_r2 = search.clone().metric(Metric::R2).record(Metric::MeanSquaredError);
    let results = by_r2.run(&x, &y)?.results;
    compare(case, results.candidates(), results.best(), [r2, mse], point);
    // The order of the candidates is scikit-learn's too; and the other metric can decide.
    assert_eq!(results.best_index() as u64, case["best"].as_u64().unwrap());
    let by_mse = search.metric(Metric::MeanSquaredError).record(Metric::R2);
    let results = by_mse.run(&x, &y)?.results;
    compare(case, results.candidates(), results.best(), [mse, r2], point);
    Ok(())
}

#[test]
fn a_grid_over_a_logistic_regression() -> Result<(), Error> {
    let case = &cases()["logistic"];
    let y = Labels::from_texts(numbers(&case["y"]).iter().map(|y| format!("{y}")));
    let space = Space::new().axis("C", [0.001, 0.01, 0.1, 1.0, 10.0, 100.0]);
    let search = Search::grid(space, |p| {
        let logistic = Logistic::new().l2(1.0 / p.real("C")).tolerance(1e-12);
        Standardize::new().then(Assemble::new()).then(logistic)
    })
    .folds(folds(case))
    .metric(Metric::Accuracy)
    .record(Metric::LogLoss)
    .train_scores(true);
    let results = search.run(&table(&case["x"]), &y)?.results;
    let metrics = [("accuracy", 1.0), ("neg_log_loss", -1.0)];
    compare(case, results.candidates(), results.best(), metrics, |params| {
        Point::new([("C", params["logisticregression__C"].as_f64().unwrap().into())])
    });
    Ok(())
}

#[test]
fn the_end_of_a_learning_curve() -> Result<(), Error> {
    let case = &cases()["curve"];
    let (x, y) = (table(&case["x"]), Vector::new(numbers(&case["y"])));
    let recipe = Standardize::new().then(Assemble::new()).then(Ridge::new(1.0));
    let sizes = [3, 10, 30];
    let curve = learning_curve(&recipe, &x, &y, &sizes, folds(case), Metric::MeanAbsoluteError)?;
    assert_eq!(curve.rows, sizes);
    for (scores, name) in [(&curve.train, "train"), (&curve.test, "test")] {
        for (found, expected) in scores[2].folds().iter().zip(numbers(&case[name])) {
            near(*found, expected, name);
        }
    }
    let refused = learning_curve(&recipe, &x, &y, &[31], folds(case), Metric::R2).unwrap_err();
    let expected = "search: folds: 31 training rows, expected from 1 to 30";
    assert_eq!(refused.to_string(), expected);
    let short = Vector::new(vec![1.0]);
    let refused = learning_curve(&recipe, &x, &short, &[2], Folds::new(2, 0), Metric::R2);
    let expected = "stage `search`, target: expected 40 rows, found 1";
    assert_eq!(refused.unwrap_err().to_string(), expected);
    Ok(())
}

#[test]
fn the_schedules_of_halvings() {
    let cases = cases();
    let cases = cases["schedules"].as_array().unwrap();
    assert!(cases.len() > 140);
    for case in cases {
        let count = |name: &str| case[name].as_u64().map(|count| count as usize);
        let min_rows = match case["min_rows"].as_str() {
            Some("exhaust") => MinRows::Exhaust,
            Some("smallest") => MinRows::Smallest,
            _ => MinRows::Rows(count("min_rows").unwrap()),
        };
        let mut halving = Halving::new()
            .factor(case["factor"].as_f64().unwrap())
            .min_rows(min_rows)
            .aggressive_elimination(case["aggressive"].as_bool().unwrap());
        if let Some(rows) = count("max_rows") {
            halving = halving.max_rows(rows);
        }
        let (candidates, rows) = (count("candidates").unwrap(), count("rows").unwrap());
        let rungs = halving.schedule(candidates, rows, count("folds").unwrap(), count("classes"));
        let expected: Option<Vec<(usize, usize)>> = case["rungs"].as_array().map(|rungs| {
            let pair = |rung: &Json| {
                let pair = numbers(rung);
                (pair[0] as usize, pair[1] as usize)
            };
            rungs.iter().map(pair).collect()
        });
        let rungs = rungs.ok();
        let found = rungs.map(|rungs| rungs.iter().map(|r| (r.candidates, r.rows)).collect());
        assert_eq!(found, expected, "{case}");
    }
}
