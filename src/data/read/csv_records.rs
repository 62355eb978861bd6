//! CSV text cut into records, each with the line it begins on.

use crate::error::ReadError;
use csv_core::{ReadRecordResult, ReaderBuilder};
use std::io::{BufRead, BufReader, Chain, Cursor, Read};

const BOM: &[u8] = b"\xef\xbb\xbf";

/// Cuts bytes into records.
///
/// `csv-core` finds the cells. What it leaves open is decided here: blank lines are passed over,
/// every record knows its line, and a quote that is never closed is an error instead of one cell
/// that holds the rest of the file.
pub(crate) struct CsvRecords<R> {
    origin: String,
    input: BufReader<Chain<Cursor<Vec<u8>>, R>>,
    parser: csv_core::Reader,
    /// The line of the next byte.
    line: u64,
    ended: bool,
    cells: Vec<u8>,
    ends: Vec<usize>,
    count: usize,
}

impl<R> std::fmt::Debug for CsvRecords<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CsvRecords").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl<R: Read> CsvRecords<R> {
    pub(crate) fn new(origin: String, mut input: R, delimiter: u8) -> Result<Self, ReadError> {
        let mut first = Vec::new();
        if let Err(source) = input.by_ref().take(3).read_to_end(&mut first) {
            return Err(ReadError::Io { origin, source });
        }
        if first == BOM {
            first.clear();
        }
        let mut parser = ReaderBuilder::new().delimiter(delimiter).build();
        // A blank line is passed over, and with it the parser's own look for a mark: a second one
        // is part of the first cell.
        let _ = parser.read_record(b"\n", &mut [], &mut []);
        Ok(CsvRecords {
            origin,
            input: BufReader::new(Cursor::new(first).chain(input)),
            parser,
            line: 1,
            ended: false,
            cells: vec![0; 1024],
            ends: vec![0; 64],
            count: 0,
        })
    }

    pub(crate) fn origin(&self) -> &str {
        &self.origin
    }

    /// The cells of the record last read; `None` for one that is not UTF-8.
    pub(crate) fn cells(&self) -> impl ExactSizeIterator<Item = Option<&str>> {
        let ends = self.ends.get(..self.count).unwrap_or_default();
        let end = ends.last().copied().unwrap_or(0);
        let bytes = self.cells.get(..end).unwrap_or_default();
        // One check for the whole record; cell by cell only when that fails.
        let whole = std::str::from_utf8(bytes).ok();
        let mut start = 0;
        ends.iter().map(move |&end| {
            let range = std::mem::replace(&mut start, end)..end;
            match whole {
                // Not at a boundary of characters: two broken cells that make one good one.
                Some(text) => text.get(range),
                None => std::str::from_utf8(bytes.get(range)?).ok(),
            }
        })
    }

    /// Reads the next record: the line it begins on, or `None` at the end.
    ///
    /// # Errors
    /// When the system refuses, or a quote is never closed.
    pub(crate) fn advance(&mut self) -> Result<Option<u64>, ReadError> {
        self.count = 0;
        if self.ended || !self.skip_blank_lines()? {
            return Ok(None);
        }
        let first_line = self.line;
        let mut written = 0;
        loop {
            let origin = &self.origin;
            let input = self
                .input
                .fill_buf()
                .map_err(|source| ReadError::Io { origin: origin.clone(), source })?;
            // At the end a line break closes the record, unless a quote is open.
            let at_end = input.is_empty();
            let input = if at_end { b"\n" } else { input };
            let (cells, ends) = (&mut self.cells[written..], &mut self.ends[self.count..]);
            let (result, read, cell_bytes, cell_ends) = self.parser.read_record(input, cells, ends);
            written += cell_bytes;
            self.count += cell_ends;
            if at_end {
                self.ended |= read > 0;
            } else {
                self.line += count_lines(&input[..read]);
                self.input.consume(read);
            }
            match result {
                ReadRecordResult::OutputFull => self.cells.resize(self.cells.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => return Ok(Some(first_line)),
                ReadRecordResult::InputEmpty if !at_end => {}
                ReadRecordResult::InputEmpty | ReadRecordResult::End => {
                    self.ended = true;
                    return Err(ReadError::Syntax {
                        origin: self.origin.clone(),
                        line: first_line,
                        problem: "the record has a quote that is never closed".to_owned(),
                    });
                }
            }
        }
    }

    /// Whether there is anything after blank lines and the rest of a line break.
    fn skip_blank_lines(&mut self) -> Result<bool, ReadError> {
        loop {
            let origin = &self.origin;
            let input = self
                .input
                .fill_buf()
                .map_err(|source| ReadError::Io { origin: origin.clone(), source })?;
            let blank = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let (found, ended) = (blank < input.len(), input.is_empty());
            self.line += count_lines(&input[..blank]);
            self.input.consume(blank);
            if found || ended {
                return Ok(found);
            }
        }
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}
