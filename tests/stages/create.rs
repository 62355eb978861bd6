//! Stages that make columns out of columns.

use super::Visitor;
use super::data::{labels, mixed, numbers, whole, with_time};
use steadfast::data::TimeZone;
use steadfast::data::time::TimePattern;
use steadfast::feature::{
    DatePart, DistanceMethod, DistanceUnit, Extrapolation, Operation, Reduction, TimeUnit,
};
use steadfast::prelude::*;

pub(crate) fn create(battery: &mut impl Visitor) -> Result<(), Error> {
    products(battery)?;
    curves(battery)?;
    over_columns(battery)?;
    places(battery)?;
    before(battery)?;
    trees(battery)?;
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
        battery.run_partial(&Spline::new().extrapolation(extrapolation), &x, &());
        let quantiles = Spline::new().quantiles(4).degree(1).missing_as_zeros(true);
        battery.run_partial(&quantiles.extrapolation(extrapolation), &x, &());
        battery.run_partial(&given().bias(false).degree(2).extrapolation(extrapolation), &x, &());
        battery.run_partial(&Spline::new().degree(0).extrapolation(extrapolation), &x, &());
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

fn places(battery: &mut impl Visitor) -> Result<(), Error> {
    let x = mixed()?;
    for method in [DistanceMethod::Haversine, DistanceMethod::Euclidean, DistanceMethod::Manhattan]
    {
        let recipe = GeoDistance::between(["age", "n"], ["n", "fare"]).method(method);
        battery.run(&recipe, &x, &());
        let lenient = recipe.unit(DistanceUnit::Feet).check_ranges(false).name("far");
        battery.run(&lenient.drop_sources(true), &x.select(&["age", "n", "fare"])?, &());
    }
    Ok(())
}

fn before(battery: &mut impl Visitor) -> Result<(), Error> {
    let days = [3, 1, 2, 2, 5, 4, 4, 3, 9, 8, 8, 1];
    let x = mixed()?.with("day", Column::integers(days))?;
    let hours = days.map(|day| Some(day * 3_600_000_000));
    let x = x.with("at", Column::Timestamp(hours.to_vec()))?;
    let reals = days.map(|day| day as f64 * -0.25);
    let x = x.with("real", Column::Real(reals.to_vec()))?;
    let every = [Reduction::Sum, Reduction::Mean, Reduction::StandardDeviation, Reduction::Minimum];
    let none: [&str; 0] = [];
    battery.run(&Windows::by(none).over("real").lag("age", [1, 3]), &x, &());
    battery.run(
        &Windows::by(["port", "alone"]).over("day").window("age", 2, every).expanding("n", every),
        &x,
        &(),
    );
    battery.run(
        &Windows::by(["n", "real"])
            .over("at")
            .lag("fare", [2])
            .window("fare", 3, [Reduction::Median, Reduction::Count])
            .expanding("fare", [Reduction::Variance, Reduction::Maximum, Reduction::Count])
            .periods(2)
            .min_periods(0)
            .fill(-1.0)
            .drop_sources(true),
        &x,
        &(),
    );
    Ok(())
}

fn trees(battery: &mut impl Visitor) -> Result<(), Error> {
    let rows: Vec<usize> = (0..12).collect();
    let x = whole()?.with("port", Column::text(["S"; 12]))?;
    let y = numbers().take(&rows);
    battery.run(&TreeFeatures::new(), &x, &y);
    battery.run(&TreeFeatures::new().up_to(1).depths([2]).decimals(1).min_leaf(2), &x, &y);
    let given = TreeFeatures::new().combinations([vec!["n"], vec!["const", "fare"]]);
    for classes in [1, 2, 3] {
        let y = labels(classes).take(&rows);
        battery.run(&given.clone().folds(4).seed(7).drop_sources(true), &x, &y);
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
