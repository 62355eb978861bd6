//! Numbers and truth values as text: one contract for every reader and writer.
//!
//! The contract is this crate's own and does not look at the locale, so that the same file is the
//! same table on every machine.
//!
//! | | accepted | not accepted |
//! |---|---|---|
//! | around | ASCII spaces and tabs, which do not count | any other white space |
//! | sign | one `+` or `-`, next to the first digit | `--1`, `- 1`, a minus that is not ASCII |
//! | integer | digits alone, leading zeros too, within `i64` | `1.0`, `1e3`, anything outside `i64` |
//! | real | digits with one point, which may stand first or last; then `e` or `E`, a sign, digits | `.`, `1e`, `1,5`, `1_000`, `0x1F` |
//! | infinity | `inf` and `infinity` in any ASCII case, with a sign or without | `∞` |
//! | not a number | `nan` in any ASCII case: the value is missing | a sign before it, `NA`, `null` |
//! | boolean | `true`, `True`, `TRUE`, `false`, `False`, `FALSE` | `1`, `0`, `yes`, `t`, `tRUE` |
//!
//! A real is the `f64` nearest to the decimal, ties to even, however many digits it has.
//! A decimal too large for `f64` is an error, never infinity; one too small becomes the nearest
//! subnormal or a zero of its sign. `-0` is the real −0, and the integer 0.
//!
//! Numbers are written as the shortest decimal that reads back to the same bits, in the form of
//! Rust's `{:?}`: with a point (`3.0`, so that a real column is not taken for integers when it is
//! read without a declared type) or an exponent (`1e300`).
//!
//! ```
//! use steadfast::data::number;
//! assert_eq!(number::real(" -0.10 "), Ok(-0.1));
//! assert_eq!(number::integer("007"), Ok(7));
//! assert_eq!(number::boolean("True"), Ok(true));
//! assert!(number::real("1,5").is_err());
//! assert!(number::real("1e400").is_err());
//! assert_eq!(number::real(&number::write_real(0.1 + 0.2)), Ok(0.1 + 0.2));
//! ```

/// Why a text is not the number it was read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NumberError {
    /// Not written as a number of that type.
    #[error("not a number of this type")]
    Syntax,
    /// Written as one, and outside the range of the type.
    #[error("out of range")]
    Range,
}

/// How a trimmed text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// A sign or none, then digits alone.
    Whole,
    /// Digits with a point or an exponent.
    Decimal,
    /// `inf` or `infinity`.
    Infinite,
    /// `nan`.
    Missing,
}

/// The text without the ASCII spaces and tabs around it.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t'])
}

/// How a trimmed text is written, or `None` when it is no number.
pub(super) fn form(text: &str) -> Option<Form> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = |bytes: &[u8]| bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let mut rest = unsigned.as_bytes();
    let whole = digits(rest);
    rest = &rest[whole..];
    if whole > 0 && rest.is_empty() {
        return Some(Form::Whole);
    }
    let mut fraction = 0;
    if let [b'.', after @ ..] = rest {
        fraction = digits(after);
        rest = &after[fraction..];
    }
    if whole + fraction == 0 {
        return match unsigned {
            word if word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("infinity") => {
                Some(Form::Infinite)
            }
            _ if text.eq_ignore_ascii_case("nan") => Some(Form::Missing),
            _ => None,
        };
    }
    if let [b'e' | b'E', after @ ..] = rest {
        let after = if let [b'+' | b'-', unsigned @ ..] = after { unsigned } else { after };
        let exponent = digits(after);
        rest = if exponent == 0 { rest } else { &after[exponent..] };
    }
    rest.is_empty().then_some(Form::Decimal)
}

/// Whether a trimmed number has a zero before its first other digit, as codes such as `007` have.
pub(super) fn zero_padded(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text).as_bytes();
    matches!(unsigned, [b'0', b'0'..=b'9', ..])
}

/// The real a text stands for; NaN when it says `nan`.
///
/// # Errors
/// When it is not written as a number, or its magnitude is over the largest `f64`.
pub fn real(text: &str) -> Result<f64, NumberError> {
    let text = trim(text);
    let form = form(text).ok_or(NumberError::Syntax)?;
    if form == Form::Missing {
        return Ok(f64::NAN);
    }
    let value: f64 = text.parse().map_err(|_| NumberError::Syntax)?;
    if value.is_infinite() && form != Form::Infinite {
        return Err(NumberError::Range);
    }
    Ok(value)
}

/// The integer a text stands for.
///
/// # Errors
/// When it is not digits with at most one sign, or lies outside `i64`.
pub fn integer(text: &str) -> Result<i64, NumberError> {
    let text = trim(text);
    if form(text) != Some(Form::Whole) {
        return Err(NumberError::Syntax);
    }
    // The form is right, so all that can be wrong is the size.
    text.parse().map_err(|_| NumberError::Range)
}

/// The truth value a text stands for.
///
/// # Errors
/// When it is none of the six spellings.
pub fn boolean(text: &str) -> Result<bool, NumberError> {
    match trim(text) {
        "true" | "True" | "TRUE" => Ok(true),
        "false" | "False" | "FALSE" => Ok(false),
        _ => Err(NumberError::Syntax),
    }
}

/// The shortest decimal that [`real`] reads back to the same bits; `nan` for a missing value.
#[must_use]
pub fn write_real(value: f64) -> String {
    if value.is_nan() { "nan".to_owned() } else { format!("{value:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reads_what_the_contract_accepts() {
        let bits = |text: &str| real(text).unwrap().to_bits();
        for (text, value) in [
            ("1", 1.0),
            ("+1", 1.0),
            ("\t-1.50 ", -1.5),
            (".5", 0.5),
            ("5.", 5.0),
            ("007.50", 7.5),
            ("1e3", 1000.0),
            ("1E+3", 1000.0),
            ("1e-3", 0.001),
            ("-0", -0.0),
            ("-1e-400", -0.0),
            ("4.9e-324", f64::from_bits(1)),
            ("2.4703282292062327e-324", 0.0),
            ("2.4703282292062328e-324", f64::from_bits(1)),
            ("1.7976931348623158e308", f64::MAX),
            // Half an ulp over 1, and the least more: ties to even need every digit.
            ("1.00000000000000011102230246251565404236316680908203125", 1.0),
            (
                "1.00000000000000011102230246251565404236316680908203126",
                f64::from_bits(0x3ff0_0000_0000_0001),
            ),
            ("-Infinity", f64::NEG_INFINITY),
            ("inf", f64::INFINITY),
        ] {
            assert_eq!(bits(text), value.to_bits(), "{text}");
        }
        assert!(real("NaN").unwrap().is_nan());
    }

    #[test]
    fn refuses_the_rest() {
        for text in [
            "", " ", ".", "-", "+", "e5", "1e", "1e+", "--1", "- 1", "1 2", "1,5", "1_000", "0x1F",
            "1.2.3", "1e5.0", "1f", "NA", "null", "-nan", "∞", "−1", "１", "\u{a0}1", "1\n",
            "infin",
        ] {
            assert_eq!(real(text), Err(NumberError::Syntax), "{text:?}");
            assert_eq!(integer(text), Err(NumberError::Syntax), "{text:?}");
        }
        assert_eq!(real("1.7976931348623159e308"), Err(NumberError::Range));
        assert_eq!(real(&format!("1{}", "0".repeat(400))), Err(NumberError::Range));
    }

    #[test]
    fn integers_end_at_i64() {
        assert_eq!(integer("-9223372036854775808"), Ok(i64::MIN));
        assert_eq!(integer("+9223372036854775807"), Ok(i64::MAX));
        assert_eq!(integer("9223372036854775808"), Err(NumberError::Range));
        assert_eq!(integer("0000000000000000000000000012"), Ok(12));
        assert_eq!(integer("-0"), Ok(0));
        assert_eq!(integer("1.0"), Err(NumberError::Syntax));
    }

    #[test]
    fn booleans_have_six_spellings() {
        assert_eq!(boolean(" TRUE"), Ok(true));
        assert_eq!(boolean("False"), Ok(false));
        for text in ["1", "0", "yes", "t", "tRUE", ""] {
            assert_eq!(boolean(text), Err(NumberError::Syntax), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_real_comes_back(bits: u64) {
            let value = f64::from_bits(bits);
            let back = real(&write_real(value)).unwrap();
            prop_assert!(back.to_bits() == value.to_bits() || back.is_nan() && value.is_nan());
        }

        #[test]
        fn any_text_is_answered(text in "[-+.eE0-9infatyNAx_ ]{0,12}|\\PC{0,8}") {
            // What we call a number, std does too, but for what only std takes: signed nan.
            let std = trim(&text).parse::<f64>().ok();
            match real(&text) {
                Ok(value) => prop_assert_eq!(std.map(f64::is_nan), Some(value.is_nan())),
                Err(NumberError::Range) => prop_assert!(std.is_some_and(f64::is_infinite)),
                Err(_) => prop_assert!(std.is_none_or(f64::is_nan)),
            }
            prop_assert_eq!(integer(&text).ok(), trim(&text).parse::<i64>().ok());
        }
    }
}
