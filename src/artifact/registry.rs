//! The list of stages a file may name.

use super::erased::ErasedStage;
use super::record::{Record, decode, named};
use super::stage::Stage;
use crate::error::LoadError;
use std::collections::BTreeMap;
use std::sync::Arc;

type Decoder = fn(&str, &Record) -> Result<Arc<dyn ErasedStage>, LoadError>;

/// The stages an artifact may hold: an allow-list, made by hand.
///
/// A file can build only what is named here. Nothing registers itself: that silently fails in
/// WebAssembly and in linked libraries, and lets any crate of the program be built from a file.
///
/// ```
/// let registry = steadfast::stages::registry();
/// assert!(registry.kinds().any(|kind| kind == "scale.standard"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Registry {
    decoders: BTreeMap<&'static str, Decoder>,
}

impl Registry {
    /// A registry that knows no stage. [`stages::registry`](crate::stages::registry) knows them all.
    #[must_use]
    pub fn empty() -> Registry {
        Registry::default()
    }

    /// This registry and one more stage. A kind that is there already is replaced.
    #[must_use]
    pub fn with<S: Stage>(mut self) -> Registry {
        self.decoders.insert(S::KIND, |place, record| Ok(Arc::new(decode::<S>(place, record)?)));
        self
    }

    /// The kinds it knows, sorted.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.decoders.keys().copied()
    }

    pub(crate) fn decode(
        &self,
        place: &str,
        record: &Record,
    ) -> Result<Arc<dyn ErasedStage>, LoadError> {
        let decoder = self.decoders.get(record.kind()).ok_or_else(|| LoadError::UnknownKind {
            stage: named(place, record.kind()),
            known: self.decoders.len(),
        })?;
        decoder(place, record)
    }
}
