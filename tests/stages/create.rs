//! Stages that make columns out of columns.

use super::Visitor;
use super::data::{mixed, with_time};
use steadfast::data::TimeZone;
use steadfast::data::time::TimePattern;
use steadfast::feature::{DatePart, Extrapolation, Operation, Reduction, TimeUnit};
use steadfast::prelude::*;

pub(crate) fn create(battery: &mut impl Visitor) -> Result<(), Error> {
    products(battery)?;
    curves(battery)?;
    over_columns(battery)?;
    dates(battery)
}

fn products(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = mixed()?;
    for recipe in [
        Polynomial::new(1),
        Polynomial::new(3),
        Polynomial::new(3).min_degree(2).bias(false),
        Polynomial::new(9).interaction_only(),
    ] {
        battery.run(&recipe, &x, &());
    }
    for recipe in [
        Cyclical::new(),
        Cyclical::new().drop_sources(true),
        Cyclical::of([("n", 24.0), ("age", 0.1)]),
    ] {
        battery.run_partial(&recipe, &x.select(&["age", "n", "port"])?, &());
    }
    Ok(())
}

fn curves(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = mixed()?;
    let given = || {
        Spline::new()
            .given([("age", vec![0.0, 10.0, 20.0, 60.0, 90.0]), ("n", vec![-1.0, 0.0, 1.0, 9.0])])
    };
    for extrapolation in [
        Extrapolation::Error,
        Extrapolation::Constant,
        Extrapolation::Linear,
        Extrapolation::Continue,
        Extrapolation::Periodic,
    ] {
        battery.run(&Spline::new().extrapolation(extrapolation), &x, &());
        let quantiles = Spline::new().quantiles(4).degree(1).missing_as_zeros(true);
        battery.run(&quantiles.extrapolation(extrapolation), &x, &());
        battery.run(&given().bias(false).degree(2).extrapolation(extrapolation), &x, &());
        battery.run(&Spline::new().degree(0).extrapolation(extrapolation), &x, &());
    }
    Ok(())
}

fn over_columns(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = mixed()?;
    let every = [
        Reduction::Sum,
        Reduction::Product,
        Reduction::Mean,
        Reduction::StandardDeviation,
        Reduction::Variance,
        Reduction::Maximum,
        Reduction::Minimum,
        Reduction::Median,
        Reduction::Count,
    ];
    let over = MathOver::new(["n", "age", "fare"], every);
    battery.run(&over, &x, &());
    battery.run(&over.skip_missing(true).drop_sources(true), &x, &());
    let one = MathOver::new(["age", "alone"], [Reduction::Median]).names(["middle"]);
    battery.run(&one, &x, &());
    let operations = [
        Operation::Add,
        Operation::Mul,
        Operation::Sub,
        Operation::Div,
        Operation::TrueDiv,
        Operation::FloorDiv,
        Operation::Mod,
        Operation::Pow,
    ];
    let relative = Relative::new(["age", "n"], ["fare", "n"], operations).fill(f64::NAN);
    battery.run(&relative, &x, &());
    let strict = Relative::new(["fare"], ["age"], [Operation::Div, Operation::Mod]);
    battery.run(&strict.drop_sources(true), &x, &());
    for (name, formula) in [
        ("share", "fare / (n + 1)"),
        ("young", "if(age < 18 and not alone, sqrt(fare) ^ 2 % n, -coalesce(age, n, 0))"),
        ("every", "min(fare, max(round(age / 7), ln(n + 1)), `fare`) >= 2 or is_missing(n)"),
    ] {
        battery.run(&Expression::new(name, formula)?, &x, &());
        battery.run(&Expression::new(name, formula)?.and("twice", "2 * n")?, &x, &());
    }
    Ok(())
}

fn dates(battery: &mut impl Visitor) -> Result<(), Error> {
    let written = [
        Some("2024-02-29"),
        Some("1999-12-31T23:59:59.999999+02:00"),
        None,
        Some("0001-01-01"),
        Some("2024-12-30 12:00-0530"),
    ];
    let written = (0..12).map(|row| written[row % written.len()]);
    let x = with_time()?.with("written", Column::Text(written.collect()))?;
    let times = x.select(&["when", "age", "written"])?;
    let timestamps = x.select(&["when", "port"])?;
    let both = Types::TIMESTAMP.or(Types::TEXT);
    let zone = include_bytes!("../../src/data/zone/files/madrid.tzif");
    let madrid = TimeZone::from_tzif("Europe/Madrid", zone).unwrap_or_default();
    let west = TimeZone::fixed(-34_200).unwrap_or_default();
    battery.run(&DateParts::new(), &timestamps, &());
    for recipe in [
        DateParts::new().types(both).parts(DatePart::ALL).drop_sources(false),
        DateParts::new().types(both).parts(DatePart::ALL).compare_missing(true).as_written(),
        DateParts::new().types(Types::TEXT).zone(madrid),
    ] {
        battery.run(&recipe, &times, &());
    }
    battery.run(&DateOrdinal::new(), &timestamps, &());
    let since = DateOrdinal::new().types(both).zone(west.clone()).drop_sources(false);
    battery.run(&since.since("2020-02-29").unwrap_or_default().types(both), &times, &());
    for unit in [TimeUnit::Days, TimeUnit::Years, TimeUnit::Nanoseconds] {
        let recipe = DateDifference::new(["when", "written"], ["written"]).unit(unit);
        battery.run(&recipe, &x, &());
        battery.run(&recipe.names(["a", "b"]).drop_sources(true).zone(west.clone()), &x, &());
    }
    if let Ok(pattern) = TimePattern::new("%d/%m/%Y") {
        let days = (1..13).map(|day| (day != 5).then(|| format!("{day}/{day}/2024")));
        let x = Table::new().with("day", Column::Text(days.collect()))?;
        battery.run(&DateParts::new().types(Types::TEXT).pattern(pattern), &x, &());
    }
    Ok(())
}
