//! Stages that clean.

use super::Visitor;
use super::data::{mixed, texts, with_time};
use steadfast::clean::{AllMissing, Order, Regression, Start};
use steadfast::data::ColumnType;
use steadfast::prelude::*;

pub(crate) fn clean(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, timed) = (mixed()?, with_time()?);
    for recipe in
        [Impute::mean(), Impute::median(), Impute::constant(-1.5), Impute::constant(1e308)]
    {
        battery.run_partial(&recipe, &x, &());
        battery.run_partial(&recipe.indicator(), &timed, &());
    }
    battery.run_partial(&Impute::most_frequent(), &timed, &());
    battery.run(&Impute::constant_text("none"), &x, &());
    battery.run(&Impute::constant_text("").indicator(), &x, &());
    let empty = x.clone().with("void", Column::missing(ColumnType::Real, 12))?;
    for rule in [AllMissing::Zero, AllMissing::Drop] {
        battery.run_partial(&Impute::mean().all_missing(rule), &empty, &());
    }
    for recipe in [
        MissingIndicator::new(),
        MissingIndicator::new().all(),
        MissingIndicator::new().prefix("is_").suffix("?").keep_sources(false),
    ] {
        battery.run_partial(&recipe, &timed, &());
    }
    for recipe in [
        GroupRare::new(),
        GroupRare::new().tolerance(0.2).few(1),
        GroupRare::new().tolerance(0.0).few(0).most(2).name("otros"),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    let first = GroupRare::new().few(1).most(2).first_seen();
    battery.run_in_order(&first, &x, &(), "of equally frequent levels the first seen is kept");
    for tail in [Tail::Left, Tail::Right, Tail::Both] {
        battery.run_partial(
            &Winsorize::gaussian(1.0).tail(tail),
            &x.select(&["age", "fare"])?,
            &(),
        );
        battery.run_partial(
            &Winsorize::iqr(0.5).tail(tail).indicators(),
            &x.select(&["age", "n"])?,
            &(),
        );
        battery.run_partial(&Winsorize::mad(2.0).tail(tail), &x.select(&["fare", "port"])?, &());
        battery.run_partial(
            &Winsorize::quantiles(0.1).tail(tail),
            &x.select(&["age", "fare"])?,
            &(),
        );
    }
    for columns in [all(), numeric().except(named(["n"])), matching("*e*"), named(["port"])] {
        battery.run(&DropColumns::new(columns.clone()), &timed, &());
        battery.run(&KeepColumns::new(columns), &timed, &());
    }
    battery.run(&Identity::new(), &timed, &());
    Ok(())
}

/// Imputers besides the one of one value a column for all.
pub(crate) fn imputers(battery: &mut impl Visitor) -> Result<(), Error> {
    let (x, timed) = (mixed()?, with_time()?);
    let empty = x.clone().with("void", Column::missing(ColumnType::Real, 12))?;
    let each = ImputeEach::new([("age", -1.5), ("n", 7.0)]).fill("alone", true).fill("port", "");
    battery.run(&each, &timed, &());
    for recipe in [
        ImputeEndTail::gaussian(3.0),
        ImputeEndTail::gaussian(2.0).left(),
        ImputeEndTail::iqr(1.5),
        ImputeEndTail::iqr(0.5).left(),
        ImputeEndTail::max(2.0),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    battery.run_partial(&ImputeSample::new(3), &timed, &());
    let keyed = ImputeSample::new(u64::MAX).keyed_by(named(["port", "fare"]));
    battery.run_partial(&keyed, &timed, &());
    for recipe in [
        ImputeKnn::new(),
        ImputeKnn::new().neighbors(2).by_distance().indicator(),
        ImputeKnn::new().neighbors(u64::MAX).by_distance(),
    ] {
        battery.run_partial(&recipe, &x, &());
    }
    for recipe in [
        ImputeIterative::new(),
        ImputeIterative::new().regression(Regression::Ridge(0.5)).order(Order::Random(1)),
        ImputeIterative::new().regression(Regression::Linear).order(Order::Arabic).indicator(),
        ImputeIterative::new().start(Start::Median).tolerance(0.0),
        ImputeIterative::new().start(Start::Constant(2.0)).skip_complete().limits(0.0, 40.0),
        ImputeIterative::new()
            .start(Start::MostFrequent)
            .order(Order::Descending)
            .limits_of("age", -3.0, 20.0),
    ] {
        battery.run_partial(&recipe.rounds(3), &x, &());
    }
    battery.run_partial(&ImputeIterative::new().rounds(0), &x, &());
    for rule in [AllMissing::Zero, AllMissing::Drop] {
        battery.run_partial(&ImputeKnn::new().all_missing(rule), &empty, &());
        battery.run_partial(&ImputeIterative::new().rounds(2).all_missing(rule), &empty, &());
    }
    Ok(())
}

/// Types, spellings, columns and categories put in order.
pub(crate) fn tidying(battery: &mut impl Visitor) -> Result<(), Error> {
    let timed = with_time()?;
    for recipe in [
        Cap::all(0.0, 30.0),
        Cap::new().at_least("age", 10.0).at_most("n", 2.5).at_most("alone", 0.0),
        Cap::all(f64::NEG_INFINITY, 1.0).at_least("fare", -0.0),
    ] {
        battery.run(&recipe, &timed, &());
    }
    for column_type in ColumnType::ALL {
        let lenient = Cast::to(column_type).unreadable(Unreadable::Missing);
        battery.run(&lenient, &timed, &());
    }
    battery.run(&Cast::to(ColumnType::Text), &timed, &());
    battery.run(&Cast::to(ColumnType::Real), &timed.select(&["age", "n", "alone"])?, &());
    for recipe in [MatchColumns::new(), MatchColumns::new().number(1.0).text("?")] {
        battery.run(&recipe, &timed, &());
    }
    for recipe in [MatchCategories::new(), MatchCategories::new().refuse_unseen()] {
        battery.run_partial(&recipe, &timed, &());
    }
    for recipe in [
        NormalizeText::new(),
        NormalizeText::new().unicode().lowercase().accents(Accents::Strip).empty_is_missing(),
        NormalizeText::new().lowercase().accents(Accents::ToAscii).trim(false).collapse(false),
    ] {
        battery.run(&recipe, &timed, &());
    }
    for recipe in [
        SetMissing::numbers([0.0, 22.0]),
        SetMissing::numbers([f64::INFINITY]).texts(["S", ""]),
        SetMissing::numbers([]).texts(["Mr"]),
    ] {
        battery.run(&recipe, &timed, &());
    }
    let written = |rows: [Option<&str>; 12]| Table::new().with("text", texts(rows));
    let money = written([
        Some("€ 1.234,50"),
        None,
        Some("-7"),
        Some("12 %"),
        Some("(3 €)"),
        Some("n/a"),
        Some("0,25"),
        Some("1e3"),
        Some("+5"),
        Some("€0"),
        Some("100.000"),
        Some("9"),
    ])?;
    let recipe = Parse::real().decimal(',').thousands('.').unit("€", 1.0).percent().parentheses();
    battery.run(&recipe.clone().missing_words(["n/a"]), &money, &());
    battery.run(&recipe.unreadable(Unreadable::Missing), &money, &());
    for recipe in [
        Parse::real(),
        Parse::integer().unit("kg", 2.0),
        Parse::boolean(["S", "C"], ["Q"]),
        Parse::timestamp(),
        Parse::timestamp().format("%d.%m.%y %H:%M").format("%B %Y"),
    ] {
        battery.run(&recipe.unreadable(Unreadable::Missing), &timed, &());
    }
    Ok(())
}
