//! Bytes cut into lines, each with its number.

use crate::error::ReadError;
use std::io::{BufRead, BufReader, Read};

/// Cuts bytes into lines; lines of white space alone are passed over.
pub(super) struct Lines<R> {
    origin: String,
    input: BufReader<R>,
    bytes: Vec<u8>,
    line: u64,
}

impl<R> std::fmt::Debug for Lines<R> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl<R: Read> Lines<R> {
    pub(super) fn new(origin: String, input: R) -> Lines<R> {
        Lines { origin, input: BufReader::new(input), bytes: Vec::new(), line: 0 }
    }

    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// The line last read, without a byte order mark.
    pub(super) fn bytes(&self) -> &[u8] {
        let bytes = &*self.bytes;
        if self.line == 1 { bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes) } else { bytes }
    }

    /// Reads the next line that is not blank: its number from 1, or `None` at the end.
    pub(super) fn advance(&mut self) -> Result<Option<u64>, ReadError> {
        loop {
            self.bytes.clear();
            let read = self.input.read_until(b'\n', &mut self.bytes);
            let origin = &self.origin;
            let read = read.map_err(|source| ReadError::Io { origin: origin.clone(), source })?;
            if read == 0 {
                return Ok(None);
            }
            self.line += 1;
            if !self.bytes().trim_ascii().is_empty() {
                return Ok(Some(self.line));
            }
        }
    }
}
