//! Tables from JSON lines.

use super::assembler::Assembler;
use super::block::Block;
use super::cell::Cell;
use super::json_object::Object;
use super::lines::Lines;
use super::options::Options;
use super::source::{Blocks, LenientBlocks, Opened, Source, Taken, read_all};
use crate::data::{ColumnType, Table};
use crate::error::{Error, ReadError, clip, list};
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

/// Reads JSON lines as a [`Table`], whole or block by block: one flat object a line, one row each.
///
/// The text is UTF-8, with or without a byte order mark; lines of white space alone are passed over.
/// A name that a line does not have, and `null`, are missing. A name twice in one line, an object or
/// an array as a value, and anything after the object are errors. Columns stand in the order of
/// first appearance.
///
/// Numbers never pass through a foreign float parser: their text is read by the contract of
/// [`number`](crate::data::number). A text stays a text even where it looks like a number; but as
/// JSON cannot write them otherwise, a real column takes the texts `inf`, `-inf` and `nan`.
/// A timestamp is a text by the contract of [`time`](crate::data::time) or, in a column declared so,
/// whole microseconds since 1970.
///
/// # Types
///
/// Declared [`types`](JsonLinesReader::types) are held to. The type of every other column is the
/// first that fits all its values (or those of the first
/// [`infer_rows`](JsonLinesReader::infer_rows)): boolean, integer, real, text; real when it has none.
/// Timestamps are never guessed. A column of which one line holds a number and another a text has no type, and is an
/// error.
///
/// ```
/// use steadfast::data::{Column, JsonLinesReader};
/// let table = JsonLinesReader::new().read_str("{\"a\": 1}\n{\"b\": \"x\", \"a\": 2.5}\n")?;
/// assert_eq!(**table.column("a")?, Column::Real(vec![1.0, 2.5]));
/// assert!(table.column("b")?.is_missing(0));
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct JsonLinesReader {
    options: Options,
}

impl JsonLinesReader {
    /// A reader that infers every type.
    #[must_use]
    pub fn new() -> JsonLinesReader {
        JsonLinesReader::default()
    }

    /// The types of some or all columns. A declared column is there even if no line has it.
    #[must_use]
    pub fn types<N: Into<Arc<str>>>(
        mut self,
        types: impl IntoIterator<Item = (N, ColumnType)>,
    ) -> JsonLinesReader {
        self.options.declare(types);
        self
    }

    /// Passes over every name whose type is not declared.
    #[must_use]
    pub fn only_declared(mut self) -> JsonLinesReader {
        self.options.only_declared = true;
        self
    }

    /// Infers names and types from the first `rows` rows (at least one) in place of all; a later
    /// value that does not fit, or a new name, is an error.
    #[must_use]
    pub fn infer_rows(mut self, rows: usize) -> JsonLinesReader {
        self.options.infer_rows = Some(rows.max(1));
        self
    }

    /// Reads a file.
    ///
    /// # Errors
    /// When the system refuses, and as for [`read`](JsonLinesReader::read).
    pub fn read_path(&self, path: impl AsRef<Path>) -> Result<Table, Error> {
        let origin = path.as_ref().display().to_string();
        match std::fs::File::open(path) {
            Ok(file) => self.read_named(origin, file),
            Err(source) => Err(ReadError::Io { origin, source }.into()),
        }
    }

    /// Reads text that is in memory.
    ///
    /// # Errors
    /// As for [`read`](JsonLinesReader::read).
    pub fn read_str(&self, text: &str) -> Result<Table, Error> {
        self.read(text.as_bytes())
    }

    /// Reads bytes to their end. Input without a line is a table without rows.
    ///
    /// # Errors
    /// The first of: a line that is not one flat object; a name twice in a line; a value that is not
    /// of its column's type; and what the system refuses. Each names the line.
    pub fn read<R: Read>(&self, input: R) -> Result<Table, Error> {
        self.read_named("input".to_owned(), input)
    }

    fn read_named<R: Read>(&self, origin: String, input: R) -> Result<Table, Error> {
        let (source, rows) = self.open(origin, input);
        read_all(source, rows)
    }

    /// Reads tables of at most `rows` rows each (at least one), one at a time, so that input larger
    /// than memory can be scored. The columns are those declared.
    ///
    /// Each item's errors are those of [`read`](JsonLinesReader::read), and a name that is not
    /// declared. The first error ends the blocks.
    pub fn blocks<R: Read>(
        &self,
        input: R,
        rows: usize,
    ) -> impl Iterator<Item = Result<Table, Error>> + use<R> {
        Blocks::new(self.open_declared(input), rows)
    }

    /// Reads blocks of at most `rows` rows each (at least one) in which a row that cannot be read is
    /// set aside with its error and costs no other row.
    ///
    /// Only what the system refuses ends the blocks.
    ///
    /// ```
    /// use steadfast::data::{ColumnType, JsonLinesReader};
    /// let reader = JsonLinesReader::new().types([("x", ColumnType::Real)]);
    /// for block in reader.lenient_blocks("{\"x\": 1}\n{\"x\": true}\n".as_bytes(), 100) {
    ///     let block = block?;
    ///     assert_eq!((&*block.rows, block.refused[0].row), (&[0][..], 1));
    /// }
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    pub fn lenient_blocks<R: Read>(
        &self,
        input: R,
        rows: usize,
    ) -> impl Iterator<Item = Result<Block, Error>> + use<R> {
        LenientBlocks::new(self.open_declared(input), rows)
    }

    fn open_declared<R: Read>(&self, input: R) -> Opened<JsonSource<R>> {
        let (source, mut rows) = self.open("input".to_owned(), input);
        rows.stop_growing();
        Ok((source, rows))
    }

    fn open<R: Read>(&self, origin: String, input: R) -> (JsonSource<R>, Assembler) {
        let mut rows = Assembler::new(&self.options);
        for (name, as_type) in &self.options.types {
            // Each is declared once.
            let _ = rows.add(Arc::clone(name), Some(*as_type));
        }
        let only_declared = self.options.only_declared;
        (JsonSource { lines: Lines::new(origin, input), only_declared }, rows)
    }
}

impl Table {
    /// Reads a file of JSON lines, its types inferred from all rows: see [`JsonLinesReader`].
    ///
    /// # Errors
    /// As for [`JsonLinesReader::read_path`].
    pub fn read_json_lines(path: impl AsRef<Path>) -> Result<Table, Error> {
        JsonLinesReader::new().read_path(path)
    }
}

#[derive(Debug)]
struct JsonSource<R> {
    lines: Lines<R>,
    only_declared: bool,
}

impl<R: Read> Source for JsonSource<R> {
    fn next_row(&mut self, rows: &mut Assembler) -> Result<Option<Taken>, Error> {
        let line = self.lines.advance()?;
        Ok(line.map(|line| Taken { line, result: self.take(line, rows) }))
    }

    fn origin(&self) -> &str {
        self.lines.origin()
    }
}

impl<R: Read> JsonSource<R> {
    fn take(&self, line: u64, rows: &mut Assembler) -> Result<(), ReadError> {
        let syntax =
            |problem: String| ReadError::Syntax { origin: self.origin().to_owned(), line, problem };
        let text = std::str::from_utf8(self.lines.bytes())
            .map_err(|_| syntax("the line is not UTF-8".to_owned()))?;
        let object = Object::parse(text).map_err(syntax)?;
        self.check_names(&object, rows).map_err(syntax)?;
        if rows.is_growing() && !self.only_declared {
            for (name, _) in &object.0 {
                rows.ensure(name);
            }
        }
        let mut cells = vec![Cell::Missing; rows.names().len()];
        for (name, token) in &object.0 {
            if let Some(cell) = rows.position(name).and_then(|at| cells.get_mut(at)) {
                *cell = token.cell();
            }
        }
        rows.push(&cells).map_err(|refused| self.cell_error(line, refused))
    }

    /// No name twice, and none that cannot be placed.
    fn check_names(&self, object: &Object<'_>, rows: &Assembler) -> Result<(), String> {
        let mut names: Vec<&str> = object.0.iter().map(|(name, _)| &**name).collect();
        let unknown = names.iter().find(|name| rows.position(name).is_none());
        if let Some(name) = unknown
            && !rows.is_growing()
            && !self.only_declared
        {
            return Err(format!(
                "unknown name `{}`; the columns are {}",
                clip(name),
                list(rows.names())
            ));
        }
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(format!("the name `{}` appears twice", clip(pair[0]))),
            None => Ok(()),
        }
    }
}
