//! From the nodes of a graph to steps in order.

use super::declared::declared;
use super::node::{Node, Versions, node};
use super::tensors::tensor;
use super::wire::Fields;
use super::{ml, standard};
use crate::model::onnx_graph::{
    Cells, GraphInput, MOST_OUTPUTS, NOTHING, Operator, Program, Step, Tensor,
};
use std::collections::BTreeMap;

/// Marks the number of a constant until all are known.
const CONSTANT: u32 = 1 << 31;

/// How deep graphs may lie in one another.
const DEEPEST: usize = 2;

/// What a node becomes.
pub(super) enum Made {
    /// A step over the inputs of the node.
    Step(Operator),
    /// A step over these of the values known to the builder.
    Over(Operator, Vec<u32>),
    /// Nothing: the first output is this value.
    Same(u32),
}

/// What an input of the whole graph is.
#[derive(Debug)]
pub(super) struct Declared<'a> {
    pub(super) name: &'a str,
    pub(super) input: GraphInput,
}

/// A graph under way.
pub(super) struct Builder<'a> {
    versions: Versions,
    depth: usize,
    names: BTreeMap<&'a str, u32>,
    constants: Vec<Tensor>,
    steps: Vec<Step>,
    inputs: u32,
    /// The next value that is not a constant.
    next: u32,
    /// The names of the classes, of the last node that has some.
    pub(super) classes: Option<Cells>,
}

/// A graph that was read.
pub(super) struct Built<'a> {
    pub(super) program: Program,
    pub(super) inputs: Vec<Declared<'a>>,
    /// Name and declared shape of each answer.
    pub(super) outputs: Vec<(&'a str, Option<Vec<usize>>)>,
    pub(super) classes: Option<Cells>,
}

/// The values that a file's graph, or the body of one of its nodes, is made of.
pub(super) fn graph<'a>(
    bytes: &'a [u8],
    versions: Versions,
    depth: usize,
) -> Result<Built<'a>, String> {
    if depth > DEEPEST {
        return Err("graphs in graphs in graphs are not supported".to_owned());
    }
    let mut builder = Builder {
        versions,
        depth,
        names: BTreeMap::new(),
        constants: Vec::new(),
        steps: Vec::new(),
        inputs: 0,
        next: 0,
        classes: None,
    };
    for field in Fields(bytes) {
        match field? {
            (5, field) => {
                let (name, tensor) = tensor(field.bytes()?)?;
                let value = builder.constant(tensor)?;
                builder.name(name, value)?;
            }
            (15, _) => return Err("a sparse initializer is not supported".to_owned()),
            _ => {}
        }
    }
    let mut inputs = Vec::new();
    for field in Fields(bytes) {
        if let (11, field) = field? {
            let (name, kind, shape, zeros) = declared(field.bytes()?)?;
            // Before version 4 of the format initializers were inputs too.
            if builder.names.contains_key(name) {
                continue;
            }
            let value = builder.fresh(1)?;
            builder.name(name, value)?;
            let width = shape.as_deref().and_then(<[usize]>::last).copied();
            let flat = shape.as_ref().is_some_and(|shape| shape.len() == 1);
            let width = if flat { 1 } else { width.unwrap_or(0) };
            let width = u32::try_from(width).map_err(|_| format!("input `{name}`: too wide"))?;
            let input = GraphInput { name: name.to_owned(), kind, width, flat, zeros };
            inputs.push(Declared { name, input });
        }
    }
    builder.inputs = builder.next;
    for (at, field) in Fields(bytes).filter(|f| !matches!(f, Ok((tag, _)) if *tag != 1)).enumerate()
    {
        let node = node(field?.1.bytes()?, versions).map_err(|e| format!("node {at}: {e}"))?;
        let place = |problem| {
            format!("node {at}, {} of version {}: {problem}", node.operator, node.version)
        };
        builder.push(&node).map_err(place)?;
    }
    let mut outputs = Vec::new();
    let mut results = Vec::new();
    for field in Fields(bytes) {
        if let (12, field) = field? {
            let (name, _, shape, _) = declared(field.bytes()?)?;
            results.push(builder.value(name)?);
            outputs.push((name, shape));
        }
    }
    let (program, classes) = builder.finish(results)?;
    Ok(Built { program, inputs, outputs, classes })
}

impl<'a> Builder<'a> {
    /// The number of a new constant.
    pub(super) fn constant(&mut self, tensor: Tensor) -> Result<u32, String> {
        let number = u32::try_from(self.constants.len()).ok().filter(|n| *n < CONSTANT - 1);
        self.constants.push(tensor);
        number.map(|number| number | CONSTANT).ok_or_else(|| "too many constants".to_owned())
    }

    /// The tensor of a constant.
    pub(super) fn constant_of(&self, value: u32) -> Option<&Tensor> {
        (value != NOTHING && value & CONSTANT != 0)
            .then(|| self.constants.get((value & !CONSTANT) as usize))
            .flatten()
    }

    /// The number of the first of new values.
    fn fresh(&mut self, count: usize) -> Result<u32, String> {
        let first = self.next;
        let next = u32::try_from(count).ok().and_then(|count| first.checked_add(count));
        self.next =
            next.filter(|n| *n < CONSTANT).ok_or("too many values").map_err(str::to_owned)?;
        Ok(first)
    }

    /// Names are given once.
    fn name(&mut self, name: &'a str, value: u32) -> Result<(), String> {
        match self.names.insert(name, value) {
            None => Ok(()),
            Some(_) => Err(format!("value `{name}` is made twice")),
        }
    }

    /// The value of a name, which an earlier node must have made: a cycle has none.
    pub(super) fn value(&self, name: &str) -> Result<u32, String> {
        if name.is_empty() {
            return Ok(NOTHING);
        }
        self.names.get(name).copied().ok_or_else(|| format!("no value `{name}` before it"))
    }

    /// The value of an input of a node.
    pub(super) fn input(&self, node: &Node<'_>, index: usize) -> Result<u32, String> {
        let name = node.inputs.get(index).filter(|name| !name.is_empty());
        self.value(name.ok_or_else(|| format!("input {index} is missing"))?)
    }

    /// One more step with one output.
    pub(super) fn step(&mut self, operator: Operator, inputs: Vec<u32>) -> Result<u32, String> {
        let value = self.fresh(1)?;
        self.steps.push(Step { operator, inputs, outputs: 1 });
        Ok(value)
    }

    /// The body of a node.
    pub(super) fn body(&self, bytes: &'a [u8]) -> Result<Built<'a>, String> {
        graph(bytes, self.versions, self.depth + 1)
    }

    fn push(&mut self, node: &Node<'a>) -> Result<(), String> {
        if node.outputs.is_empty() || node.outputs.len() > MOST_OUTPUTS as usize {
            return Err(format!("{} outputs", node.outputs.len()));
        }
        let made = match node.domain {
            "" => standard::operator(self, node)?,
            "ai.onnx.ml" => ml::operator(self, node)?,
            other => return Err(format!("operators of `{other}` are not supported")),
        };
        if let Some(name) = node.attributes.unknown() {
            return Err(format!("attribute `{name}` is not supported"));
        }
        let (operator, inputs) = match made {
            Made::Same(value) => {
                if node.outputs.iter().skip(1).any(|name| !name.is_empty()) {
                    return Err("a second output is not supported".to_owned());
                }
                return self.name(node.outputs[0], value);
            }
            Made::Over(operator, inputs) => (operator, inputs),
            Made::Step(operator) => {
                let inputs = node.inputs.iter().map(|name| self.value(name));
                (operator, inputs.collect::<Result<_, _>>()?)
            }
        };
        operator.check()?;
        let outputs = node.outputs.len();
        let first = self.fresh(outputs)?;
        self.steps.push(Step { operator, inputs, outputs: outputs as u32 });
        for (at, name) in node.outputs.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            self.name(name, first + at as u32)?;
        }
        Ok(())
    }

    /// Constants first, then all other values.
    fn finish(mut self, results: Vec<u32>) -> Result<(Program, Option<Cells>), String> {
        let constants = self.constants.len() as u32;
        let place = |value: &mut u32| {
            if *value != NOTHING {
                *value =
                    if *value & CONSTANT != 0 { *value & !CONSTANT } else { *value + constants };
            }
        };
        self.next.checked_add(constants).ok_or("too many values")?;
        let mut results = results;
        results.iter_mut().for_each(place);
        self.steps.iter_mut().flat_map(|step| &mut step.inputs).for_each(place);
        let program =
            Program { constants: self.constants, inputs: self.inputs, steps: self.steps, results };
        Ok((program, self.classes))
    }
}
