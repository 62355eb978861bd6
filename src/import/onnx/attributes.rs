//! The attributes of a node, each of which must be asked for.

use super::tensors::tensor;
use super::wire::{Field, Fields, once};
use crate::model::onnx_graph::{Cells, Tensor};
use std::cell::Cell;

/// One attribute as it lies in the file.
#[derive(Debug)]
struct Attribute<'a> {
    name: &'a str,
    bytes: &'a [u8],
    asked: Cell<bool>,
}

/// The attributes of a node. An attribute that nothing asks for would change what the node does: it is refused.
#[derive(Debug)]
pub(super) struct Attributes<'a>(Vec<Attribute<'a>>);

impl<'a> Attributes<'a> {
    pub(super) fn new() -> Attributes<'a> {
        Attributes(Vec::new())
    }

    /// One more, which must have a name of its own.
    pub(super) fn push(&mut self, bytes: &'a [u8]) -> Result<(), String> {
        let mut name = None;
        for field in Fields(bytes) {
            match field? {
                (1, field) => once(&mut name, field.text()?, "the name of an attribute")?,
                (21, _) => return Err("an attribute of a function is not supported".to_owned()),
                _ => {}
            }
        }
        let name = name.ok_or("an attribute without a name").map_err(str::to_owned)?;
        if self.0.iter().any(|other| other.name == name) {
            return Err(format!("attribute `{name}` stands twice"));
        }
        self.0.push(Attribute { name, bytes, asked: Cell::new(false) });
        Ok(())
    }

    fn find(&self, name: &str) -> Option<&'a [u8]> {
        let attribute = self.0.iter().find(|attribute| attribute.name == name)?;
        attribute.asked.set(true);
        Some(attribute.bytes)
    }

    /// The one field of an attribute.
    fn field(&self, name: &str, tag: u32) -> Result<Option<Field<'a>>, String> {
        let Some(bytes) = self.find(name) else { return Ok(None) };
        let mut found = None;
        for field in Fields(bytes) {
            let (at, field) = field?;
            if at == tag {
                once(&mut found, field, name)?;
            }
        }
        found.map(Some).ok_or_else(|| format!("attribute `{name}` is of another type"))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|attribute| attribute.name == name)
    }

    /// Says of an attribute that it changes nothing here.
    pub(super) fn ignore(&self, names: &[&str]) {
        for name in names {
            self.find(name);
        }
    }

    pub(super) fn float(&self, name: &str, usual: f32) -> Result<f32, String> {
        self.field(name, 2)?.map_or(Ok(usual), Field::float)
    }

    pub(super) fn int(&self, name: &str, usual: i64) -> Result<i64, String> {
        // Protobuf leaves out a 0.
        match self.find(name) {
            None => Ok(usual),
            Some(bytes) => {
                let mut found = None;
                for field in Fields(bytes) {
                    if let (3, field) = field? {
                        once(&mut found, field.int()?, name)?;
                    }
                }
                Ok(found.unwrap_or(0))
            }
        }
    }

    pub(super) fn text(&self, name: &str, usual: &'a str) -> Result<&'a str, String> {
        self.field(name, 4)?.map_or(Ok(usual), Field::text)
    }

    pub(super) fn tensor(&self, name: &str) -> Result<Option<Tensor>, String> {
        let Some(field) = self.field(name, 5)? else { return Ok(None) };
        Ok(Some(tensor(field.bytes()?)?.1))
    }

    pub(super) fn graph(&self, name: &str) -> Result<&'a [u8], String> {
        let field = self.field(name, 6)?;
        field.ok_or_else(|| format!("attribute `{name}` is missing"))?.bytes()
    }

    pub(super) fn floats(&self, name: &str) -> Result<Vec<f32>, String> {
        let mut values = Vec::new();
        for field in Fields(self.find(name).unwrap_or_default()) {
            if let (7, field) = field? {
                field.floats(|x| values.push(if x.is_nan() { f32::NAN } else { x }))?;
            }
        }
        Ok(values)
    }

    pub(super) fn ints(&self, name: &str) -> Result<Vec<i64>, String> {
        let mut values = Vec::new();
        self.each_int(name, |x| {
            values.push(x);
            Ok(())
        })?;
        Ok(values)
    }

    /// Whole numbers that are not below 0, in half the room.
    pub(super) fn words(&self, name: &str) -> Result<Vec<u32>, String> {
        let mut values = Vec::new();
        self.each_int(name, |x| {
            let word = u32::try_from(x).map_err(|_| format!("`{name}` holds {x}"))?;
            values.push(word);
            Ok(())
        })?;
        Ok(values)
    }

    fn each_int(
        &self,
        name: &str,
        mut each: impl FnMut(i64) -> Result<(), String>,
    ) -> Result<(), String> {
        for field in Fields(self.find(name).unwrap_or_default()) {
            if let (8, field) = field? {
                let mut problem = Ok(());
                field.ints(|x| {
                    if problem.is_ok() {
                        problem = each(x);
                    }
                })?;
                problem?;
            }
        }
        Ok(())
    }

    /// Texts where they lie.
    pub(super) fn texts(
        &self,
        name: &str,
        mut each: impl FnMut(&'a str) -> Result<(), String>,
    ) -> Result<(), String> {
        for field in Fields(self.find(name).unwrap_or_default()) {
            if let (9, field) = field? {
                each(field.text()?)?;
            }
        }
        Ok(())
    }

    /// Texts, as cells.
    pub(super) fn text_cells(&self, name: &str) -> Result<Cells, String> {
        let mut values = Vec::new();
        self.texts(name, |text| {
            values.push(text.into());
            Ok(())
        })?;
        Ok(Cells::Text(values))
    }

    /// Numbers given as singles, or as a tensor under the name with `_as_tensor`.
    pub(super) fn numbers(&self, name: &str) -> Result<Vec<f64>, String> {
        match self.tensor(&format!("{name}_as_tensor"))? {
            None => Ok(self.floats(name)?.into_iter().map(f64::from).collect()),
            Some(tensor) => match tensor.cells {
                Cells::Single(cells) => Ok(cells.into_iter().map(f64::from).collect()),
                Cells::Double(cells) => Ok(cells),
                other => Err(format!("`{name}` of {}", other.kind().name())),
            },
        }
    }

    /// An attribute that was not asked for.
    pub(super) fn unknown(&self) -> Option<&'a str> {
        self.0.iter().find(|attribute| !attribute.asked.get()).map(|attribute| attribute.name)
    }
}
