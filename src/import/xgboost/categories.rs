//! The levels of categorical columns, which files hold since version 3.1.

use super::at::At;
use crate::error::ImportError;

/// The levels of each column that is one of categories, in the order of their codes; none where the file does not say
/// them for all of those, or they are not text.
pub(super) fn levels(
    model: Option<At<'_, '_>>,
    categorical: &[bool],
) -> Result<Vec<Vec<String>>, Box<ImportError>> {
    let Some(columns) = model.and_then(|model| model.find("cats")?.find("enc")) else {
        return Ok(Vec::new());
    };
    let mut out = Vec::new();
    for (column, _) in columns.list()?.iter().zip(categorical).filter(|(_, named)| **named) {
        let (Some(ends), Some(text)) = (column.find("offsets"), column.find("values")) else {
            return Ok(Vec::new());
        };
        let ends = ends.wholes::<usize>()?;
        if ends.is_empty() {
            return Ok(Vec::new());
        }
        // Bytes, which one writer takes as signed and another as unsigned.
        let bytes: Vec<u8> =
            text.wholes::<i16>()?.into_iter().map(|byte| byte.to_le_bytes()[0]).collect();
        let level = |ends: &[usize]| {
            let bytes = bytes.get(ends[0]..ends[1]);
            let level = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
            level.map(str::to_owned).ok_or_else(|| text.refuse("levels that are no text"))
        };
        let levels: Vec<String> = ends.windows(2).map(level).collect::<Result<_, _>>()?;
        let mut sorted: Vec<&String> = levels.iter().collect();
        sorted.sort_unstable();
        if sorted.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(column.refuse("a level is there twice"));
        }
        out.push(levels);
    }
    Ok(out)
}
