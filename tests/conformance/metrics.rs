//! Runs `metrics.json`: scikit-learn's and SciPy's metrics on given truths and scores.

use super::reference::{number, numbers, shape};
use super::tolerance::{self, Targets};
use super::{CaseDir, Outcome, Runner};
use serde_json::{Map, Value};
use steadfast::evaluate::metrics::{
    Average, Binary, ConfusionMatrix, Evaluation, Metric, MetricError, Multiclass, Regression,
};
use steadfast::exact::max;

/// A table of metrics by input; the table counts as one case, its inputs are listed below it.
pub(super) struct MetricsReference;

impl Runner for MetricsReference {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("metrics.json")
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let table = case.json("metrics.json")?;
        let inputs = table.get("cases").and_then(Value::as_array).ok_or("no cases")?;
        let mut whole = Outcome::new();
        for input in inputs {
            let name = input.get("name").and_then(Value::as_str).unwrap_or("unnamed");
            let task = input.get("task").and_then(Value::as_str).unwrap_or("no task");
            let part = match run_input(input, task) {
                Ok(part) => part,
                Err(reason) => Outcome::failed(reason),
            };
            whole.absorb(part, &format!("{task} {name}"));
        }
        if whole.cells == 0 {
            whole.fail("nothing was compared".to_owned());
        }
        Ok(whole)
    }
}

/// What a name in the table stands for: one value, or one a cell.
enum Found {
    One(Result<f64, MetricError>),
    Many(Result<Vec<f64>, MetricError>),
}

fn run_input(input: &Value, task: &str) -> Result<Outcome, String> {
    let field = |key: &str| input.get(key).ok_or_else(|| format!("no {key}"));
    let truth = numbers(field("y_true")?)?;
    let weight = match field("weight")? {
        Value::Null => None,
        array => Some(numbers(array)?),
    };
    let weight = weight.as_deref();
    let expected = field("metrics")?.as_object().ok_or("metrics is not an object")?;
    let mut outcome = Outcome::new();
    outcome.rows = truth.len();
    match task {
        "binary" => {
            let truth: Vec<bool> = truth.iter().map(|&y| y == 1.0).collect();
            let score = numbers(field("y_score")?)?;
            let threshold = field("threshold")?.as_f64().ok_or("threshold is not a number")?;
            let judged = Binary { weight, threshold, ..Binary::new(&truth, &score) };
            let matrix =
                || ConfusionMatrix::binary(judged.truth, &judged.predicted(), judged.weight);
            let allowed = tolerance::classification;
            compare_all(&mut outcome, expected, &judged.into(), Some(&matrix), &allowed)?;
        }
        "multi" => {
            let truth: Vec<u32> = truth.iter().map(|&y| y as u32).collect();
            let table = field("y_score")?;
            let (score, axes) = (numbers(table)?, shape(table)?);
            let classes = axes.get(1).copied().ok_or("y_score has no second axis")?;
            let judged = Multiclass { weight, ..Multiclass::new(&truth, &score, classes) };
            let matrix =
                || ConfusionMatrix::new(judged.truth, &judged.predicted(), classes, judged.weight);
            let allowed = tolerance::classification;
            compare_all(&mut outcome, expected, &judged.into(), Some(&matrix), &allowed)?;
        }
        "reg" => {
            let prediction = numbers(field("y_pred")?)?;
            let targets = Targets { truth: &truth, prediction: &prediction };
            let judged = Regression { weight, ..Regression::new(&truth, &prediction) };
            let allowed = |name: &str, x: f64| tolerance::regression(name, x, targets);
            compare_all(&mut outcome, expected, &judged.into(), None, &allowed)?;
        }
        other => return Err(format!("task {other} is not known")),
    }
    Ok(outcome)
}

type Matrix<'a> = &'a dyn Fn() -> Result<ConfusionMatrix, MetricError>;

fn compare_all(
    outcome: &mut Outcome,
    expected: &Map<String, Value>,
    judged: &Evaluation<'_>,
    matrix: Option<Matrix<'_>>,
    allowed: &dyn Fn(&str, f64) -> f64,
) -> Result<(), String> {
    for (name, peer) in expected {
        let found = evaluate(name, judged, matrix)?;
        let refused = peer.get("error").and_then(Value::as_str);
        match (found, refused) {
            (Found::One(Err(_)) | Found::Many(Err(_)), Some(_)) => outcome.agree(),
            (Found::One(Err(error)) | Found::Many(Err(error)), None) => {
                outcome.cells += 1;
                outcome.fail(format!("{name}: found an error ({error}), expected {peer}"));
            }
            (Found::One(Ok(_)) | Found::Many(Ok(_)), Some(error)) => {
                outcome.cells += 1;
                outcome.fail(format!("{name}: found a value, expected an error ({error})"));
            }
            (Found::One(Ok(value)), None) => {
                let peer = number(peer).map_err(|error| format!("{name}: {error}"))?;
                outcome.compare(name, value, peer, allowed(name, peer));
            }
            (Found::Many(Ok(values)), None) => {
                let peers = numbers(peer).map_err(|error| format!("{name}: {error}"))?;
                if peers.len() != values.len() {
                    outcome.fail(format!("{name}: {} for {} cells", values.len(), peers.len()));
                }
                for (i, (&value, &peer)) in values.iter().zip(&peers).enumerate() {
                    // Cells of a matrix of weights have the size of the weights.
                    let allowed = allowed(name, peer) * max(peer.abs(), 1.0);
                    outcome.compare(&format!("{name}[{i}]"), value, peer, allowed);
                }
            }
        }
    }
    Ok(())
}

fn evaluate(
    name: &str,
    judged: &Evaluation<'_>,
    matrix: Option<Matrix<'_>>,
) -> Result<Found, String> {
    if let Some(matrix) = matrix {
        if name == "confusion_matrix" {
            return Ok(Found::Many(matrix().map(|m| m.as_slice().to_vec())));
        }
        if let Some(stem) = name.strip_suffix("_per_class") {
            let of_class = |metrics: ConfusionMatrix, class: u32| match stem {
                "precision" => Some(metrics.precision(Average::Class(class))),
                "recall" => Some(metrics.recall(Average::Class(class))),
                "f1" => Some(metrics.f_beta(1.0, Average::Class(class))),
                "jaccard" => Some(metrics.jaccard(Average::Class(class))),
                _ => None,
            };
            let matrix = matrix().map_err(|error| format!("{name}: {error}"))?;
            let classes = u32::try_from(matrix.classes()).map_err(|error| error.to_string())?;
            let each: Option<Result<Vec<f64>, _>> =
                (0..classes).map(|class| of_class(matrix.clone(), class)).collect();
            return each.map(Found::Many).ok_or_else(|| format!("{name} is not known"));
        }
    }
    let metric: Metric = name.parse().map_err(|error: MetricError| error.to_string())?;
    Ok(Found::One(metric.evaluate(judged)))
}
