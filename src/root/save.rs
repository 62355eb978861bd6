//! A model to bytes, and bytes to a file that is whole or not there.

use super::model::Model;
use crate::artifact::codec::{CodecError, Node, to_node};
use crate::artifact::{Digest, Portable, Record, seal};
use crate::data::Table;
use crate::error::{Error, FitError};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

impl<P: Portable<Input = Table>> Model<P> {
    /// The artifact: equal models give equal bytes.
    ///
    /// # Errors
    /// When a stage's state has no stored form, or there are more stages, or branches in branches, than a file may hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        self.sealed().map(|(bytes, _)| bytes)
    }

    /// The digest of the artifact, and its size in bytes.
    ///
    /// # Errors
    /// Those of [`to_bytes`](Self::to_bytes).
    pub fn digest(&self) -> Result<(Digest, u64), Error> {
        self.sealed().map(|(bytes, digest)| (digest, bytes.len() as u64))
    }

    fn sealed(&self) -> Result<(Vec<u8>, Digest), Error> {
        let mut records = Vec::new();
        self.pipeline.write(&mut records).map_err(no_form)?;
        // What is saved can be loaded.
        Record::check_limits(&records).map_err(no_form)?;
        Ok(seal(&self.node(&records).map_err(no_form)?))
    }

    fn node(&self, records: &[Record]) -> Result<Node, CodecError> {
        let about = to_node(&self.about)?;
        Ok(Node::Record(vec![
            ("about".to_owned(), about),
            ("pipeline".to_owned(), Record::list_to_node(records)?),
        ]))
    }

    /// Saves the artifact as a file, whole or not at all: it is written beside its place, forced to
    /// the disk, and renamed; then the folder is forced to the disk.
    ///
    /// # Errors
    /// When a stage's state has no stored form, or the operating system refuses.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<Digest, Error> {
        let path = path.as_ref();
        let (bytes, digest) = self.sealed()?;
        let beside = beside(path);
        let written = write_durably(&beside, path, &bytes);
        written.map_err(|source| {
            // What was left beside is of no use; the error that matters is the first one.
            let _ = fs::remove_file(&beside);
            Error::Io { action: "writing", path: path.display().to_string(), source }
        })?;
        Ok(digest)
    }

    /// Writes the artifact to a stream.
    ///
    /// # Errors
    /// When a stage's state has no stored form, or the stream refuses.
    pub fn write(&self, mut out: impl Write) -> Result<Digest, Error> {
        let (bytes, digest) = self.sealed()?;
        out.write_all(&bytes).and_then(|()| out.flush()).map_err(|source| Error::Io {
            action: "writing",
            path: "a stream".to_owned(),
            source,
        })?;
        Ok(digest)
    }
}

fn no_form(error: impl std::fmt::Display) -> Error {
    FitError::Trainer {
        stage: "save".to_owned(),
        trainer: "the stored form".to_owned(),
        message: error.to_string(),
    }
    .into()
}

/// A name beside `path` that no other writer of this process or another uses.
fn beside(path: &Path) -> PathBuf {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    name.push(format!(".{}-{next}.tmp", std::process::id()));
    path.with_file_name(name)
}

fn write_durably(beside: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::options().write(true).create_new(true).open(beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    drop(file);
    fs::rename(beside, path)?;
    sync_folder(path)
}

/// On unix the rename itself is durable only when the folder is on the disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// Elsewhere folders cannot be opened as files; the system orders the rename.
#[cfg(not(unix))]
fn sync_folder(_: &Path) -> std::io::Result<()> {
    Ok(())
}
