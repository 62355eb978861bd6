//! A model in words.

use super::model::Model;
use crate::artifact::{Place, Portable, StageReport, Visitor};
use crate::data::{Answer, DataRef, Field, Kind, Range, Table};
use crate::error::Error;
use crate::pipeline::Outline;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// A model in words: schema, stages with what they learned, metrics, provenance, witness.
#[derive(Debug, Clone)]
pub struct Description {
    schema: Vec<String>,
    stages: Vec<StageReport>,
    outline: Outline,
    metrics: Vec<String>,
    provenance: Vec<String>,
    certificate: Option<String>,
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
    /// The stages as [`outline`](Self::outline) gives them, each with how many columns it yields.
    #[must_use]
    pub fn diagram(&self) -> Outline {
        let mut widths = BTreeMap::new();
        let _ = self.walk_no_rows(&mut |place, data| {
            // A visitor is told the place and the kind: `2.1 (impute)`.
            let place = place.split_whitespace().next().unwrap_or_default();
            widths.insert(place.to_owned(), data.width());
        });
        self.outline().with_widths(widths)
    }

    /// The names of the features that reach the last stage that yields a table or a matrix, in its order:
    /// what a model at the end of the pipeline is fitted on.
    ///
    /// # Errors
    /// When a stage does not take the columns of the schema.
    ///
    /// ```
    /// use steadfast::prelude::*;
    /// let x = Table::new().with("age", Column::Real(vec![1.0, 2.0]))?;
    /// let model = Training::new().fit(&Standardize::new(), &x, &())?;
    /// assert_eq!(&*model.feature_names_out()?[0], "age");
    /// # Ok::<(), Error>(())
    /// ```
    #[doc(alias = "get_feature_names_out")]
    pub fn feature_names_out(&self) -> Result<Vec<Arc<str>>, Error> {
        let mut names = DataRef::Table(&self.about.schema.no_rows()).names();
        self.walk_no_rows(&mut |_, data| {
            if matches!(data.kind(), Kind::Table | Kind::Matrix) {
                names = data.names();
            }
        })?;
        Ok(names)
    }

    /// What each stage makes of no rows: the columns alone.
    fn walk_no_rows(&self, visit: &mut Visitor<'_>) -> Result<(), Error> {
        self.pipeline.walk(&self.about.schema.no_rows(), &mut Place::start(), visit).map(|_| ())
    }

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
        provenance.extend(from.filters.iter().cloned());
        if let Some((digest, size)) = self.origin {
            provenance.push(format!("{size} bytes, SHA-256 {digest}"));
        }
        Description {
            schema: about.schema.fields().iter().map(|field| line(field, rows)).collect(),
            stages,
            outline: self.diagram(),
            metrics: metrics.collect(),
            provenance,
            certificate: about.certificate.as_ref().map(|certificate| certificate.line()),
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
            let parameter = |(name, value): &(String, String)| {
                format!("{name} {value}").trim_start().to_owned()
            };
            let parameters: Vec<String> = stage.parameters.iter().map(parameter).collect();
            if !parameters.is_empty() {
                learned.push(format!("  parameters: {}", parameters.join("; ")));
            }
            learned.extend(stage.lines.iter().map(|(what, value)| format!("  {what}: {value}")));
        }
        section("learned", &learned)?;
        section("metrics", &self.metrics)?;
        section("provenance", &self.provenance)?;
        if let Some(certificate) = &self.certificate {
            section("certificate", std::slice::from_ref(certificate))?;
        }
        section("witness", std::slice::from_ref(&self.witness))
    }
}

#[cfg(test)]
mod tests {
    use crate::prelude::*;

    #[test]
    fn a_diagram_counts_columns_inside_branches_too() -> Result<(), Error> {
        let x = Table::new()
            .with("age", Column::Real(vec![1.0, 2.0, 4.0]))?
            .with("port", Column::text(["S", "C", "Q"]))?;
        let recipe = on(text(), OneHot::new()).then(Assemble::new());
        let model = Training::new().fit(&recipe, &x, &())?;
        let diagram = model.diagram().to_string();
        let ends: Vec<&str> =
            diagram.lines().filter_map(|line| line.split(" -> ").nth(1)).collect();
        assert_eq!(ends, ["4 columns", "3 columns", "4 columns"]);
        assert!(model.diagram().to_mermaid().contains(" -> 3 columns\"]"));
        assert!(!model.outline().to_string().contains("->"));
        let names = model.feature_names_out()?;
        let names: Vec<&str> = names.iter().map(|name| &**name).collect();
        assert_eq!(names, ["age", "port_C", "port_Q", "port_S"]);
        let stages = model.describe();
        let parameters = &stages.stages()[1].parameters;
        assert!(parameters.contains(&("unknown".to_owned(), "Error".to_owned())), "{parameters:?}");
        Ok(())
    }
}
