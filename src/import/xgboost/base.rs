//! The base score, whose form changed with the versions.

use super::malformed;
use crate::error::ImportError;

/// One number a score. Up to version 3.0 it is one number for all, such as `5E-1`; since 3.1 a list, such as
/// `[2.3E5]`, of one or of one a score.
pub(super) fn scores(text: &str, count: usize) -> Result<Vec<f32>, Box<ImportError>> {
    let refuse = |problem: &str| malformed("`base_score`", problem);
    let text = text.trim();
    let inside = match text.strip_prefix('[') {
        Some(rest) => rest.strip_suffix(']').ok_or_else(|| refuse("a list that does not end"))?,
        None => text,
    };
    let read = |word: &str| word.trim().parse::<f32>().ok().filter(|x| x.is_finite());
    let numbers: Option<Vec<f32>> = inside.split(',').map(read).collect();
    match numbers.ok_or_else(|| refuse("no finite numbers"))?.as_slice() {
        [one] => Ok(vec![*one; count]),
        all if all.len() == count => Ok(all.to_vec()),
        all => Err(refuse(&format!("{} numbers for {count} scores", all.len()))),
    }
}
