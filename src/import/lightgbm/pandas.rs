//! The categories of pandas columns, at the end of the file.

use super::malformed;
use crate::error::ImportError;

/// The levels of each categorical column, in the order of their codes.
pub(super) fn categories(json: &str) -> Result<Vec<Vec<String>>, Box<ImportError>> {
    let refuse = |problem: String| malformed("`pandas_categorical`", problem);
    let columns: Option<Vec<Vec<serde_json::Value>>> =
        serde_json::from_str(json).map_err(|error| refuse(error.to_string()))?;
    let level = |value: serde_json::Value| match value {
        serde_json::Value::String(text) => Ok(text),
        serde_json::Value::Bool(flag) => Ok(flag.to_string()),
        serde_json::Value::Number(number) => Ok(number.to_string()),
        other => Err(refuse(format!("{other} is no category"))),
    };
    let mut out = Vec::new();
    for column in columns.unwrap_or_default() {
        let levels: Vec<String> = column.into_iter().map(level).collect::<Result<_, _>>()?;
        let mut sorted: Vec<&String> = levels.iter().collect();
        sorted.sort_unstable();
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(refuse(format!("`{}` is there twice", pair[0])));
        }
        out.push(levels);
    }
    Ok(out)
}
