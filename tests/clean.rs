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
    survives(&Winsorize::iqr(1.5))?;
    survives(&ImputeEach::new([("age", 0.5)]).fill("sex", "né"))?;
    survives(&ImputeEndTail::gaussian(3.0).left())?;
    survives(&ImputeSample::new(7).keyed_by(named(["n"])))?;
    survives(&ImputeKnn::new().neighbors(2).by_distance().indicator())?;
    survives(&ImputeIterative::new().limits_of("age", f64::NEG_INFINITY, 30.0).rounds(2))?;
    survives(&Cap::all(-1.0, f64::INFINITY).at_most("n", 3.0))?;
    survives(&Cast::to(ColumnType::Text))?;
    survives(&MatchColumns::new().number(1.0))?;
    survives(&MatchCategories::new())?;
    survives(&NormalizeText::new().unicode().lowercase())?;
    survives(&SetMissing::numbers([-7.0]).texts(["m"]))?;
    survives(&Parse::boolean(["f"], ["m"]))
}

/// By hand: of five rows one repeats another, two have gaps.
#[test]
fn filters_leave_rows_out_and_say_so() -> Result<(), Error> {
    let x = Table::new()
        .with("age", Column::Real(vec![20.0, f64::NAN, 40.0, 20.0, 60.0]))?
        .with("sex", Column::text(["f", "f", "m", "f", "m"]))?;
    let y = Vector::new(vec![1.0, 2.0, 3.0, 1.0, 5.0]);
    let training = Training::new()
        .filter(DropMissing::any())
        .filter(DropDuplicates::new())
        .filter(TrimOutliers::quantiles(0.4).tail(Tail::Right).of(named(["age"])));
    let lines = [
        "drop_missing: 1 of 5 rows dropped, a value missing in all",
        "drop_duplicates: 1 of 4 rows dropped, equal to an earlier one in all",
        "trim_outliers: 1 of 3 rows dropped, a value beyond the limits of quantiles 0.4 on the right \
         in `age`",
    ];
    let recipe = Standardize::new();
    let model = training.fit(&recipe, &x, &())?;
    assert_eq!(model.provenance().filters(), lines);
    assert_eq!(model.provenance().rows(), 2);
    let text = model.describe().to_string();
    assert!(lines.iter().all(|line| text.contains(line)), "{text}");
    // All but the provenance is that of the rows that stay.
    let kept = x.take(&[0, 2]);
    let plain = Training::new().fit(&recipe, &kept, &())?;
    assert_eq!(model.pipeline(), plain.pipeline());
    assert_eq!(model.schema(), plain.schema());
    assert_eq!(model.provenance().data(), plain.provenance().data());
    assert!(plain.provenance().filters().is_empty());
    let bytes = model.to_bytes()?;
    let loaded = LoadOptions::new().from_bytes(&bytes)?;
    assert_eq!(loaded.provenance().filters(), lines);
    assert_eq!(loaded.to_bytes()?, bytes);
    assert_eq!(training.refit(&loaded, &x, Target::None)?.to_bytes()?, bytes);
    // A filter that leaves nothing, and targets that go with their rows.
    let none = Training::new().filter(DropMissing::below(1.0)).filter(Nobody);
    let message = none.fit(&recipe, &x, &y).unwrap_err().to_string();
    assert_eq!(message, "stage `training` needs at least 1 rows, found 0");
    assert_eq!(DropDuplicates::new().filter(&x, &y)?.y.values(), [1.0, 2.0, 3.0, 5.0]);
    Ok(())
}

/// A filter of one's own.
#[derive(Debug)]
struct Nobody;

impl RowFilter for Nobody {
    fn name(&self) -> &'static str {
        "nobody"
    }

    fn reason(&self) -> String {
        "whoever it is".to_owned()
    }

    fn keep(&self, _: &Table) -> Result<Vec<usize>, Error> {
        Ok(Vec::new())
    }
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
