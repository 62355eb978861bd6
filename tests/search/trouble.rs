//! Candidates that fail, searches that are stopped, and what cannot be searched.

use super::rows;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use steadfast::evaluate::Split;
use steadfast::metrics::{Custom, Evaluation, Metric};
use steadfast::prelude::*;
use steadfast::search::{Axis, Halving, Search, Space, Stopped, learning_curve};

type Chain = steadfast::pipeline::Then<steadfast::pipeline::Then<Impute, Assemble>, Ridge>;

fn data() -> (Table, Vector) {
    let (x, _, y) = rows(60, 1);
    let size = x.column("size").unwrap().reals().unwrap().into_owned();
    let y = y.values().iter().zip(size).map(|(y, size)| y + 9.0 * size);
    (x.select(&["size", "age"]).unwrap(), Vector::new(y.collect()))
}

fn grid(alphas: &[f64]) -> Search<Chain> {
    let space = Space::new().axis("alpha", alphas);
    Search::grid(space, |p| Impute::mean().then(Assemble::new()).then(Ridge::new(p.real("alpha"))))
}

#[test]
fn a_candidate_that_fails_ranks_last() -> Result<(), Error> {
    let (x, y) = data();
    let results = grid(&[-1.0, 1.0, f64::NAN, 1.0, 1e6]).run(&x, &y)?.results;
    let ranks: Vec<usize> = results.candidates().iter().map(|c| c.rank).collect();
    assert_eq!(ranks, [4, 1, 4, 1, 3]);
    // Of equal ones the first wins.
    assert_eq!(results.best_index(), 1);
    let error = results.candidates()[0].error.as_deref().unwrap();
    let expected = "fold 0: stage `model.ridge`: parameter `alpha` must be finite and not negative";
    assert!(error.starts_with(expected), "{error}");
    assert!(results.candidates()[0].scores[0].mean().is_nan());
    let table = results.to_table()?;
    assert_eq!(table.value(0, "param_alpha"), Value::Real(-1.0));
    assert_eq!(table.value(1, "rank_test_r2"), Value::Integer(1));
    assert_eq!(table.value(1, "error"), Value::Missing);
    let names: Vec<&str> = table.names().map(|name| &**name).collect();
    assert_eq!(names[..4], ["iter", "n_resources", "param_alpha", "split0_test_r2"]);
    assert_eq!(
        names[8..],
        ["mean_test_r2", "std_test_r2", "rank_test_r2", "mean_fit_time", "error"]
    );
    let text = results.to_string();
    assert!(text.lines().next_back().unwrap().contains("must be finite"), "{text}");
    Ok(())
}

#[test]
fn all_failing_is_an_error() {
    let (x, y) = data();
    let error = grid(&[-1.0, -2.0]).run(&x, &y).unwrap_err().to_string();
    let expected = "search: all of 2 candidates failed; the first: fold 0: stage `model.ridge`";
    assert!(error.starts_with(expected), "{error}");
    let halved = grid(&[-1.0, -2.0, -3.0]).halving(Halving::new()).run(&x, &y).unwrap_err();
    assert!(halved.to_string().starts_with("search: all of 3 candidates failed"), "{halved}");
}

#[test]
fn what_has_no_value_is_nan_where_it_decides_nothing() -> Result<(), Error> {
    let (x, y) = data();
    let undefined = || Custom::new("undefined", |_: &Evaluation<'_>| Ok(f64::NAN));
    let refused = Custom::new("refused", |_: &Evaluation<'_>| Err("no".to_owned()));
    let search = grid(&[1.0]).record(undefined()).record(refused).record(Metric::Accuracy);
    let results = search.run(&x, &y)?.results;
    assert_eq!(results.metrics(), ["r2", "undefined", "refused", "accuracy"]);
    let best = results.best();
    assert_eq!(best.error, None);
    assert!(best.scores[1..].iter().all(|scores| scores.mean().is_nan()));
    let error = grid(&[1.0]).maximize(undefined()).run(&x, &y).unwrap_err().to_string();
    assert!(error.ends_with("the first: fold 0: undefined is not a number"), "{error}");
    let rows = || {
        Custom::new("first", |judged: &Evaluation<'_>| match judged {
            Evaluation::Regression(rows) => Ok(rows.prediction[0]),
            _ => Err("numbers".to_owned()),
        })
    };
    let least = grid(&[1.0, 1e9]).minimize(rows()).run(&x, &y)?.results;
    let most = grid(&[1.0, 1e9]).maximize(rows()).run(&x, &y)?.results;
    assert_ne!(least.best_index(), most.best_index());
    Ok(())
}

/// A stage whose fit panics for one parameter, as one of a user's own may.
#[derive(Debug, Clone)]
struct Panics(bool);

impl Pipeline for Panics {
    type Input = Table;
    type Output = Table;
}

impl Fit<Vector> for Panics {
    type Fitted = Identity;

    fn fit(&self, _: &Table, _: &Vector) -> Result<Identity, Error> {
        assert!(!self.0, "by {} own", "its");
        Ok(Identity::new())
    }
}

#[test]
fn a_panic_is_the_error_of_its_candidate() -> Result<(), Error> {
    let (x, y) = data();
    let search = Search::grid(Space::new().axis("panics", [true, false]), |p| {
        Panics(p.flag("panics")).then(Impute::mean()).then(Assemble::new()).then(Ridge::new(1.0))
    });
    let chain = Panics(true).then(Assemble::new()).then(Ridge::new(1.0));
    let curve = learning_curve(&chain, &x, &y, &[10], Folds::new(5, 0), Metric::R2);
    let message = curve.unwrap_err().to_string();
    assert_eq!(message, "stage `search`: a stage panicked: by its own");
    for threads in [1, 3] {
        let results = search.clone().threads(threads).run(&x, &y)?.results;
        assert_eq!(results.best_index(), 1);
        let error = results.candidates()[0].error.as_deref();
        assert_eq!(error, Some("fold 0: stage `search`: a stage panicked: by its own"));
    }
    Ok(())
}

#[test]
fn progress_is_told_and_can_stop_the_search() -> Result<(), Error> {
    let (x, y) = data();
    let home = std::thread::current().id();
    for threads in [1, 2] {
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&told);
        let search = grid(&[0.1, 1.0, -1.0]).threads(threads).on_progress(move |progress| {
            assert_eq!(std::thread::current().id(), home);
            let mut told = heard.lock().unwrap();
            told.push((progress.point.to_string(), progress.fold, progress.score.is_ok()));
            assert_eq!((progress.fits, progress.iteration), ((told.len(), 15), (0, 1)));
            ControlFlow::Continue(())
        });
        assert_eq!(search.run(&x, &y)?.results.stopped(), None);
        let mut told = told.lock().unwrap();
        told.sort();
        told.dedup();
        assert_eq!(told.len(), 15);
        assert_eq!(told.iter().filter(|(_, _, judged)| !judged).count(), 5);
    }
    let stop_after = |fits: usize, search: Search<Chain>| {
        search.threads(1).on_progress(move |progress| match progress.fits.0 {
            done if done >= fits => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        })
    };
    // Two candidates of five folds are whole, the third is not.
    let results = stop_after(12, grid(&[0.1, 1.0, 2.0, 3.0])).run(&x, &y)?.results;
    assert_eq!((results.candidates().len(), results.stopped()), (2, Some(Stopped::ByCaller)));
    assert!(results.to_string().ends_with("stopped by the caller\n"));
    let error = stop_after(3, grid(&[0.1, 1.0])).run(&x, &y).unwrap_err();
    let expected = "search: stopped by its caller before any candidate was judged on every fold";
    assert_eq!(error.to_string(), expected);
    // Stopped with the last fit of the first iteration: that iteration is what was found.
    let halved = grid(&[0.1, 1.0, 2.0, 3.0, 4.0, 5.0]).halving(Halving::new().factor(2.0));
    let results = stop_after(30, halved).run(&x, &y)?.results;
    assert_eq!((results.candidates().len(), results.best().iteration), (6, 0));
    Ok(())
}

#[test]
fn a_deadline_ends_the_search() {
    let (x, y) = data();
    for threads in [1, 2] {
        let late = grid(&[1.0]).threads(threads).deadline(Duration::ZERO).run(&x, &y).unwrap_err();
        let expected =
            "search: stopped by its deadline before any candidate was judged on every fold";
        assert_eq!(late.to_string(), expected);
    }
    let wide = grid(&[1.0]).deadline(Duration::from_secs(3600)).run(&x, &y).unwrap();
    assert_eq!(wide.results.stopped(), None);
    assert!(grid(&[1.0]).deadline(Duration::MAX).run(&x, &y).is_ok());
}

#[test]
fn what_cannot_be_searched() {
    let (x, y) = data();
    let says = |search: Search<Chain>, expected: &str| {
        assert_eq!(search.run(&x, &y).unwrap_err().to_string(), expected);
    };
    says(grid(&[]), "search: axis `alpha`: no value");
    let misread = Search::grid(Space::new().axis("alhpa", [1.0]), |p| {
        Impute::mean().then(Assemble::new()).then(Ridge::new(p.real("alpha")))
    });
    says(misread, "search: the recipe reads axis `alpha`; the point has `alhpa`");
    let misread = Search::grid(Space::new().axis("alpha", ["much"]), |p| {
        Impute::mean().then(Assemble::new()).then(Ridge::new(p.real("alpha")))
    });
    says(misread, "search: the recipe reads axis `alpha` as a number; it is much");
    let none = Search::random(Space::new().axis("alpha", Axis::uniform(0.0, 1.0)), 0, 0, |p| {
        Impute::mean().then(Assemble::new()).then(Ridge::new(p.real("alpha")))
    });
    says(none, "search: there is no candidate");
    let both = Split { train: (0..40).collect(), test: (39..60).collect() };
    says(grid(&[1.0]).folds(both), "search: folds: split 0 has row 39 on both sides");
    let many = grid(&[1.0]).folds(Folds::new(61, 0));
    says(many, "search: folds: expected at least 61 rows, one a fold, found 60");
    let error = grid(&[1.0]).halving(Halving::new().max_rows(61)).run(&x, &y).unwrap_err();
    let expected = "search: halving: max_rows must be at most the 60 rows there are, found 61";
    assert_eq!(error.to_string(), expected);
    let short = Vector::new(vec![1.0]);
    assert!(grid(&[1.0]).run(&x, &short).unwrap_err().to_string().contains("60 rows"));
}

/// A row that a stage refuses is named as the whole table numbers it.
#[test]
fn rows_are_numbered_as_in_the_whole_table() -> Result<(), Error> {
    let (x, y) = data();
    let mut size = x.column("size")?.reals().unwrap().into_owned();
    size[42] = f64::INFINITY;
    let x = Table::new().with("size", Column::Real(size))?;
    let search = Search::grid(Space::new().axis("alpha", [1.0]), |p| {
        Assemble::new().then(Ridge::new(p.real("alpha")))
    });
    let split = Split { train: (0..30).collect(), test: (30..60).collect() };
    let error = search.folds(split).run(&x, &y).unwrap_err().to_string();
    assert!(error.contains("row 42"), "{error}");
    Ok(())
}
