//! Serde values to nodes.

use super::{CodecError, Node};
use serde::ser::{self, Serialize};

/// The stored form of a value.
///
/// # Errors
/// When the value holds raw bytes or 128-bit integers, which have no stored form.
///
/// ```
/// use steadfast::artifact::codec::{Node, from_node, to_node};
/// let node = to_node(&vec![1.5, -0.0])?;
/// assert_eq!(node, Node::Reals(vec![1.5, -0.0]));
/// assert_eq!(from_node::<Vec<f64>>(&node)?[1].to_bits(), (-0.0f64).to_bits());
/// # Ok::<(), steadfast::artifact::codec::CodecError>(())
/// ```
pub fn to_node<T: Serialize + ?Sized>(value: &T) -> Result<Node, CodecError> {
    // Widths narrower than u64 matter only inside arrays, so they are tracked until the value is whole.
    value.serialize(Encoder).map(Scalar::into_node)
}

/// A node that still knows the width of a lone number, so that sequences can be packed.
enum Scalar {
    Word(u32),
    Single(f32),
    Node(Node),
}

impl Scalar {
    fn into_node(self) -> Node {
        match self {
            Scalar::Word(x) => Node::Uint(u64::from(x)),
            Scalar::Single(x) => Node::Real(f64::from(x)),
            Scalar::Node(node) => node,
        }
    }
}

/// Packs a sequence of one scalar type into an array; leaves any other a list.
fn pack(items: Vec<Scalar>) -> Node {
    macro_rules! all {
        ($pattern:pat => $value:expr, $array:path) => {{
            let values = items.iter().map(|item| match item {
                $pattern => Some($value.to_owned()),
                _ => None,
            });
            if let Some(values) = values.collect::<Option<Vec<_>>>() {
                return $array(values);
            }
        }};
    }
    match items.first() {
        Some(Scalar::Word(_)) => all!(Scalar::Word(x) => x, Node::Words),
        Some(Scalar::Single(_)) => all!(Scalar::Single(x) => x, Node::Singles),
        Some(Scalar::Node(Node::Real(_))) => all!(Scalar::Node(Node::Real(x)) => x, Node::Reals),
        Some(Scalar::Node(Node::Int(_))) => all!(Scalar::Node(Node::Int(x)) => x, Node::Ints),
        Some(Scalar::Node(Node::Uint(_))) => all!(Scalar::Node(Node::Uint(x)) => x, Node::Uints),
        Some(Scalar::Node(Node::Bool(_))) => all!(Scalar::Node(Node::Bool(x)) => x, Node::Bools),
        Some(Scalar::Node(Node::Text(_))) => all!(Scalar::Node(Node::Text(x)) => x, Node::Texts),
        _ => {}
    }
    Node::List(items.into_iter().map(Scalar::into_node).collect())
}

fn canonical(x: f64) -> f64 {
    if x.is_nan() { f64::from_bits(0x7ff8_0000_0000_0000) } else { x }
}

struct Encoder;

type Out = Result<Scalar, CodecError>;

fn node(node: Node) -> Out {
    Ok(Scalar::Node(node))
}

impl ser::Serializer for Encoder {
    type Ok = Scalar;
    type Error = CodecError;
    type SerializeSeq = Items;
    type SerializeTuple = Items;
    type SerializeTupleStruct = Items;
    type SerializeTupleVariant = Items;
    type SerializeMap = Items;
    type SerializeStruct = Fields;
    type SerializeStructVariant = Fields;

    fn serialize_bool(self, v: bool) -> Out {
        node(Node::Bool(v))
    }
    fn serialize_i8(self, v: i8) -> Out {
        node(Node::Int(v.into()))
    }
    fn serialize_i16(self, v: i16) -> Out {
        node(Node::Int(v.into()))
    }
    fn serialize_i32(self, v: i32) -> Out {
        node(Node::Int(v.into()))
    }
    fn serialize_i64(self, v: i64) -> Out {
        node(Node::Int(v))
    }
    fn serialize_u8(self, v: u8) -> Out {
        Ok(Scalar::Word(v.into()))
    }
    fn serialize_u16(self, v: u16) -> Out {
        Ok(Scalar::Word(v.into()))
    }
    fn serialize_u32(self, v: u32) -> Out {
        Ok(Scalar::Word(v))
    }
    fn serialize_u64(self, v: u64) -> Out {
        node(Node::Uint(v))
    }
    fn serialize_f32(self, v: f32) -> Out {
        Ok(Scalar::Single(if v.is_nan() { f32::from_bits(0x7fc0_0000) } else { v }))
    }
    fn serialize_f64(self, v: f64) -> Out {
        node(Node::Real(canonical(v)))
    }
    fn serialize_char(self, v: char) -> Out {
        node(Node::Text(v.to_string()))
    }
    fn serialize_str(self, v: &str) -> Out {
        node(Node::Text(v.to_owned()))
    }
    fn serialize_bytes(self, _: &[u8]) -> Out {
        Err(CodecError::new("raw bytes have no stored form"))
    }
    fn serialize_none(self) -> Out {
        node(Node::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Out {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Out {
        node(Node::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Out {
        node(Node::Null)
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Out {
        node(Node::Text(variant.to_owned()))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Out {
        value.serialize(self)
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Out {
        let inner = value.serialize(Encoder)?.into_node();
        node(Node::Record(vec![(variant.to_owned(), inner)]))
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Items, CodecError> {
        Ok(Items { packed: true, ..Items::default() })
    }
    fn serialize_tuple(self, _: usize) -> Result<Items, CodecError> {
        Ok(Items::default())
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Items, CodecError> {
        Ok(Items::default())
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Items, CodecError> {
        Ok(Items { variant: Some(variant), ..Items::default() })
    }
    /// A map is a list of pairs, so that any text can be a key.
    fn serialize_map(self, _: Option<usize>) -> Result<Items, CodecError> {
        Ok(Items::default())
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields, CodecError> {
        Ok(Fields::default())
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Fields, CodecError> {
        Ok(Fields { variant: Some(variant), ..Fields::default() })
    }
}

/// The items of a sequence, tuple or map, as they come.
#[derive(Default)]
struct Items {
    items: Vec<Scalar>,
    key: Option<Scalar>,
    variant: Option<&'static str>,
    packed: bool,
}

impl Items {
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CodecError> {
        self.items.push(value.serialize(Encoder)?);
        Ok(())
    }

    fn done(self) -> Out {
        let list = if self.packed {
            pack(self.items)
        } else {
            Node::List(self.items.into_iter().map(Scalar::into_node).collect())
        };
        node(wrap(self.variant, list))
    }
}

fn wrap(variant: Option<&'static str>, node: Node) -> Node {
    match variant {
        Some(name) => Node::Record(vec![(name.to_owned(), node)]),
        None => node,
    }
}

macro_rules! items {
    ($($interface:ident $method:ident),*) => {$(
        impl ser::$interface for Items {
            type Ok = Scalar;
            type Error = CodecError;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CodecError> {
                self.add(value)
            }
            fn end(self) -> Out {
                self.done()
            }
        }
    )*};
}
items!(
    SerializeSeq serialize_element,
    SerializeTuple serialize_element,
    SerializeTupleStruct serialize_field,
    SerializeTupleVariant serialize_field
);

impl ser::SerializeMap for Items {
    type Ok = Scalar;
    type Error = CodecError;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), CodecError> {
        self.key = Some(key.serialize(Encoder)?);
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), CodecError> {
        let key = self.key.take().ok_or_else(|| CodecError::new("a map value without its key"))?;
        let pair = vec![key.into_node(), value.serialize(Encoder)?.into_node()];
        self.items.push(Scalar::Node(Node::List(pair)));
        Ok(())
    }
    fn end(self) -> Out {
        self.done()
    }
}

/// The fields of a struct, as they come.
#[derive(Default)]
struct Fields {
    fields: Vec<(String, Node)>,
    variant: Option<&'static str>,
}

impl Fields {
    fn add<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
    ) -> Result<(), CodecError> {
        self.put(name, value.serialize(Encoder))
    }

    /// The stored form of a field, whatever its type: one function for all of them.
    fn put(&mut self, name: &'static str, stored: Out) -> Result<(), CodecError> {
        self.fields.push((name.to_owned(), stored?.into_node()));
        Ok(())
    }

    fn done(mut self) -> Out {
        self.fields.sort_by(|a, b| a.0.cmp(&b.0));
        node(wrap(self.variant, Node::Record(self.fields)))
    }
}

macro_rules! fields {
    ($($interface:ident),*) => {$(
        impl ser::$interface for Fields {
            type Ok = Scalar;
            type Error = CodecError;
            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), CodecError> {
                self.add(name, value)
            }
            fn end(self) -> Out {
                self.done()
            }
        }
    )*};
}
fields!(SerializeStruct, SerializeStructVariant);
