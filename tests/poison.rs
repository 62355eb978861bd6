//! Rows nobody hoped for, through every door: the documented answer, or an error that names row and
//! column; never a panic, and never a bit of another row.
#![cfg(feature = "train")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests stop the test")]

#[path = "poison/doors.rs"]
mod doors;
#[path = "poison/models.rs"]
mod models;
#[path = "poison/rows.rs"]
mod rows;
#[path = "poison/unseen.rs"]
mod unseen;
#[path = "poison/whole.rs"]
mod whole;

use doors::{Answer, Door};
use models::Served;
use rows::{Cell, Row};
use steadfast::data::{self, ColumnType, Field, Policy};

/// What the documentation of [`Policy`] says of one cell.
#[derive(Debug, PartialEq)]
enum Said {
    /// The row is refused before any stage.
    Refused,
    /// The row is as if the cell were missing.
    AsMissing,
    /// The stages answer.
    Stages,
}

/// The documented policy, stated again from the outside.
fn said(field: &Field, cell: &Cell) -> Said {
    let Policy { missing, unseen, out_of_range, .. } = field.policy();
    let answer = match cell {
        Cell::Missing => missing,
        Cell::Real(x) if x.is_nan() => missing,
        Cell::Text(text) => match field.levels() {
            Some(levels) if !levels.iter().any(|level| **level == **text) => unseen,
            _ => return Said::Stages,
        },
        Cell::Real(x) => match field.range() {
            Some(data::Range::Real(low, high)) if *x < low || *x > high => out_of_range,
            _ => return Said::Stages,
        },
        Cell::Integer(x) | Cell::Timestamp(x) => match field.range() {
            Some(data::Range::Integer(low, high)) if *x < low || *x > high => out_of_range,
            _ => return Said::Stages,
        },
        Cell::Boolean(_) => return Said::Stages,
    };
    match answer {
        data::Answer::Refuse => Said::Refused,
        data::Answer::Missing => Said::AsMissing,
        _ => Said::Stages,
    }
}

/// One poisoned row among four good ones, and alone.
fn check(model: &dyn Served, door: Door, good: &[Row], poisoned: &Row, column: &str) -> Answer {
    let about = || format!("{} through {door:?}, column `{column}`", model.name());
    let batch = [&good[0], &good[1], poisoned, &good[2], &good[3]].map(Clone::clone);
    let clean = door.answers(model, good).unwrap();
    let answers = door.answers(model, &batch).unwrap_or_else(|e| panic!("{}: {e}", about()));
    assert_eq!(answers.len(), 5, "{}", about());
    for (at, place) in [0, 1, 3, 4].into_iter().enumerate() {
        assert!(clean[at].is_ok(), "{}: {:?}", about(), clean[at]);
        assert_eq!(answers[place], clean[at], "{}: another row changed", about());
    }
    let alone = door.answers(model, std::slice::from_ref(poisoned)).unwrap();
    assert_eq!(alone.len(), 1);
    let among = answers.into_iter().nth(2).unwrap();
    assert_eq!(among, alone[0], "{}: alone and in a batch", about());
    if let Err(reason) = &among {
        // A cell may be good and a sum with it too large: then the column is the one that was summed.
        let column =
            if reason.contains("expected a finite result") { "prediction" } else { column };
        assert!(reason.contains(&format!("column `{column}")), "{}: {reason}", about());
        assert!(reason.contains("row #") || reason.contains("line #"), "{}: {reason}", about());
        assert!(reason.len() < 1000, "{}: a message of {} bytes", about(), reason.len());
    }
    among
}

fn with(row: &Row, column: &str, cell: &Cell) -> Row {
    let mut row = row.clone();
    row.set(column, cell.clone());
    row
}

/// Every cell that the column's own type can hold.
fn cells_of_the_type(model: &dyn Served) {
    let good = model.good();
    for field in model.schema().fields() {
        let column = field.name();
        for cell in rows::of_type(field.column_type()) {
            let poisoned = with(&good[0], column, &cell);
            let table = check(model, Door::Table, good, &poisoned, column);
            let case = format!("{}, `{column}` = {}", model.name(), cell.shown());
            match said(field, &cell) {
                Said::Refused => {
                    let reason = table.as_ref().expect_err(&case);
                    assert!(reason.starts_with("stage `input`"), "{case}: {reason}");
                }
                Said::AsMissing => {
                    let missing = with(&good[0], column, &Cell::Missing);
                    let missing = check(model, Door::Table, good, &missing, column);
                    assert_eq!(table, missing, "{case}");
                }
                // Answers are checked to be numbers where they are made.
                Said::Stages => {}
            }
            for door in Door::TEXT.into_iter().chain([Door::Records]) {
                if !door.has_form(&cell) {
                    continue;
                }
                let read = door.reads(&cell);
                let found = check(model, door, good, &poisoned, column);
                if read == cell {
                    assert_eq!(found, table, "{case} through {door:?}");
                } else {
                    let as_read = with(&good[0], column, &read);
                    let as_read = check(model, Door::Table, good, &as_read, column);
                    assert_eq!(found, as_read, "{case} through {door:?}");
                }
            }
        }
    }
}

/// Every cell that is not of the column's type: a table cannot hold it, the other doors refuse it.
fn cells_of_another_type(model: &dyn Served) {
    let good = model.good();
    for field in model.schema().fields() {
        for cell in rows::of_other_types(field.column_type()) {
            let poisoned = with(&good[0], field.name(), &cell);
            for door in Door::TEXT.into_iter().chain([Door::Records]) {
                if door.takes(&cell, field.column_type()) {
                    continue;
                }
                let case = format!("`{}` = {} through {door:?}", field.name(), cell.shown());
                let found = check(model, door, good, &poisoned, field.name());
                let reason = found.expect_err(&case);
                let expected = format!("expected {}", field.column_type());
                assert!(reason.contains(&expected), "{case}: {reason}");
            }
        }
    }
}

#[test]
fn a_cell_of_its_type_has_the_documented_answer_through_every_door() {
    models::each(&mut cells_of_the_type);
}

#[test]
fn a_cell_of_another_type_costs_its_own_row_alone() {
    models::each(&mut cells_of_another_type);
}

/// One text of 16 MiB: a level nobody has seen, and an error message one can read.
#[test]
fn a_huge_text_is_one_more_unseen_level() {
    models::each(&mut |model| {
        // Megabytes take their time: of the models, the one with most text.
        if !model.name().starts_with("survival") || !model.name().ends_with("loaded") {
            return;
        }
        let good = model.good();
        let field = model.schema().fields().iter().find(|f| f.column_type() == ColumnType::Text);
        let column = field.unwrap().name();
        let huge = with(&good[0], column, &Cell::Text("x".repeat(16 << 20)));
        let small = with(&good[0], column, &Cell::Text("nobody has seen this".to_owned()));
        for door in [Door::Table, Door::Csv, Door::JsonLines, Door::Records] {
            let huge = check(model, door, good, &huge, column);
            let small = check(model, door, good, &small, column);
            match (huge, small) {
                (Ok(huge), Ok(small)) => assert_eq!(huge, small, "{door:?}"),
                (Err(reason), Err(_)) => assert!(reason.contains("16777216 bytes"), "{reason}"),
                (huge, small) => panic!("{door:?}: {huge:?}, {small:?}"),
            }
        }
    });
}
