//! Searches against scikit-learn's numbers, and against what they promise.

#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test")]

#[path = "search/oracle.rs"]
mod oracle;
#[path = "search/paths.rs"]
mod paths;
#[path = "search/promises.rs"]
mod promises;
#[path = "search/trouble.rs"]
mod trouble;

use steadfast::exact::Random;
use steadfast::prelude::*;

/// Rows with gaps, levels and ties, some of them equal, and two targets.
fn rows(count: usize, seed: u64) -> (Table, Labels, Vector) {
    let draw = |stream: u32, row: usize| Random::new(seed, stream, row as u64).uniform();
    let whole = |stream: u32, row: usize, n: f64| (draw(stream, row) * n).floor();
    let all = || 0..count;
    let age = all().map(|row| if draw(0, row) < 0.1 { f64::NAN } else { whole(1, row, 12.0) });
    let size = all().map(|row| draw(2, row) * 4.0 - 2.0);
    let city = all().map(|row| ["Rome", "Bari", "Pisa", "Lucca"][whole(3, row, 4.0) as usize]);
    let (age, size, city): (Vec<f64>, Vec<f64>, Vec<&str>) =
        (age.collect(), size.collect(), city.collect());
    let level = |city: &str| if city == "Rome" { 1.0 } else { -0.5 };
    let y: Vec<f64> =
        all().map(|row| size[row] * size[row] + level(city[row]) + draw(4, row)).collect();
    let labels = Labels::from_texts(y.iter().map(|y| if *y > 1.5 { "high" } else { "low" }));
    let x = Table::new()
        .with("age", Column::Real(age))
        .unwrap()
        .with("size", Column::Real(size))
        .unwrap()
        .with("city", Column::text(city))
        .unwrap();
    (x, labels, Vector::new(y))
}
