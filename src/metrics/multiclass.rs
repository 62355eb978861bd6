//! Metrics of class probabilities: ROC AUC by classes and pairs, and top-k accuracy.

use super::mean::{mean, total};
use super::probability::check_table;
use super::{Average, MetricError, roc_auc};
use crate::exact;

/// The probabilities of one class.
fn column(probabilities: &[f64], classes: usize, class: usize) -> Vec<f64> {
    probabilities.iter().skip(class).step_by(classes).copied().collect()
}

/// Refuses rows that do not add up to one within `1e-8 + 1e-5`, NumPy's `allclose`.
fn check_distributions(probabilities: &[f64], classes: usize) -> Result<(), MetricError> {
    for (row, values) in probabilities.chunks_exact(classes).enumerate() {
        let found = exact::exact_sum(values);
        if (1.0 - found).abs() > 1e-8 + 1e-5 * found.abs() {
            return Err(MetricError::NotADistribution { row, found });
        }
    }
    Ok(())
}

/// The ROC AUC of each class against all others, averaged.
///
/// [`Average::Macro`] counts each class the same and is NaN when a class has no rows;
/// [`Average::Weighted`] counts classes by their weight in the truth; [`Average::Class`] gives one
/// class; [`Average::Micro`] pools all classes.
///
/// # Errors
/// No rows, lengths that differ, probabilities outside 0 to 1 or not adding up to one, fewer than
/// two classes, a code that is not below `classes`, unusable weights, [`Average::Binary`].
///
/// # Source
/// `roc_auc_score(multi_class="ovr", labels=range(classes))`.
pub fn roc_auc_one_vs_rest(
    truth: &[u32],
    probabilities: &[f64],
    classes: usize,
    average: Average,
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check_table(truth, probabilities, classes, weight)?;
    check_distributions(probabilities, classes)?;
    let is = |class: usize| truth.iter().map(move |&t| t as usize == class);
    let area = |class: usize| {
        let one: Vec<bool> = is(class).collect();
        roc_auc(&one, &column(probabilities, classes, class), weight)
    };
    let each = || (0..classes).map(area).collect::<Result<Vec<f64>, _>>();
    match average {
        Average::Macro => Ok(mean(&each()?, None)),
        Average::Weighted => {
            let in_class = |c| is(c).map(|x| f64::from(u8::from(x))).collect::<Vec<_>>();
            let shares: Vec<f64> = (0..classes).map(|c| total(&in_class(c), weight)).collect();
            // A class without weight has no area, and none is asked of it.
            let areas = each()?.into_iter().zip(&shares);
            let areas: Vec<f64> = areas.map(|(a, &w)| if w == 0.0 { 0.0 } else { a }).collect();
            Ok(exact::exact_dot(&shares, &areas) / exact::exact_sum(&shares))
        }
        Average::Micro => {
            let one = truth.iter().flat_map(|&t| (0..classes).map(move |c| t as usize == c));
            let repeated: Option<Vec<f64>> =
                weight.map(|w| w.iter().flat_map(|&w| core::iter::repeat_n(w, classes)).collect());
            roc_auc(&one.collect::<Vec<_>>(), probabilities, repeated.as_deref())
        }
        Average::Class(code) if (code as usize) < classes => area(code as usize),
        Average::Class(code) => Err(MetricError::Parameter {
            parameter: "class",
            expected: "a code below the number of classes",
            found: f64::from(code),
        }),
        Average::Binary => Err(MetricError::WrongTask {
            metric: "the binary average".to_owned(),
            found: "multiclass classification",
        }),
    }
}

/// The ROC AUC within each pair of classes that the truth holds, averaged over the pairs.
///
/// `weighted` counts pairs by their share of the rows. Insensitive to class sizes otherwise. NaN
/// when the truth holds one class only.
///
/// # Errors
/// As [`roc_auc_one_vs_rest`].
///
/// # Source
/// Hand and Till, "A simple generalisation of the area under the ROC curve for multiple class
/// classification problems", Machine Learning 45 (2001); `roc_auc_score(multi_class="ovo")`.
pub fn roc_auc_one_vs_one(
    truth: &[u32],
    probabilities: &[f64],
    classes: usize,
    weighted: bool,
) -> Result<f64, MetricError> {
    check_table(truth, probabilities, classes, None)?;
    check_distributions(probabilities, classes)?;
    let (mut areas, mut shares) = (Vec::new(), Vec::new());
    for a in 0..classes {
        for b in a + 1..classes {
            let rows: Vec<usize> = (0..truth.len())
                .filter(|&i| truth.get(i).is_some_and(|&t| t as usize == a || t as usize == b))
                .collect();
            let of = |class: usize| {
                let is = |i: &usize| truth.get(*i).is_some_and(|&t| t as usize == class);
                let given = |i: &usize| probabilities.get(i * classes + class).copied();
                let score: Vec<f64> = rows.iter().filter_map(given).collect();
                roc_auc(&rows.iter().map(is).collect::<Vec<_>>(), &score, None)
            };
            let present = |class: usize| truth.iter().any(|&t| t as usize == class);
            if present(a) && present(b) {
                areas.push((of(a)? + of(b)?) / 2.0);
                shares.push(rows.len() as f64);
            }
        }
    }
    if areas.is_empty() {
        return Ok(exact::NAN);
    }
    Ok(mean(&areas, weighted.then_some(&shares)))
}

/// The share of rows whose class is among the `k` most probable.
///
/// Of equal probabilities the higher class code comes first, as in scikit-learn.
///
/// # Errors
/// No rows, lengths that differ, probabilities outside 0 to 1, fewer than two classes, a code that
/// is not below `classes`, unusable weights, a `k` of 0.
///
/// # Source
/// `top_k_accuracy_score` with `labels=range(classes)`.
pub fn top_k_accuracy(
    truth: &[u32],
    probabilities: &[f64],
    classes: usize,
    k: usize,
    weight: Option<&[f64]>,
) -> Result<f64, MetricError> {
    check_table(truth, probabilities, classes, weight)?;
    if k == 0 {
        let expected = "at least 1";
        return Err(MetricError::Parameter { parameter: "k", expected, found: 0.0 });
    }
    let hit = |(&code, row): (&u32, &[f64])| {
        let own = row.get(code as usize).copied().unwrap_or(0.0);
        let later = |(c, p): &(usize, &f64)| **p == own && *c > code as usize;
        let ahead = row.iter().enumerate().filter(|e| *e.1 > own || later(e)).count();
        f64::from(u8::from(ahead < k))
    };
    let hits: Vec<f64> = truth.iter().zip(probabilities.chunks_exact(classes)).map(hit).collect();
    Ok(mean(&hits, weight))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRUTH: [u32; 4] = [0, 1, 2, 2];
    const TABLE: [f64; 12] = [0.6, 0.2, 0.2, 0.4, 0.4, 0.2, 0.25, 0.5, 0.25, 0.1, 0.2, 0.7];

    #[test]
    fn ties_go_to_the_higher_code() {
        // Row 0: class 0 leads. Row 1: 1 before 0. Row 2: 1, then 2 before 0. Row 3: class 2 leads.
        let top = |k| top_k_accuracy(&TRUTH, &TABLE, 3, k, None).unwrap();
        assert_eq!([top(1), top(2), top(3)], [0.75, 1.0, 1.0]);
        assert!(top_k_accuracy(&TRUTH, &TABLE, 3, 0, None).is_err());
    }

    #[test]
    fn a_class_without_rows() {
        let (truth, table) = ([0, 1], [0.6, 0.3, 0.1, 0.2, 0.7, 0.1]);
        let rest = |average| roc_auc_one_vs_rest(&truth, &table, 3, average, None).unwrap();
        assert!(rest(Average::Macro).is_nan());
        assert_eq!(rest(Average::Weighted), 1.0);
        assert_eq!(roc_auc_one_vs_one(&truth, &table, 3, false), Ok(1.0));
    }

    #[test]
    fn rows_must_be_distributions() {
        let table = [0.6, 0.2, 0.2, 0.2, 0.2, 0.2];
        assert!(matches!(
            roc_auc_one_vs_rest(&[0, 1], &table, 3, Average::Macro, None),
            Err(MetricError::NotADistribution { row: 1, .. })
        ));
    }
}
