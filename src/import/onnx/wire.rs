//! Protobuf messages as they lie in the file: field after field, nothing copied.
//!
//! Numbers, keys and lengths are read by `prost`; its derived messages are not used, since a file of small fields would
//! make them many times larger in memory than it is itself.

use prost::bytes::Buf;
use prost::encoding::{WireType, decode_key, decode_varint};

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Field<'a> {
    Varint(u64),
    Fixed32(u32),
    Fixed64(u64),
    Bytes(&'a [u8]),
}

impl<'a> Field<'a> {
    pub(super) fn bytes(self) -> Result<&'a [u8], String> {
        match self {
            Field::Bytes(bytes) => Ok(bytes),
            other => Err(format!("{other:?} where bytes are due")),
        }
    }

    pub(super) fn text(self) -> Result<&'a str, String> {
        std::str::from_utf8(self.bytes()?).map_err(|_| "text that is not UTF-8".to_owned())
    }

    pub(super) fn int(self) -> Result<i64, String> {
        match self {
            Field::Varint(x) => Ok(x as i64),
            other => Err(format!("{other:?} where a whole number is due")),
        }
    }

    pub(super) fn float(self) -> Result<f32, String> {
        match self {
            Field::Fixed32(bits) => Ok(f32::from_bits(bits)),
            other => Err(format!("{other:?} where a number is due")),
        }
    }

    /// Whole numbers, one in the field or many packed into it.
    pub(super) fn ints(self, mut each: impl FnMut(i64)) -> Result<(), String> {
        match self {
            Field::Varint(x) => each(x as i64),
            Field::Bytes(mut bytes) => {
                while !bytes.is_empty() {
                    each(decode_varint(&mut bytes).map_err(|e| e.to_string())? as i64);
                }
            }
            other => return Err(format!("{other:?} where whole numbers are due")),
        }
        Ok(())
    }

    /// Singles, one in the field or many packed into it.
    pub(super) fn floats(self, mut each: impl FnMut(f32)) -> Result<(), String> {
        match self {
            Field::Fixed32(bits) => each(f32::from_bits(bits)),
            Field::Bytes(bytes) => {
                let (numbers, rest) = bytes.as_chunks::<4>();
                if !rest.is_empty() {
                    return Err(format!("{} bytes of singles", bytes.len()));
                }
                numbers.iter().for_each(|bytes| each(f32::from_le_bytes(*bytes)));
            }
            other => return Err(format!("{other:?} where numbers are due")),
        }
        Ok(())
    }

    /// Doubles, one in the field or many packed into it.
    pub(super) fn doubles(self, mut each: impl FnMut(f64)) -> Result<(), String> {
        match self {
            Field::Fixed64(bits) => each(f64::from_bits(bits)),
            Field::Bytes(bytes) => {
                let (numbers, rest) = bytes.as_chunks::<8>();
                if !rest.is_empty() {
                    return Err(format!("{} bytes of doubles", bytes.len()));
                }
                numbers.iter().for_each(|bytes| each(f64::from_le_bytes(*bytes)));
            }
            other => return Err(format!("{other:?} where numbers are due")),
        }
        Ok(())
    }
}

/// The fields of a message, in the order of the file.
#[derive(Debug, Clone)]
pub(super) struct Fields<'a>(pub(super) &'a [u8]);

impl<'a> Fields<'a> {
    fn step(&mut self) -> Result<(u32, Field<'a>), String> {
        let (tag, wire) = decode_key(&mut self.0).map_err(|e| e.to_string())?;
        let short = || format!("field {tag} ends with the file");
        let field = match wire {
            WireType::Varint => {
                Field::Varint(decode_varint(&mut self.0).map_err(|e| e.to_string())?)
            }
            WireType::ThirtyTwoBit => Field::Fixed32(self.0.try_get_u32_le().map_err(|_| short())?),
            WireType::SixtyFourBit => Field::Fixed64(self.0.try_get_u64_le().map_err(|_| short())?),
            WireType::LengthDelimited => {
                let length = decode_varint(&mut self.0).map_err(|e| e.to_string())?;
                let length = usize::try_from(length).map_err(|_| short())?;
                let (bytes, rest) = self.0.split_at_checked(length).ok_or_else(short)?;
                self.0 = rest;
                Field::Bytes(bytes)
            }
            WireType::StartGroup | WireType::EndGroup => {
                return Err(format!("field {tag} is a group"));
            }
        };
        Ok((tag, field))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Result<(u32, Field<'a>), String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.is_empty() {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            self.0 = &[];
        }
        Some(step)
    }
}

/// A field that may stand once.
pub(super) fn once<T>(place: &mut Option<T>, value: T, what: &str) -> Result<(), String> {
    match place.replace(value) {
        None => Ok(()),
        Some(_) => Err(format!("{what} stands twice")),
    }
}
