//! Stages that make columns of answers.

use super::Visitor;
use super::answers::answers;
use steadfast::prelude::*;

pub(crate) fn tabulate(visitor: &mut impl Visitor) -> Result<(), Error> {
    for classes in [2, 3] {
        let (x, y) = answers(classes)?;
        visitor.run(&TabulateProbabilities::new("model"), &x, &y);
    }
    let x = Vector::new((0..30).map(|row| f64::from(row * 7 % 11) - 3.5).collect());
    for name in ["model", ""] {
        visitor.run(&TabulatePredictions::new(name), &x, &());
    }
    Ok(())
}
