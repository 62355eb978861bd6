//! Laws of the stored form.

use super::fitting::{sealed, stored, stored_params};
use super::law::{Law, Violation};
use super::mutate::{Change, mutations};
use super::{Checked, Subject, guarded};
use crate::artifact::codec::Node;
use crate::artifact::{AnyPipeline, Limits, Record, Refit, Registry, Stage, open, restore};
use crate::data::DataKind;
use crate::error::LoadError;

impl<S: Stage> Subject<'_, S> {
    pub(super) fn stored(&self, checked: &mut Checked) -> Result<(), Violation> {
        let bytes = stored(&self.fitted)?;
        let record = self.read(&bytes)?;
        let back = self.decode(&record)?.map_err(|e| self.broken(Law::RoundTrip, e))?;
        if stored(&back)? != bytes {
            return Err(self.broken(Law::RoundTrip, "other bytes are written after a reading"));
        }
        self.alike(Law::RoundTrip, &back)?;
        self.recipe()?;
        self.registry(&record)?;
        self.versions(&record)?;
        checked.laws.extend([Law::RoundTrip, Law::Registry, Law::Version]);
        for part in [Part::Params, Part::State] {
            for (change, node) in mutations(part.of(&record)) {
                let mut spoilt = record.clone();
                *part.of_mut(&mut spoilt) = node;
                checked.mutations += 1;
                checked.restored += usize::from(self.spoilt(part, change, &spoilt)?);
            }
        }
        checked.laws.extend([Law::Fields, Law::Mutations, Law::NeverPanics]);
        Ok(())
    }

    /// From bytes, so that what is decoded went through the whole wire form.
    fn read(&self, bytes: &[u8]) -> Result<Record, Violation> {
        let fails = |e: LoadError| self.broken(Law::RoundTrip, e);
        let (node, _) = open(bytes, &Limits::default()).map_err(fails)?;
        let mut left = 1;
        let mut records =
            Record::list_from_node(Node::List(vec![node]), 0, &mut left).map_err(fails)?;
        records.pop().ok_or_else(|| self.broken(Law::RoundTrip, "no record"))
    }

    /// The recipe can be read without the state, as it is when a search sets a parameter in it.
    fn recipe(&self) -> Result<(), Violation> {
        let params = stored_params::<S>(self.fitted.recipe())?;
        let read = guarded::<S, _>(|| S::read_recipe(&params))?;
        let recipe = read.map_err(|e| self.broken(Law::RoundTrip, format!("its recipe: {e}")))?;
        if sealed(&stored_params::<S>(&recipe)?) != sealed(&params) {
            return Err(self.broken(Law::RoundTrip, "its recipe is read as another"));
        }
        Ok(())
    }

    fn decode(&self, record: &Record) -> Result<Result<S, LoadError>, Violation> {
        guarded::<S, _>(|| restore::<S>(std::slice::from_ref(record)))
    }

    /// Another stage answers every row as this one does.
    fn alike(&self, law: Law, other: &S) -> Result<(), Violation> {
        for row in 0..self.pool.rows() {
            let x = self.pool.take_rows(&[row]);
            match (self.apply(&self.fitted, &x)?, self.apply(other, &x)?) {
                (Ok(a), Ok(b)) => self.same(law, &format!("row {row}"), &a, &b)?,
                (Err(a), Err(b)) if a.to_string() == b.to_string() => {}
                (a, b) => {
                    let shown = |out: Result<S::Output, _>| out.map(|_| "an answer");
                    let problem = format!("row {row}: {:?} and {:?}", shown(a), shown(b));
                    return Err(self.broken(law, problem));
                }
            }
        }
        Ok(())
    }

    fn registry(&self, record: &Record) -> Result<(), Violation> {
        let records = std::slice::from_ref(record);
        match AnyPipeline::read(records, &Registry::empty()) {
            Err(LoadError::UnknownKind { .. }) => {}
            other => {
                let problem = format!("without registration: {other:?}");
                return Err(self.broken(Law::Registry, problem));
            }
        }
        let any = AnyPipeline::read(records, &Registry::empty().with::<S>())
            .map_err(|e| self.broken(Law::Registry, e))?;
        let typed = self.answer(Law::Registry, self.x)?.into_data();
        let erased = any.apply_data(self.x.lend()).map_err(|e| self.broken(Law::Registry, e))?;
        self.same(Law::Registry, "typed and erased", &typed, &erased)
    }

    fn versions(&self, record: &Record) -> Result<(), Violation> {
        for version in [0, u32::MAX] {
            let other = Record { version, ..record.clone() };
            match self.decode(&other)? {
                Err(LoadError::Version { found, .. }) if found == version => {}
                other => {
                    let problem = format!("version {version}: {:?}", other.map(|_| "accepted"));
                    return Err(self.broken(Law::Version, problem));
                }
            }
        }
        let other = [Refit::Exact, Refit::SameMachine, Refit::NotReproducible]
            .into_iter()
            .filter(|refit| *refit != record.refit);
        for refit in other {
            if self.decode(&Record { refit, ..record.clone() })?.is_ok() {
                let problem = format!("says refit {refit:?} and is {:?}", record.refit);
                return Err(self.broken(Law::Version, problem));
            }
        }
        if self.decode(&Record { branches: vec![Vec::new()], ..record.clone() })?.is_ok() {
            return Err(self.broken(Law::Version, "branches in a leaf are accepted"));
        }
        Ok(())
    }

    /// Whether a spoilt record was accepted; then it must be kept whole and answer without a panic.
    fn spoilt(&self, part: Part, change: Change, record: &Record) -> Result<bool, Violation> {
        let shown = || {
            let node = format!("{:?}", part.of(record));
            format!("{part:?} {change:?}: {}", node.chars().take(600).collect::<String>())
        };
        let at = |violation: Violation| {
            let problem = format!("{} after {}", violation.problem, shown());
            Violation { problem, ..violation }
        };
        let Ok(stage) = self.decode(record).map_err(at)? else { return Ok(false) };
        let bytes = stored(&stage).map_err(at)?;
        if change == Change::Field {
            let whole = record.to_node().map_err(|e| self.broken(Law::Fields, e))?;
            if sealed(&whole) != bytes {
                return Err(self.broken(Law::Fields, shown()));
            }
        }
        let again = self.read(&bytes).map_err(at)?;
        let again = self.decode(&again)?.map_err(|e| at(self.broken(Law::Mutations, e)))?;
        if stored(&again)? != bytes {
            return Err(self.broken(Law::Mutations, shown()));
        }
        for x in [&self.pool, self.x, &self.x.take_rows(&[])] {
            if let Ok(out) = self.apply(&stage, x).map_err(at)?
                && out.rows() != x.rows()
            {
                return Err(self.broken(Law::RowsKept, shown()));
            }
        }
        guarded::<S, _>(|| (stage.report(), format!("{stage:?}"))).map_err(at)?;
        Ok(true)
    }
}

/// The two halves of a record that are a stage's own.
#[derive(Debug, Clone, Copy)]
enum Part {
    Params,
    State,
}

impl Part {
    fn of(self, record: &Record) -> &Node {
        match self {
            Part::Params => &record.params,
            Part::State => &record.state,
        }
    }

    fn of_mut(self, record: &mut Record) -> &mut Node {
        match self {
            Part::Params => &mut record.params,
            Part::State => &mut record.state,
        }
    }
}
