//! Nodes in canonical bytes under a digest.
//!
//! The form is specified in [`guide::format`](crate::guide::format).

use super::codec::Node;
use crate::error::LoadError;
use sha2::{Digest as _, Sha256};

mod header;
mod sections;

/// The version of the envelope this build writes and reads.
pub const FORMAT_VERSION: u32 = 1;

/// Not text in any encoding; a transfer that touches line ends breaks it.
const MAGIC: [u8; 8] = *b"\x89STDF\r\n\x1a";
/// Magic, format version, reserved, total length, header length.
const PROLOGUE: usize = 32;
const DIGEST: usize = 32;

/// What is refused before it is allocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a whole artifact.
    pub total: u64,
    /// Bytes of the header.
    pub header: u64,
    /// Sections.
    pub sections: u64,
    /// Values in the header.
    pub nodes: u64,
}

impl Default for Limits {
    /// 4 GiB in all, 64 MiB of header, a million sections, four million values.
    fn default() -> Self {
        Limits { total: 4 << 30, header: 64 << 20, sections: 1 << 20, nodes: 4 << 20 }
    }
}

/// The SHA-256 of an artifact without its last 32 bytes, which hold it.
///
/// `head --bytes=-32 FILE | sha256sum` prints the same.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    pub(crate) fn of(bytes: &[u8]) -> Digest {
        Digest(Sha256::digest(bytes).into())
    }

    /// The 32 bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl std::fmt::Display for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Writes a node as a whole artifact: equal nodes, equal bytes.
#[must_use]
pub fn seal(node: &Node) -> (Vec<u8>, Digest) {
    let (header, sections) = header::write(node);
    let mut bytes = Vec::with_capacity(PROLOGUE + header.len() + sections.len() + 8 + DIGEST);
    bytes.extend_from_slice(&MAGIC);
    bytes.extend_from_slice(&FORMAT_VERSION.to_le_bytes());
    bytes.extend_from_slice(&[0; 4]);
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(&(header.len() as u64).to_le_bytes());
    bytes.extend_from_slice(header.as_bytes());
    bytes.resize(bytes.len().next_multiple_of(8), 0);
    bytes.extend_from_slice(&sections);
    let total = (bytes.len() + DIGEST) as u64;
    bytes[16..24].copy_from_slice(&total.to_le_bytes());
    let digest = Digest::of(&bytes);
    bytes.extend_from_slice(digest.bytes());
    (bytes, digest)
}

/// Reads a whole artifact back into a node.
///
/// Every length is checked against the bytes there are before anything is allocated for it.
///
/// # Errors
/// When a single bit is not as it was written.
pub fn open(bytes: &[u8], limits: &Limits) -> Result<(Node, Digest), LoadError> {
    let found = bytes.len() as u64;
    let magic: String = bytes.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    let cut_short = bytes.len() < 8 && MAGIC.starts_with(bytes);
    if !cut_short && !bytes.starts_with(&MAGIC) {
        return Err(LoadError::Magic { found: magic });
    }
    if bytes.len() < PROLOGUE + DIGEST {
        return Err(LoadError::Length { expected: (PROLOGUE + DIGEST) as u64, found });
    }
    let version = word(bytes, 8);
    if version != u64::from(FORMAT_VERSION) {
        let found = u32::try_from(version & 0xffff_ffff).unwrap_or(0);
        if found == FORMAT_VERSION {
            return Err(header::problem("the reserved bytes before it are not zero"));
        }
        return Err(LoadError::Format { found, supported: FORMAT_VERSION.to_string() });
    }
    let (total, header_length) = (word(bytes, 16), word(bytes, 24));
    if total > limits.total {
        return Err(LoadError::Limit { what: "artifact", limit: limits.total, found: total });
    }
    if total != found {
        return Err(LoadError::Length { expected: total, found });
    }
    let (body, stored) = bytes.split_at(bytes.len() - DIGEST);
    let digest = Digest::of(body);
    if stored != digest.bytes() {
        let stored: String = stored.iter().map(|byte| format!("{byte:02x}")).collect();
        return Err(LoadError::Digest { expected: stored, found: digest.to_string() });
    }
    if header_length > limits.header {
        let limit = limits.header;
        return Err(LoadError::Limit { what: "header", limit, found: header_length });
    }
    let room = (body.len() - PROLOGUE) as u64;
    let length = usize::try_from(header_length)
        .ok()
        .filter(|_| header_length <= room)
        .ok_or(LoadError::Limit { what: "header", limit: room, found: header_length })?;
    let end = PROLOGUE + length;
    let start = end.next_multiple_of(8);
    let padding = body.get(end..start).ok_or_else(|| header::problem("its padding is cut"))?;
    if padding.iter().any(|&byte| byte != 0) {
        return Err(header::problem("its padding is not zero"));
    }
    let text = std::str::from_utf8(&body[PROLOGUE..end])
        .map_err(|_| header::problem("it is not UTF-8"))?;
    let node = header::read(text, &body[start..], limits)?;
    Ok((node, digest))
}

fn word(bytes: &[u8], at: usize) -> u64 {
    bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}
