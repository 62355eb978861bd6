//! Functions of numbers that go by a name. Where NumPy would answer with NaN or an infinity, a row is refused.

use super::json::Object;
use super::{parts, unsupported};
use crate::artifact::Record;
use crate::error::{ImportError, clip};
use crate::preprocess::{Asinh, Log, Logarithm, Mapped, Power, Reciprocal};
use serde::Serialize;
use std::sync::Arc;

pub(super) fn named(one: &Object<'_>, columns: &[Arc<str>]) -> Result<Record, Box<ImportError>> {
    #[derive(Serialize)]
    struct Columns<'a> {
        columns: &'a [Arc<str>],
    }
    #[derive(Serialize)]
    struct Constants<'a> {
        columns: &'a [Arc<str>],
        constant: Vec<f64>,
    }
    one.only(&["function"])?;
    let place = &one.place;
    let logarithm = |recipe: Log, plus: f64| {
        let state = Constants { columns, constant: vec![plus; columns.len()] };
        parts::stage::<Logarithm>(place, recipe, &state)
    };
    let of = Columns { columns };
    match one.text("function")?.as_str() {
        "log" => logarithm(Log::natural(), 0.0),
        "log2" => logarithm(Log::binary(), 0.0),
        "log10" => logarithm(Log::decimal(), 0.0),
        "log1p" => logarithm(Log::natural().plus_one(), 1.0),
        "sqrt" => parts::stage::<Mapped<Power>>(place, Power::square_root(), &of),
        "square" => parts::stage::<Mapped<Power>>(place, Power::new(2.0), &of),
        "reciprocal" => parts::stage::<Mapped<Reciprocal>>(place, Reciprocal::new(), &of),
        "arcsinh" => parts::stage::<Mapped<Asinh>>(place, Asinh::new(), &of),
        other => Err(unsupported(format!("the function `{}`", clip(other)))),
    }
}
