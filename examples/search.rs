//! Searching for the parameters of a whole chain: a grid, random draws, halving, and the search over an
//! artifact whose recipe this program does not know.
//!
//! ```sh
//! cargo run --release --example search
//! ```
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;
use steadfast::evaluate::{Holdout, judge};
use steadfast::metrics::Metric;
use steadfast::prelude::*;
use steadfast::search::{Axis, Halving, Search, Space, learning_curve};

const SEED: u64 = 1912;

fn main() -> Result<(), Error> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/titanic.csv");
    let (x, y) = Table::read_csv(file)?.split_labels("survived")?;
    let x = x.without(&["name"]);
    // Rows that no search sees: the score of the best of many candidates is a little too good.
    let split = Holdout::new(0.2, SEED).stratified(y.codes())?;
    let (train, truth) = (x.take(&split.train), y.take(&split.train));

    // Parameters of any stage, from the imputer to the model. Every fold fits the whole chain.
    let space = Space::new()
        .axis("impute", ["mean", "median"])
        .axis("smooth", [1.0, 10.0, 100.0])
        .axis("l2", [0.1, 1.0, 10.0]);
    let grid = Search::grid(space, |p| {
        let fill = if p.text("impute") == "mean" { Impute::mean() } else { Impute::median() };
        fill.then(Impute::constant_text("unknown"))
            .then(EncodeTarget::new().smooth(p.real("smooth")))
            .then(Standardize::new())
            .then(Assemble::new())
            .then(Logistic::new().l2(p.real("l2")))
    })
    .folds(Folds::new(5, SEED))
    .metric(Metric::LogLoss)
    .record(Metric::RocAuc);
    let found = grid.run(&train, &truth)?;
    println!("a grid\n{}", found.results);

    // Many candidates on few rows, few on many. Whoever watches may stop it, and so may the clock.
    let space = Space::new()
        .axis("trees", Axis::int_uniform(10, 60))
        .axis("max_features", Axis::int_uniform(1, 6))
        .axis("min_samples_leaf", Axis::int_uniform(1, 12));
    let halving = Search::random(space, 18, SEED, |p| {
        let forest = RandomForest::classifier().trees(p.int("trees"));
        Impute::median()
            .then(Impute::constant_text("unknown"))
            .then(OneHot::new().unknown(Unknown::Ignore))
            .then(Assemble::new())
            .then(
                forest
                    .max_features(p.int("max_features"))
                    .min_samples_leaf(p.int("min_samples_leaf")),
            )
    })
    .metric(Metric::LogLoss)
    .halving(Halving::new())
    .deadline(Duration::from_secs(300))
    .on_progress(|progress| {
        let (done, fits) = progress.fits;
        if done == fits {
            println!(
                "iteration {} of {}: {fits} fits",
                progress.iteration.0 + 1,
                progress.iteration.1
            );
        }
        ControlFlow::Continue(())
    });
    let forest = halving.run(&train, &truth)?;
    println!("{}", forest.results);

    // The winner of the grid as a model, judged on the rows held back.
    let model = Training::new().target("survived").fit(&found.recipe, &train, &truth)?;
    let metrics: [&dyn steadfast::metrics::Kpi; 2] = [&Metric::LogLoss, &Metric::RocAuc];
    let held_out = (x.take(&split.test), y.take(&split.test));
    let report = judge(&model.predict(&held_out.0)?, Target::Labels(&held_out.1), &metrics)?;
    println!("held-out rows\n{report}");

    // Another program has only the file. It lists the parameters, and searches over some by path.
    let loaded = steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?)?;
    let recipe = loaded.pipeline().recipe()?;
    for parameter in recipe.parameters()?.iter().filter(|p| p.kind.starts_with("model.")) {
        println!("{parameter} = {}", parameter.value);
    }
    let space = Space::new().axis("logistic.l2", Axis::log_uniform(1e-2, 1e2));
    let again = Search::random_over(space, 8, SEED, &recipe).metric(Metric::LogLoss);
    println!("\nover the artifact\n{}", again.run(&train, &truth)?.results);

    let sizes = [50, 100, 200, 400];
    let curve = learning_curve(
        &found.recipe,
        &train,
        &truth,
        &sizes,
        Folds::new(5, SEED),
        Metric::LogLoss,
    )?;
    println!("more rows\n{curve}");
    Ok(())
}
