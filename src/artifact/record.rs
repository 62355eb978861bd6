//! One stage as it lies in the file.

use super::codec::{CodecError, Node, from_node, to_node};
use super::place::Place;
use super::stage::{Refit, Stage};
use crate::error::LoadError;
use serde::Serialize;

/// One stage as it lies in the file. A chain is a flat list of these.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    pub(crate) kind: String,
    pub(crate) version: u32,
    pub(crate) refit: Refit,
    pub(crate) params: Node,
    pub(crate) state: Node,
    pub(crate) branches: Vec<Vec<Record>>,
}

impl Record {
    /// How deep branches may nest.
    pub const MAX_DEPTH: usize = 8;
    /// How many stages a file may hold.
    pub const MAX_STAGES: usize = 4096;

    pub(crate) fn leaf<S: Stage>(stage: &S) -> Result<Record, CodecError> {
        let (params, state) = (to_node(stage.recipe()), to_node(stage.state()));
        Record::parts(S::KIND, stage.version(), stage.refit(), params, state)
    }

    /// A record without branches, whatever its kind: one function for all of them.
    fn parts(
        kind: &str,
        version: u32,
        refit: Refit,
        params: Result<Node, CodecError>,
        state: Result<Node, CodecError>,
    ) -> Result<Record, CodecError> {
        let (params, state) = (params?, state?);
        Ok(Record { kind: kind.to_owned(), version, refit, params, state, branches: Vec::new() })
    }

    /// Refuses what is no leaf.
    fn check_leaf(&self, place: &str) -> Result<(), LoadError> {
        if self.branches.is_empty() {
            return Ok(());
        }
        Err(self.wrong(place, "branches in a leaf".to_owned()))
    }

    /// Refuses another promise of a refit than that of the stage which was read.
    fn check_refit(&self, place: &str, refit: Refit) -> Result<(), LoadError> {
        if self.refit == refit {
            return Ok(());
        }
        Err(self.wrong(place, format!("says refit {:?}, is {refit:?}", self.refit)))
    }

    /// A version that no reader knows.
    fn unknown_version(&self, place: &str, supported: u32) -> LoadError {
        LoadError::Version { stage: named(place, &self.kind), found: self.version, supported }
    }

    fn wrong(&self, place: &str, problem: String) -> LoadError {
        LoadError::State { stage: named(place, &self.kind), problem }
    }

    pub(crate) fn combinator<P: Serialize, S: Serialize>(
        kind: &str,
        params: &P,
        state: &S,
        branches: Vec<Vec<Record>>,
    ) -> Result<Record, CodecError> {
        let refit = branches.iter().flatten().map(|r| r.refit).max().unwrap_or(Refit::Exact);
        Ok(Record {
            kind: kind.to_owned(),
            version: 1,
            refit,
            params: to_node(params)?,
            state: to_node(state)?,
            branches,
        })
    }

    /// The name of the stage's kind.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The version of its form.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    /// What is promised of a refit.
    #[must_use]
    pub fn refit(&self) -> Refit {
        self.refit
    }

    /// The pipelines inside it.
    #[must_use]
    pub fn branches(&self) -> &[Vec<Record>] {
        &self.branches
    }

    pub(crate) fn to_node(&self) -> Result<Node, CodecError> {
        let mut fields = vec![
            ("kind".to_owned(), Node::Text(self.kind.clone())),
            ("params".to_owned(), self.params.clone()),
            ("refit".to_owned(), to_node(&self.refit)?),
            ("state".to_owned(), self.state.clone()),
            ("version".to_owned(), Node::Uint(self.version.into())),
        ];
        if !self.branches.is_empty() {
            let branches = self.branches.iter().map(|b| Record::list_to_node(b));
            fields.insert(
                0,
                ("branches".to_owned(), Node::List(branches.collect::<Result<_, _>>()?)),
            );
        }
        Ok(Node::Record(fields))
    }

    pub(crate) fn list_to_node(records: &[Record]) -> Result<Node, CodecError> {
        Ok(Node::List(records.iter().map(Record::to_node).collect::<Result<_, _>>()?))
    }

    /// Refuses more stages, or branches in branches, than a reader takes.
    pub(crate) fn check_limits(records: &[Record]) -> Result<(), LoadError> {
        let (mut found, mut depth, mut level) = (0, 0, vec![records]);
        while !level.is_empty() {
            found += level.iter().fold(0, |all, chain| all + chain.len());
            let branches = level.iter().flat_map(|chain| chain.iter());
            level = branches.flat_map(|r| r.branches.iter().map(Vec::as_slice)).collect();
            depth += usize::from(!level.is_empty());
        }
        for (what, limit, found) in
            [("stages", Record::MAX_STAGES, found), ("depth of branches", Record::MAX_DEPTH, depth)]
        {
            if found > limit {
                let (limit, found) = (limit as u64, found as u64);
                return Err(LoadError::Limit { what, limit, found });
            }
        }
        Ok(())
    }

    /// Reads a chain. The depth is limited before each step down, the stages are counted.
    pub(crate) fn list_from_node(
        node: Node,
        depth: usize,
        left: &mut usize,
    ) -> Result<Vec<Record>, LoadError> {
        if depth > Record::MAX_DEPTH {
            let (limit, found) = (Record::MAX_DEPTH as u64, depth as u64);
            return Err(LoadError::Limit { what: "depth of branches", limit, found });
        }
        let Node::List(items) = node else {
            return Err(header("the pipeline is not a list of stages"));
        };
        let mut records = Vec::with_capacity(items.len());
        for item in items {
            *left = left.checked_sub(1).ok_or(LoadError::Limit {
                what: "stages",
                limit: Record::MAX_STAGES as u64,
                found: Record::MAX_STAGES as u64 + 1,
            })?;
            records.push(Record::from_node(item, depth, left)?);
        }
        Ok(records)
    }

    fn from_node(node: Node, depth: usize, left: &mut usize) -> Result<Record, LoadError> {
        let Node::Record(fields) = node else { return Err(header("a stage is not a record")) };
        let mut record = Record {
            kind: String::new(),
            version: 0,
            refit: Refit::NotReproducible,
            params: Node::Null,
            state: Node::Null,
            branches: Vec::new(),
        };
        let mut seen = 0;
        for (name, node) in fields {
            seen += 1;
            match name.as_str() {
                "kind" => record.kind = field(&name, &node)?,
                "version" => record.version = field(&name, &node)?,
                "refit" => record.refit = field(&name, &node)?,
                "params" => record.params = node,
                "state" => record.state = node,
                "branches" => {
                    seen -= 1;
                    let Node::List(branches) = node else {
                        return Err(header("the branches of a stage are not a list"));
                    };
                    if branches.is_empty() {
                        return Err(header("a stage says that it has branches, and has none"));
                    }
                    for branch in branches {
                        record.branches.push(Record::list_from_node(branch, depth + 1, left)?);
                    }
                }
                _ => return Err(header(format!("a stage has an unknown field `{name}`"))),
            }
        }
        // Names are distinct in a canonical header, so five known fields are all five.
        if seen != 5 {
            return Err(header("a stage lacks a field"));
        }
        Ok(record)
    }
}

fn header(problem: impl Into<String>) -> LoadError {
    LoadError::Header { problem: problem.into() }
}

fn field<T: serde::de::DeserializeOwned>(name: &str, node: &Node) -> Result<T, LoadError> {
    from_node(node).map_err(|e| header(format!("field `{name}` of a stage: {e}")))
}

/// Reads records one after another into a typed chain.
#[derive(Debug)]
pub struct Reader<'a> {
    records: &'a [Record],
    at: usize,
    place: Place,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(records: &'a [Record], place: Place) -> Reader<'a> {
        Reader { records, at: 0, place }
    }

    /// The next record, which must be of `kind`, with its place.
    pub(crate) fn next(&mut self, kind: &str) -> Result<(String, &'a Record), LoadError> {
        let place = self.place.step();
        let record = self.records.get(self.at).ok_or_else(|| LoadError::Shape {
            problem: format!("the artifact ends before stage {place} `{kind}` of the recipe"),
        })?;
        self.at += 1;
        let stage = named(&place, &record.kind);
        if record.kind != kind {
            return Err(LoadError::WrongKind { stage, expected: kind.to_owned() });
        }
        Ok((place, record))
    }

    pub(crate) fn finish(self) -> Result<(), LoadError> {
        match self.records.len() - self.at {
            0 => Ok(()),
            left => Err(LoadError::Shape {
                problem: format!("{left} stages left over after the recipe was read"),
            }),
        }
    }
}

/// A stage for messages: its place and its kind.
pub(crate) fn named(place: &str, kind: &str) -> String {
    format!("{place} `{}`", crate::error::clip(kind))
}

/// Decodes a leaf.
pub(crate) fn decode<S: Stage>(place: &str, record: &Record) -> Result<S, LoadError> {
    record.check_leaf(place)?;
    match S::decode(record.version, &record.params, &record.state) {
        Some(Ok(decoded)) => {
            record.check_refit(place, decoded.refit())?;
            Ok(decoded)
        }
        Some(Err(problem)) => Err(record.wrong(place, problem)),
        None => Err(record.unknown_version(place, S::VERSION)),
    }
}

/// Decodes the parameters and state of a combinator and checks its branches.
pub(crate) fn combinator<P, S>(
    place: &str,
    record: &Record,
    branches: usize,
) -> Result<(P, S), LoadError>
where
    P: serde::de::DeserializeOwned,
    S: serde::de::DeserializeOwned,
{
    if record.version != 1 {
        return Err(record.unknown_version(place, 1));
    }
    if record.branches.len() != branches {
        let problem = format!("{} branches instead of {branches}", record.branches.len());
        return Err(record.wrong(place, problem));
    }
    let refit = record.branches.iter().flatten().map(|r| r.refit).max().unwrap_or(Refit::Exact);
    record.check_refit(place, refit)?;
    let wrong = |e: CodecError| record.wrong(place, e.to_string());
    Ok((from_node(&record.params).map_err(wrong)?, from_node(&record.state).map_err(wrong)?))
}
