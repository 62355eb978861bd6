//! Bytes to a model that has proved itself.

use super::model::{About, AnyModel, Model};
use crate::artifact::codec::{Node, from_node};
use crate::artifact::{
    AnyPipeline, Digest, Limits, Portable, Record, Registry, Restore, open, restore,
};
use crate::data::Table;
use crate::error::{Error, LoadError};
use crate::exact;
use crate::pipeline::Fit;
use std::io::Read;
use std::path::Path;

/// Whether a model must prove itself before it is handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Proof {
    /// Every witness row is computed again and must give its stored bits.
    #[default]
    Witness,
    /// Structure, digest and float environment only.
    Skip,
}

/// How artifacts are loaded.
///
/// ```no_run
/// use steadfast::LoadOptions;
/// let bytes = std::fs::read("titanic.steadfast").unwrap();
/// let model = LoadOptions::new().from_bytes(&bytes)?;
/// # Ok::<(), steadfast::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LoadOptions {
    registry: Registry,
    limits: Limits,
    proof: Proof,
}

impl Default for LoadOptions {
    fn default() -> Self {
        LoadOptions::new()
    }
}

/// Loads an artifact that proves itself, its stages known only at run time.
///
/// # Errors
/// When the file cannot be read, a bit of it is not as it was saved, a stage is unknown, the host's
/// arithmetic was changed, or a witness row does not give its bits.
pub fn load(path: impl AsRef<Path>) -> Result<AnyModel, Error> {
    LoadOptions::new().from_path(path)
}

impl LoadOptions {
    /// All stages of this crate, the default limits, proof by witness.
    #[must_use]
    pub fn new() -> LoadOptions {
        let registry = crate::stages::registry();
        LoadOptions { registry, limits: Limits::default(), proof: Proof::default() }
    }

    /// The stages an artifact may hold.
    #[must_use]
    pub fn registry(mut self, registry: Registry) -> LoadOptions {
        self.registry = registry;
        self
    }

    /// What is refused before it is allocated.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> LoadOptions {
        self.limits = limits;
        self
    }

    /// Whether the model must prove itself.
    #[must_use]
    pub fn proof(mut self, proof: Proof) -> LoadOptions {
        self.proof = proof;
        self
    }

    /// Loads from a file.
    ///
    /// # Errors
    /// Those of [`load`].
    pub fn from_path(&self, path: impl AsRef<Path>) -> Result<AnyModel, Error> {
        self.from_bytes(&self.read_file(path.as_ref())?)
    }

    /// Loads from a stream, up to the limit of bytes.
    ///
    /// # Errors
    /// Those of [`load`].
    pub fn from_reader(&self, reader: impl Read) -> Result<AnyModel, Error> {
        self.from_bytes(&self.read_all(reader, "a stream")?)
    }

    /// Loads from bytes. Never panics, whatever they are.
    ///
    /// # Errors
    /// Those of [`load`].
    pub fn from_bytes(&self, bytes: &[u8]) -> Result<AnyModel, Error> {
        self.build(bytes, |records| AnyPipeline::read(records, &self.registry))
    }

    /// Loads from bytes as a static chain: the recipe is the type witness, and is otherwise not used.
    ///
    /// # Errors
    /// Those of [`load`], and an artifact of another chain.
    pub fn typed<R, Y: ?Sized>(&self, _: &R, bytes: &[u8]) -> Result<Model<R::Fitted>, Error>
    where
        R: Fit<Y, Input = Table>,
        R::Fitted: Restore + Sync,
    {
        self.build(bytes, restore::<R::Fitted>)
    }

    fn read_file(&self, path: &Path) -> Result<Vec<u8>, Error> {
        let shown = path.display().to_string();
        let file = std::fs::File::open(path).map_err(|source| Error::Io {
            action: "reading",
            path: shown.clone(),
            source,
        })?;
        self.read_all(file, &shown)
    }

    fn read_all(&self, reader: impl Read, path: &str) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::new();
        // One byte more than the limit, so that a longer stream is told from one of just that length.
        let limit = self.limits.total;
        reader
            .take(limit.saturating_add(1))
            .read_to_end(&mut bytes)
            .map_err(|source| Error::Io { action: "reading", path: path.to_owned(), source })?;
        let found = bytes.len() as u64;
        if found > limit {
            return Err(LoadError::Limit { what: "artifact", limit, found }.into());
        }
        Ok(bytes)
    }

    fn build<P: Portable<Input = Table> + Sync>(
        &self,
        bytes: &[u8],
        read: impl FnOnce(&[Record]) -> Result<P, LoadError>,
    ) -> Result<Model<P>, Error> {
        exact::check_environment()?;
        let (node, digest) = open(bytes, &self.limits)?;
        let (about, records) = parts(node)?;
        let pipeline = read(&records)?;
        let origin: Option<(Digest, u64)> = Some((digest, bytes.len() as u64));
        let model = Model { pipeline, about, origin };
        if self.proof == Proof::Witness {
            model.prove()?;
        }
        Ok(model)
    }
}

impl<P: Portable<Input = Table> + Sync> Model<P> {
    /// Computes every witness row and demands its stored bits, in the calling thread.
    ///
    /// # Errors
    /// [`LoadError::Witness`] with the first stage, column and row that differ, [`LoadError::Certificate`] where the
    /// model compares otherwise with its source than it says, or a host whose arithmetic was changed.
    pub fn prove(&self) -> Result<(), Error> {
        exact::check_environment()?;
        self.about.witness.prove(self)?;
        self.about.certificate.as_ref().map_or(Ok(()), |certificate| certificate.prove(self))
    }
}

fn parts(node: Node) -> Result<(About, Vec<Record>), LoadError> {
    let wrong = |problem: String| LoadError::Header { problem };
    let Node::Record(fields) = node else {
        return Err(wrong("the body is not a record".to_owned()));
    };
    let mut fields = fields.into_iter();
    let (Some((first, about)), Some((second, pipeline)), None) =
        (fields.next(), fields.next(), fields.next())
    else {
        return Err(wrong("the body must hold `about` and `pipeline`".to_owned()));
    };
    if first != "about" || second != "pipeline" {
        return Err(wrong("the body must hold `about` and `pipeline`".to_owned()));
    }
    let about: About = from_node(&about).map_err(|e| wrong(format!("`about`: {e}")))?;
    about.schema.validate().map_err(|e| wrong(format!("schema: {e}")))?;
    let mut left = Record::MAX_STAGES;
    Ok((about, Record::list_from_node(pipeline, 0, &mut left)?))
}

/// Loading with the recipe as type witness, so that nobody has to spell the type of a chain.
///
/// ```
/// use steadfast::prelude::*;
/// let x = Table::new().with("age", Column::Real(vec![20.0, 30.0, 40.0]))?;
/// let bytes = Training::new().fit(&Standardize::new(), &x, &())?.to_bytes()?;
/// let model = Load::<()>::load(&Standardize::new(), &bytes)?;
/// assert_eq!(model.pipeline().mean(), [30.0]);
/// # Ok::<(), steadfast::Error>(())
/// ```
pub trait Load<Y: ?Sized>: Fit<Y, Input = Table> + Sized {
    /// Loads an artifact of this recipe as a static chain that has proved itself.
    ///
    /// # Errors
    /// Those of [`load`], and an artifact of another chain.
    fn load(&self, bytes: &[u8]) -> Result<Model<Self::Fitted>, Error>
    where
        Self::Fitted: Restore + Sync,
    {
        LoadOptions::new().typed(self, bytes)
    }
}

impl<Y: ?Sized, R: Fit<Y, Input = Table>> Load<Y> for R {}
