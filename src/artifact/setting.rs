//! The value of one parameter of a recipe.

use super::codec::Node;
use std::fmt;
use std::sync::Arc;

/// The value of one parameter, as a search tries it.
///
/// Equal when of one form and of the same bits.
///
/// ```
/// use steadfast::artifact::Setting;
/// assert_eq!(Setting::from(0.5), Setting::Real(0.5));
/// assert_eq!(Setting::from(None::<i64>), Setting::None);
/// assert_eq!(Setting::from("Median").to_string(), "Median");
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Setting {
    /// No value: of an optional parameter.
    None,
    /// A number.
    Real(f64),
    /// A whole number.
    Int(i64),
    /// True or false.
    Flag(bool),
    /// A text, or the name of one of several choices.
    Text(Arc<str>),
}

impl PartialEq for Setting {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Setting::None, Setting::None) => true,
            (Setting::Real(a), Setting::Real(b)) => a.to_bits() == b.to_bits(),
            (Setting::Int(a), Setting::Int(b)) => a == b,
            (Setting::Flag(a), Setting::Flag(b)) => a == b,
            (Setting::Text(a), Setting::Text(b)) => a == b,
            _ => false,
        }
    }
}

impl Eq for Setting {}

impl fmt::Display for Setting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Setting::None => f.write_str("none"),
            // `{:?}` turns to an exponent where `{}` would print hundreds of zeros.
            Setting::Real(x) => write!(f, "{x:?}"),
            Setting::Int(x) => write!(f, "{x}"),
            Setting::Flag(x) => write!(f, "{x}"),
            Setting::Text(x) => f.write_str(x),
        }
    }
}

macro_rules! from {
    ($($type:ty => |$x:ident| $value:expr;)*) => {$(
        impl From<$type> for Setting {
            fn from($x: $type) -> Setting {
                $value
            }
        }
    )*};
}
from! {
    f64 => |x| Setting::Real(x);
    i32 => |x| Setting::Int(x.into());
    i64 => |x| Setting::Int(x);
    u32 => |x| Setting::Int(x.into());
    bool => |x| Setting::Flag(x);
    &str => |x| Setting::Text(x.into());
    String => |x| Setting::Text(x.into());
    Arc<str> => |x| Setting::Text(x);
}

impl<T: Into<Setting>> From<Option<T>> for Setting {
    fn from(value: Option<T>) -> Setting {
        value.map_or(Setting::None, Into::into)
    }
}

impl Setting {
    /// The whole number as a number, where it is one exactly.
    #[must_use]
    pub fn as_real(&self) -> Option<f64> {
        match *self {
            Setting::Real(x) => Some(x),
            Setting::Int(x) => Some(x as f64).filter(|real| *real as i128 == i128::from(x)),
            _ => None,
        }
    }

    /// The stored forms it can have, the likeliest first: what a parameter takes is known only by
    /// reading it.
    pub(super) fn forms(&self) -> Vec<Node> {
        match self {
            Setting::None => vec![Node::Null],
            Setting::Real(x) => vec![Node::Real(*x)],
            Setting::Int(x) => {
                let real = self.as_real().map(Node::Real);
                [Node::Int(*x)].into_iter().chain(real).collect()
            }
            Setting::Flag(x) => vec![Node::Bool(*x)],
            Setting::Text(x) => vec![Node::Text(x.to_string())],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_are_numbers_where_they_are_exactly() {
        assert_eq!(Setting::from(3).as_real(), Some(3.0));
        assert_eq!(Setting::Int((1 << 53) + 1).as_real(), None);
        assert_eq!(Setting::Int(i64::MAX).as_real(), None);
        assert_eq!(Setting::Int(i64::MIN).as_real(), Some(-9_223_372_036_854_775_808.0));
        assert_eq!(Setting::from("3").as_real(), None);
    }

    #[test]
    fn bits_decide() {
        assert_ne!(Setting::Real(0.0), Setting::Real(-0.0));
        assert_eq!(Setting::Real(f64::NAN), Setting::Real(f64::NAN));
        assert_ne!(Setting::Real(1.0), Setting::Int(1));
        assert_eq!(Setting::from(Some(2)), Setting::Int(2));
    }
}
