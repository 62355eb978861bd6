//! The same results whatever the threads and the order of rows; nothing leaks.

use super::rows;
use proptest::prelude::*;
use steadfast::evaluate::{KFold, cross_validate, judge};
use steadfast::exact::Random;
use steadfast::metrics::Metric;
use steadfast::prelude::*;
use steadfast::search::{Axis, Halving, MinRows, Results, Search, Space, learning_curve};

type Chain = steadfast::pipeline::Then<
    steadfast::pipeline::Then<
        steadfast::pipeline::Then<Impute, EncodeTarget>,
        steadfast::pipeline::Then<Standardize, Assemble>,
    >,
    Logistic,
>;

/// A search through every kind of stage: filled, encoded by target, scaled, modelled.
fn search(seed: u64) -> Search<Chain> {
    let space = Space::new()
        .axis("smooth", Axis::uniform(0.0, 20.0))
        .axis("l2", Axis::log_uniform(1e-3, 1e3))
        .axis("mean", [true, false]);
    Search::random(space, 6, seed, |p| {
        let fill = if p.flag("mean") { Impute::mean() } else { Impute::median() };
        fill.then(EncodeTarget::new().smooth(p.real("smooth")).folds(3))
            .then(Standardize::new().then(Assemble::new()))
            .then(Logistic::new().l2(p.real("l2")))
    })
    .folds(Folds::new(3, seed))
    .metric(Metric::LogLoss)
    .record(Metric::RocAuc)
}

fn shuffled(rows: usize, seed: u64) -> Vec<usize> {
    Random::new(seed, 9, 9).permutation(rows)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn threads_and_the_order_of_rows_change_no_bit(seed in 0u64..1000, shuffle: u64) {
        let (x, y, _) = rows(90, seed);
        let order = shuffled(90, shuffle);
        let (x2, y2) = (x.take(&order), y.take(&order));
        let few = Halving::new().factor(2.0).min_rows(MinRows::Rows(36)).seed(seed);
        for search in [search(seed), search(seed).halving(few)] {
            let one = search.clone().threads(1).run(&x, &y).unwrap();
            for threads in [0, 2, 8] {
                let many = search.clone().threads(threads).run(&x, &y).unwrap();
                prop_assert_eq!(&many.results, &one.results);
                prop_assert_eq!(&many.recipe, &one.recipe);
                let other = search.clone().threads(threads).run(&x2, &y2).unwrap();
                prop_assert_eq!(&other.results, &one.results);
            }
            // And so the winner, fitted to all rows.
            let a = Training::new().fit(&search, &x, &y).unwrap().to_bytes().unwrap();
            let b = Training::new().fit(&one.recipe, &x, &y).unwrap().to_bytes().unwrap();
            prop_assert!(a == b);
        }
    }
}

/// Foreign trainers see the rows of a fold in canonical order, so even their bits are the same.
#[cfg(feature = "train")]
#[test]
fn a_foreign_trainer_meets_its_rows_in_one_order() -> Result<(), Error> {
    let (x, _, y) = rows(60, 5);
    let (x, order) = (x.select(&["size"])?, shuffled(60, 1));
    let space = Space::new().axis("alpha", [0.1, 1.0]);
    let search = Search::grid(space, |p| {
        Assemble::new().then(Ridge::new(p.real("alpha")).with_trainer(Trainer::Linfa))
    });
    let results = search.run(&x, &y)?.results;
    assert_eq!(search.run(&x.take(&order), &y.take(&order))?.results, results);
    Ok(())
}

/// A column of 150 levels for 300 rows, and classes that have nothing to do with it.
fn noise() -> (Table, Labels) {
    let draw = |stream: u32, row: u64| Random::new(77, stream, row);
    let level = (0..300).map(|row| format!("level {}", draw(0, row).below(150)));
    let y = (0..300).map(|row| if draw(1, row).below(2) == 0 { "no" } else { "yes" });
    (Table::new().with("level", Column::text(level)).unwrap(), Labels::from_texts(y))
}

#[test]
fn a_target_encoded_inside_does_not_leak() -> Result<(), Error> {
    let (x, y) = noise();
    let auc = |results: &Results| results.best().scores[0].mean();
    let space = || Space::new().axis("l2", [0.1, 1.0, 10.0]);
    let inside = Search::grid(space(), |p| {
        EncodeTarget::new().then(Assemble::new()).then(Logistic::new().l2(p.real("l2")))
    });
    let inside = inside.metric(Metric::RocAuc).run(&x, &y)?.results;
    // 300 rows of chance: the area is 0.5 with a standard error of about 1 / √(12 · 150) · √2 = 0.033.
    assert!((auc(&inside) - 0.5).abs() < 0.1, "{inside}");
    // Encoded before, by all rows, those to be judged among them.
    let leaked = EncodeTarget::new().smooth(1.0).fit(&x, &y)?.apply(&x)?;
    let outside = Search::grid(space(), |p| Assemble::new().then(Logistic::new().l2(p.real("l2"))));
    let outside = outside.metric(Metric::RocAuc).run(&leaked, &y)?.results;
    assert!(auc(&outside) > 0.8, "{outside}");
    Ok(())
}

#[test]
fn a_halving_keeps_the_best_and_ends_on_the_last_iteration() -> Result<(), Error> {
    let (x, _, y) = rows(120, 3);
    let space = Space::new().axis("degree", [1, 2, 3]).axis("alpha", [0.001, 0.1, 1.0, 1000.0]);
    let search = Search::grid(space, |p| {
        Polynomial::new(p.int("degree"))
            .bias(false)
            .then(Assemble::new())
            .then(Ridge::new(p.real("alpha")))
    })
    .halving(Halving::new().seed(4));
    let x = x.select(&["size"])?;
    let results = search.run(&x, &y)?.results;
    let rungs = Halving::new().schedule(12, 120, 5, None)?;
    assert_eq!(
        rungs.iter().map(|r| (r.candidates, r.rows)).collect::<Vec<_>>(),
        [(12, 13), (4, 39), (2, 117)]
    );
    for (iteration, rung) in rungs.iter().enumerate() {
        let judged = || results.candidates().iter().filter(|c| c.iteration == iteration);
        assert_eq!(judged().count(), rung.candidates);
        assert!(judged().all(|c| c.rows == rung.rows && c.error.is_none()));
        // Whoever goes on was not worse than anyone who did not.
        let next = |c: &&steadfast::search::Candidate| {
            let later = results.candidates().iter().filter(|l| l.iteration == iteration + 1);
            later.into_iter().any(|l| l.point == c.point)
        };
        if iteration + 1 < rungs.len() {
            let mean = |c: &steadfast::search::Candidate| c.scores[0].mean();
            let worst = judged()
                .filter(next)
                .map(mean)
                .fold(f64::INFINITY, |a, b| if b < a { b } else { a });
            assert!(judged().filter(|c| !next(c)).all(|c| mean(c) <= worst));
        }
    }
    assert_eq!(results.best().iteration, 2);
    assert_eq!(results.best().rank, 1);
    let text = results.to_string();
    assert!(text.starts_with("rank  iter  rows  degree  alpha"), "{text}");
    Ok(())
}

/// Points of a union have axes of their own, and any of them makes its recipe again.
#[test]
fn spaces_of_other_axes_are_searched_together() -> Result<(), Error> {
    let (x, _, y) = rows(60, 13);
    let x = x.select(&["size"])?;
    let space = Space::new().axis("alpha", [0.1, 1.0]);
    let space = space.or(Space::new().axis("degree", [2, 3]).axis("alpha", [0.1]));
    let search = Search::grid(space, |p| {
        let degree = if p.has("degree") { p.int("degree") } else { 1 };
        Polynomial::new(degree).bias(false).then(Assemble::new()).then(Ridge::new(p.real("alpha")))
    });
    let found = search.run(&x, &y)?;
    let table = found.results.to_table()?;
    let degrees = (0..4).map(|row| table.value(row, "param_degree")).collect::<Vec<_>>();
    assert_eq!(degrees, [Value::Missing, Value::Missing, Value::Integer(2), Value::Integer(3)]);
    assert_eq!(search.recipe(&found.results.best().point)?, found.recipe);
    assert!(search.recipe(&steadfast::search::Point::default()).is_err());
    Ok(())
}

/// A search is fitted in each outer fold, so the outer rows judge what inner rows alone have chosen.
#[test]
fn a_search_can_be_cross_validated() -> Result<(), Error> {
    let (x, y, _) = rows(80, 11);
    let folds = KFold::new(4, 0).stratified(y.codes())?;
    let nested = cross_validate(&search(1), &x, &y, &folds, &[&Metric::LogLoss])?;
    for (split, report) in folds.iter().zip(&nested) {
        let (train, truth) = (x.take(&split.train), y.take(&split.train));
        let winner = search(1).run(&train, &truth)?.recipe;
        let alone =
            cross_validate(&winner, &x, &y, std::slice::from_ref(split), &[&Metric::LogLoss])?;
        assert_eq!(&alone[0], report);
    }
    assert!(search(1).outline().to_string().starts_with("1. search of 6 random points"));
    Ok(())
}

#[test]
fn a_learning_curve_follows_from_the_content_of_rows() -> Result<(), Error> {
    let (x, y, _) = rows(90, 8);
    let recipe = search(2).run(&x, &y)?.recipe;
    let curve = |x: &Table, y: &Labels| {
        learning_curve(&recipe, x, y, &[20, 40, 60], Folds::new(3, 1), Metric::LogLoss)
    };
    let order = shuffled(90, 6);
    let found = curve(&x, &y)?;
    assert_eq!(curve(&x.take(&order), &y.take(&order))?, found);
    assert_eq!(found.to_string().lines().count(), 4);
    Ok(())
}

/// Filters leave rows out of learning, never out of judging: as if done by hand in every fold.
#[test]
fn filters_act_on_the_training_rows_of_each_fold() -> Result<(), Error> {
    let (x, _, y) = rows(80, 21);
    let splits = KFold::new(4, 2).split(80)?;
    let recipe = |alpha: f64| {
        OneHot::new().then(Impute::mean()).then(Assemble::new()).then(Ridge::new(alpha))
    };
    let space = Space::new().axis("alpha", [0.1, 10.0]);
    let search = Search::grid(space, move |p| recipe(p.real("alpha")))
        .folds(splits.clone())
        .metric(Metric::MeanAbsoluteError)
        .filter(DropMissing::any());
    let found = search.run(&x, &y)?;
    for (candidate, alpha) in found.results.candidates().iter().zip([0.1, 10.0]) {
        for (split, score) in splits.iter().zip(candidate.scores[0].folds()) {
            let filtered =
                DropMissing::any().filter(&x.take(&split.train), &y.take(&split.train))?;
            assert!(filtered.x.rows() < split.train.len());
            let answers =
                recipe(alpha).fit(&filtered.x, &filtered.y)?.apply(&x.take(&split.test))?;
            let truth = y.take(&split.test);
            let report = judge(&answers, Target::Vector(&truth), &[&Metric::MeanAbsoluteError])?;
            assert_eq!(report.get("mae"), Some(*score));
        }
    }
    let all = DropMissing::any().filter(&x, &y)?;
    assert_eq!(search.fit(&x, &y)?, found.recipe.fit(&all.x, &all.y)?);
    let matrix = Matrix::from_rows(["a"], [[1.0], [2.0], [3.0], [4.0]])?;
    let refused = Search::grid(Space::new(), |_| Ridge::new(1.0))
        .folds(Folds::new(2, 0))
        .filter(DropMissing::any())
        .run(&matrix, &Vector::new(vec![1.0, 2.0, 3.0, 4.0]));
    let refused = refused.unwrap_err().to_string();
    assert_eq!(refused, "search: filters judge the rows of a table, not of a matrix");
    Ok(())
}
