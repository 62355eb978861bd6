//! A model in words.

use super::model::Model;
use crate::artifact::{Place, Portable, StageReport};
use crate::data::{Answer, Field, Range, Table};
use crate::pipeline::Outline;
use std::fmt;

/// A model in words: schema, stages with what they learned, metrics, provenance, witness.
#[derive(Debug, Clone)]
pub struct Description {
    schema: Vec<String>,
    stages: Vec<StageReport>,
    outline: Outline,
    metrics: Vec<String>,
    provenance: Vec<String>,
    witness: String,
}

impl Description {
    /// The stages in order, with what each learned.
    #[must_use]
    pub fn stages(&self) -> &[StageReport] {
        &self.stages
    }
}

impl<P: Portable<Input = Table>> Model<P> {
    /// The model in words.
    pub fn describe(&self) -> Description {
        let mut stages = Vec::new();
        self.pipeline.report(&mut Place::start(), &mut stages);
        let about = &self.about;
        let rows = about.schema.rows();
        let metrics = about.metrics.iter().map(|m| format!("{} on {}: {}", m.name, m.on, m.value));
        let from = &about.provenance;
        let mut provenance = vec![
            format!("steadfast {}", from.crate_version),
            format!("{} rows, {} columns, fingerprint {}", from.rows, from.columns, from.data),
        ];
        provenance.extend(from.target.as_ref().map(|name| format!("target `{name}`")));
        provenance.extend(from.classes.as_ref().map(|c| format!("classes {}", c.join(", "))));
        provenance.extend(from.seed.map(|seed| format!("seed {seed}")));
        provenance.extend(from.created_at.as_ref().map(|when| format!("created at {when}")));
        provenance.extend(from.note.clone());
        if let Some((digest, size)) = self.origin {
            provenance.push(format!("{size} bytes, SHA-256 {digest}"));
        }
        Description {
            schema: about.schema.fields().iter().map(|field| line(field, rows)).collect(),
            stages,
            outline: self.outline(),
            metrics: metrics.collect(),
            provenance,
            witness: format!("{} rows, {} refused", about.witness.len(), about.witness.refused()),
        }
    }
}

fn line(field: &Field, rows: u64) -> String {
    let mut parts = vec![format!("{}: {}", field.name(), field.column_type())];
    if field.role() != crate::data::Role::Feature {
        parts.push(format!("role {:?}", field.role()));
    }
    if field.missing() > 0 {
        parts.push(format!("{} of {rows} missing", field.missing()));
    }
    match field.range() {
        Some(Range::Real(low, high)) => parts.push(format!("{low} to {high}")),
        Some(Range::Integer(low, high)) => parts.push(format!("{low} to {high}")),
        None => {}
    }
    parts.extend(field.levels().map(crate::error::list));
    let policy = field.policy();
    let said = [
        ("missing", policy.missing),
        ("unseen", policy.unseen),
        ("out of range", policy.out_of_range),
    ];
    let said = said.into_iter().filter(|(_, answer)| *answer != Answer::Stage);
    parts.extend(said.map(|(what, answer)| format!("{what}: {answer:?}")));
    parts.join("; ")
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut section = |title: &str, lines: &[String]| {
            writeln!(f, "{title}")?;
            lines.iter().try_for_each(|line| writeln!(f, "  {line}"))
        };
        section("schema", &self.schema)?;
        let outline = self.outline.to_string();
        let outline: Vec<String> = outline.lines().map(str::to_owned).collect();
        section("pipeline", &outline)?;
        let mut learned = Vec::new();
        for stage in &self.stages {
            let refit = stage.refit.name();
            learned.push(format!("{} {} (refit {refit})", stage.place, stage.kind));
            learned.extend(stage.lines.iter().map(|(what, value)| format!("  {what}: {value}")));
        }
        section("learned", &learned)?;
        section("metrics", &self.metrics)?;
        section("provenance", &self.provenance)?;
        section("witness", std::slice::from_ref(&self.witness))
    }
}
