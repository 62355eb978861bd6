//! Nodes to serde values.

use super::{CodecError, Node};
use serde::Deserialize;
use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

/// The value a node is the stored form of.
///
/// # Errors
/// When the node is of another form, a field is missing, or a field is unknown: nothing is passed over.
pub fn from_node<'a, T: Deserialize<'a>>(node: &'a Node) -> Result<T, CodecError> {
    T::deserialize(Decoder(node))
}

#[derive(Clone, Copy)]
struct Decoder<'a>(&'a Node);

impl<'a> Decoder<'a> {
    /// A record that has all of these fields.
    fn record(self, names: &[&str]) -> Result<&'a [(String, Node)], CodecError> {
        let Node::Record(fields) = self.0 else { return Err(self.expected("a record")) };
        // serde would take an optional field that is not there for one that holds nothing.
        match names.iter().find(|name| self.0.get(name).is_none()) {
            Some(name) => Err(CodecError::new(format!("missing field `{name}`"))),
            None => Ok(fields),
        }
    }

    fn expected(self, what: &str) -> CodecError {
        CodecError::new(format!("expected {what}, found {}", self.0.form()))
    }

    /// A lone number: its 16 hexadecimal digits when it comes out of a header.
    fn real(self) -> Result<f64, CodecError> {
        match self.0 {
            Node::Real(x) => Ok(*x),
            Node::Text(hex) => parse_bits(hex).ok_or_else(|| self.expected("a number")),
            _ => Err(self.expected("a number")),
        }
    }

    fn int(self) -> Result<i64, CodecError> {
        match *self.0 {
            Node::Int(x) => Ok(x),
            Node::Uint(x) => i64::try_from(x).map_err(|_| self.expected("a signed integer")),
            _ => Err(self.expected("an integer")),
        }
    }

    fn uint(self) -> Result<u64, CodecError> {
        match *self.0 {
            Node::Uint(x) => Ok(x),
            Node::Int(x) => u64::try_from(x).map_err(|_| self.expected("an unsigned integer")),
            _ => Err(self.expected("an integer")),
        }
    }
}

/// Whether values of one scalar type should have been an array.
fn array(items: &[Node]) -> bool {
    let whole = |node: &Node| matches!(node, Node::Int(_) | Node::Uint(_));
    !items.is_empty()
        && (items.iter().all(whole)
            || items.iter().all(|node| matches!(node, Node::Text(_)))
            || items.iter().all(|node| matches!(node, Node::Real(_)))
            || items.iter().all(|node| matches!(node, Node::Bool(_))))
}

/// The one NaN of the stored form.
pub(crate) const CANONICAL_NAN: u64 = 0x7ff8_0000_0000_0000;

/// The number whose bits are these 16 lower-case hexadecimal digits.
pub(crate) fn parse_bits(hex: &str) -> Option<f64> {
    let digits = hex.len() == 16 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    let bits = if digits { u64::from_str_radix(hex, 16).ok()? } else { return None };
    Some(f64::from_bits(bits)).filter(|x| !x.is_nan() || bits == CANONICAL_NAN)
}

impl<'a> de::Deserializer<'a> for Decoder<'a> {
    type Error = CodecError;

    fn deserialize_any<V: Visitor<'a>>(self, _: V) -> Result<V::Value, CodecError> {
        Err(CodecError::new("the stored form is not self-describing"))
    }
    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        match self.0 {
            Node::Bool(x) => visitor.visit_bool(*x),
            _ => Err(self.expected("a boolean")),
        }
    }
    fn deserialize_i8<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_i64(self.int()?)
    }
    fn deserialize_i16<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_i64(self.int()?)
    }
    fn deserialize_i32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_i64(self.int()?)
    }
    fn deserialize_i64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_i64(self.int()?)
    }
    fn deserialize_u8<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_u64(self.uint()?)
    }
    fn deserialize_u16<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_u64(self.uint()?)
    }
    fn deserialize_u32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_u64(self.uint()?)
    }
    fn deserialize_u64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_u64(self.uint()?)
    }
    fn deserialize_f32<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_f64(self.real()?)
    }
    fn deserialize_f64<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        visitor.visit_f64(self.real()?)
    }
    fn deserialize_char<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        self.deserialize_str(visitor)
    }
    fn deserialize_str<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        match self.0 {
            Node::Text(text) => visitor.visit_borrowed_str(text),
            _ => Err(self.expected("text")),
        }
    }
    fn deserialize_string<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        self.deserialize_str(visitor)
    }
    fn deserialize_bytes<V: Visitor<'a>>(self, _: V) -> Result<V::Value, CodecError> {
        Err(CodecError::new("raw bytes have no stored form"))
    }
    fn deserialize_byte_buf<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        self.deserialize_bytes(visitor)
    }
    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        match self.0 {
            Node::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }
    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        match self.0 {
            Node::Null => visitor.visit_unit(),
            _ => Err(self.expected("null")),
        }
    }
    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, CodecError> {
        self.deserialize_unit(visitor)
    }
    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, CodecError> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        match self.0 {
            Node::List(items) if array(items) => Err(self.expected("an array")),
            Node::List(items) => visitor.visit_seq(Items(items.iter().map(Decoder))),
            Node::Reals(items) => visitor.visit_seq(Items(items.iter().map(|&x| Cell(x)))),
            Node::Singles(items) => visitor.visit_seq(Items(items.iter().map(|&x| Cell(x)))),
            Node::Ints(items) => visitor.visit_seq(Items(items.iter().map(|&x| Cell(x)))),
            Node::Uints(items) => visitor.visit_seq(Items(items.iter().map(|&x| Cell(x)))),
            Node::Words(items) => visitor.visit_seq(Items(items.iter().map(|&x| Cell(x)))),
            Node::Bools(items) => visitor.visit_seq(Items(items.iter().map(|&x| Cell(x)))),
            Node::Texts(items) => {
                visitor.visit_seq(Items(items.iter().map(|text| Borrowed(text.as_str()))))
            }
            _ => Err(self.expected("a list")),
        }
    }
    fn deserialize_tuple<V: Visitor<'a>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, CodecError> {
        match self.0 {
            Node::List(items) if items.len() == length => {
                visitor.visit_seq(Items(items.iter().map(Decoder)))
            }
            _ => Err(self.expected(&format!("a list of {length}"))),
        }
    }
    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, CodecError> {
        self.deserialize_tuple(length, visitor)
    }
    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        match self.0 {
            Node::List(pairs) => {
                visitor.visit_map(Pairs { pairs: pairs.iter(), before: None, value: None })
            }
            _ => Err(self.expected("a list of pairs")),
        }
    }
    fn deserialize_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, CodecError> {
        visitor.visit_map(Fields { fields: self.record(names)?.iter(), value: None })
    }
    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, CodecError> {
        match self.0 {
            Node::Text(variant) => visitor.visit_enum(variant.as_str().into_deserializer()),
            Node::Record(fields) => match fields.as_slice() {
                [(variant, content)] => visitor.visit_enum(Variant { variant, content }),
                _ => Err(self.expected("one variant")),
            },
            _ => Err(self.expected("a variant")),
        }
    }
    fn deserialize_identifier<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, CodecError> {
        self.deserialize_str(visitor)
    }
    /// Asked for only when a struct does not know a field: nothing is passed over.
    fn deserialize_ignored_any<V: Visitor<'a>>(self, _: V) -> Result<V::Value, CodecError> {
        Err(CodecError::new("an unknown field"))
    }
}

struct Borrowed<'a>(&'a str);

impl<'a> IntoDeserializer<'a, CodecError> for Borrowed<'a> {
    type Deserializer = de::value::BorrowedStrDeserializer<'a, CodecError>;
    fn into_deserializer(self) -> Self::Deserializer {
        de::value::BorrowedStrDeserializer::new(self.0)
    }
}

/// One value of an array. It is read only as the type that was written: serde by itself would take
/// whole numbers for reals.
struct Cell<T>(T);

macro_rules! cells {
    ($($type:ty, $form:literal, $visit:ident, [$($own:ident)*], [$($other:ident)*];)*) => {$(
        impl<'de> IntoDeserializer<'de, CodecError> for Cell<$type> {
            type Deserializer = Self;
            fn into_deserializer(self) -> Self {
                self
            }
        }

        impl<'de> de::Deserializer<'de> for Cell<$type> {
            type Error = CodecError;
            fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, CodecError> {
                Err(CodecError::new(concat!("an array of ", $form, " in place of another form")))
            }
            $(fn $own<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CodecError> {
                visitor.$visit(self.0)
            })*
            fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, CodecError> {
                visitor.visit_some(self)
            }
            fn deserialize_newtype_struct<V: Visitor<'de>>(
                self,
                _: &'static str,
                visitor: V,
            ) -> Result<V::Value, CodecError> {
                visitor.visit_newtype_struct(self)
            }
            serde::forward_to_deserialize_any! {
                $($other)*
                i128 u128 char str string bytes byte_buf unit unit_struct seq tuple
                tuple_struct map struct enum identifier ignored_any
            }
        }
    )*};
}

// Narrow whole numbers are stored in the form of the widest: u8 to u32 as u32, i8 to i64 as i64.
cells! {
    f64, "f64", visit_f64, [deserialize_f64],
        [bool i8 i16 i32 i64 u8 u16 u32 u64 f32];
    f32, "f32", visit_f32, [deserialize_f32],
        [bool i8 i16 i32 i64 u8 u16 u32 u64 f64];
    i64, "i64", visit_i64,
        [deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64],
        [bool u8 u16 u32 u64 f32 f64];
    u64, "u64", visit_u64, [deserialize_u64],
        [bool i8 i16 i32 i64 u8 u16 u32 f32 f64];
    u32, "u32", visit_u32, [deserialize_u8 deserialize_u16 deserialize_u32],
        [bool i8 i16 i32 i64 u64 f32 f64];
    bool, "booleans", visit_bool, [deserialize_bool],
        [i8 i16 i32 i64 u8 u16 u32 u64 f32 f64];
}

impl<'a> IntoDeserializer<'a, CodecError> for Decoder<'a> {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

/// A sequence. The length told to the visitor is that of an array that is already in memory.
struct Items<I>(I);

impl<'a, I> de::SeqAccess<'a> for Items<I>
where
    I: ExactSizeIterator,
    I::Item: IntoDeserializer<'a, CodecError>,
{
    type Error = CodecError;
    fn next_element_seed<T: DeserializeSeed<'a>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, CodecError> {
        self.0.next().map(|item| seed.deserialize(item.into_deserializer())).transpose()
    }
    fn size_hint(&self) -> Option<usize> {
        Some(self.0.len())
    }
}

/// A map, stored as a list of pairs, ascending by key as it was written: pairs in another order would be stored in
/// this one again, under another digest.
struct Pairs<'a> {
    pairs: std::slice::Iter<'a, Node>,
    before: Option<&'a Node>,
    value: Option<&'a Node>,
}

/// Whether a key may stand before another.
fn ascending(before: &Node, key: &Node) -> bool {
    match (before, key) {
        (Node::Text(a), Node::Text(b)) => a < b,
        (Node::Uint(a), Node::Uint(b)) => a < b,
        (Node::Int(a), Node::Int(b)) => a < b,
        _ => true,
    }
}

impl<'a> de::MapAccess<'a> for Pairs<'a> {
    type Error = CodecError;
    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, CodecError> {
        let Some(pair) = self.pairs.next() else { return Ok(None) };
        let Node::List(pair) = pair else {
            return Err(Decoder(pair).expected("a pair"));
        };
        let [key, value] = pair.as_slice() else { return Err(CodecError::new("expected a pair")) };
        if self.before.replace(key).is_some_and(|before| !ascending(before, key)) {
            return Err(CodecError::new(format!("entry `{key}` of a map is not in order")));
        }
        self.value = Some(value);
        seed.deserialize(Decoder(key)).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, CodecError> {
        let value = self.value.take().ok_or_else(|| CodecError::new("a value without its key"))?;
        seed.deserialize(Decoder(value))
    }
}

/// The fields of a record.
struct Fields<'a> {
    fields: std::slice::Iter<'a, (String, Node)>,
    value: Option<(&'a str, &'a Node)>,
}

impl<'a> de::MapAccess<'a> for Fields<'a> {
    type Error = CodecError;
    fn next_key_seed<K: DeserializeSeed<'a>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, CodecError> {
        let Some((name, node)) = self.fields.next() else { return Ok(None) };
        self.value = Some((name, node));
        seed.deserialize(de::value::BorrowedStrDeserializer::new(name)).map(Some)
    }
    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, CodecError> {
        let (name, node) = self.value.take().ok_or_else(CodecError::nameless)?;
        seed.deserialize(Decoder(node)).map_err(|e| e.within(name))
    }
}

/// An enum variant with content.
struct Variant<'a> {
    variant: &'a str,
    content: &'a Node,
}

impl<'a> de::EnumAccess<'a> for Variant<'a> {
    type Error = CodecError;
    type Variant = Decoder<'a>;
    fn variant_seed<V: DeserializeSeed<'a>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Decoder<'a>), CodecError> {
        let name = seed.deserialize(de::value::BorrowedStrDeserializer::new(self.variant))?;
        Ok((name, Decoder(self.content)))
    }
}

impl<'a> de::VariantAccess<'a> for Decoder<'a> {
    type Error = CodecError;
    fn unit_variant(self) -> Result<(), CodecError> {
        Err(self.expected("nothing"))
    }
    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, CodecError> {
        seed.deserialize(self)
    }
    fn tuple_variant<V: Visitor<'a>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, CodecError> {
        de::Deserializer::deserialize_tuple(self, length, visitor)
    }
    fn struct_variant<V: Visitor<'a>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, CodecError> {
        de::Deserializer::deserialize_struct(self, "", fields, visitor)
    }
}
