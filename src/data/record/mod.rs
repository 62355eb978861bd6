//! Rust structs as rows, through serde.

mod cells;
mod from_records;
mod of_schema;
mod row;
mod to_records;

#[cfg(test)]
mod tests;
