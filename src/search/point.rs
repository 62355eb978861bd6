//! A point of a space, and how a recipe is made of it.

use crate::artifact::Setting;
use crate::error::{SearchError, list};
use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

/// One value for each axis of a space, in the order of the axes.
///
/// ```
/// use steadfast::search::{Point, Setting};
/// let point = Point::new([("alpha", Setting::from(0.5)), ("degree", 2.into())]);
/// assert_eq!(point.get("degree"), Some(&Setting::Int(2)));
/// assert_eq!(point.to_string(), "alpha=0.5, degree=2");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Point {
    settings: Vec<(Arc<str>, Setting)>,
}

impl Point {
    /// A point of these settings.
    pub fn new<N: Into<Arc<str>>>(settings: impl IntoIterator<Item = (N, Setting)>) -> Point {
        let named = |(name, setting): (N, Setting)| (name.into(), setting);
        Point { settings: settings.into_iter().map(named).collect() }
    }

    /// The value on an axis.
    #[must_use]
    pub fn get(&self, axis: &str) -> Option<&Setting> {
        self.settings.iter().find(|(name, _)| **name == *axis).map(|(_, setting)| setting)
    }

    /// The axes and the values on them.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.settings.iter().map(|(name, setting)| (&**name, setting))
    }
}

impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (name, setting)) in self.settings.iter().enumerate() {
            write!(f, "{}{name}={setting}", if at == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

/// What a closure makes a recipe from: a [`Point`], read as the types that setters take.
///
/// Reading an axis that is not there, or as a type it is not of, gives 0, `false` or an empty text, and
/// the search then ends with a [`SearchError`] that names the axis: a closure needs no error handling.
#[derive(Debug)]
pub struct Params<'a> {
    point: &'a Point,
    missed: RefCell<Option<SearchError>>,
}

impl<'a> Params<'a> {
    pub(super) fn new(point: &'a Point) -> Params<'a> {
        Params { point, missed: RefCell::new(None) }
    }

    /// The first reading that failed.
    pub(super) fn missed(self) -> Option<SearchError> {
        self.missed.into_inner()
    }

    /// The point.
    #[must_use]
    pub fn point(&self) -> &'a Point {
        self.point
    }

    /// Whether the point has an axis: those of a union of spaces may differ.
    #[must_use]
    pub fn has(&self, axis: &str) -> bool {
        self.point.get(axis).is_some()
    }

    /// A number; a whole number is one too where it is exactly.
    #[must_use]
    pub fn real(&self, axis: &str) -> f64 {
        self.read(axis, "a number", Setting::as_real).unwrap_or_default()
    }

    /// A number, or nothing where the value is [`Setting::None`].
    #[must_use]
    pub fn optional_real(&self, axis: &str) -> Option<f64> {
        let read = |setting: &Setting| match setting {
            Setting::None => Some(None),
            other => other.as_real().map(Some),
        };
        self.read(axis, "a number or none", read).flatten()
    }

    /// A whole number of whichever type is asked for.
    #[must_use]
    pub fn int<T: TryFrom<i64> + Default>(&self, axis: &str) -> T {
        self.read(axis, std::any::type_name::<T>(), whole).unwrap_or_default()
    }

    /// A whole number, or nothing where the value is [`Setting::None`].
    #[must_use]
    pub fn optional_int<T: TryFrom<i64>>(&self, axis: &str) -> Option<T> {
        let read = |setting: &Setting| match setting {
            Setting::None => Some(None),
            other => whole(other).map(Some),
        };
        self.read(axis, std::any::type_name::<T>(), read).flatten()
    }

    /// True or false.
    #[must_use]
    pub fn flag(&self, axis: &str) -> bool {
        let read = |setting: &Setting| match setting {
            Setting::Flag(flag) => Some(*flag),
            _ => None,
        };
        self.read(axis, "true or false", read).unwrap_or_default()
    }

    /// A text.
    #[must_use]
    pub fn text(&self, axis: &str) -> &'a str {
        let text = match self.point.get(axis) {
            Some(Setting::Text(text)) => Some(&**text),
            _ => None,
        };
        text.unwrap_or_else(|| self.read(axis, "a text", |_| None).unwrap_or_default())
    }

    fn read<T>(
        &self,
        axis: &str,
        expected: &str,
        read: impl Fn(&Setting) -> Option<T>,
    ) -> Option<T> {
        let setting = self.point.get(axis);
        let value = setting.and_then(read);
        if value.is_none() {
            let axis = axis.to_owned();
            let missed = match setting {
                Some(found) => {
                    let (expected, found) = (expected.to_owned(), found.to_string());
                    SearchError::Setting { axis, expected, found }
                }
                None => {
                    let have = list(self.point.settings().map(|(name, _)| name));
                    SearchError::NoAxis { axis, have }
                }
            };
            self.missed.borrow_mut().get_or_insert(missed);
        }
        value
    }
}

fn whole<T: TryFrom<i64>>(setting: &Setting) -> Option<T> {
    match setting {
        Setting::Int(x) => T::try_from(*x).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point() -> Point {
        Point::new([
            ("alpha", Setting::Real(0.5)),
            ("degree", Setting::Int(2)),
            ("depth", Setting::None),
            ("intercept", Setting::Flag(true)),
            ("kind", "oak".into()),
        ])
    }

    #[test]
    fn reads_what_is_there() {
        let point = point();
        let p = Params::new(&point);
        assert_eq!((p.real("alpha"), p.real("degree")), (0.5, 2.0));
        assert_eq!((p.int::<u32>("degree"), p.int::<i64>("degree")), (2, 2));
        assert_eq!((p.optional_int::<u32>("depth"), p.optional_real("alpha")), (None, Some(0.5)));
        assert_eq!((p.flag("intercept"), p.text("kind"), p.has("kin")), (true, "oak", false));
        assert_eq!(p.missed(), None);
    }

    #[test]
    fn the_first_miss_is_told() {
        let point = point();
        let p = Params::new(&point);
        assert_eq!((p.real("alhpa"), p.int::<u8>("alpha")), (0.0, 0));
        let message = p.missed().map(|missed| missed.to_string());
        let expected = "search: the recipe reads axis `alhpa`; the point has `alpha`, `degree`, \
                        `depth`, `intercept`, `kind`";
        assert_eq!(message.as_deref(), Some(expected));
        let p = Params::new(&point);
        assert_eq!(p.text("alpha"), "");
        let message = p.missed().map(|missed| missed.to_string());
        let expected = "search: the recipe reads axis `alpha` as a text; it is 0.5";
        assert_eq!(message.as_deref(), Some(expected));
        let narrow = Point::new([("n", Setting::Int(300))]);
        let p = Params::new(&narrow);
        assert_eq!(p.int::<u8>("n"), 0);
        assert!(p.missed().is_some());
    }
}
