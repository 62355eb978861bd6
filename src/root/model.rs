//! The fitted whole.

use super::certificate::Certificate;
use super::profile::Profile;
use super::provenance::Provenance;
use super::witness::Witness;
use crate::artifact::{AnyPipeline, BoxPipeline, Digest, Portable, sketch};
use crate::data::{DataKind, Schema, Table};
use crate::error::Error;
use crate::pipeline::Outline;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A fitted pipeline with all that makes it a model: schema, provenance, metrics, profile, witness.
///
/// `P` is how its pipeline is held: a static chain whose type the compiler knows, a
/// [`BoxPipeline`](crate::artifact::BoxPipeline) with typed ends, or an
/// [`AnyPipeline`](crate::artifact::AnyPipeline) known only at run time. All three give the same
/// bits and are saved as the same bytes.
#[derive(Debug, Clone)]
pub struct Model<P> {
    pub(crate) pipeline: P,
    pub(crate) about: About,
    /// Of the bytes it was loaded from.
    pub(crate) origin: Option<(Digest, u64)>,
}

/// A model whose stages are known only at run time: what [`load`](super::load) gives.
pub type AnyModel = Model<AnyPipeline>;

/// All of a model but its pipeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub(crate) struct About {
    /// Only of a model that was certified: no other artifact has such a field.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "some")]
    pub(crate) certificate: Option<Certificate>,
    pub(crate) schema: Schema,
    pub(crate) provenance: Provenance,
    pub(crate) metrics: Vec<Measured>,
    pub(crate) profile: Profile,
    pub(crate) witness: Witness,
}

/// The fields that every artifact has.
const FIELDS: [&str; 5] = ["metrics", "profile", "provenance", "schema", "witness"];

/// A field that is there has a value.
fn some<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Certificate>, D::Error> {
    Certificate::deserialize(deserializer).map(Some)
}

impl Serialize for About {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        About::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for About {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = About;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what is said about a model")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<About, A::Error> {
                About::deserialize(MapAccessDeserializer::new(map))
            }
        }
        deserializer.deserialize_struct("About", &FIELDS, Fields)
    }
}

/// A number that was measured on named rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// The metric, with its parameters.
    pub name: String,
    /// Which rows: `test`, `train`, a fold.
    pub on: String,
    /// The [`fingerprint`](super::fingerprint) of those rows and their target.
    pub data: String,
    /// The value.
    pub value: f64,
}

impl<P> Model<P> {
    /// The pipeline.
    pub fn pipeline(&self) -> &P {
        &self.pipeline
    }

    /// The columns it was fitted on, and what is done where an input differs.
    pub fn schema(&self) -> &Schema {
        &self.about.schema
    }

    /// Where it comes from.
    pub fn provenance(&self) -> &Provenance {
        &self.about.provenance
    }

    /// What was measured.
    pub fn metrics(&self) -> &[Measured] {
        &self.about.metrics
    }

    /// What the training data looked like.
    pub fn profile(&self) -> &Profile {
        &self.about.profile
    }

    /// The rows it proves itself on.
    pub fn witness(&self) -> &Witness {
        &self.about.witness
    }

    /// The digest and the size of the bytes it was loaded from.
    pub fn origin(&self) -> Option<(Digest, u64)> {
        self.origin
    }

    /// This model with what was measured.
    #[must_use]
    pub fn with_metrics(mut self, metrics: impl IntoIterator<Item = Measured>) -> Model<P> {
        self.about.metrics.extend(metrics);
        self.origin = None;
        self
    }
}

impl<P: Portable> Model<P> {
    /// The recipes of the stages as a list that prints as text and as a diagram.
    pub fn outline(&self) -> Outline {
        sketch(&self.pipeline)
    }
}

impl AnyModel {
    /// The same model with an output the compiler knows.
    ///
    /// # Errors
    /// When the pipeline yields another kind.
    ///
    /// ```no_run
    /// use steadfast::prelude::*;
    /// let model = steadfast::load("titanic.steadfast")?.typed::<Classes>()?;
    /// # Ok::<(), steadfast::Error>(())
    /// ```
    pub fn typed<O: DataKind>(self) -> Result<Model<BoxPipeline<Table, O>>, Error> {
        let pipeline = self.pipeline.typed()?;
        Ok(Model { pipeline, about: self.about, origin: self.origin })
    }
}
