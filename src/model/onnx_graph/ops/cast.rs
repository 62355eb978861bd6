//! `Cast`: the cells in another kind.

use super::unary::map;
use crate::model::onnx_graph::tensor::{Cell, Cells, Kind, Tensor};
use std::sync::Arc;

/// The cells in another kind: whole numbers cut towards 0, texts read and written as numbers are.
pub(crate) fn cast(x: &Tensor, to: Kind, out: &mut Tensor) -> Result<(), String> {
    if x.kind() == to {
        return out.copy(x);
    }
    match (&x.cells, to) {
        (Cells::Text(_), Kind::Boolean) => Err("no text is true or false".to_owned()),
        (Cells::Text(_), Kind::Double) => read(x, out, |x| x),
        (Cells::Text(_), Kind::Single) => read(x, out, |x| x as f32),
        (Cells::Text(_), Kind::Integer) => read(x, out, |x| x as i64),
        (Cells::Text(_), _) => read(x, out, |x| x as i32),
        (Cells::Single(_), Kind::Text) => map(x, out, |x: &f32| Arc::from(x.to_string())),
        (Cells::Double(_), Kind::Text) => map(x, out, |x: &f64| Arc::from(x.to_string())),
        (Cells::Integer(_), Kind::Text) => map(x, out, |x: &i64| Arc::from(x.to_string())),
        (Cells::Short(_), Kind::Text) => map(x, out, |x: &i32| Arc::from(x.to_string())),
        (Cells::Boolean(_), Kind::Text) => {
            map(x, out, |x: &bool| Arc::from(u8::from(*x).to_string()))
        }
        (Cells::Single(_), Kind::Double) => map(x, out, |x: &f32| f64::from(*x)),
        (Cells::Single(_), Kind::Integer) => map(x, out, |x: &f32| *x as i64),
        (Cells::Single(_), Kind::Short) => map(x, out, |x: &f32| *x as i32),
        (Cells::Single(_), _) => map(x, out, |x: &f32| *x != 0.0),
        (Cells::Double(_), Kind::Single) => map(x, out, |x: &f64| *x as f32),
        (Cells::Double(_), Kind::Integer) => map(x, out, |x: &f64| *x as i64),
        (Cells::Double(_), Kind::Short) => map(x, out, |x: &f64| *x as i32),
        (Cells::Double(_), _) => map(x, out, |x: &f64| *x != 0.0),
        (Cells::Integer(_), Kind::Single) => map(x, out, |x: &i64| *x as f32),
        (Cells::Integer(_), Kind::Double) => map(x, out, |x: &i64| *x as f64),
        (Cells::Integer(_), Kind::Short) => map(x, out, |x: &i64| *x as i32),
        (Cells::Integer(_), _) => map(x, out, |x: &i64| *x != 0),
        (Cells::Short(_), Kind::Single) => map(x, out, |x: &i32| *x as f32),
        (Cells::Short(_), Kind::Double) => map(x, out, |x: &i32| f64::from(*x)),
        (Cells::Short(_), Kind::Integer) => map(x, out, |x: &i32| i64::from(*x)),
        (Cells::Short(_), _) => map(x, out, |x: &i32| *x != 0),
        (Cells::Boolean(_), Kind::Single) => map(x, out, |x: &bool| f32::from(u8::from(*x))),
        (Cells::Boolean(_), Kind::Double) => map(x, out, |x: &bool| f64::from(u8::from(*x))),
        (Cells::Boolean(_), Kind::Integer) => map(x, out, |x: &bool| i64::from(*x)),
        (Cells::Boolean(_), _) => map(x, out, |x: &bool| i32::from(*x)),
    }
}

/// The numbers that texts are written as.
fn read<T: Cell>(x: &Tensor, out: &mut Tensor, number: impl Fn(f64) -> T) -> Result<(), String> {
    let mut room = out.room();
    for text in x.cells::<Arc<str>>()? {
        let read = text.trim().parse::<f64>();
        room.push(number(read.map_err(|_| format!("`{text}` is not a number"))?));
    }
    out.put(&x.shape, room)
}

/// The numbers as singles, in `room` where they are of another kind.
pub(super) fn singles<'a>(x: &'a Tensor, room: &'a mut Vec<f32>) -> Result<&'a [f32], String> {
    room.clear();
    match &x.cells {
        Cells::Single(cells) => return Ok(cells),
        Cells::Double(cells) => room.extend(cells.iter().map(|&x| x as f32)),
        Cells::Integer(cells) => room.extend(cells.iter().map(|&x| x as f32)),
        Cells::Short(cells) => room.extend(cells.iter().map(|&x| x as f32)),
        Cells::Boolean(cells) => room.extend(cells.iter().map(|&x| f32::from(u8::from(x)))),
        Cells::Text(_) => return Err("takes no tensor of string".to_owned()),
    }
    Ok(room)
}
