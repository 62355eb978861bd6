use super::*;
use crate::artifact::Stage;
use crate::artifact::codec::{from_node, to_node};
use crate::data::{Column, DataKind, Table, Value};
use crate::exact;
use crate::pipeline::{Apply, Fit};
use proptest::prelude::*;

const NONE: [&str; 0] = [];
const WINDOWED: [Reduction; 9] = [
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
const EXPANDING: [Reduction; 7] = [
    Reduction::Sum,
    Reduction::Mean,
    Reduction::StandardDeviation,
    Reduction::Variance,
    Reduction::Maximum,
    Reduction::Minimum,
    Reduction::Count,
];

fn series(values: &[f64]) -> Table {
    Table::new()
        .with("t", Column::integers(0..values.len() as i64))
        .and_then(|x| x.with("x", Column::Real(values.to_vec())))
        .unwrap()
}

fn column(out: &Table, name: &str) -> Vec<f64> {
    out.column(name).unwrap().reals().unwrap().into_owned()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| x.to_bits()).collect()
}

/// pandas 3.1: `s.shift(2)`, `s.rolling(3).agg(f).shift(1)`, `s.expanding().agg(f).shift(1)` of
/// 5, 7, NaN, 8, 2, 9.
#[test]
fn agrees_with_pandas() -> Result<(), Error> {
    let nan = f64::NAN;
    let x = series(&[5.0, 7.0, nan, 8.0, 2.0, 9.0]);
    let recipe = Windows::by(NONE)
        .over("t")
        .lag("x", [2])
        .window("x", 2, [Reduction::Mean, Reduction::StandardDeviation])
        .expanding("x", [Reduction::Mean, Reduction::Variance, Reduction::Minimum]);
    let (_, out) = recipe.fit_apply(&x, &())?;
    let expect = |name: &str, expected: [f64; 6]| {
        for (row, (found, expected)) in column(&out, name).iter().zip(expected).enumerate() {
            let close = (found - expected).abs() < 1e-12 || found.is_nan() && expected.is_nan();
            assert!(close, "{name}, {row}: {found}, not {expected}");
        }
    };
    expect("x_lag_2", [nan, nan, 5.0, 7.0, nan, 8.0]);
    expect("x_window_2_mean", [nan, nan, 6.0, nan, nan, 5.0]);
    expect("x_window_2_std", [nan, nan, std::f64::consts::SQRT_2, nan, nan, 4.242640687119285]);
    expect("x_expanding_mean", [nan, 5.0, 6.0, 6.0, 20.0 / 3.0, 5.5]);
    expect("x_expanding_var", [nan, nan, 2.0, 2.0, 7.0 / 3.0, 7.0]);
    expect("x_expanding_min", [nan, 5.0, 5.0, 5.0, 5.0, 2.0]);
    Ok(())
}

#[test]
fn fill_periods_and_least_values() -> Result<(), Error> {
    let x = series(&[1.0, 2.0, f64::NAN, 4.0, 5.0]);
    let recipe = Windows::by(NONE)
        .over("t")
        .lag("x", [1, 3])
        .window("x", 2, [Reduction::Sum, Reduction::Count])
        .expanding("x", [Reduction::Sum, Reduction::Count])
        .periods(2)
        .min_periods(1)
        .fill(-1.0)
        .drop_sources(true);
    let (_, out) = recipe.fit_apply(&x, &())?;
    let nan = f64::NAN;
    assert_eq!(bits(&column(&out, "x_lag_1")), bits(&[-1.0, 1.0, 2.0, nan, 4.0]));
    assert_eq!(column(&out, "x_lag_3"), [-1.0, -1.0, -1.0, 1.0, 2.0]);
    // Up to two rows back: of nothing, nothing, 1, then 1 and 2, then 2 and what is missing.
    assert_eq!(bits(&column(&out, "x_window_2_sum")), bits(&[nan, nan, 1.0, 3.0, 2.0]));
    assert_eq!(bits(&column(&out, "x_window_2_count")), bits(&[nan, nan, 1.0, 2.0, 1.0]));
    assert_eq!(bits(&column(&out, "x_expanding_sum")), bits(&[nan, nan, 1.0, 3.0, 3.0]));
    assert_eq!(bits(&column(&out, "x_expanding_count")), bits(&[nan, nan, 1.0, 2.0, 2.0]));
    assert!(out.get("x").is_none());
    Ok(())
}

/// Rows of some series, in any order, with missing and huge values and equal times.
fn tables() -> impl Strategy<Value = Table> {
    let value = prop_oneof![
        4 => -1e3..1e3f64,
        1 => Just(f64::NAN),
        1 => prop::sample::select(vec![1e16, -1e16, 0.1, -0.0]),
    ];
    let key = prop::sample::select(vec![None, Some("a"), Some("b"), Some("c")]);
    let row = (key, 0i64..8, any::<bool>(), value.clone(), value);
    prop::collection::vec(row, 0..40).prop_map(|rows| {
        let texts = rows.iter().map(|row| row.0).collect();
        let flags = rows.iter().map(|row| Some(row.2)).collect();
        Table::new()
            .with("shop", Column::Text(texts))
            .and_then(|x| x.with("t", Column::integers(rows.iter().map(|row| row.1))))
            .and_then(|x| x.with("flag", Column::Boolean(flags)))
            .and_then(|x| x.with("x", Column::Real(rows.iter().map(|row| row.3).collect())))
            .and_then(|x| x.with("y", Column::Real(rows.iter().map(|row| row.4).collect())))
            .unwrap()
    })
}

fn everything(periods: u32) -> Windows {
    all_over(Windows::by(["shop", "flag"]).over("t"), periods)
}

fn all_over(windows: Windows, periods: u32) -> Windows {
    windows
        .lag("x", [1, 4])
        .window("x", 3, WINDOWED)
        .window("y", 2, WINDOWED)
        .expanding("y", EXPANDING)
        .periods(periods)
        .min_periods(2)
}

/// The features of each row from their definition: all earlier rows of its key, gathered again.
fn by_definition(x: &Table, order: &[usize], row: usize, periods: usize) -> Vec<f64> {
    let key = |row| (x.value(row, "shop"), x.value(row, "flag"));
    let at = order.iter().position(|&other| other == row).unwrap();
    let before: Vec<usize> =
        order[..at].iter().copied().filter(|&other| key(other) == key(row)).collect();
    let values = |name| -> Vec<f64> {
        let all = column(x, name);
        before.iter().map(|&row| all[row]).collect()
    };
    let (of_x, of_y) = (values("x"), values("y"));
    let lag = |k: usize| of_x.len().checked_sub(k).map_or(f64::NAN, |at| of_x[at]);
    let past = |all: &[f64]| all[..all.len().saturating_sub(periods - 1)].to_vec();
    let there =
        |values: &[f64]| -> Vec<f64> { values.iter().copied().filter(|x| !x.is_nan()).collect() };
    let window = |all: &[f64], rows: usize| {
        let past = past(all);
        past[past.len().saturating_sub(rows)..].to_vec()
    };
    // A count needs two rows, anything else two values.
    let enough = |rows: &[f64], reduction: Reduction| match reduction {
        Reduction::Count => rows.len() >= 2,
        _ => there(rows).len() >= 2,
    };
    let of = |rows: &[f64], reduction: Reduction| match enough(rows, reduction) {
        true => reduction.of(&there(rows)),
        false => exact::NAN,
    };
    let exactly = |rows: &[f64], reduction: Reduction| match (reduction, &*there(rows)) {
        _ if !enough(rows, reduction) => exact::NAN,
        (Reduction::Count, values) => values.len() as f64,
        (Reduction::Sum, values) => exact::exact_sum(values),
        (Reduction::Mean, values) => exact::mean(values).unwrap(),
        (Reduction::Variance, values) => exact::variance(values, 1).unwrap(),
        (Reduction::StandardDeviation, values) => exact::variance(values, 1).unwrap().sqrt(),
        (_, values) => reduction.of(values),
    };
    let mut out = vec![lag(1), lag(4)];
    out.extend(WINDOWED.map(|reduction| of(&window(&of_x, 3), reduction)));
    out.extend(WINDOWED.map(|reduction| of(&window(&of_y, 2), reduction)));
    out.extend(EXPANDING.map(|reduction| exactly(&past(&of_y), reduction)));
    out
}

fn made(fitted: &Windower, out: &Table, row: usize) -> Vec<u64> {
    fitted.made().iter().map(|name| exact::canonical(column(out, name)[row]).to_bits()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Fitting gives each row what its definition says of the rows before it, to the bit; a stream that
    /// gets the rows in that order, in blocks of any size, gives the same bits and ends in the same state.
    #[test]
    fn batch_stream_and_definition_agree(
        x in tables(), cuts in prop::collection::vec(1usize..9, 1..5), periods in 1u32..4,
    ) {
        let recipe = everything(periods);
        let (fitted, out) = recipe.fit_apply(&x, &()).unwrap();
        prop_assert!(recipe.fit(&x, &()).unwrap() == fitted, "fit and fit_apply");
        let mut order =
            crate::pipeline::canonical_order(x.lend(), crate::pipeline::Target::None);
        let time = |row: usize| column(&x, "t")[row];
        order.sort_by(|&a, &b| time(a).total_cmp(&time(b)));
        for row in 0..x.rows() {
            let expected: Vec<u64> = by_definition(&x, &order, row, periods as usize)
                .iter()
                .map(|x| exact::canonical(*x).to_bits())
                .collect();
            prop_assert_eq!(made(&fitted, &out, row), expected);
        }
        let sorted = x.take(&order);
        let mut stream = recipe.fit(&x.slice(0..0), &()).unwrap().stream();
        let mut blocks = vec![stream.push(&x.slice(0..0)).unwrap()];
        let (mut start, mut turn) = (0, 0);
        while start < x.rows() {
            let end = start + cuts[turn % cuts.len()];
            blocks.push(stream.push(&sorted.slice(start..end)).unwrap());
            (start, turn) = (end, turn + 1);
        }
        prop_assert_eq!(&Table::concat(&blocks).unwrap(), &out.take(&order));
        prop_assert!(stream.into_fitted() == fitted, "the stream ends in another state");
    }

    /// Without a key all rows are of one series, which is learned in another way.
    #[test]
    fn one_series_is_learned_as_it_is_run_through(x in tables(), periods in 1u32..4) {
        let recipe = all_over(Windows::by(NONE).over("t"), periods);
        let (fitted, _) = recipe.fit_apply(&x, &()).unwrap();
        prop_assert!(recipe.fit(&x, &()).unwrap() == fitted, "fit and fit_apply");
        let by_a_constant = x.clone().with("one", Column::integers(vec![1; x.rows()])).unwrap();
        let keyed = all_over(Windows::by(["one"]).over("t"), periods);
        let answers = keyed.fit(&by_a_constant, &()).unwrap().apply(&by_a_constant).unwrap();
        prop_assert_eq!(answers.without(&["one"]), fitted.apply(&x).unwrap());
    }

    /// A stage that was stored goes on as the one that was not.
    #[test]
    fn the_state_survives_storing(x in tables(), y in tables()) {
        let fitted = everything(2).fit(&x, &()).unwrap();
        let state: WindowState = from_node(&to_node(fitted.state()).unwrap()).unwrap();
        let back = Windower::restore(fitted.recipe().clone(), state).unwrap();
        prop_assert!(back == fitted, "another state comes back");
        prop_assert_eq!(back.apply(&y).unwrap(), fitted.apply(&y).unwrap());
    }
}

#[test]
fn every_row_is_answered_as_if_it_came_next() -> Result<(), Error> {
    let x = series(&[1.0, 2.0, 4.0]);
    let recipe = Windows::by(NONE).over("t").lag("x", [1]).expanding("x", [Reduction::Sum]);
    let fitted = recipe.fit(&x, &())?;
    let out = fitted.apply(&x)?;
    assert_eq!(column(&out, "x_lag_1"), [4.0; 3]);
    assert_eq!(column(&out, "x_expanding_sum"), [7.0; 3]);
    Ok(())
}

#[test]
fn a_stream_refuses_what_comes_too_late_and_takes_none_of_the_block() -> Result<(), Error> {
    let block = |shop: &[&str], t: Vec<Option<i64>>| {
        let zeros = vec![0.0; t.len()];
        Table::new()
            .with("shop", Column::text(shop))?
            .with("t", Column::Timestamp(t))?
            .with("x", Column::Real(zeros))
    };
    let day = |n: i64| Some(n * 86_400_000_000);
    let recipe = Windows::by(["shop"]).over("t").lag("x", [1]);
    let start = recipe.fit(&block(&["a"], vec![day(3)])?, &())?;
    let mut stream = start.stream();
    // Each series has a time of its own.
    stream.push(&block(&["b", "a", "b"], vec![day(1), day(3), day(2)])?)?;
    let before = stream.clone();
    let late = block(&["a", "c", "b", "b"], vec![day(9), day(1), day(5), day(4)])?;
    assert_eq!(
        stream.push(&late).unwrap_err().to_string(),
        "stage `feature.windows`, column `t`, row 3: expected a time not before \
         1970-01-06T00:00:00Z, the last of its series, found 1970-01-05T00:00:00Z"
    );
    let missing = block(&["a", "a"], vec![day(9), None])?;
    assert_eq!(
        stream.push(&missing).unwrap_err().to_string(),
        "stage `feature.windows`, column `t`, row 1: expected a time, found missing"
    );
    assert_eq!(stream, before);
    assert!(recipe.fit(&missing, &()).is_err());
    // A row that is only answered needs no time.
    assert_eq!(start.apply(&missing)?.value(1, "x_lag_1"), Value::Real(0.0));
    Ok(())
}

#[test]
fn says_what_it_cannot_do() -> Result<(), Error> {
    let x = series(&[1.0]).with("w", Column::text(["x"]))?;
    let recipe = || Windows::by(NONE).over("t");
    let message = |recipe: Windows| recipe.fit(&x, &()).unwrap_err().to_string();
    assert!(message(recipe()).contains("parameter `features` must be a lag, a window or"));
    assert_eq!(
        message(recipe().lag("x", [0])),
        "stage `feature.windows`: parameter `rows` must be from 1 to 65,536, found 0"
    );
    assert!(message(recipe().expanding("x", [Reduction::Median])).contains("found median"));
    assert!(message(recipe().lag("x", [1, 1])).contains("two columns would have this name"));
    assert!(message(recipe().lag("w", [1])).contains("`w` is text"));
    assert!(
        message(recipe().over("w").lag("x", [1])).contains("expected real, integer or timestamp")
    );
    assert!(message(recipe().periods(0).lag("x", [1])).contains("`periods`"));
    let fitted = recipe().lag("x", [1]).fit(&x, &())?;
    let other = Table::new().with("t", Column::Real(vec![1.0]))?;
    let other = other.with("x", Column::Real(vec![1.0]))?;
    assert!(fitted.stream().push(&other).unwrap_err().to_string().contains("`t` is real"));
    Ok(())
}
