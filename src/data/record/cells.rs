//! One field of a record as a cell.

use crate::data::read::Cell;
use serde::de::value::Error as Problem;
use serde::ser::{Error as _, Impossible, Serialize, Serializer};

/// A cell that owns its text.
#[derive(Debug)]
pub(super) enum OwnedCell {
    Missing,
    Boolean(bool),
    Integer(i64),
    Real(f64),
    Text(String),
}

impl OwnedCell {
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            OwnedCell::Missing => Cell::Missing,
            OwnedCell::Boolean(x) => Cell::Boolean(*x),
            OwnedCell::Integer(x) => Cell::Integer(*x),
            OwnedCell::Real(x) => Cell::Real(*x),
            OwnedCell::Text(x) => Cell::Text(x),
        }
    }
}

/// Takes a value that is one cell, and refuses all others by what they are.
pub(super) struct CellSerializer;

fn nested<T>(what: &str) -> Result<T, Problem> {
    Err(Problem::custom(format!("is {what}: a record is flat")))
}

fn whole<T>(x: T) -> Result<OwnedCell, Problem>
where
    T: Copy + std::fmt::Display,
    i64: TryFrom<T>,
{
    match i64::try_from(x) {
        Ok(x) => Ok(OwnedCell::Integer(x)),
        Err(_) => Err(Problem::custom(format!("is {x}: integers are within the range of i64"))),
    }
}

macro_rules! whole {
    ($($method:ident: $type:ty),*) => {$(
        fn $method(self, x: $type) -> Result<OwnedCell, Problem> {
            whole(x)
        }
    )*};
}

impl Serializer for CellSerializer {
    type Ok = OwnedCell;
    type Error = Problem;
    type SerializeSeq = Impossible<OwnedCell, Problem>;
    type SerializeTuple = Impossible<OwnedCell, Problem>;
    type SerializeTupleStruct = Impossible<OwnedCell, Problem>;
    type SerializeTupleVariant = Impossible<OwnedCell, Problem>;
    type SerializeMap = Impossible<OwnedCell, Problem>;
    type SerializeStruct = Impossible<OwnedCell, Problem>;
    type SerializeStructVariant = Impossible<OwnedCell, Problem>;

    whole!(
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_i128: i128, serialize_u8: u8, serialize_u16: u16, serialize_u32: u32,
        serialize_u64: u64, serialize_u128: u128
    );

    fn serialize_bool(self, x: bool) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Boolean(x))
    }

    fn serialize_f32(self, x: f32) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Real(f64::from(x)))
    }

    fn serialize_f64(self, x: f64) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Real(x))
    }

    fn serialize_char(self, x: char) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Text(x.to_string()))
    }

    fn serialize_str(self, x: &str) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Text(x.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<OwnedCell, Problem> {
        nested("bytes")
    }

    fn serialize_none(self) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Missing)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<OwnedCell, Problem> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Missing)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Missing)
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<OwnedCell, Problem> {
        Ok(OwnedCell::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<OwnedCell, Problem> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<OwnedCell, Problem> {
        nested("an enum that holds a value")
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Problem> {
        nested("a sequence")
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Problem> {
        nested("a tuple")
    }

    fn serialize_tuple_struct(
        self,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleStruct, Problem> {
        nested("a tuple")
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Problem> {
        nested("an enum that holds values")
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Problem> {
        nested("a map")
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeStruct, Problem> {
        nested("a struct")
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Problem> {
        nested("an enum that holds values")
    }
}
