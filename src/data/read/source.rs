//! Where rows come from, and the two ways of taking them: whole, or block by block.

use super::assembler::{Assembler, Refused};
use super::block::{Block, RefusedRow};
use crate::data::Table;
use crate::error::{Error, ReadError};

/// Something that gives one row after another.
pub(crate) trait Source {
    /// Puts the next row into `rows`.
    ///
    /// Says which line of the input it began on, and what was wrong with the row if it was not
    /// taken; `None` at the end.
    ///
    /// # Errors
    /// When no further row can be read.
    fn next_row(&mut self, rows: &mut Assembler) -> Result<Option<Taken>, Error>;

    /// The file, or `input`.
    fn origin(&self) -> &str;

    /// The error of a cell on a line.
    fn cell_error(&self, line: u64, refused: Refused) -> ReadError {
        ReadError::Cell {
            origin: self.origin().to_owned(),
            line,
            column: crate::error::clip(&refused.column),
            expected: refused.mismatch.expected,
            found: refused.mismatch.found,
        }
    }
}

/// A row that was read, and whether it was taken.
#[derive(Debug)]
pub(crate) struct Taken {
    pub(crate) line: u64,
    pub(crate) result: Result<(), ReadError>,
}

/// Takes every row; the first that is refused is the error.
pub(crate) fn read_all<S: Source>(mut source: S, mut rows: Assembler) -> Result<Table, Error> {
    let mut last = 0;
    while let Some(taken) = source.next_row(&mut rows)? {
        taken.result?;
        last = taken.line;
    }
    match rows.finish()? {
        Ok(table) => Ok(table),
        Err(refused) => Err(source.cell_error(last, refused).into()),
    }
}

/// Tables of at most so many rows each, one after another; only one is in memory at a time.
///
/// The first error ends it.
#[derive(Debug)]
pub(crate) struct Blocks<S>(State<S>);

/// [`Block`]s of at most so many rows each: what cannot be read is set aside row by row.
///
/// Only an error that leaves no further row to read, as of the operating system, ends it.
#[derive(Debug)]
pub(crate) struct LenientBlocks<S>(State<S>);

/// Rows still to be read, or the error of a beginning that never was; `None` when it is over.
type State<S> = Option<Result<Cutter<S>, Error>>;

/// What a reader opens: a source, and the columns its rows go into.
pub(crate) type Opened<S> = Result<(S, Assembler), Error>;

#[derive(Debug)]
struct Cutter<S> {
    source: S,
    rows: Assembler,
    size: usize,
    next: usize,
}

impl<S> Cutter<S> {
    fn open(opened: Opened<S>, size: usize) -> State<S> {
        let size = size.max(1);
        Some(opened.map(|(source, rows)| Cutter { source, rows, size, next: 0 }))
    }
}

impl<S> Blocks<S> {
    pub(crate) fn new(opened: Opened<S>, size: usize) -> Blocks<S> {
        Blocks(Cutter::open(opened, size))
    }
}

impl<S> LenientBlocks<S> {
    pub(crate) fn new(opened: Opened<S>, size: usize) -> LenientBlocks<S> {
        LenientBlocks(Cutter::open(opened, size))
    }
}

impl<S: Source> Cutter<S> {
    /// The next block, or `None` when there is no further row.
    fn block(&mut self, strict: bool) -> Result<Option<Block>, Error> {
        let first_row = self.next;
        let mut rows = Vec::new();
        let mut refused = Vec::new();
        while self.next - first_row < self.size
            && let Some(taken) = self.source.next_row(&mut self.rows)?
        {
            match taken.result {
                Ok(()) => rows.push(self.next),
                Err(error) if strict => return Err(error.into()),
                Err(error) => refused.push(RefusedRow { row: self.next, error: error.into() }),
            }
            self.next += 1;
        }
        if self.next == first_row {
            return Ok(None);
        }
        Ok(Some(Block { table: self.rows.take()?, rows, refused, first_row }))
    }
}

/// The next block; after the last, and after an error, nothing more.
fn step<S: Source>(state: &mut State<S>, strict: bool) -> Option<Result<Block, Error>> {
    let mut cutter = match state.take()? {
        Ok(cutter) => cutter,
        Err(error) => return Some(Err(error)),
    };
    let result = cutter.block(strict).transpose();
    if matches!(result, Some(Ok(_))) {
        *state = Some(Ok(cutter));
    }
    result
}

impl<S: Source> Iterator for Blocks<S> {
    type Item = Result<Table, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        step(&mut self.0, true).map(|block| block.map(|block| block.table))
    }
}

impl<S: Source> Iterator for LenientBlocks<S> {
    type Item = Result<Block, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        step(&mut self.0, false)
    }
}
