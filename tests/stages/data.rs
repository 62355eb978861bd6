//! Rows that recipes are fitted to.

use steadfast::prelude::*;

pub(crate) fn texts(rows: [Option<&str>; 12]) -> Column {
    Column::Text(rows.into_iter().collect())
}

/// Every type of column, with values missing.
pub(crate) fn mixed() -> Result<Table, Error> {
    let nan = f64::NAN;
    Table::new()
        .with("age", Column::Real(vec![22., nan, 38., 26., 35., nan, 54., 2., 27., 14., 4., 58.5]))?
        .with(
            "n",
            Column::Integer(
                [1, 3, 1, 2, 0, 0, 1, 5, 2, 9, 1, 1].map(|n| (n != 9).then_some(n)).to_vec(),
            ),
        )?
        .with(
            "alone",
            Column::Boolean(
                [0, 1, 1, 0, 2, 1, 0, 0, 1, 1, 0, 1].map(|b| (b < 2).then_some(b == 1)).to_vec(),
            ),
        )?
        .with(
            "port",
            texts([
                Some("S"),
                Some("C"),
                Some("S"),
                None,
                Some("Q"),
                Some("S"),
                Some("S"),
                Some("C"),
                None,
                Some("S"),
                Some("é"),
                Some("S"),
            ]),
        )?
        .with(
            "ti=t,le \"x\"",
            texts([
                Some("Mr"),
                Some("Mrs"),
                Some("Miss"),
                Some("Mr"),
                Some("Mr"),
                Some("Dr"),
                Some("Mr"),
                Some("Master"),
                Some("Mrs"),
                Some("Miss"),
                Some(""),
                Some("Mr"),
            ]),
        )?
        .with(
            "fare",
            Column::Real(vec![7.25, 71.3, 7.9, 53.1, 8.05, 8.5, 51.9, 21., 11.1, 30., -0.0, 26.5]),
        )
}

pub(crate) fn with_time() -> Result<Table, Error> {
    let times = (0..12).map(|day| (day != 4).then_some(day * 86_400_000_000 - 1)).collect();
    mixed()?.with("when", Column::Timestamp(times))
}

/// No value missing, none infinite.
pub(crate) fn whole() -> Result<Table, Error> {
    mixed()?
        .select(&["fare"])?
        .with("n", Column::integers([1, 3, 1, 2, 0, 0, 1, 5, 2, 9, 1, 1]))?
        .with("const", Column::Real(vec![0.1; 12]))
}

const NAMES: [&str; 3] = ["a", "b", "c d"];

pub(crate) fn matrix() -> Result<Matrix, Error> {
    let row = |i: u32| {
        let x = f64::from(i);
        [x * 0.37 - 2.0, f64::from(i * 7 % 13) / 3.0, f64::from(i * i % 11) * 1e-3]
    };
    Matrix::from_rows(NAMES, (0..24).map(row))
}

pub(crate) fn numbers() -> Vector {
    Vector::new((0..24).map(|i| f64::from(i * i % 17) * 0.7 - f64::from(i) / 3.0).collect())
}

pub(crate) fn labels(classes: u32) -> Labels {
    Labels::from_texts((0..24).map(|i| format!("class {}", (i * i % 17) % classes)))
}
