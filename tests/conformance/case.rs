//! One folder with one case.

use serde_json::Value;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A folder holding one of these is a case.
const MARKS: [&str; 4] = ["case.json", "metrics.json", "drift.json", "stats.json"];

/// A case: its folder, and what `case.json` says about it.
#[derive(Debug)]
pub(crate) struct CaseDir {
    /// The folder's name, for reports and filters only.
    pub(crate) name: String,
    path: PathBuf,
    /// `case.json`; null when the case has none.
    header: Value,
}

impl CaseDir {
    /// Every case directly under `folder`, by name.
    pub(crate) fn discover(folder: &Path) -> io::Result<Vec<Self>> {
        let mut cases = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if !MARKS.iter().any(|mark| path.join(mark).is_file()) {
                continue;
            }
            let header = match fs::read_to_string(path.join("case.json")) {
                Ok(text) => serde_json::from_str(&text).unwrap_or(Value::Null),
                Err(_) => Value::Null,
            };
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            cases.push(Self { name, path, header });
        }
        cases.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(cases)
    }

    /// The text at the top of `case.json` under this key (`kind`, `transformer`, ...).
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.header.get(key)?.as_str()
    }

    /// What stands at the top of `case.json` under this key.
    pub(crate) fn field(&self, key: &str) -> Option<&Value> {
        self.header.get(key)
    }

    /// Whether the case holds this file.
    pub(crate) fn has(&self, file: &str) -> bool {
        self.path.join(file).is_file()
    }

    /// The text of one of its files.
    pub(crate) fn read(&self, file: &str) -> Result<String, String> {
        fs::read_to_string(self.path.join(file)).map_err(|error| format!("{file}: {error}"))
    }

    /// The bytes of one of its files.
    pub(crate) fn bytes(&self, file: &str) -> Result<Vec<u8>, String> {
        fs::read(self.path.join(file)).map_err(|error| format!("{file}: {error}"))
    }

    /// One of its files as JSON. Numbers that matter are to be read from their `hex`.
    pub(crate) fn json(&self, file: &str) -> Result<Value, String> {
        serde_json::from_str(&self.read(file)?).map_err(|error| format!("{file}: {error}"))
    }

    /// What it is, for a case without a runner.
    pub(crate) fn describe(&self) -> String {
        let kind = self.text("kind").unwrap_or("no kind");
        match self.text("transformer").or_else(|| self.text("model")) {
            Some(what) => format!("no runner: {kind}, {what}"),
            None => format!("no runner: {kind}"),
        }
    }
}
