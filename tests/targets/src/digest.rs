//! A running digest of output bits, and the report that prints one line a case.

use std::io::{self, Write};

/// The one NaN a digest sees; sign and payload of a fresh NaN differ by target.
const NAN: u64 = 0x7ff8_0000_0000_0000;

/// FNV-1a, 64 bits, over little-endian bytes: enough against accidents, and a few lines anywhere.
pub struct Digest {
    state: u64,
    /// What went in is also written out when the user asked to see this case.
    shown: Option<Vec<String>>,
}

impl Digest {
    fn new(show: bool) -> Self {
        Self { state: 0xcbf2_9ce4_8422_2325, shown: show.then(Vec::new) }
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.state = (self.state ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub fn word(&mut self, word: u64) {
        self.bytes(&word.to_le_bytes());
        if let Some(shown) = &mut self.shown {
            shown.push(format!("{word:016x}"));
        }
    }

    pub fn float(&mut self, value: f64) {
        self.word(if value.is_nan() { NAN } else { value.to_bits() });
    }

    /// Text with its length, so that no two lists of texts run together.
    pub fn text(&mut self, text: &str) {
        self.bytes(&(text.len() as u64).to_le_bytes());
        self.bytes(text.as_bytes());
        if let Some(shown) = &mut self.shown {
            shown.push(text.to_owned());
        }
    }
}

/// Writes `name digest` for every case, or every entry of the one case asked for.
pub struct Report<W: Write> {
    out: W,
    only: Option<String>,
    failed: Option<io::Error>,
}

impl<W: Write> Report<W> {
    pub fn new(out: W, only: Option<String>) -> Self {
        Self { out, only, failed: None }
    }

    /// Runs one case. Names are unique and never reused for something else.
    pub fn case(&mut self, name: &str, body: impl FnOnce(&mut Digest)) {
        let show = match &self.only {
            Some(only) if only != name => return,
            only => only.is_some(),
        };
        let mut digest = Digest::new(show);
        body(&mut digest);
        if let Err(error) = self.line(name, &digest) {
            self.failed.get_or_insert(error);
        }
    }

    fn line(&mut self, name: &str, digest: &Digest) -> io::Result<()> {
        for (index, entry) in digest.shown.iter().flatten().enumerate() {
            writeln!(self.out, "{name}[{index}] {entry}")?;
        }
        writeln!(self.out, "{name} {:016x}", digest.state)?;
        self.out.flush()
    }

    /// The first line that could not be written, if any.
    pub fn finish(self) -> io::Result<()> {
        self.failed.map_or(Ok(()), Err)
    }
}
