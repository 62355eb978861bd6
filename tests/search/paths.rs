//! Parameters set by path, in the recipes that artifacts hold.

use super::rows;
use steadfast::artifact::{AnyRecipe, Portable, Setting};
use steadfast::metrics::Metric;
use steadfast::prelude::*;
use steadfast::search::{Axis, Point, Search, Space};
use steadfast::{LoadOptions, stages};

/// A model of numbers, saved and loaded: its recipe is known only by its stages.
fn loaded() -> Result<(AnyRecipe, Table, Vector), Error> {
    let (x, _, y) = rows(80, 2);
    let recipe = Impute::median()
        .then(OneHot::new())
        .then(Standardize::new())
        .then(Assemble::new())
        .then(Ridge::new(1.0));
    let saved = Training::new().fit(&recipe, &x, &y)?.to_bytes()?;
    Ok((LoadOptions::new().from_bytes(&saved)?.pipeline().recipe()?, x, y))
}

#[test]
fn a_grid_by_path_is_the_grid_by_closure() -> Result<(), Error> {
    let (recipe, x, y) = loaded()?;
    let alphas = [0.01, 1.0, 100.0];
    let space = |alpha: &'static str, strategy: &'static str| {
        Space::new().axis(strategy, ["Mean", "Median"]).axis(alpha, alphas)
    };
    let typed = Search::grid(space("alpha", "strategy"), |p| {
        let fill = if p.text("strategy") == "Mean" { Impute::mean() } else { Impute::median() };
        fill.then(OneHot::new())
            .then(Standardize::new())
            .then(Assemble::new())
            .then(Ridge::new(p.real("alpha")))
    });
    let typed = typed.metric(Metric::MeanAbsoluteError);
    let expected = typed.run(&x, &y)?;
    for (alpha, strategy) in
        [("5.alpha", "1.strategy"), ("model.ridge.alpha", "strategy"), ("ridge.alpha", "strategy")]
    {
        let search = Search::grid_over(space(alpha, strategy), &recipe);
        let search = search.metric(Metric::MeanAbsoluteError);
        let found = search.run(&x, &y)?;
        assert_eq!(found.results.best_index(), expected.results.best_index());
        for (a, b) in found.results.candidates().iter().zip(expected.results.candidates()) {
            assert_eq!((&a.scores, a.rank, &a.error), (&b.scores, b.rank, &b.error));
        }
        let model = Training::new().fit(&search, &x, &y)?;
        assert_eq!(model.to_bytes()?, Training::new().fit(&typed, &x, &y)?.to_bytes()?);
    }
    let space = Space::new().axis("ridge.alpha", Axis::log_uniform(1e-3, 1e3));
    let random = Search::random_over(space, 4, 1, &recipe).run(&x, &y)?;
    assert_eq!(random.results.candidates().len(), 4);
    Ok(())
}

/// Every combinator: what it holds itself, and what stands in its branches.
fn branched(
    rows: u64,
    folds: u64,
    transform: TargetTransform,
    alpha: f64,
) -> impl Fit<Vector, Input = Table, Output = Vector, Fitted: Portable + Sync> {
    join(
        KeepColumns::new(named(["age", "city"])),
        KeepColumns::new(named(["size"])).then(Standardize::new()),
    )
    .then(per_group("city", Impute::mean()).min_rows(rows))
    .then(on(text(), OneHot::new()))
    .then(Assemble::new())
    .then(cross_fit(Folds::new(folds, 0), on_target(transform, Ridge::new(alpha))))
}

#[test]
fn a_typed_recipe_has_paths_once_it_was_fitted() -> Result<(), Error> {
    let (_, x, y) = loaded()?;
    let fitted = branched(15, 3, TargetTransform::Standardize, 1.0).fit(&x, &y)?;
    let recipe = AnyRecipe::of(&fitted, &stages::registry())?;
    let paths: Vec<String> = recipe.parameters()?.iter().map(|p| p.path()).collect();
    for path in [
        "1b.2.center",
        "2.min_rows",
        "2.1.strategy",
        "3.1.drop",
        "5.folds",
        "5.seed",
        "5.1",
        "5.1.1.alpha",
    ] {
        assert!(paths.iter().any(|known| known == path), "{path} of {paths:?}");
    }
    let changed = recipe.with([
        ("2.min_rows", 25.into()),
        ("cross_fit.folds", 4.into()),
        ("on_target", "Ln".into()),
        ("alpha", 3.into()),
    ])?;
    let value = |path: &str| {
        let all = changed.parameters().unwrap();
        all.iter().find(|p| p.path() == path).unwrap().value.to_string()
    };
    let found = ["2.min_rows", "5.folds", "5.1", "5.1.1.alpha"].map(value);
    assert_eq!(found, ["25", "4", "Ln", "3"]);
    assert_eq!(changed.with([])?.parameters()?, changed.parameters()?);
    // As the typed recipe with the same parameters.
    let positive = Vector::new(y.values().iter().map(|y| y + 5.0).collect());
    let typed = branched(25, 4, TargetTransform::Ln, 3.0);
    assert_eq!(
        Training::new().fit(&changed, &x, &positive)?.to_bytes()?,
        Training::new().fit(&typed, &x, &positive)?.to_bytes()?
    );
    Ok(())
}

#[test]
fn paths_and_values_that_are_refused() -> Result<(), Error> {
    let (recipe, x, y) = loaded()?;
    let says = |path: &str, value: Setting| recipe.with([(path, value)]).unwrap_err().to_string();
    let message = says("model.ridge.alhpa", 1.0.into());
    let start =
        "search: `model.ridge.alhpa` names no parameter of the recipe; its parameters are `1.";
    assert!(message.starts_with(start), "{message}");
    assert!(message.contains("`5.alpha (model.ridge.alpha)`"), "{message}");
    // The end of a word is not the end of a path; a place alone is a stage.
    assert!(says("lpha", 1.0.into()).contains("names no parameter"));
    assert!(says("5", 1.0.into()).contains("names no parameter"));
    let twice = Standardize::new().then(Standardize::new()).then(Assemble::new());
    let twice = AnyRecipe::of(&twice.fit(&x.select(&["size"])?, &())?, &stages::registry())?;
    let message = twice.with([("center", false.into())]).unwrap_err().to_string();
    let expected = "search: `center` names 2 parameters of the recipe; its parameters are \
                    `1.center (scale.standard.center)`, `2.center (scale.standard.center)`";
    assert_eq!(message, expected);
    let message = says("ridge.alpha", "much".into());
    let expected = "search: parameter `ridge.alpha` does not take much: `alpha`: expected a number, \
                    found text";
    assert_eq!(message, expected);
    assert!(says("ridge.intercept", 1.into()).contains("expected a boolean"));
    assert!(says("deadline_seconds", Setting::Int(-1)).contains("`deadline_seconds`"));
    let message = says("impute.strategy", "Average".into());
    assert!(message.contains("unknown variant `Average`, expected one of `Mean`"), "{message}");
    // A search finds them before it fits anything.
    let space = Space::new().axis("ridge.alpha", [1.0]).axis("ridge.beta", [1.0]);
    let error = Search::grid_over(space, &recipe).run(&x, &y).unwrap_err();
    assert!(error.to_string().starts_with("search: `ridge.beta` names no parameter"), "{error}");
    // What is out of range is found when fitting, and is the candidate's own fault.
    let space = Space::new().axis("ridge.alpha", [-1.0, 1.0]);
    let results = Search::grid_over(space, &recipe).run(&x, &y)?.results;
    assert_eq!(results.best().point, Point::new([("ridge.alpha", 1.0.into())]));
    Ok(())
}

/// What linfa fitted is stored without the name of a trainer; its recipe is read all the same.
#[cfg(feature = "train")]
#[test]
fn recipes_of_older_versions_can_be_changed() -> Result<(), Error> {
    let (_, x, y) = loaded()?;
    let x = x.select(&["size"])?;
    let ridge = |alpha: f64| Assemble::new().then(Ridge::new(alpha).with_trainer(Trainer::Linfa));
    let fitted = ridge(1.0).fit(&x, &y)?;
    let recipe = AnyRecipe::of(&fitted, &stages::registry())?.with([("alpha", 2.5.into())])?;
    let (found, expected) = (recipe.fit(&x, &y)?, ridge(2.5).fit(&x, &y)?);
    assert_eq!(found.typed::<Table, Vector>()?.apply(&x)?, expected.apply(&x)?);
    Ok(())
}

/// Parameters that may have no value, and choices that hold a value of their own.
#[test]
fn optional_parameters_and_choices() -> Result<(), Error> {
    let (_, x, y) = loaded()?;
    let chain = |fill: Impute, encode: EncodeTarget| {
        fill.then(encode).then(Assemble::new()).then(Ridge::new(1.0))
    };
    let recipe = |fill, encode| -> Result<AnyRecipe, Error> {
        AnyRecipe::of(&chain(fill, encode).fit(&x, &y)?, &stages::registry())
    };
    let plain = recipe(Impute::constant(0.0), EncodeTarget::new())?;
    let bytes = |recipe: &AnyRecipe| Training::new().fit(recipe, &x, &y)?.to_bytes();
    for (settings, expected) in [
        (
            vec![("encode.target.smooth", 10.into()), ("strategy.Constant", 7.into())],
            recipe(Impute::constant(7.0), EncodeTarget::new().smooth(10.0))?,
        ),
        (
            vec![("smooth", Some(2.5).into()), ("strategy", "Median".into())],
            recipe(Impute::median(), EncodeTarget::new().smooth(2.5))?,
        ),
        (
            vec![("smooth", 2.5.into()), ("smooth", Setting::None)],
            recipe(Impute::constant(0.0), EncodeTarget::new())?,
        ),
        (
            vec![("2.training.Folds", 3.into()), ("2.seed", 9.into())],
            recipe(Impute::constant(0.0), EncodeTarget::new().folds(3).seed(9))?,
        ),
    ] {
        assert_eq!(bytes(&plain.with(settings)?)?, bytes(&expected)?);
    }
    let space = Space::new().axis("smooth", [None, Some(1.0), Some(50.0)]);
    let results = Search::grid_over(space, &plain).run(&x, &y)?.results;
    let table = results.to_table()?;
    assert_eq!(table.value(0, "param_smooth"), Value::Missing);
    assert_eq!(table.value(2, "param_smooth"), Value::Real(50.0));
    Ok(())
}
