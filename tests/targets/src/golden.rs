//! The committed artifacts of every release, as this target sees them.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::digest::Report;

/// One or more lines for every `*.steadfast` in `folder`, by name.
///
/// # Errors
/// When the folder or a file cannot be read.
pub fn run<W: Write>(report: &mut Report<W>, folder: &Path) -> io::Result<()> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        paths.push(entry?.path());
    }
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "steadfast"));
    paths.sort();
    for path in paths {
        replay(report, &path)?;
    }
    Ok(())
}

/// The lines of one golden artifact.
///
/// Its bytes are digested first, so that a damaged checkout is not taken for a wrong prediction.
// The replay of the artifact's witness (`golden/NAME/replay`: output bits, row after row) and the
// refit of recipes whose docs say `exact` (`golden/NAME/refit`: artifact bytes) belong here.
fn replay<W: Write>(report: &mut Report<W>, path: &PathBuf) -> io::Result<()> {
    let bytes = fs::read(path)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    report.case(&format!("golden/{name}/bytes"), |digest| digest.bytes(&bytes));
    Ok(())
}
