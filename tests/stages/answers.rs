//! Stages that work on the answers of a classifier.

use super::Visitor;
use steadfast::prelude::*;

pub(super) fn answers(classes: usize) -> Result<(Classes, Labels), Error> {
    let names: Vec<String> = (0..classes).map(|at| format!("class {at}")).collect();
    let mut probabilities = Vec::new();
    let mut truth = Vec::new();
    for row in 0..30 {
        let weight =
            |class: usize| f64::from(u32::try_from((row * 7 + class * 5) % 11).unwrap_or(0)) + 1.0;
        let all = (0..classes).map(weight).fold(0.0, |all, w| all + w);
        probabilities.extend((0..classes).map(|class| weight(class) / all));
        truth.push(names[(row * row + row / 3) % classes].clone());
    }
    let names: Vec<std::sync::Arc<str>> = names.into_iter().map(Into::into).collect();
    Ok((Classes::new(names, probabilities)?, Labels::from_texts(truth)))
}

pub(crate) fn answered(visitor: &mut impl Visitor) -> Result<(), Error> {
    for classes in [2, 3] {
        let (x, y) = answers(classes)?;
        for recipe in
            [Calibrate::sigmoid(), Calibrate::sigmoid_of_log_odds(), Calibrate::isotonic()]
        {
            visitor.run(&recipe, &x, &y);
        }
    }
    let (x, y) = answers(2)?;
    for score in [Score::Accuracy, Score::BalancedAccuracy, Score::F1, Score::Mcc] {
        visitor.run(&Threshold::tuned(score), &x, &y);
        visitor.run(&Threshold::tuned(score).class("class 0"), &x, &y);
    }
    visitor.run(&Threshold::at(0.25), &x, &y);
    Ok(())
}
