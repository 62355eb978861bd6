//! A model's answers held against the truth.

use super::metrics::{Binary, Evaluation, Kpi, Metric, Multiclass, Regression, Report};
use crate::data::{Classes, DataKind, DataRef, Labels, Vector};
use crate::error::Error;
use crate::pipeline::Target;
use std::str::FromStr;

/// Evaluates figures on answers and truth.
///
/// Two classes are a binary task whose positive class is the second; more are a multiclass task; a
/// vector is a regression. Classes are matched by name, so truth may list them in another order or
/// lack some.
///
/// ```
/// use steadfast::evaluate::judge;
/// use steadfast::evaluate::metrics::Metric;
/// use steadfast::prelude::*;
/// let truth = Labels::from_texts(["no", "yes", "yes"]);
/// let answers = Classes::new(["no".into(), "yes".into()], vec![0.9, 0.1, 0.2, 0.8, 0.6, 0.4])?;
/// let report = judge(&answers, Target::Labels(&truth), &[&Metric::Accuracy])?;
/// assert_eq!(report.get("accuracy"), Some(2.0 / 3.0));
/// # Ok::<(), steadfast::Error>(())
/// ```
///
/// # Errors
/// When answers and truth differ in kind or rows, a true class is unknown to the model, or a figure
/// is not defined on them.
pub fn judge<O: DataKind>(
    answers: &O,
    truth: Target<'_>,
    kpis: &[&dyn Kpi],
) -> Result<Report, Error> {
    let rows = match truth {
        Target::None => return Err(Error::Evaluate("there is no truth to judge by".to_owned())),
        Target::Vector(y) => y.rows(),
        Target::Labels(y) => y.rows(),
    };
    if rows != answers.rows() {
        let found = answers.rows();
        return Err(Error::Evaluate(format!("{found} answers for {rows} rows of truth")));
    }
    match (answers.lend(), truth) {
        (DataRef::Vector(answers), Target::Vector(truth)) => {
            report(kpis, &Regression::new(truth.values(), answers.values()).into())
        }
        (DataRef::Classes(answers), Target::Labels(truth)) => classes(answers, truth, kpis),
        (answers, _) => {
            Err(Error::Evaluate(format!("{} cannot be judged by this truth", answers.kind())))
        }
    }
}

fn report(kpis: &[&dyn Kpi], evaluation: &Evaluation<'_>) -> Result<Report, Error> {
    Ok(Report::new(kpis, evaluation)?)
}

fn classes(answers: &Classes, truth: &Labels, kpis: &[&dyn Kpi]) -> Result<Report, Error> {
    let code = |class: &str| {
        let at = answers.classes().iter().position(|name| &**name == class);
        at.and_then(|at| u32::try_from(at).ok()).ok_or_else(|| {
            let known = crate::error::list(answers.classes().iter());
            Error::Evaluate(format!("the truth has class `{class}`; the model answers {known}"))
        })
    };
    let rows = (0..truth.rows()).filter_map(|row| truth.label(row));
    let codes: Vec<u32> = rows.map(code).collect::<Result<_, Error>>()?;
    if answers.classes().len() == 2 {
        let positive: Vec<bool> = codes.iter().map(|&code| code == 1).collect();
        let score: Vec<f64> = answers.probabilities().iter().skip(1).step_by(2).copied().collect();
        return report(kpis, &Binary::new(&positive, &score).into());
    }
    let (probabilities, width) = (answers.probabilities(), answers.classes().len());
    report(kpis, &Multiclass::new(&codes, probabilities, width).into())
}

/// The figures usually reported for a target of this kind.
#[must_use]
pub fn usual(truth: Target<'_>) -> Vec<Metric> {
    let names: &[&str] = match truth {
        Target::None => &[],
        Target::Vector(_) => &["mae", "rmse", "r2"],
        Target::Labels(y) if y.classes().len() == 2 => {
            &["accuracy", "roc_auc", "pr_auc_trapezoid", "log_loss", "brier", "f1", "mcc"]
        }
        Target::Labels(_) => &["accuracy", "log_loss", "f1_macro", "mcc"],
    };
    names.iter().filter_map(|name| Metric::from_str(name).ok()).collect()
}

/// Rows of a target.
pub(super) trait TakeRows: Sized {
    fn take_rows(&self, rows: &[usize]) -> Self;
}

impl TakeRows for Vector {
    fn take_rows(&self, rows: &[usize]) -> Self {
        self.take(rows)
    }
}

impl TakeRows for Labels {
    fn take_rows(&self, rows: &[usize]) -> Self {
        self.take(rows)
    }
}
