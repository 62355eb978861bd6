//! How `join` is stored.

use super::{Portable, Restore, StageReport, combinator_report, records, restore_at, sketch};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::record::{Reader, Record, combinator, named};
use crate::data::{Beside, DataKind};
use crate::error::{Error, LoadError};
use crate::pipeline::{Join, Outline, Pipeline};

pub(crate) const JOIN: &str = "join";

pub(crate) fn join_record(left: Vec<Record>, right: Vec<Record>) -> Result<Record, CodecError> {
    Record::combinator(JOIN, &(), &(), vec![left, right])
}

impl<A, B> Portable for Join<A, B>
where
    A: Portable + Pipeline<Output: Beside>,
    B: Portable + Pipeline<Input = A::Input, Output = A::Output>,
{
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        out.push(join_record(records(self.left())?, records(self.right())?)?);
        Ok(())
    }

    fn walk(
        &self,
        x: &Self::Input,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error> {
        let here = place.step();
        let left = self.left().walk(x, &mut Place::inside(&here, "a"), visit)?;
        let right = self.right().walk(x, &mut Place::inside(&here, "b"), visit)?;
        let out = left.beside(right)?;
        visit(&named(&here, JOIN), out.lend());
        Ok(out)
    }

    fn sketch(&self, outline: &mut Outline) {
        outline.branches(JOIN, [sketch(self.left()), sketch(self.right())]);
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(combinator_report(JOIN.to_owned(), JOIN, here.clone(), vec![]));
        self.left().report(&mut Place::inside(&here, "a"), out);
        self.right().report(&mut Place::inside(&here, "b"), out);
    }
}

impl<A, B> Restore for Join<A, B>
where
    A: Restore + Pipeline<Output: Beside>,
    B: Restore + Pipeline<Input = A::Input, Output = A::Output>,
{
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let (place, record) = reader.next(JOIN)?;
        let ((), ()) = combinator(&place, record, 2)?;
        let left = restore_at(&record.branches[0], Place::inside(&place, "a"))?;
        let right = restore_at(&record.branches[1], Place::inside(&place, "b"))?;
        Ok(Join::new(left, right))
    }
}
