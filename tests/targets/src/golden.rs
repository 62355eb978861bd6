//! The committed artifacts of every release, as this target sees them.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use steadfast::artifact::Digest;
use steadfast::data::{Schema, Table};
use steadfast::pipeline::Target;
use steadfast::{AnyModel, Batch, LoadOptions, Training};

use crate::digest::Report;

/// How a golden's rows are read and its answers written: the very text the tests compare.
#[path = "../../golden/outcomes.rs"]
mod outcomes;

/// The lines of every golden, a folder each, by name.
///
/// # Errors
/// When a file cannot be read, an artifact does not prove itself here, or a bit of its answers is not the
/// committed one.
pub fn run<W: Write>(report: &mut Report<W>, folder: &Path) -> io::Result<()> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    for name in names {
        let golden = Golden { path: &folder.join(&name), name: &name };
        golden.run(report).map_err(|error| io::Error::other(format!("golden {name}: {error}")))?;
    }
    Ok(())
}

struct Golden<'a> {
    name: &'a str,
    path: &'a Path,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Golden<'_> {
    /// Up to three lines: `bytes` is the artifact as it was read, so that a damaged checkout is not
    /// taken for a wrong prediction; `replay` the text of all answers; `refit`, where there are rows to
    /// fit again, the artifact that comes out.
    fn run<W: Write>(&self, report: &mut Report<W>) -> Result<(), Failure> {
        let name = self.name;
        let bytes = fs::read(self.path.join("model.steadfast"))?;
        report.case(&format!("golden/{name}/bytes"), |digest| digest.bytes(&bytes));
        // The witness is replayed here.
        let model = LoadOptions::new().from_bytes(&bytes)?;
        if model.to_bytes()? != bytes {
            return Err("it is saved as other bytes than it was loaded from".into());
        }
        let answers = self.answers(&model)?;
        report.case(&format!("golden/{name}/replay"), |digest| {
            digest.text(&answers);
            if let Some((stored, _)) = model.origin() {
                digest.bytes(stored.bytes());
            }
        });
        if let Some(refitted) = self.refitted(&model)? {
            report.case(&format!("golden/{name}/refit"), |digest| digest.bytes(refitted.bytes()));
        }
        Ok(())
    }

    /// The committed text, when that is what comes out however the rows are cut and spread.
    fn answers(&self, model: &AnyModel) -> Result<String, Failure> {
        let rows = self.rows(model.schema(), "input.csv")?;
        let expected = fs::read_to_string(self.path.join("expected.csv"))?;
        for (threads, block) in [(1, 1024), (2, 7), (8, 1)] {
            let batch = Batch::default().threads(threads).block(block);
            let found = outcomes::text(&model.predict_batch(&rows, batch)?)?;
            if let Some((line, (expected, found))) =
                expected.lines().zip(found.lines()).enumerate().find(|(_, (e, f))| e != f)
            {
                let line = line + 1;
                return Err(format!("expected.csv, line {line}: {expected}, here {found}").into());
            }
            if found != expected {
                return Err("other rows than in expected.csv".into());
            }
        }
        Ok(expected)
    }

    /// The digest of the artifact fitted again, which must be that of the committed one.
    fn refitted(&self, model: &AnyModel) -> Result<Option<Digest>, Failure> {
        if !self.path.join("train.csv").exists() {
            return Ok(None);
        }
        let rows = self.rows(model.schema(), "train.csv")?;
        let (digest, _) = Training::new().refit(model, &rows, Target::None)?.digest()?;
        match model.origin() {
            Some((stored, _)) if stored == digest => Ok(Some(digest)),
            _ => Err(format!("fitted again it is {digest}").into()),
        }
    }

    fn rows(&self, schema: &Schema, file: &str) -> Result<Table, Failure> {
        Ok(outcomes::input(schema, &fs::read_to_string(self.path.join(file))?)?)
    }
}
