//! One record as a row of named cells.

use super::cells::{CellSerializer, OwnedCell};
use crate::error::clip;
use serde::de::value::Error as Problem;
use serde::ser::{Error as _, Impossible, Serialize, SerializeMap, SerializeStruct, Serializer};
use std::borrow::Cow;

/// A field as one cell, or why it is none. What is wrong with a field that nobody reads is no error.
pub(super) type Field = Result<OwnedCell, Problem>;

/// The fields of one record, in the order they were written.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) cells: Vec<(Cow<'static, str>, Field)>,
    /// The name of a map's entry whose value comes next.
    name: Option<String>,
}

impl Row {
    fn put<T: Serialize + ?Sized>(&mut self, name: Cow<'static, str>, value: &T) {
        let cell = value
            .serialize(CellSerializer)
            .map_err(|problem| Problem::custom(format!("`{}` {problem}", clip(&name))));
        self.cells.push((name, cell));
    }
}

impl SerializeStruct for Row {
    type Ok = Row;
    type Error = Problem;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Problem> {
        self.put(name.into(), value);
        Ok(())
    }

    fn end(self) -> Result<Row, Problem> {
        Ok(self)
    }
}

impl SerializeMap for Row {
    type Ok = Row;
    type Error = Problem;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Problem> {
        match key.serialize(CellSerializer) {
            Ok(OwnedCell::Text(name)) => {
                self.name = Some(name);
                Ok(())
            }
            _ => Err(Problem::custom("a name of the map is not text")),
        }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Problem> {
        match self.name.take() {
            Some(name) => {
                self.put(name.into(), value);
                Ok(())
            }
            None => Err(Problem::custom("a value of the map has no name")),
        }
    }

    fn end(self) -> Result<Row, Problem> {
        Ok(self)
    }
}

/// Takes a struct or a map, and refuses all else by what it is.
pub(super) struct RowSerializer;

fn no_row<T>(what: &str) -> Result<T, Problem> {
    Err(Problem::custom(format!("expected a struct or a map with named fields, found {what}")))
}

macro_rules! no_row {
    ($($method:ident($($type:ty),*) -> $ok:ident: $what:literal;)*) => {$(
        fn $method(self, $(_: $type),*) -> Result<Self::$ok, Problem> {
            no_row($what)
        }
    )*};
}

impl Serializer for RowSerializer {
    type Ok = Row;
    type Error = Problem;
    type SerializeSeq = Impossible<Row, Problem>;
    type SerializeTuple = Impossible<Row, Problem>;
    type SerializeTupleStruct = Impossible<Row, Problem>;
    type SerializeTupleVariant = Impossible<Row, Problem>;
    type SerializeMap = Row;
    type SerializeStruct = Row;
    type SerializeStructVariant = Impossible<Row, Problem>;

    no_row! {
        serialize_bool(bool) -> Ok: "a boolean";
        serialize_i8(i8) -> Ok: "an integer";
        serialize_i16(i16) -> Ok: "an integer";
        serialize_i32(i32) -> Ok: "an integer";
        serialize_i64(i64) -> Ok: "an integer";
        serialize_u8(u8) -> Ok: "an integer";
        serialize_u16(u16) -> Ok: "an integer";
        serialize_u32(u32) -> Ok: "an integer";
        serialize_u64(u64) -> Ok: "an integer";
        serialize_f32(f32) -> Ok: "a number";
        serialize_f64(f64) -> Ok: "a number";
        serialize_char(char) -> Ok: "text";
        serialize_str(&str) -> Ok: "text";
        serialize_bytes(&[u8]) -> Ok: "bytes";
        serialize_none() -> Ok: "nothing";
        serialize_unit() -> Ok: "nothing";
        serialize_unit_variant(&'static str, u32, &'static str) -> Ok: "an enum";
        serialize_seq(Option<usize>) -> SerializeSeq: "a sequence";
        serialize_tuple(usize) -> SerializeTuple: "a tuple";
        serialize_tuple_struct(&'static str, usize) -> SerializeTupleStruct: "a tuple";
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> SerializeTupleVariant: "an enum";
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> SerializeStructVariant: "an enum";
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<Row, Problem> {
        Ok(Row::default())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<Row, Problem> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<Row, Problem> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<Row, Problem> {
        no_row("an enum")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Row, Problem> {
        Ok(Row::default())
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Row, Problem> {
        Ok(Row::default())
    }
}
