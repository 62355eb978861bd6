//! Cleaning and scaling stages through an artifact: what is saved is what is loaded, to the bit.

use steadfast::LoadOptions;
use steadfast::artifact::{Portable, Restore};
use steadfast::clean::AllMissing;
use steadfast::prelude::*;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("age", Column::Real(vec![20.0, f64::NAN, 40.0, 33.5, -0.0]))?
        .with("n", Column::Integer(vec![Some(1), Some(i64::MAX), None, Some(1), Some(-7)]))?
        .with("yes", Column::Boolean(vec![Some(true), None, Some(false), Some(true), None]))?
        .with(
            "sex",
            Column::Text([Some("f"), None, Some("m"), Some("f"), None].into_iter().collect()),
        )
}

/// The artifact loads as the same pipeline, writes the same bytes, and gives the same cells.
fn survives<R>(recipe: &R) -> Result<(), Error>
where
    R: Fit<(), Input = Table, Output = Table> + Load<()>,
    R::Fitted: Portable + Restore + Sync + PartialEq,
{
    let x = table()?;
    let model = Training::new().fit(recipe, &x, &())?;
    let bytes = model.to_bytes()?;
    let loaded = Load::<()>::load(recipe, &bytes)?;
    assert_eq!(loaded.pipeline(), model.pipeline(), "{recipe:?}");
    assert_eq!(loaded.to_bytes()?, bytes, "{recipe:?}");
    assert_eq!(loaded.pipeline().apply(&x)?, recipe.fit(&x, &())?.apply(&x)?, "{recipe:?}");
    assert_eq!(LoadOptions::new().from_bytes(&bytes)?.to_bytes()?, bytes, "{recipe:?}");
    Ok(())
}

#[test]
fn every_cleaning_stage_survives_its_artifact() -> Result<(), Error> {
    survives(&Impute::mean().indicator())?;
    survives(&Impute::median().all_missing(AllMissing::Drop))?;
    survives(&Impute::most_frequent().indicator())?;
    survives(&Impute::constant(-0.0))?;
    survives(&Impute::constant_text("né\u{0}e"))?;
    survives(&MissingIndicator::new().all().suffix("_na"))?;
    survives(&MissingIndicator::new().keep_sources(false))?;
    survives(&KeepColumns::new(numeric().except(named(["n"]))))?;
    survives(&DropColumns::new(matching("s*").and(named(["n"]))))?;
    survives(&Winsorize::gaussian(1.0).indicators())?;
    survives(&Winsorize::mad(0.1).tail(Tail::Left))?;
    survives(&Winsorize::quantiles(0.1).tail(Tail::Right))?;
    survives(&Winsorize::iqr(1.5))
}

#[test]
fn every_scaling_stage_survives_its_artifact() -> Result<(), Error> {
    survives(&Standardize::new())?;
    survives(&MinMaxScale::new().range(-3.0, 0.1).clip())?;
    survives(&MaxAbsScale::new().clip())?;
    survives(&RobustScale::new().percentiles(1.0, 99.9).unit_variance(true))
}

#[test]
fn stages_chain_and_narrow() -> Result<(), Error> {
    let recipe = Impute::most_frequent()
        .then(on(named(["age"]), Winsorize::iqr(1.5)))
        .then(MinMaxScale::new())
        .then(DropColumns::new(text()));
    survives(&recipe)?;
    let x = table()?;
    let out = recipe.fit(&x, &())?.apply(&x)?;
    assert_eq!(out.names().map(|name| &**name).collect::<Vec<_>>(), ["age", "n", "yes"]);
    // 1 of −7, 1, 1, 1 and the largest integer: (1 + 7) / (2^63 + 7), which rounds to 2^-60.
    assert_eq!(out.value(2, "n"), Value::Real(1.0 / 1_152_921_504_606_846_976.0));
    Ok(())
}
