//! Operators that order the cells along an axis.

use crate::exact;
use crate::model::onnx_graph::scratch::Scratch;
use crate::model::onnx_graph::shape::lines;
use crate::model::onnx_graph::tensor::{Cell, Cells, Tensor};
use serde::{Deserialize, Serialize};

/// `ArgMax` and `ArgMin`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ArgExtreme {
    pub(crate) largest: bool,
    pub(crate) axis: i64,
    pub(crate) keep: bool,
    /// Of equal cells the last, not the first.
    pub(crate) last: bool,
}

impl ArgExtreme {
    pub(crate) fn run(&self, x: &Tensor, out: &mut Tensor) -> Result<(), String> {
        let axis = x.axis(self.axis)?;
        let around @ [_, along, after] = x.around(axis);
        let number = x.numbers()?;
        let mut room: Vec<i64> = out.room();
        for start in lines(around) {
            if along == 0 {
                return Err("the largest or smallest of no cell".to_owned());
            }
            let mut best = (0, number(start));
            for at in 1..along {
                let cell = number(start + at * after);
                let ahead = if self.largest { cell > best.1 } else { cell < best.1 };
                if ahead || (self.last && cell == best.1) {
                    best = (at, cell);
                }
            }
            room.push(best.0 as i64);
        }
        let shape = if self.keep { x.shape.with(axis, 1) } else { x.shape.without(axis)? };
        out.put(&shape, room)
    }
}

/// `TopK`: the largest or smallest of an axis and their places, of equal ones the first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TopK {
    pub(crate) axis: i64,
    pub(crate) largest: bool,
}

impl TopK {
    pub(crate) fn run(
        &self,
        x: &Tensor,
        count: &Tensor,
        outputs: &mut [Tensor],
        scratch: &mut Scratch,
    ) -> Result<(), String> {
        let axis = x.axis(self.axis)?;
        let around @ [before, along, after] = x.around(axis);
        let count = count.integers()?.get(0).ok_or("no count")?;
        let count = usize::try_from(count).ok().filter(|&count| count <= along);
        let count = count.ok_or_else(|| format!("more cells than the {along} of the axis"))?;
        let number = x.numbers()?;
        let Scratch { order, numbers: places, .. } = scratch;
        places.clear();
        places.resize(before * count * after, 0);
        for (line, start) in lines(around).enumerate() {
            order.clear();
            order.extend(0..along);
            order.sort_unstable_by(|&a, &b| {
                let by_size =
                    exact::total_cmp(number(start + a * after), number(start + b * after));
                let by_size = if self.largest { by_size.reverse() } else { by_size };
                by_size.then(a.cmp(&b))
            });
            let first = line / after * count * after + line % after;
            for (at, &place) in order.iter().take(count).enumerate() {
                places[first + at * after] = place;
            }
        }
        let shape = x.shape.with(axis, count);
        let from = places
            .iter()
            .enumerate()
            .map(|(at, &place)| (at / (count * after).max(1) * along + place) * after + at % after);
        let [values, rest @ ..] = outputs else { return Ok(()) };
        match &x.cells {
            Cells::Single(cells) => picked(cells, from, &shape, values)?,
            Cells::Double(cells) => picked(cells, from, &shape, values)?,
            Cells::Integer(cells) => picked(cells, from, &shape, values)?,
            Cells::Short(cells) => picked(cells, from, &shape, values)?,
            _ => return Err(format!("takes no tensor of {}", x.kind().name())),
        }
        let Some(numbers) = rest.first_mut() else { return Ok(()) };
        let mut room: Vec<i64> = numbers.room();
        room.extend(places.iter().map(|&place| place as i64));
        numbers.put(&shape, room)
    }
}

fn picked<T: Cell + Copy>(
    cells: &[T],
    from: impl Iterator<Item = usize>,
    shape: &[usize],
    out: &mut Tensor,
) -> Result<(), String> {
    let mut room = out.room();
    room.extend(from.map(|place| cells[place]));
    out.put(shape, room)
}
