use super::*;
use proptest::prelude::*;

/// Made by Python 3.11: `(datetime.fromisoformat(text) - epoch) // timedelta(microseconds=1)`.
const PYTHON: &str = include_str!("../time_python.txt");

#[test]
fn agrees_with_python() {
    let mut rows = 0;
    for line in PYTHON.lines().filter(|line| !line.starts_with('#')) {
        let (micros, text) = line.split_once(' ').unwrap();
        let micros: i64 = micros.parse().unwrap();
        assert_eq!(parse(text), Ok(micros), "{text}");
        assert_eq!(parse(&write(micros)), Ok(micros), "{text}");
        rows += 1;
    }
    assert_eq!(rows, 200);
}

#[test]
fn refuses_by_kind() {
    use TimeError::*;
    for (text, error) in [
        ("", Syntax),
        ("2024", Syntax),
        ("2024-2-9", Syntax),
        ("20240229", Syntax),
        ("2024-060", Syntax),
        ("2024-W09-4", Syntax),
        ("2024-02-29T", Syntax),
        ("2024-02-29T12", Syntax),
        ("2024-02-29T12:30:", Syntax),
        ("2024-02-29T12:30:15.", Syntax),
        ("2024-02-29T12:30:15.Z", Syntax),
        ("2024-02-29T12:30:15 Z", Syntax),
        ("2024-02-29T12:30:15Zx", Syntax),
        ("2024-02-29Z", Syntax),
        ("2024-02-29T12:30+1", Syntax),
        ("+2024-02-29", Syntax),
        ("２024-02-29", Syntax),
        ("2023-02-29", Range),
        ("1900-02-29", Range),
        ("2024-00-01", Range),
        ("2024-13-01", Range),
        ("2024-04-31", Range),
        ("2024-01-00", Range),
        ("-000000-01-01", Range),
        ("2024-02-29T24:00", Range),
        ("2024-02-29T12:60", Range),
        ("2016-12-31T23:59:60Z", Range),
        ("2024-02-29T12:30+24:00", Range),
        ("2024-02-29T12:30:15.1234567", Precision),
        ("+294247-01-10T04:00:54.775808Z", Overflow),
        ("-290308-12-21T19:59:05.224191Z", Overflow),
        ("+999999-12-31", Overflow),
    ] {
        assert_eq!(parse(text), Err(error), "{text}");
    }
}

#[test]
fn reaches_both_ends_of_i64() {
    assert_eq!(write(i64::MAX), "+294247-01-10T04:00:54.775807Z");
    assert_eq!(write(i64::MIN), "-290308-12-21T19:59:05.224192Z");
    assert_eq!(parse(&write(i64::MAX)), Ok(i64::MAX));
    assert_eq!(parse(&write(i64::MIN)), Ok(i64::MIN));
    assert_eq!(parse("0000-01-01"), Ok(-62_167_219_200_000_000));
}

#[test]
fn offsets_and_zeros_do_not_move_the_instant() {
    let noon = parse("2024-02-29T12:00:00Z");
    for text in [
        "2024-02-29 12:00",
        "2024-02-29t12:00:00z",
        "2024-02-29T12:00:00.000000000",
        "2024-02-29T14:00:00+02",
        "2024-02-29T14:00:00+0200",
        "2024-02-29T06:30:00-05:30",
        "2024-03-01T11:59:00+23:59",
        " 2024-02-29T12:00:00-00:00\t",
    ] {
        assert_eq!(parse(text), noon, "{text}");
    }
}

proptest! {
    #[test]
    fn every_instant_comes_back(micros: i64) {
        prop_assert_eq!(parse(&write(micros)), Ok(micros));
    }

    #[test]
    fn no_text_panics(text in "[-+0-9TZ:. ]{0,34}|\\PC{0,12}") {
        if let Ok(micros) = parse(&text) {
            prop_assert_eq!(parse(&write(micros)), Ok(micros));
        }
    }
}
