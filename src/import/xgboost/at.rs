//! A value and the way to it, so that errors can say where.

use super::malformed;
use super::value::Value;
use crate::error::ImportError;
use std::str::FromStr;

/// A value and the names on the way to it.
#[derive(Debug, Clone)]
pub(super) struct At<'v, 'a> {
    value: &'v Value<'a>,
    path: String,
}

impl<'v, 'a> At<'v, 'a> {
    /// The whole of a file.
    pub(super) fn whole(value: &'v Value<'a>) -> At<'v, 'a> {
        At { value, path: "the file".to_owned() }
    }

    pub(super) fn refuse(&self, problem: impl Into<String>) -> Box<ImportError> {
        malformed(self.path.clone(), problem)
    }

    pub(super) fn find(&self, name: &str) -> Option<At<'v, 'a>> {
        self.value.get(name).map(|value| At { value, path: format!("{}.{name}", self.path) })
    }

    pub(super) fn field(&self, name: &str) -> Result<At<'v, 'a>, Box<ImportError>> {
        self.find(name).ok_or_else(|| self.refuse(format!("no `{name}`")))
    }

    pub(super) fn text(&self) -> Result<&'v str, Box<ImportError>> {
        self.value.text().ok_or_else(|| self.refuse("is no text"))
    }

    /// A number that is written as text, as XGBoost writes its parameters.
    pub(super) fn parameter<T: FromStr>(&self, name: &str) -> Result<T, Box<ImportError>> {
        let field = self.field(name)?;
        field.text()?.trim().parse().map_err(|_| field.refuse("is no number for it"))
    }

    pub(super) fn list(&self) -> Result<Vec<At<'v, 'a>>, Box<ImportError>> {
        let values = self.value.list().ok_or_else(|| self.refuse("is no list"))?;
        let inside = |(at, value)| At { value, path: format!("{}[{at}]", self.path) };
        Ok(values.iter().enumerate().map(inside).collect())
    }

    pub(super) fn singles(&self) -> Result<Vec<f32>, Box<ImportError>> {
        self.value.singles().ok_or_else(|| self.refuse("is no list of numbers"))
    }

    /// Whole numbers that `T` can hold.
    pub(super) fn wholes<T: TryFrom<i64>>(&self) -> Result<Vec<T>, Box<ImportError>> {
        let values =
            self.value.wholes().ok_or_else(|| self.refuse("is no list of whole numbers"))?;
        let one = |x: i64| T::try_from(x).map_err(|_| self.refuse(format!("{x} is out of range")));
        values.into_iter().map(one).collect()
    }
}
