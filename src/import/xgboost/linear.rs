//! The linear booster: one slope a column and score, and a bias.

use super::at::At;
use crate::error::ImportError;

/// The slopes, column after column, and the biases.
pub(super) fn read(
    booster: &At<'_, '_>,
    columns: usize,
    scores: usize,
) -> Result<(Vec<f64>, Vec<f32>), Box<ImportError>> {
    let weights = booster.field("model")?.field("weights")?;
    let numbers = weights.singles()?;
    let slopes = columns.checked_mul(scores);
    if slopes.and_then(|slopes| slopes.checked_add(scores)) != Some(numbers.len()) {
        let problem = format!("{} for {columns} columns and {scores} scores", numbers.len());
        return Err(weights.refuse(problem));
    }
    let (slopes, bias) = numbers.split_at(numbers.len() - scores);
    Ok((slopes.iter().map(|&x| f64::from(x)).collect(), bias.to_vec()))
}
