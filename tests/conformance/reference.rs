//! Values as the cases write them: the bits in hexadecimal decide, the decimals are for people.

use serde_json::Value;

/// A double from its 16 hexadecimal digits, or a single from its 8.
fn from_hex(hex: &Value) -> Result<f64, String> {
    let text = hex.as_str().ok_or("hex is not text")?;
    if text.len() == 8 {
        let bits =
            u32::from_str_radix(text, 16).map_err(|error| format!("hex {text:?}: {error}"))?;
        return Ok(f64::from(f32::from_bits(bits)));
    }
    let bits = u64::from_str_radix(text, 16).map_err(|error| format!("hex {text:?}: {error}"))?;
    if text.len() == 16 { Ok(f64::from_bits(bits)) } else { Err(format!("hex {text:?}: length")) }
}

/// A number: `{"hex": ...}`.
pub(crate) fn number(value: &Value) -> Result<f64, String> {
    from_hex(value.get("hex").ok_or("no hex")?)
}

/// The numbers of an array: `{"shape": ..., "hex": [...]}`, row-major.
///
/// Integer arrays have no `hex`; their `values` are read as they are.
pub(crate) fn numbers(value: &Value) -> Result<Vec<f64>, String> {
    if let Some(hex) = value.get("hex") {
        return hex.as_array().ok_or("hex is not an array")?.iter().map(from_hex).collect();
    }
    let whole = value.get("dtype").and_then(Value::as_str).is_some_and(|t| t.contains("int"));
    let values = value.get("values").and_then(Value::as_array).ok_or("no values")?;
    let read = |v: &Value| v.as_i64().map(|i| i as f64).ok_or_else(|| format!("{v} is not whole"));
    if whole { values.iter().map(read).collect() } else { Err("no hex of a float array".into()) }
}

/// The lengths of an array's axes.
pub(crate) fn shape(value: &Value) -> Result<Vec<usize>, String> {
    let axes = value.get("shape").and_then(Value::as_array).ok_or("no shape")?;
    let read = |v: &Value| v.as_u64().and_then(|n| usize::try_from(n).ok());
    axes.iter().map(|v| read(v).ok_or_else(|| format!("{v} is not a length"))).collect()
}
