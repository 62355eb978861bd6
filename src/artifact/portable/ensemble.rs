//! How an ensemble is stored: one branch a member, in a flat list however its type nests.

use super::{Portable, Restore, StageReport, combinator_report, records, restore_at, sketch};
use crate::artifact::codec::CodecError;
use crate::artifact::place::{Place, Visitor};
use crate::artifact::record::{Reader, Record, combinator, named};
use crate::data::{Data, DataKind, Kind};
use crate::error::{Error, LoadError};
use crate::pipeline::{
    And, Apply, ApplyMembers, Ensemble, First, Outline, Pipeline, Rule, draw_members, typed_answer,
};

pub(crate) fn ensemble_record<R: Rule>(
    rule: &R,
    members: Vec<Vec<Record>>,
) -> Result<Record, CodecError> {
    Record::combinator(R::KIND, rule.params(), rule.state(), members)
}

pub(crate) fn ensemble_parts<R: Rule>(
    place: &str,
    record: &Record,
    output: Kind,
) -> Result<R, LoadError> {
    let members = record.branches().len();
    let (params, state) = combinator(place, record, members)?;
    R::restore(params, state, members, output)
        .map_err(|problem| LoadError::State { stage: named(place, R::KIND), problem })
}

pub(crate) fn ensemble_report<R: Rule>(place: String, rule: &R) -> StageReport {
    combinator_report(R::label(rule.params()), R::KIND, place, rule.lines())
}

/// Where a member stands: `2a.1`, `2b.1` where each is shown apart; else the first, which is drawn for all, at `2.1`,
/// the others at `2m2.1`, `2m3.1`.
pub(crate) fn member_place<R: Rule>(place: &str, at: usize, of: usize) -> Place {
    let branch = match (R::APART, at) {
        (true, _) if of > 1 => Outline::letters(at),
        (true, _) | (false, 0) => String::new(),
        (false, at) => format!("m{}", at + 1),
    };
    Place::inside(place, &branch)
}

/// Gives the place of each member by its number.
type Places<'p> = dyn Fn(usize) -> Place + 'p;

/// Fitted members that can be written, and shown one by one.
pub trait PortableMembers: ApplyMembers {
    /// Appends the stages of each.
    #[doc(hidden)]
    fn write_each(&self, out: &mut Vec<Vec<Record>>) -> Result<(), CodecError>;
    #[doc(hidden)]
    fn walk_each(
        &self,
        x: &Self::Input,
        places: &Places<'_>,
        visit: &mut Visitor<'_>,
        out: &mut Vec<Data>,
    ) -> Result<(), Error>;
    #[doc(hidden)]
    fn sketch_each(&self, out: &mut Vec<Outline>);
    /// Appends what each learned; gives how many there are.
    #[doc(hidden)]
    fn report_each(&self, places: &Places<'_>, out: &mut Vec<StageReport>) -> usize;
}

/// Members that can be read, their types known.
pub trait RestoreMembers: PortableMembers + Sized {
    #[doc(hidden)]
    fn read_each(branches: &[Vec<Record>], places: &Places<'_>) -> Result<Self, LoadError>;
}

impl<A: Portable> PortableMembers for First<A> {
    fn write_each(&self, out: &mut Vec<Vec<Record>>) -> Result<(), CodecError> {
        out.push(records(&self.0)?);
        Ok(())
    }

    fn walk_each(
        &self,
        x: &Self::Input,
        places: &Places<'_>,
        visit: &mut Visitor<'_>,
        out: &mut Vec<Data>,
    ) -> Result<(), Error> {
        out.push(self.0.walk(x, &mut places(0), visit)?.into_data());
        Ok(())
    }

    fn sketch_each(&self, out: &mut Vec<Outline>) {
        out.push(sketch(&self.0));
    }

    fn report_each(&self, places: &Places<'_>, out: &mut Vec<StageReport>) -> usize {
        self.0.report(&mut places(0), out);
        1
    }
}

impl<M, B> PortableMembers for And<M, B>
where
    M: PortableMembers,
    B: Portable + Pipeline<Input = M::Input, Output = M::Output>,
{
    fn write_each(&self, out: &mut Vec<Vec<Record>>) -> Result<(), CodecError> {
        self.0.write_each(out)?;
        out.push(records(&self.1)?);
        Ok(())
    }

    fn walk_each(
        &self,
        x: &Self::Input,
        places: &Places<'_>,
        visit: &mut Visitor<'_>,
        out: &mut Vec<Data>,
    ) -> Result<(), Error> {
        self.0.walk_each(x, places, visit, out)?;
        out.push(self.1.walk(x, &mut places(out.len()), visit)?.into_data());
        Ok(())
    }

    fn sketch_each(&self, out: &mut Vec<Outline>) {
        self.0.sketch_each(out);
        out.push(sketch(&self.1));
    }

    fn report_each(&self, places: &Places<'_>, out: &mut Vec<StageReport>) -> usize {
        let before = self.0.report_each(places, out);
        self.1.report(&mut places(before), out);
        before + 1
    }
}

impl<S: Portable> PortableMembers for Vec<S> {
    fn write_each(&self, out: &mut Vec<Vec<Record>>) -> Result<(), CodecError> {
        self.iter().try_for_each(|member| {
            out.push(records(member)?);
            Ok(())
        })
    }

    fn walk_each(
        &self,
        x: &Self::Input,
        places: &Places<'_>,
        visit: &mut Visitor<'_>,
        out: &mut Vec<Data>,
    ) -> Result<(), Error> {
        self.iter().try_for_each(|member| {
            out.push(member.walk(x, &mut places(out.len()), visit)?.into_data());
            Ok(())
        })
    }

    fn sketch_each(&self, out: &mut Vec<Outline>) {
        out.extend(self.iter().map(sketch));
    }

    fn report_each(&self, places: &Places<'_>, out: &mut Vec<StageReport>) -> usize {
        self.iter().enumerate().for_each(|(at, member)| member.report(&mut places(at), out));
        self.len()
    }
}

impl<A: Restore> RestoreMembers for First<A> {
    fn read_each(branches: &[Vec<Record>], places: &Places<'_>) -> Result<Self, LoadError> {
        match branches {
            [only] => Ok(First(restore_at(only, places(0))?)),
            other => Err(LoadError::Shape {
                problem: format!("{} members more or less than the recipe has", other.len()),
            }),
        }
    }
}

impl<M, B> RestoreMembers for And<M, B>
where
    M: RestoreMembers,
    B: Restore + Pipeline<Input = M::Input, Output = M::Output>,
{
    fn read_each(branches: &[Vec<Record>], places: &Places<'_>) -> Result<Self, LoadError> {
        let Some((last, before)) = branches.split_last() else {
            return Err(LoadError::Shape { problem: "fewer members than the recipe has".into() });
        };
        let first = M::read_each(before, places)?;
        Ok(And(first, restore_at(last, places(before.len()))?))
    }
}

impl<S: Restore> RestoreMembers for Vec<S> {
    fn read_each(branches: &[Vec<Record>], places: &Places<'_>) -> Result<Self, LoadError> {
        branches.iter().enumerate().map(|(at, branch)| restore_at(branch, places(at))).collect()
    }
}

impl<R: Rule, M: PortableMembers> Portable for Ensemble<R, M> {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        let mut branches = Vec::new();
        self.members().write_each(&mut branches)?;
        out.push(ensemble_record(self.rule(), branches)?);
        Ok(())
    }

    /// Members that have one recipe are not shown apart, only the whole: a hundred of them would be in the witness.
    fn walk(
        &self,
        x: &Self::Input,
        place: &mut Place,
        visit: &mut Visitor<'_>,
    ) -> Result<Self::Output, Error> {
        let here = place.step();
        let out = if R::APART {
            let (mut answers, of) = (Vec::new(), self.members().count());
            let places = |at| member_place::<R>(&here, at, of);
            self.members().walk_each(x, &places, visit, &mut answers)?;
            typed_answer(self.rule().combine(answers)?)?
        } else {
            self.apply(x)?
        };
        visit(&named(&here, R::KIND), out.lend());
        Ok(out)
    }

    fn sketch(&self, outline: &mut Outline) {
        let mut members = Vec::new();
        self.members().sketch_each(&mut members);
        draw_members::<R>(outline, self.rule().params(), members);
    }

    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        let here = place.step();
        out.push(ensemble_report(here.clone(), self.rule()));
        let of = self.members().count();
        self.members().report_each(&|at| member_place::<R>(&here, at, of), out);
    }
}

impl<R: Rule, M: RestoreMembers> Restore for Ensemble<R, M> {
    fn read(reader: &mut Reader<'_>) -> Result<Self, LoadError> {
        let (place, record) = reader.next(R::KIND)?;
        let rule = ensemble_parts(&place, record, M::Output::KIND)?;
        let of = record.branches().len();
        let members = M::read_each(record.branches(), &|at| member_place::<R>(&place, at, of))?;
        Ok(Ensemble::new(rule, members))
    }
}
