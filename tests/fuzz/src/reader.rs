//! The readers, and what each does with a file.

use crate::memory::Peak;
use crate::rows;
use steadfast::data::{ColumnType, DataKind as _};
use steadfast::import::{ImportedTrees, lightgbm, onnx, sklearn, xgboost};
use steadfast::model::EnsembleAnswer;
use steadfast::prelude::*;
use steadfast::{LoadOptions, Proof};

/// Who reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    Lightgbm,
    XgboostJson,
    XgboostUbjson,
    Sklearn,
    Onnx,
    Artifact,
}

/// What came of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Whether it was read; if not, it was refused.
    pub accepted: bool,
    /// The most memory while it was read.
    pub read_peak: usize,
    /// The most until its answers were there.
    pub peak: usize,
}

impl Reader {
    pub const ALL: [(&'static str, Reader); 6] = [
        ("lightgbm", Reader::Lightgbm),
        ("xgboost_json", Reader::XgboostJson),
        ("xgboost_ubjson", Reader::XgboostUbjson),
        ("sklearn", Reader::Sklearn),
        ("onnx", Reader::Onnx),
        ("artifact", Reader::Artifact),
    ];

    /// The ends of names that its files have.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Reader::Lightgbm => "txt",
            Reader::XgboostJson | Reader::Sklearn => "json",
            Reader::XgboostUbjson => "ubj",
            Reader::Onnx => "onnx",
            Reader::Artifact => "steadfast",
        }
    }

    /// The memory that reading so many bytes may take. An artifact is also built and its records kept.
    #[must_use]
    pub fn allowed(self, bytes: usize) -> usize {
        match self {
            Reader::Artifact => (1 << 20) + 64 * bytes,
            _ => (64 << 10) + 8 * bytes,
        }
    }

    /// Reads a file, tells `read` that it is read, builds what it says and asks for three rows. Any error is an answer.
    pub fn judge(self, bytes: &[u8], read: impl FnOnce()) -> Judged {
        let peak = Peak::start();
        let mut read_peak = 0;
        let told = || {
            read_peak = peak.bytes();
            read();
        };
        let accepted = match self {
            Reader::Lightgbm => trees(lightgbm::read(bytes), bytes, told),
            Reader::XgboostJson | Reader::XgboostUbjson => trees(xgboost::read(bytes), bytes, told),
            Reader::Sklearn => pipeline(bytes, told),
            Reader::Onnx => graph(bytes, told),
            Reader::Artifact => artifact(bytes, told),
        };
        Judged { accepted, read_peak, peak: peak.bytes() }
    }
}

fn trees(imported: Result<ImportedTrees, Error>, bytes: &[u8], read: impl FnOnce()) -> bool {
    read();
    let Ok(imported) = imported else { return false };
    let Some(x) = rows::matrix(imported.columns()) else { return true };
    // One way to ask a file, another for the next.
    let _ = match bytes.len() % 4 {
        0 => imported.regressor().and_then(|recipe| recipe.fit(&x, &())).map(|m| drop(m.apply(&x))),
        1 => answers(&imported, EnsembleAnswer::RawScore, &x),
        2 => answers(&imported, EnsembleAnswer::Leaf, &x),
        _ => answers(&imported, EnsembleAnswer::Value, &x),
    };
    true
}

fn answers(imported: &ImportedTrees, answer: EnsembleAnswer, x: &Matrix) -> Result<(), Error> {
    imported.answers(answer)?.fit(x, &())?.apply(x).map(drop)
}

fn pipeline(bytes: &[u8], read: impl FnOnce()) -> bool {
    let imported = sklearn::read(bytes);
    read();
    let Ok(imported) = imported else { return false };
    let text = imported.text_inputs();
    let columns = imported.inputs().iter().map(|name| {
        (&**name, if text.contains(name) { ColumnType::Text } else { ColumnType::Real })
    });
    let Some(table) = rows::table(columns) else { return true };
    let Ok(built) = imported.pipeline() else { return true };
    // One by one: where one row is refused, none of a table is answered.
    for row in 0..table.rows() {
        let _ = built.apply_data(table.slice(row..row + 1).lend());
    }
    if let Ok(Some(scores)) = imported.raw_scores() {
        let _ = scores.apply_data(table.lend());
    }
    true
}

fn graph(bytes: &[u8], read: impl FnOnce()) -> bool {
    let imported = onnx::read(bytes);
    read();
    let Ok(imported) = imported else { return false };
    let text: Vec<&str> = imported.text_columns().map(|name| &**name).collect();
    let columns = imported.columns().iter().map(|name| {
        (&**name, if text.contains(&&**name) { ColumnType::Text } else { ColumnType::Real })
    });
    let Some(table) = rows::table(columns) else { return true };
    if let Ok(model) = imported.answers().and_then(|recipe| recipe.fit(&table, &())) {
        for row in 0..table.rows() {
            let _ = model.apply(&table.slice(row..row + 1));
        }
    }
    true
}

fn artifact(bytes: &[u8], read: impl FnOnce()) -> bool {
    let model = LoadOptions::new().proof(Proof::Skip).from_bytes(bytes);
    read();
    let Ok(model) = model else { return false };
    let types = model.schema().types();
    if let Some(table) = rows::table(types.iter().map(|(name, kind)| (&**name, *kind))) {
        let _ = model.predict_rows(&table);
    }
    true
}
