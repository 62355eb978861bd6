//! A model's answers held against the truth.

use super::metrics::{Binary, Evaluation, Kpi, Metric, Multiclass, Regression, Report};
use crate::data::{Classes, DataKind, DataRef, Labels, Matrix, Vector};
use crate::error::Error;
use crate::pipeline::Target;
use std::str::FromStr;

/// Evaluates figures on answers and truth.
///
/// Two classes are a binary task whose positive class is the second; more are a multiclass task; a
/// vector is a regression. Classes are matched by name, so truth may list them in another order or
/// lack some. Of a matrix each column is a regression of its own, matched by name, and a figure is the
/// mean over the columns, as scikit-learn's `multioutput="uniform_average"` is. Weights of the truth are
/// not looked at: a model is judged by the rows as they are, however they counted when it learned.
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
    let none = || Error::Evaluate("there is no truth to judge by".to_owned());
    let rows = truth.rows().ok_or_else(none)?;
    if rows != answers.rows() {
        let found = answers.rows();
        return Err(Error::Evaluate(format!("{found} answers for {rows} rows of truth")));
    }
    match (answers.lend(), truth.unweighted()) {
        (DataRef::Vector(answers), Target::Vector(truth)) => {
            report(kpis, &Regression::new(truth.values(), answers.values()).into())
        }
        (DataRef::Classes(answers), Target::Labels(truth)) => classes(answers, truth, kpis),
        (DataRef::Matrix(answers), Target::Matrix(truth)) => columns(answers, truth, kpis),
        (answers, _) => {
            Err(Error::Evaluate(format!("{} cannot be judged by this truth", answers.kind())))
        }
    }
}

fn report(kpis: &[&dyn Kpi], evaluation: &Evaluation<'_>) -> Result<Report, Error> {
    Ok(Report::new(kpis, evaluation)?)
}

/// The mean of each figure over the columns of the truth.
fn columns(answers: &Matrix, truth: &Matrix, kpis: &[&dyn Kpi]) -> Result<Report, Error> {
    if answers.width() != truth.width() {
        let (found, expected) = (answers.width(), truth.width());
        return Err(Error::Evaluate(format!("{found} answers a row for {expected} of truth")));
    }
    let mut reports = Vec::new();
    for (column, name) in truth.names().iter().enumerate() {
        let place = answers.names().iter().position(|other| other == name).ok_or_else(|| {
            let known = crate::error::list(answers.names().iter());
            Error::Evaluate(format!("the truth has column `{name}`; the model answers {known}"))
        })?;
        let (truth, answers) = (truth.column(column), answers.column(place));
        reports.push(report(kpis, &Regression::new(&truth, &answers).into())?);
    }
    Ok(Report::mean(&reports))
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
    let names: &[&str] = match truth.unweighted() {
        Target::None | Target::WeightedVector(_) | Target::WeightedLabels(_) => &[],
        Target::Vector(_) | Target::Matrix(_) => &["mae", "rmse", "r2"],
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

impl TakeRows for Matrix {
    fn take_rows(&self, rows: &[usize]) -> Self {
        self.take(rows)
    }
}

impl TakeRows for Labels {
    fn take_rows(&self, rows: &[usize]) -> Self {
        self.take(rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: |1 − 2|, |3 − 3| and |10 − 14|, |30 − 24| have the means 0.5 and 5; R² is 1 − 1/2 and 1 − 52/200.
    #[test]
    fn a_figure_of_several_targets_is_the_mean_over_them() -> Result<(), Error> {
        let truth = Matrix::from_rows(["u", "v"], [[1.0, 10.0], [3.0, 30.0]])?;
        let answers = Matrix::from_rows(["v", "u"], [[14.0, 2.0], [24.0, 3.0]])?;
        let report =
            judge(&answers, Target::Matrix(&truth), &[&Metric::MeanAbsoluteError, &Metric::R2])?;
        assert_eq!((report.get("mae"), report.get("r2")), (Some(2.75), Some(0.62)));
        let message = |answers: &Matrix| {
            let judged = judge(answers, Target::Matrix(&truth), &[&Metric::R2]);
            judged.unwrap_err().to_string()
        };
        let other = Matrix::from_rows(["u", "w"], [[2.0, 14.0], [3.0, 24.0]])?;
        assert!(message(&other).contains("the truth has column `v`; the model answers"));
        let fewer = Matrix::from_rows(["u"], [[2.0], [3.0]])?;
        assert!(message(&fewer).contains("1 answers a row for 2 of truth"));
        let one = Vector::new(vec![1.0, 2.0]);
        let judged = judge(&one, Target::Matrix(&truth), &[&Metric::R2]);
        assert!(
            judged.unwrap_err().to_string().contains("a vector cannot be judged by this truth")
        );
        let names = usual(Target::Matrix(&truth)).len();
        assert_eq!(names, usual(Target::Vector(&one)).len());
        Ok(())
    }
}
